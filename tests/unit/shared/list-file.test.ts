import { buffer } from 'node:stream/consumers';
import { load } from 'cheerio';
import { xlsxFile, type Cell } from '../../../src/shared/list-file';
import { unzipped } from '../../support/unzipped';

const text = (value: string): Cell => ({ kind: 'text', value });

async function* batches(): AsyncGenerator<Cell[][]> {
  await Promise.resolve();
  yield [[text('An'), { kind: 'number', value: 2.25, decimals: 2 }, text('')]];
  yield [[text('một câu dài hơn cột của nó'), { kind: 'number', value: 1 }, text('=1+1 & <b>')]];
}

const FILE = { title: 'Các số', about: ['Phường'], columns: ['Tên', 'Số', 'Ghi chú'], rowCount: 2, madeAt: new Date() };

test('columns are as wide as the first batch needs, and longer texts wrap', async () => {
  const files = await unzipped(await buffer(await xlsxFile(FILE, batches())));
  const sheet = load(files.get('xl/worksheets/sheet1.xml')!, { xml: true });
  expect(
    sheet('col')
      .toArray()
      .map((col) => sheet(col).attr('width')),
  ).toEqual(['10', '10', '22']);
  const style = (address: string) => sheet(`c[r="${address}"]`).attr('s');
  expect([style('A5'), style('A6'), style('B5'), style('B6'), style('C5')]).toEqual(['4', '5', '9', '7', undefined]);
  expect(sheet('c[r="C6"]').text()).toBe('=1+1 & <b>');
  expect(sheet('autoFilter').attr('ref')).toBe('A4:C6');
});

test('a list whose first rows cannot be read is no file', async () => {
  async function* broken(): AsyncGenerator<Cell[][]> {
    await Promise.resolve();
    throw new Error('no database');
  }
  await expect(xlsxFile(FILE, broken())).rejects.toThrow('no database');
});
