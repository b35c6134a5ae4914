import { randomUUID } from 'node:crypto';
import { read, words, type TestAgent, type TestApp } from '../../../support/test-app';
import { formIn } from '../../../support/forms';
import { blankForm, officerAtDoor, type OpenDoor } from '../../../support/worlds/door';

// What a visit promises to one person, beside what it promises to the household.

let t: TestApp;
let world: OpenDoor;
let officer: TestAgent;

beforeEach(async () => {
  ({ t, world, officer } = await officerAtDoor());
});
afterEach(() => t.close());

const promised = () =>
  t.db.prisma.personPromise.findMany({ select: { id: true, residentId: true, note: true, dueOn: true } });
const visitWith = (promises: Record<string, { note: string; due: string }>, more: object = {}) =>
  officer.post(`/round-doors/${world.door.id}/visit`, {
    ...blankForm(),
    outcome: 'met',
    presence: [world.sau.id, world.mai.id],
    nextStep: 'bring_papers',
    nextStepDue: '28/11/2026',
    nextStepNote: 'mẫu ủy quyền cho bà Sáu',
    promises,
    ...more,
  });

test('a visit leaves a step for the household and one for each of two people, each on its day', async () => {
  const saved = await visitWith({
    [world.sau.id]: { note: 'gọi hỏi lương hưu', due: '30/11' },
    [world.mai.id]: { note: 'gọi hỏi ảnh thẻ', due: '' },
  });
  expect(saved.status).toBe(303);
  const page = words(await officer.get(saved.headers.location!));
  expect(page).toContain('Phạm Thị Mai: gọi hỏi ảnh thẻ');
  expect(page).toContain('Phạm Thị Sáu: gọi hỏi lương hưu, 30/11/2026');
  const office = await t.as('staff');
  expect(words(await office.get(`/households/${world.household.id}`))).toContain(
    'Phạm Thị Sáu: gọi hỏi lương hưu, hẹn 30/11/2026',
  );
  t.setNow(new Date('2026-12-03T02:00:00Z'));
  const waiting = read(await (await t.as('staff')).get('/waiting'));
  const todo = waiting('main').text();
  expect(todo).toContain('Hẹn riêng: gọi hỏi lương hưu');
  expect(todo).toContain('Hẹn riêng: gọi hỏi ảnh thẻ');
  expect(todo).toContain('mẫu ủy quyền cho bà Sáu');
  // One is done; the others wait. Sent twice it is one press, and it can be undone.
  const token = waiting('input[type=checkbox]')
    .toArray()
    .map((box) => waiting(box).attr('value') ?? '')
    .find((value) => value.startsWith('promise.') && value.endsWith('2026-11-30'))!;
  const later = await t.as('staff');
  const { action, fields } = formIn(await later.get('/waiting'), '/follow-up-ends');
  const press = { ...fields, pressId: randomUUID(), only: `done.${token}` };
  for (const _twice of [1, 2]) expect((await later.post(action, press)).status).toBe(303);
  const left = words(await later.get('/waiting'));
  expect(left).not.toContain('Hẹn riêng: gọi hỏi lương hưu');
  expect(left).toContain('Hẹn riêng: gọi hỏi ảnh thẻ');
  expect(left).toMatch(/Xong, [^,]+, Phạm Thị Sáu/);
  expect(await t.db.prisma.followUpEnd.count({ where: { undoneAt: null } })).toBe(1);
});

test('a day without words, a day before the visit and a resident who was not met are refused beside their fields', async () => {
  const wrong = async (promises: Parameters<typeof visitWith>[0], more?: object) => {
    const answer = await visitWith(promises, more);
    expect([answer.status, await promised()]).toEqual([422, []]);
    return words(answer);
  };
  expect(await wrong({ [world.sau.id]: { note: '', due: '30/11/2026' } })).toContain('Ghi hẹn việc gì, hoặc xóa ngày.');
  const early = await wrong({ [world.sau.id]: { note: 'gọi', due: '20/11/2026' } });
  expect(early).toContain('Ngày hẹn');
  const absent = await wrong({ [world.sau.id]: { note: 'gọi', due: '' } }, { presence: [world.mai.id] });
  expect(absent).toContain('Chỉ ghi lời hẹn của người có mặt hoặc được giúp.');
});

test('an edit changes one, leaves the other as it is and drops what is emptied; twice is once', async () => {
  const saved = await visitWith({
    [world.sau.id]: { note: 'gọi hỏi lương hưu', due: '30/11/2026' },
    [world.mai.id]: { note: 'gọi hỏi ảnh thẻ', due: '' },
  });
  const before = await promised();
  const edit = formIn(await officer.get(`${saved.headers.location}/edit`), '/edit').fields;
  const changed = { ...edit, [`promises[${world.sau.id}][note]`]: 'gọi hỏi bảo hiểm' };
  for (const _twice of [1, 2]) await officer.post(`${saved.headers.location}/edit`, changed);
  const after = await promised();
  expect(after.map(({ id }) => id).toSorted()).toEqual(before.map(({ id }) => id).toSorted());
  expect(after.map(({ note }) => note).toSorted()).toEqual(['gọi hỏi bảo hiểm', 'gọi hỏi ảnh thẻ']);
  const again = formIn(await officer.get(`${saved.headers.location}/edit`), '/edit').fields;
  const emptied = { ...again, [`promises[${world.sau.id}][note]`]: '', [`promises[${world.sau.id}][due]`]: '' };
  expect((await officer.post(`${saved.headers.location}/edit`, emptied)).status).toBe(303);
  expect((await promised()).map(({ note }) => note)).toEqual(['gọi hỏi ảnh thẻ']);
});
