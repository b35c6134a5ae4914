import { randomUUID } from 'node:crypto';
import { formIn } from '../../../support/forms';
import { createGroup, createHousehold, createResident, storedNumber } from '../../../support/factories';
import { agentForEach, appForEach, attributesOf, expectWords, read, words } from '../../../support/test-app';
import { LIST_HEADER, workbook, workbookOfXml, zipOf, type ListCell } from '../../../fixtures/lists';

const LIST: ListCell[][] = [
  ['UBND PHƯỜNG BA ĐÌNH'],
  ['DANH SÁCH NHÂN KHẨU'],
  [],
  LIST_HEADER,
  [1, 'H1', 'TRẦN THỊ LAN', '24/11/1948', 'Nữ', '003148000001', '0912345678', 'Chủ hộ', '48 Phạm Hồng Thái', 'Tổ 12'],
  [2, '', 'Lê Văn Hùng', '1975', 'Nam', '003075000002', '', 'Con', '', ''],
  [
    3,
    'H2',
    'Phạm Văn Đức',
    new Date('1960-03-05T00:00:00Z'),
    'Nam',
    '',
    912345679,
    'Chủ hộ',
    'Số 6 ngõ 12 Trúc Bạch',
    'Tổ 12',
  ],
  ['', '', 'Tổng cộng: 3 người'],
];

const app = appForEach();
const staff = agentForEach(app, 'staff');

/** Sends a list and lets the job read it. */
async function send(rows: ListCell[][] | Buffer, fields: Record<string, string> = {}, agent = staff): Promise<string> {
  const file = Buffer.isBuffer(rows) ? rows : await workbook(rows);
  const sent = await agent.upload('/imports', 'list', { content: file, name: 'danh sách.xlsx' }, fields);
  expect(sent.status).toBe(303);
  await app.runJob('imports');
  return sent.headers.location!;
}

/** Confirms a preview and lets the job write it; returns the page of the import. */
async function confirm(path: string, form: object = {}, agent = staff) {
  const asked = await agent.post(`${path}/confirmation`, form);
  if (asked.status !== 303) return asked;
  await app.runJob('imports');
  return agent.get(path);
}

const register = async () => ({
  residents: await app.db.prisma.resident.count(),
  households: await app.db.prisma.household.count(),
  memberships: await app.db.prisma.householdMembership.count(),
  groups: await app.db.prisma.residentialGroup.count(),
  readiness: await app.db.prisma.readiness.count(),
});
const verdicts = async (path: string) => {
  const rows = await app.db.prisma.importRow.findMany({
    where: { importRunId: path.split('/')[2]! },
    orderBy: { rowNumber: 'asc' },
  });
  return rows.map((row) => `${row.rowNumber} ${row.verdict}`);
};

describe('previewing and confirming a list', () => {
  it('previews before anything is written, then writes households, people and groups', async () => {
    const path = await send(LIST);
    expect((await register()).residents).toBe(0);
    const preview = await staff.get(path);
    expectWords(preview, 'Xác nhận sẽ thêm 3 người, lập 2 hộ mới', 'Trần Thị Lan');

    const confirmed = await confirm(path, { createGroups: '1' });
    expect(words(confirmed)).toContain('thêm 3 người, sửa 0 người');
    expect(await register()).toEqual({ residents: 3, households: 2, memberships: 3, groups: 1, readiness: 0 });
    const lan = await app.db.prisma.resident.findFirstOrThrow({
      where: { fullName: 'Trần Thị Lan' },
      include: { householdMemberships: { include: { household: { include: { residentialGroup: true } } } } },
    });
    expect(lan).toMatchObject({
      birthPrecision: 'day',
      gender: 'female',
      phone: '0912345678',
      nationalNumberLast4: '0001',
    });
    expect(storedNumber(app.context.sealer, lan)).toBe('003148000001');
    expect(lan.householdMemberships[0]).toMatchObject({
      relation: 'head',
      household: { code: 'H1', addressLine: '48 Phạm Hồng Thái', residentialGroup: { code: '12' } },
    });
    const hung = await app.db.prisma.resident.findFirstOrThrow({
      where: { fullName: 'Lê Văn Hùng' },
      include: { householdMemberships: true },
    });
    expect(hung).toMatchObject({ birthPrecision: 'year' });
    expect(hung.householdMemberships[0]).toMatchObject({
      relation: 'child',
      householdId: lan.householdMemberships[0]!.householdId,
    });
    const duc = await app.db.prisma.resident.findFirstOrThrow({ where: { fullName: 'Phạm Văn Đức' } });
    expect(duc).toMatchObject({ birthDate: new Date('1960-03-05T00:00:00Z'), phone: '0912345679' });
    const event = await app.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'import.confirm' } });
    expect(event.details).toMatchObject({ newResidents: 3, newHouseholds: 2, newGroups: ['12'] });
  });

  it('keeps no national number in clear in the preview', async () => {
    await send([...LIST, [9, 'H9', 'Sai Số', '1950', '', '00314800', '', 'Chủ hộ', '9 Châu Long', '']]);
    const { rows } = await app.db.pool.query<{ text: string }>(
      "SELECT string_agg(content::text || problems::text, '') AS text FROM import_row",
    );
    expect(rows[0]!.text).not.toContain('003148000001');
    expect(rows[0]!.text).not.toContain('00314800');
  });

  it('finds everything unchanged when the same file is sent again, and changes nothing', async () => {
    await confirm(await send(LIST), { createGroups: '1' });
    const before = await register();
    const again = await send(LIST);
    expect(await verdicts(again)).toEqual(['5 same', '6 same', '7 same', '8 passed_over']);
    await confirm(again, {});
    expect(await register()).toEqual(before);
    expect(await app.db.prisma.resident.count({ where: { version: { gt: 1 } } })).toBe(0);
  });

  it('saves once when it is confirmed twice', async () => {
    const path = await send(LIST);
    await confirm(path, {});
    const before = await register();
    const second = await staff.post(`${path}/confirmation`);
    expect(second.status).toBe(303);
    await app.runJob('imports');
    expect(words(await staff.get(path))).toContain('đã được xác nhận trước đó');
    expect(await register()).toEqual(before);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'import.confirm' } })).toBe(1);
  });

  it('refuses a second preview of the same people that is confirmed after the first', async () => {
    const rows = [LIST_HEADER, ['', '', 'Trần Thị Lan', '1948', '', '', '', 'Chủ hộ', '48 Phạm Hồng Thái', '']];
    const [first, second] = [await send(rows), await send(rows)];
    await confirm(first, {});
    const refused = await confirm(second, {});
    expectWords(refused, 'Chờ xác nhận', 'vừa được ghi vào sổ: Trần Thị Lan');
    expect((await register()).residents).toBe(1);
  });

  it('changes only what differs in the file, and removes no resident', async () => {
    await confirm(await send(LIST), { createGroups: '1' });
    const path = await send([
      LIST_HEADER,
      ['', 'H1', 'Trần Thị Lan', '', '', '003148000001', '0987654321', '', '', ''],
      ['', 'H1', 'Lê Văn Hùng', '1975', '', '', '', 'Cháu', '50 Phạm Hồng Thái', ''],
    ]);
    const preview = await staff.get(path);
    expect(words(preview)).toContain('Điện thoại: 0912 345 678 → 0987 654 321');
    expect(words(preview)).toContain('Địa chỉ của hộ: 48 Phạm Hồng Thái → 50 Phạm Hồng Thái');
    expect(words(preview)).toContain('Quan hệ với chủ hộ: Con đẻ → Cháu nội, cháu ngoại');
    await confirm(path, {});
    const lan = await app.db.prisma.resident.findFirstOrThrow({ where: { fullName: 'Trần Thị Lan' } });
    expect(lan).toMatchObject({
      phone: '0987654321',
      gender: 'female',
      version: 2,
      birthDate: new Date('1948-11-24T00:00:00Z'),
    });
    const hung = await app.db.prisma.householdMembership.findMany({
      where: { resident: { fullName: 'Lê Văn Hùng' } },
      orderBy: { validTo: 'asc' },
    });
    expect(hung.map(({ relation, validTo }) => [relation, validTo !== null])).toEqual([
      ['child', true],
      ['grandchild', false],
    ]);
    expect(await app.db.prisma.household.findFirstOrThrow({ where: { code: 'H1' } })).toMatchObject({
      addressLine: '50 Phạm Hồng Thái',
      houseNumber: '50',
    });
    expect((await register()).residents).toBe(3);
  });

  it('records a new VNeID level beside the old one', async () => {
    const household = await createHousehold(app.db, app.ward, { address: '48 Phạm Hồng Thái', code: 'H1' });
    await createResident(app.db, app.ward, {
      fullName: 'Trần Thị Lan',
      birthYear: 1948,
      household,
      vneidLevel: 'none',
    });
    const path = await send([
      ['Họ tên', 'Năm sinh', 'Mã hộ', 'VNeID mức 2', 'Sống một mình'],
      ['Trần Thị Lan', 1948, 'h1', 'x', 'có'],
    ]);
    await confirm(path, {});
    const levels = await app.db.prisma.readiness.findMany({ orderBy: { recordedOn: 'asc' } });
    expect(
      levels.map(({ vneidLevel, livesAlone, isLatest, source }) => [vneidLevel, livesAlone, isLatest, source]),
    ).toEqual([
      ['none', 'unknown', false, 'office'],
      ['level_2', 'yes', true, 'import'],
    ]);
  });

  it('leaves a household without a group if opening groups was not ticked', async () => {
    await createGroup(app.db, app.ward, '012');
    const path = await send([
      LIST_HEADER,
      ['', '', 'An Văn', '1950', '', '', '', 'Chủ hộ', '1 Châu Long', 'TDP số 12'],
      ['', '', 'Bình Văn', '1950', '', '', '', 'Chủ hộ', '2 Châu Long', 'Tổ 15'],
    ]);
    expect(words(await staff.get(path))).toContain('Lập tổ dân phố chưa có trong sổ: 15');
    await confirm(path, {});
    const homes = await app.db.prisma.household.findMany({
      orderBy: { walkOrder: 'asc' },
      include: { residentialGroup: true },
    });
    expect(homes.map((home) => home.residentialGroup?.code ?? null).sort()).toEqual(['012', null]);
  });
});

describe('rows that need a decision', () => {
  const DOUBT = [
    LIST_HEADER,
    ['', '', 'Nguyễn Thị Vi', '20/05/1960', '', '', '0900000009', 'Chủ hộ', '3 Châu Long', ''],
  ];

  async function doubtful() {
    const household = await createHousehold(app.db, app.ward, { address: '48 Phạm Hồng Thái' });
    const known = await createResident(app.db, app.ward, {
      fullName: 'Nguyễn Thị Vi',
      birthDate: '1960-05-20',
      household,
    });
    return { known, path: await send(DOUBT) };
  }

  it('shows who a doubtful row may be, and waits for a decision', async () => {
    const { path } = await doubtful();
    const page = await staff.get(path);
    expect(words(page)).toContain('Cùng họ tên và ngày sinh, ở hộ khác trong phường');
    const refused = await confirm(path, {});
    expect(refused.status).toBe(422);
    expect(read(refused)('title').text()).toMatch(/^Lỗi: /);
    expect(words(refused)).toContain('Còn 1 dòng nghi trùng chưa quyết định');
    expect((await register()).residents).toBe(1);
  });

  it('moves and corrects the known person if the reviewer says it is the same one', async () => {
    const { known, path } = await doubtful();
    await staff.post(`${path}/decisions`, { decisions: { r2: `same_person:${known.id}` } });
    await confirm(path, {});
    expect(await register()).toMatchObject({ residents: 1, households: 2, memberships: 2 });
    const now = await app.db.prisma.householdMembership.findFirstOrThrow({
      where: { validTo: null },
      include: { household: true, resident: true },
    });
    expect(now).toMatchObject({
      relation: 'head',
      household: { addressLine: '3 Châu Long' },
      resident: { id: known.id, phone: '0900000009' },
    });
  });

  it('adds a new person if the reviewer says so, and none if the row is skipped', async () => {
    const { path } = await doubtful();
    await staff.post(`${path}/decisions`, { decisions: { r2: 'new_person' } });
    const skipped = await send(DOUBT);
    await confirm(path, {});
    expect((await register()).residents).toBe(2);
    await confirm(skipped, { skipUndecided: '1' });
    expect((await register()).residents).toBe(2);
  });

  const VI_AND = (other: string) => [
    LIST_HEADER,
    ['', '', 'Nguyễn Thị Vi', '20/05/1960', '', '', '0900000009', 'Chủ hộ', '3 Châu Long', ''],
    ['', '', other, '20/05/1960', '', '', '0900000009', 'Chị em ruột', '3 Châu Long', ''],
  ];

  it('asks about a registered person whose name differs by one tone, and writes nothing without a decision', async () => {
    const household = await createHousehold(app.db, app.ward, { address: '3 Châu Long' });
    const known = await createResident(app.db, app.ward, {
      fullName: 'Nguyễn Thị Vị',
      birthDate: '1960-05-20',
      phone: '0900000009',
      household,
    });
    const path = await send(DOUBT);
    expect(words(await staff.get(path))).toContain(
      'Cùng ngày sinh và hộ, tên chỉ khác dấu: một người ghi sai tên, hay hai người?',
    );
    expect((await confirm(path, {})).status).toBe(422);
    await confirm(path, { skipUndecided: '1' });
    expect(await app.db.prisma.resident.findMany({ select: { id: true, fullName: true, version: true } })).toEqual([
      { id: known.id, fullName: 'Nguyễn Thị Vị', version: 1 },
    ]);
  });

  it('asks whether two rows one tone apart are one person, and takes the second if the reviewer says so', async () => {
    const rows = VI_AND('Nguyễn Thị Vị');
    const path = await send(rows);
    expect(await verdicts(path)).toEqual(['2 new', '3 doubtful']);
    const page = await staff.get(path);
    for (const text of [
      'Dòng 3: có thể ghi hai lần trong danh sách',
      'Dòng 2 của danh sách',
      'Cùng ngày sinh và hộ, tên chỉ khác dấu: một người ghi sai tên, hay hai người?',
      'Chỉ ghi dòng 2; điều chỉ dòng này có thì bổ sung ở hồ sơ',
    ])
      expect(words(page)).toContain(text);
    expect(attributesOf(read(page)('input[name="decisions[r3]"]'), 'value')).toEqual(['new_person', 'skip']);
    expect((await confirm(path, {})).status).toBe(422);
    await staff.post(`${path}/decisions`, { decisions: { r3: 'new_person' } });
    await confirm(path, {});
    expect(
      (await app.db.prisma.resident.findMany({ orderBy: { fullName: 'asc' } })).map(({ fullName }) => fullName),
    ).toEqual(['Nguyễn Thị Vi', 'Nguyễn Thị Vị']);
    expect(await verdicts(await send(rows))).toEqual(['2 same', '3 same']);
  });

  it('takes the second of two near names with the first if the register knows only the first', async () => {
    await confirm(await send(VI_AND('Nguyễn Thị Vi').slice(0, 2)), {});
    const path = await send(VI_AND('Nguyễn Thị Vị'));
    expect(await verdicts(path)).toEqual(['2 same', '3 doubtful']);
    await staff.post(`${path}/decisions`, { decisions: { r3: 'new_person' } });
    expect(words(await confirm(path, {}))).toContain('thêm 1 người');
    expect((await register()).residents).toBe(2);
  });

  it('asks about a near name of another household at the address, and adds it beside the one in the register', async () => {
    const household = (code: string, name: string): ListCell[] => [
      '',
      code,
      name,
      '20/05/1960',
      '',
      '',
      '0900000009',
      'Chủ hộ',
      '3 Châu Long',
      '',
    ];
    await confirm(await send([LIST_HEADER, household('H1', 'Nguyễn Thị Vi')]), {});
    const path = await send([LIST_HEADER, household('H1', 'Nguyễn Thị Vi'), household('H2', 'Nguyễn Thị Vị')]);
    expect(await verdicts(path)).toEqual(['2 same', '3 doubtful']);
    await staff.post(`${path}/decisions`, { decisions: { r3: 'new_person' } });
    expect(words(await confirm(path, {}))).toContain('thêm 1 người');
    expect(await register()).toMatchObject({ residents: 2, households: 2 });
  });

  it('ignores a decision for a resident who is not a candidate', async () => {
    const { path } = await doubtful();
    await staff.post(`${path}/decisions`, { decisions: { r2: `same_person:${randomUUID()}` } });
    expect(await app.db.prisma.importRow.count({ where: { decision: null } })).toBe(1);
  });

  it('names the cell and the reason of a wrong row, and leaves it out only on request', async () => {
    const path = await send([
      LIST_HEADER,
      ['', '', 'An Văn 2', '31/02/1950', '', '', '', 'Chủ hộ', '1 Châu Long', ''],
      ['', '', '=HYPERLINK("http://x","Lan")', '1950', '', '', '', 'Chủ hộ', '2 Châu Long', ''],
      ['', '', 'Cường Văn', '1950', '', '', '', 'Chủ hộ', '3 Châu Long', ''],
    ]);
    const page = words(await staff.get(path));
    expect(page).toContain('C2 An Văn 2 Họ và tên An Văn 2 Họ tên có chữ số, dấu hai chấm hoặc không có chữ.');
    expect(page).toContain('D2 An Văn 2 Ngày sinh 31/02/1950');
    expect(page).toContain('Ô này là công thức hoặc có ký hiệu lạ, không phải họ tên.');
    expect((await confirm(path, {})).status).toBe(422);
    await confirm(path, { leaveOutWrong: '1' });
    expect(await app.db.prisma.resident.findMany({ select: { fullName: true } })).toEqual([{ fullName: 'Cường Văn' }]);
    const sheet = await staff.get(`${path}/wrong-rows`);
    expect(sheet.headers['content-disposition']).toContain('dong-sai.xlsx');
  });

  it('writes a person without the cells that cannot be read, and lists them to be completed', async () => {
    const rows = [
      LIST_HEADER,
      ['', '', 'TRẦN THỊ AN', '31/02/1950', '?', '00308300005', '123', 'Chủ hộ', '1 Châu Long', 'Tổ 12'],
      ['', '', 'Bình Thị', '1955', '', '', '', 'Chủ hộ', '1 Châu Long', ''],
      ['', '', 'Cường Văn', '05/03/1950', '', '', '', 'Chủ hộ', 'Số 5', ''],
      ['', '', 'Dung Thị', '1960', '', '', '12', 'Chủ hộ', '4 Châu Long', ''],
    ];
    const path = await send(rows);
    expect(await verdicts(path)).toEqual(['2 new', '3 new', '4 new', '5 new']);
    const preview = await staff.get(path);
    expect(words(preview)).toContain('Có ô sai 3');
    expect(words(preview)).toContain('3 dòng có ô sai: ghi người này, bỏ ô sai.');
    expect(words(preview)).toContain('1 tên viết hoa hết hoặc viết thường hết, sổ viết hoa chữ đầu mỗi tiếng');
    expect(words(await staff.get(`${path}?verdict=new`))).toContain('trong tệp: TRẦN THỊ AN');
    expect(words(preview)).toContain('D2, Ngày sinh “31/02/1950”: Tháng 2 không có ngày 31.');
    const form = formIn(preview, '/decisions').fields;
    expect(form).toMatchObject({ 'decisions[r2]': 'write', 'decisions[r4]': 'write', 'decisions[r5]': 'write' });
    const kept = await staff.post(`${path}/decisions`, { ...form, 'decisions[r5]': 'skip' });
    expect(kept.headers.location).toBe(`${path}?verdict=incomplete`);

    const confirmed = words(await confirm(path, { createGroups: '1' }));
    expectWords(confirmed, 'thêm 3 người, sửa 0 người', 'Bổ sung sau: 2 người có ô chưa ghi');
    const people = await app.db.prisma.resident.findMany({
      orderBy: { fullName: 'asc' },
      include: { householdMemberships: { include: { household: true } } },
    });
    expect(
      people.map(({ fullName, birthDate, gender, phone, nationalNumberLast4, householdMemberships: [home] }) => [
        fullName,
        birthDate?.getUTCFullYear() ?? null,
        gender,
        phone,
        nationalNumberLast4,
        home?.household.addressLine ?? null,
      ]),
    ).toEqual([
      ['Bình Thị', 1955, null, null, null, '1 Châu Long'],
      ['Cường Văn', 1950, null, null, null, null],
      ['Trần Thị An', null, null, null, null, '1 Châu Long'],
    ]);
    const list = await staff.get(`${path}?outcome=incomplete`);
    expect(words(list)).toContain('Cần bổ sung: G2, Điện thoại “123”');
    expect(words(list)).toContain('Cần bổ sung: Địa chỉ “Số 5”: Chưa rõ ở đâu, nên ghi người này mà chưa vào hộ nào');
    expect(attributesOf(read(list)('main table a'), 'href')).toEqual([
      `/residents/${people[2]!.id}`,
      `/residents/${people[1]!.id}`,
    ]);
    expect(words(await staff.get(`${path}?outcome=left_out`))).toContain('Có ô sai: chọn bỏ cả dòng');
    expect(words(await staff.get('/imports'))).toContain('3 người thêm, 0 người sửa, 2 người cần bổ sung');

    const before = await register();
    const again = await send(rows);
    expect(await verdicts(again)).toEqual(['2 same', '3 same', '4 same', '5 new']);
    await staff.post(`${again}/decisions`, { decisions: { r5: 'skip' } });
    await confirm(again, {});
    expect(await register()).toEqual(before);

    // What the office has completed is no longer to be completed.
    await app.db.prisma.resident.update({ where: { id: people[2]!.id }, data: { phone: '0912345670' } });
    const completed = await send(rows);
    const left = words(await staff.get(`${completed}?verdict=incomplete`));
    expect([left.includes('D2, Ngày sinh'), left.includes('G2, Điện thoại')]).toEqual([true, false]);
    expect(words(await staff.get(`${completed}?verdict=warned`))).toMatch(/G2: .* Sổ đã có, nên giữ như sổ\./);
  });

  it('restores the zeros of a number in a numeric cell, and leaves out a text that lacks a digit', async () => {
    const path = await send([
      LIST_HEADER,
      [1, 'H1', 'Trần Thị Lan', '24/11/1948', 'Nữ', 3148000001, '', 'Chủ hộ', '48 Phạm Hồng Thái', ''],
      [2, 'H2', 'Lê Văn Hùng', '1983', 'Nam', '00308300005', '', 'Chủ hộ', '50 Phạm Hồng Thái', ''],
    ]);
    expect(await verdicts(path)).toEqual(['2 new', '3 new']);
    expect(words(await staff.get(`${path}?verdict=new`))).toContain('F2: Đã thêm lại số 0 ở đầu mà Excel làm mất');
    expect(words(await staff.get(`${path}?verdict=incomplete`))).toContain('“•••• 0005”: Số này có 11 chữ số');
    await confirm(path, {});
    const [hung, lan] = await app.db.prisma.resident.findMany({ orderBy: { fullName: 'asc' } });
    expect([hung!.nationalNumberLast4, storedNumber(app.context.sealer, lan!)]).toEqual([null, '003148000001']);
  });

  it('asks for a head in each new household, unless the list says that the first person is the head', async () => {
    const rows = [
      ['Họ tên', 'Năm sinh', 'Địa chỉ'],
      ['An Văn', 1950, '1 Châu Long'],
      ['Bình Thị', 1955, ''],
    ];
    expect(await verdicts(await send(rows))).toEqual(['2 wrong', '3 wrong']);
    const path = await send(rows, { isFirstHead: '1' });
    expect(await verdicts(path)).toEqual(['2 new', '3 new']);
    await confirm(path, {});
    expect(await app.db.prisma.householdMembership.count({ where: { relation: 'head' } })).toBe(1);
  });
});

describe('changes to the register between preview and confirmation', () => {
  it('writes nothing when a national number was taken meanwhile', async () => {
    const path = await send(LIST);
    await createResident(app.db, app.ward, { fullName: 'Người Khác', nationalNumber: '003075000002' });
    const before = await register();
    const refused = await confirm(path, { createGroups: '1' });
    expectWords(refused, 'Chờ xác nhận', 'số định danh vừa được ghi cho một người khác');
    expect(await register()).toEqual(before);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'import.confirm' } })).toBe(0);
  });

  it('writes nothing when a person of the list was corrected meanwhile', async () => {
    await confirm(await send(LIST), {});
    const path = await send([
      LIST_HEADER,
      ['', 'H1', 'Trần Thị Lan', '', '', '003148000001', '0987654321', '', '', ''],
    ]);
    await app.db.prisma.resident.updateMany({
      where: { fullName: 'Trần Thị Lan' },
      data: { note: 'vừa sửa', version: { increment: 1 } },
    });
    const refused = await confirm(path, {});
    expect(words(refused)).toContain('Chờ xác nhận');
    expect(await app.db.prisma.resident.findFirstOrThrow({ where: { fullName: 'Trần Thị Lan' } })).toMatchObject({
      phone: '0912345678',
      note: 'vừa sửa',
    });
  });
});

describe('files that are not lists', () => {
  const bad: [string, () => Buffer | Promise<Buffer>, string][] = [
    [
      'a PDF with the name of a workbook',
      () => Buffer.from('%PDF-1.7 …'),
      'Đây là PDF. Xin tệp Excel gốc (.xlsx) rồi gửi lại.',
    ],
    ['an empty file', () => Buffer.alloc(0), 'Tệp trống'],
    [
      'a workbook of the old kind',
      () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]),
      'Đây là tệp Excel đời cũ (.xls). Hãy mở bằng Excel',
    ],
    [
      'a Word file of the old kind',
      () =>
        Buffer.concat([
          Buffer.from('d0cf11e0a1b11ae1', 'hex'),
          Buffer.alloc(600),
          Buffer.from('WordDocument', 'utf16le'),
        ]),
      'Đây là tệp Word đời cũ (.doc). Xin tệp Excel gốc',
    ],
    [
      'a workbook with a password',
      () =>
        Buffer.concat([
          Buffer.from('d0cf11e0a1b11ae1', 'hex'),
          Buffer.alloc(600),
          Buffer.from('EncryptedPackage', 'utf16le'),
        ]),
      'có mật khẩu',
    ],
    [
      'a workbook with a macro',
      () => workbookOfXml('<worksheet/>', [{ name: 'xl/vbaProject.bin', content: 'x' }]),
      'macro',
    ],
    [
      'a Word file',
      () => zipOf([{ name: 'word/document.xml', content: '<w/>' }]),
      'Đây là tệp Word. Xin tệp Excel gốc (.xlsx) rồi gửi lại.',
    ],
    ['a zip bomb', () => workbookOfXml('0'.repeat(12_000_000)), 'lớn bất thường'],
    ['a broken zip', () => Buffer.from('PK\x03\x04 and no more'), 'bị hỏng'],
    [
      'a picture',
      () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
      'Đây là ảnh. Xin tệp Excel gốc (.xlsx) rồi gửi lại.',
    ],
    ['a photo', () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(60)]), 'Đây là ảnh.'],
    [
      'a photo of a phone',
      () => Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(60)]),
      'Đây là ảnh.',
    ],
    ['anything else', () => Buffer.from('\x01\x02 something else \0'), 'không phải sổ Excel'],
  ];
  it.each(bad)('refuses %s and keeps nothing', async (_, make, message) => {
    const refused = await staff.upload('/imports', 'list', { content: await make(), name: 'danh sách.xlsx' });
    expect(refused.status).toBe(422);
    expect(words(refused)).toContain(message);
    expect(await app.db.prisma.importRun.count()).toBe(0);
  });

  it('asks about the columns found when none holds names', async () => {
    const path = await send([
      ['Mã', 'Số lượng', 'Đơn giá'],
      ['A', 1, 2],
    ]);
    const page = await staff.get(path);
    expect(words(page)).toContain('Cột nào là họ tên? Không thấy cột họ tên ở dòng 1');
  });

  it('stops a sheet that inflates to more than it declared', async () => {
    const lying = zipOf([
      {
        name: 'xl/workbook.xml',
        content: '<workbook xmlns:r="r"><sheets><sheet name="DS" r:id="rId1"/></sheets></workbook>',
      },
      {
        name: 'xl/_rels/workbook.xml.rels',
        content: '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
      },
      {
        name: 'xl/worksheets/sheet1.xml',
        content: `<worksheet><sheetData>${'<row/>'.repeat(500_000)}</sheetData></worksheet>`,
        declaredSize: 1000,
      },
    ]);
    const page = await staff.get(await send(lying));
    expect(words(page)).toContain('bị hỏng ở bên trong');
  });

  it('answers a file that is too large with the 413 page', async () => {
    const refused = await staff.upload('/imports', 'list', {
      content: Buffer.alloc(21 * 1024 * 1024),
      name: 'lớn.xlsx',
    });
    expect(refused.status).toBe(413);
    expect(words(refused)).toContain('20 MB');
  });

  it('asks for a file when none is chosen', async () => {
    const sent = await staff.upload('/imports', 'list', { content: Buffer.alloc(0), name: '' });
    expect(sent.status).toBe(422);
  });
});

describe('access to imports', () => {
  it('offers the template as a workbook', async () => {
    const template = await staff.get('/imports/template').then((response) => response.headers['content-type']);
    expect(template).toContain('spreadsheetml');
  });

  it('hides the imports of another ward', async () => {
    await send(LIST);
    const stranger = await app.as('staff', 'other');
    expect((await stranger.get('/imports')).text).not.toContain('danh sách.xlsx');
  });

  it('discards a preview with its rows', async () => {
    const path = await send(LIST);
    await staff.post(`${path}/discard`);
    expect(await app.db.prisma.importRow.count()).toBe(0);
    expect((await confirm(path, {})).status).toBe(422);
    expect((await register()).residents).toBe(0);
  });

  it('logs that a preview was opened', async () => {
    const path = await send(LIST);
    await staff.get(path);
    expect(
      await app.db.prisma.auditEvent.count({ where: { action: 'import.open', subjectId: path.split('/')[2]! } }),
    ).toBeGreaterThan(0);
  });
});
