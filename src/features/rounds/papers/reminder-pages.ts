import { formatRoundTime, type LocalDate } from '../../../shared/dates';
import { cardPages } from '../../../shared/cut-cards';
import { capitalise } from '../../../shared/vietnamese-text';
import { viewOf } from '../../../web/page';
import { numbersToCall, shownNumbers, wantsPaper } from '../../casework/door-calls/whom-to-call';
import { eveningMessage } from '../../casework/messages/messages';
import { expectedText } from '../round/expected-time';
import type { RoundDetail } from '../round/queries';
import { paperOf } from './pages';
import type { Reminders } from './queries';

/** Whom to tell at each door of a round that the team comes, and the text to tell it in. */
export const remindersPage = (round: RoundDetail, { doors, ward }: Reminders, today: LocalDate) =>
  viewOf('rounds/papers/reminders', {
    id: round.id,
    code: round.code,
    time: capitalise(formatRoundTime(round.startsAt, round.endsAt)),
    cardsHref: reminderCardsHref(round.id),
    doors: doors.map((door) => {
      const expected = expectedText(door);
      const [head] = door.members;
      return {
        address: capitalise(door.addressLine),
        expected: capitalise(expected),
        number: shownNumbers(numbersToCall(door, ward.adultAge, today))[0] ?? null,
        isOnPaper: head !== undefined && wantsPaper(head),
        cardHref: reminderCardsHref(round.id, door.householdId),
        message: eveningMessage(ward, { ...round, expected }, today),
      };
    }),
  });

/** @param householdId of the only door wanted; all doors without it. */
export const reminderCardsHref = (roundId: string, householdId?: string): string =>
  `/rounds/${roundId}/reminder-cards${householdId ? `?door=${householdId}` : ''}`;

/**
 * A card for each door: it names the address and no resident, because a passer-by may find one.
 * @param householdId of the only door wanted; null for all.
 */
export function reminderCardsPage(round: RoundDetail, { doors, ward }: Reminders, householdId: string | null) {
  const wanted = doors.filter((door) => householdId === null || door.householdId === householdId);
  const cards = wanted.map((door) => ({ address: capitalise(door.addressLine), expected: expectedText(door) }));
  return viewOf('rounds/papers/reminder-cards', {
    ...paperOf('Thiếp nhắc hẹn', round, ward),
    time: capitalise(formatRoundTime(round.startsAt, round.endsAt)),
    pages: cardPages(cards),
  });
}
