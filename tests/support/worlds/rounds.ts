import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import { storedReasons, type StoredReasons } from '../../../src/features/rounds/doors/door-reason';
import { reasonText } from '../../../src/features/rounds/planner/reasons';
import type { KeptOutput, KeptRound } from '../../../src/features/rounds/proposals/queries';
import type { Prisma } from '../../../src/generated/prisma/client';
import { createHousehold, createResident, createRound, createUser } from '../factories';
import { attributesOf, read, THURSDAY_MORNING, type TestAgent, type TestApp } from '../test-app';

/** What round_door.reason holds, as a page of a visit prints it. */
export const wordsOfReasons = (stored: unknown): string =>
  storedReasons(stored as StoredReasons)
    .map(reasonText)
    .join('; ');

export type Door = Awaited<ReturnType<typeof createHousehold>>;

/** A Hà Nội time on a day of November 2026; of Thursday the 26th, today, if no day is given. */
export const at = (time: string, day = 26): Date => new Date(`2026-11-${day}T${time}:00+07:00`);

/**
 * A round of the two officers, planned by the office: two and a quarter hours, tonight from 18:30 if no start is given.
 */
export function eveningRound(app: TestApp, given: Partial<Parameters<typeof createRound>[2]> = {}) {
  return createRound(app.db, app.ward, {
    by: app.users.staff,
    officers: [app.users.officer, app.users.officer2],
    ...given,
  });
}

const CRAFTS = ['Bạc', 'Bông', 'Chiếu', 'Đào', 'Gai', 'Giấy', 'Khoai', 'Muối', 'Quạt', 'Than'];
/** A street for each test of a file, so that none affects another: Hàng Bạc, Hàng Bông, …, Mã Than. */
export const streetNumber = (index: number): string =>
  `${['Hàng', 'Lò', 'Bát', 'Cầu', 'Mã'][Math.floor(index / CRAFTS.length)]} ${CRAFTS[index % CRAFTS.length]}`;

/** The even numbers of one street, as many doors as wanted: 2 Hàng Than, 4 Hàng Than, … */
export function street(app: TestApp, count: number, given: object = {}): Promise<Door[]> {
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      createHousehold(app.db, app.ward, { address: `${2 * index + 2} Hàng Than`, ...given }),
    ),
  );
}

/** Both officers are free every weekday evening, 18:00–21:00. */
export async function freeOnWeekdays({ db, ward, users }: TestApp): Promise<void> {
  await db.prisma.officerAvailability.createMany({
    data: [users.officer, users.officer2].flatMap(({ id }) =>
      [1, 2, 3, 4, 5].map((weekday) => ({
        wardId: ward.id,
        userId: id,
        weekday,
        fromTime: '18:00',
        toTime: '21:00',
      })),
    ),
  });
}

/** A pause of a household, for mourning since 20 November if nothing else is given. */
export const createPause = (
  { db, ward, users }: Pick<TestApp, 'db' | 'ward' | 'users'>,
  householdId: string,
  given: Partial<Prisma.HouseholdPauseUncheckedCreateInput> = {},
) =>
  db.prisma.householdPause.create({
    data: {
      kind: 'mourning',
      reason: 'có tang',
      pausedFrom: new Date('2026-11-20'),
      ...given,
      ...{ wardId: ward.id, householdId, pausedBy: users.staff.id },
    },
  });

/** A day of the ward's calendar, an official holiday if nothing else is given. */
export const createDay = (
  { db, ward }: TestApp,
  date: Date,
  given: Partial<Prisma.CalendarDayUncheckedCreateInput> = {},
) =>
  db.prisma.calendarDay.create({
    data: { kind: 'holiday', name: 'Nghỉ', status: 'official', ...given, wardId: ward.id, date },
  });

/** An absence of an officer, recorded by the office. */
export const createAbsence = (
  { db, ward, users }: TestApp,
  userId: string,
  span: { id?: string; startsAt: Date; endsAt: Date },
) =>
  db.prisma.absence.create({
    data: { ...span, wardId: ward.id, userId, recordedBy: users.staff.id, recordedAt: THURSDAY_MORNING },
  });

/** Hours at which an officer is free on a weekday. */
export const createAvailability = (
  { db, ward }: TestApp,
  userId: string,
  weekday: number,
  [fromTime, toTime]: readonly [string, string],
) => db.prisma.officerAvailability.create({ data: { wardId: ward.id, userId, weekday, fromTime, toTime } });

/** An officer who joins the team later. */
export const joinTeam = ({ db, ward }: TestApp, username = 'doivien3', displayName = 'Lê Thị Hòa') =>
  createUser(db, ward, { role: 'officer', username, displayName, passwordHash: '' });

/** Ends a round, cancelled if nothing else is given. */
export const createClosure = (
  { context, db, ward, users }: Pick<TestApp, 'context' | 'db' | 'ward' | 'users'>,
  roundId: string,
  given: Partial<Prisma.RoundClosureUncheckedCreateInput> = {},
) =>
  db.prisma.roundClosure.create({
    data: {
      ...{ kind: 'cancelled' as const, reason: 'Mưa to', closedAt: context.now(), closedBy: users.staff.id },
      ...given,
      ...{ wardId: ward.id, roundId },
    },
  });

/** Fifty doors of one street, an old woman at the third, and two officers who are free every weekday evening. */
export async function streetAndTeam(app: TestApp): Promise<Door[]> {
  const doors = await street(app, 50);
  await createResident(app.db, app.ward, { household: doors[2]!, birthYear: 1944 });
  await freeOnWeekdays(app);
  return doors;
}

/** The form of a round for tonight, 18:30–20:30, with both officers; `doors` in walking order. */
export const roundForm = ({ users }: TestApp, given: object = {}) => ({
  id: randomUUID(),
  date: '2026-11-26',
  from: '18:30',
  to: '20:30',
  officers: [users.officer.id, users.officer2.id],
  note: '',
  outOfHoursReason: '',
  ...given,
});

/** Doors of that form in this order, each with its number. */
export const numbered = (ids: readonly string[]) => ({
  doors: ids,
  position: Object.fromEntries(ids.map((id, index) => [id, String(index + 1)])),
});

/** Deletes rounds and what planning reads; the street and the team stay. */
export async function clearWeek({ db: { prisma } }: TestApp): Promise<void> {
  await prisma.supportRequestClosure.deleteMany();
  await prisma.supportRequest.deleteMany();
  await prisma.visit.deleteMany();
  await prisma.householdPause.deleteMany();
  await prisma.roundClosure.deleteMany();
  await prisma.round.deleteMany();
  await prisma.absence.deleteMany();
  await prisma.calendarDay.deleteMany();
  await prisma.roundProposal.deleteMany();
}

/** The form of a proposal for Monday 30/11 to Sunday 6/12/2026. */
export const week = (given: object = {}) => ({ id: randomUUID(), from: '30/11/2026', to: '06/12/2026', ...given });

/** Requests a proposal and returns its id. */
export async function propose(agent: TestAgent, given: object = {}): Promise<string> {
  const form = week(given);
  const response = await agent.post('/round-proposals', form);
  expect([response.status, response.headers.location]).toEqual([303, `/round-proposals/${form.id}`]);
  return form.id;
}

/** The rounds of a proposal as the database keeps them. */
export async function keptRounds({ db }: TestApp, id: string): Promise<KeptRound[]> {
  return ((await db.prisma.roundProposal.findUniqueOrThrow({ where: { id } })).output as unknown as KeptOutput).rounds;
}

/** The rounds that a proposal's page offers ticked. */
export function ticked(response: Response): string[] {
  const page = read(response);
  return attributesOf(page('input[name=rounds]:checked'), 'value');
}

/** Plans these rounds of a proposal. */
export const accept = (agent: TestAgent, id: string, rounds: string[]) =>
  agent.post(`/round-proposals/${id}/rounds`, { rounds });
