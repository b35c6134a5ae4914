import type { Database } from '../../../db/database';
import { NotFoundError } from '../../../web/errors';
import { targetColumns, targetRecordOf, type TargetRecord } from '../../office/wards/queries';

/** The residential groups that may have a target of their own: today's. */
export async function listTargetGroups({ prisma }: Database, wardId: string): Promise<{ id: string; name: string }[]> {
  const groups = await prisma.residentialGroup.findMany({
    where: { wardId, validTo: null },
    select: { id: true, code: true, name: true },
  });
  return groups.sort((a, b) => a.code.localeCompare(b.code, 'vi', { numeric: true }));
}

/** A target to correct, with the version of the ward's settings, which the targets share. */
export interface EditedTarget extends TargetRecord {
  version: number;
}

/** @throws NotFoundError if the ward has no such target, or deleted it. */
export async function getTarget({ prisma }: Database, wardId: string, id: string): Promise<EditedTarget> {
  const found = await prisma.indicatorTarget.findFirst({
    where: { id, wardId, endedOn: null },
    select: { ...targetColumns, ward: { select: { version: true } } },
  });
  if (!found) throw new NotFoundError();
  const { ward, ...target } = found;
  return { ...targetRecordOf(target), version: ward.version };
}
