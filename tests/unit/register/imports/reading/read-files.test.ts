import { buffer } from 'node:stream/consumers';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { checkListFile } from '../../../../../src/features/register/imports/reading/check-file';
import { templateWorkbook } from '../../../../../src/features/register/imports/list-files';
import { normaliseRow } from '../../../../../src/features/register/imports/reading/normalise-row';
import {
  columnLetter,
  columnOf,
  dateOfSerial,
  type RawRow,
} from '../../../../../src/features/register/imports/reading/raw-row';
import {
  decodeText,
  openList,
  readCsv,
  separatorOf,
} from '../../../../../src/features/register/imports/reading/read-workbook';
import { unnamedFile } from '../../../../../src/unnamed-file';
import { workbookOfXml } from '../../../../fixtures/lists';

const files: FileHandle[] = [];
async function opened(content: Buffer): Promise<FileHandle> {
  const file = await unnamedFile(Readable.from([content]));
  files.push(file);
  return file;
}
afterEach(() => Promise.all(files.splice(0).map((file) => file.close())));

const check = async (content: Buffer) => checkListFile(await opened(content));
async function openFile(content: Buffer) {
  const file = await opened(content);
  return openList(file.fd, await checkListFile(file));
}
async function rowsOf(content: Buffer): Promise<RawRow[]> {
  const rows: RawRow[] = [];
  for await (const row of (await openFile(content)).rows) rows.push(row);
  return rows;
}
const cell = (reference: string, text: string) => `<c r="${reference}" t="inlineStr"><is><t>${text}</t></is></c>`;
const sheet = (...rows: string[]) =>
  workbookOfXml(
    `<worksheet><sheetData><row r="1">${cell('A1', 'Họ tên')}${cell('B1', 'Năm sinh')}</row>${rows.join('')}</sheetData></worksheet>`,
  );

describe('workbooks', () => {
  it('reads only cells that hold something, wherever they are', async () => {
    const rows = await rowsOf(
      sheet(
        `<row r="2">${cell('A2', 'An &amp; Bình')}<c r="B2"><v>1.948E3</v></c><c r="C2" s="3"/></row>`,
        `<row r="1048576">${cell('XFD1048576', 'lạc')}${cell('A1048576', 'Cuối')}</row>`,
      ),
    );
    expect(rows).toEqual([
      {
        number: 2,
        cells: [
          { column: 0, text: 'An & Bình', kind: 'text' },
          { column: 1, text: '1948', kind: 'number' },
        ],
      },
      { number: 1048576, cells: [{ column: 0, text: 'Cuối', kind: 'text' }] },
    ]);
  });

  it('expands no entity of a document type', async () => {
    const file = workbookOfXml(
      '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>',
    );
    await expect(rowsOf(file)).rejects.toThrow('hỏng');
  });

  it('reads its own template back: leading zeros, two people, and what it leaves out', async () => {
    const { header, columns, rows } = await openFile(await buffer(templateWorkbook(new Date())));
    expect(columns).toMatchObject({ sheet: 'Danh sách', headerRow: 1, ignored: [], otherSheets: ['Cách ghi'] });
    const people = [];
    for await (const row of rows) people.push(normaliseRow(row, header, '2026-11-26').person);
    expect(
      people.map(({ fullName, nationalNumber, relation, problems }) => [fullName, nationalNumber, relation, problems]),
    ).toEqual([
      ['Trần Thị Thí Dụ', '003148000001', 'head', []],
      ['Lê Văn Thí Dụ', '003075000002', 'child', []],
    ]);
  });

  it('stops after 70.000 rows', async () => {
    const many = Array.from(
      { length: 70_001 },
      (_, index) => `<row r="${index + 2}">${cell(`A${index + 2}`, 'An')}</row>`,
    );
    await expect(rowsOf(sheet(...many))).rejects.toThrow('70.000');
  });
});

describe('text files', () => {
  const TEXT = 'Họ tên;Năm sinh\r\n"Nguyễn; Thị Vi";1948\r\n\r\nĐặng Đức;1950\r\n';
  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
    ['UTF-16 big-endian', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16()],
    ['UTF-16 without a byte order mark', Buffer.from(TEXT, 'utf16le')],
  ])('reads %s', (_, file) => {
    expect(readCsv(file, 100).map(({ number, cells }) => [number, ...cells.map(({ text }) => text)])).toEqual([
      [1, 'Họ tên', 'Năm sinh'],
      [2, 'Nguyễn; Thị Vi', '1948'],
      [4, 'Đặng Đức', '1950'],
    ]);
  });

  it('reads windows-1258', () => {
    // 'Nguyễn' with ê and a combining tilde, as written by Vietnamese Windows.
    expect(decodeText(Buffer.from([0x4e, 0x67, 0x75, 0x79, 0xea, 0xde, 0x6e]))).toBe('Nguyễn');
  });

  it('refuses bytes that are not text', () => {
    expect(() => decodeText(Buffer.from('a\0b'))).toThrow('bảng mã');
    expect(() => decodeText(Buffer.from([0x41, 0x81, 0x8d, 0xff]))).toThrow('bảng mã');
  });

  it.each([
    ['a,b,c\n1,2,3', ','],
    ['a;b;c\n1,5;2;3', ';'],
    ['a\tb\n1\t2', '\t'],
  ])('finds the separator of %p', (text, separator) => {
    expect(separatorOf(text)).toBe(separator);
  });

  it('reads a list of one person, or of the head alone', () => {
    expect(
      readCsv(Buffer.from('Mã hộ,Họ và tên,Năm sinh\nH1,Nguyễn Thị Vi,1948\n'), 10)[1]!.cells.map(({ text }) => text),
    ).toEqual(['H1', 'Nguyễn Thị Vi', '1948']);
    expect(separatorOf('Mã hộ,Họ và tên\n')).toBe(',');
  });

  it('checks text like any other file', async () => {
    await expect(check(Buffer.from('<html><table>'))).rejects.toThrow('trang web');
    await expect(check(Buffer.from(TEXT))).resolves.toBe('csv');
    await expect(check(Buffer.from(TEXT, 'utf16le'))).resolves.toBe('csv');
  });
});

describe('cell references and serial dates', () => {
  it('counts columns as a spreadsheet does', () => {
    expect([0, 25, 26, 701, 702].map(columnLetter)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']);
    expect(['A1', 'Z9', 'AA10', 'ZZ1', 'AAA1'].map(columnOf)).toEqual([0, 25, 26, 701, 702]);
  });

  it('counts days as Excel does, treating 1900 as a leap year', () => {
    expect([1, 59, 61, 17861].map((serial) => dateOfSerial(serial))).toEqual([
      '1900-01-01',
      '1900-02-28',
      '1900-03-01',
      '1948-11-24',
    ]);
    expect(dateOfSerial(0)).toBeNull();
    expect(dateOfSerial(16399, true)).toBe('1948-11-24');
  });
});
