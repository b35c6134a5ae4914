import { raw } from '../../../shared/sql';
import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import type { Database, Reads } from '../../../db/database';
import type { AssistResult, DoorOutcome } from '../../../generated/prisma/enums';
import { objectsToContact } from '../../../shared/contact-objection';
import { localDateOf, type LocalDate, type LocalTime } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { pausesOn } from '../../../shared/pauses';
import type { NotifiedPerson } from '../../../shared/contact-wish';
import { helpersOf, type HelperRow } from '../../casework/needs/queries';
import { CAME_AFTER, openRequestsOf } from '../../casework/requests/queries';
import type { RequestBrief } from '../../casework/requests/request-labels';
import type { SpecialDay } from '../../office/calendar/working-days';
import { everydayName } from '../../office/guides/queries';
import { ROW, ROW_JOINS, type RequestRow } from './list-queries';

export interface RequestFile extends RequestRow {
  residentId: string | null;
  /** Whether the person it is for still lives in the household. */
  isMember: boolean;
  publicServiceId: string | null;
  /** The request from outside that was matched with this door. */
  publicRequestId: string | null;
  version: number;
  /** From its recording to its end, the oldest first. */
  visits: RequestVisit[];
  /** A pause in force at the door, which keeps it off every round. */
  pause: { kind: 'refusal' | 'mourning' | 'do_not_knock'; until: LocalDate | null } | null;
  ward: { name: string; phone: string | null };
  /** When the team is expected at the door on its round; null if it is on none. */
  expected: { expectedAt: LocalTime | null; isIfTimeAllows: boolean } | null;
  /** Who is to be notified: the person it is for, else the head of the household; null if neither lives there. */
  told: NotifiedPerson | null;
  /** Who helps the household. */
  helpers: HelperRow[];
}

/** A visit at the door of a request. */
export interface RequestVisit {
  id: string;
  /** When the team arrived, in ISO 8601. */
  at: string;
  outcome: DoorOutcome;
  refusalReason: string;
  officers: string[];
  /** What the residents were helped with. */
  lines: {
    id: string;
    forWhom: string;
    serviceName: string;
    result: AssistResult;
    barrier: string | null;
    fileCode: string | null;
    /** The portal's status that was looked up last. */
    status: { code: number; on: LocalDate } | null;
  }[];
}

/** More visits than a request takes: the latest of them are shown. */
const MAX_VISITS = 30;

const VISITS = `(SELECT coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'at', v.arrived_at, 'outcome', v.outcome, 'refusalReason', v.refusal_reason,
    'officers', (SELECT coalesce(jsonb_agg(u.display_name ORDER BY u.display_name), '[]') FROM user_account u
      WHERE u.id = v.logged_by OR u.id IN (SELECT o.user_id FROM visit_officer o WHERE o.visit_id = v.id)),
    'lines', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'forWhom', helped.full_name, 'serviceName', ${everydayName('s').text}, 'result', a.result, 'barrier', b.label, 'fileCode', a.portal_file_code,
        'status', (SELECT jsonb_build_object('code', f.status, 'on', f.status_on) FROM file_status f WHERE f.assisted_procedure_id = a.id ORDER BY f.status_on DESC, f.recorded_at DESC LIMIT 1)) ORDER BY a.position), '[]')
      FROM assisted_procedure a JOIN public_service s ON s.id = a.public_service_id JOIN resident helped ON helped.id = a.resident_id LEFT JOIN barrier b ON b.id = a.barrier_id
      WHERE a.visit_id = v.id)) ORDER BY v.arrived_at), '[]')
  FROM (SELECT v.* FROM visit v LEFT JOIN support_request_closure c ON c.support_request_id = r.id AND c.reopened_at IS NULL
        WHERE v.household_id = r.household_id AND ((${CAME_AFTER.text} AND v.arrived_at <= coalesce(c.closed_at, 'infinity')) OR v.id = c.visit_id)
        ORDER BY v.arrived_at DESC LIMIT ${MAX_VISITS}) v)`;

const PAUSE = `(SELECT jsonb_build_object('kind', p.kind, 'until', p.paused_until) FROM ${pausesOn(raw('$3')).text} p WHERE p.household_id = h.id ORDER BY p.paused_from DESC LIMIT 1)`;

/** A request for a page that says who closed it meanwhile. Every page that shows who asked for what is logged. */
export async function openConflict({ db, accessLog, now }: AppContext, actor: Actor, id: string): Promise<RequestFile> {
  const file = await getRequest(db, actor.wardId, id, localDateOf(now()));
  await accessLog.opened(actor, ...openingOf(file, 'conflict'));
  return file;
}

/** The event of a page that shows who asked for what. */
export const openingOf = ({ id, householdId }: RequestFile, purpose?: 'edit' | 'conflict') =>
  ['request.open', { type: 'request', id }, { householdId, ...(purpose && { for: purpose }) }] as const;

/** Everything that a request's page shows. Another ward's request does not exist. */
export async function getRequest(
  { pool }: Database,
  wardId: string,
  id: string,
  today: LocalDate,
): Promise<RequestFile> {
  const { rows } = await pool.query<RequestFile>({
    name: 'requests-file',
    text: `SELECT ${ROW}, r.resident_id AS "residentId", r.public_service_id AS "publicServiceId",
        (SELECT e.public_request_id FROM public_request_outcome e WHERE e.support_request_id = r.id) AS "publicRequestId", r.version, ${PAUSE} AS pause, ${VISITS} AS visits,
        (SELECT jsonb_build_object('name', w.name, 'phone', w.phone) FROM ward w WHERE w.id = r.ward_id) AS ward, ${helpersOf('h').text} AS helpers,
        (SELECT jsonb_build_object('fullName', p.full_name, 'gender', p.gender, 'phone', p.phone, 'wish', p.contact_wish,
           'birth', CASE WHEN p.birth_date IS NOT NULL THEN jsonb_build_object('date', p.birth_date, 'precision', p.birth_precision) END)
         FROM household_membership m JOIN resident p ON p.id = m.resident_id
         WHERE m.household_id = h.id AND m.valid_to IS NULL AND NOT ${objectsToContact('p').text} AND (p.id = r.resident_id OR (r.resident_id IS NULL AND m.relation = 'head'))) AS told,
        (SELECT jsonb_build_object('expectedAt', d.expected_at, 'isIfTimeAllows', d.is_if_time_allows)
         FROM round_door d WHERE d.household_id = r.household_id AND d.is_open AND r.is_open LIMIT 1) AS expected,
        r.resident_id IS NULL OR EXISTS (SELECT 1 FROM household_membership m WHERE m.household_id = h.id AND m.resident_id = r.resident_id AND m.valid_to IS NULL) AS "isMember"
      FROM support_request r ${ROW_JOINS}
      WHERE r.ward_id = $1 AND r.id = $2`,
    values: [wardId, id, today],
  });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}

export interface RequestHome {
  id: string;
  addressLine: string;
  members: { id: string; fullName: string }[];
  /** Special days of the ward from today on. */
  specialDays: SpecialDay[];
  open: RequestBrief[];
  pause: RequestFile['pause'];
}

/** The household of a form, with its members and its requests. */
export async function getRequestHome(
  { pool }: Reads,
  wardId: string,
  id: string,
  today: LocalDate,
): Promise<RequestHome> {
  const { rows } = await pool.query<RequestHome>({
    name: 'requests-home',
    text: `SELECT h.id, h.address_line AS "addressLine", ${openRequestsOf('h').text} AS open, ${PAUSE} AS pause,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'fullName', p.full_name) ORDER BY m.relation <> 'head', p.birth_date), '[]')
         FROM household_membership m JOIN resident p ON p.id = m.resident_id WHERE m.household_id = h.id AND m.valid_to IS NULL) AS members,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('date', c.date, 'kind', c.kind)), '[]') FROM calendar_day c WHERE c.ward_id = h.ward_id AND c.date >= $3) AS "specialDays"
      FROM household h WHERE h.ward_id = $1 AND h.id = $2`,
    values: [wardId, id, today],
  });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}

export interface AskedService {
  id: string;
  name: string;
  code: string | null;
  groupKey: string;
}

/** The services that can be asked for: those in use, and the one a request already names. */
export async function listAskedServices(
  { pool }: Reads,
  wardId: string,
  today: LocalDate,
  namedId: string | null,
): Promise<AskedService[]> {
  const { rows } = await pool.query<AskedService>({
    name: 'requests-services',
    text: `SELECT s.id, ${everydayName('s').text} AS name, s.code, s.group_key AS "groupKey" FROM public_service s
           WHERE ward_id = $1 AND kind <> 'topic' AND ((NOT is_retired AND (retired_on IS NULL OR retired_on > $2)) OR id = $3)
           ORDER BY group_key, is_essential25 DESC, name`,
    values: [wardId, today, namedId],
  });
  return rows;
}

/** What the form of a request shows: the request, its household, and the services that can be asked for. */
export interface EditedRequest {
  file: RequestFile;
  home: RequestHome;
  services: AskedService[];
}

export async function openEditedRequest(
  { db, accessLog, now }: AppContext,
  actor: Actor,
  id: string,
  purpose: 'edit' | 'conflict',
): Promise<EditedRequest> {
  const { wardId } = actor;
  const today = localDateOf(now());
  const file = await getRequest(db, wardId, id, today);
  await accessLog.opened(actor, ...openingOf(file, purpose));
  const [home, services] = await Promise.all([
    getRequestHome(db, wardId, file.householdId, today),
    listAskedServices(db, wardId, today, file.publicServiceId),
  ]);
  return { file, home, services };
}
