import { addReferenceGuides } from '../../../../src/features/office/guides/service';
import { PUBLIC_SERVICES } from '../../../../src/features/office/reference-data/entries';
import { updateCatalogues } from '../../../../src/features/office/reference-data/service';
import { createGuide, createService, createTopic } from '../../../support/factories';
import { fieldsOf, formOf } from '../../../support/forms';
import {
  appForEach,
  expectRefused,
  expectWords,
  read,
  sharedApp,
  textsOf,
  words,
  type TestAgent,
} from '../../../support/test-app';

const STEPS = 'Mở Cổng Dịch vụ công\r\ndichvucong.gov.vn\r\n\r\nBấm “Đăng nhập”\r\n\r\nGõ “tạm trú”\r\nchọn dòng đầu';

describe('the office writes the steps of a service', () => {
  const app = appForEach();
  let staff: TestAgent;
  let serviceId: string;
  let path: string;
  beforeEach(async () => {
    staff = await app.as('staff');
    serviceId = (await createService(app.db, app.ward)).id;
    path = `/public-services/${serviceId}/guides/new`;
  });

  const guides = () =>
    app.db.prisma.serviceGuide.findMany({
      where: { publicServiceId: serviceId },
      include: { steps: { orderBy: { position: 'asc' } } },
      orderBy: { number: 'asc' },
    });
  const events = () => app.db.prisma.auditEvent.count({ where: { action: 'service-guide.write' } });
  const write = async (given: object = {}) =>
    staff.post(path, { ...(await formOf(staff, path)), steps: STEPS, ...given });

  test('and all users read them; until then the page says that there are none', async () => {
    const officer = await app.as('officer');
    expect(words(await officer.get(`/public-services/${serviceId}`))).toContain('Chưa soạn.');
    const answer = await write({ prerequisites: 'Điện thoại có mạng', source: 'Cổng', sourceCheckedOn: '26/11/2026' });
    expect([answer.status, answer.headers.location]).toEqual([303, `/public-services/${serviceId}`]);
    const [guide] = await guides();
    expect(guide).toMatchObject({ number: 1, prerequisites: ['Điện thoại có mạng'] });
    expect(guide!.steps.map(({ position, action, detail }) => [position, action, detail])).toEqual([
      [1, 'Mở Cổng Dịch vụ công', 'dichvucong.gov.vn'],
      [2, 'Bấm “Đăng nhập”', ''],
      [3, 'Gõ “tạm trú”', 'chọn dòng đầu'],
    ]);
    expect(await events()).toBe(1);
    const page = await officer.get(`/public-services/${serviceId}`);
    for (const text of [
      'bản nháp, phường chưa thử',
      'xem ngày 26/11/2026',
      'Điện thoại có mạng',
      'Bấm “Đăng nhập”',
      'Bản 1, lưu ngày 26/11/2026',
    ])
      expect(words(page)).toContain(text);
    expect(read(page)(`a[href="${path}"]`).length).toBe(0);
  });

  test('again as a new version, and the old one stays to be read as it was', async () => {
    await write();
    const [first] = await guides();
    await write({ steps: 'Mở Cổng Dịch vụ công' });
    const [kept, second] = await guides();
    expect(kept).toEqual(first);
    expect(second).toMatchObject({ number: 2, savedBy: app.users.staff.id });
    const page = await staff.get(`/public-services/${serviceId}/guides`);
    expect(
      read(page)('h2')
        .toArray()
        .map((heading) => read(page)(heading).text().slice(0, 5)),
    ).toEqual(['Bản 2', 'Bản 1']);
    await expect(
      app.db.prisma.guideStep.update({ where: { id: first!.steps[0]!.id }, data: { action: 'Khác' } }),
    ).rejects.toThrow('never changes');
  });

  test('without a step, with one too long, or with a national number: says so and keeps what was typed', async () => {
    for (const [steps, message] of [
      ['', 'Viết các bước.'],
      [`Mở Cổng\n\n${'dài '.repeat(30)}`, 'Bước 2: dòng đầu dài quá 90 ký tự.'],
      [`Mở Cổng\n${'dài '.repeat(40)}`, 'Bước 1: lời giải thích dài quá 140 ký tự.'],
      ['Bước\n\n'.repeat(21), 'Nhiều quá 20 bước.'],
      ['Gõ 001148012345', 'số định danh'],
    ]) {
      const answer = await write({ steps, source: 'Nguồn tôi gõ' });
      expectRefused(answer, 'steps', message);
      expect(read(answer)('#source').val()).toBe('Nguồn tôi gõ');
    }
    const elsewhere = await createService(app.db, app.otherWard, { kind: 'digital_account', code: null });
    expect((await write({ firstTaskId: elsewhere.id })).status).toBe(422);
    expect(await guides()).toEqual([]);
    expect(await events()).toBe(0);
  });

  test('sent twice, also at one moment, it is one version', async () => {
    const form = { ...(await formOf(staff, path)), steps: STEPS };
    for (const answer of await Promise.all([staff.post(path, form), staff.post(path, form)]))
      expect(answer.status).toBe(303);
    await staff.post(path, form);
    expect(await guides()).toHaveLength(1);
    expect(await events()).toBe(1);
  });

  test('while another user does: the second one sees both, and saves theirs over it if they choose so', async () => {
    const mine = { ...(await formOf(staff, path)), steps: 'Bước của tôi' };
    const admin = await app.as('admin');
    await admin.post(path, { ...(await formOf(admin, path)), steps: 'Bước của họ' });
    const conflict = await staff.post(path, mine);
    expect(conflict.status).toBe(409);
    expectWords(conflict, 'Bước của tôi', 'Bước của họ', app.users.admin.displayName);
    const fields = fieldsOf(conflict, `form[action="${path}"]`);
    expect((await staff.post(path, fields)).status).toBe(303);
    expect((await guides()).map(({ steps }) => steps[0]!.action)).toEqual(['Bước của họ', 'Bước của tôi']);
  });

  test('of a topic as paragraphs to read aloud', async () => {
    const topic = await createTopic(app.db, app.ward);
    const form = await formOf(staff, `/public-services/${topic.id}/guides/new`);
    await staff.post(`/public-services/${topic.id}/guides/new`, {
      ...form,
      steps: 'Không đưa mã\ncho ai.\n\nKể cả Đội.',
    });
    const page = read(await staff.get(`/public-services/${topic.id}`));
    expect(page('h2#steps').text()).toContain('Lời nói ở cửa');
    expect(textsOf(page('.guide-script p'))).toEqual(['Không đưa mã cho ai.', 'Kể cả Đội.']);
  });

  test('and a new national code takes them along as a draft', async () => {
    await write();
    const admin = await app.as('admin');
    await admin.post(`/public-services/${serviceId}/replacement`, {
      code: '1.777001',
      name: 'Đăng ký tạm trú mới',
      retiredOn: '01/12/2026',
    });
    const successor = await app.db.prisma.publicService.findFirstOrThrow({ where: { code: '1.777001' } });
    const copied = await app.db.prisma.serviceGuide.findFirstOrThrow({
      where: { publicServiceId: successor.id },
      include: { steps: true },
    });
    expect([copied.number, copied.confirmedAt, copied.steps.length]).toEqual([1, null, 3]);
  });
});

describe('the office confirms a draft that it has tried', () => {
  const app = sharedApp();
  let staff: TestAgent;
  beforeAll(async () => {
    staff = await app.as('staff');
  });

  const write = async (given: object = {}) => {
    const { id } = await createService(app.db, app.ward);
    const path = `/public-services/${id}/guides/new`;
    const source = { source: 'https://dichvucong.gov.vn', sourceCheckedOn: '26/11/2026' };
    await staff.post(path, { ...(await formOf(staff, path)), steps: STEPS, ...source, ...given });
    const guide = await app.db.prisma.serviceGuide.findFirstOrThrow({ where: { publicServiceId: id } });
    return { serviceId: id, guideId: guide.id, press: `/guides/${guide.id}/confirmation` };
  };
  const press = async (agent: TestAgent, serviceId: string, path: string) => {
    const answer = await agent.post(path);
    expect([answer.status, answer.headers.location]).toEqual([303, `/public-services/${serviceId}`]);
    return words(await agent.get(`/public-services/${serviceId}`));
  };
  const confirmations = (serviceGuideId: string) =>
    app.db.prisma.serviceGuide.findMany({ where: { id: serviceGuideId, confirmedAt: { not: null } } });
  const events = (subjectId: string) =>
    app.db.prisma.auditEvent.count({ where: { subjectId, action: 'service-guide.confirm' } });

  test('with one press: who and when, once however often it is pressed', async () => {
    const { serviceId, guideId, press: path } = await write();
    const before = await staff.get(`/public-services/${serviceId}`);
    expect(words(before)).toContain('Đã làm thử, xác nhận bản này');
    expect(await press(staff, serviceId, path)).toContain(
      `Đã làm thử và xác nhận: ${app.users.staff.displayName}, ngày 26/11/2026.`,
    );
    expect(await press(staff, serviceId, path)).not.toContain('bản nháp');
    expect(await confirmations(guideId)).toMatchObject([{ confirmedBy: app.users.staff.id }]);
    expect(await events(serviceId)).toBe(1);
    // A new version begins as a draft; the old one stays confirmed.
    const form = `/public-services/${serviceId}/guides/new`;
    await staff.post(form, { ...(await formOf(staff, form)), steps: 'Mở Cổng' });
    expect(words(await staff.get(`/public-services/${serviceId}`))).toContain('bản nháp, phường chưa thử');
  });

  test('not without a source, not without steps, not an older version, and officers not at all', async () => {
    const unsourced = await write({ source: '' });
    expect(await press(staff, unsourced.serviceId, unsourced.press)).toContain('Chưa có nguồn');
    const older = await write();
    const form = `/public-services/${older.serviceId}/guides/new`;
    await staff.post(form, { ...(await formOf(staff, form)), steps: 'Mở Cổng' });
    expect(await press(staff, older.serviceId, older.press)).toContain('Đã có bản mới hơn');
    const { id } = await createService(app.db, app.ward);
    const empty = await createGuide(app.db, app.ward, { id }, { steps: [] });
    expect(await press(staff, id, `/guides/${empty.id}/confirmation`)).toContain('Chưa có bước nào');
    for (const guideId of [unsourced.guideId, older.guideId, empty.id])
      expect(await confirmations(guideId)).toEqual([]);
    const officer = await app.as('officer');
    expect(words(await officer.get(`/public-services/${older.serviceId}`))).not.toContain('xác nhận bản này');
  });
});

describe('a ward from before the guides', () => {
  const app = sharedApp();

  test('gets them when the program starts, each once, and keeps what it wrote itself', async () => {
    const nameOf = (key: string) => PUBLIC_SERVICES.find((service) => service.key === key)!.name;
    const pension = await createService(app.db, app.ward, { name: nameOf('tro-cap-huu-tri-xa-hoi'), code: '1.014027' });
    const temporary = await createService(app.db, app.ward, { name: nameOf('dang-ky-tam-tru') });
    const level2 = await createService(app.db, app.ward, {
      name: nameOf('vneid-len-muc-2'),
      kind: 'digital_account',
      groupKey: 'tai_khoan_so',
      code: null,
    });
    const staff = await app.as('staff');
    const path = `/public-services/${temporary.id}/guides/new`;
    await staff.post(path, { ...(await formOf(staff, path)), steps: 'Lời của phường' });
    const start = () => app.db.prisma.$transaction((tx) => addReferenceGuides(tx, app.context.now()));
    await Promise.all([start(), start()]);
    await start();

    const guides = await app.db.prisma.serviceGuide.findMany({ include: { steps: true } });
    expect(guides.map(({ publicServiceId, number }) => [publicServiceId, number]).toSorted()).toEqual(
      [pension.id, temporary.id, level2.id].map((id) => [id, 1]).toSorted(),
    );
    const pensionGuide = guides.find((guide) => guide.publicServiceId === pension.id)!;
    expect(pensionGuide).toMatchObject({ savedBy: null, firstTaskId: level2.id });
    expect(pensionGuide.steps).toHaveLength(4);
    expect(pensionGuide.source).toContain('https://dantri.com.vn');
    const page = words(await staff.get(`/public-services/${pension.id}`));
    expectWords(page, 'bản nháp, phường chưa thử', 'Gõ Cửa soạn sẵn', 'VNeID mức 2 (chưa có thì làm trước');
    expect(words(await staff.get(`/public-services/${temporary.id}`))).toContain('Lời của phường');
  });

  test('gets the next version where it kept the shipped one as a draft, and later services, each once', async () => {
    const { db, ward, context } = app;
    const name = PUBLIC_SERVICES.find(({ key }) => key === 'tach-ho')!.name;
    const kept = await createService(db, ward, { name, code: '1.010038' });
    const confirmed = await createService(db, ward, { name, code: '1.010039' });
    for (const service of [kept, confirmed]) await createGuide(db, ward, service, { steps: [['Bước của bản trước']] });
    const { id } = await db.prisma.serviceGuide.findFirstOrThrow({ where: { publicServiceId: confirmed.id } });
    const confirmation = { confirmedBy: app.users.staff.id, confirmedAt: context.now() };
    await db.prisma.serviceGuide.update({ where: { id }, data: confirmation });
    const start = () =>
      db.prisma.$transaction(async (tx) => {
        await updateCatalogues(tx, context.now());
        await addReferenceGuides(tx, context.now());
      });
    await start();
    await start();
    const numbers = async (publicServiceId: string) =>
      (await db.prisma.serviceGuide.findMany({ where: { publicServiceId }, orderBy: { number: 'asc' } })).map(
        ({ number, source }) => [number, source.startsWith('https://')],
      );
    expect(await numbers(kept.id)).toEqual([
      [1, false],
      [2, true],
    ]);
    expect(await numbers(confirmed.id)).toEqual([[1, false]]);
    const later = await db.prisma.publicService.findMany({ where: { wardId: ward.id, topicArea: 'scam' } });
    expect(later.map((service) => service.name)).toContainEqual(expect.stringContaining('Làm sạch dữ liệu đất đai'));
    expect(new Set(later.map((service) => service.name)).size).toBe(later.length);
    expect(await db.prisma.barrier.count({ where: { wardId: ward.id, key: 'sim_khoa_doi_may' } })).toBe(1);
    const days = await db.prisma.publicService.findUniqueOrThrow({ where: { id: kept.id } });
    expect([days.level, days.levelSource === '']).toEqual(['partial', false]);
  });
});
