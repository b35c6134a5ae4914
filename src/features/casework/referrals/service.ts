import type { Actor } from '../../../actor';
import type { Transaction } from '../../../db/database';
import type { ReferralOutcome } from '../../../generated/prisma/enums';
import { fromDbDate, toDbDate } from '../../../db/dates';
import { lockOrNotFound, lockRows, lockWhere } from '../../../db/locks';
import { sentBefore } from '../../../shared/sent-before';
import { addDays, localDateOf } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { newIdAt } from '../../../shared/new-id';
import { sql } from '../../../shared/sql';
import { invalid, STALE, UNCHANGED } from '../../../shared/outcome';
import { correct } from '../../office/audit/correct';
import { done, logEvent, verb } from '../../office/audit/transact';
import type { LetterEvening, NewLetter, NewReferral, ReferralAnswer } from './forms';
import { listCandidates } from './queries';

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
    const data = [{ ...columns, id, ...madeBy(actor, at) }];
    const { count } = await tx.referral.createMany({ data, skipDuplicates: true });
    if (count === 0 && sentBefore(await tx.referral.findUnique({ where: { id } }), actor, columns)) return UNCHANGED;
    return done('referral.make', id, { residentId, recipient: referral.recipient, answerBy });
  },
);

const madeBy = ({ id, wardId }: Actor, at: Date) => ({
  ...{ wardId, referredOn: toDbDate(localDateOf(at)), referredBy: id, createdAt: at },
});

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

const NOT_CANDIDATES = invalid({
  ticked: 'Có người không còn chờ, hay đã ở công văn khác: dưới đây là những người còn ghi được.',
});

/** What people are referred for who are first named in a letter. */
const MOBILE_ID = 'làm định danh điện tử VNeID mức 2';

/** Makes one letter about residents: of their waiting referrals to the police, and of new ones. Sent twice, it is one letter. */
export const makeLetter = verb(async ({ tx, actor, now }, { ticked, askedEvening }: NewLetter) => {
  const [{ wardId }, at] = [actor, now()];
  await lockRows(tx, 'resident', { ids: ticked, wardId });
  await lockWhere(tx, 'referral', sql`ward_id = ${wardId}::uuid AND resident_id = ANY (${ticked}::uuid[])`);
  const [asked, answerBy] = [toDbDate(askedEvening), addDays(askedEvening, 1)];
  const found = await listCandidates(tx, wardId, ticked);
  if (found.length !== ticked.length) {
    const these = { wardId, residentId: { in: ticked }, askedEvening: asked, withdrawnAt: null };
    const [made, ...others] = await tx.referral.findMany({ where: these });
    const isMade = others.length === ticked.length - 1 && others.every(({ letterId }) => letterId === made?.letterId);
    return made && isMade ? { ...UNCHANGED, letterId: made.letterId } : NOT_CANDIDATES;
  }
  const recipient = 'police';
  const columns = { ...madeBy(actor, at), recipient, purpose: MOBILE_ID, answerBy: toDbDate(answerBy) } as const;
  const missing = found.filter(({ referralId }) => !referralId);
  const rows = missing.map(({ residentId }) => ({ ...columns, id: newIdAt(at), residentId }));
  await tx.referral.createMany({ data: rows });
  for (const { id, residentId } of rows)
    await logEvent(tx, { actor, at }, 'referral.make', id, { residentId, recipient, answerBy });
  const added = rows.map(({ id }) => id);
  const ids = [...added, ...found.flatMap(({ referralId }) => referralId ?? [])];
  const letterId = newIdAt(at);
  await tx.referral.updateMany({ where: { id: { in: ids }, wardId }, data: { letterId, askedEvening: asked } });
  const [first] = ids as [string];
  return { ...done('referral.make-letter', first, { askedEvening, count: ids.length }), letterId, first, added };
});

/**
 * Takes a letter back: its referrals stay and wait, unless they were `added` with it, which are withdrawn. Twice is once;
 * `stale` if its evening has a day, or one of its people an answer. Tells what makes it again.
 */
export const removeLetter = verb(async ({ tx, actor, now }, id: string, added: readonly unknown[]) => {
  const { letterId, askedEvening, eveningOn, ofLetter, count } = await lockedLetter(tx, actor, id);
  if (!letterId) return UNCHANGED;
  const waiting = await tx.referral.findMany({ where: { ...ofLetter, withdrawnAt: null } });
  if (eveningOn || waiting.some(({ answeredOn }) => answeredOn)) return STALE;
  const [at, reason] = [now(), 'Bỏ công văn.'];
  const withdrawn = waiting.filter((one) => added.includes(one.id));
  for (const one of withdrawn) await logEvent(tx, { actor, at }, 'referral.withdraw', one.id, { reason });
  await tx.referral.updateMany({
    where: { id: { in: withdrawn.map((one) => one.id) }, wardId: actor.wardId },
    data: { withdrawnAt: at, withdrawnBy: actor.id, withdrawnReason: reason, version: { increment: 1 } },
  });
  await tx.referral.updateMany({ where: ofLetter, data: { letterId: null, askedEvening: null } });
  const people = waiting.map(({ residentId }) => residentId);
  return {
    ...done('referral.remove-letter', id, { count }),
    people,
    withdrawn: withdrawn.length,
    askedEvening: fromDbDate(askedEvening!),
  };
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
