import { compareStrings } from '../../../shared/compare';
import { formatDateTime, isRealDate } from '../../../shared/dates';
import { viewOf } from '../../../web/page';
import { DATA_MAP } from '../data-map/data-map';
import { PURPOSES, RETENTIONS } from '../data-map/map-form';
import { PERSON_ROWS } from '../data-map/person-rows';
import { PRINTED_TABLES, printedColumns, type PersonFile } from './queries';
import { valueText } from './value-labels';

/** The whole file of a person, table by table, each with what it is for and how long it is kept. */
export const filePage = (
  id: string,
  { fullName, rows }: PersonFile,
  { printedBy, at }: { printedBy: string; at: Date },
) =>
  viewOf('privacy/person-files/show', {
    backHref: `/residents/${id}`,
    title: `Dữ liệu phường giữ về ${fullName}`,
    printed: `${printedBy} in lúc ${formatDateTime(at)}`,
    sections: PRINTED_TABLES.flatMap((table) => {
      const found = rows.filter((row) => row.table === table).map(({ row }) => row);
      if (found.length === 0) return [];
      const { holds, purpose, keep } = DATA_MAP[table]!;
      return {
        title: found.length > 1 ? `${holds} (${found.length})` : holds,
        why: `Để: ${PURPOSES[purpose].label}. Căn cứ: ${PURPOSES[purpose].basis}. Giữ: ${RETENTIONS[keep]}.`,
        rows: found.toSorted((a, b) => compareStrings(firstDay(a), firstDay(b))).map((row) => linesOf(table, row)),
      };
    }),
    // What is kept about the person without being printed.
    apart: Object.entries(PERSON_ROWS).flatMap(([table, { notPrinted }]) =>
      notPrinted ? [{ holds: DATA_MAP[table]!.holds, why: notPrinted }] : [],
    ),
  });

const linesOf = (table: string, row: Readonly<Record<string, unknown>>) =>
  printedColumns(table)
    .map(([column, label]) => ({ label, value: valueText(table, column, row[column]) }))
    .filter(({ value }) => value !== '');

/** The first day that a row states; '' if none. */
const firstDay = (row: Readonly<Record<string, unknown>>): string =>
  Object.values(row)
    .map((value) => String(value).slice(0, 10))
    .find(isRealDate) ?? '';
