import { z } from 'zod';
import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import type { Database, Transaction, Reads } from '../../../db/database';
import { queryRow, queryRows, type Read } from '../../../db/query-rows';
import { constant, empty, raw, sql, type Sql } from '../../../shared/sql';
import { ScamPattern } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';

/** The subject of a briefing: a round, a lane (by its key) or a door. */
export interface BriefingSubject {
  kind: 'round' | 'lane' | 'household';
  id: string;
}

const BRIEFING_ROW = z.object({
  id: z.string(),
  roundId: z.string().nullable(),
  laneKey: z.string().nullable(),
  laneLabel: z.string(),
  householdId: z.string().nullable(),
  /** Of the round or the household it is about. */
  roundCode: z.string().nullable(),
  roundStartsAt: z.date().nullable(),
  roundEndsAt: z.date().nullable(),
  addressLine: z.string().nullable(),
  /** Of an alert, which is about the whole ward. */
  scamPattern: z.enum(ScamPattern).nullable(),
  approach: z.string(),
  reluctance: z.string(),
  whatWorked: z.string(),
  writtenBy: z.string(),
  author: z.string(),
  writtenAt: z.date(),
  updatedAt: z.date().nullable(),
  version: z.number(),
  withdrawnAt: z.date().nullable(),
  withdrawnBy: z.string().nullable(),
  withdrawnReason: z.string(),
});
export type BriefingRow = z.infer<typeof BRIEFING_ROW>;

const BRIEFING = sql`
  SELECT b.id, b.round_id AS "roundId", b.lane_key AS "laneKey", b.lane_label AS "laneLabel", b.household_id AS "householdId",
    r.code AS "roundCode", r.starts_at AS "roundStartsAt", r.ends_at AS "roundEndsAt", h.address_line AS "addressLine", b.scam_pattern AS "scamPattern",
    b.approach, b.reluctance, b.what_worked AS "whatWorked", b.written_by AS "writtenBy", u.display_name AS author, b.written_at AS "writtenAt",
    b.updated_at AS "updatedAt", b.version, b.withdrawn_at AS "withdrawnAt", w.display_name AS "withdrawnBy", b.withdrawn_reason AS "withdrawnReason"
  FROM briefing b JOIN user_account u ON u.id = b.written_by LEFT JOIN user_account w ON w.id = b.withdrawn_by
    LEFT JOIN round r ON r.id = b.round_id LEFT JOIN household h ON h.id = b.household_id`;

/** @throws NotFoundError if the ward has no such briefing. */
export const getBriefing = (db: Reads, wardId: string, id: string): Promise<BriefingRow> =>
  queryRow(db, { name: 'briefing', missing: 'Không có lời dặn này.' }, BRIEFING_ROW)`
      ${BRIEFING} WHERE b.id = ${id} AND b.ward_id = ${wardId}`;

/** Reads one for a page of its own; about a household it belongs to its residents' files, so the reading is logged. */
export async function openBriefing(
  { db, accessLog }: AppContext,
  actor: Actor,
  id: string,
  details: { for?: 'edit' } = {},
) {
  const row = await getBriefing(db, actor.wardId, id);
  const of = row.householdId ? { householdId: row.householdId } : {};
  await accessLog.opened(actor, 'briefing.open', { type: 'briefing', id }, { ...of, ...details });
  return row;
}

const COLUMN_OF = { round: raw('b.round_id'), lane: raw('b.lane_key'), household: raw('b.household_id') } as const;
const SHOWN_OF_ONE = 20;

/** The latest briefings about one round, lane or door, including withdrawn ones. */
export const briefingsAbout = (wardId: string, { kind, id }: BriefingSubject): Read<typeof BRIEFING_ROW> => ({
  row: BRIEFING_ROW,
  sql: sql`${BRIEFING} WHERE b.ward_id = ${wardId} AND ${COLUMN_OF[kind]} = ${id} ORDER BY b.written_at DESC, b.id DESC LIMIT ${constant(SHOWN_OF_ONE)}`,
});

export function listBriefingsAbout(db: Reads, wardId: string, subject: BriefingSubject): Promise<BriefingRow[]> {
  const about = briefingsAbout(wardId, subject);
  return queryRows(db, `briefings-about-${subject.kind}`, about.row)`${about.sql}`;
}

/** How many days an alert is said at doors. */
export const ALERT_DAYS = 14;

/** SQL that is true for an alert `b` that stands on a day. */
export const isAlertOn = (on: LocalDate | Sql): Sql => sql`(b.scam_pattern IS NOT NULL AND b.withdrawn_at IS NULL
  AND (b.written_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date BETWEEN ${on}::date - ${constant(ALERT_DAYS - 1)} AND ${on}::date)`;

/** Maximum briefings per lane or door that the team reads on the night: the latest say most. */
const EACH = constant(3);
/** Maximum earlier rounds through the same lanes. */
const EARLIER_ROUNDS = constant(3);

/**
 * What the team should read on the night of a round: the ward's alerts, briefings about the round itself, its lanes, its
 * doors, and earlier rounds through the same lanes. Nothing withdrawn.
 * @param round the id of the round, or SQL of it.
 */
export const briefingsForRound = (wardId: string, round: string | Sql): Read<typeof BRIEFING_ROW> => ({
  row: BRIEFING_ROW,
  sql: sql`
    WITH door AS MATERIALIZED (SELECT d.household_id, h.lane_key FROM round_door d JOIN household h ON h.id = d.household_id WHERE d.round_id = ${round} AND d.ward_id = ${wardId}),
    lane AS MATERIALIZED (SELECT DISTINCT lane_key FROM door),
    chosen AS (
      SELECT id FROM briefing WHERE round_id = ${round} AND ward_id = ${wardId} AND withdrawn_at IS NULL
      UNION ALL
      SELECT b.id FROM briefing b JOIN round own ON own.id = ${round} WHERE b.ward_id = ${wardId} AND ${isAlertOn(sql`(own.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')`)}
      UNION ALL
      SELECT l.id FROM lane CROSS JOIN LATERAL (SELECT id FROM briefing x WHERE x.ward_id = ${wardId} AND x.lane_key = lane.lane_key AND x.withdrawn_at IS NULL
        ORDER BY x.written_at DESC LIMIT ${EACH}) l
      UNION ALL
      SELECT o.id FROM door CROSS JOIN LATERAL (SELECT id FROM briefing x WHERE x.household_id = door.household_id AND x.ward_id = ${wardId} AND x.withdrawn_at IS NULL
        ORDER BY x.written_at DESC LIMIT ${EACH}) o
      UNION ALL
      (SELECT x.id FROM briefing x JOIN round y ON y.id = x.round_id JOIN round own ON own.id = ${round}
       WHERE x.ward_id = ${wardId} AND x.round_id <> ${round} AND x.withdrawn_at IS NULL AND y.starts_at < own.starts_at
         AND EXISTS (SELECT FROM round_door d JOIN household h ON h.id = d.household_id JOIN lane ON lane.lane_key = h.lane_key WHERE d.round_id = x.round_id)
       ORDER BY x.written_at DESC LIMIT ${EARLIER_ROUNDS})
    )
    ${BRIEFING} JOIN chosen ON chosen.id = b.id ORDER BY b.written_at DESC, b.id DESC`,
});
export function listBriefingsForRound(db: Reads, wardId: string, roundId: string): Promise<BriefingRow[]> {
  const forRound = briefingsForRound(wardId, roundId);
  return queryRows(db, 'briefings-for-round', forRound.row)`${forRound.sql}`;
}

/**
 * Briefings about a door, its lane and the round it is visited on, and the alerts of the day. Nothing withdrawn.
 */
export const briefingsAtDoor = (
  wardId: string,
  { householdId, roundId, day }: { householdId: string; roundId: string | null; day: LocalDate },
): Read<typeof BRIEFING_ROW> => ({
  row: BRIEFING_ROW,
  sql: sql`
    WITH chosen AS (
      (SELECT id FROM briefing WHERE household_id = ${householdId} AND ward_id = ${wardId} AND withdrawn_at IS NULL ORDER BY written_at DESC LIMIT ${EACH})
      UNION ALL
      (SELECT x.id FROM briefing x JOIN household h ON h.id = ${householdId} AND h.lane_key = x.lane_key
       WHERE x.ward_id = ${wardId} AND x.withdrawn_at IS NULL ORDER BY x.written_at DESC LIMIT ${EACH})
      UNION ALL
      (SELECT id FROM briefing WHERE round_id = ${roundId} AND ward_id = ${wardId} AND withdrawn_at IS NULL ORDER BY written_at DESC LIMIT ${EACH})
      UNION ALL
      (SELECT b.id FROM briefing b WHERE b.ward_id = ${wardId} AND ${isAlertOn(day)} ORDER BY b.written_at DESC LIMIT ${EACH})
    )
    ${BRIEFING} JOIN chosen ON chosen.id = b.id ORDER BY b.household_id IS NULL, b.lane_key IS NULL, b.written_at DESC, b.id DESC`,
});

export const BRIEFINGS_A_PAGE = 20;

/** A page of the ward's briefings, the latest first, and one more if there are more; each with their number. */
export const listBriefings = (db: Reads, wardId: string, { after }: { after: string | null }) =>
  queryRows(db, 'briefings', BRIEFING_ROW.extend({ total: z.number() }))`
      SELECT page.*, (SELECT count(*)::int FROM briefing WHERE ward_id = ${wardId}) AS total FROM (${BRIEFING} WHERE b.ward_id = ${wardId}
        ${after === null ? empty : sql`AND (b.written_at, b.id) < (SELECT l.written_at, l.id FROM briefing l WHERE l.ward_id = ${wardId} AND l.id = ${after})`}
      ORDER BY b.written_at DESC, b.id DESC LIMIT ${constant(BRIEFINGS_A_PAGE + 1)}) page ORDER BY page."writtenAt" DESC, page.id DESC`;

export interface KnownSubject extends BriefingSubject {
  label: string;
}

/** The subject with its name. @throws NotFoundError if the ward has no such round, lane or door. */
export async function getSubject(
  { prisma }: { prisma: Database['prisma'] | Transaction },
  wardId: string,
  { kind, id }: BriefingSubject,
): Promise<KnownSubject> {
  if (kind === 'round') {
    const round = await prisma.round.findFirst({ where: { id, wardId }, select: { code: true } });
    if (!round) throw new NotFoundError();
    return { kind, id, label: `Buổi ${round.code}` };
  }
  const of = kind === 'lane' ? { laneKey: id } : { id };
  const household = await prisma.household.findFirst({
    where: { wardId, ...of },
    select: { laneLabel: true, addressLine: true },
  });
  if (!household) throw new NotFoundError();
  return { kind, id, label: kind === 'lane' ? household.laneLabel : household.addressLine };
}
