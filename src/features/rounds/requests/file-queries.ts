import { z } from 'zod';
import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import type { Reads } from '../../../db/database';
import { queryRow, queryRows } from '../../../db/query-rows';
import { AssistResult, DoorOutcome, PauseKind } from '../../../generated/prisma/enums';
import { AREA_CLOSURE, closuresOf } from '../../../shared/area-closures';
import { objectsToContact } from '../../../shared/contact-objection';
import { localDateOf, type LocalDate } from '../../../shared/dates';
import { pausesOn } from '../../../shared/pauses';
import { constant, sql } from '../../../shared/sql';
import { CALL_MEMBER } from '../../casework/door-calls/whom-to-call';
import { HELPER_ROW, helpersOf } from '../../casework/needs/queries';
import { mostHelped } from '../../casework/portal-use/most-helped';
import { CAME_AFTER, openRequestsOf } from '../../casework/requests/queries';
import { REQUEST_BRIEF } from '../../casework/requests/request-labels';
import { SPECIAL_DAY } from '../../office/calendar/working-days';
import { guideTitle } from '../../office/guides/queries';
import { EXPECTED_TIME } from '../round/expected-time';
import { REQUEST_COLUMNS, REQUEST_JOINS, REQUEST_ROW } from './list-queries';

const REQUEST_VISIT = z.object({
  id: z.string(),
  /** When the team arrived, in ISO 8601. */
  at: z.string(),
  outcome: z.enum(DoorOutcome),
  refusalReason: z.string(),
  officers: z.array(z.string()),
  /** What the residents were helped with. */
  lines: z.array(
    z.object({
      id: z.string(),
      forWhom: z.string(),
      serviceName: z.string(),
      result: z.enum(AssistResult),
      barrier: z.string().nullable(),
      fileCode: z.string().nullable(),
      /** The portal's status that was looked up last. */
      status: z.object({ code: z.number(), on: z.string() }).nullable(),
    }),
  ),
});
export type RequestVisit = z.infer<typeof REQUEST_VISIT>;

const PAUSE = z.object({ kind: z.enum(PauseKind), until: z.string().nullable() });

const REQUEST_FILE = REQUEST_ROW.extend({
  residentId: z.string().nullable(),
  /** Whether the person it is for still lives in the household. */
  isMember: z.boolean(),
  /** The request from outside that was matched with this door. */
  publicRequestId: z.string().nullable(),
  version: z.number(),
  /** From its recording to its end, the oldest first. */
  visits: z.array(REQUEST_VISIT),
  /** An empty home is on no round. */
  isVacant: z.boolean(),
  /** A pause in force at the door, which keeps it off every round. */
  pause: PAUSE.nullable(),
  /** Of its area, from today to the promised day. */
  closures: z.array(AREA_CLOSURE),
  ward: z.object({ name: z.string(), phone: z.string().nullable() }),
  /** When the team is expected at the door on its round; null if it is on none. */
  expected: EXPECTED_TIME.nullable(),
  /** Who is to be notified: the person it is for, else the head of the household; null if neither lives there. */
  told: CALL_MEMBER.pick({ fullName: true, gender: true, birth: true, phone: true, wish: true }).nullable(),
  helpers: z.array(HELPER_ROW),
});
export type RequestFile = z.infer<typeof REQUEST_FILE>;

/** More visits than a request takes: the latest of them are shown. */
const MAX_VISITS = 30;

const VISITS = sql`(SELECT coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'at', v.arrived_at, 'outcome', v.outcome, 'refusalReason', v.refusal_reason,
    'officers', (SELECT coalesce(jsonb_agg(u.display_name ORDER BY u.display_name), '[]') FROM user_account u
      WHERE u.id = v.logged_by OR u.id IN (SELECT o.user_id FROM visit_officer o WHERE o.visit_id = v.id)),
    'lines', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'forWhom', helped.full_name, 'serviceName', ${guideTitle('s')}, 'result', a.result, 'barrier', b.label, 'fileCode', a.portal_file_code,
        'status', (SELECT jsonb_build_object('code', f.status, 'on', f.status_on) FROM file_status f WHERE f.assisted_procedure_id = a.id ORDER BY f.status_on DESC, f.recorded_at DESC LIMIT 1)) ORDER BY a.position), '[]')
      FROM assisted_procedure a JOIN public_service s ON s.id = a.public_service_id JOIN resident helped ON helped.id = a.resident_id LEFT JOIN barrier b ON b.id = a.barrier_id
      WHERE a.visit_id = v.id)) ORDER BY v.arrived_at), '[]')
  FROM (SELECT v.* FROM visit v LEFT JOIN support_request_closure c ON c.support_request_id = r.id AND c.reopened_at IS NULL
        WHERE v.household_id = r.household_id AND ((${CAME_AFTER} AND v.arrived_at <= coalesce(c.closed_at, 'infinity')) OR v.id = c.visit_id)
        ORDER BY v.arrived_at DESC LIMIT ${constant(MAX_VISITS)}) v)`;

/** SQL: the PAUSE of a household `h` as JSON; null without one. */
const pauseOn = (day: LocalDate) =>
  sql`(SELECT jsonb_build_object('kind', p.kind, 'until', p.paused_until) FROM ${pausesOn(day)} p WHERE p.household_id = h.id ORDER BY p.paused_from DESC LIMIT 1)`;

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
export const getRequest = (db: Reads, wardId: string, id: string, today: LocalDate): Promise<RequestFile> =>
  queryRow(db, 'requests-file', REQUEST_FILE)`
      SELECT ${REQUEST_COLUMNS}, r.resident_id AS "residentId",
        (SELECT e.public_request_id FROM public_request_outcome e WHERE e.support_request_id = r.id) AS "publicRequestId", r.version, h.occupancy = 'vacant' AS "isVacant", ${pauseOn(today)} AS pause, ${closuresOf(today, sql`greatest(r.promised_by, ${today})`)} AS closures, ${VISITS} AS visits,
        (SELECT jsonb_build_object('name', w.name, 'phone', w.phone) FROM ward w WHERE w.id = r.ward_id) AS ward, ${helpersOf('h')} AS helpers,
        (SELECT jsonb_build_object('fullName', p.full_name, 'gender', p.gender, 'phone', p.phone, 'wish', p.contact_wish,
           'birth', CASE WHEN p.birth_date IS NOT NULL THEN jsonb_build_object('date', p.birth_date, 'precision', p.birth_precision) END)
         FROM household_membership m JOIN resident p ON p.id = m.resident_id
         WHERE m.household_id = h.id AND m.valid_to IS NULL AND NOT ${objectsToContact('p')} AND (p.id = r.resident_id OR (r.resident_id IS NULL AND m.relation = 'head'))) AS told,
        (SELECT jsonb_build_object('expectedAt', d.expected_at, 'isIfTimeAllows', d.is_if_time_allows)
         FROM round_door d WHERE d.household_id = r.household_id AND d.is_open AND r.is_open LIMIT 1) AS expected,
        r.resident_id IS NULL OR EXISTS (SELECT 1 FROM household_membership m WHERE m.household_id = h.id AND m.resident_id = r.resident_id AND m.valid_to IS NULL) AS "isMember"
      FROM support_request r ${REQUEST_JOINS}
      WHERE r.ward_id = ${wardId} AND r.id = ${id}`;

const REQUEST_HOME = z.object({
  id: z.string(),
  addressLine: z.string(),
  members: z.array(z.object({ id: z.string(), fullName: z.string() })),
  specialDays: z.array(SPECIAL_DAY),
  open: z.array(REQUEST_BRIEF),
  pause: PAUSE.nullable(),
});
export type RequestHome = z.infer<typeof REQUEST_HOME>;

/** The household of a form, with its members and its requests. */
export const getRequestHome = (db: Reads, wardId: string, id: string, today: LocalDate): Promise<RequestHome> =>
  queryRow(db, 'requests-home', REQUEST_HOME)`
      SELECT h.id, h.address_line AS "addressLine", ${openRequestsOf('h')} AS open, ${pauseOn(today)} AS pause,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'fullName', p.full_name) ORDER BY m.relation <> 'head', p.birth_date), '[]')
         FROM household_membership m JOIN resident p ON p.id = m.resident_id WHERE m.household_id = h.id AND m.valid_to IS NULL) AS members,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('date', c.date, 'kind', c.kind)), '[]') FROM calendar_day c WHERE c.ward_id = h.ward_id AND c.date >= ${today}) AS "specialDays"
      FROM household h WHERE h.ward_id = ${wardId} AND h.id = ${id}`;

const ASKED_SERVICE = z.object({
  id: z.string(),
  name: z.string(),
  code: z.string().nullable(),
  officialName: z.string(),
  alsoCalled: z.string(),
  groupKey: z.string(),
  /** Among the services that the ward helped with most; 0 for none. */
  rank: z.number(),
});
export type AskedService = z.infer<typeof ASKED_SERVICE>;

/** The services that can be asked for: those in use, and those a request already names. */
export const listAskedServices = (db: Reads, wardId: string, today: LocalDate, namedIds: readonly string[]) =>
  queryRows(db, 'requests-services', ASKED_SERVICE)`
      SELECT s.id, ${guideTitle('s')} AS name, s.code, s.name AS "officialName", s.also_called AS "alsoCalled", s.group_key AS "groupKey",
        coalesce(helped.rank, 0) AS rank
      FROM public_service s LEFT JOIN (${mostHelped(wardId)}) helped ON helped.id = s.id
      WHERE s.ward_id = ${wardId} AND s.kind <> 'topic' AND ((NOT s.is_retired AND (s.retired_on IS NULL OR s.retired_on > ${today})) OR s.id = ANY (${namedIds}::uuid[]))
      ORDER BY s.group_key, s.is_essential25 DESC, s.name`;

/** What the form of a request shows: the request, its household, and the services that can be asked for. */
export async function openEditedRequest({ db, accessLog, now }: AppContext, actor: Actor, id: string) {
  const { wardId } = actor;
  const today = localDateOf(now());
  const file = await getRequest(db, wardId, id, today);
  await accessLog.opened(actor, ...openingOf(file, 'edit'));
  const named = file.services.map(({ serviceId }) => serviceId);
  const [home, services] = await Promise.all([
    getRequestHome(db, wardId, file.householdId, today),
    listAskedServices(db, wardId, today, named),
  ]);
  return { file, home, services };
}
export type EditedRequest = Awaited<ReturnType<typeof openEditedRequest>>;
