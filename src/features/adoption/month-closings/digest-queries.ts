import { z } from 'zod';
import { queryRows } from '../../../db/query-rows';
import { raw, sql } from '../../../shared/sql';

type Client = Parameters<typeof queryRows>[0];

/** SQL: a digest of the figures and rows of a closing `c`, which its event in the sealed log holds. */
const DIGEST = sql`encode(sha256(convert_to(c.figures::text || coalesce((
  SELECT string_agg(concat_ws(' ', x.list, x.row_id, array_to_string(x.tags, ',')), E'\n' ORDER BY x.list COLLATE "C", x.row_id)
  FROM closed_row x WHERE x.ward_id = c.ward_id AND x.closing_id = c.id), ''), 'UTF8')), 'hex')`;

/** The digest of a closing that was stored just now. */
export async function digestOf(tx: Client, { wardId, id }: { wardId: string; id: string }): Promise<string> {
  const [closing] = await queryRows(tx, 'month-closing-digest', z.object({ digest: z.string() }))`
      SELECT ${DIGEST} AS digest FROM month_closing c WHERE c.ward_id = ${wardId}::uuid AND c.id = ${id}::uuid`;
  return closing!.digest;
}

const ALTERED = z.object({ wardName: z.string(), month: z.string(), revision: z.number() });

/** The closings of all wards that are gone, or whose figures or rows are not those that were closed. */
export const findAlteredClosings = (client: Client): Promise<z.infer<typeof ALTERED>[]> =>
  queryRows(client, 'month-closings-altered', ALTERED)`
      SELECT w.name AS "wardName", e.details ->> 'month' AS month, (e.details ->> 'revision')::int AS revision
      FROM audit_event e JOIN ward w ON w.id = e.chain_id LEFT JOIN month_closing c ON c.ward_id = e.chain_id AND c.id::text = e.subject_id
      WHERE e.action = ${raw(`'month-closing.close'`)} AND e.details ? 'digest' AND (c.id IS NULL OR ${DIGEST} <> e.details ->> 'digest')
      ORDER BY w.name, month, revision`;
