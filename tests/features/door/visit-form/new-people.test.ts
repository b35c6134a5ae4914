import { createHousehold, createResident } from '../../../support/factories';
import { formIn } from '../../../support/forms';
import { read, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { mergePeople } from '../../../support/worlds/register';
import {
  blankForm,
  countRows,
  fullForm,
  NOTHING,
  officerAtDoor,
  type OpenDoor,
  lineOf,
} from '../../../support/worlds/door';

const TAM = { fullName: 'lê thị tám', birthYear: '1990', relation: 'tenant', phone: '0912 345 678' };

let t: TestApp;
let world: OpenDoor;
let officer: TestAgent;
let path: string;

beforeEach(async () => {
  ({ t, world, officer, path } = await officerAtDoor());
});
afterEach(() => t.close());

/** A visit that met an unregistered tenant, helped her, and asked her about the portal. */
const withTam = (given: object = {}) =>
  blankForm({
    outcome: 'met',
    newPeople: [TAM],
    assists: [lineOf({ id: 'new-0' }, world.residence, { result: 'submitted', fileCode: '' })],
    levels: { 'new-0': 'level_2' },
    answers: { 'new-0': { answer: 'alone' } },
    ...given,
  });
const residents = () => t.db.prisma.resident.count({ where: { wardId: t.ward.id } });
const tam = () =>
  t.db.prisma.resident.findFirstOrThrow({
    where: { fullName: 'Lê Thị Tám' },
    include: { householdMemberships: true, newcomers: true },
  });

describe('an officer meets a person the register does not know', () => {
  it('and the person is registered, helped and asked in the same visit, for the office to confirm', async () => {
    const answer = await officer.post(path, withTam());
    expect(answer.status).toBe(303);
    const visit = await t.db.prisma.visit.findFirstOrThrow();
    const person = await tam();
    expect(person).toMatchObject({ phone: '0912345678', birthPrecision: 'year', residenceStatus: 'staying' });
    expect(person.householdMemberships).toMatchObject([{ householdId: world.household.id, relation: 'lodger' }]);
    expect(person.newcomers).toMatchObject([
      { visitId: visit.id, birthYear: 1990, relation: 'tenant', reportedBy: t.users.officer.id, isWaiting: true },
    ]);
    for (const table of ['visitPresence', 'assistedProcedure', 'portalQuestion', 'readiness'] as const)
      expect(
        await (t.db.prisma[table] as typeof t.db.prisma.visitPresence).count({ where: { residentId: person.id } }),
      ).toBe(1);
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'newcomer.report', subjectId: person.id } })).toBe(1);
    const page = words(await officer.get(answer.headers.location!));
    expect(page).toContain('Lê Thị Tám, sinh 1990, người thuê, 0912 345 678');
    expect(words(await officer.get(`/households/${world.household.id}`))).toContain('văn phòng xác nhận');
    expect(words(await officer.get(`/residents/${person.id}`))).toContain('Văn phòng chưa xác nhận');
  });

  it('sent twice, from the form and by script, is one person', async () => {
    const form = withTam();
    for (let time = 0; time < 2; time += 1) expect((await officer.post(path, form)).status).toBe(303);
    const sent = await officer.asScript('/visits', { ...form, path, author: t.users.officer.id });
    expect(sent.status).toBe(200);
    expect(await t.db.prisma.newcomer.count()).toBe(1);
    expect(await countRows(t)).toMatchObject({ visit: 1, presence: 1, assists: 1 });
  });

  it('sent again with another name is for a person to look at, and adds no resident', async () => {
    const form = withTam();
    await officer.post(path, form);
    const before = await residents();
    const answer = await officer.post(path, { ...form, newPeople: [{ ...TAM, fullName: 'Lê Thị Chín' }] });
    expect(answer.status).toBe(409);
    expect(words(answer)).toContain('Lê Thị Chín');
    expect(await residents()).toBe(before);
  });

  it('at a door another officer has just logged: both versions are shown, and joining them adds the person once', async () => {
    const mine = withTam();
    await (await t.as('officer2')).post(path, fullForm(world));
    const before = await residents();
    const conflict = await officer.post(path, mine);
    expect([conflict.status, await residents()]).toEqual([409, before]);
    const { action, fields } = formIn(conflict, '/merged');
    const merged = await officer.post(action, fields);
    expect(read(merged)('#newPeople-0-fullName').val()).toBe('Lê Thị Tám');
    const edit = formIn(merged, '/edit');
    expect((await officer.post(edit.action, edit.fields)).status).toBe(303);
    // Sent again, the version is gone; joined again, she is no longer new.
    const again = formIn(await officer.post(edit.action, edit.fields), '/merged');
    const rejoined = formIn(await officer.post(again.action, again.fields), '/edit');
    expect((await officer.post(rejoined.action, rejoined.fields)).status).toBe(303);
    expect(await residents()).toBe(before + 1);
    expect((await tam()).newcomers).toHaveLength(1);
  });

  it('with mistakes: each is named beside its field, what was typed stays, and nothing is saved', async () => {
    const before = await residents();
    const typed = { fullName: '', birthYear: '2031', relation: '', phone: '0912 345 678' };
    const answer = await officer.post(path, withTam({ newPeople: [typed] }));
    expect(answer.status).toBe(422);
    const $ = read(answer);
    expect($('#newPeople-0-fullName-error').text()).toContain('Nhập họ tên.');
    expect($('#newPeople-0-birthYear-error').text()).toContain('Năm sinh ở sau ngày đến.');
    expect($('#newPeople-0-relation-error').text()).toContain('Chọn người ấy là ai trong nhà.');
    expect($('#newPeople-0-phone').val()).toBe('0912 345 678');
    expect($('details#newPeople').is('[open]')).toBe(true);
    const unread = await officer.post(path, withTam({ newPeople: [{ ...TAM, birthYear: '90', phone: '0912' }] }));
    expect(read(unread)('#newPeople-0-birthYear-error').text()).toContain('Năm sinh gồm bốn chữ số');
    expect(read(unread)('#newPeople-0-phone-error').text()).toContain('Số điện thoại chưa đúng');
    const old = await officer.post(path, withTam({ newPeople: [{ ...TAM, birthYear: '1890' }] }));
    expect(read(old)('#newPeople-0-birthYear-error').text()).toContain('Hơn 120 tuổi');
    expect(await residents()).toBe(before);
    expect(await countRows(t)).toEqual(NOTHING);
  });

  it('chosen without a name, at a door that stayed shut, or asked as a child: the form says what is wrong', async () => {
    const messageOf = async (form: object, field: string) =>
      read(await officer.post(path, form))(`[id="${field}-error"]`).text();
    expect(await messageOf(withTam({ newPeople: [] }), 'assists-0-residentId')).toContain('Ghi tên người mới này');
    const nobody = blankForm({ outcome: 'nobody_home', newPeople: [TAM] });
    expect(await messageOf(nobody, 'newPeople-0-fullName')).toContain('Chỉ ghi người mới khi đã gặp người nhà.');
    const child = withTam({ newPeople: [{ ...TAM, birthYear: '2015' }] });
    expect(await messageOf(child, 'answers-new-0-answer')).toContain('Chỉ hỏi người lớn.');
    expect(await countRows(t)).toEqual(NOTHING);
  });

  it('a second line stands ready, and an error keeps what was typed', async () => {
    const page = await officer.post(path, withTam({ outcome: '' }));
    const $ = read(page);
    expect($('#newPeople-0-fullName').val()).toBe('lê thị tám');
    expect($('#newPeople-1-fullName').val()).toBe('');
    expect($('#assists-0-residentId option[value=new-0]').text()).toBe('Lê thị tám, 36 tuổi');
    expect(await countRows(t)).toEqual(NOTHING);
  });

  it('later, when the visit is edited', async () => {
    const saved = await officer.post(path, fullForm(world));
    const edit = `${saved.headers.location!}/edit`;
    const { fields } = formIn(await officer.get(edit), '/edit');
    const khach = { 'newPeople[0][fullName]': 'Vũ Khách', 'newPeople[0][relation]': 'guest' };
    expect((await officer.post(edit, { ...fields, ...khach })).status).toBe(303);
    const guest = await t.db.prisma.resident.findFirstOrThrow({
      where: { fullName: 'Vũ Khách' },
      include: { householdMemberships: true, visitPresences: true },
    });
    expect(guest.visitPresences).toHaveLength(1);
    expect(guest.householdMemberships).toMatchObject([{ relation: 'other', relationNote: 'Khách' }]);
  });
});

it('a visit that reported a new person is not withdrawn, even when it met no resident after all', async () => {
  const saved = (await officer.post(path, withTam())).headers.location!;
  const edited = await officer.post(`${saved}/edit`, blankForm({ outcome: 'nobody_home', version: '1' }));
  expect(edited.status).toBe(303);
  const refused = await officer.post(`${saved}/withdrawal`, {});
  expect(refused.status).toBe(303);
  expect(words(await officer.get(refused.headers.location!))).toContain('Không hoàn tác được nữa');
  expect(await t.db.prisma.newcomer.count({ where: { visit: { outcome: 'nobody_home' } } })).toBe(1);
});

/** The denominator of the known users, from the chairman's page some time later: its figures are kept for a while. */
const adultsSeenBy = async (reader: TestAgent) => {
  t.setNow(new Date(t.context.now().getTime() + 60 * 60_000));
  return Number(/trên (\d+) người từ 18 tuổi/.exec(words(await reader.get('/reports')))![1]);
};

describe('the office looks at who was met', () => {
  let staff: TestAgent;
  const adults = () => adultsSeenBy(staff);
  const confirm = async () => {
    const { action, fields } = formIn(await staff.get('/newcomers'), '/confirmation');
    return staff.post(action, fields);
  };
  beforeEach(async () => {
    staff = await t.as('staff');
  });

  it('beside those in the register who may be the same person, and merges the two', async () => {
    const elsewhere = await createHousehold(t.db, t.ward, { address: '9 Quán Thánh' });
    const known = await createResident(t.db, t.ward, {
      fullName: 'Lê Thị Tám',
      birthDate: '1990-05-06',
      household: elsewhere,
    });
    const form = withTam();
    await officer.post(path, form);
    const list = await staff.get('/newcomers');
    expect(words(list)).toContain('cùng tên, cùng năm sinh');
    const pair = await staff.post('/duplicates', formIn(list, '/duplicates').fields);
    const page = read(await staff.get(pair.headers.location!));
    const [keptId, removedId, seen] = ['keptId', 'removedId', 'seen'].map((name) =>
      page(`input[name=${name}]`).first().attr('value'),
    );
    const merged = await staff.post(`${pair.headers.location!}/merge`, { keptId, removedId, seen, confirmed: 'yes' });
    expect(merged.status).toBe(303);
    const [report] = await t.db.prisma.newcomer.findMany();
    expect([report!.residentId, report!.isWaiting]).toEqual([keptId, false]);
    expect([keptId, removedId]).toContain(known.id);
    expect(await t.db.prisma.assistedProcedure.count({ where: { residentId: keptId } })).toBe(1);
    expect(words(await staff.get('/newcomers'))).toContain('Không có ai chờ xác nhận');
    // The laptop sends once more what was saved before the merge.
    expect((await officer.post(path, form)).status).toBe(303);
  });

  it('or confirms a new person, once; only then is she an adult of the ward', async () => {
    const before = await adults();
    await officer.post(path, withTam());
    expect(await adults()).toBe(before);
    const { action, fields } = formIn(await staff.get('/newcomers'), '/confirmation');
    for (let time = 0; time < 2; time += 1) expect((await staff.post(action, fields)).status).toBe(303);
    expect((await tam()).newcomers).toMatchObject([{ isWaiting: false, confirmedBy: t.users.staff.id }]);
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'newcomer.confirm' } })).toBe(1);
    expect(before).toBeGreaterThan(0);
    expect(await adults()).toBe(before + 1);
  });

  it('by mistake: undone where it was done, beside a link to the record', async () => {
    await officer.post(path, withTam());
    await confirm();
    const page = await staff.get('/newcomers');
    expect(read(page)('.flash-actions a').attr('href')).toBe(`/residents/${(await tam()).id}`);
    const undo = formIn(page, '/confirmation/removal');
    for (let time = 0; time < 2; time += 1) expect((await staff.post(undo.action, undo.fields)).status).toBe(303);
    expect((await tam()).newcomers).toMatchObject([{ isWaiting: true, confirmedBy: null, confirmedAt: null }]);
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'newcomer.reopen' } })).toBe(1);
  });

  it('in a house the register took for empty, which is lived in again', async () => {
    await t.db.prisma.household.update({ where: { id: world.household.id }, data: { occupancy: 'vacant' } });
    await officer.post(path, withTam());
    await confirm();
    const home = await t.db.prisma.household.findUniqueOrThrow({ where: { id: world.household.id } });
    expect(home.occupancy).toBe('occupied');
  });
});

describe('an officer helps a son who does not live there', () => {
  const HOA = { fullName: 'ngô văn hòa', birthYear: '1982', relation: 'elsewhere', phone: '', tie: 'con của bà Vi' };
  const withHoa = (given: object = {}) => withTam({ newPeople: [HOA], answers: {}, ...given });
  const hoa = () =>
    t.db.prisma.resident.findFirstOrThrow({
      where: { fullName: 'Ngô Văn Hòa' },
      include: { householdMemberships: true, newcomers: true },
    });
  const members = () =>
    t.db.prisma.householdMembership.count({ where: { householdId: world.household.id, validTo: null } });

  it('and he is helped without becoming a member; the form is kept with its mistakes, and twice is once', async () => {
    const before = [await members(), await residents()];
    const wrong = await officer.post(path, withHoa({ newPeople: [{ ...HOA, fullName: '' }] }));
    expect(wrong.status).toBe(422);
    expect(read(wrong)('#newPeople-0-relation').val()).toBe('elsewhere');
    expect(read(wrong)('#newPeople-0-tie').val()).toBe('con của bà Vi');
    expect([await members(), await residents()]).toEqual(before);
    const form = withHoa();
    const saved = (await officer.post(path, form)).headers.location!;
    expect((await officer.post(path, form)).headers.location).toBe(saved);
    const person = await hoa();
    expect(person).toMatchObject({ residenceStatus: 'elsewhere', householdMemberships: [] });
    expect(person.newcomers).toMatchObject([{ relation: 'elsewhere', tie: 'con của bà Vi', isWaiting: true }]);
    expect([await members(), await residents()]).toEqual([before[0], before[1]! + 1]);
    expect(await t.db.prisma.assistedProcedure.count({ where: { residentId: person.id } })).toBe(1);
    expect(words(await officer.get(saved))).toContain('không ở đây, con của bà Vi');
    expect(words(await officer.get(`/households/${world.household.id}`))).toContain(
      'Không ở đây, đội đã gặp Ngô Văn Hòa con của bà Vi',
    );
    const own = words(await officer.get(`/residents/${person.id}`));
    expect(own).toContain('44 tuổi · không ở đây');
    expect(own).toContain('(con của bà Vi)');
    // He has no household, and is on the list of the ward's people only when asked for.
    expect(words(await officer.get('/lists/residents?status=elsewhere'))).toContain('Ngô Văn Hòa');
    expect(words(await (await t.as('staff')).get('/newcomers'))).toContain(
      `Không ở đây, gặp ở ${world.household.addressLine}`,
    );
    expect(words(await officer.get('/lists/residents'))).not.toContain('Ngô Văn Hòa');
  });

  it('who is offered again at the next visit of that door, and at no other', async () => {
    await officer.post(path, withHoa());
    const { id } = await hoa();
    t.setNow(new Date(t.context.now().getTime() + 24 * 60 * 60_000));
    officer = await t.as('officer');
    const next = `/households/${world.household.id}/visits/new`;
    const form = read(await officer.get(next));
    expect(form(`input[name=presence][value="${id}"]`).parent().text()).toContain('không ở đây, con của bà Vi');
    expect(form(`[name="answers[${id}][answer]"]`)).toHaveLength(0);
    const visit = () => blankForm({ arrivedOn: '2026-11-27', outcome: 'met', presence: [id], lateReason: 'Đi ngang' });
    expect((await officer.post(next, visit())).status).toBe(303);
    expect(await t.db.prisma.visitPresence.count({ where: { residentId: id } })).toBe(2);
    const other = await createHousehold(t.db, t.ward, { address: '9 Quán Thánh' });
    expect(words(await officer.get(`/households/${other.id}/visits/new`))).not.toContain('Ngô Văn Hòa');
    expect((await officer.post(`/households/${other.id}/visits/new`, visit())).status).toBe(422);
  });
});

it('who does not live there and is later found in another household is merged, and his help follows him', async () => {
  const home = await createHousehold(t.db, t.ward, { address: '9 Quán Thánh' });
  const known = await createResident(t.db, t.ward, {
    fullName: 'Lê Thị Tám',
    birthDate: '1990-05-06',
    household: home,
  });
  await officer.post(path, withTam({ newPeople: [{ ...TAM, relation: 'elsewhere' }], answers: {} }));
  const guest = await t.db.prisma.newcomer.findFirstOrThrow();
  expect((await mergePeople(t, known.id, guest.residentId)).kind).toBe('done');
  expect(await tam()).toMatchObject({
    id: known.id,
    residenceStatus: 'permanent',
    householdMemberships: [{ householdId: home.id, validTo: null }],
    newcomers: [{ isWaiting: false }],
  });
  expect(await t.db.prisma.assistedProcedure.count({ where: { residentId: known.id } })).toBe(1);
  // Still offered at the door where the team met her.
  expect(words(await officer.get(`/households/${world.household.id}/visits/new`))).toContain('Lê Thị Tám');
});

describe('the office answers that a person met at a door does not live there', () => {
  let staff: TestAgent;
  const members = () => t.db.prisma.householdMembership.count({ where: { householdId: world.household.id } });
  const answer = async () => {
    const { action, fields } = formIn(await staff.get('/newcomers'), '/residence-elsewhere');
    return staff.post(action, fields);
  };
  beforeEach(async () => {
    staff = await t.as('staff');
    await officer.post(path, withTam());
  });

  it('once; she leaves the household, keeps what was done, and the answer is undone where it was given', async () => {
    const before = await members();
    const chairman = await t.as('chairman');
    const adults = await adultsSeenBy(chairman);
    const { action, fields } = formIn(await staff.get('/newcomers'), '/residence-elsewhere');
    for (let time = 0; time < 2; time += 1) expect((await staff.post(action, fields)).status).toBe(303);
    expect(await tam()).toMatchObject({
      residenceStatus: 'elsewhere',
      householdMemberships: [],
      newcomers: [{ isWaiting: false, relation: 'tenant' }],
    });
    expect([await members(), await adultsSeenBy(chairman)]).toEqual([before - 1, adults]);
    expect(await t.db.prisma.assistedProcedure.count({ where: { residentId: (await tam()).id } })).toBe(1);
    expect(await t.db.prisma.auditEvent.count({ where: { action: 'newcomer.live-elsewhere' } })).toBe(1);
    const undo = formIn(await staff.get('/newcomers'), '/confirmation/removal');
    expect(words(await staff.get(`/households/${world.household.id}`))).toContain('Không ở đây, đội đã gặp Lê Thị Tám');
    for (let time = 0; time < 2; time += 1) expect((await staff.post(undo.action, undo.fields)).status).toBe(303);
    expect(await tam()).toMatchObject({
      residenceStatus: 'staying',
      householdMemberships: [{ householdId: world.household.id, relation: 'lodger', validTo: null }],
      newcomers: [{ isWaiting: true }],
    });
    expect(await members()).toBe(before);
  });

  it('not of one who has become the head of the household: nothing changes', async () => {
    const { id } = await tam();
    await t.db.prisma.householdMembership.deleteMany({ where: { householdId: world.household.id, relation: 'head' } });
    await t.db.prisma.householdMembership.updateMany({ where: { residentId: id }, data: { relation: 'head' } });
    await answer();
    expect(words(await staff.get('/newcomers'))).toContain('người này nay là chủ hộ');
    expect(await tam()).toMatchObject({ residenceStatus: 'staying', newcomers: [{ isWaiting: true }] });
  });

  it('not of one whom the office has written into another household meanwhile: nothing changes', async () => {
    const { id } = await tam();
    const { action, fields } = formIn(await staff.get('/newcomers'), '/residence-elsewhere');
    const home = await createHousehold(t.db, t.ward, { address: '9 Quán Thánh' });
    await t.db.prisma.householdMembership.updateMany({ where: { residentId: id }, data: { householdId: home.id } });
    await staff.post(action, fields);
    expect(words(await staff.get('/newcomers'))).toContain('sổ nay ghi người này ở hộ khác');
    expect(await tam()).toMatchObject({ residenceStatus: 'staying', newcomers: [{ isWaiting: true }] });
  });

  it('and later records her in the household where she does live', async () => {
    await answer();
    const { id } = await tam();
    const home = await createHousehold(t.db, t.ward, { address: '9 Quán Thánh' });
    const form = formIn(await staff.get(`/residents/${id}/membership?household=${home.id}`), '/membership');
    const head = { householdId: home.id, relation: 'head', since: '2026-11-26' };
    expect((await staff.post(form.action, { ...form.fields, ...head })).status).toBe(303);
    expect(await tam()).toMatchObject({
      residenceStatus: 'permanent',
      householdMemberships: [{ householdId: home.id }],
    });
    expect(words(await staff.get(`/households/${world.household.id}`))).toContain('Không ở đây, đội đã gặp Lê Thị Tám');
  });
});
