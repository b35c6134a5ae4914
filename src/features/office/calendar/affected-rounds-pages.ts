import { formatRoundTime } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import type { Question } from '../../../web/ask-again';
import type { Notice } from '../../../web/flash';
import type { AskFirst } from '../../../web/form-route';
import type { Asked } from '../../../web/route';
import type { AffectedRound } from './affected-rounds';

const MOST_NAMED = 10;

/**
 * Asks before a change that affects planned rounds: names them and says what becomes of them.
 * @param what the rounds are to the change, as in 'rơi vào ngày này'.
 */
export function askAboutRounds(
  { req }: Pick<Asked, 'req'>,
  rounds: readonly AffectedRound[],
  what: string,
  confirmLabel: string,
): AskFirst {
  const rest = rounds.length - MOST_NAMED;
  const ask: Question = {
    title: `${formatNumber(rounds.length)} buổi ra quân đã lập ${what}`,
    links: rounds.slice(0, MOST_NAMED).map(({ id, code, startsAt, endsAt, why = [] }) => ({
      href: `/rounds/${id}`,
      label: `Buổi ${code}, ${formatRoundTime(startsAt, endsAt)}.`,
      note: why.join(' '),
    })),
    sentences: [
      ...(rest > 0 ? [`Và ${formatNumber(rest)} buổi khác.`] : []),
      ...(rounds.length > 0 ? ['Nếu vẫn làm, các buổi này vào “Cần xem lại” để văn phòng sửa hoặc hủy.'] : []),
    ],
    changes: [],
    action: req.path,
    confirmLabel,
  };
  return { ask, title: `${confirmLabel}?` };
}

/** The notices after a change that affected this many planned rounds. */
export const roundsNotices = (count: number): Notice[] =>
  count === 0
    ? []
    : [
        {
          text: `${formatNumber(count)} buổi ra quân đã lập cần xem lại.`,
          kind: 'warning',
          actions: [{ label: 'Xem lại', href: '/rounds?view=review', fields: null }],
        },
      ];
