import { createGroup, createHousehold, createRequest, createResident } from '../../../support/factories';
import { formOf } from '../../../support/forms';
import {
  clear,
  expectWords,
  read,
  sharedAgent,
  sharedApp,
  textsOf,
  words,
  type TestAgent,
} from '../../../support/test-app';
import { eveningRound } from '../../../support/worlds/rounds';
import { ask, ASK, codeOn, typedRequest } from '../../../support/worlds/public-requests';

const app = sharedApp();
let resident: TestAgent;
const staff = sharedAgent(app, 'staff');

beforeEach(() => {
  resident = app.anonymous();
});
afterEach(() =>
  clear(app, 'publicRequestOutcome', 'publicRequest', 'supportRequestClosure', 'supportRequest', 'rateLimit'),
);

const received = async (given: object = {}) => {
  const code = codeOn(await ask(app, resident, given));
  return app.db.prisma.publicRequest.findFirstOrThrow({ where: { code } });
};
const doorsOn = (page: Awaited<ReturnType<TestAgent['get']>>) => textsOf(read(page)('.request-door'));
const outcomes = () => app.db.prisma.publicRequestOutcome.findMany({ orderBy: { decidedAt: 'asc' } });

describe('the office matches a request with a door', () => {
  it('from a short list: the address however it is written, the telephone, the name', async () => {
    const right = await createHousehold(app.db, app.ward, { address: '5A ngõ Châu Long' });
    await createResident(app.db, app.ward, { household: right, fullName: 'Nguyễn Thị Hòa' });
    const daughter = await createHousehold(app.db, app.ward, { address: '12 Phạm Hồng Thái' });
    await createResident(app.db, app.ward, { household: daughter, fullName: 'Trần Thị Mai', phone: '0912000222' });
    await createHousehold(app.db, app.ward, { address: '48 Trúc Bạch' });
    const request = await received({ addressText: 'nhà số 5a, ngõ Châu Long, tổ 5, phường Ba Đình' });
    const doors = doorsOn(await staff.get(`/public-requests/${request.id}`));
    expect(doors).toHaveLength(2);
    expect(doors[0]).toMatch(/^5A ngõ Châu Long .*đúng địa chỉ; có Nguyễn Thị Hòa$/);
    expect(doors[1]).toMatch(/^12 Phạm Hồng Thái .*số của Trần Thị Mai$/);
    const other = await staff.post(`/public-requests/${request.id}/doors`, { address: '48 Trúc Bạch' });
    expect(doorsOn(other)[0]).toContain('48 Trúc Bạch');
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'public-request.open' } })).toBe(2);
  });

  it('and is warned of an open request of that household', async () => {
    const household = await createHousehold(app.db, app.ward, { address: '7 Nguyễn Biểu' });
    const open = await createRequest(app.db, app.ward, {
      household,
      by: app.users.staff,
      what: 'Cài VNeID cho bà',
    });
    const request = await received({ addressText: '7 Nguyễn Biểu' });
    const page = await staff.get(`/public-requests/${request.id}`);
    expect(words(page)).toContain('Hộ này đang có đề nghị chưa xong.');
    expect(read(page)(`.alert a[href="/requests/${open.id}"]`).text()).toContain('Cài VNeID cho bà');
  });

  it('and it becomes a support request with the sender’s words; a second press changes nothing', async () => {
    const household = await createHousehold(app.db, app.ward, {});
    const request = await received({
      topics: ['benefits'],
      what: 'Mẹ tôi 82 tuổi',
      times: ['weekday_evening', 'sunday'],
    });
    const form = { householdId: household.id, accept: '1' };
    const answer = await staff.post(`/public-requests/${request.id}/match`, form);
    const made = await app.db.prisma.supportRequest.findFirstOrThrow({
      include: { wishes: { orderBy: { position: 'asc' } } },
    });
    expect([answer.status, answer.headers.location]).toEqual([303, `/requests/${made.id}`]);
    expect(made).toMatchObject({
      householdId: household.id,
      channel: 'public_form',
      contactName: 'bà Hòa',
      contactPhone: '0912000222',
      what: 'Trợ cấp, hưu trí. Mẹ tôi 82 tuổi',
      acceptedBy: app.users.staff.id,
      wishes: [
        { weekdays: [1, 2, 3, 4, 5], fromTime: '18:00', toTime: '21:00' },
        { weekdays: [7], fromTime: '00:00', toTime: '23:59' },
      ],
    });
    expect(await outcomes()).toMatchObject([{ kind: 'matched', supportRequestId: made.id }]);
    const again = await staff.post(`/public-requests/${request.id}/match`, form);
    expect(again.headers.location).toBe(`/public-requests/${request.id}`);
    expect(await app.db.prisma.supportRequest.count()).toBe(1);
    const page = await staff.get(`/requests/${made.id}`);
    expect(words(page)).toContain('trang mời đội');
    expect(read(page)(`a[href="/public-requests/${request.id}"]`).text()).toBe('Xem đề nghị bà con đã gửi');
    const edit = await formOf(staff, `/requests/${made.id}/edit`);
    expect((await staff.post(`/requests/${made.id}/edit`, { ...edit, what: 'Trợ cấp' })).status).toBe(303);
    expect(await app.db.prisma.supportRequest.findFirst()).toMatchObject({ channel: 'public_form', what: 'Trợ cấp' });
  });

  it('without a door, with a door of another ward or a door that is none: nothing happens', async () => {
    const request = await received();
    const none = await staff.post(`/public-requests/${request.id}/match`, {});
    expect(none.status).toBe(422);
    const elsewhere = await createHousehold(app.db, app.otherWard, {});
    for (const householdId of [elsewhere.id, request.id])
      expect((await staff.post(`/public-requests/${request.id}/match`, { householdId })).status).toBe(404);
    expect([await outcomes(), await app.db.prisma.supportRequest.count()]).toEqual([[], 0]);
  });

  it('by mistake, and undoes it: the support request is withdrawn, the request waits again and can be matched again', async () => {
    const household = await createHousehold(app.db, app.ward, {});
    const request = await received();
    const match = () => staff.post(`/public-requests/${request.id}/match`, { householdId: household.id });
    await match();
    for (let n = 0; n < 2; n += 1) await staff.post(`/public-requests/${request.id}/reversal`);
    expect(await outcomes()).toMatchObject([{ kind: 'matched', revertedBy: app.users.staff.id }]);
    expect(await app.db.prisma.supportRequest.findMany({ include: { closures: true } })).toMatchObject([
      { isOpen: false, closures: [{ kind: 'withdrawn', reason: 'Ghép nhầm cửa' }] },
    ]);
    await match();
    expect(await app.db.prisma.supportRequest.count({ where: { isOpen: true } })).toBe(1);
  });

  it('knows the telephone of a group’s leader, and a request that a user of the ward typed', async () => {
    const group = await createGroup(app.db, app.ward, '12');
    await app.db.prisma.residentialGroup.update({ where: { id: group.id }, data: { leaderPhone: '0912000555' } });
    const household = await createHousehold(app.db, app.ward, {});
    const ofLeader = await received({ senderPhone: '0912000555' });
    const officer = await app.as('officer');
    await officer.post('/public-requests/new', {
      ...(await formOf(officer, '/public-requests/new')),
      ...typedRequest({ senderName: 'cô Tư nhà bên' }),
    });
    const ofOfficer = await app.db.prisma.publicRequest.findFirstOrThrow({ where: { senderName: 'cô Tư nhà bên' } });
    expect(ofOfficer).toMatchObject({ isChecked: true, origin: null, enteredBy: app.users.officer.id });
    const list = words(await staff.get('/public-requests'));
    expectWords(list, 'số của tổ trưởng tổ 12', 'Nguyễn Thị Đội ghi hộ');
    for (const { id } of [ofLeader, ofOfficer])
      await staff.post(`/public-requests/${id}/match`, { householdId: household.id });
    const channels = await app.db.prisma.supportRequest.findMany({ orderBy: { channel: 'asc' } });
    expect(channels.map(({ channel }) => channel)).toEqual(['group_leader', 'officer']);
  });
});

it('takes a neighbour without a telephone at the door, and leads back to the night it was opened from', async () => {
  const household = await createHousehold(app.db, app.ward, { address: '7 ngõ Châu Long' });
  await createResident(app.db, app.ward, { household, fullName: 'Nguyễn Văn Ba' });
  const round = await eveningRound(app, { households: [household] });
  const officer = await app.as('officer');
  const path = read(await officer.get('/tonight'))('a:contains("Nhà bên mời đội")').attr('href')!;
  const night = `/tonight?round=${round.id}`;
  const page = read(await officer.get(path));
  expect(page('.back-link a').attr('href')).toBe(night);
  expect(page('#senderPhone').attr('required')).toBeUndefined();
  const sent = {
    ...(await formOf(officer, path)),
    ...typedRequest({ addressText: '7 ngõ Châu Long', senderPhone: '' }),
  };
  const wrong = await officer.post('/public-requests/new', { ...sent, senderPhone: '12' });
  expect([wrong.status, read(wrong)('.back-link a').attr('href')]).toEqual([422, night]);
  for (const turn of ['first', 'again'])
    expect([turn, (await officer.post('/public-requests/new', sent)).headers.location]).toEqual([turn, night]);
  const [request, ...more] = await app.db.prisma.publicRequest.findMany();
  expect([request, more]).toMatchObject([{ senderPhone: null }, []]);
  expect(words(await staff.get('/public-requests'))).toContain('không có số');
  const matching = await staff.get(`/public-requests/${request!.id}`);
  expect(words(matching)).toContain('Không có số điện thoại.');
  expect(doorsOn(matching)[0]).not.toContain('số của');
  await createGroup(app.db, app.ward, '13');
  await staff.post(`/public-requests/${request!.id}/match`, { householdId: household.id });
  expect(await app.db.prisma.supportRequest.findMany()).toMatchObject([{ contactPhone: null, channel: 'officer' }]);
});

describe('the office declines', () => {
  it('several with one press and a reason, and undoes it with another', async () => {
    const ids = [(await received()).id, (await received({ addressText: '7 ngõ Châu Long' })).id];
    for (const [form, field] of [
      [{ ids, refusal: '' }, 'refusal'],
      [{ ids, refusal: 'other', note: '' }, 'note'],
      [{ refusal: 'not_genuine' }, 'ids'],
    ] as const) {
      const page = await staff.post('/public-requests/declines', form);
      expect(page.status).toBe(422);
      expect(read(page)(`.error-summary a[href="#${field}"]`).length).toBe(1);
    }
    expect(await outcomes()).toEqual([]);
    await staff.post('/public-requests/declines', { ids, refusal: 'not_genuine', note: '' });
    const list = await staff.get('/public-requests');
    expect(words(list)).toContain('Đã từ chối 2 đề nghị.');
    expect(words(await staff.get('/public-requests?view=handled'))).toContain('Đã từ chối: không phải đề nghị thật');
    await staff.post('/public-requests/declines', { ids, refusal: 'repeated', note: '' });
    expect((await outcomes()).map(({ refusal }) => refusal)).toEqual(['not_genuine', 'not_genuine']);
    for (let n = 0; n < 2; n += 1) await staff.post('/public-requests/reversals', { ids });
    expect(await app.db.prisma.publicRequest.count({ where: { isWaiting: true } })).toBe(2);
    const reverted = await app.db.prisma.auditEvent.findMany({ where: { action: 'public-request.revert' } });
    expect(reverted.filter(({ subjectId }) => ids.includes(subjectId!))).toHaveLength(2);
  });

  it('never one of another ward, not even among its own', async () => {
    const { id } = await received();
    const stranger = await app.as('staff', 'other');
    expect((await stranger.post('/public-requests/declines', { ids: [id], refusal: 'repeated' })).status).toBe(404);
    expect((await stranger.post('/public-requests/reversals', { ids: [id] })).status).toBe(404);
    expect(await outcomes()).toEqual([]);
  });
});

test('the leaflet leads to the ward’s page, on A5 and on A4', async () => {
  for (const paper of ['', '?paper=A4']) {
    const page = await staff.get(`/public-requests/leaflet${paper}`);
    expect(words(page)).toContain(ASK);
    expect(read(page)('svg.qr').length).toBe(1);
    expect(read(page)('.leaflet-small').length).toBe(paper === '' ? 1 : 0);
  }
});
