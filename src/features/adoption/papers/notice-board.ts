import { groupTitle } from '../figures/figure-labels';
import type { Figures } from '../figures/figures';

// What may hang on a wall: counts that never show that a group has one to four people or households.

/** Counts are rounded down to a multiple of it; a count below it is printed as "dưới 5". */
export const PUBLISHED_STEP = 5;

/**
 * A count as it may be published. Rounding down keeps every part within its whole and every month within the next, so
 * the printed numbers are themselves a possible truth, in which every sum and difference is a multiple of the step. So
 * no reader can show that one of them is one to four; see docs/adr/0033.
 */
export const publishable = (count: number): number => count - (count % PUBLISHED_STEP);

interface BoardCounts {
  doorsReached: number;
  users: number;
}

/** Published counts only: none of them is exact. */
export interface NoticeBoard {
  groups: (BoardCounts & { name: string })[];
  /** The sum of the published counts of the groups. A total rounded on its own would tell about the groups. */
  users: number;
  helped: number;
  month: { visits: number; files: number };
}

export function noticeBoard({ groups, helped, month: { activity } }: Figures): NoticeBoard {
  const published = groups.map((row) => ({
    name: groupTitle(row),
    doorsReached: publishable(row.doorsReached),
    users: publishable(row.users),
  }));
  return {
    groups: published,
    users: published.reduce((sum, { users }) => sum + users, 0),
    helped: publishable(helped.value),
    month: { visits: publishable(activity.visits), files: publishable(activity.files) },
  };
}
