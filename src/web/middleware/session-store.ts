import connectPgSimple, { type PGStoreOptions } from 'connect-pg-simple';
import type { Request } from 'express';
import session, { type SessionData } from 'express-session';
import type { Pool } from 'pg';
import { z } from 'zod';
import { statementNameOf, type Database } from '../../db/database';
import { batched } from '../../db/batched';
import { queryPrepared } from '../../db/query-rows';
import { ACTOR_COLUMNS, ACTOR_ROW, REQUIRES_FACTOR, type Actor } from '../../actor';
import { stateOf } from '../../shared/change-count';
import { raw } from '../../shared/sql';

/**
 * connect-pg-simple's store with two changes. Reading a session also reads its user and batches the sessions requested
 * at the same moment, because it is the one statement that every click needs. And saving a session that was read only
 * updates its row: a page that finishes after its session was ended must not bring it back.
 */
export function createSessionStore(db: Database, options: PGStoreOptions): session.Store {
  const PgStore = connectPgSimple(session);
  const find = batched((ids: string[]) => findSessions(db, ids));
  const actors = new WeakMap<SessionData, Actor | null>();
  const wasRead = new WeakSet<SessionData>();

  class Store extends PgStore {
    override get(id: string, callback: (error: unknown, data?: SessionData | null) => void): void {
      find(id).then((found) => {
        if (!found) return callback(null, null);
        const data = JSON.parse(found.json) as SessionData;
        // The ward has ceased to require it since, or the account has another role.
        data.mustEnrol &&= found.requiresFactor;
        actors.set(data, found.actor);
        callback(null, data);
      }, callback);
    }

    override createSession(req: Request, data: SessionData) {
      req.sessionActor = actors.get(data) ?? null;
      const created = super.createSession(req, data);
      wasRead.add(created);
      return created;
    }

    override set(id: string, data: SessionData, callback: (error?: unknown) => void = () => undefined): void {
      if (!wasRead.has(data)) return super.set(id, data, callback);
      updateSession(db, id, data, data.cookie.expires ?? null).then(() => callback(), callback);
    }
  }
  return new Store({ ...options, pool: withNamedStatements(db.pool), tableName: 'user_session', disableTouch: true });
}

/** Names the store's few write statements, so that they are parsed and planned once per connection. */
function withNamedStatements(pool: Pool): Pool {
  const query = (text: string, values: unknown[]) =>
    pool.query({ name: `session ${text.slice(0, 6)} ${statementNameOf(text)}`, text, values });
  return { query } as unknown as Pool;
}

const STORED_SESSION = z.object({
  id: z.string(),
  /** The session's data as JSON. */
  json: z.string(),
  /** The signed-in user; null if there is none, or the account is gone or disabled. */
  actor: ACTOR_ROW.extend({ wardState: z.string() }).nullable(),
  /** The ward requires a second step of the user. */
  requiresFactor: z.boolean(),
});

async function findSessions(db: Database, ids: string[]): Promise<Map<string, z.infer<typeof STORED_SESSION>>> {
  const rows = await queryPrepared(db, 'auth-sessions', STORED_SESSION)`
      SELECT s.sid AS id, s.sess::text AS json, coalesce(${REQUIRES_FACTOR}, false) AS "requiresFactor",
        (SELECT to_json(actor) FROM (SELECT ${ACTOR_COLUMNS}, ${stateOf(raw('u.ward_id'))} AS "wardState") actor WHERE u.id IS NOT NULL) AS actor
      FROM user_session s
      LEFT JOIN user_account u ON u.id = (s.sess -> 'passport' ->> 'user')::uuid AND u.disabled_at IS NULL
      LEFT JOIN ward w ON w.id = u.ward_id
      WHERE s.sid = ANY (${ids}) AND s.expire >= now()`;
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Updates the data of a session that existed when it was read; a session ended in the meantime stays ended. It does not
 * wait for the disk, which takes PostgreSQL longer than the update: if the server crashes in the next half second, the
 * session is as it was before, and a message is not shown or shown twice. Beginning and ending a session do wait (ADR 47).
 */
async function updateSession(db: Database, id: string, data: object, expires: Date | null): Promise<void> {
  await queryPrepared(db, 'auth-session-again', z.object({}))`
      UPDATE user_session SET sess = ${data}, expire = coalesce(${expires}, expire)
      FROM (SELECT set_config('synchronous_commit', 'off', true)) AS setting WHERE sid = ${id}`;
}
