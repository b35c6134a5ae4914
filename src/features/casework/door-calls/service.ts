import { toDbDate } from '../../../db/dates';
import { lockOrNotFound } from '../../../db/locks';
import type { DoorCall, Prisma } from '../../../generated/prisma/client';
import { UNCHANGED, type Done, type Stale, type Unchanged } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { changedFields, type Change } from '../../office/audit/changes';
import { done, verb } from '../../office/audit/transact';
import { correct } from '../../office/audit/correct';
import type { PreferredTime } from '../requests/request-labels';
import { timesText } from './call-labels';
import type { CorrectedCall, NewCall } from './forms';

/** Records the outcome of a call. Sent twice, it is saved once; `differs` if the saved one says something else. */
export const recordCall = verb(
  async (
    { tx, actor, now },
    householdId: string,
    { id, ...call }: NewCall,
  ): Promise<Done | Unchanged | { kind: 'differs' }> => {
    const { times, calledOn, outcome } = call;
    // Waits for a merge that removes the household; afterwards the household is gone.
    await lockOrNotFound(tx, 'household', { id: householdId, wardId: actor.wardId }, 'KEY SHARE');
    const { count } = await tx.doorCall.createMany({
      data: [{ id, wardId: actor.wardId, householdId, ...columnsOf(call), calledBy: actor.id, createdAt: now() }],
      skipDuplicates: true,
    });
    if (count === 0) {
      const known = await tx.doorCall.findFirst({ where: { id, wardId: actor.wardId } });
      // The id belongs to another ward.
      if (!known) throw new NotFoundError();
      return changesOf(known, call).length === 0 ? UNCHANGED : { kind: 'differs' };
    }
    return done('door-call.record', id, { householdId, calledOn, callOutcome: outcome, times: timesText(times) });
  },
);

/** Corrects a recorded call, unless it was withdrawn. Saving the stored values changes nothing. */
export const correctCall = verb(
  async (
    { tx, actor },
    id: string,
    { version, ...call }: CorrectedCall,
  ): Promise<Done | Unchanged | Stale | { kind: 'withdrawn' }> => {
    await lockOrNotFound(tx, 'door_call', { id, wardId: actor.wardId, missing: 'Không có cuộc gọi này.' });
    const before = await tx.doorCall.findUniqueOrThrow({ where: { id } });
    if (before.withdrawnAt) return { kind: 'withdrawn' };
    const correction = { version, ...columnsOf(call), changes: changesOf(before, call) };
    return correct(before, correction, async (data, changes) => {
      await tx.doorCall.update({ where: { id }, data });
      return done('door-call.correct', id, { householdId: before.householdId, changes });
    });
  },
);

/**
 * Withdraws a call recorded by mistake: it no longer counts, but the row stays with who, when and why. Doing it twice
 * does nothing.
 */
export const withdrawCall = verb(async ({ tx, actor, now }, id: string, reason: string) => {
  await lockOrNotFound(tx, 'door_call', { id, wardId: actor.wardId, missing: 'Không có cuộc gọi này.' });
  const stored = await tx.doorCall.findUniqueOrThrow({ where: { id } });
  if (stored.withdrawnAt) return UNCHANGED;
  await tx.doorCall.update({
    where: { id },
    data: { withdrawnAt: now(), withdrawnBy: actor.id, withdrawnReason: reason, version: { increment: 1 } },
  });
  return done('door-call.withdraw', id, { householdId: stored.householdId, reason });
});

type Call = Omit<CorrectedCall, 'version'>;

const columnsOf = ({ calledOn, outcome, times, note }: Call) => ({
  calledOn: toDbDate(calledOn),
  outcome,
  times: times as unknown as Prisma.InputJsonValue,
  note,
});

const changesOf = (before: DoorCall, { times, calledOn, outcome, note }: Call): Change[] =>
  changedFields(
    {
      calledOn: before.calledOn,
      callOutcome: before.outcome,
      times: timesText(before.times as unknown as PreferredTime[]),
      note: before.note,
    },
    { calledOn: toDbDate(calledOn), callOutcome: outcome, times: timesText(times), note },
  );
