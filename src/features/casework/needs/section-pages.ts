import type { LocalDate } from '../../../shared/dates';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { factText, recordText } from './fact-labels';
import { helperName, tieText } from './helper-labels';
import { needItems } from './need-items';
import type { FactRow, HelperRow, HouseholdNeeds, PersonRow, ResidentNeeds } from './queries';

// The parts that the pages of a household and of a resident share: views/casework/needs/section.ejs and helpers.ejs.

/** "Diện ưu tiên và nhu cầu". */
export type NeedsSection = ReturnType<typeof householdNeedsSection>;

export function householdNeedsSection(
  householdId: string,
  { people, facts, adultAge }: HouseholdNeeds,
  today: LocalDate,
  canManage: boolean,
) {
  const nameOf = new Map(people.map((person) => [person.id, person.fullName]));
  const reader = { adultAge, today, canManage };
  const groupOf = (who: string, whoHref: string, person: Known, residentId: string | null) => {
    const own = facts.filter((fact) => fact.residentId === residentId);
    return { who, whoHref, needs: needLines(person, own, reader) };
  };
  return sectionOf(
    [
      groupOf('Cả hộ', '', { birth: null, readiness: [] }, null),
      ...people.map((person) => groupOf(person.fullName, `/residents/${person.id}`, person, person.id)),
    ],
    otherFacts(facts, reader, ({ residentId }) => (residentId === null ? '' : `${nameOf.get(residentId)}: `)),
    canManage ? `/households/${householdId}/priority-facts/new` : '',
  );
}

export function residentNeedsSection(
  { person, householdId, facts, adultAge }: ResidentNeeds,
  today: LocalDate,
  canManage: boolean,
): NeedsSection {
  const reader = { adultAge, today, canManage };
  return sectionOf(
    [{ who: '', whoHref: '', needs: needLines(person, facts, reader) }],
    otherFacts(facts, reader, ({ residentId }) => (residentId === null ? 'Cả hộ: ' : '')),
    canManage && householdId ? `/households/${householdId}/priority-facts/new?resident=${person.id}` : '',
  );
}

function sectionOf<Group extends { needs: unknown[] }, Fact>(all: Group[], past: Fact[], newHref: string) {
  const groups = all.filter(({ needs }) => needs.length > 0);
  return { groups, otherFacts: past, newHref, hasAny: groups.length > 0 || past.length > 0 };
}

type Known = Pick<PersonRow, 'birth' | 'readiness'>;
/** When the section is read, and whether its reader may change it. */
interface Reader {
  adultAge: number;
  today: LocalDate;
  canManage: boolean;
}

const needLines = (person: Known, facts: FactRow[], { adultAge, today, canManage }: Reader) =>
  needItems({ ...person, facts }, today, adultAge).map(({ label, words, fact }) => ({
    label,
    words: fact ? `${words}, ${recordText(fact)}` : words,
    // '' if there is no fact, or for users who may only read.
    href: fact && canManage ? factHref(fact) : '',
  }));

const otherFacts = (facts: readonly FactRow[], { today, canManage }: Reader, leadOf: (fact: FactRow) => string) =>
  facts
    .filter(({ validFrom, validTo }) => validFrom > today || (validTo !== null && validTo <= today))
    .map((fact) => ({
      words: leadOf(fact) + factText(fact),
      href: canManage ? factHref(fact) : '',
      isAhead: fact.validFrom > today && fact.withdrawnReason === '',
    }));

const factHref = ({ id }: FactRow): string => `/priority-facts/${id}/edit`;

/** "Người giúp số" of a household or of one person, and whom that person helps. */
export type HelpersSection = ReturnType<typeof helpersSection>;

/** @param helping the ties in which the person is the helper. */
export function helpersSection(newHref: string, helpers: readonly HelperRow[], helping: readonly HelperRow[] = []) {
  const whom = ({ helpedName }: HelperRow) => helpedName ?? 'cả hộ, chưa rõ ai';
  const editHref = ({ id }: HelperRow) => `/digital-helpers/${id}/edit`;
  return {
    helpers: helpers.map((helper) => ({
      name: helperName(helper),
      phone: helper.phone ? formatPhoneNumber(helper.phone) : '',
      phoneHref: helper.phone ? `tel:${helper.phone}` : '',
      about: `giúp ${whom(helper)} · ${tieText(helper)}`,
      editHref: editHref(helper),
    })),
    helping: helping.map((tie) => ({
      name: whom(tie),
      href: tie.helpedId ? `/residents/${tie.helpedId}` : editHref(tie),
      about: tieText(tie),
      editHref: editHref(tie),
    })),
    newHref,
  };
}
