import { fromDbDate, toDbDate } from '../../../db/dates';
import { lockOrNotFound } from '../../../db/locks';
import { sentBefore } from '../../../shared/sent-before';
import { localDateOf } from '../../../shared/dates';
import { invalid, UNCHANGED } from '../../../shared/outcome';
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

/** Removes a referral made by mistake, while no answer has come; the log keeps its words. Twice is once. */
export const removeReferral = verb(async ({ tx, actor }, id: string) => {
  const referral = await tx.referral.findFirst({ where: { id, wardId: actor.wardId } });
  if (!referral) return UNCHANGED;
  const { count } = await tx.referral.deleteMany({ where: { id, wardId: actor.wardId, answeredOn: null } });
  if (count === 0) return { kind: 'blocked', blockers: ['Giấy này đã có trả lời: hoàn tác trả lời trước.'] };
  const { residentId, recipient, recipientName, purpose, answerBy } = referral;
  return done(
    'referral.remove',
    { type: 'resident', id: residentId },
    { recipient, recipientName, purpose, answerBy: fromDbDate(answerBy) },
  );
});

/** Records what became of a referral, once; `unchanged` if it has an answer. */
export const answerReferral = verb(async ({ tx, actor }, id: string, { answer, answeredOn }: ReferralAnswer) => {
  const { count } = await tx.referral.updateMany({
    where: { id, wardId: actor.wardId, answeredOn: null },
    data: { answer, answeredOn: toDbDate(answeredOn), answeredBy: actor.id },
  });
  if (count === 0) return UNCHANGED;
  return done('referral.answer', id, { answeredOn });
});

/** Takes the answer back, so that it is awaited again. Doing it twice does nothing. */
export const removeAnswer = verb(async ({ tx, actor }, id: string) => {
  const before = await tx.referral.findFirst({ where: { id, wardId: actor.wardId }, select: { answer: true } });
  const { count } = await tx.referral.updateMany({
    where: { id, wardId: actor.wardId, answeredOn: { not: null } },
    data: { answer: '', answeredOn: null, answeredBy: null },
  });
  if (!before || count === 0) return UNCHANGED;
  return done('referral.remove-answer', id, { answer: before.answer });
});
