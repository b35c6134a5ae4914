import { randomUUID } from 'node:crypto';
import { testApp, type TestApp } from '../../../support/test-app';
import { blankForm, openDoor, THURSDAY_EVENING, type OpenDoor } from '../../../support/worlds/door';

describe('a visit saved while others write about the same people', () => {
  let t: TestApp;
  let world: OpenDoor;
  beforeAll(async () => {
    t = await testApp();
    t.setNow(THURSDAY_EVENING);
    world = await openDoor(t);
  });
  afterAll(() => t.close());

  const latest = (residentId: string) => t.db.prisma.readiness.findMany({ where: { residentId, isLatest: true } });

  it('is saved, and so are the office’s changes; each person has one latest level', async () => {
    const [staff, officers] = [await t.as('staff'), [await t.as('officer'), await t.as('officer2')]];
    const { household, sau, mai, nam } = world;
    const url = `/households/${household.id}/visits/new`;
    const people = [sau.id, mai.id, nam.id];
    const answers = {
      vneidLevel: 'level_1',
      simInOwnName: 'yes',
      smartphone: 'own',
      livesAlone: 'no',
      hardToMove: 'yes',
      needsHelper: 'unknown',
    };
    const statuses: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      const visits = officers.map((officer, index) =>
        officer.post(
          url,
          blankForm({
            outcome: 'met',
            presence: index === 0 ? people : people.toReversed(),
            levels: Object.fromEntries((index === 0 ? people : people.toReversed()).map((id) => [id, 'level_2'])),
          }),
        ),
      );
      const office = [
        staff.post(`/residents/${mai.id}/readiness`, {
          ...answers,
          shownId: (await latest(mai.id))[0]?.id ?? '',
          recordedOn: '26/11/2026',
        }),
        staff.post(`/households/${household.id}/priority-facts`, {
          id: randomUUID(),
          kind: 'disabled',
          subject: sau.id,
          validFrom: '01/01/2021',
          source: 'list',
          sourceNote: 'danh sách',
        }),
      ];
      statuses.push(...(await Promise.all([...visits, ...office])).map(({ status }) => status));
    }
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    expect(await t.db.prisma.visit.count({ where: { householdId: household.id } })).toBe(8);
    for (const id of people) expect(await latest(id)).toHaveLength(1);
  });
});
