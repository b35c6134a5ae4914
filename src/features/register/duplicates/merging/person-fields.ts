import type {
  BirthPrecision,
  Gender,
  ResidenceStatus,
  SmartphoneAccess,
  VneidLevel,
  YesNoUnknown,
} from '../../../../generated/prisma/enums';
import { compareStrings } from '../../../../shared/compare';
import type { LocalDate } from '../../../../shared/dates';
import { hasMarks } from '../../../../shared/vietnamese-syllable';
import { contactWishText, contactWishSummary, type ContactWish } from '../../../casework/contact-wishes/contact-wish';

/** The columns of a resident that a reviewer chooses between, named as in a row image. */
export interface PersonColumns {
  id: string;
  full_name: string;
  birth_date: LocalDate | null;
  birth_precision: BirthPrecision | null;
  gender: Gender | null;
  phone: string | null;
  residence_status: ResidenceStatus;
  /** Null or absent if nothing was said; absent in images of before wishes were kept. */
  contact_wish?: ContactWish | null;
  note: string;
  version: number;
  created_at: string;
}

/** The latest readiness of a resident. */
export interface ReadinessColumns {
  id: string;
  recorded_on: LocalDate;
  created_at: string;
  vneid_level: VneidLevel;
  sim_in_own_name: YesNoUnknown;
  smartphone: SmartphoneAccess;
  lives_alone: YesNoUnknown;
  hard_to_move: YesNoUnknown;
  needs_helper: YesNoUnknown;
}

export interface MembershipColumns {
  id: string;
  household_id: string;
  relation: string;
  relation_note: string;
  valid_from: LocalDate;
  valid_to: LocalDate | null;
}

/** One of two resident records, with the facts that a choice needs. */
export interface PersonSide {
  person: PersonColumns;
  last4: string | null;
  readiness: ReadinessColumns | null;
  memberships: readonly MembershipColumns[];
}

export const READINESS_FIELDS = [
  'vneid_level',
  'sim_in_own_name',
  'smartphone',
  'lives_alone',
  'hard_to_move',
  'needs_helper',
] as const;

export const PERSON_FIELDS = [
  'full_name',
  'birth',
  'gender',
  'phone',
  'contact_wish',
  'national_number',
  'residence',
  'note',
  ...READINESS_FIELDS,
] as const;
export type PersonField = (typeof PERSON_FIELDS)[number];

/** Whose value the merged person gets; 'both' puts the notes one below the other. */
export type Choice = 'kept' | 'removed' | 'both';
export type PersonChoices = Readonly<Record<PersonField, Choice>>;

/** The value of a field as text; '' when it is empty. Two sides with the same text need no choice. */
export function fieldText({ person, last4, readiness, memberships }: PersonSide, field: PersonField): string {
  switch (field) {
    case 'birth':
      return [person.birth_date, person.birth_precision].filter(Boolean).join(' ');
    case 'national_number':
      return last4 ?? '';
    case 'residence': {
      const current = memberships.find((membership) => membership.valid_to === null);
      return [person.residence_status, current?.household_id, current?.relation, current?.relation_note]
        .filter(Boolean)
        .join(' ');
    }
    case 'contact_wish':
      return contactWishText(person.contact_wish ?? null);
    case 'full_name':
    case 'gender':
    case 'phone':
    case 'note':
      return person[field] ?? '';
    default:
      return readiness && readiness[field] !== 'unknown' ? readiness[field] : '';
  }
}

/** The fields in which two records differ. Two known national numbers always differ, because a number is unique. */
export function differingFields(kept: PersonSide, removed: PersonSide): PersonField[] {
  const bothNumbered = kept.last4 !== null && removed.last4 !== null;
  return PERSON_FIELDS.filter(
    (field) => fieldText(kept, field) !== fieldText(removed, field) || (field === 'national_number' && bothNumbered),
  );
}

/** The proposed choices: the more specific value; if equally specific, the newer fact, else the kept record's value. */
export function defaultChoices(kept: PersonSide, removed: PersonSide): PersonChoices {
  return Object.fromEntries(PERSON_FIELDS.map((field) => [field, defaultChoice(kept, removed, field)])) as Record<
    PersonField,
    Choice
  >;
}

function defaultChoice(kept: PersonSide, removed: PersonSide, field: PersonField): Choice {
  const [own, other] = [fieldText(kept, field), fieldText(removed, field)];
  if (own === other || other === '') return 'kept';
  if (own === '') return 'removed';
  switch (field) {
    case 'full_name':
      return wordsOf(other) > wordsOf(own) || (wordsOf(other) === wordsOf(own) && hasMarks(other) && !hasMarks(own))
        ? 'removed'
        : 'kept';
    case 'birth':
      return isWholeDate(removed.person) && !isWholeDate(kept.person) ? 'removed' : 'kept';
    case 'note':
      return 'both';
    case 'residence':
      return defaultResidence(kept, removed);
    case 'gender':
    case 'phone':
    case 'contact_wish':
    case 'national_number':
      return 'kept';
    default:
      return isNewer(removed.readiness, kept.readiness) ? 'removed' : 'kept';
  }
}

/** Two stays in one household: the one with a known relation. Otherwise: the household of the later membership. */
function defaultResidence(kept: PersonSide, removed: PersonSide): Choice {
  const [own, other] = [kept, removed].map(({ memberships }) =>
    memberships.find((membership) => membership.valid_to === null),
  );
  if (own && other && own.household_id === other.household_id)
    return own.relation === 'other' && other.relation !== 'other' ? 'removed' : 'kept';
  return lastMove(removed) > lastMove(kept) ? 'removed' : 'kept';
}

function wordsOf(name: string): number {
  return name.split(' ').length;
}

/** Lists that require a full date write 1 January for people who know only their birth year. */
function isWholeDate({ birth_date, birth_precision }: PersonColumns): boolean {
  return birth_precision === 'day' && !birth_date!.endsWith('-01-01');
}

function lastMove({ memberships }: PersonSide): string {
  return memberships
    .flatMap((membership) => [membership.valid_from, membership.valid_to ?? ''])
    .reduce((last, day) => (day > last ? day : last), '');
}

/** Whether the first of two readiness rows was recorded later. */
export function isNewer(
  one: Pick<ReadinessColumns, 'recorded_on' | 'created_at'> | null,
  other: Pick<ReadinessColumns, 'recorded_on' | 'created_at'> | null,
): boolean {
  if (!one || !other) return one !== null;
  return one.recorded_on !== other.recorded_on
    ? one.recorded_on > other.recorded_on
    : new Date(one.created_at) > new Date(other.created_at);
}

/** Which of two records is kept: the one with more rows referring to it, then the older one. */
export function chooseKept(sides: readonly { id: string; references: number; createdAt: string }[]): {
  keptId: string;
  removedId: string;
} {
  const enteredAt = ({ createdAt }: { createdAt: string }) => new Date(createdAt).getTime();
  const [kept, removed] = [...sides].sort(
    (a, b) => b.references - a.references || enteredAt(a) - enteredAt(b) || compareStrings(a.id, b.id),
  );
  return { keptId: kept!.id, removedId: removed!.id };
}

const AUDIT_NAMES: Record<PersonField, string> = {
  full_name: 'fullName',
  birth: 'birthDate',
  gender: 'gender',
  phone: 'phone',
  contact_wish: 'contactWish',
  national_number: 'last4',
  residence: 'residenceStatus',
  note: 'note',
  vneid_level: 'vneidLevel',
  sim_in_own_name: 'simInOwnName',
  smartphone: 'smartphone',
  lives_alone: 'livesAlone',
  hard_to_move: 'hardToMove',
  needs_helper: 'needsHelper',
};

/** The audit data of a choice between two residents: each differing field with both values. */
export function auditOfPeople(
  kept: PersonSide,
  removed: PersonSide,
  choices: PersonChoices,
): { kept: object; removed: object; chosen: string[] } {
  const fields = differingFields(kept, removed);
  const value = (side: PersonSide, field: PersonField) => {
    if (field === 'residence') return side.person.residence_status;
    if (field === 'birth' && side.person.birth_date)
      return side.person.birth_precision === 'year' ? side.person.birth_date.slice(0, 4) : side.person.birth_date;
    if (field === 'contact_wish') return contactWishSummary(side.person.contact_wish ?? null) || null;
    return fieldText(side, field) || null;
  };
  const valuesOf = (side: PersonSide) =>
    Object.fromEntries(fields.map((field) => [AUDIT_NAMES[field], value(side, field)]));
  return {
    kept: { fullName: kept.person.full_name, ...valuesOf(kept) },
    removed: { fullName: removed.person.full_name, ...valuesOf(removed) },
    chosen: fields.filter((field) => choices[field] !== 'kept').map((field) => AUDIT_NAMES[field]),
  };
}
