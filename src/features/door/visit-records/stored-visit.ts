import type {
  CheckBackOutcome,
  DoorOutcome,
  NextStep,
  PortalAnswer,
  VneidLevel,
} from '../../../generated/prisma/enums';
import { localTimeOf, type LocalDate, type LocalTime } from '../../../shared/dates';
import type { RequestAnswers } from '../../casework/requests/request-state';
import { serviceLabel } from '../../office/catalogue/labels';
import type { Actor } from '../../../actor';
import { isNewPersonRef, type ReportedPerson } from '../visit-rules/new-people';
import { officersAtDoor, type Officer, type OfficersAtDoor } from '../visit-rules/officers-at-door';
import { seenOf, type SeenFacts } from '../visit-rules/seen-readiness';
import { checkKey, readCheckKey, type AssistDraft, type VisitDraft } from '../visit-rules/visit-draft';
import type { VisitNames } from '../visit-rules/visit-labels';

/** A line of a saved visit. */
interface StoredAssist extends AssistDraft {
  id: string;
  hasStatuses: boolean;
  /** The steps taught, in order. */
  steps: TaughtStep[];
}

/** The columns of assisted_procedure that a line fills in: name, type, and the field of the line. */
export const LINE_COLUMNS = [
  ['resident_id', 'uuid', 'residentId'],
  ['public_service_id', 'uuid', 'serviceId'],
  ['help_level', 'help_level', 'helpLevel'],
  ['done_for_reason', 'text', 'doneForReason'],
  ['result', 'assist_result', 'result'],
  ['portal_file_code', 'text', 'fileCode'],
  ['barrier_id', 'uuid', 'barrierId'],
  ['note', 'text', 'note'],
] as const;

/** A step taught on a visit, as its version of the guide says it. */
export interface TaughtStep {
  id: string;
  position: number;
  action: string;
  detail: string;
}

/** A saved visit as a draft, with the names it refers to. */
export interface StoredVisit {
  id: string;
  clientKey: string;
  version: number;
  householdId: string;
  addressLine: string;
  groupName: string | null;
  roundId: string | null;
  roundCode: string | null;
  roundDoorId: string | null;
  roundEndsAt: Date | null;
  loggedBy: string;
  loggedById: string;
  loggedAt: Date;
  updatedBy: string | null;
  updatedById: string | null;
  isRoundClosed: boolean;
  updatedAt: Date | null;
  assists: StoredAssist[];
  /** checkKey → the day of the lesson that a saved check-back is about. */
  lessons: ReadonlyMap<string, LocalDate>;
  officers: OfficersAtDoor;
  draft: VisitDraft;
  /** Who was new to the register when this visit was saved. */
  reported: ReportedPerson[];
  /** Which of the household's requests it completed, and which are open. */
  requests: RequestAnswers;
  /** A file of it was submitted on a later day, or the readiness of one of its people was recorded again. */
  hasLaterFacts: boolean;
  names: VisitNames;
}

/** A saved visit as the query returns it. */
export interface VisitRow extends Omit<
  StoredVisit,
  'assists' | 'lessons' | 'officers' | 'draft' | 'names' | 'loggedById'
> {
  outcome: DoorOutcome;
  refusalReason: string;
  arrivedAt: Date;
  leftAt: Date | null;
  visitedOn: LocalDate;
  othersPresent: string;
  nextStep: NextStep;
  nextStepDue: LocalDate | null;
  nextStepFrom: LocalTime | null;
  nextStepTo: LocalTime | null;
  nextStepNote: string;
  note: string;
  lateReason: string | null;
  logger: Pick<Actor, 'id' | 'displayName' | 'role'>;
  team: Officer[];
  officerRows: Officer[];
  presence: { id: string; name: string }[];
  topics: { id: string; name: string }[];
  levels: { id: string; name: string; level: VneidLevel }[];
  seenRows: (Required<SeenFacts> & { id: string; name: string; observed: string[] })[];
  answerRows: {
    residentId: string;
    residentName: string;
    answer: PortalAnswer;
    serviceId: string | null;
    serviceName: string | null;
    serviceCode: string | null;
    month: LocalDate | null;
  }[];
  checkRows: {
    residentId: string;
    residentName: string;
    serviceId: string;
    serviceName: string;
    serviceCode: string | null;
    taughtOn: LocalDate;
    outcome: CheckBackOutcome;
    barrierId: string | null;
    barrierLabel: string | null;
  }[];
  assistRows: (Omit<StoredAssist, 'fileCode' | 'serviceText' | 'stepIds'> & {
    fileCode: string | null;
    residentName: string;
    serviceName: string;
    serviceCode: string | null;
    barrierLabel: string | null;
  })[];
}

/** Converts the query row into a draft and the names it refers to. */
export function toStoredVisit(row: VisitRow): StoredVisit {
  const assists = row.assistRows.map(
    ({ residentName: _r, serviceName: _s, serviceCode: _c, barrierLabel: _b, ...assist }) => ({
      ...assist,
      serviceText: '',
      fileCode: assist.fileCode ?? '',
      stepIds: assist.steps.map(({ id }) => id),
    }),
  );
  return {
    id: row.id,
    clientKey: row.clientKey,
    version: row.version,
    householdId: row.householdId,
    addressLine: row.addressLine,
    groupName: row.groupName,
    roundId: row.roundId,
    roundCode: row.roundCode,
    roundDoorId: row.roundDoorId,
    roundEndsAt: row.roundEndsAt,
    loggedBy: row.loggedBy,
    loggedById: row.logger.id,
    loggedAt: row.loggedAt,
    updatedBy: row.updatedBy,
    updatedById: row.updatedById,
    isRoundClosed: row.isRoundClosed,
    updatedAt: row.updatedAt,
    assists,
    lessons: new Map(
      row.checkRows.map(({ residentId, serviceId, taughtOn }) => [checkKey(residentId, serviceId), taughtOn]),
    ),
    reported: row.reported,
    requests: row.requests,
    hasLaterFacts: row.hasLaterFacts,
    officers: officersOf(row),
    draft: {
      outcome: row.outcome,
      refusalReason: row.refusalReason,
      officerIds: row.officerRows.map(({ id }) => id),
      arrivedOn: row.visitedOn,
      arrivedTime: localTimeOf(row.arrivedAt),
      leftTime: row.leftAt ? localTimeOf(row.leftAt) : '',
      presentIds: row.presence.map(({ id }) => id),
      newPeople: [],
      othersPresent: row.othersPresent,
      assists: assists.map(({ hasStatuses: _hasStatuses, steps: _steps, ...assist }) => assist),
      topicIds: row.topics.map(({ id }) => id),
      levels: Object.fromEntries(row.levels.map(({ id, level }) => [id, level])),
      readiness: Object.fromEntries(row.seenRows.map((seen) => [seen.id, seenOf(seen)])),
      answers: Object.fromEntries(
        row.answerRows.map(({ residentId, answer, serviceId, month }) => [
          residentId,
          { answer, serviceId, serviceText: '', month },
        ]),
      ),
      checkBacks: Object.fromEntries(
        row.checkRows.map(({ residentId, serviceId, outcome, barrierId }) => [
          checkKey(residentId, serviceId),
          { outcome, barrierId },
        ]),
      ),
      nextStep: row.nextStep,
      nextStepDue: row.nextStepDue,
      nextStepFrom: row.nextStepFrom ?? '',
      nextStepTo: row.nextStepTo ?? '',
      nextStepNote: row.nextStepNote,
      note: row.note,
      lateReason: row.lateReason ?? '',
    },
    names: namesIn(row),
  };
}

const officersOf = ({ team, logger, officerRows }: VisitRow) => officersAtDoor(team, logger, officerRows);

function namesIn(row: VisitRow): VisitNames {
  const { presence, topics, levels, seenRows, assistRows, answerRows, checkRows } = row;
  const about = [...assistRows, ...answerRows, ...checkRows];
  return {
    residents: new Map([
      ...[...presence, ...levels, ...seenRows].map(({ id, name }) => [id, name] as const),
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
    officers: new Map(officersOf(row).offered.map(({ id, name }) => [id, name])),
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

export function idsIn({ presentIds, levels, readiness, topicIds, assists, answers, checkBacks }: VisitDraft): DraftIds {
  const lines = assists.filter((assist) => assist !== null);
  const checks = Object.keys(checkBacks).map(readCheckKey);
  return {
    residentIds: [
      ...presentIds,
      ...Object.keys(levels),
      ...Object.keys(readiness),
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
