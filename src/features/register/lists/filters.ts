import type { ListSubject } from '../../../generated/prisma/enums';
import { GENDERS, OCCUPANCIES, RELATIONS, RESIDENCE_STATUSES, VNEID_LEVELS } from '../../../shared/labels';
import { NEEDS } from '../../../shared/needs';
import { uncapitalise } from '../../../shared/vietnamese-text';
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

const HAS = { yes: 'Có', no: 'Chưa có' } as const;

const OF_DOOR = {
  group: { kind: 'group', section: 'place', label: 'Tổ dân phố', any: 'Mọi tổ' },
  lane: { kind: 'lane', section: 'place', label: 'Phố, ngõ', any: 'Mọi phố, ngõ' },
  door: {
    kind: 'choice',
    section: 'visits',
    label: 'Tình trạng cửa',
    any: 'Mọi tình trạng',
    options: DOOR_STATE_LABELS,
  },
  met: {
    kind: 'choice',
    section: 'visits',
    label: 'Cửa đang có người ở',
    any: 'Không kể',
    options: { yes: 'Đã gặp', no: 'Chưa gặp lần nào' },
  },
  visit: {
    kind: 'choice',
    section: 'visits',
    label: 'Lần đến gần nhất',
    any: 'Không kể',
    options: {
      within_30: 'Trong 30 ngày qua',
      within_90: 'Trong 90 ngày qua',
      over_30: 'Quá 30 ngày, hoặc chưa đến',
      over_90: 'Quá 90 ngày, hoặc chưa đến',
      over_180: 'Quá 180 ngày, hoặc chưa đến',
      over_365: 'Quá một năm, hoặc chưa đến',
      never: 'Chưa đến lần nào',
    },
  },
} as const satisfies Record<string, FilterDefinition>;

const USED = {
  own: 'Đã dùng trong 12 tháng qua',
  none: 'Chưa dùng trong 12 tháng qua',
  done_for_only: 'Chỉ được đội làm thay trong 12 tháng qua',
} as const;

const RESIDENT_FILTERS = {
  group: OF_DOOR.group,
  lane: OF_DOOR.lane,
  status: {
    kind: 'choice',
    section: 'person',
    label: 'Cư trú',
    any: 'Đang ở phường',
    options: { ...RESIDENCE_STATUSES, [ANY_STATUS]: 'Tất cả, kể cả đã đi, đã mất' },
  },
  ageFrom: { kind: 'age', section: 'person', label: 'Từ tuổi', words: (age) => `từ ${age} tuổi` },
  ageTo: { kind: 'age', section: 'person', label: 'Đến tuổi', words: (age) => `đến ${age} tuổi` },
  born: {
    kind: 'choice',
    section: 'person',
    label: 'Ngày sinh',
    any: 'Không kể',
    options: { day: 'Biết đủ ngày, tháng, năm', year: 'Chỉ biết năm', unknown: 'Chưa rõ' },
  },
  gender: {
    kind: 'choice',
    section: 'person',
    label: 'Giới tính',
    any: 'Không kể',
    options: { ...GENDERS, unknown: 'Chưa rõ' },
  },
  relation: {
    kind: 'choice',
    section: 'person',
    label: 'Quan hệ với chủ hộ',
    any: 'Không kể',
    options: { ...RELATIONS, [NO_HOUSEHOLD]: 'Không ở hộ nào' },
  },
  need: { kind: 'all-of', section: 'need', label: 'Phải có đủ những điều được đánh dấu', options: NEEDS },
  vneid: { kind: 'choice', section: 'digital', label: 'Mức VNeID', any: 'Không kể', options: VNEID_LEVELS },
  used: { kind: 'choice', section: 'digital', label: 'Dùng Cổng', any: 'Không kể', options: USED },
  phone: { kind: 'choice', section: 'digital', label: 'Số điện thoại', any: 'Không kể', options: HAS },
  number: { kind: 'choice', section: 'digital', label: 'Số định danh', any: 'Không kể', options: HAS },
  helped: {
    kind: 'choice',
    section: 'visits',
    label: 'Đội đã giúp',
    any: 'Không kể',
    options: {
      ever: 'Đã giúp',
      never: 'Chưa giúp lần nào',
      within_30: 'Giúp trong 30 ngày qua',
      within_90: 'Giúp trong 90 ngày qua',
      within_365: 'Giúp trong một năm qua',
    },
  },
  door: OF_DOOR.door,
  met: OF_DOOR.met,
  visit: OF_DOOR.visit,
} as const satisfies Record<string, FilterDefinition>;

const HOUSEHOLD_FILTERS = {
  group: OF_DOOR.group,
  lane: OF_DOOR.lane,
  occupancy: { kind: 'choice', section: 'household', label: 'Tình trạng ở', any: 'Không kể', options: OCCUPANCIES },
  head: {
    kind: 'choice',
    section: 'household',
    label: 'Chủ hộ',
    any: 'Không kể',
    options: { yes: 'Đã rõ chủ hộ', no: 'Có người, chưa có chủ hộ' },
  },
  size: {
    kind: 'choice',
    section: 'household',
    label: 'Số người',
    any: 'Không kể',
    options: { none: 'Chưa ghi ai', one: 'Một người', some: '2 đến 4 người', many: 'Từ 5 người' },
  },
  code: { kind: 'choice', section: 'household', label: 'Mã hộ', any: 'Không kể', options: HAS },
  need: { kind: 'all-of', section: 'need', label: 'Trong hộ phải có đủ những điều được đánh dấu', options: NEEDS },
  used: {
    kind: 'choice',
    section: 'digital',
    label: 'Người trong hộ dùng Cổng',
    any: 'Không kể',
    options: { own: USED.own, none: USED.none },
  },
  door: OF_DOOR.door,
  met: OF_DOOR.met,
  visit: OF_DOOR.visit,
} as const satisfies Record<string, FilterDefinition>;

export type ResidentFilterKey = keyof typeof RESIDENT_FILTERS;
export type HouseholdFilterKey = keyof typeof HOUSEHOLD_FILTERS;
export type FilterKey = ResidentFilterKey | HouseholdFilterKey;

/** The selected values of each active filter. */
export type ListFilter = Readonly<Partial<Record<FilterKey, readonly string[]>>>;

/** The filters of a list in form order. */
export function filtersOf(subject: ListSubject): [FilterKey, FilterDefinition][] {
  return Object.entries(subject === 'residents' ? RESIDENT_FILTERS : HOUSEHOLD_FILTERS) as [
    FilterKey,
    FilterDefinition,
  ][];
}

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
    const typed = textsOf(given[key])
      .map((text) => text.trim())
      .filter((text) => text !== '');
    const values = chosenOf(definition, typed);
    if (values.length > 0) filter[key] = values;
    if (values.length < (definition.kind === 'all-of' ? new Set(typed).size : Math.min(typed.length, 1)))
      unknown.push(definition.label);
  }
  return { filter, unknown };
}

function textsOf(given: unknown): string[] {
  const values: unknown[] = Array.isArray(given) ? given : [given];
  return values.filter((value): value is string => typeof value === 'string').slice(0, 50);
}

function chosenOf(definition: FilterDefinition, typed: readonly string[]): string[] {
  switch (definition.kind) {
    case 'choice':
      return typed.slice(0, 1).filter((text) => Object.hasOwn(definition.options, text));
    case 'all-of':
      return Object.keys(definition.options).filter((option) => typed.includes(option));
    case 'age':
      return typed
        .slice(0, 1)
        .filter((text) => /^\d{1,3}$/.test(text) && Number(text) <= OLDEST)
        .map((text) => String(Number(text)));
    case 'group':
      return typed.slice(0, 1).filter((text) => text === NO_GROUP || isId(text));
    case 'lane':
      return typed.slice(0, 1).filter((text) => text.length <= 200);
  }
}

/** Names of the places in a filter; null where the ward has no such place. */
export interface PlaceNames {
  group: string | null;
  lane: string | null;
}

/** One condition of a list in words: 'Mức VNeID: chưa có', 'từ 75 tuổi'. */
interface FilterText {
  key: FilterKey;
  value: string;
  text: string;
}

/** The filters of a list in words, as shown on the page, in the file and in the audit log. */
export function filterText(subject: ListSubject, filter: ListFilter, places: PlaceNames): FilterText[] {
  return filtersOf(subject).flatMap(([key, definition]) =>
    (filter[key] ?? []).map((value) => ({ key, value, text: wordsOf(definition, value, places) })),
  );
}

function wordsOf(definition: FilterDefinition, value: string, places: PlaceNames): string {
  switch (definition.kind) {
    case 'choice':
      return `${definition.label}: ${uncapitalise(definition.options[value] ?? value)}`;
    case 'all-of':
      return definition.options[value] ?? value;
    case 'age':
      return definition.words(value);
    case 'group':
      return value === NO_GROUP ? 'chưa xếp tổ' : (places.group ?? 'tổ dân phố không có trong phường');
    case 'lane':
      return places.lane ?? 'phố, ngõ không còn cửa nào';
  }
}
