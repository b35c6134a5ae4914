import { createCall, createResident, type createHousehold } from '../../../support/factories';
import { read, sharedAgent, sharedApp } from '../../../support/test-app';
import { reasonsOf } from '../../../../src/features/rounds/planner/planner-output';
import { clearWeek, keptRounds, propose, streetAndTeam, wordsOfReasons } from '../../../support/worlds/rounds';

const app = sharedApp();
const staff = sharedAgent(app, 'staff');
let doors: Awaited<ReturnType<typeof createHousehold>>[];

beforeAll(async () => {
  doors = await streetAndTeam(app);
  for (const [index, door] of doors.entries())
    await createResident(app.db, app.ward, {
      household: door,
      relation: 'child',
      phone: `09123456${String(index).padStart(2, '0')}`,
    });
});
afterEach(async () => {
  await app.db.prisma.doorCall.deleteMany();
  await clearWeek(app);
});

describe('a proposal for a week', () => {
  it('sends the team to households that named their hours in a call, at that time', async () => {
    await createCall(app.db, app.ward, {
      household: doors[30]!,
      by: app.users.staff,
      calledOn: '2026-11-24',
      times: [{ dates: ['2026-12-02'], from: '19:30', to: '20:15' }],
    });
    const rounds = await keptRounds(app, await propose(staff));
    const round = rounds.find(({ date }) => date === '2026-12-02')!;
    const planned = round.doors.find(({ doorId }) => doorId === doors[30]!.id)!;
    expect(planned.expectedAt >= '19:30' && planned.expectedAt <= '20:15').toBe(true);
    expect(wordsOfReasons(reasonsOf(planned))).toContain('Gọi ngày 24/11: có nhà 19:30–20:15');
  });

  it('names with its address a household that named a day on which no team goes out', async () => {
    await createCall(app.db, app.ward, {
      household: doors[30]!,
      by: app.users.staff,
      calledOn: '2026-11-24',
      times: [{ dates: ['2026-12-02'], from: '09:00', to: '10:00' }],
    });
    const page = read(await staff.get(`/round-proposals/${await propose(staff)}`));
    const part = page('details')
      .toArray()
      .map((each) => page(each))
      .find((each) => each.find('summary').text() === 'Giờ hẹn qua điện thoại chưa xếp được (1)')!;
    expect(part.find('li').text()).toBe(
      '62 Hàng Than: Gọi ngày 24/11: có nhà thứ Tư 02/12, 9:00–10:00: Không có buổi nào vào giờ người dân muốn',
    );
  });

  it('names the households to call that are on no round, each with the link to its call, until they are called', async () => {
    const id = await propose(staff);
    const section = async () => {
      const page = read(await staff.get(`/round-proposals/${id}`));
      const part = page('details')
        .toArray()
        .map((each) => page(each))
        .find((each) => each.find('summary').text().startsWith('Nên gọi hẹn trước'))!;
      return {
        lines: part
          .find('li')
          .toArray()
          .map((line) => ({ text: page(line).text(), callHref: page(line).find('a').attr('href') })),
        listHref: part.find('p a').attr('href'),
      };
    };
    const before = await section();
    expect(before.listHref).toBe('/doors-to-call');
    const number = doors.findIndex(({ id: doorId }) => before.lines[0]!.callHref!.includes(doorId));
    const address = `${2 * number + 2} Hàng Than`;
    expect(before.lines[0]).toEqual({
      text: `${address}: Chưa đến lần nào · Xem số để gọi ${address}`,
      callHref: `/households/${doors[number]!.id}/door-calls/new?list=doors-to-call`,
    });
    expect((await staff.get(before.lines[0]!.callHref!)).status).toBe(200);
    await createCall(app.db, app.ward, {
      household: doors[number]!,
      by: app.users.staff,
      calledOn: '2026-11-26',
      outcome: 'declined',
    });
    expect((await section()).lines[0]).toEqual({
      text: `${address}: Đã gọi 26/11: chưa muốn tiếp`,
      callHref: undefined,
    });
  });
});
