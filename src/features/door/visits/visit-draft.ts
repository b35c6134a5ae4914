import type { AssistResult, DoorOutcome, HelpLevel, NextStep, VneidLevel } from '../../../generated/prisma/enums';
import type { LocalDate, LocalTime } from '../../../shared/dates';

/** One line of "Đã giúp ai việc gì?" as the form holds it: null or '' where nothing was chosen or typed. */
export interface AssistDraft {
  /** The id of a saved line, so that its portal statuses survive an edit; null for a new line. */
  id: string | null;
  residentId: string | null;
  serviceId: string | null;
  /** Text typed in the service field without choosing a service. */
  serviceText: string;
  helpLevel: HelpLevel | null;
  doneForReason: string;
  result: AssistResult | null;
  fileCode: string;
  barrierId: string | null;
  note: string;
}

/** A visit as the form holds it: well formed, but not yet checked against the rules. */
export interface VisitDraft {
  outcome: DoorOutcome | null;
  refusalReason: string;
  arrivedOn: LocalDate | null;
  arrivedTime: LocalTime | '';
  leftTime: LocalTime | '';
  presentIds: readonly string[];
  othersPresent: string;
  /** In page order. An empty or removed line is null, so that errors point to the right line. */
  assists: readonly (AssistDraft | null)[];
  topicIds: readonly string[];
  /** Resident id → VNeID level seen on this visit. Residents without a chosen level are absent. */
  levels: Readonly<Record<string, VneidLevel>>;
  nextStep: NextStep;
  nextStepDue: LocalDate | null;
  /** Approximate hour on that day. */
  nextStepFrom: LocalTime | '';
  nextStepTo: LocalTime | '';
  nextStepNote: string;
  note: string;
  lateReason: string;
}
