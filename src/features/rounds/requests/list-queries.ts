import type { Read } from '../../../db/combine-reads';
import type { Database } from '../../../db/database';
import type { RequestChannel } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import {
  ASKED_AFTER_REFUSAL,
  REFUSAL_BEFORE,
  REFUSED,
  type AskedAfterRefusal,
} from '../../casework/requests/after-refusal';
import type { PromiseFacts } from '../../casework/requests/promised-day';
import { COUNT_LIMIT, PREFERRED_TIMES, REQUEST_EVENTS, REQUEST_IN, STANDSTILL } from '../../casework/requests/queries';
import type { RequestBrief } from '../../casework/requests/request-labels';
import type { RequestEvent } from '../../casework/requests/request-state';
import { everydayName } from '../../office/guides/queries';
import type { RequestListQuery, RequestView } from './forms';

export const REQUEST_PAGE_SIZE = 40;

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

/** SQL: the columns of a RequestRow of a request `r`, with the joins they need. */
export const ROW = `r.id, r.household_id AS "householdId", h.address_line AS "addressLine", g.name AS "groupName", r.channel, r.what, ${everydayName('asked').text} AS "serviceName",
  who.full_name AS "forWhom", r.contact_name AS "contactName", r.contact_phone AS "contactPhone", r.received_on AS "receivedOn", r.promised_by AS "promisedBy",
  ${REFUSAL_BEFORE} AS refusal, ${PREFERRED_TIMES.text} AS wishes, ${STANDSTILL.text} AS standstill, ${REQUEST_EVENTS.text} AS events`;
export const ROW_JOINS = `
  JOIN household h ON h.id = r.household_id
  LEFT JOIN residential_group g ON g.id = h.residential_group_id
  LEFT JOIN public_service asked ON asked.id = r.public_service_id
  LEFT JOIN resident who ON who.id = r.resident_id`;

/**
 * SQL that is true for a request `r` of each view; $2 is today. An overdue one may still have time because it waited for
 * its household: `stillInTime` decides, of those in STOOD_STILL.
 */
export const REQUEST_IS: Record<RequestView, string> = {
  open: REQUEST_IN.open.text,
  new: REQUEST_IN.new.text,
  overdue: `${REQUEST_IN.open.text} AND r.promised_by < $2`,
  closed: REQUEST_IN.closed.text,
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
  SELECT r.id, r.accepted_at IS NOT NULL AS "isAccepted", r.received_on AS "receivedOn", r.promised_by AS "promisedBy", ${STANDSTILL.text} AS standstill
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
