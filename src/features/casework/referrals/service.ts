import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../actor';
import type { Transaction } from '../../../db/database';
import type { ReferralOutcome } from '../../../generated/prisma/enums';
import { fromDbDate, toDbDate } from '../../../db/dates';
import { lockOrNotFound, lockRows, lockWhere } from '../../../db/locks';
import { sentBefore } from '../../../shared/sent-before';
import { localDateOf } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { sql } from '../../../shared/sql';
import { invalid, STALE, UNCHANGED } from '../../../shared/outcome';
import { correct } from '../../office/audit/correct';
import { done, verb } from '../../office/audit/transact';
import type { LetterEvening, NewLetter, NewReferral, ReferralAnswer } from './forms';

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

const NOT_WAITING = invalid({
  ticked: 'Có người không còn chờ, hay đã ở công văn khác: dưới đây là những người còn chờ.',
});

/** Makes one letter of referrals to the police that wait and stand in none. Sent twice, it is one letter. */
export const makeLetter = verb(async ({ tx, actor: { wardId } }, { ticked, askedEvening }: NewLetter) => {
  await lockRows(tx, 'referral', { ids: ticked, wardId });
  const these = { id: { in: ticked }, wardId };
  const rows = await tx.referral.findMany({ where: these });
  const asked = toDbDate(askedEvening);
  const made = rows[0]?.letterId;
  const isMade = rows.every((row) => row.letterId === made && row.askedEvening?.getTime() === asked.getTime());
  if (made && isMade && rows.length === ticked.length) return { ...UNCHANGED, letterId: made };
  const waiting = { recipient: 'police', letterId: null, withdrawnAt: null, answeredOn: null } as const;
  if ((await tx.referral.count({ where: { ...these, ...waiting } })) !== ticked.length) return NOT_WAITING;
  const letterId = randomUUID();
  await tx.referral.updateMany({ where: these, data: { letterId, askedEvening: asked } });
  return { ...done('referral.make-letter', ticked[0]!, { askedEvening, count: ticked.length }), letterId };
});

/** Takes a letter back: its referrals stay and wait. Twice is once; `stale` while its evening has a day. */
export const removeLetter = verb(async ({ tx, actor }, id: string) => {
  const { letterId, eveningOn, ofLetter, count } = await lockedLetter(tx, actor, id);
  if (!letterId) return UNCHANGED;
  if (eveningOn) return STALE;
  await tx.referral.updateMany({ where: ofLetter, data: { letterId: null, askedEvening: null } });
  return done('referral.remove-letter', id, { count });
});

/** Sets, corrects or empties the day of the evening for the whole letter. */
export const setEvening = verb(async ({ tx, actor }, id: string, { eveningOn, seen }: LetterEvening) => {
  const { letterId, ofLetter, count, ...row } = await lockedLetter(tx, actor, id);
  const before = row.eveningOn && fromDbDate(row.eveningOn);
  if (before === eveningOn) return UNCHANGED;
  if (!letterId || before !== seen) return STALE;
  await tx.referral.updateMany({ where: ofLetter, data: { eveningOn: eveningOn && toDbDate(eveningOn) } });
  return done('referral.set-evening', id, { changes: [{ field: 'eveningOn', before, after: eveningOn }], count });
});

/** A referral, locked with all that stand in its letter. */
async function lockedLetter(tx: Transaction, { wardId }: Actor, id: string) {
  const { letterId = null } = (await tx.referral.findFirst({ where: { id, wardId } })) ?? {};
  const rows = sql`ward_id = ${wardId}::uuid AND (id = ${id}::uuid OR letter_id = ${letterId}::uuid)`;
  const { length: count } = await lockWhere(tx, 'referral', rows);
  if (count === 0) throw new NotFoundError('Không có giấy giới thiệu này.');
  return { ...(await tx.referral.findUniqueOrThrow({ where: { id } })), count, ofLetter: { wardId, letterId } };
}

async function locked(tx: Transaction, { wardId }: Actor, id: string) {
  await lockOrNotFound(tx, 'referral', { id, wardId, missing: 'Không có giấy giới thiệu này.' });
  return tx.referral.findUniqueOrThrow({ where: { id } });
}
