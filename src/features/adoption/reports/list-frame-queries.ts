import type { Database } from '../../../db/database';

interface ListFrame {
  adultAge: number;
  groupName: string | null;
  serviceName: string | null;
  barrierLabel: string | null;
}

/**
 * What a list is limited by: the ward's adult age, and the names of a group, a service and a barrier for its heading. A
 * name is null when the ward has no such record.
 */
export async function getListFrame(
  { pool }: Database,
  wardId: string,
  { group, service, barrier }: { group: string | null; service: string | null; barrier: string | null },
): Promise<ListFrame> {
  const { rows } = await pool.query<ListFrame>({
    name: 'reports-list-frame',
    text: `SELECT adult_age AS "adultAge", (SELECT name FROM residential_group WHERE ward_id = $1 AND id = $2) AS "groupName",
             (SELECT name FROM public_service WHERE ward_id = $1 AND id = $3) AS "serviceName",
             (SELECT label FROM barrier WHERE ward_id = $1 AND id = $4) AS "barrierLabel"
           FROM ward WHERE id = $1`,
    values: [wardId, group, service, barrier],
  });
  return rows[0]!;
}
