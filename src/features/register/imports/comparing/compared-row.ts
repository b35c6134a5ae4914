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

// What a row of the preview holds: its words for the reviewer, and what confirming it would write.

/** The sealed national number of a row: bytes as base64. */
export interface SealedText {
  cipher: string;
  hash: string;
  last4: string;
  /** Under every key of the ring: the register may still hold the number under an old one. */
  hashes: readonly string[];
}

export interface ResidentFields {
  fullName: string;
  birthDate: LocalDate;
  birthPrecision: 'day' | 'year';
  gender: Gender;
  phone: string;
  /** Its last four digits; the number itself is kept sealed beside the row's words. */
  nationalNumber: string;
  residenceStatus: ResidenceStatus;
  note: string;
}

export interface HouseholdFields extends AddressColumns {
  code: string;
  groupCode: string;
  formerWard: string;
}

/** What confirming the row writes; every id is made beforehand, so that writing twice is impossible. */
export interface Writing {
  residentId: string;
  /** Null for a new resident, else the version the reviewer saw. */
  residentVersion: number | null;
  resident: Partial<ResidentFields>;
  /** Where list and register differ: written for the fields the reviewer lets follow the list. */
  differing: Partial<Record<DifferingField, Partial<ResidentFields>>>;
  /** A household that is new, or whose facts change; carried by each row of a new one, by one row of a known one. */
  household: { id: string; version: number | null; fields: Partial<HouseholdFields> } | null;
  membership: {
    id: string;
    householdId: string;
    relation: HouseholdRelation;
    relationNote: string;
    closes: string | null;
  } | null;
  readiness: ({ id: string } & ListedReadiness) | null;
  /** The same when readiness follows the list; null when it does not differ. */
  readinessOfList: ({ id: string } & ListedReadiness) | null;
  facts: WrittenFact[];
}

/** A fact of priority that the row adds, of a household or of the person. */
export interface WrittenFact {
  id: string;
  kind: PriorityKind;
  householdId: string | null;
  residentId: string | null;
  basis: string;
  /** Null: the day the list is confirmed. */
  from: LocalDate | null;
  /** A fact that ends as this one begins: a poor household is no longer a nearly poor one. */
  endsId: string | null;
}

export interface FieldChange {
  field: string;
  before: string;
  after: string;
  /** Only one of the two can be right: the reviewer decides for the field. */
  differs?: DifferingField;
  /** Once confirmed: the register was followed. */
  isKept?: boolean;
  /** Once confirmed: the list as a whole said it, not the row. */
  isOfList?: boolean;
}

/** Somebody of the register who may be the person of the row. */
export interface Candidate {
  residentId: string;
  reason: string;
  name: string;
  birth: string;
  phone: string;
  last4: string;
  address: string;
  /** The names are one tone or letter apart: each such row is looked at by itself. */
  isNearName: boolean;
  writing: Writing;
  changes: FieldChange[];
}

export interface RowContent {
  name: string;
  birth: string;
  gender: string;
  phone: string;
  last4: string;
  relation: string;
  address: string;
  householdCode: string;
  group: string;
  writing: Writing | null;
  /** For a doubtful row: the writing of a new person; null when the row cannot be a new person. */
  asNew: Writing | null;
  candidates: Candidate[];
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
