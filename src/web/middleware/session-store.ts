import { createHash } from 'node:crypto';
import connectPgSimple, { type PGStoreOptions } from 'connect-pg-simple';
import type { Request } from 'express';
import session, { type SessionData } from 'express-session';
import type { Pool } from 'pg';
import type { Database } from '../../db/database';
import { batched } from '../../db/batched';
import { findSessions, storeAgain } from '../../features/auth/queries';
import type { Actor } from '../../features/auth/actor';

/**
 * connect-pg-simple's store, but for reading: a session is read together with its person, and with the other sessions
 * asked for at the same moment. It is the one statement that every click needs. And one that was read is only ever
 * written over: a page that ends after its session was ended must not bring it back.
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
      storeAgain(db, id, data, data.cookie.expires ?? null).then(() => callback(), callback);
    }
  }
  return new Store({ ...options, pool: withNamedStatements(db.pool), tableName: 'user_session', disableTouch: true });
}

/** The store writes with the same few statements: named, they are parsed and planned once a connection. */
function withNamedStatements(pool: Pool): Pool {
  const query = (text: string, values: unknown[]) => pool.query({ name: `session ${text.slice(0, 6)} ${createHash('sha1').update(text).digest('base64')}`, text, values });
  return { query } as unknown as Pool;
}
