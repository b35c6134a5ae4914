import { formatBirth, formatDateTime } from '../../../shared/dates';
import { maskNationalNumber, spaceNationalNumber } from '../../../shared/national-number';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { DISCLOSURE_REASONS, disclosureForm } from './forms';
import type { NumberChange, NumberFile } from './queries';

export function numberPage(file: NumberFile, canManage: boolean, failed?: Failed) {
  const reason = typed(failed?.values ?? {}, 'reason');
  return viewOf('register/national-numbers/show', {
    fullName: file.fullName,
    backHref: `/residents/${file.id}`,
    masked: file.nationalNumberLast4 ? maskNationalNumber(file.nationalNumberLast4) : '',
    action: `/residents/${file.id}/national-number/disclosure`,
    reasons: Object.entries(DISCLOSURE_REASONS).map(([value, label]) => ({
      value,
      label,
      hint: value === 'other' ? 'ghi rõ ở dưới' : '',
      checked: value === reason,
    })),
    form: formView(disclosureForm, {}, failed),
    changes: canManage
      ? file.changes.map((change, index) => ({
          words: changeText(change),
          // Only the latest change can be reversed, and only once: an older one has been overwritten.
          putBackAction:
            index === 0 && change.reversesId === null && !change.isReversed
              ? `/residents/${file.id}/national-number/changes/${change.id}/reversal`
              : '',
        }))
      : [],
  });
}

function changeText({ beforeLast4, afterLast4, changedAt, changedBy, reversesId }: NumberChange): string {
  const shown = (last4: string | null) => (last4 ? maskNationalNumber(last4) : 'không có số');
  const who = `${changedBy}, ${formatDateTime(new Date(changedAt))}`;
  const removal = afterLast4 ? '' : 'Xóa số: ';
  return `${reversesId ? 'Trả lại số cũ: ' : removal}${shown(beforeLast4)} → ${shown(afterLast4)} · ${who}`;
}

/** Shows the full number once. */
export const disclosedPage = (file: NumberFile, number: string, reason: string) =>
  viewOf('register/national-numbers/disclosed', {
    fullName: file.fullName,
    born: file.birth ? `sinh ${formatBirth(file.birth)}` : 'chưa rõ ngày sinh',
    number: spaceNationalNumber(number),
    reason,
    backHref: `/residents/${file.id}`,
  });

/** The confirmation before an earlier number is put back. */
export function reversalQuestion(
  { fullName, before, after }: { fullName: string; before: string | null; after: string | null },
  action: string,
) {
  const shown = (last4: string | null) => (last4 ? maskNationalNumber(last4) : '');
  return {
    title: `Trả lại số định danh cũ của ${fullName}?`,
    sentences: ['Lần trả lại được ghi vào nhật ký và vào lịch sử của số.'],
    changes: [{ label: 'Số định danh', before: shown(before), after: shown(after) }],
    action,
    confirmLabel: 'Đúng, trả lại số cũ',
  };
}
