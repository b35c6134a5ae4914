import { randomUUID } from 'node:crypto';
import { createHousehold, createResident, createRound } from '../../../support/factories';
import { read, testApp, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { actionsOn, oldMotherAndDaughter } from '../../../support/worlds/casework';
import { formOf } from '../../../support/forms';

describe('who helps a household with the phone and the portal', () => {
  let app: TestApp;
  let officer: TestAgent;
  beforeAll(async () => {
    app = await testApp();
    officer = await app.as('officer');
  });
  afterAll(() => app.close());

  const nephew = { residentId: '', name: 'LÊ VĂN NAM', phone: '0534 111 222', relationNote: 'cháu ngoại' };
  const helpersOf = (householdId: string) =>
    app.db.prisma.digitalHelper.findMany({ where: { householdId }, orderBy: { recordedAt: 'asc' } });
  const shownAt = async (householdId: string) =>
    read(await officer.get(`/households/${householdId}`))('.helpers')
      .text()
      .replace(/\s+/g, ' ')
      .trim();

  it('a member is recorded at the door, and reached at the number in their file', async () => {
    const { home, daughter } = await oldMotherAndDaughter(app);
    const url = `/households/${home.id}/digital-helpers`;
    const opened = await formOf(officer, `${url}/new`);
    const form = { ...opened, residentId: daughter.id };
    for (let sending = 0; sending < 2; sending += 1)
      expect((await officer.post(url, form)).headers.location).toBe(`/households/${home.id}`);
    expect(await helpersOf(home.id)).toMatchObject([
      { residentId: daughter.id, name: '', phone: null, recordedBy: app.users.officer.id, validTo: null },
    ]);
    expect(await shownAt(home.id)).toContain('con gái Nguyễn Thị Mai từ 26/11/2026 0533 123 456');
    expect(await actionsOn(app, String(opened.id))).toEqual(['digital-helper.record']);
  });

  it('an outsider has a name in proper case, a number and a description', async () => {
    const { home } = await oldMotherAndDaughter(app);
    expect((await officer.post(`/households/${home.id}/digital-helpers`, { id: randomUUID(), ...nephew })).status).toBe(
      303,
    );
    expect(await helpersOf(home.id)).toMatchObject([
      { residentId: null, name: 'Lê Văn Nam', phone: '0534111222', relationNote: 'cháu ngoại' },
    ]);
    expect(await shownAt(home.id)).toContain('cháu ngoại Lê Văn Nam');
  });

  it.each([
    [{ name: '' }, 'name', 'Chọn một người trong hộ, hoặc nhập họ tên'],
    [{ phone: '' }, 'phone', 'cần số điện thoại'],
    [{ phone: '12345' }, 'phone', 'Số điện thoại chưa đúng'],
    [{ phone: '01234567890' }, 'phone', '11 số cũ'],
    [{ validFrom: '27/11/2026' }, 'validFrom', 'Ngày này chưa đến'],
  ])('with %j the form comes back with its words', async (wrong, field, message) => {
    const { home } = await oldMotherAndDaughter(app);
    const response = await officer.post(`/households/${home.id}/digital-helpers`, {
      id: randomUUID(),
      ...nephew,
      ...wrong,
    });
    expect(response.status).toBe(422);
    expect(read(response)(`#${field}-error`).text()).toContain(message);
    expect(read(response)('#relationNote').attr('value')).toBe('cháu ngoại');
    expect(await helpersOf(home.id)).toEqual([]);
  });

  it('is never a member of another household, nor the same member twice', async () => {
    const { home, daughter } = await oldMotherAndDaughter(app);
    const stranger = await createResident(app.db, app.ward, { household: await createHousehold(app.db, app.ward) });
    const post = (residentId: string, name = '') =>
      officer.post(`/households/${home.id}/digital-helpers`, { id: randomUUID(), residentId, name });
    expect(read(await post(stranger.id))('#residentId-error').text()).toContain('không còn ở trong hộ');
    expect(read(await post(daughter.id, 'Ai Đó'))('#name-error').text()).toContain('Đã chọn người trong hộ');
    expect((await post(daughter.id)).status).toBe(303);
    expect(read(await post(daughter.id))('#residentId-error').text()).toContain('đã là người giúp số');
    expect(await helpersOf(home.id)).toHaveLength(1);
  });

  it.each([
    [
      'has moved out',
      (residentId: string) =>
        app.db.prisma.householdMembership.updateMany({
          where: { residentId },
          data: { validTo: new Date('2026-11-20') },
        }),
    ],
    [
      'has died',
      async (residentId: string) => {
        await app.db.prisma.resident.update({ where: { id: residentId }, data: { residenceStatus: 'deceased' } });
        await app.db.prisma.householdMembership.updateMany({
          where: { residentId },
          data: { validTo: new Date('2026-11-20') },
        });
      },
    ],
  ])('a member who %s is no longer shown as a helper', async (_what, leave) => {
    const { home, daughter } = await oldMotherAndDaughter(app);
    await officer.post(`/households/${home.id}/digital-helpers`, { id: randomUUID(), residentId: daughter.id });
    expect(await shownAt(home.id)).toContain('Nguyễn Thị Mai');
    await leave(daughter.id);
    expect(await shownAt(home.id)).toBe('');
  });

  it('appear with their number wherever an officer looks before knocking', async () => {
    const { home, daughter } = await oldMotherAndDaughter(app);
    for (const form of [{ residentId: daughter.id }, nephew])
      await officer.post(`/households/${home.id}/digital-helpers`, { id: randomUUID(), ...form });
    const round = await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [app.users.officer],
      households: [home],
    });
    const sentence = 'Người giúp số: con gái Nguyễn Thị Mai, 0533 123 456; cháu ngoại Lê Văn Nam, 0534 111 222';
    for (const url of [
      '/tonight',
      `/rounds/${round.id}/sheet`,
      `/round-doors/${round.roundDoors[0]!.id}/visit`,
      `/households/${home.id}/visits/new`,
    ]) {
      expect([url, words(await officer.get(url))]).toEqual([url, expect.stringContaining(sentence)]);
    }
  });

  it('is corrected, and two people at once see both versions', async () => {
    const { home } = await oldMotherAndDaughter(app);
    const id = randomUUID();
    await officer.post(`/households/${home.id}/digital-helpers`, { id, ...nephew });
    const url = `/digital-helpers/${id}/edit`;
    const form = await formOf(officer, url);
    expect((await officer.post(url, form)).status).toBe(303);
    await (await app.as('staff')).post(url, { ...form, phone: '0534 999 888' });
    const conflict = await officer.post(url, { ...form, relationNote: 'cháu nội' });
    expect(conflict.status).toBe(409);
    for (const text of ['0534 999 888', 'cháu nội', 'Trần Văn Phòng']) expect(words(conflict)).toContain(text);
    expect(await helpersOf(home.id)).toMatchObject([{ phone: '0534999888', relationNote: 'cháu ngoại', version: 2 }]);
    expect((await officer.post(url, { ...form, version: '2', phone: '', name: '' })).status).toBe(422);
  });

  it('no longer helps from the recorded day on, and may be recorded again', async () => {
    const { home, daughter } = await oldMotherAndDaughter(app);
    const id = randomUUID();
    await officer.post(`/households/${home.id}/digital-helpers`, { id, residentId: daughter.id });
    for (let sending = 0; sending < 2; sending += 1)
      expect((await officer.post(`/digital-helpers/${id}/ending`)).status).toBe(303);
    expect(await helpersOf(home.id)).toMatchObject([{ endedBy: app.users.officer.id, version: 2 }]);
    expect(await actionsOn(app, id)).toEqual(['digital-helper.record', 'digital-helper.end']);
    expect(await shownAt(home.id)).toBe('');
    expect(
      (await officer.post(`/households/${home.id}/digital-helpers`, { id: randomUUID(), residentId: daughter.id }))
        .status,
    ).toBe(303);
  });
});
