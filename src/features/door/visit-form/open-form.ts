import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { visitFormPage, type VisitFormState } from './form-pages';
import { loadForm } from './form-queries';
import { officersAtDoor } from '../visit-rules/officers-at-door';
import { getDoorTarget, getHouseholdTarget } from '../visit-records/queries';
import { NOT_SAVED, savedIdsOf, type StoredVisit } from '../visit-records/stored-visit';
import { tickedSteps } from './teaching-fields';
import { dayOfForm } from './visit-form-fields';

// Because a form shows who lives at the door, each display is logged as a reading, also after an error.

/** Reads what the form of a new visit shows. */
export async function openVisitForm(
  { db, now, accessLog }: AppContext,
  actor: Actor,
  form: Omit<VisitFormState, 'edited'>,
) {
  const { target, values } = form;
  const { householdId } = target;
  const at = now();
  const subject = { type: 'household', id: householdId } as const;
  await accessLog.opened(actor, 'household.open', subject, { for: 'visit' });
  const { choices, history } = await loadForm(db, actor, {
    householdId,
    roundId: target.door?.roundId ?? null,
    day: dayOfForm(values, at),
    saved: NOT_SAVED,
    stepIds: tickedSteps(values),
    officerId: actor.id,
    now: at,
  });
  return visitFormPage({ ...form, officers: officersAtDoor(target.team, actor), choices, history, now: at });
}

/** Reads what the form of a saved visit shows. @param version that was opened. */
export async function openEditForm(
  { db, now, accessLog }: AppContext,
  actor: Actor,
  { visit, version }: { visit: StoredVisit; version: number },
  form: Omit<VisitFormState, 'edited' | 'target' | 'action' | 'clientKey'>,
) {
  const { wardId } = actor;
  const { id, householdId, roundId, roundDoorId, clientKey, officers } = visit;
  const at = now();
  await accessLog.opened(actor, 'visit.open', { type: 'visit', id }, { householdId, for: 'edit' });
  const [target, { choices, history }] = await Promise.all([
    roundDoorId ? getDoorTarget(db, wardId, roundDoorId) : getHouseholdTarget(db, wardId, householdId),
    loadForm(db, actor, {
      householdId,
      roundId: roundDoorId ? roundId : null,
      day: dayOfForm(form.values, at),
      saved: savedIdsOf(visit),
      stepIds: tickedSteps(form.values),
      officerId: null,
      now: at,
    }),
  ]);
  const edited = { visit, version: String(version) };
  const action = `/visits/${id}/edit`;
  return visitFormPage({ ...form, target, action, clientKey, edited, officers, choices, history, now: at });
}
