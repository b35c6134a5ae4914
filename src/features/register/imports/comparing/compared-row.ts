import { z } from 'zod';
import type {
  HouseholdRelation,
  ImportVerdict,
  PriorityKind,
  ResidenceStatus,
} from '../../../../generated/prisma/enums';
import type { AddressColumns } from '../../households/address-fields';
import { formatBirth, type LocalDate } from '../../../../shared/dates';
import { formatPhoneNumber, maskPhoneNumber } from '../../../../shared/phone-number';
import type { HOUSEHOLD_IMPORTED, PlainValues, RESIDENT_IMPORTED } from '../../../../shared/register-fields';
import type { DifferingField } from './field-rules';
import type { CellProblem, ListedPerson, ListedPlace, ListedReadiness, SealedText } from '../reading/listed-person';

// The content of a preview row: its text for the reviewer, and what confirming it would write.

export interface ResidentFields extends PlainValues<typeof RESIDENT_IMPORTED> {
  fullName: string;
  birthDate: LocalDate;
  birthPrecision: 'day' | 'year';
  phone: string;
  /** The last four digits; the full number is sealed separately. */
  nationalNumber: string;
  residenceStatus: ResidenceStatus;
}

export interface HouseholdFields extends AddressColumns, PlainValues<typeof HOUSEHOLD_IMPORTED> {
  code: string;
  groupCode: string;
}

/** What confirming the row writes. All ids are generated beforehand, so that nothing can be inserted twice. */
export interface Writing {
  residentId: string;
  /** Null for a new resident, otherwise the version that the reviewer saw. */
  residentVersion: number | null;
  resident: Partial<ResidentFields>;
  /** Fields in which list and register differ. Only those for which the reviewer follows the list are written. */
  differing: Partial<Record<DifferingField, Partial<ResidentFields>>>;
  /** A household that is new or changes; stored with each row of a new one and with one row of a registered one. */
  household: { id: string; version: number | null; fields: Partial<HouseholdFields> } | null;
  membership: {
    id: string;
    householdId: string;
    relation: HouseholdRelation;
    relationNote: string;
    closes: string | null;
  } | null;
  readiness: ({ id: string } & ListedReadiness) | null;
  /** The readiness to write if the list is followed; null when it does not differ. */
  readinessOfList: ({ id: string } & ListedReadiness) | null;
  facts: WrittenFact[];
  helpers: WrittenHelper[];
}

/** A relative whom the row names as a helper of its person. */
export interface WrittenHelper {
  id: string;
  helpedId: string;
  householdId: string;
  name: string;
  phone: string;
  relationNote: string;
}

/** A priority fact that the row adds to a household or person. */
export interface WrittenFact {
  id: string;
  kind: PriorityKind;
  householdId: string | null;
  residentId: string | null;
  basis: string;
  /** Null means the day of confirmation. */
  from: LocalDate | null;
  /** The fact that ends when this one begins: a poor household is no longer near-poor. */
  endsId: string | null;
}

export interface FieldChange {
  field: string;
  before: string;
  after: string;
  /** Set when only one of the two values can be right: the reviewer decides for the whole field. */
  differs?: DifferingField;
  /** After confirmation: the register's value was kept. */
  isKept?: boolean;
  /** After confirmation: it comes from the declaration for the whole list, not from the row. */
  isOfList?: boolean;
}

/** A registered resident who may be the person of the row. */
export interface Candidate extends Omit<RowText, 'householdCode'> {
  residentId: string;
  reason: string;
  /** The names differ by one tone or letter; each such row needs its own decision. */
  isNearName: boolean;
  writing: Writing;
  changes: FieldChange[];
}

/** Another row of the list that may be the same person; its facts are '' when it is compared later. */
export interface RepeatedRow extends Omit<RowText, 'householdCode' | 'last4'> {
  row: number;
  reason: string;
}

/**
 * The texts that identify a row, as its preview stores them. The same texts in a later list are the same row: a reviewer's
 * decision about a doubtful one is remembered by them.
 */
export const ROW_TEXT = z.object({
  name: z.string(),
  birth: z.string(),
  phone: z.string(),
  /** Of the national number in the row; '' when it has none. */
  last4: z.string(),
  address: z.string(),
  householdCode: z.string(),
});
type RowText = z.infer<typeof ROW_TEXT>;

/** A person in the words of the preview; '' for what is unknown. */
export const inWords = (
  { fullName, birth, phone }: Pick<ListedPerson, 'fullName' | 'birth' | 'phone'>,
  address: string,
  writePhone = maskPhoneNumber,
) => ({ name: fullName, birth: birth ? formatBirth(birth) : '', phone: phone ? writePhone(phone) : '', address });

export const wordsOfRow = (person: ListedPerson, { addressLine, code }: ListedPlace): RowText => ({
  ...inWords(person, addressLine, formatPhoneNumber),
  last4: person.sealed?.last4 ?? '',
  householdCode: code ?? '',
});

/** The same key for rows with the same content. */
export const rowKey = ({ name, birth, phone, address, householdCode, last4 }: RowText): string =>
  JSON.stringify([name, birth, phone, address, householdCode, last4]);

export interface RowContent extends RowText {
  /** The name as the list writes it, when its capitals were changed. */
  typedName?: string;
  gender: string;
  relation: string;
  group: string;
  writing: Writing | null;
  /** For a doubtful row: what is written if it becomes a new person; null when it cannot be one. */
  asNew: Writing | null;
  candidates: Candidate[];
  repeat?: RepeatedRow;
  warnings: CellProblem[];
}

export interface ComparedRow {
  rowNumber: number;
  verdict: ImportVerdict;
  residentId: string | null;
  householdId: string | null;
  number: Pick<SealedText, 'cipher' | 'hash'> | null;
  content: RowContent;
  problems: CellProblem[];
  changes: FieldChange[];
}

/** A row that states nothing. */
export const emptyRow = (rowNumber: number, verdict: ImportVerdict): ComparedRow => ({
  rowNumber,
  verdict,
  residentId: null,
  householdId: null,
  number: null,
  problems: [],
  changes: [],
  content: {
    name: '',
    birth: '',
    gender: '',
    phone: '',
    last4: '',
    relation: '',
    address: '',
    householdCode: '',
    group: '',
    writing: null,
    asNew: null,
    candidates: [],
    warnings: [],
  },
});

/** A notice or problem of a whole row. */
export const rowProblem = (message: string): CellProblem => ({ cell: '', column: '', value: '', message });
