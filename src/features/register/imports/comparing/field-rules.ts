import type { VneidLevel } from '../../../../generated/prisma/enums';
import type { BirthDate } from '../../../../shared/dates';
import { isSameWriting } from '../../../../shared/vietnamese-syllable';
import { foldVietnamese } from '../../../../shared/vietnamese-text';
import type { ListedReadiness } from '../reading/listed-person';

// What becomes of a fact of the register when a list says something about it. An empty cell says nothing; a list that
// knows less never takes anything away; where the two differ, the reviewer decides for the whole list.

/**
 * What a list's word is beside the register's:
 * - same: nothing new, or less than is known ('1948' beside '24/11/1948', 'Tran Thi Lan' beside 'Trần Thị Lan');
 * - fills: the register knew nothing; richer: it knew the same less exactly. Both are written;
 * - differs: only one of the two can be right.
 */
export type Standing = 'same' | 'fills' | 'richer' | 'differs';

/** Fields in which a list may differ from the register, with their names on the page. */
export const DIFFERING_FIELDS = {
  name: 'Họ tên',
  birth: 'Ngày sinh',
  gender: 'Giới tính',
  phone: 'Điện thoại',
  nationalNumber: 'Số định danh',
  residence: 'Cư trú',
  readiness: 'VNeID, SIM, máy, điều cần biết',
} as const;
export type DifferingField = keyof typeof DIFFERING_FIELDS;
export const DIFFERING_ORDER = Object.keys(DIFFERING_FIELDS) as DifferingField[];

/**
 * Which fields follow the list unless the reviewer says otherwise. A list of households is who lives where, checked door
 * by door; a list about people (the elderly, the poor) was made for something else, and only its phones are newer. A
 * national number and what was seen at the door never give way by themselves.
 */
function followsListByDefault(field: DifferingField, isOfPeople: boolean): boolean {
  if (field === 'phone') return true;
  if (field === 'nationalNumber' || field === 'readiness') return false;
  return !isOfPeople;
}

/** Names: case and the place of a tone say nothing ('Hoà', 'Hòa'), accents say more than none. */
export function standingOfName(known: string, listed: string): Standing {
  if (isSameWriting(known, listed)) return 'same';
  const folded = foldVietnamese(listed);
  if (folded !== foldVietnamese(known)) return 'differs';
  if (folded === listed.toLowerCase()) return 'same';
  return foldVietnamese(known) === known.toLowerCase() ? 'richer' : 'differs';
}

/** Births: a year says nothing new of a day in that year; a day says more than its year. */
export function standingOfBirth(known: BirthDate | null, listed: BirthDate): Standing {
  if (!known) return 'fills';
  if (known.date.slice(0, 4) !== listed.date.slice(0, 4)) return 'differs';
  if (listed.precision === 'year') return 'same';
  if (known.precision === 'year') return 'richer';
  return known.date === listed.date ? 'same' : 'differs';
}

/** Facts that are there or not, and are one thing or another: a gender, a phone, the hash of a national number. */
export function standingOfValue(known: string | null, listed: string): Standing {
  if (known === null) return 'fills';
  return known === listed ? 'same' : 'differs';
}

/** Remarks are added to each other; null when the register's hold the list's already, or there is no room for more. */
export function joinedNotes(known: string, listed: string, max = 2000): string | null {
  if (foldVietnamese(known).includes(foldVietnamese(listed))) return null;
  const joined = known === '' ? listed : `${known}\n${listed}`;
  return joined.length > max ? null : joined;
}

const LEVELS: readonly VneidLevel[] = ['none', 'level_1', 'level_2_inactive', 'level_2'];

/** Readiness, fact by fact: a higher VNeID level is news, a lower one differs. */
export function standingOfReadiness<Key extends keyof ListedReadiness>(
  key: Key,
  known: ListedReadiness[Key],
  listed: NonNullable<ListedReadiness[Key]>,
): Standing {
  if (listed === 'unknown' || listed === known) return 'same';
  if (known === undefined || known === 'unknown') return 'fills';
  if (key !== 'vneidLevel') return 'differs';
  const [before, after] = [LEVELS.indexOf(known as VneidLevel), LEVELS.indexOf(listed as VneidLevel)];
  return before >= 0 && after > before ? 'richer' : 'differs';
}

/** The fields in which the list is followed: as the reviewer said, else by the rule. */
export function followedFields(
  said: Partial<Record<DifferingField, 'list' | 'register'>>,
  isOfPeople: boolean,
): DifferingField[] {
  return DIFFERING_ORDER.filter((field) =>
    said[field] ? said[field] === 'list' : followsListByDefault(field, isOfPeople),
  );
}
