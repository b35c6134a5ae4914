import {
  createHousehold,
  createRequest,
  createResident,
  createRound,
  createService,
  createVisit,
} from '../../../support/factories';
import {
  clear,
  expectRefused,
  expectWords,
  read,
  sharedAgent,
  sharedApp,
  textsOf,
  THURSDAY_MORNING,
  words,
  type TestAgent,
} from '../../../support/test-app';
import { createPause } from '../../../support/worlds/rounds';

const app = sharedApp();
const staff = sharedAgent(app, 'staff');
const officer = sharedAgent(app, 'officer');
let minutes = 0;

// Lists are kept while the ward and the minute are the same, and what these tests store is no change that the log knows.
beforeEach(() => app.setNow(new Date(THURSDAY_MORNING.getTime() + (minutes += 1) * 60_000)));
afterEach(() => clear(app, 'supportRequestClosure', 'supportRequest'));

const door = (address?: string) => createHousehold(app.db, app.ward, address ? { address } : {});
const stored = () =>
  app.db.prisma.supportRequest.findMany({
    include: {
      wishes: { orderBy: { position: 'asc' } },
      services: { orderBy: { position: 'asc' } },
      closures: true,
    },
  });
const filled = (given: object = {}) => ({
  id: crypto.randomUUID(),
  residentId: '',
  channel: 'phone',
  contactName: 'chị Mai',
  contactPhone: '0912 345 678',
  publicServiceId: '',
  what: 'Cài VNeID cho bà',
  receivedOn: '26/11/2026',
  promisedBy: '03/12/2026',
  accept: '1',
  wishes: [{ weekdays: ['6', '7'], onDate: '', from: '08:00', to: '11:00' }],
  ...given,
});

describe('the search for the door of a request', () => {
  /** The callback numbers in the forms that a search opens: of the person, of the door, of a door that is not found. */
  const phonesAfter = async (q: string) => {
    const form = { q, purpose: 'request' };
    const page = await officer.get((await officer.post('/searches', form)).headers.location!);
    const phones = new Set<string>();
    for (const answer of [page, await officer.post('/search-results', form)]) {
      const results = read(answer)('[data-found]');
      expect(results.html()).not.toContain('345678');
      for (const link of ['.people strong a', '.door-list a', 'a[href^="/public-requests/new"]']) {
        const href = results.find(link).first().attr('href');
        if (href) phones.add(`${read(await officer.get(href))('#contactPhone, #senderPhone').val()}`);
      }
    }
    return [...phones];
  };

  beforeAll(async () => {
    const household = await door('25 Ngũ Xã');
    await createResident(app.db, app.ward, { fullName: 'Hồ Thị Sen', phone: '0912345678', household });
  });

  it.each(['0912345678', '912 345 678', '+84 912.345.678', '0084 (0)912-345-678'])(
    'by the telephone %s enters it for calling back',
    async (q) => expect(await phonesAfter(q)).toEqual(['0912 345 678']),
  );

  it.each(['0912345', 'ho thi sen', '25 ngu xa'])('by %s enters no telephone', async (q) =>
    expect(await phonesAfter(q)).toEqual(['']),
  );

  it('enters nothing for words that another ward sealed', async () => {
    const other = await app.as('staff', 'other');
    const found = await other.post('/searches', { q: '0912345678', purpose: 'request' });
    const caller = new URL(found.headers.location!, 'http://x').searchParams.get('words');
    const form = read(await officer.get(`/public-requests/new?caller=${caller}`));
    expect(form('#senderPhone').val()).toBe('');
  });
});

describe('a request for help', () => {
  it('for any day and hour has no agreed hour', async () => {
    const household = await door();
    await staff.post(
      `/households/${household.id}/requests`,
      filled({ wishes: [{ weekdays: ['1', '2', '3', '4', '5', '6', '7'], onDate: '', from: '', to: '' }] }),
    );
    expect(await stored()).toMatchObject([{ wishes: [] }]);
  });

  it('typed by hand for a household with an open one warns, the office and an officer alike', async () => {
    const household = await door();
    const warning = async (agent: TestAgent) =>
      read(await agent.get(`/households/${household.id}/requests/new`))('.alert-warning');
    expect((await warning(staff)).text()).toBe('');
    const { id } = await createRequest(app.db, app.ward, { household, by: app.users.staff });
    for (const agent of [staff, officer]) {
      expect((await warning(agent)).text()).toContain('Hộ này đang có đề nghị chưa xong.');
      const href = (await warning(agent)).find('a').attr('href')!;
      expect([href, (await agent.get(href)).status]).toEqual([`/requests/${id}`, 200]);
    }
    expect((await warning(officer)).text()).toContain('báo văn phòng sửa, đừng ghi lần nữa');
    await createRequest(app.db, app.ward, { household: await door(), by: app.users.staff });
    expect((await warning(staff)).find('a')).toHaveLength(1);
  });

  it('is recorded from a phone call with preferred times, accepted at once, shown and logged', async () => {
    const household = await door('48A Phạm Hồng Thái');
    const vi = await createResident(app.db, app.ward, { fullName: 'Nguyễn Thị Vi', household });
    const saved = await staff.post(`/households/${household.id}/requests`, filled({ residentId: vi.id }));
    expect(saved.status).toBe(303);
    const [request] = await stored();
    expect(request).toMatchObject({
      householdId: household.id,
      residentId: vi.id,
      channel: 'phone',
      contactName: 'chị Mai',
      contactPhone: '0912345678',
      isOpen: true,
      acceptedBy: app.users.staff.id,
      wishes: [{ weekdays: [6, 7], fromTime: '08:00', toTime: '11:00', onDate: null }],
    });
    const page = words(await staff.get(`/requests/${request!.id}`));
    for (const part of [
      'Chờ xếp buổi',
      'Nguyễn Thị Vi',
      'thứ Bảy, Chủ nhật 8:00–11:00',
      '03/12',
      '0912 345 678',
      '48A Phạm Hồng Thái',
    ])
      expect(page).toContain(part);
    expect(words(await staff.get(`/households/${household.id}`))).toContain(
      'cho Nguyễn Thị Vi · thứ Bảy, Chủ nhật 8:00–11:00',
    );
    const event = await app.db.prisma.auditEvent.findFirst({ where: { subjectId: request!.id, isChange: true } });
    expect(event).toMatchObject({ action: 'request.register', actorId: app.users.staff.id });
    expect(JSON.stringify(event!.details)).not.toContain('0912345678');
    expect(app.logLines().join()).not.toContain('0912345678');
  });

  it('sent twice is saved once', async () => {
    const household = await door();
    const form = filled();
    await Promise.all([
      staff.post(`/households/${household.id}/requests`, form),
      staff.post(`/households/${household.id}/requests`, form),
    ]);
    expect((await staff.post(`/households/${household.id}/requests`, form)).headers.location).toBe(
      `/requests/${form.id}`,
    );
    expect(await stored()).toHaveLength(1);
  });

  it('sent again with other values keeps both: the office may save its own, an officer reads both', async () => {
    const household = await door();
    for (const [agent, action] of [
      [staff, '/requests/ID/edit'],
      [officer, undefined],
    ] as const) {
      const form = filled();
      await agent.post(`/households/${household.id}/requests`, form);
      const answer = await agent.post(`/households/${household.id}/requests`, {
        ...form,
        what: 'Khai tạm trú cho cháu',
      });
      expect(answer.status).toBe(409);
      expectWords(answer, 'khác với bản bạn gửi', 'Khai tạm trú cho cháu', form.what);
      expect(read(answer)('main form').attr('action')).toBe(action?.replace('ID', form.id));
      expect(await app.db.prisma.supportRequest.findUniqueOrThrow({ where: { id: form.id } })).toMatchObject({
        what: form.what,
        version: 1,
      });
    }
  });

  it('heard by an officer at a door waits for the office to accept it', async () => {
    const household = await door();
    expect((await officer.post(`/households/${household.id}/requests`, filled({ channel: 'phone' }))).status).toBe(303);
    const [request] = await stored();
    expect(request).toMatchObject({ channel: 'officer', acceptedAt: null });
    expect(words(await staff.get('/requests?view=new'))).toContain('Cài VNeID cho bà');
    expect((await staff.post(`/requests/${request!.id}/acceptance`)).status).toBe(303);
    await staff.post(`/requests/${request!.id}/acceptance`);
    expect((await stored())[0]).toMatchObject({ acceptedBy: app.users.staff.id });
    expect(await app.db.prisma.auditEvent.count({ where: { subjectId: request!.id, action: 'request.accept' } })).toBe(
      1,
    );
  });

  it.each([
    ['what', { what: '' }, 'cần giúp việc gì'],
    ['channel', { channel: 'public_form' }, 'đến từ đâu'],
    ['contactPhone', { contactPhone: '12345' }, 'Số điện thoại chưa đúng'],
    ['receivedOn', { receivedOn: '31/11/2026' }, 'Tháng 11 không có ngày 31.'],
    ['receivedOn', { receivedOn: '27/11/2026' }, 'chưa đến'],
    ['promisedBy', { promisedBy: '25/11/2026' }, 'trước ngày nhận'],
    ['promisedBy', { promisedBy: '03/12/2126' }, 'xem lại năm'],
    [
      'promisedBy',
      { promisedBy: '30/11/2026', wishes: [{ onDate: '01/12/2026', from: '', to: '' }] },
      'trước ngày nhà muốn',
    ],
    [
      'promisedBy',
      { promisedBy: '27/11/2026', wishes: [{ weekdays: ['6'], onDate: '', from: '', to: '' }] },
      'trước ngày nhà muốn',
    ],
    ['what', { what: 'Cài VNeID, CCCD 001 045 012 345' }, 'số định danh'],
    ['what', { what: 'Cài VNeID, CCCD 001045\u200b012345' }, 'số định danh'],
    ['what', { what: ' \u200b\u2060' }, 'cần giúp việc gì'],
    ['wishes-0-to', { wishes: [{ weekdays: ['6'], onDate: '', from: '11:00', to: '08:00' }] }, 'phải sau giờ bắt đầu'],
    ['wishes-0-to', { wishes: [{ weekdays: ['6'], onDate: '', from: '11:00', to: '' }] }, 'giờ kết thúc'],
    ['wishes-0-onDate', { wishes: [{ weekdays: ['6'], onDate: '28/11/2026', from: '', to: '' }] }, 'không cả hai'],
    [
      'wishes-1-onDate',
      {
        wishes: [
          { weekdays: ['6'], onDate: '', from: '', to: '' },
          { onDate: '20/11/2026', from: '', to: '' },
        ],
      },
      'trước ngày nhận',
    ],
    ['wishes-0-onDate', { wishes: [{ onDate: '28/11/2126', from: '', to: '' }] }, 'xem lại năm'],
    ['residentId', { residentId: '01930000-0000-7000-8000-000000000000' }, 'không còn ở trong hộ'],
    ['publicServiceId', { publicServiceId: '01930000-0000-7000-8000-000000000000' }, 'không còn trong danh mục'],
    ['publicServiceId', { serviceText: 'câu cá', what: '' }, 'Không có dịch vụ nào khớp “câu cá”'],
  ])('with a wrong %s is refused beside the field, and the words are kept', async (field, given, message) => {
    const household = await door();
    const response = await staff.post(
      `/households/${household.id}/requests`,
      filled({ contactName: 'Giữ tên này', ...given }),
    );
    expectRefused(response, field, message);
    expect(read(response)('#contactName').val()).toBe('Giữ tên này');
    expect(await stored()).toEqual([]);
  });

  it('follows a refusal of an earlier day: one line a household, with the reason and the days between', async () => {
    const [refused, paused, sameDay] = [await door('1 Châu Long'), await door('3 Châu Long'), await door()];
    const visit = { household: refused, by: app.users.officer, outcome: 'refused' } as const;
    await createVisit(app.db, app.ward, { ...visit, arrivedAt: new Date('2026-10-10T12:00:00Z') });
    await createVisit(app.db, app.ward, { ...visit, arrivedAt: new Date('2026-10-20T12:00:00Z') });
    await app.db.prisma.visit.updateMany({ data: { refusalReason: 'sợ lừa đảo' } });
    await createPause(app, paused.id, { kind: 'refusal', reason: '' });
    await createVisit(app.db, app.ward, {
      ...{ ...visit, household: sameDay },
      arrivedAt: new Date('2026-11-26T01:00:00Z'),
    });
    for (const household of [refused, refused, paused, sameDay])
      await staff.post(`/households/${household.id}/requests`, filled({ receivedOn: '26/11/2026' }));
    const page = read(await staff.get('/requests?view=after-refusal'));
    expect(page('main').text()).toContain(
      'Trong 3 hộ từng chưa muốn, 2 hộ từ hôm sau trở đi đã tự mời đội; một nửa trong vòng 6 ngày.',
    );
    expect(page('nav.filters [aria-current] .count').text()).toBe('2');
    const rows = textsOf(page('tbody tr'));
    expect(rows).toHaveLength(2);
    expect(rows.find((row) => row.includes('1 Châu Long'))).toContain(
      'Mời 47 ngày sau lần chưa muốn 10/10/2026: “sợ lừa đảo”',
    );
    expect(rows.find((row) => row.includes('3 Châu Long'))).toContain(
      'Mời 6 ngày sau lần chưa muốn 20/11/2026, không nói vì sao',
    );
    expect(words(await staff.get(page('tbody a').first().attr('href')!))).toContain('ngày sau lần chưa muốn');
  });

  it('of another ward is not on the list', async () => {
    await createRequest(app.db, app.ward, { household: await door(), by: app.users.staff });
    const strangers = await app.as('staff', 'other');
    expect(words(await strangers.get('/requests'))).not.toContain('Đăng ký tạm trú cho cháu');
  });
});

describe('the list of requests', () => {
  it('holds open requests, oldest promise first, and says in words what is overdue', async () => {
    await createRequest(app.db, app.ward, {
      household: await door('1 Châu Long'),
      by: app.users.staff,
      promisedBy: null,
    });
    await createRequest(app.db, app.ward, {
      household: await door('3 Châu Long'),
      by: app.users.staff,
      promisedBy: '2026-12-02',
    });
    await createRequest(app.db, app.ward, {
      household: await door('5 Châu Long'),
      by: app.users.staff,
      promisedBy: '2026-11-23',
      receivedOn: '2026-11-16',
    });
    await createRequest(app.db, app.ward, {
      household: await door('7 Châu Long'),
      by: app.users.staff,
      closed: { kind: 'withdrawn' },
    });
    const page = await staff.get('/requests');
    expect(textsOf(read(page)('tbody b'))).toEqual(['5 Châu Long', '3 Châu Long', '1 Châu Long']);
    expectWords(page, 'quá hạn 3 ngày (23/11)', 'Quá hạn, chưa có buổi 1');
    expect(words(await staff.get('/requests?view=overdue'))).not.toContain('3 Châu Long');
    expect(words(await staff.get('/requests?view=closed'))).toContain('7 Châu Long');
  });

  it('continues over pages without losing or repeating a request', async () => {
    const household = await door();
    for (let index = 0; index < 45; index += 1) {
      await createRequest(app.db, app.ward, {
        household,
        by: app.users.staff,
        what: `việc số ${index}`,
        promisedBy: index % 3 === 0 ? null : '2026-12-05',
        ...(index % 2 && { receivedOn: '2026-11-20' }),
      });
    }
    const found: string[] = [];
    for (let href: string | undefined = '/requests'; href;) {
      const page = read(await staff.get(href));
      found.push(...textsOf(page('tbody td:nth-child(2)')));
      href = page('a[rel=next]').attr('href');
    }
    expect(found).toHaveLength(45);
    expect(new Set(found).size).toBe(45);
  });

  it('derives the planned state from an open door of a round', async () => {
    const household = await door();
    const request = await createRequest(app.db, app.ward, { household, by: app.users.staff });
    const round = await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [app.users.officer],
      households: [household],
      code: 'BĐ-77',
    });
    for (const path of ['/requests', `/requests/${request.id}`])
      expect(words(await staff.get(path))).toMatch(/Đã xếp buổi.*thứ Năm 26\/11.*BĐ-77/);
    expect(words(await staff.get(`/requests/${request.id}`))).not.toContain('đã qua mà cửa này chưa có kết quả');
    await app.db.prisma.round.update({
      where: { id: round.id },
      data: { startsAt: new Date('2026-11-25T11:30:00Z'), endsAt: new Date('2026-11-25T13:45:00Z') },
    });
    expect(words(await staff.get(`/requests/${request.id}`))).toContain(
      'Buổi BĐ-77 đã qua mà cửa này chưa có kết quả, nên chưa xếp vào buổi khác được. Mở buổi để ghi lượt thăm hoặc đóng buổi',
    );
    await app.db.prisma.roundDoor.updateMany({ where: { roundId: round.id }, data: { isOpen: false } });
    expect(words(await staff.get(`/requests/${request.id}`))).toContain('Chờ xếp buổi');
  });
});

describe('an existing request', () => {
  const ask = async (given: object = {}) =>
    createRequest(app.db, app.ward, {
      household: await door(),
      by: app.users.staff,
      contactPhone: '0912345678',
      ...given,
    });
  const edited = (given: object = {}) =>
    filled({
      id: undefined,
      accept: undefined,
      version: '1',
      receivedOn: '25/11/2026',
      promisedBy: '02/12/2026',
      ...given,
    });

  it('is corrected, with its preferred times; the form holds the stored values', async () => {
    const request = await ask({
      wishes: [
        { onDate: '2026-11-30', from: '19:00', to: '20:00' },
        { weekdays: [7], from: '00:00', to: '23:59' },
      ],
    });
    const form = read(await staff.get(`/requests/${request.id}/edit`));
    expect([
      form('#what').val(),
      form('#contactPhone').val(),
      form('#wishes-0-onDate').val(),
      form('#wishes-0-from').val(),
      form('#wishes-1-from').val(),
    ]).toEqual(['Đăng ký tạm trú cho cháu', '0912 345 678', '30/11/2026', '19:00', '']);
    expect(form('#wishes-1-weekdays-7').attr('checked')).toBeDefined();
    const service = await createService(app.db, app.ward);
    expect(
      (await staff.post(`/requests/${request.id}/edit`, edited({ publicServiceId: service.id, contactPhone: '' })))
        .status,
    ).toBe(303);
    expect(await stored()).toMatchObject([
      {
        what: 'Cài VNeID cho bà',
        services: [{ publicServiceId: service.id }],
        contactPhone: null,
        version: 2,
        wishes: [{ weekdays: [6, 7], fromTime: '08:00' }],
      },
    ]);
    const event = await app.db.prisma.auditEvent.findFirst({
      where: { subjectId: request.id, action: 'request.correct' },
    });
    expect(JSON.stringify(event!.details)).toContain('678');
    expect(JSON.stringify(event!.details)).not.toContain('0912345678');
  });

  it('edited by two people shows both versions, and saves mine if I choose so', async () => {
    const request = await ask();
    await staff.post(`/requests/${request.id}/edit`, edited({ what: 'Lời của người trước' }));
    const wishes = [{ weekdays: [], onDate: '28/11/2026', from: '08:00', to: '11:00' }];
    const conflict = await (
      await app.as('admin')
    ).post(`/requests/${request.id}/edit`, edited({ what: 'Lời của người sau', wishes }));
    expect(conflict.status).toBe(409);
    expectWords(conflict, 'Lời của người trước', 'Lời của người sau', 'Trần Văn Phòng');
    expect(words(conflict).match(/28\/11\/2026/g)).toHaveLength(1);
    const keep = read(conflict)(`form[action="/requests/${request.id}/edit"]`);
    const fields = Object.fromEntries(
      keep
        .find('input[type=hidden]')
        .toArray()
        .map((input) => [read(conflict)(input).attr('name')!, read(conflict)(input).attr('value')!]),
    );
    expect(fields).toMatchObject({ version: '2', what: 'Lời của người sau', 'wishes[0][from]': '08:00' });
    expect(await stored()).toMatchObject([{ what: 'Lời của người trước', version: 2 }]);
  });

  it('with a service typed but not chosen is refused with what was typed, when new and when corrected', async () => {
    const residence = await createService(app.db, app.ward, { name: 'Gia hạn tạm trú lâu' });
    const household = await door();
    const path = `/households/${household.id}/requests`;
    const asked = filled({ publicServiceId: residence.id, serviceText: 'Gia hạn tạm trú lâu' });
    expect((await staff.post(path, asked)).status).toBe(303);
    expect(await stored()).toMatchObject([{ services: [{ publicServiceId: residence.id }] }]);
    const typed = { publicServiceId: '', serviceText: 'tam tru lau' };
    for (const answer of [
      await staff.post(path, filled(typed)),
      await staff.post(`/requests/${asked.id}/edit`, edited(typed)),
    ]) {
      expect(answer.status).toBe(422);
      const page = read(answer);
      expect(page('#publicServiceId-error').text()).toContain('1 dịch vụ khớp “tam tru lau”: chọn dịch vụ ấy.');
      expect(page('#publicServiceId').data()).toMatchObject({ textName: 'serviceText', text: 'tam tru lau' });
      expect(page('#what-error')).toHaveLength(0);
    }
    expect(await stored()).toMatchObject([{ services: [{ publicServiceId: residence.id }], version: 1 }]);
  });

  it('may be for a service until the day it ends, even from a form opened earlier, and keeps one that has ended', async () => {
    const until = (retiredOn: string) =>
      createService(app.db, app.ward, { retiredOn: new Date(`${retiredOn}T00:00:00Z`) });
    const [ended, ending] = [await until('2026-11-26'), await until('2026-11-27')];
    const household = await door();
    const late = await staff.post(`/households/${household.id}/requests`, filled({ publicServiceId: ended.id }));
    expect([late.status, read(late)('#publicServiceId-error').text(), read(late)('#what').val()]).toEqual([
      422,
      expect.stringContaining('không còn trong danh mục'),
      'Cài VNeID cho bà',
    ]);
    expect(await stored()).toEqual([]);
    expect(
      (await staff.post(`/households/${household.id}/requests`, filled({ publicServiceId: ending.id }))).status,
    ).toBe(303);
    const [asked] = await stored();
    expect((await staff.post(`/requests/${asked!.id}/edit`, edited({ publicServiceId: ended.id }))).status).toBe(422);
    await app.db.prisma.publicService.update({ where: { id: ending.id }, data: { retiredOn: new Date('2026-11-26') } });
    expect(
      (await staff.post(`/requests/${asked!.id}/edit`, edited({ publicServiceId: ending.id, what: 'Đổi lời' }))).status,
    ).toBe(303);
    expect(await stored()).toMatchObject([{ what: 'Đổi lời', services: [{ publicServiceId: ending.id }] }]);
  });

  it('asks for up to three services, each named once; one is declined, the rest withdrawn, and one reopened', async () => {
    const names = ['Cấp thẻ', 'Khai sinh', 'Tạm trú'];
    const [card, birth, stay] = await Promise.all(names.map((name) => createService(app.db, app.ward, { name })));
    const household = await door();
    const path = `/households/${household.id}/requests`;
    const fields = { publicServiceId: card!.id, publicServiceId2: birth!.id, publicServiceId3: stay!.id, what: '' };
    const twice = await staff.post(path, filled({ ...fields, publicServiceId3: card!.id }));
    expectRefused(twice, 'publicServiceId3', 'đã chọn ở trên');
    expect(read(twice)('details[open] #publicServiceId2 [selected]').val()).toBe(birth!.id);
    expect(await stored()).toEqual([]);
    const form = filled(fields);
    for (const answer of [await staff.post(path, form), await staff.post(path, form)]) expect(answer.status).toBe(303);
    const [asked, ...others] = await stored();
    expect([others, asked!.services.map(({ publicServiceId }) => publicServiceId)]).toEqual([
      [],
      [card!.id, birth!.id, stay!.id],
    ]);
    const page = `/requests/${asked!.id}`;
    const turned = edited({ ...fields, publicServiceId: stay!.id, publicServiceId3: card!.id });
    expect((await staff.post(`${page}/edit`, turned)).status).toBe(303);
    expect((await stored())[0]!.services.map(({ publicServiceId: service, position }) => [service, position])).toEqual([
      [stay!.id, 1],
      [birth!.id, 2],
      [card!.id, 3],
    ]);
    const results = async () => {
      const [now] = await stored();
      return [now!.isOpen, ...now!.services.map(({ result }) => result)];
    };
    const partId = asked!.services[1]!.id;
    const declined = { declineReason: 'Đã chuyển Bộ phận Một cửa', partId };
    for (const form of [declined, declined]) expect((await staff.post(`${page}/decline`, form)).status).toBe(303);
    expect(words(await staff.get(page))).toContain('Việc này đã có kết quả.');
    const late = await staff.post(`${page}/withdrawal`, { withdrawalReason: 'Con làm rồi', partId });
    expect([late.status, read(late)('h1').text()]).toEqual([409, 'Việc “Khai sinh” vừa có kết quả.']);
    expect(read(late)('[aria-labelledby=theirs]').text()).toMatch(/Trần Văn Phòng[^]*Từ chối[^]*Đã chuyển Bộ phận/);
    expect(words(late)).toContain('bấm “Mở lại” ở việc ấy');
    expect(await results()).toEqual([true, null, 'declined', null]);
    expect(words(await staff.get(page))).toMatch(
      /Khai sinh: từ chối, lý do: Đã chuyển Bộ phận Một cửa, Trần Văn Phòng ghi lúc \d/,
    );
    expect(await app.db.prisma.auditEvent.count({ where: { subjectId: asked!.id, action: 'request.decline' } })).toBe(
      1,
    );
    // What has a result stays, beside what is open.
    const kept = await staff.post(`${page}/edit`, edited({ ...fields, publicServiceId2: '', publicServiceId3: '' }));
    expectRefused(kept, 'publicServiceId', 'giữ nguyên');
    await staff.post(`${page}/withdrawal`, { withdrawalReason: '', partId: '' });
    expect(await results()).toEqual([false, 'withdrawn', 'declined', 'withdrawn']);
    for (let press = 0; press < 2; press += 1) await staff.post(`${page}/reopening`, { partId });
    expect(await results()).toEqual([true, 'withdrawn', null, 'withdrawn']);
    app.setNow(new Date(THURSDAY_MORNING.getTime() + (minutes += 1) * 60_000));
    await staff.post(`${page}/withdrawal`, { withdrawalReason: '', partId });
    await staff.post(`${page}/reopening`, {});
    expect(await results()).toEqual([true, 'withdrawn', null, 'withdrawn']);
  });

  it('is declined with a reason, once, and reopened with its history', async () => {
    const request = await ask();
    const without = await staff.post(`/requests/${request.id}/decline`, { declineReason: ' ' });
    expectRefused(without, 'declineReason', 'vì sao từ chối');
    for (let time = 0; time < 2; time += 1)
      expect((await staff.post(`/requests/${request.id}/decline`, { declineReason: 'Nhà ở phường khác' })).status).toBe(
        303,
      );
    expect(await stored()).toMatchObject([
      { isOpen: false, closures: [{ kind: 'declined', reason: 'Nhà ở phường khác', closedBy: app.users.staff.id }] },
    ]);
    await staff.post(`/requests/${request.id}/edit`, edited());
    expect(await stored()).toMatchObject([{ what: 'Đăng ký tạm trú cho cháu' }]);
    for (let time = 0; time < 2; time += 1)
      expect((await staff.post(`/requests/${request.id}/reopening`)).status).toBe(303);
    expect(await stored()).toMatchObject([{ isOpen: true }]);
    const page = words(await staff.get(`/requests/${request.id}`));
    expectWords(page, 'Từ chối: Trần Văn Phòng, lý do: Nhà ở phường khác', 'Mở lại: Trần Văn Phòng');
    expect(await app.db.prisma.auditEvent.count({ where: { subjectId: request.id, action: 'request.reopen' } })).toBe(
      1,
    );
  });

  it('is readable for officers and withdrawn by the office', async () => {
    const request = await ask();
    expect((await officer.get(`/requests/${request.id}`)).status).toBe(200);
    expect((await staff.post(`/requests/${request.id}/withdrawal`, { withdrawalReason: '' })).status).toBe(303);
    expect(await stored()).toMatchObject([
      { isOpen: false, version: 1, closures: [{ kind: 'withdrawn', reason: '' }] },
    ]);
  });

  it('says so when the person it is for has moved out', async () => {
    const household = await door();
    const resident = await createResident(app.db, app.ward, { fullName: 'Lê Văn Hùng', household });
    const request = await createRequest(app.db, app.ward, { household, by: app.users.staff, resident });
    await app.db.prisma.householdMembership.updateMany({
      where: { residentId: resident.id },
      data: { validTo: new Date('2026-11-25T00:00:00Z') },
    });
    expect(words(await staff.get(`/requests/${request.id}`))).toContain('Lê Văn Hùng nay không còn ở hộ này');
    expect((await staff.post(`/requests/${request.id}/edit`, edited({ residentId: resident.id }))).status).toBe(303);
    expect(await stored()).toMatchObject([{ residentId: resident.id, what: 'Cài VNeID cho bà' }]);
  });
});
