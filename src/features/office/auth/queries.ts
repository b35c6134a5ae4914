import type { Database } from '../../../db/database';
import { ACTOR_COLUMNS, REQUIRES_FACTOR, type Actor } from '../../../actor';

/** The user of a session; null if the account is gone or disabled, which ends the session. */
export async function findActor({ pool }: Database, id: string): Promise<Actor | null> {
  const { rows } = await pool.query<Actor>({
    name: 'auth-actor',
    text: `SELECT ${ACTOR_COLUMNS} FROM user_account u JOIN ward w ON w.id = u.ward_id WHERE u.id = $1 AND u.disabled_at IS NULL`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** An account with what signing in is checked against. */
interface Account extends Actor {
  passwordHash: string;
  /** When the password was given that must be changed at the first sign-in; null once it was. */
  firstPasswordAt: Date | null;
  hasFactor: boolean;
  /** The ward requires a second step of this role. */
  requiresFactor: boolean;
}

/** The account of a username with its password hash; null if there is none or it is disabled. */
export async function findAccount({ pool }: Database, username: string): Promise<Account | null> {
  const { rows } = await pool.query<Account>({
    name: 'auth-account',
    text: `SELECT ${ACTOR_COLUMNS}, u.password_hash AS "passwordHash", u.first_password_at AS "firstPasswordAt",
             (EXISTS (SELECT FROM second_factor f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL)
               OR EXISTS (SELECT FROM passkey p WHERE p.user_id = u.id)) AS "hasFactor",
             ${REQUIRES_FACTOR} AS "requiresFactor"
           FROM user_account u JOIN ward w ON w.id = u.ward_id
           WHERE u.username = $1 AND u.disabled_at IS NULL`,
    values: [username],
  });
  return rows[0] ?? null;
}

/** Name and phone of the only ward, for the public page; null if there are several or none. */
export async function findPublicWard({
  pool,
}: Database): Promise<{ code: string; name: string; phone: string | null } | null> {
  const { rows } = await pool.query<{ code: string; name: string; phone: string | null }>({
    name: 'auth-public-ward',
    text: 'SELECT code, name, phone FROM ward LIMIT 2',
  });
  return rows.length === 1 ? rows[0]! : null;
}

/** False on a fresh database, whose first ward is opened at /setup. */
export async function hasWard({ pool }: Database): Promise<boolean> {
  const { rows } = await pool.query({ name: 'auth-has-ward', text: 'SELECT 1 FROM ward LIMIT 1' });
  return rows.length > 0;
}
