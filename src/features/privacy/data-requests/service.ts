import type { Actor } from '../../../actor';
import type { Transaction } from '../../../db/database';
import { fromDbDate, toDbDate } from '../../../db/dates';
import { lockRow } from '../../../db/locks';
import { sentBefore } from '../../../shared/sent-before';
import type { DataRequest as DataRequestRow } from '../../../generated/prisma/client';
import type { DataRequestEnd, DataRequestKind } from '../../../generated/prisma/enums';
import { formatDate, localDateOf, type LocalDate } from '../../../shared/dates';
import { invalid, UNCHANGED } from '../../../shared/outcome';
import { ForbiddenError, NotFoundError } from '../../../shared/errors';
import { recordGranted, undoGranted } from '../../casework/consents/service';
import { done, verb } from '../../office/audit/transact';
import { readWorkingCalendar } from '../../casework/requests/queries';
import { getOutreachPolicy } from '../../office/calendar/queries';
import { addWorkingDays, workingCalendar } from '../../office/calendar/working-days';
import { clocksOf, mayEnd } from './clocks';
import { EFFECTS } from './effects';
import type { DataRequestEnding, Extension, NewDataRequest } from './forms';

// Events of this room say when and what kind, never who or what was written: the log outlives an erasure.

/**
 * Records what a person asks about their data. Sent twice, it is one request.
 * @param residentId null if the register does not know the person.
 */
export const recordDataRequest = verb(
  async ({ tx, actor, now }, residentId: string | null, { id, receivedOn, ...request }: NewDataRequest) => {
    const { wardId } = actor;
    // Waits for a merge that removes the resident; afterwards the resident is gone.
    if (residentId && !(await lockRow(tx, 'resident', { id: residentId, wardId }, 'KEY SHARE')))
      throw new NotFoundError();
    const columns = { ...request, residentId, receivedOn: toDbDate(receivedOn) };
    const { count } = await tx.dataRequest.createMany({
      data: [{ ...columns, id, wardId, recordedBy: actor.id, recordedAt: now() }],
      skipDuplicates: true,
    });
    if (count === 0 && sentBefore(await tx.dataRequest.findUnique({ where: { id } }), actor, columns)) return UNCHANGED;
    return done('data-request.record', id, { dataRequest: request.kind, receivedOn });
  },
);

type NewComplaint = Pick<DataRequestRow, 'id' | 'wardId' | 'kind' | 'what' | 'askedBy'> & { today: LocalDate };

/** Stores a complaint of no account and no moment, with the same id once. Returns the day by which it is answered. */
export async function recordComplaint(tx: Transaction, { today, askedBy, ...row }: NewComplaint): Promise<LocalDate> {
  const { wardId } = row;
  const dueDays = (await getOutreachPolicy(tx, wardId)).complaintDays;
  const received = { askedBy: askedBy || 'Không ghi tên', receivedOn: toDbDate(today), dueDays };
  await tx.dataRequest.createMany({ data: [{ ...row, ...received }], skipDuplicates: true });
  return addWorkingDays(today, dueDays, await readWorkingCalendar(tx, wardId, today));
}

/** Records that the ward notified the person that it has the request and what it will do. Twice changes nothing. */
export const answerDataRequest = verb(async ({ tx, actor, now }, id: string) => {
  const { count } = await tx.dataRequest.updateMany({
    where: { id, wardId: actor.wardId, answeredOn: null, endedOn: null },
    data: { answeredOn: toDbDate(localDateOf(now())), answeredBy: actor.id },
  });
  if (count === 0) return UNCHANGED;
  return done('data-request.answer', id);
});

/** Extends the deadline, once and before it has passed. */
export const extendDataRequest = verb(async ({ tx, actor, now }, id: string, { days, reason }: Extension) => {
  const today = localDateOf(now());
  const request = await tx.dataRequest.findFirst({ where: { id, wardId: actor.wardId } });
  if (!request) throw new NotFoundError();
  if (request.extendedByDays !== null || request.endedOn !== null) return UNCHANGED;
  const receivedOn = fromDbDate(request.receivedOn);
  const calendar = await tx.calendarDay.findMany({
    where: { wardId: actor.wardId, date: { gte: request.receivedOn } },
    select: { date: true, kind: true },
  });
  const isWorkingDay = workingCalendar(calendar.map((day) => ({ ...day, date: fromDbDate(day.date) })));
  const { dueBy } = clocksOf({ ...request, receivedOn, extendedByDays: null }, isWorkingDay);
  if (today > dueBy)
    return invalid({ reason: `Hạn ${formatDate(dueBy)} đã qua, không gia hạn được nữa: làm và trả lời ngay.` });
  const { count } = await tx.dataRequest.updateMany({
    where: { id, extendedByDays: null, endedOn: null },
    data: { extendedByDays: days, extensionReason: reason, extendedOn: toDbDate(today), extendedBy: actor.id },
  });
  if (count === 0) return UNCHANGED;
  return done('data-request.extend', id, { extendedByDays: days });
});

/**
 * Ends a request. It counts as answered, too, if it was not before. Granting an objection or a restriction takes effect
 * with it (effects.ts). Twice changes nothing.
 */
export const endDataRequest = verb(async ({ tx, actor, now }, id: string, { endedAs, endNote }: DataRequestEnding) => {
  const at = now();
  const today = toDbDate(localDateOf(at));
  const { kind, residentId } = await lockPersonOf(tx, actor, id);
  if (!mayEnd(actor.role, kind)) throw new ForbiddenError();
  const ended = await endOpenRequests(tx, actor, { id }, { endedAs, endNote, today });
  if (ended.length === 0) return UNCHANGED;
  const effect = EFFECTS[kind];
  if (effect && residentId && endedAs === 'fulfilled') {
    const { said, restricts } = effect;
    await recordGranted(tx, actor, { residentId, said, restricts, dataRequestId: id }, at);
  }
  return done('data-request.end', id, { endedAs });
});

/**
 * Ends what a granted objection or restriction does: what the person said before is valid again. The request stays
 * ended. Twice changes nothing.
 */
export const liftDataRequest = verb(async ({ tx, actor, now }, id: string) => {
  const at = now();
  await lockPersonOf(tx, actor, id);
  if (!(await undoGranted(tx, actor, id, at))) return UNCHANGED;
  return done('data-request.lift', id);
});

/**
 * Waits for a merge of the person; the request names the one who is kept.
 * @throws NotFoundError if the ward has no such request.
 */
async function lockPersonOf(tx: Transaction, { wardId }: Actor, id: string) {
  const find = () => tx.dataRequest.findFirst({ where: { id, wardId }, select: { kind: true, residentId: true } });
  const before = await find();
  if (!before) throw new NotFoundError();
  if (!before.residentId || (await lockRow(tx, 'resident', { id: before.residentId, wardId }, 'NO KEY UPDATE')))
    return before;
  const { kind, residentId } = (await find())!;
  await lockRow(tx, 'resident', { id: residentId!, wardId }, 'NO KEY UPDATE');
  return { kind, residentId };
}

/** Ends open requests inside a transaction that records its own event; returns their ids. */
export async function endOpenRequests(
  tx: Transaction,
  actor: Actor,
  where: { id: string | { in: string[] } } | { residentId: string; kind: DataRequestKind },
  { endedAs, endNote, today }: { endedAs: DataRequestEnd; endNote: string; today: Date },
): Promise<string[]> {
  const open = { ...where, wardId: actor.wardId, endedOn: null };
  const requests = await tx.dataRequest.findMany({ where: open, select: { id: true } });
  await tx.dataRequest.updateMany({
    where: { ...open, answeredOn: null },
    data: { answeredOn: today, answeredBy: actor.id },
  });
  const { count } = await tx.dataRequest.updateMany({
    where: open,
    data: { endedAs, endNote, endedOn: today, endedBy: actor.id },
  });
  return count === 0 ? [] : requests.map(({ id }) => id);
}

/**
 * Takes an end back: the request is open again, with the clocks it had, and what granting it did is undone. An erasure
 * stays, so a request for one stays ended.
 */
export const reopenDataRequest = verb(async ({ tx, actor, now }, id: string) => {
  const at = now();
  const { wardId } = actor;
  const { kind, residentId } = await lockPersonOf(tx, actor, id);
  if (!mayEnd(actor.role, kind)) throw new ForbiddenError();
  if (kind === 'erase' && residentId && (await tx.dataErasure.count({ where: { wardId, erasedId: residentId } })) > 0)
    return UNCHANGED;
  const { count } = await tx.dataRequest.updateMany({
    where: { id, wardId, endedOn: { not: null } },
    data: { endedAs: null, endNote: '', endedOn: null, endedBy: null },
  });
  if (count === 0) return UNCHANGED;
  await undoGranted(tx, actor, id, at);
  return done('data-request.reopen', id);
});
