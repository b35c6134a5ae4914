import type { Actor } from '../../../actor';
import type { Context } from '../../../context';
import { toDbDate } from '../../../db/dates';
import { lockOrNotFound } from '../../../db/locks';
import { addDays } from '../../../shared/dates';
import { invalid, UNCHANGED, type Done, type Invalid, type Unchanged } from '../../../shared/outcome';
import { done, transact } from '../../office/audit/transact';
import { FIRST_CHECK_DAYS } from './asking';
import { askedLatelyText } from './asking-labels';
import { getLessonState } from './check-queries';
import type { CheckBackForm, PortalAnswerForm } from './forms';
import { getAsking } from './queries';
import { saveAnswers, saveCheckBacks } from './ledger-service';

/**
 * Records what a resident answered by telephone or at the desk. Refused within 90 days after an earlier answer; another
 * answer of the same day corrects the first, and both are kept. The valid answer, sent again, changes nothing.
 */
export async function recordPortalAnswer(
  { db, now }: Context,
  actor: Actor,
  residentId: string,
  { answer, service: serviceId, month, askedOn }: PortalAnswerForm,
): Promise<Done | Unchanged | Invalid> {
  const { wardId } = actor;
  const at = now();
  return transact({ db, now }, actor, async (tx) => {
    await lockOrNotFound(tx, 'resident', { id: residentId, wardId }, 'NO KEY UPDATE');
    const asking = await getAsking(tx, { wardId, residentId, on: askedOn });
    if (!asking.isAdultHere) return invalid({ askedOn: 'Chỉ hỏi người lớn đang ở phường.' });
    if (!asking.mayBeAsked && !asking.isCorrectable) return invalid({ askedOn: askedLatelyText(asking) });
    const day = { residentId, askedOn: toDbDate(askedOn) };
    const standing = await tx.portalQuestion.findFirst({
      where: day,
      orderBy: [{ recordedAt: 'desc' }, { id: 'desc' }],
    });
    const isSame =
      standing?.answer === answer &&
      standing.publicServiceId === serviceId &&
      standing.usedMonth?.getTime() === (month === null ? undefined : toDbDate(month).getTime());
    if (isSame) return UNCHANGED;
    const asked = { wardId, visitId: null, on: askedOn, recordedBy: actor.id, at };
    await saveAnswers(tx, asked, [{ residentId, answer, serviceId, month }]);
    return done('resident.record-portal-answer', residentId, {
      portalAnswer: answer,
      askedOn: day.askedOn,
      ...(standing && { changes: [{ field: 'portalAnswer', before: standing.answer, after: answer }] }),
    });
  });
}

/**
 * Records whether a resident could still do what the team taught. `not-due`: another officer asked meanwhile, or it is
 * too early or too late. The officer who asked may correct the outcome on that day; both are kept and the later one is
 * valid.
 */
export async function recordCheckBack(
  { db, now }: Context,
  actor: Actor,
  { residentId, serviceId }: { residentId: string; serviceId: string },
  { outcome, barrierId, checkedOn }: CheckBackForm,
): Promise<Done | Unchanged | { kind: 'not-due' }> {
  const { wardId } = actor;
  const at = now();
  return transact({ db, now }, actor, async (tx) => {
    await lockOrNotFound(tx, 'resident', { id: residentId, wardId }, 'NO KEY UPDATE');
    const { taughtOn, livesHere, isDue, past } = await getLessonState(tx, { wardId, residentId, serviceId }, checkedOn);
    const standing = past.find(({ on }) => on === checkedOn);
    if (standing?.outcome === outcome && standing.barrierId === barrierId) return UNCHANGED;
    const isOwnSlip = standing?.byId === actor.id && checkedOn >= addDays(taughtOn, FIRST_CHECK_DAYS);
    if (!livesHere || (!isDue && !isOwnSlip)) return { kind: 'not-due' };
    const asked = { wardId, visitId: null, on: checkedOn, recordedBy: actor.id, at };
    await saveCheckBacks(tx, asked, [{ residentId, serviceId, taughtOn, outcome, barrierId }]);
    return done('resident.record-check-back', residentId, {
      serviceId,
      checkBack: outcome,
      checkedOn: toDbDate(checkedOn),
      ...(standing && { changes: [{ field: 'checkBack', before: standing.outcome, after: outcome }] }),
    });
  });
}
