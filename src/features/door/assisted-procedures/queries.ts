import type { Database } from '../../../db/database';
import type {
  AssistResult,
  BirthPrecision,
  Gender,
  HelpLevel,
  NextStep,
  ServiceKind,
} from '../../../generated/prisma/enums';
import { addDays, type LocalDate, type LocalTime } from '../../../shared/dates';
import { NotFoundError } from '../../../web/errors';
import { NO_NEWS_AFTER_DAYS, PROMISE_DUE_AFTER_DAYS, type WaitingKind } from './waiting-rules';

export const PAGE_SIZE = 50;
/** Counting stops here; the page then says "hơn 1.000". */
export const COUNT_LIMIT = 1000;

export interface UnloggedDoor {
  id: string;
  position: number;
  addressLine: string;
  roundId: string;
  roundCode: string;
  startsAt: Date;
  endsAt: Date;
  officers: string[];
}

const UNLOGGED = `
  FROM round r
  JOIN round_door d ON d.round_id = r.id
  WHERE r.ward_id = $1 AND r.ends_at < $2 AND NOT EXISTS (SELECT FROM visit v WHERE v.round_door_id = d.id)
    AND NOT EXISTS (SELECT FROM round_closure c WHERE c.round_id = r.id)`;

/**
 * Planned doors of past rounds that have no visit: newest round first, in walking order. Reads one row more than a
 * page. Closing or cancelling a round settles its doors, so they leave this list.
 */
export async function listUnloggedDoors(
  { pool }: Database,
  wardId: string,
  now: Date,
  afterDoorId: string | null,
): Promise<UnloggedDoor[]> {
  const { rows } = await pool.query<UnloggedDoor>({
    name: 'waiting-doors',
    text: `WITH cursor AS (
             SELECT r.starts_at, r.id, d.position FROM round_door d JOIN round r ON r.id = d.round_id WHERE d.id = $3 AND d.ward_id = $1
           ), door AS (
             SELECT d.id, d.position, d.household_id, r.id AS round_id, r.code, r.starts_at, r.ends_at
             ${UNLOGGED}
               AND ($3::uuid IS NULL OR EXISTS (SELECT FROM cursor WHERE (r.starts_at, r.id) < (cursor.starts_at, cursor.id) OR (r.id = cursor.id AND d.position > cursor.position)))
             ORDER BY r.starts_at DESC, r.id DESC, d.position LIMIT ${PAGE_SIZE + 1}
           )
           SELECT door.id, door.position, h.address_line AS "addressLine", door.round_id AS "roundId", door.code AS "roundCode",
             door.starts_at AS "startsAt", door.ends_at AS "endsAt",
             ARRAY (SELECT u.display_name FROM round_officer o JOIN user_account u ON u.id = o.user_id WHERE o.round_id = door.round_id ORDER BY u.display_name) AS officers
           FROM door JOIN household h ON h.id = door.household_id
           ORDER BY door.starts_at DESC, door.round_id DESC, door.position`,
    values: [wardId, now, afterDoorId],
  });
  return rows;
}

// Files that may be waiting, by kind, each found through its index. fileWaiting() makes the final decision on every
// row.
const LATER_ATTEMPT = `EXISTS (
  SELECT FROM assisted_procedure later JOIN visit lv ON lv.id = later.visit_id
  WHERE later.resident_id = a.resident_id AND later.public_service_id = a.public_service_id AND lv.arrived_at > v.arrived_at)`;
const UNFINISHED = (result: 'prepared' | 'blocked') => `
  SELECT a.id, v.visited_on AS since FROM assisted_procedure a JOIN visit v ON v.id = a.visit_id
  WHERE a.ward_id = $1 AND a.result = '${result}' AND NOT ${LATER_ATTEMPT}`;
const ASKED_BY_PORTAL = (status: 5 | 6) => `
  SELECT a.id, s.status_on AS since FROM file_status s JOIN assisted_procedure a ON a.id = s.assisted_procedure_id
  WHERE s.ward_id = $1 AND s.status = ${status} AND s.status IN (5, 6) AND a.result = 'submitted' AND NOT EXISTS (
    SELECT FROM file_status newer WHERE newer.assisted_procedure_id = a.id AND (newer.status_on, newer.recorded_at, newer.id) > (s.status_on, s.recorded_at, s.id))`;
const NO_NEWS = `
  SELECT a.id, coalesce(u.used_on, v.visited_on) AS since FROM assisted_procedure a JOIN visit v ON v.id = a.visit_id
    LEFT JOIN portal_use u ON u.assisted_procedure_id = a.id
  WHERE a.ward_id = $1 AND a.result = 'submitted' AND coalesce(u.used_on, v.visited_on) < $2
    AND NOT EXISTS (SELECT FROM file_status s WHERE s.assisted_procedure_id = a.id)`;
const CANDIDATES: Record<WaitingKind, string> = {
  papers: ASKED_BY_PORTAL(5),
  payment: ASKED_BY_PORTAL(6),
  to_submit: UNFINISHED('prepared'),
  barrier: UNFINISHED('blocked'),
  no_news: NO_NEWS,
};
const KINDS = Object.keys(CANDIDATES) as WaitingKind[];
/** Only one of the kinds uses $2; this gives it a type in the others. */
const TYPED_DAY = 'WITH day AS (SELECT $2::date)';

const PROMISE_DUE = `coalesce(v.next_step_due, v.visited_on + ${PROMISE_DUE_AFTER_DAYS})`;
const DUE_PROMISES = `
  FROM visit v
  WHERE v.ward_id = $1 AND v.next_step <> 'none' AND ${PROMISE_DUE} <= $2
    AND NOT EXISTS (SELECT FROM visit later WHERE later.household_id = v.household_id AND later.arrived_at > v.arrived_at)`;

export interface WaitingFile {
  id: string;
  since: LocalDate;
  residentName: string;
  serviceName: string;
  serviceCode: string | null;
  fileCode: string | null;
  addressLine: string;
  result: AssistResult;
  visitedOn: LocalDate;
  submittedOn: LocalDate | null;
  latestStatus: { code: number; on: LocalDate } | null;
  barrierLabel: string | null;
  isLate: boolean;
}

export interface Cursor {
  since: LocalDate;
  id: string;
}

/** Waiting files of one kind or of all kinds, the most recent wait first. Reads one row more than a page. */
export async function listWaitingFiles(
  { pool }: Database,
  wardId: string,
  today: LocalDate,
  { kind, after }: { kind: WaitingKind | null; after: Cursor | null },
): Promise<WaitingFile[]> {
  const { rows } = await pool.query<WaitingFile>({
    name: `waiting-files-${kind ?? 'all'}`,
    text: `${TYPED_DAY}, candidate AS (${kind ? CANDIDATES[kind] : KINDS.map((each) => CANDIDATES[each]).join(' UNION ALL ')}), shown AS (
             SELECT id, since FROM candidate WHERE $3::date IS NULL OR (since, id) < ($3, $4::uuid) ORDER BY since DESC, id DESC LIMIT ${PAGE_SIZE + 1}
           )
           SELECT a.id, shown.since, p.full_name AS "residentName", s.name AS "serviceName", s.code AS "serviceCode", a.portal_file_code AS "fileCode",
             h.address_line AS "addressLine", a.result, v.visited_on AS "visitedOn", u.used_on AS "submittedOn", b.label AS "barrierLabel",
             (SELECT jsonb_build_object('code', f.status, 'on', f.status_on) FROM file_status f WHERE f.assisted_procedure_id = a.id
               ORDER BY f.status_on DESC, f.recorded_at DESC, f.id DESC LIMIT 1) AS "latestStatus", v.late_reason IS NOT NULL AS "isLate"
           FROM shown
           JOIN assisted_procedure a ON a.id = shown.id
           JOIN visit v ON v.id = a.visit_id
           JOIN household h ON h.id = v.household_id
           JOIN resident p ON p.id = a.resident_id
           JOIN public_service s ON s.id = a.public_service_id
           LEFT JOIN barrier b ON b.id = a.barrier_id
           LEFT JOIN portal_use u ON u.assisted_procedure_id = a.id
           ORDER BY shown.since DESC, shown.id DESC`,
    values: [wardId, addDays(today, -NO_NEWS_AFTER_DAYS), after?.since ?? null, after?.id ?? null],
  });
  return rows;
}

export interface DuePromise {
  id: string;
  householdId: string;
  addressLine: string;
  visitedOn: LocalDate;
  nextStep: NextStep;
  nextStepNote: string;
  nextStepDue: LocalDate | null;
  nextStepFrom: LocalTime | null;
  nextStepTo: LocalTime | null;
  since: LocalDate;
  loggedBy: string;
  isLate: boolean;
}

/**
 * Promises of visits that are due, unless the door has been visited since; the latest due date first. Reads one row
 * more than a page.
 */
export async function listDuePromises(
  { pool }: Database,
  wardId: string,
  today: LocalDate,
  after: Cursor | null,
): Promise<DuePromise[]> {
  const { rows } = await pool.query<DuePromise>({
    name: 'waiting-promises',
    text: `SELECT v.id, v.household_id AS "householdId", h.address_line AS "addressLine", v.visited_on AS "visitedOn", v.next_step AS "nextStep",
             v.next_step_note AS "nextStepNote", v.next_step_due AS "nextStepDue", v.next_step_from AS "nextStepFrom", v.next_step_to AS "nextStepTo",
             due.since, u.display_name AS "loggedBy", v.late_reason IS NOT NULL AS "isLate"
           FROM (SELECT v.id, ${PROMISE_DUE} AS since ${DUE_PROMISES}
             AND ($3::date IS NULL OR (${PROMISE_DUE}, v.id) < ($3, $4::uuid))
             ORDER BY 2 DESC, 1 DESC LIMIT ${PAGE_SIZE + 1}) due
           JOIN visit v ON v.id = due.id JOIN household h ON h.id = v.household_id JOIN user_account u ON u.id = v.logged_by
           ORDER BY due.since DESC, v.id DESC`,
    values: [wardId, today, after?.since ?? null, after?.id ?? null],
  });
  return rows;
}

export interface WaitingCounts {
  doors: number;
  promises: number;
  files: Record<WaitingKind, number>;
}

/** The size of each waiting list; a count stops at COUNT_LIMIT + 1. */
export async function countWaiting(
  { pool }: Database,
  wardId: string,
  now: Date,
  today: LocalDate,
): Promise<WaitingCounts> {
  const capped = (from: string) => `(SELECT count(*) FROM (SELECT 1 ${from} LIMIT ${COUNT_LIMIT + 1}) AS counted)`;
  const [doors, promises, files] = await Promise.all([
    pool.query<{ count: number }>({
      name: 'waiting-doors-count',
      text: `SELECT ${capped(UNLOGGED)} AS count`,
      values: [wardId, now],
    }),
    pool.query<{ count: number }>({
      name: 'waiting-promises-count',
      text: `SELECT ${capped(DUE_PROMISES)} AS count`,
      values: [wardId, today],
    }),
    pool.query<Record<WaitingKind, number>>({
      name: 'waiting-files-count',
      text: `${TYPED_DAY} SELECT ${KINDS.map((kind) => `${capped(`FROM (${CANDIDATES[kind]}) AS of_kind`)} AS ${kind}`).join(', ')}`,
      values: [wardId, addDays(today, -NO_NEWS_AFTER_DAYS)],
    }),
  ]);
  return { doors: doors.rows[0]!.count, promises: promises.rows[0]!.count, files: files.rows[0]! };
}

export interface AssistedProcedureFile {
  id: string;
  visitId: string;
  visitVersion: number;
  residentId: string;
  residentName: string;
  gender: Gender | null;
  birthDate: LocalDate | null;
  birthPrecision: BirthPrecision | null;
  householdId: string;
  addressLine: string;
  serviceId: string;
  serviceName: string;
  serviceCode: string | null;
  serviceKind: ServiceKind;
  helpLevel: HelpLevel;
  doneForReason: string;
  result: AssistResult;
  fileCode: string | null;
  barrierLabel: string | null;
  note: string;
  visitedOn: LocalDate;
  submittedOn: LocalDate | null;
  loggedBy: string;
  isLate: boolean;
  hasLaterAttempt: boolean;
  statuses: { id: string; code: number; on: LocalDate; note: string; recordedBy: string }[];
}

/**
 * One assisted procedure with its statuses, newest first. @throws NotFoundError when the ward has no such procedure.
 */
export async function getFile({ pool }: Database, wardId: string, id: string): Promise<AssistedProcedureFile> {
  const { rows } = await pool.query<AssistedProcedureFile>({
    name: 'assisted-procedure-file',
    text: `SELECT a.id, a.visit_id AS "visitId", v.version AS "visitVersion", a.resident_id AS "residentId", p.full_name AS "residentName",
             p.gender, p.birth_date AS "birthDate", p.birth_precision AS "birthPrecision", v.household_id AS "householdId", h.address_line AS "addressLine", s.id AS "serviceId", s.name AS "serviceName", s.code AS "serviceCode", s.kind AS "serviceKind",
             a.help_level AS "helpLevel", a.done_for_reason AS "doneForReason", a.result, a.portal_file_code AS "fileCode", b.label AS "barrierLabel",
             a.note, v.visited_on AS "visitedOn", u.used_on AS "submittedOn", logger.display_name AS "loggedBy", v.late_reason IS NOT NULL AS "isLate",
             ${LATER_ATTEMPT} AS "hasLaterAttempt",
             (SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'code', f.status, 'on', f.status_on, 'note', f.note, 'recordedBy', r.display_name)
                 ORDER BY f.status_on DESC, f.recorded_at DESC, f.id DESC), '[]')
               FROM file_status f JOIN user_account r ON r.id = f.recorded_by WHERE f.assisted_procedure_id = a.id) AS statuses
           FROM assisted_procedure a
           JOIN visit v ON v.id = a.visit_id
           JOIN household h ON h.id = v.household_id
           JOIN resident p ON p.id = a.resident_id
           JOIN public_service s ON s.id = a.public_service_id
           JOIN user_account logger ON logger.id = v.logged_by
           LEFT JOIN barrier b ON b.id = a.barrier_id
           LEFT JOIN portal_use u ON u.assisted_procedure_id = a.id
           WHERE a.id = $1 AND a.ward_id = $2`,
    values: [id, wardId],
  });
  if (!rows[0]) throw new NotFoundError('Không có hồ sơ này trong sổ của phường.');
  return rows[0];
}
