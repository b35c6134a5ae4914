import type { Database, Transaction, Reads } from '../../../db/database';
import type { Read } from '../../../db/combine-reads';
import { NotFoundError } from '../../../shared/errors';
import type { BriefingText } from './forms';

/** The subject of a briefing: a round, a lane (by its key) or a door. */
export interface BriefingSubject {
  kind: 'round' | 'lane' | 'household';
  id: string;
}

export interface BriefingRow extends BriefingText {
  id: string;
  roundId: string | null;
  laneKey: string | null;
  laneLabel: string;
  householdId: string | null;
  /** Of the round or the household it is about. */
  roundCode: string | null;
  roundStartsAt: Date | null;
  roundEndsAt: Date | null;
  addressLine: string | null;
  writtenBy: string;
  author: string;
  writtenAt: Date;
  updatedAt: Date | null;
  version: number;
  withdrawnAt: Date | null;
  withdrawnBy: string | null;
  withdrawnReason: string;
}

const BRIEFING = `
  SELECT b.id, b.round_id AS "roundId", b.lane_key AS "laneKey", b.lane_label AS "laneLabel", b.household_id AS "householdId",
    r.code AS "roundCode", r.starts_at AS "roundStartsAt", r.ends_at AS "roundEndsAt", h.address_line AS "addressLine",
    b.approach, b.reluctance, b.what_worked AS "whatWorked", b.written_by AS "writtenBy", u.display_name AS author, b.written_at AS "writtenAt",
    b.updated_at AS "updatedAt", b.version, b.withdrawn_at AS "withdrawnAt", w.display_name AS "withdrawnBy", b.withdrawn_reason AS "withdrawnReason"
  FROM briefing b JOIN user_account u ON u.id = b.written_by LEFT JOIN user_account w ON w.id = b.withdrawn_by
    LEFT JOIN round r ON r.id = b.round_id LEFT JOIN household h ON h.id = b.household_id`;
const INSTANTS: Read<BriefingRow>['instants'] = {
  roundStartsAt: true,
  roundEndsAt: true,
  writtenAt: true,
  updatedAt: true,
  withdrawnAt: true,
};

/** @throws NotFoundError if the ward has no such briefing. */
export async function getBriefing({ pool }: Database, wardId: string, id: string): Promise<BriefingRow> {
  const { rows } = await pool.query<BriefingRow>({
    name: 'briefing',
    text: `${BRIEFING} WHERE b.id = $1 AND b.ward_id = $2`,
    values: [id, wardId],
  });
  if (!rows[0]) throw new NotFoundError('Không có lời dặn này.');
  return rows[0];
}

const IS_ABOUT = {
  round: 'b.round_id = $2::uuid',
  lane: 'b.lane_key = $2',
  household: 'b.household_id = $2::uuid',
} as const;
const SHOWN_OF_ONE = 20;

const aboutOne = (kind: BriefingSubject['kind']): Read<BriefingRow> => ({
  text: `${BRIEFING} WHERE b.ward_id = $1 AND ${IS_ABOUT[kind]} ORDER BY b.written_at DESC, b.id DESC LIMIT ${SHOWN_OF_ONE}`,
  instants: INSTANTS,
});

/** The latest briefings about a door, including withdrawn ones: $1 the ward, $2 the household. */
export const HOUSEHOLD_BRIEFINGS = aboutOne('household');

/** The latest briefings about one round, lane or door, including withdrawn ones. */
export async function listBriefingsAbout(
  { pool }: Reads,
  wardId: string,
  { kind, id }: BriefingSubject,
): Promise<BriefingRow[]> {
  const { rows } = await pool.query<BriefingRow>({
    name: `briefings-about-${kind}`,
    ...aboutOne(kind),
    values: [wardId, id],
  });
  return rows;
}

/** Maximum briefings per lane or door that the team reads on the night: the latest say most. */
const EACH = 3;
/** Maximum earlier rounds through the same lanes. */
const EARLIER_ROUNDS = 3;

/**
 * What the team should read on the night of a round: briefings about the round itself, its lanes, its doors, and
 * earlier rounds through the same lanes. Nothing withdrawn. $1 is the ward.
 * @param round SQL for the id of the round: '$2'.
 */
export const briefingsForRound = (round: string): Read<BriefingRow> => ({
  text: `
    WITH door AS MATERIALIZED (SELECT d.household_id, h.lane_key FROM round_door d JOIN household h ON h.id = d.household_id WHERE d.round_id = ${round} AND d.ward_id = $1),
    lane AS MATERIALIZED (SELECT DISTINCT lane_key FROM door),
    chosen AS (
      SELECT id FROM briefing WHERE round_id = ${round} AND ward_id = $1 AND withdrawn_at IS NULL
      UNION ALL
      SELECT l.id FROM lane CROSS JOIN LATERAL (SELECT id FROM briefing x WHERE x.ward_id = $1 AND x.lane_key = lane.lane_key AND x.withdrawn_at IS NULL
        ORDER BY x.written_at DESC LIMIT ${EACH}) l
      UNION ALL
      SELECT o.id FROM door CROSS JOIN LATERAL (SELECT id FROM briefing x WHERE x.household_id = door.household_id AND x.ward_id = $1 AND x.withdrawn_at IS NULL
        ORDER BY x.written_at DESC LIMIT ${EACH}) o
      UNION ALL
      (SELECT x.id FROM briefing x JOIN round y ON y.id = x.round_id JOIN round own ON own.id = ${round}
       WHERE x.ward_id = $1 AND x.round_id <> ${round} AND x.withdrawn_at IS NULL AND y.starts_at < own.starts_at
         AND EXISTS (SELECT FROM round_door d JOIN household h ON h.id = d.household_id JOIN lane ON lane.lane_key = h.lane_key WHERE d.round_id = x.round_id)
       ORDER BY x.written_at DESC LIMIT ${EARLIER_ROUNDS})
    )
    ${BRIEFING} JOIN chosen ON chosen.id = b.id ORDER BY b.written_at DESC, b.id DESC`,
  instants: INSTANTS,
});
const FOR_ROUND = briefingsForRound('$2');

export async function listBriefingsForRound({ pool }: Reads, wardId: string, roundId: string): Promise<BriefingRow[]> {
  const { rows } = await pool.query<BriefingRow>({
    name: 'briefings-for-round',
    ...FOR_ROUND,
    values: [wardId, roundId],
  });
  return rows;
}

/**
 * Briefings about a door, its lane and the round it is visited on. Nothing withdrawn. $1 is the ward, $2 the household.
 * @param round SQL for the id of the round; it may be null.
 */
export const briefingsAtDoor = (round: string): Read<BriefingRow> => ({
  text: `
    WITH chosen AS (
      (SELECT id FROM briefing WHERE household_id = $2 AND ward_id = $1 AND withdrawn_at IS NULL ORDER BY written_at DESC LIMIT ${EACH})
      UNION ALL
      (SELECT x.id FROM briefing x JOIN household h ON h.id = $2 AND h.lane_key = x.lane_key
       WHERE x.ward_id = $1 AND x.withdrawn_at IS NULL ORDER BY x.written_at DESC LIMIT ${EACH})
      UNION ALL
      (SELECT id FROM briefing WHERE round_id = ${round} AND ward_id = $1 AND withdrawn_at IS NULL ORDER BY written_at DESC LIMIT ${EACH})
    )
    ${BRIEFING} JOIN chosen ON chosen.id = b.id ORDER BY b.household_id IS NULL, b.lane_key IS NULL, b.written_at DESC, b.id DESC`,
  instants: INSTANTS,
});

export const BRIEFINGS_A_PAGE = 20;

/** A page of the ward's briefings, the latest first, and one more if there are more; each with their number. */
export async function listBriefings(
  { pool }: Database,
  wardId: string,
  { after }: { after: string | null },
): Promise<(BriefingRow & { total: number })[]> {
  const { rows } = await pool.query<BriefingRow & { total: number }>({
    name: 'briefings',
    text: `SELECT page.*, (SELECT count(*)::int FROM briefing WHERE ward_id = $1) AS total FROM (${BRIEFING} WHERE b.ward_id = $1
        AND ($2::uuid IS NULL OR (b.written_at, b.id) < (SELECT l.written_at, l.id FROM briefing l WHERE l.ward_id = $1 AND l.id = $2))
      ORDER BY b.written_at DESC, b.id DESC LIMIT ${BRIEFINGS_A_PAGE + 1}) page ORDER BY page."writtenAt" DESC, page.id DESC`,
    values: [wardId, after],
  });
  return rows;
}

export interface KnownSubject extends BriefingSubject {
  label: string;
}

/** The subject with its name. @throws NotFoundError if the ward has no such round, lane or door. */
export async function getSubject(
  { prisma }: { prisma: Database['prisma'] | Transaction },
  wardId: string,
  { kind, id }: BriefingSubject,
): Promise<KnownSubject> {
  const label = await findLabel(prisma, wardId, kind, id);
  if (label === null) throw new NotFoundError();
  return { kind, id, label };
}

async function findLabel(
  prisma: Database['prisma'] | Transaction,
  wardId: string,
  kind: BriefingSubject['kind'],
  id: string,
): Promise<string | null> {
  switch (kind) {
    case 'round': {
      const round = await prisma.round.findFirst({ where: { id, wardId }, select: { code: true } });
      return round && `Buổi ${round.code}`;
    }
    case 'lane': {
      const household = await prisma.household.findFirst({
        where: { wardId, laneKey: id },
        select: { laneLabel: true },
      });
      return household && household.laneLabel;
    }
    case 'household': {
      const household = await prisma.household.findFirst({ where: { id, wardId }, select: { addressLine: true } });
      return household && household.addressLine;
    }
  }
}
