import { formOf } from '../../../support/forms';
import { appForEach, words, type TestAgent } from '../../../support/test-app';
import { at, eveningRound } from '../../../support/worlds/rounds';

const app = appForEach();

beforeEach(async () => {
  app.setNow(at('19:00'));
});

const stored = () => app.db.prisma.round.findMany({ where: { returnedAt: { not: null } } });
const audited = async () =>
  (await app.db.prisma.auditEvent.findMany({ orderBy: { seq: 'asc' } }))
    .map(({ action }) => action)
    .filter((action) => action.includes('return'));
const isBack = (agent: TestAgent, id: string, answer = 'yes') => agent.post(`/rounds/${id}/return`, { isBack: answer });

test('an officer of the round says once that the team is back, and takes it back', async () => {
  const { id } = await eveningRound(app);
  const officer = await app.as('officer');
  expect(words(await officer.get(`/rounds/${id}`))).toContain('Đội đã về');
  expect(words(await (await app.as('staff')).get(`/rounds/${id}`))).toContain('Đội đã về');
  for (let times = 0; times < 2; times += 1) expect((await isBack(officer, id)).headers.location).toBe(`/rounds/${id}`);
  expect(await stored()).toMatchObject([{ id, returnedBy: app.users.officer.id, returnedAt: at('19:00') }]);
  expect(words(await officer.get('/tonight'))).not.toContain('Đội đã về');
  expect(words(await officer.get(`/rounds/${id}`))).toMatch(/Đội đã về lúc 19:00/);
  for (let times = 0; times < 2; times += 1) await isBack(officer, id, 'no');
  expect(await stored()).toEqual([]);
  expect(await audited()).toEqual(['round.return', 'round.undo-return']);
});

test('nothing is kept before the round begins, of a cancelled round, by who does not go, or of another answer', async () => {
  const { id } = await eveningRound(app, { officers: [app.users.officer] });
  const staff = await app.as('staff');
  expect((await isBack(await app.as('officer2'), id)).status).toBe(403);
  expect((await isBack(staff, id, 'maybe')).status).toBe(422);
  app.setNow(at('17:00'));
  const early = await isBack(staff, id);
  expect(early.status).toBe(422);
  expect(words(early)).toContain('Buổi chưa bắt đầu.');
  app.setNow(at('19:00'));
  const round = await app.db.prisma.round.findUniqueOrThrow({ where: { id } });
  await staff.post(`/rounds/${id}/cancellation`, { reason: 'Mưa to', version: String(round.version) });
  expect((await isBack(staff, id)).status).toBe(422);
  expect(await stored()).toEqual([]);
});

test('half an hour after the end the office sees who has not said so, until it is said, although the round is closed', async () => {
  const { id, code, endsAt } = await eveningRound(app);
  app.setNow(endsAt);
  const staff = await app.as('staff');
  const late = 'đội hết giờ mà chưa báo đã về';
  const today = async () => words(await staff.get('/today'));
  app.setNow(new Date(endsAt.getTime() + 29 * 60_000));
  expect(await today()).not.toContain(`${late}${code}`);
  app.setNow(new Date(endsAt.getTime() + 31 * 60_000));
  expect(await today()).toContain(`${late}${code}: Nguyễn Thị Đội`);
  await isBack(staff, id);
  expect(await today()).not.toContain(`${late}${code}`);
  await isBack(staff, id, 'no');
  await staff.post(`/rounds/${id}/closure`, {});
  expect(await today()).toContain(late);
});

test('a round that is moved to other hours waits again', async () => {
  const { id } = await eveningRound(app);
  const staff = await app.as('staff');
  await isBack(staff, id);
  const form = await formOf(staff, `/rounds/${id}/edit`);
  await staff.post(`/rounds/${id}/edit`, { ...form, to: '21:00' });
  expect((await app.db.prisma.round.findUniqueOrThrow({ where: { id } })).endsAt).toEqual(at('21:00'));
  expect(await stored()).toEqual([]);
});
