import { formatRoundTime } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { askAgainModel } from '../../../web/ask-again';

/** A planned round that a new holiday, absence or the like falls on. */
export interface RoundHit {
  id: string;
  code: string;
  startsAt: Date;
  endsAt: Date;
  /** What stands against it from now on, in sentences; none where the question itself says it. */
  why?: readonly string[];
}

const MOST_NAMED = 10;

/**
 * The page that asks before something is entered over planned rounds: it names them and says what becomes of them.
 * @param body the form as it was typed; its buttons send it once more.
 */
export function roundsHitQuestion(
  body: unknown,
  rounds: readonly RoundHit[],
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

/** What is said after something was saved over planned rounds; '' when no round was hit. */
export function roundsHitText(count: number): string {
  return count === 0
    ? ''
    : `${formatNumber(count)} buổi ra quân đã lập cần xem lại. Xem ở Buổi ra quân, mục “Cần xem lại”.`;
}

/** Ends a transaction without a trace and carries the rounds out that somebody must know of first. */
export class AsksAboutRounds extends Error {
  constructor(readonly rounds: RoundHit[]) {
    super('planned rounds are hit');
  }
}
