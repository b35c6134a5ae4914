import { randomUUID } from 'node:crypto';
import type { PriorityKind } from '../../../src/generated/prisma/enums';
import { createHousehold, createResident } from '../factories';
import { THURSDAY_MORNING, type TestApp } from '../test-app';

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
