import type { Database } from '../../db/database';
import type { LocalDate, LocalTime } from '../../shared/dates';

/** When it suits who asked: on certain dates, else on certain weekdays (1 Monday to 7 Sunday), else on every day. */
export interface RequestWish {
  dates?: LocalDate[];
  weekdays?: number[];
  from: LocalTime;
  to: LocalTime;
}

/** A request that is accepted and not closed, as a planner of rounds needs it. */
export interface OpenRequest {
  id: string;
  doorId: string;
  receivedOn: LocalDate;
  /** The day by which the ward promised to come; null when it promised none. */
  promisedBy: LocalDate | null;
  /** Any of these; empty when every time suits. */
  wishes: RequestWish[];
}

/** The wishes of a request `r`, in their order, as a column. */
const WISHES = `coalesce((SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('from', w.from_time, 'to', w.to_time,
    'dates', CASE WHEN w.on_date IS NOT NULL THEN jsonb_build_array(w.on_date) END,
    'weekdays', CASE WHEN w.weekdays <> '{}' THEN to_jsonb(w.weekdays) END)) ORDER BY w.position)
  FROM support_request_wish w WHERE w.support_request_id = r.id), '[]')`;

/** Every request the ward has accepted and not closed, the oldest promise first; also of doors already on a round. */
export async function listOpenRequests({ pool }: Pick<Database, 'pool'>, wardId: string): Promise<OpenRequest[]> {
  const { rows } = await pool.query<OpenRequest>({
    name: 'requests-open',
    text: `SELECT r.id, r.household_id AS "doorId", r.received_on AS "receivedOn", r.promised_by AS "promisedBy", ${WISHES} AS wishes
           FROM support_request r WHERE r.ward_id = $1 AND r.is_open AND r.accepted_at IS NOT NULL
           ORDER BY r.promised_by, r.received_on, r.id`,
    values: [wardId],
  });
  return rows;
}
