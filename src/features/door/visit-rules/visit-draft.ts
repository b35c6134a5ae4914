import type {
  AssistResult,
  CheckBackOutcome,
  DoorOutcome,
  HelpLevel,
  LeftItem,
  LevelReason,
  NextStep,
  PortalAnswer,
  VisitCompanion,
  VneidLevel,
} from '../../../generated/prisma/enums';
import type { LocalDate, LocalTime } from '../../../shared/dates';
import type { SeenFacts } from './seen-readiness';
import type { Newcomer } from '../../register/newcomers/newcomer';

/** One line of "Đã giúp ai việc gì?" as the form holds it: null or '' where nothing was chosen or typed. */
export interface AssistDraft {
  /** The id of a saved line, so that its portal statuses survive an edit; null for a new line. */
  id: string | null;
  residentId: string | null;
  serviceId: string | null;
  /** Text typed in the service field without choosing a service. */
  serviceText: string;
  helpLevel: HelpLevel | null;
  levelReason: LevelReason | null;
  doneForReason: string;
  result: AssistResult | null;
  fileCode: string;
  barrierId: string | null;
  note: string;
  /** The day agreed to go on with what is prepared or blocked. */
  againOn: LocalDate | null;
  /** The ticked steps of the service's guide. */
  stepIds: readonly string[];
}

/** A person at the door who is not in the register, as the form holds them. */
export interface NewPersonDraft extends Omit<Newcomer, 'relation'> {
  relation: Newcomer['relation'] | null;
}

/** What a person said about using the portal in the last twelve months, as the form holds it. */
export interface AnswerDraft {
  /** Null when only a service or a month was filled in. */
  answer: PortalAnswer | null;
  serviceId: string | null;
  /** Text typed in the service field that names no service. */
  serviceText: string;
  /** First day of the month. */
  month: LocalDate | null;
}

/** Whether a person can still do what they were taught, as the form holds it. */
export interface CheckBackDraft {
  /** Null when only a barrier was chosen. */
  outcome: CheckBackOutcome | null;
  /** Null if it was not asked. */
  paid: boolean | null;
  barrierId: string | null;
}

/** The key of a check-back in a draft and in the form: who was taught which service. */
export const checkKey = (residentId: string, serviceId: string) => `${residentId}_${serviceId}`;

export function readCheckKey(key: string): { residentId: string; serviceId: string } {
  const [residentId = '', serviceId = ''] = key.split('_');
  return { residentId, serviceId };
}

/** Without a day it falls due as the promise of a visit does. */
export interface PromiseDraft {
  due: LocalDate | null;
  note: string;
}

/** What a visit keeps as the form holds it. */
export interface KeptAsTyped {
  refusalReason: string;
  /** Who of the team was at the door; empty when the logger was, who is of the team. */
  officerIds: readonly string[];
  /** Residents, and new people by their refs. */
  presentIds: readonly string[];
  othersPresent: string;
  topicIds: readonly string[];
  leftAtDoor: readonly LeftItem[];
  /** Who of the neighbourhood went along; null if the team came alone, or it was not said. */
  accompaniedBy: VisitCompanion | null;
  nextStep: NextStep;
  nextStepDue: LocalDate | null;
  nextStepNote: string;
  note: string;
}

/** A visit as the form holds it: well formed, but not yet checked against the rules. */
export interface VisitDraft extends KeptAsTyped {
  outcome: DoorOutcome | null;
  arrivedOn: LocalDate | null;
  arrivedTime: LocalTime | '';
  leftTime: LocalTime | '';
  /** People whom the register does not know, in page order; null for an empty line. */
  newPeople: readonly (NewPersonDraft | null)[];
  /** In page order. An empty or removed line is null, so that errors point to the right line. */
  assists: readonly (AssistDraft | null)[];
  /** Resident id → VNeID level seen on this visit. Residents without a chosen level are absent. */
  levels: Readonly<Record<string, VneidLevel>>;
  /** Resident id → what else was seen of them. Residents of whom nothing was touched are absent. */
  readiness: Readonly<Record<string, SeenFacts>>;
  /** Resident id → answer. Residents who were not asked are absent. */
  answers: Readonly<Record<string, AnswerDraft>>;
  /** checkKey → what was found out. What was not asked about is absent. */
  checkBacks: Readonly<Record<string, CheckBackDraft>>;
  /** Resident id → what was promised to this person alone, beside what was promised to the household. */
  promises: Readonly<Record<string, PromiseDraft>>;
  /** Approximate hour on that day. */
  nextStepFrom: LocalTime | '';
  nextStepTo: LocalTime | '';
  lateReason: string;
}
