import type {
  Gender,
  HouseholdRelation,
  ImportVerdict,
  PriorityKind,
  ResidenceStatus,
} from '../../../../generated/prisma/enums';
import type { AddressColumns } from '../../households/address-fields';
import type { LocalDate } from '../../../../shared/dates';
import type { DifferingField } from './field-rules';
import type { CellProblem, ListedReadiness } from '../reading/listed-person';

// The content of a preview row: its text for the reviewer, and what confirming it would write.

/** The sealed national number of a row, bytes in base64. */
export interface SealedText {
  cipher: string;
  hash: string;
  last4: string;
  /** One hash for each key of the ring: the register may still store the number under an old key. */
  hashes: readonly string[];
}

export interface ResidentFields {
  fullName: string;
  birthDate: LocalDate;
  birthPrecision: 'day' | 'year';
  gender: Gender;
  phone: string;
  /** The last four digits; the full number is sealed separately. */
  nationalNumber: string;
  residenceStatus: ResidenceStatus;
  note: string;
}

export interface HouseholdFields extends AddressColumns {
  code: string;
  groupCode: string;
  formerWard: string;
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

/** A relative whom the row names as somebody who helps the household. */
export interface WrittenHelper {
  id: string;
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
export interface Candidate {
  residentId: string;
  reason: string;
  name: string;
  birth: string;
  phone: string;
  last4: string;
  address: string;
  /** The names differ by one tone or letter; each such row needs its own decision. */
  isNearName: boolean;
  writing: Writing;
  changes: FieldChange[];
}

/** Another row of the list that may be the same person; its facts are '' when it is compared later. */
export interface RepeatedRow {
  row: number;
  reason: string;
  name: string;
  birth: string;
  phone: string;
  address: string;
}

export interface RowContent {
  name: string;
  /** The name as the list writes it, when its capitals were changed. */
  typedName?: string;
  birth: string;
  gender: string;
  phone: string;
  last4: string;
  relation: string;
  address: string;
  householdCode: string;
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
