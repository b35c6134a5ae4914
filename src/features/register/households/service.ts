import { fromDbDate, plainColumns, toDbDate } from '../../../db/dates';
import { lockName, lockOrNotFound } from '../../../db/locks';
import type { Transaction } from '../../../db/database';
import { sentBefore } from '../../../shared/sent-before';
import { formatAddress } from '../../../shared/address';
import { localDateOf, type LocalDate } from '../../../shared/dates';
import { DONE, invalid, STALE, UNCHANGED } from '../../../shared/outcome';
import { HOUSEHOLD_PLAIN } from '../../../shared/register-fields';
import { foldVietnamese } from '../../../shared/vietnamese-text';
import { NotFoundError } from '../../../shared/errors';
import { newIdAt } from '../../../shared/new-id';
import { changedFields } from '../../office/audit/changes';
import { done, verb } from '../../office/audit/transact';
import { correct } from '../../office/audit/correct';
import { addressColumns } from './address-fields';
import { spellLikeNeighbours } from './queries';
import type { CorrectedGroup, CorrectedHousehold, NewGroup, NewHousehold, Pause, WayToDoor } from './forms';

const DERIVED = new Set(['laneKey', 'laneLabel', 'walkOrder']);
const ADDRESS_THERE = 'Địa chỉ này đã có trong sổ. Mở cửa đó, hoặc xác nhận đây là một hộ khác cùng địa chỉ.';
const UNKNOWN_GROUP = invalid({ residentialGroupId: 'Tổ dân phố này không có trong phường, hoặc đã thôi hoạt động.' });
const CODE_TAKEN = invalid({ code: 'Mã hộ này đã thuộc về một hộ khác của phường.' });
const PAUSED_ALREADY = invalid({
  kind: 'Cửa này đang tạm dừng vì đúng lý do này rồi. Muốn ghi khác thì văn phòng bỏ tạm dừng đang có trước.',
});
const GROUP_CODE_TAKEN = invalid({ code: 'Phường đang có một tổ dân phố khác mang mã này.' });

/** Registers a household. Sending the form twice registers one. */
export const registerHousehold = verb(async ({ tx, actor, now }, form: NewHousehold) => {
  const { id, address, confirmedFor, ...typed } = form;
  const rest = { ...typed, ...plainColumns(HOUSEHOLD_PLAIN, typed) };
  const folded = foldVietnamese(formatAddress(address));
  // Concurrent registrations of one door wait here, and then see the door registered before them.
  await lockName(tx, `door ${actor.wardId} ${folded}`);
  const isThere =
    (await tx.household.count({ where: { wardId: actor.wardId, addressFolded: folded, id: { not: id } } })) > 0;
  const isSentAgain = isThere && (await tx.household.count({ where: { wardId: actor.wardId, id } })) > 0;
  if (isThere && !isSentAgain && foldVietnamese(confirmedFor) !== folded) return invalid({ address: ADDRESS_THERE });
  if (!(await isGroupOf(tx, actor.wardId, form.residentialGroupId, null))) return UNKNOWN_GROUP;
  const columns = { ...rest, ...addressColumns(await spellLikeNeighbours(tx, actor.wardId, address)) };
  const { count } = await tx.household.createMany({
    data: { ...columns, id, wardId: actor.wardId, createdAt: now(), updatedAt: now() },
    skipDuplicates: true,
  });
  if (count === 0) {
    const said = { ...rest, addressLine: columns.addressLine };
    return sentBefore(await tx.household.findUnique({ where: { id } }), actor, said) ? DONE : CODE_TAKEN;
  }
  if (form.occupancy !== 'occupied') {
    const at = now();
    await tx.unoccupiedPeriod.create({
      data: {
        id: newIdAt(at),
        wardId: actor.wardId,
        householdId: id,
        kind: form.occupancy,
        beganOn: toDbDate(localDateOf(at)),
        recordedBy: actor.id,
        recordedAt: at,
      },
    });
  }
  return done('household.register', id, { addressLine: columns.addressLine, code: columns.code });
});

/** Corrects a household's own facts. Saving unchanged values does nothing. */
export const correctHousehold = verb(
  { household_code: CODE_TAKEN },
  async ({ tx, actor, now }, id: string, form: CorrectedHousehold) => {
    const { version, address, ...typed } = form;
    const rest = { ...typed, ...plainColumns(HOUSEHOLD_PLAIN, typed) };
    await lockOrNotFound(tx, 'household', { id, wardId: actor.wardId });
    const before = await tx.household.findUniqueOrThrow({ where: { id } });
    if (!(await isGroupOf(tx, actor.wardId, form.residentialGroupId, before.residentialGroupId))) return UNKNOWN_GROUP;
    const after = { ...rest, ...addressColumns(await spellLikeNeighbours(tx, actor.wardId, address)) };
    const differences = changedFields(before, after).filter((change) => !DERIVED.has(change.field));
    return correct(before, { version, ...after, changes: differences }, async (data, changes) => {
      await tx.household.update({ where: { id }, data: { ...data, updatedAt: now() } });
      return done('household.correct', id, { changes });
    });
  },
);

/** Saves how to find a door. Refuses to overwrite text that changed after it was shown. */
export const describeWayToDoor = verb(
  async ({ tx, actor, now }, id: string, { howToFind, seen, version }: WayToDoor) => {
    await lockOrNotFound(tx, 'household', { id, wardId: actor.wardId });
    const before = await tx.household.findUniqueOrThrow({
      where: { id },
      select: { howToFind: true, version: true },
    });
    if (before.howToFind === howToFind) return UNCHANGED;
    if (before.version !== version && before.howToFind !== seen) return STALE;
    await tx.household.update({ where: { id }, data: { howToFind, version: { increment: 1 }, updatedAt: now() } });
    return done('household.describe-way', id, {
      changes: changedFields({ howToFind: before.howToFind }, { howToFind }),
    });
  },
);

/** Pauses knocking at a door. Does not add a second pause of a kind that is already in force. */
export const pauseHousehold = verb(async ({ tx, actor, now }, householdId: string, pause: Pause) => {
  const today = localDateOf(now());
  await lockOrNotFound(tx, 'household', { id: householdId, wardId: actor.wardId });
  const running = await tx.householdPause.findFirst({
    where: {
      householdId,
      kind: pause.kind,
      liftedAt: null,
      OR: [{ pausedUntil: null }, { pausedUntil: { gte: toDbDate(today) } }],
    },
  });
  const until = pause.pausedUntil && toDbDate(pause.pausedUntil);
  if (running)
    return running.reason === pause.reason && Number(running.pausedUntil) === Number(until)
      ? UNCHANGED
      : PAUSED_ALREADY;
  const at = now();
  const { id } = await tx.householdPause.create({
    data: {
      id: newIdAt(at),
      wardId: actor.wardId,
      householdId,
      kind: pause.kind,
      reason: pause.reason,
      pausedFrom: toDbDate(today),
      pausedUntil: until,
      pausedBy: actor.id,
      createdAt: at,
    },
  });
  return done('household.pause', householdId, {
    pauseId: id,
    kind: pause.kind,
    reason: pause.reason,
    until: pause.pausedUntil,
  });
});

/** Lifts a pause, so that the team may knock again. Lifting it twice does nothing. */
export const liftPause = verb(async ({ tx, actor, now }, householdId: string, pauseId: string) => {
  const where = { id: pauseId, householdId, wardId: actor.wardId };
  const pause = await tx.householdPause.findFirst({ where });
  if (!pause) throw new NotFoundError();
  const { count } = await tx.householdPause.updateMany({
    where: { ...where, liftedAt: null },
    data: { liftedAt: now(), liftedBy: actor.id },
  });
  if (count === 0) return UNCHANGED;
  return done('household.lift-pause', householdId, { pauseId, kind: pause.kind });
});

/** Opens a residential group. Sending the form twice opens one. */
export const openResidentialGroup = verb(async ({ tx, actor }, form: NewGroup) => {
  const { id, validFrom, ...rest } = form;
  const columns = { ...rest, validFrom: toDbDate(validFrom) };
  const { count } = await tx.residentialGroup.createMany({
    data: { ...columns, id, wardId: actor.wardId },
    skipDuplicates: true,
  });
  if (count === 0) {
    const stored = await tx.residentialGroup.findUnique({ where: { id } });
    return sentBefore(stored, actor, columns) ? DONE : GROUP_CODE_TAKEN;
  }
  return done('residential-group.open', id, { code: form.code, name: form.name, validFrom });
});

export const correctResidentialGroup = verb(
  { residential_group_code: GROUP_CODE_TAKEN },
  async ({ tx, actor }, id: string, form: CorrectedGroup) => {
    const before = await lockGroup(tx, actor.wardId, id);
    if (before.validTo && fromDbDate(before.validTo) <= form.validFrom) {
      return invalid({ validFrom: 'Ngày bắt đầu phải trước ngày tổ thôi hoạt động.' });
    }
    return correct(before, { ...form, validFrom: toDbDate(form.validFrom) }, async (data, changes) => {
      await tx.residentialGroup.update({ where: { id }, data });
      return done('residential-group.correct', id, { changes });
    });
  },
);

/**
 * Closes a residential group on a day. Its households keep it until they are assigned to another. Closing it twice does
 * nothing.
 */
export const closeResidentialGroup = verb(async ({ tx, actor, now }, id: string, validTo: LocalDate) => {
  const group = await lockGroup(tx, actor.wardId, id);
  if (group.validTo) return UNCHANGED;
  if (validTo <= fromDbDate(group.validFrom)) return invalid({ validTo: 'Ngày thôi hoạt động phải sau ngày bắt đầu.' });
  if (validTo > localDateOf(now())) return invalid({ validTo: 'Ngày này chưa đến. Ghi vào hôm đó hoặc sau đó.' });
  await tx.residentialGroup.update({
    where: { id },
    data: { validTo: toDbDate(validTo), version: { increment: 1 } },
  });
  return done('residential-group.close', id, { code: group.code, validTo });
});

async function lockGroup(tx: Transaction, wardId: string, id: string) {
  await lockOrNotFound(tx, 'residential_group', { id, wardId });
  return tx.residentialGroup.findUniqueOrThrow({ where: { id } });
}

/** A current group of this ward, or the one that the household already has. */
async function isGroupOf(tx: Transaction, wardId: string, id: string | null, ownId: string | null): Promise<boolean> {
  if (id === null || id === ownId) return true;
  return (await tx.residentialGroup.count({ where: { id, wardId, validTo: null } })) === 1;
}
