import { fromDbDate, toDbDate } from '../../../../db/dates';
import type { Transaction } from '../../../../db/database';
import type { ResidenceStatus } from '../../../../generated/prisma/enums';
import { formatDate, type LocalDate } from '../../../../shared/dates';
import { invalid, type Invalid } from '../../../../shared/outcome';
import { done } from '../../../office/audit/transact';
import { homeAct, personAct } from '../moves/act-service';
import { arrivesTooEarly } from '../moves/date-rules';
import type { Home, HomeMember } from '../../events/queries';
import { lockResidents, type RegisterAct } from '../../events/service';
import type { Absence, HouseholdReturn, Return, Vacancy } from './forms';

const idsOf = (people: readonly HomeMember[]) => people.map(({ residentId }) => residentId);
const namesOf = (people: readonly HomeMember[]) => people.map(({ fullName }) => fullName);
const change = (field: 'occupancy' | 'residenceStatus', before: string, after: string) => [{ field, before, after }];

/**
 * Starts a long absence: the person remains a member, but is not expected at the door and not counted as living here.
 */
export const beginAbsence = personAct(async ({ id: residentId, home, status }, form: Absence, { tx, act }) => {
  if (!home) return invalid({ from: 'Người này hiện không ở hộ nào của phường.' });
  if (status === 'absent') return invalid({ from: 'Sổ đang ghi người này vắng lâu ngày rồi.' });
  const early = await earlierAbsenceError(tx, [residentId], form.from);
  if (early) return invalid(early);
  await leaveFor(act, home, { residentId, status }, form);
  return done('resident.begin-absence', residentId, {
    from: form.from,
    until: form.expectedUntil,
    reason: form.reason,
    changes: change('residenceStatus', status, 'absent'),
  });
});

/** Ends a long absence; an unoccupied home is occupied again. */
export const endAbsence = personAct(async ({ id: residentId, home, status, absence }, form: Return, { act }) => {
  const from = absence?.from;
  const errors = {
    ...(status !== 'absent' && { on: 'Sổ không ghi người này đang vắng.' }),
    ...(from &&
      form.on < from && { on: `Sổ ghi người này vắng từ ngày ${formatDate(from)}; ngày về không thể trước ngày đó.` }),
    ...(home && arrivesTooEarly(home, form.on, 'on')),
  };
  if (Object.keys(errors).length > 0) return invalid(errors);
  await act.setStatus(residentId, form.residenceStatus, form.on);
  act.addEvent({ kind: 'absence_ended', on: form.on, householdId: home?.id ?? null, residentId, note: form.note });
  if (home) await act.reoccupy(home, form.on);
  return done('resident.end-absence', residentId, {
    on: form.on,
    changes: change('residenceStatus', 'absent', form.residenceStatus),
  });
});

/** Starts a long absence of a whole household. Members who were already absent keep their own absence. */
export const beginHouseholdAbsence = homeAct(async (home, form: Absence, { tx, act, actor }) => {
  const householdId = home.id;
  const going = home.members.filter(({ status }) => status !== 'absent');
  const early = await earlierAbsenceError(tx, idsOf(going), form.from);
  const overlap = await earlierVacancyError(tx, householdId, form.from);
  const errors = {
    ...(home.occupancy !== 'occupied' && { from: 'Sổ đang ghi cửa này không có người ở rồi.' }),
    ...(home.members.length === 0 && { from: 'Hộ này không có ai trong sổ. Dùng “Nhà để trống”.' }),
    ...early,
    ...overlap,
  };
  if (Object.keys(errors).length > 0) return invalid(errors);
  await lockResidents(tx, actor.wardId, idsOf(going));
  for (const member of going) await leaveFor(act, home, member, form);
  await act.beginUnoccupied(householdId, { kind: 'long_absent', ...form });
  act.addEvent({
    kind: 'absence_began',
    on: form.from,
    householdId,
    note: form.reason,
    expectedUntil: form.expectedUntil,
  });
  return done('household.begin-absence', householdId, {
    from: form.from,
    until: form.expectedUntil,
    reason: form.reason,
    people: namesOf(going),
    changes: change('occupancy', home.occupancy, 'long_absent'),
  });
});

/** Records that a home is no longer lived in: its people left the ward, or only live elsewhere. */
export const vacateHousehold = homeAct(async (home, form: Vacancy, { tx, act, actor }) => {
  const householdId = home.id;
  const { from, reason } = form;
  const staying = form.people === 'absent' ? home.members.filter(({ status }) => status !== 'absent') : [];
  const early = await earlierAbsenceError(tx, idsOf(staying), from);
  const overlap = await earlierVacancyError(tx, householdId, from);
  const errors = {
    ...(home.occupancy === 'vacant' && { from: 'Sổ đang ghi nhà này trống rồi.' }),
    ...(home.members.length > 0 && !form.people && { people: 'Chọn những người còn trong sổ ở hộ này nay thế nào.' }),
    ...(form.people === 'moved_out' && leavesTooEarly(home.members, from)),
    ...early,
    ...arrivesTooEarly(home, from, 'from'),
    ...overlap,
  };
  if (Object.keys(errors).length > 0) return invalid(errors);
  const expectedUntil = null;
  const isLeft = form.people === 'moved_out';
  const leaving = isLeft ? home.members : staying;
  await lockResidents(tx, actor.wardId, idsOf(leaving));
  for (const member of leaving) {
    if (!isLeft) {
      await leaveFor(act, home, member, { from, reason, expectedUntil });
      continue;
    }
    const { residentId, membershipId } = member;
    await act.endMembership(membershipId, from);
    await act.setStatus(residentId, 'moved_out', from);
    act.addEvent({ kind: 'moved_out', on: from, householdId, residentId, place: form.place, note: reason });
  }
  if (home.occupancy !== 'occupied') await act.endUnoccupied(householdId, from);
  await act.beginUnoccupied(householdId, { kind: 'vacant', from, expectedUntil, reason });
  act.addEvent({ kind: 'vacated', on: from, householdId, note: isLeft ? '' : reason });
  return done('household.vacate', householdId, {
    from,
    reason,
    people: namesOf(home.members),
    changes: change('occupancy', home.occupancy, 'vacant'),
  });
});

/** Records that a home is lived in again: members who came back, or others who are still to be registered. */
export const reoccupyHousehold = homeAct(async (home, form: HouseholdReturn, { tx, act, actor }) => {
  const householdId = home.id;
  const { on, note } = form;
  const away = home.members.filter(({ status }) => status === 'absent');
  const returning = away.filter(({ residentId }) => form.returning.includes(residentId));
  const wasAbsent = home.occupancy === 'long_absent';
  const errors = {
    ...(home.occupancy === 'occupied' && { on: 'Sổ đang ghi cửa này có người ở rồi.' }),
    ...arrivesTooEarly(home, on, 'on'),
    ...(returning.length < form.returning.length && {
      returning: 'Có người không còn vắng, hoặc không còn ở trong hộ.',
    }),
    ...(wasAbsent && away.length > 0 && returning.length === 0 && { returning: 'Đánh dấu ít nhất một người đã về.' }),
  };
  if (Object.keys(errors).length > 0) return invalid(errors);
  await lockResidents(tx, actor.wardId, idsOf(returning));
  const before = await statusesBefore(tx, returning);
  for (const { residentId } of returning) {
    await act.setStatus(residentId, before.get(residentId) ?? 'permanent', on);
    act.addEvent({ kind: 'absence_ended', on, householdId, residentId, note: wasAbsent ? note : '' });
  }
  await act.endUnoccupied(householdId, on);
  if (!wasAbsent) act.addEvent({ kind: 'reoccupied', on, householdId, note });
  else if (returning.length === away.length) act.addEvent({ kind: 'absence_ended', on, householdId, note });
  return done('household.reoccupy', householdId, {
    on,
    people: namesOf(returning),
    changes: change('occupancy', home.occupancy, 'occupied'),
  });
});

// ------------------------------------------------------------ helpers

/** A member begins a long absence. */
async function leaveFor(
  act: RegisterAct,
  { id: householdId }: Home,
  { residentId, status }: Pick<HomeMember, 'residentId' | 'status'>,
  absence: { from: LocalDate; expectedUntil: LocalDate | null; reason: string },
): Promise<void> {
  await act.beginAbsence({ residentId, householdId, status }, absence);
  const { from, reason, expectedUntil } = absence;
  act.addEvent({ kind: 'absence_began', on: from, householdId, residentId, note: reason, expectedUntil });
}

async function statusesBefore(tx: Transaction, people: readonly HomeMember[]): Promise<Map<string, ResidenceStatus>> {
  const absences = await tx.residentAbsence.findMany({
    where: { residentId: { in: idsOf(people) }, endedOn: null },
  });
  return new Map(absences.map(({ residentId, statusBefore }) => [residentId, statusBefore]));
}

function leavesTooEarly(members: readonly HomeMember[], on: LocalDate): Invalid['errors'] | null {
  const late = members.find(({ since }) => on < since);
  return late
    ? { from: `Sổ ghi ${late.fullName} ở hộ này từ ngày ${formatDate(late.since)}; ngày này không thể trước ngày đó.` }
    : null;
}

/** A person has one absence at a time: the next begins after the last has ended. */
async function earlierAbsenceError(tx: Transaction, residentIds: readonly string[], from: LocalDate) {
  const last = await tx.residentAbsence.findFirst({
    where: { residentId: { in: [...residentIds] }, endedOn: { gt: toDbDate(from) } },
    orderBy: { endedOn: 'desc' },
    include: { resident: { select: { fullName: true } } },
  });
  if (!last) return null;
  const span = `từ ngày ${formatDate(fromDbDate(last.absentFrom))} đến ngày ${formatDate(fromDbDate(last.endedOn!))}`;
  return { from: `Sổ ghi ${last.resident.fullName} vắng ${span}; hai lần vắng không chồng lên nhau.` };
}

async function earlierVacancyError(tx: Transaction, householdId: string, from: LocalDate) {
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
