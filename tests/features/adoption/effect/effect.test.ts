import { randomUUID } from 'node:crypto';
import {
  createGroup,
  createHousehold,
  createResident,
  createService,
  createUse,
  createVisit,
} from '../../../support/factories';
import { formOf } from '../../../support/forms';
import { appForEach, type TestAgent, words } from '../../../support/test-app';

const PAGE = '/reports/effect';
const DRAW = `${PAGE}/draw`;
const QUARTERS = ['2026-10-01', '2027-01-01', '2027-04-01', '2027-07-01', '2027-10-01'];
const ADULTS = 20;

const app = appForEach();
let staff: TestAgent;
let groups: { id: string; name: string; households: { id: string }[]; residents: { id: string }[] }[];

/** Groups of two doors and ten adults a door. */
async function ward(count: number): Promise<void> {
  groups = [];
  for (let index = 0; index < count; index += 1) {
    const group = await createGroup(app.db, app.ward, String(index + 1));
    const households = [];
    const residents = [];
    for (const _door of [1, 2]) {
      const household = await createHousehold(app.db, app.ward, { residentialGroupId: group.id });
      households.push(household);
      for (let person = 0; person < ADULTS / 2; person += 1)
        residents.push(
          await createResident(app.db, app.ward, { household, relation: person === 0 ? 'head' : 'child' }),
        );
    }
    groups.push({ id: group.id, name: group.name, households, residents });
  }
}

/** Signs in again, because a session does not last that long. */
const comeBack = async (instant: string) => {
  app.setNow(new Date(instant));
  staff = await app.as('staff');
};
const page = async (agent = staff) => words(await agent.get(PAGE));
const overview = async () => words(await (await app.as('chairman')).get('/reports'));
const draws = () => app.db.prisma.reachDraw.findMany({ include: { turns: { orderBy: { position: 'asc' } } } });
const events = () => app.db.prisma.auditEvent.count({ where: { action: 'reach-draw.make' } });
/** The draw as the office makes it: sent, and confirmed where it is asked. */
const draw = async (given: object = {}) =>
  staff.post(DRAW, { ...(await formOf(staff, PAGE)), confirmed: 'yes', ...given });
const visit = (household: { id: string }, on: string) =>
  createVisit(app.db, app.ward, { household, by: app.users.officer, arrivedAt: new Date(`${on}T12:00:00Z`) });

/** Asks all residents: in each group three to five file themselves, ten more once it was reached. */
async function sampleOf(quarter: string, isReached: (groupId: string) => boolean): Promise<void> {
  const { prisma } = app.db;
  const wardId = app.ward.id;
  const by = app.users.staff.id;
  const at = new Date(quarter);
  const surveySampleId = randomUUID();
  await prisma.surveySample.create({
    data: { id: surveySampleId, wardId, quarter: at, seed: 1, drawnBy: by, drawnAt: at },
  });
  const strata = groups.map(({ id, residents }) => ({
    id: randomUUID(),
    residentialGroupId: id,
    population: residents.length,
  }));
  await prisma.sampleStratum.createMany({ data: strata.map((stratum) => ({ ...stratum, wardId, surveySampleId })) });
  const members = groups.flatMap(({ id, residents }, place) =>
    residents.map((resident, index) => ({
      id: randomUUID(),
      residentId: resident.id,
      sampleStratumId: strata[place]!.id,
      callOrder: place * ADULTS + index + 1,
      isUser: index < 3 + ((place * 7 + QUARTERS.indexOf(quarter) * 4) % 3) + (isReached(id) ? 10 : 0),
    })),
  );
  await prisma.sampleMember.createMany({
    data: members.map(({ isUser: _, ...member }) => ({ ...member, wardId, surveySampleId })),
  });
  await prisma.sampleAnswer.createMany({
    data: members.map(({ id, isUser }) => ({
      id: randomUUID(),
      wardId,
      sampleMemberId: id,
      answeredOn: new Date(`${quarter.slice(0, 8)}05`),
      answer: isUser ? ('alone' as const) : ('not_used' as const),
      recordedBy: by,
      recordedAt: at,
    })),
  });
}

beforeEach(async () => {
  staff = await app.as('staff');
});

describe('the office draws the order in which the groups are reached', () => {
  beforeEach(() => ward(7));

  test('once, with its seed, for all readers to see', async () => {
    const sent = await draw({ perQuarter: '2', firstQuarter: '2027-01-01' });
    expect([sent.status, sent.headers.location]).toEqual([303, PAGE]);
    const [drawn] = await draws();
    expect(drawn!.turns.map(({ residentialGroupId }) => residentialGroupId).sort()).toEqual(
      groups.map(({ id }) => id).sort(),
    );
    expect(drawn!.turns.map(({ quarter }) => quarter.toISOString().slice(0, 10))).toEqual(
      QUARTERS.slice(1)
        .flatMap((quarter) => [quarter, quarter])
        .slice(0, 7),
    );
    expect(await events()).toBe(1);
    const shown = await page(await app.as('chairman'));
    expect(shown).toContain(`số gieo ${drawn!.seed}`);
    expect(shown).toContain('Chưa đo: đợi đến quý 4/2027');
    expect(shown).toContain('Chưa bốc mẫu hỏi: quý 4/2026.');

    const priorities = Object.fromEntries(groups.map(({ id }) => [id, '1']));
    const again = { perQuarter: '1', firstQuarter: '2027-01-01', priorities };
    expect((await staff.post(DRAW, again)).status).toBe(303);
    expect(await draws()).toEqual([drawn]);
    expect(await events()).toBe(1);
  });

  test('asks first, because it is drawn once', async () => {
    const asked = await draw({ confirmed: '', perQuarter: '2', firstQuarter: '2027-01-01' });
    expect(asked.status).toBe(200);
    expect(words(asked)).toContain('Mỗi phường bốc một lần, không bốc lại.');
    expect(await draws()).toEqual([]);
  });

  test('by priority, and only groups that the team has not reached', async () => {
    await visit(groups[6]!.households[0]!, '2026-11-20');
    const form = await formOf(staff, PAGE);
    expect(await page()).toContain('Không bốc, vì đội đã đến hoặc chưa có hộ: Tổ 7.');
    await staff.post(DRAW, { ...form, confirmed: 'yes', perQuarter: '1', [`priorities[${groups[3]!.id}]`]: '2' });
    const [drawn] = await draws();
    expect(drawn!.turns).toHaveLength(6);
    expect(drawn!.turns.at(-1)).toMatchObject({ residentialGroupId: groups[3]!.id, priority: 2 });
  });

  test('is told what is wrong, and keeps what was typed', async () => {
    const empty = await draw({ perQuarter: '0', firstQuarter: '2026-10-01', [`priorities[${groups[0]!.id}]`]: '9' });
    expect(empty.status).toBe(422);
    expect(words(empty)).toContain('Chọn quý bắt đầu.');
    expect(words(empty)).toContain('Nhập số tổ mỗi quý, ví dụ 4.');
    expect(words(empty)).toContain('Chọn lượt ưu tiên.');
    const together = await draw({ perQuarter: '7' });
    expect(together.status).toBe(422);
    expect(words(together)).toContain('Chia như vậy thì sau này không so được');
    expect(await draws()).toEqual([]);
  });

  test('is refused for groups that were reached since the page was opened', async () => {
    const form = await formOf(staff, PAGE);
    await visit(groups[0]!.households[0]!, '2026-11-25');
    const late = await staff.post(DRAW, form);
    expect(late.status).toBe(422);
    expect(words(late)).toContain('Các tổ còn bốc thăm được đã đổi');
    const missing = await staff.post(DRAW, { perQuarter: '1', firstQuarter: '2027-01-01' });
    expect(words(missing)).toContain('Chọn lượt ưu tiên cho từng tổ.');
    const strangers = { [randomUUID()]: '1', abc: '2' };
    const foreign = await staff.post(DRAW, { perQuarter: '1', firstQuarter: '2027-01-01', priorities: strangers });
    expect(words(foreign)).toContain('Các tổ còn bốc thăm được đã đổi');
    expect([missing.status, foreign.status, await events()]).toEqual([422, 422, 0]);
  });
});

test('without a draw the page describes both sides and says why it measures nothing', async () => {
  await ward(3);
  await visit(groups[0]!.households[0]!, '2026-11-20');
  const service = await createService(app.db, app.ward);
  const use = (residentId: string, usedOn: string) =>
    createUse(app.db, app.ward, { residentId, serviceId: service.id, usedOn, how: 'alone' });
  for (const [index, usedOn] of ['2026-11-10', '2026-07-10', '2026-11-01'].entries())
    await use(groups[index === 2 ? 1 : 0]!.residents[index]!.id, usedOn);
  // Told with the month; a use of which only the year is known lies in no window.
  await app.db.pool.query(`UPDATE portal_use SET date_precision = 'month'`);
  await use(groups[1]!.residents[5]!.id, '2026-11-20');
  const shown = await page(await app.as('chairman'));
  expect(shown).toContain('Chưa đo được: thứ tự đến các tổ không do bốc thăm');
  expect(shown).toContain('Tổ đội đã đến 1 20 1 người 1 người chưa có');
  expect(shown).toContain('Tổ đội chưa đến 2 40 0 người 1 người chưa có');
  expect(shown).toContain('Không còn bốc thăm được');
});

test('a ward that drew, followed the draw and asked its samples reads what was measured', async () => {
  await ward(8);
  await draw({ perQuarter: '2', firstQuarter: '2027-01-01' });
  const [drawn] = await draws();
  const turnOf = new Map(
    drawn!.turns.map(({ residentialGroupId, quarter }) => [residentialGroupId, quarter.toISOString().slice(0, 10)]),
  );
  for (const group of groups) await visit(group.households[0]!, `${turnOf.get(group.id)!.slice(0, 8)}15`);
  for (const quarter of QUARTERS) await sampleOf(quarter, (groupId) => quarter > turnOf.get(groupId)!);

  await comeBack('2027-10-02T02:00:00Z');
  const shown = await page();
  expect(shown).toMatch(
    /“Theo thứ tự bốc thăm, ở các tổ đội đã đến, cứ 100 người lớn có thêm khoảng \d+ đến \d+ người/,
  );
  expect(shown).toMatch(/Tính chung \+\d\d từ \+\d+ đến \+\d+/);
  expect(shown).toContain('4–6 tháng sau quý đến');
  expect(await overview()).toContain('thứ tự đến các tổ còn lại là do bốc thăm');
  expect(shown).toContain('So 120 câu trả lời ở tổ đã đến với 120 câu ở tổ chưa đến');
  expect(shown).toContain('100 % ở tổ đã đến, 100 % ở tổ chưa đến');
});
