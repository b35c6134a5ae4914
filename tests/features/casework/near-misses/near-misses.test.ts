import { createGroup } from '../../../support/factories';
import { formOf } from '../../../support/forms';
import { read, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { officerAtDoor, type OpenDoor } from '../../../support/worlds/door';

let t: TestApp;
let world: OpenDoor;
let staff: TestAgent;
let officer: TestAgent;
beforeAll(async () => {
  ({ t, world, officer } = await officerAtDoor());
  staff = await t.as('staff');
});
afterAll(() => t.close());

const MISS = { pattern: 'land_papers', channel: 'social', stoppedBy: 'asked_ward', happenedOn: '20/11/2026' };
const record = async (given: object = {}) =>
  staff.post('/near-misses', { ...(await formOf(staff, '/near-misses/new')), ...MISS, ...given });
const rows = () => t.db.prisma.nearMiss.findMany();

test('the office records a near miss, once however often it is sent; the list shows it', async () => {
  const group = await createGroup(t.db, t.ward, '7');
  const form: Record<string, unknown> = {
    ...(await formOf(staff, '/near-misses/new')),
    ...MISS,
    residentialGroupId: group.id,
    note: 'Gửi giấy mời giả',
  };
  for (let sending = 0; sending < 2; sending += 1) expect((await staff.post('/near-misses', form)).status).toBe(303);
  expect(await rows()).toEqual([
    expect.objectContaining({ id: form.id, pattern: 'land_papers', residentialGroupId: group.id }),
  ]);
  expect(words(await officer.get('/near-misses'))).toContain('Gửi giấy mời giả');
  expect((await staff.post('/near-misses', { ...form, note: 'khác' })).status).toBe(409);
});

test('an account number or a loss comes back beside its field, and nothing is saved', async () => {
  const before = (await rows()).length;
  const numbered = await record({ note: 'Bảo chuyển vào 0123456789' });
  expect(numbered.status).toBe(422);
  expect(read(numbered)('#note-error').text()).toContain('Bỏ dãy số đi');
  expect(read(numbered)('#note').val()).toBe('Bảo chuyển vào 0123456789');
  const lost = await record({ stoppedBy: 'lost' });
  expect(read(lost)('#stoppedBy-error').text()).toContain('chọn Công an');
  expect((await rows()).length).toBe(before);
});

test('a group of another ward is refused', async () => {
  const elsewhere = await createGroup(t.db, t.otherWard, '9');
  const answer = await record({ residentialGroupId: elsewhere.id });
  expect(read(answer)('#residentialGroupId-error').text()).toContain('Chọn một tổ');
});

test('three alike in two weeks stand on the first page, and one press warns the coming rounds of them', async () => {
  await t.db.prisma.nearMiss.deleteMany();
  await record({ happenedOn: '10/11/2026' });
  await record();
  await record({ happenedOn: '25/11/2026' });
  expect(words(await staff.get('/today'))).not.toContain('kiểu lừa gặp ba lần trong hai tuần');
  await record({ happenedOn: '26/11/2026', channel: 'call' });
  expect(words(await staff.get('/today'))).toContain('kiểu lừa gặp ba lần trong hai tuần');
  const page = words(await staff.get('/near-misses'));
  expect(page).toContain('3 lần suýt bị lừa (');
  expect(page).toContain('Zalo, Facebook 2, Gọi điện 1');
  const alert = await staff.post('/scam-alerts', { pattern: 'land_papers' });
  expect(alert.status).toBe(303);
  expect((await staff.post('/scam-alerts', { pattern: 'land_papers' })).headers.location).toBe('/near-misses');
  expect(await t.db.prisma.briefing.count({ where: { scamPattern: 'land_papers' } })).toBe(1);
  expect(words(await staff.get('/today'))).not.toContain('kiểu lừa gặp ba lần trong hai tuần');
  for (const path of ['/tonight', `/round-doors/${world.door.id}/visit`, `/rounds/${world.round.id}`])
    expect(words(await officer.get(path))).toContain('Hỏi mỗi nhà một tình huống kiểu này');
});

test('an unknown pattern is not found', async () => {
  expect((await staff.post('/scam-alerts', { pattern: 'lottery' })).status).toBe(404);
});

test('one recorded by mistake is removed, once', async () => {
  const [row] = await rows();
  for (let press = 0; press < 2; press += 1)
    expect((await staff.post(`/near-misses/${row!.id}/removal`, {})).headers.location).toBe('/near-misses');
  expect(await t.db.prisma.auditEvent.count({ where: { action: 'near-miss.remove' } })).toBe(1);
});

test('two weeks later no door is warned any more', async () => {
  await t.db.prisma.briefing.updateMany({ data: { writtenAt: new Date('2026-11-12T12:40:00Z') } });
  expect(words(await officer.get(`/round-doors/${world.door.id}/visit`))).not.toContain('Hỏi mỗi nhà');
});
