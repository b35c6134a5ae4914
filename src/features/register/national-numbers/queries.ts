import type { Database } from '../../../db/database';
import { NotFoundError } from '../../../web/errors';

/** The person, with all changes of the number, newest first. @throws NotFoundError for another ward's resident. */
export async function getNumberFile({ prisma }: Database, wardId: string, residentId: string) {
  const resident = await prisma.resident.findFirst({
    where: { id: residentId, wardId },
    select: {
      id: true,
      fullName: true,
      birthDate: true,
      birthPrecision: true,
      nationalNumberCipher: true,
      nationalNumberHash: true,
      nationalNumberLast4: true,
      nationalNumberChanges: {
        orderBy: { changedAt: 'desc' },
        select: {
          id: true,
          beforeLast4: true,
          afterLast4: true,
          changedAt: true,
          reversesId: true,
          changedByUser: { select: { displayName: true } },
          reversedBy: { select: { id: true } },
        },
      },
    },
  });
  if (!resident) throw new NotFoundError();
  return resident;
}
export type NumberFile = Awaited<ReturnType<typeof getNumberFile>>;
