import { readXlsx } from '../../../../src/features/register/imports/reading/read-xlsx';
import { createHousehold, createResident } from '../../../support/factories';
import { LIST_HEADER } from '../../../fixtures/lists';
import { listFileHref } from '../../../../src/web/list-source';
import { agentForEach, appForEach, cellsOf, read, textsOf, words } from '../../../support/test-app';
import { ImportDesk } from './import-desk';

const app = appForEach();
const desk = new ImportDesk(app, agentForEach(app, 'staff'));

/** A list with one row for each possible outcome. */
async function everyOutcome(): Promise<string> {
  const home = await createHousehold(app.db, app.ward, { address: '48 Phạm Hồng Thái' });
  await createResident(app.db, app.ward, { fullName: 'Trần Thị Lan', birthDate: '1948-11-24', household: home });
  await createResident(app.db, app.ward, {
    fullName: 'Lê Văn Hùng',
    birthDate: '1975-01-02',
    household: home,
    relation: 'child',
    phone: '0912345678',
  });
  await createResident(app.db, app.ward, {
    fullName: 'Phạm Thị Mai',
    birthDate: '1960-05-20',
    household: await createHousehold(app.db, app.ward, { address: '9 Ngũ Xã' }),
  });
  const path = await desk.preview([
    LIST_HEADER,
    ['', '', 'Trần Thị Lan', '1948', '', '', '', 'Chủ hộ', '48 Phạm Hồng Thái', ''],
    ['', '', 'Lê Văn Hùng', '02/01/1975', '', '001075000002', '0987654321', 'Con', '48 Phạm Hồng Thái', ''],
    ['', '', 'Đỗ "Tý" Hợi', '1950', '', '', '', 'Chủ hộ', '1 Châu Long', ''],
    ['', '', 'Phạm Thị Mai', '20/05/1960', '', '', '', 'Chủ hộ', '2 Châu Long', ''],
    ['', '', '=HYPERLINK("http://x";"y")', '31/02/1950', '', '00314800', '', 'Chủ hộ', '3 Châu Long', ''],
  ]);
  expect(await desk.confirm(path, { leaveOutWrong: '1', skipUndecided: '1' })).toBe('confirmed');
  return path;
}

/** The rows of the page's table, cell by cell. */
async function shown(path: string): Promise<string[][]> {
  const $ = read(await desk.agent.get(path));
  return cellsOf($('main table tbody tr'));
}

describe('the report of a confirmed list', () => {
  it('shows the outcome of every row, with the reason', async () => {
    const path = await everyOutcome();
    expect(await shown(path)).toEqual([
      ['Trần Thị Lan', '2', 'Như trong sổ', '48 Phạm Hồng Thái', ''],
      [
        'Lê Văn Hùng',
        '3',
        'Đã sửa',
        '48 Phạm Hồng Thái',
        'Điện thoại: 0912 345 678 → 0987 654 321Số định danh: chưa có → •••• 0002',
      ],
      ['Đỗ "Tý" Hợi', '4', 'Đã thêm', '1 Châu Long', ''],
      ['Phạm Thị Mai', '5', 'Không ghi', '2 Châu Long', 'Nghi trùng, chưa quyết định'],
      [
        '=HYPERLINK("http://x";"y")',
        '6',
        'Sai',
        '3 Châu Long',
        expect.stringContaining('D6, Ngày sinh “31/02/1950”: Tháng 2 không có ngày 31.'),
      ],
    ]);
    const page = await desk.agent.get(path);
    expect(words(page)).toContain('thêm 1 người, sửa 1 người.');
    const added = await app.db.prisma.resident.findFirstOrThrow({ where: { fullName: { startsWith: 'Đỗ' } } });
    expect(read(page)(`main table a[href="/residents/${added.id}"]`)).toHaveLength(1);
  });

  it('shows the rows of one outcome, and ignores unknown outcomes', async () => {
    const path = await everyOutcome();
    expect((await shown(`${path}?outcome=wrong`)).map(([name]) => name)).toEqual(['=HYPERLINK("http://x";"y")']);
    expect((await shown(`${path}?outcome=left_out`)).map(([name]) => name)).toEqual(['Phạm Thị Mai']);
    expect(await shown(`${path}?outcome=nonsense`)).toHaveLength(5);
  });

  it('keeps no sealed number and no candidate once the list is confirmed', async () => {
    const path = await everyOutcome();
    const rows = await desk.rows(path);
    expect(rows.filter((row) => row.nationalNumberCipher !== null || row.nationalNumberHash !== null)).toEqual([]);
    expect(JSON.stringify(rows.map(({ content }) => content))).not.toMatch(/writing|candidates|asNew/);
    expect(JSON.stringify(rows)).not.toContain('00314800');
  });

  it('is paged in the order of the file', async () => {
    const rows = [
      LIST_HEADER,
      ...Array.from({ length: 120 }, (_, index) => [
        '',
        '',
        `Người ${'ABCDEFGH'[index % 8]}${'KLMNPQRS'[Math.floor(index / 8) % 8]}${index >= 64 ? 'X' : 'Y'}`,
        '1950',
        '',
        '',
        '',
        'Chủ hộ',
        `${index + 1} Châu Long`,
        '',
      ]),
    ];
    const path = await desk.bring(rows);
    const seen: string[] = [];
    const pagers: string[] = [];
    for (let next: string | undefined = path; next;) {
      const page = await desk.agent.get(next);
      seen.push(...textsOf(read(page)('main table tbody tr td:nth-child(2)')));
      pagers.push(read(page)('.pager span').text());
      next = read(page)('a[rel=next]').attr('href');
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => String(index + 2)));
    expect(pagers).toEqual([1, 2, 3].map((page) => `${page < 3 ? 50 : 20} trong 120 dòng, trang ${page}/3`));
  });

  it('can be downloaded as a workbook of text cells, which is logged', async () => {
    const path = await everyOutcome();
    const form = { usualReason: 'other', reasonText: 'lưu cùng danh sách gốc', format: 'xlsx' };
    const link = read(await desk.agent.get(path))('main a[href^="/list-files?"]').attr('href')!;
    const file = await desk.agent.download(link, form);
    expect(file.headers['content-disposition']).toContain('ket-qua-nhap.xlsx');
    const [sheet] = await readXlsx(file.body as Buffer);
    const rows: string[][] = [];
    const kinds = new Set<string>();
    for await (const row of sheet!.rows()) {
      rows.push(row.cells.map(({ text }) => text));
      for (const { kind } of row.cells) kinds.add(kind);
    }
    expect(kinds).toEqual(new Set(['text']));
    expect(rows.find((cells) => cells[0] === 'Dòng')).toEqual([
      'Dòng',
      'Kết quả',
      'Họ tên',
      'Ngày sinh',
      'Giới tính',
      'Điện thoại',
      'Số cuối CCCD',
      'Quan hệ với chủ hộ',
      'Nơi ở',
      'Chi tiết',
    ]);
    const hung = rows.find((cells) => cells.includes('Lê Văn Hùng'))!;
    expect(hung).toEqual(expect.arrayContaining(['3', 'Đã sửa', '0987 654 321', '0002', 'Con đẻ']));
    expect(rows.filter((cells) => cells[2] === '=HYPERLINK("http://x";"y")')).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('001075000002');
    const only = await desk.agent.download(listFileHref(`${path}?outcome=wrong`), form);
    let lines = 0;
    for await (const row of (await readXlsx(only.body as Buffer))[0]!.rows())
      if (/^\d+$/.test(row.cells[0]!.text)) lines += 1;
    expect(lines).toBe(1);
    expect(
      await app.db.prisma.auditEvent.count({
        where: { action: 'list-file.export', subjectId: path },
      }),
    ).toBe(2);
  });

  it('is missing before the list is confirmed', async () => {
    const path = await desk.preview([LIST_HEADER, ['', '', 'An Văn', '1950', '', '', '', 'Chủ hộ', '1 Châu Long', '']]);
    expect((await desk.agent.get(listFileHref(path))).status).toBe(404);
  });

  it('still offers the wrong rows for correction', async () => {
    const path = await everyOutcome();
    const file = await desk.agent.getFile(`${path}/wrong-rows`);
    expect(file.headers['content-disposition']).toContain('dong-sai.xlsx');
  });
});
