import { z } from 'zod';
import type { Database, Transaction } from '../../../db/database';
import { queryRow, queryRows, type RowReader } from '../../../db/query-rows';
import type { Prisma } from '../../../generated/prisma/client';
import { NotFoundError } from '../../../shared/errors';
import { CLOSES_ON, warnedOf } from './unused';

const columns = {
  id: true,
  username: true,
  displayName: true,
  role: true,
  phone: true,
  mustChangePassword: true,
  disabledAt: true,
  lastLoginAt: true,
  readingBrakedAt: true,
  area: true,
  version: true,
  _count: { select: { secondFactors: { where: { confirmedAt: { not: null } } }, passkeys: true } },
} as const;

type Row = Prisma.UserAccountGetPayload<{ select: typeof columns }>;
const recordOf = ({ _count: { secondFactors, passkeys }, ...row }: Row) => ({
  ...row,
  hasFactor: secondFactors + passkeys > 0,
});
export type UserRecord = ReturnType<typeof recordOf>;

/** Accounts of the ward: active ones first, by role, then by username. */
export async function listUsers({ prisma }: Database, wardId: string): Promise<UserRecord[]> {
  const rows = await prisma.userAccount.findMany({
    where: { wardId },
    select: columns,
    orderBy: [{ role: 'asc' }, { username: 'asc' }],
  });
  const users = rows.map(recordOf);
  return [...users.filter((user) => !user.disabledAt), ...users.filter((user) => user.disabledAt)];
}

const UNUSED = z.object({
  days: z.number().nullable(),
  warned: z.array(z.object({ id: z.string(), closesOn: z.string() })),
});

/** After how many days an unused account is closed, null for never, and the accounts warned of. */
export const findUnused = (db: Database, wardId: string, now: Date): Promise<z.infer<typeof UNUSED>> =>
  queryRow(db, 'users-unused', UNUSED)`
      SELECT (ward.retention ->> 'unusedDays')::int AS days, (SELECT coalesce(json_agg(json_build_object('id', u.id, 'closesOn', ${CLOSES_ON})), '[]')
        FROM user_account u WHERE ${warnedOf(wardId, now)}) AS warned FROM ward WHERE ward.id = ${wardId}`;

/** @throws NotFoundError if the ward has no such account. */
export async function getUser({ prisma }: Database, wardId: string, id: string): Promise<UserRecord> {
  const user = await prisma.userAccount.findFirst({ where: { id, wardId }, select: columns });
  if (!user) throw new NotFoundError('Không có tài khoản này.');
  return recordOf(user);
}

const PLACE = z.object({ kind: z.enum(['group', 'lane', 'street']), key: z.string(), label: z.string() });
export type Place = z.infer<typeof PLACE>;

/**
 * What can be closed, and without the streets what an officer's area is made of: residential groups by number; lanes, and
 * streets with all their alleys, in walking order.
 */
export const listAreaPlaces = (db: RowReader, wardId: string): Promise<Place[]> =>
  queryRows(db, 'area-places', PLACE)`
      SELECT kind, key, min(label) AS label FROM (
        SELECT 'group' AS kind, id::text AS key, name AS label, lpad(code, 20) AS at FROM residential_group WHERE ward_id = ${wardId} AND valid_to IS NULL
        UNION ALL SELECT 'street', fold_vietnamese(street), 'Phố ' || street || ', các ngõ và khu tập thể cùng tên', at
          FROM (SELECT street, min(walk_order) AS at FROM household WHERE ward_id = ${wardId} AND street <> '' GROUP BY street) streets
        UNION ALL SELECT 'lane', lane_key, min(lane_label), min(walk_order) FROM household WHERE ward_id = ${wardId} GROUP BY lane_key) areas
      GROUP BY kind, key ORDER BY kind, min(at COLLATE "C")`;

/** Number of sessions the account has now, by the clock of the session store. */
export async function countSessions(db: Database, userId: string): Promise<number> {
  const [sessions] = await queryRows(db, 'user-sessions', z.object({ count: z.number() }))`
      SELECT count(*)::int AS count FROM user_session WHERE sess -> 'passport' ->> 'user' = ${userId} AND expire >= now()`;
  return sessions!.count;
}

/** The weekly pattern, Monday first. */
export const listAvailability = async ({ prisma }: Database, wardId: string, userId: string) =>
  prisma.officerAvailability.findMany({
    where: { wardId, userId },
    select: { weekday: true, fromTime: true, toTime: true },
    orderBy: [{ weekday: 'asc' }, { fromTime: 'asc' }],
  });

/** An officer's rounds that are not over and not closed, the next first; of a span, those that overlap it. */
export const listComingRoundsOf = (
  tx: Transaction,
  userId: string,
  now: Date,
  span?: { startsAt: Date; endsAt: Date },
) =>
  tx.round.findMany({
    where: {
      roundClosure: null,
      endsAt: { gt: span && span.startsAt > now ? span.startsAt : now },
      ...(span && { startsAt: { lt: span.endsAt } }),
      roundOfficers: { some: { userId, isActive: true } },
    },
    select: { id: true, code: true, startsAt: true, endsAt: true },
    orderBy: { startsAt: 'asc' },
  });
