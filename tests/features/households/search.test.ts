import { createGroup, createHousehold, createResident, createVisit } from '../../support/factories';
import { read, testApp, words, type TestAgent, type TestApp } from '../../support/test-app';

const NUMBER = '003148001234';

describe('the one search box', () => {
  let app: TestApp;
  let staff: TestAgent;
  const search = (q: string) => staff.get(`/households?${new URLSearchParams({ q }).toString()}`);
  let lastPage: Awaited<ReturnType<TestAgent['get']>>;
  const found = async (q: string) => {
    lastPage = await search(q);
    const $ = read(lastPage);
    const texts = (selector: string) => $(selector).toArray().map((item) => $(item).text());
    return { people: texts('.people strong'), doors: texts('.door-list strong') };
  };

  beforeAll(async () => {
    app = await testApp();
    const { db, ward, otherWard } = app;
    const group = await createGroup(db, ward, '12');
    const home = await createHousehold(db, ward, { address: '48 Phạm Hồng Thái', residentialGroupId: group.id });
    await createHousehold(db, ward, { address: '48A Phạm Hồng Thái' });
    await createHousehold(db, ward, { address: 'P304 nhà C2 tập thể Hóa Chất' });
    await createHousehold(db, ward, { address: '8 ngõ 12 Trúc Bạch' });
    await createResident(db, ward, { fullName: 'Nguyễn Thị Vi', birthYear: 1948, phone: '0912345678', sealed: app.context.sealer.seal(NUMBER), household: home });
    await createResident(db, ward, { fullName: 'Đặng Văn Ân', household: home, relation: 'husband' });
    await createResident(db, ward, { fullName: 'Trần Thị Áp' });
    await createResident(db, ward, { fullName: 'Lê Vĩnh Ăn' });
    await createResident(db, ward, { fullName: "O'Brien 100%_thật" });
    const foreign = await createHousehold(db, otherWard, { address: '48 Phạm Hồng Thái' });
    await createResident(db, otherWard, { fullName: 'Nguyễn Thị Vi', phone: '0912345678', sealed: app.context.sealer.seal(NUMBER), household: foreign });
    staff = await app.as('staff');
  });
  afterAll(() => app.close());

  it.each(['nguyen thi vi', 'Nguyễn Thị Vi', 'NGUYỄN THỊ VI'.normalize('NFD'), 'thi vi', 'vi', 'nguyen vi', 'vi nguyen', 'nguyen t v', '0912 345 678', '+84912345678',
    '09123', '5678', '1234', NUMBER, '003 148 001 234'])('finds Nguyễn Thị Vi by "%s", once, and nobody of another ward', async (q) => {
    expect((await found(q)).people.filter((name) => name === 'Nguyễn Thị Vi')).toHaveLength(1);
  });

  it('finds Đặng by "dang"', async () => {
    expect((await found('dang')).people).toEqual(['Đặng Văn Ân']);
  });

  it('puts a given name that is meant first, then goes the Vietnamese way', async () => {
    expect((await found('vi')).people).toEqual(['Nguyễn Thị Vi', 'Lê Vĩnh Ăn']);
    expect((await found('a')).people).toEqual(['Trần Thị Áp', 'Lê Vĩnh Ăn', 'Đặng Văn Ân']);
  });

  it.each(['48 pham hong thai', 'so 48 pho pham hong thai', 'Số nhà 48, phố Phạm Hồng Thái', '48 thai'])('finds the doors of "%s"', async (q) => {
    expect((await found(q)).doors).toEqual(['48 Phạm Hồng Thái', '48A Phạm Hồng Thái']);
  });

  it.each([['p304 hoa chat', 'P304 nhà C2 tập thể Hóa Chất'], ['12/8 truc bach', '8 ngõ 12 Trúc Bạch'], ['ngo 12 truc bach', '8 ngõ 12 Trúc Bạch']])(
    'finds the door of "%s"', async (q, door) => {
      expect((await found(q)).doors).toContain(door);
    });

  it('takes %, _ and quotes as letters', async () => {
    for (const q of ['%', '_', '\\', "'", '"; drop table resident', '%%%']) {
      const result = await found(q);
      expect(lastPage.status).toBe(200);
      expect(result).toEqual({ people: [], doors: [] });
    }
    expect((await found("o'brien")).people).toEqual(["O'Brien 100%_thật"]);
  });

  it('says when nothing was found, and never shows a whole national number but the one typed', async () => {
    await found('khong co ai');
    expect(words(lastPage)).toContain('Không thấy ai');
    await found('nguyen thi vi');
    expect(lastPage.text).not.toContain(NUMBER);
    expect(words(lastPage)).toContain('CCCD …1234');
  });

  it('shows on a door how the visits went', async () => {
    const door = await createHousehold(app.db, app.ward, { address: '7 Ngũ Xã' });
    await createVisit(app.db, app.ward, { household: door, by: app.users.officer, outcome: 'nobody_home' });
    await found('7 ngu xa');
    expect(words(lastPage)).toContain('Vắng đến nay');
    await createVisit(app.db, app.ward, { household: door, by: app.users.officer, outcome: 'refused', arrivedAt: new Date('2026-11-21T12:00:00Z') });
    await found('7 ngu xa');
    expect(words(lastPage)).toContain('Chưa muốn');
  });

  it('is not for the chairman', async () => {
    expect((await (await app.as('chairman')).get('/households?q=vi')).status).toBe(403);
  });

  it('keeps script typed by somebody as text', async () => {
    const page = await search('<script>alert(1)</script>');
    expect(page.text).not.toContain('<script>alert');
  });
});
