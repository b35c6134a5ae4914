import type { AppContext } from '../../../../context';
import type { Transaction } from '../../../../db/database';
import { parseAddress } from '../../../../shared/address';
import { invalid, STALE, type Invalid, type Stale } from '../../../../shared/outcome';
import { NotFoundError } from '../../../../shared/errors';
import type { Actor } from '../../../../actor';
import { addressColumns } from '../../households/address-fields';
import { NOT_AN_ADDRESS } from '../../households/forms';
import { spellLikeNeighbours } from '../../households/queries';
import { getHome, headOf } from '../../events/queries';
import { lockHouseholds, lockResidents, RegisterAct, wasRecorded } from '../../events/service';
import { arrivesTooEarly, leavesTooEarly } from './date-rules';
import type { Split } from './forms';
import { checkLeaving, leaveHome, moved, NOTHING_LEFT, reoccupy, type Left, type Moved } from './leaving-service';
import { homesStamp } from './state-stamp';
import { checkOthers, checkRelations } from './succession-rules';

interface SplitDone extends Moved {
  /** Where they live now; null outside the ward. */
  householdId: string | null;
}

/**
 * Several members leave together: to a household of their own, to an existing one, or out of the ward. The old
 * household keeps its code, its history and its visits.
 */
export async function splitHousehold(
  { db, now }: Pick<AppContext, 'db' | 'now'>,
  actor: Actor,
  householdId: string,
  form: Split,
): Promise<SplitDone | Invalid | Stale> {
  return db.prisma.$transaction(async (tx) => {
    await lockHouseholds(tx, actor.wardId, [householdId, ...(form.joinId ? [form.joinId] : [])]);
    const isOutside = form.target === 'outside';
    const targetId = isOutside ? null : (form.joinId ?? form.newHouseholdId);
    const splitTo = (left: Left): SplitDone => ({ ...moved(left), householdId: targetId });
    if (await wasRecorded(tx, actor, form)) return splitTo(NOTHING_LEFT);
    const home = await getHome(tx, actor.wardId, householdId);
    const joined = form.joinId ? await getHome(tx, actor.wardId, form.joinId) : null;
    if (form.stamp !== homesStamp(home, joined)) return STALE;
    const leavers = home.members.filter(({ residentId }) => form.leave.includes(residentId));
    const errors = {
      ...(leavers.length < form.leave.length && { leave: 'Có người không còn ở trong hộ này.' }),
      ...(form.joinId === householdId && { joinId: 'Đây chính là hộ đang ở.' }),
      ...(Object.assign({}, ...leavers.map((leaver) => leavesTooEarly(leaver, form.on, 'on'))) as Invalid['errors']),
      ...(joined && arrivesTooEarly(joined, form.on, 'on')),
      ...(!isOutside &&
        (joined && headOf(joined)
          ? checkOthers(leavers, form.relations)
          : checkRelations(leavers, form.leavingHeadId ?? '', form.relations, 'leavingHeadId'))),
      ...checkLeaving(home, form.leave, form),
    };
    if (Object.keys(errors).length > 0) return invalid(errors);
    await lockResidents(tx, actor.wardId, form.leave);

    const act = new RegisterAct(tx, actor, form, now());
    if (
      targetId &&
      !joined &&
      !(await openHousehold(tx, act, actor, { id: targetId, oldId: householdId, form, at: now() }))
    )
      return invalid({ address: NOT_AN_ADDRESS });
    const isWhole = leavers.length === home.members.length;
    for (const { residentId } of leavers) {
      if (isOutside)
        act.addEvent({ kind: 'moved_out', on: form.on, householdId, residentId, place: form.place, note: form.note });
      else if (isWhole)
        act.addEvent({
          kind: 'moved_within',
          on: form.on,
          householdId: targetId,
          otherHouseholdId: householdId,
          residentId,
          note: form.note,
        });
      else
        act.addEvent({
          kind: 'split',
          on: form.on,
          householdId,
          otherHouseholdId: targetId,
          residentId,
          note: form.note,
        });
    }
    const left = await leaveHome(act, home, form.leave, form);
    for (const { residentId } of leavers) {
      if (isOutside) await act.setStatus(residentId, 'moved_out', form.on);
      const own =
        residentId === form.leavingHeadId && !(joined && headOf(joined))
          ? { relation: 'head' as const, relationNote: '' }
          : form.relations[residentId]!;
      if (targetId) await act.addMember({ householdId: targetId, residentId, ...own, since: form.on });
    }
    if (joined) await reoccupy(act, joined, form.on);
    await act.save({
      action: 'household.split',
      subject: { type: 'household', id: householdId },
      details: {
        on: form.on,
        people: leavers.map(({ fullName }) => fullName),
        to: targetId && { householdId: targetId },
        target: form.target,
        newHeadId: form.newHeadId,
      },
    });
    return splitTo(left);
  });
}

/** Creates their own household, at the old address or another one; false when the address is invalid. */
async function openHousehold(
  tx: Transaction,
  act: RegisterAct,
  actor: Actor,
  { id, oldId, form, at }: { id: string; oldId: string; form: Split; at: Date },
): Promise<boolean> {
  // The id was issued with the form, so only a forged form names an existing household.
  if ((await tx.household.count({ where: { id } })) > 0) throw new NotFoundError();
  const old = await tx.household.findUniqueOrThrow({ where: { id: oldId } });
  const parsed = form.target === 'here' ? old : parseAddress(form.address);
  if (!parsed) return false;
  const { houseNumber, hem, ngach, ngo, street, building, floor, room } = parsed;
  const address = { houseNumber, hem, ngach, ngo, street, building, floor, room };
  const columns = addressColumns(
    form.target === 'here' ? address : await spellLikeNeighbours(tx, actor.wardId, address),
  );
  const neighbourly =
    form.target === 'here'
      ? {
          residentialGroupId: old.residentialGroupId,
          formerWard: old.formerWard,
          howToFind: old.howToFind,
          handOrder: old.handOrder,
        }
      : {};
  await act.write('household', id, () =>
    tx.household.create({
      data: { ...columns, ...neighbourly, id, wardId: actor.wardId, createdAt: at, updatedAt: at },
    }),
  );
  return true;
}
