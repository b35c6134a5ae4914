import { buffer } from 'node:stream/consumers';
import { load, type CheerioAPI } from 'cheerio';
import { reportTables, totalOf, type ReportTable } from '../../../../src/features/adoption/papers/report-tables';
import { reportXlsx } from '../../../../src/features/adoption/papers/report-xlsx';
import type { Figures } from '../../../../src/features/adoption/figures/figures';
import { unzipped } from '../../../support/unzipped';
import { emptyFigures, exampleFigures } from './example-figures';

// A sheet a table: numbers are numbers, shares and sums are formulas, and each formula keeps what it gives.

const ABOUT = ['Phường Ba Đình, tháng 11/2026', 'Số liệu tháng chưa chốt, lúc 08:30 02/12/2026'] as const;

interface Cell {
  value: string;
  formula: string;
  isText: boolean;
}

async function sheetsOf(figures: Figures): Promise<{ tables: ReportTable[]; cells: ((address: string) => Cell)[] }> {
  const tables = reportTables(figures);
  const files = await unzipped(await buffer(reportXlsx(tables, ABOUT, new Date())));
  const xml = (path: string): CheerioAPI => load(files.get(path)!, { xml: true });
  const cells = tables.map((_, index) => {
    const $ = xml(`xl/worksheets/sheet${index + 1}.xml`);
    return (address: string) => {
      const cell = $(`c[r="${address}"]`);
      return {
        value: cell.find('v, is').text(),
        formula: cell.find('f').text(),
        isText: ['inlineStr', 'str'].includes(cell.attr('t') ?? ''),
      };
    };
  });
  return { tables, cells };
}

const letter = (index: number) => String.fromCharCode(65 + index);

/** What a formula of these sheets gives, computed from the cells it names: only N(), IF, COUNT and SUM occur. */
function computed(formula: string, at: (address: string) => Cell): string {
  const number = (address: string) => Number(at(address).value);
  const share = /^IF\(N\((\w+)\)>0,N\((\w+)\)\/\1,""\)$/.exec(formula);
  if (share) {
    const [whole, part] = [at(share[1]!), at(share[2]!)];
    return !whole.isText && Number(whole.value) > 0 ? String(Number(part.value) / Number(whole.value)) : '';
  }
  const [, column, from, to] = /^IF\(COUNT\(([A-Z])(\d+):\1(\d+)\)>0,SUM\(\1\2:\1\3\),""\)$/.exec(formula)!;
  const rows = Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => `${column}${Number(from) + index}`);
  const known = rows.filter((address) => at(address).value !== '' && !at(address).isText);
  return known.length === 0 ? '' : String(known.reduce((sum, address) => sum + number(address), 0));
}

const withOffice: Partial<Figures> = {
  serviceCounts: [
    {
      id: 'count',
      month: '2026-11-01',
      serviceId: 'service-1',
      serviceName: 'Đăng ký tạm trú',
      received: 90,
      online: 72,
      whollyOnline: null,
      source: 'Cổng DVC quốc gia',
      statedOn: '2026-12-01',
      recordedByName: 'Văn phòng',
    },
  ],
};

test.each([
  ['a month', exampleFigures()],
  ['a month whose services the office typed in', exampleFigures(withOffice)],
  ['an empty month', emptyFigures()],
])('every cell of %s is what its table says', async (_name, figures) => {
  const { tables, cells } = await sheetsOf(figures);
  for (const [index, table] of tables.entries()) {
    const at = cells[index]!;
    expect([at('A1').value, at('A2').value, at('A3').value]).toEqual([table.title, ...ABOUT]);
    const rows = table.hasTotal && table.rows.length > 0 ? [...table.rows, null] : table.rows;
    for (const [line, row] of rows.entries())
      for (const [column, { kind, isSummed }] of table.columns.entries()) {
        const cell = at(`${letter(column)}${6 + line}`);
        if (kind === 'percent' || (row === null && isSummed)) {
          expect(cell.formula).not.toBe('');
          expect(cell.value).toBe(computed(cell.formula, at));
        } else if (typeof row?.[column] === 'number')
          expect([cell.value, cell.isText]).toEqual([String(row[column]), false]);
        else if (row) expect(cell.value).toBe(row[column] ?? '');
      }
  }
});

test('the table of Đề án 06 has the office’s counts of the month beside the team’s, and their share', async () => {
  const { cells } = await sheetsOf(exampleFigures(withOffice));
  const at = cells.at(-1)!;
  expect(['A6', 'D6', 'F6', 'G6', 'H6'].map((address) => at(address).value)).toEqual([
    'Đăng ký tạm trú',
    '40',
    '90',
    '72',
    '0.8',
  ]);
  expect(['F7', 'H7', 'F8'].map((address) => at(address).value)).toEqual(['', '', '90']);
});

test('people in several rows are never added up', () => {
  const table = reportTables(exampleFigures()).at(-1)!;
  expect(totalOf(table, 2)).toBeNull();
  expect(totalOf(table, 3)).toBe(44);
});

test('the sums of the tables are the figures', () => {
  const figures = exampleFigures();
  const [, , files, hows, groups] = reportTables(figures);
  expect([totalOf(files!, 1), totalOf(hows!, 1), totalOf(groups!, 1), totalOf(groups!, 5)]).toEqual([
    figures.files.sent.value,
    figures.adults.numerator.value,
    figures.doors.denominator.value,
    figures.adults.numerator.value,
  ]);
});

test('no name of a sheet is too long or repeated', () => {
  const names = reportTables(exampleFigures()).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(Math.max(...names.map(({ length }) => length))).toBeLessThanOrEqual(31);
});

test('the groups stand against the target where the ward has one, and have no such column where it has none', () => {
  const groupsOf = (figures: Figures) => reportTables(figures).find(({ name }) => name === 'Theo tổ dân phố')!;
  const without = groupsOf(exampleFigures({ targets: [] }));
  const start = { on: '2026-09-30', value: 10 };
  const target = { indicator: 'knownUsers', groupId: null, period: '2026', endsOn: '2026-12-31', value: 40 } as const;
  const compared = groupsOf(exampleFigures({ targets: [{ ...target, legalBasis: 'phường tự đặt', start }] }));
  expect(compared.columns.map(({ label }) => label)).toEqual([
    ...without.columns.map(({ label }) => label),
    'So với mục tiêu',
  ]);
  expect(compared.rows.map((row) => row.at(-1))).toEqual(['chậm 94 người', 'chậm 679 người']);
  expect(compared.notes[0]).toContain('mục tiêu 40 % (2026; phường tự đặt)');
});
