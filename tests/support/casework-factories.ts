import type { Prisma } from '../../src/generated/prisma/client';
import type { TestApp } from './test-app';

type InWard = Pick<TestApp, 'db' | 'ward' | 'users' | 'context'>;

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
