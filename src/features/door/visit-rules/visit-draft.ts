import { z } from 'zod';
import {
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
import type { SeenFacts } from './seen-readiness';
import type { Newcomer } from '../../register/newcomers/newcomer';

// A visit as its form holds it. The schemas are what a saved visit answers in the same words (visit-records/stored-visit).

/** One line of "Đã giúp ai việc gì?": null or '' where nothing was chosen or typed. */
export const ASSIST_LINE = z.object({
  /** The id of a saved line, so that its portal statuses survive an edit; null for a new line. */
  id: z.string().nullable(),
  residentId: z.string().nullable(),
  serviceId: z.string().nullable(),
  helpLevel: z.enum(HelpLevel).nullable(),
  levelReason: z.enum(LevelReason).nullable(),
  doneForReason: z.string(),
  result: z.enum(AssistResult).nullable(),
  barrierId: z.string().nullable(),
  note: z.string(),
  /** The day agreed to go on with what is prepared or blocked. */
  againOn: z.string().nullable(),
});
export interface AssistDraft extends z.infer<typeof ASSIST_LINE> {
  /** Text typed in the service field without choosing a service. */
  serviceText: string;
  fileCode: string;
  /** The ticked steps of the service's guide. */
  stepIds: readonly string[];
}

/** A person at the door who is not in the register, as the form holds them. */
export interface NewPersonDraft extends Omit<Newcomer, 'relation'> {
  relation: Newcomer['relation'] | null;
}

/** What a person said about using the portal in the last twelve months. */
const ANSWER = z.object({
  /** Null when only a service or a month was filled in. */
  answer: z.enum(PortalAnswer).nullable(),
  serviceId: z.string().nullable(),
  /** Text typed in the service field that names no service. */
  serviceText: z.string(),
  /** First day of the month. */
  month: z.string().nullable(),
});
export type AnswerDraft = z.infer<typeof ANSWER>;

/** Whether a person can still do what they were taught. */
export const CHECK_BACK = z.object({
  /** Null when only a barrier was chosen. */
  outcome: z.enum(CheckBackOutcome).nullable(),
  /** Null if it was not asked. */
  paid: z.boolean().nullable(),
  barrierId: z.string().nullable(),
});
export type CheckBackDraft = z.infer<typeof CHECK_BACK>;

/** What a draft says of single people, by resident id or checkKey. */
export const ABOUT_PEOPLE = ['levels', 'readiness', 'promises', 'answers', 'checkBacks'] as const;

/** The key of a check-back in a draft and in the form: who was taught which service. */
export const checkKey = (residentId: string, serviceId: string) => `${residentId}_${serviceId}`;

/** A resident id alone is a key without a service. */
export function readCheckKey(key: string): { residentId: string; serviceId: string } {
  const [residentId = '', serviceId = ''] = key.split('_');
  return { residentId, serviceId };
}

/** Without a day it falls due as the promise of a visit does. */
const PROMISE = z.object({ due: z.string().nullable(), note: z.string() });
export type PromiseDraft = z.infer<typeof PROMISE>;

/** What a visit keeps as the form holds it. */
const KEPT_AS_TYPED = z.object({
  refusalReason: z.string(),
  /** Residents, and new people by their refs. */
  presentIds: z.array(z.string()).readonly(),
  othersPresent: z.string(),
  topicIds: z.array(z.string()).readonly(),
  leftAtDoor: z.array(z.enum(LeftItem)).readonly(),
  /** Who of the neighbourhood went along; null if the team came alone, or it was not said. */
  accompaniedBy: z.enum(VisitCompanion).nullable(),
  nextStep: z.enum(NextStep),
  nextStepDue: z.string().nullable(),
  nextStepNote: z.string(),
  note: z.string(),
});
export interface KeptAsTyped extends z.infer<typeof KEPT_AS_TYPED> {
  /** Who of the team was at the door; empty when the logger was, who is of the team. */
  officerIds: readonly string[];
}

/** What a saved visit answers as a draft holds it; times are 'HH:MM', or ''. */
export const SAID = KEPT_AS_TYPED.extend({
  outcome: z.enum(DoorOutcome).nullable(),
  arrivedOn: z.string().nullable(),
  arrivedTime: z.string(),
  leftTime: z.string(),
  /** Resident id → VNeID level seen on this visit. Residents without a chosen level are absent. */
  levels: z.record(z.string(), z.enum(VneidLevel)),
  /** Resident id → answer. Residents who were not asked are absent. */
  answers: z.record(z.string(), ANSWER),
  /** Resident id → what was promised to this person alone, beside what was promised to the household. */
  promises: z.record(z.string(), PROMISE),
  /** Approximate hour on that day. */
  nextStepFrom: z.string(),
  nextStepTo: z.string(),
  lateReason: z.string(),
});

/** A visit as the form holds it: well formed, but not yet checked against the rules. */
export interface VisitDraft extends z.infer<typeof SAID>, KeptAsTyped {
  /** People whom the register does not know, in page order; null for an empty line. */
  newPeople: readonly (NewPersonDraft | null)[];
  /** In page order. An empty or removed line is null, so that errors point to the right line. */
  assists: readonly (AssistDraft | null)[];
  /** Resident id → what else was seen of them. Residents of whom nothing was touched are absent. */
  readiness: Readonly<Record<string, SeenFacts>>;
  /** checkKey → what was found out. What was not asked about is absent. */
  checkBacks: Readonly<Record<string, CheckBackDraft>>;
}

/** A draft with what it says of single people as rows. */
export const withRows = ({ levels, readiness, promises, answers, checkBacks, ...draft }: VisitDraft) => ({
  ...draft,
  levels: Object.entries(levels).map(([residentId, level]) => ({ residentId, level })),
  seen: Object.entries(readiness).map(([residentId, seen]) => ({ residentId, ...seen })),
  promises: Object.entries(promises).map(([residentId, promise]) => ({ residentId, ...promise })),
  answers: Object.entries(answers).map(([residentId, answer]) => ({ residentId, ...answer })),
  checkBacks: Object.entries(checkBacks).map(([key, check]) => ({ ...readCheckKey(key), ...check })),
});
export type DraftInRows = ReturnType<typeof withRows>;
