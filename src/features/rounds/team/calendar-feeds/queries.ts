import { z } from 'zod';
import type { Database } from '../../../../db/database';
import { queryMaybe, queryRows } from '../../../../db/query-rows';
import { constant } from '../../../../shared/sql';
import { FEED_ROUND } from './round-calendar';

const FEED_OWNER = z.object({ userId: z.string(), wardId: z.string(), displayName: z.string(), wardName: z.string() });

/**
 * The owner of an address, found by the hash of its token; null if it is unknown or revoked, or its officer has left.
 */
export const findFeedOwner = (db: Database, tokenHash: Uint8Array) =>
  queryMaybe(db, 'calendar-feeds-owner', FEED_OWNER)`
      SELECT u.id AS "userId", u.ward_id AS "wardId", u.display_name AS "displayName", w.name AS "wardName"
           FROM calendar_feed f JOIN user_account u ON u.id = f.user_id JOIN ward w ON w.id = u.ward_id
           WHERE f.token_hash = ${Buffer.from(tokenHash)} AND f.revoked_at IS NULL AND u.disabled_at IS NULL AND u.role = 'officer'`;

/** More than an officer's rounds in a year. */
const MAX_ROUNDS = 500;

/**
 * The rounds of an officer from an instant on, the earliest first, cancelled ones included; plus, from `leftFrom` on,
 * the rounds that the officer left, at the hours they had then.
 */
export const listFeedRounds = (
  db: Database,
  { wardId, userId }: { wardId: string; userId: string },
  from: Date,
  leftFrom: Date,
) =>
  queryRows(db, 'calendar-feeds-rounds', FEED_ROUND)`
      SELECT r.id, r.code, r.starts_at AS "startsAt", r.ends_at AS "endsAt", r.area, r.created_at AS "createdAt",
             -- Cancelling does not change the round itself; restoring it raises the version by two.
             r.version - 1 + (c.kind IS NOT DISTINCT FROM 'cancelled')::int AS sequence, CASE WHEN c.kind = 'cancelled' THEN 'cancelled' ELSE 'planned' END AS state,
             (SELECT coalesce(array_agg(u.display_name ORDER BY u.display_name), '{}') FROM round_officer x JOIN user_account u ON u.id = x.user_id
              WHERE x.round_id = r.id AND x.user_id <> ${userId}) AS others
           FROM round_officer o JOIN round r ON r.id = o.round_id LEFT JOIN round_closure c ON c.round_id = r.id
           WHERE o.user_id = ${userId} AND o.starts_at >= ${from} AND r.ward_id = ${wardId}
           UNION ALL
           SELECT r.id, r.code, d.starts_at, d.ends_at, r.area, r.created_at, d.version - 1, 'left', '{}'
           FROM round_departure d JOIN round r ON r.id = d.round_id
           WHERE d.user_id = ${userId} AND d.starts_at >= ${leftFrom} AND d.ward_id = ${wardId}
           ORDER BY "startsAt", id LIMIT ${constant(MAX_ROUNDS)}`;

/** When the officer's current address was created; null without one. */
export async function findFeedSince({ prisma }: Database, userId: string): Promise<Date | null> {
  const feed = await prisma.calendarFeed.findFirst({ where: { userId, revokedAt: null }, select: { createdAt: true } });
  return feed?.createdAt ?? null;
}
