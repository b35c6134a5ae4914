import type { Read } from '../../../db/combine-reads';
import type { Database, Reads } from '../../../db/database';
import type { HandOverEnd } from '../../../generated/prisma/enums';
import { NotFoundError } from '../../../shared/errors';
import { GRACE_MINUTES } from './missing';

/** A thing of the ward's list and its state on one round; without `handOverId` it was not taken. */
export interface ThingOfRound {
  itemId: string;
  itemName: string;
  /** Removed from the ward's list, but taken along before that. */
  isRetired: boolean;
  handOverId: string | null;
  takenBy: string | null;
  takenAt: Date | null;
  endedAs: HandOverEnd | null;
  endedAt: Date | null;
  endedBy: string | null;
  endNote: string;
  /** Another round that has it out right now. */
  elsewhere: string | null;
}

/** The ward's list for a round: things in use, and retired ones that were taken to it. $1 the ward, $2 the round. */
export const THINGS_OF_ROUND: Read<ThingOfRound> = {
  text: `SELECT i.id AS "itemId", i.name AS "itemName", i.retired_at IS NOT NULL AS "isRetired", o.id AS "handOverId", taker.display_name AS "takenBy", o.taken_at AS "takenAt",
           o.ended_as AS "endedAs", o.ended_at AS "endedAt", ender.display_name AS "endedBy", coalesce(o.end_note, '') AS "endNote",
           (SELECT r.code FROM hand_over x JOIN round r ON r.id = x.round_id
             WHERE x.ward_id = $1 AND x.item_id = i.id AND x.round_id <> $2 AND x.ended_at IS NULL ORDER BY x.taken_at DESC LIMIT 1) AS elsewhere
         FROM equipment_item i
         LEFT JOIN LATERAL (SELECT * FROM hand_over x WHERE x.round_id = $2 AND x.item_id = i.id ORDER BY x.taken_at DESC LIMIT 1) o ON true
         LEFT JOIN user_account taker ON taker.id = o.taken_by LEFT JOIN user_account ender ON ender.id = o.ended_by
         WHERE i.ward_id = $1 AND (i.retired_at IS NULL OR o.id IS NOT NULL) ORDER BY i.position, i.id`,
  instants: { takenAt: true, endedAt: true },
};

export async function listThingsOfRound({ pool }: Reads, wardId: string, roundId: string): Promise<ThingOfRound[]> {
  const { rows } = await pool.query<ThingOfRound>({
    name: 'hand-overs-of-round',
    ...THINGS_OF_ROUND,
    values: [wardId, roundId],
  });
  return rows;
}

/** SQL: the thing of hand-over `x` of round `r` should be back by now. @param now an instant as SQL. */
export const IS_MISSING = (x: string, r: string, now: string) =>
  `${x}.ended_at IS NULL AND ${r}.ends_at <= ${now}::timestamptz - interval '${GRACE_MINUTES} minutes'`;

export interface OutstandingThing {
  itemName: string;
  takenBy: string;
  endedAt: null;
  roundId: string;
  roundCode: string;
  roundStartsAt: Date;
  roundEndsAt: Date;
}

const MAX_OUTSTANDING = 200;

/** What is out of the office right now, the longest first. */
export async function listOutstanding({ pool }: Database, wardId: string): Promise<OutstandingThing[]> {
  const { rows } = await pool.query<OutstandingThing>({
    name: 'hand-overs-outstanding',
    text: `SELECT i.name AS "itemName", u.display_name AS "takenBy", NULL AS "endedAt",
             r.id AS "roundId", r.code AS "roundCode", r.starts_at AS "roundStartsAt", r.ends_at AS "roundEndsAt"
           FROM hand_over o JOIN equipment_item i ON i.id = o.item_id JOIN user_account u ON u.id = o.taken_by JOIN round r ON r.id = o.round_id
           WHERE o.ward_id = $1 AND o.ended_at IS NULL ORDER BY o.taken_at, i.position LIMIT ${MAX_OUTSTANDING}`,
    values: [wardId],
  });
  return rows;
}

/** The ward's list of things in use. */
export async function listEquipment({ prisma }: Database, wardId: string): Promise<{ id: string; name: string }[]> {
  return prisma.equipmentItem.findMany({
    where: { wardId, retiredAt: null },
    select: { id: true, name: true },
    orderBy: [{ position: 'asc' }, { id: 'asc' }],
  });
}

/** One thing taken to a round. @throws NotFoundError if the ward has no such hand-over. */
export async function getHandOver(
  { prisma }: Database,
  wardId: string,
  id: string,
): Promise<{ id: string; roundId: string; itemName: string }> {
  const row = await prisma.handOver.findFirst({
    where: { id, wardId },
    select: { id: true, roundId: true, item: { select: { name: true } } },
  });
  if (!row) throw new NotFoundError();
  return { id: row.id, roundId: row.roundId, itemName: row.item.name };
}
