import type { AppContext } from '../../../../context';
import { fromDbDate, toDbDate } from '../../../../db/dates';
import type { Transaction } from '../../../../db/database';
import type { ResidenceStatus } from '../../../../generated/prisma/enums';
import { formatDate, type LocalDate } from '../../../../shared/dates';
import { DONE, invalid, STALE, type Done, type Invalid, type Stale } from '../../../../shared/outcome';
import type { Actor } from '../../../../actor';
import { arrivesTooEarly } from '../moves/date-rules';
import { lockPerson } from '../moves/leaving-service';
import { homesStamp, personStamp } from '../moves/state-stamp';
import { getHome, type Home, type HomeMember } from '../../events/queries';
import { lockHouseholds, lockResidents, RegisterAct, wasRecorded } from '../../events/service';
import type { Absence, HouseholdReturn, Return, Vacancy } from './forms';

type Context = Pick<AppContext, 'db' | 'now'>;
export type Outcome = Done | Invalid | Stale;

/**
 * Starts a long absence: the person remains a member, but is not expected at the door and not counted as living here.
 */
export async function beginAbsence(
  { db, now }: Context,
  actor: Actor,
  residentId: string,
  form: Absence,
): Promise<Outcome> {
  return db.prisma.$transaction(async (tx): Promise<Outcome> => {
    const person = await lockPerson(tx, actor, residentId);
    if (await wasRecorded(tx, actor, form)) return DONE;
    if (form.stamp !== personStamp(person)) return STALE;
    if (!person.home) return invalid({ from: 'Người này hiện không ở hộ nào của phường.' });
    if (person.status === 'absent') return invalid({ from: 'Sổ đang ghi người này vắng lâu ngày rồi.' });
    const early = await earlierAbsenceError(tx, [residentId], form.from);
    if (early) return invalid(early);
    const act = new RegisterAct(tx, actor, form, now());
    await act.beginAbsence({ residentId, householdId: person.home.id, status: person.status }, form);
    act.addEvent({
      kind: 'absence_began',
      on: form.from,
      householdId: person.home.id,
      residentId,
      note: form.reason,
      expectedUntil: form.expectedUntil,
    });
    await act.save({
      action: 'resident.begin-absence',
      subject: { type: 'resident', id: residentId },
      details: {
        from: form.from,
        until: form.expectedUntil,
        reason: form.reason,
        changes: [statusChange(person.status, 'absent')],
      },
    });
    return DONE;
  });
}

/** Ends a long absence; an unoccupied home is occupied again. */
export async function endAbsence(
  { db, now }: Context,
  actor: Actor,
  residentId: string,
  form: Return,
): Promise<Outcome> {
  return db.prisma.$transaction(async (tx): Promise<Outcome> => {
    const person = await lockPerson(tx, actor, residentId);
    if (await wasRecorded(tx, actor, form)) return DONE;
    if (form.stamp !== personStamp(person)) return STALE;
    const { home } = person;
    const from = person.absence?.from;
    const errors = {
      ...(person.status !== 'absent' && { on: 'Sổ không ghi người này đang vắng.' }),
      ...(from &&
        form.on < from && {
          on: `Sổ ghi người này vắng từ ngày ${formatDate(from)}; ngày về không thể trước ngày đó.`,
        }),
      ...(home && arrivesTooEarly(home, form.on, 'on')),
    };
    if (Object.keys(errors).length > 0) return invalid(errors);
    const act = new RegisterAct(tx, actor, form, now());
    await act.setStatus(residentId, form.residenceStatus, form.on);
    act.addEvent({ kind: 'absence_ended', on: form.on, householdId: home?.id ?? null, residentId, note: form.note });
    if (home && home.occupancy !== 'occupied') {
      await act.endUnoccupied(home.id, form.on);
      act.addEvent({ kind: 'reoccupied', on: form.on, householdId: home.id });
    }
    await act.save({
      action: 'resident.end-absence',
      subject: { type: 'resident', id: residentId },
      details: { on: form.on, changes: [statusChange('absent', form.residenceStatus)] },
    });
    return DONE;
  });
}

/** Starts a long absence of a whole household. Members who were already absent keep their own absence. */
export async function beginHouseholdAbsence(
  { db, now }: Context,
  actor: Actor,
  householdId: string,
  form: Absence,
): Promise<Outcome> {
  return withLockedHome({ db, now }, actor, { householdId, ...form }, async (tx, home, act) => {
    const going = home.members.filter(({ status }) => status !== 'absent');
    const early = await earlierAbsenceError(
      tx,
      going.map(({ residentId }) => residentId),
      form.from,
    );
    const overlap = await earlierVacancyError(tx, householdId, form.from);
    const errors = {
      ...(home.occupancy !== 'occupied' && { from: 'Sổ đang ghi cửa này không có người ở rồi.' }),
      ...(home.members.length === 0 && { from: 'Hộ này không có ai trong sổ. Dùng “Nhà để trống”.' }),
      ...early,
      ...overlap,
    };
    if (Object.keys(errors).length > 0) return invalid(errors);
    await leaveHome(tx, act, actor, { home, going, absence: form });
    await act.beginUnoccupied(householdId, { kind: 'long_absent', ...form });
    act.addEvent({
      kind: 'absence_began',
      on: form.from,
      householdId,
      note: form.reason,
      expectedUntil: form.expectedUntil,
    });
    await act.save({
      action: 'household.begin-absence',
      subject: { type: 'household', id: householdId },
      details: {
        from: form.from,
        until: form.expectedUntil,
        reason: form.reason,
        people: going.map(({ fullName }) => fullName),
        changes: [{ field: 'occupancy', before: home.occupancy, after: 'long_absent' }],
      },
    });
    return DONE;
  });
}

/** Records that a home is no longer lived in: its people left the ward, or only live elsewhere. */
export async function vacateHousehold(
  { db, now }: Context,
  actor: Actor,
  householdId: string,
  form: Vacancy,
): Promise<Outcome> {
  return withLockedHome({ db, now }, actor, { householdId, ...form }, async (tx, home, act) => {
    const staying = form.people === 'absent' ? home.members.filter(({ status }) => status !== 'absent') : [];
    const early = await earlierAbsenceError(
      tx,
      staying.map(({ residentId }) => residentId),
      form.from,
    );
    const overlap = await earlierVacancyError(tx, householdId, form.from);
    const errors = {
      ...(home.occupancy === 'vacant' && { from: 'Sổ đang ghi nhà này trống rồi.' }),
      ...(home.members.length > 0 && !form.people && { people: 'Chọn những người còn trong sổ ở hộ này nay thế nào.' }),
      ...(form.people === 'moved_out' && leavesTooEarly(home.members, form.from)),
      ...early,
      ...arrivesTooEarly(home, form.from, 'from'),
      ...overlap,
    };
    if (Object.keys(errors).length > 0) return invalid(errors);
    if (form.people === 'moved_out') {
      await lockResidents(
        tx,
        actor.wardId,
        home.members.map(({ residentId }) => residentId),
      );
      for (const { residentId, membershipId } of home.members) {
        await act.endMembership(membershipId, form.from);
        await act.setStatus(residentId, 'moved_out', form.from);
        act.addEvent({
          kind: 'moved_out',
          on: form.from,
          householdId,
          residentId,
          place: form.place,
          note: form.reason,
        });
      }
    } else {
      await leaveHome(tx, act, actor, { home, going: staying, absence: { ...form, expectedUntil: null } });
    }
    if (home.occupancy !== 'occupied') await act.endUnoccupied(householdId, form.from);
    await act.beginUnoccupied(householdId, {
      kind: 'vacant',
      from: form.from,
      expectedUntil: null,
      reason: form.reason,
    });
    act.addEvent({ kind: 'vacated', on: form.from, householdId, note: form.people === 'moved_out' ? '' : form.reason });
    await act.save({
      action: 'household.vacate',
      subject: { type: 'household', id: householdId },
      details: {
        from: form.from,
        reason: form.reason,
        people: home.members.map(({ fullName }) => fullName),
        changes: [{ field: 'occupancy', before: home.occupancy, after: 'vacant' }],
      },
    });
    return DONE;
  });
}

/** Records that a home is lived in again: members who came back, or others who are still to be registered. */
export async function reoccupyHousehold(
  { db, now }: Context,
  actor: Actor,
  householdId: string,
  form: HouseholdReturn,
): Promise<Outcome> {
  return withLockedHome({ db, now }, actor, { householdId, ...form }, async (tx, home, act) => {
    const away = home.members.filter(({ status }) => status === 'absent');
    const returning = away.filter(({ residentId }) => form.returning.includes(residentId));
    const wasAbsent = home.occupancy === 'long_absent';
    const errors = {
      ...(home.occupancy === 'occupied' && { on: 'Sổ đang ghi cửa này có người ở rồi.' }),
      ...arrivesTooEarly(home, form.on, 'on'),
      ...(returning.length < form.returning.length && {
        returning: 'Có người không còn vắng, hoặc không còn ở trong hộ.',
      }),
      ...(wasAbsent && away.length > 0 && returning.length === 0 && { returning: 'Đánh dấu ít nhất một người đã về.' }),
    };
    if (Object.keys(errors).length > 0) return invalid(errors);
    await lockResidents(
      tx,
      actor.wardId,
      returning.map(({ residentId }) => residentId),
    );
    const before = await statusesBefore(tx, returning);
    for (const { residentId } of returning) {
      await act.setStatus(residentId, before.get(residentId) ?? 'permanent', form.on);
      act.addEvent({ kind: 'absence_ended', on: form.on, householdId, residentId, note: wasAbsent ? form.note : '' });
    }
    await act.endUnoccupied(householdId, form.on);
    if (!wasAbsent) act.addEvent({ kind: 'reoccupied', on: form.on, householdId, note: form.note });
    else if (returning.length === away.length)
      act.addEvent({ kind: 'absence_ended', on: form.on, householdId, note: form.note });
    await act.save({
      action: 'household.reoccupy',
      subject: { type: 'household', id: householdId },
      details: {
        on: form.on,
        people: returning.map(({ fullName }) => fullName),
        changes: [{ field: 'occupancy', before: home.occupancy, after: 'occupied' }],
      },
    });
    return DONE;
  });
}

// ------------------------------------------------------------ helpers

/**
 * Locks a household, checks whether the form was already sent or is stale, and runs the rest in the same transaction.
 */
async function withLockedHome(
  { db, now }: Context,
  actor: Actor,
  form: { householdId: string; actId: string; stamp: string },
  write: (tx: Transaction, home: Home, act: RegisterAct) => Promise<Outcome>,
): Promise<Outcome> {
  return db.prisma.$transaction(async (tx): Promise<Outcome> => {
    await lockHouseholds(tx, actor.wardId, [form.householdId]);
    if (await wasRecorded(tx, actor, form)) return DONE;
    const home = await getHome(tx, actor.wardId, form.householdId);
    if (form.stamp !== homesStamp(home)) return STALE;
    return write(tx, home, new RegisterAct(tx, actor, form, now()));
  });
}

async function leaveHome(
  tx: Transaction,
  act: RegisterAct,
  actor: Actor,
  {
    home,
    going,
    absence,
  }: {
    home: Home;
    going: readonly HomeMember[];
    absence: { from: LocalDate; expectedUntil: LocalDate | null; reason: string };
  },
): Promise<void> {
  await lockResidents(
    tx,
    actor.wardId,
    going.map(({ residentId }) => residentId),
  );
  for (const { residentId, status } of going) {
    await act.beginAbsence({ residentId, householdId: home.id, status }, absence);
    act.addEvent({
      kind: 'absence_began',
      on: absence.from,
      householdId: home.id,
      residentId,
      note: absence.reason,
      expectedUntil: absence.expectedUntil,
    });
  }
}

async function statusesBefore(tx: Transaction, people: readonly HomeMember[]): Promise<Map<string, ResidenceStatus>> {
  const absences = await tx.residentAbsence.findMany({
    where: { residentId: { in: people.map(({ residentId }) => residentId) }, endedOn: null },
  });
  return new Map(absences.map(({ residentId, statusBefore }) => [residentId, statusBefore]));
}

function statusChange(before: ResidenceStatus, after: ResidenceStatus) {
  return { field: 'residenceStatus', before, after };
}

function leavesTooEarly(members: readonly HomeMember[], on: LocalDate): Invalid['errors'] | null {
  const late = members.find(({ since }) => on < since);
  return late
    ? { from: `Sổ ghi ${late.fullName} ở hộ này từ ngày ${formatDate(late.since)}; ngày này không thể trước ngày đó.` }
    : null;
}

/** A person has one absence at a time: the next begins after the last has ended. */
async function earlierAbsenceError(
  tx: Transaction,
  residentIds: readonly string[],
  from: LocalDate,
): Promise<Invalid['errors'] | null> {
  const last = await tx.residentAbsence.findFirst({
    where: { residentId: { in: [...residentIds] }, endedOn: { gt: toDbDate(from) } },
    orderBy: { endedOn: 'desc' },
    include: { resident: { select: { fullName: true } } },
  });
  if (!last) return null;
  const span = `từ ngày ${formatDate(fromDbDate(last.absentFrom))} đến ngày ${formatDate(fromDbDate(last.endedOn!))}`;
  return { from: `Sổ ghi ${last.resident.fullName} vắng ${span}; hai lần vắng không chồng lên nhau.` };
}

async function earlierVacancyError(
  tx: Transaction,
  householdId: string,
  from: LocalDate,
): Promise<Invalid['errors'] | null> {
  const last = await tx.unoccupiedPeriod.findFirst({
    where: { householdId, endedOn: { gt: toDbDate(from) } },
    orderBy: { endedOn: 'desc' },
  });
  return (
    last && {
      from: `Sổ ghi cửa này không có người ở đến ngày ${formatDate(fromDbDate(last.endedOn!))}; chọn từ ngày đó trở đi.`,
    }
  );
}
