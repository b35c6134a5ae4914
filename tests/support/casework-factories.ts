import type { Prisma } from '../../src/generated/prisma/client';
import type { TestApp } from './test-app';

type InWard = Pick<TestApp, 'db' | 'ward' | 'users' | 'context'>;

/** A household in mourning since 20 November. */
export const createPause = (
  { db, ward, users }: InWard,
  householdId: string,
  given: Partial<Prisma.HouseholdPauseUncheckedCreateInput> = {},
) =>
  db.prisma.householdPause.create({
    data: {
      wardId: ward.id,
      householdId,
      kind: 'mourning',
      reason: 'có tang',
      pausedFrom: new Date('2026-11-20'),
      pausedBy: users.staff.id,
      ...given,
    },
  });

/** The end of a round, now: cancelled unless `given` says otherwise. */
export const createClosure = (
  { db, ward, users, context }: InWard,
  roundId: string,
  given: Partial<Prisma.RoundClosureUncheckedCreateInput> = {},
) =>
  db.prisma.roundClosure.create({
    data: {
      wardId: ward.id,
      roundId,
      kind: 'cancelled',
      reason: 'Mưa to',
      closedBy: users.staff.id,
      closedAt: context.now(),
      ...given,
    },
  });

/** What the office recorded of a resident on 1 October. */
export const createReadiness = (
  { db, ward }: Pick<InWard, 'db' | 'ward'>,
  residentId: string,
  given: Partial<Prisma.ReadinessUncheckedCreateInput>,
) =>
  db.prisma.readiness.create({
    data: { wardId: ward.id, residentId, recordedOn: new Date('2026-10-01'), source: 'office', ...given },
  });

/** A resident was guided through a procedure on a visit and prepared its file. */
export const createHelp = (
  { db, ward }: Pick<InWard, 'db' | 'ward'>,
  given: Pick<Prisma.AssistedProcedureUncheckedCreateInput, 'visitId' | 'residentId' | 'publicServiceId'> &
    Partial<Prisma.AssistedProcedureUncheckedCreateInput>,
) =>
  db.prisma.assistedProcedure.create({
    data: { wardId: ward.id, position: 1, helpLevel: 'guided', result: 'prepared', ...given },
  });

/** What the portal says of a file on a day. */
export const createFileStatus = (
  { db, ward, users, context }: InWard,
  assistedProcedureId: string,
  status: number,
  on = '2026-11-26',
) =>
  db.prisma.fileStatus.create({
    data: {
      wardId: ward.id,
      assistedProcedureId,
      status,
      statusOn: new Date(on),
      recordedBy: users.staff.id,
      recordedAt: context.now(),
    },
  });
