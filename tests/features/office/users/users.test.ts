import { createRound } from '../../../support/factories';
import { fieldsOf } from '../../../support/forms';
import { momentOf } from '../../../support/moment-of-id';
import {
  clear,
  expectRefused,
  expectWords,
  read,
  sharedApp,
  THURSDAY_MORNING,
  words,
  type TestAgent,
} from '../../../support/test-app';
import { createClosure } from '../../../support/worlds/rounds';
import { PASSWORD } from '../../../support/two-wards';

describe('accounts', () => {
  const app = sharedApp();
  let admin: TestAgent;
  beforeAll(async () => {
    admin = await app.as('admin');
  });

  const newUser = { username: 'an.nguyen', displayName: 'Nguyễn Thị An', role: 'officer', phone: '0912 345 678' };
  const find = (username: string) => app.db.prisma.userAccount.findUnique({ where: { username } });
  const get = (id: string) => app.db.prisma.userAccount.findUniqueOrThrow({ where: { id } });
  const events = (subjectId: string, action: string) =>
    app.db.prisma.auditEvent.findMany({ where: { subjectId, action }, orderBy: { seq: 'asc' } });
  const passwordOn = (response: Awaited<ReturnType<TestAgent['get']>>) => read(response)('code').text();
  const editForm = async (id: string, given: object = {}) => {
    const { displayName, role, phone, version } = await get(id);
    return { displayName, role, phone: phone ?? '', version: String(version), ...given };
  };
  const create = async (username: string, role = 'officer') => {
    await admin.post('/users', { ...newUser, username, role });
    return (await find(username))!;
  };

  describe('the list', () => {
    test('shows all accounts of the ward with role, last sign-in and state, and no others', async () => {
      const page = await admin.get('/users');
      const text = words(page);
      for (const user of Object.values(app.users)) expect(text).toContain(user.displayName);
      expectWords(text, 'Cán bộ văn phòng', '09:00 26/11/2026', 'chưa lần nào');
      for (const user of Object.values(app.otherUsers)) expect(text).not.toContain(user.username);
    });
  });

  describe('opening one', () => {
    test('shows the first password once, which must then be changed', async () => {
      const response = await admin.post('/users', newUser);
      expect(response.status).toBe(201);
      const password = passwordOn(response);
      expect(password).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
      expect(await find('an.nguyen')).toMatchObject({
        displayName: 'Nguyễn Thị An',
        role: 'officer',
        phone: '0912345678',
        wardId: app.ward.id,
        mustChangePassword: true,
      });
      const browser = app.anonymous();
      expect((await browser.post('/login', { username: 'an.nguyen', password })).headers.location).toBe('/password');
      for (const path of ['/users', `/users/${(await find('an.nguyen'))!.id}/edit`, '/audit'])
        expect((await admin.get(path)).text).not.toContain(password);
      const { rows } = await app.db.pool.query(
        'SELECT sess::text FROM user_session UNION ALL SELECT details::text FROM audit_event',
      );
      expect(JSON.stringify(rows)).not.toContain(password);
      expect(app.logLines().join('')).not.toContain(password);
      expect(await events((await find('an.nguyen'))!.id, 'user.create')).toHaveLength(1);
    });

    test('gives its id the moment of its row, also when the clock was set back', async () => {
      const noon = app.context.now();
      for (const [username, at] of [
        ['luc.trua', noon],
        ['lui.gio', new Date(noon.getTime() - 3_600_000)],
      ] as const) {
        app.setNow(at);
        expect((await admin.post('/users', { ...newUser, username })).status).toBe(201);
        const { id, createdAt } = (await find(username))!;
        expect([momentOf(id), createdAt]).toEqual([at, at]);
      }
      app.setNow(noon);
    });

    test('with a name already taken, even in another ward or by sending twice, gets an error beside the field', async () => {
      for (const username of ['an.nguyen', app.otherUsers.staff.username, ' AN.NGUYEN ']) {
        const before = await app.db.prisma.userAccount.count();
        const response = await admin.post('/users', { ...newUser, username });
        expectRefused(response, 'username', 'Tên đăng nhập này đã có');
        expect(read(response)('#displayName').val()).toBe('Nguyễn Thị An');
        expect(await app.db.prisma.userAccount.count()).toBe(before);
      }
    });

    test.each([
      ['username', 'an nguyễn', 'Tên đăng nhập có 3 đến 40 ký tự'],
      ['username', 'ab', 'Tên đăng nhập có 3 đến 40 ký tự'],
      ['username', '', 'Nhập tên đăng nhập'],
      ['displayName', ' ', 'Nhập họ tên'],
      ['role', 'god', 'Chọn vai trò'],
      ['role', undefined, 'Chọn vai trò'],
      ['phone', '12', 'Số điện thoại'],
    ])('with a wrong %s (%s) says what is wrong, keeps the rest and writes nothing', async (field, value, message) => {
      const before = await app.db.prisma.userAccount.count();
      const response = await admin.post('/users', { ...newUser, username: 'moi.toanh', [field]: value });
      expect(response.status).toBe(422);
      expect(read(response)('title').text()).toMatch(/^Lỗi: /);
      expect(words(response).toLowerCase()).toContain(message.toLowerCase());
      expect(read(response)(`.error-summary a[href="#${field}"]`)).toHaveLength(1);
      if (field !== 'displayName') expect(read(response)('#displayName').val()).toBe('Nguyễn Thị An');
      expect(await app.db.prisma.userAccount.count()).toBe(before);
    });
  });

  describe('editing one', () => {
    test('changes name, role and phone, with what changed in the audit', async () => {
      const { id } = await create('sua.toi');
      const response = await admin.post(
        `/users/${id}/edit`,
        await editForm(id, { displayName: 'Trần Sửa', role: 'staff', phone: '' }),
      );
      expect([response.status, response.headers.location]).toEqual([303, '/users']);
      expect(await get(id)).toMatchObject({ displayName: 'Trần Sửa', role: 'staff', phone: null });
      expect((await events(id, 'user.update'))[0]!.details).toEqual({
        username: 'sua.toi',
        changes: [
          { field: 'displayName', before: 'Nguyễn Thị An', after: 'Trần Sửa' },
          { field: 'role', before: 'officer', after: 'staff' },
          { field: 'phone', before: '0912345678', after: null },
        ],
      });
    });

    test('sent twice is one change', async () => {
      const { id } = await create('hai.lan');
      const form = await editForm(id, { displayName: 'Hai Lần' });
      expect((await admin.post(`/users/${id}/edit`, form)).status).toBe(303);
      expect((await admin.post(`/users/${id}/edit`, form)).status).toBe(303);
      expect(await events(id, 'user.update')).toHaveLength(1);
    });

    test('at the same time as another user shows both versions, and saves mine if I choose so', async () => {
      const { id } = await create('hai.nguoi');
      const mine = await editForm(id, { displayName: 'Bản Của Tôi' });
      await admin.post(`/users/${id}/edit`, await editForm(id, { displayName: 'Bản Người Kia' }));
      const conflict = await admin.post(`/users/${id}/edit`, mine);
      expect(conflict.status).toBe(409);
      expectWords(conflict, 'Bản Của Tôi', 'Bản Người Kia', app.users.admin.displayName);
      expect((await get(id)).displayName).toBe('Bản Người Kia');
      const fields = fieldsOf(conflict, `form[action="/users/${id}/edit"]`);
      expect((await admin.post(`/users/${id}/edit`, fields)).status).toBe(303);
      expect((await get(id)).displayName).toBe('Bản Của Tôi');
    });
  });

  describe('a new password from the administrator', () => {
    test('replaces the old one, ends all sessions and lifts the rate limit on sign-in', async () => {
      const staff = await app.as('staff');
      for (let time = 0; time < 6; time += 1)
        await app.anonymous().post('/login', { username: app.users.staff.username, password: 'sai rồi' });
      const response = await admin.post(`/users/${app.users.staff.id}/password-reset`);
      expect(response.status).toBe(200);
      const password = passwordOn(response);
      expect((await staff.get('/password')).status).toBe(303);
      expect(
        (await app.anonymous().post('/login', { username: app.users.staff.username, password: PASSWORD })).status,
      ).toBe(422);
      const browser = app.anonymous();
      expect((await browser.post('/login', { username: app.users.staff.username, password })).headers.location).toBe(
        '/password',
      );
      await browser.post('/password', { currentPassword: password, newPassword: PASSWORD, repeatedPassword: PASSWORD });
    });

    test("cannot be set for one's own account", async () => {
      expect((await admin.post(`/users/${app.users.admin.id}/password-reset`)).status).toBe(403);
      expect((await admin.get('/users')).status).toBe(200);
    });
  });

  describe('disabling one', () => {
    test('ends its sessions at once, keeps its history, and can be undone; twice is one event', async () => {
      const chairman = await app.as('chairman');
      const { id } = app.users.chairman;
      expect((await admin.post(`/users/${id}/deactivation`)).status).toBe(303);
      expect((await get(id)).disabledAt).toEqual(THURSDAY_MORNING);
      expect((await chairman.get('/password')).status).toBe(303);
      expect(
        (await app.anonymous().post('/login', { username: app.users.chairman.username, password: PASSWORD })).status,
      ).toBe(422);
      await admin.post(`/users/${id}/deactivation`);
      expect(words(await admin.get('/users'))).toContain('đã khóa từ trước');
      expect(await events(id, 'user.deactivate')).toHaveLength(1);
      expect(words(await admin.get('/users'))).toContain('Đã khóa từ 09:00 26/11/2026');
      await admin.post(`/users/${id}/reactivation`);
      await admin.post(`/users/${id}/reactivation`);
      expect(await events(id, 'user.reactivate')).toHaveLength(1);
      await app.anonymous().signIn(app.users.chairman.username, PASSWORD);
    });

    test("is refused to the account's owner, even with another administrator", async () => {
      const { id } = await create('quantri.phu', 'admin');
      expect((await admin.post(`/users/${app.users.admin.id}/deactivation`)).status).toBe(403);
      expect((await get(app.users.admin.id)).disabledAt).toBeNull();
      await admin.post(`/users/${id}/deactivation`);
    });
  });

  describe('an officer on planned rounds', () => {
    afterEach(() => clear(app, 'roundClosure', 'round'));
    /** Tomorrow's round and the one after, and two that need no attention: last week's and a cancelled one. */
    async function onRounds(username: string) {
      const user = await create(username);
      const round = (code: string, day: string) =>
        createRound(app.db, app.ward, {
          by: app.users.staff,
          officers: [user, app.users.officer],
          code,
          startsAt: new Date(`${day}T11:30:00Z`),
        });
      await round('BĐ-CU1', '2026-11-19');
      const [first, second] = [await round('BĐ-MAI', '2026-11-27'), await round('BĐ-KIA', '2026-11-28')];
      const off = await round('BĐ-HUY', '2026-11-30');
      await createClosure(app, off.id, { reason: 'Mưa', closedAt: THURSDAY_MORNING });
      return { user, first, second };
    }
    const review = async () => words(await admin.get('/rounds?view=review'));

    test('is disabled only after the rounds were named; the rounds then need a review', async () => {
      const { user } = await onRounds('di.buoi');
      const asked = await admin.post(`/users/${user.id}/deactivation`);
      expect(asked.status).toBe(200);
      for (const part of [
        '2 buổi ra quân đã lập có Nguyễn Thị An trong đội',
        'Buổi BĐ-MAI, tối thứ Sáu 27/11',
        'Buổi BĐ-KIA',
        'Cần xem lại',
      ])
        expect(words(asked)).toContain(part);
      for (const part of ['BĐ-CU1', 'BĐ-HUY']) expect(words(asked)).not.toContain(part);
      expect((await get(user.id)).disabledAt).toBeNull();
      expect((await admin.post(`/users/${user.id}/deactivation`, { confirmed: 'edit' })).headers.location).toBe(
        `/users/${user.id}/edit`,
      );
      expect((await get(user.id)).disabledAt).toBeNull();
      for (let times = 0; times < 2; times += 1)
        expect((await admin.post(`/users/${user.id}/deactivation`, { confirmed: 'yes' })).status).toBe(303);
      expect((await get(user.id)).disabledAt).toEqual(THURSDAY_MORNING);
      expect(words(await admin.get('/users'))).toContain('2 buổi ra quân đã lập cần xem lại.');
      expect((await events(user.id, 'user.deactivate')).map(({ details }) => details)).toEqual([
        { username: 'di.buoi', rounds: ['BĐ-MAI', 'BĐ-KIA'] },
      ]);
      expect(await review()).toContain('Nguyễn Thị An không còn trong đội: đổi người hoặc hủy buổi.');
    });

    test('gets another role only after the rounds were named, with all input kept; a new name alone asks nothing', async () => {
      const { user } = await onRounds('doi.vai');
      expect(
        (await admin.post(`/users/${user.id}/edit`, await editForm(user.id, { displayName: 'Nguyễn Thị Ân' }))).status,
      ).toBe(303);
      const form = await editForm(user.id, { role: 'staff', phone: '0987 654 321' });
      const asked = await admin.post(`/users/${user.id}/edit`, form);
      expect([asked.status, words(asked).includes('2 buổi ra quân đã lập có Nguyễn Thị Ân trong đội')]).toEqual([
        200,
        true,
      ]);
      expect(await get(user.id)).toMatchObject({ role: 'officer' });
      const again = read(await admin.post(`/users/${user.id}/edit`, { ...form, confirmed: 'edit' }));
      expect([
        again('#phone').val(),
        again('input[name=role]:checked, select[name=role] option:checked').val(),
      ]).toEqual(['0987 654 321', 'staff']);
      expect((await admin.post(`/users/${user.id}/edit`, { ...form, confirmed: 'yes' })).status).toBe(303);
      expect(await get(user.id)).toMatchObject({ role: 'staff' });
      expect(await review()).toContain('Nguyễn Thị Ân không còn trong đội');
    });
  });

  describe('the last administrator', () => {
    test('keeps the role and the account', async () => {
      const { id } = app.users.admin;
      const response = await admin.post(`/users/${id}/edit`, await editForm(id, { role: 'staff' }));
      expectRefused(response, 'role', 'quản trị cuối cùng');
      await admin.post(`/users/${id}/deactivation`);
      expect(words(await admin.get('/users'))).toContain('quản trị cuối cùng');
      expect(await get(id)).toMatchObject({ role: 'admin', disabledAt: null });
    });

    test('stays when two administrators demote each other at the same moment', async () => {
      for (let round = 0; round < 5; round += 1) {
        const { id } = await create(`quantri.${round}`, 'admin');
        await app.db.prisma.userAccount.update({
          where: { id },
          data: { mustChangePassword: false, passwordHash: (await get(app.users.admin.id)).passwordHash },
        });
        const second = app.anonymous();
        await second.signIn(`quantri.${round}`, PASSWORD);
        await second.get('/users');
        const [first, other] = [
          await editForm(id, { role: 'staff' }),
          await editForm(app.users.admin.id, { role: 'staff' }),
        ];
        const answers = await Promise.all([
          admin.post(`/users/${id}/edit`, first),
          second.post(`/users/${app.users.admin.id}/edit`, other),
        ]);
        // The second sender may no longer be an administrator.
        expect(['303,403', '303,422']).toContain(
          answers
            .map(({ status }) => status)
            .sort()
            .join(),
        );
        const left = await app.db.prisma.userAccount.findMany({
          where: { wardId: app.ward.id, role: 'admin', disabledAt: null },
        });
        expect(left).toHaveLength(1);
        await app.db.prisma.userAccount.update({ where: { id: app.users.admin.id }, data: { role: 'admin' } });
        await app.db.prisma.userAccount.update({ where: { id }, data: { role: 'staff' } });
      }
    });
  });

  test('are signed out everywhere except in this browser', async () => {
    await admin.post(`/users/${app.users.officer.id}/sessions-end`);
    const [first, second] = [await app.as('officer'), await app.as('officer')];
    expect(words(await admin.get(`/users/${app.users.officer.id}/edit`))).toContain('Đang đăng nhập ở 2 máy');
    await admin.post(`/users/${app.users.officer.id}/sessions-end`);
    expect((await first.get('/password')).status).toBe(303);
    expect((await second.get('/password')).status).toBe(303);
    const elsewhere = await app.as('admin');
    await admin.post(`/users/${app.users.admin.id}/sessions-end`);
    expect((await elsewhere.get('/password')).status).toBe(303);
    expect((await admin.get('/users')).status).toBe(200);
    expect((await events(app.users.officer.id, 'user.end-sessions')).at(-1)!.details).toEqual({
      username: app.users.officer.username,
      count: 2,
    });
  });
});

describe('an officer’s free hours', () => {
  const app = sharedApp();

  /** The whole form: fourteen rows, two per weekday; `filled` are rows by their number. */
  const week = (filled: Record<number, [string, string]>) => ({
    windows: Array.from({ length: 14 }, (_, index) => ({
      weekday: String(Math.floor(index / 2) + 1),
      from: filled[index]?.[0] ?? '',
      to: filled[index]?.[1] ?? '',
    })),
  });
  const stored = async (userId: string) =>
    (
      await app.db.prisma.officerAvailability.findMany({
        where: { userId },
        orderBy: [{ weekday: 'asc' }, { fromTime: 'asc' }],
      })
    ).map(({ weekday, fromTime, toTime }) => `${weekday} ${fromTime}-${toTime}`);

  test('are recorded by the officer, replaced as a whole, and shown again', async () => {
    const officer = await app.as('officer');
    expect(
      (
        await officer.post(
          '/availability',
          week({ 0: ['18:30', '20:45'], 10: ['08:30', '11:00'], 11: ['15:00', '17:30'] }),
        )
      ).status,
    ).toBe(303);
    expect(await stored(app.users.officer.id)).toEqual(['1 18:30-20:45', '6 08:30-11:00', '6 15:00-17:30']);
    const page = read(await officer.get('/availability'));
    expect(page('#windows-11-from').val()).toBe('15:00');
    await officer.post('/availability', week({ 2: ['19:00', '21:00'] }));
    expect(await stored(app.users.officer.id)).toEqual(['2 19:00-21:00']);
    expect(await stored(app.users.officer2.id)).toEqual([]);
  });

  test('saved unchanged leave no event', async () => {
    const officer = await app.as('officer');
    const events = () =>
      app.db.prisma.auditEvent.count({ where: { action: 'user.set-availability', subjectId: app.users.officer.id } });
    await officer.post('/availability', week({ 3: ['18:00', '20:00'] }));
    const before = await events();
    expect((await officer.post('/availability', week({ 3: ['18:00', '20:00'] }))).status).toBe(303);
    expect(await events()).toBe(before);
    expect(await stored(app.users.officer.id)).toEqual(['2 18:00-20:00']);
  });

  test('changed by mistake are put back from the notice, unless changed again since', async () => {
    const [officer, admin] = [await app.as('officer'), await app.as('admin')];
    const { id } = app.users.officer;
    await officer.post('/availability', week({ 3: ['18:00', '20:00'], 12: ['09:00', '11:00'] }));
    const before = await stored(id);
    await officer.post('/availability', week({}));
    const offered = async (agent: TestAgent, path: string) => {
      const page = await agent.get(path);
      const form = '.flash-actions form';
      return { action: read(page)(form).last().attr('action')!, fields: fieldsOf(page, form) };
    };
    const undo = await offered(officer, '/availability');
    await officer.post('/availability', week({ 0: ['18:00', '20:00'] }));
    const last = await offered(officer, '/availability');
    expect((await officer.post(undo.action, undo.fields)).status).toBe(409);
    expect((await officer.post(last.action, last.fields)).status).toBe(303);
    expect(await stored(id)).toEqual([]);
    await officer.get('/availability');

    await officer.post('/availability', week({ 3: ['18:00', '20:00'], 12: ['09:00', '11:00'] }));
    await admin.post(`/users/${id}/availability`, week({}));
    const form = await offered(admin, `/users/${id}/availability`);
    for (const turn of ['first', 'again'])
      expect([turn, (await admin.post(form.action, form.fields)).status]).toEqual([turn, 303]);
    expect(await stored(id)).toEqual(before);
  });

  test('that make no sense are refused beside the field, with the input kept', async () => {
    const officer = await app.as('officer');
    const before = await stored(app.users.officer.id);
    const cases: [Record<number, [string, string]>, string, string][] = [
      [{ 0: ['20:00', '18:00'] }, 'windows-0-to', 'sau giờ bắt đầu'],
      [{ 0: ['', '18:00'] }, 'windows-0-from', 'Nhập giờ bắt đầu'],
      [{ 0: ['25:00', '26:00'] }, 'windows-0-from', 'Nhập giờ bắt đầu'],
      [{ 0: ['18:00', '20:00'], 1: ['19:00', '21:00'] }, 'windows-1-from', 'Trùng với khung giờ khác'],
    ];
    for (const [filled, field, message] of cases) {
      const response = await officer.post('/availability', week(filled));
      expectRefused(response, field, message);
      expect(read(response)('#windows-0-to').val()).toBe(filled[0]![1]);
    }
    for (const form of [{}, { windows: 'x' }, { windows: [{ weekday: '9', from: '18:00', to: '19:00' }] }])
      expect((await officer.post('/availability', form)).status).toBe(422);
    expect(await stored(app.users.officer.id)).toEqual(before);
  });

  test('changed by two people at once show the second person both weeks, who can then save over the first', async () => {
    const [officer, admin] = [await app.as('officer'), await app.as('admin')];
    const path = `/users/${app.users.officer.id}/availability`;
    const read1 = String(read(await officer.get('/availability'))('input[name="read"]').val());
    expect((await admin.post(path, { ...week({ 0: ['18:00', '19:00'] }), read: read1 })).status).toBe(303);
    for (const mine of [week({ 0: ['20:00', '21:00'] }), week({})]) {
      const conflict = await officer.post('/availability', { ...mine, read: read1 });
      expect(conflict.status).toBe(409);
      expect(words(conflict)).toContain('18:00–19:00');
      const fields = fieldsOf(conflict, 'form[action="/availability"]');
      expect((await officer.post('/availability', fields)).status).toBe(303);
      await admin.post(path, week({ 0: ['18:00', '19:00'] }));
    }
  });

  test('can be recorded by the administrator for an officer, and for no other role', async () => {
    const admin = await app.as('admin');
    expect(
      (await admin.post(`/users/${app.users.officer2.id}/availability`, week({ 12: ['09:00', '11:00'] }))).status,
    ).toBe(303);
    expect(await stored(app.users.officer2.id)).toEqual(['7 09:00-11:00']);
    expect((await admin.get(`/users/${app.users.officer2.id}/availability`)).text).toContain('09:00');
    expect(
      (await admin.post(`/users/${app.users.staff.id}/availability`, week({ 0: ['18:30', '20:45'] }))).status,
    ).toBe(404);
  });
});
