import { getSetupCode } from '../../../../src/features/office/wards/queries';
import { appForEach, attributesOf, bareApp, expectWords, read, words } from '../../../support/test-app';

const SETUP_CODE = 'ma-thiet-lap-2026';
const ANSWERS = {
  setupCode: SETUP_CODE,
  code: '00007',
  name: 'Phường Giảng Võ',
  province: 'Thành phố Hà Nội',
  formerWards: 'Cống Vị, Ngọc Khánh',
  phone: '024 3845 0001',
  displayName: 'Nguyễn Thu Trang',
  username: 'Thu.Trang',
};

describe('the first set-up', () => {
  const app = appForEach({ SETUP_CODE });

  beforeEach(async () => {
    await app.db.pool.query('DELETE FROM user_account');
    await app.db.pool.query('DELETE FROM ward');
  });

  const counts = async () => {
    const { rows } = await app.db.pool.query(
      'SELECT (SELECT count(*) FROM ward) AS wards, (SELECT count(*) FROM user_account) AS users, (SELECT count(*) FROM audit_event) AS events',
    );
    return rows[0];
  };

  it('is where the front door leads while there is no ward', async () => {
    const response = await app.anonymous().get('/');
    expect(response.status).toBe(303);
    expect(response.headers.location).toBe('/setup');
    const setup = await app.anonymous().get('/setup');
    expect(setup.status).toBe(200);
    expect(read(setup)('h1').text()).toBe('Thiết lập lần đầu');
  });

  it('opens the ward with its catalogue, calendar, barriers and targets, and shows the first password once', async () => {
    const browser = app.anonymous();
    await browser.get('/setup');
    const response = await browser.post('/setup', ANSWERS);
    expect(response.status).toBe(200);
    expect(response.headers['cache-control']).toBe('no-store');
    const password = /[a-z0-9]{4}(-[a-z0-9]{4}){3}/.exec(words(response))![0];

    const ward = await app.db.prisma.ward.findFirstOrThrow({
      include: {
        _count: { select: { publicServices: true, barriers: true, calendarDays: true, indicatorTargets: true } },
      },
    });
    expect(ward).toMatchObject({
      code: '00007',
      name: 'Phường Giảng Võ',
      formerWards: ['Cống Vị', 'Ngọc Khánh'],
      phone: '02438450001',
      isDemo: false,
    });
    expect(ward._count).toEqual({
      publicServices: expect.any(Number),
      barriers: expect.any(Number),
      calendarDays: expect.any(Number),
      indicatorTargets: expect.any(Number),
    });
    expect(Math.min(...Object.values(ward._count))).toBeGreaterThan(10);
    const replaced = await app.db.prisma.publicService.findFirstOrThrow({
      where: { code: '2.002622' },
      include: { replacedBy: true },
    });
    expect(replaced).toMatchObject({ isRetired: true, replacedBy: { code: '2.002913' } });
    const event = await app.db.prisma.auditEvent.findFirstOrThrow({ where: { action: 'ward.open' } });
    expect(event).toMatchObject({ chainId: ward.id, subjectId: ward.id, actorName: 'Nguyễn Thu Trang' });
    expect(JSON.stringify(event.details)).not.toContain(password);

    expect(words(response)).toContain('bật bước thứ hai');
    const admin = app.anonymous();
    const signedIn = await admin.signIn('thu.trang', password);
    expect(signedIn.headers.location).toBe('/password');
  });

  it('takes the code and the province of a unit that was chosen from the list of the country', async () => {
    const browser = app.anonymous();
    const offered = read(await browser.get('/setup'))('#units option').toArray();
    expect(offered).toHaveLength(3321);
    expect(offered.map(({ attribs }) => attribs.value)).toContain('Phường Giảng Võ, Thành phố Hà Nội');
    const chosen = { ...ANSWERS, code: '', province: '', name: 'phường giảng võ, thành phố hà nội ' };
    expect((await browser.post('/setup', chosen)).status).toBe(200);
    expect(await app.db.prisma.ward.findFirstOrThrow()).toMatchObject({
      code: '00025',
      name: 'Phường Giảng Võ',
      province: 'Thành phố Hà Nội',
      retention: { warnedDays: 60, unusedDays: 90 },
    });
  });

  it('asks for the province and the code of a name that is not on the list, and keeps it', async () => {
    const response = await app.anonymous().post('/setup', { ...ANSWERS, code: '', province: '', name: 'Xã Mới Lập' });
    expect(response.status).toBe(422);
    expect([read(response)('#name').val(), read(response)('details').attr('open')]).toEqual(['Xã Mới Lập', 'open']);
    expect(read(response)('#code-error').text()).toContain('Nhập mã đơn vị hành chính');
    expect((await counts()).wards).toBe(0);
  });

  it('asks again, with the words kept, if the code is wrong', async () => {
    const browser = app.anonymous();
    await browser.get('/setup');
    const response = await browser.post('/setup', { ...ANSWERS, setupCode: 'khong-phai-ma-nay' });
    expect(response.status).toBe(422);
    expect(words(response)).toContain('Mã thiết lập chưa đúng');
    expect(read(response)('#name').val()).toBe('Phường Giảng Võ');
    expect(read(response)('#setupCode').val()).toBe('khong-phai-ma-nay');
    expect(await counts()).toEqual({ wards: 0, users: 0, events: 0 });
  });

  it('prevents guessing the code: five wrong tries from an address, then none for a quarter of an hour', async () => {
    const browser = app.anonymous();
    for (let count = 1; count <= 5; count += 1)
      expect((await browser.post('/setup', { ...ANSWERS, setupCode: 'khong-phai-ma-nay' })).status).toBe(422);
    const refused = await browser.post('/setup', ANSWERS);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(words(refused)).toContain('Sai quá nhiều lần. Hãy chờ 15 phút rồi thử lại.');
    expect(read(refused)('#name').val()).toBe('Phường Giảng Võ');
    expect((await counts()).wards).toBe(0);
    await app.db.pool.query('UPDATE rate_limit SET expire = expire - 15 * 60 * 1000');
    expect((await browser.post('/setup', ANSWERS)).status).toBe(200);
  });

  it('says what is missing', async () => {
    const browser = app.anonymous();
    await browser.get('/setup');
    const response = await browser.post('/setup', { ...ANSWERS, code: '7', username: '', phone: '12' });
    expect(response.status).toBe(422);
    expect(read(response)('title').text()).toMatch(/^Lỗi: /);
    expect(attributesOf(read(response)('.error-summary a'), 'href')).toEqual(['#code', '#phone', '#username']);
    expect(read(response)('#setupCode').val()).toBe(SETUP_CODE);
    const wrong = await browser.post('/setup', { ...ANSWERS, name: '', setupCode: 'khong-phai-ma-nay' });
    expectWords(wrong, 'Mã thiết lập chưa đúng', 'Nhập tên phường, xã');
    expect((await counts()).wards).toBe(0);
  });

  it('is gone once there is a ward', async () => {
    const browser = app.anonymous();
    await browser.get('/setup');
    await browser.post('/setup', ANSWERS);
    expect((await browser.get('/setup')).status).toBe(404);
    expect((await browser.post('/setup', { ...ANSWERS, code: '00008', username: 'khac' })).status).toBe(404);
    expect((await counts()).wards).toBe(1);
  });

  it('opens one ward if it is sent twice at once', async () => {
    const [one, two] = [app.anonymous(), app.anonymous()];
    await Promise.all([one.get('/setup'), two.get('/setup')]);
    const answers = await Promise.all([
      one.post('/setup', ANSWERS),
      two.post('/setup', { ...ANSWERS, code: '00008', username: 'nguoi.khac' }),
    ]);
    expect(answers.map((response) => response.status).sort()).toEqual([200, 404]);
    expect((await counts()).wards).toBe(1);
  });
});

test("without an operator's code, the code that every instance prints opens the ward", async () => {
  const app = await bareApp();
  try {
    const browser = app.anonymous();
    await browser.get('/setup');
    expect((await browser.post('/setup', ANSWERS)).status).toBe(422);
    expect((await browser.post('/setup', { ...ANSWERS, setupCode: await getSetupCode(app.context) })).status).toBe(200);
  } finally {
    await app.close();
  }
});
