import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import type { KeptOutput, KeptRound } from '../../../../src/features/rounds/proposals/queries';
import { createHousehold, createResident } from '../../../support/factories';
import { read, type TestAgent, type TestApp } from '../../../support/test-app';

/** Fifty doors of one street, an old woman at the third, and two officers who are free on every weekday evening. */
export async function streetAndTeam(app: TestApp): Promise<Awaited<ReturnType<typeof createHousehold>>[]> {
  const doors = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      createHousehold(app.db, app.ward, { address: `${2 * index + 2} Hàng Than` }),
    ),
  );
  await createResident(app.db, app.ward, { household: doors[2]!, birthYear: 1944 });
  await app.db.prisma.officerAvailability.createMany({
    data: [app.users.officer, app.users.officer2].flatMap(({ id }) =>
      [1, 2, 3, 4, 5].map((weekday) => ({
        wardId: app.ward.id,
        userId: id,
        weekday,
        fromTime: '18:00',
        toTime: '21:00',
      })),
    ),
  });
  return doors;
}

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

/** Monday 30/11 to Sunday 6/12/2026. */
export const week = (given: object = {}) => ({ id: randomUUID(), from: '2026-11-30', to: '2026-12-06', ...given });

export async function propose(agent: TestAgent, given: object = {}): Promise<string> {
  const form = week(given);
  const response = await agent.post('/round-proposals', form);
  expect([response.status, response.headers.location]).toEqual([303, `/round-proposals/${form.id}`]);
  return form.id;
}

/** The rounds of a proposal as they are kept. */
export async function keptRounds({ db }: TestApp, id: string): Promise<KeptRound[]> {
  return ((await db.prisma.roundProposal.findUniqueOrThrow({ where: { id } })).output as unknown as KeptOutput).rounds;
}

export function ticked(response: Response): string[] {
  const page = read(response);
  return page('input[name=rounds]:checked')
    .toArray()
    .map((input) => page(input).val() as string);
}

export const accept = (agent: TestAgent, id: string, rounds: string[]) =>
  agent.post(`/round-proposals/${id}/rounds`, { rounds });
