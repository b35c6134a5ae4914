import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { BaseContext } from '../../../context';
import type { Database, Reads } from '../../../db/database';
import { fromDbDate } from '../../../db/dates';
import { queryRow, queryRows } from '../../../db/query-rows';
import { RECORD } from '../../../db/migrate';
import type { LocalDate } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { raw, sql, type Sql } from '../../../shared/sql';
import type { OutreachPolicy } from '../calendar/outreach-time';

export const TARGET_ROW = z.object({
  id: z.string(),
  indicator: z.string(),
  period: z.string(),
  value: z.number(),
  legalBasis: z.string(),
  note: z.string(),
  /** '' for the whole ward. */
  groupName: z.string(),
  /** Where the line to it begins; null if it has no start of its own. */
  start: z.object({ on: z.iso.date(), value: z.number() }).nullable(),
});
export type TargetRecord = z.infer<typeof TARGET_ROW>;

/** The ward's own settings. `secondLanguage` is '' if steps are said in Vietnamese alone, `teamBeganOn` null until it is set. */
export async function getWard({ prisma }: Database, wardId: string) {
  const ward = await prisma.ward.findUnique({
    where: { id: wardId },
    select: {
      id: true,
      code: true,
      name: true,
      province: true,
      formerWards: true,
      phone: true,
      secondLanguage: true,
      adultAge: true,
      outreachPolicy: true,
      requiresSecondFactor: true,
      officersKeepToArea: true,
      teamBeganOn: true,
      version: true,
    },
  });
  if (!ward) throw new NotFoundError();
  return {
    ...ward,
    teamBeganOn: ward.teamBeganOn && fromDbDate(ward.teamBeganOn),
    outreachPolicy: ward.outreachPolicy as unknown as OutreachPolicy,
  };
}
export type WardRecord = Awaited<ReturnType<typeof getWard>>;

/** The columns of a TargetRecord, for a target t and its group g. */
export const TARGET = sql`t.id, t.indicator, t.period, t.value::float8 AS value, t.legal_basis AS "legalBasis", t.note, coalesce(g.name, '') AS "groupName",
  CASE WHEN t.start_on IS NOT NULL THEN json_build_object('on', t.start_on, 'value', t.start_value) END AS start`;

/** The ward's targets that have not been deleted, by indicator, the newest period first. */
export const listTargets = (db: Database, wardId: string): Promise<TargetRecord[]> =>
  queryRows(db, 'ward-targets', TARGET_ROW)`
      SELECT ${TARGET} FROM indicator_target t LEFT JOIN residential_group g ON g.id = t.residential_group_id
      WHERE t.ward_id = ${wardId} AND t.ended_on IS NULL ORDER BY t.indicator, t.period DESC, t.id`;

/**
 * The code required at /setup while there is no ward: the operator's own, otherwise 12 characters derived from
 * SESSION_SECRET and the random id under which this database's first migration was recorded. So every instance on the
 * database accepts the code that any of them printed, and another database has another code.
 */
export async function getSetupCode({ config, db }: Pick<BaseContext, 'config' | 'db'>): Promise<string> {
  if (config.setupCode) return config.setupCode;
  const [first] = await queryRows(db, 'ward-setup-code', z.object({ id: z.string() }))`
      SELECT id FROM ${raw(RECORD)} ORDER BY migration_name, started_at LIMIT 1`;
  return createHmac('sha256', config.sessionSecret).update(`set-up code ${first!.id}`).digest('base64url').slice(0, 12);
}

/** SQL: the team's first day: the one that the office set, or else the first on which a round was held or a visit logged that same day. */
export const teamBegan = (wardId: string, now: Date): Sql => sql`(SELECT coalesce(w.team_began_on, least(
    (SELECT (min(r.starts_at) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date FROM round r WHERE r.ward_id = w.id AND r.starts_at < ${now}::timestamptz AND NOT EXISTS (SELECT FROM round_closure c WHERE c.round_id = r.id AND c.kind = 'cancelled')),
    (SELECT min(visited_on) FROM visit WHERE ward_id = w.id AND late_reason IS NULL))) FROM ward w WHERE w.id = ${wardId}::uuid)`;

/** The team's first day; null before it. */
export async function findFirstDay(db: Parameters<typeof queryRow>[0], wardId: string, now: Date) {
  const { day } = await queryRow(db, 'team-first-day', z.object({ day: z.string().nullable() }))`
      SELECT ${teamBegan(wardId, now)}::text AS day`;
  return day;
}

const EARLIER = z.object({ visits: z.number(), sessions: z.number(), answers: z.number() });
export type EarlierEntries = z.infer<typeof EARLIER>;

/** What the register holds of the days before one. */
export const countEarlier = (db: Reads, wardId: string, day: LocalDate): Promise<EarlierEntries> =>
  queryRow(db, 'before-first-day', EARLIER)`
      SELECT (SELECT count(*)::int FROM visit WHERE ward_id = ${wardId} AND visited_on < ${day}) AS visits,
        (SELECT count(*)::int FROM group_session WHERE ward_id = ${wardId} AND held_on < ${day} AND withdrawn_at IS NULL) AS sessions,
        (SELECT count(*)::int FROM portal_question WHERE ward_id = ${wardId} AND asked_on < ${day} AND visit_id IS NULL)
          + (SELECT count(*)::int FROM check_back WHERE ward_id = ${wardId} AND checked_on < ${day} AND visit_id IS NULL) AS answers`;
