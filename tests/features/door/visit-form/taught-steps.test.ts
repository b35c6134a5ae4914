import { createGuide, createRequest, createService } from '../../../support/factories';
import { fieldsOf } from '../../../support/forms';
import { read, words, type TestAgent, type TestApp, textsOf } from '../../../support/test-app';
import { blankForm, countRows, officerAtDoor, type OpenDoor, lineOf } from '../../../support/worlds/door';

type Response = Awaited<ReturnType<TestAgent['get']>>;

let t: TestApp;
let world: OpenDoor;
let officer: TestAgent;
let path: string;
let guide: Awaited<ReturnType<typeof createGuide>>;

beforeEach(async () => {
  ({ t, world, officer, path } = await officerAtDoor());
  guide = await createGuide(t.db, t.ward, world.pension, {
    prerequisites: ['Điện thoại có mạng'],
    firstTaskId: world.account.id,
  });
});
afterEach(() => t.close());

const stepIds = (...positions: number[]) => positions.map((position) => guide.steps[position - 1]!.id);
const pensionLine = (given: object = {}) => lineOf(world.sau, world.pension, given);
const formWith = (...assists: object[]) => blankForm({ outcome: 'met', presence: [world.sau.id], assists });
const ticked = async () =>
  (
    await t.db.prisma.stepTaught.findMany({ include: { guideStep: true }, orderBy: { guideStep: { position: 'asc' } } })
  ).map(({ guideStep }) => guideStep.position);
const boxes = (page: Response) =>
  read(page)('main form .taught input')
    .toArray()
    .map((box) => [read(page)(box).attr('value'), read(page)(box).is('[checked]')]);

test('a service is called by the title of its newest guide wherever it is named, and found by its official name', async () => {
  const called = 'Nộp hồ sơ trợ cấp cho người già';
  await createGuide(t.db, t.ward, world.pension, { title: called });
  await createRequest(t.db, t.ward, {
    household: world.household,
    by: t.users.staff,
    what: '',
    publicServiceId: world.pension.id,
  });
  const page = read(await officer.get(path));
  expect(page(`option[value="${world.pension.id}"]`).first().text()).toBe(`${called} (${world.pension.code})`);
  const { text: script } = await officer.get(page('script[src^="/visit-guides?"]').attr('src')!);
  expect(script).toContain(JSON.stringify([world.pension.id, { names: world.pension.name }]));
  expect(words(await officer.get('/tonight'))).toContain(`Nhờ: ${called}`);
  const saved = await officer.post(path, {
    ...formWith(pensionLine()),
    answers: { [world.sau.id]: { answer: 'alone', serviceText: `${world.pension.name} (${world.pension.code})` } },
  });
  expect(words(await officer.get(saved.headers.location!))).toContain(called);
  expect(words(await officer.get(`/households/${world.household.id}`))).toContain(called);
  expect(await t.db.prisma.portalQuestion.findMany()).toMatchObject([{ publicServiceId: world.pension.id }]);
});

describe('an officer ticks the steps taught', () => {
  test('and the visit keeps them, shows them, and its form opens with them ticked', async () => {
    const saved = await officer.post(path, formWith(pensionLine({ steps: stepIds(1, 2) })));
    expect(saved.status).toBe(303);
    expect(await ticked()).toEqual([1, 2]);
    const page = words(await officer.get(saved.headers.location!));
    expect(page).toContain('1. Mở Cổng');
    expect(page).not.toContain('3. Bấm “Nộp hồ sơ”');
    expect(boxes(await officer.get(`${saved.headers.location!}/edit`))).toEqual([
      [stepIds(1)[0], true],
      [stepIds(2)[0], true],
      [stepIds(3)[0], false],
    ]);
  });

  test('and corrects them later; unticked and removed ones are gone, and once is enough', async () => {
    const { location } = (await officer.post(path, formWith(pensionLine({ steps: stepIds(1, 2) })))).headers;
    const form = async () => fieldsOf(await officer.get(`${location!}/edit`), 'form[action$="/edit"]');
    const first = await form();
    await officer.post(`${location!}/edit`, { ...first, 'assists[0][steps]': stepIds(2, 3) });
    expect(await ticked()).toEqual([2, 3]);
    await officer.post(`${location!}/edit`, await form());
    expect(await ticked()).toEqual([2, 3]);
    await officer.post(`${location!}/edit`, { ...(await form()), 'assists[0][steps]': [] });
    expect(await ticked()).toEqual([]);
    await officer.post(`${location!}/edit`, { ...(await form()), 'assists[0][steps]': stepIds(1) });
    await officer.post(`${location!}/edit`, { ...(await form()), 'assists[0][remove]': '1' });
    expect(await ticked()).toEqual([]);
    expect(await t.db.prisma.assistedProcedure.count()).toBe(0);
  });

  test('of another service, or of two versions: says so, keeps everything typed, and saves nothing', async () => {
    const foreign = await createGuide(t.db, t.ward, world.residence);
    const elsewhere = await createGuide(t.db, t.otherWard, await createService(t.db, t.otherWard));
    const newer = await createGuide(t.db, t.ward, world.pension);
    for (const [steps, message] of [
      [[foreign.steps[0]!.id], 'của dịch vụ khác'],
      [[elsewhere.steps[0]!.id], 'của dịch vụ khác'],
      [[guide.steps[0]!.id, newer.steps[1]!.id], 'hai bản khác nhau'],
    ] as const) {
      const answer = await officer.post(path, formWith(pensionLine({ steps: [...steps], note: 'Lời tôi gõ' })));
      expect(answer.status).toBe(422);
      expect(read(answer)('#assists-0-steps .field-error').text()).toContain(message);
      expect(words(answer)).toContain('Lỗi');
      expect(read(answer)('#assists-0-note').val()).toBe('Lời tôi gõ');
    }
    expect((await countRows(t)).visit).toBe(0);
    expect(await ticked()).toEqual([]);
  });

  test('sent twice is one visit; sent again with other ticks, both versions are shown', async () => {
    const form = formWith(pensionLine({ steps: stepIds(1, 2) }));
    const [one, two] = [await officer.post(path, form), await officer.post(path, form)];
    expect(two.headers.location).toBe(one.headers.location);
    expect(await ticked()).toEqual([1, 2]);
    const other = await officer.post(path, { ...form, assists: [pensionLine({ steps: stepIds(1, 3) })] });
    expect(other.status).toBe(409);
    for (const text of ['đã dạy bước 1, 2', 'đã dạy bước 1, 3']) expect(words(other)).toContain(text);
    expect(await ticked()).toEqual([1, 2]);
  });

  test('of the version on their screen, though the office saved a newer one meanwhile', async () => {
    const opened = formWith(pensionLine({ steps: stepIds(3) }));
    const newer = await createGuide(t.db, t.ward, world.pension, { steps: [['Bước của bản mới']] });
    const refused = await officer.post(path, { ...opened, arrivedTime: '' });
    expect(boxes(refused)).toHaveLength(3);
    expect(words(refused)).toContain('nay đã có bản 2');
    const { location } = (await officer.post(path, opened)).headers;
    expect(await ticked()).toEqual([3]);
    expect(words(await officer.get(location!))).toContain('3. Bấm “Nộp hồ sơ”');
    const next = await officer.post(`/round-doors/${world.nextDoor.id}/visit`, {
      ...formWith(pensionLine()),
      addRow: '1',
    });
    expect(boxes(next)).toEqual([[newer.steps[0]!.id, false]]);
  });
});

describe('without a script', () => {
  const answerWith = (form: object, button: object) => officer.post(path, { ...form, ...button });

  test('“Thêm việc” shows the steps of the chosen service, and what its person must do first', async () => {
    const answer = await answerWith(formWith(pensionLine()), { addRow: '1' });
    expect(boxes(answer)).toHaveLength(3);
    const part = read(answer)('main form section > [data-repeat-row] .taught').first();
    expect(part.text()).toContain('Cần có trước: Điện thoại có mạng');
    expect(part.find('.taught-first').text()).toContain('Bà Phạm Thị Sáu mới có VNeID mức 1.');
    const button = part.find('button[name=addFirst]');
    const added = await answerWith(formWith(pensionLine({ steps: stepIds(1) })), { addFirst: button.attr('value')! });
    const page = read(added);
    const chosen = (id: string) => page(`#${id} option[selected]`).attr('value');
    expect([chosen('assists-0-residentId'), chosen('assists-0-serviceId')]).toEqual([world.sau.id, world.account.id]);
    expect([chosen('assists-1-serviceId'), chosen('assists-1-helpLevel')]).toEqual([world.pension.id, 'guided']);
    expect(page('input[name="assists[1][steps]"][checked]').length).toBe(1);
    expect(page('#assists-1-steps button[name=addFirst]').is('[hidden]')).toBe(true);
    expect((await countRows(t)).visit).toBe(0);
  });

  test('nothing comes first for a resident with level 2, or whose level was seen tonight', async () => {
    const seen = await answerWith(
      { ...formWith(pensionLine()), levels: { [world.sau.id]: 'level_2' } },
      { addRow: '1' },
    );
    expect(read(seen)('#assists-0-steps .taught-first').is('[hidden]')).toBe(true);
    const unknown = await answerWith(formWith(pensionLine({ residentId: world.mai.id })), { addRow: '1' });
    expect(read(unknown)('#assists-0-steps .taught-first').is('[hidden]')).toBe(true);
  });

  test('a service without a guide says so', async () => {
    const answer = await answerWith(formWith(pensionLine({ serviceId: world.residence.id })), { addRow: '1' });
    expect(read(answer)('#assists-0-steps').text()).toContain('Chưa soạn');
  });
});

test('a topic opens to what the officer reads aloud', async () => {
  await createGuide(t.db, t.ward, world.topic, { steps: [['Bác không đưa mã cho ai.'], ['Kể cả chúng tôi.']] });
  const page = read(await officer.get(path));
  expect(page('details.topic-script summary').text()).toBe('Lời nói');
  expect(textsOf(page('details.topic-script p'))).toEqual(['Bác không đưa mã cho ai.', 'Kể cả chúng tôi.']);
});
