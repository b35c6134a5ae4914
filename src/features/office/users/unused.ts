import { raw, sql, type Sql } from '../../../shared/sql';

/** Days without use after which a new ward warns of an account and closes it; the ward changes them where it says how long data are kept. */
export const UNUSED_TERMS = { warnedDays: 60, unusedDays: 90 };

/**
 * SQL: when an account was last used, by signing in or by a round that was not cancelled, also one to come: a team shares
 * a laptop, so an officer may go along every week without signing in. One that was never used, from when it was opened,
 * enabled or got its password.
 */
const lastUse = (
  account: Sql,
) => sql`greatest(${account}.last_login_at, ${account}.created_at, ${account}.first_password_at, ${account}.reopened_at,
  (SELECT max(o.ends_at) FROM round_officer o WHERE o.user_id = ${account}.id AND o.is_active))`;

/** SQL: the accounts `u` of a ward that nobody used for so many days (SQL, of null none). Not the administrator who used it last. */
export const unusedFor = (
  wardId: string,
  days: Sql,
  now: Date,
) => sql`u.ward_id = ${wardId}::uuid AND u.disabled_at IS NULL
  AND ${lastUse(sql`u`)} < ${now}::timestamptz - make_interval(days => ${days})
  AND u.id IS DISTINCT FROM (SELECT a.id FROM user_account a WHERE a.ward_id = u.ward_id AND a.role = 'admin' AND a.disabled_at IS NULL ORDER BY ${lastUse(sql`a`)} DESC, a.id LIMIT 1)`;

/** SQL: the days that the ward of the account `u` chose; null for none. */
const chosenDays = (term: keyof typeof UNUSED_TERMS) =>
  sql`(SELECT (w.retention ->> ${raw(`'${term}'`)})::int FROM ward w WHERE w.id = u.ward_id)`;
export const CLOSED_AFTER = chosenDays('unusedDays');

/** SQL: the accounts `u` that are warned of. */
export const warnedOf = (wardId: string, now: Date): Sql => unusedFor(wardId, chosenDays('warnedDays'), now);

/** SQL: the day after which the account `u` is closed. */
export const CLOSES_ON = sql`((${lastUse(sql`u`)} + make_interval(days => ${CLOSED_AFTER})) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date`;
