import type { ImportOutcome } from '../../../../generated/prisma/enums';
import type { ConfirmedWith } from './forms';
import type { ListKind } from '../reading/check-file';
import type { DifferingField } from '../comparing/field-rules';
import type { AnsweredQuestion, ColumnQuestion } from '../reading/find-header';
import type { Declaration } from '../reading/listed-person';
import type { PassedOverKind } from '../reading/passed-over';

// The JSON that an import stores besides its rows.

/** How to read the list, chosen at upload. */
export interface RunOptions {
  kind: ListKind;
  isFirstHead: boolean;
  declaration: Declaration;
  /** Waits for the reviewer's answer; the list is not read before. */
  question?: ColumnQuestion;
  answered?: AnsweredQuestion;
}

/** What a list would change in the register, counted by its preview, and what it changed. */
export interface RunCounts {
  new: number;
  changed: number;
  same: number;
  doubtful: number;
  wrong: number;
  passed_over: number;
  /** The passed-over rows by reason; missing for a list read before they were stored. */
  passedOver?: Partial<Record<PassedOverKind, number>>;
  /** Rows with warnings, whatever their verdict. */
  warned: number;
  /** Rows that are written, or to be written, without some of their cells. */
  incomplete: number;
  /** Names whose capitals were changed. */
  recased: number;
  households: number;
  newHouseholds: number;
  unknownGroups: string[];
  /** Households that will have no residential group unless the reviewer names one. */
  ungrouped: number;
  /** Rows that differ from the register, by field. */
  differing: Partial<Record<DifferingField, number>>;
  /** The outcomes of the rows, after confirmation. */
  outcomes?: Record<ImportOutcome, number>;
}

/** The reviewer's choices for the confirmation. */
export interface Confirmation extends Omit<ConfirmedWith, 'follow'> {
  /** The fields in which the list is followed where it differs. */
  follow: DifferingField[];
}
