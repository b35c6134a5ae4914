import type { AppContext } from '../../../../context';
import { fromDbDate, toDbDate } from '../../../../db/dates';
import type { Transaction } from '../../../../db/database';
import { v7 as newId } from 'uuid';
import { parseAddress } from '../../../../shared/address';
import { formatDate, type LocalDate } from '../../../../shared/dates';
import {
  DONE,
  invalid,
  STALE,
  UNCHANGED,
  type Done,
  type Invalid,
  type Stale,
  type Unchanged,
} from '../../../../shared/outcome';
import { NotFoundError } from '../../../../web/errors';
import type { FieldErrors } from '../../../../web/form';
import { recordEvent } from '../../../office/audit/record';
import type { Actor } from '../../../../actor';
import { addressColumns } from '../../households/address-fields';
import { NOT_AN_ADDRESS } from '../../households/forms';
import { spellLikeNeighbours } from '../../households/queries';
import { beforeBirthMessage } from '../../events/event-words';
import { getHome, type Home, type HomeMember } from '../../events/queries';
import { lockHouseholds, lockResidents, RegisterAct, wasRecorded } from '../../events/service';
import type { Death, Departure, HeadChange, Move, RelationChange, Relations, Split } from './forms';
import { getPerson, type Person } from './queries';
import { homesStamp, personStamp } from './state-stamp';
import { checkOthers, checkRelations, needsNewHead } from './succession-rules';

type Context = Pick<AppContext, 'db' | 'now'>;

/** The state of a household after somebody left it, to warn the user. */
export interface Left {
  isHeadless: boolean;
  isEmpty: boolean;
}

interface Moved extends Done {
  left: Left;
}

const NOTHING_LEFT: Left = { isHeadless: false, isEmpty: false };
const moved = (left: Left): Moved => ({ kind: 'done', left });

/** Moves a person to a household, from another household of the ward or from outside. */
export async function moveResident(
  { db, now }: Context,
  actor: Actor,
  residentId: string,
  form: Move,
): Promise<Moved | Invalid | Stale> {
  return db.prisma.$transaction(async (tx) => {
    const person = await lockPerson(tx, actor, residentId, [form.householdId]);
    if (await wasRecorded(tx, actor, form.actId)) return moved(NOTHING_LEFT);
    const { home } = person;
    const target = await getHome(tx, actor.wardId, form.householdId);
    if (form.stamp !== personStamp(person, target)) return STALE;
    const own = memberIn(home, residentId);
    const overlap = await overlapError(tx, residentId, form.since);
    const errors = {
      ...bornLater(person, form.since, 'since'),
      ...(person.death && { since: diedSays(person.death.on) }),
      ...(home?.id === target.id && { householdId: 'Người này đang ở hộ đó rồi.' }),
      ...(own && leavesTooEarly(own, form.since, 'since')),
      ...overlap,
      ...(form.relation === 'head' &&
        headOf(target) && {
          relation: `Hộ này đã có chủ hộ là ${headOf(target)!.fullName}. Chọn quan hệ khác, hoặc đổi chủ hộ trước.`,
        }),
      ...arrivesTooEarly(target, form.since, 'since'),
      ...(home && checkLeaving(home, [residentId], form)),
    };
    if (Object.keys(errors).length > 0) return invalid(errors);

    const act = new RegisterAct(tx, actor, form.actId, now());
    act.addEvent({
      kind: home ? 'moved_within' : 'moved_in',
      on: form.since,
      householdId: target.id,
      otherHouseholdId: home?.id ?? null,
      residentId,
      place: form.place,
      note: form.note,
    });
    const left = home ? await leaveHome(act, home, [residentId], { ...form, on: form.since }) : NOTHING_LEFT;
    await act.addMember({
      householdId: target.id,
      residentId,
      relation: form.relation,
      relationNote: form.relationNote,
      since: form.since,
    });
    await act.setStatus(residentId, form.residenceStatus, form.since);
    if (form.relation === 'head' && target.members.length > 0)
      act.addEvent({ kind: 'head_changed', on: form.since, householdId: target.id, residentId });
    await reoccupy(act, target, form.since);
    await act.save({
      action: 'resident.move',
      subject: { type: 'resident', id: residentId },
      details: {
        from: home && { householdId: home.id, addressLine: home.addressLine, relation: own?.relation },
        to: { householdId: target.id, addressLine: target.addressLine, relation: form.relation },
        since: form.since,
        residenceStatus: { before: person.status, after: form.residenceStatus },
        newHeadId: form.newHeadId,
      },
    });
    return moved(left);
  });
}

/** Records that a person moved out of the ward. */
export async function moveOut(
  { db, now }: Context,
  actor: Actor,
  residentId: string,
  form: Departure,
): Promise<Moved | Invalid | Stale> {
  return db.prisma.$transaction(async (tx) => {
    const person = await lockPerson(tx, actor, residentId);
    const problem = await whyCannotLeave(tx, actor, person, form);
    if (problem) return problem;
    const act = new RegisterAct(tx, actor, form.actId, now());
    act.addEvent({
      kind: 'moved_out',
      on: form.on,
      householdId: person.home?.id ?? null,
      residentId,
      place: form.place,
      note: form.note,
    });
    const left = person.home ? await leaveHome(act, person.home, [residentId], form) : NOTHING_LEFT;
    await act.setStatus(residentId, 'moved_out', form.on);
    await act.save({
      action: 'resident.end-residence',
      subject: { type: 'resident', id: residentId },
      details: endDetails(person, 'moved_out', form),
    });
    return moved(left);
  });
}

/** Records that a person died; the same act can pause visits because of the mourning. */
export async function recordDeath(
  { db, now }: Context,
  actor: Actor,
  residentId: string,
  form: Death,
): Promise<Moved | Invalid | Stale> {
  return db.prisma.$transaction(async (tx) => {
    const person = await lockPerson(tx, actor, residentId);
    const problem = await whyCannotLeave(tx, actor, person, form);
    if (problem) return problem;
    const act = new RegisterAct(tx, actor, form.actId, now());
    act.addEvent({ kind: 'died', on: form.on, householdId: person.home?.id ?? null, residentId, note: form.note });
    const left = person.home ? await leaveHome(act, person.home, [residentId], form) : NOTHING_LEFT;
    await act.setStatus(residentId, 'deceased', form.on);
    for (const { id } of await tx.digitalHelper.findMany({
      where: { residentId, validTo: null, validFrom: { lte: toDbDate(form.on) } },
      select: { id: true },
    })) {
      await act.write('digital_helper', id, () =>
        tx.digitalHelper.update({ where: { id }, data: { validTo: toDbDate(form.on) } }),
      );
    }
    if (form.isMourning && person.home) await pauseForMourning(tx, act, actor, { person, form, at: now() });
    await act.save({
      action: 'resident.end-residence',
      subject: { type: 'resident', id: residentId },
      details: { ...endDetails(person, 'deceased', form), isMourning: form.isMourning, until: form.mourningUntil },
    });
    return moved(left);
  });
}

/** Changes a member's relation to the same head from a day on. This is not an event, only a correction. */
export async function changeRelation(
  { db, now }: Context,
  actor: Actor,
  residentId: string,
  form: RelationChange,
): Promise<Done | Unchanged | Invalid | Stale> {
  return db.prisma.$transaction(async (tx) => {
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
          id: newId(),
          wardId: actor.wardId,
          householdId: person.home.id,
          residentId,
          relation,
          relationNote,
          validFrom: toDbDate(since),
        },
      });
    }
    await recordEvent(tx, {
      actor,
      action: 'resident.change-relation',
      subject: { type: 'resident', id: residentId },
      at: now(),
      details: {
        since,
        changes: [
          { field: 'relation', before: own.relation, after: relation },
          { field: 'relationNote', before: own.relationNote, after: relationNote },
        ],
      },
    });
    return DONE;
  });
}

/** Makes another member the head and records everybody's relation to the new head. */
export async function changeHead(
  { db, now }: Context,
  actor: Actor,
  householdId: string,
  form: HeadChange,
): Promise<Done | Invalid | Stale> {
  return db.prisma.$transaction(async (tx) => {
    await lockHouseholds(tx, actor.wardId, [householdId]);
    if (await wasRecorded(tx, actor, form.actId)) return DONE;
    const home = await getHome(tx, actor.wardId, householdId);
    if (form.stamp !== homesStamp(home)) return STALE;
    const old = headOf(home);
    const errors = {
      ...checkRelations(home.members, form.newHeadId, form.relations, 'newHeadId'),
      ...(old?.residentId === form.newHeadId && { newHeadId: 'Người này đang là chủ hộ rồi.' }),
      ...(old && leavesTooEarly(old, form.on, 'on')),
    };
    if (Object.keys(errors).length > 0) return invalid(errors);
    const act = new RegisterAct(tx, actor, form.actId, now());
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

interface SplitDone extends Moved {
  /** Where they live now; null outside the ward. */
  householdId: string | null;
}

/**
 * Several members leave together: to a household of their own, to an existing one, or out of the ward. The old
 * household keeps its code, its history and its visits.
 */
export async function splitHousehold(
  { db, now }: Context,
  actor: Actor,
  householdId: string,
  form: Split,
): Promise<SplitDone | Invalid | Stale> {
  return db.prisma.$transaction(async (tx) => {
    await lockHouseholds(tx, actor.wardId, [householdId, ...(form.joinId ? [form.joinId] : [])]);
    const isOutside = form.target === 'outside';
    const targetId = isOutside ? null : (form.joinId ?? form.newHouseholdId);
    const splitTo = (left: Left): SplitDone => ({ ...moved(left), householdId: targetId });
    if (await wasRecorded(tx, actor, form.actId)) return splitTo(NOTHING_LEFT);
    const home = await getHome(tx, actor.wardId, householdId);
    const joined = form.joinId ? await getHome(tx, actor.wardId, form.joinId) : null;
    if (form.stamp !== homesStamp(home, joined)) return STALE;
    const leavers = home.members.filter(({ residentId }) => form.leave.includes(residentId));
    const errors = {
      ...(leavers.length < form.leave.length && { leave: 'Có người không còn ở trong hộ này.' }),
      ...(form.joinId === householdId && { joinId: 'Đây chính là hộ đang ở.' }),
      ...(Object.assign({}, ...leavers.map((leaver) => leavesTooEarly(leaver, form.on, 'on'))) as FieldErrors),
      ...(joined && arrivesTooEarly(joined, form.on, 'on')),
      ...(!isOutside &&
        (joined && headOf(joined)
          ? checkOthers(leavers, form.relations)
          : checkRelations(leavers, form.leavingHeadId ?? '', form.relations, 'leavingHeadId'))),
      ...checkLeaving(home, form.leave, form),
    };
    if (Object.keys(errors).length > 0) return invalid(errors);
    await lockResidents(tx, actor.wardId, form.leave);

    const act = new RegisterAct(tx, actor, form.actId, now());
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

// ------------------------------------------------------------ helpers

async function lockPerson(
  tx: Transaction,
  actor: Actor,
  residentId: string,
  otherHouseholds: string[] = [],
): Promise<Person> {
  const membership = await tx.householdMembership.findFirst({
    where: { residentId, wardId: actor.wardId, validTo: null },
    select: { householdId: true },
  });
  await lockHouseholds(tx, actor.wardId, [...otherHouseholds, ...(membership ? [membership.householdId] : [])]);
  await lockResidents(tx, actor.wardId, [residentId]);
  return getPerson(tx, actor.wardId, residentId);
}

const headOf = (home: Home): HomeMember | undefined => home.members.find(({ relation }) => relation === 'head');
const memberIn = (home: Home | null, residentId: string): HomeMember | undefined =>
  home?.members.find((member) => member.residentId === residentId);

/** Why this form cannot record that somebody left the ward or died; null when it can. */
async function whyCannotLeave(
  tx: Transaction,
  actor: Actor,
  person: Person,
  form: Departure | Death,
): Promise<Moved | Invalid | Stale | null> {
  if (await wasRecorded(tx, actor, form.actId)) return moved(NOTHING_LEFT);
  if (form.stamp !== personStamp(person)) return STALE;
  const own = memberIn(person.home, person.id);
  const errors = {
    ...bornLater(person, form.on, 'on'),
    ...(person.death && { on: diedSays(person.death.on) }),
    ...(own && leavesTooEarly(own, form.on, 'on')),
    ...(person.home && checkLeaving(person.home, [person.id], form)),
  };
  return Object.keys(errors).length > 0 ? invalid(errors) : null;
}

const diedSays = (on: LocalDate) =>
  `Sổ ghi người này mất ngày ${formatDate(on)}. Nếu ghi nhầm, lấy lại việc đó ở phần Lịch sử trước.`;

function bornLater({ birth }: Person, on: LocalDate, field: string): FieldErrors | null {
  const message = beforeBirthMessage(birth, on);
  return message === null ? null : { [field]: message };
}

function leavesTooEarly({ since }: HomeMember, on: LocalDate, field: string): FieldErrors | null {
  return on < since
    ? {
        [field]: `Sổ ghi người này ở hộ với quan hệ hiện nay từ ngày ${formatDate(since)}; ngày này không thể trước ngày đó.`,
      }
    : null;
}

function arrivesTooEarly({ unoccupiedFrom }: Home, on: LocalDate, field: string): FieldErrors | null {
  return unoccupiedFrom && on < unoccupiedFrom
    ? { [field]: `Sổ ghi cửa này không có người ở từ ngày ${formatDate(unoccupiedFrom)}; chọn từ ngày đó trở đi.` }
    : null;
}

/** A person lives in one household at a time: a new membership cannot start before the previous one ended. */
async function overlapError(tx: Transaction, residentId: string, since: LocalDate): Promise<FieldErrors | null> {
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

interface Succession {
  newHeadId: string | null;
  relations: Relations;
  vacates: boolean;
}

function checkLeaving(home: Home, leaverIds: string[], { newHeadId, relations }: Succession): FieldErrors {
  if (!newHeadId || !needsNewHead(home.members, leaverIds)) return {};
  return checkRelations(
    home.members.filter(({ residentId }) => !leaverIds.includes(residentId)),
    newHeadId,
    relations,
    'newHeadId',
  );
}

/** Ends the memberships of those who leave and settles the household they leave: a new head, or an empty home. */
async function leaveHome(
  act: RegisterAct,
  home: Home,
  leaverIds: string[],
  { newHeadId, relations, vacates, on }: Succession & { on: LocalDate },
): Promise<Left> {
  const leavers = home.members.filter(({ residentId }) => leaverIds.includes(residentId));
  const stayers = home.members.filter(({ residentId }) => !leaverIds.includes(residentId));
  for (const { membershipId } of leavers) await act.endMembership(membershipId, on);
  if (needsNewHead(home.members, leaverIds)) {
    if (newHeadId) await succeedHead(act, home, stayers, { newHeadId, relations, on });
    act.addEvent({
      kind: 'head_changed',
      on,
      householdId: home.id,
      residentId: newHeadId,
      otherResidentId: headOf(home)!.residentId,
    });
  }
  const isVacated = stayers.length === 0 && vacates && home.occupancy !== 'vacant';
  if (isVacated) {
    if (home.occupancy !== 'occupied') await act.endUnoccupied(home.id, on);
    await act.beginUnoccupied(home.id, { kind: 'vacant', from: on, expectedUntil: null, reason: '' });
    act.addEvent({ kind: 'vacated', on, householdId: home.id });
  }
  const hasHead = needsNewHead(home.members, leaverIds) ? newHeadId !== null : headOf(home) !== undefined;
  return {
    isHeadless: stayers.length > 0 && !hasHead,
    isEmpty: stayers.length === 0 && !isVacated && home.occupancy !== 'vacant',
  };
}

/** Changes the old head first and the new one last, because a household never has two heads. */
async function succeedHead(
  act: RegisterAct,
  home: Home,
  members: readonly HomeMember[],
  { newHeadId, relations, on }: { newHeadId: string; relations: Relations; on: LocalDate },
): Promise<void> {
  const rank = ({ residentId, relation }: HomeMember) => {
    if (residentId === newHeadId) return 2;
    return relation === 'head' ? 0 : 1;
  };
  for (const member of members.toSorted((a, b) => rank(a) - rank(b))) {
    await act.changeRelation(
      home.id,
      member,
      member.residentId === newHeadId ? { relation: 'head', relationNote: '' } : relations[member.residentId]!,
      on,
    );
  }
}

/** Somebody moves into a home where nobody lived. */
async function reoccupy(act: RegisterAct, home: Home, on: LocalDate): Promise<void> {
  if (home.occupancy === 'occupied') return;
  await act.endUnoccupied(home.id, on);
  act.addEvent({ kind: 'reoccupied', on, householdId: home.id });
}

async function pauseForMourning(
  tx: Transaction,
  act: RegisterAct,
  actor: Actor,
  { person, form, at }: { person: Person; form: Death; at: Date },
): Promise<void> {
  const householdId = person.home!.id;
  if ((await tx.householdPause.count({ where: { householdId, kind: 'mourning', liftedAt: null } })) > 0) return;
  const id = newId();
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

function endDetails(
  person: Person,
  kind: 'moved_out' | 'deceased',
  { on, newHeadId }: Departure | Death,
): Record<string, unknown> {
  return {
    kind,
    on,
    householdId: person.home?.id ?? null,
    addressLine: person.home?.addressLine ?? null,
    changes: [{ field: 'residenceStatus', before: person.status, after: kind }],
    newHeadId,
  };
}
