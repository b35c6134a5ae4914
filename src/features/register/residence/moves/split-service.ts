import type { Context } from '../../../../context';
import type { Transaction } from '../../../../db/database';
import { parseAddress } from '../../../../shared/address';
import { invalid, type Invalid } from '../../../../shared/outcome';
import { NotFoundError } from '../../../../shared/errors';
import type { Actor } from '../../../../actor';
import { addressColumns } from '../../households/address-fields';
import { NOT_AN_ADDRESS } from '../../households/forms';
import { spellLikeNeighbours } from '../../households/queries';
import { done } from '../../../office/audit/transact';
import { headOf } from '../../events/queries';
import { lockResidents, type RegisterAct } from '../../events/service';
import { homeAct } from './act-service';
import { arrivesTooEarly, leavesTooEarly } from './date-rules';
import type { Split } from './forms';
import { checkLeaving, leaveHome, type Moved } from './leaving-service';
import { checkOthers, checkRelations } from './succession-rules';

const targetOf = ({ target, joinId, newHouseholdId }: Split) =>
  target === 'outside' ? null : (joinId ?? newHouseholdId);

const recordSplit = homeAct(async (home, form: Split, { tx, act, actor, now, joined }): Promise<Moved | Invalid> => {
  const { id: householdId } = home;
  const isOutside = form.target === 'outside';
  const targetId = targetOf(form);
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

  const at = now();
  if (targetId && !joined && !(await openHousehold(tx, act, actor, { id: targetId, oldId: householdId, form, at })))
    return invalid({ address: NOT_AN_ADDRESS });
  const isWhole = leavers.length === home.members.length;
  for (const { residentId } of leavers) {
    const line = { on: form.on, residentId, note: form.note };
    if (isOutside) act.addEvent({ ...line, kind: 'moved_out', householdId, place: form.place });
    else if (isWhole)
      act.addEvent({ ...line, kind: 'moved_within', householdId: targetId, otherHouseholdId: householdId });
    else act.addEvent({ ...line, kind: 'split', householdId, otherHouseholdId: targetId });
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
  if (joined) await act.reoccupy(joined, form.on);
  const event = done('household.split', householdId, {
    on: form.on,
    people: leavers.map(({ fullName }) => fullName),
    to: targetId && { householdId: targetId },
    target: form.target,
    newHeadId: form.newHeadId,
  });
  return { ...event, left };
});

/**
 * Several members leave together: to a household of their own, to an existing one, or out of the ward. The old
 * household keeps its code, its history and its visits.
 */
export async function splitHousehold(context: Context, actor: Actor, householdId: string, form: Split) {
  const outcome = await recordSplit(context, actor, householdId, form);
  // Where they live now; null outside the ward.
  return outcome.kind === 'done' ? { ...outcome, householdId: targetOf(form) } : outcome;
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
