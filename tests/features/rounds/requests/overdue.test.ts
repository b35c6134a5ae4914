import { createHousehold, createRequest } from '../../../support/factories';
import { expectWords, read, sharedApp, THURSDAY_MORNING, words, type TestAgent } from '../../../support/test-app';
import { at, clearWeek, createPause, eveningRound, street } from '../../../support/worlds/rounds';

/** Today is Thursday 26 November 2026. */
describe('a request whose promised day has passed', () => {
  const app = sharedApp();
  let staff: TestAgent;
  beforeAll(async () => {
    staff = await app.as('staff');
  });

  it('is overdue, unless it waited for its household: everywhere the same', async () => {
    const late = await createHousehold(app.db, app.ward, { address: '2 Hàng Than' });
    const mourning = await createHousehold(app.db, app.ward, { address: '4 Hàng Than' });
    const given = { receivedOn: '2026-11-16', promisedBy: '2026-11-23', by: app.users.staff };
    await createRequest(app.db, app.ward, { ...given, household: late });
    const waiting = await createRequest(app.db, app.ward, { ...given, household: mourning });
    await createPause(app, mourning.id, { pausedFrom: new Date('2026-11-18'), pausedUntil: new Date('2026-11-24') });
    const list = read(await staff.get('/requests?view=overdue'));
    expect(list('tbody tr')).toHaveLength(1);
    expect(list('tbody').text()).toContain('2 Hàng Than');
    expect(list('nav.filters [aria-current]').text()).toContain('1');
    const page = words(await staff.get(`/requests/${waiting.id}`));
    expectWords(page, '23/11, lùi đến 30/11 vì chờ hộ', 'đã nhận đề nghị giúp');
    expect(page).not.toContain('chậm nhất ngày 23/11'); // the text to copy promises no day that has passed
    expect(words(await staff.get(`/households/${mourning.id}`))).not.toContain('quá hạn');
    expect(words(await staff.get('/today'))).toMatch(/1\s*đề nghị quá hạn/);
    app.setNow(new Date('2026-12-01T03:00:00Z'));
    staff = await app.as('staff');
    expect(read(await staff.get('/requests?view=overdue'))('tbody tr')).toHaveLength(2);
  });

  it('is not overdue while its door is on a round of today or later, and is again after that', async () => {
    const household = await createHousehold(app.db, app.ward, { address: '6 Hàng Than' });
    await createRequest(app.db, app.ward, {
      ...{ household, by: app.users.staff, receivedOn: '2026-11-16', promisedBy: '2026-11-23' },
    });
    app.setNow(THURSDAY_MORNING);
    staff = await app.as('staff');
    const overdue = async () => read(await staff.get('/requests?view=overdue'))('tbody').text();
    expect(await overdue()).toContain('6 Hàng Than');
    await eveningRound(app, { households: [household], startsAt: at('18:30', 26) });
    app.setNow(at('09:01', 26));
    expect(await overdue()).not.toContain('6 Hàng Than');
    app.setNow(at('09:00', 27));
    staff = await app.as('staff');
    expect(await overdue()).toContain('6 Hàng Than');
  });

  it('is left out before the list is cut into pages, and counts although it was not accepted', async () => {
    app.setNow(THURSDAY_MORNING);
    staff = await app.as('staff');
    const { rows } = await app.db.pool.query<{ id: string }>(
      `INSERT INTO household (id, ward_id, residential_group_id, house_number, street, address_line, walk_order, lane_key, lane_label)
       SELECT gen_random_uuid(), h.ward_id, h.residential_group_id, h.house_number, h.street, n || ' Bịa', h.walk_order, h.lane_key, h.lane_label
       FROM (SELECT * FROM household WHERE ward_id = $1 LIMIT 1) h, generate_series(1, 90) n RETURNING id`,
      [app.ward.id],
    );
    const given = { receivedOn: '2026-11-16', promisedBy: '2026-11-24', by: app.users.staff };
    for (const [index, household] of rows.entries())
      await createRequest(app.db, app.ward, { ...given, household, isAccepted: index % 2 === 0 });
    await app.db.prisma.householdPause.createMany({
      data: rows.slice(0, 40).map(({ id }) => ({
        ...{
          wardId: app.ward.id,
          householdId: id,
          kind: 'mourning' as const,
          reason: '',
          pausedBy: app.users.staff.id,
        },
        ...{ pausedFrom: new Date('2026-11-18'), pausedUntil: new Date('2026-11-25') },
      })),
    });
    const first = read(await staff.get('/requests?view=overdue'));
    const second = read(await staff.get(first('a[rel=next]').attr('href')!));
    expect([first('tbody tr').length, second('tbody tr').length]).toEqual([40, 11]);
    expect(first('nav.filters [aria-current] .count').text()).toBe('51');
    const today = words(await staff.get('/today'));
    expect(today).toMatch(/51\s*đề nghị quá hạn/);
    expect(today).toMatch(/20\s*đề nghị chưa nhận\s*thêm 25 đã quá hạn/);
    // 51 are late; of the 40 that still have time 20 were not accepted.
    expect(today).toMatch(/Đề nghị 71 việc chờ/);
  });

  it('is named on its round, its own page, the list and the first page when the round comes too late', async () => {
    app.setNow(THURSDAY_MORNING);
    await clearWeek(app);
    staff = await app.as('staff');
    const [late, inTime, put, again] = await street(app, 4);
    const given = { receivedOn: '2026-11-16', promisedBy: '2026-11-27', by: app.users.staff };
    const asked = await createRequest(app.db, app.ward, { ...given, household: late! });
    await createRequest(app.db, app.ward, { ...given, household: inTime!, promisedBy: '2026-11-28' });
    await createRequest(app.db, app.ward, { ...given, household: put! });
    await createRequest(app.db, app.ward, { ...given, household: again!, promisedBy: null });
    await createPause(app, put!.id, { pausedFrom: new Date('2026-11-18'), pausedUntil: new Date('2026-11-20') });
    const tasks = async () => words(await staff.get('/today'));
    const round = await eveningRound(app, { households: [late!, inTime!, put!, again!], startsAt: at('18:30', 28) });
    app.setNow(at('09:05', 26));
    expect(await tasks()).toMatch(/1\s*đề nghị xếp sau hạn/);
    const list = read(await staff.get('/requests?view=planned-late'));
    expect(list('nav.filters [aria-current]').text()).toMatch(/Xếp sau hạn\s*1/);
    expect(list('tbody a').first().attr('href')).toBe(`/requests/${asked.id}`);
    expect(list('tbody tr')).toHaveLength(1);
    const warning = `Buổi ${round.code} đi sau hạn (27/11): báo lại cho nhà này.`;
    expect(words(await staff.get(`/requests/${asked.id}`))).toContain(warning);
    const said = '1 cửa đi sau hạn: 2 Hàng Than (hạn 27/11). Báo lại cho nhà ấy.';
    expect(words(await staff.get(`/rounds/${round.id}`))).toContain(said);
    expect(words(await (await app.as('chairman')).get(`/rounds/${round.id}`))).not.toContain('đi sau hạn');
    // The day after the round it is no round to come: the request is overdue.
    app.setNow(at('09:00', 29));
    staff = await app.as('staff');
    expect(read(await staff.get('/requests?view=planned-late'))('tbody tr')).toHaveLength(0);
    expect(words(await staff.get(`/requests/${asked.id}`))).not.toContain('đi sau hạn');
  });
});
