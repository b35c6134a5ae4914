import type { DoorOutcome, NextStep, VneidLevel } from '../../../generated/prisma/enums';
import { localTimeOf, type LocalDate, type LocalTime } from '../../../shared/dates';
import { serviceLabel } from '../../office/catalogue/labels';
import type { AssistDraft, VisitDraft } from './visit-draft';
import type { VisitNames } from './visit-words';

/** A line of a saved visit. */
interface StoredAssist extends AssistDraft {
  id: string;
  hasStatuses: boolean;
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
  loggedAt: Date;
  updatedBy: string | null;
  updatedAt: Date | null;
  assists: StoredAssist[];
  draft: VisitDraft;
  names: VisitNames;
}

/** A saved visit as the query returns it. */
export interface VisitRow extends Omit<StoredVisit, 'assists' | 'draft' | 'names'> {
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
  presence: { id: string; name: string }[];
  topics: { id: string; name: string }[];
  levels: { id: string; name: string; level: VneidLevel }[];
  assistRows: (Omit<StoredAssist, 'fileCode' | 'serviceText'> & {
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
    loggedAt: row.loggedAt,
    updatedBy: row.updatedBy,
    updatedAt: row.updatedAt,
    assists,
    draft: {
      outcome: row.outcome,
      refusalReason: row.refusalReason,
      arrivedOn: row.visitedOn,
      arrivedTime: localTimeOf(row.arrivedAt),
      leftTime: row.leftAt ? localTimeOf(row.leftAt) : '',
      presentIds: row.presence.map(({ id }) => id),
      othersPresent: row.othersPresent,
      assists: assists.map(({ hasStatuses: _hasStatuses, ...assist }) => assist),
      topicIds: row.topics.map(({ id }) => id),
      levels: Object.fromEntries(row.levels.map(({ id, level }) => [id, level])),
      nextStep: row.nextStep,
      nextStepDue: row.nextStepDue,
      nextStepFrom: row.nextStepFrom ?? '',
      nextStepTo: row.nextStepTo ?? '',
      nextStepNote: row.nextStepNote,
      note: row.note,
      lateReason: row.lateReason ?? '',
    },
    names: {
      residents: new Map([
        ...row.presence.map(({ id, name }) => [id, name] as const),
        ...row.levels.map(({ id, name }) => [id, name] as const),
        ...row.assistRows.map((assist) => [assist.residentId!, assist.residentName] as const),
      ]),
      services: new Map([
        ...row.topics.map(({ id, name }) => [id, name] as const),
        ...row.assistRows.map(
          (assist) =>
            [assist.serviceId!, serviceLabel({ name: assist.serviceName, code: assist.serviceCode })] as const,
        ),
      ]),
      barriers: new Map(
        row.assistRows.flatMap((assist) =>
          assist.barrierId ? [[assist.barrierId, assist.barrierLabel ?? ''] as const] : [],
        ),
      ),
    },
  };
}

/** The ids that a draft refers to. An edit must offer those of the saved visit even when they are no longer in use. */
export interface DraftIds {
  residentIds: string[];
  serviceIds: string[];
  barrierIds: string[];
}

export const NO_IDS: DraftIds = { residentIds: [], serviceIds: [], barrierIds: [] };

export function idsIn({ presentIds, levels, topicIds, assists }: VisitDraft): DraftIds {
  const lines = assists.filter((assist) => assist !== null);
  return {
    residentIds: [...presentIds, ...Object.keys(levels), ...lines.flatMap(({ residentId }) => residentId ?? [])],
    serviceIds: [...topicIds, ...lines.flatMap(({ serviceId }) => serviceId ?? [])],
    barrierIds: lines.flatMap(({ barrierId }) => barrierId ?? []),
  };
}
