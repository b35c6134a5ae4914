import { localDateOf, type LocalDate } from '../../../shared/dates';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { factText, recordText, type RecordedFact } from './fact-labels';
import { helperName, tieText } from './helper-labels';
import { needItems } from './need-items';
import type { FactRow, HelperRow, HouseholdNeeds, PersonRow, ResidentNeeds } from './queries';

// The parts that the pages of a household and of a resident share: views/casework/needs/section.ejs and helpers.ejs.

/** "Diện ưu tiên và nhu cầu". */
export type NeedsSection = ReturnType<typeof householdNeedsSection>;

export function householdNeedsSection(
  householdId: string,
  { adultAge, people, facts }: HouseholdNeeds,
  today: LocalDate,
  canManage: boolean,
) {
  const nameOf = new Map(people.map((person) => [person.id, person.fullName]));
  const lines = (person: Pick<PersonRow, 'birth' | 'readiness'>, residentId: string | null) =>
    needLines({ ...person, facts: facts.filter((fact) => fact.residentId === residentId) }, today, adultAge, canManage);
  return sectionOf(
    [
      { who: 'Cả hộ', whoHref: '', needs: lines({ birth: null, readiness: [] }, null) },
      ...people.map((person) => ({
        who: person.fullName,
        whoHref: `/residents/${person.id}`,
        needs: lines(person, person.id),
      })),
    ].filter(({ needs }) => needs.length > 0),
    otherFacts(facts, today, canManage, (fact) => (fact.residentId === null ? '' : `${nameOf.get(fact.residentId)}: `)),
    canManage ? `/households/${householdId}/priority-facts/new` : '',
  );
}

const sectionOf = <Group, Fact>(groups: Group[], past: Fact[], newHref: string) => ({
  groups,
  otherFacts: past,
  newHref,
  hasAny: groups.length > 0 || past.length > 0,
});

export function residentNeedsSection(
  { adultAge, person, householdId, facts }: ResidentNeeds,
  today: LocalDate,
  canManage: boolean,
): NeedsSection {
  const needs = needLines({ ...person, facts }, today, adultAge, canManage);
  return sectionOf(
    needs.length > 0 ? [{ who: '', whoHref: '', needs }] : [],
    otherFacts(facts, today, canManage, (fact) => (fact.residentId === null ? 'Cả hộ: ' : '')),
    canManage && householdId ? `/households/${householdId}/priority-facts/new?resident=${person.id}` : '',
  );
}

const needLines = (
  person: Pick<PersonRow, 'birth' | 'readiness'> & { facts: FactRow[] },
  today: LocalDate,
  adultAge: number,
  canManage: boolean,
) =>
  needItems(person, today, adultAge).map(({ label, words, fact }) => ({
    label,
    words: fact ? `${words}, ${recordText(recordedFact(fact))}` : words,
    // '' if there is no fact, or for users who may only read.
    href: fact && canManage ? factHref(fact) : '',
  }));

const otherFacts = (
  facts: readonly FactRow[],
  today: LocalDate,
  canManage: boolean,
  leadOf: (fact: FactRow) => string,
) =>
  facts
    .filter(({ validFrom, validTo }) => validFrom > today || (validTo !== null && validTo <= today))
    .map((fact) => ({
      words: leadOf(fact) + factText(recordedFact(fact)),
      href: canManage ? factHref(fact) : '',
      isAhead: fact.validFrom > today && fact.withdrawnReason === '',
    }));

const recordedFact = (fact: FactRow): RecordedFact => ({
  ...fact,
  recordedOn: localDateOf(new Date(fact.recordedAt)),
  endedOn: fact.endedAt && localDateOf(new Date(fact.endedAt)),
});

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
