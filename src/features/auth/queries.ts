import type { Database } from '../../db/database';
import type { Actor } from './actor';

const ACTOR_COLUMNS = `u.id, u.ward_id AS "wardId", w.name AS "wardName", u.role, u.username, u.display_name AS "displayName",
             u.must_change_password AS "mustChangePassword"`;

/** The person of a session; null when the account is gone or disabled, which ends the session. */
export async function findActor({ pool }: Database, id: string): Promise<Actor | null> {
  const { rows } = await pool.query<Actor>({
    name: 'auth-actor',
    text: `SELECT ${ACTOR_COLUMNS} FROM user_account u JOIN ward w ON w.id = u.ward_id WHERE u.id = $1 AND u.disabled_at IS NULL`,
    values: [id],
  });
  return rows[0] ?? null;
}

interface StoredSession {
  /** The session's data as JSON. */
  json: string;
  /** Who is signed in; null when nobody is, or the account is gone or disabled. */
  actor: Actor | null;
}

/** The sessions with these ids that have not run out. */
export async function findSessions({ pool }: Pick<Database, 'pool'>, ids: string[]): Promise<Map<string, StoredSession>> {
  const { rows } = await pool.query<{ sid: string; json: string } & { [Column in keyof Actor]: Actor[Column] | null }>({
    name: 'auth-sessions',
    text: `SELECT s.sid, s.sess::text AS json, ${ACTOR_COLUMNS}
           FROM user_session s
           LEFT JOIN user_account u ON u.id = (s.sess -> 'passport' ->> 'user')::uuid AND u.disabled_at IS NULL
           LEFT JOIN ward w ON w.id = u.ward_id
           WHERE s.sid = ANY ($1) AND s.expire >= now()`,
    values: [ids],
  });
  return new Map(rows.map(({ sid, json, ...actor }) => [sid, { json, actor: actor.id === null ? null : (actor as Actor) }]));
}

/** Writes the data of a session that was there when it was read; one that has been ended meanwhile stays ended. */
export async function storeAgain({ pool }: Pick<Database, 'pool'>, id: string, data: object, expires: Date | null): Promise<void> {
  await pool.query({
    name: 'auth-session-again', text: 'UPDATE user_session SET sess = $2, expire = coalesce($3, expire) WHERE sid = $1', values: [id, data, expires],
  });
}

/** The account behind a username with its password hash; null when there is none or it is disabled. */
export async function findAccount({ pool }: Database, username: string): Promise<(Actor & { passwordHash: string }) | null> {
  const { rows } = await pool.query<Actor & { passwordHash: string }>({
    name: 'auth-account',
    text: `SELECT ${ACTOR_COLUMNS}, u.password_hash AS "passwordHash"
           FROM user_account u JOIN ward w ON w.id = u.ward_id
           WHERE u.username = $1 AND u.disabled_at IS NULL`,
    values: [username],
  });
  return rows[0] ?? null;
}

/** Name and phone of the only ward, for the public page; null when there are several or none. */
export async function findPublicWard({ pool }: Database): Promise<{ name: string; phone: string | null } | null> {
  const { rows } = await pool.query<{ name: string; phone: string | null }>({
    name: 'auth-public-ward', text: 'SELECT name, phone FROM ward LIMIT 2',
  });
  return rows.length === 1 ? rows[0]! : null;
}

/** False on a fresh database: then the first ward is opened at /setup. */
export async function hasWard({ pool }: Database): Promise<boolean> {
  const { rows } = await pool.query({ name: 'auth-has-ward', text: 'SELECT 1 FROM ward LIMIT 1' });
  return rows.length > 0;
}
