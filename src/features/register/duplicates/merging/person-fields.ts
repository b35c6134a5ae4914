import { compareStrings } from '../../../../shared/compare';
import { contactWishText, type ContactWish } from '../../../../shared/contact-wish';
import { birthOf, type LocalDate } from '../../../../shared/dates';
import { RELATIONS } from '../../../../shared/labels';
import {
  answerText,
  forEachField,
  isKnown,
  READINESS,
  READINESS_FIELDS,
  type ReadinessColumn,
  type ReadinessFacts,
  type ReadinessField,
} from '../../../../shared/readiness-fields';
import { RESIDENT_FIELDS, RESIDENT_PLAIN } from '../../../../shared/register-fields';
import type { RowSnapshot } from '../../../../shared/row-snapshot';
import { hasMarks } from '../../../../shared/vietnamese-syllable';
import { ownField, plainFields, type Choice, type Choices, type MergedField } from './merged-fields';

/** The snapshot of a resident; older ones lack the columns that came later. */
export interface PersonColumns extends RowSnapshot {
  id: string;
  full_name: string;
  version: number;
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
  /** The snapshot of the latest row. */
  readiness: RowSnapshot | null;
  memberships: readonly MembershipColumns[];
}

const own = (name: Exclude<keyof typeof RESIDENT_FIELDS, 'birth'>, given: Partial<MergedField<PersonSide>> = {}) => ({
  ...ownField(name, RESIDENT_FIELDS[name], ({ person }: PersonSide) => person),
  ...given,
});

const { gender, ...PLAIN } = plainFields(RESIDENT_PLAIN, ({ person }: PersonSide) => person);

/** An answer of the latest readiness; a merge writes it as a new row. */
function answer(field: ReadinessField): MergedField<PersonSide> {
  const read = (say: (facts: ReadinessFacts) => string) => (side: PersonSide) => {
    const facts = readinessOf(side);
    return facts && isKnown(field, facts) ? say(facts) : '';
  };
  return {
    label: READINESS[field].label,
    columns: [],
    detail: field,
    text: read((facts) => String(facts[field])),
    format: read((facts) => answerText(field, facts)),
    prefer: (kept, removed) => (isNewer(removed.readiness, kept.readiness) ? 'removed' : 'kept'),
  };
}

const readinessOf = ({ readiness }: PersonSide) =>
  readiness && (forEachField((_, { column }) => readiness[column]) as unknown as ReadinessFacts);

export const birthOfSnapshot = (person: RowSnapshot) =>
  birthOf({ birthDate: person.birth_date, birthPrecision: person.birth_precision } as never);
const wishOf = ({ person }: PersonSide) => (person.contact_wish ?? null) as ContactWish | null;
const currentOf = ({ memberships }: PersonSide) => memberships.find((membership) => membership.valid_to === null);

export const PERSON_MERGE = {
  full_name: own('fullName', {
    prefer: (kept, removed) => preferName(kept.person.full_name, removed.person.full_name),
  }),
  birth: {
    label: RESIDENT_FIELDS.birth.label,
    columns: RESIDENT_FIELDS.birth.columns,
    detail: 'birthDate',
    text: ({ person }) => [person.birth_date, person.birth_precision].filter(Boolean).join(' '),
    format: ({ person }) => RESIDENT_FIELDS.birth.format(birthOfSnapshot(person)),
    logged({ person }) {
      const birth = birthOfSnapshot(person);
      return birth && (birth.precision === 'year' ? birth.date.slice(0, 4) : birth.date);
    },
    prefer: (kept, removed) => (isWholeDate(removed) && !isWholeDate(kept) ? 'removed' : 'kept'),
  },
  gender,
  phone: own('phone'),
  contact_wish: own('contactWish', {
    text: (side) => contactWishText(wishOf(side)),
    logged: (side) => RESIDENT_FIELDS.contactWish.format(wishOf(side)) || null,
  }),
  national_number: {
    label: RESIDENT_FIELDS.nationalNumber.label,
    columns: [], // sealed, so it is written apart
    detail: 'last4',
    text: ({ last4 }) => last4 ?? '',
    format: ({ last4 }) => RESIDENT_FIELDS.nationalNumber.format(last4),
    // A number is unique, so two numbers that end alike are different.
    alwaysDiffers: (kept, removed) => kept.last4 !== null && removed.last4 !== null,
  },
  residence: own('residenceStatus', {
    label: 'Cư trú và nơi ở',
    text(side) {
      const current = currentOf(side);
      return [side.person.residence_status, current?.household_id, current?.relation, current?.relation_note]
        .filter(Boolean)
        .join(' ');
    },
    format(side, addressOf) {
      const current = currentOf(side);
      return [
        RESIDENT_FIELDS.residenceStatus.format(side.person.residence_status as never),
        current ? `${relationOf(current)}, ${addressOf(current.household_id)}` : 'không ở hộ nào',
      ].join(' · ');
    },
    logged: ({ person }) => person.residence_status,
    prefer: preferResidence,
  }),
  ...PLAIN,
  ...(Object.fromEntries(READINESS_FIELDS.map((field) => [READINESS[field].column, answer(field)])) as Record<
    ReadinessColumn,
    MergedField<PersonSide>
  >),
} satisfies Record<string, MergedField<PersonSide>>;
export type PersonField = keyof typeof PERSON_MERGE;
export type PersonChoices = Choices<PersonField>;

function preferName(own: string, other: string): Choice {
  if (wordsOf(other) !== wordsOf(own)) return wordsOf(other) > wordsOf(own) ? 'removed' : 'kept';
  return hasMarks(other) && !hasMarks(own) ? 'removed' : 'kept';
}

/** Two stays in one household: the one with a known relation. Otherwise: the household of the later membership. */
function preferResidence(kept: PersonSide, removed: PersonSide): Choice {
  const [own, other] = [currentOf(kept), currentOf(removed)];
  if (own && other && own.household_id === other.household_id)
    return own.relation === 'other' && other.relation !== 'other' ? 'removed' : 'kept';
  return lastMove(removed) > lastMove(kept) ? 'removed' : 'kept';
}

const wordsOf = (name: string): number => name.split(' ').length;

/** Lists that require a full date write 1 January for people who know only their birth year. */
function isWholeDate({ person }: PersonSide): boolean {
  const birth = birthOfSnapshot(person);
  return birth?.precision === 'day' && !birth.date.endsWith('-01-01');
}

const lastMove = ({ memberships }: PersonSide): string =>
  memberships
    .flatMap((membership) => [membership.valid_from, membership.valid_to ?? ''])
    .reduce((last, day) => (day > last ? day : last), '');

/** Whether the first of two readiness rows was recorded later. */
export function isNewer(one: RowSnapshot | null, other: RowSnapshot | null): boolean {
  if (!one || !other) return one !== null;
  return one.recorded_on !== other.recorded_on
    ? String(one.recorded_on) > String(other.recorded_on)
    : new Date(String(one.created_at)) > new Date(String(other.created_at));
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

/** A relation within a sentence: the note of another one as it was written. */
export const relationOf = ({
  relation,
  relation_note: note,
}: Pick<MembershipColumns, 'relation' | 'relation_note'>): string =>
  relation === 'other' && note ? note : RELATIONS[relation as keyof typeof RELATIONS].toLocaleLowerCase('vi');
