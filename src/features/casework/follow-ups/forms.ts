import { z } from 'zod';
import type { Actor } from '../../../actor';
import { isRealDate } from '../../../shared/dates';
import { keysOf } from '../../../shared/labels';
import { idField, isId, listOf, optionalText } from '../../../web/form';
import type { FollowUpKind } from './follow-up';
import { FOLLOW_UP_KINDS, FOLLOW_UP_OUTCOMES } from './labels';

const TOKEN = /^[a-z_]+\.[0-9a-f-]{36}\.[0-9a-z_-]{1,50}$/;
const OUTCOMES = keysOf(FOLLOW_UP_OUTCOMES);
const STALE = 'Danh sách đã cũ. Tải lại trang rồi bấm lại.';
const token = z.string().regex(TOKEN, STALE);

/** One press: the ticked follow-ups with the outcome of the button, or `only`, the button of one row: 'done.papers.…'. */
export const pressForm = z
  .object({
    pressId: idField(STALE),
    only: z.string().max(120, STALE).optional(),
    outcome: z.enum(OUTCOMES, { error: STALE }).optional(),
    items: listOf(token, 100),
    note: optionalText(300),
  })
  .transform(({ pressId, only, outcome, items, note }, issues) => {
    const [, ofRow, rest] = /^([a-z_]+)\.(.+)$/.exec(only ?? '') ?? [];
    const row = only === undefined ? null : z.tuple([z.enum(OUTCOMES), token]).safeParse([ofRow, rest]);
    if (row?.success) return { pressId, outcome: row.data[0], tokens: [row.data[1]], note };
    if (row || !outcome) issues.addIssue({ code: 'custom', path: ['items'], message: STALE });
    else if (items.length === 0)
      issues.addIssue({
        code: 'custom',
        path: ['items'],
        message: 'Đánh dấu ít nhất một việc, hoặc bấm Xong ở dòng ấy.',
      });
    else return { pressId, outcome, tokens: items, note };
    return z.NEVER;
  });

export type Press = z.output<typeof pressForm>;

/** The choice in the officer filter that shows the follow-ups of all officers. */
export const EVERYBODY = 'all';

/**
 * Reads the query of the list; unknown values are ignored, null is all. An officer's list holds their own, unless they
 * choose others.
 */
export function readFilter(
  { kind, officer, group, state, month }: Record<string, unknown>,
  reader: Pick<Actor, 'id' | 'role'>,
) {
  const usualOfficer = reader.role === 'officer' ? reader.id : null;
  const unnamed = officer === EVERYBODY ? null : usualOfficer;
  return {
    kind: typeof kind === 'string' && Object.hasOwn(FOLLOW_UP_KINDS, kind) ? (kind as FollowUpKind) : null,
    /** The id of an officer, or 'office'. */
    officer: officer === 'office' || isId(officer) ? officer : unnamed,
    /** Whose follow-ups the list shows without a choice. */
    usualOfficer,
    groupId: isId(group) ? group : null,
    /** Overdue ones only, or only those that are not. */
    state: state === 'late' || state === 'due' ? state : null,
    /** '2026-10': only those whose last day lies in the month. */
    month: typeof month === 'string' && isRealDate(`${month}-01`) ? month : null,
  };
}
export type WorkListFilter = ReturnType<typeof readFilter>;
