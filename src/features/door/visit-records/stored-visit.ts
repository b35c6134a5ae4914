import { z } from 'zod';
import { ACTOR_ROW } from '../../../actor';
import type { LocalDate } from '../../../shared/dates';
import { NAMED, READINESS_SHAPE } from '../../../shared/row-schemas';
import { REQUEST_ANSWERS } from '../../casework/requests/request-state';
import { serviceLabel } from '../../office/catalogue/labels';
import { isNewPersonRef, REPORTED_PERSON } from '../visit-rules/new-people';
import { officersAtDoor } from '../visit-rules/officers-at-door';
import { seenOf } from '../visit-rules/seen-readiness';
import {
  ABOUT_PEOPLE,
  ASSIST_LINE,
  CHECK_BACK,
  checkKey,
  readCheckKey,
  SAID,
  type VisitDraft,
} from '../visit-rules/visit-draft';
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
const ASSIST_ROW = ASSIST_LINE.extend({
  id: z.string(),
  fileCode: z.string().nullable(),
  hasStatuses: z.boolean(),
  /** The steps taught, in order, as their version of the guide says them. */
  steps: z.array(z.object({ id: z.string(), position: z.number(), action: z.string(), detail: z.string() })),
});

/** A saved visit as the query returns it. */
export const VISIT_ROW = z.object({
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
  /** Of those who were there, whose data were not erased. */
  referableIds: z.array(z.string()),
  /** Which of the household's requests it completed, and which are open. */
  requests: REQUEST_ANSWERS,
  /** 'Trần Thị Mai giúp Phạm Thị Sáu; …': the ties that were new with it; null for none. */
  helpers: z.string().nullable(),
  /** A file of it was submitted on a later day, or the readiness of one of its people was recorded again. */
  hasLaterFacts: z.boolean(),
  said: SAID,
  logger: ACTOR_ROW.pick({ id: true, displayName: true, role: true }),
  team: z.array(NAMED),
  officerRows: z.array(NAMED),
  seenRows: z.array(z.object({ ...READINESS_SHAPE, id: z.string(), observed: z.array(z.string()) })),
  checkRows: z.array(CHECK_BACK.extend({ residentId: z.string(), serviceId: z.string(), taughtOn: z.string() })),
  assistRows: z.array(ASSIST_ROW),
  /** Names of what it refers to, by id. */
  named: z.object({
    residents: z.record(z.string(), z.string()),
    services: z.array(NAMED.extend({ code: z.string().nullable() })),
    barriers: z.record(z.string(), z.string()),
  }),
});

/** Converts the query row into a draft and the names it refers to. */
export function toStoredVisit(row: z.infer<typeof VISIT_ROW>) {
  const { said, logger, team, officerRows, seenRows, checkRows, assistRows, named, ...stored } = row;
  const assists = assistRows.map((assist) => ({
    ...assist,
    serviceText: '',
    fileCode: assist.fileCode ?? '',
    stepIds: assist.steps.map(({ id }) => id),
  }));
  const checks = checkRows.map(
    ({ residentId, serviceId, taughtOn, ...check }) => [checkKey(residentId, serviceId), check, taughtOn] as const,
  );
  const officers = officersAtDoor(team, logger, officerRows);
  const draft: VisitDraft = {
    ...said,
    officerIds: officerRows.map(({ id }) => id),
    newPeople: [],
    assists: assists.map(({ hasStatuses: _hasStatuses, steps: _steps, ...assist }) => assist),
    readiness: Object.fromEntries(seenRows.map((seen) => [seen.id, seenOf(seen)])),
    checkBacks: Object.fromEntries(checks.map(([key, check]) => [key, check])),
  };
  const names: VisitNames = {
    residents: new Map(Object.entries(named.residents)),
    services: new Map(named.services.map((service) => [service.id, serviceLabel(service)])),
    barriers: new Map(Object.entries(named.barriers)),
    officers: new Map(officers.offered.map(({ id, name }) => [id, name])),
    steps: new Map(assists.flatMap(({ steps }) => steps.map(({ id, position }) => [id, position] as const))),
  };
  /** checkKey → the day of the lesson that a saved check-back is about. */
  const lessons: ReadonlyMap<string, LocalDate> = new Map(checks.map(([key, , taughtOn]) => [key, taughtOn]));
  return { ...stored, loggedById: logger.id, assists, lessons, officers, draft, names };
}
/** A saved visit as a draft, with the names it refers to. */
export type StoredVisit = ReturnType<typeof toStoredVisit>;

/** The ids that a draft refers to; new people have none yet. */
export function idsIn(draft: VisitDraft) {
  const { presentIds, topicIds, answers, checkBacks } = draft;
  const lines = draft.assists.filter((assist) => assist !== null);
  const about = ABOUT_PEOPLE.flatMap((part) => Object.keys(draft[part]).map(readCheckKey));
  return {
    residentIds: [
      ...presentIds,
      ...lines.flatMap(({ residentId }) => residentId ?? []),
      ...about.map(({ residentId }) => residentId),
    ].filter((id) => !isNewPersonRef(id)),
    serviceIds: [
      ...topicIds,
      ...[...lines, ...Object.values(answers), ...about].flatMap(({ serviceId }) => serviceId || []),
    ],
    barrierIds: [...lines, ...Object.values(checkBacks)].flatMap(({ barrierId }) => barrierId ?? []),
    stepIds: lines.flatMap(({ stepIds }) => stepIds),
  };
}
export type DraftIds = ReturnType<typeof idsIn>;

/** A saved visit and what it refers to: an edit must offer that even when it is no longer in use. */
export interface SavedIds extends DraftIds {
  /** Null for a visit that is not saved yet. */
  visitId: string | null;
}

export const NOT_SAVED: SavedIds = { visitId: null, residentIds: [], serviceIds: [], barrierIds: [], stepIds: [] };

export const savedIdsOf = ({ id, draft }: StoredVisit): SavedIds => ({ visitId: id, ...idsIn(draft) });
