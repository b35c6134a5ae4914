import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { violatedConstraint, violatesForeignKey, type Database } from '../../../db/database';
import { lockRow } from '../../../db/locks';
import { DONE, type Done } from '../../../shared/outcome';
import { NotFoundError } from '../../../web/errors';
import { recordEvent } from '../../office/audit/record';

/** How long an officer may take back a tap. Later the visit is corrected, and the book keeps both. */
const WITHDRAWAL_MINUTES = 10;

/** Where the visit was, so that it can be logged again, and the note that went with it. */
interface Withdrawn extends Done {
  householdId: string;
  roundDoorId: string | null;
  note: string;
}

/** Nothing was written: `why` completes "Không hoàn tác được nữa: …". */
interface Kept {
  kind: 'kept';
  why: string;
}

/**
 * The visits at which the same officer found nobody in the minute before a visit in its round, the earliest first, and
 * that visit itself. Empty unless it is the officer's own.
 */
export async function listVisitsTogether({ pool }: Database, { wardId, id: officerId }: Actor, visitId: string) {
  const { rows } = await pool.query<{ id: string }>({
    name: 'visits-together',
    text: `SELECT v.id FROM visit last JOIN visit v ON v.round_id = last.round_id
           WHERE last.id = $1 AND last.ward_id = $2 AND last.logged_by = $3 AND v.ward_id = $2 AND v.logged_by = $3
             AND v.outcome = 'nobody_home' AND v.logged_at BETWEEN last.logged_at - interval '1 minute' AND last.logged_at
           ORDER BY v.logged_at, v.id`,
    values: [visitId, wardId, officerId],
  });
  return rows.map(({ id }) => id);
}

/**
 * Withdraws a visit at which nobody was at home, as if it had never been logged: only by the officer who logged it,
 * within minutes, while nobody else has touched it and its round is still open. The door can be logged again. Twice is
 * one withdrawal. @throws NotFoundError when the ward has no such visit.
 */
export async function withdrawVisit(
  { db, now }: Pick<AppContext, 'db' | 'now'>,
  actor: Actor,
  visitId: string,
): Promise<Withdrawn | Done | Kept> {
  try {
    return await db.prisma.$transaction(async (tx): Promise<Withdrawn | Done | Kept> => {
      const { wardId } = actor;
      const where = { id: visitId, wardId };
      const known = await tx.visit.findFirst({ where, select: { roundId: true } });
      if (known?.roundId) await lockRow(tx, 'round', { id: known.roundId, wardId }, 'SHARE');
      await lockRow(tx, 'visit', where);
      const visit = await tx.visit.findFirst({
        where,
        include: { round: { select: { roundClosure: { select: { kind: true } } } } },
      });
      if (!visit) {
        const already = await tx.visitWithdrawal.findFirst({ where: { visitId, wardId, withdrawnBy: actor.id } });
        if (!already) throw new NotFoundError('Không có lượt thăm này trong sổ của phường.');
        return DONE;
      }
      const at = now();
      if (visit.outcome !== 'nobody_home') return { kind: 'kept', why: 'chỉ hoàn tác được lượt “Vắng nhà”.' };
      if (visit.loggedBy !== actor.id) return { kind: 'kept', why: 'lượt này do người khác ghi.' };
      if (visit.updatedBy !== null && visit.updatedBy !== actor.id)
        return { kind: 'kept', why: 'đã có người khác sửa lượt này.' };
      if (at.getTime() - visit.loggedAt.getTime() > WITHDRAWAL_MINUTES * 60_000)
        return { kind: 'kept', why: `đã quá ${WITHDRAWAL_MINUTES} phút.` };
      if (visit.round?.roundClosure) return { kind: 'kept', why: 'buổi này đã đóng.' };
      const { householdId, roundId, roundDoorId, outcome, note } = visit;
      await tx.visitWithdrawal.create({
        data: { visitId, wardId, clientKey: visit.clientKey, withdrawnBy: actor.id, withdrawnAt: at },
      });
      await tx.visit.delete({ where: { id: visitId } });
      if (roundDoorId) await tx.roundDoor.updateMany({ where: { id: roundDoorId, wardId }, data: { isOpen: true } });
      await recordEvent(tx, {
        actor,
        action: 'visit.withdraw',
        subject: { type: 'household', id: householdId },
        at,
        details: { visitId, roundId, outcome },
      });
      return { ...DONE, householdId, roundDoorId, note };
    });
  } catch (error) {
    if (violatedConstraint(error)?.includes('round_door_one_open'))
      return { kind: 'kept', why: 'hộ này vừa được xếp vào một buổi khác.' };
    // Such as somebody new, who was reported while the visit still had met somebody.
    if (violatesForeignKey(error)) return { kind: 'kept', why: 'sổ đã ghi việc khác theo lượt này.' };
    throw error;
  }
}
