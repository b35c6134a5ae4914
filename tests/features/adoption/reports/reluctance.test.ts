import { createPause } from '../../../support/worlds/rounds';
import type { PauseKind } from '../../../../src/generated/prisma/enums';
import { createHousehold, createRequest, createVisit } from '../../../support/factories';
import { agentForEach, appForEach, cellsOf, read, textsOf, words } from '../../../support/test-app';

// Households that did not want the team, on the chairman's page.

const app = appForEach();
const chairman = agentForEach(app, 'chairman');
const staff = agentForEach(app, 'staff');

const refuse = async (day: string) => {
  const household = await createHousehold(app.db, app.ward);
  const arrivedAt = new Date(`${day}T12:00:00Z`);
  await createVisit(app.db, app.ward, { household, by: app.users.officer, outcome: 'refused', arrivedAt });
  return household;
};
const pause = (
  householdId: string,
  kind: PauseKind,
  from: string,
  { until, liftedAt }: { until?: string; liftedAt?: string } = {},
) =>
  createPause(app, householdId, {
    kind,
    pausedFrom: new Date(from),
    pausedUntil: until ? new Date(until) : null,
    ...(liftedAt && { liftedAt: new Date(liftedAt), liftedBy: app.users.staff.id }),
  });
const reluctance = async (query = '') => textsOf(read(await chairman.get(`/reports${query}`))('#reluctance p'));
const rowsOf = async (address: string) =>
  cellsOf(read(await chairman.get(address))('tbody tr'), 'td').map((row) => row.slice(-3));

test('it is a part of its own, folded at the end of the page', async () => {
  const page = read(await chairman.get('/reports'));
  expect(page('.folds > details#reluctance > summary').text()).toBe('E ngại rồi tự mời');
  expect(await reluctance()).toEqual([
    'Chưa hộ nào nói chưa muốn hay xin thôi gõ cửa.',
    'Hôm nay có 0 hộ tạm dừng gõ cửa.',
  ]);
});

test('the chairman reads how many households invited the team later, and after how long', async () => {
  const homes = [await refuse('2026-10-01'), await refuse('2026-10-01'), await refuse('2026-10-01')];
  await refuse('2026-10-01');
  for (const [index, receivedOn] of ['2026-10-04', '2026-10-11', '2026-11-20'].entries())
    await createRequest(app.db, app.ward, { household: homes[index]!, by: app.users.staff, receivedOn });
  expect((await reluctance())[0]).toBe('3 hộ trong 4 hộ từng chưa muốn, nay tự mời đội; một nửa trong vòng 10 ngày.');
  expect((await reluctance('?month=2026-10'))[0]).toBe(
    '2 hộ trong 4 hộ từng chưa muốn, nay tự mời đội; một nửa trong vòng 3 ngày.',
  );
});

test('a household that was met since is reluctant no more: what it asks for later is no invitation, until it refuses again', async () => {
  const [met, again] = [await refuse('2026-10-01'), await refuse('2026-10-01')];
  const visit = { by: app.users.officer };
  for (const household of [met, again])
    await createVisit(app.db, app.ward, { ...visit, household, arrivedAt: new Date('2026-10-05T12:00:00Z') });
  for (const household of [met, again])
    await createRequest(app.db, app.ward, { household, by: app.users.staff, receivedOn: '2026-10-11' });
  const arrivedAt = new Date('2026-10-20T12:00:00Z');
  await createVisit(app.db, app.ward, { ...visit, household: again, outcome: 'refused', arrivedAt });
  await createRequest(app.db, app.ward, { household: again, by: app.users.staff, receivedOn: '2026-10-24' });
  expect((await reluctance())[0]).toBe('1 hộ trong 2 hộ từng chưa muốn, nay tự mời đội; một nửa trong vòng 4 ngày.');
  expect(words(await staff.get('/requests')).match(/từng chưa muốn/g)).toHaveLength(1);
});

test('what was said at the door goes before the reason of a pause of the same day', async () => {
  const household = await refuse('2026-11-01');
  await app.db.prisma.visit.updateMany({ data: { refusalReason: 'xa lạ' } });
  await pause(household.id, 'refusal', '2026-11-01');
  const list = words(await chairman.get('/reports/refused'));
  expect(list).toContain('xa lạ');
  await app.db.prisma.visit.updateMany({ data: { refusalReason: '' } });
  expect(words(await chairman.get('/reports/refused'))).not.toContain('xa lạ');
});

test('and at how many doors the team does not knock on that day, for which reasons, with the list', async () => {
  const [both, mourning, lifted, over, later] = await Promise.all(
    Array.from({ length: 5 }, () => createHousehold(app.db, app.ward)),
  );
  await pause(both!.id, 'refusal', '2026-10-05');
  await pause(both!.id, 'do_not_knock', '2026-11-01', { until: '2026-12-31' });
  await pause(mourning!.id, 'mourning', '2026-11-20', { until: '2026-11-26' });
  await pause(lifted!.id, 'refusal', '2026-10-10', { liftedAt: '2026-11-10T02:00:00Z' });
  await pause(over!.id, 'mourning', '2026-10-10', { until: '2026-11-25' });
  await pause(later!.id, 'mourning', '2026-11-27');
  const arrivedAt = new Date('2026-09-01T12:00:00Z');
  await createVisit(app.db, app.ward, { household: both!, by: app.users.officer, arrivedAt });
  expect((await reluctance())[0]).toBe('0 hộ trong 2 hộ từng chưa muốn, nay tự mời đội.');
  expect((await reluctance())[1]).toBe(
    'Hôm nay có 2 hộ tạm dừng gõ cửa: chủ nhà xin thôi 1 · nhà có tang 1 · không gõ cửa 1.',
  );
  expect((await reluctance('?month=2026-10'))[1]).toBe(
    'Ngày 31/10/2026 có 3 hộ tạm dừng gõ cửa: chủ nhà xin thôi 2 · nhà có tang 1.',
  );
  expect((await rowsOf('/reports/paused')).toSorted()).toEqual([
    ['Chủ nhà xin thôi; Không gõ cửa', '05/10/2026', 'chưa định ngày'],
    ['Nhà có tang', '20/11/2026', '26/11/2026'],
  ]);
  expect(await rowsOf('/reports/paused?pause=mourning')).toHaveLength(1);
  expect(await rowsOf('/reports/paused?until=2026-10-31')).toHaveLength(3);
});
