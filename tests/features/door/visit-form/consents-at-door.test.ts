import { formOf } from '../../../support/forms';
import { read, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { actionsOn } from '../../../support/worlds/casework';
import { blankForm, countRows, fullForm, NOTHING, officerAtDoor, type OpenDoor } from '../../../support/worlds/door';

let t: TestApp;
let world: OpenDoor;
let officer: TestAgent;
let noticeId: string;
beforeEach(async () => {
  ({ t, world, officer } = await officerAtDoor());
  const staff = await t.as('staff');
  await staff.post('/privacy-notices/new', { version: '0', body: 'Phường giữ dữ liệu để đến giúp.\nGọi bà Mai.' });
  ({ id: noticeId } = await t.db.prisma.privacyNotice.findFirstOrThrow());
});
afterEach(() => t.close());

const AGREED = { readAloud: 'yes', survey: 'yes', photo: 'no', givenBy: 'self', channel: 'spoken' };
const url = () => `/round-doors/${world.door.id}/visit`;
const SECTION = '[data-drop="Thông báo về dữ liệu"]';
/** The form without JavaScript, once its button asked for the questions about people who are present. */
const questionsAbout = async (given: object) =>
  read(await officer.post(url(), { outcome: 'met', ...given, showPeople: 'privacy' }))(SECTION);
const consents = () => t.db.prisma.consent.findMany({ orderBy: { recordedAt: 'asc' } });

it('asks about all residents who have not heard the notice, with nothing chosen', async () => {
  const section = await questionsAbout({ presence: [world.sau, world.nam, world.mai].map(({ id }) => id) });
  expect(section.text()).toContain('Đọc cho nghe: bản 1');
  expect(section.text()).toContain('Gọi bà Mai.');
  expect(section.find('[data-about]')).toHaveLength(3);
  expect(section.find(':checked')).toHaveLength(0);
  expect(section.is('[open]')).toBe(true);
  expect(section.find('details[open]')).toHaveLength(0);
});

it('keeps what was said with the visit, once however often the form is sent', async () => {
  const form = fullForm(world, { noticeId, consents: { [world.sau.id]: AGREED, [world.mai.id]: { contact: 'no' } } });
  for (let sending = 0; sending < 2; sending += 1) expect((await officer.post(url(), form)).status).toBe(303);
  const visit = await t.db.prisma.visit.findFirstOrThrow();
  const kept = await consents();
  expect(kept).toHaveLength(2);
  const said = { readAloud: true, survey: true, photo: false, saidAt: visit.arrivedAt };
  expect(kept.find(({ residentId }) => residentId === world.sau.id)).toMatchObject({
    visitId: visit.id,
    noticeId,
    ...said,
  });
  expect(kept.find(({ residentId }) => residentId === world.mai.id)).toMatchObject({ contact: false, readAloud: null });
  expect(await actionsOn(t, world.sau.id)).toEqual(['consent.record']);
  expect(await actionsOn(t, world.mai.id)).toEqual(['consent.withdraw']);
  expect(words(await officer.get(`/residents/${world.sau.id}`))).toContain('Đã đọc bản 1');
  const again = read(await officer.get(`/visits/${visit.id}/edit`))(`${SECTION} [data-about]`);
  expect(again.toArray().map((fold) => fold.attribs['data-about'])).not.toContain(world.sau.id);
});

it('shows the page of two versions when the form is sent again with other words, and an edit adds them', async () => {
  const form = fullForm(world, { noticeId });
  await officer.post(url(), form);
  const other = await officer.post(url(), { ...form, consents: { [world.sau.id]: AGREED } });
  expect(other.status).toBe(409);
  expect(await consents()).toEqual([]);
  const { id } = await t.db.prisma.visit.findFirstOrThrow();
  const edit = await formOf(officer, `/visits/${id}/edit`);
  for (let sending = 0; sending < 2; sending += 1)
    await officer.post(`/visits/${id}/edit`, { ...edit, [`consents[${world.sau.id}][readAloud]`]: 'yes' });
  expect(await consents()).toEqual([expect.objectContaining({ visitId: id, residentId: world.sau.id })]);
});

it.each([
  [{ ...AGREED, channel: '' }, 'channel', 'Chọn đồng ý bằng cách nào'],
  [{ ...AGREED, readAloud: 'no' }, 'readAloud', 'Đọc thông báo rồi mới hỏi'],
  [{ representativeName: 'Mai' }, 'representativeName', 'Chỉ ghi khi chọn'],
])('comes back with its words from %j, and nothing is saved', async (said, field, message) => {
  const response = await officer.post(url(), fullForm(world, { noticeId, consents: { [world.sau.id]: said } }));
  expect(response.status).toBe(422);
  const fold = read(response)(`[data-about="${world.sau.id}"][open]`);
  expect(fold.find(`[id="consents-${world.sau.id}-${field}-error"]`).text()).toContain(message);
  expect(fold.find('input[name$="[remove]"]')).toHaveLength(1);
  expect(await countRows(t)).toEqual(NOTHING);
  expect(await consents()).toEqual([]);
});

it('is refused for a resident who was not there, unless the part is taken out', async () => {
  const form = fullForm(world, { noticeId, consents: { [world.nam.id]: AGREED } });
  const response = await officer.post(url(), form);
  expect(response.status).toBe(422);
  expect(words(response)).toContain('Chỉ ghi cho người có mặt');
  const without = { ...form, consents: { [world.nam.id]: { ...AGREED, remove: '1' } } };
  expect((await officer.post(url(), without)).status).toBe(303);
  expect(await consents()).toEqual([]);
});

it('lets a representative agree for a child, and for no other person', async () => {
  await t.db.prisma.resident.update({ where: { id: world.mai.id }, data: { birthDate: new Date('2015-01-01') } });
  const said = (given: object) => fullForm(world, { noticeId, consents: { [world.mai.id]: { ...AGREED, ...given } } });
  expect(words(await officer.post(url(), said({})))).toContain('Chưa đủ 18 tuổi');
  const mother = { givenBy: 'representative', representativeName: 'Phạm Thị Sáu', representativeRelation: 'bà' };
  expect((await officer.post(url(), said(mother))).status).toBe(303);
  expect(await consents()).toEqual([expect.objectContaining({ givenBy: 'representative', survey: true })]);
});

it('keeps the text that was read on the laptop, though a newer one was written since', async () => {
  const staff = await t.as('staff');
  const form = fullForm(world, { noticeId, consents: { [world.sau.id]: AGREED } });
  await staff.post('/privacy-notices/new', { version: '1', body: 'Chữ mới.' });
  expect((await officer.post(url(), form)).status).toBe(303);
  expect(await consents()).toEqual([expect.objectContaining({ noticeId })]);
  expect(words(await officer.get(`/residents/${world.sau.id}`))).toContain('Chưa đọc bản 2; đã đọc bản 1');
});

describe('a new person', () => {
  const TAM = { fullName: 'Lê Thị Tám', birthYear: '1990', relation: 'tenant', phone: '' };
  const withTam = (given: object = {}) =>
    blankForm({ outcome: 'met', newPeople: [TAM], noticeId, consents: { 'new-0': AGREED }, ...given });
  const tam = () => t.db.prisma.resident.findFirstOrThrow({ where: { fullName: 'Lê Thị Tám' } });

  it('is asked in the same form, and the answers are kept with the person, once', async () => {
    const asked = (await questionsAbout({ newPeople: [TAM] })).find('[data-about=new-0]');
    expect(asked.text()).toContain('Lê Thị Tám: đã nghe thông báo');
    expect(asked.find(':checked')).toHaveLength(0);
    const form = withTam();
    for (let sending = 0; sending < 2; sending += 1) expect((await officer.post(url(), form)).status).toBe(303);
    const sent = await officer.asScript('/visits', { ...form, path: url(), author: t.users.officer.id });
    expect(sent.status).toBe(200);
    const visit = await t.db.prisma.visit.findFirstOrThrow();
    const { id: residentId } = await tam();
    expect(await consents()).toEqual([
      expect.objectContaining({ residentId, visitId: visit.id, noticeId, readAloud: true, survey: true }),
    ]);
    expect(await actionsOn(t, residentId)).toContain('consent.record');
    // Another person who is new in an edit, with the same words, has a record of their own.
    const edit = await formOf(officer, `/visits/${visit.id}/edit`);
    const chin = { 'newPeople[0][fullName]': 'Lê Thị Chín', 'newPeople[0][relation]': 'tenant' };
    const said = Object.fromEntries(
      Object.entries(AGREED).map(([field, value]) => [`consents[new-0][${field}]`, value]),
    );
    expect((await officer.post(`/visits/${visit.id}/edit`, { ...edit, ...chin, ...said })).status).toBe(303);
    expect((await consents()).map((row) => row.residentId)).toEqual([
      residentId,
      expect.not.stringMatching(residentId),
    ]);
  });

  it.each([
    ['without a name', { newPeople: [] }, 'Ghi tên người mới này ở “Ai có mặt”'],
    ['who is a child', { newPeople: [{ ...TAM, birthYear: '2015' }] }, 'Chưa đủ 18 tuổi'],
    ['with half an agreement', { consents: { 'new-0': { ...AGREED, channel: '' } } }, 'Chọn đồng ý bằng cách nào'],
  ])('%s comes back with the words, and nothing is saved', async (_name, given, message) => {
    const response = await officer.post(url(), withTam({ othersPresent: 'con trai', ...given }));
    expect(response.status).toBe(422);
    expect(read(response)('[data-about=new-0][open]').text()).toContain(message);
    expect(await countRows(t)).toEqual(NOTHING);
    expect(await consents()).toEqual([]);
  });
});
