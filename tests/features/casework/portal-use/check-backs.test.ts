import { addReferenceSituations } from '../../../../src/features/office/situations/service';
import { createBarrier, createHousehold, createResident, createService } from '../../../support/factories';
import { formOf } from '../../../support/forms';
import { appForEach, attributesOf, read, type TestAgent, words } from '../../../support/test-app';
import { eveningRound, createPause } from '../../../support/worlds/rounds';
import { actionsOn, createLesson, oldMotherAndDaughter, portalLines } from '../../../support/worlds/casework';

const app = appForEach();
let staff: TestAgent;
let world: Awaited<ReturnType<typeof oldMotherAndDaughter>>;
let residence: { id: string };
let barrier: { id: string };

beforeEach(async () => {
  staff = await app.as('staff');
  world = await oldMotherAndDaughter(app);
  residence = await createService(app.db, app.ward, { name: 'Đăng ký tạm trú' });
  barrier = await createBarrier(app.db, app.ward, 'Quên mật khẩu');
});

const teach = (on: string, given: Partial<Parameters<typeof createLesson>[1]> = {}) =>
  createLesson(app, { household: world.home, residentId: world.mother.id, serviceId: residence.id, on, ...given });
const path = () => `/residents/${world.mother.id}/check-backs`;
/** The inputs about a service. */
const about = ({ checkedOn, ...answer }: Record<string, string>, serviceId = residence.id) => ({
  ...(checkedOn && { checkedOn }),
  ...Object.fromEntries(Object.entries(answer).map(([part, value]) => [`answers[${serviceId}][${part}]`, value])),
});
const say = async (given: Record<string, string>, agent = staff) =>
  agent.post(path(), { ...(await formOf(agent, path())), ...about(given) });
const errorOf = (part: string) =>
  part === 'checkedOn' ? '#checkedOn-error' : `#answers-${residence.id}-${part}-error`;
const chosen = (answer: Parameters<typeof read>[0], part = 'outcome') =>
  read(answer)(`[name="answers[${residence.id}][${part}]"]`);
const checks = () => app.db.prisma.checkBack.findMany({ orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }] });
const uses = () => app.db.prisma.portalUse.findMany();
const recorded = async () =>
  (await actionsOn(app, world.mother.id)).filter((action) => action === 'resident.record-check-back').length;
const listed = async (address = '/check-backs') => attributesOf(read(await staff.get(address))('tbody a'), 'href');
const comeBack = async (instant: string) => {
  app.setNow(new Date(instant));
  staff = await app.as('staff');
};

describe('the call list', () => {
  test('names who was taught between 7 and 90 days ago, each once, the longest due first', async () => {
    const neighbour = await createResident(app.db, app.ward, {
      household: await createHousehold(app.db, app.ward),
      fullName: 'Trần Văn Ba',
      phone: '0912345678',
    });
    const pension = await createService(app.db, app.ward, { name: 'Trợ cấp hưu trí xã hội' });
    await teach('2026-11-19');
    await teach('2026-11-20', { residentId: world.daughter.id });
    await teach('2026-11-01', { residentId: neighbour.id, level: 'explained' });
    await teach('2026-08-28', { serviceId: pension.id });
    await teach('2026-11-02', { residentId: world.daughter.id, serviceId: pension.id, level: 'done_for' });
    expect(await listed()).toEqual([path(), `/residents/${neighbour.id}/check-backs`]);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'check-back.list' } })).toBe(1);
    expect(words(await staff.get('/check-backs'))).toContain('Trần Văn Ba');
    expect(words(await staff.get('/check-backs'))).toContain('Đăng ký tạm trú 01/11/2026 08/11/2026 0912 345 678');
    await comeBack('2026-11-25T03:00:00Z');
    expect(await listed()).toHaveLength(2);
  });

  test('counts from the latest lesson', async () => {
    await teach('2026-11-01');
    await teach('2026-11-24');
    expect(await listed()).toEqual([]);
  });

  test('leaves out who has left, and homes that asked to be left in peace', async () => {
    await teach('2026-11-10');
    await app.db.prisma.resident.update({ where: { id: world.mother.id }, data: { residenceStatus: 'moved_out' } });
    await teach('2026-11-11', { residentId: world.daughter.id });
    expect(await listed()).toHaveLength(1);
    await createPause(app, world.home.id);
    expect(await listed()).toEqual([]);
  });

  test('goes on page by page', async () => {
    const household = await createHousehold(app.db, app.ward);
    const people: string[] = [];
    for (let index = 0; index < 41; index += 1) {
      const { id } = await createResident(app.db, app.ward, { household, relation: 'child' });
      await teach('2026-11-10', { household, residentId: id });
      people.push(id);
    }
    const first = await staff.get('/check-backs');
    const next = read(first)('a[rel=next]').attr('href')!;
    expect([first, await staff.get(next)].map((page) => read(page)('.pager').text())).toEqual([
      expect.stringContaining('Trang 1/2'),
      expect.stringContaining('Trang 2/2'),
    ]);
    const [one, two] = [await listed(), await listed(next)];
    expect([one.length, two.length]).toEqual([40, 1]);
    expect([...one, ...two].map((href) => href.split('/')[2]).sort()).toEqual(people.sort());
  });
});

describe('the office asks whether a resident can still do it', () => {
  beforeEach(() => teach('2026-11-12'));

  test('with the words to say, and goes on to the next person', async () => {
    await teach('2026-11-14', { residentId: world.daughter.id });
    const page = words(await staff.get(path()));
    expect(page).toContain(
      'Chào bà, tôi gọi từ Phường Ba Đình. Hôm thứ Năm 12/11/2026 đội có hướng dẫn bà “Đăng ký tạm trú”.',
    );
    expect(page).toContain('0533 123 456');
    const saved = await say({ outcome: 'alone' });
    expect([saved.status, saved.headers.location]).toEqual([303, `/residents/${world.daughter.id}/check-backs`]);
    expect(await checks()).toMatchObject([
      {
        ...{ residentId: world.mother.id, publicServiceId: residence.id, outcome: 'alone', barrierId: null },
        ...{ taughtOn: new Date('2026-11-12'), checkedOn: new Date('2026-11-26'), visitId: null },
      },
    ]);
    expect(await uses()).toMatchObject([
      { how: 'alone', source: 'check_back', usedOn: new Date('2026-11-26'), datePrecision: 'day' },
    ]);
    expect(await recorded()).toBe(1);
    expect(await portalLines(staff, world.mother.id)).toEqual([
      ['Đăng ký tạm trú', 'Tự làm được, đã xác nhận', '26/11/2026', 'Hỏi lại sau khi dạy'],
    ]);
  });

  test.each([
    [{ outcome: 'with_somebody', helper: 'family' }, 'unknown'],
    [{ outcome: 'not_needed' }, null],
    [{ outcome: 'not_reached' }, null],
    [{ outcome: 'declined' }, null],
  ])('%j enters the ledger as %s', async (answer, how) => {
    const saved = await say(answer);
    expect([saved.status, saved.headers.location]).toEqual([303, '/check-backs']);
    expect(await checks()).toMatchObject([answer]);
    expect(await uses()).toMatchObject(how ? [{ how, source: 'check_back' }] : []);
  });

  test('whether they had to pay is asked when somebody did it with them, and may be corrected on the day', async () => {
    const refused = await say({ outcome: 'alone', paid: 'false' });
    expect(read(refused)(errorOf('paid')).text()).toContain('Chỉ hỏi khi có người cùng làm');
    expect(chosen(refused, 'paid').val()).toBe('false');
    expect(await checks()).toEqual([]);
    const helped = { outcome: 'with_somebody', helper: 'acquaintance' };
    for (const paid of ['true', 'true', 'false']) expect((await say({ ...helped, paid })).status).toBe(303);
    expect((await checks()).map(({ paid }) => paid)).toEqual([true, false]);
    const again = await staff.get(path());
    expect(chosen(again, 'paid').val()).toBe('false');
    expect(words(again)).toContain('Hàng xóm, người quen: phải trả tiền');
  });

  test('stuck says where, and the page of the resident shows it', async () => {
    const refused = await say({ outcome: 'stuck' });
    expect(refused.status).toBe(422);
    expect(read(refused)(errorOf('barrierId')).text()).toContain('Chọn vướng ở đâu');
    expect(chosen(refused).filter(':checked').val()).toBe('stuck');
    expect([await checks(), await recorded()]).toEqual([[], 0]);
    expect((await say({ outcome: 'stuck', barrierId: barrier.id })).status).toBe(303);
    expect(await checks()).toMatchObject([{ outcome: 'stuck', barrierId: barrier.id }]);
    const stuck = 'Đã được giúp làm Bị vướng ngày 26/11/2026: Quên mật khẩu';
    expect(await portalLines(staff, world.mother.id)).toEqual([
      ['Đăng ký tạm trú', stuck, '12/11/2026', 'Đội ghi khi đến nhà'],
    ]);
  });

  test.each<[Record<string, string>, string, string]>([
    [{ outcome: '' }, 'outcome', 'Chọn kết quả hỏi lại.'],
    [{ outcome: 'alone', checkedOn: '27/11/2026' }, 'checkedOn', 'Ngày này chưa đến.'],
    [{ outcome: 'alone', checkedOn: '18/11/2026' }, 'checkedOn', 'Đội dạy ngày 12/11/2026: chỉ hỏi lại từ 19/11/2026.'],
    [{ outcome: 'alone', checkedOn: '01/11/2026' }, 'checkedOn', 'chỉ hỏi lại từ 19/11/2026.'],
    [{ outcome: 'alone', barrierId: 'known' }, 'barrierId', 'Chỉ chọn khi không làm được, bị vướng.'],
    [{ outcome: 'stuck', barrierId: 'a5b9a7f0-7d42-4f9e-8f0e-2f6f0f6b7c11' }, 'barrierId', 'Chọn một mục'],
  ])('%j is refused beside the field, and nothing changes', async (given, field, message) => {
    const typed = given.barrierId === 'known' ? { ...given, barrierId: barrier.id } : given;
    const refused = await say(typed);
    expect(refused.status).toBe(422);
    expect(read(refused)(errorOf(field)).text()).toContain(message);
    expect([await checks(), await uses(), await recorded()]).toEqual([[], [], 0]);
  });

  test('sent twice, also at the same moment, it is one check', async () => {
    const form = { ...(await formOf(staff, path())), ...about({ outcome: 'alone' }) };
    const answers = await Promise.all([staff.post(path(), form), staff.post(path(), form)]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    await staff.post(path(), form);
    expect([(await checks()).length, (await uses()).length, await recorded()]).toEqual([1, 1, 1]);
  });

  test('when another officer asked meanwhile, the page says who, and keeps what was chosen', async () => {
    const officer = await app.as('officer');
    const form = { ...(await formOf(officer, path())), ...about({ outcome: 'not_needed' }) };
    await say({ outcome: 'alone' });
    const refused = await officer.post(path(), form);
    expect(refused.status).toBe(422);
    expect(words(refused)).toContain('Lần hỏi gần nhất: 26/11/2026: Tự làm lại được (Trần Văn Phòng ghi).');
    expect(chosen(refused).filter(':checked').val()).toBe('not_needed');
    expect([(await checks()).length, await recorded()]).toEqual([1, 1]);
    // Opened afterwards, there is nothing left to fill in.
    expect(chosen(await officer.get(path()))).toHaveLength(0);
  });

  test('the officer who recorded an outcome can correct it on that day: both are kept, the later is valid', async () => {
    await say({ outcome: 'alone' });
    app.setNow(new Date('2026-11-26T03:00:00Z'));
    await say({ outcome: 'with_somebody', helper: 'family' });
    expect((await checks()).map(({ outcome }) => outcome)).toEqual(['alone', 'with_somebody']);
    expect(await uses()).toMatchObject([{ how: 'unknown' }]);
  });

  test('an earlier day cannot undo a later check', async () => {
    await say({ outcome: 'stuck', barrierId: barrier.id });
    const refused = await say({ outcome: 'alone', barrierId: '', checkedOn: '25/11/2026' });
    expect(refused.status).toBe(422);
    expect((await checks()).map(({ outcome }) => outcome)).toEqual(['stuck']);
  });

  test('no resident who has died or left is asked, and an old page says so', async () => {
    const form = { ...(await formOf(staff, path())), ...about({ outcome: 'alone' }) };
    await app.db.prisma.resident.update({ where: { id: world.mother.id }, data: { residenceStatus: 'deceased' } });
    const refused = await staff.post(path(), form);
    expect(refused.status).toBe(422);
    expect(words(refused)).toContain('Người này không còn ở phường: không hỏi lại nữa.');
    expect([await checks(), await recorded()]).toEqual([[], 0]);
  });

  test('but not after another lesson on that day: then it is too early again', async () => {
    await say({ outcome: 'alone' });
    const form = { ...(await formOf(staff, path())), ...about({ outcome: 'with_somebody', helper: 'family' }) };
    await teach('2026-11-26');
    const refused = await staff.post(path(), form);
    expect(refused.status).toBe(422);
    expect(read(refused)(errorOf('checkedOn')).text()).toContain('chỉ hỏi lại từ 03/12/2026.');
    expect(await checks()).toHaveLength(1);
  });

  test('who was not reached is asked on another day, three times at most', async () => {
    for (const day of ['26', '27', '28']) {
      await comeBack(`2026-11-${day}T02:00:00Z`);
      expect(await listed()).toEqual([path()]);
      await say({ outcome: 'not_reached' });
      expect(await listed()).toEqual([]);
    }
    await comeBack('2026-11-29T02:00:00Z');
    expect(await listed()).toEqual([]);
  });

  test('and once more after thirty days', async () => {
    await say({ outcome: 'alone' });
    await comeBack('2026-12-11T02:00:00Z');
    expect(await listed()).toEqual([]);
    await comeBack('2026-12-12T02:00:00Z');
    expect(await listed()).toEqual([path()]);
    expect(read(await staff.get(`/residents/${world.mother.id}`))(`a[href="${path()}"]`)).toHaveLength(1);
  });

  test('not before seven days, and not who was never taught', async () => {
    await comeBack('2026-11-18T02:00:00Z');
    expect(words(await staff.get(path()))).toContain('Chưa đến ngày hỏi lại: hỏi từ 19/11/2026.');
    expect((await staff.get(`/residents/${world.daughter.id}/check-backs`)).status).toBe(404);
  });
});

describe('who practised a scam situation at the door is asked another one in the call', () => {
  const answers = () =>
    app.db.prisma.situationAnswer.findMany({ where: { moment: { in: ['check_30', 'check_180'] } } });
  const asked = async () => read(await staff.get(path()))('[name=situationId]').attr('value');
  /** The mother chose an answer at the door on a day, under her name. */
  async function practise(on: string) {
    await app.db.prisma.$transaction((tx) => addReferenceSituations(tx, app.context.now()));
    const wardId = app.ward.id;
    const by = { wardId, residentId: world.mother.id, recordedBy: app.users.officer.id };
    const at = new Date(`${on}T12:00:00Z`);
    const seen = await app.db.prisma.scamSituation.findFirstOrThrow({ where: { wardId, pattern: 'gift' } });
    await app.db.prisma.situationAnswer.create({
      data: { ...by, situationId: seen.id, moment: 'before', answer: 1, answeredOn: new Date(on), recordedAt: at },
    });
    await staff.post('/privacy-notices/new', { version: '0', body: 'Phường giữ dữ liệu để đến giúp.' });
    const { id: noticeId } = await app.db.prisma.privacyNotice.findFirstOrThrow();
    const said = { noticeId, readAloud: true, survey: true, givenBy: 'self', channel: 'spoken' } as const;
    await app.db.prisma.consent.create({ data: { ...by, ...said, saidAt: at, recordedAt: at } });
    return seen;
  }

  test('after a month: of the same pattern, under the name, once however often the form is sent', async () => {
    await teach('2026-10-20');
    const seen = await practise('2026-10-20');
    const id = (await asked())!;
    const shown = await app.db.prisma.scamSituation.findFirstOrThrow({ where: { id } });
    expect([shown.pattern, shown.originId === seen.originId]).toEqual(['gift', false]);
    const form = { ...(await formOf(staff, path())), ...about({ outcome: 'alone' }), situationAnswer: '2' };
    for (let sending = 0; sending < 2; sending += 1) expect((await staff.post(path(), form)).status).toBe(303);
    expect(await answers()).toMatchObject([
      { situationId: id, moment: 'check_30', answer: 2, residentId: world.mother.id, visitId: null },
    ]);
    expect(await asked()).toBeUndefined();
  });

  test('after half a year; without the name once the consent to surveys was taken back', async () => {
    await teach('2026-06-19');
    await practise('2026-06-19');
    await staff.post('/check-backs/draw', { size: '1' });
    await app.db.prisma.consent.updateMany({ data: { undoneAt: app.context.now(), undoneBy: app.users.staff.id } });
    const form = { ...(await formOf(staff, path())), ...about({ outcome: 'alone' }), situationAnswer: '3' };
    for (let sending = 0; sending < 2; sending += 1) expect((await staff.post(path(), form)).status).toBe(303);
    expect(await answers()).toMatchObject([
      { moment: 'check_180', answer: 3, residentId: null, recordedBy: null, recordedAt: null },
    ]);
    const corrected = { ...form, ...about({ outcome: 'with_somebody', helper: 'family' }) };
    expect((await staff.post(path(), corrected)).status).toBe(422);
    expect(await answers()).toHaveLength(1);
  });

  test('never one that was not shown or was seen before, nor when the call reached nobody', async () => {
    await teach('2026-10-20');
    const seen = await practise('2026-10-20');
    const form = { ...(await formOf(staff, path())), ...about({ outcome: 'alone' }), situationAnswer: '1' };
    const refusal = async (given: object) => {
      const refused = await staff.post(path(), { ...form, ...given });
      expect([refused.status, await answers(), await checks()]).toEqual([422, [], []]);
      return read(refused)('#situationAnswer').text();
    };
    for (const situationId of [seen.id, '0199c0de-0000-7000-8000-000000000001'])
      expect(await refusal({ situationId })).toContain('không được hỏi tình huống này');
    expect(await refusal(about({ outcome: 'not_reached' }))).toContain('chọn “Chưa hỏi”');
  });

  test('not after a week, and not who never practised', async () => {
    await teach('2026-11-12');
    expect(await asked()).toBeUndefined();
    await practise('2026-11-12');
    expect(await asked()).toBeUndefined();
  });
});

test('an officer finds those who live in the lanes of tonight, and from there the whole ward', async () => {
  const far = await createHousehold(app.db, app.ward, { address: '3 Châu Long' });
  const neighbour = await createResident(app.db, app.ward, { household: far, fullName: 'Lê Thị Xa', birthYear: 1950 });
  await teach('2026-11-15');
  await teach('2026-11-15', { household: far, residentId: neighbour.id });
  await eveningRound(app, { households: [world.home], officers: [app.users.officer] });
  const officer = await app.as('officer');
  const near = await officer.get('/check-backs?near=tonight');
  expect(words(near)).not.toContain('Lê Thị Xa');
  expect(read(near)('tbody tr')).toHaveLength(1);
  expect(words(await officer.get('/today'))).toMatch(/1 người đã học, nên hỏi lại gần các cửa tối nay ?Trong 2 người/);
  expect(read(await officer.get('/check-backs'))('tbody tr')).toHaveLength(2);
});
