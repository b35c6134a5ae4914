import type { AppContext } from '../../context';
import { fromDbDate, toDbDate } from '../../db/dates';
import type { Transaction } from '../../db/database';
import type { HouseholdRelation } from '../../generated/prisma/enums';
import { formatDate, type BirthDate, type LocalDate } from '../../shared/dates';
import type { Sealer } from '../../shared/sealer';
import { NotFoundError } from '../../web/errors';
import type { FieldErrors } from '../../web/form';
import { changedFields } from '../audit/changes';
import { recordEvent } from '../audit/record';
import type { Actor } from '../auth/actor';
import { findNumberTaken, isStoredNumber, keepNumberChange, numberColumns, orNumberTaken, type NumberColumns } from '../national-numbers/service';
import type { CorrectedResident, Departure, NewMembership, NewResident } from './forms';

type Context = Pick<AppContext, 'db' | 'now' | 'sealer'>;

/** `numberHolderId`: the resident of this ward who holds the typed national number already. */
export type Refused = { ok: false; errors: FieldErrors; numberHolderId?: string };
export type Saved = { ok: true } | Refused;
/** `isHeadless`: the household that was left has people but no head now. */
type Moved = { ok: true; isHeadless: boolean } | Refused;

const HEAD_TAKEN: Refused = { ok: false, errors: { relation: 'Hộ này đã có chủ hộ. Đổi chủ hộ ở hồ sơ của chủ hộ hiện nay, hoặc chọn quan hệ khác.' } };

/** Enters a person in the register and in a household. Sent twice, it is one person. */
export async function registerResident({ db, now, sealer }: Context, actor: Actor, form: NewResident): Promise<Saved> {
  return orNumberTaken(() => db.prisma.$transaction(async (tx): Promise<Saved> => {
    await lockHouseholds(tx, actor.wardId, [form.householdId]);
    const known = await tx.resident.findUnique({ where: { id: form.id }, select: { wardId: true } });
    if (known && known.wardId !== actor.wardId) throw new NotFoundError();
    if (known) return { ok: true };
    const taken = form.nationalNumber && await findNumberTaken(tx, actor.wardId, sealer, form.nationalNumber, form.id);
    if (taken) return taken;
    if (form.relation === 'head' && await findHead(tx, form.householdId)) return HEAD_TAKEN;

    await tx.resident.create({
      data: {
        id: form.id, wardId: actor.wardId, fullName: form.fullName, ...birthColumns(form.birth), gender: form.gender, phone: form.phone,
        ...numberColumns(sealer, form.nationalNumber), residenceStatus: form.residenceStatus, note: form.note, createdAt: now(), updatedAt: now(),
      },
    });
    await openMembership(tx, actor, form.id, form);
    await recordEvent(tx, {
      actor, action: 'resident.register', subject: { type: 'resident', id: form.id }, at: now(),
      details: { fullName: form.fullName, householdId: form.householdId, relation: form.relation, since: form.since, last4: last4Of(form.nationalNumber) },
    });
    return { ok: true };
  }));
}

/** 'stale': somebody saved in between. 'ask': a stored national number would change, by its last digits, and nobody is sure yet. */
type Corrected = Saved | { ok: 'stale' } | { ok: 'ask'; before: string; after: string | null };

/**
 * Corrects a person's own facts. Saving what is already there changes nothing. A stored national number is changed or
 * taken away only by somebody who was asked again; both numbers are kept.
 */
export async function correctResident({ db, now, sealer }: Context, actor: Actor, id: string, form: CorrectedResident, isSure: boolean): Promise<Corrected> {
  return orNumberTaken(() => db.prisma.$transaction(async (tx): Promise<Corrected> => {
    const before = await lockResident(tx, actor.wardId, id);
    const taken = form.nationalNumber && await findNumberTaken(tx, actor.wardId, sealer, form.nationalNumber, id);
    if (taken) return taken;

    const isGone = before.residenceStatus === 'moved_out' || before.residenceStatus === 'deceased';
    const after = {
      fullName: form.fullName, ...birthColumns(form.birth), gender: form.gender, phone: form.phone, note: form.note,
      residenceStatus: isGone || !form.residenceStatus ? before.residenceStatus : form.residenceStatus,
    };
    const number = numberChange(sealer, before.nationalNumberHash, form);
    const isReplacing = number !== null && before.nationalNumberLast4 !== null;
    const isFirst = number !== null && !isReplacing;
    const changes = [...changedFields(before, after), ...(isFirst ? [{ field: 'last4', before: null, after: number.nationalNumberLast4 }] : [])];
    if (changes.length === 0 && !number) return { ok: true };
    if (before.version !== form.version) return { ok: 'stale' };
    if (isReplacing && !isSure) return { ok: 'ask', before: before.nationalNumberLast4!, after: number.nationalNumberLast4 };
    await tx.resident.update({ where: { id }, data: { ...after, ...number, version: { increment: 1 }, updatedAt: now() } });
    if (isReplacing) await keepNumberChange(tx, actor, now(), id, before, number);
    if (changes.length > 0) await recordEvent(tx, { actor, action: 'resident.correct', subject: { type: 'resident', id }, at: now(), details: { changes } });
    return { ok: true };
  }));
}

/**
 * Moves a person to another household, or gives another relation in the same one, from a day on: the old membership
 * closes on the day the new one begins. Sent twice, it moves once.
 */
export async function moveResident({ db, now }: Context, actor: Actor, id: string, form: NewMembership): Promise<Moved> {
  return db.prisma.$transaction(async (tx): Promise<Moved> => {
    const resident = await lockResident(tx, actor.wardId, id);
    const current = await tx.householdMembership.findFirst({ where: { residentId: id, validTo: null } });
    await lockHouseholds(tx, actor.wardId, [form.householdId, ...(current ? [current.householdId] : [])]);
    const isStaying = current?.householdId === form.householdId;
    const isSame = isStaying && current.relation === form.relation && current.relationNote === form.relationNote;
    if (isSame && resident.residenceStatus === form.residenceStatus) return { ok: true, isHeadless: false };

    const overlap = await findOverlap(tx, id, current, form.since);
    if (!isSame && overlap) return overlap;
    const head = await findHead(tx, form.householdId);
    if (form.relation === 'head' && head && head.residentId !== id) return HEAD_TAKEN;
    const isLeavingHead = current?.relation === 'head' && !(isStaying && form.relation === 'head');
    const successor = isLeavingHead && form.newHeadId ? await findMember(tx, current.householdId, form.newHeadId, id) : null;
    if (isLeavingHead && form.newHeadId && !successor) return { ok: false, errors: { newHeadId: 'Người này không còn ở trong hộ.' } };

    if (isStaying && !isSame && fromDbDate(current.validFrom) === form.since) {
      await tx.householdMembership.update({ where: { id: current.id }, data: { relation: form.relation, relationNote: form.relationNote } });
    } else if (!isSame) {
      if (current) await tx.householdMembership.update({ where: { id: current.id }, data: { validTo: toDbDate(form.since) } });
      await openMembership(tx, actor, id, form);
    }
    if (successor) await makeHead(tx, actor, successor, form.since);
    if (resident.residenceStatus !== form.residenceStatus) {
      await tx.resident.update({ where: { id }, data: { residenceStatus: form.residenceStatus, version: { increment: 1 }, updatedAt: now() } });
    }
    await recordEvent(tx, {
      actor, action: 'resident.move', subject: { type: 'resident', id }, at: now(),
      details: {
        from: current && { householdId: current.householdId, relation: current.relation },
        to: { householdId: form.householdId, relation: form.relation }, since: form.since,
        residenceStatus: { before: resident.residenceStatus, after: form.residenceStatus }, newHeadId: successor?.residentId ?? null,
      },
    });
    return { ok: true, isHeadless: isLeavingHead && await isWithoutHead(tx, current.householdId) };
  });
}

/** Writes down that a person moved out of the ward or died: the membership closes on that day. Sent twice, it is once. */
export async function endResidence({ db, now }: Context, actor: Actor, id: string, form: Departure): Promise<Moved> {
  return db.prisma.$transaction(async (tx): Promise<Moved> => {
    const resident = await lockResident(tx, actor.wardId, id);
    const current = await tx.householdMembership.findFirst({ where: { residentId: id, validTo: null } });
    if (!current && resident.residenceStatus === form.kind) return { ok: true, isHeadless: false };
    if (current) await lockHouseholds(tx, actor.wardId, [current.householdId]);
    if (current && form.on < fromDbDate(current.validFrom)) {
      return { ok: false, errors: { on: `Người này vào hộ ngày ${formatDate(fromDbDate(current.validFrom))}; ngày rời đi không thể trước ngày đó.` } };
    }
    const isLeavingHead = current?.relation === 'head';
    const successor = isLeavingHead && form.newHeadId ? await findMember(tx, current.householdId, form.newHeadId, id) : null;
    if (isLeavingHead && form.newHeadId && !successor) return { ok: false, errors: { newHeadId: 'Người này không còn ở trong hộ.' } };

    if (current) await tx.householdMembership.update({ where: { id: current.id }, data: { validTo: toDbDate(form.on) } });
    if (successor) await makeHead(tx, actor, successor, form.on);
    await tx.resident.update({ where: { id }, data: { residenceStatus: form.kind, version: { increment: 1 }, updatedAt: now() } });
    await recordEvent(tx, {
      actor, action: 'resident.end-residence', subject: { type: 'resident', id }, at: now(),
      details: { kind: form.kind, on: form.on, householdId: current?.householdId ?? null, before: resident.residenceStatus, newHeadId: successor?.residentId ?? null },
    });
    return { ok: true, isHeadless: isLeavingHead && await isWithoutHead(tx, current.householdId) };
  });
}

// ------------------------------------------------------------ parts of the verbs

async function lockResident(tx: Transaction, wardId: string, id: string) {
  await tx.$queryRaw`SELECT 1 FROM resident WHERE id = ${id}::uuid AND ward_id = ${wardId}::uuid FOR UPDATE`;
  const resident = await tx.resident.findFirst({ where: { id, wardId } });
  if (!resident) throw new NotFoundError();
  return resident;
}

/** In one order, so that two moves between the same households never wait for each other. */
async function lockHouseholds(tx: Transaction, wardId: string, ids: string[]): Promise<void> {
  const wanted = [...new Set(ids)];
  const locked = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM household WHERE id = ANY (${wanted}::uuid[]) AND ward_id = ${wardId}::uuid ORDER BY id FOR UPDATE`;
  if (locked.length !== wanted.length) throw new NotFoundError();
}

interface Member {
  id: string;
  householdId: string;
  residentId: string;
  validFrom: Date;
}

function findHead(tx: Transaction, householdId: string): Promise<Member | null> {
  return tx.householdMembership.findFirst({ where: { householdId, validTo: null, relation: 'head' } });
}

function findMember(tx: Transaction, householdId: string, residentId: string, otherThanId: string): Promise<Member | null> {
  return tx.householdMembership.findFirst({ where: { householdId, validTo: null, residentId: { equals: residentId, not: otherThanId } } });
}

async function isWithoutHead(tx: Transaction, householdId: string): Promise<boolean> {
  const members = await tx.householdMembership.findMany({ where: { householdId, validTo: null }, select: { relation: true } });
  return members.length > 0 && members.every((member) => member.relation !== 'head');
}

async function openMembership(
  tx: Transaction, actor: Actor, residentId: string,
  { householdId, relation, relationNote, since }: { householdId: string; relation: HouseholdRelation; relationNote: string; since: LocalDate },
): Promise<void> {
  await tx.householdMembership.create({ data: { wardId: actor.wardId, householdId, residentId, relation, relationNote, validFrom: toDbDate(since) } });
}

/** A member becomes the head from a day on; one who came that day or later is simply written down as head. */
async function makeHead(tx: Transaction, actor: Actor, member: Member, since: LocalDate): Promise<void> {
  if (fromDbDate(member.validFrom) >= since) {
    await tx.householdMembership.update({ where: { id: member.id }, data: { relation: 'head', relationNote: '' } });
    return;
  }
  await tx.householdMembership.update({ where: { id: member.id }, data: { validTo: toDbDate(since) } });
  await openMembership(tx, actor, member.residentId, { householdId: member.householdId, relation: 'head', relationNote: '', since });
}

/** A person lives in one household at a time: the new membership may not begin before the last one did, or ended. */
async function findOverlap(tx: Transaction, residentId: string, current: { validFrom: Date } | null, since: LocalDate): Promise<Refused | null> {
  if (current && since < fromDbDate(current.validFrom)) {
    return overlapping(`Người này vào hộ đang ở ngày ${formatDate(fromDbDate(current.validFrom))}; ngày chuyển không thể trước ngày đó.`);
  }
  const past = await tx.householdMembership.findFirst({
    where: { residentId, validTo: { gt: toDbDate(since) } }, orderBy: { validTo: 'desc' }, include: { household: { select: { addressLine: true } } },
  });
  return past && overlapping(`Đến ngày ${formatDate(fromDbDate(past.validTo!))} người này còn ở ${past.household.addressLine}; chọn từ ngày đó trở đi.`);
}

function overlapping(message: string): Refused {
  return { ok: false, errors: { since: message } };
}

function birthColumns(birth: BirthDate | null) {
  return { birthDate: birth && toDbDate(birth.date), birthPrecision: birth && birth.precision };
}

/** The columns to write when the form gives another number or takes it away; null when it stays. */
function numberChange(sealer: Sealer, storedHash: Uint8Array | null, form: CorrectedResident): NumberColumns | null {
  if (form.nationalNumber) return isStoredNumber(sealer, storedHash, form.nationalNumber) ? null : numberColumns(sealer, form.nationalNumber);
  return form.forgetNationalNumber && storedHash !== null ? numberColumns(sealer, null) : null;
}

function last4Of(number: string | null): string | null {
  return number && number.slice(-4);
}
