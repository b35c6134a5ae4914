import { createGuide, createTopic } from '../../../support/factories';
import { read, sharedApp, type TestAgent, textsOf, words } from '../../../support/test-app';
import { blankForm, openDoor, THURSDAY_EVENING, type OpenDoor, lineOf } from '../../../support/worlds/door';

const t = sharedApp();
let world: OpenDoor;
let officer: TestAgent;
let guide: Awaited<ReturnType<typeof createGuide>>;

beforeAll(async () => {
  t.setNow(THURSDAY_EVENING);
  world = await openDoor(t);
  guide = await createGuide(t.db, t.ward, world.pension, {
    title: 'Nộp hồ sơ trợ cấp',
    steps: [['Mở Cổng', 'dichvucong.gov.vn'], ['Bấm “Đăng nhập”'], ['Gõ “hưu trí”'], ['Bấm “Nộp hồ sơ”']],
  });
  officer = await t.as('officer');
});

const line = (id: string, given: object = {}) =>
  lineOf({ id }, world.pension, { helpLevel: 'watched', result: 'submitted', steps: [], ...given });
const stepIds = (...positions: number[]) => positions.map((position) => guide.steps[position - 1]!.id);
const visitWith = async (...assists: object[]) => {
  const form = blankForm({ outcome: 'met', presence: [world.sau.id], assists });
  const saved = await officer.post(`/households/${world.household.id}/visits/new`, form);
  return saved.headers.location!;
};
const stepsOn = (page: Awaited<ReturnType<TestAgent['get']>>) => textsOf(read(page)('.taught-list b'));

describe('the card of what was taught', () => {
  test('holds exactly the ticked steps, what the person did, the ward’s telephone and what the team never asks', async () => {
    await t.db.prisma.ward.update({ where: { id: t.ward.id }, data: { phone: '02438290000' } });
    const visit = await visitWith(line(world.sau.id, { steps: stepIds(1, 2, 4), fileCode: 'H26.12.3-261126-0009' }));
    expect(read(await officer.get(visit))(`a[href="${visit}/cards"]`).text()).toBe('Thẻ các bước đã dạy');
    const page = await officer.get(`${visit}/cards`);
    expect(stepsOn(page)).toEqual(['Mở Cổng', 'Bấm “Đăng nhập”', 'Bấm “Nộp hồ sơ”']);
    for (const text of [
      'Nộp hồ sơ trợ cấp',
      'Bà Sáu đã tự bấm được 3 bước. Bản nháp, phường chưa làm thử:',
      'tối 26/11/2026',
      '024 3829 0000',
      'H26.12.3-261126-0009',
      'Đội không bao giờ hỏi mật khẩu, mã OTP, thu tiền hay gửi đường dẫn.',
    ])
      expect(words(page)).toContain(text);
    const readings = await t.db.prisma.auditEvent.findMany({
      where: { action: 'visit.open', isChange: false },
      orderBy: { seq: 'asc' },
    });
    expect(readings.at(-1)!.details).toMatchObject({ for: 'card' });
  });

  test('is one for each person and service, and says who pressed', async () => {
    const page = await officer.get(
      `${await visitWith(
        line(world.sau.id, { steps: stepIds(1), helpLevel: 'by_relative', result: 'prepared' }),
        line(world.mai.id, { steps: stepIds(2, 3), helpLevel: 'explained', result: 'prepared' }),
        line(world.nam.id),
      )}/cards`,
    );
    expect(read(page)('.taught-card').length).toBe(2);
    expect(words(page)).toContain('Người nhà đã bấm cùng bà Sáu 1 bước.');
    expect(words(page)).toMatch(/Đội đã chỉ (chị|cô|bà) Mai 2 bước\./);
    expect(words(page)).not.toContain('Nam');
  });

  test('says that its steps are a draft until the office has confirmed them, and so does the page behind its QR', async () => {
    const visit = await visitWith(line(world.sau.id, { steps: stepIds(1, 2) }));
    const said = async () =>
      Promise.all(
        [officer.get(`${visit}/cards`), officer.get(`/guides/${guide.id}`)].map(async (page) =>
          words(await page).includes('Bản nháp, phường chưa làm thử:'),
        ),
      );
    expect(await said()).toEqual([true, true]);
    const confirmed = { confirmedBy: t.users.staff.id, confirmedAt: THURSDAY_EVENING };
    await t.db.prisma.serviceGuide.update({ where: { id: guide.id }, data: confirmed });
    expect(await said()).toEqual([false, false]);
    const draft = { confirmedBy: null, confirmedAt: null };
    await t.db.prisma.serviceGuide.update({ where: { id: guide.id }, data: draft });
  });

  test('leaves a line for a telephone that the settings do not have, and says where to enter it', async () => {
    await t.db.prisma.ward.update({ where: { id: t.ward.id }, data: { phone: null } });
    const page = await officer.get(`${await visitWith(line(world.sau.id, { steps: stepIds(1) }))}/cards`);
    expect(read(page)('.taught-foot .blank').length).toBe(1);
    expect(words(page)).toContain('Quản trị ghi ở Cài đặt');
  });

  test('does not exist for a visit without a tick: back to the visit, which says so', async () => {
    const visit = await visitWith(line(world.sau.id));
    expect(read(await officer.get(visit))(`a[href="${visit}/cards"]`).length).toBe(0);
    const answer = await officer.get(`${visit}/cards`);
    expect([answer.status, answer.headers.location]).toEqual([303, visit]);
    expect(words(await officer.get(visit))).toContain('chưa đánh dấu bước nào');
  });
});

describe('the page behind the QR code', () => {
  const atHome = () => t.anonymous();

  test('shows the same steps to any visitor, with no name, no session and nothing in the log', async () => {
    await t.db.prisma.ward.update({ where: { id: t.ward.id }, data: { phone: '02438290000' } });
    const visit = await visitWith(line(world.sau.id, { steps: stepIds(2, 4), fileCode: 'H26.12.3-261126-0010' }));
    const card = await officer.get(`${visit}/cards`);
    const address = new URL(read(card)('.taught-qr a').attr('href')!);
    expect(address.pathname + address.search).toBe(`/guides/${guide.id}?steps=2-4`);
    expect(read(await atHome().get(address.pathname))('a[href^="/voice/"]').text()).toContain('phản ánh');
    const events = await t.db.prisma.auditEvent.count();
    const page = await atHome().get(address.pathname + address.search);
    expect(page.status).toBe(200);
    expect(stepsOn(page)).toEqual(stepsOn(card));
    for (const text of ['Nộp hồ sơ trợ cấp', '024 3829 0000', 'bản 1, 20/11/2026']) expect(words(page)).toContain(text);
    for (const secret of ['Sáu', 'H26', world.household.id, world.sau.id, visit.split('/').at(-1)!, 'doivien'])
      expect(page.text).not.toContain(secret);
    expect(page.headers['set-cookie']).toBeUndefined();
    expect(await t.db.prisma.auditEvent.count()).toBe(events);
  });

  test('without steps, or with steps that are none, shows all of them', async () => {
    for (const query of ['', '?steps=', '?steps=9-x', '?steps=1&steps=2'])
      expect(stepsOn(await atHome().get(`/guides/${guide.id}${query}`))).toHaveLength(4);
  });

  test('of a topic, of nothing, or of another kind of address is not there', async () => {
    const script = await createGuide(t.db, t.ward, await createTopic(t.db, t.ward, 'Giả danh công an'));
    for (const id of [script.id, world.sau.id, 'x']) expect((await atHome().get(`/guides/${id}`)).status).toBe(404);
  });

  test('asked for too often from one place says to wait', async () => {
    const visitor = atHome();
    let status = 200;
    for (let asked = 0; asked < 260 && status === 200; asked += 1)
      status = (await visitor.get(`/guides/${guide.id}`)).status;
    expect(status).toBe(429);
  });
});
