import type { Database } from '../../../db/database';
import type { DataRequestEnd } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { workingCalendar, type IsWorkingDay, type SpecialDay } from '../../office/calendar/working-days';
import type { ClockFacts } from './clocks';

export const DATA_REQUEST_PAGE_SIZE = 50;
/** More open requests than a ward ever has. */
const MAX_OPEN = 500;

export interface DataRequestBrief extends ClockFacts {
  id: string;
  residentId: string | null;
  /** Of the register; null when it does not know the person. */
  fullName: string | null;
  askedBy: string;
  endedAs: DataRequestEnd | null;
}

export interface DataRequest extends DataRequestBrief {
  what: string;
  recordedBy: string;
  answeredBy: string | null;
  extendedOn: LocalDate | null;
  extensionReason: string;
  extendedBy: string | null;
  endNote: string;
  endedBy: string | null;
  /** The person's data have been erased, so that an erasure cannot be asked for again. */
  isErased: boolean;
  /** What granting it did, and whether that was lifted, or the person has let the team come again; null if nothing. */
  granted: { on: LocalDate; liftedOn: LocalDate | null; liftedBy: string | null; overtakenOn: LocalDate | null } | null;
}

const BRIEF = `d.id, d.resident_id AS "residentId", r.full_name AS "fullName", d.kind, d.asked_by AS "askedBy", d.received_on AS "receivedOn",
  d.answered_on AS "answeredOn", d.extended_by_days AS "extendedByDays", d.ended_on AS "endedOn", d.ended_as AS "endedAs"`;
const CALENDAR = `(SELECT coalesce(json_agg(json_build_object('date', c.date, 'kind', c.kind)), '[]') FROM calendar_day c WHERE c.ward_id = $1)`;

/** SQL: what the clocks of the open requests rest on, as ClockFacts in JSON. @param wardId SQL of the id. */
export const openClocks = (wardId: string): string => `(
  SELECT coalesce(json_agg(json_build_object('kind', kind, 'receivedOn', received_on, 'answeredOn', answered_on, 'extendedByDays', extended_by_days, 'endedOn', NULL)), '[]')
  FROM (SELECT * FROM data_request WHERE ward_id = ${wardId} AND ended_on IS NULL ORDER BY received_on, id LIMIT ${MAX_OPEN}) open)`;

/**
 * Every open request of the ward, the earliest first, and a page of the ended ones, the latest received first; one more if
 * there is another page.
 */
export async function listDataRequests(
  { pool }: Database,
  wardId: string,
  { after }: { after: string | null },
): Promise<{ open: DataRequestBrief[]; ended: DataRequestBrief[]; isWorkingDay: IsWorkingDay }> {
  const { rows } = await pool.query<{ open: DataRequestBrief[]; ended: DataRequestBrief[]; calendar: SpecialDay[] }>({
    name: 'data-requests',
    text: `SELECT
      (SELECT coalesce(json_agg(found), '[]') FROM (SELECT ${BRIEF} FROM data_request d LEFT JOIN resident r ON r.id = d.resident_id
        WHERE d.ward_id = $1 AND d.ended_on IS NULL ORDER BY d.received_on, d.id LIMIT ${MAX_OPEN}) found) AS open,
      (SELECT coalesce(json_agg(found), '[]') FROM (SELECT ${BRIEF}, (SELECT count(*) FROM data_request WHERE ward_id = $1 AND ended_on IS NOT NULL) AS total
        FROM data_request d LEFT JOIN resident r ON r.id = d.resident_id WHERE d.ward_id = $1 AND d.ended_on IS NOT NULL
          AND ($2::uuid IS NULL OR (d.received_on, d.id) < (SELECT received_on, id FROM data_request WHERE ward_id = $1 AND id = $2))
        ORDER BY d.received_on DESC, d.id DESC LIMIT ${DATA_REQUEST_PAGE_SIZE + 1}) found) AS ended,
      ${CALENDAR} AS calendar`,
    values: [wardId, after],
  });
  const { calendar, ...found } = rows[0]!;
  return { ...found, isWorkingDay: workingCalendar(calendar) };
}

const LOCAL_DAY = (instant: string) => `(${instant} AT TIME ZONE 'Asia/Ho_Chi_Minh')::date`;
const GRANTED = `(SELECT json_build_object('on', ${LOCAL_DAY('c.said_at')}, 'liftedOn', ${LOCAL_DAY('c.undone_at')}, 'liftedBy', u.display_name,
      'overtakenOn', CASE WHEN NOT c.restricts THEN (SELECT max(${LOCAL_DAY('l.said_at')}) FROM consent l
        WHERE l.resident_id = c.resident_id AND l.contact AND l.undone_at IS NULL AND l.said_at > c.said_at) END)
    FROM consent c LEFT JOIN user_account u ON u.id = c.undone_by WHERE c.data_request_id = d.id AND d.ended_on IS NOT NULL
    ORDER BY c.said_at DESC, c.id DESC LIMIT 1)`;

/** @throws NotFoundError if the ward has no such request. */
export async function getDataRequest(
  { pool }: Pick<Database, 'pool'>,
  wardId: string,
  id: string,
): Promise<{ request: DataRequest; isWorkingDay: IsWorkingDay }> {
  const { rows } = await pool.query<DataRequest & { calendar: SpecialDay[] }>({
    name: 'data-request',
    text: `SELECT ${BRIEF}, d.what, recorder.display_name AS "recordedBy", answerer.display_name AS "answeredBy", d.extended_on AS "extendedOn",
        d.extension_reason AS "extensionReason", extender.display_name AS "extendedBy", d.end_note AS "endNote", ender.display_name AS "endedBy", ${GRANTED} AS granted,
        EXISTS (SELECT FROM data_erasure e WHERE e.ward_id = d.ward_id AND e.erased_id = d.resident_id) AS "isErased", ${CALENDAR} AS calendar
      FROM data_request d LEFT JOIN resident r ON r.id = d.resident_id JOIN user_account recorder ON recorder.id = d.recorded_by
      LEFT JOIN user_account answerer ON answerer.id = d.answered_by LEFT JOIN user_account extender ON extender.id = d.extended_by
      LEFT JOIN user_account ender ON ender.id = d.ended_by WHERE d.ward_id = $1 AND d.id = $2`,
    values: [wardId, id],
  });
  if (!rows[0]) throw new NotFoundError('Không có yêu cầu này.');
  const { calendar, ...request } = rows[0];
  return { request, isWorkingDay: workingCalendar(calendar) };
}

export interface AskingPerson {
  id: string;
  fullName: string;
  addressLine: string | null;
}

/** @throws NotFoundError if the ward has no such resident. */
export async function getAskingPerson({ pool }: Database, wardId: string, id: string): Promise<AskingPerson> {
  const { rows } = await pool.query<AskingPerson>({
    name: 'data-request-person',
    text: `SELECT r.id, r.full_name AS "fullName", h.address_line AS "addressLine" FROM resident r
      LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
      WHERE r.ward_id = $1 AND r.id = $2`,
    values: [wardId, id],
  });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}
