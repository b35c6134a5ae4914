import { createRound } from '../../../support/factories';
import { fieldsOf } from '../../../support/forms';
import { expectRefused, expectWords, read, sharedAgent, sharedApp, textsOf, words } from '../../../support/test-app';
import { createClosure, createDay } from '../../../support/worlds/rounds';

describe('the calendar', () => {
  const app = sharedApp();
  const admin = sharedAgent(app, 'admin');

  const culture = {
    date: '24/11/2026',
    kind: 'holiday',
    name: 'Ngày Văn hóa Việt Nam',
    status: 'official',
    source: 'Nghị quyết 28/2026/QH16',
  };
  const day = (date: string, given: object = {}, ward = app.ward) =>
    createDay({ ...app, ward }, new Date(`${date}T00:00:00Z`), { name: 'Quốc khánh', ...given });
  const count = () => app.db.prisma.calendarDay.count();
  const get = (id: string) => app.db.prisma.calendarDay.findUnique({ where: { id } });

  test('shows every role a year month by month, official or expected in words', async () => {
    await day('2027-09-02');
    await day('2027-02-06', { kind: 'no_knock', name: 'Mùng 1', status: 'expected', source: 'Âm lịch' });
    await day('2027-01-09', { kind: 'swapped_working_day', name: 'Làm bù' });
    await day('2027-05-01', { name: 'Của phường khác' }, app.otherWard);
    for (const role of ['admin', 'staff', 'officer', 'chairman'] as const) {
      const page = await (await app.as(role)).get('/calendar?year=2027');
      expect(page.status).toBe(200);
      expect(textsOf(read(page)('h2')).slice(0, 3)).toEqual(['Tháng 1', 'Tháng 2', 'Tháng 9']);
      const text = words(page);
      for (const part of [
        'Lịch nghỉ năm 2027',
        '06/02 thứ Bảy',
        'Mùng 1',
        'Ngày kiêng gõ cửa',
        'Dự kiến',
        'Ngày làm bù',
        'Chính thức',
        'Âm lịch',
      ])
        expect(text).toContain(part);
      expect(text).not.toContain('Của phường khác');
      expect(read(page)('main form').length).toBe(role === 'admin' ? 1 : 0);
    }
  });

  test('opens this year if the address names none, and says what to do with an empty one', async () => {
    for (const query of ['', '?year=abc', '?year=99999', '?year=1899'])
      expect(words(await admin.get(`/calendar${query}`))).toContain('Lịch nghỉ năm 2026');
    expect(words(await admin.get('/calendar?year=2031'))).toContain('Chưa có ngày nào');
  });

  test('asks before adding a day over planned rounds, and adds it once confirmed', async () => {
    await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [],
      startsAt: new Date('2026-12-24T11:30:00Z'),
    });
    await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [],
      startsAt: new Date('2026-12-24T16:59:00Z'),
      endsAt: new Date('2026-12-24T16:59:30Z'),
    });
    await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [],
      startsAt: new Date('2026-12-24T17:00:00Z'),
    });
    const cancelled = await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [],
      startsAt: new Date('2026-12-24T11:30:00Z'),
    });
    await createClosure(app, cancelled.id, { closedAt: new Date() });
    await createRound(app.db, app.otherWard, {
      by: app.otherUsers.staff,
      officers: [],
      startsAt: new Date('2026-12-24T11:30:00Z'),
    });
    const christmas = { ...culture, date: '24/12/2026', name: 'Tối Giáng sinh', kind: 'no_knock', status: 'expected' };
    const before = await count();
    const asked = await admin.post('/calendar-days', christmas);
    expect(asked.status).toBe(200);
    expect(read(asked)('h1').text()).toBe('2 buổi ra quân đã lập rơi vào ngày này');
    expect(read(asked)('input[name="name"]').val()).toBe('Tối Giáng sinh');
    const edited = await admin.post('/calendar-days', { ...christmas, confirmed: 'edit' });
    expect([edited.status, read(edited)('#name').val()]).toEqual([200, 'Tối Giáng sinh']);
    expect(await count()).toBe(before);
    const response = await admin.post('/calendar-days', { ...christmas, confirmed: 'yes' });
    expect([response.status, response.headers.location]).toEqual([303, '/calendar?year=2026']);
    const page = await admin.get('/calendar?year=2026');
    expectWords(page, 'Đã thêm Tối Giáng sinh vào lịch.', '2 buổi ra quân đã lập cần xem lại');
    expect(words(asked)).toContain('18:30–20:45. Thứ Năm 24/12 là ngày kiêng gõ cửa: Tối Giáng sinh (dự kiến).');
    const stored = await app.db.prisma.calendarDay.findFirstOrThrow({ where: { name: 'Tối Giáng sinh' } });
    expect(stored).toMatchObject({ date: new Date('2026-12-24'), kind: 'no_knock', status: 'expected' });
    expect(
      (await app.db.prisma.auditEvent.findFirstOrThrow({ where: { subjectId: stored.id } })).details,
    ).toMatchObject({ date: '2026-12-24', roundsHit: 2 });
    expect(words(await admin.get(`/calendar-days/${stored.id}/edit`))).toContain('Có 2 buổi ra quân');
  });

  test('refuses the same day of the same kind, but accepts another kind or another ward', async () => {
    expect((await admin.post('/calendar-days', culture)).status).toBe(303);
    const before = await count();
    const twice = await admin.post('/calendar-days', { ...culture, name: 'Lần nữa' });
    expectRefused(twice, 'date', 'đã có ngày này');
    expect(read(twice)('#name').val()).toBe('Lần nữa');
    expect(await count()).toBe(before);
    expect((await admin.post('/calendar-days', { ...culture, kind: 'no_knock' })).status).toBe(303);
    expect((await (await app.as('admin', 'other')).post('/calendar-days', culture)).status).toBe(303);
  });

  test.each([
    ['date', { date: '31/02/2026' }, 'Tháng 2 không có ngày 31.'],
    ['date', { date: '' }, 'ngày có thật'],
    ['date', { date: '01/01/1950' }, 'Năm phải từ'],
    ['kind', { kind: '' }, 'Chọn loại'],
    ['name', { name: ' ' }, 'Nhập tên'],
    ['status', { status: 'x' }, 'Chọn chính thức'],
  ])('with a wrong %s (%j) says what is wrong and writes nothing', async (field, given, message) => {
    const before = await count();
    const response = await admin.post('/calendar-days', { ...culture, date: '01/03/2026', ...given });
    expectRefused(response, field, message);
    expect(await count()).toBe(before);
  });

  test('lets a day be corrected, and asks about the rounds it moves to', async () => {
    const { id } = await day('2026-12-30', { name: 'Nghỉ bù' });
    await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [],
      startsAt: new Date('2026-12-30T11:30:00Z'),
    });
    await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [],
      startsAt: new Date('2026-12-31T11:30:00Z'),
    });
    const form = {
      date: '31/12/2026',
      kind: 'holiday',
      name: 'Nghỉ bù',
      status: 'official',
      source: 'Thông báo',
      version: '1',
    };
    const asked = await admin.post(`/calendar-days/${id}/edit`, form);
    expect([asked.status, read(asked)('h1').text()]).toEqual([200, '1 buổi ra quân đã lập rơi vào ngày này']);
    expect((await get(id))?.date).toEqual(new Date('2026-12-30'));
    expect((await admin.post(`/calendar-days/${id}/edit`, { ...form, confirmed: 'yes' })).status).toBe(303);
    expect(words(await admin.get('/calendar?year=2026'))).toContain('1 buổi ra quân đã lập cần xem lại');
    expect((await admin.post(`/calendar-days/${id}/edit`, form)).status).toBe(303);
    expect(await get(id)).toMatchObject({ date: new Date('2026-12-31'), source: 'Thông báo', version: 2 });
    expect(await app.db.prisma.auditEvent.count({ where: { subjectId: id, action: 'calendar-day.update' } })).toBe(1);
  });

  test('shows both versions to two users who correct one day', async () => {
    const { id } = await day('2026-10-10', { name: 'Tên cũ' });
    const form = (name: string, version: string) => ({
      date: '10/10/2026',
      kind: 'holiday',
      name,
      status: 'official',
      source: '',
      version,
    });
    await admin.post(`/calendar-days/${id}/edit`, form('Tên của họ', '1'));
    const conflict = await admin.post(`/calendar-days/${id}/edit`, form('Tên của tôi', '1'));
    expect(conflict.status).toBe(409);
    expectWords(conflict, 'Tên của họ', 'Tên của tôi', '10/10/2026', app.users.admin.displayName);
    const fields = fieldsOf(conflict, `form[action="/calendar-days/${id}/edit"]`);
    expect((await admin.post(`/calendar-days/${id}/edit`, fields)).status).toBe(303);
    expect(await get(id)).toMatchObject({ name: 'Tên của tôi', version: 3 });
  });

  test('refuses to move a day onto another of its kind', async () => {
    await day('2026-07-01');
    const { id } = await day('2026-07-02');
    const response = await admin.post(`/calendar-days/${id}/edit`, {
      date: '01/07/2026',
      kind: 'holiday',
      name: 'X',
      status: 'official',
      source: '',
      version: '1',
    });
    expectRefused(response, 'date', 'đã có ngày này');
    expect((await get(id))!.version).toBe(1);
  });

  test('removes a day, once, with its facts in the audit', async () => {
    const { id } = await day('2026-08-08', { name: 'Nhập nhầm' });
    expect((await admin.post(`/calendar-days/${id}/removal`, { version: '1' })).headers.location).toBe(
      '/calendar?year=2026',
    );
    expect(await get(id)).toBeNull();
    expect((await admin.post(`/calendar-days/${id}/removal`, { version: '1' })).status).toBe(404);
    expect(
      (await app.db.prisma.auditEvent.findMany({ where: { subjectId: id }, orderBy: { seq: 'asc' } })).map(
        (event) => event.details,
      ),
    ).toEqual([expect.objectContaining({ date: '2026-08-08', name: 'Nhập nhầm' })]);
  });

  test('does not remove a day that was corrected in the meantime', async () => {
    const { id } = await day('2026-08-09', { name: 'Tên cũ' });
    const version = String(
      read(await admin.get(`/calendar-days/${id}/edit`))(`form[action$="/removal"] [name=version]`).val(),
    );
    await admin.post(`/calendar-days/${id}/edit`, {
      date: '09/08/2026',
      kind: 'holiday',
      name: 'Tên mới',
      status: 'official',
      source: '',
      version,
    });
    for (const stale of [{ version }, {}]) {
      expect((await admin.post(`/calendar-days/${id}/removal`, stale)).headers.location).toBe(
        `/calendar-days/${id}/edit`,
      );
      expect(words(await admin.get(`/calendar-days/${id}/edit`))).toContain('Người khác vừa sửa ngày này nên chưa bỏ.');
    }
    expect(await get(id)).toMatchObject({ name: 'Tên mới', version: 2 });
  });

  test('keeps the input of a user who corrects a day that was removed in the meantime', async () => {
    const { id } = await day('2026-08-10', { name: 'Tên cũ' });
    await admin.post(`/calendar-days/${id}/removal`, { version: '1' });
    const form = {
      date: '10/08/2026',
      kind: 'holiday',
      name: 'Tên của tôi',
      status: 'official',
      source: 'Thông báo 7',
    };
    const conflict = await admin.post(`/calendar-days/${id}/edit`, { ...form, version: '1' });
    expect(conflict.status).toBe(409);
    expectWords(conflict, 'Đã bỏ khỏi lịch', 'Tên của tôi', 'Thông báo 7', app.users.admin.displayName);
    const fields = fieldsOf(conflict, 'form[action="/calendar-days"]');
    expect((await admin.post('/calendar-days', fields)).status).toBe(303);
    expect(
      await app.db.prisma.calendarDay.findFirstOrThrow({
        where: { wardId: app.ward.id, date: new Date('2026-08-10') },
      }),
    ).toMatchObject({ name: 'Tên của tôi', source: 'Thông báo 7' });
  });

  test('asks before removing a day that a round relies on', async () => {
    // The ward goes out on holiday mornings; once the day is an ordinary Monday again, the round has no window.
    const { id } = await day('2026-12-14', { kind: 'holiday', name: 'Nghỉ bù' });
    const { outreachPolicy } = await app.db.prisma.ward.findUniqueOrThrow({ where: { id: app.ward.id } });
    const policy = outreachPolicy as { windows: object };
    await app.db.prisma.ward.update({
      where: { id: app.ward.id },
      data: {
        outreachPolicy: { ...policy, windows: { ...policy.windows, holiday: [{ from: '08:00', to: '11:00' }] } },
      },
    });
    const round = await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [app.users.officer, app.users.officer2],
      startsAt: new Date('2026-12-14T01:30:00Z'),
      endsAt: new Date('2026-12-14T03:30:00Z'),
    });
    const asked = await admin.post(`/calendar-days/${id}/removal`, { version: '1' });
    expect([asked.status, read(asked)('h1').text()]).toEqual([200, '1 buổi ra quân đã lập chỉ đi được vào ngày này']);
    expect(words(asked)).toContain(`Buổi ${round.code}`);
    expect(await get(id)).not.toBeNull();
    expect((await admin.post(`/calendar-days/${id}/removal`, { version: '1', confirmed: 'yes' })).status).toBe(303);
    expect(words(await admin.get('/rounds?view=review'))).toContain('Thứ Hai 14/12 là ngày làm việc');
    await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { outreachPolicy: outreachPolicy as object } });
  });
});
