import { formatRoundTime, type LocalDate } from '../../../shared/dates';
import { cardPages } from '../../../shared/cut-cards';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { capitalise } from '../../../shared/vietnamese-text';
import { definePage } from '../../../web/page';
import { numbersToCall, shownNumbers, wantsPaper, type ShownNumber } from '../../casework/door-calls/whom-to-call';
import { eveningMessage, type Message } from '../../casework/messages/messages';
import { expectedWords } from '../round/expected-time';
import type { RoundDetail } from '../round/queries';
import type { Reminders } from './queries';

interface RemindersModel {
  id: string;
  code: string;
  time: string;
  /** The page with a card for each door. */
  cardsHref: string;
  doors: {
    address: string;
    expected: string;
    /** Whom to call or to send the text to; null if nobody has a number. */
    number: ShownNumber | null;
    /** The head of the household wants paper: the card comes first. */
    isOnPaper: boolean;
    cardHref: string;
    message: Message;
  }[];
}

export const remindersPage = definePage<RemindersModel>('rounds/papers/reminders');

/** Whom to tell at each door of a round that the team comes, and the text to tell it in. */
export function remindersModel(round: RoundDetail, { doors, ward }: Reminders, today: LocalDate): RemindersModel {
  return {
    id: round.id,
    code: round.code,
    time: capitalise(formatRoundTime(round.startsAt, round.endsAt)),
    cardsHref: reminderCardsHref(round.id),
    doors: doors.map((door) => {
      const expected = expectedWords(door);
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
  };
}

/** @param householdId of the only door wanted; all doors without it. */
export const reminderCardsHref = (roundId: string, householdId?: string): string =>
  `/rounds/${roundId}/reminder-cards${householdId ? `?door=${householdId}` : ''}`;

interface ReminderCardsModel {
  title: string;
  wardName: string;
  /** '' leaves a line to write the number on. */
  wardPhone: string;
  code: string;
  time: string;
  pages: { address: string; expected: string }[][];
}

export const reminderCardsPage = definePage<ReminderCardsModel>('rounds/papers/reminder-cards');

/**
 * A card for each door: it names the address and no resident, because anybody may find one.
 * @param householdId of the only door wanted; null for all.
 */
export function reminderCardsModel(
  round: RoundDetail,
  { doors, ward }: Reminders,
  householdId: string | null,
): ReminderCardsModel {
  const wanted = doors.filter((door) => householdId === null || door.householdId === householdId);
  const cards = wanted.map((door) => ({ address: capitalise(door.addressLine), expected: expectedWords(door) }));
  return {
    title: `Thiếp nhắc hẹn ${round.code}`,
    wardName: ward.name,
    wardPhone: ward.phone ? formatPhoneNumber(ward.phone) : '',
    code: round.code,
    time: capitalise(formatRoundTime(round.startsAt, round.endsAt)),
    pages: cardPages(cards),
  };
}
