import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import { NotFoundError } from '../../../shared/errors';
import { join, raw, sql } from '../../../shared/sql';
import { DATA_MAP } from '../data-map/data-map';
import { PERSON_ROWS } from '../data-map/person-rows';

/** One row about a person: table, and column → value as JSON; references are already words. */
const FOUND_ROW = z.object({ table: z.string(), row: z.record(z.string(), z.unknown()) });
type FoundRow = z.infer<typeof FOUND_ROW>;

export interface PersonFile {
  fullName: string;
  rows: FoundRow[];
}

/** Columns that name another record, and what that record is called. */
const NAMED: Readonly<Record<string, string>> = {
  household_id: '(SELECT address_line FROM household n WHERE n.id = t.household_id)',
  public_service_id: '(SELECT name FROM public_service n WHERE n.id = t.public_service_id)',
  situation_id: '(SELECT title FROM scam_situation n WHERE n.ward_id = t.ward_id AND n.id = t.situation_id)',
  barrier_id: '(SELECT label FROM barrier n WHERE n.id = t.barrier_id)',
  assisted_procedure_id:
    '(SELECT s.name FROM assisted_procedure n JOIN public_service s ON s.id = n.public_service_id WHERE n.id = t.assisted_procedure_id)',
};

/** What a printed file does not repeat: sealed bytes, and what the database derives from the name. */
const isPrinted = (column: string) => !/(_cipher|_hash)$|^(name_folded|sort_name)$/.test(column);

/** The columns of a table that the file prints, with their labels, in the order of the map. */
export function printedColumns(table: string): [column: string, label: string][] {
  const { facts, words, sensitive } = DATA_MAP[table]!;
  return Object.entries({ ...facts, ...sensitive, ...words }).filter(([column]) => isPrinted(column));
}

/** The tables of the printed file, in its order. */
export const PRINTED_TABLES = Object.keys(PERSON_ROWS).filter((table) => !PERSON_ROWS[table]!.notPrinted);

/**
 * Every row about a resident, in one statement made from the data map.
 * @throws NotFoundError if the ward has no such resident.
 */
export async function getPersonFile(db: Reads, wardId: string, id: string): Promise<PersonFile> {
  const asked = sql`(SELECT ids FROM asked)::uuid[]`;
  const parts = PRINTED_TABLES.map((table) => {
    const columns = printedColumns(table).map(([column]) => `'${column}', ${NAMED[column] ?? `t.${column}`}`);
    return sql`SELECT ${raw(`'${table}'`)} AS "table", jsonb_build_object(${raw(columns.join(', '))}) AS row
      FROM ${raw(table)} t WHERE t.ward_id = ${wardId} AND (${PERSON_ROWS[table]!.where(asked)})`;
  });
  const rows = await queryRows(db, 'person-file', FOUND_ROW)`
      WITH asked AS (SELECT ARRAY[${id}::uuid] AS ids) ${join(parts, ' UNION ALL ')}`;
  const person = rows.find(({ table }) => table === 'resident');
  if (!person) throw new NotFoundError();
  return { fullName: String(person.row.full_name), rows };
}
