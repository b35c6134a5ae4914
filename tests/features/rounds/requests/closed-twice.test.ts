import { createHousehold, createRequest } from '../../../support/factories';
import { oneMoment, type OneMoment } from '../../../support/one-moment';
import { read, testApp, textsOf, words, type TestAgent, type TestApp } from '../../../support/test-app';

/** Two people close one request at the same moment, or one after the other in tabs that still show it open. */
describe('a request that two people close', () => {
  let app: TestApp;
  let staff: TestAgent;
  let admin: TestAgent;
  let moment: OneMoment;
  let id: string;
  beforeEach(async () => {
    app = await testApp();
    [staff, admin] = [await app.as('staff'), await app.as('admin')];
    moment = await oneMoment(app.context.config.databaseUrl!);
    ({ id } = await createRequest(app.db, app.ward, {
      household: await createHousehold(app.db, app.ward),
      by: app.users.staff,
      what: 'Cài VNeID',
    }));
  });
  afterEach(async () => {
    await moment.close();
    await app.close();
  });

  const REQUEST = 'SELECT 1 FROM support_request WHERE id = ANY ($1::uuid[]) FOR UPDATE';
  const decline = (agent: TestAgent, declineReason: string) => () =>
    agent.post(`/requests/${id}/decline`, { declineReason });
  const withdraw = (agent: TestAgent, withdrawalReason: string) => () =>
    agent.post(`/requests/${id}/withdrawal`, { withdrawalReason });
  const closures = () => app.db.prisma.supportRequestClosure.findMany({ select: { kind: true, reason: true } });

  it('is closed with the first reason; the second person sees both', async () => {
    const [declined, withdrawn] = await moment.pressAtOnce(
      REQUEST,
      [id],
      [decline(staff, 'Nhà ở phường khác'), withdraw(admin, 'Con gái đã làm giúp')],
    );
    expect([declined!.status, withdrawn!.status]).toEqual([303, 409]);
    const page = read(withdrawn!);
    const said = (side: string) => textsOf(page(`[aria-labelledby=${side}] dd`));
    expect([said('theirs'), said('yours')]).toEqual([
      ['Từ chối', 'Nhà ở phường khác'],
      ['Đã rút', 'Con gái đã làm giúp'],
    ]);
    expect(page('h1').text()).toBe('Đề nghị này vừa được đóng.');
    expect(words(withdrawn!)).toContain('Bản của Trần Văn Phòng đã được lưu');
    expect(page('[aria-labelledby=theirs] a').attr('href')).toBe(`/requests/${id}`);
    expect(await closures()).toEqual([{ kind: 'declined', reason: 'Nhà ở phường khác' }]);
  });

  it('keeps the reason of a decline too, and a different reason for the same closure', async () => {
    await withdraw(admin, '')();
    for (const late of [decline(staff, 'Nhà ở phường khác'), withdraw(staff, 'Đã tự làm')])
      expect((await late()).status).toBe(409);
    expect(await closures()).toEqual([{ kind: 'withdrawn', reason: '' }]);
  });

  it('is reported as already closed to a person who gave no reason', async () => {
    await decline(staff, 'Nhà ở phường khác')();
    expect((await withdraw(admin, '')()).status).toBe(303);
    expect(words(await admin.get(`/requests/${id}`))).toContain('Đề nghị này đã xong hoặc đã đóng.');
    expect(await closures()).toHaveLength(1);
  });
});
