import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { parse } from 'csv-parse/sync';
import { readXlsx } from '../../../../src/features/register/imports/reading/read-xlsx';
import type { RawRow } from '../../../../src/features/register/imports/reading/raw-row';
import { listFileHref } from '../../../../src/web/list-source';
import { createGroup, createHousehold, createResident, createVisit } from '../../../support/factories';
import { eventually } from '../../../support/patience';
import { agentForEach, appForEach, read, words } from '../../../support/test-app';
import { PASSWORD } from '../../../support/two-wards';

const app = appForEach();
const staff = agentForEach(app, 'staff');

const FORM = { usualReason: 'group_leader', reasonText: 'chị Hoa tổ 12 rà soát', format: 'xlsx' };

const hrefOf = (query = '', subject = 'residents') => listFileHref(`/lists/${subject}${query && `?${query}`}`);

/** The bytes of a file that the application answers with. */
async function download(
  { query, format = 'xlsx' }: { query?: string; format?: string } = {},
  subject = 'residents',
  agent = staff,
): Promise<{ status: number; headers: Record<string, string>; bytes: Buffer }> {
  const answer = await agent.download(hrefOf(query, subject), { ...FORM, format });
  return { status: answer.status, headers: answer.headers as Record<string, string>, bytes: answer.body as Buffer };
}

async function sheetOf(bytes: Buffer): Promise<RawRow[]> {
  const [sheet] = await readXlsx(bytes);
  const rows: RawRow[] = [];
  for await (const row of sheet!.rows()) rows.push(row);
  return rows;
}

const texts = (row: RawRow) => row.cells.map(({ text }) => text);
const exports = () =>
  app.db.prisma.auditEvent.findMany({ where: { action: 'list-file.export' }, orderBy: { seq: 'asc' } });

/** What spreadsheets misread. */
const TRICKY = [
  '=1+1',
  '+84 912 345 678',
  '-Chu Văn An',
  '@SUM(A1)',
  '48-50',
  '12/11',
  '0012',
  '1E5',
  'Dòng một\nDòng "hai"; ba',
  '<b>&amp;</b>',
];

async function fillWard() {
  const group = await createGroup(app.db, app.ward, '12');
  const home = await createHousehold(app.db, app.ward, {
    address: '48-50 Phạm Hồng Thái',
    code: '00012',
    residentialGroupId: group.id,
  });
  await createResident(app.db, app.ward, {
    fullName: 'Trần Thị An',
    birthDate: '1948-11-24',
    household: home,
    phone: '0912345678',
    vneidLevel: 'none',
  });
  await createResident(app.db, app.ward, {
    fullName: 'Lê Văn Áp',
    birthYear: 1950,
    gender: 'male',
    household: home,
    relation: 'husband',
  });
  await createVisit(app.db, app.ward, { household: home, by: app.users.officer });
  return { group, home };
}

describe('exporting a list', () => {
  it('produces a workbook that names its source and keeps every kind of cell', async () => {
    await fillWard();
    const { status, headers, bytes } = await download({
      query: 'columns=birth&columns=age&columns=phone&columns=code&columns=address&columns=lastVisit&columns=needs',
    });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
    expect(headers['content-disposition']).toBe('attachment; filename=danh-sach-nguoi-2026-11-26.xlsx');
    const rows = await sheetOf(bytes);
    expect(rows.slice(0, 6).map(texts)).toEqual([
      ['Người trong sổ'],
      ['Phường Ba Đình'],
      ['2 người. Lọc: đang ở phường (thường trú, tạm trú, lưu trú). Thứ tự: Theo tên (A–Z)'],
      ['2 dòng, lúc 09:00 26/11/2026. Người lấy: Trần Văn Phòng'],
      ['Lý do: Gửi tổ trưởng rà soát: chị Hoa tổ 12 rà soát'],
      [expect.stringContaining('Có dữ liệu cá nhân')],
    ]);
    expect(texts(rows[6]!)).toEqual([
      'Họ và tên',
      'Ngày sinh',
      'Tuổi',
      'Điện thoại',
      'Mã hộ',
      'Địa chỉ',
      'Điều cần biết',
      'Lần đến gần nhất',
    ]);
    expect(rows[6]!.number).toBe(8);
    expect(rows[7]!.cells.map(({ kind, text }) => [kind, text])).toEqual([
      ['text', 'Trần Thị An'],
      ['date', '1948-11-24'],
      ['number', '78'],
      ['text', '0912345678'],
      ['text', '00012'],
      ['text', '48-50 Phạm Hồng Thái'],
      ['text', 'Từ 75 tuổi; Chưa có VNeID mức 2'],
      ['date', '2026-11-20'],
    ]);
    // A year that stands for an unknown day is not a day.
    expect(rows[8]!.cells[1]).toMatchObject({ kind: 'text', text: '1950' });
  });

  it('produces a CSV that spreadsheets in Việt Nam open: BOM, semicolons, CRLF', async () => {
    await fillWard();
    const { headers, bytes } = await download({
      format: 'csv',
      query: 'columns=birth&columns=phone&columns=code&columns=address',
    });
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
    const text = bytes.toString('utf8');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const rows = parse(text, { bom: true, delimiter: ';', relax_column_count: true }) as string[][];
    expect(rows.slice(-3)).toEqual([
      ['Họ và tên', 'Ngày sinh', 'Điện thoại', 'Mã hộ', 'Địa chỉ'],
      ['Trần Thị An', '1948-11-24', '\u200a0912345678', '\u200a00012', '48-50 Phạm Hồng Thái'],
      ['Lê Văn Áp', '1950', '', '\u200a00012', '48-50 Phạm Hồng Thái'],
    ]);
  });

  it('keeps formulas, dates and numbers in text as they were written, in both kinds of file', async () => {
    for (const [index, note] of TRICKY.entries())
      await createResident(app.db, app.ward, { fullName: `Người ${String.fromCharCode(65 + index)}` }).then(({ id }) =>
        app.db.prisma.resident.update({ where: { id }, data: { note } }),
      );
    const query = 'columns=note';
    const sheet = (await sheetOf((await download({ query })).bytes)).slice(7);
    expect(sheet.map((row) => row.cells[1])).toEqual(TRICKY.map((text) => ({ column: 1, kind: 'text', text })));

    const rows = (
      parse((await download({ query, format: 'csv' })).bytes, {
        bom: true,
        delimiter: ';',
        relax_column_count: true,
      }) as string[][]
    ).slice(-TRICKY.length);
    expect(rows.map((row) => row[1]!.trim())).toEqual(TRICKY);
    for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  });

  it('never contains a full national number', async () => {
    const home = await createHousehold(app.db, app.ward);
    await createResident(app.db, app.ward, { household: home, nationalNumber: '003148000001' });
    const rows = await sheetOf((await download({ query: 'columns=last4' })).bytes);
    expect(texts(rows.at(-1)!)).toEqual(['Nguyễn Thị Vi', '0001']);
  });

  it('contains exactly the filtered rows, in list order', async () => {
    const { group } = await fillWard();
    await createResident(app.db, app.ward, { fullName: 'Không Thuộc Tổ' });
    await createResident(app.db, app.otherWard, { fullName: 'Phường Khác' });
    const rows = await sheetOf((await download({ query: `group=${group.id}&sort=oldest` })).bytes);
    expect(rows.slice(7).map((row) => row.cells[0]!.text)).toEqual(['Trần Thị An', 'Lê Văn Áp']);
    expect((await sheetOf((await download({}, 'households')).bytes)).slice(7).map((row) => row.cells[0]!.text)).toEqual(
      ['48-50 Phạm Hồng Thái'],
    );
  });

  it('is logged with its reason before the first byte', async () => {
    await fillWard();
    await download({ query: 'ageFrom=75&columns=name&columns=phone' });
    expect(await exports()).toMatchObject([
      {
        actorName: 'Trần Văn Phòng',
        isChange: true,
        subjectType: 'page',
        subjectId: '/lists/residents',
        details: {
          reason: 'Gửi tổ trưởng rà soát: chị Hoa tổ 12 rà soát',
          list: 'Người trong sổ',
          filter: '2 người. Lọc: đang ở phường (thường trú, tạm trú, lưu trú); từ 75 tuổi. Thứ tự: Theo tên (A–Z)',
          columns: ['Họ và tên', 'Điện thoại'],
          rows: 2,
          format: 'xlsx',
        },
      },
    ]);
  });

  it('asks why, and keeps what was typed', async () => {
    await fillWard();
    for (const [form, message] of [
      [{ usualReason: '' }, 'Chọn lý do.'],
      [{ reasonText: ' ' }, 'Ghi rõ: cho ai, để làm gì.'],
      [{ reasonText: 'x' }, 'Ghi rõ hơn'],
      [{ format: 'pdf' }, 'Chọn loại tệp.'],
    ] as const) {
      const answer = await staff.post(hrefOf('ageFrom=75'), { ...FORM, ...form });
      expect([answer.status, words(answer).includes(message)]).toEqual([422, true]);
      expect(read(answer)('main form').attr('action')).toBe(hrefOf('ageFrom=75'));
    }
    expect(await exports()).toEqual([]);
  });

  it('creates no file for an empty list', async () => {
    const answer = await staff.post(hrefOf(), FORM);
    expect([answer.status, words(answer).includes('không có dòng nào để tải')]).toEqual([422, true]);
    expect(await exports()).toEqual([]);
  });

  it('is available by form only: the page names its columns and keeps nothing', async () => {
    await fillWard();
    const page = read(await staff.get('/lists/residents?ageFrom=75'));
    const form = await staff.get(page('.page-head-actions a.btn-primary').attr('href')!);
    expect(form.status).toBe(200);
    expect(words(form)).toContain('họ và tên, ngày sinh, địa chỉ, mức VNeID, điều cần biết');
    expect(await exports()).toEqual([]);
  });

  it('is rate limited per user', async () => {
    await fillWard();
    const statuses = [];
    for (let count = 0; count < 14; count += 1) statuses.push((await download({ format: 'csv' })).status);
    expect(statuses).toEqual([...Array<number>(12).fill(200), 429, 429]);
    expect((await download({ format: 'csv' }, 'residents', await app.as('admin'))).status).toBe(200);
    expect(await exports()).toHaveLength(13);
  });

  it('releases its connection when the download is aborted', async () => {
    await app.db.pool.query(
      `INSERT INTO resident (id, ward_id, full_name, note) SELECT gen_random_uuid(), $1, 'Người ' || n, repeat('ghi chú dài ', 150) FROM generate_series(1, 4000) n`,
      [app.ward.id],
    );
    const server = app.app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const send = await signedIn(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      for (let count = 0; count < 3; count += 1) {
        const leaving = new AbortController();
        const answer = await send(
          hrefOf('columns=note'),
          { ...FORM, format: count % 2 ? 'csv' : 'xlsx' },
          leaving.signal,
        );
        await answer.body!.getReader().read();
        leaving.abort();
      }
      await eventually(
        () => app.db.pool.idleCount === app.db.pool.totalCount,
        () => 'a connection was not given back',
      );
      // Places for further files are free again too.
      const whole = Buffer.from(await (await send(hrefOf('columns=note'), FORM)).arrayBuffer());
      expect(await sheetOf(whole)).toHaveLength(4007);
      expect(app.logLines().filter((line) => line.includes('"level":50'))).toEqual([]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

/** A browser that can stop reading: posts forms with a page's token. */
async function signedIn(
  base: string,
): Promise<(path: string, form: Record<string, string>, signal?: AbortSignal) => Promise<Response>> {
  const page = await fetch(`${base}/login`);
  const cookieOf = (answer: Response) =>
    answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  const tokenOf = (html: string) => /name="_csrf" value="([^"]+)"/.exec(html)![1]!;
  const entered = await fetch(`${base}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookieOf(page) },
    body: new URLSearchParams({
      _csrf: tokenOf(await page.text()),
      username: app.users.staff.username,
      password: PASSWORD,
    }),
  });
  const headers = { cookie: cookieOf(entered) };
  const token = tokenOf(await (await fetch(`${base}/lists`, { headers })).text());
  return (path, form, signal) =>
    fetch(`${base}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers,
      body: new URLSearchParams({ _csrf: token, ...form }),
      ...(signal && { signal }),
    });
}
