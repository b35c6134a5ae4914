import { z } from 'zod';
import { queryRows } from '../../../db/query-rows';
import { raw, sql, type Sql } from '../../../shared/sql';

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

/** SQL: the log names another account for an act on a closing `c` than its row does, another minute, or only one names it. */
const isForged = (
  column: string,
  act: string,
): Sql => sql`(SELECT l.actor_id FROM logged l WHERE l.ward_id = c.ward_id AND l.id = c.id::text AND l.act = ${raw(`'${act}'`)}
    AND (c.${raw(column)}_at IS NULL OR abs(extract(epoch FROM l.at - c.${raw(column)}_at)) < 60)) IS DISTINCT FROM c.${raw(column)}_by`;

/**
 * The closings of all wards that are gone, whose figures or rows are not those that were closed, or that the log does not
 * know: closed, reopened, confirmed, or called another month's or revision's by hand.
 */
export const findAlteredClosings = (client: Client): Promise<z.infer<typeof ALTERED>[]> =>
  queryRows(client, 'month-closings-altered', ALTERED)`
      WITH logged AS (SELECT e.chain_id AS ward_id, e.subject_id AS id, e.at, e.actor_id, coalesce(e.details ->> 'act', e.action) AS act, e.details ->> 'month' AS month, (e.details ->> 'revision')::int AS revision, e.details ->> 'digest' AS digest
        FROM audit_event e WHERE e.action IN (${raw(`'month-closing.close', 'month-closing.reopen', 'month-closing.confirm'`)})),
      closed AS (SELECT * FROM logged WHERE act = ${raw(`'month-closing.close'`)})
      SELECT w.name AS "wardName", coalesce(e.month, c.month::text) AS month, coalesce(e.revision, c.revision) AS revision
      FROM closed e FULL JOIN month_closing c ON c.ward_id = e.ward_id AND c.id::text = e.id JOIN ward w ON w.id = coalesce(e.ward_id, c.ward_id)
      WHERE e.id IS NULL OR c.id IS NULL OR (e.month, e.revision) IS DISTINCT FROM (c.month::text, c.revision) OR (e.digest IS NOT NULL AND ${DIGEST} <> e.digest)
        OR e.actor_id <> c.closed_by OR ${isForged('reopened', 'month-closing.reopen')} OR ${isForged('confirmed', 'closing')} OR ${isForged('reopening_confirmed', 'reopening')}
      ORDER BY w.name, month, revision`;
