import type { ImportOutcome } from '../../../../generated/prisma/enums';
import type { ListKind } from '../reading/check-file';
import type { DifferingField } from '../comparing/field-rules';
import type { Declaration } from '../reading/list-facts';
import type { PassedOverKind } from '../reading/passed-over';

// What an import keeps as JSON beside its rows.

/** How the list is read, said when it is sent. */
export interface RunOptions {
  kind: ListKind;
  isFirstHead: boolean;
  declaration: Declaration;
}

/** What a list would do to the register, counted by its preview, and what it did. */
export interface RunCounts {
  new: number;
  changed: number;
  same: number;
  doubtful: number;
  wrong: number;
  passed_over: number;
  /** The rows that were passed over, by reason; missing in a list that was read before they were kept. */
  passedOver?: Partial<Record<PassedOverKind, number>>;
  /** Rows with something to know that does not stop them, whatever their verdict. */
  warned: number;
  households: number;
  newHouseholds: number;
  unknownGroups: string[];
  /** Households that will be in no residential group unless the reviewer names one. */
  ungrouped: number;
  /** Rows that differ from the register, by field. */
  differing: Partial<Record<DifferingField, number>>;
  /** What became of the rows, once confirmed. */
  outcomes?: Record<ImportOutcome, number>;
}

/** What the confirming was asked for with. */
export interface Confirmation {
  leaveOutWrong: boolean;
  skipUndecided: boolean;
  createGroups: boolean;
  /** Code of the residential group for households that are in none; '' for none. */
  group: string;
  /** The fields in which the list is followed where it differs. */
  follow: DifferingField[];
}
