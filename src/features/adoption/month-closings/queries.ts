import { z } from 'zod';
import type { Database, Reads } from '../../../db/database';
import { queryRow, queryRows } from '../../../db/query-rows';
import { CalendarDayKind } from '../../../generated/prisma/enums';
import { fromDbDate } from '../../../db/dates';
import { type LocalDate, monthEndOf } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { constant, sql, type Sql } from '../../../shared/sql';
import type { StoredFigures } from '../figures/closed-figures';
import { IS_FILE } from '../../office/catalogue/portal-kinds';
import { bookFrom, filesBy } from '../figures/figure-sql';
import { daysAfter } from './closing-rules';

const CLOSING = z.object({
  id: z.string(),
  revision: z.number(),
  closedAt: z.string(),
  closedByName: z.string(),
  /** Null while it is valid. */
  reopenedAt: z.string().nullable(),
  reopenedByName: z.string().nullable(),
  reopenReason: z.string(),
  /** When the chairman confirmed the closing, and the reopening, and who it was; null while it waits. */
  confirmedAt: z.string().nullable(),
  confirmedByName: z.string().nullable(),
  reopeningConfirmedAt: z.string().nullable(),
  reopeningConfirmedByName: z.string().nullable(),
  figures: z.custom<StoredFigures>(),
  /** How many acts since the revision before changed whom the book holds; empty for the first revision. */
  causes: z.partialRecord(z.enum(['merged', 'erased', 'left']), z.number()),
});
export type Closing = z.infer<typeof CLOSING>;

/** Something of the month that was written after its closing. */
const LATER_ENTRY = z.object({
  kind: z.enum([
    'visit',
    'corrected_visit',
    'late_file',
    'file_status',
    'portal_answer',
    'check_back',
    'group_session',
    'withdrawn_session',
    'official_count',
  ]),
  /** The visit, the file, the person, the session or the count. */
  id: z.string(),
  on: z.string(),
  at: z.date(),
  byName: z.string(),
  /** Why it came late or changed; '' if not given. */
  reason: z.string(),
});
export type LaterEntry = z.infer<typeof LATER_ENTRY>;

const MONTH_FILE = z.object({
  /** The newest first. */
  closings: z.array(CLOSING),
  /** What may still change the figures. */
  waiting: z.object({ doors: z.number(), withoutCode: z.number(), withoutStatus: z.number(), newcomers: z.number() }),
  specialDays: z.array(z.object({ date: z.string(), kind: z.enum(CalendarDayKind) })),
  bookFrom: z.string(),
});
type MonthFile = z.infer<typeof MONTH_FILE>;

const DONE_DOOR = sql`(EXISTS (SELECT FROM visit v WHERE v.round_door_id = d.id) OR EXISTS (SELECT FROM round_closure c WHERE c.round_id = r.id))`;
/** SQL: what an event `e` of the log did to the people and doors of the book; null if neither of these. */
const CAUSE = sql`CASE WHEN e.action IN ('resident.merge', 'household.merge', 'resident.undo-merge', 'household.undo-merge') THEN 'merged'
  WHEN e.action IN ('resident.erase', 'retention.apply') THEN 'erased' WHEN e.action IN ('resident.end-residence', 'household.vacate') THEN 'left' END`;

/** All that the page of a month's closing says. @param month its first day. */
export async function readMonthFile(
  db: Reads,
  { wardId, month, now }: { wardId: string; month: LocalDate; now: Date },
): Promise<MonthFile> {
  const until = monthEndOf(month);
  const seqOf = (closingId: Sql) =>
    sql`(SELECT min(seq) FROM audit_event WHERE chain_id = ${wardId} AND subject_type = 'month-closing' AND subject_id = ${closingId}::text AND action = 'month-closing.close')`;
  const sent = sql`FROM (${filesBy({ wardId, on: until })}) f WHERE f.submitted_on >= ${month}`;
  return queryRow(db, 'month-closing-file', MONTH_FILE)`SELECT
        (SELECT coalesce(json_agg(json_build_object('id', c.id, 'revision', c.revision, 'closedAt', c.closed_at, 'closedByName', closer.display_name,
            'reopenedAt', c.reopened_at, 'reopenedByName', opener.display_name, 'reopenReason', c.reopen_reason,
            'confirmedAt', c.confirmed_at, 'confirmedByName', (SELECT display_name FROM user_account WHERE id = c.confirmed_by),
            'reopeningConfirmedAt', c.reopening_confirmed_at, 'reopeningConfirmedByName', (SELECT display_name FROM user_account WHERE id = c.reopening_confirmed_by), 'figures', c.figures,
            'causes', (SELECT coalesce(json_object_agg(act.kind, act.count), '{}') FROM (SELECT ${CAUSE} AS kind, count(*) FROM audit_event e
              WHERE e.chain_id = ${wardId} AND e.seq > ${seqOf(sql`before.id`)} AND e.seq < ${seqOf(sql`c.id`)} AND ${CAUSE} IS NOT NULL GROUP BY 1) act)) ORDER BY c.revision DESC), '[]')
         FROM month_closing c JOIN user_account closer ON closer.id = c.closed_by LEFT JOIN user_account opener ON opener.id = c.reopened_by
           LEFT JOIN month_closing before ON before.ward_id = c.ward_id AND before.month = c.month AND before.revision = c.revision - 1
         WHERE c.ward_id = ${wardId} AND c.month = ${month}) AS closings,
        json_build_object(
          'doors', (SELECT count(*) FROM round r JOIN round_door d ON d.round_id = r.id
            WHERE r.ward_id = ${wardId} AND (r.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date BETWEEN ${month} AND ${until} AND r.ends_at < ${now} AND NOT ${DONE_DOOR}),
          'withoutCode', (SELECT count(*) ${sent} AND coalesce(f.portal_file_code, '') = ''),
          'withoutStatus', (SELECT count(*) ${sent} AND f.status IS NULL),
          'newcomers', (SELECT count(*) FROM newcomer WHERE ward_id = ${wardId} AND is_waiting AND (reported_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= ${until})) AS waiting,
        (SELECT coalesce(json_agg(json_build_object('date', d.date, 'kind', d.kind)), '[]') FROM calendar_day d WHERE d.ward_id = ${wardId} AND d.date = ANY (${daysAfter(month)}::date[])) AS "specialDays",
        ${bookFrom(wardId)} AS "bookFrom"`;
}

const LATER_SHOWN = 50;

/** A visit may be on its way into the book while a month is closed, so its time alone does not tell whether it counted. */
const COUNTED_VISIT = sql`EXISTS (SELECT FROM closed_row x WHERE x.closing_id = standing.id AND x.list = 'visits' AND x.row_id = v.id)`;

/** What was written of a month after its valid closing, the newest first; nothing while it is open. */
export async function listLaterEntries(db: Reads, { wardId, month }: { wardId: string; month: LocalDate }) {
  const until = monthEndOf(month);
  const rows = await queryRows(db, 'month-closing-later', LATER_ENTRY.extend({ total: z.number() }))`
      WITH standing AS (SELECT id, closed_at FROM month_closing WHERE ward_id = ${wardId} AND month = ${month} AND reopened_at IS NULL),
      later AS (
        SELECT 'visit' AS kind, v.id, v.visited_on AS on, v.logged_at AS at, v.logged_by AS by, coalesce(v.late_reason, '') AS reason
        FROM visit v, standing WHERE v.ward_id = ${wardId} AND v.visited_on BETWEEN ${month} AND ${until} AND NOT ${COUNTED_VISIT}
        UNION ALL
        SELECT 'corrected_visit', v.id, v.visited_on, v.updated_at, v.updated_by, ''
        FROM visit v, standing WHERE v.ward_id = ${wardId} AND v.visited_on BETWEEN ${month} AND ${until} AND v.updated_at > standing.closed_at AND ${COUNTED_VISIT}
        UNION ALL
        SELECT 'late_file', p.id, sent.used_on, sent.recorded_at, sent.recorded_by, ''
        FROM standing, portal_use sent JOIN assisted_procedure p ON p.id = sent.assisted_procedure_id JOIN visit v ON v.id = p.visit_id
        WHERE sent.ward_id = ${wardId} AND sent.used_on BETWEEN ${month} AND ${until} AND sent.used_on <> v.visited_on
          AND NOT EXISTS (SELECT FROM closed_row x WHERE x.closing_id = standing.id AND x.list = 'files' AND x.row_id = p.id)
          AND sent.recorded_at > standing.closed_at AND EXISTS (SELECT FROM public_service s WHERE s.id = p.public_service_id AND ${IS_FILE})
        UNION ALL
        SELECT 'file_status', f.assisted_procedure_id, f.status_on, f.recorded_at, f.recorded_by, f.backward_reason
        FROM file_status f, standing WHERE f.ward_id = ${wardId} AND f.status_on BETWEEN ${month} AND ${until} AND f.recorded_at > standing.closed_at
        UNION ALL
        SELECT 'portal_answer', q.resident_id, q.asked_on, q.recorded_at, q.recorded_by, ''
        FROM portal_question q, standing WHERE q.ward_id = ${wardId} AND q.visit_id IS NULL AND q.asked_on BETWEEN ${month} AND ${until} AND q.recorded_at > standing.closed_at
        UNION ALL
        SELECT 'check_back', c.resident_id, c.checked_on, c.recorded_at, c.recorded_by, ''
        FROM check_back c, standing WHERE c.ward_id = ${wardId} AND c.visit_id IS NULL AND c.outcome <> 'not_reached' AND c.checked_on BETWEEN ${month} AND ${until} AND c.recorded_at > standing.closed_at
        UNION ALL
        SELECT 'group_session', s.id, s.held_on, s.recorded_at, s.recorded_by, ''
        FROM group_session s, standing WHERE s.ward_id = ${wardId} AND s.held_on BETWEEN ${month} AND ${until} AND s.withdrawn_at IS NULL AND s.recorded_at > standing.closed_at
        UNION ALL
        SELECT 'withdrawn_session', s.id, s.held_on, s.withdrawn_at, s.withdrawn_by, ''
        FROM group_session s, standing WHERE s.ward_id = ${wardId} AND s.held_on BETWEEN ${month} AND ${until} AND s.recorded_at <= standing.closed_at AND s.withdrawn_at > standing.closed_at
        UNION ALL
        SELECT 'official_count', o.id, o.stated_on, o.recorded_at, o.recorded_by, ''
        FROM official_count o, standing WHERE o.ward_id = ${wardId} AND o.month = ${month} AND o.withdrawn_at IS NULL AND o.recorded_at > standing.closed_at)
      SELECT later.kind, later.id, later.on, later.at, u.display_name AS "byName", later.reason, count(*) OVER ()::int AS total
      FROM later JOIN user_account u ON u.id = later.by ORDER BY later.at DESC, later.id LIMIT ${constant(LATER_SHOWN)}`;
  return { rows, total: rows[0]?.total ?? 0 };
}

/** The month of a closing. @throws NotFoundError if the ward has no such closing. */
export async function monthOfClosing({ prisma }: Database, wardId: string, id: string): Promise<LocalDate> {
  const closing = await prisma.monthClosing.findFirst({ where: { id, wardId }, select: { month: true } });
  if (!closing) throw new NotFoundError();
  return fromDbDate(closing.month);
}
