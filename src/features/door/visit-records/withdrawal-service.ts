import { z } from 'zod';
import type { Actor } from '../../../actor';
import type { Context } from '../../../context';
import { violatedConstraint, violatesForeignKey, type Reads, type Transaction } from '../../../db/database';
import { lockRows } from '../../../db/locks';
import { queryRows } from '../../../db/query-rows';
import { DONE, invalid, type Done, type Invalid } from '../../../shared/outcome';
import { logEvent } from '../../office/audit/transact';
import { emptyVisit } from './edit-service';
import { wayToWithdraw } from '../visit-rules/policy';
import { getVisit } from './queries';
import { lockDoorsAndPeople } from './service';
import { idsIn, type StoredVisit } from './stored-visit';

/** What became of visits: those withdrawn now (not those withdrawn before), or nothing because some are kept. */
export interface Withdrawal extends Done {
  withdrawn: StoredVisit[];
  /** `why` completes "Không hoàn tác được nữa: …". */
  kept: { visit: StoredVisit; why: string }[];
}

/**
 * The visits at which the same officer got no answer in the minute before a visit in its round, the earliest first, and
 * that visit itself. Empty unless it is the officer's own.
 */
export async function listVisitsTogether(db: Reads, { wardId, id: officerId }: Actor, visitId: string) {
  const rows = await queryRows(db, 'visits-together', z.object({ id: z.string() }))`
      SELECT v.id FROM visit last JOIN visit v ON v.round_id = last.round_id
           WHERE last.id = ${visitId} AND last.ward_id = ${wardId} AND last.logged_by = ${officerId} AND v.ward_id = ${wardId} AND v.logged_by = ${officerId}
             AND v.outcome = 'nobody_home' AND v.logged_at BETWEEN last.logged_at - interval '1 minute' AND last.logged_at
           ORDER BY v.logged_at, v.id`;
  return rows.map(({ id }) => id);
}

/**
 * Withdraws visits as if they had never been logged, all of them or none: by the officer who logged them on the same
 * day, while no other user has changed them and their round is still open, or by the office at any time, with a reason.
 * People, procedures and answers go with them, and the household's requests that they completed are open again. The
 * doors can be logged again. Twice is one withdrawal.
 * @param reason '' for none. @throws NotFoundError when the ward has no such visit.
 */
export async function withdrawVisits({ db, now }: Context, actor: Actor, visitIds: readonly string[], reason = '') {
  const { wardId } = actor;
  const at = now();
  const before = await db.prisma.visitWithdrawal.findMany({ where: { visitId: { in: [...visitIds] }, wardId } });
  const stored: StoredVisit[] = [];
  for (const id of visitIds)
    if (before.every(({ visitId }) => visitId !== id)) stored.push(await getVisit(db, wardId, id));
  if (stored.length === 0) return { ...DONE, withdrawn: [], kept: [] };
  let current = stored[0]!;
  const keep = (why: string) => ({ ...DONE, withdrawn: [], kept: [{ visit: current, why }] });
  try {
    return await db.prisma.$transaction(async (tx): Promise<Withdrawal | Invalid> => {
      const roundIds = [...new Set(stored.flatMap(({ roundId }) => roundId ?? []))];
      if (roundIds.length > 0) await lockRows(tx, 'round', { ids: roundIds, wardId }, 'SHARE');
      const ids = await lockRows(tx, 'visit', { ids: stored.map(({ id }) => id), wardId });
      const visits = stored.filter(({ id }) => ids.includes(id));
      const kept: Withdrawal['kept'] = [];
      for (const visit of visits) {
        const why = await reasonToKeep(tx, actor, visit, at);
        if (why) kept.push({ visit, why });
      }
      if (kept.length > 0) return { ...DONE, withdrawn: [], kept };
      if (reason === '' && visits.some((visit) => wayToWithdraw(actor, visit, at).kind === 'with-reason'))
        return invalid({ reason: 'Ghi vì sao rút, để người sau hiểu.' });
      const places = visits.map(({ householdId }) => ({ householdId, door: null }));
      const people = visits.flatMap(({ draft }) => idsIn(draft).residentIds);
      await lockDoorsAndPeople(tx, wardId, places, { ids: people, newcomers: [] });
      for (current of visits) {
        const { id: visitId, clientKey, householdId, roundId, roundDoorId, isRoundClosed, draft } = current;
        await emptyVisit(tx, actor, current, at);
        await tx.visitWithdrawal.create({
          data: { visitId, wardId, clientKey, withdrawnBy: actor.id, withdrawnAt: at },
        });
        await tx.$executeRaw`UPDATE digital_helper SET told_at = array_remove(told_at, ${visitId}::uuid) WHERE ward_id = ${wardId}::uuid AND told_at @> ARRAY[${visitId}::uuid]`;
        await tx.visit.delete({ where: { id: visitId } });
        if (roundDoorId && !isRoundClosed)
          await tx.roundDoor.updateMany({ where: { id: roundDoorId, wardId }, data: { isOpen: true } });
        const subject = { type: 'household', id: householdId };
        const details = {
          visitId,
          roundId,
          outcome: draft.outcome,
          ...(reason && { reason }),
        };
        await logEvent(tx, { actor, at }, 'visit.withdraw', subject, details);
      }
      return { ...DONE, withdrawn: visits, kept };
    });
  } catch (error) {
    if (violatedConstraint(error)?.includes('round_door_one_open'))
      return keep('hộ này vừa được xếp vào một buổi khác.');
    // Such as a new person, reported while the visit still had met a resident.
    if (violatesForeignKey(error)) return keep('sổ đã ghi việc khác theo lượt này.');
    throw error;
  }
}

const SAID_PAID = 'ở lượt này từng ghi người dân phải trả tiền, chủ tịch còn đọc.';

/**
 * Why a locked visit stays: it is not the actor's to withdraw, or something was done after it with what it tells, and would
 * be lost; null if it can go.
 */
async function reasonToKeep(tx: Transaction, actor: Actor, visit: StoredVisit, at: Date): Promise<string | null> {
  const { wardId } = actor;
  const { id: visitId, version } = visit;
  if ((await tx.visit.count({ where: { id: visitId, wardId, version } })) === 0)
    return 'lượt này vừa được sửa, mở lại rồi xem.';
  const way = wayToWithdraw(actor, visit, at);
  if (way.kind === 'kept') return way.why;
  if ((await tx.fileStatus.count({ where: { wardId, assistedProcedure: { visitId } } })) > 0)
    return 'hồ sơ làm trong lượt này đã có trạng thái trên Cổng.';
  // The chairman reads each such answer.
  if ((await tx.checkBack.count({ where: { wardId, visitId, paid: true } })) > 0) return SAID_PAID;
  const takenBack = { path: ['changes'], array_contains: [{ field: 'paid', before: 'paid' }] };
  const edit = { chainId: wardId, subjectType: 'visit', subjectId: visitId, action: 'visit.edit' };
  if ((await tx.auditEvent.count({ where: { ...edit, details: takenBack } })) > 0) return SAID_PAID;
  const fromHereAlone = [{ toldOnly: true, toldAt: { equals: [visitId] } }, { agreedVisitId: visitId }];
  if ((await tx.digitalHelper.count({ where: { wardId, OR: fromHereAlone } })) > 0)
    return 'lượt này đã ghi người giúp số. Ở trang của hộ, bấm “Sửa, thôi giúp”: ghi là nhầm, hay sửa cho đúng, rồi rút lượt này.';
  if ((await tx.newcomer.count({ where: { wardId, visitId } })) > 0)
    return 'lượt này đã ghi người mới, xác nhận hoặc gộp người ấy trước.';
  if ((await tx.consent.count({ where: { wardId, visitId, undoneAt: null } })) > 0)
    return 'lượt này đã ghi điều bà con đồng ý, hoàn tác ở hồ sơ trước.';
  return null;
}
