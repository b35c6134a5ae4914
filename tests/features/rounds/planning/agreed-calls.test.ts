import type { Response } from 'supertest';
import { createCall, createVisit } from '../../../support/factories';
import { clear, read, sharedAgent, sharedApp, textsOf, words } from '../../../support/test-app';
import { numbered, roundForm, street, wordsOfReasons, type Door } from '../../../support/worlds/rounds';

const app = sharedApp();
const staff = sharedAgent(app, 'staff');
let doors: Door[];

beforeAll(async () => {
  doors = await street(app, 20);
});
afterEach(() => clear(app, 'doorCall', 'visit', 'round'));

const form = (given: object = {}) => roundForm(app, { to: '20:45', ...given });
const suggest = () => staff.post('/rounds/suggestions', form());
const LATE = { weekdays: [1, 2, 3, 4, 5], from: '19:50', to: '20:20' };
const SAID = 'Gọi ngày 24/11: có nhà 19:50–20:20';
const recordCall = (given: object = {}) =>
  createCall(app.db, app.ward, { household: doors[4]!, by: app.users.staff, calledOn: '2026-11-24', ...given });
const visited = (outcome: 'met' | 'nobody_home', arrivedAt: string) =>
  createVisit(app.db, app.ward, {
    household: doors[4]!,
    by: app.users.officer,
    outcome,
    arrivedAt: new Date(arrivedAt),
  });

/** The door that was called, as a suggestion shows it; undefined if it is not on the list. */
function doorIn(response: Response): { at: string; tags: string[] } | undefined {
  const page = read(response);
  const row = page(`#evening-${doors[4]!.id}`);
  return row.length === 0
    ? undefined
    : {
        at: row.find('.evening-at').text().trim(),
        tags: textsOf(row.find('.tag')),
      };
}

describe('a household that said in a call when it is at home', () => {
  it('is planned for that time, with the reason wherever it is planned, until the call is withdrawn', async () => {
    await recordCall({ times: [LATE] });
    const suggested = doorIn(await suggest())!;
    expect(suggested.at >= '19:50' && suggested.at <= '20:20').toBe(true);
    expect(suggested.tags).toContain(SAID);
    // Picked by hand, it says the same.
    const byHand = read(
      await staff.get(`/rounds/new?date=2026-11-26&from=18:30&to=20:45&lanes=${encodeURIComponent(doors[4]!.laneKey)}`),
    );
    expect(byHand('body').text()).toContain(SAID);
    expect((await staff.post('/rounds', form(numbered([doors[4]!.id])))).status).toBe(303);
    const stored = await app.db.prisma.roundDoor.findFirstOrThrow();
    expect(wordsOfReasons(stored.reasons)).toContain(SAID);
    const officer = await app.as('officer');
    const [round, visit] = [`/rounds/${stored.roundId}`, `/round-doors/${stored.id}/visit`];
    expect(words(await staff.get(round))).toContain(SAID);
    expect(words(await officer.get(visit))).toContain(SAID);
    await app.db.prisma.doorCall.updateMany({
      data: { withdrawnAt: new Date(), withdrawnBy: app.users.staff.id, withdrawnReason: 'nhầm nhà' },
    });
    expect(words(await staff.get(round))).not.toContain('Gọi ngày');
    for (const path of [visit, '/tonight', `${round}/sheet`])
      expect(words(await officer.get(path))).not.toContain('Gọi ngày');
  });

  it.each<[string, () => Promise<unknown>]>([
    ['the call was withdrawn', () => recordCall({ times: [LATE], withdrawn: 'nhầm nhà' })],
    ['it named another day', () => recordCall({ times: [{ dates: ['2026-11-28'], from: '19:50', to: '20:20' }] })],
    [
      'a resident was met later',
      async () => {
        await recordCall({ times: [LATE] });
        await visited('met', '2026-11-24T12:50:00Z');
      },
    ],
    [
      'it was out twice nevertheless',
      async () => {
        await recordCall({ times: [LATE], calledOn: '2026-11-16' });
        await visited('nobody_home', '2026-11-17T12:50:00Z');
        await visited('nobody_home', '2026-11-18T12:50:00Z');
      },
    ],
  ])('is not expected then if %s', async (_when, happens) => {
    await happens();
    expect((doorIn(await suggest())?.tags ?? []).join()).not.toContain('Gọi ngày');
  });
});

describe('a household that was called', () => {
  it('is left alone for two weeks if it wants no visit', async () => {
    const isListed = async () => {
      const listed = doorIn(await suggest());
      await app.db.prisma.doorCall.deleteMany();
      return listed !== undefined;
    };
    await recordCall({ times: [{ weekdays: [4], from: '18:30', to: '20:20' }] });
    expect(await isListed()).toBe(true);
    await recordCall({ times: [{ weekdays: [4], from: '18:30', to: '20:20' }], calledOn: '2026-11-20' });
    await recordCall({ outcome: 'declined' });
    expect(await isListed()).toBe(false);
  });

  it.each(['no_answer', 'wrong_number'] as const)(
    'is planned as before if the call was in vain: %s',
    async (outcome) => {
      const before = doorIn(await suggest());
      await recordCall({ outcome });
      expect(doorIn(await suggest())).toEqual(before);
    },
  );
});
