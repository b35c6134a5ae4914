import { createHash, randomInt } from 'node:crypto';
import { newIdAt } from '../../../shared/new-id';
import type { Actor } from '../../../actor';
import type { Context } from '../../../context';
import type { Transaction } from '../../../db/database';
import { lockRow, lockRows, lockWhere, lockOrNotFound } from '../../../db/locks';
import { localDateOf } from '../../../shared/dates';
import { blocked, DONE, UNCHANGED, type Done, type Unchanged } from '../../../shared/outcome';
import { spokenCode } from '../../../shared/spoken-code';
import { NotFoundError } from '../../../shared/errors';
import { raw, sql } from '../../../shared/sql';
import { done, logEvent, verb } from '../../office/audit/transact';
import { proposedDay } from '../requests/promised-day';
import { readWorkingCalendar } from '../requests/queries';
import { insertRequest, withdrawWithin } from '../requests/service';
import { REQUEST_CODE_LENGTH, type Refusal, type SenderKey, type TypedPublicRequest } from './forms';
import { findCode, findSentRequest, waitingIn } from './queries';
import { askedText, channelOf, preferredTimesOf } from './request-choices';
import { canWithdraw, senderState } from './sender-state';

/** Identifies one sending of a form: the same page with the same words has the same key. */
export const sendKeyOf = (formId: string, typed: object): string =>
  createHash('sha256')
    .update(JSON.stringify([formId, Object.entries(typed).sort(([one], [other]) => (one < other ? -1 : 1))]))
    .digest('hex');

interface Sent {
  wardId: string;
  sendKey: string;
  isChecked: boolean;
  /** A keyed hash of the sender's network; null for a signed-in user. */
  origin: string | null;
  /** Who types it for the sender; null on the public page. */
  by: Actor | null;
}

/** Stores a sender's request and returns its code. Sent twice, it is one request with one code. */
export async function sendPublicRequest(
  { db, now }: Context,
  { wardId, sendKey, isChecked, origin, by }: Sent,
  typed: TypedPublicRequest,
): Promise<string> {
  for (;;) {
    const at = now();
    const id = newIdAt(at);
    const code = spokenCode(REQUEST_CODE_LENGTH, (below) => randomInt(below));
    const isStored = await db.prisma.$transaction(async (tx) => {
      const { count } = await tx.publicRequest.createMany({
        data: [{ ...typed, id, wardId, sendKey, code, isChecked, origin, enteredBy: by?.id ?? null, receivedAt: at }],
        skipDuplicates: true,
      });
      if (count === 0) return false;
      await logEvent(tx, { actor: by, wardId, at: now() }, 'public-request.send', id, { isChecked });
      return true;
    });
    if (isStored) return code;
    const known = await findCode(db, wardId, sendKey);
    if (known !== null) return known;
    // Another request has this code already: draw again.
  }
}

/**
 * Takes a request back for its sender, also one that the office matched. `unchanged`: it was withdrawn, declined or done
 * before.
 */
export async function withdrawPublicRequest({ db, now }: Context, wardId: string, key: SenderKey) {
  const found = await findSentRequest(db, wardId, key);
  if (!found) throw new NotFoundError();
  if (!canWithdraw(senderState(found))) return UNCHANGED;
  return db.prisma.$transaction(async (tx): Promise<Done | Unchanged> => {
    const { id } = found;
    await lockRow(tx, 'public_request', { id, wardId });
    const matched = await findOutcome(tx, id);
    if (matched?.kind === 'matched')
      return withdrawWithin(tx, null, {
        wardId,
        id: matched.supportRequestId!,
        reason: 'Người gửi tự rút trên trang mời đội',
        at: now(),
      });
    if (matched) return UNCHANGED;
    const at = now();
    await tx.publicRequestOutcome.create({
      data: { id: newIdAt(at), wardId, publicRequestId: id, kind: 'withdrawn', decidedAt: at },
    });
    await logEvent(tx, { actor: null, wardId, at: now() }, 'public-request.withdraw', id);
    return DONE;
  });
}

/** Matches a request with a household: it becomes that household's support request. `unchanged`: it waits no longer. */
export const matchPublicRequest = verb(
  async ({ tx, actor, now }, id: string, { householdId, accept }: { householdId: string; accept: boolean }) => {
    const { wardId } = actor;
    const at = now();
    await lockOrNotFound(tx, 'public_request', { id, wardId });
    await lockOrNotFound(tx, 'household', { id: householdId, wardId }, 'NO KEY UPDATE');
    const given = await tx.publicRequest.findUniqueOrThrow({ where: { id }, include: { enteredByUser: true } });
    if (!given.isWaiting) return UNCHANGED;
    const leader =
      given.senderPhone === null
        ? null
        : await tx.residentialGroup.findFirst({
            where: { wardId, leaderPhone: given.senderPhone },
            select: { name: true },
          });
    const requestId = newIdAt(at);
    const receivedOn = localDateOf(given.receivedAt);
    await insertRequest(tx, actor, {
      id: requestId,
      householdId,
      residentId: null,
      publicServiceIds: [],
      channel: channelOf({ enteredBy: given.enteredByUser?.role ?? null, leaderOf: leader?.name ?? null }),
      contactName: given.senderName,
      contactPhone: given.senderPhone,
      what: askedText(given.topics, given.what),
      receivedOn,
      promisedBy: proposedDay(receivedOn, await readWorkingCalendar(tx, wardId, receivedOn)),
      wishes: preferredTimesOf(given.times),
      isAccepted: accept,
      at,
    });
    await tx.publicRequestOutcome.create({
      data: {
        id: newIdAt(at),
        wardId,
        publicRequestId: id,
        kind: 'matched',
        supportRequestId: requestId,
        decidedBy: actor.id,
        decidedAt: at,
      },
    });
    return { ...done('public-request.match', id, { householdId, requestId }), requestId };
  },
);

/** Declines requests that wait. Returns the ids of those declined now: others were handled before. */
export const declinePublicRequests = verb(
  async ({ tx, actor, now }, ids: readonly string[], { refusal, note }: Refusal) => {
    const { wardId } = actor;
    const declined = await lockInState(tx, actor, ids, true);
    const at = now();
    await tx.publicRequestOutcome.createMany({
      data: declined.map((publicRequestId) => ({
        id: newIdAt(at),
        wardId,
        publicRequestId,
        kind: 'declined' as const,
        refusal,
        note,
        decidedBy: actor.id,
        decidedAt: now(),
      })),
    });
    for (const id of declined)
      await logEvent(tx, { actor, at: now() }, 'public-request.decline', id, { refusal, note });
    return { ...DONE, declined };
  },
);

/**
 * Declines every request of the crowd that had come when it was shown; 10,000 are one act with one event. Returns how
 * many stand declined by this press: sent twice, it declines nothing more, and both answers can offer to undo it.
 * @param crowdId the id of the press, by which it can be undone.
 */
export const declineCrowd = verb(
  async ({ tx, actor, now }, { crowdId, shownAt, refusal, note }: Refusal & { crowdId: string; shownAt: Date }) => {
    const { wardId } = actor;
    const ward = sql`(SELECT ${wardId}::uuid AS ward_id)`;
    const ids = await lockWhere(
      tx,
      'public_request',
      sql`is_waiting AND received_at <= ${shownAt}::timestamptz AND id IN (
        SELECT c.id FROM ${ward} here CROSS JOIN LATERAL (${waitingIn(raw('here.ward_id'))}) c WHERE c.is_crowded)`,
    );
    const count = await tx.$executeRaw`
      INSERT INTO public_request_outcome (id, ward_id, public_request_id, kind, refusal, note, decided_by, decided_at, crowd_id)
      SELECT gen_random_uuid(), ${wardId}::uuid, r.id, 'declined', ${refusal}::public_request_refusal, ${note}, ${actor.id}::uuid, ${now()}::timestamptz, ${crowdId}::uuid
      FROM public_request r WHERE r.id = ANY (${ids}::uuid[]) AND r.is_waiting
        AND NOT EXISTS (SELECT FROM public_request_outcome pressed WHERE pressed.ward_id = ${wardId}::uuid AND pressed.crowd_id = ${crowdId}::uuid)`;
    const standing = await tx.publicRequestOutcome.count({ where: { wardId, crowdId, revertedAt: null } });
    if (count === 0) return { ...UNCHANGED, count: standing };
    const subject = { type: 'ward', id: wardId };
    return { ...done('public-request.decline-crowd', subject, { count, refusal, note }), count };
  },
);

/** Lets the requests of a crowd that was declined with one press wait again, apart from the others. Returns how many. */
export const revertCrowd = verb(async ({ tx, actor, now }, crowdId: string) => {
  const { wardId } = actor;
  const where = { wardId, crowdId, revertedAt: null };
  const declined = await tx.publicRequestOutcome.findMany({ where, select: { publicRequestId: true } });
  await lockRows(tx, 'public_request', { ids: declined.map((each) => each.publicRequestId), wardId });
  const data = { revertedBy: actor.id, revertedAt: now() };
  const { count } = await tx.publicRequestOutcome.updateMany({ where, data });
  if (count === 0) return { ...UNCHANGED, count };
  return { ...done('public-request.revert-crowd', { type: 'ward', id: wardId }, { count }), count };
});

/** Lets declined requests wait again. Returns the number of those that were declined. */
export const revertDeclines = verb(async ({ tx, actor, now }, ids: readonly string[]) => {
  const handled = await lockInState(tx, actor, ids, false);
  const declined = await tx.publicRequestOutcome.findMany({
    where: { publicRequestId: { in: handled }, revertedAt: null, kind: 'declined' },
    orderBy: { publicRequestId: 'asc' },
  });
  for (const outcome of declined) await revertOutcome(tx, actor, outcome, now());
  return { ...DONE, count: declined.length };
});

/**
 * Undoes a match: what the request had become is withdrawn, and the request waits again. `blocked`: a visit has done it.
 * `unchanged`: it is not matched.
 */
export const undoMatch = verb(async ({ tx, actor, now }, id: string) => {
  const { wardId } = actor;
  await lockOrNotFound(tx, 'public_request', { id, wardId });
  const outcome = await findOutcome(tx, id);
  if (!outcome?.supportRequestId) return UNCHANGED;
  const { supportRequestId } = outcome;
  const isDone = await tx.supportRequestClosure.count({ where: { supportRequestId, kind: 'done', reopenedAt: null } });
  if (isDone > 0) return blocked('Đội đã đến theo đề nghị này, lượt thăm đã ghi.');
  await withdrawWithin(tx, actor, { wardId, id: supportRequestId, reason: 'Ghép nhầm cửa', at: now() });
  await revertOutcome(tx, actor, outcome, now());
  return DONE;
});

async function revertOutcome(
  tx: Transaction,
  actor: Actor,
  { id, kind, publicRequestId }: { id: string; kind: string; publicRequestId: string },
  at: Date,
): Promise<void> {
  await tx.publicRequestOutcome.update({ where: { id }, data: { revertedBy: actor.id, revertedAt: at } });
  await logEvent(tx, { actor, at }, 'public-request.revert', publicRequestId, { undone: kind });
}

/** Locks requests of the ward, all of which must exist, and returns those that wait, or those that do not. */
async function lockInState(tx: Transaction, { wardId }: Actor, ids: readonly string[], isWaiting: boolean) {
  const locked = await lockRows(tx, 'public_request', { ids, wardId });
  if (locked.length < new Set(ids).size) throw new NotFoundError();
  const rows = await tx.publicRequest.findMany({ where: { id: { in: locked }, isWaiting }, select: { id: true } });
  return rows.map(({ id }) => id).sort();
}

const findOutcome = (tx: Transaction, publicRequestId: string) =>
  tx.publicRequestOutcome.findFirst({ where: { publicRequestId, revertedAt: null } });
