import { createHousehold, createResident, createRound, createService } from '../../../support/factories';
import { read, testApp, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { formIn, formOf } from '../../../support/forms';
import { actionsOn, oldMotherAndDaughter } from '../../../support/worlds/casework';
import { blankForm, THURSDAY_EVENING } from '../../../support/worlds/door';
import { actorOf } from '../../../support/worlds/office';
import { mergePeople } from '../../../support/worlds/register';
import { undoMerge } from '../../../../src/features/register/duplicates/merging/undo-service';

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
    const round = await createRound(t.db, t.ward, {
      by: t.users.staff,
      officers: [t.users.officer, t.users.officer2],
      households: [family.home],
    });
    path = `/round-doors/${round.roundDoors[0]!.id}/visit`;
    officer = await t.as('officer');
  });
  afterEach(() => t.close());

  const met = (helper: object, given: object = {}) =>
    blankForm({ outcome: 'met', presence: [family.mother.id], helpers: { [family.mother.id]: helper }, ...given });
  const ties = () => t.db.prisma.digitalHelper.findMany({ orderBy: { recordedAt: 'asc' } });
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
    const assists = [
      { residentId: family.mother.id, serviceId: service.id, helpLevel: 'handed_over', result: 'submitted' },
    ];
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
    // The page of that visit says so; withdrawn, it takes the agreement back, and the tie stays.
    const visit = await t.db.prisma.visit.findFirstOrThrow();
    expect(words(await officer.get(`/visits/${visit.id}`))).toContain('Mai giúp Phạm Thị Sáu, hai bên đồng ý');
    for (const _ of ['once', 'twice']) expect((await officer.post(`/visits/${visit.id}/withdrawal`)).status).toBe(303);
    expect(await ties()).toMatchObject([{ id, agreedOn: null, agreedHeardBy: null, agreedVisitId: null }]);
    const event = await t.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'visit.withdraw' } });
    expect(event.details).toMatchObject({ agreements: 1 });
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
    await expectRefusal(
      met(outsider, { presence: [], othersPresent: 'Khách' }),
      'helperId',
      'Chỉ ghi cho người có mặt',
    );
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

  test('a visit that is withdrawn takes its ties along, and leaves those that were told before', async () => {
    const staff = await t.as('staff');
    const known = { id: OTHER, helpedId: family.mother.id, residentId: family.daughter.id };
    await staff.post(`/households/${family.home.id}/digital-helpers`, known);
    const helpers = { [family.mother.id]: outsider, [family.daughter.id]: outsider };
    await officer.post(path, met({}, { presence: [family.mother.id, family.daughter.id], helpers }));
    expect(await ties()).toHaveLength(3);
    const { id } = await t.db.prisma.visit.findFirstOrThrow();
    // What the office corrected since is not the visit's alone.
    const [agreed] = await t.db.prisma.digitalHelper.findMany({
      where: { toldAt: { has: id }, helpedId: family.mother.id },
    });
    const more = await formOf(staff, `/digital-helpers/${agreed!.id}/edit`);
    await staff.post(`/digital-helpers/${agreed!.id}/edit`, { ...more, agreedOn: '26/11/2026' });
    await officer.post(`/visits/${id}/withdrawal`);
    expect(new Set((await ties()).map((tie) => tie.id))).toEqual(new Set([OTHER, agreed!.id]));
    const event = await t.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'visit.withdraw' } });
    expect(event.details).toMatchObject({ helpers: 1 });
  });

  test('a tie told at two visits goes with both, in either order, and with an edit of the one', async () => {
    const doors = `/households/${family.home.id}/visits/new`;
    const tell = async (agreed: object) => {
      const saved = await officer.post(doors, met({ ...outsider, ...agreed }));
      return saved.headers.location!;
    };
    const withdraw = (visit: string) => officer.post(`${visit}/withdrawal`);
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const visits = [await tell({}), await tell({ agreed: 'on', purposes: 'vneid' })];
      for (const visit of visits) expect(words(await officer.get(visit))).toContain('Lê Văn Nam giúp Phạm Thị Sáu');
      await withdraw(visits[order[0]!]!);
      expect(await ties()).toMatchObject([{ agreedOn: order[0] === 0 ? new Date('2026-11-26') : null }]);
      await withdraw(visits[order[1]!]!);
      expect(await ties()).toEqual([]);
    }
    const visit = await tell({});
    const { fields } = formIn(await officer.get(`${visit}/edit`), '/edit');
    const agreed = {
      [`helpers[${family.mother.id}][helperId]`]: 'outsider',
      [`helpers[${family.mother.id}][agreed]`]: 'on',
    };
    const again = {
      [`helpers[${family.mother.id}][name]`]: outsider.name,
      [`helpers[${family.mother.id}][phone]`]: outsider.phone,
    };
    await officer.post(`${visit}/edit`, { ...fields, ...agreed, ...again });
    expect(await ties()).toMatchObject([{ agreedOn: new Date('2026-11-26') }]);
    await withdraw(visit);
    expect(await ties()).toEqual([]);
    // What a word or a death ended meanwhile stays as it is: undoing that needs it.
    const last = await tell({ agreed: 'on' });
    await t.db.prisma.digitalHelper.updateMany({ data: { validTo: new Date('2026-11-26') } });
    await withdraw(last);
    expect(await ties()).toMatchObject([{ toldAt: [], agreedOn: new Date('2026-11-26') }]);
  });

  test('what the office recorded of the same helper outlives the visit, also through a merge that is undone', async () => {
    const twin = await createResident(t.db, t.ward, {
      fullName: 'Phạm Thị Sáu',
      birthYear: 1945,
      household: await createHousehold(t.db, t.ward),
    });
    const { wardId, validFrom } = { wardId: t.ward.id, validFrom: new Date('2026-11-01') };
    const office = { wardId, validFrom, recordedBy: t.users.staff.id, recordedAt: THURSDAY_EVENING };
    await t.db.prisma.digitalHelper.create({
      data: { ...office, helpedId: twin.id, name: 'Lê Văn Nam', phone: '0534111222' },
    });
    const saved = await officer.post(path, met({ ...outsider, agreed: 'on' }));
    const { mergeId } = (await mergePeople(t, family.mother.id, twin.id)) as unknown as { mergeId: string };
    expect(await ties()).toMatchObject([{ helpedId: family.mother.id, agreedOn: new Date('2026-11-26'), validFrom }]);
    await officer.post(`${saved.headers.location!}/withdrawal`);
    expect(await ties()).toMatchObject([{ helpedId: family.mother.id, agreedOn: null, toldAt: [] }]);
    expect(await undoMerge(t.context, actorOf(t), mergeId)).toMatchObject({ kind: 'done' });
    expect((await ties()).map(({ helpedId }) => helpedId)).toContain(twin.id);
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
