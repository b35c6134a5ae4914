import type { Response } from 'supertest';
import type { KeptRound } from '../../../../src/features/rounds/proposals/queries';
import { formOf } from '../../../support/forms';
import { createHousehold, createRequest, createRound, createVisit, type TestUser } from '../../../support/factories';
import { oneMoment, type OneMoment } from '../../../support/one-moment';
import {
  attributesOf,
  read,
  testApp,
  THURSDAY_MORNING,
  words,
  type TestAgent,
  type TestApp,
} from '../../../support/test-app';
import { mergeDoors } from '../../../support/worlds/register';
import { formatDate } from '../../../../src/shared/dates';
import { reasonsOf } from '../../../../src/features/rounds/planner/planner-output';
import {
  accept,
  clearWeek,
  createPause,
  joinTeam,
  keptRounds,
  propose,
  streetAndTeam,
  ticked,
  wordsOfReasons,
} from '../../../support/worlds/rounds';

/** The week was proposed yesterday morning; last evening the team was out. */
const YESTERDAY = new Date('2026-11-25T02:00:00Z');

let app: TestApp;
let staff: TestAgent;
let admin: TestAgent;
let third: TestUser;
let moment: OneMoment;
let id: string;
let rounds: KeptRound[];

beforeAll(async () => {
  app = await testApp();
  [staff, admin] = [await app.as('staff'), await app.as('admin')];
  await streetAndTeam(app);
  moment = await oneMoment(app.context.config.databaseUrl!);
});
afterAll(async () => {
  await moment.close();
  await app.close();
});
beforeEach(async () => {
  id = await propose(staff);
  rounds = await keptRounds(app, id);
  await app.db.prisma.roundProposal.update({ where: { id }, data: { createdAt: YESTERDAY } });
  // Joined the team after the week was proposed for the two others.
  third = await joinTeam(app);
});
afterEach(async () => {
  await clearWeek(app);
  await app.db.prisma.userAccount.delete({ where: { id: third.id } });
  await app.db.prisma.household.updateMany({ data: { occupancy: 'occupied' } });
});

const doorOf = (round: number, door: number) => ({ id: rounds[round]!.doors[door]!.doorId });
const addressOf = async (household: { id: string }) =>
  (await app.db.prisma.household.findUniqueOrThrow({ where: { id: household.id } })).addressLine;
const storedDoors = async (roundId: string) =>
  (await app.db.prisma.roundDoor.findMany({ where: { roundId }, orderBy: { position: 'asc' } })).map(
    ({ householdId }) => householdId,
  );
const visited = (household: { id: string }, given: object = {}) =>
  createVisit(app.db, app.ward, {
    household,
    by: app.users.officer,
    arrivedAt: new Date('2026-11-25T12:00:00Z'),
    ...given,
  });
const page = async () => staff.get(`/round-proposals/${id}`);
const editOf = (round: KeptRound) => `/round-proposals/${id}/rounds/${round.id}/edit`;
/** A round's card on its proposal's page. */
const card = (response: Response, index: number) => {
  const shown = read(response);
  return shown(`section[aria-labelledby=title-rounds-${index + 1}]`)
    .text()
    .replace(/\s+/g, ' ');
};

describe('doors that no longer need a visit after the week was proposed', () => {
  it('are named with the reason, left out of the planned round, and struck out in the list', async () => {
    const [met, refused, empty, paused, taken] = [0, 1, 2, 3, 4].map((door) => doorOf(0, door)) as [
      { id: string },
      { id: string },
      { id: string },
      { id: string },
      { id: string },
    ];
    await visited(met);
    await visited(refused, { outcome: 'refused' });
    await app.db.prisma.household.update({ where: { id: empty.id }, data: { occupancy: 'vacant' } });
    await createPause(app, paused.id, { pausedFrom: new Date('2026-11-26'), pausedUntil: new Date('2026-12-20') });
    const other = await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [],
      households: [taken],
      startsAt: new Date('2026-12-12T12:00:00Z'),
    });
    const reasons = [
      `${await addressOf(met)}: đã gặp 25/11`,
      `${await addressOf(refused)}: chưa muốn 25/11`,
      `${await addressOf(empty)}: nhà trống`,
      `${await addressOf(paused)}: nhà có tang, đến hết 20/12/2026`,
      `${await addressOf(taken)}: đang ở buổi ${other.code}, tối thứ Bảy 12/12, 19:00–21:15`,
    ].join('; ');
    expect(card(await page(), 0)).toContain(`Lập buổi này sẽ bỏ ra 5 cửa. ${reasons}.`);

    const response = await accept(staff, id, [rounds[0]!.id]);
    expect(response.status).toBe(303);
    expect(await storedDoors(rounds[0]!.id)).toEqual(rounds[0]!.doors.slice(5).map(({ doorId }) => doorId));
    const after = await page();
    expect(words(after)).toContain(`Đã lập 1 buổi ra quân. Đã bỏ ra 5 cửa. ${reasons}.`);
    expect(card(after, 0)).toContain(`Khác đề xuất: không đi ${await addressOf(met)} (đã gặp 25/11)`);
    expect(read(after)('.is-out')).toHaveLength(5);
  });

  it('that were merged are named with the household they were merged into', async () => {
    const kept = await createHousehold(app.db, app.ward, { address: '5 Hàng Bún' });
    const gone = doorOf(1, 0);
    expect((await mergeDoors(app, kept.id, gone.id)).kind).toBe('done');
    expect(card(await page(), 1)).toContain('Một cửa: đã gộp vào 5 Hàng Bún');
    expect((await accept(staff, id, [rounds[1]!.id])).status).toBe(303);
    expect(await storedDoors(rounds[1]!.id)).toEqual(rounds[1]!.doors.slice(1).map(({ doorId }) => doorId));
    // The page of a proposal still opens if its door is gone for good.
    expect(card(await page(), 1)).toContain('không đi Một cửa (đã gộp vào 5 Hàng Bún)');
  });

  it('exclude doors that stayed shut, have a request, or were promised for that evening or before: these get a new reason', async () => {
    const [shut, asked, promised, later] = [0, 1, 2, 3].map((door) => doorOf(0, door)) as [
      { id: string },
      { id: string },
      { id: string },
      { id: string },
    ];
    await visited(shut, { outcome: 'nobody_home' });
    await visited(asked);
    await createRequest(app.db, app.ward, { household: asked, by: app.users.staff });
    const promise = async (household: { id: string }, due: string) =>
      app.db.prisma.visit.update({
        where: { id: (await visited(household)).id },
        data: { nextStep: 'revisit', nextStepDue: new Date(due) },
      });
    await promise(promised, '2026-11-30');
    await promise(later, '2026-12-09');
    expect(card(await page(), 0)).toContain(
      `Lập buổi này sẽ bỏ ra 1 cửa. ${await addressOf(later)}: hẹn quay lại 09/12.`,
    );
    expect((await accept(staff, id, [rounds[0]!.id])).status).toBe(303);
    const stored = await app.db.prisma.roundDoor.findMany({
      where: { roundId: rounds[0]!.id },
      orderBy: { position: 'asc' },
    });
    expect(stored.map(({ householdId }) => householdId)).toEqual(
      rounds[0]!.doors.filter(({ doorId }) => doorId !== later.id).map(({ doorId }) => doorId),
    );
    expect(wordsOfReasons(stored[0]!.reasons)).toContain('1 lần vắng lúc 19 giờ');
    expect(wordsOfReasons(stored[1]!.reasons)).toMatch(/^Đề nghị 25\/11/);
    expect(wordsOfReasons(stored[2]!.reasons)).toContain('Hẹn quay lại 30/11');
    expect(wordsOfReasons(stored[3]!.reasons)).toBe(wordsOfReasons(reasonsOf(rounds[0]!.doors[4]!)));
  });

  it('that were visited before the week was proposed are not news', async () => {
    await createVisit(app.db, app.ward, {
      household: doorOf(0, 0),
      by: app.users.officer,
      arrivedAt: new Date('2026-11-24T12:00:00Z'),
    });
    expect(words(await page())).not.toContain('sẽ bỏ ra');
  });

  it('refuse the round if less than half is left, and offer to change it or to propose again; the others are planned', async () => {
    const [first, second] = rounds as [KeptRound, KeptRound];
    for (const { doorId } of first.doors.slice(0, Math.floor(first.doors.length / 2) + 1))
      await visited({ id: doorId });
    const left = first.doors.length - Math.floor(first.doors.length / 2) - 1;
    const before = await page();
    expect(card(before, 0)).toContain(`Chỉ còn ${left} trong ${first.doors.length} cửa`);
    expect(read(before)('a:contains("Xếp lại các ngày này")').attr('href')).toBe(
      '/round-proposals?from=2026-11-30&to=2026-12-06',
    );
    expect(ticked(before)).not.toContain(first.id);
    const response = await accept(staff, id, [first.id, second.id]);
    expect(response.status).toBe(422);
    expect(words(response)).toMatch(
      new RegExp(
        `Chưa lập được\\. Chỉ còn ${left} trong ${first.doors.length} cửa \\(.*đã gặp 25/11.*\\)\\. Bấm “Sửa” để thêm cửa, hoặc xếp lại các ngày này\\.`,
      ),
    );
    expect((await app.db.prisma.round.findMany()).map((round) => round.id)).toEqual([second.id]);
    const again = read(await staff.get('/round-proposals?from=2026-11-30&to=2026-12-06'));
    expect([again('#from').val(), again('#to').val()]).toEqual(['30/11/2026', '06/12/2026']);
  });

  it('do not change what a planned round says once its evening has begun', async () => {
    await accept(staff, id, [rounds[0]!.id]);
    const before = card(await page(), 0);
    for (const { doorId } of rounds[0]!.doors) await visited({ id: doorId }, { roundId: rounds[0]!.id });
    expect(card(await page(), 0)).toBe(before);
  });
});

describe('a proposed round that is changed before it is accepted', () => {
  it('opens on the planning page with its time, its team and its doors, all ticked and in order', async () => {
    const [first] = rounds as [KeptRound];
    await visited(doorOf(0, 1));
    const response = await staff.get(editOf(first));
    expect(response.status).toBe(200);
    const shown = read(response);
    expect(shown('h1').text()).toBe('Sửa buổi được đề xuất');
    expect([shown('#date').val(), shown('#from').val(), shown('#to').val()]).toEqual([
      formatDate(first.date),
      first.from,
      first.to,
    ]);
    const going = first.doors.filter((_, index) => index !== 1).map(({ doorId }) => doorId);
    expect(attributesOf(shown('[data-row] input[name=doors]:checked'), 'value')).toEqual(going);
    expect(shown('input[name=locked]:checked')).toHaveLength(going.length);
    expect(attributesOf(shown('input[name=officers]:checked'), 'value').sort()).toEqual([...first.officerIds].sort());
    expect(words(response)).toContain(
      `có 1 cửa không phải đi nữa, đã bỏ ra. ${await addressOf(doorOf(0, 1))}: đã gặp 25/11.`,
    );
    expect(words(response)).toMatch(/Dự kiến gặp khoảng \d+ trong \d+ cửa kịp giờ/);
    expect(shown('.back-link a').attr('href')).toBe(`/round-proposals/${id}`);
    expect(await app.db.prisma.round.count()).toBe(0);
  });

  it('is planned as it was changed, appears as done on the page of the week, and the rest of the week leaves it out', async () => {
    const [first, ...rest] = rounds as [KeptRound, KeptRound, KeptRound];
    const form = await formOf(staff, editOf(first));
    const [struck, one, two, ...others] = first.doors.map(({ doorId }) => doorId) as [
      string,
      string,
      string,
      ...string[],
    ];
    const changed = {
      ...form,
      from: '18:30',
      to: '20:30',
      officers: [app.users.officer.id, third.id],
      doors: [one, two, ...others],
      [`position[${one}]`]: '2',
      [`position[${two}]`]: '1',
      [`position[${struck}]`]: '3',
    };
    const response = await staff.post('/rounds', changed);
    expect([response.status, response.headers.location]).toEqual([303, `/round-proposals/${id}`]);
    expect(await storedDoors(first.id)).toEqual([two, one, ...others]);
    expect(
      await app.db.prisma.round.findUniqueOrThrow({ where: { id: first.id }, include: { roundOfficers: true } }),
    ).toMatchObject({ startsAt: new Date(`${first.date}T11:30:00Z`), endsAt: new Date(`${first.date}T13:30:00Z`) });

    const after = await page();
    expect(card(after, 0)).toMatch(/Đã lập: buổi BĐ-\S+, Trần Văn Phòng/);
    expect(card(after, 0)).toMatch(
      new RegExp(
        `Khác đề xuất: tối thứ Hai 30/11, 18:30–20:30; đội Lê Thị Hòa, Nguyễn Thị Đội; không đi ${await addressOf({ id: struck })}; đi theo thứ tự khác\\.`,
      ),
    );
    // The card's figures are those of the proposal, and say so.
    expect(card(after, 0)).toMatch(/Đề xuất là gặp khoảng \d+ trong \d+ cửa kịp giờ/);
    expect(read(after)(`a[href="/rounds/${first.id}"]`)).toHaveLength(1);
    expect(ticked(after)).toEqual(rest.map((round) => round.id));
    expect((await accept(staff, id, ticked(after))).status).toBe(303);
    expect(await app.db.prisma.round.count()).toBe(3);
    expect(await storedDoors(first.id)).toEqual([two, one, ...others]);
    expect((await staff.get(editOf(first))).headers.location).toBe(`/rounds/${first.id}`);
  });

  it('sent twice is one round; the words of a refused form are kept, and nothing is planned', async () => {
    const [first] = rounds as [KeptRound];
    const form = await formOf(staff, editOf(first));
    const refused = await staff.post('/rounds', { ...form, to: '17:00', note: 'Mang bút' });
    expect(refused.status).toBe(422);
    expect(read(refused)('#note').val()).toBe('Mang bút');
    expect(read(refused)('.back-link a').attr('href')).toBe(`/round-proposals/${id}`);
    expect(await app.db.prisma.round.count()).toBe(0);
    const answers = [await staff.post('/rounds', form), await staff.post('/rounds', form)];
    expect(answers.map(({ status, headers }) => [status, headers.location])).toEqual([
      [303, `/round-proposals/${id}`],
      [303, `/round-proposals/${id}`],
    ]);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'round.plan', subjectId: first.id } })).toBe(1);
  });

  it('keeps its way back to the week while doors are suggested and the effect is computed', async () => {
    const form = await formOf(staff, editOf(rounds[0]!));
    for (const path of ['/rounds/effects', '/rounds/suggestions', '/rounds/draft']) {
      const response = await staff.post(path, form);
      expect([response.status, read(response)('input[name=proposal]').val()]).toEqual([200, id]);
    }
    const suggested = read(await staff.post('/rounds/suggestions', form));
    const going = attributesOf(suggested('[data-row] input[name=doors]'), 'value');
    expect(going).toEqual(expect.arrayContaining(rounds[0]!.doors.map(({ doorId }) => doorId)));
  });

  it('makes the other proposed round of that officer and that door say so', async () => {
    const [first, second] = rounds as [KeptRound, KeptRound];
    const form = await formOf(staff, editOf(first));
    const borrowed = second.doors[0]!.doorId;
    await staff.post('/rounds', { ...form, date: second.date, doors: [...form.doors!, borrowed] });
    const { code } = await app.db.prisma.round.findUniqueOrThrow({ where: { id: first.id } });
    const after = card(await page(), 1);
    expect(after).toContain(
      `Nguyễn Thị Đội đã có buổi ${code}, tối thứ Ba 01/12, 18:00–21:00. Bấm “Sửa” để thay người.`,
    );
    expect(after).toContain(`${await addressOf({ id: borrowed })}: đang ở buổi ${code}`);
    const edit = words(await staff.get(editOf(second)));
    expect(edit).toContain(
      `Nguyễn Thị Đội đã có buổi ${code}, tối thứ Ba 01/12, 18:00–21:00. Chọn người khác ở mục Đội.`,
    );
  });

  it('and accepted unchanged by another user at the same moment is planned once, and the change is not lost silently', async () => {
    const [first] = rounds as [KeptRound];
    const form = await formOf(admin, editOf(first));
    const OFFICERS = 'SELECT 1 FROM user_account WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE';
    const [accepted, changed] = await moment.pressAtOnce(OFFICERS, first.officerIds, [
      () => accept(staff, id, [first.id]),
      () => admin.post('/rounds', { ...form, from: '18:30', note: 'Đi cùng tổ trưởng' }),
    ]);
    expect([accepted!.status, changed!.status]).toEqual([303, 409]);
    expect(words(changed!)).toMatch(/Buổi này đã được lập, mã BĐ-\S+, khác với bản bạn gửi/);
    for (const kept of ['18:30–21:00', 'Đi cùng tổ trưởng', 'Trần Văn Phòng']) expect(words(changed!)).toContain(kept);
    const form409 = read(changed!)('main form');
    expect([form409.attr('action'), form409.find('[name=note]').val(), form409.find('button').first().text()]).toEqual([
      `/rounds/${first.id}/edit`,
      'Đi cùng tổ trưởng',
      'Mở biểu mẫu để sửa tiếp',
    ]);
    expect(await app.db.prisma.round.findMany()).toMatchObject([
      { id: first.id, startsAt: new Date(`${first.date}T11:00:00Z`), note: '' },
    ]);
  });

  it('and accepted unchanged a moment later stays as it was changed', async () => {
    const [first] = rounds as [KeptRound];
    const form = await formOf(admin, editOf(first));
    const OFFICERS = 'SELECT 1 FROM user_account WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE';
    const [changed, accepted] = await moment.pressAtOnce(OFFICERS, first.officerIds, [
      () => admin.post('/rounds', { ...form, from: '18:30' }),
      () => accept(staff, id, [first.id]),
    ]);
    expect([changed!.status, accepted!.status]).toEqual([303, 303]);
    expect(words(await page())).toContain('Các buổi này đã được lập trước đó.');
    expect(await app.db.prisma.round.findMany()).toMatchObject([
      { id: first.id, startsAt: new Date(`${first.date}T11:30:00Z`) },
    ]);
  });

  it('exists only in its proposal, and only while the proposal is valid', async () => {
    const [first] = rounds as [KeptRound];
    const other = await propose(staff, { from: '2026-12-07', to: '2026-12-08' });
    expect((await staff.get(`/round-proposals/${other}/rounds/${first.id}/edit`)).status).toBe(404);
    expect((await staff.get(`/round-proposals/${id}/rounds/x/edit`)).status).toBe(404);
    await app.db.prisma.roundProposal.update({ where: { id }, data: { expiresAt: THURSDAY_MORNING } });
    const late = await staff.get(editOf(first));
    expect([late.status, late.headers.location]).toEqual([303, `/round-proposals/${id}`]);
    expect(read(await page())('a[href$="/edit"]')).toHaveLength(0);
  });
});
