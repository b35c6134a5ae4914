import type { Database } from '../../../db/database';
import { fromDbDate } from '../../../db/dates';
import { type LocalDate, monthEndOf } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import type { SpecialDay } from '../../office/calendar/working-days';
import type { StoredFigures } from '../figures/closed-figures';
import { BOOK_FROM } from '../figures/figure-sql';
import { daysAfter } from './closing-rules';

export interface Closing {
  id: string;
  revision: number;
  closedAt: string;
  closedByName: string;
  /** Null while it is valid. */
  reopenedAt: string | null;
  reopenedByName: string | null;
  reopenReason: string;
  figures: StoredFigures;
}

/** Something of the month that was written after its closing. */
export interface LaterEntry {
  kind:
    | 'visit'
    | 'corrected_visit'
    | 'file_status'
    | 'portal_answer'
    | 'check_back'
    | 'group_session'
    | 'withdrawn_session'
    | 'official_count';
  /** The visit, the file, the person, the session or the count. */
  id: string;
  on: LocalDate;
  at: Date;
  byName: string;
  /** Why it came late or changed; '' if not given. */
  reason: string;
}

interface MonthFile {
  /** The newest first. */
  closings: Closing[];
  /** What may still change the figures. */
  waiting: { doors: number; withoutCode: number; withoutStatus: number; newcomers: number };
  specialDays: SpecialDay[];
  bookFrom: LocalDate;
}

const DONE_DOOR = `(EXISTS (SELECT FROM visit v WHERE v.round_door_id = d.id) OR EXISTS (SELECT FROM round_closure c WHERE c.round_id = r.id))`;
const SENT = `FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id WHERE p.ward_id = $1 AND p.result = 'submitted' AND v.visited_on BETWEEN $2 AND $3`;

/** All that the page of a month's closing says, in one statement. @param month its first day. */
export async function readMonthFile(
  { pool }: Database,
  { wardId, month, now }: { wardId: string; month: LocalDate; now: Date },
): Promise<MonthFile> {
  const { rows } = await pool.query<MonthFile>({
    name: 'month-closings-file',
    text: `SELECT
        (SELECT coalesce(json_agg(json_build_object('id', c.id, 'revision', c.revision, 'closedAt', c.closed_at, 'closedByName', closer.display_name,
            'reopenedAt', c.reopened_at, 'reopenedByName', opener.display_name, 'reopenReason', c.reopen_reason, 'figures', c.figures) ORDER BY c.revision DESC), '[]')
         FROM month_closing c JOIN user_account closer ON closer.id = c.closed_by LEFT JOIN user_account opener ON opener.id = c.reopened_by
         WHERE c.ward_id = $1 AND c.month = $2) AS closings,
        json_build_object(
          'doors', (SELECT count(*) FROM round r JOIN round_door d ON d.round_id = r.id
            WHERE r.ward_id = $1 AND (r.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date BETWEEN $2 AND $3 AND r.ends_at < $4 AND NOT ${DONE_DOOR}),
          'withoutCode', (SELECT count(*) ${SENT} AND coalesce(p.portal_file_code, '') = ''),
          'withoutStatus', (SELECT count(*) ${SENT} AND NOT EXISTS (SELECT FROM file_status f WHERE f.assisted_procedure_id = p.id AND f.status_on <= $3)),
          'newcomers', (SELECT count(*) FROM newcomer WHERE ward_id = $1 AND is_waiting AND (reported_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= $3)) AS waiting,
        (SELECT coalesce(json_agg(json_build_object('date', d.date, 'kind', d.kind)), '[]') FROM calendar_day d WHERE d.ward_id = $1 AND d.date = ANY ($5::date[])) AS "specialDays",
        ${BOOK_FROM} AS "bookFrom"`,
    values: [wardId, month, monthEndOf(month), now, daysAfter(month)],
  });
  return rows[0]!;
}

const LATER_SHOWN = 50;

/** A visit may be on its way into the book while a month is closed, so its time alone does not tell whether it counted. */
const COUNTED_VISIT = `EXISTS (SELECT FROM closed_row x WHERE x.closing_id = standing.id AND x.list = 'visits' AND x.row_id = v.id)`;

/** What was written of a month after its valid closing, the newest first; nothing while it is open. */
export async function listLaterEntries(
  { pool }: Database,
  { wardId, month }: { wardId: string; month: LocalDate },
): Promise<{ rows: LaterEntry[]; total: number }> {
  const { rows } = await pool.query<LaterEntry & { total: number }>({
    name: 'month-closings-later',
    text: `WITH standing AS (SELECT id, closed_at FROM month_closing WHERE ward_id = $1 AND month = $2 AND reopened_at IS NULL),
      later AS (
        SELECT 'visit' AS kind, v.id, v.visited_on AS on, v.logged_at AS at, v.logged_by AS by, coalesce(v.late_reason, '') AS reason
        FROM visit v, standing WHERE v.ward_id = $1 AND v.visited_on BETWEEN $2 AND $3 AND NOT ${COUNTED_VISIT}
        UNION ALL
        SELECT 'corrected_visit', v.id, v.visited_on, v.updated_at, v.updated_by, ''
        FROM visit v, standing WHERE v.ward_id = $1 AND v.visited_on BETWEEN $2 AND $3 AND v.updated_at > standing.closed_at AND ${COUNTED_VISIT}
        UNION ALL
        SELECT 'file_status', f.assisted_procedure_id, f.status_on, f.recorded_at, f.recorded_by, f.backward_reason
        FROM file_status f, standing WHERE f.ward_id = $1 AND f.status_on BETWEEN $2 AND $3 AND f.recorded_at > standing.closed_at
        UNION ALL
        SELECT 'portal_answer', q.resident_id, q.asked_on, q.recorded_at, q.recorded_by, ''
        FROM portal_question q, standing WHERE q.ward_id = $1 AND q.visit_id IS NULL AND q.asked_on BETWEEN $2 AND $3 AND q.recorded_at > standing.closed_at
        UNION ALL
        SELECT 'check_back', c.resident_id, c.checked_on, c.recorded_at, c.recorded_by, ''
        FROM check_back c, standing WHERE c.ward_id = $1 AND c.visit_id IS NULL AND c.outcome <> 'not_reached' AND c.checked_on BETWEEN $2 AND $3 AND c.recorded_at > standing.closed_at
        UNION ALL
        SELECT 'group_session', s.id, s.held_on, s.recorded_at, s.recorded_by, ''
        FROM group_session s, standing WHERE s.ward_id = $1 AND s.held_on BETWEEN $2 AND $3 AND s.withdrawn_at IS NULL AND s.recorded_at > standing.closed_at
        UNION ALL
        SELECT 'withdrawn_session', s.id, s.held_on, s.withdrawn_at, s.withdrawn_by, ''
        FROM group_session s, standing WHERE s.ward_id = $1 AND s.held_on BETWEEN $2 AND $3 AND s.recorded_at <= standing.closed_at AND s.withdrawn_at > standing.closed_at
        UNION ALL
        SELECT 'official_count', o.id, o.stated_on, o.recorded_at, o.recorded_by, ''
        FROM official_count o, standing WHERE o.ward_id = $1 AND o.month = $2 AND o.withdrawn_at IS NULL AND o.recorded_at > standing.closed_at)
      SELECT later.kind, later.id, later.on, later.at, u.display_name AS "byName", later.reason, count(*) OVER ()::int AS total
      FROM later JOIN user_account u ON u.id = later.by ORDER BY later.at DESC, later.id LIMIT ${LATER_SHOWN}`,
    values: [wardId, month, monthEndOf(month)],
  });
  return { rows, total: rows[0]?.total ?? 0 };
}

/** The month of a closing. @throws NotFoundError if the ward has no such closing. */
export async function monthOfClosing({ prisma }: Database, wardId: string, id: string): Promise<LocalDate> {
  const closing = await prisma.monthClosing.findFirst({ where: { id, wardId }, select: { month: true } });
  if (!closing) throw new NotFoundError();
  return fromDbDate(closing.month);
}
