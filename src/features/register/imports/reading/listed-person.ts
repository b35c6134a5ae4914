import type {
  Gender,
  HouseholdRelation,
  PriorityKind,
  ResidenceStatus,
  SmartphoneAccess,
  VneidLevel,
  YesNoUnknown,
} from '../../../../generated/prisma/enums';
import type { Address } from '../../../../shared/address';
import type { BirthDate, LocalDate } from '../../../../shared/dates';
import type { FoundHeader } from './find-header';
import type { NamedGroup } from './list-group';
import type { StatedTotal } from './stated-totals';

/** What is wrong or worth a look in one cell. `value` never holds a whole national number. */
export interface CellProblem {
  /** 'C14', or '' when the whole row is meant. */
  cell: string;
  column: string;
  value: string;
  message: string;
}

/** What a list may say of readiness; only what a row says is a key. */
export interface ListedReadiness {
  vneidLevel?: VneidLevel;
  simInOwnName?: YesNoUnknown;
  smartphone?: SmartphoneAccess;
  livesAlone?: YesNoUnknown;
  hardToMove?: YesNoUnknown;
  needsHelper?: YesNoUnknown;
}

/** The groups of priority a row belongs to; `basis` and `from` are '' and null when the list does not say. */
export interface ListedFacts {
  kinds: PriorityKind[];
  /** 'QĐ 15/QĐ-UBND'. */
  basis: string;
  from: LocalDate | null;
}

/** A person as one row of the list says, normalised; null and '' where the row says nothing. */
export interface ListedPerson {
  rowNumber: number;
  fullName: string;
  birth: BirthDate | null;
  gender: Gender | null;
  phone: string | null;
  /** 12 digits, in the memory of the process only. */
  nationalNumber: string | null;
  relation: HouseholdRelation | null;
  relationNote: string;
  residenceStatus: ResidenceStatus | null;
  readiness: ListedReadiness;
  facts: ListedFacts;
  note: string;
  /** What makes the row wrong. */
  problems: CellProblem[];
  /** What the reviewer should know and what does not stop the row. */
  warnings: CellProblem[];
  /** Why a row above may be the same person, as a question to the reviewer. */
  mayRepeat?: string;
}

/** Where a row says its person lives, before rows are gathered into households. */
export interface ListedPlace {
  code: string | null;
  address: Address | null;
  groupCode: string | null;
  formerWard: string;
}

/** The people of one household of the list, and where they live. */
export interface ListedHousehold extends ListedPlace {
  /** The first row; names the household within its file. */
  key: number;
  people: ListedPerson[];
}

/** What the file says beside its people, the columns above all: said to the reviewer before the rows are. */
export interface ListColumns extends Pick<FoundHeader, 'headerRow' | 'understood' | 'ignored'> {
  sheet: string;
  otherSheets: string[];
  /**
   * No column tells how people are related to a head: the list is about people, not about who lives where. It adds to
   * what is known of them and moves nobody.
   */
  isOfPeople: boolean;
  /** Such a list that names heads of households and nobody else. */
  isOfHeads: boolean;
  /** Residential groups named by the title, the sheet or a row that is no person. */
  groups: NamedGroup[];
  totals: StatedTotal[];
}

/** The list cannot be read; the message says why and what to do. */
export class UnreadableListError extends Error {}
