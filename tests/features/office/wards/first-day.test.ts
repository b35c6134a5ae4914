import { createHousehold, createResident, createVisit } from '../../../support/factories';
import { formOf } from '../../../support/forms';
import { agentForEach, appForEach, expectRefused, read, words } from '../../../support/test-app';

describe('the office sets the first day of the team', () => {
  const app = appForEach();
  const staff = agentForEach(app, 'staff');

  const PATH = '/first-day';
  const firstDay = async () =>
    (await app.db.prisma.ward.findUniqueOrThrow({ where: { id: app.ward.id } })).teamBeganOn
      ?.toISOString()
      .slice(0, 10);
  const changes = () => app.db.prisma.auditEvent.findMany({ where: { action: 'ward.update' } });

  test('twice, and it is changed once', async () => {
    const form = { ...(await formOf(staff, PATH)), teamBeganOn: '05/11/2026' };
    for (let times = 0; times < 2; times += 1) expect((await staff.post(PATH, form)).status).toBe(303);
    expect(read(await staff.get(PATH))('#teamBeganOn').val()).toBe('05/11/2026');
    expect([await firstDay(), (await changes()).map(({ details }) => details)]).toEqual([
      '2026-11-05',
      [{ changes: [{ field: 'Đội bắt đầu ngày', before: 'chưa đặt', after: '05/11/2026' }] }],
    ]);
    const late = await (await app.as('admin')).post(PATH, { ...form, teamBeganOn: '06/11/2026' });
    expect([late.status, words(late)]).toEqual([409, expect.stringMatching(/05\/11\/2026[^]*06\/11\/2026/)]);
  });

  test.each([
    ['27/11/2026', 'Ngày này chưa đến.'],
    ['31/12/2019', 'Xem lại năm'],
    ['hôm qua', 'Nhập ngày'],
  ])('not on %s, and nothing changes', async (teamBeganOn, message) => {
    const refused = await staff.post(PATH, { ...(await formOf(staff, PATH)), teamBeganOn });
    expectRefused(refused, 'teamBeganOn', message);
    expect([read(refused)('#teamBeganOn').val(), await firstDay(), await changes()]).toEqual([
      teamBeganOn,
      undefined,
      [],
    ]);
  });

  test('after entries of earlier days only when asked about them', async () => {
    const household = await createHousehold(app.db, app.ward);
    const { id: residentId } = await createResident(app.db, app.ward, { household });
    const by = app.users.staff;
    for (const day of ['2026-11-03', '2026-11-04', '2026-11-05'])
      await createVisit(app.db, app.ward, { household, by, arrivedAt: new Date(`${day}T12:00:00Z`) });
    await app.db.prisma.groupSession.create({
      data: {
        ...{ wardId: app.ward.id, heldOn: new Date('2026-11-01'), place: 'Đình', othersCount: 9 },
        ...{ recordedBy: by.id, recordedAt: new Date('2026-11-01T12:00:00Z') },
      },
    });
    await app.db.prisma.portalQuestion.create({
      data: {
        ...{ wardId: app.ward.id, residentId, askedOn: new Date('2026-11-02'), answer: 'not_used' },
        ...{ recordedBy: by.id, recordedAt: new Date('2026-11-02T03:00:00Z') },
      },
    });
    const form = { ...(await formOf(staff, PATH)), teamBeganOn: '05/11/2026' };
    const asked = await staff.post(PATH, form);
    expect([asked.status, words(asked)]).toEqual([
      200,
      expect.stringContaining('Sổ có 2 lượt thăm, 1 buổi tập trung, 1 câu trả lời trước 05/11/2026. Vẫn lấy ngày này?'),
    ]);
    expect(await firstDay()).toBeUndefined();
    expect((await staff.post(PATH, { ...form, confirmed: 'yes' })).status).toBe(303);
    expect([await firstDay(), (await changes()).length]).toEqual(['2026-11-05', 1]);
  });
});
