import { z } from 'zod';
import type { Database, Reads } from '../../../db/database';
import { queryRows, type Read } from '../../../db/query-rows';
import { HandOverEnd } from '../../../generated/prisma/enums';
import { NotFoundError } from '../../../shared/errors';
import { constant, raw, sql, type Sql } from '../../../shared/sql';
import { GRACE_MINUTES } from './missing';

export const THING_OF_ROUND = z.object({
  itemId: z.string(),
  itemName: z.string(),
  /** Removed from the ward's list, but taken along before that. */
  isRetired: z.boolean(),
  handOverId: z.string().nullable(),
  takenBy: z.string().nullable(),
  takenAt: z.date().nullable(),
  endedAs: z.enum(HandOverEnd).nullable(),
  endedAt: z.date().nullable(),
  endedBy: z.string().nullable(),
  endNote: z.string(),
  /** Another round that has it out right now. */
  elsewhere: z.string().nullable(),
});
/** A thing of the ward's list and its state on one round; without `handOverId` it was not taken. */
export type ThingOfRound = z.infer<typeof THING_OF_ROUND>;

/** The ward's list for a round: things in use, and retired ones that were taken to it. */
export const thingsOfRound = (wardId: string, roundId: string): Read<typeof THING_OF_ROUND> => ({
  row: THING_OF_ROUND,
  sql: sql`SELECT i.id AS "itemId", i.name AS "itemName", i.retired_at IS NOT NULL AS "isRetired", o.id AS "handOverId", taker.display_name AS "takenBy", o.taken_at AS "takenAt",
      o.ended_as AS "endedAs", o.ended_at AS "endedAt", ender.display_name AS "endedBy", coalesce(o.end_note, '') AS "endNote",
      (SELECT r.code FROM hand_over x JOIN round r ON r.id = x.round_id
        WHERE x.ward_id = ${wardId} AND x.item_id = i.id AND x.round_id <> ${roundId} AND x.ended_at IS NULL ORDER BY x.taken_at DESC LIMIT 1) AS elsewhere
    FROM equipment_item i
    LEFT JOIN LATERAL (SELECT * FROM hand_over x WHERE x.round_id = ${roundId} AND x.item_id = i.id ORDER BY x.taken_at DESC LIMIT 1) o ON true
    LEFT JOIN user_account taker ON taker.id = o.taken_by LEFT JOIN user_account ender ON ender.id = o.ended_by
    WHERE i.ward_id = ${wardId} AND (i.retired_at IS NULL OR o.id IS NOT NULL) ORDER BY i.position, i.id`,
});

export function listThingsOfRound(db: Reads, wardId: string, roundId: string): Promise<ThingOfRound[]> {
  const { row, sql: things } = thingsOfRound(wardId, roundId);
  return queryRows(db, 'hand-overs-of-round', row)`${things}`;
}

/** SQL: the thing of hand-over `x` of round `r` should be back by now. */
export const isMissing = (x: string, r: string, now: Date): Sql =>
  sql`${raw(x)}.ended_at IS NULL AND ${raw(r)}.ends_at <= ${now}::timestamptz - interval '${constant(GRACE_MINUTES)} minutes'`;

const OUTSTANDING_THING = z.object({
  itemName: z.string(),
  takenBy: z.string(),
  endedAt: z.null(),
  roundId: z.string(),
  roundCode: z.string(),
  roundStartsAt: z.date(),
  roundEndsAt: z.date(),
});
export type OutstandingThing = z.infer<typeof OUTSTANDING_THING>;

const MAX_OUTSTANDING = 200;

/** What is out of the office right now, the longest first. */
export const listOutstanding = (db: Database, wardId: string) =>
  queryRows(db, 'hand-overs-outstanding', OUTSTANDING_THING)`
      SELECT i.name AS "itemName", u.display_name AS "takenBy", NULL AS "endedAt",
        r.id AS "roundId", r.code AS "roundCode", r.starts_at AS "roundStartsAt", r.ends_at AS "roundEndsAt"
      FROM hand_over o JOIN equipment_item i ON i.id = o.item_id JOIN user_account u ON u.id = o.taken_by JOIN round r ON r.id = o.round_id
      WHERE o.ward_id = ${wardId} AND o.ended_at IS NULL ORDER BY o.taken_at, i.position LIMIT ${constant(MAX_OUTSTANDING)}`;

/** The ward's list of things in use. */
export const listEquipment = async ({ prisma }: Database, wardId: string): Promise<{ id: string; name: string }[]> =>
  prisma.equipmentItem.findMany({
    where: { wardId, retiredAt: null },
    select: { id: true, name: true },
    orderBy: [{ position: 'asc' }, { id: 'asc' }],
  });

/** One thing taken to a round. @throws NotFoundError if the ward has no such hand-over. */
export async function getHandOver({ prisma }: Database, wardId: string, id: string) {
  const row = await prisma.handOver.findFirst({
    where: { id, wardId },
    select: { id: true, roundId: true, item: { select: { name: true } } },
  });
  if (!row) throw new NotFoundError();
  return { id: row.id, roundId: row.roundId, itemName: row.item.name };
}
