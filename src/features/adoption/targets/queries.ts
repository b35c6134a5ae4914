import { z } from 'zod';
import type { Database } from '../../../db/database';
import { queryRow } from '../../../db/query-rows';
import { TARGET, TARGET_ROW } from '../../office/wards/queries';

/** The residential groups that may have a target of their own: today's. */
export async function listTargetGroups({ prisma }: Database, wardId: string): Promise<{ id: string; name: string }[]> {
  const groups = await prisma.residentialGroup.findMany({
    where: { wardId, validTo: null },
    select: { id: true, code: true, name: true },
  });
  return groups.sort((a, b) => a.code.localeCompare(b.code, 'vi', { numeric: true }));
}

/** A target to correct, with the version of the ward's settings, which the targets share. */
const EDITED_TARGET = TARGET_ROW.extend({ version: z.number() });
export type EditedTarget = z.infer<typeof EDITED_TARGET>;

/** @throws NotFoundError if the ward has no such target, or deleted it. */
export const getTarget = (db: Database, wardId: string, id: string): Promise<EditedTarget> =>
  queryRow(db, 'ward-target', EDITED_TARGET)`
      SELECT ${TARGET}, w.version FROM indicator_target t JOIN ward w ON w.id = t.ward_id LEFT JOIN residential_group g ON g.id = t.residential_group_id
      WHERE t.ward_id = ${wardId} AND t.id = ${id} AND t.ended_on IS NULL`;
