import { z } from 'zod';
import { newIdAt } from '../../../shared/new-id';
import type { Statements, Transaction } from '../../../db/database';
import { fromDbDate, toDbDate } from '../../../db/dates';
import { lockRow, lockWhere, lockOrNotFound } from '../../../db/locks';
import { queryRows } from '../../../db/query-rows';
import { localDateOf, type LocalDate } from '../../../shared/dates';
import { DONE, invalid, UNCHANGED, type Done, type Invalid, type Unchanged } from '../../../shared/outcome';
import { maskPhoneNumber } from '../../../shared/phone-number';
import { isPermitted } from '../../../permissions';
import { NotFoundError } from '../../../shared/errors';
import { raw, sql, type Sql } from '../../../shared/sql';
import { changedFields, type Change } from '../../office/audit/changes';
import { done, logEvent, verb } from '../../office/audit/transact';
import { correct } from '../../office/audit/correct';
import type { Actor } from '../../../actor';
import { SERVICE_FIELD_NAMES, type CorrectedRequest, type NewRequest } from './forms';
import { ASKS_FOR_SEVERAL } from './queries';
import { answered, type RequestAnswers } from './request-state';
import { preferredTimesText, type PreferredTime } from './request-labels';

/** Nothing was written: it was saved before with different content. */
const DIFFERS = { kind: 'differs' } as const;

/** Registers a household's request for a visit. Sent twice, it is one request. */
export const registerRequest = verb(async ({ tx, actor, now }, householdId: string, form: NewRequest) => {
  const { id, accept, wishes, ...given } = form;
  const mayAccept = isPermitted(actor.role, 'requests.manage');
  // Officers hear requests at the door; only the office records those by phone or over the counter.
  const channel = mayAccept ? given.channel : 'officer';
  const at = now();
  await lockOrNotFound(tx, 'household', { id: householdId, wardId: actor.wardId }, 'NO KEY UPDATE');
  const known = await tx.supportRequest.findUnique({ where: { id }, include: WITH_ROWS });
  if (known && known.wardId !== actor.wardId) throw new NotFoundError();
  if (known) return changesOf(known, { ...given, channel }, wishes).length === 0 ? DONE : DIFFERS;
  const asked = { householdId, given, before: { residentId: null, services: [] } };
  const refused = await whyRefused(tx, actor.wardId, asked, localDateOf(at));
  if (refused) return refused;
  await insertRequest(tx, actor, { ...given, id, householdId, channel, wishes, isAccepted: mayAccept && accept, at });
  return DONE;
});

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
  await insertRows(tx, { wardId: actor.wardId, supportRequestId: id }, wishes, given.publicServiceIds);
  await logEvent(tx, { actor, at }, 'request.register', id, {
    householdId,
    channel: given.channel,
    receivedOn: given.receivedOn,
    promisedBy: given.promisedBy,
    wishes: preferredTimesText(wishes),
    isAccepted,
  });
}

/** Corrects an open request and its preferred times. Saving the stored values changes nothing. */
export const correctRequest = verb(async ({ tx, actor, now }, id: string, form: CorrectedRequest) => {
  const { version, wishes, ...given } = form;
  const before = await lockRequest(tx, actor.wardId, id);
  if (!before.isOpen) return { kind: 'closed' as const };
  const { householdId } = before;
  const refused = await whyRefused(tx, actor.wardId, { householdId, given, before }, localDateOf(now()));
  if (refused) return refused;
  const correction = { version, ...columnsOf(given), changes: changesOf(before, given, wishes) };
  return correct(before, correction, async (data, changes) => {
    await tx.supportRequest.update({ where: { id }, data });
    await tx.supportRequestWish.deleteMany({ where: { supportRequestId: id } });
    const ids = given.publicServiceIds.filter((serviceId) => serviceId !== null);
    await tx.supportRequestService.deleteMany({ where: { supportRequestId: id, publicServiceId: { notIn: ids } } });
    await insertRows(tx, { wardId: actor.wardId, supportRequestId: id }, wishes, ids);
    return done('request.correct', id, { householdId, changes: changes.map(withoutNumber) });
  });
});

/** Accepts an open request: the ward will come. */
export const acceptRequest = verb(async ({ tx, actor, now }, id: string) => {
  const request = await lockRequest(tx, actor.wardId, id);
  if (request.acceptedAt || !request.isOpen) return UNCHANGED;
  await tx.supportRequest.update({ where: { id }, data: { acceptedBy: actor.id, acceptedAt: now() } });
  return done('request.accept', id, { householdId: request.householdId });
});

/** How the office closes a request, or one of the several services it asks for. */
export interface Closing {
  kind: keyof typeof CLOSING_ACTIONS;
  reason: string;
  /** The row of the service; null for all that are open. */
  partId: string | null;
}

const CLOSING_ACTIONS = { declined: 'request.decline', withdrawn: 'request.withdraw' } as const;

/**
 * Declines a request (the ward will not come, and says why) or withdraws it. Closed before, it differs if that was in
 * another way, unless no reason was given now that could be lost.
 */
export const closeRequest = verb(async ({ tx, actor, now }, id: string, { kind, reason, partId }: Closing) => {
  const request = await lockRequest(tx, actor.wardId, id);
  const part = partId === null ? undefined : request.services.find((service) => service.id === partId);
  if (partId !== null && !part) throw new NotFoundError();
  if (part && part.result !== null)
    return reason === '' || (part.result === kind && part.reason === reason) ? UNCHANGED : DIFFERS;
  if (!request.isOpen) {
    // Of a request that a visit did in part the rest ends it as done.
    const same = { supportRequestId: id, reopenedAt: null, kind: { in: [kind, 'done' as const] }, reason };
    return reason === '' || (await tx.supportRequestClosure.count({ where: same })) > 0 ? UNCHANGED : DIFFERS;
  }
  await insertClosure(tx, actor, request, { kind, reason, partId, at: now() });
  return DONE;
});

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
  await insertClosure(tx, by, request, { kind: 'withdrawn', reason, partId: null, at });
  return DONE;
}

/** Ends the services, and the request if none stays open: as done if a visit did one of them. */
async function insertClosure(
  tx: Transaction,
  by: Actor | null,
  { id, wardId, householdId, services }: StoredRequest,
  { kind, reason, partId, at }: Closing & { at: Date },
): Promise<void> {
  const open = services.filter(({ result }) => result === null);
  const ending = partId === null ? open : open.filter((service) => service.id === partId);
  const ended = { endedBy: by?.id ?? null, endedAt: at };
  await tx.supportRequestService.updateMany({
    where: { id: { in: ending.map((service) => service.id) } },
    data: { result: kind, reason, ...ended },
  });
  if (ending.length === open.length) {
    const helped = services.filter(({ visitId }) => visitId !== null).toSorted((a, b) => +b.endedAt! - +a.endedAt!)[0];
    const closed = helped ? ({ kind: 'done', visitId: helped.visitId } as const) : { kind };
    await tx.supportRequestClosure.create({
      data: {
        id: newIdAt(at),
        wardId,
        supportRequestId: id,
        ...closed,
        reason,
        closedBy: by?.id ?? null,
        closedAt: at,
      },
    });
  }
  await logEvent(tx, { actor: by, wardId, at }, CLOSING_ACTIONS[kind], id, {
    householdId,
    reason,
    ...(partId !== null && { publicServiceId: ending[0]!.publicServiceId }),
  });
}

const OPEN_AGAIN = { result: null, reason: '', visitId: null, endedBy: null, endedAt: null };

/** Reopens a closed request in its earlier state, or one of its services. */
export const reopenRequest = verb(async ({ tx, actor, now }, id: string, partId: string | null) => {
  const request = await lockRequest(tx, actor.wardId, id);
  const part = request.services.find((service) => service.id === partId);
  if (partId === null ? request.isOpen : !part?.endedAt) return UNCHANGED;
  const closure = await tx.supportRequestClosure.findFirst({ where: { supportRequestId: id, reopenedAt: null } });
  const closedAt = closure?.closedAt ?? new Date(0);
  await tx.supportRequestService.updateMany({
    where: { supportRequestId: id, ...(partId === null ? { endedAt: closedAt } : { id: partId }) },
    data: OPEN_AGAIN,
  });
  await tx.supportRequestClosure.updateMany({
    where: { supportRequestId: id, reopenedAt: null },
    data: { reopenedAt: now(), reopenedBy: actor.id },
  });
  return done('request.reopen', id, {
    householdId: request.householdId,
    ...(part && { publicServiceId: part.publicServiceId }),
  });
});

// ------------------------------------------------------------ completion by a visit

interface FulfillingVisit {
  id: string;
  householdId: string;
  visitedOn: LocalDate;
  arrivedAt: Date;
  answers: RequestAnswers;
  /** The services that need no more work: a request for one of them is done unless the officer said otherwise. */
  serviceIds: readonly string[];
  /** Only these requests; all if absent. */
  among?: readonly string[];
}

/** SQL: the accepted requests of a household that a visit on this day can fulfil. */
export const askedBy = (wardId: string, visit: Pick<FulfillingVisit, 'householdId' | 'visitedOn'>): Sql =>
  sql`household_id = ${visit.householdId}::uuid AND ward_id = ${wardId}::uuid AND is_open AND accepted_at IS NOT NULL
    AND received_on <= ${visit.visitedOn}::date`;

/** The requests of a household that a visit completed, and those of which it did a part. */
export interface Completed {
  closed: readonly string[];
  partly: readonly string[];
}
export const NOTHING_COMPLETED: Completed = { closed: [], partly: [] };

/**
 * Marks the services that a visit fulfilled as done, as its officer said or, where nothing was said, as its services show;
 * and the requests of which no service is open any more. Runs inside the transaction that saves the visit, before anything
 * of it is logged; returns the requests, for recordCompletions.
 */
export async function completeRequests(tx: Statements, actor: Actor, visit: FulfillingVisit, at: Date) {
  const [said, open] = [answered(visit.answers, 'done'), answered(visit.answers, 'open')];
  if (visit.serviceIds.length + said.length === 0) return NOTHING_COMPLETED;
  // An answer about a request that came to ask for several services meanwhile was about one of them.
  const isSaid = sql`r.id = ANY (${said}::uuid[]) AND NOT ${ASKS_FOR_SEVERAL}`;
  const isDone = sql`s.result IS NULL AND (s.id = ANY (${said}::uuid[]) OR ${isSaid}
    OR (s.id <> ALL (${open}::uuid[]) AND r.id <> ALL (${open}::uuid[]) AND s.public_service_id = ANY (${visit.serviceIds}::uuid[])
      AND (r.received_on < ${visit.visitedOn}::date OR r.created_at <= ${visit.arrivedAt}::timestamptz)))`;
  const ids = await lockWhere(
    tx,
    'support_request',
    sql`${askedBy(actor.wardId, visit)} AND id IN (SELECT r.id FROM support_request r LEFT JOIN support_request_service s ON s.support_request_id = r.id
      WHERE r.household_id = ${visit.householdId}::uuid AND (${visit.among === undefined} OR r.id = ANY (${visit.among ?? []}::uuid[])) AND (${isSaid} OR ${isDone}))`,
  );
  if (ids.length === 0) return NOTHING_COMPLETED;
  await tx.$executeRaw`
    UPDATE support_request_service s SET result = 'done', visit_id = ${visit.id}::uuid, ended_by = ${actor.id}::uuid, ended_at = ${at}::timestamptz
    FROM support_request r WHERE r.id = s.support_request_id AND r.id = ANY (${ids}::uuid[]) AND ${isDone}`;
  const rows = JSON.stringify(ids.map((requestId) => ({ id: newIdAt(at), request_id: requestId })));
  const completed = await queryRows(tx, 'requests-completed', z.object({ id: z.string() }))`
    INSERT INTO support_request_closure (id, ward_id, support_request_id, kind, visit_id, closed_by, closed_at)
    SELECT id, ${actor.wardId}::uuid, request_id, 'done', ${visit.id}::uuid, ${actor.id}::uuid, ${at}::timestamptz
    FROM jsonb_to_recordset(${rows}::jsonb) AS asked (id uuid, request_id uuid)
    WHERE NOT EXISTS (SELECT FROM support_request_service s WHERE s.support_request_id = asked.request_id AND s.result IS NULL)
    RETURNING support_request_id AS id`;
  const closed = completed.map(({ id }) => id);
  return { closed, partly: ids.filter((id) => !closed.includes(id)) };
}

/** Logs what completeRequests did, once every lock of the transaction is held. */
export async function recordCompletions(
  tx: Statements,
  actor: Actor,
  visit: Pick<FulfillingVisit, 'id' | 'householdId'> & { completed: Completed },
  at: Date,
): Promise<void> {
  const { closed, partly } = visit.completed;
  for (const id of [...closed, ...partly]) {
    await logEvent(tx, { actor, at }, closed.includes(id) ? 'request.complete' : 'request.complete-part', id, {
      householdId: visit.householdId,
      visitId: visit.id,
    });
  }
}

/**
 * Reopens the requests and services that a visit had completed: those that its officer now calls unfinished, or, if it met
 * no resident after all (`all`), each that no other visit finished. Returns how many were reopened.
 * @param visit.answerIds the ids by which requests and services are answered.
 */
export async function undoCompletion(
  tx: Transaction,
  actor: Actor,
  visit: { id: string; householdId: string; answerIds: readonly string[] | 'all' },
  at: Date,
): Promise<number> {
  if (visit.answerIds.length === 0) return 0;
  const isAll = visit.answerIds === 'all';
  const isMeant = (request: string, part = sql`NULL`) =>
    sql`(${isAll} OR ${raw(request)} = ANY (${isAll ? [] : visit.answerIds}::uuid[]) OR ${part} = ANY (${isAll ? [] : visit.answerIds}::uuid[]))`;
  const ofVisit = sql`s.visit_id = ${visit.id}::uuid AND ${isMeant('s.support_request_id', sql`s.id`)}`;
  const doneIds = await lockWhere(
    tx,
    'support_request',
    sql`id IN (SELECT support_request_id FROM support_request_closure WHERE visit_id = ${visit.id}::uuid AND reopened_at IS NULL AND ${isMeant('support_request_id')}
      UNION ALL SELECT s.support_request_id FROM support_request_service s WHERE ${ofVisit})`,
  );
  if (doneIds.length === 0) return 0;
  await tx.$executeRaw`UPDATE support_request_service s SET result = NULL, visit_id = NULL, ended_by = NULL, ended_at = NULL
    WHERE s.support_request_id = ANY (${doneIds}::uuid[]) AND ${ofVisit}`;
  await tx.supportRequestClosure.updateMany({
    where: { kind: 'done', supportRequestId: { in: doneIds }, reopenedAt: null },
    data: { reopenedAt: at, reopenedBy: actor.id },
  });
  for (const id of doneIds)
    await logEvent(tx, { actor, at }, 'request.reopen', id, { householdId: visit.householdId, visitId: visit.id });
  const others = await queryRows(tx, 'requests-done-otherwise', OTHER_VISIT)`
      SELECT v.id, v.visited_on::text AS "visitedOn", v.arrived_at AS "arrivedAt", array_agg(a.public_service_id) AS "serviceIds"
      FROM visit v JOIN assisted_procedure a ON a.visit_id = v.id
      WHERE ${isAll} AND v.household_id = ${visit.householdId}::uuid AND v.id <> ${visit.id}::uuid AND NOT EXISTS (SELECT FROM assisted_procedure x
        WHERE x.visit_id = v.id AND x.public_service_id = a.public_service_id AND x.result IN ('prepared', 'blocked')) GROUP BY v.id ORDER BY v.arrived_at`;
  let count = doneIds.length;
  for (const other of others) {
    const again = { ...other, householdId: visit.householdId, answers: {}, among: doneIds };
    const completed = await completeRequests(tx, actor, again, at);
    await recordCompletions(tx, actor, { ...again, completed }, at);
    count -= completed.closed.length;
  }
  return count;
}

const OTHER_VISIT = z.object({
  id: z.string(),
  visitedOn: z.string(),
  arrivedAt: z.date(),
  serviceIds: z.string().array(),
});

// ------------------------------------------------------------ helpers

const WITH_ROWS = { wishes: { orderBy: { position: 'asc' } }, services: { orderBy: { position: 'asc' } } } as const;

type Given = Omit<CorrectedRequest, 'version' | 'wishes'>;
type StoredRequest = Awaited<ReturnType<typeof lockRequest>>;

const columnsOf = ({ publicServiceIds: _, ...given }: Given) => ({
  ...given,
  receivedOn: toDbDate(given.receivedOn),
  promisedBy: given.promisedBy === null ? null : toDbDate(given.promisedBy),
});

/** The fields in which the typed request differs from the stored one. */
function changesOf(stored: StoredRequest, given: Given, wishes: readonly PreferredTime[]) {
  const services = (ids: readonly (string | null)[]) => ids.filter((id) => id !== null).join(' ');
  return changedFields(
    {
      ...stored,
      wishes: preferredTimesText(preferredTimesOf(stored.wishes)),
      publicServiceIds: services(stored.services.map(({ publicServiceId }) => publicServiceId)),
    },
    {
      ...columnsOf(given),
      wishes: preferredTimesText(wishes),
      publicServiceIds: services(given.publicServiceIds),
    },
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
  return tx.supportRequest.findUniqueOrThrow({ where: { id }, include: WITH_ROWS });
}

type Named = Pick<StoredRequest, 'residentId' | 'services'>;

/**
 * A person or service already named on the request may stay, even after moving away or going out of use. A service that has
 * a result stays, beside one that is still open.
 */
async function whyRefused(
  tx: Transaction,
  wardId: string,
  { householdId, given, before }: { householdId: string; given: Given; before: Named },
  today: LocalDate,
): Promise<Invalid | null> {
  const { residentId, publicServiceIds } = given;
  if (
    residentId !== null &&
    residentId !== before.residentId &&
    (await tx.householdMembership.count({ where: { householdId, residentId, validTo: null } })) === 0
  ) {
    return invalid({ residentId: 'Người này không còn ở trong hộ.' });
  }
  const named = before.services.map(({ publicServiceId }) => publicServiceId);
  const added = publicServiceIds.filter((id) => id !== null && !named.includes(id)) as string[];
  const found = await tx.publicService.findMany({
    where: {
      id: { in: added },
      wardId,
      isRetired: false,
      kind: { not: 'topic' },
      OR: [{ retiredOn: null }, { retiredOn: { gt: toDbDate(today) } }],
    },
    select: { id: true },
  });
  const gone = added.find((wanted) => !found.some(({ id }) => id === wanted));
  if (gone !== undefined) {
    const field = SERVICE_FIELD_NAMES[publicServiceIds.indexOf(gone)]!;
    return invalid({ [field]: 'Dịch vụ này không còn trong danh mục. Chọn lại.' });
  }
  const ended = before.services.filter(({ result }) => result !== null);
  const isEndedKept = ended.every(({ publicServiceId }) => publicServiceIds.includes(publicServiceId));
  const isOneOpen = publicServiceIds.some((id) => id !== null && !ended.some((each) => each.publicServiceId === id));
  return ended.length === 0 || (isEndedKept && isOneOpen)
    ? null
    : invalid({
        publicServiceId:
          'Việc đã có kết quả thì giữ nguyên, cạnh ít nhất một việc còn mở. Việc không cần nữa thì ghi rút ở trang đề nghị.',
      });
}

/** Adds the preferred times, and the services that the request does not name yet, and puts all services into this order. */
async function insertRows(
  tx: Transaction,
  of: { wardId: string; supportRequestId: string },
  wishes: readonly PreferredTime[],
  serviceIds: readonly (string | null)[],
): Promise<void> {
  await tx.supportRequestWish.createMany({
    data: wishes.map(({ dates, weekdays = [], from, to }, index) => ({
      ...of,
      position: index + 1,
      onDate: dates?.[0] ? toDbDate(dates[0]) : null,
      weekdays: [...weekdays],
      fromTime: from,
      toTime: to,
    })),
  });
  const named = serviceIds.filter((id) => id !== null);
  for (const [index, publicServiceId] of named.entries()) {
    const [key, position] = [{ ...of, publicServiceId }, index + 1];
    await tx.supportRequestService.upsert({
      where: { wardId_supportRequestId_publicServiceId: key },
      create: { ...key, position },
      update: { position },
    });
  }
}

const preferredTimesOf = (rows: StoredRequest['wishes']): PreferredTime[] =>
  rows.map(({ onDate, weekdays, fromTime, toTime }) => {
    if (onDate) return { dates: [fromDbDate(onDate)], from: fromTime, to: toTime };
    return { ...(weekdays.length > 0 && { weekdays }), from: fromTime, to: toTime };
  });

/** The log says that a number to call was changed, and shows only its last digits. */
function withoutNumber(change: Change): Change {
  if (change.field !== 'contactPhone') return change;
  const masked = (value: unknown) => (typeof value === 'string' ? maskPhoneNumber(value) : value);
  return { ...change, before: masked(change.before), after: masked(change.after) };
}
