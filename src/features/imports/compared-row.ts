import type { Gender, HouseholdRelation, ImportVerdict, ResidenceStatus } from '../../generated/prisma/enums';
import type { AddressColumns } from '../households/address-fields';
import type { LocalDate } from '../../shared/dates';
import type { CellProblem, ListedReadiness } from './listed-person';

// What a row of the preview holds: its words for the reviewer, and what confirming it would write.

/** A sealed national number in JSON: bytes as base64. */
export interface SealedText {
  cipher: string;
  hash: string;
  last4: string;
}

export interface ResidentFields {
  fullName: string;
  birthDate: LocalDate;
  birthPrecision: 'day' | 'year';
  gender: Gender;
  phone: string;
  nationalNumber: SealedText;
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
  /** A household that is new, or whose facts change; carried by each row of a new one, by one row of a known one. */
  household: { id: string; version: number | null; fields: Partial<HouseholdFields> } | null;
  membership: { id: string; householdId: string; relation: HouseholdRelation; relationNote: string; closes: string | null } | null;
  readiness: ({ id: string } & ListedReadiness) | null;
}

export interface FieldChange {
  field: string;
  before: string;
  after: string;
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
  content: RowContent;
  problems: CellProblem[];
  changes: FieldChange[];
}
