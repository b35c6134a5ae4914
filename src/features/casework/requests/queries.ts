import type { Actor } from '../../../actor';
import type { AppContext, Joinable } from '../../../context';
import type { Database, Transaction } from '../../../db/database';
import type { Read } from '../../../db/combine-reads';
import { inOneStatement } from '../../../db/in-one-statement';
import { fromDbDate, toDbDate } from '../../../db/dates';
import type { AssistResult, DoorOutcome, RequestChannel, RequestClosureKind } from '../../../generated/prisma/enums';
import { objectsToContact } from '../../../shared/contact-objection';
import { localDateOf, type LocalDate, type LocalTime } from '../../../shared/dates';
import { pausesOn } from '../../../shared/pauses';
import { NotFoundError } from '../../../shared/errors';
import { workingCalendar, type IsWorkingDay, type SpecialDay } from '../../office/calendar/working-days';
import { everydayName } from '../../office/guides/queries';
import { ASKED_AFTER_REFUSAL, REFUSAL_BEFORE, REFUSED, type AskedAfterRefusal } from './after-refusal';
import type { NotifiedPerson } from '../contact-wishes/contact-wish';
import { helpersOf, type HelperRow } from '../needs/queries';
import type { RequestListQuery, RequestView } from './forms';
import { dueDay, type PromiseFacts } from './promised-day';
import { answered, type RequestAnswers, type RequestEvent } from './request-state';
import type { RequestBrief, PreferredTime } from './request-labels';

// ------------------------------------------------------------ for planners and for the door

/** An accepted request that is not closed, as the planner of rounds needs it. */
export interface OpenRequest {
  id: string;
  doorId: string;
  receivedOn: LocalDate;
  /** The day by which the ward promised to come; null if it promised none. */
  promisedBy: LocalDate | null;
  /** Any of these times; empty if every time suits. */
  wishes: PreferredTime[];
}

/**
 * SQL that is true for a request `r` whose state is one of these; the same as requestStatus, as a test shows.
 * `promised` is accepted or planned: the ward said that it will come.
 */
export const REQUEST_IN = {
  open: 'r.is_open',
  new: 'r.is_open AND r.accepted_at IS NULL',
  promised: 'r.is_open AND r.accepted_at IS NOT NULL',
  accepted:
    'r.is_open AND r.accepted_at IS NOT NULL AND NOT EXISTS (SELECT FROM round_door placed WHERE placed.household_id = r.household_id AND placed.is_open)',
  closed: 'NOT r.is_open',
};

const PLACED_ROUND = "jsonb_build_object('id', o.id, 'code', o.code, 'startsAt', o.starts_at, 'endsAt', o.ends_at)";

/** SQL: the stays of the door of a request `r` on rounds. One without visit or closure was joined with another door. */
const PLACEMENTS = `
  SELECT d.id, d.placed_at, d.placed_by, CASE WHEN NOT d.is_open THEN greatest(d.placed_at, v.logged_at, c.closed_at) END AS left_at,
    coalesce(v.logged_by, c.closed_by) AS left_by, CASE WHEN v.id IS NOT NULL THEN 'visited' ELSE coalesce(c.kind::text, 'removed') END AS why, ${PLACED_ROUND} AS round
  FROM round_door d JOIN round o ON o.id = d.round_id LEFT JOIN visit v ON v.round_door_id = d.id
  LEFT JOIN round_closure c ON c.round_id = d.round_id AND v.id IS NULL
  WHERE d.household_id = r.household_id
  UNION ALL SELECT x.id, x.placed_at, x.placed_by, greatest(x.placed_at, x.removed_at), x.removed_by, 'removed', ${PLACED_ROUND}
  FROM round_door_removal x JOIN round o ON o.id = x.round_id WHERE x.household_id = r.household_id`;

/** SQL: what happened to a request `r`, as a JSON array of RequestEvent in order; stays that ended before it are left out. */
export const REQUEST_EVENTS = `(
  WITH p AS (SELECT * FROM (${PLACEMENTS}) stay WHERE coalesce(stay.left_at, 'infinity') >= r.created_at)
  SELECT jsonb_agg(e.event || jsonb_build_object('at', e.at, 'by', (SELECT u.display_name FROM user_account u WHERE u.id = e.by)) ORDER BY e.at, e.step, e.id)
  FROM (
    SELECT r.id, r.created_at AS at, 1 AS step, r.created_by AS by, jsonb_build_object('kind', 'recorded') AS event
    UNION ALL SELECT r.id, r.accepted_at, 2, r.accepted_by, jsonb_build_object('kind', 'accepted') WHERE r.accepted_at IS NOT NULL
    UNION ALL SELECT p.id, p.placed_at, 3, p.placed_by, jsonb_build_object('kind', 'placed', 'placementId', p.id, 'round', p.round) FROM p
    UNION ALL SELECT p.id, p.left_at, 4, p.left_by, jsonb_build_object('kind', 'left', 'placementId', p.id, 'round', p.round, 'why', p.why) FROM p WHERE p.left_at IS NOT NULL
    UNION ALL SELECT c.id, c.closed_at, 5, c.closed_by, jsonb_build_object('kind', 'closed', 'closureId', c.id, 'as', c.kind, 'reason', c.reason, 'visitId', c.visit_id)
      FROM support_request_closure c WHERE c.support_request_id = r.id
    UNION ALL SELECT c.id, greatest(c.closed_at, c.reopened_at), 6, c.reopened_by, jsonb_build_object('kind', 'reopened', 'closureId', c.id)
      FROM support_request_closure c WHERE c.support_request_id = r.id AND c.reopened_at IS NOT NULL) e)`;

/** SQL: the preferred times of a request `r`, in order. */
export const PREFERRED_TIMES = `coalesce((SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('from', w.from_time, 'to', w.to_time,
    'dates', CASE WHEN w.on_date IS NOT NULL THEN jsonb_build_array(w.on_date) END,
    'weekdays', CASE WHEN w.weekdays <> '{}' THEN to_jsonb(w.weekdays) END)) ORDER BY w.position)
  FROM support_request_wish w WHERE w.support_request_id = r.id), '[]')`;

/** SQL: a visit `v` came after the request `r` of its household was recorded. */
const CAME_AFTER = '(v.visited_on > r.received_on OR (v.visited_on = r.received_on AND v.arrived_at >= r.created_at))';

/**
 * SQL: when a request `r` waited for its household, as `Standstill`; null if it never did. It waits while nobody may
 * knock there, and from the day on which the door put the team off to the day it named.
 */
export const STANDSTILL = `(SELECT jsonb_build_object('waits', jsonb_agg(jsonb_build_object('from', x.first, 'to', x.last)),
    'specialDays', (SELECT coalesce(jsonb_agg(jsonb_build_object('date', c.date, 'kind', c.kind)), '[]') FROM calendar_day c WHERE c.ward_id = r.ward_id AND c.date > r.received_on))
  FROM (SELECT p.paused_from AS first, least(p.paused_until, (p.lifted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date - 1) AS last
        FROM household_pause p WHERE p.household_id = r.household_id
        UNION ALL SELECT v.visited_on + 1, v.next_step_due FROM visit v
        WHERE v.household_id = r.household_id AND ${CAME_AFTER} AND v.outcome = 'come_back_later' AND v.next_step_due IS NOT NULL) x
  WHERE coalesce(x.last, 'infinity') >= greatest(x.first, r.received_on) HAVING count(*) > 0)`;

/**
 * All accepted requests that are not closed, the oldest promise first; including those of doors already on a round.
 * `promisedBy` is the day by which the ward must have come (dueDay).
 */
export async function listOpenRequests(
  { pool }: Pick<Database, 'pool'>,
  wardId: string,
  today: LocalDate,
): Promise<OpenRequest[]> {
  const { rows } = await pool.query<OpenRequest & PromiseFacts>({
    name: 'requests-open',
    text: `SELECT r.id, r.household_id AS "doorId", r.received_on AS "receivedOn", r.promised_by AS "promisedBy", ${PREFERRED_TIMES} AS wishes, ${STANDSTILL} AS standstill
           FROM support_request r WHERE r.ward_id = $1 AND ${REQUEST_IN.promised}
           ORDER BY r.promised_by, r.received_on, r.id`,
    values: [wardId],
  });
  return rows.map(({ standstill, ...request }) => ({
    ...request,
    promisedBy: dueDay({ ...request, standstill }, today),
  }));
}

/**
 * SQL: the open requests of a household as a JSON array of RequestBrief, the oldest promise first.
 * @param household the alias of the household in the statement.
 */
export const openRequestsOf = (household: string) => requestsOf(household, REQUEST_IN.open);

/** SQL: the requests that a visit completed, and that are not reopened. */
const completedBy = (visit: string) =>
  `SELECT c.support_request_id FROM support_request_closure c WHERE c.visit_id = ${visit} AND c.reopened_at IS NULL`;

const requestsOf = (household: string, condition: string) => `(
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'what', r.what, 'serviceId', asked.id, 'serviceName', ${everydayName('asked')}, 'isOpen', r.is_open, 'forWhom', who.full_name, 'contactName', r.contact_name,
    'contactPhone', r.contact_phone, 'receivedOn', r.received_on, 'promisedBy', r.promised_by, 'isAccepted', r.accepted_at IS NOT NULL,
    'wishes', ${PREFERRED_TIMES}, 'standstill', ${STANDSTILL}) ORDER BY r.promised_by, r.received_on, r.id), '[]')
  FROM support_request r LEFT JOIN public_service asked ON asked.id = r.public_service_id LEFT JOIN resident who ON who.id = r.resident_id
  WHERE r.household_id = ${household}.id AND ${condition})`;

/** The open requests of one household, in one row: $1 the ward, $2 the household. */
export const HOUSEHOLD_REQUESTS: Read<{ requests: RequestBrief[] }> = {
  text: `SELECT ${openRequestsOf('h')} AS requests FROM household h WHERE h.ward_id = $1 AND h.id = $2`,
  instants: {},
};

/** A request as the form of a visit asks about it: open, or completed by that visit. */
export interface RequestAtDoor extends RequestBrief {
  serviceId: string | null;
  isOpen: boolean;
}

/** The same with those that a saved visit completed: $5 the visit, or null. */
export const REQUESTS_AT_DOOR: Read<{ requests: RequestAtDoor[] }> = {
  text: `SELECT ${requestsOf('h', `(${REQUEST_IN.open} OR r.id IN (${completedBy('$5')}))`)} AS requests FROM household h WHERE h.ward_id = $1 AND h.id = $2`,
  instants: {},
};

/** SQL: what a saved visit says about its household's requests, as a JSON object of RequestAnswers. */
export const answersOf = (visit: string) => `(
  SELECT coalesce(jsonb_object_agg(r.id, CASE WHEN r.is_open THEN 'open' ELSE 'done' END), '{}') FROM support_request r
  WHERE r.household_id = ${visit}.household_id AND (${REQUEST_IN.open} OR r.id IN (${completedBy(`${visit}.id`)})))`;

/** Whether a saved visit completed what these answers call done, and nothing that they call open. */
export async function keptAnswers(
  { pool }: Database,
  wardId: string,
  visitId: string,
  answers: RequestAnswers,
): Promise<boolean> {
  if (Object.keys(answers).length === 0) return true;
  const { rows } = await pool.query({
    name: 'requests-kept-answers',
    text: `SELECT FROM support_request r JOIN visit v ON v.household_id = r.household_id AND v.id = $2 WHERE r.ward_id = $1 AND (
        (r.id = ANY ($3::uuid[]) AND ${REQUEST_IN.promised} AND NOT EXISTS (SELECT FROM support_request_closure c WHERE c.support_request_id = r.id AND c.visit_id = $2))
        OR (r.id = ANY ($4::uuid[]) AND r.id IN (${completedBy('$2')}))) LIMIT 1`,
    values: [wardId, visitId, answered(answers, 'done'), answered(answers, 'open')],
  });
  return rows.length === 0;
}

/** A request that is closed, on the page of its household. */
export type ClosedRequest = Pick<RequestBrief, 'id' | 'what' | 'serviceName' | 'receivedOn'> & {
  closure: RequestClosureKind;
};

/** The last five closed requests of a household, the latest first: $1 the ward, $2 the household. */
export const CLOSED_REQUESTS: Read<ClosedRequest> = {
  text: `SELECT r.id, r.what, ${everydayName('asked')} AS "serviceName", r.received_on AS "receivedOn", c.kind AS closure
    FROM support_request r JOIN support_request_closure c ON c.support_request_id = r.id AND c.reopened_at IS NULL
    LEFT JOIN public_service asked ON asked.id = r.public_service_id
    WHERE r.ward_id = $1 AND r.household_id = $2 ORDER BY r.received_on DESC, r.id DESC LIMIT 5`,
  instants: {},
};

// ------------------------------------------------------------ the list

export const REQUEST_PAGE_SIZE = 40;
/** Counts stop here: nobody reads a longer list to its end. */
export const COUNT_LIMIT = 1000;

export interface RequestRow extends Omit<RequestBrief, 'isAccepted'> {
  householdId: string;
  addressLine: string;
  groupName: string | null;
  channel: RequestChannel;
  /** The household's first refusal, if it refused before it asked. */
  refusal: { on: LocalDate; reason: string } | null;
  /** What happened, in order. */
  events: RequestEvent[];
}

const ROW = `r.id, r.household_id AS "householdId", h.address_line AS "addressLine", g.name AS "groupName", r.channel, r.what, ${everydayName('asked')} AS "serviceName",
  who.full_name AS "forWhom", r.contact_name AS "contactName", r.contact_phone AS "contactPhone", r.received_on AS "receivedOn", r.promised_by AS "promisedBy",
  ${REFUSAL_BEFORE} AS refusal, ${PREFERRED_TIMES} AS wishes, ${STANDSTILL} AS standstill, ${REQUEST_EVENTS} AS events`;
const ROW_JOINS = `
  JOIN household h ON h.id = r.household_id
  LEFT JOIN residential_group g ON g.id = h.residential_group_id
  LEFT JOIN public_service asked ON asked.id = r.public_service_id
  LEFT JOIN resident who ON who.id = r.resident_id`;

/**
 * SQL that is true for a request `r` of each view; $2 is today. An overdue one may still have time because it waited for
 * its household: `stillInTime` decides, of those in STOOD_STILL.
 */
export const REQUEST_IS: Record<RequestView, string> = {
  open: REQUEST_IN.open,
  new: REQUEST_IN.new,
  overdue: `${REQUEST_IN.open} AND r.promised_by < $2`,
  closed: REQUEST_IN.closed,
  'after-refusal': `r.id IN (SELECT request_id FROM (${REFUSED}) refused)`,
};
const isOfOpenOnes = (view: RequestView) => view !== 'closed' && view !== 'after-refusal';

/**
 * A page of requests plus one more: open ones with the oldest promise first, others with the latest first.
 * @param except the ids of requests that the view leaves out.
 */
export async function listRequests(
  { pool }: Database,
  wardId: string,
  { view, after }: RequestListQuery,
  { today, except }: { today: LocalDate; except: readonly string[] },
): Promise<RequestRow[]> {
  const [key, order, beyond] = isOfOpenOnes(view)
    ? [
        "(coalesce(%.promised_by, 'infinity'), %.received_on, %.id)",
        "coalesce(r.promised_by, 'infinity'), r.received_on, r.id",
        '>',
      ]
    : ['(%.received_on, %.id)', 'r.received_on DESC, r.id DESC', '<'];
  const { rows } = await pool.query<RequestRow>({
    name: `requests-list-${view}`,
    text: `SELECT ${ROW} FROM (
             SELECT r.* FROM support_request r
             WHERE r.ward_id = $1 AND $2::date IS NOT NULL AND ${REQUEST_IS[view]} AND r.id <> ALL ($4::uuid[])
               AND ($3::uuid IS NULL OR ${key!.replaceAll('%', 'r')} ${beyond} (SELECT ${key!.replaceAll('%', 'seen').slice(1, -1)} FROM support_request seen WHERE seen.id = $3 AND seen.ward_id = $1))
             ORDER BY ${order} LIMIT ${REQUEST_PAGE_SIZE + 1}) r ${ROW_JOINS}
           ORDER BY ${order}`,
    values: [wardId, today, after, except],
  });
  return rows;
}

/** A request whose promised day has passed and that waited for its household: it may still have time. */
export interface StoodStill extends PromiseFacts {
  id: string;
  isAccepted: boolean;
}

/** SQL: the StoodStill of ward $1 as JSON; $2 is today. */
export const STOOD_STILL = `(SELECT coalesce(jsonb_agg(late), '[]') FROM (
  SELECT r.id, r.accepted_at IS NOT NULL AS "isAccepted", r.received_on AS "receivedOn", r.promised_by AS "promisedBy", ${STANDSTILL} AS standstill
  FROM support_request r WHERE r.ward_id = $1 AND ${REQUEST_IS.overdue} ORDER BY r.promised_by LIMIT ${COUNT_LIMIT}) late WHERE late.standstill IS NOT NULL)`;

const { 'after-refusal': _inAfterRefusal, ...VIEWS } = REQUEST_IS;
/** SQL: the requests of each view, and those that wait for the office. */
const COUNTED = { ...VIEWS, waiting: `(${REQUEST_IS.overdue} OR ${REQUEST_IS.new})` };

/** `stoodStill`: those counted as overdue although they may still have time (stillInTime). */
export type RequestCounts = Record<keyof typeof COUNTED, number> & {
  stoodStill: StoodStill[];
  afterRefusal: AskedAfterRefusal;
};

const count = (condition: string) =>
  `(SELECT count(*)::int FROM (SELECT 1 FROM support_request r WHERE r.ward_id = $1 AND ${condition} LIMIT ${COUNT_LIMIT + 1}) x)`;

/** Number of requests in each view and of those that wait for the office, in one row; none above COUNT_LIMIT + 1. $1 the ward, $2 today. */
export const REQUEST_COUNTS: Read<RequestCounts> = {
  text: `SELECT ${Object.entries(COUNTED)
    .map(([view, condition]) => `${count(condition)} AS "${view}"`)
    .join(', ')},
    (SELECT to_jsonb(asked) FROM (${ASKED_AFTER_REFUSAL}) asked) AS "afterRefusal",
    ${STOOD_STILL} AS "stoodStill"`,
  instants: {},
};

// ------------------------------------------------------------ one request

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
  /** When the team is expected at the door on its round; null if it stands on none. */
  expected: { expectedAt: LocalTime | null; isIfTimeAllows: boolean } | null;
  /** Who is to be told: the person it is for, else the head of the household; null if neither lives there. */
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
    'lines', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'forWhom', helped.full_name, 'serviceName', ${everydayName('s')}, 'result', a.result, 'barrier', b.label, 'fileCode', a.portal_file_code,
        'status', (SELECT jsonb_build_object('code', f.status, 'on', f.status_on) FROM file_status f WHERE f.assisted_procedure_id = a.id ORDER BY f.status_on DESC, f.recorded_at DESC LIMIT 1)) ORDER BY a.position), '[]')
      FROM assisted_procedure a JOIN public_service s ON s.id = a.public_service_id JOIN resident helped ON helped.id = a.resident_id LEFT JOIN barrier b ON b.id = a.barrier_id
      WHERE a.visit_id = v.id)) ORDER BY v.arrived_at), '[]')
  FROM (SELECT v.* FROM visit v LEFT JOIN support_request_closure c ON c.support_request_id = r.id AND c.reopened_at IS NULL
        WHERE v.household_id = r.household_id AND ((${CAME_AFTER} AND v.arrived_at <= coalesce(c.closed_at, 'infinity')) OR v.id = c.visit_id)
        ORDER BY v.arrived_at DESC LIMIT ${MAX_VISITS}) v)`;

const PAUSE = `(SELECT jsonb_build_object('kind', p.kind, 'until', p.paused_until) FROM ${pausesOn('$3')} p WHERE p.household_id = h.id ORDER BY p.paused_from DESC LIMIT 1)`;

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
        (SELECT jsonb_build_object('name', w.name, 'phone', w.phone) FROM ward w WHERE w.id = r.ward_id) AS ward, ${helpersOf('h')} AS helpers,
        (SELECT jsonb_build_object('fullName', p.full_name, 'gender', p.gender, 'phone', p.phone, 'wish', p.contact_wish,
           'birth', CASE WHEN p.birth_date IS NOT NULL THEN jsonb_build_object('date', p.birth_date, 'precision', p.birth_precision) END)
         FROM household_membership m JOIN resident p ON p.id = m.resident_id
         WHERE m.household_id = h.id AND m.valid_to IS NULL AND NOT ${objectsToContact('p')} AND (p.id = r.resident_id OR (r.resident_id IS NULL AND m.relation = 'head'))) AS told,
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
  { pool }: Joinable,
  wardId: string,
  id: string,
  today: LocalDate,
): Promise<RequestHome> {
  const { rows } = await pool.query<RequestHome>({
    name: 'requests-home',
    text: `SELECT h.id, h.address_line AS "addressLine", ${openRequestsOf('h')} AS open, ${PAUSE} AS pause,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'fullName', p.full_name) ORDER BY m.relation <> 'head', p.birth_date), '[]')
         FROM household_membership m JOIN resident p ON p.id = m.resident_id WHERE m.household_id = h.id AND m.valid_to IS NULL) AS members,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('date', c.date, 'kind', c.kind)), '[]') FROM calendar_day c WHERE c.ward_id = h.ward_id AND c.date >= $3) AS "specialDays"
      FROM household h WHERE h.ward_id = $1 AND h.id = $2`,
    values: [wardId, id, today],
    instants: {},
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
  { pool }: Joinable,
  wardId: string,
  today: LocalDate,
  namedId: string | null,
): Promise<AskedService[]> {
  const { rows } = await pool.query<AskedService>({
    name: 'requests-services',
    text: `SELECT s.id, ${everydayName('s')} AS name, s.code, s.group_key AS "groupKey" FROM public_service s
           WHERE ward_id = $1 AND kind <> 'topic' AND ((NOT is_retired AND (retired_on IS NULL OR retired_on > $2)) OR id = $3)
           ORDER BY group_key, is_essential25 DESC, name`,
    values: [wardId, today, namedId],
    instants: {},
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
  const reading = await accessLog.reading(actor, ...openingOf(file, purpose));
  const [home, services] = await inOneStatement(reading.pool, (reads) =>
    Promise.all([
      getRequestHome(reads, wardId, file.householdId, today),
      listAskedServices(reads, wardId, today, file.publicServiceId),
    ]),
  );
  return { file, home, services };
}

/** The ward's working days from a day on. */
export async function readWorkingCalendar(
  tx: Pick<Transaction, 'calendarDay'>,
  wardId: string,
  from: LocalDate,
): Promise<IsWorkingDay> {
  const days = await tx.calendarDay.findMany({
    where: { wardId, date: { gte: toDbDate(from) } },
    select: { date: true, kind: true },
  });
  return workingCalendar(days.map(({ date, kind }) => ({ date: fromDbDate(date), kind })));
}
