import { z } from 'zod';
import { newIdAt } from '../../../shared/new-id';
import type { Actor } from '../../../actor';
import type { Statements, Transaction } from '../../../db/database';
import { lockOrNotFound } from '../../../db/locks';
import { fromDbDate } from '../../../db/dates';
import { queryRows } from '../../../db/query-rows';
import { sentBefore } from '../../../shared/sent-before';
import { ageOn, localDateOf } from '../../../shared/dates';
import { DONE, invalid, UNCHANGED, type Done, type Invalid, type Unchanged } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { logEvent, verb } from '../../office/audit/transact';
import { problemsOf, PURPOSES, saysSomething, type Said } from './consent';
import { saidFields, type consentForm, type Withdrawal } from './forms';

/** What one resident said, ready to be written. */
export interface NewConsent {
  id: string;
  residentId: string;
  said: Said;
}

/** Where and when it was said: the text that was read, the visit if there was one. */
interface Occasion {
  noticeId: string | null;
  visitId: string | null;
  saidAt: Date;
  at: Date;
  /** The request that the ward granted; absent if the person said it to the team. */
  granted?: { dataRequestId: string; restricts: boolean };
}

/** `id` is by what the record is taken back. */
type Recorded = Done & { id: string };

const NOTHING_SAID = 'Ghi ít nhất một điều: đã đọc thông báo chưa, hoặc người ấy nói gì.';

/**
 * Records what a resident was informed of and said about the use of their data. Sent twice, it is one record. For each
 * purpose the latest answer is valid; earlier records stay.
 * @throws NotFoundError for a resident or a notice of another ward.
 */
export const recordConsent = verb(
  async ({ tx, actor, now }, residentId: string, { id, noticeId, ...said }: z.output<typeof consentForm>) => {
    const at = now();
    const resident = await lockResident(tx, actor.wardId, residentId);
    if (!saysSomething(said)) return invalid({ readAloud: NOTHING_SAID });
    const occasion = { noticeId, visitId: null, saidAt: at, at };
    const child = childUnder(resident, at);
    const outcome = await recordSaid(tx, actor, { id, residentId, said }, { ...occasion, childUnder: child });
    if (outcome.kind === 'unchanged')
      sentBefore(await tx.consent.findUnique({ where: { id } }), actor, { ...said, noticeId });
    return outcome;
  },
);

/**
 * Records what a resident said, inside the caller's transaction; the caller has locked the resident. The same id is
 * written once. Writes nothing if it is invalid.
 * @param childUnder the adult age in years, if this is a child.
 * @throws NotFoundError for a notice of another ward.
 */
export async function recordSaid(
  tx: Transaction,
  actor: Actor,
  consent: NewConsent,
  { childUnder: child, ...occasion }: Occasion & { childUnder: number | null },
): Promise<Recorded | Unchanged | Invalid> {
  const { noticeId } = occasion;
  const { wardId } = actor;
  const hasNotice = noticeId !== null && (await tx.privacyNotice.count({ where: { id: noticeId, wardId } })) > 0;
  if (noticeId && !hasNotice) throw new NotFoundError();
  const problems = problemsOf(consent.said, { hasNotice, childUnder: child });
  if (Object.keys(problems).length > 0) return invalid(problems as Invalid['errors']);
  return write(tx, actor, consent, occasion);
}

/**
 * Withdraws a consent, or objects to visits and calls, in one press. Nothing asks why. The same again changes nothing.
 */
export const withdrawConsent = verb(async ({ tx, actor, now }, residentId: string, { id, purpose }: Withdrawal) => {
  const at = now();
  await lockResident(tx, actor.wardId, residentId);
  // What a restriction says goes when it is lifted; the person's own word stays.
  const latest = await tx.consent.findFirst({
    where: { residentId, undoneAt: null, restricts: false, [purpose]: { not: null } },
    orderBy: [{ saidAt: 'desc' }, { recordedAt: 'desc' }, { id: 'desc' }],
  });
  if (latest?.[purpose] === false) return UNCHANGED;
  const said = { ...NOTHING, [purpose]: false };
  return write(tx, actor, { id, residentId, said }, { noticeId: null, visitId: null, saidAt: at, at });
});

/**
 * Records what a granted request says for a person, inside the transaction that grants it. The caller has locked the
 * resident.
 */
export async function recordGranted(
  tx: Transaction,
  actor: Actor,
  {
    residentId,
    said,
    ...granted
  }: { residentId: string; said: Partial<Said>; dataRequestId: string; restricts: boolean },
  at: Date,
): Promise<void> {
  const consents = [{ id: newIdAt(at), residentId, said: { ...NOTHING, ...said } }];
  const occasion = { noticeId: null, visitId: null, saidAt: at, at, granted };
  await insertConsents(tx, actor, consents, occasion);
  await recordConsentEvents(tx, actor, consents, occasion);
}

/** Undoes what a granted request said, in the transaction that lifts or reopens it; false if none of it was valid. */
export const undoGranted = async (tx: Transaction, actor: Actor, dataRequestId: string, at: Date): Promise<boolean> =>
  (await undo(tx, actor, { dataRequestId, wardId: actor.wardId }, { at, reason: '' })).length > 0;

/** Marks the records as undone, with an event for each. */
async function undo(
  tx: Transaction,
  actor: Actor,
  where: { id: string; wardId: string } | { dataRequestId: string; wardId: string },
  { at, reason }: { at: Date; reason: string },
): Promise<{ id: string; residentId: string }[]> {
  const undone = await tx.consent.updateManyAndReturn({
    where: { ...where, undoneAt: null },
    data: { undoneAt: at, undoneBy: actor.id },
    select: { id: true, residentId: true },
  });
  for (const { id, residentId } of undone) {
    const subject = { type: 'resident', id: residentId };
    await logEvent(tx, { actor, at }, 'consent.undo', subject, { consentId: id, ...(reason && { reason }) });
  }
  return undone;
}

/**
 * Undoes a record made by mistake: the answer before it is valid again, and the record stays, marked. Twice changes
 * nothing. Who may is policy.ts; what a granted request said is undone where the request is.
 * @param reason '' from its author on the same day.
 */
export const undoConsent = verb(async ({ tx, actor, now }, { id, reason }: { id: string; reason: string }) =>
  (await undo(tx, actor, { id, wardId: actor.wardId }, { at: now(), reason })).length > 0 ? DONE : UNCHANGED,
);

/** A record that says nothing yet. */
export const NOTHING: Said = saidFields.parse({});

/** Waits for a merge that removes the resident; afterwards the resident is gone. */
async function lockResident(tx: Transaction, wardId: string, id: string) {
  await lockOrNotFound(tx, 'resident', { id, wardId }, 'NO KEY UPDATE');
  return tx.resident.findFirstOrThrow({
    where: { id, wardId },
    select: { birthDate: true, birthPrecision: true, ward: { select: { adultAge: true } } },
  });
}

function childUnder(
  { birthDate, birthPrecision, ward: { adultAge } }: Awaited<ReturnType<typeof lockResident>>,
  at: Date,
): number | null {
  const birth = birthDate && birthPrecision && { date: fromDbDate(birthDate), precision: birthPrecision };
  return birth && ageOn(birth, localDateOf(at)) < adultAge ? adultAge : null;
}

async function write(tx: Transaction, actor: Actor, consent: NewConsent, occasion: Occasion) {
  const { wardId } = actor;
  const { id, residentId } = consent;
  if ((await insertConsents(tx, actor, [consent], occasion)).length === 0) {
    const known = await tx.consent.findFirst({ where: { id, wardId, residentId } });
    if (!known) throw new NotFoundError();
    // The page of before an undo, sent again: it is a new record.
    if (known.undoneAt) return write(tx, actor, { ...consent, id: newIdAt(occasion.at) }, occasion);
    sentBefore(known, actor, consent.said);
    return UNCHANGED;
  }
  await recordConsentEvents(tx, actor, [consent], occasion);
  return { ...DONE, id };
}

/** Inserts what people said on one occasion. The caller has locked their residents. @returns those that are new. */
export async function insertConsents(
  tx: Statements,
  actor: Actor,
  consents: readonly NewConsent[],
  { noticeId, visitId, saidAt, at, granted }: Occasion,
): Promise<NewConsent[]> {
  const rows = consents.map(({ said, ...one }) => ({ ...one, ...said }));
  const written = await queryRows(tx, 'consents-insert', z.object({ id: z.string() }))`
      INSERT INTO consent (id, ward_id, resident_id, notice_id, visit_id, read_aloud, contact, survey, photo, given_by, representative_name,
        representative_relation, channel, said_at, recorded_by, recorded_at, data_request_id, restricts)
      SELECT id, ${actor.wardId}::uuid, "residentId", ${noticeId}::uuid, ${visitId}::uuid, "readAloud", contact, survey, photo, "givenBy", "representativeName",
        "representativeRelation", channel, ${saidAt}::timestamptz, ${actor.id}::uuid, ${at}::timestamptz,
        ${granted?.dataRequestId ?? null}::uuid, ${granted?.restricts ?? false}::boolean
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS said (id uuid, "residentId" uuid, "readAloud" boolean, contact boolean, survey boolean,
        photo boolean, "givenBy" consent_giver, "representativeName" text, "representativeRelation" text, channel consent_channel)
      ON CONFLICT DO NOTHING
      RETURNING id`;
  const ids = new Set(written.map(({ id }) => id));
  return consents.filter(({ id }) => ids.has(id));
}

/** Writes the events of inserted consents, one for each person. */
export async function recordConsentEvents(
  tx: Statements,
  actor: Actor,
  consents: readonly NewConsent[],
  { visitId, at }: Pick<Occasion, 'visitId' | 'at'>,
): Promise<void> {
  for (const { residentId, said } of consents) {
    const isWithdrawal = said.readAloud === null && PURPOSES.every((purpose) => said[purpose] !== true);
    const action = isWithdrawal ? 'consent.withdraw' : 'consent.record';
    const subject = { type: 'resident', id: residentId };
    await logEvent(tx, { actor, at }, action, subject, {
      ...(visitId && { visitId }),
      ...Object.fromEntries(
        (['readAloud', ...PURPOSES] as const).flatMap((name) => (said[name] === null ? [] : [[name, said[name]]])),
      ),
    });
  }
}
