import { fromDbDate, toDbDate } from '../../../../db/dates';
import type { Transaction } from '../../../../db/database';
import { newIdAt } from '../../../../shared/new-id';
import { formatDate, type LocalDate } from '../../../../shared/dates';
import { invalid, STALE, UNCHANGED, type Invalid } from '../../../../shared/outcome';
import { done, verb } from '../../../office/audit/transact';
import type { Actor } from '../../../../actor';
import { beforeBirthMessage } from '../../events/event-labels';
import { headOf, type Home, type HomeMember } from '../../events/queries';
import type { RegisterAct } from '../../events/service';
import { lockPerson, personAct } from './act-service';
import { arrivesTooEarly, leavesTooEarly } from './date-rules';
import type { Death, Departure, Move, RelationChange } from './forms';
import { checkLeaving, leaveHome, type Left, type Moved } from './leaving-service';
import type { Person } from './queries';
import { personStamp } from './state-stamp';

/** Moves a person to a household, from another household of the ward or from outside. */
export const moveResident = personAct(
  async (person, form: Move, { tx, act, target: found }): Promise<Moved | Invalid> => {
    const { id: residentId, home } = person;
    const target = found!;
    const { relation, relationNote, since } = form;
    const own = memberIn(home, residentId);
    const overlap = await overlapError(tx, residentId, since);
    const errors = {
      ...bornLater(person, since, 'since'),
      ...(person.death && { since: diedSays(person.death.on) }),
      ...(home?.id === target.id && { householdId: 'Người này đang ở hộ đó rồi.' }),
      ...(own && leavesTooEarly(own, since, 'since')),
      ...overlap,
      ...(relation === 'head' &&
        headOf(target) && {
          relation: `Hộ này đã có chủ hộ là ${headOf(target)!.fullName}. Chọn quan hệ khác, hoặc đổi chủ hộ trước.`,
        }),
      ...arrivesTooEarly(target, since, 'since'),
      ...(home && checkLeaving(home, [residentId], form)),
    };
    if (Object.keys(errors).length > 0) return invalid(errors);

    act.addEvent({
      kind: home ? 'moved_within' : 'moved_in',
      on: since,
      householdId: target.id,
      otherHouseholdId: home?.id ?? null,
      residentId,
      place: form.place,
      note: form.note,
    });
    const left = home ? await leaveHome(act, home, [residentId], { ...form, on: since }) : undefined;
    await act.addMember({ householdId: target.id, residentId, relation, relationNote, since });
    await act.setStatus(residentId, form.residenceStatus, since);
    if (relation === 'head' && target.members.length > 0)
      act.addEvent({ kind: 'head_changed', on: since, householdId: target.id, residentId });
    await act.reoccupy(target, since);
    const event = done('resident.move', residentId, {
      from: home && { householdId: home.id, addressLine: home.addressLine, relation: own?.relation },
      to: { householdId: target.id, addressLine: target.addressLine, relation },
      since,
      residenceStatus: { before: person.status, after: form.residenceStatus },
      newHeadId: form.newHeadId,
    });
    return { ...event, left };
  },
);

/** Records that a person moved out of the ward. */
export const moveOut = personAct(async (person, form: Departure, { act }): Promise<Moved | Invalid> => {
  const refused = whyCannotLeave(person, form);
  if (refused) return refused;
  const left = await endResidence(act, person, 'moved_out', form);
  return { ...done('resident.end-residence', person.id, endDetails(person, 'moved_out', form)), left };
});

/** Records that a person died; the same act can pause visits because of the mourning. */
export const recordDeath = personAct(async (person, form: Death, { tx, act, actor, now }): Promise<Moved | Invalid> => {
  const refused = whyCannotLeave(person, form);
  if (refused) return refused;
  const left = await endResidence(act, person, 'deceased', form);
  for (const { id } of await tx.digitalHelper.findMany({
    where: {
      OR: [{ residentId: person.id }, { helpedId: person.id }],
      validTo: null,
      validFrom: { lte: toDbDate(form.on) },
    },
    select: { id: true },
  })) {
    await act.write('digital_helper', id, () =>
      tx.digitalHelper.update({ where: { id }, data: { validTo: toDbDate(form.on) } }),
    );
  }
  if (form.isMourning && person.home) await pauseForMourning(tx, act, actor, { person, form, at: now() });
  const details = { ...endDetails(person, 'deceased', form), isMourning: form.isMourning, until: form.mourningUntil };
  return { ...done('resident.end-residence', person.id, details), left };
});

/** Changes a member's relation to the same head from a day on. This is not an event, only a correction. */
export const changeRelation = verb(async ({ tx, actor, now }, residentId: string, form: RelationChange) => {
  const person = await lockPerson(tx, actor, residentId);
  const own = memberIn(person.home, residentId);
  if (!person.home || !own) return invalid({ relation: 'Người này hiện không ở hộ nào của phường.' });
  if (own.relation === form.relation && own.relationNote === form.relationNote) return UNCHANGED;
  if (form.stamp !== personStamp(person)) return STALE;
  if (own.relation === 'head')
    return invalid({ relation: 'Người này đang là chủ hộ. Dùng “Đổi chủ hộ” để chọn người thay.' });
  const early = leavesTooEarly(own, form.since, 'since');
  if (early) return invalid(early);
  const { relation, relationNote, since } = form;
  if (own.since === since) {
    await tx.householdMembership.update({ where: { id: own.membershipId }, data: { relation, relationNote } });
  } else {
    await tx.householdMembership.update({ where: { id: own.membershipId }, data: { validTo: toDbDate(since) } });
    await tx.householdMembership.create({
      data: {
        id: newIdAt(now()),
        wardId: actor.wardId,
        householdId: person.home.id,
        residentId,
        relation,
        relationNote,
        validFrom: toDbDate(since),
      },
    });
  }
  return done('resident.change-relation', residentId, {
    since,
    changes: [
      { field: 'relation', before: own.relation, after: relation },
      { field: 'relationNote', before: own.relationNote, after: relationNote },
    ],
  });
});

// ------------------------------------------------------------ helpers

const memberIn = (home: Home | null, residentId: string): HomeMember | undefined =>
  home?.members.find((member) => member.residentId === residentId);

/** Why this form cannot record that a resident left the ward or died; null when it can. */
function whyCannotLeave(person: Person, form: Departure | Death): Invalid | null {
  const own = memberIn(person.home, person.id);
  const errors = {
    ...bornLater(person, form.on, 'on'),
    ...(person.death && { on: diedSays(person.death.on) }),
    ...(own && leavesTooEarly(own, form.on, 'on')),
    ...(person.home && checkLeaving(person.home, [person.id], form)),
  };
  return Object.keys(errors).length > 0 ? invalid(errors) : null;
}

/** The person leaves their household and the ward; returns how the household is left. */
async function endResidence(
  act: RegisterAct,
  { id, home }: Person,
  status: 'moved_out' | 'deceased',
  form: Departure | Death,
): Promise<Left | undefined> {
  act.addEvent({
    kind: status === 'deceased' ? 'died' : status,
    on: form.on,
    householdId: home?.id ?? null,
    residentId: id,
    note: form.note,
    ...('place' in form && { place: form.place }),
  });
  const left = home ? await leaveHome(act, home, [id], form) : undefined;
  await act.setStatus(id, status, form.on);
  return left;
}

const diedSays = (on: LocalDate) =>
  `Sổ ghi người này mất ngày ${formatDate(on)}. Nếu ghi nhầm, hoàn tác việc đó ở phần Lịch sử trước.`;

function bornLater({ birth }: Person, on: LocalDate, field: string): Invalid['errors'] | null {
  const message = beforeBirthMessage(birth, on);
  return message === null ? null : { [field]: message };
}

/** A person lives in one household at a time: a new membership cannot start before the previous one ended. */
async function overlapError(tx: Transaction, residentId: string, since: LocalDate): Promise<Invalid['errors'] | null> {
  const past = await tx.householdMembership.findFirst({
    where: { residentId, validTo: { gt: toDbDate(since) } },
    orderBy: { validTo: 'desc' },
    include: { household: { select: { addressLine: true } } },
  });
  return (
    past && {
      since: `Đến ngày ${formatDate(fromDbDate(past.validTo!))} người này còn ở ${past.household.addressLine}; chọn từ ngày đó trở đi.`,
    }
  );
}

async function pauseForMourning(
  tx: Transaction,
  act: RegisterAct,
  actor: Actor,
  { person, form, at }: { person: Person; form: Death; at: Date },
): Promise<void> {
  const householdId = person.home!.id;
  if ((await tx.householdPause.count({ where: { householdId, kind: 'mourning', liftedAt: null } })) > 0) return;
  const id = newIdAt(at);
  await act.write('household_pause', id, () =>
    tx.householdPause.create({
      data: {
        id,
        wardId: actor.wardId,
        householdId,
        kind: 'mourning',
        reason: `Nhà có tang: ${person.fullName}.`,
        pausedFrom: toDbDate(form.on),
        pausedUntil: form.mourningUntil && toDbDate(form.mourningUntil),
        pausedBy: actor.id,
        createdAt: at,
      },
    }),
  );
}

const endDetails = (
  person: Person,
  kind: 'moved_out' | 'deceased',
  { on, newHeadId }: Departure | Death,
): Record<string, unknown> => ({
  kind,
  on,
  householdId: person.home?.id ?? null,
  addressLine: person.home?.addressLine ?? null,
  changes: [{ field: 'residenceStatus', before: person.status, after: kind }],
  newHeadId,
});
