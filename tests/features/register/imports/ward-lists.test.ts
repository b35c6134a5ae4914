import { createGroup, createHousehold, createResident } from '../../../support/factories';
import type { ListCell } from '../../../fixtures/lists';
import { agentForEach, appForEach, read, words } from '../../../support/test-app';
import { ImportDesk, registerRows } from './import-desk';
import { eveningRound } from '../../../support/worlds/rounds';

const app = appForEach();
const desk = new ImportDesk(app, agentForEach(app, 'staff'));

/** What stands above and below the table of a list that a ward keeps; merged cells hold their text once. */
const TITLE: ListCell[][] = [
  ['UBND PHƯỜNG TRÚC BẠCH', '', '', '', 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM'],
  ['', '', '', '', 'Độc lập - Tự do - Hạnh phúc'],
  ['DANH SÁCH HỘ NGHÈO NĂM 2026'],
];
const FOOT: ListCell[][] = [
  ['', 'Tổng cộng', '', '', 9],
  ['', '', '', '', 'Trúc Bạch, ngày 20 tháng 11 năm 2026'],
  ['', 'NGƯỜI LẬP BIỂU', '', '', 'TỔ TRƯỞNG'],
  ['', '(Ký, ghi rõ họ tên)'],
  ['', 'Đỗ Văn Biểu', '', '', 'Vũ Thị Tổ'],
];
const POOR: ListCell[][] = [
  ...TITLE,
  ['STT', 'Chủ hộ', 'G.tính', 'Địa chỉ', 'Số khẩu', 'Đ/tượng', 'ĐT'],
  ['I', 'TỔ DÂN PHỐ SỐ 7 (2 hộ)'],
  [1, 'Trần Thị Lan', 'Nữ', '48 Phạm Hồng Thái', 4, 'Hộ nghèo', 0],
  [2, 'Lê Văn Hùng', 'Nam', '50 Phạm Hồng Thái', 1, 'Hộ nghèo', '0912345678'],
  ['II', 'TỔ DÂN PHỐ SỐ 8'],
  [3, 'Phạm Văn Đức', 'Nam', '2 Châu Long', 4, 'Hộ cận nghèo', ''],
  ...FOOT,
];

const people = async () =>
  (await app.db.prisma.resident.findMany({ orderBy: { fullName: 'asc' } })).map(({ fullName }) => fullName);
const warnings = async (path: string) =>
  (await desk.rows(path)).flatMap(({ rowNumber, content }) =>
    (content as unknown as { warnings: { cell: string; message: string }[] }).warnings.map(
      ({ cell, message }) => `${rowNumber} ${[cell, message].filter(Boolean).join(': ')}`,
    ),
  );
/** Sends the list again: nothing changes. */
async function sendTwice(rows: ListCell[][]): Promise<string> {
  const before = await registerRows(app);
  const path = await desk.preview(rows);
  expect((await desk.rows(path)).filter(({ verdict }) => !['same', 'passed_over'].includes(verdict))).toEqual([]);
  await desk.confirm(path);
  expect(await registerRows(app)).toEqual(before);
  return path;
}

describe('the list of poor and near-poor households', () => {
  it('names its people in the column of heads, its groups in headings, and is signed by no person on it', async () => {
    await createGroup(app.db, app.ward, '7');
    const path = await desk.preview(POOR);
    expect(await desk.verdicts(path)).toEqual([
      '5 passed_over',
      '6 new',
      '7 new',
      '8 passed_over',
      '9 new',
      '10 passed_over',
      '11 passed_over',
      '12 passed_over',
      '13 passed_over',
      '14 passed_over',
    ]);
    const passed = words(await desk.agent.get(`${path}?verdict=passed_over`));
    expect(passed).toContain('TỔ DÂN PHỐ SỐ 7 (2 hộ) Đề mục tổ dân phố: các dòng bên dưới thuộc tổ này.');
    expect(passed).toContain('Đỗ Văn Biểu Vũ Thị Tổ Chữ ký, xác nhận của người lập danh sách.');
    expect(passed).toContain('2 đề mục tổ dân phố, 4 dòng chữ ký');
    expect(await warnings(path)).toEqual([
      '6 G6: Ghi “0”, không phải số điện thoại: không lưu.',
      '6 Danh sách ghi hộ này có 4 khẩu; ghi xong, sổ có 1 người.',
      '9 Danh sách ghi hộ này có 4 khẩu; ghi xong, sổ có 1 người.',
    ]);
    expect(await desk.confirm(path, { createGroups: '1' })).toBe('confirmed');
    expect(await people()).toEqual(['Lê Văn Hùng', 'Phạm Văn Đức', 'Trần Thị Lan']);
    const { rows } = await app.db.pool.query<{ home: string }>(
      `SELECT concat_ws(', ', h.address_line, g.code, f.kind::text) AS home FROM household h
       LEFT JOIN residential_group g ON g.id = h.residential_group_id LEFT JOIN priority_fact f ON f.household_id = h.id ORDER BY 1`,
    );
    expect(rows.map(({ home }) => home)).toEqual([
      '2 Châu Long, 8, near_poor',
      '48 Phạm Hồng Thái, 7, poor',
      '50 Phạm Hồng Thái, 7, poor',
    ]);
    const again = await sendTwice(POOR);
    expect(await warnings(again)).toContain('9 Danh sách ghi hộ này có 4 khẩu; sổ có 1 người.');
  });

  it('is compared with the size of the households that the register knows', async () => {
    const home = await createHousehold(app.db, app.ward, { address: '48 Phạm Hồng Thái' });
    await createResident(app.db, app.ward, { fullName: 'Trần Thị Lan', household: home });
    for (const fullName of ['Lê Thị Một', 'Lê Thị Hai', 'Lê Thị Ba'])
      await createResident(app.db, app.ward, { fullName, household: home, relation: 'child' });
    const path = await desk.preview([
      ['Chủ hộ', 'Địa chỉ', 'Số khẩu', 'Ghi chú'],
      ['Trần Thị Lan', '48 Phạm Hồng Thái', 4, ''],
    ]);
    expect(await warnings(path)).toEqual([]);
    const other = await desk.preview([
      ['Chủ hộ', 'Địa chỉ', 'Số khẩu', 'Ghi chú'],
      ['Trần Thị Lan', '48 Phạm Hồng Thái', 6, ''],
    ]);
    expect(await warnings(other)).toEqual(['2 Danh sách ghi hộ này có 6 khẩu; sổ có 4 người.']);
  });
});

describe('a list whose name column is unknown', () => {
  const LIST: ListCell[][] = [
    ...TITLE,
    ['STT', 'Bà con trong tổ', 'Sinh', 'Nơi ở', 'Quan hệ với chủ hộ', 'Cột lạ'],
    [1, 'Trần Thị Lan', '24/11/1948', '48 Phạm Hồng Thái', 'Chủ hộ', 'a'],
    [2, 'Lê Văn Hùng', '1975', '', 'Con', 'b'],
    ...FOOT,
  ];
  const answer = (path: string, columns: Record<string, string>) => desk.agent.post(`${path}/columns`, { columns });

  it('waits until the page is told which it is, then is read like any other', async () => {
    const path = await desk.preview(LIST);
    const page = await desk.agent.get(path);
    const $ = read(page);
    expect($('h2').first().text()).toBe('Cột nào là họ tên?');
    expect(
      $('select')
        .toArray()
        .map((select) => $(`label[for="${select.attribs.id}"]`).text().trim()),
    ).toEqual(['Cột B: Bà con trong tổ', 'Cột C: Sinh', 'Cột F: Cột lạ']);
    expect($('[data-live]')).toHaveLength(0);
    await app.runJob('imports');
    expect(await desk.status(path)).toBe('waiting');

    const refused = await answer(path, { c1: '', c2: 'birth', c5: 'nothing' });
    expect(refused.status).toBe(422);
    expect(words(refused)).toContain('Chọn cột này là gì');
    const unnamed = await answer(path, { c1: '', c2: 'birth', c5: '' });
    expect([unnamed.status, words(unnamed).includes('Chọn cột ghi họ tên.')]).toEqual([422, true]);
    expect(read(unnamed)('#columns-c2').val()).toBe('birth');
    expect((await answer(path, { c1: 'fullName', c2: 'fullName' })).status).toBe(422);

    for (const _ of [1, 2])
      expect((await answer(path, { c1: 'fullName', c2: 'birth', c5: '' })).headers.location).toBe(path);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'import.choose-columns' } })).toBe(1);
    await app.runJob('imports');
    expect(await desk.status(path)).toBe('previewed');
    expect((await answer(path, { c1: 'note' })).status).toBe(422);
    expect(await desk.confirm(path)).toBe('confirmed');
    expect(await people()).toEqual(['Lê Văn Hùng', 'Trần Thị Lan']);
    expect(words(await desk.agent.get(path))).toContain('Cột lạ: không dùng, như đã chọn');
  });

  it('keeps no other list from being sent, and waits on the first page of the office', async () => {
    for (let sent = 0; sent < 6; sent += 1) await desk.preview(LIST);
    expect(read(await desk.agent.get('/today'))('.first-hour a[href="/imports"]').text()).toBe('Xem và ghi');
    await eveningRound(app);
    app.setNow(new Date(app.context.now().getTime() + 60_000));
    const $ = read(await desk.agent.get('/today'));
    expect($('.tasks-list a[href="/imports"]').closest('li').text()).toMatch(/6\s+danh sách chờ xác nhận/);
  });

  it('can be dropped, and its file with it', async () => {
    const path = await desk.preview(LIST);
    await desk.agent.post(`${path}/cancellation`, {});
    expect([await desk.status(path), await app.db.prisma.importFilePart.count()]).toEqual(['cancelled', 0]);
  });

  it('may have no header: the first row is asked about, and is read as a person', async () => {
    const path = await desk.preview([
      [1, 'Trần Thị Lan', '1948', 'Chủ hộ', '48 Phạm Hồng Thái'],
      [2, 'Lê Văn Hùng', '1975', 'Con', ''],
    ]);
    expect(words(await desk.agent.get(path))).toContain('Không thấy dòng tiêu đề; người đầu tiên ở dòng 1');
    await answer(path, { c0: '', c1: 'fullName', c2: 'birth', c3: 'relation', c4: 'address' });
    await app.runJob('imports');
    expect(await desk.verdicts(path)).toEqual(['1 new', '2 new']);
  });
});
