import { formatDate, localDateOf, type LocalDate } from '../../shared/dates';
import { formatPhoneNumber } from '../../shared/phone-number';
import { factWords } from './fact-words';
import { helperName } from './helper-words';
import { needItems } from './need-items';
import type { FactRow, HelperRow, HouseholdNeeds, ResidentNeeds } from './queries';

// The parts that the pages of a household and of a resident show alike: views/needs/section.ejs and helpers.ejs.

/** "Diện ưu tiên và nhu cầu". */
export interface NeedsSection {
  /** One need a line; `who` is '' on a person's own page. */
  needs: { who: string; whoHref: string; label: string; since: string; source: string }[];
  /** Whether the column of names is shown. */
  hasWho: boolean;
  /** Facts that hold or will hold, each with its page ('' for those who may only read). */
  facts: { words: string; href: string; isAhead: boolean }[];
  pastFacts: { words: string; href: string }[];
  emptyText: string;
  /** '' for those who may only read. */
  newFactHref: string;
}

/** "Người giúp số" of a household. */
export interface HelpersSection {
  helpers: { name: string; phone: string; phoneHref: string; since: string; editHref: string }[];
  newHref: string;
}

export function householdNeedsSection(householdId: string, { adultAge, people, facts }: HouseholdNeeds, today: LocalDate, canManage: boolean): NeedsSection {
  const nameOf = new Map(people.map((person) => [person.id, person.fullName]));
  const shared = needItems({ birth: null, readiness: [], facts: facts.filter((fact) => fact.residentId === null) }, today, adultAge);
  const own = people.flatMap((person) => needItems({ ...person, facts: facts.filter((fact) => fact.residentId === person.id) }, today, adultAge)
    .map((item) => ({ ...item, who: person.fullName, whoHref: `/residents/${person.id}` })));
  return {
    needs: [...shared.map((item) => ({ ...item, who: 'Cả hộ', whoHref: '' })), ...own],
    hasWho: true,
    ...factLists(facts, today, canManage, (fact) => (fact.residentId === null ? '' : `${nameOf.get(fact.residentId)}: `)),
    emptyText: 'Chưa ghi diện hay nhu cầu nào của hộ này.',
    newFactHref: canManage ? `/households/${householdId}/priority-facts/new` : '',
  };
}

export function residentNeedsSection({ adultAge, person, householdId, facts }: ResidentNeeds, today: LocalDate, canManage: boolean): NeedsSection {
  return {
    needs: needItems({ ...person, facts }, today, adultAge).map((item) => ({ ...item, who: '', whoHref: '' })),
    hasWho: false,
    ...factLists(facts, today, canManage, (fact) => (fact.residentId === null ? 'Cả hộ: ' : '')),
    emptyText: 'Chưa ghi diện hay nhu cầu nào.',
    newFactHref: canManage && householdId ? `/households/${householdId}/priority-facts/new?resident=${person.id}` : '',
  };
}

function factLists(facts: readonly FactRow[], today: LocalDate, canManage: boolean, leadOf: (fact: FactRow) => string): Pick<NeedsSection, 'facts' | 'pastFacts'> {
  const shown = facts.map((fact) => ({
    words: leadOf(fact) + factWords({ ...fact, recordedOn: localDateOf(new Date(fact.recordedAt)), endedOn: fact.endedAt && localDateOf(new Date(fact.endedAt)) }),
    href: canManage ? `/priority-facts/${fact.id}/edit` : '',
    isAhead: fact.validFrom > today,
    isOver: fact.validTo !== null && fact.validTo <= today,
  }));
  return { facts: shown.filter((fact) => !fact.isOver), pastFacts: shown.filter((fact) => fact.isOver) };
}

export function helpersSection(householdId: string, helpers: readonly HelperRow[]): HelpersSection {
  return {
    helpers: helpers.map((helper) => ({
      name: helperName(helper), phone: helper.phone ? formatPhoneNumber(helper.phone) : '', phoneHref: helper.phone ? `tel:${helper.phone}` : '',
      since: `từ ${formatDate(helper.since)}`, editHref: `/digital-helpers/${helper.id}/edit`,
    })),
    newHref: `/households/${householdId}/digital-helpers/new`,
  };
}
