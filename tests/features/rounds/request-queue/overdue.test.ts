import { createHousehold, createRequest } from '../../../support/factories';
import { read, testApp, words, type TestAgent, type TestApp } from '../../../support/test-app';

/** Today is Thursday 26 November 2026. */
describe('a request whose promised day has passed', () => {
  let app: TestApp;
  let staff: TestAgent;
  beforeAll(async () => {
    app = await testApp();
    staff = await app.as('staff');
  });
  afterAll(() => app.close());

  it('is overdue, unless it waited for its household: everywhere the same', async () => {
    const late = await createHousehold(app.db, app.ward, { address: '2 Hàng Than' });
    const mourning = await createHousehold(app.db, app.ward, { address: '4 Hàng Than' });
    const given = { receivedOn: '2026-11-16', promisedBy: '2026-11-23', by: app.users.staff };
    await createRequest(app.db, app.ward, { ...given, household: late });
    const waiting = await createRequest(app.db, app.ward, { ...given, household: mourning });
    await app.db.prisma.householdPause.create({
      data: {
        wardId: app.ward.id,
        householdId: mourning.id,
        kind: 'mourning',
        reason: '',
        pausedFrom: new Date('2026-11-18'),
        pausedUntil: new Date('2026-11-24'),
        pausedBy: app.users.staff.id,
      },
    });
    const list = read(await staff.get('/requests?view=overdue'));
    expect(list('tbody tr')).toHaveLength(1);
    expect(list('tbody').text()).toContain('2 Hàng Than');
    expect(list('nav.filters [aria-current]').text()).toContain('1');
    expect(words(await staff.get(`/requests/${waiting.id}`))).toContain('hẹn 23/11, lùi đến 30/11 vì chờ hộ');
    expect(words(await staff.get(`/households/${mourning.id}`))).not.toContain('quá hẹn');
    expect(words(await staff.get('/today'))).toMatch(/1\s*đề nghị quá hạn/);
    app.setNow(new Date('2026-12-01T03:00:00Z'));
    staff = await app.as('staff');
    expect(read(await staff.get('/requests?view=overdue'))('tbody tr')).toHaveLength(2);
  });
});
