import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../../src/actor';
import { getDoorTarget } from '../../../../src/features/door/visit-records/queries';
import { recordVisit } from '../../../../src/features/door/visit-records/service';
import { createHousehold } from '../../../support/factories';
import { oneMoment, type OneMoment } from '../../../support/one-moment';
import { read, testApp, words, type TestAgent, type TestApp } from '../../../support/test-app';
import {
  countRows,
  fullForm,
  nobodyHome,
  NOTHING,
  openDoor,
  THURSDAY_EVENING,
  type OpenDoor,
} from '../../../support/worlds/door';

/** A door's round is moved or cancelled, or drops the door, just as a visit at the door is saved. */
let app: TestApp;
let moment: OneMoment;
let world: OpenDoor;
let officer: TestAgent;
let staff: TestAgent;

beforeEach(async () => {
  app = await testApp();
  app.setNow(THURSDAY_EVENING);
  moment = await oneMoment(app.context.config.databaseUrl!);
  world = await openDoor(app);
  [officer, staff] = [await app.as('officer'), await app.as('staff')];
});
afterEach(async () => {
  await moment.close();
  await app.close();
});

const ROUND = 'SELECT 1 FROM round WHERE id = ANY ($1::uuid[]) FOR UPDATE';
const pressAtOnce = (...requests: (() => ReturnType<TestAgent['post']>)[]) =>
  moment.pressAtOnce(ROUND, [world.round.id], requests);
const saveVisit = () => officer.post(`/round-doors/${world.door.id}/visit`, fullForm(world));
const moveRound = () =>
  staff.post(`/rounds/${world.round.id}/edit`, {
    version: '1',
    date: '2026-11-27',
    from: '18:30',
    to: '20:45',
    officers: [app.users.officer.id, app.users.officer2.id],
    note: 'Dời vì mưa',
    outOfHoursReason: '',
  });
const cancelRound = () => staff.post(`/rounds/${world.round.id}/cancellation`, { version: '1', reason: 'Mưa to' });

describe('a visit saved while its round is being moved to another day', () => {
  it('keeps its input when the round was moved first, and can be saved outside it', async () => {
    const [moved, visit] = await pressAtOnce(moveRound, saveVisit);
    expect([moved!.status, visit!.status]).toEqual([303, 409]);
    expect(words(visit!)).toContain(
      `Buổi ${world.round.code} nay là tối thứ Sáu 27/11, 18:30–20:45 nên lượt thăm này chưa lưu.`,
    );
    const $ = read(visit!);
    expect($('textarea[name=note]').text().trim()).toBe('Nhà có chó');
    expect(await app.db.prisma.visit.count()).toBe(0);
    expect((await officer.post($('form[data-visit-form]').attr('action')!, fullForm(world))).status).toBe(303);
    expect(await app.db.prisma.visit.findFirstOrThrow()).toMatchObject({ roundId: null, roundDoorId: null });
  });

  it('blocks the move when the visit was first; the office’s input is kept', async () => {
    const [visit, moved] = await pressAtOnce(saveVisit, moveRound);
    expect([visit!.status, moved!.status]).toEqual([303, 422]);
    expect(read(moved!)('#date-error').text()).toContain('Buổi này đã có lượt thăm ngày 26/11');
    expect(read(moved!)('#note').val()).toBe('Dời vì mưa');
    expect(await app.db.prisma.round.findUniqueOrThrow({ where: { id: world.round.id } })).toMatchObject({
      startsAt: world.round.startsAt,
      version: 1,
    });
  });
});

describe('a visit saved while its round is being cancelled', () => {
  it('keeps its input when the round was cancelled first', async () => {
    const [cancelled, visit] = await pressAtOnce(cancelRound, saveVisit);
    expect([cancelled!.status, visit!.status]).toEqual([303, 409]);
    expect(words(visit!)).toContain('đã bị hủy (Mưa to)');
    expect(read(visit!)('textarea[name=note]').text().trim()).toBe('Nhà có chó');
    expect(await app.db.prisma.visit.count()).toBe(0);
  });

  it('blocks the cancellation when the visit was first', async () => {
    const [visit, cancelled] = await pressAtOnce(saveVisit, cancelRound);
    expect([visit!.status, cancelled!.status]).toEqual([303, 422]);
    expect(words(cancelled!)).toContain('Buổi này đã có lượt thăm nên không hủy được.');
  });
});

describe('a visit sent from another ward', () => {
  it('finds no round to lock, and writes nothing', async () => {
    const stranger: Actor = { ...app.otherUsers.officer, wardName: app.otherWard.name, mustChangePassword: false };
    const target = await getDoorTarget(app.db, app.ward.id, world.door.id);
    const form = { clientKey: randomUUID(), visit: nobodyHome(THURSDAY_EVENING), howToFind: '' };
    expect(await recordVisit(app.context, stranger, target, form)).toEqual({ kind: 'round-gone' });
    expect(await countRows(app)).toEqual(NOTHING);
  });
});

describe('a visit saved while its door is being taken off the round', () => {
  const removeDoor = () => staff.post(`/rounds/${world.round.id}/doors/${world.door.id}/removal`);
  const saveNamed = async (given: object = {}) =>
    officer.post(`/round-doors/${world.door.id}/visit`, fullForm(world, { householdId: world.household.id, ...given }));

  it.each([
    [
      'a moment before',
      async () => {
        await removeDoor();
        return saveNamed();
      },
    ],
    ['at that moment', async () => (await pressAtOnce(removeDoor, saveNamed))[1]!],
  ])('is kept as typed if the office was quicker, %s, and can be saved outside the round', async (_when, act) => {
    const form = read(await officer.get(`/round-doors/${world.door.id}/visit`))('form[data-visit-form]');
    expect(form.find('input[name=householdId]').val()).toBe(world.household.id);
    const visit = await act();
    expect(visit.status).toBe(409);
    expect(words(visit)).toContain('Cửa này vừa được bỏ khỏi buổi nên lượt thăm này chưa lưu.');
    const $ = read(visit);
    expect($('textarea[name=note]').text().trim()).toBe('Nhà có chó');
    expect(await app.db.prisma.visit.count()).toBe(0);
    const again = fullForm(world);
    for (const _ of [1, 2])
      expect((await officer.post($('form[data-visit-form]').attr('action')!, again)).status).toBe(303);
    expect(await app.db.prisma.visit.findMany()).toMatchObject([
      { householdId: world.household.id, roundId: null, roundDoorId: null },
    ]);
  });

  it('is refused if it names no household of the ward', async () => {
    const other = await createHousehold(app.db, app.otherWard, {});
    await removeDoor();
    for (const householdId of ['', 'x', other.id]) expect((await saveNamed({ householdId })).status).toBe(404);
    expect(await app.db.prisma.visit.count()).toBe(0);
  });
});
