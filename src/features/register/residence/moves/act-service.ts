import type { Actor } from '../../../../actor';
import type { Context } from '../../../../context';
import type { Transaction } from '../../../../db/database';
import { DONE, STALE } from '../../../../shared/outcome';
import { getHome, type Home } from '../../events/queries';
import { lockHouseholds, lockResidents, recordAct, wasRecorded, type RegisterAct } from '../../events/service';
import { getPerson, type Person } from './queries';
import { homesStamp, personStamp } from './state-stamp';

// An act about a person or a household: locked first; `done` if the form was sent before, `stale` if it was filled in for
// another state.

interface StampedForm {
  actId: string;
  stamp: string;
}

interface Recording {
  tx: Transaction;
  act: RegisterAct;
}

/** An act about a person, who is locked after their household and the one they move to. */
export const actOnPerson = <Outcome extends object>(
  context: Context,
  actor: Actor,
  { id, targetId, form }: { id: string; targetId?: string; form: StampedForm },
  record: (person: Person, recording: Recording & { target: Home | null }) => Promise<Outcome>,
) =>
  recordAct(context, actor, form, async (tx, act) => {
    const person = await lockPerson(tx, actor, id, targetId);
    if (await wasRecorded(tx, actor, form)) return DONE;
    const target = targetId === undefined ? null : await getHome(tx, actor.wardId, targetId);
    return form.stamp === personStamp(person, target) ? record(person, { tx, act, target }) : STALE;
  });

/** An act about a household, and the one that some of its people join: null if they may join one, but do not. */
export const actOnHome = <Outcome extends object>(
  context: Context,
  actor: Actor,
  { id, joinedId, form }: { id: string; joinedId?: string | null; form: StampedForm },
  record: (home: Home, recording: Recording & { joined: Home | null }) => Promise<Outcome>,
) =>
  recordAct(context, actor, form, async (tx, act) => {
    await lockHouseholds(tx, actor.wardId, joinedId ? [id, joinedId] : [id]);
    if (await wasRecorded(tx, actor, form)) return DONE;
    const home = await getHome(tx, actor.wardId, id);
    const joined = joinedId ? await getHome(tx, actor.wardId, joinedId) : null;
    const stamp = joinedId === undefined ? homesStamp(home) : homesStamp(home, joined);
    return form.stamp === stamp ? record(home, { tx, act, joined }) : STALE;
  });

export async function lockPerson(
  tx: Transaction,
  actor: Actor,
  residentId: string,
  otherHousehold?: string,
): Promise<Person> {
  const membership = await tx.householdMembership.findFirst({
    where: { residentId, wardId: actor.wardId, validTo: null },
    select: { householdId: true },
  });
  const households = [otherHousehold, membership?.householdId].filter((id) => id !== undefined);
  await lockHouseholds(tx, actor.wardId, households);
  await lockResidents(tx, actor.wardId, [residentId]);
  return getPerson(tx, actor.wardId, residentId);
}
