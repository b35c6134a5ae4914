import { createGroup, createHousehold, createResident, createVisit } from '../../../support/factories';
import {
  read,
  sharedAgent,
  sharedApp,
  textsOf,
  THURSDAY_MORNING,
  words,
  type TestAgent,
} from '../../../support/test-app';

const NUMBER = '003148001234';

describe('the search box', () => {
  const app = sharedApp();
  const staff = sharedAgent(app, 'staff');
  /** Without a script: the form is sent, and leads to the page of the search. */
  const search = async (q: string, agent = staff) =>
    agent.get((await agent.post('/searches', { q })).headers.location!);
  let lastPage: Awaited<ReturnType<TestAgent['get']>>;
  const found = async (q: string) => {
    lastPage = await search(q);
    const $ = read(lastPage);
    const texts = (selector: string) => textsOf($(selector));
    return { people: texts('.people strong'), doors: texts('.door-list strong') };
  };

  beforeAll(async () => {
    const { db, ward, otherWard } = app;
    const group = await createGroup(db, ward, '12');
    const home = await createHousehold(db, ward, { address: '48 Phạm Hồng Thái', residentialGroupId: group.id });
    await createHousehold(db, ward, { address: '48A Phạm Hồng Thái' });
    await createHousehold(db, ward, { address: 'P304 nhà C2 tập thể Hóa Chất' });
    await createHousehold(db, ward, { address: '8 ngõ 12 Trúc Bạch' });
    await createResident(db, ward, {
      fullName: 'Nguyễn Thị Vi',
      birthYear: 1948,
      phone: '0912345678',
      nationalNumber: NUMBER,
      household: home,
    });
    await createResident(db, ward, { fullName: 'Đặng Văn Ân', household: home, relation: 'husband' });
    await createResident(db, ward, { fullName: 'Trần Thị Áp' });
    await createResident(db, ward, { fullName: 'Lê Vĩnh Ăn' });
    await createResident(db, ward, { fullName: "O'Brien 100%_thật" });
    const foreign = await createHousehold(db, otherWard, { address: '48 Phạm Hồng Thái' });
    await createResident(db, otherWard, {
      fullName: 'Nguyễn Thị Vi',
      phone: '0912345678',
      nationalNumber: NUMBER,
      household: foreign,
    });
  });

  it.each([
    'nguyen thi vi',
    'Nguyễn Thị Vi',
    'NGUYỄN THỊ VI'.normalize('NFD'),
    'thi vi',
    'vi',
    'nguyen vi',
    'vi nguyen',
    'nguyen t v',
    '0912 345 678',
    '+84912345678',
    '09123',
    '5678',
    '1234',
    NUMBER,
    '003 148 001 234',
  ])('finds Nguyễn Thị Vi by "%s", once, and no resident of another ward', async (q) => {
    expect((await found(q)).people.filter((name) => name === 'Nguyễn Thị Vi')).toHaveLength(1);
  });

  it('from the page that asks for the door of a request leads to its form, for the person who was found', async () => {
    const form = { q: 'nguyen thi vi', purpose: 'request' };
    const page = await staff.get((await staff.post('/searches', form)).headers.location!);
    expect(read(page)('h1').text()).toBe('Ghi đề nghị: cửa nào?');
    expect(read(page)('a[href="/public-requests/new"]')).toHaveLength(1);
    const typing = read(await staff.post('/search-results', form));
    for (const $ of [read(page), typing]) {
      const href = $('.people strong a').attr('href')!;
      expect(href).toMatch(/^\/households\/[0-9a-f-]{36}\/requests\/new\?resident=[0-9a-f-]{36}$/);
      expect(read(await staff.get(href))('#residentId option[selected]').text()).toBe('Nguyễn Thị Vi');
    }
  });

  it('finds Đặng by "dang"', async () => {
    expect((await found('dang')).people).toEqual(['Đặng Văn Ân']);
  });

  it('ranks a matching given name first, then sorts in Vietnamese order', async () => {
    expect((await found('vi')).people).toEqual(['Nguyễn Thị Vi', 'Lê Vĩnh Ăn']);
    expect((await found('a')).people).toEqual(['Trần Thị Áp', 'Lê Vĩnh Ăn', 'Đặng Văn Ân']);
  });

  it.each(['48 pham hong thai', 'so 48 pho pham hong thai', 'Số nhà 48, phố Phạm Hồng Thái', '48 thai'])(
    'finds the doors of "%s"',
    async (q) => {
      expect((await found(q)).doors).toEqual(['48 Phạm Hồng Thái', '48A Phạm Hồng Thái']);
    },
  );

  it.each([
    ['p304 hoa chat', 'P304 nhà C2 tập thể Hóa Chất'],
    ['12/8 truc bach', '8 ngõ 12 Trúc Bạch'],
    ['ngo 12 truc bach', '8 ngõ 12 Trúc Bạch'],
  ])('finds the door of "%s"', async (q, door) => {
    expect((await found(q)).doors).toContain(door);
  });

  it('treats %, _ and quotes literally', async () => {
    for (const q of [
      '%',
      '_',
      '\\',
      "'",
      '"',
      '"; drop table resident',
      '%%%',
      'v_',
      'v%',
      'vi%',
      '_i',
      'nguyen %',
      'nguyen _i',
      'nguyen \\',
      '48_pham',
      '48 %',
      '%48',
    ]) {
      const result = await found(q);
      expect(lastPage.status).toBe(200);
      expect({ q, ...result }).toEqual({ q, people: [], doors: [] });
    }
    expect((await found("o'brien")).people).toEqual(["O'Brien 100%_thật"]);
    const { db, ward } = app;
    await createResident(db, ward, { fullName: 'Hồ 50%_đúng "Út\\Em"' });
    await createResident(db, ward, { fullName: 'Hồ 50xyđúng Út' });
    for (const q of ['ho "ut\\', '"ut\\em"', '"út\\e'])
      expect((await found(q)).people).toEqual(['Hồ 50%_đúng "Út\\Em"']);
  });

  it('finds nothing for an unknown name', async () => {
    for (const q of [
      '👵',
      '👵 nguyen',
      'x'.repeat(5000),
      'nguyen '.repeat(2000),
      '.',
      '--',
      '()',
      ';;',
      '\u200b',
      '1',
      '++84',
      '|',
      'nguyen |',
      ', . ;',
    ]) {
      expect((await search(q)).status).toBe(200);
    }
    expect(await found('👵 nguyen')).toEqual({ people: [], doors: [] });
  });

  it('returns to the register when nothing was typed', async () => {
    for (const q of ['', '   ', '\u00a0'])
      expect((await staff.post('/searches', { q })).headers.location).toBe('/households');
    expect((await staff.post('/searches')).headers.location).toBe('/households');
    expect((await staff.post('/searches', { q: ['a', 'b'] })).headers.location).toBe('/households');
  });

  it('says when nothing was found, and never shows a full national number except the one typed', async () => {
    await found('khong co ai');
    expect(words(lastPage)).toContain('Không thấy ai');
    await found('nguyen thi vi');
    expect(lastPage.text).not.toContain(NUMBER);
    expect(words(lastPage)).toContain('CCCD …1234');
  });

  it('shows the state of a door', async () => {
    const door = await createHousehold(app.db, app.ward, { address: '7 Ngũ Xã' });
    await createVisit(app.db, app.ward, { household: door, by: app.users.officer, outcome: 'nobody_home' });
    await found('7 ngu xa');
    expect(words(lastPage)).toContain('Vắng đến nay');
    await createVisit(app.db, app.ward, {
      household: door,
      by: app.users.officer,
      outcome: 'refused',
      arrivedAt: new Date('2026-11-21T12:00:00Z'),
    });
    await found('7 ngu xa');
    expect(words(lastPage)).toContain('Chưa muốn');
  });

  describe('has an address', () => {
    it('that contains no search text, and repeats the search', async () => {
      const { status, headers } = await staff.post('/searches', { q: 'Nguyễn Thị Vi 👵' });
      expect(status).toBe(303);
      expect(headers.location).toMatch(/^\/search\?words=[\w-]+$/);
      expect(Buffer.from(headers.location!.split('=')[1]!, 'base64url').toString('latin1')).not.toMatch(/Nguy|Th|Vi/);
      const page = await staff.get(headers.location!);
      expect(read(page)('header input[name=q]').val()).toBe('Nguyễn Thị Vi 👵');
    });

    it('that another ward cannot read', async () => {
      const { headers } = await staff.post('/searches', { q: 'Đặng Văn Ân' });
      const page = await (await app.as('staff', 'other')).get(headers.location!);
      expect(page.status).toBe(200);
      expect(page.text).not.toContain('Đặng');
      expect(words(page)).toContain('không còn giữ chữ đã tìm');
    });

    it.each(['x', '!!', 'AAAA', '%F0%9F%91%B5', 'a'.repeat(3000)])(
      'that reports when it was truncated or forged: %.10s',
      async (made) => {
        const page = await staff.get(`/search?words=${made}`);
        expect(page.status).toBe(200);
        expect(words(page)).toContain('không còn giữ chữ đã tìm');
      },
    );

    it('that cannot be written by hand: unsealed text is ignored', async () => {
      expect(read(await staff.get('/households?q=vi'))('h1').text()).toBe('Hộ dân');
    });
  });

  describe('while a user types', () => {
    const typing = (q: string, agent = staff) => agent.post('/search-results', { q });
    const searches = () => app.db.prisma.auditEvent.count({ where: { action: 'household.search' } });

    it('responds with the results only, without the page around them', async () => {
      const page = read(await search('nguyen thi vi'));
      const part = await typing('nguyen thi vi');
      expect(part.status).toBe(200);
      expect(part.text).not.toContain('<html');
      const inner = (html: ReturnType<typeof read>) => html('[data-found]').html();
      expect(inner(read(part))).toBe(inner(page));
      expect(inner(page)).toContain('Nguyễn Thị Vi');
      expect(read(part)('[data-found]').data('found')).toBe('1 người');
    });

    it('gives the URL of the same search', async () => {
      const address = String(read(await typing('dang'))('[data-found-at]').data('found-at'));
      expect(words(await staff.get(address))).toContain('Đặng Văn Ân');
    });

    it('says when nothing was found', async () => {
      expect(read(await typing('khong co ai'))('[data-found]').data('found')).toBe('Không thấy ai, không thấy cửa nào');
    });

    it('logs one reading for fifty responses, so that mass searches are noticed', async () => {
      const admin = await app.as('admin');
      const before = await searches();
      for (let answer = 0; answer < 50; answer += 1) await typing(`n${answer}`, admin);
      expect(await searches()).toBe(before + 1);
      await typing('nguyen', admin);
      expect(await searches()).toBe(before + 2);
    });

    it('shows nothing while logging fails, and resumes as soon as it works', async () => {
      app.setNow(new Date(THURSDAY_MORNING.getTime() + 20 * 60_000));
      await app.db.pool.query('ALTER TABLE audit_event RENAME TO audit_event_away');
      const [first, second] = await Promise.all([typing('nguyen'), typing('nguyen t')]);
      await app.db.pool.query('ALTER TABLE audit_event_away RENAME TO audit_event');
      for (const answer of [first, second]) {
        expect(answer.status).toBe(500);
        expect(answer.text).not.toContain('Nguyễn Thị Vi');
      }
      const before = await searches();
      expect((await typing('nguyen')).status).toBe(200);
      expect(await searches()).toBe(before + 1);
      app.setNow(THURSDAY_MORNING);
    });

    it('logs one reading per five minutes before showing results; each page is logged separately', async () => {
      const officer = await app.as('officer2');
      const before = await searches();
      await Promise.all(['n', 'ng', 'ngu', 'nguy'].map((q) => typing(q, officer)));
      expect(await searches()).toBe(before + 1);
      await typing('nguyen', officer);
      expect(await searches()).toBe(before + 1);
      await typing('nguyen', await app.as('officer'));
      expect(await searches()).toBe(before + 2);
      await search('nguyen', officer);
      expect(await searches()).toBe(before + 3);
      app.setNow(new Date(THURSDAY_MORNING.getTime() + 5 * 60_000));
      await typing('nguyen t', officer);
      expect(await searches()).toBe(before + 4);
      const last = await app.db.prisma.auditEvent.findFirstOrThrow({
        where: { action: 'household.search' },
        orderBy: { seq: 'desc' },
      });
      expect(last).toMatchObject({ actorId: app.users.officer2.id, isChange: false, subjectType: 'ward', details: {} });
    });
  });

  it('leaves no search text in the request log', async () => {
    await search('Nguyễn Thị Vi');
    await staff.post('/search-results', { q: 'Nguyễn Thị Vi' });
    expect(app.logLines().join('')).not.toMatch(/Nguy|nguy|words=|%E1/);
    expect(app.logLines().at(-1)).toContain('"route":"/search-results"');
  });

  it('escapes typed scripts', async () => {
    const page = await search('<script>alert(1)</script>');
    expect(page.text).not.toContain('<script>alert');
  });

  it('leads to all that was found, 50 on a page of the same sealed address', async () => {
    await app.db.pool.query(
      "INSERT INTO resident (id, ward_id, full_name) SELECT gen_random_uuid(), $1, 'Quách ' || n || 'z' FROM generate_series(1, 60) AS n",
      [app.ward.id],
    );
    expect((await found('quach')).people).toHaveLength(20);
    const all = read(lastPage)('a:contains("Xem cả danh sách người")').attr('href')!;
    const first = read(await staff.get(all));
    expect([first('.people strong').length, first('.pager').text().replace(/\s+/g, ' ').trim()]).toEqual([
      50,
      'Trang 1/2 Trang sau',
    ]);
    expect(all).not.toContain('quach');
    const second = read(await staff.get(first('[rel=next]').attr('href')!));
    expect([second('.people strong').length, second('[rel=next]').length]).toEqual([10, 0]);
    // Beyond the end and with anything else, the first page is shown.
    for (const page of ['9', '0', 'x', '-1', "1'"])
      expect(
        read(await staff.get(all.replace(/page=1/, `page=${encodeURIComponent(page)}`)))('.people strong'),
      ).toHaveLength(50);
  });
});
