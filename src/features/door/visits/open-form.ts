import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { visitFormModel, type VisitFormModel, type VisitFormState } from './form-pages';
import { loadForm } from './form-queries';
import { officersAtDoor } from './officers-at-door';
import { NOT_SAVED, savedIdsOf } from './stored-visit';
import { tickedSteps } from './teaching-fields';
import { dayOfForm } from './visit-form-fields';

/**
 * Reads what a form shows. Because a form shows who lives at the door, each display is logged as a reading of the
 * household, also after an error.
 */
export async function openVisitForm(
  { db, now, accessLog }: AppContext,
  actor: Actor,
  form: VisitFormState,
): Promise<VisitFormModel> {
  const { target, values, edited } = form;
  const { householdId } = target;
  const at = now();
  const reading = await (edited
    ? accessLog.reading(actor, 'visit.open', { type: 'visit', id: edited.visit.id }, { householdId, for: 'edit' })
    : accessLog.reading(actor, 'household.open', { type: 'household', id: householdId }, { for: 'visit' }));
  const door = { householdId, roundId: target.door?.roundId ?? null };
  const { choices, history } = await loadForm({ db, reading }, actor, door, {
    day: dayOfForm(values, at),
    saved: edited ? savedIdsOf(edited.visit) : NOT_SAVED,
    stepIds: tickedSteps(values),
    officerId: edited ? null : actor.id,
    now: at,
  });
  const officers = edited ? edited.visit.officers : officersAtDoor(target.team, actor);
  return visitFormModel({ ...form, officers, choices, history, now: at });
}
