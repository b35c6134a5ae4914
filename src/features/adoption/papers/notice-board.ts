import type { Figures } from '../reports/figures';

// What may hang on a wall: counts from which nobody can work out a group of one to four people or households.

/** Counts below it are not told; the others are rounded down to a multiple of it. */
export const BASE = 5;

/**
 * A count as it may be published. The sheet as printed could itself be the truth: rounding down keeps every part within
 * its whole and every month within the next. In that ward every sum and difference of counts is a multiple of BASE, so
 * none of them can be shown to be one to four; see docs/adr/0033.
 */
export const publishable = (count: number): number => count - (count % BASE);

interface BoardCounts {
  doorsReached: number;
  users: number;
}

/** Published counts only: none of them is exact. */
export interface NoticeBoard {
  groups: (BoardCounts & { name: string | null })[];
  /** The sum of the published counts of the groups. A total rounded on its own would tell about the groups. */
  users: number;
  helped: number;
  month: { visits: number; files: number };
}

export function noticeBoard({ groups, helped, month: { activity } }: Figures): NoticeBoard {
  const published = groups.map(({ groupName, doorsReached, users }) => ({
    name: groupName,
    doorsReached: publishable(doorsReached),
    users: publishable(users),
  }));
  return {
    groups: published,
    users: published.reduce((sum, { users }) => sum + users, 0),
    helped: publishable(helped.value),
    month: { visits: publishable(activity.visits), files: publishable(activity.files) },
  };
}
