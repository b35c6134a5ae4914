import { createHousehold, createResident, createService } from '../../../support/factories';
import { read, testApp, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { formIn, formOf } from '../../../support/forms';
import { actionsOn, oldMotherAndDaughter } from '../../../support/worlds/casework';
import { blankForm, THURSDAY_EVENING, lineOf } from '../../../support/worlds/door';
import { eveningRound } from '../../../support/worlds/rounds';

const OTHER = '0190b8a0-0000-7000-8000-00000000a002';

describe('an officer writes down at the door who helps a person', () => {
  let t: TestApp;
  let officer: TestAgent;
  let family: Awaited<ReturnType<typeof oldMotherAndDaughter>>;
  let path: string;
  beforeEach(async () => {
    t = await testApp();
    t.setNow(THURSDAY_EVENING);
    family = await oldMotherAndDaughter(t);
    const round = await eveningRound(t, { households: [family.home] });
    path = `/round-doors/${round.roundDoors[0]!.id}/visit`;
    officer = await t.as('officer');
  });
  afterEach(() => t.close());

  const met = (helper: object, given: object = {}) =>
    blankForm({ outcome: 'met', presence: [family.mother.id], helpers: { [family.mother.id]: helper }, ...given });
  const ties = () => t.db.prisma.digitalHelper.findMany({ orderBy: { recordedAt: 'asc' } });
  const withdraw = async (visit: string) => {
    const { location } = (await officer.post(`/visits/${visit}/withdrawal`)).headers;
    return words(await officer.get(location!));
  };
  const outsider = { helperId: 'outsider', name: 'LÊ VĂN NAM', phone: '0534 111 222' };

  test('a member of the house, for what, and that both agreed; sent twice it is one tie', async () => {
    const form = met({ helperId: family.daughter.id, purposes: ['portal', 'vneid'], agreed: 'on' });
    for (const answer of [await officer.post(path, form), await officer.post(path, form)])
      expect(answer.status).toBe(303);
    const { id: heardBy } = t.users.officer;
    const [tie, ...others] = await ties();
    expect(others).toEqual([]);
    expect(tie).toMatchObject({
      ...{ helpedId: family.mother.id, residentId: family.daughter.id, name: '', purposes: ['portal', 'vneid'] },
      ...{ validFrom: new Date('2026-11-26'), agreedOn: new Date('2026-11-26'), agreedHeardBy: heardBy },
    });
    expect(await actionsOn(t, tie!.id)).toEqual(['digital-helper.record']);
    expect(words(await officer.get(`/households/${family.home.id}`))).toContain(
      'con gái Nguyễn Thị Mai giúp Phạm Thị Sáu · Cổng Dịch vụ công, VNeID · từ 26/11/2026 · hai bên đồng ý 26/11/2026',
    );
  });

  test('with it, what was handed over is left to that helper, now or told before', async () => {
    const service = await createService(t.db, t.ward, { name: 'Đăng ký tạm trú' });
    const assists = [lineOf(family.mother, service, { helpLevel: 'handed_over', result: 'submitted' })];
    const said = async (form: object) => words(await officer.get((await officer.post(path, form)).headers.location!));
    const visit = await said(met({ helperId: family.daughter.id, agreed: 'on' }, { assists }));
    for (const told of ['Đã bàn giao, nhưng', 'chưa có mã. Bổ sung']) expect(visit).not.toContain(told);
    path = `/households/${family.home.id}/visits/new`;
    expect(await said(met({}, { assists, helpers: {} }))).not.toContain('Đã bàn giao, nhưng');
    await t.db.prisma.digitalHelper.updateMany({ data: { agreedOn: null, agreedHeardBy: null, agreedVisitId: null } });
    expect(await said(met({}, { assists, helpers: {} }))).toContain('Đã bàn giao, nhưng bà Phạm Thị Sáu chưa có');
  });

  test('an outsider by name and number, and says that the register knows such a person', async () => {
    await createResident(t.db, t.ward, { fullName: 'Lê Văn Nam', household: await createHousehold(t.db, t.ward) });
    const saved = await officer.post(path, met(outsider));
    expect(await ties()).toMatchObject([
      { residentId: null, name: 'Lê Văn Nam', phone: '0534111222', agreedOn: null, agreedHeardBy: null },
    ]);
    expect(words(await officer.get(saved.headers.location!))).toContain(
      'Người giúp số Lê Văn Nam: sổ có người cùng tên hoặc cùng số',
    );
  });

  test('a person who was new at this door', async () => {
    const son = { fullName: 'Trần Văn Sơn', birthYear: '1985', relation: 'elsewhere', tie: 'con của bà Sáu' };
    const form = met({ helperId: 'new-0', agreed: 'on' }, { newPeople: [son] });
    for (const answer of [await officer.post(path, form), await officer.post(path, form)])
      expect(answer.status).toBe(303);
    const { residentId } = await t.db.prisma.newcomer.findFirstOrThrow();
    expect(await ties()).toMatchObject([{ helpedId: family.mother.id, residentId }]);
  });

  test('told again, a tie stays one: that both agreed and for what is added to it', async () => {
    const staff = await t.as('staff');
    const id = '0190b8a0-0000-7000-8000-00000000a001';
    const known = { id, helpedId: family.mother.id, residentId: family.daughter.id, purposes: ['payment'] };
    await staff.post(`/households/${family.home.id}/digital-helpers`, known);
    await officer.post(path, met({ helperId: family.daughter.id, purposes: 'portal', agreed: 'on' }));
    expect(await ties()).toMatchObject([
      { id, purposes: ['portal', 'payment'], agreedOn: new Date('2026-11-26'), agreedHeardBy: t.users.officer.id },
    ]);
    expect(await actionsOn(t, id)).toEqual(['digital-helper.record', 'digital-helper.correct']);
    // The page of that visit says so, and it stays until the agreement is known otherwise.
    const visit = await t.db.prisma.visit.findFirstOrThrow();
    expect(words(await officer.get(`/visits/${visit.id}`))).toContain('Mai giúp Phạm Thị Sáu, hai bên đồng ý');
    expect(await withdraw(visit.id)).toContain('lượt này đã ghi người giúp số');
    const corrected = await formOf(staff, `/digital-helpers/${id}/edit`);
    await staff.post(`/digital-helpers/${id}/edit`, { ...corrected, agreedOn: '25/11/2026' });
    expect(await withdraw(visit.id)).toContain('Đã hoàn tác');
    expect(await ties()).toMatchObject([{ id, agreedOn: new Date('2026-11-25'), toldAt: [] }]);
  });

  test.each([
    ['with no helper', () => ({ purposes: 'portal' }), 'helperId', 'Chọn người giúp'],
    ['of the person themselves', () => ({ helperId: family.mother.id }), 'helperId', 'không ai giúp chính mình'],
    ['of a home of others', () => ({ helperId: OTHER }), 'helperId', 'không thuộc hộ'],
    ['of a new person without a name', () => ({ helperId: 'new-0' }), 'helperId', 'Ghi tên người mới này'],
    ['without a name', () => ({ ...outsider, name: '' }), 'name', 'Nhập họ tên'],
    ['without a number', () => ({ ...outsider, phone: '' }), 'phone', 'cần số điện thoại'],
    ['with two names', () => ({ helperId: family.daughter.id, name: 'Nam' }), 'name', 'xóa ô này'],
  ])('a tie %s is refused beside its field, and nothing is saved', async (_, helper, part, message) => {
    await expectRefusal(met(helper()), part, message);
  });

  test('a tie of a person who is not there is refused, and nothing is saved', async () => {
    const absent = met(outsider, { presence: [], othersPresent: 'Khách' });
    await expectRefusal(absent, 'helperId', 'Chỉ ghi cho người có mặt');
  });

  async function expectRefusal(form: object, part: string, message: string) {
    const answer = await officer.post(path, form);
    expect(answer.status).toBe(422);
    const $ = read(answer);
    const id = `helpers-${family.mother.id}-${part}`;
    expect($(`#${id}-error`).text()).toContain(message);
    expect($(`#${id}`).closest('details').attr('open')).toBeDefined();
    expect([await t.db.prisma.visit.count(), await ties()]).toEqual([0, []]);
  }

  test('the page of the visit names it, and one told later with an edit is kept too', async () => {
    const saved = await officer.post(path, met(outsider));
    expect(words(await officer.get(saved.headers.location!))).toContain('Người giúp sốLê Văn Nam giúp Phạm Thị Sáu');
    const { id } = await t.db.prisma.visit.findFirstOrThrow();
    const { fields } = formIn(await officer.get(`/visits/${id}/edit`), '/edit');
    const more = { [`helpers[${family.mother.id}][helperId]`]: family.daughter.id };
    expect((await officer.post(`/visits/${id}/edit`, { ...fields, ...more })).status).toBe(303);
    expect((await ties()).map(({ toldAt, residentId }) => [toldAt, residentId])).toEqual([
      [[id], null],
      [[id], family.daughter.id],
    ]);
    // Taken out of who was met, she keeps her helpers, and the page says so.
    const gone = { ...formIn(await officer.get(`/visits/${id}/edit`), '/edit').fields };
    for (const field of Object.keys(gone)) if (/^(presence|helpers)/.test(field)) delete gone[field];
    await officer.post(`/visits/${id}/edit`, { ...gone, presence: [family.daughter.id] });
    expect(words(await officer.get(`/visits/${id}`))).toContain('Có người không còn được ghi là đã gặp ở lượt này.');
    expect(await ties()).toHaveLength(2);
  });

  test('what another sending of the form adds is not lost: both versions are shown, and one form keeps all', async () => {
    const form = met(outsider);
    await officer.post(path, form);
    const helpers = { [family.mother.id]: { ...outsider, agreed: 'on' } };
    const again = await officer.post(path, { ...form, helpers });
    expect(again.status).toBe(409);
    expect(words(again)).toContain('Người giúp sốđã gõ, còn nguyên trong biểu mẫu sẽ mở');
    const { action, fields } = formIn(again, '/merged');
    const merged = formIn(await officer.post(action, fields), '/edit');
    expect(merged.fields[`helpers[${family.mother.id}][name]`]).toBe('LÊ VĂN NAM');
    expect((await officer.post(merged.action, merged.fields)).status).toBe(303);
    expect(await ties()).toMatchObject([{ name: 'Lê Văn Nam', agreedOn: new Date('2026-11-26') }]);
  });

  test('a visit from which alone a tie is known stays until that is recorded as a mistake', async () => {
    await officer.post(path, met(outsider));
    const { id } = await t.db.prisma.visit.findFirstOrThrow();
    expect(await withdraw(id)).toContain('lượt này đã ghi người giúp số');
    const [tie] = await ties();
    const ending = `/digital-helpers/${tie!.id}/ending`;
    for (const _ of ['once', 'twice']) await officer.post(ending, { endedWord: 'neither', endsOn: '26/11/2026' });
    expect(words(await officer.get(`/households/${family.home.id}`))).not.toContain('Lê Văn Nam');
    expect(words(await officer.get(`/visits/${id}`))).toContain('Lê Văn Nam giúp Phạm Thị Sáu (ghi nhầm)');
    expect(await withdraw(id)).toContain('Đã hoàn tác');
    expect(await withdraw(id)).not.toContain('Không hoàn tác');
    expect(await ties()).toMatchObject([{ id: tie!.id, endedWord: 'neither', toldAt: [] }]);
    expect(await t.db.prisma.visit.count()).toBe(0);
  });

  test('a tie told at two visits stands on either, word for word the same or not', async () => {
    const doors = `/households/${family.home.id}/visits/new`;
    const visits = [];
    for (const _ of ['first', 'again']) {
      const { location } = (await officer.post(doors, met(outsider))).headers;
      expect(words(await officer.get(location!))).toContain('Lê Văn Nam giúp Phạm Thị Sáu');
      visits.push(location!.split('/').at(-1)!);
    }
    expect(await ties()).toMatchObject([{ toldAt: visits, version: 1 }]);
    expect(await withdraw(visits[0]!)).toContain('Đã hoàn tác');
    expect(await withdraw(visits[1]!)).toContain('lượt này đã ghi người giúp số');
    expect(await ties()).toMatchObject([{ toldAt: [visits[1]], validTo: null }]);
  });

  test('the home says who helps already, and a door that was not met offers to leave the tie out', async () => {
    const staff = await t.as('staff');
    const known = { id: OTHER, helpedId: family.mother.id, residentId: family.daughter.id };
    await staff.post(`/households/${family.home.id}/digital-helpers`, known);
    const form = met(outsider, { outcome: 'nobody_home', levels: { [family.mother.id]: 'level_2' } });
    const refused = await officer.post(path, form);
    const $ = read(refused);
    expect($(`#helpers-${family.mother.id}-helperId option`).first().text()).toBe('Như cũ: con gái Nguyễn Thị Mai');
    expect($('.visit-drop').text()).toContain('Người giúp số');
    const dropMetParts = $('[name=dropMetParts]').val();
    expect((await officer.post(path, { ...form, dropMetParts })).status).toBe(303);
    expect(await ties()).toHaveLength(1);
  });
});
