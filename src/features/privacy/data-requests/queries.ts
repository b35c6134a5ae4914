import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRow, queryRows } from '../../../db/query-rows';
import { CalendarDayKind, DataRequestEnd } from '../../../generated/prisma/enums';
import { constant, empty, raw, sql, type Sql } from '../../../shared/sql';
import { workingCalendar } from '../../office/calendar/working-days';
import { CLOCK_FACTS } from './clocks';

export const DATA_REQUEST_PAGE_SIZE = 50;
/** More open requests than a ward ever has. Complaints stand last, demands before them: a flood cuts off none that the law gives days for. */
const MAX_OPEN = 500;

const DATA_REQUEST_BRIEF = z.object({
  ...CLOCK_FACTS.shape,
  id: z.string(),
  residentId: z.string().nullable(),
  /** Of the register; null when it does not know the person. */
  fullName: z.string().nullable(),
  askedBy: z.string(),
  endedAs: z.enum(DataRequestEnd).nullable(),
});
export type DataRequestBrief = z.infer<typeof DATA_REQUEST_BRIEF>;

const DATA_REQUEST = z.object({
  ...DATA_REQUEST_BRIEF.shape,
  what: z.string(),
  /** Null if it came from a telephone. */
  recordedBy: z.string().nullable(),
  answeredBy: z.string().nullable(),
  extendedOn: z.string().nullable(),
  extensionReason: z.string(),
  extendedBy: z.string().nullable(),
  endNote: z.string(),
  endedBy: z.string().nullable(),
  /** The person's data have been erased, so that an erasure cannot be asked for again. */
  isErased: z.boolean(),
  /** What granting it did, and whether that was lifted, or the person has let the team come again; null if nothing. */
  granted: z
    .object({
      on: z.string(),
      liftedOn: z.string().nullable(),
      liftedBy: z.string().nullable(),
      overtakenOn: z.string().nullable(),
    })
    .nullable(),
});
export type DataRequest = z.infer<typeof DATA_REQUEST>;

const BRIEF = sql`d.id, d.resident_id AS "residentId", r.full_name AS "fullName", d.kind, d.asked_by AS "askedBy", d.received_on AS "receivedOn",
  d.answered_on AS "answeredOn", d.extended_by_days AS "extendedByDays", d.ended_on AS "endedOn", d.due_days AS "dueDays", d.ended_as AS "endedAs"`;
const SPECIAL_DAYS = z.array(z.object({ date: z.string(), kind: z.enum(CalendarDayKind) }));
const specialDays = (wardId: string) =>
  sql`(SELECT coalesce(json_agg(json_build_object('date', c.date, 'kind', c.kind)), '[]') FROM calendar_day c WHERE c.ward_id = ${wardId})`;

/** SQL: what the clocks of the open requests rest on, as ClockFacts in JSON. @param wardId the id, or SQL of it. */
export const openClocks = (wardId: string): Sql => sql`(
  SELECT coalesce(json_agg(json_build_object('kind', kind, 'receivedOn', received_on, 'answeredOn', answered_on, 'extendedByDays', extended_by_days, 'endedOn', NULL, 'dueDays', due_days)), '[]')
  FROM (SELECT * FROM data_request WHERE ward_id = ${wardId} AND ended_on IS NULL ORDER BY due_days IS NOT NULL, kind <> 'demand', received_on, id LIMIT ${constant(MAX_OPEN)}) open)`;

/**
 * Every open request of the ward, the earliest first, and a page of the ended ones, the latest received first; one more if
 * there is another page.
 */
export async function listDataRequests(db: Reads, wardId: string, { after }: { after: string | null }) {
  const [page] = await queryRows(
    db,
    'data-requests',
    z.object({
      open: z.array(DATA_REQUEST_BRIEF),
      ended: z.array(DATA_REQUEST_BRIEF.extend({ total: z.number() })),
      calendar: SPECIAL_DAYS,
    }),
  )`SELECT
      (SELECT coalesce(json_agg(found), '[]') FROM (SELECT ${BRIEF} FROM data_request d LEFT JOIN resident r ON r.id = d.resident_id
        WHERE d.ward_id = ${wardId} AND d.ended_on IS NULL ORDER BY d.due_days IS NOT NULL, d.kind <> 'demand', d.received_on, d.id LIMIT ${constant(MAX_OPEN)}) found) AS open,
      (SELECT coalesce(json_agg(found), '[]') FROM (SELECT ${BRIEF}, (SELECT count(*) FROM data_request WHERE ward_id = ${wardId} AND ended_on IS NOT NULL) AS total
        FROM data_request d LEFT JOIN resident r ON r.id = d.resident_id WHERE d.ward_id = ${wardId} AND d.ended_on IS NOT NULL
          ${after === null ? empty : sql`AND (d.received_on, d.id) < (SELECT received_on, id FROM data_request WHERE ward_id = ${wardId} AND id = ${after})`}
        ORDER BY d.received_on DESC, d.id DESC LIMIT ${constant(DATA_REQUEST_PAGE_SIZE + 1)}) found) AS ended,
      ${specialDays(wardId)} AS calendar`;
  const { calendar, ...found } = page!;
  return { ...found, isWorkingDay: workingCalendar(calendar) };
}

const localDay = (instant: string) => sql`(${raw(instant)} AT TIME ZONE 'Asia/Ho_Chi_Minh')::date`;
const GRANTED = sql`(SELECT json_build_object('on', ${localDay('c.said_at')}, 'liftedOn', ${localDay('c.undone_at')}, 'liftedBy', u.display_name,
      'overtakenOn', CASE WHEN NOT c.restricts THEN (SELECT max(${localDay('l.said_at')}) FROM consent l
        WHERE l.resident_id = c.resident_id AND l.contact AND l.undone_at IS NULL AND l.said_at > c.said_at) END)
    FROM consent c LEFT JOIN user_account u ON u.id = c.undone_by WHERE c.data_request_id = d.id AND d.ended_on IS NOT NULL
    ORDER BY c.said_at DESC, c.id DESC LIMIT 1)`;

/** @throws NotFoundError if the ward has no such request. */
export async function getDataRequest(db: Reads, wardId: string, id: string) {
  const found = await queryRow(
    db,
    { name: 'data-request', missing: 'Không có yêu cầu này.' },
    DATA_REQUEST.extend({ calendar: SPECIAL_DAYS }),
  )`
      SELECT ${BRIEF}, d.what, recorder.display_name AS "recordedBy", answerer.display_name AS "answeredBy", d.extended_on AS "extendedOn",
        d.extension_reason AS "extensionReason", extender.display_name AS "extendedBy", d.end_note AS "endNote", ender.display_name AS "endedBy", ${GRANTED} AS granted,
        EXISTS (SELECT FROM data_erasure e WHERE e.ward_id = d.ward_id AND e.erased_id = d.resident_id) AS "isErased", ${specialDays(wardId)} AS calendar
      FROM data_request d LEFT JOIN resident r ON r.id = d.resident_id LEFT JOIN user_account recorder ON recorder.id = d.recorded_by
      LEFT JOIN user_account answerer ON answerer.id = d.answered_by LEFT JOIN user_account extender ON extender.id = d.extended_by
      LEFT JOIN user_account ender ON ender.id = d.ended_by WHERE d.ward_id = ${wardId} AND d.id = ${id}`;
  const { calendar, ...request } = found;
  return { request, isWorkingDay: workingCalendar(calendar) };
}

const ASKING_PERSON = z.object({ id: z.string(), fullName: z.string(), addressLine: z.string().nullable() });
export type AskingPerson = z.infer<typeof ASKING_PERSON>;

/** @throws NotFoundError if the ward has no such resident. */
export const getAskingPerson = (db: Reads, wardId: string, id: string): Promise<AskingPerson> =>
  queryRow(db, 'data-request-person', ASKING_PERSON)`
      SELECT r.id, r.full_name AS "fullName", h.address_line AS "addressLine" FROM resident r
      LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
      WHERE r.ward_id = ${wardId} AND r.id = ${id}`;
