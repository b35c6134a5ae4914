import type { Actor } from '../../../actor';
import type { Transaction } from '../../../db/database';
import type { ReferralOutcome } from '../../../generated/prisma/enums';
import { fromDbDate, toDbDate } from '../../../db/dates';
import { lockOrNotFound } from '../../../db/locks';
import { sentBefore } from '../../../shared/sent-before';
import { localDateOf } from '../../../shared/dates';
import { invalid, STALE, UNCHANGED } from '../../../shared/outcome';
import { correct } from '../../office/audit/correct';
import { done, verb } from '../../office/audit/transact';
import type { NewReferral, ReferralAnswer } from './forms';

const NO_VISIT = invalid({
  visitId: 'Lượt thăm này không còn trong sổ. Lưu lần nữa thì giấy được ghi mà không theo lượt thăm nào.',
});

/**
 * Refers a resident to another body. Sent twice, it is one referral, because its id comes with the form. Nothing is saved
 * if it names a visit that the ward does not have, or has no more.
 */
export const makeReferral = verb(
  async ({ tx, actor, now }, residentId: string, { id, visitId, answerBy, ...referral }: NewReferral) => {
    const at = now();
    const { wardId } = actor;
    // Waits for a merge that removes the resident; afterwards the resident is gone.
    await lockOrNotFound(tx, 'resident', { id: residentId, wardId }, 'KEY SHARE');
    if (visitId && (await tx.visit.count({ where: { id: visitId, wardId } })) === 0) return NO_VISIT;
    const columns = { ...referral, residentId, visitId, answerBy: toDbDate(answerBy) };
    const made = { referredOn: toDbDate(localDateOf(at)), referredBy: actor.id, createdAt: at };
    const { count } = await tx.referral.createMany({
      data: [{ ...columns, id, wardId, ...made }],
      skipDuplicates: true,
    });
    if (count === 0 && sentBefore(await tx.referral.findUnique({ where: { id } }), actor, columns)) return UNCHANGED;
    return done('referral.make', id, { residentId, recipient: referral.recipient, answerBy });
  },
);

/** Withdraws a referral made by mistake, unless it has an answer: it counts nowhere, and the row stays. Twice is once. */
export const withdrawReferral = verb(async ({ tx, actor, now }, id: string, reason: string) => {
  const { withdrawnAt, answeredOn } = await locked(tx, actor, id);
  if (withdrawnAt) return UNCHANGED;
  if (answeredOn) return STALE;
  const withdrawal = { withdrawnAt: now(), withdrawnBy: actor.id, withdrawnReason: reason };
  await tx.referral.update({ where: { id }, data: { ...withdrawal, version: { increment: 1 } } });
  return done('referral.withdraw', id, { reason });
});

/** Takes a withdrawal back: the answer is awaited again. Twice is once. */
export const restoreReferral = verb(async ({ tx, actor }, id: string) => {
  const { withdrawnAt, withdrawnReason } = await locked(tx, actor, id);
  if (!withdrawnAt) return UNCHANGED;
  const restored = { withdrawnAt: null, withdrawnBy: null, withdrawnReason: '' };
  await tx.referral.update({ where: { id }, data: { ...restored, version: { increment: 1 } } });
  return done('referral.restore', id, { reason: withdrawnReason });
});

/** An answer before it was corrected, as a form sends it again; earlier ones have no known outcome. */
export type Corrected = Omit<ReferralAnswer, 'outcome'> & { outcome: ReferralOutcome | null };

/** Records what became of a referral, or corrects that; `before` is the corrected answer, null for the first one. */
export const answerReferral = verb(async ({ tx, actor }, id: string, { version, ...given }: ReferralAnswer) => {
  const { withdrawnAt, answeredBy, ...before } = await locked(tx, actor, id);
  if (withdrawnAt) return STALE;
  const { outcome, answer } = given;
  const after = { version, outcome, answer, answeredOn: toDbDate(given.answeredOn) };
  return correct(before, after, async (data, changes) => {
    await tx.referral.update({ where: { id }, data: { ...data, answeredBy: actor.id } });
    if (!answeredBy)
      return {
        ...done('referral.answer', id, { referralOutcome: outcome, answeredOn: given.answeredOn }),
        before: null,
      };
    const corrected: Corrected = { ...before, answeredOn: fromDbDate(before.answeredOn!), version: before.version + 1 };
    const named = changes.map((change) =>
      change.field === 'outcome' ? { ...change, field: 'referralOutcome' } : change,
    );
    return { ...done('referral.correct-answer', id, { changes: named }), before: corrected };
  });
});

/** Takes the answer back, so that it is awaited again. Doing it twice does nothing. */
export const removeAnswer = verb(async ({ tx, actor }, id: string) => {
  const { answeredOn, answer, outcome } = await locked(tx, actor, id);
  if (!answeredOn) return UNCHANGED;
  const empty = { answer: '', outcome: null, answeredOn: null, answeredBy: null };
  await tx.referral.update({ where: { id }, data: { ...empty, version: { increment: 1 } } });
  return done('referral.remove-answer', id, { answer, referralOutcome: outcome, answeredOn: fromDbDate(answeredOn) });
});

async function locked(tx: Transaction, { wardId }: Actor, id: string) {
  await lockOrNotFound(tx, 'referral', { id, wardId, missing: 'Không có giấy giới thiệu này.' });
  return tx.referral.findUniqueOrThrow({ where: { id } });
}
