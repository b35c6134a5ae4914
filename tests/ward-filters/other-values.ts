import { twinOf } from './twin-ward';

export type Row = Record<string, unknown>;
/** Rows of the twin, by table. */
export type TwinRows = ReadonlyMap<string, Row[]>;

const TABLE = /\b(?:FROM|JOIN|UPDATE|INTO)\s+(?:"public"\.)?"?(\w+)"?(?:\s+(?:AS\s+)?"?(\w+)"?)?/g;
/** A column that is compared with a value, such as `"public"."visit"."id" = $1`, `upper(a.code) = ANY ($3` or `id IN ($2`. */
const COMPARED =
  /(?:"public"\.)?(?:"?(\w+)"?\.)?"?(\w+)"?\)?\s+(?:=|IN)\s*(ANY\s*)?(?:\(|CAST\()?\$(\d+)|\$(\d+)(?:::\w+)? = (?:"?(\w+)"?\.)?"?(\w+)"?/g;
const BOUND = /(>=?|<=?|BETWEEN|AND)\s*\(*\$(\d+)/g;
const EVERY_NTH = / % \$(\d+)/g;
/** What a text must match: with nothing every text does. */
const PATTERN = /~\*? \$(\d+)/g;
const DAY = /^\d{4}-\d\d-\d\d/;
const LONG_AGO = '2000-01-01';
const FAR_AHEAD = '2100-01-01';
/** How many records of the other ward a statement is asked for, table by table. */
const MOST_ROWS = 3;

interface Place {
  table: string;
  column: string;
  parameter: number;
}

/**
 * Other values for the statement, its wards aside: those of the twin's records in each table that it names, and of all its
 * records where it takes a list; the longest time between days; and both.
 * @param isWard true for a value that says in whose name the statement is asked.
 */
export function otherValues(
  text: string,
  given: unknown[],
  twin: TwinRows,
  isWard: (value: unknown) => boolean,
): unknown[][] {
  const places = placesOf(text, twin).filter(({ parameter }) => !isWard(given[parameter]));
  const wide = stretched(text, given);
  const tables = [...new Set(places.map(({ table }) => table))];
  const sets = [given, wide].flatMap((values) => {
    const lists = withLists(values, places, twin);
    return [
      values,
      lists,
      ...tables.flatMap((table) => {
        const rows = twin.get(table)!;
        const step = Math.max(1, Math.floor(rows.length / MOST_ROWS));
        return rows
          .filter((_row, place) => place % step === 0)
          .slice(0, MOST_ROWS)
          .map((row) => withRow(lists, places, table, row));
      }),
    ];
  });
  const twinned = given.map((value) => {
    if (Array.isArray(value)) return value.map((each) => (typeof each === 'string' ? twinOf(each) : (each as unknown)));
    return isWard(value) || typeof value !== 'string' ? value : twinOf(value);
  });
  const asked = JSON.stringify(given);
  return [...new Map([...sets, twinned].map((values) => [JSON.stringify(values), values])).entries()]
    .filter(([written]) => written !== asked)
    .map(([, values]) => values);
}

function placesOf(text: string, twin: TwinRows): Place[] {
  const named = [...text.matchAll(TABLE)].map((match) => ({
    table: match[1]!,
    names: [match[1]!, match[2] ?? match[1]!],
    at: match.index,
  }));
  return [...text.matchAll(COMPARED)].flatMap((match) => {
    const [alias, column, parameter] =
      match[4] === undefined ? [match[6], match[7]!, match[5]!] : [match[1], match[2]!, match[4]];
    const fitting = named.filter(
      ({ table, names }) => column in (twin.get(table)?.[0] ?? {}) && (alias === undefined || names.includes(alias)),
    );
    const nearest = fitting.findLast(({ at }) => at < match.index) ?? fitting[0];
    return nearest ? [{ table: nearest.table, column, parameter: Number(parameter) - 1 }] : [];
  });
}

function withRow(values: unknown[], places: Place[], table: string, row: Row): unknown[] {
  const other = [...values];
  for (const place of places) {
    if (place.table === table && !Array.isArray(values[place.parameter])) other[place.parameter] = row[place.column];
  }
  return other;
}

function withLists(values: unknown[], places: Place[], twin: TwinRows): unknown[] {
  const other = [...values];
  for (const { table, column, parameter } of places) {
    if (!Array.isArray(values[parameter])) continue;
    const all = twin.get(table)!.map((row) => row[column]);
    other[parameter] = [
      ...new Set([
        ...(other[parameter] as unknown[]),
        ...all.filter((value) => value !== null && typeof value !== 'object'),
      ]),
    ];
  }
  return other;
}

function stretched(text: string, values: unknown[]): unknown[] {
  const other = [...values];
  for (const [, number] of text.matchAll(EVERY_NTH)) other[Number(number) - 1] = 1;
  for (const [, number] of text.matchAll(PATTERN)) other[Number(number) - 1] = '';
  for (const [, operator, number] of text.matchAll(BOUND)) {
    const place = Number(number) - 1;
    const value = values[place];
    if (!(value instanceof Date || (typeof value === 'string' && DAY.test(value)))) continue;
    other[place] = operator!.startsWith('>') || operator === 'BETWEEN' ? LONG_AGO : FAR_AHEAD;
  }
  return other;
}
