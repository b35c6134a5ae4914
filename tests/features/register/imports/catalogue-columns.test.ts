import { meaningOf } from '../../../../src/features/register/imports/reading/columns';
import { formatDate } from '../../../../src/shared/dates';
import {
  HOUSEHOLD_IMPORTED,
  mapPlain,
  RESIDENT_IMPORTED,
  type PlainEntries,
} from '../../../../src/shared/register-fields';
import { sharedAgent, sharedApp, words } from '../../../support/test-app';
import { ImportDesk } from './import-desk';

const app = sharedApp();
const desk = new ImportDesk(app, sharedAgent(app, 'staff'));

const FIELDS = [
  { table: 'resident', entries: RESIDENT_IMPORTED },
  { table: 'household', entries: HOUSEHOLD_IMPORTED },
].flatMap(({ table, entries }) =>
  Object.values(
    mapPlain<PlainEntries, { table: string; name: string; entry: PlainEntries[string] }>(entries, (entry, name) => ({
      table,
      name,
      entry,
    })),
  ),
);

/** Cells of a list, with what the register keeps of each. */
function cellsOf(entry: PlainEntries[string]): [cell: string, stored: string][] {
  if (entry.kind === 'text') return [['Ngọc Hà', 'Ngọc Hà']];
  if (entry.kind === 'date') return [[formatDate('2026-11-20'), '2026-11-20']];
  return Object.entries(entry.answers).map(([answer, label]) => [label.toUpperCase(), answer]);
}

const HEADER = ['Họ tên', 'Năm sinh', 'Quan hệ với chủ hộ', 'Địa chỉ'];
let doors = 0;

test('no two fields of the catalogue are read from one column', () => {
  expect(new Set(FIELDS.map(({ name }) => name)).size).toBe(FIELDS.length);
});

test.each(FIELDS)('an import writes $name of the catalogue to the $table', async ({ table, name, entry }) => {
  expect(meaningOf(entry.label)).toMatchObject({ kind: 'field', field: name });
  const cells = cellsOf(entry);
  const lives = (fullName: string) => {
    doors += 1;
    return [fullName, String(1930 + doors), 'Chủ hộ', `${2 * doors} Phạm Hồng Thái`];
  };
  const known = cells.map((_, index) => lives(`Lê Thị Cũ ${'abcdefgh'[index]!}`));
  await desk.bring([HEADER, ...known]);
  const added = cells.map((_, index) => lives(`Lê Thị Mới ${'abcdefgh'[index]!}`));
  const stored = async () => {
    const { rows } = await app.db.pool.query<{ line: string }>(
      `SELECT concat_ws(' ', r.full_name, nullif(${table === 'resident' ? 'r' : 'h'}.${entry.columns[0]}::text, '')) AS line
        FROM resident r JOIN household_membership m ON m.resident_id = r.id JOIN household h ON h.id = m.household_id
        WHERE h.address_line = ANY($1) ORDER BY r.full_name`,
      [[...known, ...added].map(([, , , address]) => address)],
    );
    return rows.map(({ line }) => line);
  };
  const before = await stored();

  const rows = [...known, ...added].map((row, index) => [...row, cells[index % cells.length]![0]]);
  const path = await desk.preview([[...HEADER, entry.label.toUpperCase()], ...rows]);
  const page = words(await desk.agent.get(`${path}?verdict=changed`));
  expect(page).toContain(entry.label);
  expect(await desk.confirm(path)).toBe('confirmed');
  const expected = [...known, ...added].map(([fullName], index) => `${fullName} ${cells[index % cells.length]![1]}`);
  expect((await stored()).map((line) => line.toLowerCase())).toEqual(expected.map((line) => line.toLowerCase()).sort());

  const again = await desk.preview([[...HEADER, entry.label], ...rows]);
  expect((await desk.verdicts(again)).every((verdict) => verdict.endsWith(' same'))).toBe(true);
  expect(await desk.revert(path)).toBe('reverted');
  expect(await stored()).toEqual(before);
});
