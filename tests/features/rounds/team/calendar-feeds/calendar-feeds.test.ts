import ICAL from 'ical.js';
import { createHousehold, createResident } from '../../../../support/factories';
import { clear, read, sharedAgent, sharedApp, THURSDAY_MORNING, words } from '../../../../support/test-app';
import { eveningRound, joinTeam } from '../../../../support/worlds/rounds';

const app = sharedApp();
const officer = sharedAgent(app, 'officer');

afterEach(async () => {
  await clear(app, 'roundClosure', 'round', 'calendarFeed');
  await app.db.prisma.userAccount.updateMany({ data: { disabledAt: null } });
  await app.db.pool.query('DELETE FROM rate_limit');
});

/** Requests an address as the officer does; returns its path. */
async function newAddress(agent = officer): Promise<string> {
  const page = await agent.post('/calendar-feed');
  expect(page.status).toBe(201);
  return new URL(String(read(page)('#feed').val())).pathname;
}
const roundOf = (given: object = {}) =>
  eveningRound(app, {
    startsAt: new Date('2026-11-27T11:30:00Z'),
    endsAt: new Date('2026-11-27T13:30:00Z'),
    ...given,
  });
/** The calendar at an address, as a calendar program without an account reads it. */
async function subscribe(path: string) {
  const response = await app.anonymous().get(path);
  expect(response.status).toBe(200);
  const calendar = new ICAL.Component(ICAL.parse(response.text) as unknown[]);
  return { response, calendar, events: calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event)) };
}

describe('the address of an officer’s calendar', () => {
  it('is shown once, with 256 random bits, and only its hash is kept', async () => {
    expect(read(await officer.get('/availability'))('a[href="/calendar-feed"]').text()).toBe('Lịch trên điện thoại');
    const page = await officer.post('/calendar-feed');
    const address = String(read(page)('#feed').val());
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/calendar-feeds\/[\w-]{43}\.ics$/);
    expect(read(page)('a[href^="webcal://"]')).toHaveLength(1);
    expect(page.headers['cache-control']).toBe('no-store');
    expect(words(await officer.get('/calendar-feed'))).toContain('Đang dùng một địa chỉ, lập lúc 09:00 26/11/2026.');
    const token = /([\w-]{43})\.ics/.exec(address)![1]!;
    const { rows } = await app.db.pool.query<{ row: string }>(
      'SELECT f::text AS row FROM calendar_feed f UNION ALL SELECT e::text FROM audit_event e',
    );
    expect(rows.filter(({ row }) => row.includes(token) || row.includes(Buffer.from(token).toString('hex')))).toEqual(
      [],
    );
    expect(
      await app.db.prisma.auditEvent.count({
        where: { action: 'calendar-feed.create', actorId: app.users.officer.id },
      }),
    ).toBe(1);
  });

  it('ends with a new first password, and does not start again for an account that was closed', async () => {
    const admin = await app.as('admin');
    const kept = await app.db.prisma.userAccount.findUniqueOrThrow({ where: { id: app.users.officer2.id } });
    for (const acts of [['password-reset'], ['deactivation', 'reactivation']]) {
      const address = await newAddress(await app.as('officer2'));
      for (const act of acts)
        expect([act, (await admin.post(`/users/${app.users.officer2.id}/${act}`)).status < 400]).toEqual([act, true]);
      expect((await app.anonymous().get(address)).status).toBe(404);
      await app.db.prisma.userAccount.update({
        where: { id: app.users.officer2.id },
        data: { mustChangePassword: false, passwordHash: kept.passwordHash },
      });
    }
  });

  it('is revoked by a new one, by its officer, and when the officer’s account is disabled or changes its role', async () => {
    const status = async (path: string) => (await app.anonymous().get(path)).status;
    const old = await newAddress();
    const current = await newAddress();
    expect([await status(old), await status(current)]).toEqual([404, 200]);
    for (const data of [{ disabledAt: new Date() }, { role: 'staff' as const }]) {
      await app.db.prisma.userAccount.update({ where: { id: app.users.officer.id }, data });
      expect(await status(current)).toBe(404);
      await app.db.prisma.userAccount.update({
        where: { id: app.users.officer.id },
        data: { disabledAt: null, role: 'officer' },
      });
    }
    expect(await status(current)).toBe(200);
    for (const said of ['Đã thu hồi địa chỉ.', 'Không có địa chỉ nào đang dùng.']) {
      expect((await officer.post('/calendar-feed/revocation')).status).toBe(303);
      expect(words(await officer.get('/calendar-feed'))).toContain(said);
    }
    expect(await status(current)).toBe(404);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'calendar-feed.revoke' } })).toBe(1);
  });

  it('requested twice at one moment leaves one in force', async () => {
    await Promise.all([officer.post('/calendar-feed'), officer.post('/calendar-feed')]);
    expect(await app.db.prisma.calendarFeed.count({ where: { revokedAt: null } })).toBe(1);
  });

  it('appears in no log, right or wrong', async () => {
    const path = await newAddress();
    await app.anonymous().get(path);
    await app.anonymous().get('/calendar-feeds/mot-dia-chi-doan-mo.ics');
    const log = app.logLines().join('');
    expect(log).toContain('/calendar-feeds/:token.ics');
    expect(log).not.toContain(path.slice(16, 40));
    expect(log).not.toContain('mot-dia-chi-doan-mo');
  });

  it('cannot be guessed: after many readings from one network it is 429 for a while', async () => {
    const path = await newAddress();
    await app.anonymous().get(path);
    await app.db.pool.query(`UPDATE rate_limit SET points = 240 WHERE key LIKE 'calendar-feed:%'`);
    const refused = await app.anonymous().get(path);
    expect([refused.status, Number(refused.headers['retry-after']) > 0]).toEqual([429, true]);
  });
});

describe('the calendar', () => {
  it('has the officer’s rounds at their Hà Nội hours, with code, area and teammates', async () => {
    const round = await roundOf();
    await roundOf({
      officers: [app.users.officer2],
      startsAt: new Date('2026-11-28T11:30:00Z'),
      endsAt: new Date('2026-11-28T13:30:00Z'),
    });
    const { response, calendar, events } = await subscribe(await newAddress());
    expect(response.headers).toMatchObject({
      'content-type': 'text/calendar; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect([calendar.getFirstPropertyValue('version'), calendar.getFirstPropertyValue('method')]).toEqual([
      '2.0',
      'PUBLISH',
    ]);
    expect(events).toHaveLength(1);
    const [event] = events;
    expect([event!.startDate.toJSDate(), event!.endDate.toJSDate()]).toEqual([round.startsAt, round.endsAt]);
    expect(event!.startDate.zone).toBe(ICAL.Timezone.utcTimezone);
    expect([event!.summary, event!.location]).toEqual([`Ra quân ${round.code}`, 'Phố Phạm Hồng Thái, Phường Ba Đình']);
    expect(event!.description).toContain('Đi cùng: Phạm Minh Viên.');
    expect([event!.uid, event!.sequence, event!.component.getFirstPropertyValue('status')]).toEqual([
      `${round.id}@go-cua`,
      0,
      'CONFIRMED',
    ]);
    expect(response.text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  });

  it('keeps the UID of a round that is moved or cancelled, raises its SEQUENCE, and says CANCELLED', async () => {
    const [path, staff] = [await newAddress(), await app.as('staff')];
    const round = await roundOf();
    const move = {
      version: '1',
      date: '2026-12-01',
      from: '19:00',
      to: '20:30',
      officers: [app.users.officer.id, app.users.officer2.id],
      note: '',
      outOfHoursReason: '',
    };
    expect((await staff.post(`/rounds/${round.id}/edit`, move)).status).toBe(303);
    const moved = (await subscribe(path)).events[0]!;
    expect([moved.uid, moved.sequence, moved.startDate.toJSDate()]).toEqual([
      `${round.id}@go-cua`,
      1,
      new Date('2026-12-01T12:00:00Z'),
    ]);
    expect(
      (await staff.post(`/rounds/${round.id}/cancellation`, { version: '2', reason: 'Mưa to, nhà ông Tư có tang' }))
        .status,
    ).toBe(303);
    const { response, events } = await subscribe(path);
    expect(
      events.map((event) => [
        event.uid,
        event.sequence,
        event.component.getFirstPropertyValue('status'),
        event.summary,
      ]),
    ).toEqual([[`${round.id}@go-cua`, 2, 'CANCELLED', `Đã hủy: ra quân ${round.code}`]]);
    expect(response.text).not.toContain('nhà ông Tư');
  });

  it('keeps a round that its officer left as CANCELLED with a higher SEQUENCE, and confirms it again if they return', async () => {
    const [path, path2, staff] = [
      await newAddress(),
      await newAddress(await app.as('officer2')),
      await app.as('staff'),
    ];
    const third = await joinTeam(app);
    const round = await roundOf();
    const seen = async (at: string) =>
      (await subscribe(at)).events.map((event) => [
        event.uid,
        event.sequence,
        event.component.getFirstPropertyValue('status'),
        event.summary,
        event.startDate.toJSDate(),
      ]);
    const uid = `${round.id}@go-cua`;
    expect(
      (await staff.post(`/rounds/${round.id}/replacement`, { version: '1', out: app.users.officer.id, in: third.id }))
        .status,
    ).toBe(303);
    expect(await seen(path)).toEqual([[uid, 1, 'CANCELLED', `Không đi nữa: ra quân ${round.code}`, round.startsAt]]);
    expect(await seen(path2)).toEqual([[uid, 1, 'CONFIRMED', `Ra quân ${round.code}`, round.startsAt]]);
    const { response } = await subscribe(path);
    for (const name of ['Lê Thị Hòa', 'Phạm Minh Viên']) expect(response.text).not.toContain(name);
    const edit = (version: string, officers: { id: string }[]) =>
      staff.post(`/rounds/${round.id}/edit`, {
        version,
        date: '2026-12-01',
        from: '19:00',
        to: '20:30',
        officers: officers.map(({ id }) => id),
        note: '',
        outOfHoursReason: '',
      });
    expect((await edit('2', [third, app.users.officer])).status).toBe(303);
    expect(await seen(path)).toEqual([
      [uid, 2, 'CONFIRMED', `Ra quân ${round.code}`, new Date('2026-12-01T12:00:00Z')],
    ]);
    expect(await seen(path2)).toEqual([[uid, 2, 'CANCELLED', `Không đi nữa: ra quân ${round.code}`, round.startsAt]]);
    expect((await edit('3', [app.users.officer2, third])).status).toBe(303);
    expect([(await seen(path))[0]![1], (await seen(path2))[0]!.slice(1, 3)]).toEqual([3, [3, 'CONFIRMED']]);
    app.setNow(new Date('2026-12-20T02:00:00Z'));
    expect([await seen(path), (await seen(path2)).length]).toEqual([[], 1]);
    app.setNow(THURSDAY_MORNING);
  });

  it('says nothing about doors and residents', async () => {
    const household = await createHousehold(app.db, app.ward, {
      address: '48A Phạm Hồng Thái',
      howToFind: 'Cổng xanh',
    });
    await createResident(app.db, app.ward, { household, fullName: 'Hoàng Thị Ngát', phone: '0912345678' });
    const round = await roundOf({ households: [household] });
    await app.db.prisma.round.update({
      where: { id: round.id },
      data: { note: 'Bà Ngát nặng tai, gọi 0912345678', outOfHoursReason: 'Bà Ngát hẹn' },
    });
    const { response } = await subscribe(await newAddress());
    const text = response.text.replace(/\r\n /g, '');
    for (const secret of ['Ngát', '0912345678', '48A', 'Cổng xanh', 'hẹn', household.id])
      expect(text).not.toContain(secret);
  });

  it('is empty, and still a calendar, without rounds; long past rounds drop out', async () => {
    await roundOf({ startsAt: new Date('2026-06-01T11:30:00Z'), endsAt: new Date('2026-06-01T13:30:00Z') });
    const { calendar, events } = await subscribe(await newAddress());
    expect([calendar.name, events]).toEqual(['vcalendar', []]);
  });

  it('belongs to one ward: another ward’s officer sees their own', async () => {
    await roundOf();
    const stranger = await app.as('officer', 'other');
    expect((await subscribe(await newAddress(stranger))).events).toEqual([]);
  });
});
