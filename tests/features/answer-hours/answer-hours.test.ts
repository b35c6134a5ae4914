import { recordEvent } from '../../../src/features/audit/record';
import { askPlanner, MOST_WAITING } from '../../../src/features/rounds/planner-thread';
import { createCall, createGroup, createHousehold, createResident, createVisit } from '../../support/factories';
import { read, testApp, words, type TestAgent, type TestApp } from '../../support/test-app';
import { actorOf } from '../merges/book';

let app: TestApp;
let staff: TestAgent;
let group: { id: string; name: string };
let doors: { id: string; addressLine: string }[];

beforeAll(async () => {
  app = await testApp();
  staff = await app.as('staff');
  group = await createGroup(app.db, app.ward, '7');
  doors = await Promise.all(Array.from({ length: 60 }, (_, index) => createHousehold(app.db, app.ward, { address: `${2 * index + 2} Hàng Than`, residentialGroupId: group.id })));
  await createHousehold(app.db, app.ward, { address: '1 Hàng Bún' });
});
afterAll(() => app.close());
afterEach(async () => {
  await app.db.prisma.visit.deleteMany();
  laterBy(6);
});

/** Answers are kept for five minutes: each test looks later than the one before. */
const laterBy = (minutes: number) => app.setNow(new Date(app.context.now().getTime() + minutes * 60_000));
/** Something of the ward was written down, as every change is. */
const written = () => app.db.prisma.$transaction((tx) => recordEvent(tx, { actor: actorOf(app), action: 'visit.record', subject: { type: 'visit', id: null }, at: app.context.now() }));

/** Tuesday 17/11/2026 at that hour of Hà Nội. */
const tuesday = (hour: number, week = 0) => new Date(Date.UTC(2026, 10, 17 - 7 * week, hour - 7, 20));
const visit = (door: { id: string }, outcome: 'met' | 'nobody_home', arrivedAt: Date) => createVisit(app.db, app.ward, { household: door, by: app.users.officer, outcome, arrivedAt });

describe('the hours at which people open', () => {
  it('are shown by residential group, each with the tries behind it in words', async () => {
    for (const door of doors.slice(0, 24)) await visit(door, 'nobody_home', tuesday(18));
    for (const door of doors.slice(24, 48)) await visit(door, 'met', tuesday(19));
    await visit(doors[48]!, 'met', new Date('2026-11-21T13:00:00Z'));
    const response = await staff.get('/answer-hours');
    expect(response.status).toBe(200);
    const page = read(response);
    const row = page('tbody tr').toArray().map((each) => page(each)).find((each) => each.find('th').text().includes(group.name))!;
    const cell = (band: string) => row.find(`td[data-label="${band}"]`).text().replace(/\s+/g, ' ').trim();
    expect(row.find('th').text()).toContain('60 cửa');
    expect(cell('Ngày thường lúc 18 giờ')).toMatch(/^\d+ % 0 trong 24 lần$/);
    expect(cell('Ngày thường lúc 19 giờ')).toMatch(/^\d+ % hay gặp nhất 24 trong 24 lần$/);
    expect(cell('Tối thứ Bảy')).toMatch(/^\d+ % 1 trong 1 lần · ít số liệu$/);
    expect(cell('Tối Chủ nhật')).toMatch(/chưa đến lần nào · ít số liệu$/);
    const chance = (text: string) => Number(/^\d+/.exec(text)![0]);
    expect(chance(cell('Ngày thường lúc 18 giờ'))).toBeLessThan(chance(cell('Ngày thường lúc 19 giờ')) - 20);
    expect(page('tbody').text()).toContain('Chưa rõ tổ');
    expect(words(response)).toContain('Dựa trên 49 lượt thăm đã ghi');
  });

  it('of a ward without visits are what is to be expected anywhere, and say so', async () => {
    const response = await staff.get('/answer-hours');
    expect(response.status).toBe(200);
    expect(words(response)).not.toContain('hay gặp nhất');
    expect(words(response)).toContain('chưa đến lần nào · ít số liệu');
  });

  it('count nothing of another ward, and are shown to everybody without a way to plan for those who may not', async () => {
    const foreign = await createHousehold(app.db, app.otherWard, { address: '9 Tràng Tiền' });
    await createVisit(app.db, app.otherWard, { household: foreign, by: app.otherUsers.officer, arrivedAt: tuesday(18) });
    const chairman = await app.as('chairman');
    const response = await chairman.get('/answer-hours');
    expect(words(response)).toContain('Dựa trên 0 lượt thăm');
    expect(read(response)('a[href^="/rounds/new"], a[href="/away-doors"]')).toHaveLength(0);
  });
});

describe('doors that were away too often', () => {
  const awayFourTimes = async (door: { id: string }) => {
    for (const week of [0, 1, 2, 3]) await visit(door, 'nobody_home', tuesday(week % 2 ? 18 : 19, week));
  };

  it('are listed with what was tried and what to do instead', async () => {
    await createResident(app.db, app.ward, { household: doors[1]!, phone: '0912345678' });
    await awayFourTimes(doors[0]!);
    await awayFourTimes(doors[1]!);
    for (const week of [0, 1, 2]) await visit(doors[2]!, 'nobody_home', tuesday(18, week));
    const response = await staff.get('/away-doors');
    const page = read(response);
    expect(page('tbody tr').toArray().map((row) => page(row).text().replace(/\s+/g, ' ').trim())).toEqual([
      expect.stringMatching(/^4 Hàng Than .*4 lần không có ai .*Gọi điện hẹn giờ Ghi cuộc gọi tới 4 Hàng Than$/),
      expect.stringMatching(/^2 Hàng Than .*4 lần không có ai \(ngày thường lúc 19 giờ, ngày thường lúc 18 giờ\) Để lại giấy hẹn$/),
    ]);
    expect(read(await staff.get('/away-doors?instead=phone'))('tbody tr')).toHaveLength(1);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'household.list' } })).toBeGreaterThan(0);
  });

  it('that can be rung lead to the form of a call and back to the same place, and then say what came of it', async () => {
    await createResident(app.db, app.ward, { household: doors[3]!, phone: '0912345679' });
    for (const door of [doors[0]!, doors[3]!]) await awayFourTimes(door);
    const list = read(await staff.get('/away-doors?instead=phone'));
    const href = list(`#door-${doors[3]!.id} a.away-call`).attr('href')!;
    expect(href).toBe(`/households/${doors[3]!.id}/door-calls/new?list=away-doors&instead=phone`);
    expect(read(await staff.get('/away-doors'))(`#door-${doors[0]!.id} a.away-call`)).toHaveLength(0);
    const form = read(await staff.get(href));
    const hidden = Object.fromEntries(form('.call-form input[type=hidden]').toArray().map((input) => [form(input).attr('name')!, form(input).attr('value')!]));
    const saved = await staff.post(form('.call-form').attr('action')!, { ...hidden, outcome: 'agreed', calledOn: form('#calledOn').val(), times: [{ weekdays: ['6'], onDate: '', from: '08:00', to: '10:00' }] });
    expect([saved.status, saved.headers.location]).toEqual([303, `/away-doors?instead=phone&called=${doors[3]!.id}#door-${doors[3]!.id}`]);
    // Somebody is met meanwhile: the list stands as it was when the door was rung.
    await visit(doors[3]!, 'met', tuesday(20));
    const after = read(await staff.get(saved.headers.location!));
    const row = after(`#door-${doors[3]!.id}`);
    expect(row.text().replace(/\s+/g, ' ')).toContain('Đã gọi 26/11: ở nhà thứ Bảy 8:00–10:00');
    expect(row.find('a[href$="/requests/new"]').attr('href')).toBe(`/households/${doors[3]!.id}/requests/new`);
    await app.db.prisma.doorCall.deleteMany();
  });

  it('say nothing of a call that was withdrawn, or of long ago', async () => {
    await awayFourTimes(doors[0]!);
    await createCall(app.db, app.ward, { household: doors[0]!, by: app.users.staff, withdrawn: 'nhầm nhà' });
    await createCall(app.db, app.ward, { household: doors[0]!, by: app.users.staff, calledOn: '2026-05-01' });
    expect(words(await staff.get('/away-doors'))).not.toContain('Đã gọi');
    await app.db.prisma.doorCall.deleteMany();
  });

  it('are gone once somebody opened', async () => {
    await awayFourTimes(doors[0]!);
    expect(words(await staff.get('/away-doors'))).toContain('2 Hàng Than');
    await visit(doors[0]!, 'met', tuesday(20));
    await written();
    expect(words(await staff.get('/away-doors'))).not.toContain('2 Hàng Than');
  });

  it('are shown fifty a page in walking order, with a way on and back', async () => {
    for (const door of doors.slice(0, 53)) await awayFourTimes(door);
    const first = read(await staff.get('/away-doors'));
    expect(first('tbody tr')).toHaveLength(50);
    const second = read(await staff.get(first('a[rel=next]').attr('href')!));
    expect(second('tbody th a').toArray().map((link) => second(link).text())).toEqual(['102 Hàng Than', '104 Hàng Than', '106 Hàng Than']);
    expect(second('a[rel=prev]').attr('href')).toBe('/away-doors');
    expect((await staff.get('/away-doors?after=nonsense&instead=x')).status).toBe(200);
  });

  it('are the office\'s list', async () => {
    for (const role of ['officer', 'chairman'] as const) expect((await (await app.as(role)).get('/away-doors')).status).toBe(403);
    expect(words(await (await app.as('staff', 'other')).get('/away-doors'))).not.toContain('Hàng Than');
  });
});

describe('what is worked out for a whole ward', () => {
  it('is worked out once for all who ask at one moment, and kept: a list until something is written, the hours for some minutes', async () => {
    const crowd = await Promise.all(Array.from({ length: 2 * MOST_WAITING }, (_, index) => staff.get(index % 2 ? '/answer-hours' : '/away-doors')));
    expect(crowd.map(({ status }) => status)).toEqual(crowd.map(() => 200));
    for (const week of [0, 1, 2, 3]) await visit(doors[0]!, 'nobody_home', tuesday(18, week));
    expect(words(await staff.get('/away-doors'))).not.toContain('4 lần không có ai');
    await written();
    expect(words(await staff.get('/away-doors?after=' + doors[59]!.id))).not.toContain('4 lần không có ai');
    expect(words(await staff.get('/away-doors'))).toContain('4 lần không có ai');
    expect(words(await staff.get('/answer-hours'))).toContain('Dựa trên 0 lượt thăm');
    laterBy(6);
    expect(words(await staff.get('/answer-hours'))).toContain('Dựa trên 4 lượt thăm');
  });

  it('is said to be too much when too many wait, and works again afterwards', async () => {
    const waiting = Array.from({ length: MOST_WAITING }, () => askPlanner(app.context, app.ward.id, { kind: 'hours' }));
    const refused = await staff.get('/answer-hours');
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5']);
    for (const part of ['Đang bận tính cho nhiều người', 'những gì đã lưu vẫn còn nguyên', 'tải lại trang này']) expect(words(refused)).toContain(part);
    await Promise.all(waiting);
    expect((await staff.get('/answer-hours')).status).toBe(200);
  });
});
