import { z } from 'zod';
import type { Database, Reads, Transaction } from '../../../../db/database';
import { queryRows } from '../../../../db/query-rows';
import { NotFoundError } from '../../../../shared/errors';
import { empty, sql } from '../../../../shared/sql';

const NAME = z.object({ id: z.string(), displayName: z.string() });

/** The officers who can be sent, by Vietnamese given name. */
export const listTeam = (db: Reads, wardId: string) =>
  queryRows(db, 'rounds-team', NAME)`
      SELECT id, display_name AS "displayName" FROM user_account WHERE ward_id = ${wardId} AND role = 'officer' AND disabled_at IS NULL
      ORDER BY person_sort_name(display_name) COLLATE "vi-VN-x-icu", id`;

const ABSENCE_RECORD = z.object({
  id: z.string(),
  userId: z.string(),
  displayName: z.string(),
  startsAt: z.date(),
  endsAt: z.date(),
  reason: z.string(),
  version: z.number(),
});
export type AbsenceRecord = z.infer<typeof ABSENCE_RECORD>;

const columns = {
  id: true,
  userId: true,
  startsAt: true,
  endsAt: true,
  reason: true,
  version: true,
  user: { select: { displayName: true } },
} as const;

/** Absences that are not over, the next first: of one officer, or of the whole team if `userId` is null. */
export const listAbsences = (db: Database, wardId: string, userId: string | null, now: Date) =>
  queryRows(db, 'absences-ahead', ABSENCE_RECORD)`
      SELECT a.id, a.user_id AS "userId", u.display_name AS "displayName", a.starts_at AS "startsAt", a.ends_at AS "endsAt", a.reason, a.version
           FROM absence a JOIN user_account u ON u.id = a.user_id
           WHERE a.ward_id = ${wardId} AND a.ends_at > ${now} ${userId === null ? empty : sql`AND a.user_id = ${userId}`} ORDER BY a.starts_at, a.id LIMIT 200`;

/** @throws NotFoundError if the ward has no such absence. */
export async function getAbsence({ prisma }: Database | { prisma: Transaction }, wardId: string, id: string) {
  const row = await prisma.absence.findFirst({ where: { id, wardId }, select: columns });
  if (!row) throw new NotFoundError('Không có lần báo vắng này. Có thể người khác vừa bỏ.');
  const { user, ...absence } = row;
  return { ...absence, displayName: user.displayName };
}
