import type { Pool } from 'pg';
import { formatDate, localDateOf } from '../shared/dates';
import { formatNumber } from '../shared/numbers';
import { StartupError } from '../startup-error';

/** Rows whose time was stored too early or too late, by the database server's time zone: of the visits, first and last ones. */
interface ShiftedTimes {
  rows: number;
  hours: number;
  /** When the first and the last of them were actually written. */
  from: Date;
  to: Date;
}

/** Enough to see a shift of months in a city whose five million visits would hold up each start for half a minute. */
const LOOKED_AT = 10_000;

/** Ids of visits go up with time, so these are the first or the last ones. */
const visitsFrom = (end: 'ASC' | 'DESC') =>
  `(SELECT id, ward_id, logged_at FROM visit ORDER BY id ${end} LIMIT ${LOOKED_AT})`;

/**
 * Detects whether an earlier version wrote times through connections that did not run in UTC. A UUIDv7 holds the
 * millisecond in which it was created, and these tables store a time of the same moment beside it: if the two differ by
 * whole quarters of an hour, as time zones do, the stored one was shifted. A demo ward is left out: its visits are told to
 * have been logged on evenings before they were made, at any distance.
 */
export async function findShiftedTimes(pool: Pool): Promise<ShiftedTimes | null> {
  const {
    rows: [found],
  } = await pool.query<ShiftedTimes>(`
    SELECT count(*) AS rows, min(made) AS from, max(made) AS to, (mode() WITHIN GROUP (ORDER BY quarters) / 4)::float8 AS hours
    FROM (SELECT id, id AS ward_id, created_at AS stored FROM ward
          UNION ALL SELECT id, ward_id, created_at FROM user_account
          UNION ALL (${visitsFrom('ASC')} UNION ${visitsFrom('DESC')})) AS written
    JOIN (SELECT id AS ward_id FROM ward WHERE NOT is_demo) AS real_ward USING (ward_id)
    CROSS JOIN LATERAL (SELECT to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0) AS made) AS made_at
    CROSS JOIN LATERAL (SELECT extract(epoch FROM stored - made) AS seconds) AS difference
    CROSS JOIN LATERAL (SELECT round(seconds / 900) AS quarters) AS rounded
    WHERE substring(id::text FROM 15 FOR 1) = '7' AND abs(quarters) BETWEEN 1 AND 56 AND abs(seconds - quarters * 900) < 30`);
  return found!.rows === 0 ? null : found!;
}

/**
 * @param isAccepted the operator knows and wants to continue.
 * @returns a line to print if wrong times were accepted, otherwise null.
 * @throws StartupError if the database holds shifted times that nobody accepted.
 */
export async function requireUnshiftedTimes(pool: Pool, isAccepted: boolean): Promise<string | null> {
  const shifted = await findShiftedTimes(pool);
  if (!shifted) return null;
  const { rows, hours, from, to } = shifted;
  const what =
    `Giờ ghi từ ${formatDate(localDateOf(from))} đến ${formatDate(localDateOf(to))} trong cơ sở dữ liệu ${hours < 0 ? 'sớm' : 'muộn'} hơn giờ thật ` +
    `${formatNumber(Math.abs(hours))} giờ (thấy ở ${formatNumber(rows)} dòng), do máy chủ PostgreSQL không chạy giờ UTC`;
  if (isAccepted) return `${what}; các giờ đó được giữ nguyên.`;
  throw new StartupError(
    `${what}. Giờ mới ghi đúng sẽ lẫn với giờ cũ ghi sai, nên chưa khởi động. ` +
      'Hãy khôi phục bản sao lưu từ trước ngày đó, hoặc đặt KEEP_SHIFTED_TIMES=1 để chạy tiếp và giữ nguyên giờ cũ. Xem docs/operations.md.',
  );
}
