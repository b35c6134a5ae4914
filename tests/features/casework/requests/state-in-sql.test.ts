import { randomUUID } from 'node:crypto';
import { REQUEST_EVENTS, REQUEST_IN } from '../../../../src/features/casework/requests/queries';
import {
  isOpenState,
  requestStatus,
  type RequestEvent,
} from '../../../../src/features/casework/requests/request-state';
import { DemoRandom } from '../../../../prisma/seed/demo-random';
import { createHousehold, createRound } from '../../../support/factories';
import { testApp, type TestApp } from '../../../support/test-app';

const DAY_MS = 86_400_000;

describe('the state of a request', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
  });
  afterAll(() => app.close());

  it('is the same in SQL as folded from its events, after random histories', async () => {
    const random = new DemoRandom(14);
    const { db, ward, users } = app;
    const by = users.staff;
    const start = Date.parse('2026-10-01T02:00:00Z');
    const moment = () => new Date(start + random.int(0, 40) * DAY_MS);
    const rounds = [];
    for (let index = 0; index < 9; index += 1) {
      const round = await createRound(db, ward, { by, officers: [], startsAt: moment() });
      const kind = (['open', 'closed', 'cancelled'] as const)[index % 3]!;
      if (kind !== 'open')
        await db.prisma.roundClosure.create({
          data: { roundId: round.id, wardId: ward.id, kind, closedBy: by.id, closedAt: moment() },
        });
      rounds.push({ ...round, isOpen: kind === 'open' });
    }
    let position = 0;
    for (let index = 0; index < 150; index += 1) {
      const { id: householdId } = await createHousehold(db, ward, {});
      const createdAt = moment();
      const owned = { wardId: ward.id, householdId };
      const request = await db.prisma.supportRequest.create({
        data: {
          ...{ ...owned, channel: 'phone', what: 'Cài VNeID', receivedOn: createdAt },
          ...{ createdBy: by.id, createdAt },
          ...(random.chance(0.7) && { acceptedBy: by.id, acceptedAt: new Date(createdAt.getTime() + DAY_MS) }),
        },
      });
      let isStanding = false;
      for (const round of random.sample(rounds, random.int(0, 4))) {
        const placed = { ...owned, roundId: round.id, placedAt: moment(), placedBy: by.id };
        if (random.chance(0.3)) {
          await db.prisma.roundDoorRemoval.create({ data: { ...placed, removedAt: moment(), removedBy: by.id } });
          continue;
        }
        const isVisited = random.chance(0.3);
        const isOpen = round.isOpen && !isVisited;
        if (isOpen && isStanding) continue;
        isStanding ||= isOpen;
        position += 1;
        const door = await db.prisma.roundDoor.create({ data: { ...placed, position, isOpen } });
        if (isVisited)
          await db.prisma.visit.create({
            data: {
              ...{ ...owned, roundId: round.id, roundDoorId: door.id, clientKey: randomUUID(), outcome: 'nobody_home' },
              ...{ arrivedAt: moment(), visitedOn: moment(), loggedBy: by.id, loggedAt: moment(), metSomebody: false },
            },
          });
      }
      for (let closing = random.int(0, 2); closing > 0; closing -= 1) {
        const closedAt = moment();
        const closure = await db.prisma.supportRequestClosure.create({
          data: {
            ...{ wardId: ward.id, supportRequestId: request.id, closedBy: by.id, closedAt, reason: 'Đã tự làm' },
            kind: random.pick(['declined', 'withdrawn']),
          },
        });
        if (closing === 1 && random.chance(0.6)) break;
        await db.prisma.supportRequestClosure.update({
          where: { id: closure.id },
          data: { reopenedAt: closedAt, reopenedBy: by.id },
        });
      }
    }
    const names = Object.keys(REQUEST_IN) as (keyof typeof REQUEST_IN)[];
    const { rows } = await db.pool.query<{ events: RequestEvent[] } & Record<keyof typeof REQUEST_IN, boolean>>(
      `SELECT ${REQUEST_EVENTS.text} AS events, ${names.map((name) => `${REQUEST_IN[name].text} AS "${name}"`).join(', ')} FROM support_request r WHERE r.ward_id = $1`,
      [ward.id],
    );
    const counts = new Map<string, number>();
    for (const { events, ...said } of rows) {
      const { state } = requestStatus(events);
      counts.set(state, (counts.get(state) ?? 0) + 1);
      expect(said).toEqual({
        open: isOpenState(state),
        new: state === 'new',
        promised: state === 'accepted' || state === 'planned',
        accepted: state === 'accepted',
        closed: !isOpenState(state),
      });
    }
    for (const state of ['new', 'accepted', 'planned', 'declined', 'withdrawn'])
      expect({ state, isCovered: counts.get(state)! > 4 }).toEqual({ state, isCovered: true });
  });
});
