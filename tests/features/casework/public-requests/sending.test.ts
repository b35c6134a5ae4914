import { formOf } from '../../../support/forms';
import { read, sharedApp, TestAgent, words } from '../../../support/test-app';
import { ask, ASK, codeOn, later, solvedForm, typedRequest } from '../../../support/worlds/public-requests';

const app = sharedApp();
let resident: TestAgent;

beforeAll(async () => {
  await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { phone: '02438290000' } });
});
beforeEach(() => {
  resident = app.anonymous();
});
afterEach(async () => {
  await app.db.prisma.publicRequestOutcome.deleteMany();
  await app.db.prisma.publicRequest.deleteMany();
  await app.db.prisma.rateLimit.deleteMany();
});

const stored = () => app.db.prisma.publicRequest.findMany({ orderBy: { receivedAt: 'asc' } });

describe('the public page of a ward', () => {
  it('is found by the code on paper, asks for no number and no account, and leaves no session', async () => {
    const page = await resident.get(ASK);
    for (const part of ['Mời đội đến nhà', 'Phường Ba Đình', '024 3829 0000', 'Không cần số căn cước'])
      expect(words(page)).toContain(part);
    expect(await app.db.pool.query('SELECT FROM user_session')).toMatchObject({ rowCount: 0 });
    expect((await resident.get('/ask/99999')).status).toBe(404);
  });

  it('stores what was typed, says nothing about who is known, and gives a code', async () => {
    const page = await ask(app, resident, { what: 'Mẹ tôi 82 tuổi\nkhó đi lại', topics: ['benefits', 'identity'] });
    expect(page.status).toBe(200);
    expect(codeOn(page)).toMatch(/^[0-9A-Z]{6}$/);
    expect(await stored()).toMatchObject([
      {
        wardId: app.ward.id,
        code: codeOn(page),
        senderName: 'bà Hòa',
        senderPhone: '0912000222',
        addressText: '5A ngõ Châu Long',
        topics: ['benefits', 'identity'],
        what: 'Mẹ tôi 82 tuổi\nkhó đi lại',
        times: ['weekday_evening'],
        isChecked: false,
        isWaiting: true,
      },
    ]);
    const [event] = await app.db.prisma.auditEvent.findMany({ where: { action: 'public-request.send' } });
    expect(event).toMatchObject({ actorId: null, chainId: app.ward.id, details: { isChecked: false } });
    expect(app.logLines().join('')).not.toMatch(/0912000222|Hòa/);
  });

  it('works without cookies, but not from the page of another site', async () => {
    later(app, 0);
    const form = { ...(await formOf(resident, ASK)), ...typedRequest() };
    later(app, 10);
    const withoutCookies = app.anonymous();
    expect((await withoutCookies.postWithoutToken(ASK, form)).status).toBe(200);
    const elsewhere = new TestAgent(app.app, { Origin: 'https://lua-dao.example', 'Sec-Fetch-Site': 'cross-site' });
    const foreign = await elsewhere.postWithoutToken(ASK, { ...form, addressText: '9 Trúc Bạch' });
    expect(foreign.status).toBe(403);
    expect(await stored()).toHaveLength(1);
  });

  it('reads nothing ticked as: please have a look, at any time', async () => {
    await ask(app, resident, { topics: undefined, times: ['any', 'saturday'] });
    expect(await stored()).toMatchObject([{ topics: ['unsure'], times: [] }]);
  });

  it.each([
    ['senderName', { senderName: ' ' }, 'Ghi tên'],
    ['senderPhone', { senderPhone: '12345' }, 'Số điện thoại chưa đúng'],
    ['senderPhone', { senderPhone: '' }, 'Ghi số điện thoại'],
    ['addressText', { addressText: '' }, 'Ghi nhà ở đâu'],
    ['what', { what: 'căn cước 001152000123' }, 'Đừng ghi số căn cước'],
    ['times', { times: ['never'] }, 'Chọn trong các ô'],
  ])('refuses a wrong %s beside the field and keeps the rest', async (field, given, message) => {
    const page = await ask(app, resident, { what: 'Xin giúp', ...given });
    expect(page.status).toBe(422);
    expect(read(page)(`#${field}-error`).text()).toContain(message);
    if (field !== 'senderName') expect(read(page)('#senderName').attr('value')).toBe('bà Hòa');
    expect(read(page)('input[value=weekday_evening]').attr('checked')).toBe(field === 'times' ? undefined : 'checked');
    expect(await stored()).toEqual([]);
  });

  it('takes the same form twice as one request with one code, and changed words as another', async () => {
    later(app, 0);
    const form = { ...(await formOf(resident, ASK)), ...typedRequest() };
    later(app, 10);
    const codes = [];
    // Two: each may count against the telephone, which sends three in a quarter of an hour.
    const atOnce = await Promise.all([0, 1].map(() => app.anonymous().postWithoutToken(ASK, form)));
    codes.push(...atOnce.map(codeOn), codeOn(await resident.post(ASK, form)));
    expect(codes[0]).toHaveLength(6);
    expect(new Set(codes).size).toBe(1);
    const changed = codeOn(await resident.post(ASK, { ...form, addressText: '7 ngõ Châu Long' }));
    expect(changed).not.toBe(codes[0]);
    expect(await stored()).toHaveLength(2);
  });

  it('shows a script in a name as text', async () => {
    const page = await ask(app, resident, { senderName: '<script>alert(1)</script>', addressText: '"><img src=x>' });
    expect(read(page)('main script, main img').length).toBe(0);
    expect(words(page)).toContain('<script>alert(1)</script>');
    const list = await (await app.as('staff')).get('/public-requests');
    expect(read(list)('main script, main img').length).toBe(0);
    expect(words(list)).toContain('"><img src=x>');
  });
});

describe('machines', () => {
  it.each([
    ['fills in a hidden field', 10, { website: 'http://x' }, 'ô bẫy'],
    ['answers at once', 1, {}, 'vừa mở xong'],
    ['answers a page from yesterday', 86_400, {}, 'mở đã lâu'],
    ['invents a page', 10, { form: 'x.y.z' }, 'mở đã lâu'],
  ])('one that %s is shown its words again; a person presses once more', async (_who, seconds, given, words) => {
    later(app, 0);
    const form = { ...(await formOf(resident, ASK)), ...typedRequest() };
    later(app, seconds);
    const page = await resident.post(ASK, { ...form, ...given });
    expect(page.status).toBe(422);
    expect(read(page)('.alert').text()).toContain(words);
    expect(read(page)('#senderPhone').attr('value')).toBe('0912 000 222');
    expect(await stored()).toEqual([]);
    later(app, seconds + 4);
    const again = { ...typedRequest(), form: read(page)('input[name=form]').attr('value')!, website: '' };
    expect((await resident.post(ASK, again)).status).toBe(200);
  });

  it('a browser that did its proof of work is marked as checked, once for each page', async () => {
    const form = await solvedForm(app, resident);
    await resident.post(ASK, { ...typedRequest(), ...form });
    await resident.post(ASK, { ...typedRequest({ addressText: '9 ngõ Châu Long' }), ...form });
    const stolen = await formOf(resident, ASK);
    later(app, 20);
    await resident.post(ASK, { ...stolen, ...typedRequest({ addressText: '11 ngõ Châu Long' }), proof: form.proof });
    const marks = Object.fromEntries((await stored()).map((each) => [each.addressText, each.isChecked]));
    expect(marks).toEqual({ '5A ngõ Châu Long': true, '9 ngõ Châu Long': false, '11 ngõ Châu Long': false });
    const page = await (await app.as('staff')).get('/public-requests');
    expect(read(page)('tr:contains("11 ngõ Châu Long")').text()).toContain('chưa qua kiểm tra máy');
    expect(read(page)('tr:contains("5A ngõ Châu Long")').text()).not.toContain('chưa qua kiểm tra máy');
  });

  it('nonsense in the proof is no proof and no error', async () => {
    for (const proof of [
      '{',
      '{"challenge":null}',
      '[]',
      'x'.repeat(5000),
      '{"challenge":{"parameters":{}},"solution":{}}',
    ])
      expect((await ask(app, resident, { proof, addressText: proof.slice(0, 9) })).status).toBeLessThan(430);
  });

  it('one that invents addresses in a header that no trusted proxy wrote stays one address', async () => {
    const answers: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      const liar = new TestAgent(app.app, { 'X-Forwarded-For': `198.51.100.${n}` });
      answers.push((await ask(app, liar, { senderPhone: `09120001${n}0` })).status);
    }
    expect(answers).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
  });

  it('too many from one telephone are told when to come back, and lose no word', async () => {
    for (let n = 1; n <= 3; n += 1)
      expect((await ask(app, resident, { addressText: `${n} Trúc Bạch` })).status).toBe(200);
    const page = await ask(app, resident, { addressText: '4 Trúc Bạch' });
    expect(page.status).toBe(429);
    expect(page.headers['retry-after']).toMatch(/^\d+$/);
    expect(read(page)('.alert').text()).toMatch(/Số điện thoại này vừa gửi nhiều.*024 3829 0000/);
    expect(read(page)('#addressText').attr('value')).toBe('4 Trúc Bạch');
    expect(await stored()).toHaveLength(3);
  });
});
