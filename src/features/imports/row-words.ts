import type { ImportOutcome } from '../../generated/prisma/enums';
import { formatDate } from '../../shared/dates';
import { NEEDS } from '../../shared/needs';
import type { Declaration } from './list-facts';
import type { ShownRow } from './queries';

/** What became of a row, in a word. */
export const OUTCOMES: Record<ImportOutcome, { text: string; kind: 'ok' | 'ask' | 'need' | 'try' | 'plain' }> = {
  added: { text: 'Đã thêm', kind: 'ok' },
  changed: { text: 'Đã sửa', kind: 'ask' },
  same: { text: 'Như trong sổ', kind: 'plain' },
  left_out: { text: 'Bỏ ra', kind: 'try' },
  wrong: { text: 'Sai', kind: 'need' },
};
export const OUTCOME_ORDER = Object.keys(OUTCOMES) as ImportOutcome[];

/** What was changed, what was wrong in which cell, what to know: a sentence each. */
export function differenceText({ outcome, changes, problems, content, decision }: ShownRow): string[] {
  const decided = { same_person: 'Nghi trùng: cùng một người', new_person: 'Nghi trùng: người khác', skip: 'Nghi trùng: bỏ qua' }[decision ?? ''];
  return [
    ...(decided ? [decided] : outcome === 'left_out' ? ['Nghi trùng, chưa quyết định'] : []),
    ...problems.map(({ cell, column, value, message }) => `${[cell, column].filter(Boolean).join(', ') || 'Cả dòng'}${value ? ` “${value}”` : ''}: ${message}`),
    ...(outcome === 'left_out' || outcome === 'wrong' ? [] : changes.map(({ field, before, after, isKept }) => (
      isKept ? `${field}: sổ giữ ${before}, danh sách ghi ${after}` : `${field}: ${before || 'chưa có'} → ${after}`))),
    ...content.warnings.map(({ cell, message }) => [cell, message].filter(Boolean).join(': ')),
  ];
}

/** What was said of everybody on the list. */
export function noteText({ kinds, basis, from }: Declaration): string {
  const grounds = [basis && `theo ${basis}`, from && `từ ${formatDate(from)}`].filter(Boolean).join(', ');
  return `Mọi người trong danh sách thuộc diện: ${kinds.map((kind) => NEEDS[kind]).join(', ')}${grounds ? ` (${grounds})` : ''}.`;
}
