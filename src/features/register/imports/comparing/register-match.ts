import { z } from 'zod';
import { groupBy } from '../../../../shared/group-by';
import { likenessOfNames } from '../../../../shared/name-likeness';
import { isSameWriting } from '../../../../shared/vietnamese-syllable';
import { foldVietnamese, splitPersonName } from '../../../../shared/vietnamese-text';
import { HouseholdRelation, PriorityKind, ResidenceStatus } from '../../../../generated/prisma/enums';
import { laneOf } from '../../../../shared/address';
import type { BirthDate, LocalDate } from '../../../../shared/dates';
import { HOUSEHOLD_IMPORTED, RESIDENT_IMPORTED } from '../../../../shared/register-fields';
import { BIRTH, plainShape, READINESS_SHAPE } from '../../../../shared/row-schemas';
import { groupCodeOf } from '../reading/list-group';
import {
  householdCodeKey,
  type ListedHousehold,
  type ListedPerson,
  type ListedPlace,
  type ListedReadiness,
} from '../reading/listed-person';
import { ROW_TEXT, rowKey } from './compared-row';

const KNOWN_FACT = z.object({ id: z.string(), kind: z.enum(PriorityKind) });
/** A priority fact that holds now or in the future. */
export type KnownFact = z.infer<typeof KNOWN_FACT>;

/** A registered resident, with the facts an import compares. */
export const REGISTER_PERSON = z.object({
  ...plainShape(RESIDENT_IMPORTED),
  id: z.string(),
  version: z.number(),
  fullName: z.string(),
  nameFolded: z.string(),
  birth: BIRTH.nullable(),
  phone: z.string().nullable(),
  numberHash: z.string().nullable(),
  last4: z.string().nullable(),
  residenceStatus: z.enum(ResidenceStatus),
  readiness: z.object(READINESS_SHAPE).nullable(),
  membership: z
    .object({ id: z.string(), householdId: z.string(), relation: z.enum(HouseholdRelation), relationNote: z.string() })
    .nullable(),
  facts: z.array(KNOWN_FACT),
});
export interface RegisterPerson extends Omit<z.infer<typeof REGISTER_PERSON>, 'readiness'> {
  readiness: ListedReadiness | null;
}

export const REGISTER_HOUSEHOLD = z.object({
  ...plainShape(HOUSEHOLD_IMPORTED),
  id: z.string(),
  version: z.number(),
  code: z.string().nullable(),
  laneKey: z.string(),
  addressLine: z.string(),
  addressFolded: z.string(),
  groupCode: z.string().nullable(),
  headId: z.string().nullable(),
  headName: z.string().nullable(),
  memberCount: z.number(),
  facts: z.array(KNOWN_FACT),
});
/** The number of a helper, and whom they help: null for a whole household. */
export const HELPER_PHONE = z.object({ helpedId: z.string().nullable(), phone: z.string() });
type HelperPhone = z.infer<typeof HELPER_PHONE>;

export interface RegisterHousehold extends z.infer<typeof REGISTER_HOUSEHOLD> {
  /** Who helps or helped the household (`helpedId` null) or one of its people; read only for a list with relatives. */
  helpers?: readonly HelperPhone[];
}

/** Everything registered that a batch of the list may concern, indexed by every lookup key. */
export interface RegisterExtract {
  people: ReadonlyMap<string, RegisterPerson>;
  households: ReadonlyMap<string, RegisterHousehold>;
  homesByCode: ReadonlyMap<string, readonly RegisterHousehold[]>;
  homesByAddress: ReadonlyMap<string, readonly RegisterHousehold[]>;
  byNumber: ReadonlyMap<string, readonly RegisterPerson[]>;
  byName: ReadonlyMap<string, readonly RegisterPerson[]>;
  byPhone: ReadonlyMap<string, readonly RegisterPerson[]>;
  byHousehold: ReadonlyMap<string, readonly RegisterPerson[]>;
  /**
   * The resident that a doubtful row of an earlier import was decided to be, by row text; the latest decision first.
   */
  byDecision: ReadonlyMap<string, readonly DecidedRow[]>;
}

/** A doubtful row of an import confirmed at `finishedAt`, and the resident it was decided to be. */
export const DECIDED_ROW = ROW_TEXT.extend({ residentId: z.string(), finishedAt: z.date() });
type DecidedRow = z.infer<typeof DECIDED_ROW>;

/** Builds indexes, because rows are compared one by one and must not scan the whole extract. */
export const indexRegister = (
  people: readonly RegisterPerson[],
  households: readonly RegisterHousehold[],
  decided: readonly DecidedRow[] = [],
): RegisterExtract => ({
  households: new Map(households.map((household) => [household.id, household])),
  homesByCode: groupBy(households, ({ code }) => code && householdCodeKey(code)),
  homesByAddress: groupBy(households, ({ addressFolded }) => addressFolded),
  byNumber: groupBy(people, ({ numberHash }) => numberHash),
  byName: groupBy(people, ({ nameFolded }) => nameFolded),
  byPhone: groupBy(people, ({ phone }) => phone),
  byHousehold: groupBy(people, ({ membership }) => membership && membership.householdId),
  people: new Map(people.map((person) => [person.id, person])),
  byDecision: groupBy(decided, rowKey),
});

export type Match =
  | { kind: 'none' }
  /** `decidedOn`: the match rests only on a reviewer's decision of that day about the same row of an earlier import. */
  | { kind: 'sure'; person: RegisterPerson; decidedOn?: LocalDate }
  /** `repeat`: a row above may be the person too, or has been matched with all candidates. */
  | { kind: 'doubtful'; candidates: { person: RegisterPerson; reason: string }[]; repeat: Repeat | null };

/** The row's national number belongs to another person. */
interface OtherNumber {
  kind: 'other_number';
  message: string;
}

const MAX_CANDIDATES = 3;

/** What the list states besides the row, to decide whether a resident found elsewhere is the same person. */
interface MatchContext {
  register: RegisterExtract;
  /** Ids of the registered households that may be the row's household. */
  homes: ReadonlySet<string>;
  /** The address the list gives for the person. */
  place: ListedPlace;
  /** A list about people mentions addresses only in passing, in any form. */
  isOfPeople: boolean;
}

/**
 * Finds the registered resident who is the person of a row.
 * - Sure: the same national number, or the same full name and birth within the same household. In a list about people
 *   also the only resident of the ward with that full name and date of birth, if the phone, the residential group or
 *   the lane is the same, or the list gives no place at all.
 * - Doubtful: the same full name and birth elsewhere in the ward; the same given name, birth year and phone; the same
 *   given name and date of birth in the same household; the same full name in the same household, born a year apart; a
 *   name one tone or letter apart where the rest agrees (see `doubtOf`). Two different national numbers are two
 *   people, unless everything else is the same within one household. A family name alone never counts. A missing birth
 *   matches any birth, but only within the household. A resident of no household is at home where a row's address
 *   cannot be read.
 */
export function matchPerson(listed: ListedPerson, context: MatchContext): Match | OtherNumber {
  const { register, homes } = context;
  const { nameFolded: name, sealed } = listed;
  const byNumber = sealed && register.byNumber.get(sealed.hash)?.[0];
  if (byNumber)
    return isPlausiblySame(listed, byNumber)
      ? { kind: 'sure', person: byNumber }
      : {
          kind: 'other_number',
          message: `Số định danh này trong sổ là của ${byNumber.fullName}. Tên và ngày sinh ở đây khác hẳn, xem lại số.`,
        };

  const people = [
    ...new Set([
      ...(register.byName.get(name) ?? []),
      ...((listed.phone && register.byPhone.get(listed.phone)) || []),
      ...[...homes].flatMap((home) => register.byHousehold.get(home) ?? []),
    ]),
  ];
  const isAtHome = ({ membership }: RegisterPerson) =>
    membership ? homes.has(membership.householdId) : context.place.unread !== null && listed.birth !== null;
  const hasOtherNumber = (person: RegisterPerson) =>
    sealed !== null && person.numberHash !== null && person.numberHash !== sealed.hash;

  const isNamesake = (person: RegisterPerson) =>
    person.nameFolded === name && likenessOfNames(listed.fullName, person.fullName) === 'same';

  const namesakesAtHome = people.filter(
    (person) => isAtHome(person) && isNamesake(person) && mayBeBirth(listed.birth, person.birth),
  );
  const sure = namesakesAtHome.filter((person) => !hasOtherNumber(person));
  // If several match, prefer the one spelled exactly like the row.
  const alike = sure.length > 1 ? sure.filter((person) => isWrittenAlike(listed, person)) : sure;
  if (alike.length === 1) return { kind: 'sure', person: alike[0]! };
  if (sure.length === 0 && context.isOfPeople) {
    const twins = people.filter(
      (person) => isNamesake(person) && isSameDay(listed.birth, person.birth) && !hasOtherNumber(person),
    );
    if (twins.length === 1 && isNearby(listed, twins[0]!, context)) return { kind: 'sure', person: twins[0]! };
  }

  const candidates = people.flatMap((person): (Doubt & { person: RegisterPerson })[] => {
    const isHome = isAtHome(person);
    if (isHome && namesakesAtHome.includes(person)) {
      return [
        {
          person,
          weight: 4,
          reason: hasOtherNumber(person)
            ? 'Cùng họ tên và hộ, nhưng số định danh khác.'
            : 'Cùng họ tên và hộ; trong hộ có hơn một người như vậy.',
        },
      ];
    }
    if (hasOtherNumber(person)) return [];
    const doubt = doubtOf(listed, person, isHome);
    return doubt ? [{ person, ...doubt }] : [];
  });
  if (candidates.length === 0) return { kind: 'none' };
  const likeliest = candidates.sort((a, b) => b.weight - a.weight).slice(0, MAX_CANDIDATES);
  return { kind: 'doubtful', candidates: likeliest.map(({ person, reason }) => ({ person, reason })), repeat: null };
}

/** What is compared of a registered person, or of a row above. */
type Described = Pick<RegisterPerson, 'fullName' | 'nameFolded' | 'birth' | 'gender' | 'phone'>;

/** A row of the list, as the rows below are compared with it. */
export interface RowAbove extends Described {
  rowNumber: number;
  addressLine: string;
  home: string;
  hasNumber: boolean;
}

/** Why a row may be the person of another row; `above` is null when that row is compared later. */
export interface Repeat {
  row: number;
  reason: string;
  above: RowAbove | null;
}

/** Why two rows of one list may be one person; null when they are two. */
export function doubtOfRow(listed: ListedPerson, above: Described, isHome: boolean): string | null {
  const isNamesake = likenessOfNames(listed.fullName, above.fullName) === 'same';
  if (isHome && isNamesake && mayBeBirth(listed.birth, above.birth)) return 'Cùng họ tên và hộ.';
  return doubtOf(listed, above, isHome)?.reason ?? null;
}

/** Why a registered person may be the row's person, with a weight for ranking candidates. */
interface Doubt {
  reason: string;
  weight: number;
}

/**
 * Names that differ by one tone or letter are two people if one is a man and the other a woman. A different tone is
 * doubtful within a household where the births may agree, because the letters agree. A different letter is doubtful only
 * with the same date of birth, in one household or with one phone, and without conflicting phones.
 */
function doubtOf(listed: ListedPerson, person: Described, isHome: boolean): Doubt | null {
  const likeness = likenessOfNames(listed.fullName, person.fullName);
  const isOtherGender = listed.gender !== null && person.gender !== null && listed.gender !== person.gender;
  if (isOtherGender && likeness !== 'same') return null;
  const isOneBirthday = isSameDay(listed.birth, person.birth);
  const mayBeOneBirth = mayBeBirth(listed.birth, person.birth);
  const isOnePhone = listed.phone !== null && listed.phone === person.phone;
  const mayBeOnePhone = isOnePhone || listed.phone === null || person.phone === null;
  const isNear = (alike: string, apart: string) => `${alike}, tên ${apart}: một người ghi sai tên, hay hai người?`;
  if (likeness === 'tone' && isHome && mayBeOneBirth)
    return { weight: 3, reason: isNear(isOneBirthday ? 'Cùng ngày sinh và hộ' : 'Cùng hộ', 'chỉ khác dấu') };
  if (likeness === 'letter' && isOneBirthday && mayBeOnePhone && (isHome || isOnePhone)) {
    const alike = isHome ? 'Cùng ngày sinh và hộ' : 'Cùng ngày sinh và số điện thoại';
    return { weight: 2, reason: isNear(alike, 'khác một chữ cái') };
  }

  if (listed.birth === null || person.birth === null) return null;
  const yearsApart = Math.abs(Number(yearOf(listed.birth)) - Number(yearOf(person.birth)));
  if (isHome && yearsApart === 1 && likeness === 'same')
    return { weight: 2, reason: 'Cùng họ tên và hộ, năm sinh lệch một năm: một người ghi sai năm, hay hai người?' };
  if (yearsApart > 0) return null;
  const named = (isSame: boolean, same: string) => (isSame ? same : 'Tên chỉ khác dấu, cùng');
  if (person.nameFolded === listed.nameFolded && mayBeOneBirth) {
    const same = named(likeness === 'same', 'Cùng họ tên và');
    return { weight: isOneBirthday ? 3 : 2, reason: `${same} ngày sinh, ở hộ khác trong phường.` };
  }
  const [given, other] = [splitPersonName(listed.fullName).givenName, splitPersonName(person.fullName).givenName];
  if (foldVietnamese(given) !== foldVietnamese(other)) return null;
  const same = named(likenessOfNames(given, other) === 'same', 'Cùng tên,');
  if (isOnePhone) return { weight: 2, reason: `${same} năm sinh và số điện thoại.` };
  if (isHome && isOneBirthday) return { weight: 2, reason: `${same} ngày sinh và hộ; họ hoặc đệm khác.` };
  return null;
}

const isWrittenAlike = ({ fullName, birth }: ListedPerson, person: RegisterPerson): boolean =>
  isSameWriting(fullName, person.fullName) &&
  birth?.date === person.birth?.date &&
  birth?.precision === person.birth?.precision;

/** List and register agree on one more fact besides name and date of birth, or the list gives no place. */
function isNearby(listed: ListedPerson, person: RegisterPerson, { place, register }: MatchContext): boolean {
  if (listed.phone !== null && listed.phone === person.phone) return true;
  if (place.code === null && place.address === null && place.groupCode === null) return true;
  const home = person.membership && register.households.get(person.membership.householdId);
  if (!home) return false;
  const isSameGroup =
    place.groupCode !== null && home.groupCode !== null && place.groupCode === groupCodeOf(home.groupCode);
  return isSameGroup || (place.address !== null && laneOf(place.address).key === home.laneKey);
}

/** With the same number but a different given name and birth year, the number was probably mistyped. */
function isPlausiblySame(listed: ListedPerson, person: RegisterPerson): boolean {
  if (splitPersonName(listed.nameFolded).givenName === splitPersonName(person.nameFolded).givenName) return true;
  return listed.birth !== null && person.birth !== null && yearOf(listed.birth) === yearOf(person.birth);
}

export const yearOf = (birth: BirthDate): string => birth.date.slice(0, 4);

const isSameDay = (a: BirthDate | null, b: BirthDate | null): boolean =>
  a?.precision === 'day' && b?.precision === 'day' && a.date === b.date;

/**
 * Births that may be the same: one side is unknown, the dates are equal, or the years are equal and one side has no
 * more than a year.
 */
function mayBeBirth(a: BirthDate | null, b: BirthDate | null): boolean {
  if (!a || !b) return true;
  return a.precision === 'day' && b.precision === 'day' ? a.date === b.date : yearOf(a) === yearOf(b);
}

/** The registered households that may be the list's household, by code or by address. */
export function possibleHomes(listed: ListedHousehold, register: RegisterExtract): readonly RegisterHousehold[] {
  const ofCode = register.homesByCode.get(listed.codeKey);
  if (ofCode) return ofCode;
  // A registered household at that address with another code is a neighbour.
  return (register.homesByAddress.get(listed.addressKey) ?? []).filter((home) => !listed.code || home.code === null);
}

export const isOfCode = ({ code }: RegisterHousehold, { codeKey }: ListedPlace): boolean =>
  code !== null && householdCodeKey(code) === codeKey;

interface HomesOfList extends Pick<RegisterExtract, 'households'> {
  /** See `possibleHomes`. */
  possible: readonly RegisterHousehold[];
  /** Whether no other household of the list has claimed that household. */
  isFree: (home: RegisterHousehold) => boolean;
}

/**
 * The matched people live in this household only as guests: its head is not among them, and their relation to it is
 * unknown.
 */
const isGuestHouse = ({ id, headId }: RegisterHousehold, matched: readonly { person: RegisterPerson }[]): boolean =>
  headId !== null &&
  matched.every(
    ({ person }) =>
      person.id !== headId && (person.membership?.householdId !== id || person.membership.relation === 'other'),
  );

/**
 * Which registered household is the list's household; null when it is new or uncertain. In this order: the one with its
 * code; the one at its address where a matched member lives or that has no other head; if the listed head is matched
 * with the head of a registered household, that household, which has moved. A list without a place refers to the
 * household where its people live.
 * @param matched registered people already matched with people of the list's household.
 */
export function chooseHome(
  listed: ListedHousehold,
  matched: readonly { listed: ListedPerson; person: RegisterPerson }[],
  { possible, households, isFree }: HomesOfList,
): RegisterHousehold | null {
  const homes = possible.filter(isFree);
  if (homes.length > 0 && listed.code && homes[0]!.code !== null) return homes[0]!;
  const livedIn = new Set(matched.map(({ person }) => person.membership?.householdId));
  const listHasHead = listed.people.some((person) => person.relation === 'head');
  const home = homes.find(
    (candidate) => livedIn.has(candidate.id) && !(listHasHead && isGuestHouse(candidate, matched)),
  );
  if (home) return home;
  const open = homes.filter(
    (candidate) => candidate.memberCount === 0 || (!listHasHead && homes.length === 1) || candidate.headId === null,
  );
  if (open.length === 1) return open[0]!;
  if (listed.address === null && !listed.code) {
    const only = livedIn.size === 1 ? households.get([...livedIn][0] ?? '') : undefined;
    return only && isFree(only) ? only : null;
  }
  const head = matched.find(
    ({ listed: row, person }) => row.relation === 'head' && person.membership?.relation === 'head',
  );
  const movedHome = head && households.get(head.person.membership!.householdId);
  const isOtherCode = movedHome && listed.code && movedHome.code !== null && !isOfCode(movedHome, listed);
  return movedHome && !isOtherCode && isFree(movedHome) ? movedHome : null;
}
