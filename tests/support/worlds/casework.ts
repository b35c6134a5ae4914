import { randomUUID } from 'node:crypto';
import type { HelpLevel, PriorityKind } from '../../../src/generated/prisma/enums';
import { createHousehold, createResident, createVisit } from '../factories';
import { read, THURSDAY_MORNING, type TestAgent, type TestApp, cellsOf } from '../test-app';

/** A household of an old mother and her daughter. */
export async function oldMotherAndDaughter({ db, ward }: TestApp) {
  const home = await createHousehold(db, ward);
  const mother = await createResident(db, ward, { fullName: 'Phạm Thị Sáu', birthYear: 1945, household: home });
  const daughter = await createResident(db, ward, {
    fullName: 'Nguyễn Thị Mai',
    birthDate: '1972-04-03',
    phone: '0533123456',
    household: home,
    relation: 'child',
  });
  return { home, mother, daughter };
}

/** A visit on which the team did something with a resident in a service; nothing was submitted. */
export async function createLesson(
  { db, ward, users }: TestApp,
  given: { household: { id: string }; residentId: string; serviceId: string; on: string; level?: HelpLevel },
) {
  const arrivedAt = new Date(`${given.on}T12:00:00Z`);
  const visit = await createVisit(db, ward, { household: given.household, by: users.officer, arrivedAt });
  return db.prisma.assistedProcedure.create({
    data: {
      wardId: ward.id,
      visitId: visit.id,
      position: 1,
      residentId: given.residentId,
      publicServiceId: given.serviceId,
      helpLevel: given.level ?? 'guided',
      result: 'prepared',
    },
  });
}

/** A fact in the register, as the office recorded it. */
export async function createFact(
  { db, ward, users }: TestApp,
  given: { householdId: string } | { residentId: string },
  fact: { kind: PriorityKind; validFrom?: string; validTo?: string | null },
) {
  return db.prisma.priorityFact.create({
    data: {
      id: randomUUID(),
      wardId: ward.id,
      ...given,
      kind: fact.kind,
      validFrom: new Date(fact.validFrom ?? '2026-01-01'),
      validTo: fact.validTo ? new Date(fact.validTo) : null,
      source: 'decision',
      sourceNote: 'QĐ 12/QĐ-UBND ngày 05/01/2026',
      recordedBy: users.staff.id,
      recordedAt: THURSDAY_MORNING,
    },
  });
}

/** The actions of one record in the ward's audit chain, oldest first. */
export async function actionsOn({ db, ward }: TestApp, subjectId: string): Promise<string[]> {
  const events = await db.prisma.auditEvent.findMany({
    where: { chainId: ward.id, subjectId, isChange: true },
    orderBy: { seq: 'asc' },
    select: { action: true },
  });
  return events.map(({ action }) => action);
}

/** The lines of "Dùng Cổng Dịch vụ công" on a resident's page, cell by cell. */
export async function portalLines(agent: TestAgent, residentId: string): Promise<string[][]> {
  const page = read(await agent.get(`/residents/${residentId}`));
  return cellsOf(page('[aria-labelledby=uses] tbody tr'), 'td');
}
