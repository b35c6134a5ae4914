import { randomUUID } from 'node:crypto';
import { createHousehold, createResident, createRound, createVisit } from '../../../support/factories';
import { formOf } from '../../../support/forms';
import { appForEach, type TestAgent } from '../../../support/test-app';

const app = appForEach();
let officer: TestAgent;
let form: string;
const NOW = new Date('2026-11-26T12:40:00Z');
const WORDS = 'Bà Tư còn ngại, hẹn tối thứ Bảy';

beforeEach(async () => {
  app.setNow(NOW);
  officer = await app.as('officer');
  form = `/households/${(await createHousehold(app.db, app.ward, { address: '3 ngõ Châu Long' })).id}/briefings`;
});

const save = (by: TestAgent, content = WORDS, of = form) => by.post('/drafts', { form: of, content });
const kept = async (by: TestAgent, of = form) =>
  (await by.get(`/drafts?form=${encodeURIComponent(of)}`)).body as { content: string | null };
const count = () => app.db.prisma.formDraft.count();
const later = (hours: number) => app.setNow(new Date(NOW.getTime() + hours * 3_600_000));

test('an officer finds on another device what was typed last, sealed in the database and named in no event', async () => {
  const elsewhere = await app.as('officer');
  const events = await app.db.prisma.auditEvent.count();
  expect((await save(officer, 'Bà Tư')).status).toBe(204);
  expect((await save(officer)).status).toBe(204);
  expect(await kept(elsewhere)).toEqual({ content: WORDS });
  const [row, ...others] = await app.db.prisma.formDraft.findMany();
  expect(others).toEqual([]);
  expect(row!.savedAt).toEqual(NOW);
  expect(Buffer.from(row!.contentCipher).toString('latin1')).not.toContain(Buffer.from('Bà Tư').toString('latin1'));
  expect(await app.db.prisma.auditEvent.count()).toBe(events);
});

test('a colleague, the other ward and another form find nothing', async () => {
  await save(officer);
  expect(await kept(await app.as('officer2'))).toEqual({ content: null });
  expect(await kept(await app.as('officer', 'other'))).toEqual({ content: null });
  expect(await kept(officer, `/households/${randomUUID()}/briefings`)).toEqual({ content: null });
});

test('a copy in the row of another account does not open', async () => {
  await save(officer);
  await app.db.pool.query(`INSERT INTO form_draft SELECT ward_id, $1, form, content_cipher, saved_at FROM form_draft`, [
    app.users.officer2.id,
  ]);
  expect(await kept(await app.as('officer2'))).toEqual({ content: null });
});

test('what is too long, or of no form, is refused, and what was kept stays', async () => {
  await save(officer);
  for (const [content, of] of [
    ['a'.repeat(120_001), form],
    [WORDS, 'https://elsewhere'],
    [WORDS, `/${'a'.repeat(400)}`],
  ])
    expect((await save(officer, content, of)).status).toBe(422);
  expect(await kept(officer)).toEqual({ content: WORDS });
  expect(await count()).toBe(1);
});

test('dropping it twice deletes it once; of a forty-first form the oldest makes room', async () => {
  await save(officer);
  for (const _twice of [1, 2]) expect((await save(officer, '')).status).toBe(204);
  expect(await kept(officer)).toEqual({ content: null });
  for (let index = 0; index < 40; index += 1) {
    later(index / 60);
    await save(officer, WORDS, `/rounds/${index}/briefings`);
  }
  later(1);
  await save(officer, 'mới', '/rounds/0/briefings');
  expect(await count()).toBe(40);
  await save(officer, WORDS, '/rounds/40/briefings');
  expect(await count()).toBe(40);
  expect(await kept(officer, '/rounds/1/briefings')).toEqual({ content: null });
  expect(await kept(officer, '/rounds/0/briefings')).toEqual({ content: 'mới' });
  expect(await kept(officer, '/rounds/40/briefings')).toEqual({ content: WORDS });
});

test('it is offered for seven days, and then deleted in every ward', async () => {
  await save(officer);
  later(7 * 24 - 1);
  expect(await kept(await app.as('officer'))).toEqual({ content: WORDS });
  await app.runJob('retention');
  expect(await count()).toBe(1);
  later(7 * 24);
  expect(await kept(await app.as('officer'))).toEqual({ content: null });
  await app.runJob('retention');
  expect(await count()).toBe(0);
});

test('sending the form deletes it; a form that fails leaves it', async () => {
  await save(officer);
  expect((await officer.post(form, { ...(await formOf(officer, `${form}/new`)), approach: '' })).status).toBe(422);
  expect(await count()).toBe(1);
  const sent = { ...(await formOf(officer, `${form}/new`)), approach: WORDS };
  expect((await officer.post(form, sent)).status).toBe(303);
  expect(await count()).toBe(0);

  const edit = `/briefings/${(await app.db.prisma.briefing.findFirstOrThrow()).id}/edit`;
  await save(officer, WORDS, edit);
  await officer.post(edit, { ...(await formOf(officer, edit)), approach: 'nói chậm' });
  expect(await count()).toBe(0);
});

test('sending a request and a visit deletes theirs', async () => {
  const household = form.split('/')[2]!;
  const requests = `/households/${household}/requests`;
  await save(officer, WORDS, requests);
  const request = { ...(await formOf(officer, `${requests}/new`)), what: 'cài VNeID', channel: 'officer' };
  expect((await officer.post(requests, request)).status).toBe(303);
  const visits = `/households/${household}/visits/new`;
  await save(officer, WORDS, visits);
  const visit = { ...(await formOf(officer, visits)), outcome: 'nobody_home' };
  expect((await officer.post(visits, visit)).status).toBe(303);
  expect(await count()).toBe(0);
});

test.each([
  ['gets another role', 'edit', { role: 'staff' }],
  ['is disabled', 'deactivation', {}],
])('an account that %s loses its drafts; others keep theirs', async (_what, path, change) => {
  const admin = await app.as('admin');
  await save(officer);
  await save(await app.as('officer2'));
  const of = `/users/${app.users.officer.id}`;
  const fields = path === 'edit' ? await formOf(admin, `${of}/edit`) : {};
  expect((await admin.post(`${of}/${path}`, { ...fields, ...change })).status).toBe(303);
  expect((await app.db.prisma.formDraft.findMany()).map(({ userId }) => userId)).toEqual([app.users.officer2.id]);
});

test('erasing a person deletes the drafts about them and their home, and no others', async () => {
  const home = await createHousehold(app.db, app.ward, { address: '5 ngõ Châu Long' });
  const person = await createResident(app.db, app.ward, { fullName: 'Phạm Thị Hòa Yến', household: home });
  const briefing = await app.db.prisma.briefing.create({
    data: {
      id: randomUUID(),
      wardId: app.ward.id,
      householdId: home.id,
      approach: 'gọi cổng xanh',
      writtenBy: app.users.officer.id,
      writtenAt: NOW,
    },
  });
  await save(officer, 'không tên ai');
  await save(officer, 'không tên ai', `/households/${home.id}/requests`);
  await save(officer, 'không tên ai', `/briefings/${briefing.id}/edit`);
  await createRound(app.db, app.ward, { by: app.users.staff, officers: [], households: [home] });
  const [door] = await app.db.prisma.roundDoor.updateManyAndReturn({ data: { isOpen: false } });
  await save(officer, 'bà hay quên', `/round-doors/${door!.id}/visit`);
  const visit = await createVisit(app.db, app.ward, { household: home, by: app.users.officer });
  await save(officer, 'bà hay quên', `/visits/${visit.id}/edit`);
  await save(officer, JSON.stringify({ fields: [['note', 'gặp PHẠM THỊ HOÀ YẾN ở chợ']] }), '/rounds/1/briefings');
  await save(officer, JSON.stringify({ fields: [['people', person.id]] }), '/rounds/2/briefings');
  await save(officer, 'Phạm Thị Hòa', '/rounds/3/briefings');
  const admin = await app.as('admin');
  const path = `/residents/${person.id}/erasure`;
  expect((await admin.post(path, { ...(await formOf(admin, path)), confirmed: 'yes' })).status).toBe(303);
  expect((await app.db.prisma.formDraft.findMany({ orderBy: { form: 'asc' } })).map((row) => row.form)).toEqual([
    form,
    '/rounds/3/briefings',
  ]);
});
