import { createHousehold, createRequest } from '../../../support/factories';
import { words, type TestAgent, type TestApp } from '../../../support/test-app';
import {
  blankForm,
  countRows,
  fullForm,
  NOTHING,
  THURSDAY_EVENING,
  officerAtDoor,
  type OpenDoor,
} from '../../../support/worlds/door';

let t: TestApp;
let world: OpenDoor;
let officer: TestAgent;
let form: ReturnType<typeof fullForm>;

beforeEach(async () => {
  ({ t, world, officer } = await officerAtDoor());
  form = fullForm(world);
});
afterEach(() => t.close());

/** The full form of the open door as a laptop sends it; with `typedAt` it waited there. */
const sent = (changes: object = {}) => ({
  ...form,
  path: `/round-doors/${world.door.id}/visit`,
  author: t.users.officer.id,
  ...changes,
});
const TYPED = { typedAt: THURSDAY_EVENING.toISOString() };
const NEXT_MORNING = new Date('2026-11-27T01:00:00Z');
const theVisit = () => t.db.prisma.visit.findFirstOrThrow();

describe('a visit sent by script', () => {
  it('is saved like the form, and answers where to go on', async () => {
    const answer = await officer.asScript('/visits', sent({ thenNext: '1', announce: '1' }));
    expect(answer.status).toBe(200);
    const { id, clientKey, loggedBy } = await theVisit();
    expect(answer.body).toMatchObject({
      kind: 'saved',
      key: clientKey,
      visitId: id,
      href: `/round-doors/${world.nextDoor.id}/visit`,
    });
    expect(loggedBy).toBe(t.users.officer.id);
    expect(words(await officer.get((answer.body as { href: string }).href))).toContain('Đã lưu lượt thăm số 52');
  });

  it('is one visit however often it is sent, from here or from the form', async () => {
    const first = await officer.asScript('/visits', sent(TYPED));
    const again = await officer.asScript('/visits', sent(TYPED));
    await officer.post(`/round-doors/${world.door.id}/visit`, form);
    expect(again.body).toEqual(first.body);
    expect(await t.db.prisma.visit.count()).toBe(1);
  });

  it('kept before requests were asked about is saved, and says that the request is left to do', async () => {
    await createRequest(t.db, t.ward, { household: world.household, by: t.users.staff });
    const answer = await officer.asScript('/visits', sent(TYPED));
    expect(answer.body).toMatchObject({
      kind: 'saved',
      warnings: [expect.stringContaining('1 đề nghị còn việc phải làm')],
    });
    expect(await t.db.prisma.supportRequest.count({ where: { isOpen: true } })).toBe(1);
  });

  it('kept on the laptop is not asked about a contradiction: it is saved, and says so', async () => {
    const line = { residentId: world.sau.id, serviceId: world.pension.id, helpLevel: 'guided', result: 'submitted' };
    const told = { assists: [line], levels: { [world.sau.id]: 'none' } };
    expect((await officer.asScript('/visits', sent(told))).status).toBe(422);
    expect((await officer.asScript('/visits', sent({ ...told, ...TYPED }))).body).toMatchObject({
      kind: 'saved',
      warnings: expect.arrayContaining([expect.stringContaining('sổ ghi chưa có VNeID mà tự bấm máy nộp')]) as unknown,
    });
  });

  it('is refused with its errors by field, and nothing is saved', async () => {
    const answer = await officer.asScript('/visits', sent({ outcome: '' }));
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ kind: 'refused', errors: { outcome: 'Chọn kết quả ở cửa.' } });
    expect(await countRows(t)).toEqual(NOTHING);
  });

  it('with other content under the same key is for a person to look at', async () => {
    await officer.asScript('/visits', sent(TYPED));
    const answer = await officer.asScript('/visits', sent({ ...TYPED, note: 'viết thêm' }));
    expect([answer.status, answer.body]).toEqual([409, { kind: 'refused' }]);
    expect((await theVisit()).note).not.toBe('viết thêm');
  });

  it('at a door that another officer logged is for a person to look at', async () => {
    await (await t.as('officer2')).post(`/round-doors/${world.door.id}/visit`, { ...form, clientKey: '' });
    expect((await officer.asScript('/visits', sent(TYPED))).status).toBe(409);
  });

  it('is refused to all but its author, and nothing is saved', async () => {
    const answer = await (await t.as('officer2')).asScript('/visits', sent(TYPED));
    expect(answer.status).toBe(403);
    expect((answer.body as { message: string }).message).toContain('người khác gõ');
    expect(await countRows(t)).toEqual(NOTHING);
  });

  it('waits for sign-in: the script reads 401, and a token of an earlier session as such', async () => {
    const stranger = await t.anonymous().asScript('/visits', sent(TYPED));
    expect([stranger.status, stranger.body]).toEqual([401, { kind: 'sign-in' }]);
    const answer = await officer.asScript('/visits', sent({ _csrf: 'of another session' }));
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ kind: 'forged-form' });
    expect(await countRows(t)).toEqual(NOTHING);
  });

  it('to a door or household that is gone answers 404', async () => {
    const gone = '/round-doors/0198a0d0-0000-7000-8000-000000000000/visit';
    for (const path of [gone, '/households/nothing/visits/new', '/users/new', '']) {
      expect((await officer.asScript('/visits', sent({ path }))).status).toBe(404);
    }
  });

  it('to a household outside any round is saved there', async () => {
    const household = await createHousehold(t.db, t.ward, { address: '9 Quán Thánh' });
    const path = `/households/${household.id}/visits/new`;
    const nobody = blankForm({ outcome: 'nobody_home' });
    await officer.asScript('/visits', { ...nobody, path, author: t.users.officer.id });
    expect(await theVisit()).toMatchObject({ householdId: household.id, roundDoorId: null });
  });
});

describe('a visit that waited on the laptop', () => {
  it('typed in time and sent the next morning says so itself, and keeps the officer’s times', async () => {
    t.setNow(NEXT_MORNING);
    const answer = await (await t.as('officer')).asScript('/visits', sent(TYPED));
    expect(answer.status).toBe(200);
    const { lateReason, arrivedAt } = await theVisit();
    expect(lateReason).toBe('Ghi trên máy lúc 19:40 26/11/2026 khi mất mạng, gửi sau.');
    expect(arrivedAt).toEqual(new Date('2026-11-26T12:31:00Z'));
  });

  it('saved in time but never answered is still the same visit the next morning', async () => {
    await officer.asScript('/visits', sent(TYPED));
    t.setNow(NEXT_MORNING);
    const again = await (await t.as('officer')).asScript('/visits', sent(TYPED));
    expect(again.status).toBe(200);
    expect((await theVisit()).lateReason).toBeNull();
  });

  it('typed late needs the officer’s own reason, and keeps it', async () => {
    t.setNow(NEXT_MORNING);
    const late = { typedAt: NEXT_MORNING.toISOString() };
    const again = await t.as('officer');
    const answer = await again.asScript('/visits', sent(late));
    expect([answer.status, Object.keys((answer.body as { errors: object }).errors)]).toEqual([422, ['lateReason']]);
    await again.asScript('/visits', sent({ ...late, lateReason: 'máy hết pin' }));
    expect((await theVisit()).lateReason).toBe('máy hết pin');
  });
});
