import type { AssistResult, DoorOutcome, HelpLevel, NextStep, VneidLevel } from '../../../generated/prisma/enums';
import type { LocalDate, LocalTime } from '../../../shared/dates';

/** One line of "Đã giúp ai việc gì?" as the form holds it: null and '' where nothing was chosen or typed. */
export interface AssistDraft {
  /** The id of a line saved before, so that its portal statuses survive an edit; null on a new line. */
  id: string | null;
  residentId: string | null;
  serviceId: string | null;
  /** What was typed of a service that is not chosen yet. */
  serviceText: string;
  helpLevel: HelpLevel | null;
  doneForReason: string;
  result: AssistResult | null;
  fileCode: string;
  barrierId: string | null;
  note: string;
}

/** A visit as the form holds it, well formed but not yet judged by the rules. */
export interface VisitDraft {
  outcome: DoorOutcome | null;
  refusalReason: string;
  arrivedOn: LocalDate | null;
  arrivedTime: LocalTime | '';
  leftTime: LocalTime | '';
  presentIds: readonly string[];
  othersPresent: string;
  /** In the order of the page; null stands for an empty or removed line, so that errors name the right one. */
  assists: readonly (AssistDraft | null)[];
  topicIds: readonly string[];
  /** Resident id → VNeID level seen on this visit; residents for whom nothing was chosen are absent. */
  levels: Readonly<Record<string, VneidLevel>>;
  nextStep: NextStep;
  nextStepDue: LocalDate | null;
  /** About when on that day. */
  nextStepFrom: LocalTime | '';
  nextStepTo: LocalTime | '';
  nextStepNote: string;
  note: string;
  lateReason: string;
}
