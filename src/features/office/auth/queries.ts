import { z } from 'zod';
import type { Database } from '../../../db/database';
import { queryMaybe, queryPrepared, queryRows } from '../../../db/query-rows';
import { ACTOR_COLUMNS, ACTOR_ROW, REQUIRES_FACTOR, type Actor } from '../../../actor';

/** The user of a session; null if the account is gone or disabled, which ends the session. */
export async function findActor(db: Database, id: string): Promise<Actor | null> {
  const [actor] = await queryPrepared(db, 'auth-actor', ACTOR_ROW)`
      SELECT ${ACTOR_COLUMNS} FROM user_account u JOIN ward w ON w.id = u.ward_id WHERE u.id = ${id} AND u.disabled_at IS NULL`;
  return actor ?? null;
}

/** An account with what signing in is checked against. */
const ACCOUNT_ROW = ACTOR_ROW.extend({
  passwordHash: z.string(),
  /** When the password was given that must be changed at the first sign-in; null once it was. */
  firstPasswordAt: z.date().nullable(),
  hasFactor: z.boolean(),
  /** The ward requires a second step of this role. */
  requiresFactor: z.boolean(),
});

/** The account of a username with its password hash; null if there is none or it is disabled. */
export const findAccount = (db: Database, username: string): Promise<z.infer<typeof ACCOUNT_ROW> | null> =>
  queryMaybe(db, 'auth-account', ACCOUNT_ROW)`
      SELECT ${ACTOR_COLUMNS}, u.password_hash AS "passwordHash", u.first_password_at AS "firstPasswordAt",
        (EXISTS (SELECT FROM second_factor f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL)
          OR EXISTS (SELECT FROM passkey p WHERE p.user_id = u.id)) AS "hasFactor",
        ${REQUIRES_FACTOR} AS "requiresFactor"
      FROM user_account u JOIN ward w ON w.id = u.ward_id
      WHERE u.username = ${username} AND u.disabled_at IS NULL`;

const PUBLIC_WARD = z.object({ code: z.string(), name: z.string(), phone: z.string().nullable() });

/** Name and phone of the only ward, for the public page; null if there are several or none. */
export async function findPublicWard(db: Database): Promise<z.infer<typeof PUBLIC_WARD> | null> {
  const wards = await queryRows(db, 'auth-public-ward', PUBLIC_WARD)`SELECT code, name, phone FROM ward LIMIT 2`;
  return wards.length === 1 ? wards[0]! : null;
}

/** False on a fresh database, whose first ward is opened at /setup. */
export async function hasWard(db: Database): Promise<boolean> {
  const wards = await queryRows(db, 'auth-has-ward', z.object({}))`SELECT FROM ward LIMIT 1`;
  return wards.length > 0;
}
