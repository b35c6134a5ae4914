import { groupBy } from '../../../shared/group-by';

interface Taken {
  itemName: string;
  takenBy: string;
  endedAt: Date | null;
}

/** Time a team has to bring things back after a round before they count as missing. */
export const GRACE_MINUTES = 60;

/**
 * What a round took along and has not brought back an hour after its end, in words: 'Chưa mang về: Laptop, Bộ phát 4G
 * (Nguyễn Thị Đội nhận)'. '' if nothing is missing yet.
 */
export function missingText(handOvers: readonly Taken[], roundEndsAt: Date, now: Date): string {
  if (now.getTime() < roundEndsAt.getTime() + GRACE_MINUTES * 60_000) return '';
  const byPerson = groupBy(handOvers, ({ takenBy, endedAt }) => (endedAt === null ? takenBy : null));
  const words = [...byPerson].map(
    ([person, taken]) => `${taken.map(({ itemName }) => itemName).join(', ')} (${person} nhận)`,
  );
  return words.length > 0 ? `Chưa mang về: ${words.join('; ')}` : '';
}

/** The same for the ward's full list, including things the round left in the office. */
export const missingOfRound = (
  things: readonly { itemName: string; takenBy: string | null; endedAt: Date | null }[],
  roundEndsAt: Date,
  now: Date,
): string =>
  missingText(
    things.flatMap((thing) => (thing.takenBy === null ? [] : [{ ...thing, takenBy: thing.takenBy }])),
    roundEndsAt,
    now,
  );
