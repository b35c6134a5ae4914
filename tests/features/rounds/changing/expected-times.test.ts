import { randomUUID } from 'node:crypto';
import { workOutTimes } from '../../../../src/features/rounds/planning/work-out-times';
import { createVisit } from '../../../support/factories';
import { clear, read, sharedAgent, sharedApp, textsOf, words } from '../../../support/test-app';
import { numbered, roundForm, street, type Door } from '../../../support/worlds/rounds';

const app = sharedApp();
const staff = sharedAgent(app, 'staff');
let doors: Door[];

beforeAll(async () => {
  doors = await street(app, 24);
});
afterEach(() => clear(app, 'visit', 'round'));

const form = (ids: readonly string[], given: object = {}) => roundForm(app, { ...numbered(ids), ...given });
const idsOf = (households: readonly { id: string }[]) => households.map(({ id }) => id);

/**
 * What the planning page shows for doors in an order: '18:30', …, 'nếu còn giờ'. Doors of an open round have no time
 * there.
 */
async function shown(ids: readonly string[], given: object = {}): Promise<string[]> {
  await app.db.prisma.roundDoor.updateMany({ data: { isOpen: false } });
  const page = read(await staff.post('/rounds/effects', { mode: 'evening', ...form(ids, given) }));
  await app.db.prisma.roundDoor.updateMany({ data: { isOpen: true } });
  return textsOf(page('[data-row] .evening-at'));
}

/** The same for a planned round, as it is stored. */
async function kept(roundId: string): Promise<string[]> {
  const rows = await app.db.prisma.roundDoor.findMany({ where: { roundId }, orderBy: { position: 'asc' } });
  return rows.map(({ expectedAt, isIfTimeAllows }) => (isIfTimeAllows ? 'nếu còn giờ' : (expectedAt ?? '')));
}

async function planned(
  households: readonly { id: string }[],
  given: object = {},
): Promise<{ id: string; order: string[] }> {
  const order = idsOf(households);
  const { headers, status } = await staff.post('/rounds', form(order, given));
  expect(status).toBe(303);
  return { id: headers.location!.split('/').at(-1)!, order };
}
const doorOf = async (roundId: string, householdId: string) =>
  app.db.prisma.roundDoor.findFirstOrThrow({ where: { roundId, householdId } });

describe('the expected times of a planned round', () => {
  it('are those that the planning page showed, including doors visited only if time allows', async () => {
    const { id, order } = await planned(doors);
    const times = await kept(id);
    expect(times).toEqual(await shown(order));
    expect(times[0]).toBe('18:30');
    expect(times.at(-1)).toBe('nếu còn giờ');
  });

  it("are on its page, on the page to change it, on tonight's list and on the sheet, at doors still to be visited", async () => {
    const { id, order } = await planned(doors);
    const [, second] = (await kept(id)) as [string, string];
    const { id: roundDoorId } = await doorOf(id, order[0]!);
    await createVisit(app.db, app.ward, {
      household: doors[0]!,
      by: app.users.officer,
      arrivedAt: new Date('2026-11-26T11:31:00Z'),
      roundId: id,
      roundDoorId,
    });
    const officer = await app.as('officer');
    for (const page of [
      await staff.get(`/rounds/${id}`),
      await staff.get(`/rounds/${id}/edit`),
      await officer.get('/tonight'),
      await officer.get(`/rounds/${id}/sheet`),
    ]) {
      expect(words(page).toLowerCase()).toContain(`dự kiến ${second}`);
      expect(words(page).toLowerCase()).toContain('nếu còn giờ');
      expect(words(page).toLowerCase()).not.toContain('dự kiến 18:30');
    }
  });

  it('follow a new order, a door taken off, a door added and other hours', async () => {
    const { id, order } = await planned(doors.slice(0, 12));
    const rows = await app.db.prisma.roundDoor.findMany({ where: { roundId: id }, orderBy: { position: 'asc' } });
    const reversed = Object.fromEntries(rows.map((row, index) => [row.id, String(rows.length - index)]));
    expect((await staff.post(`/rounds/${id}/door-order`, { shown: idsOf(rows), position: reversed })).status).toBe(303);
    order.reverse();
    expect(await kept(id)).toEqual(await shown(order));

    const [taken] = order.splice(2, 1);
    await staff.post(`/rounds/${id}/doors/${(await doorOf(id, taken!)).id}/removal`);
    expect(await kept(id)).toEqual(await shown(order));

    order.push(doors[20]!.id);
    await staff.post(`/rounds/${id}/doors`, { householdId: doors[20]!.id });
    expect(await kept(id)).toEqual(await shown(order));

    const { version } = await app.db.prisma.round.findUniqueOrThrow({ where: { id } });
    const hours = { date: '2026-11-27', from: '19:00', to: '20:00' };
    expect((await staff.post(`/rounds/${id}/edit`, { ...form([]), version: String(version), ...hours })).status).toBe(
      303,
    );
    const times = await kept(id);
    expect(times).toEqual(await shown(order, hours));
    expect([times[0], times.at(-1)]).toEqual(['19:00', 'nếu còn giờ']);
  });

  it('stay while nothing they depend on changes', async () => {
    const { id } = await planned(doors.slice(0, 4));
    const before = await kept(id);
    await staff.post(`/rounds/${id}/edit`, { ...form([]), version: '1', note: 'Mang ô' });
    expect(await app.db.prisma.round.findUniqueOrThrow({ where: { id } })).toMatchObject({
      note: 'Mang ô',
      version: 2,
    });
    expect(await kept(id)).toEqual(before);
  });

  it('follow the last of two orders sent at one moment', async () => {
    const { id } = await planned(doors.slice(0, 8));
    const rows = await app.db.prisma.roundDoor.findMany({ where: { roundId: id }, orderBy: { position: 'asc' } });
    const send = (first: number) =>
      staff.post(`/rounds/${id}/door-order`, {
        shown: idsOf(rows),
        position: { [rows[first]!.id]: '1', [rows[0]!.id]: '9' },
      });
    const answers = await Promise.all([send(5), send(7)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    const order = await app.db.prisma.roundDoor.findMany({ where: { roundId: id }, orderBy: { position: 'asc' } });
    expect(await kept(id)).toEqual(await shown(order.map(({ householdId }) => householdId)));
  });

  it('are omitted, not guessed, if they cannot be computed', async () => {
    expect(
      await workOutTimes(app.context, randomUUID(), { date: '2026-11-26', from: '18:30', to: '20:30' }, [doors[0]!.id]),
    ).toEqual(new Map());
    const { id } = await planned(doors.slice(0, 2));
    await app.db.prisma.roundDoor.updateMany({ where: { roundId: id }, data: { expectedAt: null } });
    expect(words(await staff.get(`/rounds/${id}`))).not.toMatch(/dự kiến/i);
  });

  it('are refused by the database if they are not a time, or belong to a door that has none', async () => {
    const { id } = await planned(doors.slice(0, 2));
    for (const data of [{ expectedAt: '7 giờ' }, { expectedAt: '19:00', isIfTimeAllows: true }]) {
      await expect(app.db.prisma.roundDoor.updateMany({ where: { roundId: id }, data })).rejects.toThrow(/check/i);
    }
  });
});
