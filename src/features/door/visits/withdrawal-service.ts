import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { violatedConstraint, violatesForeignKey, type Database, type Transaction } from '../../../db/database';
import { lockRow } from '../../../db/locks';
import { DONE, invalid, type Done, type Invalid } from '../../../shared/outcome';
import { recordEvent } from '../../office/audit/record';
import { emptyVisit } from './edit-service';
import { wayToWithdraw, type Kept } from './policy';
import { getVisit } from './queries';

/** Where the visit was, so that it can be logged again, and the note that went with it. */
interface Withdrawn extends Done {
  householdId: string;
  roundDoorId: string | null;
  note: string;
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
 * Withdraws a visit as if it had never been logged: by the officer who logged it on the same day, while nobody else has
 * touched it and its round is still open, or by the office at any time, with a reason. Its people, procedures and
 * answers go with it, and the household's requests that it completed are open again. The door can be logged again. Twice
 * is one withdrawal.
 * @param reason '' for none. @throws NotFoundError when the ward has no such visit.
 */
export async function withdrawVisit(
  { db, now }: Pick<AppContext, 'db' | 'now'>,
  actor: Actor,
  visitId: string,
  reason = '',
): Promise<Withdrawn | Done | Kept | Invalid> {
  const { wardId } = actor;
  const at = now();
  if ((await db.prisma.visitWithdrawal.count({ where: { visitId, wardId } })) > 0) return DONE;
  const stored = await getVisit(db, wardId, visitId);
  try {
    return await db.prisma.$transaction(async (tx): Promise<Withdrawn | Done | Kept | Invalid> => {
      const where = { id: visitId, wardId };
      if (stored.roundId) await lockRow(tx, 'round', { id: stored.roundId, wardId }, 'SHARE');
      await lockRow(tx, 'visit', where);
      const visit = await tx.visit.findFirst({ where });
      if (!visit) return DONE;
      if (visit.version !== stored.version) return { kind: 'kept', why: 'lượt này vừa được sửa, mở lại rồi xem.' };
      const { isRoundClosed } = stored;
      const way = wayToWithdraw(actor, stored, at);
      if (way.kind === 'kept') return way;
      if (way.kind === 'with-reason' && reason === '') return invalid({ reason: 'Ghi vì sao rút, để người sau hiểu.' });
      const why = await findLaterWork(tx, wardId, visitId);
      if (why) return { kind: 'kept', why };
      await emptyVisit(tx, actor, stored, at);
      const { householdId, roundId, roundDoorId, outcome, note } = visit;
      await tx.visitWithdrawal.create({
        data: { visitId, wardId, clientKey: visit.clientKey, withdrawnBy: actor.id, withdrawnAt: at },
      });
      await tx.visit.delete({ where: { id: visitId } });
      if (roundDoorId && !isRoundClosed)
        await tx.roundDoor.updateMany({ where: { id: roundDoorId, wardId }, data: { isOpen: true } });
      await recordEvent(tx, {
        actor,
        action: 'visit.withdraw',
        subject: { type: 'household', id: householdId },
        at,
        details: { visitId, roundId, outcome, ...(reason && { reason }) },
      });
      return { ...DONE, householdId, roundDoorId: isRoundClosed ? null : roundDoorId, note };
    });
  } catch (error) {
    if (violatedConstraint(error)?.includes('round_door_one_open'))
      return { kind: 'kept', why: 'hộ này vừa được xếp vào một buổi khác.' };
    // Such as somebody new, who was reported while the visit still had met somebody.
    if (violatesForeignKey(error)) return { kind: 'kept', why: 'sổ đã ghi việc khác theo lượt này.' };
    throw error;
  }
}

/** What was done after the visit with what it tells, and would be lost; null if nothing. */
async function findLaterWork(tx: Transaction, wardId: string, visitId: string): Promise<string | null> {
  if ((await tx.fileStatus.count({ where: { wardId, assistedProcedure: { visitId } } })) > 0)
    return 'hồ sơ làm trong lượt này đã có trạng thái trên Cổng.';
  if ((await tx.newcomer.count({ where: { wardId, visitId } })) > 0)
    return 'lượt này đã ghi người mới, xác nhận hoặc gộp người ấy trước.';
  if ((await tx.consent.count({ where: { wardId, visitId, undoneAt: null } })) > 0)
    return 'lượt này đã ghi điều bà con đồng ý, hoàn tác ở hồ sơ trước.';
  return null;
}
