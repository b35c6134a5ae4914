import { randomUUID } from 'node:crypto';
import { createRequest } from '../../../support/factories';
import { formIn } from '../../../support/forms';
import { read, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { blankForm, officerAtDoor, THURSDAY_EVENING, type OpenDoor, lineOf } from '../../../support/worlds/door';

let t: TestApp;
let world: OpenDoor;
let officer: TestAgent;
let path: string;

beforeEach(async () => {
  ({ t, world, officer, unplanned: path } = await officerAtDoor());
});
afterEach(() => t.close());

const line = (given: object = {}) => lineOf(world.sau, world.residence, given);
/** A visit of another day, and back to Thursday evening. */
async function visitOn(date: string, given: object) {
  t.setNow(new Date(`${date}T12:40:00Z`));
  officer = await t.as('officer');
  const form = blankForm({ outcome: 'met', presence: [world.sau.id], arrivedOn: date, ...given });
  const response = await officer.post(path, form);
  t.setNow(THURSDAY_EVENING);
  officer = await t.as('officer');
  return response;
}
/** The form without JavaScript, once its button brought another line below the one about Sáu. */
const formAgain = async () =>
  read(
    await officer.post(
      path,
      blankForm({ outcome: 'met', presence: [world.sau.id], assists: [line({ helpLevel: '' })], addRow: '1' }),
    ),
  );
const said = async () => (await formAgain())('[data-next-help]').first().text();

describe('the ladder of help', () => {
  it('says nothing at the first time, then the next smaller help, and one step more after getting stuck', async () => {
    expect(await said()).toBe('');
    await visitOn('2026-11-10', { assists: [line()] });
    expect(await said()).toBe('Lần trước cầm tay: lần này để bà tự bấm, mình ngồi xem');
    const helps = read(await officer.get(path))('[data-next-helps]').attr('data-next-helps')!;
    expect(helps.split('\t')).toEqual([
      'Lần trước cầm tay: lần này để bà tự bấm, mình ngồi xem',
      'watched',
      `${world.sau.id}_${world.residence.id}`,
    ]);
    const check = { outcome: 'stuck', barrierId: world.barrier.id };
    await visitOn('2026-11-20', { checkBacks: { [`${world.sau.id}_${world.residence.id}`]: check } });
    expect(await said()).toBe('Hỏi lại thì đã thử mà vướng: lần này cầm tay, để bà bấm từng bước');
  });

  it('keeps why another help was given, shows it on the visit and its form, and tells it the next time', async () => {
    const saved = await visitOn('2026-11-10', { assists: [line({ levelReason: 'in_a_hurry' })] });
    const visit = saved.headers.location!;
    expect(words(await officer.get(visit))).toContain('Người dân bấm máy, đội hướng dẫn (đang vội)');
    const form = formIn(await officer.get(`${visit}/edit`), '/edit');
    expect(form.fields).toMatchObject({ 'assists[0][levelReason]': 'in_a_hurry' });
    expect(await said()).toBe('Lần trước cầm tay (đang vội): lần này để bà tự bấm, mình ngồi xem');
    expect((await officer.post(form.action, { ...form.fields, 'assists[0][levelReason]': '' })).status).toBe(303);
    expect(await t.db.prisma.assistedProcedure.findMany({ select: { levelReason: true } })).toEqual([
      { levelReason: null },
    ]);
  });

  it('teaches what was handed over unless it is done and left to a helper to whom both agreed', async () => {
    const handedOver = line({ helpLevel: 'handed_over', result: 'submitted' });
    await visitOn('2026-11-10', { assists: [handedOver] });
    const taught = 'Lần trước người nhà hay người giúp bấm: lần này cầm tay, để bà bấm từng bước';
    expect(await said()).toBe(taught);
    const tie = { helpedId: world.sau.id, residentId: world.mai.id, agreedOn: '26/11/2026' };
    await officer.post(`/households/${world.household.id}/digital-helpers`, { id: randomUUID(), ...tie });
    expect(await said()).toBe('Lần trước đã bàn giao cho người giúp: lần này không phải dạy lại');
    await visitOn('2026-11-20', { assists: [{ ...handedOver, result: 'prepared' }] });
    expect(await said()).toBe(taught);
  });

  it('refuses a reason that is none, and saves nothing', async () => {
    const response = await visitOn('2026-11-10', { assists: [line({ levelReason: 'mood', note: 'chị Mai chỉ' })] });
    expect(response.status).toBe(422);
    expect(words(response)).toContain('Chọn một mục trong danh sách.');
    expect(read(response)('[name="assists[0][note]"]').val()).toBe('chị Mai chỉ');
    expect(await t.db.prisma.visit.count()).toBe(0);
  });

  it('stands on tonight in place of “Đã gặp” and beside the request, and on the sheet', async () => {
    await visitOn('2026-11-10', { assists: [line()] });
    await t.db.prisma.roundDoor.update({
      where: { id: world.door.id },
      data: { reasons: [{ kind: 'met', on: '2026-11-10' }] },
    });
    const tonight = words(await officer.get('/tonight'));
    expect(tonight).toContain('Nay để tự bấm');
    expect(tonight).not.toContain('Đã gặp 10/11');
    await createRequest(t.db, t.ward, {
      household: world.household,
      by: t.users.staff,
      what: '',
      publicServiceId: world.residence.id,
    });
    expect(words(await officer.get('/tonight'))).toMatch(/Nhờ: Đăng ký tạm trú[^.]*, nay để tự bấm/);
    expect(words(await officer.get(`/rounds/${world.round.id}/sheet`))).toContain(
      'Bà Phạm Thị Sáu, Đăng ký tạm trú: lần này để bà tự bấm, mình ngồi xem',
    );
  });
});
