import { readXlsx } from '../../../../../src/features/register/imports/reading/read-xlsx';
import { listFileHref } from '../../../../../src/web/list-source';
import { createHousehold, createRound, createVisit, type TestUser } from '../../../../support/factories';
import { cellsOf, clear, read, sharedAgent, sharedApp, words } from '../../../../support/test-app';
import { createClosure, createDay } from '../../../../support/worlds/rounds';

const app = sharedApp();
const staff = sharedAgent(app, 'staff');

afterEach(() => clear(app, 'visit', 'roundClosure', 'round', 'calendarDay'));

/** A round from one instant to another, of both officers unless otherwise given. */
const walked = (startsAt: string, endsAt: string, officers: TestUser[] = [app.users.officer, app.users.officer2]) =>
  createRound(app.db, app.ward, {
    by: app.users.staff,
    officers,
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
  });
const close = (round: { id: string }, kind: 'closed' | 'cancelled') =>
  createClosure(app, round.id, { kind, closedAt: new Date('2026-11-20T00:00:00Z') });
const day = (date: string, kind: 'holiday' | 'swapped_working_day', name: string, given: object = {}) =>
  createDay(app, new Date(date), { kind, name, ...given });

/** The rows of a table as words. */
const rowsOf = (response: Parameters<typeof read>[0], section: string) => {
  const page = read(response);
  return cellsOf(page(`section[aria-labelledby="${section}"] tbody tr`), 'th, td');
};

/** November 2026: an evening, a Saturday morning for one officer, a holiday, and rounds that do not count. */
async function november() {
  await day('2026-11-24', 'holiday', 'Ngày Văn hóa Việt Nam');
  await walked('2026-11-19T11:30:00Z', '2026-11-19T13:45:00Z');
  await walked('2026-11-21T01:30:00Z', '2026-11-21T04:00:00Z', [app.users.officer]);
  await walked('2026-11-24T02:00:00Z', '2026-11-24T03:00:00Z', [app.users.officer2]);
  await close(await walked('2026-11-18T11:30:00Z', '2026-11-18T13:30:00Z'), 'cancelled');
  await walked('2026-11-26T11:30:00Z', '2026-11-26T13:30:00Z');
}

describe('the hours of a month', () => {
  it('are shown for every officer by kind of day, from rounds that are over and not cancelled', async () => {
    await november();
    for (const role of ['staff', 'admin', 'chairman'] as const) {
      expect(rowsOf(await (await app.as(role)).get('/overtime?month=2026-11'), 'team')).toEqual([
        ['Nguyễn Thị Đội', '2', '2,25', '2,5', '0', '4,75'],
        ['Phạm Minh Viên', '2', '2,25', '0', '1', '3,25'],
        ['Cả đội', '3', '4,5', '2,5', '1', '8'],
      ]);
    }
  });

  it('belong to the month in which the round began in Hà Nội', async () => {
    // 00:30 on 1 November and 23:00 on 31 October, both still October in UTC.
    await walked('2026-10-31T17:30:00Z', '2026-10-31T18:30:00Z', [app.users.officer]);
    await walked('2026-10-31T16:00:00Z', '2026-10-31T16:45:00Z', [app.users.officer]);
    expect(rowsOf(await staff.get('/overtime?month=2026-11'), 'team')[0]).toEqual([
      'Nguyễn Thị Đội',
      '1',
      '0',
      '1',
      '0',
      '1',
    ]);
    expect(rowsOf(await staff.get('/overtime?month=2026-10'), 'team')[0]).toEqual([
      'Nguyễn Thị Đội',
      '1',
      '0',
      '0,75',
      '0',
      '0,75',
    ]);
  });

  it('count a round closed before its hour, and a Saturday swapped for a working day as a working day', async () => {
    await day('2026-11-28', 'swapped_working_day', 'Làm bù', { status: 'expected' });
    await close(await walked('2026-11-28T10:00:00Z', '2026-11-28T12:00:00Z', [app.users.officer]), 'closed');
    const page = await (await app.as('staff')).get(`/overtime?month=2026-11&officer=${app.users.officer.id}`);
    expect(rowsOf(page, 'rounds')[0]).toEqual([
      expect.stringMatching(/^Thứ Bảy 28\/11, 17:00–19:00/),
      'Phố Phạm Hồng Thái',
      'Tối ngày làm việc',
      '1,5',
      '0/0 cửa · Làm bù (dự kiến)',
    ]);
    expect(words(page)).toContain('Ngoài ra 0,5 giờ trong ngày làm việc, trước 17:30, không tính.');
  });

  it('of an officer are their own, round by round, with a note on those without a log', async () => {
    await november();
    const door = await createHousehold(app.db, app.ward);
    await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [app.users.officer2],
      households: [door],
      startsAt: new Date('2026-11-20T11:00:00Z'),
      endsAt: new Date('2026-11-20T12:00:00Z'),
    });
    const officer = await app.as('officer2');
    const page = await officer.get(`/overtime?month=2026-11&officer=${app.users.officer.id}`);
    expect(rowsOf(page, 'team')).toEqual([]);
    expect(rowsOf(page, 'rounds').map(([when, , ...hours]) => [when!.slice(0, 13), ...hours])).toEqual([
      ['Thứ Năm 19/11', 'Tối ngày làm việc', '2,25', '0/0 cửa'],
      ['Thứ Sáu 20/11', 'Tối ngày làm việc', '1', '0/1 cửa · Chưa ghi cửa nào'],
      ['Thứ Ba 24/11,', 'Ngày lễ', '1', '0/0 cửa · Ngày Văn hóa Việt Nam'],
    ]);
    expect(words(page)).toContain('Cộng 4,25 giờ: tối ngày làm việc 3,25, cuối tuần 0, ngày lễ 1.');
    expect(words(page)).not.toContain('Nguyễn Thị Đội');
    const [round] = await app.db.prisma.round.findMany({
      where: { roundDoors: { some: {} } },
      include: { roundDoors: true },
    });
    const { id: visitId } = await createVisit(app.db, app.ward, {
      household: door,
      by: app.users.officer2,
      roundId: round!.id,
      roundDoorId: round!.roundDoors[0]!.id,
    });
    await app.db.prisma.visitOfficer.create({ data: { visitId, userId: app.users.officer2.id, wardId: app.ward.id } });
    const after = await officer.get('/overtime?month=2026-11');
    expect(words(after)).not.toContain('Chưa ghi cửa nào');
    expect(rowsOf(after, 'own')).toEqual([
      ['Tháng 11/2026', '3', '1', '0', '2'],
      ['Tháng 10/2026', '0', '0', '0', '0'],
    ]);
    await app.db.prisma.visitOfficer.deleteMany({ where: { visitId } });
    await app.db.prisma.visit.update({ where: { id: visitId }, data: { loggedBy: app.users.staff.id } });
    const doorsOf = async (agent: typeof officer) => rowsOf(await agent.get('/overtime?month=2026-11'), 'own')[0]![2];
    expect(await doorsOf(officer)).toBe('1');
    expect(await doorsOf(await app.as('officer'))).toBe('0');
    expect(rowsOf(await (await app.as('staff')).get('/overtime?month=2026-11'), 'own')).toEqual([]);
  });

  it('are this month’s if the address names none; future months are not offered', async () => {
    for (const query of ['', '?month=2026-13', '?month=x', '?officer=x']) {
      const page = read(await staff.get(`/overtime${query}`));
      expect([page('h1').text(), page('a[rel="prev"]').attr('href'), page('a[rel="next"]').length]).toEqual([
        'Giờ làm thêm, tháng 11/2026',
        '/overtime?month=2026-10',
        0,
      ]);
      expect(page('body').text()).toContain('Chưa có buổi nào trong tháng này');
    }
  });

  it("exclude another ward's hours", async () => {
    await november();
    expect(
      words(await (await app.as('staff', 'other')).get(`/overtime?month=2026-11&officer=${app.users.officer.id}`)),
    ).toContain('Chưa có buổi nào trong tháng này');
  });
});

describe('the workbook of a month', () => {
  const FORM = { usualReason: 'other', reasonText: 'Kế toán trả tiền tháng 11', format: 'xlsx' };
  const hrefOf = (content: string) => listFileHref(`/overtime?month=2026-11&content=${content}`);
  const download = async (content = 'officers', role: 'staff' | 'officer' = 'staff', ward: 'own' | 'other' = 'own') => {
    const response = await (await app.as(role, ward)).download(hrefOf(content), FORM);
    return { response, bytes: response.body as Buffer };
  };
  const sheetOf = async (bytes: Buffer) => {
    const [sheet] = await readXlsx(bytes);
    const rows: string[][][] = [];
    for await (const { cells } of sheet!.rows()) rows.push(cells.map(({ kind, text }) => [kind, text]));
    return rows;
  };

  it('has one row per officer, hours as numbers, and says what was counted, for whom and why', async () => {
    await november();
    const { response, bytes } = await download();
    expect([response.status, response.headers['content-disposition']]).toEqual([
      200,
      'attachment; filename=gio-lam-them-2026-11.xlsx',
    ]);
    const rows = await sheetOf(bytes);
    expect(rows.map((row) => row.map(([, text]) => text).join(' | ')).slice(0, 6)).toEqual([
      'Giờ làm thêm tháng 11/2026',
      'Phường Ba Đình',
      expect.stringContaining('không tính buổi hủy'),
      expect.stringContaining('không có hệ số'),
      '2 dòng, lúc 09:00 26/11/2026. Người lấy: Trần Văn Phòng',
      'Lý do: Việc khác: Kế toán trả tiền tháng 11',
    ]);
    expect(rows.slice(7)).toEqual([
      [
        ['text', 'Nguyễn Thị Đội'],
        ['number', '2'],
        ['number', '2.25'],
        ['number', '2.5'],
        ['number', '0'],
        ['number', '4.75'],
      ],
      [
        ['text', 'Phạm Minh Viên'],
        ['number', '2'],
        ['number', '2.25'],
        ['number', '0'],
        ['number', '1'],
        ['number', '3.25'],
      ],
    ]);
    expect(await app.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'list-file.export' } })).toMatchObject({
      actorId: app.users.staff.id,
      subjectId: '/overtime',
      details: { list: 'Giờ làm thêm tháng 11/2026', reason: 'Việc khác: Kế toán trả tiền tháng 11', rows: 2 },
    });
  });

  it('or one row per officer and round, with dates as dates', async () => {
    await november();
    const rows = await sheetOf((await download('rounds')).bytes);
    expect(rows.slice(7).map((row) => row.slice(0, 5).map(([kind, text]) => `${kind} ${text}`))).toEqual([
      ['text Nguyễn Thị Đội', 'date 2026-11-19', 'text Thứ Năm', 'text 18:30', 'text 20:45'],
      ['text Nguyễn Thị Đội', 'date 2026-11-21', 'text Thứ Bảy', 'text 08:30', 'text 11:00'],
      ['text Phạm Minh Viên', 'date 2026-11-19', 'text Thứ Năm', 'text 18:30', 'text 20:45'],
      ['text Phạm Minh Viên', 'date 2026-11-24', 'text Thứ Ba', 'text 09:00', 'text 10:00'],
    ]);
  });

  it('cannot be exported repeatedly by one person, whatever else they export', async () => {
    await app.db.pool.query('DELETE FROM rate_limit');
    await november();
    for (let count = 0; count < 6; count += 1)
      expect((await staff.download(listFileHref('/lists/households'), FORM)).status).not.toBe(429);
    const statuses = [];
    for (let count = 0; count < 8; count += 1) statuses.push((await download()).response.status);
    expect(statuses).toEqual([...Array<number>(6).fill(200), 429, 429]);
    expect((await (await app.as('admin')).download(hrefOf('officers'), FORM)).status).toBe(200);
    await app.db.pool.query('DELETE FROM rate_limit');
  });

  it('needs a reason and rounds to report; otherwise nothing is logged and the words are kept', async () => {
    const logged = () => app.db.prisma.auditEvent.count({ where: { action: 'list-file.export' } });
    const before = await logged();
    const empty = await staff.post(hrefOf('officers'), FORM);
    expect([
      empty.status,
      words(empty).includes('Danh sách này không có dòng nào để tải.'),
      read(empty)('#reasonText').val(),
    ]).toEqual([422, true, 'Kế toán trả tiền tháng 11']);
    await november();
    expect((await staff.post(hrefOf('officers'), { ...FORM, reasonText: ' ' })).status).toBe(422);
    expect(await logged()).toBe(before);
  });

  it('is offered to the office and refused to officers, who see their own hours alone', async () => {
    await november();
    const links = async (role: 'staff' | 'officer') =>
      read(await (await app.as(role)).get('/overtime?month=2026-11'))('main a[href^="/list-files?"]')
        .toArray()
        .map(({ attribs }) => attribs.href);
    expect([await links('staff'), await links('officer')]).toEqual([[hrefOf('officers'), hrefOf('rounds')], []]);
    expect((await download('officers', 'officer')).response.status).toBe(403);
  });

  it('has nothing of another ward', async () => {
    await november();
    expect((await download('officers', 'staff', 'other')).response.status).toBe(422);
  });
});
