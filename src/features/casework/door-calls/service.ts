import type { AppContext } from '../../../context';
import { toDbDate } from '../../../db/dates';
import { lockRow } from '../../../db/locks';
import type { DoorCall, Prisma } from '../../../generated/prisma/client';
import { NotFoundError } from '../../../web/errors';
import { changedFields, type Change } from '../../office/audit/changes';
import { recordEvent } from '../../office/audit/record';
import type { Actor } from '../../../actor';
import type { RequestWish } from '../requests/request-words';
import { timesWords } from './call-words';
import type { CorrectedCall, NewCall } from './forms';

type Context = Pick<AppContext, 'db' | 'now'>;

/**
 * 'stale': somebody else saved between opening the form and sending it; 'withdrawn': there is nothing left to correct.
 */
type Corrected = 'saved' | 'unchanged' | 'stale' | 'withdrawn';
/** 'known': this very call is already saved; 'differs': it is saved with other values. */
type Recorded = 'saved' | 'known' | 'differs';

/** Records the outcome of a call to a household. Sent twice, it is one call. */
export async function recordCall(
  { db, now }: Context,
  actor: Actor,
  householdId: string,
  { id, ...call }: NewCall,
): Promise<Recorded> {
  const { times, calledOn, outcome, note } = call;
  const at = now();
  return db.prisma.$transaction(async (tx): Promise<Recorded> => {
    // Waits for a merge that removes the household; afterwards the household is gone.
    if (!(await lockRow(tx, 'household', { id: householdId, wardId: actor.wardId }, 'KEY SHARE')))
      throw new NotFoundError();
    const { count } = await tx.doorCall.createMany({
      data: [
        {
          id,
          wardId: actor.wardId,
          householdId,
          calledOn: toDbDate(calledOn),
          outcome,
          times: asJson(times),
          note,
          calledBy: actor.id,
          createdAt: at,
        },
      ],
      skipDuplicates: true,
    });
    if (count === 0) {
      const known = await tx.doorCall.findFirst({ where: { id, wardId: actor.wardId } });
      // The id belongs to another ward.
      if (!known) throw new NotFoundError();
      return changesOf(known, call).length === 0 ? 'known' : 'differs';
    }
    await recordEvent(tx, {
      actor,
      action: 'door-call.record',
      subject: { type: 'door-call', id },
      at,
      details: { householdId, calledOn, callOutcome: outcome, times: timesWords(times) },
    });
    return 'saved';
  });
}

/** Corrects a recorded call. Saving the stored values changes nothing. */
export async function correctCall(
  { db, now }: Context,
  actor: Actor,
  id: string,
  { version, ...call }: CorrectedCall,
): Promise<Corrected> {
  const { times, calledOn, outcome, note } = call;
  return db.prisma.$transaction(async (tx): Promise<Corrected> => {
    await lockRow(tx, 'door_call', { id, wardId: actor.wardId });
    const before = await tx.doorCall.findFirst({ where: { id, wardId: actor.wardId } });
    if (!before) throw new NotFoundError('Không có cuộc gọi này.');
    if (before.withdrawnAt) return 'withdrawn';
    const changes = changesOf(before, call);
    if (changes.length === 0) return 'unchanged';
    if (before.version !== version) return 'stale';
    await tx.doorCall.update({
      where: { id },
      data: { calledOn: toDbDate(calledOn), outcome, times: asJson(times), note, version: { increment: 1 } },
    });
    await recordEvent(tx, {
      actor,
      action: 'door-call.correct',
      subject: { type: 'door-call', id },
      at: now(),
      details: { householdId: before.householdId, changes },
    });
    return 'saved';
  });
}

/**
 * Withdraws a call recorded by mistake: it no longer counts, but the row stays with who, when and why. Doing it twice
 * does nothing.
 */
export async function withdrawCall(
  { db, now }: Context,
  actor: Actor,
  id: string,
  reason: string,
): Promise<{ isNew: boolean }> {
  return db.prisma.$transaction(async (tx) => {
    await lockRow(tx, 'door_call', { id, wardId: actor.wardId });
    const stored = await tx.doorCall.findFirst({ where: { id, wardId: actor.wardId } });
    if (!stored) throw new NotFoundError('Không có cuộc gọi này.');
    if (stored.withdrawnAt) return { isNew: false };
    await tx.doorCall.update({
      where: { id },
      data: { withdrawnAt: now(), withdrawnBy: actor.id, withdrawnReason: reason, version: { increment: 1 } },
    });
    await recordEvent(tx, {
      actor,
      action: 'door-call.withdraw',
      subject: { type: 'door-call', id },
      at: now(),
      details: { householdId: stored.householdId, reason },
    });
    return { isNew: true };
  });
}

function changesOf(before: DoorCall, { times, calledOn, outcome, note }: Omit<CorrectedCall, 'version'>): Change[] {
  return changedFields(
    {
      calledOn: before.calledOn,
      callOutcome: before.outcome,
      times: timesWords(before.times as unknown as RequestWish[]),
      note: before.note,
    },
    { calledOn: toDbDate(calledOn), callOutcome: outcome, times: timesWords(times), note },
  );
}

const asJson = (times: readonly RequestWish[]) => times as unknown as Prisma.InputJsonValue;
