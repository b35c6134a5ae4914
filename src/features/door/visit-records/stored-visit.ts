import { z } from 'zod';
import { ACTOR_ROW } from '../../../actor';
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
import { localTimeOf, type LocalDate } from '../../../shared/dates';
import { NAMED, PROMISED_TIME, READINESS_SHAPE } from '../../../shared/row-schemas';
import { REQUEST_ANSWERS } from '../../casework/requests/request-state';
import { serviceLabel } from '../../office/catalogue/labels';
import { isNewPersonRef, REPORTED_PERSON } from '../visit-rules/new-people';
import { officersAtDoor, type OfficersAtDoor } from '../visit-rules/officers-at-door';
import { seenOf } from '../visit-rules/seen-readiness';
import { checkKey, readCheckKey, type AssistDraft, type VisitDraft } from '../visit-rules/visit-draft';
import type { VisitNames } from '../visit-rules/visit-labels';

/** The columns of assisted_procedure that a line fills in: name, type, and the field of the line. */
export const LINE_COLUMNS = [
  ['resident_id', 'uuid', 'residentId'],
  ['public_service_id', 'uuid', 'serviceId'],
  ['help_level', 'help_level', 'helpLevel'],
  ['level_reason', 'level_reason', 'levelReason'],
  ['done_for_reason', 'text', 'doneForReason'],
  ['result', 'assist_result', 'result'],
  ['portal_file_code', 'text', 'fileCode'],
  ['barrier_id', 'uuid', 'barrierId'],
  ['note', 'text', 'note'],
  ['again_on', 'date', 'againOn'],
] as const;

/** A line of a saved visit. */
const ASSIST_ROW = z.object({
  id: z.string(),
  residentId: z.string(),
  residentName: z.string(),
  serviceId: z.string(),
  serviceName: z.string(),
  serviceCode: z.string().nullable(),
  helpLevel: z.enum(HelpLevel),
  levelReason: z.enum(LevelReason).nullable(),
  doneForReason: z.string(),
  result: z.enum(AssistResult),
  fileCode: z.string().nullable(),
  barrierId: z.string().nullable(),
  barrierLabel: z.string().nullable(),
  note: z.string(),
  againOn: z.string().nullable(),
  hasStatuses: z.boolean(),
  /** The steps taught, in order, as their version of the guide says them. */
  steps: z.array(z.object({ id: z.string(), position: z.number(), action: z.string(), detail: z.string() })),
});

interface StoredAssist extends AssistDraft, Pick<z.infer<typeof ASSIST_ROW>, 'hasStatuses' | 'steps'> {
  id: string;
}

const STORED_VISIT = z.object({
  id: z.string(),
  clientKey: z.string(),
  version: z.number(),
  householdId: z.string(),
  addressLine: z.string(),
  groupName: z.string().nullable(),
  roundId: z.string().nullable(),
  roundCode: z.string().nullable(),
  roundDoorId: z.string().nullable(),
  roundEndsAt: z.date().nullable(),
  loggedBy: z.string(),
  loggedAt: z.date(),
  updatedBy: z.string().nullable(),
  updatedById: z.string().nullable(),
  isRoundClosed: z.boolean(),
  updatedAt: z.date().nullable(),
  /** Who was new to the register when this visit was saved. */
  reported: z.array(REPORTED_PERSON),
  /** Which of the household's requests it completed, and which are open. */
  requests: REQUEST_ANSWERS,
  /** A file of it was submitted on a later day, or the readiness of one of its people was recorded again. */
  hasLaterFacts: z.boolean(),
});

/** A saved visit as a draft, with the names it refers to. */
export interface StoredVisit extends z.infer<typeof STORED_VISIT> {
  loggedById: string;
  assists: StoredAssist[];
  /** checkKey → the day of the lesson that a saved check-back is about. */
  lessons: ReadonlyMap<string, LocalDate>;
  officers: OfficersAtDoor;
  /** Of those who were there, whose data were not erased. */
  referableIds: string[];
  draft: VisitDraft;
  names: VisitNames;
}

/** A saved visit as the query returns it. */
export const VISIT_ROW = STORED_VISIT.extend({
  outcome: z.enum(DoorOutcome),
  refusalReason: z.string(),
  arrivedAt: z.date(),
  leftAt: z.date().nullable(),
  visitedOn: z.string(),
  othersPresent: z.string(),
  leftAtDoor: z.array(z.enum(LeftItem)),
  accompaniedBy: z.enum(VisitCompanion).nullable(),
  nextStep: z.enum(NextStep),
  ...PROMISED_TIME,
  nextStepNote: z.string(),
  note: z.string(),
  lateReason: z.string().nullable(),
  logger: ACTOR_ROW.pick({ id: true, displayName: true, role: true }),
  team: z.array(NAMED),
  officerRows: z.array(NAMED),
  presence: z.array(NAMED.extend({ isErased: z.boolean() })),
  topics: z.array(NAMED),
  levels: z.array(NAMED.extend({ level: z.enum(VneidLevel) })),
  seenRows: z.array(NAMED.extend({ ...READINESS_SHAPE, observed: z.array(z.string()) })),
  answerRows: z.array(
    z.object({
      residentId: z.string(),
      residentName: z.string(),
      answer: z.enum(PortalAnswer),
      serviceId: z.string().nullable(),
      serviceName: z.string().nullable(),
      serviceCode: z.string().nullable(),
      month: z.string().nullable(),
    }),
  ),
  checkRows: z.array(
    z.object({
      residentId: z.string(),
      residentName: z.string(),
      serviceId: z.string(),
      serviceName: z.string(),
      serviceCode: z.string().nullable(),
      taughtOn: z.string(),
      outcome: z.enum(CheckBackOutcome),
      barrierId: z.string().nullable(),
      barrierLabel: z.string().nullable(),
    }),
  ),
  promiseRows: z.array(NAMED.extend({ due: z.string().nullable(), note: z.string() })),
  assistRows: z.array(ASSIST_ROW),
});
type VisitRow = z.infer<typeof VISIT_ROW>;

/** Converts the query row into a draft and the names it refers to. */
export function toStoredVisit(row: VisitRow): StoredVisit {
  const { logger, team, officerRows, presence, topics, levels, seenRows, answerRows, checkRows, ...others } = row;
  const { outcome, refusalReason, arrivedAt, leftAt, visitedOn, othersPresent, note, lateReason, ...more } = others;
  const { leftAtDoor, accompaniedBy, nextStep, nextStepDue, nextStepFrom, nextStepTo, nextStepNote, ...rest } = more;
  const { assistRows, promiseRows, ...stored } = rest;
  const assists = assistRows.map(
    ({ residentName: _r, serviceName: _s, serviceCode: _c, barrierLabel: _b, ...assist }) => ({
      ...assist,
      serviceText: '',
      fileCode: assist.fileCode ?? '',
      stepIds: assist.steps.map(({ id }) => id),
    }),
  );
  return {
    ...stored,
    loggedById: logger.id,
    assists,
    lessons: new Map(
      checkRows.map(({ residentId, serviceId, taughtOn }) => [checkKey(residentId, serviceId), taughtOn]),
    ),
    officers: officersAtDoor(team, logger, officerRows),
    referableIds: presence.flatMap(({ id, isErased }) => (isErased ? [] : id)),
    draft: {
      outcome,
      refusalReason,
      officerIds: officerRows.map(({ id }) => id),
      arrivedOn: visitedOn,
      arrivedTime: localTimeOf(arrivedAt),
      leftTime: leftAt ? localTimeOf(leftAt) : '',
      presentIds: presence.map(({ id }) => id),
      newPeople: [],
      othersPresent,
      assists: assists.map(({ hasStatuses: _hasStatuses, steps: _steps, ...assist }) => assist),
      topicIds: topics.map(({ id }) => id),
      leftAtDoor,
      accompaniedBy,
      levels: Object.fromEntries(levels.map(({ id, level }) => [id, level])),
      readiness: Object.fromEntries(seenRows.map((seen) => [seen.id, seenOf(seen)])),
      answers: Object.fromEntries(
        answerRows.map(({ residentId, answer, serviceId, month }) => [
          residentId,
          { answer, serviceId, serviceText: '', month },
        ]),
      ),
      checkBacks: Object.fromEntries(
        checkRows.map(({ residentId, serviceId, outcome, barrierId }) => [
          checkKey(residentId, serviceId),
          { outcome, barrierId },
        ]),
      ),
      promises: Object.fromEntries(promiseRows.map(({ id, due, note }) => [id, { due, note }])),
      nextStep,
      nextStepDue,
      nextStepFrom: nextStepFrom ?? '',
      nextStepTo: nextStepTo ?? '',
      nextStepNote,
      note,
      lateReason: lateReason ?? '',
    },
    names: namesIn(row),
  };
}

function namesIn(row: VisitRow): VisitNames {
  const {
    presence,
    topics,
    levels,
    seenRows,
    promiseRows,
    assistRows,
    answerRows,
    checkRows,
    team,
    logger,
    officerRows,
  } = row;
  const about = [...assistRows, ...answerRows, ...checkRows];
  return {
    residents: new Map([
      ...[...presence, ...levels, ...seenRows, ...promiseRows].map(({ id, name }) => [id, name] as const),
      ...about.map(({ residentId, residentName }) => [residentId!, residentName] as const),
    ]),
    services: new Map([
      ...topics.map(({ id, name }) => [id, name] as const),
      ...about.flatMap(({ serviceId, serviceName, serviceCode }) =>
        serviceId && serviceName ? [[serviceId, serviceLabel({ name: serviceName, code: serviceCode })] as const] : [],
      ),
    ]),
    barriers: new Map(
      [...assistRows, ...checkRows].flatMap(({ barrierId, barrierLabel }) =>
        barrierId ? [[barrierId, barrierLabel ?? ''] as const] : [],
      ),
    ),
    officers: new Map(officersAtDoor(team, logger, officerRows).offered.map(({ id, name }) => [id, name])),
    steps: new Map(assistRows.flatMap(({ steps }) => steps.map(({ id, position }) => [id, position] as const))),
  };
}

/** The ids that a draft refers to; new people have none yet. */
export interface DraftIds {
  residentIds: string[];
  serviceIds: string[];
  barrierIds: string[];
  stepIds: string[];
}

export function idsIn({
  presentIds,
  levels,
  readiness,
  promises,
  topicIds,
  assists,
  answers,
  checkBacks,
}: VisitDraft): DraftIds {
  const lines = assists.filter((assist) => assist !== null);
  const checks = Object.keys(checkBacks).map(readCheckKey);
  return {
    residentIds: [
      ...presentIds,
      ...Object.keys(levels),
      ...Object.keys(readiness),
      ...Object.keys(promises),
      ...lines.flatMap(({ residentId }) => residentId ?? []),
      ...Object.keys(answers),
      ...checks.map(({ residentId }) => residentId),
    ].filter((id) => !isNewPersonRef(id)),
    serviceIds: [
      ...topicIds,
      ...lines.flatMap(({ serviceId }) => serviceId ?? []),
      ...Object.values(answers).flatMap(({ serviceId }) => serviceId ?? []),
      ...checks.map(({ serviceId }) => serviceId),
    ],
    barrierIds: [...lines, ...Object.values(checkBacks)].flatMap(({ barrierId }) => barrierId ?? []),
    stepIds: lines.flatMap(({ stepIds }) => stepIds),
  };
}

/** A saved visit and what it refers to: an edit must offer that even when it is no longer in use. */
export interface SavedIds extends DraftIds {
  /** Null for a visit that is not saved yet. */
  visitId: string | null;
}

export const NOT_SAVED: SavedIds = { visitId: null, residentIds: [], serviceIds: [], barrierIds: [], stepIds: [] };

export const savedIdsOf = ({ id, draft }: StoredVisit): SavedIds => ({ visitId: id, ...idsIn(draft) });
