import { randomUUID } from 'node:crypto';
import { reasonsOf, type PlannerOutput } from '../../../../src/features/rounds/planner/planner-output';
import { reasonText } from '../../../../src/features/rounds/planner/reasons';
import type { KeptRound } from '../../../../src/features/rounds/proposals/queries';
import { createRequest, createRound, createVisit, type createHousehold } from '../../../support/factories';
import { formOf } from '../../../support/forms';
import { expectWords, read, sharedAgent, sharedApp, THURSDAY_MORNING, words } from '../../../support/test-app';
import {
  accept as acceptAs,
  clearWeek,
  createAbsence,
  createDay,
  keptRounds,
  propose as proposeAs,
  streetAndTeam,
  ticked,
  week,
  wordsOfReasons,
} from '../../../support/worlds/rounds';

const app = sharedApp();
const staff = sharedAgent(app, 'staff');
let doors: Awaited<ReturnType<typeof createHousehold>>[];

beforeAll(async () => {
  doors = await streetAndTeam(app);
});
afterEach(() => clearWeek(app));

const propose = (agent = staff, given: object = {}) => proposeAs(agent, given);
const accept = (id: string, rounds: string[], agent = staff) => acceptAs(agent, id, rounds);
const roundsOf = async (id: string) => ticked(await staff.get(`/round-proposals/${id}`));
/** Made four days ago. */
const age = (id: string) =>
  app.db.prisma.roundProposal.update({
    where: { id },
    data: { createdAt: new Date(THURSDAY_MORNING.getTime() - 4 * 86_400_000), expiresAt: THURSDAY_MORNING },
  });
const stored = () =>
  app.db.prisma.round.findMany({
    orderBy: { startsAt: 'asc' },
    include: { roundDoors: { orderBy: { position: 'asc' } }, roundOfficers: true },
  });

describe('a proposal for a week', () => {
  it('is for next Monday to Sunday unless other days are typed', async () => {
    const page = read(await staff.get('/round-proposals'));
    expect([page('#from').val(), page('#to').val()]).toEqual(['30/11/2026', '06/12/2026']);
  });

  it('says who goes when and where, how many they will meet, and why; nothing is planned', async () => {
    const id = await propose();
    const response = await staff.get(`/round-proposals/${id}`);
    const page = words(response);
    expect(await roundsOf(id)).toHaveLength(3);
    expect(page).toMatch(/3 buổi, dự kiến gặp khoảng \d+ cửa\./);
    expect(page).toMatch(/Tối thứ \S+ \d\d\/\d\d, 18:00–21:00/);
    expectWords(page, 'Nguyễn Thị Đội', 'Phạm Minh Viên', 'Phố Hàng Than', '82 tuổi', 'Chưa đến lần nào');
    expect(await app.db.prisma.round.count()).toBe(0);
    expect(
      await app.db.prisma.auditEvent.findFirst({ where: { subjectId: id, action: 'round-proposal.create' } }),
    ).toMatchObject({ isChange: true, actorId: app.users.staff.id });
    expect(words(await staff.get('/round-proposals'))).toContain('đã lập 0 trong 3 buổi');
  });

  it('sent twice, or twice at one moment, is one proposal', async () => {
    const form = week();
    const both = await Promise.all([staff.post('/round-proposals', form), staff.post('/round-proposals', form)]);
    const third = await staff.post('/round-proposals', form);
    expect([...both, third].map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(await app.db.prisma.roundProposal.count()).toBe(1);
  });

  it('says of a round that it comes after the promised day of a request', async () => {
    await createRequest(app.db, app.ward, { household: doors[30]!, by: app.users.staff, promisedBy: '2026-11-27' });
    const said = '1 cửa đi sau hạn · 1 cửa theo đề nghị';
    expect(words(await staff.get(`/round-proposals/${await propose()}`)).split(said)).toHaveLength(2);
    await app.db.prisma.supportRequest.updateMany({ data: { promisedBy: new Date('2026-12-06') } });
    expect(words(await staff.get(`/round-proposals/${await propose()}`))).not.toContain('đi sau hạn');
  });

  it('goes out at the hour that a visit promised, and says so', async () => {
    const visit = await createVisit(app.db, app.ward, {
      household: doors[40]!,
      by: app.users.officer,
      outcome: 'come_back_later',
      arrivedAt: new Date('2026-11-25T12:00:00Z'),
    });
    await app.db.prisma.visit.update({
      where: { id: visit.id },
      data: { nextStep: 'revisit', nextStepDue: new Date('2026-12-02'), nextStepFrom: '19:00', nextStepTo: '20:00' },
    });
    const id = await propose();
    expect(words(await staff.get(`/round-proposals/${id}`))).toContain('Đã hẹn 19:00–20:00 tối thứ Tư 02/12');
    const output = (await app.db.prisma.roundProposal.findUniqueOrThrow({ where: { id } })).output as unknown as {
      rounds: { date: string; doors: { doorId: string; expectedAt: string }[] }[];
    };
    const places = output.rounds.flatMap(({ date, doors: listed }) =>
      listed.filter(({ doorId }) => doorId === doors[40]!.id).map(({ expectedAt }) => ({ date, expectedAt })),
    );
    expect(places).toEqual([{ date: '2026-12-02', expectedAt: expect.stringMatching(/^(19:\d\d|20:00)$/) as string }]);
  });

  it('sends the officer whom the household knows, and says so', async () => {
    for (const day of ['24', '25']) {
      const visit = await createVisit(app.db, app.ward, {
        household: doors[40]!,
        by: app.users.officer2,
        outcome: 'met',
        arrivedAt: new Date(`2026-11-${day}T12:00:00Z`),
      });
      await app.db.prisma.visit.update({
        where: { id: visit.id },
        data: { metSomebody: true, nextStep: 'revisit', nextStepDue: new Date('2026-12-02') },
      });
    }
    expect(words(await staff.get(`/round-proposals/${await propose()}`))).toContain(
      `${app.users.officer2.displayName} (đã gặp 1 nhà, 2 lần)`,
    );
  });

  it('names whom a household refused, and says “other officers” only of a team without them', async () => {
    const { id } = await createVisit(app.db, app.ward, {
      household: doors[40]!,
      by: app.users.officer2,
      outcome: 'refused',
      arrivedAt: new Date('2026-06-24T12:00:00Z'),
    });
    await app.db.prisma.visit.update({
      where: { id },
      data: { nextStep: 'revisit', nextStepDue: new Date('2026-12-02') },
    });
    const { output } = await app.db.prisma.roundProposal.findUniqueOrThrow({ where: { id: await propose() } });
    const round = (output as unknown as PlannerOutput).rounds.find(({ doors: listed }) =>
      listed.some(({ doorId }) => doorId === doors[40]!.id),
    )!;
    const { parts } = round.doors.find(({ doorId }) => doorId === doors[40]!.id)!;
    const reasons = parts.flatMap(({ reason }) => (reason ? reasonText(reason) : []));
    expect(reasons).toContain(`Lần trước chưa muốn, 24/06 với ${app.users.officer2.displayName}`);
    expect(reasons.includes('Nay đội khác với hôm nhà chưa muốn')).toBe(
      !round.officerIds.includes(app.users.officer2.id),
    );
  });

  it('says what found no place and why', async () => {
    await createDay(app, new Date('2026-12-01'), { kind: 'no_knock', name: 'Rằm tháng Mười' });
    await createRequest(app.db, app.ward, {
      household: doors[5]!,
      by: app.users.staff,
      wishes: [{ weekdays: [7], from: '08:00', to: '10:00' }],
    });
    await createAbsence(app, app.users.officer2.id, {
      startsAt: new Date('2026-11-29T17:00:00Z'),
      endsAt: new Date('2026-12-06T17:00:00Z'),
    });
    for (const day of ['05', '10', '17', '24'])
      await createVisit(app.db, app.ward, {
        household: doors[0]!,
        by: app.users.officer,
        outcome: 'nobody_home',
        arrivedAt: new Date(`2026-11-${day}T11:40:00Z`),
      });
    const page = words(await staff.get(`/round-proposals/${await propose()}`));
    expect(page).toContain('Không xếp được buổi nào');
    expect(page).toMatch(/12 Hàng Than: Nhà muốn Chủ nhật 8:00–10:00: /);
    expect(page).toContain('Rằm tháng Mười');
    expect(page).toMatch(/Phạm Minh Viên: Nghỉ cả những ngày này/);
    expect(page).toMatch(/Nên để lại giấy báo \(1\) 2 Hàng Than: 4 lần không có ai \(/);
  });

  it('counts an absence of some hours as a day off only if it touches the evening', async () => {
    const away = (startsAt: string, endsAt: string) =>
      createAbsence(app, app.users.officer.id, { startsAt: new Date(startsAt), endsAt: new Date(endsAt) });
    await away('2026-11-30T01:00:00Z', '2026-11-30T04:00:00Z');
    await away('2026-12-01T12:00:00Z', '2026-12-01T13:00:00Z');
    const page = words(await staff.get(`/round-proposals/${await propose(staff, { to: '2026-12-01' })}`));
    expect(page).toContain('Tối thứ Hai 30/11');
    expect(page).not.toContain('Tối thứ Ba 01/12');
  });

  it.each([
    ['ends before it begins', { to: '2026-11-29' }, 'Ngày cuối phải từ ngày bắt đầu trở đi.'],
    ['begins on a past day', { from: '25/11/2026' }, 'Ngày này đã qua.'],
    ['is too long', { to: '2026-12-20' }, 'Mỗi lần xếp nhiều nhất 14 ngày.'],
    ['lies in a mistyped year', { from: '30/11/2027', to: '06/12/2027' }, 'Chỉ xếp trước nhiều nhất 60 ngày.'],
    ['has an impossible day', { from: '31/02/2027' }, 'Tháng 2 không có ngày 31.'],
    ['has no days', { from: '', to: '' }, 'Nhập ngày bắt đầu'],
  ])('that %s is refused, and the words are kept', async (_name, given, sentence) => {
    const response = await staff.post('/round-proposals', week(given));
    expect(response.status).toBe(422);
    expect(words(response)).toContain(sentence);
    expect(read(response)('#from').val()).toBe((week(given) as { from: string }).from);
    expect(await app.db.prisma.roundProposal.count()).toBe(0);
  });
});

describe('accepting proposed rounds', () => {
  it('plans the ticked ones exactly as they were shown, with the reasons that were shown', async () => {
    const id = await propose();
    const [first, second] = (await roundsOf(id)) as [string, string];
    const kept = await keptRounds(app, id);
    const response = await accept(id, [first, second]);
    expect([response.status, response.headers.location]).toEqual([303, `/round-proposals/${id}`]);
    const rounds = await stored();
    expect(rounds.map((round) => round.id).sort()).toEqual([first, second].sort());
    for (const round of rounds) {
      const shown = kept.find((each) => each.id === round.id)!;
      expect(round.roundDoors.map((door) => door.householdId)).toEqual(shown.doors.map((door) => door.doorId));
      expect(round.roundDoors.map((door) => [door.expectedAt, door.isIfTimeAllows])).toEqual(
        shown.doors.map((door) => [door.isIfTimeAllows ? null : door.expectedAt, door.isIfTimeAllows]),
      );
      expect(wordsOfReasons(round.roundDoors.at(-1)!.reasons)).toBe(wordsOfReasons(reasonsOf(shown.doors.at(-1)!)));
      expect(wordsOfReasons(round.roundDoors[0]!.reasons)).toBe(wordsOfReasons(reasonsOf(shown.doors[0]!)));
      expect(round.roundOfficers).toHaveLength(2);
    }
    expect(
      await app.db.prisma.auditEvent.count({ where: { action: 'round.plan', subjectId: { in: [first, second] } } }),
    ).toBe(2);
    const page = await staff.get(`/round-proposals/${id}`);
    expect(words(page)).toMatch(/Đã lập: buổi BĐ-\S+, Trần Văn Phòng, 09:00 26\/11\/2026/);
    expect(ticked(page)).toEqual([]);
  });

  it('leaves the others unticked for all users, until one ticks them', async () => {
    const id = await propose();
    const [first, second, third] = (await roundsOf(id)) as [string, string, string];
    await accept(id, [first]);
    expect(ticked(await staff.get(`/round-proposals/${id}`))).toEqual([]);
    const left = await (await app.as('admin')).get(`/round-proposals/${id}`);
    expect([ticked(left), words(left).match(/Lần trước để lại\./g)?.length]).toEqual([[], 2]);
    const setAside = () =>
      app.db.prisma.auditEvent.findMany({
        where: { action: 'round-proposal.set-aside', subjectId: id },
        orderBy: { seq: 'asc' },
      });
    expect(await setAside()).toMatchObject([{ isChange: true, details: { rounds: [second, third] } }]);

    await accept(id, [first]);
    expect(await setAside()).toHaveLength(1);
    await accept(id, [third]);
    expect(await setAside()).toMatchObject([{}, { details: { rounds: [second] } }]);
    expect(ticked(await staff.get(`/round-proposals/${id}`))).toEqual([]);
    expect(await app.db.prisma.round.count()).toBe(2);
  });

  it('that changes nothing because nothing was ticked leaves every round as it was', async () => {
    const id = await propose();
    await accept(id, []);
    expect(await roundsOf(id)).toHaveLength(3);
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'round-proposal.set-aside', subjectId: id } })).toBe(
      0,
    );
  });

  it('twice, or twice at one moment, plans each once', async () => {
    const id = await propose();
    const rounds = await roundsOf(id);
    const both = await Promise.all([accept(id, rounds), accept(id, rounds)]);
    expect([...both, await accept(id, rounds)].map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(await app.db.prisma.round.count()).toBe(3);
    expect(words(await staff.get(`/round-proposals/${id}`))).toContain('Các buổi này đã được lập trước đó.');
  });

  it('says who and when if an officer was taken meanwhile; the others are planned', async () => {
    const id = await propose();
    const [first, second, third] = (await keptRounds(app, id)) as [KeptRound, KeptRound, KeptRound];
    const clash = await createRound(app.db, app.ward, {
      by: app.users.staff,
      officers: [app.users.officer],
      startsAt: new Date(`${first.date}T12:00:00Z`),
    });
    await createAbsence(app, app.users.officer2.id, {
      startsAt: new Date(`${second.date}T10:00:00Z`),
      endsAt: new Date(`${second.date}T12:00:00Z`),
    });
    const before = await staff.get(`/round-proposals/${id}`);
    expect(words(before)).toMatch(
      new RegExp(
        `Nguyễn Thị Đội đã có buổi ${clash.code}, tối thứ \\S+ \\d\\d/\\d\\d, 19:00–21:15\\. Bấm “Sửa” để thay người\\.`,
      ),
    );
    expect(words(before)).toMatch(
      /Phạm Minh Viên báo vắng thứ \S+ \d\d\/\d\d, 17:00–19:00\. Bấm “Sửa” để thay người\./,
    );
    expect(ticked(before)).toEqual([third.id]);
    const response = await accept(id, [first.id, second.id, third.id]);
    expect(response.status).toBe(422);
    expect(words(response)).toContain('Đã lập 1 buổi ra quân.');
    expect(words(response)).toMatch(new RegExp(`Chưa lập được\\. Nguyễn Thị Đội đã có buổi ${clash.code}`));
    expect(words(response)).toMatch(/Chưa lập được\. Phạm Minh Viên báo vắng thứ/);
    expect(await app.db.prisma.roundOfficer.count({ where: { roundId: { in: [first.id, second.id] } } })).toBe(0);
    expect(await app.db.prisma.round.count()).toBe(2);
    expect(ticked(response)).toEqual([first.id, second.id]);
  });

  it('says whom it takes beyond the limits of the ward, and plans that round only with a reason', async () => {
    const { outreachPolicy } = await app.db.prisma.ward.findUniqueOrThrow({ where: { id: app.ward.id } });
    const id = await propose();
    const rounds = await keptRounds(app, id);
    const [first, second] = rounds as [KeptRound, KeptRound];
    await app.db.prisma.ward.update({
      where: { id: app.ward.id },
      data: { outreachPolicy: { ...(outreachPolicy as object), roundsAWeek: 1 } },
    });
    const before = await staff.get(`/round-proposals/${id}`);
    expect(words(before)).toContain(
      'Nếu lập các buổi đề xuất, Nguyễn Thị Đội: 2 buổi trong tuần, hạn 1. Bấm “Sửa” để thay người hoặc ghi lý do.',
    );
    expect(ticked(before)).toEqual([first.id]);
    const both = await accept(id, [first.id, second.id]);
    expect([both.status, await app.db.prisma.round.count()]).toEqual([422, 1]);
    expect(words(both)).toMatch(/Chưa lập được\. .*2 buổi trong tuần, hạn 1.*Bấm “Sửa” để sửa buổi này\./);
    const path = `/round-proposals/${id}/rounds/${second.id}/edit`;
    expect(read(await staff.get(path))('#outOfHoursReason').length).toBe(1);
    const edited = { ...(await formOf(staff, path)), outOfHoursReason: 'Nhà đã hẹn hôm ấy' };
    expect((await staff.post('/rounds', edited)).status).toBe(303);
    expect(await app.db.prisma.round.count()).toBe(2);
    await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { outreachPolicy: outreachPolicy! } });
  });

  it('says that an officer has left the team', async () => {
    const id = await propose();
    await app.db.prisma.userAccount.update({
      where: { id: app.users.officer2.id },
      data: { disabledAt: THURSDAY_MORNING },
    });
    const before = await staff.get(`/round-proposals/${id}`);
    expect(words(before)).toContain('Có người không còn trong đội. Bấm “Sửa” để thay người.');
    expect(ticked(before)).toEqual([]);
    const response = await accept(
      id,
      (await keptRounds(app, id)).map((round) => round.id),
    );
    expect([response.status, await app.db.prisma.round.count()]).toEqual([422, 0]);
    await app.db.prisma.userAccount.update({ where: { id: app.users.officer2.id }, data: { disabledAt: null } });
  });

  it('by two people at one moment, of proposals that share officers and doors, gives each evening to one of them', async () => {
    const admin = await app.as('admin');
    const [one, other] = [await propose(), await propose(admin)];
    const [ofOne, ofOther] = [await roundsOf(one), await roundsOf(other)];
    const answers = await Promise.all([accept(one, ofOne), accept(other, ofOther, admin)]);
    const rounds = await stored();
    expect(rounds).toHaveLength(3);
    expect(new Set(rounds.map((round) => round.startsAt.getTime())).size).toBe(3);
    const loser = answers.filter(({ status }) => status === 422);
    expect(loser.length).toBeGreaterThan(0);
    for (const response of loser) expect(words(response)).toMatch(/Chưa lập được\. .*đã có buổi BĐ-|đang ở buổi BĐ-/);
    const open = await app.db.prisma.roundDoor.groupBy({ by: ['householdId'], where: { isOpen: true }, _count: true });
    expect(open.every(({ _count }) => _count === 1)).toBe(true);
  });

  it('needs a tick, rounds of this proposal, and a proposal that is still valid', async () => {
    const id = await propose();
    const [first] = (await roundsOf(id)) as [string];
    for (const [rounds, sentence] of [
      [[], 'Đánh dấu ít nhất một buổi để lập.'],
      [[randomUUID()], 'Có buổi không có trong đề xuất này.'],
      [['x'], 'Có buổi không có trong đề xuất này.'],
    ] as [string[], string][]) {
      const response = await accept(id, rounds);
      expect(response.status).toBe(422);
      expect(words(response)).toContain(sentence);
    }
    await age(id);
    const late = await accept(id, [first]);
    expect(late.status).toBe(422);
    expect(words(late)).toContain('Đề xuất này chỉ giữ đến 09:00 26/11/2026');
    expect(await app.db.prisma.round.count()).toBe(0);
  });

  it('says so if a round was changed or called off after it was planned', async () => {
    const id = await propose();
    const [first, second] = (await roundsOf(id)) as [string, string];
    await accept(id, [first, second]);
    await app.db.prisma.round.update({ where: { id: first }, data: { version: 2 } });
    await staff.post(`/rounds/${second}/cancellation`, { version: '1', reason: 'Mưa to' });
    const page = words(await staff.get(`/round-proposals/${id}`));
    expectWords(page, 'sau đó đã sửa', 'sau đó đã hủy');
  });
});

describe('proposals', () => {
  it('belong to one ward', async () => {
    const id = await propose();
    const rounds = await roundsOf(id);
    const foreign = await app.as('staff', 'other');
    expect((await accept(id, rounds, foreign)).status).toBe(404);
    expect(words(await foreign.get('/round-proposals'))).not.toContain('Trần Văn Phòng');
    // An id that another ward has used reveals nothing of it.
    expect((await foreign.get((await foreign.post('/round-proposals', week({ id }))).headers.location!)).status).toBe(
      404,
    );
    expect(await app.db.prisma.round.count()).toBe(0);
  });

  it('that have expired are removed by the next one', async () => {
    await age(await propose());
    const id = await propose();
    expect((await app.db.prisma.roundProposal.findMany()).map((proposal) => proposal.id)).toEqual([id]);
  });
});
