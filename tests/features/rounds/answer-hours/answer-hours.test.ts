import type { Response } from 'supertest';
import { recordEvent } from '../../../../src/features/office/audit/record';
import { DEFAULT_OPTIONS } from '../../../../src/features/rounds/planner/planner-input';
import { askPlanner, MAX_WAITING } from '../../../../src/features/rounds/planner-thread/planner-thread';
import {
  createCall,
  createGroup,
  createHousehold,
  createResident,
  createRound,
  createVisit,
} from '../../../support/factories';
import { clear, expectWords, read, sharedAgent, sharedApp, textsOf, words } from '../../../support/test-app';
import { createPause, street } from '../../../support/worlds/rounds';
import { actorOf } from '../../../support/worlds/office';

const app = sharedApp();
const staff = sharedAgent(app, 'staff');
let group: { id: string; name: string };
let doors: { id: string; addressLine: string }[];

beforeAll(async () => {
  group = await createGroup(app.db, app.ward, '7');
  doors = await street(app, 60, { residentialGroupId: group.id });
  await createHousehold(app.db, app.ward, { address: '1 Hàng Bún' });
});
afterEach(async () => {
  await app.db.prisma.visit.deleteMany();
  laterBy(6);
});

/** Answers are cached for five minutes, so each test looks later than the one before. */
const laterBy = (minutes: number) => app.setNow(new Date(app.context.now().getTime() + minutes * 60_000));
/** Something in the ward was written, as every change is. */
const written = () =>
  app.db.prisma.$transaction((tx) =>
    recordEvent(tx, {
      actor: actorOf(app),
      action: 'visit.record',
      subject: { type: 'visit', id: null },
      at: app.context.now(),
    }),
  );

/** Tuesday 17/11/2026 at the given hour in Hà Nội. */
const tuesday = (hour: number, week = 0) => new Date(Date.UTC(2026, 10, 17 - 7 * week, hour - 7, 20));
const visit = (door: { id: string }, outcome: 'met' | 'nobody_home', arrivedAt: Date) =>
  createVisit(app.db, app.ward, { household: door, by: app.users.officer, outcome, arrivedAt });

describe('the hours at which people open the door', () => {
  it('are shown by residential group, each with the tries behind it in words', async () => {
    for (const door of doors.slice(0, 24)) await visit(door, 'nobody_home', tuesday(18));
    for (const door of doors.slice(24, 48)) await visit(door, 'met', tuesday(19));
    await visit(doors[48]!, 'met', new Date('2026-11-21T13:00:00Z'));
    const response = await staff.get('/answer-hours');
    expect(response.status).toBe(200);
    const page = read(response);
    const row = page('tbody tr')
      .toArray()
      .map((each) => page(each))
      .find((each) => each.find('th').text().includes('Tổ 7'))!;
    const cell = (band: string) => row.find(`td[data-label="${band}"]`).text().replace(/\s+/g, ' ').trim();
    expect(row.find('th').text()).toContain('60 cửa');
    expect(cell('Ngày thường lúc 18 giờ')).toBe('0 % 0/24 lần');
    expect(cell('Ngày thường lúc 19 giờ')).toBe('100 % ▲ hay gặp nhất 24/24 lần');
    expect(cell('Tối thứ Bảy')).toMatch(/^ước \d+ % 1\/1 lần$/);
    expect(cell('Tối Chủ nhật')).toMatch(/chưa đến$/);
    expect(page('tbody').text()).toContain('Chưa rõ tổ');
    expect(words(response)).toContain('trong 49 lượt thăm của phường');
  });

  it('are the general expectation for a ward without visits, and say so', async () => {
    const response = await staff.get('/answer-hours');
    expect(response.status).toBe(200);
    expect(read(response)('.hours-best')).toHaveLength(0);
    expect(words(response)).toContain('% chưa đến');
  });

  it('count nothing of another ward, and are shown to all users, with no way to plan for users who may not', async () => {
    const foreign = await createHousehold(app.db, app.otherWard, { address: '9 Tràng Tiền' });
    await createVisit(app.db, app.otherWard, {
      household: foreign,
      by: app.otherUsers.officer,
      arrivedAt: tuesday(18),
    });
    const chairman = await app.as('chairman');
    const response = await chairman.get('/answer-hours');
    expect(words(response)).toContain('trong 0 lượt thăm của phường');
    expect(read(response)('a[href^="/rounds/new"], a[href="/doors-to-call"]')).toHaveLength(0);
  });
});

describe('households to call before knocking', () => {
  const addPhones = async (...numbers: number[]) => {
    for (const number of numbers)
      await createResident(app.db, app.ward, {
        household: doors[number]!,
        phone: `09123456${String(number).padStart(2, '0')}`,
      });
  };
  const awayFourTimes = async (door: { id: string }) => {
    for (const week of [0, 1, 2, 3]) await visit(door, 'nobody_home', tuesday(week % 2 ? 18 : 19, week));
  };
  const textOf = (row: { text(): string }) => row.text().replace(/\s+/g, ' ').trim();
  const rowOf = async (path: string, door: { id: string }) => textOf(read(await staff.get(path))(`#door-${door.id}`));
  /** The doors of a page that may be called, in their order. */
  const callableDoors = async (path: string) => {
    const page = read(await staff.get(path));
    return textsOf(page('tr:has(a.btn) th a'));
  };
  /** Opens the call form from the list, and sends it. */
  const callFrom = async (path: string, door: { id: string }, given: object) => {
    const form = read(await staff.get(read(await staff.get(path))(`#door-${door.id} a.btn`).attr('href')!));
    const hidden = Object.fromEntries(
      form('.call-form input[type=hidden]')
        .toArray()
        .map((input) => [form(input).attr('name')!, form(input).attr('value')!]),
    );
    const saved = await staff.post(form('.call-form').attr('action')!, {
      ...hidden,
      calledOn: form('#calledOn').val(),
      ...given,
    });
    expect(saved.status).toBe(303);
    return saved.headers.location!;
  };
  const SATURDAY = { outcome: 'agreed', times: [{ weekdays: ['6'], onDate: '', from: '08:00', to: '10:00' }] };

  afterEach(() => clear(app, 'doorCall', 'round', 'householdMembership'));

  it('are listed lane by lane with who lives there and what was tried; only the form shows the number', async () => {
    await createResident(app.db, app.ward, { household: doors[1]!, phone: '0912345678', birthYear: 1944 });
    await addPhones(2);
    await visit(doors[2]!, 'nobody_home', tuesday(18));
    const response = await staff.get('/doors-to-call');
    const page = read(response);
    expect(page('h1').text()).toBe('Gọi hẹn trước');
    expect(textsOf(page('tbody th[scope=rowgroup]'))).toEqual(['Phố Hàng Than, bên số chẵn']);
    expect(
      page('tbody tr[id]')
        .toArray()
        .map((row) => textOf(page(row))),
    ).toEqual([
      expect.stringMatching(/^4 Hàng Than 82 tuổi.*Chưa đến lần nào.*chưa gọi Xem số để gọi 4 Hàng Than$/),
      expect.stringMatching(/^6 Hàng Than .*1 lần vắng lúc 18 giờ.*chưa gọi Xem số để gọi 6 Hàng Than$/),
    ]);
    expect(words(response)).not.toMatch(/0912 ?345 ?678/);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'household.list' } })).toBeGreaterThan(0);
  });

  it('begin with those in need who were tried in vain, even if a round goes there, and say which round', async () => {
    await createResident(app.db, app.ward, { household: doors[3]!, phone: '0912345679', birthYear: 1944 });
    await addPhones(1, 2);
    await visit(doors[3]!, 'nobody_home', tuesday(18));
    await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [app.users.officer],
      households: [doors[2]!, doors[3]!],
      startsAt: new Date('2026-12-01T18:00:00+07:00'),
      code: 'BĐ-GOI',
    });
    await written();
    const page = read(await staff.get('/doors-to-call'));
    expect(
      page('tbody tr[id]')
        .toArray()
        .map((row) => textOf(page(row))),
    ).toEqual([
      expect.stringMatching(
        /^8 Hàng Than 82 tuổi.*1 lần vắng lúc 18 giờ.*Đang ở buổi BĐ-GOI, tối thứ Ba 01\/12.*chưa gọi Xem số để gọi 8 Hàng Than$/,
      ),
      expect.stringMatching(/^4 Hàng Than .*chưa gọi Xem số để gọi 4 Hàng Than$/),
    ]);
  });

  it('on a round show at once, back in the list, that the round does not fit what was agreed', async () => {
    await createResident(app.db, app.ward, { household: doors[3]!, phone: '0912345679', birthYear: 1944 });
    await visit(doors[3]!, 'nobody_home', tuesday(18));
    await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [app.users.officer],
      households: [doors[3]!],
      startsAt: new Date('2026-12-01T18:00:00+07:00'),
      code: 'BĐ-GOI',
    });
    await written();
    const response = await staff.get((await callFrom('/doors-to-call', doors[3]!, SATURDAY)).split('#')[0]!);
    expect(textOf(read(response)(`#door-${doors[3]!.id}`))).toMatch(
      /ở nhà thứ Bảy 8:00–10:00\. Nhà này đang ở buổi BĐ-GOI, tối thứ Ba 01\/12, 18:00–20:15, không đúng giờ vừa hẹn\./,
    );
    expect(words(response).match(/không đúng giờ vừa hẹn/g)).toHaveLength(1);
  });

  it('say how often and at what interval the office calls, like the planner', async () => {
    const { restAfterCall, restAfterRefusal, maxCalls, maxTries, restAfterGivingUp } = DEFAULT_OPTIONS;
    expect(words(await staff.get('/doors-to-call'))).toContain(
      `${restAfterCall} ngày sau mới gọi lại, chưa muốn tiếp thì ${restAfterRefusal} ngày, nửa năm nhiều nhất ${maxCalls} lần`,
    );
    expect(words(await staff.get('/doors-to-call?instead=card'))).toContain(
      `vắng từ ${maxTries} lần liền mà không có số nào để gọi. Gợi ý cửa để yên ${restAfterGivingUp} ngày`,
    );
  });

  it('exclude those without a number, which get a card once they were away too often', async () => {
    await awayFourTimes(doors[0]!);
    for (const week of [0, 1, 2]) await visit(doors[2]!, 'nobody_home', tuesday(18, week));
    const empty = words(await staff.get('/doors-to-call'));
    expectWords(empty, 'Không còn nhà nào cần gọi', 'Gọi điện (0)', 'Để lại giấy báo (1)');
    const page = read(await staff.get('/doors-to-call?instead=card'));
    expect(
      page('tbody tr[id]')
        .toArray()
        .map((row) => textOf(page(row))),
    ).toEqual([expect.stringMatching(/^2 Hàng Than 4 lần vắng lúc 18, 19 giờ chưa gọi$/)]);
  });

  it.each<[string, object, string]>([
    [
      'agreed on a time',
      SATURDAY,
      'Vừa gọi: ở nhà thứ Bảy 8:00–10:00. Họ còn nhờ việc gì thì ghi đề nghị của 8 Hàng Than.',
    ],
    ['did not answer', { outcome: 'no_answer' }, 'Vừa gọi: không nghe máy hoặc chưa hẹn được.'],
    ['want no visit', { outcome: 'declined' }, 'Vừa gọi: chưa muốn tiếp.'],
    ['have another number', { outcome: 'wrong_number' }, 'Vừa gọi: sai số.'],
  ])('once called are shown once more, then leave the list: who %s', async (_who, given, said) => {
    await addPhones(2, 3, 4);
    expect(await callableDoors('/doors-to-call')).toEqual(['6 Hàng Than', '8 Hàng Than', '10 Hàng Than']);
    const back = await callFrom('/doors-to-call', doors[3]!, given);
    expect(back).toBe(`/doors-to-call?called=${doors[3]!.id}#door-${doors[3]!.id}`);
    const page = read(await staff.get(back));
    expect(textsOf(page('tbody tr[id] th a'))).toEqual(['6 Hàng Than', '8 Hàng Than', '10 Hàng Than']);
    expect(textOf(page(`#door-${doors[3]!.id}`))).toBe(`8 Hàng Than ${said}`);
    expect(page('nav.filters').text()).toContain('Gọi điện (2)');
    // The next household: the list continues, whatever else was written meanwhile.
    expect(await callableDoors(await callFrom(back, doors[4]!, { outcome: 'no_answer' }))).toEqual(['6 Hàng Than']);
    expect(await callableDoors('/doors-to-call')).toEqual(['6 Hàng Than']);
  });

  it('return when the call is withdrawn, or days after it, unless a time was agreed', async () => {
    await addPhones(2, 3);
    const back = await callFrom('/doors-to-call', doors[2]!, { outcome: 'no_answer' });
    await callFrom('/doors-to-call', doors[3]!, SATURDAY);
    expect(await callableDoors('/doors-to-call')).toEqual([]);
    const first = await app.db.prisma.doorCall.findFirstOrThrow({ where: { householdId: doors[2]!.id } });
    expect((await staff.post(`/door-calls/${first.id}/withdrawal`, { reason: 'nhầm nhà' })).status).toBe(303);
    expect(await callableDoors('/doors-to-call')).toEqual(['6 Hàng Than']);
    expect(await callableDoors(back)).toEqual(['6 Hàng Than']);
    await app.db.prisma.doorCall.deleteMany({ where: { id: first.id } });
    await createCall(app.db, app.ward, { household: doors[2]!, by: app.users.staff, calledOn: '2026-11-20' });
    await written();
    expect(await rowOf('/doors-to-call', doors[2]!)).toContain('Đã gọi 20/11: không nghe máy hoặc chưa hẹn được');
    expect(await callableDoors('/doors-to-call')).toEqual(['6 Hàng Than']);
  });

  it('leave the list once they are paused, even if the list was made earlier', async () => {
    await addPhones(2, 3, 4);
    const back = await callFrom('/doors-to-call', doors[2]!, { outcome: 'no_answer' });
    await createPause(app, doors[3]!.id, { pausedFrom: new Date('2026-11-25'), createdAt: new Date('2026-11-25') });
    expect(await callableDoors(back)).toEqual(['10 Hàng Than']);
    await app.db.prisma.householdPause.deleteMany();
  });

  it('exclude those on an open round', async () => {
    await addPhones(2, 3);
    await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [app.users.officer, app.users.officer2],
      households: [doors[2]!],
      startsAt: new Date('2026-11-27T11:30:00Z'),
    });
    expect(await callableDoors('/doors-to-call')).toEqual(['8 Hàng Than']);
  });

  it('leave the list once a resident opened', async () => {
    await addPhones(2);
    expect(await callableDoors('/doors-to-call')).toEqual(['6 Hàng Than']);
    await visit(doors[2]!, 'met', tuesday(20));
    await written();
    expect(await callableDoors('/doors-to-call')).toEqual([]);
  });

  it('are shown fifty a page, with links forward and back that hold while doors leave the list', async () => {
    await addPhones(...Array.from({ length: 53 }, (_, number) => number));
    const first = read(await staff.get('/doors-to-call'));
    expect(first('tbody tr[id]')).toHaveLength(50);
    const second = first('a[rel=next]').attr('href')!;
    expect(await callableDoors(second)).toEqual(['102 Hàng Than', '104 Hàng Than', '106 Hàng Than']);
    const onSecond = read(await staff.get(second));
    expect(onSecond('a[rel=prev]').attr('href')).toBe('/doors-to-call');
    expect([first, onSecond].map((page) => page('.pager span').text())).toEqual(['Trang 1/2', 'Trang 2/2']);
    const back = await callFrom(second, doors[51]!, { outcome: 'no_answer' });
    expect(back).toBe(`${second}&called=${doors[51]!.id}#door-${doors[51]!.id}`);
    await callFrom('/doors-to-call', doors[49]!, { outcome: 'no_answer' });
    expect(await callableDoors(back)).toEqual(['102 Hàng Than', '106 Hàng Than']);
    expect((await staff.get('/doors-to-call?after=nonsense&instead=x&called=y')).status).toBe(200);
  });

  it('are not listed for another ward', async () => {
    await addPhones(2);
    const other = await app.as('staff', 'other');
    for (const path of ['/doors-to-call', `/doors-to-call?called=${doors[2]!.id}`])
      expect(words(await other.get(path))).not.toContain('Hàng Than');
  });
});

describe('an answer for a whole ward', () => {
  it('is computed once for concurrent callers and cached: a list until something is written, the hours for some minutes', async () => {
    const crowd = await Promise.all(
      Array.from({ length: 2 * MAX_WAITING }, (_, index) => staff.get(index % 2 ? '/answer-hours' : '/doors-to-call')),
    );
    expect(crowd.map(({ status }) => status)).toEqual(crowd.map(() => 200));
    for (const week of [0, 1, 2, 3]) await visit(doors[0]!, 'nobody_home', tuesday(18, week));
    expect(words(await staff.get('/doors-to-call?instead=card'))).not.toContain('4 lần vắng');
    await written();
    expect(words(await staff.get('/doors-to-call?instead=card&after=' + doors[59]!.id))).not.toContain('4 lần vắng');
    expect(words(await staff.get('/doors-to-call?instead=card'))).toContain('4 lần vắng');
    expect(words(await staff.get('/answer-hours'))).toContain('trong 0 lượt thăm của phường');
    laterBy(6);
    expect(words(await staff.get('/answer-hours'))).toContain('trong 4 lượt thăm của phường');
  });

  it('is refused while too many wait, and works again afterwards', async () => {
    const holder = await app.db.pool.connect();
    let crowd: Promise<unknown>[];
    let refused: Response;
    try {
      // The first question reads the ward, which waits for this lock; the others wait for the first.
      await holder.query('BEGIN; LOCK TABLE reach_turn');
      crowd = Array.from({ length: MAX_WAITING }, () => askPlanner(app.context, app.ward.id, { kind: 'hours' }));
      refused = await staff.get('/answer-hours');
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5']);
    expectWords(refused, 'Đang bận việc của nhiều người', 'những gì đã lưu vẫn còn nguyên', 'tải lại trang này');
    await Promise.all(crowd);
    expect((await staff.get('/answer-hours')).status).toBe(200);
  });
});
