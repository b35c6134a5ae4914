import type { Database } from '../../../db/database';
import { NotFoundError } from '../../../shared/errors';
import { TARGET, type TargetRecord } from '../../office/wards/queries';

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
export async function getTarget({ pool }: Database, wardId: string, id: string): Promise<EditedTarget> {
  const { rows } = await pool.query<EditedTarget>({
    name: 'ward-target',
    text: `SELECT ${TARGET}, w.version FROM indicator_target t JOIN ward w ON w.id = t.ward_id LEFT JOIN residential_group g ON g.id = t.residential_group_id
           WHERE t.ward_id = $1 AND t.id = $2 AND t.ended_on IS NULL`,
    values: [wardId, id],
  });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}
