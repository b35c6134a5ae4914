import { invalid } from '../../../../shared/outcome';
import { done } from '../../../office/audit/transact';
import { headOf } from '../../events/queries';
import { homeAct } from './act-service';
import { leavesTooEarly } from './date-rules';
import type { HeadChange } from './forms';
import { succeedHead } from './leaving-service';
import { checkRelations } from './succession-rules';

/** Makes another member the head and records each member's relation to the new head. */
export const changeHead = homeAct(async (home, form: HeadChange, { act }) => {
  const old = headOf(home);
  const errors = {
    ...checkRelations(home.members, form.newHeadId, form.relations, 'newHeadId'),
    ...(old?.residentId === form.newHeadId && { newHeadId: 'Người này đang là chủ hộ rồi.' }),
    ...(old && leavesTooEarly(old, form.on, 'on')),
  };
  if (Object.keys(errors).length > 0) return invalid(errors);
  await succeedHead(act, home, home.members, form);
  act.addEvent({
    kind: 'head_changed',
    on: form.on,
    householdId: home.id,
    residentId: form.newHeadId,
    otherResidentId: old?.residentId ?? null,
    note: form.note,
  });
  const after = home.members.find(({ residentId }) => residentId === form.newHeadId)!.fullName;
  return done('household.change-head', home.id, {
    on: form.on,
    changes: [{ field: 'head', before: old?.fullName ?? null, after }],
  });
});
