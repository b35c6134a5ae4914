import { randomUUID } from 'node:crypto';
import { createHousehold, createResident } from '../../../support/factories';
import { read, testApp, words, type TestAgent, type TestApp, textsOf } from '../../../support/test-app';
import { actionsOn, oldMotherAndDaughter } from '../../../support/worlds/casework';
import { formOf } from '../../../support/forms';
import { eveningRound } from '../../../support/worlds/rounds';

describe('who helps a household with the phone and the portal', () => {
  let app: TestApp;
  let officer: TestAgent;
  beforeAll(async () => {
    app = await testApp();
    officer = await app.as('officer');
  });
  afterAll(() => app.close());

  const nephew = { residentId: '', name: 'LÊ VĂN NAM', phone: '0534 111 222', relationNote: 'cháu ngoại' };
  const helpersOf = (helpedId: string) =>
    app.db.prisma.digitalHelper.findMany({ where: { helpedId }, orderBy: { recordedAt: 'asc' } });
  const record = (home: { id: string }, helped: { id: string }, given: Record<string, string>) =>
    officer.post(`/households/${home.id}/digital-helpers`, { id: randomUUID(), helpedId: helped.id, ...given });
  const end = (id: string, given: object = { endedWord: 'helped' }) =>
    officer.post(`/digital-helpers/${id}/ending`, given);
  const shownAt = async (householdId: string) =>
    textsOf(read(await officer.get(`/households/${householdId}`))('.helpers')).join('');

  it('a member is recorded at the door, and reached at the number in their file', async () => {
    const { home, mother, daughter } = await oldMotherAndDaughter(app);
    const url = `/households/${home.id}/digital-helpers`;
    const opened = await formOf(officer, `${url}/new?helped=${mother.id}`);
    expect(opened.helpedId).toBe(mother.id);
    const form = { ...opened, residentId: daughter.id, purposes: ['portal', 'vneid'], agreedOn: '25/11/2026' };
    for (let sending = 0; sending < 2; sending += 1)
      expect((await officer.post(url, form)).headers.location).toBe(`/households/${home.id}`);
    const { id: heardBy } = app.users.officer;
    expect(await helpersOf(mother.id)).toMatchObject([
      {
        ...{ householdId: null, residentId: daughter.id, name: '', phone: null, validTo: null, recordedBy: heardBy },
        ...{ purposes: ['portal', 'vneid'], agreedOn: new Date('2026-11-25'), agreedHeardBy: heardBy },
      },
    ]);
    expect(await shownAt(home.id)).toContain(
      'con gái Nguyễn Thị Mai giúp Phạm Thị Sáu · Cổng Dịch vụ công, VNeID · từ 26/11/2026 · hai bên đồng ý 25/11/2026 0533 123 456',
    );
    expect(words(await officer.get(`/residents/${daughter.id}`))).toContain('Đang giúp Phạm Thị Sáu');
    expect(words(await officer.get(`/residents/${mother.id}`))).toContain(
      'con gái Nguyễn Thị Mai giúp Phạm Thị Sáu · Cổng',
    );
    expect(await actionsOn(app, String(opened.id))).toEqual(['digital-helper.record']);
  });

  it('a member who is found to live elsewhere still helps', async () => {
    const { home, mother, daughter } = await oldMotherAndDaughter(app);
    await record(home, mother, { residentId: daughter.id });
    await app.db.prisma.householdMembership.deleteMany({ where: { residentId: daughter.id } });
    expect(await shownAt(home.id)).toBe('');
    await app.db.prisma.resident.update({ where: { id: daughter.id }, data: { residenceStatus: 'elsewhere' } });
    expect(await shownAt(home.id)).toContain('Nguyễn Thị Mai giúp Phạm Thị Sáu');
  });

  it('a guest whom the team met is found by name, and is no outsider', async () => {
    const { home, mother } = await oldMotherAndDaughter(app);
    const guest = await createResident(app.db, app.ward, { fullName: 'Trần Văn Sơn', residenceStatus: 'elsewhere' });
    const asked = await record(home, mother, { name: 'Trần Văn Sơn', phone: '0534 000 111' });
    expect(read(asked)('#residentId').text()).toContain('Trần Văn Sơn, không ở đây');
    expect((await record(home, mother, { name: 'Trần Văn Sơn', residentId: guest.id })).status).toBe(303);
    expect(await shownAt(home.id)).toContain('Trần Văn Sơn giúp Phạm Thị Sáu');
    const gone = await createResident(app.db, app.ward, { fullName: 'Lê Thị Tám', residenceStatus: 'moved_out' });
    expect((await record(home, mother, { residentId: gone.id })).status).toBe(422);
  });

  it('an outsider who is found in the register becomes that resident, and nobody else', async () => {
    const { home, mother } = await oldMotherAndDaughter(app);
    await record(home, mother, { name: 'Đỗ Thị Lý', phone: '0534 222 333' });
    const [tie] = await helpersOf(mother.id);
    const url = `/digital-helpers/${tie!.id}/edit`;
    expect((await formOf(officer, url)).residentId).toBeUndefined();
    const lives = { household: await createHousehold(app.db, app.ward), relation: 'other' as const };
    const found = await createResident(app.db, app.ward, { fullName: 'Đỗ Thị Lý', ...lives });
    const other = await createResident(app.db, app.ward, { fullName: 'Đỗ Thị Liên', ...lives });
    const form = await formOf(officer, url);
    const refused = await officer.post(url, { ...form, residentId: other.id });
    expect([refused.status, await helpersOf(mother.id)]).toEqual([422, [tie]]);
    for (const answer of [await officer.post(url, { ...form, residentId: found.id }), await officer.post(url, form)])
      expect([303, 409]).toContain(answer.status);
    expect(await helpersOf(mother.id)).toMatchObject([
      { id: tie!.id, residentId: found.id, name: '', phone: '0534222333' },
    ]);
    expect(words(await officer.get(`/residents/${found.id}`))).toContain('Đang giúp Phạm Thị Sáu');
  });

  it('an outsider has a name in proper case, a number and a description', async () => {
    const { home, mother } = await oldMotherAndDaughter(app);
    expect((await record(home, mother, nephew)).status).toBe(303);
    expect(await helpersOf(mother.id)).toMatchObject([
      { residentId: null, name: 'Lê Văn Nam', phone: '0534111222', relationNote: 'cháu ngoại', agreedOn: null },
    ]);
    expect(await shownAt(home.id)).toContain('cháu ngoại Lê Văn Nam giúp Phạm Thị Sáu · từ 26/11/2026 · chưa hỏi');
  });

  it.each([
    [{ helpedId: '' }, 'helpedId', 'Chọn người được giúp'],
    [{ agreedOn: '27/11/2026' }, 'agreedOn', 'Ngày này chưa đến'],
    [{ name: '' }, 'name', 'Chọn một người trong hộ, hoặc nhập họ tên'],
    [{ phone: '' }, 'phone', 'cần số điện thoại'],
    [{ phone: '12345' }, 'phone', 'Số điện thoại chưa đúng'],
    [{ phone: '01234567890' }, 'phone', '11 số cũ'],
    [{ validFrom: '27/11/2026' }, 'validFrom', 'Ngày này chưa đến'],
  ])('with %j the form comes back with its words', async (wrong, field, message) => {
    const { home, mother } = await oldMotherAndDaughter(app);
    const response = await record(home, mother, { ...nephew, ...wrong });
    expect(response.status).toBe(422);
    expect(read(response)(`#${field}-error`).text()).toContain(message);
    expect(read(response)('#relationNote').attr('value')).toBe('cháu ngoại');
    expect(await helpersOf(mother.id)).toEqual([]);
  });

  it('is never somebody who left the ward, the person themselves, nor the same person twice', async () => {
    const { home, mother, daughter } = await oldMotherAndDaughter(app);
    const gone = await createResident(app.db, app.ward, {});
    const refused = async (given: Record<string, string>, field: string, helped = mother) =>
      read(await record(home, helped, given))(`#${field}-error`).text();
    expect(await refused({ residentId: gone.id }, 'residentId')).toContain('không còn ở phường');
    expect(await refused({ residentId: mother.id }, 'residentId')).toContain('không ai giúp chính mình');
    expect(await refused({ residentId: daughter.id }, 'helpedId', gone)).toContain('không còn ở trong hộ');
    expect(await refused({ residentId: daughter.id, name: 'Ai Đó' }, 'name')).toContain('tên khác: xóa ô này');
    expect((await record(home, mother, { residentId: daughter.id })).status).toBe(303);
    expect(await refused({ residentId: daughter.id }, 'residentId')).toContain('đã là người giúp số');
    expect(await helpersOf(mother.id)).toHaveLength(1);
  });

  it('a resident of another household is found by name or number, chosen or said to be somebody else', async () => {
    const { home, mother } = await oldMotherAndDaughter(app);
    const elsewhere = await createHousehold(app.db, app.ward, { address: '7 Ngũ Xã' });
    const son = { fullName: 'Trần Văn Sơn', phone: '0534777888', household: elsewhere };
    const neighbour = await createResident(app.db, app.ward, son);
    for (const typed of [
      { name: 'Tran Van Son', phone: '0534 000 111' },
      { name: 'Anh Sơn', phone: '0534 777 888' },
    ]) {
      const asked = await record(home, mother, typed);
      expect(asked.status).toBe(422);
      expect(read(asked)('#residentId').text()).toContain('Trần Văn Sơn, 7 Ngũ Xã');
      expect(read(asked)('#name').val()).toBe(typed.name);
    }
    expect(await helpersOf(mother.id)).toEqual([]);
    const chosen = { name: 'Tran Van Son', residentId: neighbour.id };
    expect((await record(home, mother, chosen)).status).toBe(303);
    const other = { name: 'Trần Văn Sơn', phone: '0534 000 111', residentId: 'outsider' };
    expect((await record(home, mother, other)).status).toBe(303);
    expect(await helpersOf(mother.id)).toMatchObject([{ residentId: neighbour.id, name: '' }, { residentId: null }]);
    expect(words(await officer.get(`/residents/${neighbour.id}`))).toContain('Đang giúp Phạm Thị Sáu');
  });

  it('of a whole household from before: it stays open whom they help until that is said', async () => {
    const { home, mother, daughter } = await oldMotherAndDaughter(app);
    const { id } = await app.db.prisma.digitalHelper.create({
      data: {
        ...{ wardId: app.ward.id, householdId: home.id, residentId: daughter.id },
        ...{ validFrom: new Date('2026-01-01'), recordedBy: app.users.officer.id, recordedAt: new Date('2026-01-01') },
      },
    });
    expect(await shownAt(home.id)).toContain('giúp cả hộ, chưa rõ ai');
    const url = `/digital-helpers/${id}/edit`;
    const form = await formOf(officer, url);
    const own = await officer.post(url, { ...form, helpedId: daughter.id });
    expect(read(own)('#helpedId-error').text()).toContain('không ai giúp chính mình');
    for (let sending = 0; sending < 2; sending += 1)
      expect((await officer.post(url, { ...form, helpedId: mother.id, agreedOn: '26/11/2026' })).status).toBe(303);
    expect(await helpersOf(mother.id)).toMatchObject([
      { id, householdId: null, version: 2, agreedHeardBy: app.users.officer.id },
    ]);
    expect(await shownAt(home.id)).toContain('giúp Phạm Thị Sáu');
  });

  it.each(['moved_out', 'deceased'] as const)('a member who has %s is no longer shown as a helper', async (how) => {
    const { home, mother, daughter } = await oldMotherAndDaughter(app);
    await record(home, mother, { residentId: daughter.id });
    expect(await shownAt(home.id)).toContain('Nguyễn Thị Mai');
    const { id: residentId } = daughter;
    const gone = { where: { residentId }, data: { validTo: new Date('2026-11-20') } };
    if (how === 'deceased')
      await app.db.prisma.resident.update({ where: { id: residentId }, data: { residenceStatus: how } });
    await app.db.prisma.householdMembership.updateMany(gone);
    expect(await shownAt(home.id)).toBe('');
  });

  it('appear with their number wherever an officer looks before knocking', async () => {
    const { home, mother, daughter } = await oldMotherAndDaughter(app);
    const father = await createResident(app.db, app.ward, { household: home, relation: 'father' });
    for (const form of [{ residentId: daughter.id }, nephew]) await record(home, mother, form);
    await record(home, father, { residentId: daughter.id });
    const round = await eveningRound(app, { households: [home] });
    // What she is to the head is not what she is to the head's father.
    expect(await shownAt(home.id)).toContain(`Nguyễn Thị Mai giúp ${father.fullName}`);
    expect(await shownAt(home.id)).not.toContain(`con gái Nguyễn Thị Mai giúp ${father.fullName}`);
    const sentence = 'Người giúp số: con gái Nguyễn Thị Mai, 0533 123 456; cháu ngoại Lê Văn Nam, 0534 111 222';
    const forms = [`/round-doors/${round.roundDoors[0]!.id}/visit`, `/households/${home.id}/visits/new`];
    for (const url of ['/tonight', `/rounds/${round.id}/sheet`, ...forms])
      expect([url, words(await officer.get(url))]).toEqual([url, expect.stringContaining(sentence)]);
  });

  it('is corrected, and two people at once see both versions', async () => {
    const { home, mother } = await oldMotherAndDaughter(app);
    const id = randomUUID();
    await record(home, mother, { id, ...nephew });
    const url = `/digital-helpers/${id}/edit`;
    const form = await formOf(officer, url);
    expect((await officer.post(url, form)).status).toBe(303);
    await (await app.as('staff')).post(url, { ...form, phone: '0534 999 888' });
    const conflict = await officer.post(url, { ...form, relationNote: 'cháu nội' });
    expect(conflict.status).toBe(409);
    for (const text of ['0534 999 888', 'cháu nội', 'Trần Văn Phòng']) expect(words(conflict)).toContain(text);
    expect(await helpersOf(mother.id)).toMatchObject([{ phone: '0534999888', relationNote: 'cháu ngoại', version: 2 }]);
    expect((await officer.post(url, { ...form, version: '2', phone: '', name: '' })).status).toBe(422);
  });

  it('one word of either ends it from its day on, once, and it may be recorded again', async () => {
    const { home, mother, daughter } = await oldMotherAndDaughter(app);
    const id = randomUUID();
    await record(home, mother, { id, residentId: daughter.id });
    expect(read(await end(id, {}))('#endedWord-error').text()).toContain('Chọn ai nói thôi');
    expect(read(await end(id, { endedWord: 'helper', endsOn: '25/11/2026' }))('#endsOn-error').text()).toContain(
      'giúp từ 26/11/2026',
    );
    expect(await helpersOf(mother.id)).toMatchObject([{ validTo: null, endedWord: null, version: 1 }]);
    for (let sending = 0; sending < 2; sending += 1) expect((await end(id)).status).toBe(303);
    expect(await helpersOf(mother.id)).toMatchObject([
      { endedBy: app.users.officer.id, endedWord: 'helped', validTo: new Date('2026-11-26'), version: 2 },
    ]);
    expect(await actionsOn(app, id)).toEqual(['digital-helper.record', 'digital-helper.end']);
    expect(await shownAt(home.id)).toBe('');
    expect((await record(home, mother, { residentId: daughter.id })).status).toBe(303);
    // The tie that was recorded since stays the only one that holds.
    const kept = await officer.post(`/digital-helpers/${id}/ending/removal`, {});
    expect(words(await officer.get(kept.headers.location!))).toContain('Không hoàn tác: người này đã được ghi lại');
    expect((await helpersOf(mother.id)).map(({ validTo }) => validTo === null)).toEqual([false, true]);
  });

  it('and the ending is undone where it is said, once', async () => {
    const { home, mother, daughter } = await oldMotherAndDaughter(app);
    const id = randomUUID();
    await record(home, mother, { id, residentId: daughter.id });
    await end(id);
    const undo = read(await officer.get(`/residents/${mother.id}`))('form[action$="/ending/removal"]').attr('action')!;
    for (let press = 0; press < 2; press += 1) expect((await officer.post(undo, {})).status).toBe(303);
    expect(await helpersOf(mother.id)).toMatchObject([{ validTo: null, endedWord: null, endedBy: null, version: 3 }]);
    expect(await actionsOn(app, id)).toEqual(['digital-helper.record', 'digital-helper.end', 'digital-helper.resume']);
    expect(await shownAt(home.id)).toContain('Nguyễn Thị Mai giúp Phạm Thị Sáu');
  });
});
