import type { ImportStatus } from '../../../generated/prisma/enums';
import { formatDateTime } from '../../../shared/dates';
import { NEEDS } from '../../../shared/needs';
import { formatNumber } from '../../../shared/numbers';
import { formView, type Failed, type FieldErrors } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { MAX_FILE_BYTES, MAX_LIST_ROWS } from './reading/check-file';
import { DECLARABLE } from './reading/listed-person';
import { revertForm, uploadForm } from './runs/forms';
import type { ImportRun } from './runs/queries';
import type { Blocker } from './writing/blocker-queries';

const STATUSES: Record<ImportStatus, { text: string; kind: 'ok' | 'ask' | 'need' | 'try' | 'plain' }> = {
  waiting: { text: 'Chờ đến lượt', kind: 'ask' },
  reading: { text: 'Đang đọc', kind: 'ask' },
  previewed: { text: 'Chờ xác nhận', kind: 'try' },
  confirming: { text: 'Đang ghi vào sổ', kind: 'ask' },
  confirmed: { text: 'Đã ghi vào sổ', kind: 'ok' },
  reverting: { text: 'Đang hoàn tác', kind: 'ask' },
  reverted: { text: 'Đã hoàn tác', kind: 'plain' },
  cancelled: { text: 'Đã dừng', kind: 'plain' },
  failed: { text: 'Không đọc được', kind: 'need' },
  discarded: { text: 'Đã bỏ', kind: 'plain' },
};

/** The status of an import in words; a list that waits for an answer waits for nothing else. */
export const statusOf = ({ status, options }: Pick<ImportRun, 'status' | 'options'>) =>
  status === 'waiting' && options?.question ? ({ text: 'Chờ bạn chọn cột', kind: 'try' } as const) : STATUSES[status];

export const importListPage = (runs: readonly ImportRun[]) =>
  viewOf('register/imports/index', {
    runs: runs.map((run) => ({
      href: `/imports/${run.id}`,
      fileName: run.fileName,
      when: formatDateTime(run.createdAt),
      by: run.createdByName,
      status: statusOf(run),
      result: resultOf(run),
    })),
  });

function resultOf({ status, failure, counts, revertedReason }: ImportRun): string {
  if (status === 'failed') return failure ?? '';
  if (status === 'reverted') return revertedReason;
  if (!counts || status === 'discarded') return '';
  if (counts.outcomes)
    return `${formatNumber(counts.outcomes.added)} người thêm, ${formatNumber(counts.outcomes.changed)} người sửa${
      counts.incomplete > 0 ? `, ${formatNumber(counts.incomplete)} người cần bổ sung` : ''
    }`;
  return `${formatNumber(counts.new)} mới, ${formatNumber(counts.changed)} thay đổi, ${formatNumber(counts.doubtful)} nghi trùng, ${formatNumber(counts.wrong)} sai`;
}

/** A browser does not keep a chosen file, so it must be chosen again. */
export function uploadPage(failed?: Failed) {
  const chosen = [failed?.values.facts].flat();
  // An error of one of the facts leads to all of them.
  const errors = Object.entries(failed?.errors ?? {}).map(([name, message]) => [name.split('[')[0], message]);
  return viewOf('register/imports/new', {
    form: formView(uploadForm, {}, failed && { ...failed, errors: Object.fromEntries(errors) as FieldErrors }),
    fileHint: `Excel (.xlsx) hoặc CSV, nhiều nhất ${MAX_FILE_BYTES / 1_048_576} MB và ${formatNumber(MAX_LIST_ROWS)} dòng.`,
    facts: DECLARABLE.map((kind) => ({ value: kind, label: NEEDS[kind], hint: '', checked: chosen.includes(kind) })),
  });
}

/** Maximum number of blockers shown. */
const MAX_SHOWN = 60;

export const revertPage = (run: ImportRun, blockers: readonly Blocker[], failed?: Failed) =>
  viewOf('register/imports/revert', {
    id: run.id,
    fileName: run.fileName,
    context: `${run.finishedByName ?? ''} ghi vào sổ lúc ${run.finishedAt ? formatDateTime(run.finishedAt) : ''}`,
    consequences: consequencesOf(run),
    blockers: blockers.slice(0, MAX_SHOWN).map(({ name, href, what }) => ({ name, href, what })),
    more: blockers.length > MAX_SHOWN ? `và ${formatNumber(blockers.length - MAX_SHOWN)} chỗ khác` : '',
    form: formView(revertForm, {}, failed),
  });

export const revertQuestion = (run: ImportRun) => ({
  title: `Hoàn tác lần nhập ${run.fileName}?`,
  sentences: consequencesOf(run),
  changes: [],
  action: `/imports/${run.id}/reversion`,
  confirmLabel: 'Đúng, hoàn tác',
});

function consequencesOf({ counts }: ImportRun): string[] {
  const { added = 0, changed = 0 } = counts?.outcomes ?? {};
  return [
    ...(added > 0
      ? [`${formatNumber(added)} người mà lần nhập này thêm sẽ không còn trong sổ, cùng những hộ và tổ dân phố nó lập.`]
      : []),
    ...(changed > 0 ? [`${formatNumber(changed)} người mà lần nhập này sửa sẽ trở lại như trước.`] : []),
    'Danh sách dòng và kết quả của lần nhập vẫn xem được.',
  ];
}
