import type { ListSubject } from '../../../generated/prisma/enums';
import { LEFT_ITEMS, OCCUPANCIES, RELATIONS, RESIDENCE_STATUSES, VNEID_LEVELS } from '../../../shared/labels';
import { NEEDS } from '../../../shared/needs';
import { HOUSEHOLD_FILTERED, mapPlain, RESIDENT_FILTERED, type PlainEntries } from '../../../shared/register-fields';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { rulesFor } from '../../casework/due/due-words';
import { RULE_NAMES } from '../../office/reference-data/entries';
import { isId } from '../../../web/form';
import { DOOR_STATE_LABELS } from '../households/door-state';

// The filters of the lists. The SQL of each filter is in conditions.ts under the same key. No filter contains a
// person's data, because a URL can be copied, bookmarked and logged by a proxy.

interface OfForm {
  label: string;
  section: Section;
}

/** One value from a list; `any` is the label for "no filter". */
interface ChoiceFilter extends OfForm {
  kind: 'choice';
  any: string;
  options: Readonly<Record<string, string>>;
}
/** All selected values must be true. */
interface AllOfFilter extends OfForm {
  kind: 'all-of';
  options: Readonly<Record<string, string>>;
}
/** Full years; `words` describes the filter on the list page. */
interface AgeFilter extends OfForm {
  kind: 'age';
  words: (age: string) => string;
}
/** A place in the ward; its name comes from the database. */
interface PlaceFilter extends OfForm {
  kind: 'group' | 'lane';
  any: string;
}

export type FilterDefinition = ChoiceFilter | AllOfFilter | AgeFilter | PlaceFilter;

/** The sections of the filter form, in order. */
export const SECTIONS = {
  place: 'Ở đâu',
  person: 'Là ai',
  household: 'Hộ thế nào',
  need: 'Cần gì',
  digital: 'Dịch vụ số',
  visits: 'Đội đã đến chưa',
} as const;
export type Section = keyof typeof SECTIONS;

/** Value of the group filter for doors without a group. */
export const NO_GROUP = 'none';
/** Value of the relation filter for people without a household. */
export const NO_HOUSEHOLD = 'no_household';
/** Value of the status filter that includes people who moved away or died. */
export const ANY_STATUS = 'any';
const OLDEST = 125;

const HAS = { yes: 'Có', no: 'Chưa có' };

const choice = (section: Section, label: string, options: ChoiceFilter['options'], any = 'Không kể'): ChoiceFilter => ({
  kind: 'choice',
  section,
  label,
  options,
  any,
});

const ofCatalogue = <Entries extends PlainEntries>(section: Section, entries: Entries) =>
  mapPlain(entries, ({ label, ...entry }) =>
    choice(section, label, entry.kind === 'choice' ? { ...entry.answers, unknown: 'Chưa rõ' } : HAS),
  );
const { gender, ...OTHERS_OF_RESIDENT } = ofCatalogue('person', RESIDENT_FILTERED);

const PLACE = {
  group: { kind: 'group', section: 'place', label: 'Tổ dân phố', any: 'Mọi tổ' },
  lane: { kind: 'lane', section: 'place', label: 'Phố, ngõ', any: 'Mọi phố, ngõ' },
} as const satisfies Record<string, FilterDefinition>;

const VISITS = {
  door: choice('visits', 'Tình trạng cửa', DOOR_STATE_LABELS, 'Mọi tình trạng'),
  met: choice('visits', 'Cửa đang có người ở', { yes: 'Đã gặp', no: 'Chưa gặp lần nào' }),
  visit: choice('visits', 'Lần đến gần nhất', {
    within_30: 'Trong 30 ngày qua',
    within_90: 'Trong 90 ngày qua',
    over_30: 'Quá 30 ngày, hoặc chưa đến',
    over_90: 'Quá 90 ngày, hoặc chưa đến',
    over_180: 'Quá 180 ngày, hoặc chưa đến',
    over_365: 'Quá một năm, hoặc chưa đến',
    never: 'Chưa đến lần nào',
  }),
  left: choice('visits', 'Đã để lại ở cửa', LEFT_ITEMS),
};

/** What can be done on the portal now, by the rules that officers see too: lists are theirs as well. */
const DUE_LABEL = 'Sắp cần Cổng, nay làm được';
const due = choice('need', DUE_LABEL, Object.fromEntries(rulesFor(false).map((key) => [key, RULE_NAMES[key]!])));

const USED = { own: 'Đã dùng trong 12 tháng qua', none: 'Chưa dùng trong 12 tháng qua' };

const RESIDENT_FILTERS = {
  ...PLACE,
  status: choice(
    'person',
    'Cư trú',
    { ...RESIDENCE_STATUSES, [ANY_STATUS]: 'Tất cả, kể cả đã đi, đã mất, không ở đây' },
    'Đang ở phường',
  ),
  ageFrom: { kind: 'age', section: 'person', label: 'Từ tuổi', words: (age) => `từ ${age} tuổi` },
  ageTo: { kind: 'age', section: 'person', label: 'Đến tuổi', words: (age) => `đến ${age} tuổi` },
  born: choice('person', 'Ngày sinh', { day: 'Biết đủ ngày, tháng, năm', year: 'Chỉ biết năm', unknown: 'Chưa rõ' }),
  gender,
  ...OTHERS_OF_RESIDENT,
  relation: choice('person', 'Quan hệ với chủ hộ', { ...RELATIONS, [NO_HOUSEHOLD]: 'Không ở hộ nào' }),
  due,
  need: { kind: 'all-of', section: 'need', label: 'Phải có đủ những điều được đánh dấu', options: NEEDS },
  vneid: choice('digital', 'Mức VNeID', VNEID_LEVELS),
  used: choice('digital', 'Dùng Cổng', { ...USED, done_for_only: 'Chỉ được đội làm thay trong 12 tháng qua' }),
  helper: choice('digital', 'Người giúp số', {
    yes: 'Có người giúp, hai bên đồng ý',
    unasked: 'Có người giúp, chưa hỏi hai bên',
    no: 'Chưa ai giúp',
    helps: 'Đang giúp người khác',
    handed_over: 'Đã bàn giao cho người giúp',
  }),
  phone: choice('digital', 'Số điện thoại', HAS),
  number: choice('digital', 'Số định danh', HAS),
  helped: choice('visits', 'Đội đã giúp', {
    ever: 'Đã giúp',
    never: 'Chưa giúp lần nào',
    within_30: 'Giúp trong 30 ngày qua',
    within_90: 'Giúp trong 90 ngày qua',
    within_365: 'Giúp trong một năm qua',
  }),
  ...VISITS,
} satisfies Record<string, FilterDefinition>;

const HOUSEHOLD_FILTERS = {
  ...PLACE,
  occupancy: choice('household', 'Tình trạng ở', OCCUPANCIES),
  head: choice('household', 'Chủ hộ', { yes: 'Đã rõ chủ hộ', no: 'Có người, chưa có chủ hộ' }),
  size: choice('household', 'Số người', {
    none: 'Chưa ghi ai',
    one: 'Một người',
    some: '2 đến 4 người',
    many: 'Từ 5 người',
  }),
  code: choice('household', 'Mã hộ', HAS),
  ...ofCatalogue('household', HOUSEHOLD_FILTERED),
  due,
  need: { kind: 'all-of', section: 'need', label: 'Trong hộ phải có đủ những điều được đánh dấu', options: NEEDS },
  used: choice('digital', 'Người trong hộ dùng Cổng', USED),
  able: choice('digital', 'Người làm được trên Cổng', {
    yes: 'Có người tự làm được, hay có người giúp',
    no: 'Chưa có ai',
  }),
  ...VISITS,
} satisfies Record<string, FilterDefinition>;

export type ResidentFilterKey = keyof typeof RESIDENT_FILTERS;
export type HouseholdFilterKey = keyof typeof HOUSEHOLD_FILTERS;
export type FilterKey = ResidentFilterKey | HouseholdFilterKey;

/** The selected values of each active filter. */
export type ListFilter = Readonly<Partial<Record<FilterKey, readonly string[]>>>;

/** The filters of a list in form order. */
export const filtersOf = (subject: ListSubject) =>
  Object.entries(subject === 'residents' ? RESIDENT_FILTERS : HOUSEHOLD_FILTERS) as [FilterKey, FilterDefinition][];

/**
 * Reads the filters from a query or a saved view: each key has one text or several. Values that cannot be selected (any
 * more) are dropped, and `unknown` names the filters affected.
 */
export function readFilter(
  subject: ListSubject,
  given: Readonly<Record<string, unknown>>,
): { filter: ListFilter; unknown: string[] } {
  const filter: Partial<Record<FilterKey, readonly string[]>> = {};
  const unknown: string[] = [];
  for (const [key, definition] of filtersOf(subject)) {
    const typed = textsOf(given[key]);
    const values = chosenOf(definition, typed);
    if (values.length > 0) filter[key] = values;
    if (values.length < (definition.kind === 'all-of' ? new Set(typed).size : Math.min(typed.length, 1)))
      unknown.push(definition.label);
  }
  return { filter, unknown };
}

const textsOf = (given: unknown): string[] =>
  [given]
    .flat()
    .filter((value): value is string => typeof value === 'string')
    .slice(0, 50)
    .map((text) => text.trim())
    .filter((text) => text !== '');

function chosenOf(definition: FilterDefinition, typed: readonly string[]): string[] {
  const first = typed.slice(0, 1);
  switch (definition.kind) {
    case 'choice':
      return first.filter((text) => Object.hasOwn(definition.options, text));
    case 'all-of':
      return Object.keys(definition.options).filter((option) => typed.includes(option));
    case 'age':
      return first
        .filter((text) => /^\d{1,3}$/.test(text) && Number(text) <= OLDEST)
        .map((text) => String(Number(text)));
    case 'group':
      return first.filter((text) => text === NO_GROUP || isId(text));
    case 'lane':
      return first.filter((text) => text.length <= 200);
  }
}

/** Names of the places in a filter; null where the ward has no such place. */
export interface PlaceNames {
  group: { name: string } | null;
  lane: string | null;
}

/**
 * The filters of a list in words ('Mức VNeID: chưa có', 'từ 75 tuổi'), as shown on the page, in the file and in the audit
 * log.
 */
export const filterText = (subject: ListSubject, filter: ListFilter, places: PlaceNames) =>
  filtersOf(subject).flatMap(([key, definition]) =>
    (filter[key] ?? []).map((value) => ({ key, value, text: wordsOf(definition, value, places) })),
  );

function wordsOf(definition: FilterDefinition, value: string, places: PlaceNames): string {
  switch (definition.kind) {
    case 'choice':
      return `${definition.label}: ${uncapitalise(definition.options[value] ?? value)}`;
    case 'all-of':
      return definition.options[value] ?? value;
    case 'age':
      return definition.words(value);
    case 'group':
      return value === NO_GROUP ? 'chưa xếp tổ' : (places.group?.name ?? 'tổ dân phố không có trong phường');
    case 'lane':
      return places.lane ?? 'phố, ngõ không còn cửa nào';
  }
}
