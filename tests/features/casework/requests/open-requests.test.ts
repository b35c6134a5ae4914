import { listOpenRequests } from '../../../../src/features/casework/requests/queries';
import type { OpenRequest } from '../../../../src/features/rounds/planner/planner-input';
import { createHousehold, createRequest, createVisit } from '../../../support/factories';
import { testApp, type TestApp } from '../../../support/test-app';

describe('the open requests of a ward', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
  });
  afterAll(() => app.close());
  afterEach(async () => {
    await app.db.prisma.supportRequestClosure.deleteMany();
    await app.db.prisma.supportRequest.deleteMany();
  });

  /** As the planner takes them. */
  const open = (): Promise<OpenRequest[]> => listOpenRequests(app.db, app.ward.id, '2026-11-26');
  const ask = async (given: object = {}) => {
    const household = await createHousehold(app.db, app.ward);
    return createRequest(app.db, app.ward, { household, by: app.users.staff, ...given });
  };

  it('are those accepted and not closed, oldest promise first, with door and preferred times', async () => {
    const later = await ask({
      promisedBy: '2026-12-05',
      wishes: [
        { weekdays: [6, 7], from: '08:00', to: '11:00' },
        { onDate: '2026-11-30', from: '19:00', to: '20:00' },
      ],
    });
    const never = await ask({ promisedBy: null, wishes: [{ from: '18:30', to: '20:30' }] });
    const sooner = await ask({ promisedBy: '2026-11-28', receivedOn: '2026-11-20' });
    expect(await open()).toEqual([
      { id: sooner.id, doorId: sooner.householdId, receivedOn: '2026-11-20', promisedBy: '2026-11-28', wishes: [] },
      {
        id: later.id,
        doorId: later.householdId,
        receivedOn: '2026-11-25',
        promisedBy: '2026-12-05',
        wishes: [
          { weekdays: [6, 7], from: '08:00', to: '11:00' },
          { dates: ['2026-11-30'], from: '19:00', to: '20:00' },
        ],
      },
      {
        id: never.id,
        doorId: never.householdId,
        receivedOn: '2026-11-25',
        promisedBy: null,
        wishes: [{ from: '18:30', to: '20:30' }],
      },
    ]);
  });

  it('leave out requests that were not accepted, closed ones, and those of another ward', async () => {
    await ask({ isAccepted: false });
    await ask({ closed: { kind: 'declined' } });
    await ask({ closed: { kind: 'withdrawn' } });
    const visit = await createVisit(app.db, app.ward, {
      household: await createHousehold(app.db, app.ward),
      by: app.users.officer,
    });
    await ask({ closed: { kind: 'done', visit } });
    const household = await createHousehold(app.db, app.otherWard);
    await createRequest(app.db, app.otherWard, { household, by: app.otherUsers.staff });
    expect(await open()).toEqual([]);
    expect(await listOpenRequests(app.db, app.otherWard.id, '2026-11-26')).toHaveLength(1);
  });

  it('contain a reopened request once', async () => {
    const request = await ask({ closed: { kind: 'withdrawn' } });
    await app.db.prisma.supportRequestClosure.updateMany({
      data: { reopenedAt: app.context.now(), reopenedBy: app.users.staff.id },
    });
    expect(await open()).toMatchObject([{ id: request.id }]);
    const closure = {
      wardId: app.ward.id,
      supportRequestId: request.id,
      kind: 'declined' as const,
      reason: 'ngoài phường',
      closedBy: app.users.staff.id,
      closedAt: app.context.now(),
    };
    await app.db.prisma.supportRequestClosure.create({ data: closure });
    expect(await open()).toEqual([]);
    await expect(app.db.prisma.supportRequestClosure.create({ data: closure })).rejects.toThrow();
  });
});
