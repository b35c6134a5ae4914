import type { Actor } from '../../../../actor';
import type { Context } from '../../../../context';
import type { Transaction } from '../../../../db/database';
import { DONE, STALE } from '../../../../shared/outcome';
import { getHome, type Home } from '../../events/queries';
import { lockHouseholds, lockResidents, recordAct, wasRecorded, type RegisterAct } from '../../events/service';
import { getPerson, type Person } from './queries';
import { homesStamp, personStamp } from './state-stamp';

// An act about a person or a household is declared with what it does after locking and comparing: it is `done`, and no
// more, if the form was sent before, and `stale` if it was filled in for another state.

interface StampedForm {
  actId: string;
  stamp: string;
}

interface Recording {
  tx: Transaction;
  act: RegisterAct;
  actor: Actor;
  now: Context['now'];
}

/** An act about a person, who is locked after their household and the one they move to. */
export const personAct =
  <Form extends StampedForm & { householdId?: string }, Outcome extends object>(
    record: (person: Person, form: Form, recording: Recording & { target: Home | null }) => Promise<Outcome>,
  ) =>
  (context: Context, actor: Actor, id: string, form: Form) =>
    recordAct(context, actor, form, async (tx, act) => {
      const { householdId: targetId } = form;
      const person = await lockPerson(tx, actor, id, targetId);
      if (await wasRecorded(tx, actor, form)) return DONE as Outcome;
      const target = targetId === undefined ? null : await getHome(tx, actor.wardId, targetId);
      if (form.stamp !== personStamp(person, target)) return STALE;
      return record(person, form, { tx, act, actor, now: context.now, target });
    });

/** An act about a household, and the one that some of its people join: null if they may join one, but do not. */
export const homeAct =
  <Form extends StampedForm & { joinId?: string | null }, Outcome extends object>(
    record: (home: Home, form: Form, recording: Recording & { joined: Home | null }) => Promise<Outcome>,
  ) =>
  (context: Context, actor: Actor, id: string, form: Form) =>
    recordAct(context, actor, form, async (tx, act) => {
      const { joinId } = form;
      await lockHouseholds(tx, actor.wardId, joinId ? [id, joinId] : [id]);
      if (await wasRecorded(tx, actor, form)) return DONE as Outcome;
      const home = await getHome(tx, actor.wardId, id);
      const joined = joinId ? await getHome(tx, actor.wardId, joinId) : null;
      const stamp = joinId === undefined ? homesStamp(home) : homesStamp(home, joined);
      return form.stamp === stamp ? record(home, form, { tx, act, actor, now: context.now, joined }) : STALE;
    });

export async function lockPerson(tx: Transaction, actor: Actor, residentId: string, otherHousehold?: string) {
  const membership = await tx.householdMembership.findFirst({
    where: { residentId, wardId: actor.wardId, validTo: null },
    select: { householdId: true },
  });
  const households = [otherHousehold, membership?.householdId].filter((id) => id !== undefined);
  await lockHouseholds(tx, actor.wardId, households);
  await lockResidents(tx, actor.wardId, [residentId]);
  return getPerson(tx, actor.wardId, residentId);
}
