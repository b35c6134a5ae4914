import { z } from 'zod';
import { newIdAt } from '../../../shared/new-id';
import type { Context } from '../../../context';
import type { Statements, Transaction } from '../../../db/database';
import { fromDbDate, toDbDate } from '../../../db/dates';
import { lockRow, lockWhere, lockOrNotFound } from '../../../db/locks';
import { queryRows } from '../../../db/query-rows';
import { localDateOf, type LocalDate } from '../../../shared/dates';
import { DONE, invalid, UNCHANGED, type Done, type Invalid, type Stale, type Unchanged } from '../../../shared/outcome';
import { maskPhoneNumber } from '../../../shared/phone-number';
import { isPermitted } from '../../../permissions';
import { NotFoundError } from '../../../shared/errors';
import { sql, type Sql } from '../../../shared/sql';
import { changedFields, type Change } from '../../office/audit/changes';
import { recordEvent } from '../../office/audit/record';
import { done, verb } from '../../office/audit/transact';
import { correct } from '../../office/audit/correct';
import type { Actor } from '../../../actor';
import type { CorrectedRequest, NewRequest } from './forms';
import { answered, type RequestAnswers } from './request-state';
import { preferredTimesText, type PreferredTime } from './request-labels';

/** Nothing was written: it was saved before with different content. */
interface Differs {
  kind: 'differs';
}

/** Registers a household's request for a visit. Sent twice, it is one request. */
export async function registerRequest(
  { db, now }: Context,
  actor: Actor,
  householdId: string,
  form: NewRequest,
): Promise<Done | Invalid | Differs> {
  const { id, accept, wishes, ...given } = form;
  const mayAccept = isPermitted(actor.role, 'requests.manage');
  // Officers hear requests at the door; only the office records those by phone or over the counter.
  const channel = mayAccept ? given.channel : 'officer';
  const at = now();
  return db.prisma.$transaction(async (tx) => {
    await lockOrNotFound(tx, 'household', { id: householdId, wardId: actor.wardId }, 'NO KEY UPDATE');
    const known = await tx.supportRequest.findUnique({ where: { id }, include: WITH_PREFERRED_TIMES });
    if (known && known.wardId !== actor.wardId) throw new NotFoundError();
    if (known) return changesOf(known, { ...given, channel }, wishes).length === 0 ? DONE : { kind: 'differs' };
    const refused = await whyRefused(
      tx,
      actor.wardId,
      { householdId, given, before: { residentId: null, publicServiceId: null } },
      localDateOf(at),
    );
    if (refused) return refused;
    await insertRequest(tx, actor, { ...given, id, householdId, channel, wishes, isAccepted: mayAccept && accept, at });
    return DONE;
  });
}

type InsertedRequest = Given & {
  id: string;
  householdId: string;
  wishes: readonly PreferredTime[];
  isAccepted: boolean;
  at: Date;
};

/** Inserts a request of a household, whose lock the caller holds, with its event. */
export async function insertRequest(
  tx: Transaction,
  actor: Actor,
  { id, householdId, wishes, isAccepted, at, ...given }: InsertedRequest,
): Promise<void> {
  await tx.supportRequest.create({
    data: {
      ...columnsOf(given),
      id,
      wardId: actor.wardId,
      householdId,
      createdBy: actor.id,
      createdAt: at,
      ...(isAccepted && { acceptedBy: actor.id, acceptedAt: at }),
    },
  });
  await insertPreferredTimes(tx, actor.wardId, id, wishes);
  await recordEvent(tx, {
    actor,
    action: 'request.register',
    id,
    at,
    details: {
      householdId,
      channel: given.channel,
      receivedOn: given.receivedOn,
      promisedBy: given.promisedBy,
      wishes: preferredTimesText(wishes),
      isAccepted,
    },
  });
}

/** Corrects an open request and its preferred times. Saving the stored values changes nothing. */
export const correctRequest = verb(
  async (
    { tx, actor, now },
    id: string,
    form: CorrectedRequest,
  ): Promise<Done | Unchanged | Invalid | Stale | { kind: 'closed' }> => {
    const { version, wishes, ...given } = form;
    const before = await lockRequest(tx, actor.wardId, id);
    if (!before.isOpen) return { kind: 'closed' };
    const refused = await whyRefused(
      tx,
      actor.wardId,
      { householdId: before.householdId, given, before },
      localDateOf(now()),
    );
    if (refused) return refused;
    const correction = { version, ...columnsOf(given), changes: changesOf(before, given, wishes) };
    return correct(before, correction, async (data, changes) => {
      await tx.supportRequest.update({ where: { id }, data });
      await tx.supportRequestWish.deleteMany({ where: { supportRequestId: id } });
      await insertPreferredTimes(tx, actor.wardId, id, wishes);
      return done('request.correct', id, { householdId: before.householdId, changes: changes.map(withoutNumber) });
    });
  },
);

/** Accepts an open request: the ward will come. */
export const acceptRequest = verb(async ({ tx, actor, now }, id: string) => {
  const request = await lockRequest(tx, actor.wardId, id);
  if (request.acceptedAt || !request.isOpen) return UNCHANGED;
  await tx.supportRequest.update({ where: { id }, data: { acceptedBy: actor.id, acceptedAt: now() } });
  return done('request.accept', id, { householdId: request.householdId });
});

/** Declines a request: the ward will not come, and says why. */
export async function declineRequest(context: Context, actor: Actor, id: string, reason: string) {
  return closeRequest(context, actor, id, { kind: 'declined', reason });
}

export async function withdrawRequest(context: Context, actor: Actor, id: string, reason: string) {
  return closeRequest(context, actor, id, { kind: 'withdrawn', reason });
}

const CLOSING_ACTIONS = { declined: 'request.decline', withdrawn: 'request.withdraw' } as const;

/** A closed request differs if it was closed in another way, unless no reason was given now that could be lost. */
async function closeRequest(
  { db, now }: Context,
  actor: Actor,
  id: string,
  { kind, reason }: { kind: keyof typeof CLOSING_ACTIONS; reason: string },
): Promise<Done | Unchanged | Differs> {
  return db.prisma.$transaction(async (tx) => {
    const request = await lockRequest(tx, actor.wardId, id);
    if (!request.isOpen)
      return reason === '' ||
        (await tx.supportRequestClosure.count({ where: { supportRequestId: id, reopenedAt: null, kind, reason } })) > 0
        ? UNCHANGED
        : { kind: 'differs' };
    await insertClosure(tx, actor, request, { kind, reason, at: now() });
    return DONE;
  });
}

/**
 * Withdraws a request inside the caller's transaction. @param by null when its sender withdraws it on the public page.
 * `unchanged`: it was closed before.
 */
export async function withdrawWithin(
  tx: Transaction,
  by: Actor | null,
  { wardId, id, reason, at }: { wardId: string; id: string; reason: string; at: Date },
): Promise<Done | Unchanged> {
  const request = await lockRequest(tx, wardId, id);
  if (!request.isOpen) return UNCHANGED;
  await insertClosure(tx, by, request, { kind: 'withdrawn', reason, at });
  return DONE;
}

async function insertClosure(
  tx: Transaction,
  by: Actor | null,
  { id, wardId, householdId }: { id: string; wardId: string; householdId: string },
  { kind, reason, at }: { kind: keyof typeof CLOSING_ACTIONS; reason: string; at: Date },
): Promise<void> {
  await tx.supportRequestClosure.create({
    data: { id: newIdAt(at), wardId, supportRequestId: id, kind, reason, closedBy: by?.id ?? null, closedAt: at },
  });
  await recordEvent(tx, {
    actor: by,
    wardId,
    action: CLOSING_ACTIONS[kind],
    subject: { type: 'request', id },
    at,
    details: { householdId, reason },
  });
}

/** Reopens a closed request in its earlier state. */
export const reopenRequest = verb(async ({ tx, actor, now }, id: string) => {
  const request = await lockRequest(tx, actor.wardId, id);
  if (request.isOpen) return UNCHANGED;
  await tx.supportRequestClosure.updateMany({
    where: { supportRequestId: id, reopenedAt: null },
    data: { reopenedAt: now(), reopenedBy: actor.id },
  });
  return done('request.reopen', id, { householdId: request.householdId });
});

// ------------------------------------------------------------ completion by a visit

interface FulfillingVisit {
  id: string;
  householdId: string;
  visitedOn: LocalDate;
  arrivedAt: Date;
  answers: RequestAnswers;
  /** The services a resident was helped with: a request for one of them is done unless the officer said otherwise. */
  serviceIds: readonly string[];
}

/** SQL: the accepted requests of a household that a visit on this day can fulfil. */
export const askedBy = (wardId: string, visit: Pick<FulfillingVisit, 'householdId' | 'visitedOn'>): Sql =>
  sql`household_id = ${visit.householdId}::uuid AND ward_id = ${wardId}::uuid AND is_open AND accepted_at IS NOT NULL
    AND received_on <= ${visit.visitedOn}::date`;

/** SQL: those of them that it fulfilled, as its officer said or, where nothing was said, as its services show. */
const fulfilledBy = (wardId: string, visit: FulfillingVisit): Sql =>
  sql`${askedBy(wardId, visit)} AND (id = ANY (${answered(visit.answers, 'done')}::uuid[])
    OR (id <> ALL (${answered(visit.answers, 'open')}::uuid[]) AND public_service_id = ANY (${visit.serviceIds}::uuid[])
      AND (received_on < ${visit.visitedOn}::date OR created_at <= ${visit.arrivedAt}::timestamptz)))`;

/**
 * Marks the requests that a visit fulfilled as done. Runs inside the transaction that saves the visit, before anything
 * of it is logged; returns the requests, for recordCompletions.
 */
export async function completeRequests(tx: Statements, actor: Actor, visit: FulfillingVisit, at: Date) {
  if (visit.serviceIds.length + answered(visit.answers, 'done').length === 0) return [];
  const askedIds = await lockWhere(tx, 'support_request', fulfilledBy(actor.wardId, visit));
  if (askedIds.length === 0) return [];
  const rows = JSON.stringify(askedIds.map((requestId) => ({ id: newIdAt(at), request_id: requestId })));
  await tx.$executeRaw`
    INSERT INTO support_request_closure (id, ward_id, support_request_id, kind, visit_id, closed_by, closed_at)
    SELECT id, ${actor.wardId}::uuid, request_id, 'done', ${visit.id}::uuid, ${actor.id}::uuid, ${at}::timestamptz
    FROM jsonb_to_recordset(${rows}::jsonb) AS asked (id uuid, request_id uuid)`;
  return askedIds;
}

/** Logs what completeRequests did, once every lock of the transaction is held. */
export async function recordCompletions(
  tx: Statements,
  actor: Actor,
  visit: Pick<FulfillingVisit, 'id' | 'householdId'> & { requestIds: readonly string[] },
  at: Date,
): Promise<void> {
  for (const id of visit.requestIds) {
    await recordEvent(tx, {
      actor,
      action: 'request.complete',
      id,
      at,
      details: { householdId: visit.householdId, visitId: visit.id },
    });
  }
}

/**
 * Reopens the requests that a visit had completed: those that its officer now calls unfinished, or, if it met no
 * resident after all (`all`), each for whose service no resident was helped on another visit since. Returns how many
 * were reopened.
 */
export async function undoCompletion(
  tx: Transaction,
  actor: Actor,
  visit: { id: string; householdId: string; requestIds: readonly string[] | 'all' },
  at: Date,
): Promise<number> {
  if (visit.requestIds.length === 0) return 0;
  const isAll = visit.requestIds === 'all';
  const doneIds = await lockWhere(
    tx,
    'support_request',
    sql`id IN (SELECT support_request_id FROM support_request_closure WHERE visit_id = ${visit.id}::uuid AND reopened_at IS NULL)
      AND (${isAll} OR id = ANY (${isAll ? [] : visit.requestIds}::uuid[]))`,
  );
  if (doneIds.length === 0) return 0;
  await tx.supportRequestClosure.updateMany({
    where: { visitId: visit.id, supportRequestId: { in: doneIds }, reopenedAt: null },
    data: { reopenedAt: at, reopenedBy: actor.id },
  });
  const others = await queryRows(tx, 'requests-done-otherwise', z.object({ id: z.string(), visitId: z.string() }))`
      SELECT DISTINCT ON (r.id) r.id, v.id AS "visitId"
      FROM support_request r JOIN visit v ON v.household_id = r.household_id AND v.ward_id = r.ward_id
      WHERE ${isAll} AND r.id = ANY (${doneIds}::uuid[]) AND v.id <> ${visit.id}::uuid
        AND EXISTS (SELECT FROM assisted_procedure a WHERE a.visit_id = v.id AND a.public_service_id = r.public_service_id)
        AND (r.received_on < v.visited_on OR (r.received_on = v.visited_on AND r.created_at <= v.arrived_at))
      ORDER BY r.id, v.arrived_at`;
  await tx.supportRequestClosure.createMany({
    data: others.map(({ id, visitId }) => ({
      id: newIdAt(at),
      wardId: actor.wardId,
      supportRequestId: id,
      kind: 'done' as const,
      visitId,
      closedBy: actor.id,
      closedAt: at,
    })),
  });
  for (const id of doneIds) {
    await recordEvent(tx, {
      actor,
      action: 'request.reopen',
      id,
      at,
      details: { householdId: visit.householdId, visitId: visit.id },
    });
  }
  for (const { id, visitId } of others)
    await recordCompletions(tx, actor, { id: visitId, householdId: visit.householdId, requestIds: [id] }, at);
  return doneIds.length - others.length;
}

// ------------------------------------------------------------ helpers

const WITH_PREFERRED_TIMES = { wishes: { orderBy: { position: 'asc' } } } as const;

type Given = Omit<CorrectedRequest, 'version' | 'wishes'>;

function columnsOf(given: Given) {
  return {
    ...given,
    receivedOn: toDbDate(given.receivedOn),
    promisedBy: given.promisedBy === null ? null : toDbDate(given.promisedBy),
  };
}

/** The fields in which the typed request differs from the stored one. */
function changesOf(stored: Awaited<ReturnType<typeof lockRequest>>, given: Given, wishes: readonly PreferredTime[]) {
  return changedFields(
    { ...stored, wishes: preferredTimesText(preferredTimesOf(stored.wishes)) },
    { ...columnsOf(given), wishes: preferredTimesText(wishes) },
  );
}

/**
 * Locks the household and the request. After waiting for a merge, the request may belong to another household, which is
 * then locked instead.
 */
async function lockRequest(tx: Transaction, wardId: string, id: string) {
  let lockedId: string | undefined;
  for (;;) {
    const found = await tx.supportRequest.findFirst({ where: { id, wardId }, select: { householdId: true } });
    if (!found) throw new NotFoundError();
    if (found.householdId === lockedId) break;
    lockedId = found.householdId;
    await lockRow(tx, 'household', { id: lockedId, wardId }, 'KEY SHARE');
  }
  await lockOrNotFound(tx, 'support_request', { id, wardId });
  return tx.supportRequest.findUniqueOrThrow({ where: { id }, include: WITH_PREFERRED_TIMES });
}

type Named = Pick<Given, 'residentId' | 'publicServiceId'>;

/** A person or service already named on the request may stay, even after moving away or going out of use. */
async function whyRefused(
  tx: Transaction,
  wardId: string,
  { householdId, given, before }: { householdId: string; given: Named; before: Named },
  today: LocalDate,
): Promise<Invalid | null> {
  const { residentId, publicServiceId } = given;
  if (
    residentId !== null &&
    residentId !== before.residentId &&
    (await tx.householdMembership.count({ where: { householdId, residentId, validTo: null } })) === 0
  ) {
    return invalid({ residentId: 'Người này không còn ở trong hộ.' });
  }
  if (
    publicServiceId !== null &&
    publicServiceId !== before.publicServiceId &&
    (await tx.publicService.count({
      where: {
        id: publicServiceId,
        wardId,
        isRetired: false,
        kind: { not: 'topic' },
        OR: [{ retiredOn: null }, { retiredOn: { gt: toDbDate(today) } }],
      },
    })) === 0
  ) {
    return invalid({ publicServiceId: 'Dịch vụ này không còn trong danh mục. Chọn lại.' });
  }
  return null;
}

async function insertPreferredTimes(
  tx: Transaction,
  wardId: string,
  supportRequestId: string,
  wishes: readonly PreferredTime[],
): Promise<void> {
  await tx.supportRequestWish.createMany({
    data: wishes.map(({ dates, weekdays = [], from, to }, index) => ({
      supportRequestId,
      wardId,
      position: index + 1,
      onDate: dates?.[0] ? toDbDate(dates[0]) : null,
      weekdays: [...weekdays],
      fromTime: from,
      toTime: to,
    })),
  });
}

function preferredTimesOf(
  rows: readonly { onDate: Date | null; weekdays: number[]; fromTime: string; toTime: string }[],
): PreferredTime[] {
  return rows.map(({ onDate, weekdays, fromTime, toTime }) => {
    if (onDate) return { dates: [fromDbDate(onDate)], from: fromTime, to: toTime };
    return { ...(weekdays.length > 0 && { weekdays }), from: fromTime, to: toTime };
  });
}

/** The log says that a number to call was changed, and shows only its last digits. */
function withoutNumber(change: Change): Change {
  if (change.field !== 'contactPhone') return change;
  const masked = (value: unknown) => (typeof value === 'string' ? maskPhoneNumber(value) : value);
  return { ...change, before: masked(change.before), after: masked(change.after) };
}
