import { formIn } from '../../../support/forms';
import { read, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { blankForm, THURSDAY_EVENING, officerAtDoor, type OpenDoor } from '../../../support/worlds/door';
import { eveningRound } from '../../../support/worlds/rounds';

let t: TestApp;
let world: OpenDoor;
let path: string;
let nextPath: string;
let officer: TestAgent;

beforeEach(async () => {
  ({ t, world, officer, path } = await officerAtDoor());
  nextPath = `/round-doors/${world.nextDoor.id}/visit`;
});
afterEach(() => t.close());

const visits = () => t.db.prisma.visit.findMany();
const isDoorOpen = async () => (await t.db.prisma.roundDoor.findUniqueOrThrow({ where: { id: world.door.id } })).isOpen;
const withdrawals = () => t.db.prisma.auditEvent.count({ where: { action: 'visit.withdraw' } });
const later = (minutes: number) => t.setNow(new Date(THURSDAY_EVENING.getTime() + minutes * 60_000));

/** Taps "Vắng nhà", and opens the page that it leads to. */
async function tap(form = blankForm({ oneTap: 'nobody_home' })) {
  const answer = await officer.post(path, form);
  expect([answer.status, answer.headers.location]).toEqual([303, nextPath]);
  return officer.get(nextPath);
}

async function undo(agent = officer) {
  const { id } = await t.db.prisma.visit.findFirstOrThrow();
  return agent.post(`/visits/${id}/withdrawal`, {});
}

describe('“Vắng nhà” is one tap', () => {
  it('is a button of the form, which saves at once and goes on to the next door', async () => {
    const $ = read(await officer.get(path));
    expect($('button[name=oneTap]').text()).toMatch(/Vắng nhà\s+lưu ngay, sang cửa sau/);
    const next = await tap();
    expect(await visits()).toMatchObject([{ outcome: 'nobody_home', metSomebody: false, nextStep: 'none' }]);
    expect(words(next)).toContain('Đã lưu lượt thăm số 52 Phạm Hồng Thái: vắng nhà.');
    expect(await isDoorOpen()).toBe(false);
  });

  it('twice, and it is one visit', async () => {
    const form = blankForm({ oneTap: 'nobody_home' });
    await tap(form);
    await tap(form);
    expect(await visits()).toHaveLength(1);
  });

  it('over a form that is filled in as met: asks what to drop, and saves nothing', async () => {
    const answer = await officer.post(
      path,
      blankForm({ oneTap: 'nobody_home', outcome: 'met', presence: [world.sau.id] }),
    );
    expect(answer.status).toBe(422);
    expect(read(answer)('button[name=dropMetParts]').text()).toContain('lưu là Vắng nhà');
    expect(await visits()).toEqual([]);
  });

  it('is an ordinary answer where more must be said: when a round is over', async () => {
    t.setNow(new Date('2026-11-28T02:00:00Z'));
    const $ = read(await (await t.as('officer')).get(path));
    expect($('button[name=oneTap]')).toHaveLength(0);
    expect($('input[name=outcome][value=nobody_home]')).toHaveLength(1);
  });
});

describe('undoing it', () => {
  it('takes the visit back as if it had never been, opens the door again, and is on record', async () => {
    const { action } = formIn(await tap(), '/withdrawal');
    const answer = await officer.post(action, {});
    expect([answer.status, answer.headers.location]).toEqual([303, path]);
    expect(words(await officer.get(path))).toContain('Đã hoàn tác: cửa này lại chưa ghi.');
    expect([await visits(), await isDoorOpen(), await withdrawals()]).toEqual([[], true, 1]);
    // The door can be logged again.
    await tap();
    expect(await visits()).toHaveLength(1);
  });

  it('tells the note that went with it', async () => {
    await tap(blankForm({ oneTap: 'nobody_home', note: 'đèn tắt' }));
    await undo();
    expect(words(await officer.get(path))).toContain('Ghi chú đã gõ: “đèn tắt”.');
  });

  it('the same form sent again does not bring it back by itself', async () => {
    const form = blankForm({ oneTap: 'nobody_home' });
    await tap(form);
    await undo();
    const again = await officer.post(path, form);
    expect(again.status).toBe(409);
    expect(words(again)).toContain('đã được hoàn tác nên chưa lưu lại');
    expect(await visits()).toEqual([]);
    const { action, fields } = formIn(again, '/visit');
    expect((await officer.post(action, { ...fields, outcome: 'nobody_home' })).status).toBe(303);
    expect(await visits()).toHaveLength(1);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'once somebody else has corrected it',
      () => t.db.prisma.visit.updateMany({ data: { updatedBy: t.users.staff.id } }),
      'người khác sửa',
    ],
    [
      'once its household is on another round',
      () => eveningRound(t, { officers: [t.users.staff], households: [world.household] }),
      'xếp vào một buổi khác',
    ],
  ])('is refused %s', async (_when, happens, why) => {
    await tap();
    await happens();
    const answer = await undo();
    expect(words(await officer.get(answer.headers.location!))).toMatch(new RegExp(`Không hoàn tác được nữa: .*${why}`));
    expect([(await visits()).length, await withdrawals()]).toEqual([1, 0]);
  });

  it('is refused to another officer', async () => {
    await tap();
    const other = await t.as('officer2');
    const answer = await undo(other);
    expect(words(await other.get(answer.headers.location!))).toContain('lượt này do người khác ghi');
    expect(await visits()).toHaveLength(1);
  });
});

describe('undoing all that the last minute logged', () => {
  /** Taps at both doors, and opens the page after the second. */
  async function tapBoth(between: () => unknown = () => {}) {
    await tap(blankForm({ oneTap: 'nobody_home', note: 'đèn tắt' }));
    await between();
    const answer = await officer.post(nextPath, blankForm({ oneTap: 'nobody_home' }));
    return officer.get(answer.headers.location!);
  }
  const undoAll = 'button:contains("Hoàn tác cả")';

  it('is one press, which leads back to the first of the doors', async () => {
    const page = await tapBoth();
    expect(read(page)(undoAll).text()).toBe('Hoàn tác cả 2 lượt');
    const { action } = formIn(page, '/minute-withdrawal');
    const answer = await officer.post(action, {});
    expect([answer.status, answer.headers.location]).toEqual([303, path]);
    expect(words(await officer.get(path))).toContain(
      'Đã hoàn tác 2 lượt: các cửa này lại chưa ghi. Ghi chú đã gõ: “đèn tắt”.',
    );
    expect([await visits(), await isDoorOpen(), await withdrawals()]).toEqual([[], true, 2]);
    // Twice is once.
    expect((await officer.post(action, {})).headers.location).toBe('/tonight');
    expect(await withdrawals()).toBe(2);
  });

  it('is not offered for what was logged earlier', async () => {
    const page = await tapBoth(() => later(1.1));
    expect(read(page)(undoAll)).toHaveLength(0);
    expect((await officer.post(formIn(page, '/withdrawal').action, {})).headers.location).toBe(nextPath);
    expect(await visits()).toMatchObject([{ note: 'đèn tắt' }]);
  });

  it('leaves a visit that somebody else has corrected since, and says so', async () => {
    const { action } = formIn(await tapBoth(), '/minute-withdrawal');
    await t.db.prisma.visit.updateMany({
      where: { roundDoorId: world.door.id },
      data: { updatedBy: t.users.staff.id },
    });
    expect((await officer.post(action, {})).headers.location).toBe(nextPath);
    expect(words(await officer.get(nextPath))).toMatch(
      /Không hoàn tác được nữa: .*người khác sửa.*Đã hoàn tác: cửa này/,
    );
    expect(await visits()).toMatchObject([{ roundDoorId: world.door.id }]);
  });

  it('is refused to another officer', async () => {
    const { action } = formIn(await tapBoth(), '/minute-withdrawal');
    await (await t.as('officer2')).post(action, {});
    expect([(await visits()).length, await withdrawals()]).toEqual([2, 0]);
  });
});

describe('the next try', () => {
  it('is proposed within the ward’s hours, and becomes the next step in one press, without a promised hour', async () => {
    const next = await tap();
    expect(words(next)).toMatch(/Giờ dễ gặp lần tới: .+ \d\d\/\d\d, khoảng \d\d:\d\d\./);
    const { action, fields } = formIn(next, '/next-try');
    const answer = await officer.post(action, fields);
    expect([answer.status, answer.headers.location]).toEqual([303, nextPath]);
    const [visit] = await visits();
    expect(visit).toMatchObject({
      outcome: 'nobody_home',
      nextStep: 'revisit',
      nextStepFrom: null,
      nextStepNote: `thử lại khoảng ${String(fields.from)}, chưa hẹn với ai`,
    });
    expect(visit!.nextStepDue!.toISOString().slice(0, 10)).toBe(fields.date);
  });

  it('twice, or without a day: the first stays, and the page says so', async () => {
    const { action, fields } = formIn(await tap(), '/next-try');
    await officer.post(action, { ...fields, date: '' });
    expect(await visits()).toMatchObject([{ nextStep: 'none', version: 1 }]);
    await officer.post(action, fields);
    const again = await officer.post(action, fields);
    expect(words(await officer.get(again.headers.location!))).toContain('Chưa ghi được giờ thử lại');
    expect(await visits()).toMatchObject([{ nextStep: 'revisit', version: 2 }]);
  });
});

describe('“Đã gặp” without anybody or anything', () => {
  it('is asked about, and can be confirmed in one press, which says so on the visit', async () => {
    const asked = await officer.post(path, blankForm({ outcome: 'met', note: 'qua cửa sổ' }));
    expect(asked.status).toBe(422);
    expect(await visits()).toEqual([]);
    const button = read(asked)('button[name=confirmMet]');
    expect(button.text()).toContain('lưu “người mở cửa, không nói tên”');
    const { action, fields } = formIn(asked, '/visit');
    const saved = await officer.post(action, { ...fields, confirmMet: button.attr('value') });
    expect(saved.status).toBe(303);
    expect(await visits()).toMatchObject([
      { metSomebody: true, othersPresent: 'người mở cửa, không nói tên', note: 'qua cửa sổ' },
    ]);
    expect((await officer.post(action, { ...fields, confirmMet: '1' })).headers.location).toBe(saved.headers.location);
  });

  it('a confirmation adds nobody where somebody is named', async () => {
    await officer.post(path, blankForm({ outcome: 'met', presence: [world.sau.id], confirmMet: '1' }));
    expect(await visits()).toMatchObject([{ othersPresent: '' }]);
  });
});
