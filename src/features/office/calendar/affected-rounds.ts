import { formatRoundTime } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import type { Done } from '../../../shared/outcome';
import { askAgainModel } from '../../../web/ask-again';

/** A planned round affected by a new holiday, absence or the like. */
export interface AffectedRound {
  id: string;
  code: string;
  startsAt: Date;
  endsAt: Date;
  /** The new objections to it, in sentences; absent if the question itself states them. */
  why?: readonly string[];
}

const MOST_NAMED = 10;

/**
 * The page that asks before a change that affects planned rounds: it names them and says what becomes of them.
 * @param body the form as typed; its buttons send it again.
 */
export function affectedRoundsQuestion(
  body: unknown,
  rounds: readonly AffectedRound[],
  { what, action, confirmLabel }: { what: string; action: string; confirmLabel: string },
) {
  const rest = rounds.length - MOST_NAMED;
  return askAgainModel(body, {
    title: `${formatNumber(rounds.length)} buổi ra quân đã lập ${what}`,
    sentences: [
      ...rounds
        .slice(0, MOST_NAMED)
        .map(({ code, startsAt, endsAt, why = [] }) =>
          [`Buổi ${code}, ${formatRoundTime(startsAt, endsAt)}.`, ...why].join(' '),
        ),
      ...(rest > 0 ? [`Và ${formatNumber(rest)} buổi khác.`] : []),
      'Nếu vẫn làm, các buổi này vào danh sách “Cần xem lại” để văn phòng đổi người, đổi giờ hoặc hủy.',
    ],
    changes: [],
    action,
    confirmLabel,
  });
}

/** The message after a change that affected planned rounds; '' if none was affected. */
export function affectedRoundsText(count: number): string {
  return count === 0
    ? ''
    : `${formatNumber(count)} buổi ra quân đã lập cần xem lại. Xem ở Buổi ra quân, mục “Cần xem lại”.`;
}

/** Written; this many planned rounds are affected and wait for a review. */
export interface DoneWithRounds extends Done {
  roundsHit: number;
}

/** Nothing was written: the change affects these planned rounds, and the user has not confirmed it yet. */
export interface Unconfirmed {
  kind: 'unconfirmed';
  rounds: readonly AffectedRound[];
}

/** Rolls a transaction back and carries the rounds that the user must confirm first. */
export class RoundsUnconfirmed extends Error {
  constructor(readonly rounds: readonly AffectedRound[]) {
    super('planned rounds are hit');
  }
}
