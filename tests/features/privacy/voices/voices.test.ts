import { load } from 'cheerio';
import { createHousehold } from '../../../support/factories';
import { formOf } from '../../../support/forms';
import {
  clear,
  expectRefused,
  expectWords,
  read,
  sharedApp,
  THURSDAY_MORNING,
  words,
  type TestAgent,
} from '../../../support/test-app';
import { later, solvedForm } from '../../../support/worlds/public-requests';

const VOICE = '/voice/00004';

const app = sharedApp();
let resident: TestAgent;
let staff: TestAgent;
let chairman: TestAgent;
let officer: TestAgent;
beforeAll(async () => {
  [staff, chairman, officer] = await Promise.all([app.as('staff'), app.as('chairman'), app.as('officer')]);
});
beforeEach(() => {
  resident = app.anonymous();
});
afterEach(async () => {
  app.setNow(THURSDAY_MORNING);
  await clear(app, 'voice', 'dataRequest', 'rateLimit');
});

const onDay = (day: string) => new Date(`${day}T00:00:00Z`);
const said = () => app.db.prisma.voice.findMany({ orderBy: [{ said: 'asc' }, { id: 'asc' }] });
const complaints = () => app.db.prisma.dataRequest.findMany();
const events = () => app.db.prisma.auditEvent.count({ where: { isChange: true } });
const saying = (given: object = {}) => ({ face: 'glad', sentence: '', sender: '', ...given });
async function say(given: object = {}) {
  later(app, 0);
  const form = await formOf(resident, VOICE);
  later(app, 10);
  return resident.post(VOICE, { ...form, ...saying(given) });
}

describe('a resident says how a visit was', () => {
  test('on any phone: a face, the question of safety and a sentence are rows apart, of a day and of nobody', async () => {
    const before = await events();
    const answer = await say({ demand: 'not_asked', sentence: 'Các cháu dễ thương' });
    expect([answer.status, words(answer)]).toEqual([200, expect.stringContaining('Cảm ơn bà con')]);
    const row = {
      wardId: app.ward.id,
      answeredOn: onDay('2026-11-26'),
      source: 'phone',
      isChecked: false,
      isMixed: false,
    };
    expect((await said()).map(({ id: _id, ...stored }) => stored)).toEqual([
      { ...row, said: 'glad', sentence: '' },
      { ...row, said: 'not_asked', sentence: '' },
      { ...row, said: 'sentence', sentence: 'Các cháu dễ thương' },
    ]);
    // Ids of version 5 hold no time, and an event would hold one.
    for (const { id } of await said()) expect(id[14]).toBe('5');
    expect([await events(), await complaints()]).toEqual([before, []]);
    for (const told of ['dễ thương', '/voice/']) expect(app.logLines().join('')).not.toContain(told);
  });

  test('the table leads to no person, door, visit, round or account, and knows no time', async () => {
    const { rows } = await app.db.pool.query<{ name: string; type: string }>(
      `SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_name = 'voice' ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual(
      ['answered_on', 'id', 'is_checked', 'is_mixed', 'said', 'sentence', 'source', 'ward_id'].toSorted(),
    );
    expect(rows.filter(({ type }) => /time/.test(type))).toEqual([]);
    const references = await app.db.pool.query<{ to: string }>(
      `SELECT confrelid::regclass::text AS to FROM pg_constraint WHERE contype = 'f' AND ('voice'::regclass IN (conrelid, confrelid))`,
    );
    expect(references.rows).toEqual([{ to: 'ward' }]);
  });

  test('nothing chosen, a complaint without words, a name without a complaint: the page says so and keeps the words', async () => {
    const empty = await say({ face: undefined });
    expectRefused(empty, 'face', 'Chọn một khuôn');
    const wordless = await say({ wantsAnswer: '1', sender: 'bà Lan' });
    expect(read(wordless)('#sentence-error').text()).toContain('Ghi chuyện gì');
    expect(read(wordless)('#sender').val()).toBe('bà Lan');
    const unticked = await say({ sentence: 'Nói to', sender: 'bà Lan' });
    expect(read(unticked)('#wantsAnswer').closest('.field').text()).toContain('đánh dấu');
    expect(read(await say({ sentence: 'số 001152000123' }))('#sentence-error').text()).toContain('số căn cước');
    expect([await said(), await complaints()]).toEqual([[], []]);
  });

  test('twice is once; a browser that did its work is marked; the limits are those of requests', async () => {
    const form = { ...(await solvedForm(app, resident, VOICE)), ...saying({ sentence: 'Tốt' }) };
    for (const answer of [await resident.post(VOICE, form), await resident.post(VOICE, form)])
      expect(answer.status).toBe(200);
    expect((await said()).map((row) => [row.said, row.isChecked])).toEqual([
      ['glad', true],
      ['sentence', true],
    ]);
    const statuses = [];
    for (let turn = 0; turn < 7; turn += 1) statuses.push((await say({ sentence: `Lời ${turn}` })).status);
    expect(statuses.at(-1)).toBe(429);
    expect((await say({ website: 'http://x' })).status).toBe(422);
  });

  test('twice after a flood of complaints: the second press reads what the first did, another sender is told to call', async () => {
    await app.db.pool.query(
      `INSERT INTO data_request (id, ward_id, kind, asked_by, what, received_on, due_days)
       SELECT gen_random_uuid(), $1, 'complaint', 'x', '', '2026-11-25', 5 FROM generate_series(1, 19)`,
      [app.ward.id],
    );
    later(app, 0);
    const form = { ...(await formOf(resident, VOICE)), ...saying({ demand: 'asked' }) };
    later(app, 10);
    for (let turn = 0; turn < 2; turn += 1)
      expect(words(await resident.post(VOICE, form))).toContain('Chủ tịch phường được báo');
    expect(await complaints()).toHaveLength(20);
    const refused = await say({ demand: 'asked' });
    expect([refused.status, words(refused)]).toEqual([429, expect.stringContaining('quá nhiều người gửi')]);
    expect((await say()).status).toBe(200);
    expect(await complaints()).toHaveLength(20);
    expect((await said()).map((row) => row.said)).toEqual(['glad', 'glad', 'asked']);
  });

  test('at night the answers of the day are written anew, in the order of their ids', async () => {
    for (const sentence of ['Một', 'Hai', 'Ba', 'Bốn']) await say({ sentence });
    const before = await said();
    app.setNow(new Date('2026-11-26T17:30:00Z'));
    for (let turn = 0; turn < 2; turn += 1) await app.runJob('retention');
    expect(await said()).toEqual(before.map((row) => ({ ...row, isMixed: true })));
    const { rows } = await app.db.pool.query<{ id: string; at: string }>(
      'SELECT id, xmin::text AS at FROM voice ORDER BY ctid',
    );
    expect(new Set(rows.map(({ at }) => at)).size).toBe(1);
    expect(rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).toSorted());
  });

  test('is reached from the page behind the card’s code', async () => {
    const links = (await Promise.all(['/ask/00004', '/check/00004'].map((path) => resident.get(path)))).map(
      (page) => read(page)(`a[href="${VOICE}"]`).length,
    );
    expect(links).toEqual([1, 1]);
  });
});

describe('a demand for money or a code', () => {
  test('stands on the chairman’s first page at once, without the answer, and the chairman ends it; undone, it is back', async () => {
    const before = await events();
    const answer = await say({ face: 'sad', demand: 'asked', sentence: 'Đòi 200 nghìn' });
    expect(words(answer)).toContain('Chủ tịch phường được báo');
    expect((await said()).map((row) => row.said)).toEqual(['sad', 'asked']);
    const [demand] = await complaints();
    expect(demand).toMatchObject({ kind: 'demand', what: 'Đòi 200 nghìn', recordedBy: null, recordedAt: null });
    expect(await events()).toBe(before);
    app.setNow(new Date(THURSDAY_MORNING.getTime() + 60_000));
    expect(words(await chairman.get('/today'))).toContain('1 phản ánh có người đòi tiền, mật khẩu, OTP');

    const page = `/data-requests/${demand!.id}`;
    expect(words(await chairman.get(page))).toContain('5 ngày làm việc, phường tự đặt');
    const wordless = await chairman.post(`${page}/end`, { endedAs: 'fulfilled', endNote: '' });
    expectRefused(wordless, 'endNote', 'trả lời thế nào');
    for (let turn = 0; turn < 2; turn += 1)
      await chairman.post(`${page}/end`, { endedAs: 'fulfilled', endNote: 'Kẻ giả danh, đã báo công an' });
    expect(await complaints()).toMatchObject([{ endedAs: 'fulfilled', endNote: 'Kẻ giả danh, đã báo công an' }]);
    expect(await events()).toBe(before + 1);
    // Not the office: it may be about a colleague.
    expect(read(await staff.get(page))('form[action$="/removal"]')).toHaveLength(0);
    expect((await staff.post(`${page}/end/removal`, {})).status).toBe(403);
    await chairman.post(`${page}/end/removal`, {});
    expect(await complaints()).toMatchObject([{ endedAs: null }]);
    expect((await officer.get(page)).status).toBe(403);
  });

  test('the chairman does not end what people ask about their data', async () => {
    const form = { ...(await formOf(staff, '/data-requests/new')), kind: 'view', askedBy: 'ông Lạ' };
    const { location } = (await staff.post('/data-requests', form)).headers;
    expect(read(await chairman.get(location!))('form[action$="/end"]')).toHaveLength(0);
    expect((await chairman.post(`${location}/end`, { endedAs: 'fulfilled', endNote: '' })).status).toBe(403);
    expect(await complaints()).toMatchObject([{ endedAs: null }]);
    const kinds = read(await staff.get('/data-requests/new'))('#kind option').toArray();
    expect(kinds.map(({ attribs }) => attribs.value)).not.toContain('complaint');
    // A demand stands before it, though its day comes later.
    await say({ face: 'sad', demand: 'asked', sentence: '' });
    const open = read(await chairman.get('/data-requests'))('td[data-label="Yêu cầu"]').toArray();
    expect(open.map((cell) => load(cell).text())).toEqual(['Có người đòi tiền, mật khẩu, OTP', 'Xem dữ liệu của mình']);
  });
});

test('a complaint has a due day of the ward’s own, which its sender reads, and is late on the first page after it', async () => {
  const { outreachPolicy } = await app.db.prisma.ward.findUniqueOrThrow({ where: { id: app.ward.id } });
  const outreach = outreachPolicy as object;
  await app.db.prisma.ward.update({
    where: { id: app.ward.id },
    data: { outreachPolicy: { ...outreach, complaintDays: 3 } },
  });
  const answer = await say({
    face: undefined,
    wantsAnswer: '1',
    sentence: 'Gõ cửa lúc 21 giờ',
    sender: 'Lan 0912000222',
  });
  expect(words(answer)).toContain('chậm nhất 01/12/2026, rồi trả lời');
  expect(await said()).toEqual([]);
  const [complaint] = await complaints();
  expect(complaint).toMatchObject({ kind: 'complaint', askedBy: 'Lan 0912000222', dueDays: 3, residentId: null });
  expect(words(await staff.get('/data-requests'))).toContain('Làm xong đến 01/12/2026');
  const page = words(await staff.get(`/data-requests/${complaint!.id}`));
  expect(page).toContain('Gõ cửa lúc 21 giờ');
  for (const part of ['Gia hạn', '2 ngày làm việc', 'Đã trả lời là đã nhận']) expect(page).not.toContain(part);
  app.setNow(new Date('2026-12-02T02:00:00Z'));
  expect(words(await (await app.as('staff')).get('/today'))).toContain('Quá hạn: 1');
  await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { outreachPolicy: outreach } });
});

describe('the office copies torn-off slips', () => {
  const copy = async (slips: string) => {
    const form = { ...(await formOf(staff, '/voices/slips')), slips };
    return { form, answer: await staff.post('/voices/slips', form) };
  };

  test('several at once, one a line; sent twice they are once; undone they are gone', async () => {
    const { form, answer } = await copy('1k cảm ơn các cháu\n\n3cđòi đọc mã\n2 c Lan nhiệt tình');
    expectRefused(answer, 'slips', '3cđòi');
    expect(read(answer)('#slips').val()).toContain('cảm ơn các cháu');
    const right = { ...form, slips: '1k cảm ơn các cháu\n3C đòi đọc mã\n2 c Lan nhiệt tình' };
    for (let turn = 0; turn < 2; turn += 1) expect((await staff.post('/voices/slips', right)).status).toBe(303);
    expect((await said()).map((row) => [row.said, row.source, row.sentence])).toEqual([
      ['glad', 'slip', ''],
      ['fair', 'slip', ''],
      ['sad', 'slip', ''],
      ['asked', 'slip', ''],
      ['not_asked', 'slip', ''],
      ['sentence', 'slip', expect.stringMatching(/^(cảm ơn các cháu|c Lan nhiệt tình)$/)],
      ['sentence', 'slip', expect.stringMatching(/^(cảm ơn các cháu|c Lan nhiệt tình)$/)],
    ]);
    expect(await complaints()).toMatchObject([{ kind: 'demand', what: 'đòi đọc mã' }]);
    const [event] = await app.db.prisma.auditEvent.findMany({ where: { action: 'voice.enter-slips' } });
    expect(event).toMatchObject({ subjectType: 'ward', details: { count: 3 } });
    const undo = read(await staff.get('/voices/slips'))('form[action$="/removal"]').attr('action')!;
    for (let turn = 0; turn < 2; turn += 1) await staff.post(undo, {});
    // The office cannot make a demand vanish.
    expect([await said(), await complaints()]).toMatchObject([[], [{ endedAs: 'withdrawn', what: 'đòi đọc mã' }]]);
    const removals = await app.db.prisma.auditEvent.findMany({ where: { action: 'voice.remove-slips' } });
    expect(removals).toMatchObject([{ details: { count: 7, demands: 1 } }]);
  });

  test('none, or too many: nothing is saved', async () => {
    expect((await copy(' \n')).answer.status).toBe(422);
    expect((await copy('1\n'.repeat(41))).answer.status).toBe(422);
    expect(await said()).toEqual([]);
  });
});

describe('what residents said', () => {
  const onDays = (day: string, ...faces: ('glad' | 'fair' | 'sad' | 'asked' | 'not_asked')[]) =>
    app.db.pool.query(
      `INSERT INTO voice (id, ward_id, answered_on, source, said, is_checked)
       SELECT gen_random_uuid(), $1, $2, 'phone', face::voice_said, true FROM unnest($3::text[]) face`,
      [app.ward.id, day, faces],
    );
  const sentence = (day: string, text: string) =>
    app.db.pool.query(
      `INSERT INTO voice (id, ward_id, answered_on, source, said, sentence, is_checked) VALUES (gen_random_uuid(), $1, $2, 'phone', 'sentence', $3, true)`,
      [app.ward.id, day, text],
    );

  test('is shown from five faces of weeks that are over, beside the households met; sentences have a week, no day', async () => {
    const household = await createHousehold(app.db, app.ward);
    const { id: officerId } = await app.db.prisma.userAccount.findFirstOrThrow({ where: { role: 'officer' } });
    await app.db.pool.query(
      `INSERT INTO visit (id, ward_id, household_id, client_key, outcome, met_somebody, arrived_at, visited_on, logged_by, logged_at)
       VALUES (gen_random_uuid(), $1, $2, gen_random_uuid(), 'met', true, '2026-11-18T12:00:00Z', '2026-11-18', $3, '2026-11-18T12:00:00Z')`,
      [app.ward.id, household.id, officerId],
    );
    await onDays('2026-11-18', 'glad', 'glad', 'glad', 'sad');
    // Of the week that runs, which would tell the day.
    await onDays('2026-11-25', 'sad', 'sad');
    await sentence('2026-11-18', 'Đội nói dễ hiểu');
    await sentence('2026-11-25', 'Chưa hết tuần');
    for (const text of ['Chưa đủ 5 câu trả lời']) expect(words(await chairman.get('/voices'))).toContain(text);
    expect(words(await chairman.get('/voices'))).not.toContain('Đội nói dễ hiểu');
    await onDays('2026-11-22', 'fair');
    await onDays('2026-11-18', 'asked', 'not_asked', 'not_asked', 'not_asked');
    const page = await chairman.get('/voices');
    expectWords(page, 'xem danh sách 1 hộ đã gặp', '3 trên 5 câu trả lời', 'Đội nói dễ hiểu', '16/11–22/11/2026');
    expect(words(page)).not.toContain('Chưa hết tuần');
    // Four answers to the question of safety are too few to be told.
    for (const text of ['18/11', 'Có người đòi tiền']) expect(page.text).not.toContain(text);
    const list = read(page)('.kpi a').attr('href')!;
    expect(words(await chairman.get(list))).toContain('1 hộ khác nhau, từ 16/11/2026 đến 22/11/2026');
    expect(words(await chairman.get('/reports/indicators'))).toContain('Ai có mã cũng gửi được');
  });

  test('a sentence that names somebody is removed by the office for good, and that one was removed is told', async () => {
    await onDays('2026-11-18', 'glad', 'glad', 'glad', 'glad', 'glad');
    await sentence('2026-11-18', 'Bà Tám nhà 7 nói to');
    expect(read(await chairman.get('/voices'))('form[action$="/removal"]')).toHaveLength(0);
    const action = read(await staff.get('/voices'))('form[action$="/removal"]').attr('action')!;
    for (let turn = 0; turn < 2; turn += 1) expect((await staff.post(action, {})).status).toBe(303);
    expect((await said()).filter((row) => row.said === 'sentence')).toMatchObject([{ sentence: '' }]);
    const page = words(await chairman.get('/voices'));
    expect(page).toContain('đã bỏ 1 lời');
    expect(page).not.toContain('Bà Tám');
    const logged = await app.db.prisma.auditEvent.findMany({ where: { action: 'voice.remove-sentence' } });
    expect(logged).toHaveLength(1);
    expect(JSON.stringify(logged[0]!.details)).not.toContain('Tám');
  });

  test('sentences and answered complaints go with the requests that the ward keeps no longer', async () => {
    await onDays('2026-05-01', 'glad');
    await sentence('2026-05-01', 'Lời cũ');
    await sentence('2026-11-18', 'Lời mới');
    await app.db.pool.query(
      `INSERT INTO data_request (id, ward_id, kind, asked_by, what, received_on, due_days, ended_as, ended_on, ended_by)
       SELECT gen_random_uuid(), ward_id, 'complaint', 'x', 'cũ', '2026-04-01', 5, 'withdrawn', '2026-05-01', id FROM user_account WHERE ward_id = $1 LIMIT 1`,
      [app.ward.id],
    );
    await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { retention: { voiceMonths: 3 } } });
    expect(words(await staff.get('/retention'))).toContain('2 lời nhắn, phản ánh');
    app.setNow(new Date('2026-11-26T20:00:00Z'));
    await app.runJob('retention');
    expect((await said()).map((row) => row.sentence).toSorted()).toEqual(['', 'Lời mới']);
    expect(await complaints()).toEqual([]);
  });
});
