import { createHousehold, createRequest, createResident } from '../../../support/factories';
import { oneMoment, type OneMoment } from '../../../support/one-moment';
import { testApp, type TestAgent, type TestApp } from '../../../support/test-app';
import { mergeDoors } from '../../../support/worlds/register';

/** Two connections: one user merges a household while another corrects its request. */
describe('a request that is corrected while its household is merged', () => {
  let app: TestApp;
  let staff: TestAgent;
  let moment: OneMoment;
  beforeEach(async () => {
    app = await testApp();
    staff = await app.as('staff');
    moment = await oneMoment(app.context.config.databaseUrl!);
  });
  afterEach(async () => {
    await moment.close();
    await app.close();
  });

  const RESIDENTS = 'SELECT 1 FROM resident WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE';

  async function world() {
    const [one, other] = [
      await createHousehold(app.db, app.ward, { address: '48 Phạm Hồng Thái' }),
      await createHousehold(app.db, app.ward, { address: '48 Phạm Hồng Thái' }),
    ];
    const vi = await createResident(app.db, app.ward, { fullName: 'Nguyễn Thị Vi', household: other });
    const request = await createRequest(app.db, app.ward, { household: other, by: app.users.staff, what: 'Cài VNeID' });
    return { one, other, vi, request };
  }
  const corrected = (given: object) => ({
    version: '1',
    residentId: '',
    channel: 'phone',
    contactName: '',
    contactPhone: '',
    publicServiceId: '',
    what: 'Cài VNeID và khai tạm trú',
    receivedOn: '26/11/2026',
    promisedBy: '',
    wishes: [],
    ...given,
  });
  const merging = ({ one, other }: { one: { id: string }; other: { id: string } }) => mergeDoors(app, one.id, other.id);

  it.each([
    ['the merge', true],
    ['the correction', false],
  ])('both succeed and neither waits for the other in vain: %s came first', async (_, isMergeFirst) => {
    const { one, other, vi, request } = await world();
    const merge = async () => JSON.stringify(await merging({ one, other }));
    const correct = async () =>
      String((await staff.post(`/requests/${request.id}/edit`, corrected({ residentId: vi.id }))).status);
    const answers = await moment.pressAtOnce(RESIDENTS, [vi.id], isMergeFirst ? [merge, correct] : [correct, merge]);
    expect(answers.map((answer) => (answer.includes('mergeId') ? 'merged' : answer)).sort()).toEqual(['303', 'merged']);
    expect(
      await app.db.prisma.supportRequest.findMany({
        select: { householdId: true, residentId: true, what: true, version: true },
      }),
    ).toEqual([{ householdId: one.id, residentId: vi.id, what: 'Cài VNeID và khai tạm trú', version: 2 }]);
  });
});
