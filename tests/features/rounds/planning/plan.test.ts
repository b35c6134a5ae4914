import { randomUUID } from 'node:crypto';
import { createGroup, createHousehold, createResident, createRound, createVisit } from '../../../support/factories';
import {
  attributesOf,
  clear,
  expectRefused,
  expectWords,
  read,
  sharedAgent,
  sharedApp,
  THURSDAY_MORNING,
  words,
} from '../../../support/test-app';
import {
  createAvailability,
  createDay,
  createPause,
  roundForm,
  wordsOfReasons,
  streetNumber,
} from '../../../support/worlds/rounds';

const app = sharedApp();
const admin = sharedAgent(app, 'admin');
const staff = sharedAgent(app, 'staff');

afterEach(() => clear(app, 'visit', 'roundClosure', 'round', 'householdPause', 'calendarDay', 'officerAvailability'));

let streets = 0;
let currentStreet = '';

/** Doors on a street that no other test uses. */
const newStreet = (...numbers: string[]) => {
  currentStreet = streetNumber((streets += 1));
  return Promise.all(
    numbers.map((number) => createHousehold(app.db, app.ward, { address: `${number} ${currentStreet}` })),
  );
};

const plan = (doors: { id: string }[], given: object = {}) =>
  roundForm(app, { to: '20:45', doors: doors.map(({ id }) => id), ...given });
const counts = async () => ({
  rounds: await app.db.prisma.round.count(),
  doors: await app.db.prisma.roundDoor.count(),
  officers: await app.db.prisma.roundOfficer.count(),
});
const NOTHING = { rounds: 0, doors: 0, officers: 0 };

describe('planning a round', () => {
  it('stores date, team, area, doors in walking order with the reason of each, a check code and an audit event', async () => {
    const doors = await newStreet('10', '2', '4');
    await createResident(app.db, app.ward, { household: doors[1]!, birthYear: 1945, vneidLevel: 'none' });
    const form = plan(doors, { note: 'Gặp tổ trưởng lúc 18:15.' });
    const response = await staff.post('/rounds', form);
    expect(response.status).toBe(303);
    expect(response.headers.location).toBe(`/rounds/${form.id}`);
    const round = await app.db.prisma.round.findUniqueOrThrow({
      where: { id: form.id },
      include: { roundDoors: { include: { household: true }, orderBy: { position: 'asc' } }, roundOfficers: true },
    });
    expect(round).toMatchObject({
      startsAt: new Date('2026-11-26T11:30:00Z'),
      endsAt: new Date('2026-11-26T13:45:00Z'),
      area: `Phố ${currentStreet}`,
      note: 'Gặp tổ trưởng lúc 18:15.',
      outOfHoursReason: null,
    });
    expect(round.code).toMatch(/^BĐ-[2346789ACDEFGHJKMNPQRTUVWXY]{3}$/);
    expect(
      round.roundDoors.map((door) => [door.position, door.household.houseNumber, wordsOfReasons(door.reasons)]),
    ).toEqual([
      [1, '2', 'Chưa đến lần nào; 81 tuổi, hộ một người; 1 người chưa có VNeID mức 2'],
      [2, '4', 'Chưa đến lần nào'],
      [3, '10', 'Chưa đến lần nào'],
    ]);
    expect(round.roundOfficers.map((officer) => officer.userId).sort()).toEqual(
      [app.users.officer.id, app.users.officer2.id].sort(),
    );
    const event = await app.db.prisma.auditEvent.findFirstOrThrow({ where: { subjectId: form.id } });
    expect(event).toMatchObject({ action: 'round.plan', actorName: 'Trần Văn Phòng', isChange: true });
  });

  it('takes the doors in the order of the numbers typed beside them', async () => {
    const doors = await newStreet('2', '4', '6');
    const form = plan(doors, { position: { [doors[0]!.id]: '9', [doors[1]!.id]: '', [doors[2]!.id]: '1' } });
    await staff.post('/rounds', form);
    const kept = await app.db.prisma.roundDoor.findMany({ where: { roundId: form.id }, orderBy: { position: 'asc' } });
    expect(kept.map((door) => door.householdId)).toEqual([doors[2]!.id, doors[1]!.id, doors[0]!.id]);
  });

  it('sent twice, or twice at one moment, is one round', async () => {
    const form = plan(await newStreet('2', '4'));
    const both = await Promise.all([staff.post('/rounds', form), staff.post('/rounds', form)]);
    const third = await staff.post('/rounds', form);
    expect([...both, third].map((response) => [response.status, response.headers.location])).toEqual(
      Array(3).fill([303, `/rounds/${form.id}`]),
    );
    expect(await counts()).toEqual({ rounds: 1, doors: 2, officers: 2 });
  });
});

describe('a plan that is not possible', () => {
  const refused = async (form: object, ...sentences: string[]) => {
    const response = await staff.post('/rounds', form);
    expect(response.status).toBe(422);
    expect(read(response)('title').text()).toMatch(/^Lỗi: /);
    for (const sentence of sentences) expect(words(response)).toContain(sentence);
    expect(await counts()).toEqual(NOTHING);
    return read(response);
  };

  it('with one officer is refused and keeps what was typed', async () => {
    const doors = await newStreet('2', '4');
    const lanes = [doors[0]!.laneKey];
    const page = await refused(
      plan(doors, {
        officers: [app.users.officer.id],
        note: 'Mang bút',
        lanes,
        position: { [doors[0]!.id]: '7', [doors[1]!.id]: '3' },
      }),
      'Một đội đi 2 người; đã chọn 1.',
    );
    expect(page('#note').val()).toBe('Mang bút');
    expect(attributesOf(page('input[name=officers]:checked'), 'value')).toEqual([app.users.officer.id]);
    expect(page('input[name=doors]:checked')).toHaveLength(2);
    expect(page(`input[name="position[${doors[0]!.id}]"]`).val()).toBe('7');
  });

  it('with the same officer twice, an account that is not an officer, or one of another ward is refused', async () => {
    const doors = await newStreet('2');
    await refused(plan(doors, { officers: [app.users.officer.id, app.users.officer.id] }), 'đã chọn 1');
    await refused(
      plan(doors, { officers: [app.users.officer.id, app.users.chairman.id] }),
      'Có người không còn trong đội',
    );
    await refused(
      plan(doors, { officers: [app.users.officer.id, app.otherUsers.officer.id] }),
      'Có người không còn trong đội',
    );
  });

  it.each([
    [
      'that ends before it starts',
      { from: '20:00', to: '19:00' },
      'Giờ kết thúc phải sau giờ bắt đầu, trong cùng một ngày.',
    ],
    [
      'across midnight, whatever the reason',
      { from: '22:00', to: '01:00', outOfHoursReason: 'Gia đình hẹn sau giờ tan ca' },
      'Giờ kết thúc phải sau giờ bắt đầu, trong cùng một ngày.',
    ],
    ['that is already over', { date: '2026-11-25' }, 'Giờ này đã qua.'],
    ['in a mistyped year', { date: '2062-11-26' }, 'còn xa hơn một năm'],
    ['on an impossible day', { date: '31/02/2027' }, 'Tháng 2 không có ngày 31.'],
    ['in a year long ago', { date: '24/11/0948' }, 'Năm chưa đúng'],
    ['without doors', { doors: [] }, 'Chọn ít nhất một cửa.'],
  ])('%s is refused', async (_name, given, sentence) => {
    await refused(plan(await newStreet('2'), given), sentence);
  });

  it.each(['date', 'from', 'to'])('without its %s is refused, and the field stays empty', async (field) => {
    const response = await staff.post('/rounds', plan(await newStreet('2'), { [field]: '' }));
    expect(response.status).toBe(422);
    expect(read(response)(`#${field}`).val()).toBe('');
    expect(read(response)(`#${field}-error`)).toHaveLength(1);
  });

  it('with 61 doors, or 500, is refused clearly', async () => {
    const doors = await newStreet(...Array.from({ length: 61 }, (_, index) => String(2 * index + 2)));
    const page = await refused(plan(doors, { lanes: [doors[0]!.laneKey] }), 'Một buổi nhiều nhất 60 cửa; đã chọn 61.');
    expect(page('[data-door-count]').text()).toBe('61 cửa, nhiều nhất 60: bỏ bớt 1 cửa');
    expect(page('[data-door-count] [hidden]')).toHaveLength(0);
    await refused(
      plan(Array.from({ length: 500 }, () => ({ id: randomUUID() }))),
      'Một buổi nhiều nhất 60 cửa; đã chọn 500.',
    );
  });

  it('with a door of another ward is refused', async () => {
    const foreign = await createHousehold(app.db, app.otherWard);
    await refused(plan([...(await newStreet('2')), foreign]), 'Có cửa không còn trong sổ.');
  });

  it('with a vacant or a paused door is refused and says which and why', async () => {
    const [first, second] = await newStreet('2', '4', '6');
    await app.db.prisma.household.update({ where: { id: second!.id }, data: { occupancy: 'vacant' } });
    await createPause(app, first!.id, { pausedFrom: new Date('2026-11-20'), pausedUntil: new Date('2026-12-30') });
    await refused(
      plan([first!, second!]),
      `2 ${currentStreet}: nhà có tang, đến hết 30/12/2026`,
      `4 ${currentStreet}: nhà trống`,
    );
  });

  it('is possible again once the pause was lifted or is over', async () => {
    const [door] = await newStreet('2');
    await createPause(app, door!.id, {
      kind: 'refusal',
      pausedFrom: new Date('2026-11-20'),
      pausedUntil: new Date('2026-11-25'),
    });
    expect((await staff.post('/rounds', plan([door!]))).status).toBe(303);
  });
});

describe('the hours of outreach', () => {
  const holiday = () => createDay(app, new Date('2026-12-01'), { name: 'Ngày hội phường' });

  it.each([
    [
      'a weekday at ten',
      { date: '2026-11-27', from: '10:00', to: '11:00' },
      'Thứ Sáu 27/11 là ngày làm việc; chỉ ra quân 18:00–21:00.',
    ],
    ['a holiday', { date: '2026-12-01' }, 'Thứ Ba 01/12 là ngày nghỉ: Ngày hội phường; không ra quân.'],
  ])('refuse %s, with the reason and a field for a written one', async (_name, given, sentence) => {
    await holiday();
    const doors = await newStreet('2');
    const response = await staff.post('/rounds', plan(doors, { ...given, outOfHoursReason: 'vội' }));
    expect(response.status).toBe(422);
    expect(words(response)).toContain(sentence);
    expect(read(response)('label[for=outOfHoursReason]').text()).toContain('Lý do ra quân ngoài khung giờ');
    expect(read(response)('#outOfHoursReason').val()).toBe('vội');
    expect(await counts()).toEqual(NOTHING);
  });

  it('refuse a Saturday declared a working day at ten, but not its evening', async () => {
    await createDay(app, new Date('2026-11-28'), { kind: 'swapped_working_day', name: 'Làm bù' });
    const doors = await newStreet('2');
    const morning = await staff.post('/rounds', plan(doors, { date: '2026-11-28', from: '10:00', to: '11:00' }));
    expect(morning.status).toBe(422);
    expect(words(morning)).toContain('Thứ Bảy 28/11 là ngày đi làm (Làm bù), tính như ngày thường');
    expect((await staff.post('/rounds', plan(doors, { date: '2026-11-28', from: '18:30', to: '20:30' }))).status).toBe(
      303,
    );
  });

  it('yield to a written reason, which is kept and shown on every page of the round', async () => {
    const reason = 'Cụ Sáu chỉ có con ở nhà buổi sáng';
    const form = plan(await newStreet('2'), {
      date: '2026-11-27',
      from: '10:00',
      to: '11:00',
      outOfHoursReason: reason,
    });
    expect((await staff.post('/rounds', form)).status).toBe(303);
    expect((await app.db.prisma.round.findUniqueOrThrow({ where: { id: form.id } })).outOfHoursReason).toBe(reason);
    for (const path of ['/rounds', `/rounds/${form.id}`, `/rounds/${form.id}/sheet`])
      expect(words(await staff.get(path))).toContain(reason);
    expect(read(await staff.get(`/rounds/${form.id}/edit`))('#outOfHoursReason').val()).toBe(reason);
    app.setNow(new Date('2026-11-27T02:00:00Z'));
    const thatDay = await app.as('staff');
    expect(words(await thatDay.get('/tonight'))).toContain(reason);
    app.setNow(THURSDAY_MORNING);
  });

  it('keep no reason that was not needed', async () => {
    const form = plan(await newStreet('2'), { outOfHoursReason: 'Không cần lý do nào' });
    await staff.post('/rounds', form);
    expect((await app.db.prisma.round.findUniqueOrThrow({ where: { id: form.id } })).outOfHoursReason).toBeNull();
  });
});

describe("the officers' availability", () => {
  const says = (officer: { id: string }, weekday: number, fromTime: string, toTime: string) =>
    createAvailability(app, officer.id, weekday, [fromTime, toTime]);
  const REASON = 'Chị Đội nhận đi thêm một tối';

  it.each([
    ['on other days', { weekday: 3, from: '18:00', to: '21:00' }, 'Nguyễn Thị Đội không rảnh thứ Năm.'],
    ['at other hours', { weekday: 4, from: '19:30', to: '21:00' }, 'Nguyễn Thị Đội chỉ rảnh 19:30–21:00 thứ Năm.'],
  ])(
    'holds a round %s back until there is a written reason, which is kept, shown and logged',
    async (_name, { weekday, from, to }, sentence) => {
      await says(app.users.officer, weekday, from, to);
      const form = plan(await newStreet('2'));
      const refused = await staff.post('/rounds', form);
      expectRefused(refused, 'outOfHoursReason', `${sentence} Đổi giờ, đổi người, hoặc ghi lý do (ít nhất 10 ký tự).`);
      expect(read(refused)('label[for=outOfHoursReason]').text()).toContain('Lý do ra quân ngoài giờ rảnh');
      expect(read(refused)('textarea[name=note]').val()).toBe(form.note);
      expect(await counts()).toEqual(NOTHING);
      expect((await staff.post('/rounds', { ...form, outOfHoursReason: REASON })).status).toBe(303);
      expect(await app.db.prisma.round.findUniqueOrThrow({ where: { id: form.id } })).toMatchObject({
        outOfHoursReason: REASON,
        answeredObjections: ['availability'],
      });
      for (const path of [`/rounds/${form.id}`, `/rounds/${form.id}/sheet`])
        expect(words(await staff.get(path))).toContain(`Ngoài giờ rảnh của người đi. Lý do: ${REASON}`);
      for (const path of ['/rounds', '/tonight'])
        expect(words(await staff.get(path))).toContain(`Ngoài giờ rảnh ${REASON}`);
      expect(
        (await app.db.prisma.auditEvent.findFirstOrThrow({ where: { subjectId: form.id, action: 'round.plan' } }))
          .details,
      ).toMatchObject({ outOfHoursReason: REASON });
    },
  );

  it('asks for no reason if they go within it, or have given none', async () => {
    await says(app.users.officer, 4, '18:00', '21:00');
    expect((await staff.post('/rounds', plan(await newStreet('2')))).status).toBe(303);
  });

  it('is shown beside the ward’s own hours, and one reason answers both', async () => {
    await says(app.users.officer2, 4, '18:00', '21:00');
    const form = plan(await newStreet('2'), { date: '2026-11-27', from: '10:00', to: '11:00' });
    const refused = words(await staff.post('/rounds', form));
    expectWords(refused, 'Buổi này ngoài khung giờ ra quân.', 'không rảnh thứ Sáu.', 'là ngày làm việc');
    expect((await staff.post('/rounds', { ...form, outOfHoursReason: REASON })).status).toBe(303);
    expect(words(await staff.get(`/rounds/${form.id}`))).toContain(
      `Ngoài khung giờ ra quân và giờ rảnh của người đi. Lý do: ${REASON}`,
    );
  });

  it('is checked on the form as soon as an officer is chosen, and when a round is moved', async () => {
    const form = plan(await newStreet('2'));
    await staff.post('/rounds', form);
    await says(app.users.officer, 4, '17:00', '19:00');
    const draft = read(await staff.post('/rounds/draft', { ...form, id: randomUUID() }));
    expect(draft('#outOfHoursReason')).toHaveLength(1);
    const edit = {
      version: '1',
      date: '2026-11-26',
      from: '19:00',
      to: '20:30',
      officers: form.officers,
      note: '',
      outOfHoursReason: '',
    };
    expect((await staff.post(`/rounds/${form.id}/edit`, edit)).status).toBe(422);
    expect((await staff.post(`/rounds/${form.id}/edit`, { ...edit, outOfHoursReason: REASON })).status).toBe(303);
    expect(await app.db.prisma.round.findUniqueOrThrow({ where: { id: form.id } })).toMatchObject({
      outOfHoursReason: REASON,
      version: 2,
    });
  });
});

describe('two plans for one officer or one door', () => {
  it('say who is where and when', async () => {
    const doors = await newStreet('2', '4');
    const first = plan([doors[0]!]);
    await staff.post('/rounds', first);
    const { code } = await app.db.prisma.round.findUniqueOrThrow({ where: { id: first.id } });
    const officers = await staff.post('/rounds', plan([doors[1]!], { from: '20:00', to: '21:00' }));
    expect(officers.status).toBe(422);
    expect(words(officers)).toContain(`Nguyễn Thị Đội đã có buổi ${code}, tối thứ Năm 26/11, 18:30–20:45`);
    const door = await staff.post('/rounds', plan([doors[0]!], { date: '2026-11-30' }));
    expect(door.status).toBe(422);
    expect(words(door)).toContain(`2 ${currentStreet}: đang ở buổi ${code}, tối thứ Năm 26/11, 18:30–20:45`);
    expect((await counts()).rounds).toBe(1);
  });

  it('that follow one another on one evening are two rounds', async () => {
    const doors = await newStreet('2', '4');
    await staff.post('/rounds', plan([doors[0]!], { from: '18:00', to: '19:00' }));
    expect((await staff.post('/rounds', plan([doors[1]!], { from: '19:00', to: '20:00' }))).status).toBe(303);
  });

  it('sent at one moment for one team: one is planned, the other says why not', async () => {
    const doors = await newStreet('2', '4');
    const answers = await Promise.all([
      staff.post('/rounds', plan([doors[0]!])),
      admin.post(
        '/rounds',
        plan([doors[1]!], { from: '19:00', to: '20:30', officers: [app.users.officer2.id, app.users.officer.id] }),
      ),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([303, 422]);
    expect(words(answers.find((answer) => answer.status === 422)!)).toContain('đã có buổi BĐ-');
    expect(await counts()).toEqual({ rounds: 1, doors: 1, officers: 2 });
  });

  it('sent at one moment for one door: one is planned, the other says why not', async () => {
    const doors = await newStreet('2', '4', '6');
    const answers = await Promise.all([
      staff.post('/rounds', plan(doors)),
      admin.post('/rounds', plan([...doors].reverse(), { date: '2026-11-30' })),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([303, 422]);
    expect(words(answers.find((answer) => answer.status === 422)!)).toContain('đang ở buổi BĐ-');
    expect(await counts()).toEqual({ rounds: 1, doors: 3, officers: 2 });
  });
});

describe('the planning page', () => {
  it('offers the next allowed evening, and the lanes with how well they are known', async () => {
    await createDay(app, new Date('2026-11-27'), { name: 'Nghỉ' });
    const [door] = await newStreet('2', '4');
    await createVisit(app.db, app.ward, {
      household: door!,
      by: app.users.officer,
      arrivedAt: new Date('2026-11-12T12:00:00Z'),
    });
    const response = await staff.get('/rounds/new');
    expect(read(response)('#date').val()).toBe('26/11/2026');
    app.setNow(new Date('2026-11-26T12:00:00Z'));
    const evening = await app.as('staff');
    expect(read(await evening.get('/rounds/new'))('#date').val()).toBe('28/11/2026');
    app.setNow(THURSDAY_MORNING);
    expect(words(response)).toContain(
      'tự chọn mấy ngõ liền nhau cần đến nhất, và ghé những nhà đang chờ hoặc rất cần đội ở nơi khác',
    );
    expect(words(response)).toContain(`Phố ${currentStreet}, bên số chẵn 2 cửa · 1 chưa đến · lần cuối 12/11`);
  });

  it('shows the doors of the lanes with their reasons, ticks a sensible evening, and disables what cannot be planned', async () => {
    const doors = await newStreet('2', '4', '6', '8');
    await app.db.prisma.household.update({ where: { id: doors[0]!.id }, data: { occupancy: 'vacant' } });
    await createRound(app.db, app.ward, { by: app.users.staff, officers: [], households: [doors[1]!], code: 'BĐ-XYZ' });
    const response = await staff.post('/rounds/draft', {
      date: '2026-11-30',
      from: '18:30',
      to: '20:00',
      lanes: [doors[0]!.laneKey],
      note: 'Giữ chữ này',
    });
    expect(response.status).toBe(200);
    const page = read(response);
    expect(attributesOf(page('input[name=doors]:checked'), 'value')).toEqual([doors[2]!.id, doors[3]!.id]);
    expect(page('input[name=doors]:disabled')).toHaveLength(2);
    expect(words(response)).toContain('Nhà trống');
    expect(words(response)).toContain('Đang ở buổi BĐ-XYZ, tối thứ Năm 26/11, 18:30–20:45');
    expect(words(response)).toContain('Chưa đến lần nào');
    expect(words(response)).toContain('2 cửa, nhiều nhất 60');
    expect(page('[data-door-count-over]').is('[hidden]')).toBe(true);
    expect(page('#note').val()).toBe('Giữ chữ này');
    expect((await counts()).rounds).toBe(1);
  });

  it('leaves out removed doors when lanes are added', async () => {
    const doors = await newStreet('2', '3');
    const [even, odd] = doors;
    const page = read(
      await staff.post('/rounds/draft', {
        date: '2026-11-30',
        from: '18:30',
        to: '20:00',
        lanes: [even!.laneKey, odd!.laneKey],
        doors: [],
        position: { [even!.id]: '1' },
      }),
    );
    expect(attributesOf(page('input[name=doors]:checked'), 'value')).toEqual([odd!.id]);
  });

  it('can be opened by a link with group and lane, and shows only the doors of the group', async () => {
    const group = await createGroup(app.db, app.ward, '7');
    const doors = await newStreet('2', '4');
    await app.db.prisma.household.update({ where: { id: doors[0]!.id }, data: { residentialGroupId: group.id } });
    const page = read(await staff.get(`/rounds/new?group=${group.id}&lanes=${encodeURIComponent(doors[0]!.laneKey)}`));
    expect(page('#group option:selected').text()).toBe('Tổ dân phố số 7');
    expect(attributesOf(page('input[name=doors]'), 'value')).toEqual([doors[0]!.id]);
  });

  it('says at once if the typed time is outside the hours, and when officers are free', async () => {
    await app.db.prisma.officerAvailability.createMany({
      data: [
        { wardId: app.ward.id, userId: app.users.officer.id, weekday: 5, fromTime: '18:00', toTime: '21:00' },
        { wardId: app.ward.id, userId: app.users.officer2.id, weekday: 6, fromTime: '08:00', toTime: '11:00' },
      ],
    });
    const evening = await staff.post('/rounds/draft', { date: '2026-11-27', from: '18:30', to: '20:30' });
    expectWords(evening, 'Nguyễn Thị Đội rảnh 18:00–21:00', 'Phạm Minh Viên không rảnh thứ Sáu');
    expect(read(evening)('#outOfHoursReason')).toHaveLength(0);
    const morning = await staff.post('/rounds/draft', { date: '2026-11-27', from: '10:00', to: '11:00' });
    expect(words(morning)).toContain('Thứ Sáu 27/11 là ngày làm việc');
    expect(read(morning)('#outOfHoursReason')).toHaveLength(1);
  });

  it('ignores nonsense in the address', async () => {
    expect((await staff.get('/rounds/new?date=x&from=99:99&group=y&lanes=%25&position=1&doors=z')).status).toBe(200);
  });
});

describe('who may plan', () => {
  it("no user may use the id of another ward's round", async () => {
    const foreign = await createRound(app.db, app.otherWard, {
      by: app.otherUsers.staff,
      officers: [app.otherUsers.officer],
    });
    expect((await staff.post('/rounds', plan(await newStreet('2'), { id: foreign.id }))).status).toBe(404);
    expect((await counts()).rounds).toBe(1);
  });
});
