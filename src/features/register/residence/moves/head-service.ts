import type { AppContext } from '../../../../context';
import { DONE, invalid, STALE, type Done, type Invalid, type Stale } from '../../../../shared/outcome';
import type { Actor } from '../../../../actor';
import { getHome, headOf } from '../../events/queries';
import { lockHouseholds, RegisterAct, wasRecorded } from '../../events/service';
import { leavesTooEarly } from './date-rules';
import type { HeadChange } from './forms';
import { succeedHead } from './leaving-service';
import { homesStamp } from './state-stamp';
import { checkRelations } from './succession-rules';

/** Makes another member the head and records each member's relation to the new head. */
export async function changeHead(
  { db, now }: Pick<AppContext, 'db' | 'now'>,
  actor: Actor,
  householdId: string,
  form: HeadChange,
): Promise<Done | Invalid | Stale> {
  return db.prisma.$transaction(async (tx) => {
    await lockHouseholds(tx, actor.wardId, [householdId]);
    if (await wasRecorded(tx, actor, form)) return DONE;
    const home = await getHome(tx, actor.wardId, householdId);
    if (form.stamp !== homesStamp(home)) return STALE;
    const old = headOf(home);
    const errors = {
      ...checkRelations(home.members, form.newHeadId, form.relations, 'newHeadId'),
      ...(old?.residentId === form.newHeadId && { newHeadId: 'Người này đang là chủ hộ rồi.' }),
      ...(old && leavesTooEarly(old, form.on, 'on')),
    };
    if (Object.keys(errors).length > 0) return invalid(errors);
    const act = new RegisterAct(tx, actor, form, now());
    await succeedHead(act, home, home.members, form);
    act.addEvent({
      kind: 'head_changed',
      on: form.on,
      householdId,
      residentId: form.newHeadId,
      otherResidentId: old?.residentId ?? null,
      note: form.note,
    });
    await act.save({
      action: 'household.change-head',
      subject: { type: 'household', id: householdId },
      details: {
        on: form.on,
        changes: [
          {
            field: 'head',
            before: old?.fullName ?? null,
            after: home.members.find(({ residentId }) => residentId === form.newHeadId)!.fullName,
          },
        ],
      },
    });
    return DONE;
  });
}
