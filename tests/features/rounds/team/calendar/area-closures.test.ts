import { createGroup, createHousehold, createRequest } from '../../../../support/factories';
import { attributesOf, expectRefused, read, sharedAgent, sharedApp, words } from '../../../../support/test-app';
import {
  at,
  clearWeek,
  eveningRound,
  keptRounds,
  propose,
  roundForm,
  streetAndTeam,
  type Door,
} from '../../../../support/worlds/rounds';

const app = sharedApp();
const staff = sharedAgent(app, 'staff');
let doors: Door[];
/** In an alley of the street. */
let inAlley: Door;
/** In the alley and the estate that have the name of the street, and no other. */
let named: Door[];
/** On another street. */
let elsewhere: Door[];

beforeAll(async () => {
  doors = await streetAndTeam(app);
  inAlley = await createHousehold(app.db, app.ward, { address: '3 ngõ 12 Hàng Than' });
  named = await Promise.all(
    ['5 ngõ Hàng Than', 'P304 nhà C2 tập thể Hàng Than'].map((address) =>
      createHousehold(app.db, app.ward, { address }),
    ),
  );
  elsewhere = await Promise.all(
    [2, 4, 6].map((number) => createHousehold(app.db, app.ward, { address: `${number} Châu Long` })),
  );
});
afterEach(async () => {
  await clearWeek(app);
  await app.db.prisma.areaClosure.deleteMany();
});

const laneOf = ({ laneKey }: Door) => `lane:${laneKey}`;
const closure = (given: object = {}) => ({
  area: 'street:hang than',
  closedFrom: '26/11/2026',
  closedUntil: '28/11/2026',
  reason: 'ngập',
  ...given,
});
const close = async (given: object = {}) => {
  expect((await staff.post('/area-closures', closure(given))).status).toBe(303);
  return app.db.prisma.areaClosure.findFirstOrThrow();
};
const count = () => app.db.prisma.areaClosure.count();
const events = (action: string) => app.db.prisma.auditEvent.count({ where: { action } });
const suggested = async (given: object = {}) =>
  attributesOf(read(await staff.post('/rounds/suggestions', roundForm(app, given)))('[name=doors]'), 'value');

describe('the office closes an area', () => {
  test('and the calendar shows it every day, to officers too, until it is opened with one press', async () => {
    const before = await events('area-closure.add');
    const { id } = await close();
    expect(await events('area-closure.add')).toBe(before + 1);
    const done = await staff.get('/team-calendar');
    expect(words(done)).toContain('Đã đóng phố Hàng Than, các ngõ và khu tập thể cùng tên đến hết 28/11/2026.');
    expect(read(done)(`form[action="/area-closures/${id}/removal"]`).length).toBe(2);
    const seen = read(await (await app.as('officer')).get('/team-calendar'));
    expect(seen('.month-mark').text()).toContain('Đóng: Phố Hàng Than, các ngõ và khu tập thể cùng tên (ngập)');
    expect(seen('.month-mark').length).toBe(3);
    expect(seen('form[action^="/area-closures"]').length).toBe(0);

    expect((await staff.post(`/area-closures/${id}/removal`, {})).status).toBe(303);
    expect(await count()).toBe(0);
    expect(await events('area-closure.remove')).toBe(1);
    // One more press closes it again.
    const page = read(await staff.get('/team-calendar'));
    const again = page('form[action="/area-closures"]:not([aria-labelledby])');
    const fields = Object.fromEntries(
      again
        .find('input')
        .toArray()
        .map(({ attribs }) => [attribs.name!, attribs.value!]),
    );
    expect(fields).toMatchObject({ area: 'street:hang than', closedUntil: '28/11/2026' });
    expect((await staff.post('/area-closures', fields)).status).toBe(303);
    expect(await count()).toBe(1);
    expect((await staff.post(`/area-closures/${id}/removal`, {})).status).toBe(404);
  });

  test.each([
    [{ area: '' }, 'area', 'Chọn khu đóng.'],
    [{ area: 'lane:khong co' }, 'area', 'Khu này không còn trong sổ.'],
    [{ reason: '' }, 'reason', 'Ghi vì sao đóng.'],
    [{ closedUntil: '25/11/2026' }, 'closedUntil', 'từ ngày đầu tiên trở đi'],
    [{ closedFrom: '20/11/2026', closedUntil: '25/11/2026' }, 'closedUntil', 'đã qua'],
  ])('refuses %j beside its field, and keeps what was typed', async (given, field, message) => {
    const answer = await staff.post('/area-closures', closure(given));
    expectRefused(answer, field, message);
    expect(read(answer)('#closedFrom').val()).toBe(closure(given).closedFrom);
    expect(await count()).toBe(0);
  });

  test('for more than sixty days only after one more question, which names their number', async () => {
    const asked = await staff.post('/area-closures', closure({ closedUntil: '25/01/2027' }));
    expect(read(asked)('h1').text()).toBe('Đóng 61 ngày?');
    expect(await count()).toBe(0);
    await staff.post('/area-closures', closure({ closedUntil: '25/01/2027', confirmed: 'yes' }));
    expect(await count()).toBe(1);
    await app.db.prisma.areaClosure.deleteMany();
    await close({ closedUntil: '24/01/2027' });
  });

  test('and the log says it without codes; residential groups stand by number, lanes by their streets', async () => {
    await close();
    const log = words(await (await app.as('admin')).get('/audit?group=area-closure'));
    expect(log).toContain('từ ngày: 26/11/2026 · đến hết ngày: 28/11/2026');
    expect(log).not.toMatch(/closedFrom|street:|địa bàn:/);
    for (const code of ['10', '2', '1']) await createGroup(app.db, app.ward, code);
    const page = read(await staff.get('/team-calendar'));
    const areas = page('#area option').toArray();
    expect(areas.map((option) => page(option).text())).toEqual([
      'Chọn khu',
      ...['Tổ dân phố số 1', 'Tổ dân phố số 2', 'Tổ dân phố số 10'],
      ...['Phố Châu Long, bên số chẵn', 'Phố Hàng Than, bên số chẵn', 'Ngõ 12 Hàng Than'],
      ...['Nhà C2 tập thể Hàng Than', 'Ngõ Hàng Than'],
      'Phố Châu Long, các ngõ và khu tập thể cùng tên',
      'Phố Hàng Than, các ngõ và khu tập thể cùng tên',
    ]);
  });

  test('twice, and it is closed once; other days over the same ones are refused', async () => {
    await close();
    await close();
    expect(await count()).toBe(1);
    const answer = await staff.post('/area-closures', closure({ closedFrom: '28/11/2026', closedUntil: '30/11/2026' }));
    expectRefused(answer, 'area', 'đã đóng');
    expect(read(answer)('#area option[selected]').val()).toBe('street:hang than');
    await staff.post('/area-closures', closure({ area: laneOf(elsewhere[0]!) }));
    expect(await count()).toBe(2);
  });

  test('is asked first about the planned rounds with doors there, which then wait for a review', async () => {
    const hit = await eveningRound(app, { households: [doors[0]!, inAlley, ...named, elsewhere[0]!] });
    await eveningRound(app, { startsAt: at('18:30', 27), endsAt: at('20:30', 27), households: [elsewhere[1]!] });
    const asked = await staff.post('/area-closures', closure());
    expect(read(asked)('h1').text()).toBe('1 buổi ra quân đã lập có cửa trong khu này');
    expect(read(asked)(`a[href="/rounds/${hit.id}"]`).text()).toContain(hit.code);
    expect(words(asked)).toContain('4 cửa ở đó.');
    expect(await count()).toBe(0);
    const closed = await staff.post('/area-closures', closure({ confirmed: 'yes' }));
    // Where the warning about the round stands.
    expect([await count(), closed.headers.location]).toEqual([1, '/team-calendar?month=2026-11']);
    const why = 'Phố Hàng Than, các ngõ và khu tập thể cùng tên đóng đến hết 28/11/2026 (ngập): bỏ 4 cửa ở đó';
    expect(words(await staff.get('/team-calendar'))).toContain('1 buổi ra quân đã lập cần xem lại. Xem lại');
    const review = await staff.get('/rounds?view=review');
    expect(words(review)).toContain(hit.code);
    expect(read(review)(`a[href="/rounds/${hit.id}/edit?cameFrom=review#doors"]`).text()).toContain('Bỏ cửa');
    expect(words(await staff.get(`/rounds/${hit.id}`))).toContain(why);
    const tonight = await (await app.as('officer')).get('/tonight');
    expect(words(tonight)).toContain('Khu đóng: ngập');
    // Nothing sends anybody there.
    expect(read(tonight)('.next-door').text()).toContain(elsewhere[0]!.addressLine);
    const reminders = words(await staff.get(`/rounds/${hit.id}/reminders`));
    expect(reminders).toContain(elsewhere[0]!.addressLine);
    expect(reminders).not.toContain(doors[0]!.addressLine);
    const { id } = await app.db.prisma.areaClosure.findFirstOrThrow();
    await staff.post(`/area-closures/${id}/removal`, {});
    expect(words(await staff.get(`/rounds/${hit.id}`))).not.toContain(why);
  });
});

describe('while an area is closed', () => {
  test('suggestions and the week keep away from its doors on those days only', async () => {
    await close();
    const tonight = await suggested();
    expect(tonight.length).toBeGreaterThan(0);
    expect(tonight.every((id) => elsewhere.some((door) => door.id === id))).toBe(true);
    expect((await suggested({ date: '2026-11-30' })).some((id) => id === doors[0]!.id)).toBe(true);
    await app.db.prisma.areaClosure.deleteMany();
    await close({ closedFrom: '30/11/2026', closedUntil: '02/12/2026' });
    const rounds = await keptRounds(app, await propose(staff));
    const closed = new Set([...doors, inAlley, ...named].map(({ id }) => id));
    const going = (from: string, to: string) =>
      rounds
        .filter(({ date }) => date >= from && date <= to)
        .flatMap((round) => round.doors.map(({ doorId }) => doorId));
    expect(going('2026-11-30', '2026-12-02').some((id) => closed.has(id))).toBe(false);
    expect(going('2026-12-03', '2026-12-06').some((id) => closed.has(id))).toBe(true);
  });

  test('a door added by hand, and a round moved to those days, are refused in words', async () => {
    await close({ area: laneOf(doors[0]!) });
    const answer = await staff.post('/rounds', roundForm(app, { doors: [doors[0]!.id, elsewhere[0]!.id] }));
    expect(answer.status).toBe(422);
    expect(words(answer)).toContain('đóng đến hết 28/11/2026 (ngập)');
    const round = await eveningRound(app, {
      startsAt: at('18:30', 30),
      endsAt: at('20:30', 30),
      households: [doors[0]!],
    });
    const moved = await staff.post(`/rounds/${round.id}/edit`, {
      version: '1',
      ...roundForm(app, { date: '27/11/2026', id: undefined }),
    });
    expectRefused(moved, 'date', 'ở khu đóng');
    const added = await staff.post(`/rounds/${round.id}/doors`, { householdId: doors[1]!.id });
    expect(added.status).toBe(303);
  });

  test('a request there says so, and is offered no round of those days', async () => {
    const request = await createRequest(app.db, app.ward, { household: doors[3]!, by: app.users.staff });
    await eveningRound(app, { startsAt: at('18:30', 27), endsAt: at('20:30', 27), households: [doors[2]!] });
    const page = async () => staff.get(`/requests/${request.id}`);
    expect(words(await page())).toContain('Xếp vào Tối thứ Sáu 27/11');
    await staff.post('/area-closures', closure({ confirmed: 'yes' }));
    expect(words(await page())).not.toContain('Xếp vào Tối thứ Sáu 27/11');
    expect(words(await page())).toContain('những ngày ấy không xếp cửa này vào buổi nào được');
  });
});
