import type { Database, Transaction } from '../../../../db/database';
import { NotFoundError } from '../../../../shared/errors';
import type { AffectedRound } from '../../../office/calendar/affected-rounds';

export interface AbsenceRecord {
  id: string;
  userId: string;
  displayName: string;
  startsAt: Date;
  endsAt: Date;
  reason: string;
  version: number;
}

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
export async function listAbsences(
  { pool }: Database,
  wardId: string,
  userId: string | null,
  now: Date,
): Promise<AbsenceRecord[]> {
  const { rows } = await pool.query<AbsenceRecord>({
    name: 'absences-ahead',
    text: `SELECT a.id, a.user_id AS "userId", u.display_name AS "displayName", a.starts_at AS "startsAt", a.ends_at AS "endsAt", a.reason, a.version
           FROM absence a JOIN user_account u ON u.id = a.user_id
           WHERE a.ward_id = $1 AND a.ends_at > $2 AND ($3::uuid IS NULL OR a.user_id = $3) ORDER BY a.starts_at, a.id LIMIT 200`,
    values: [wardId, now, userId],
  });
  return rows;
}

/** @throws NotFoundError if the ward has no such absence. */
export async function getAbsence(
  { prisma }: Database | { prisma: Transaction },
  wardId: string,
  id: string,
): Promise<AbsenceRecord> {
  const row = await prisma.absence.findFirst({ where: { id, wardId }, select: columns });
  if (!row) throw new NotFoundError('Không có lần báo vắng này. Có thể người khác vừa bỏ.');
  const { user, ...absence } = row;
  return { ...absence, displayName: user.displayName };
}

/** The active officers, by Vietnamese given name. */
export async function listTeam({ pool }: Database, wardId: string): Promise<{ id: string; displayName: string }[]> {
  const { rows } = await pool.query<{ id: string; displayName: string }>({
    name: 'absences-team',
    text: `SELECT id, display_name AS "displayName" FROM user_account WHERE ward_id = $1 AND role = 'officer' AND disabled_at IS NULL
           ORDER BY person_sort_name(display_name) COLLATE "vi-VN-x-icu", id`,
    values: [wardId],
  });
  return rows;
}

/** Rounds of an officer that overlap an absence: not over, not closed. */
export async function listAffectedRounds(
  { prisma }: { prisma: Database['prisma'] | Transaction },
  userId: string,
  { startsAt, endsAt }: { startsAt: Date; endsAt: Date },
  now: Date,
): Promise<AffectedRound[]> {
  return prisma.round.findMany({
    where: {
      roundClosure: null,
      endsAt: { gt: now > startsAt ? now : startsAt },
      startsAt: { lt: endsAt },
      roundOfficers: { some: { userId, isActive: true } },
    },
    select: { id: true, code: true, startsAt: true, endsAt: true },
    orderBy: { startsAt: 'asc' },
  });
}
