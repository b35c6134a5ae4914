import { bornText, type LocalDate } from '../../../shared/dates';
import { RESIDENCE_STATUSES } from '../../../shared/labels';
import { foldVietnamese } from '../../../shared/vietnamese-text';
import { viewOf } from '../../../web/page';
import type { ResidentHit } from '../households/queries';
import type { PersonFacts } from './likely-same';
import type { LikelySame } from './queries';

/** Maximum number of candidates shown while the user types. */
const SHOWN = 5;

/** Whether enough was typed to find candidates: two words of a name, or a phone. */
export const isSpecificEnough = ({ fullName, phone }: PersonFacts): boolean =>
  phone !== null || foldVietnamese(fullName).includes(' ');

/**
 * Registered people who may match what has been typed so far: first those likely to be the same, with reasons, then
 * those whose name begins as typed.
 */
export function candidatePeople(
  { birth: typedBirth, householdId }: Pick<PersonFacts, 'birth' | 'householdId'>,
  likely: readonly LikelySame[],
  alike: readonly ResidentHit[],
  today: LocalDate,
) {
  const known = new Set(likely.map(({ id }) => id));
  const others = alike.filter(({ id }) => !known.has(id)).map((hit) => ({ ...hit, reasons: [] }));
  const all = [...likely, ...others];
  const shown = all.slice(0, SHOWN).map((person) => ({
    href: `/residents/${person.id}`,
    fullName: person.fullName,
    facts: [
      bornText(person.birth, today),
      person.addressLine ?? RESIDENCE_STATUSES[person.status],
      person.last4 && `CCCD …${person.last4}`,
    ]
      .filter(Boolean)
      .join(' · '),
    // While no birth has been typed, its absence is not a reason.
    reasons: person.reasons.filter((reason) => typedBirth || !reason.includes('chưa rõ ngày sinh')).join('; '),
    moveHref:
      person.reasons.length > 0 && householdId && person.householdId !== householdId
        ? `/residents/${person.id}/membership?household=${householdId}`
        : '',
  }));
  const isMore = all.length > SHOWN;
  return viewOf('register/residents/candidate-people', {
    /** Announced to screen readers. */
    count: shown.length === 0 ? '' : `${isMore ? 'Hơn ' : ''}${shown.length} người trong sổ có thể là người này`,
    people: shown,
    isMore,
  });
}
