import type { VneidLevel } from '../../../../generated/prisma/enums';
import type { BirthDate } from '../../../../shared/dates';
import { RESIDENT_FIELDS, RESIDENT_IMPORTED, type PlainEntries } from '../../../../shared/register-fields';
import { isSameWriting } from '../../../../shared/vietnamese-syllable';
import { foldVietnamese } from '../../../../shared/vietnamese-text';
import type { ListedReadiness } from '../reading/listed-person';

// What happens to a registered fact when a list states it. An empty cell states nothing. A less precise list never
// removes anything. Where the two differ, the reviewer decides for the whole list.

/**
 * How a listed value relates to the registered one:
 * - same: nothing new, or less precise ('1948' beside '24/11/1948', 'Tran Thi Lan' beside 'Trần Thị Lan');
 * - fills: the register had no value; richer: its value was less precise. Both are written;
 * - differs: only one of the two can be right.
 */
export type FactComparison = 'same' | 'fills' | 'richer' | 'differs';

const { gender, ...OTHERS_OF_CATALOGUE } = RESIDENT_IMPORTED;

/** Fields in which a list may differ from the register, with their labels, and how a person's own facts are written. */
export const DIFFERING_FIELDS = {
  name: RESIDENT_FIELDS.fullName,
  birth: RESIDENT_FIELDS.birth,
  gender,
  phone: RESIDENT_FIELDS.phone,
  nationalNumber: {
    label: RESIDENT_FIELDS.nationalNumber.label,
    format: (last4: string | null) => (last4 ? `•••• ${last4}` : ''),
  },
  residence: RESIDENT_FIELDS.residenceStatus,
  ...OTHERS_OF_CATALOGUE,
  readiness: { label: 'VNeID, SIM, máy, điều cần biết' },
} as const;
export type DifferingField = keyof typeof DIFFERING_FIELDS;
/** Sentences never differ, because they are appended. */
export const DIFFERING_ORDER = (Object.keys(DIFFERING_FIELDS) as DifferingField[]).filter(
  (field) => !('wraps' in DIFFERING_FIELDS[field]),
);

const TOLD_AT_THE_DOOR = new Set<DifferingField>(['nationalNumber', 'readiness', 'receivesBenefit', 'cardIssuedOn']);

/**
 * Which fields follow the list unless the reviewer decides otherwise. A list of households records who lives where,
 * checked door by door. A list about people (elderly people, poor households) has another purpose, so only its phones
 * are likely newer. A national number and what was told at the door are never replaced by default.
 */
function followsListByDefault(field: DifferingField, isOfPeople: boolean): boolean {
  if (field === 'phone') return true;
  if (TOLD_AT_THE_DOOR.has(field)) return false;
  return !isOfPeople;
}

/** Names: case and tone placement are ignored ('Hoà', 'Hòa'); a name with accents is more precise than one without. */
export function compareNames(known: string, listed: string): FactComparison {
  if (isSameWriting(known, listed)) return 'same';
  const folded = foldVietnamese(listed);
  if (folded !== foldVietnamese(known)) return 'differs';
  if (folded === listed.toLowerCase()) return 'same';
  return foldVietnamese(known) === known.toLowerCase() ? 'richer' : 'differs';
}

/** Births: a year adds nothing to a date in that year; a date is more precise than its year. */
export function compareBirths(known: BirthDate | null, listed: BirthDate): FactComparison {
  if (!known) return 'fills';
  if (known.date.slice(0, 4) !== listed.date.slice(0, 4)) return 'differs';
  if (listed.precision === 'year') return 'same';
  if (known.precision === 'year') return 'richer';
  return known.date === listed.date ? 'same' : 'differs';
}

/** Values without degrees of precision: a gender, a phone, the hash of a national number. */
export function compareValues(known: string | null, listed: string): FactComparison {
  if (known === null) return 'fills';
  return known === listed ? 'same' : 'differs';
}

/** A field of the catalogue, with what the register gets: the listed value, or sentences with it appended. */
export function comparePlain<Value extends string | null>(entry: PlainEntries[string], known: Value, listed: Value) {
  const isAppended = entry.kind === 'text' && entry.wraps;
  const value = isAppended && listed ? appendNote(known ?? '', listed, entry.max) : listed;
  const isKnown = entry.kind === 'text' && foldVietnamese(known ?? '') === foldVietnamese(value ?? '');
  if (!value || isKnown) return { standing: 'same' as const, value: known };
  return { standing: isAppended ? ('fills' as const) : compareValues(known || null, value), value };
}

/** Appends a note to the registered one; null when it is already contained or does not fit. */
export function appendNote(known: string, listed: string, max = 2000): string | null {
  if (foldVietnamese(known).includes(foldVietnamese(listed))) return null;
  const joined = known === '' ? listed : `${known}\n${listed}`;
  return joined.length > max ? null : joined;
}

const LEVELS: readonly VneidLevel[] = ['none', 'level_1', 'level_2_inactive', 'level_2'];

/** Readiness, fact by fact: a higher VNeID level is new information, a lower one differs. */
export function compareReadiness<Key extends keyof ListedReadiness>(
  key: Key,
  known: ListedReadiness[Key],
  listed: NonNullable<ListedReadiness[Key]>,
): FactComparison {
  if (listed === 'unknown' || listed === known) return 'same';
  if (known === undefined || known === 'unknown') return 'fills';
  if (key !== 'vneidLevel') return 'differs';
  const [before, after] = [LEVELS.indexOf(known as VneidLevel), LEVELS.indexOf(listed as VneidLevel)];
  return before >= 0 && after > before ? 'richer' : 'differs';
}

/** The fields that follow the list: as the reviewer decided, otherwise by the default rule. */
export const followedFields = (
  said: Partial<Record<DifferingField, 'list' | 'register'>>,
  isOfPeople: boolean,
): DifferingField[] =>
  DIFFERING_ORDER.filter((field) => (said[field] ? said[field] === 'list' : followsListByDefault(field, isOfPeople)));
