import {
  createGroup,
  createHousehold,
  createResident,
  createService,
  createUse,
  createVisit,
} from '../../../support/factories';
import { agentForEach, appForEach, read, textsOf, words } from '../../../support/test-app';
import { createReadiness } from '../../../support/worlds/register';

const app = appForEach();
const staff = agentForEach(app, 'staff');

/** First column of the rows shown. */
async function shown(path: string, agent = staff): Promise<string[]> {
  const page = await agent.get(path);
  expect(page.status).toBe(200);
  const $ = read(page);
  return textsOf($('.list-table tbody tr td:first-child'));
}

const vi = (given: Parameters<typeof createResident>[2] = {}) => createResident(app.db, app.ward, given);

describe('the list of people', () => {
  it('is in the order of Vietnamese given names', async () => {
    for (const fullName of [
      'Trần Văn Đức',
      'Lê Thị Ân',
      'Phạm Thị An',
      'Nguyễn Văn Áp',
      'Đỗ Thị Ăn',
      'Bùi Văn Dũng',
      'Cao Thị An',
    ])
      await vi({ fullName });
    expect(await shown('/lists/residents')).toEqual([
      'Cao Thị An',
      'Phạm Thị An',
      'Nguyễn Văn Áp',
      'Đỗ Thị Ăn',
      'Lê Thị Ân',
      'Bùi Văn Dũng',
      'Trần Văn Đức',
    ]);
  });

  it('contains people who live here unless another status is selected', async () => {
    await vi({ fullName: 'Ở Đây' });
    await vi({ fullName: 'Đi Rồi', residenceStatus: 'moved_out' });
    expect(await shown('/lists/residents')).toEqual(['Ở Đây']);
    expect(await shown('/lists/residents?status=moved_out')).toEqual(['Đi Rồi']);
    expect(await shown('/lists/residents?status=any')).toEqual(['Ở Đây', 'Đi Rồi']);
  });

  it('filters by facts of a person', async () => {
    const home = await createHousehold(app.db, app.ward, { address: '2 Châu Long' });
    const old = await vi({
      fullName: 'Cụ Già',
      birthYear: 1944,
      gender: 'male',
      household: home,
      vneidLevel: 'none',
      phone: '0912345678',
    });
    await vi({
      fullName: 'Chị Trẻ',
      birthDate: '1990-05-20',
      household: home,
      relation: 'child',
      vneidLevel: 'level_2',
    });
    await app.db.prisma.resident.create({ data: { wardId: app.ward.id, fullName: 'Người Lạ' } });
    await createReadiness(app, old.id, { recordedOn: new Date('2026-06-01'), vneidLevel: 'none', livesAlone: 'yes' });
    const service = await createService(app.db, app.ward);
    await createUse(app.db, app.ward, {
      residentId: old.id,
      serviceId: service.id,
      usedOn: '2026-03-01',
      how: 'alone',
    });

    const expected: Record<string, string[]> = {
      'ageFrom=75': ['Cụ Già'],
      'ageFrom=82&ageTo=82': ['Cụ Già'],
      'ageFrom=83': [],
      'ageTo=36': ['Chị Trẻ'],
      'ageFrom=37&ageTo=81': [],
      'born=year': ['Cụ Già'],
      'born=day': ['Chị Trẻ'],
      'born=unknown': ['Người Lạ'],
      'gender=male': ['Cụ Già'],
      'gender=unknown': ['Người Lạ'],
      'relation=head': ['Cụ Già'],
      'relation=no_household': ['Người Lạ'],
      'need=lives_alone': ['Cụ Già'],
      'need=lives_alone&need=aged_80': ['Cụ Già'],
      'need=lives_alone&need=poor': [],
      'vneid=level_2': ['Chị Trẻ'],
      'vneid=unknown': ['Người Lạ'],
      'phone=yes': ['Cụ Già'],
      'phone=no': ['Người Lạ', 'Chị Trẻ'],
      'number=yes': [],
      'used=own': ['Cụ Già'],
      'used=none': ['Người Lạ', 'Chị Trẻ'],
      'used=done_for_only': [],
      'helped=never': ['Cụ Già', 'Người Lạ', 'Chị Trẻ'],
      'helped=ever': [],
    };
    for (const [query, names] of Object.entries(expected))
      expect([query, await shown(`/lists/residents?${query}`)]).toEqual([query, names]);
  });

  it('filters by the door and its visits, with days that count from today', async () => {
    const group = await createGroup(app.db, app.ward, '12');
    const visited = await createHousehold(app.db, app.ward, { address: '2 Châu Long', residentialGroupId: group.id });
    const never = await createHousehold(app.db, app.ward, { address: '4 Châu Long' });
    await vi({ fullName: 'Đã Gặp', household: visited });
    await vi({ fullName: 'Chưa Gặp', household: never });
    await createVisit(app.db, app.ward, {
      household: visited,
      by: app.users.officer,
      arrivedAt: new Date('2026-10-20T12:00:00Z'),
    });
    await app.db.prisma.visit.updateMany({ data: { leftAtDoor: ['leaflet'] } });
    const expected: Record<string, string[]> = {
      [`group=${group.id}`]: ['Đã Gặp'],
      'group=none': ['Chưa Gặp'],
      [`lane=${encodeURIComponent(visited.laneKey)}`]: ['Đã Gặp', 'Chưa Gặp'],
      'door=met': ['Đã Gặp'],
      'door=never': ['Chưa Gặp'],
      'met=yes': ['Đã Gặp'],
      'met=no': ['Chưa Gặp'],
      'visit=within_90': ['Đã Gặp'],
      'visit=within_30': [],
      'visit=over_30': ['Đã Gặp', 'Chưa Gặp'],
      'visit=over_90': ['Chưa Gặp'],
      'visit=never': ['Chưa Gặp'],
      'left=leaflet': ['Đã Gặp'],
      'left=card': [],
    };
    for (const [query, names] of Object.entries(expected)) {
      const found = await shown(`/lists/residents?${query}&sort=walk`);
      expect([query, found]).toEqual([query, names]);
    }
    app.setNow(new Date('2026-11-18T02:00:00Z'));
    expect(await shown('/lists/residents?visit=within_30')).toEqual(['Đã Gặp']);
  });

  it('shows the selected columns, with empty cells for unknown values', async () => {
    const home = await createHousehold(app.db, app.ward, { address: '2 Châu Long', code: '00012' });
    await vi({ fullName: 'Cụ Già', birthYear: 1944, household: home, phone: '0912345678' });
    const page = await staff.get('/lists/residents?columns=birth&columns=age&columns=phone&columns=code&columns=vneid');
    const $ = read(page);
    expect(textsOf($('.list-table thead th'))).toEqual([
      'Họ và tên',
      'Ngày sinh',
      'Tuổi',
      'Điện thoại',
      'Mã hộ',
      'Mức VNeID',
    ]);
    expect(textsOf($('.list-table tbody td'))).toEqual(['Cụ Già', '1944', '82', '0912 345 678', '00012', '']);
    expect($('.list-table tbody a').attr('href')).toMatch(/^\/residents\//);
  });

  it('shows its filters, and removes one with a click', async () => {
    const page = await staff.get('/lists/residents?ageFrom=75&need=lives_alone&gender=female');
    const $ = read(page);
    expect(
      $('.chip')
        .map((_, chip) => $(chip).text().replace('Bỏ điều kiện: ', '').trim())
        .get(),
    ).toEqual(['Từ 75 tuổi', 'Giới tính: nữ', 'Sống một mình']);
    expect($('.chip').first().attr('href')).toBe('/lists/residents?gender=female&need=lives_alone');
    const two = read(await staff.get('/lists/residents?need=lives_alone&need=aged_80'));
    expect(two('.chip').first().attr('href')).toBe('/lists/residents?need=aged_80');
  });

  it('ignores invalid query values', async () => {
    await vi({ fullName: 'Vẫn Còn' });
    const odd = [
      'ageFrom=-1',
      'ageFrom=abc',
      'need=x',
      'vneid=level_9',
      'sort=name;drop',
      'columns=password_hash',
      'group=1',
      'status[]=any',
      '__proto__[x]=1',
      'after=x',
      'after=%27',
      'need=constructor',
      'sort=toString',
    ];
    for (const query of odd) expect([query, await shown(`/lists/residents?${query}`)]).toEqual([query, ['Vẫn Còn']]);
  });

  it('shows nothing of another ward, whatever the query', async () => {
    const theirGroup = await createGroup(app.db, app.otherWard, '99');
    const theirs = await createHousehold(app.db, app.otherWard, {
      address: '1 Hàng Đào',
      residentialGroupId: theirGroup.id,
    });
    const stranger = await createResident(app.db, app.otherWard, { fullName: 'Người Phường Khác', household: theirs });
    await vi({ fullName: 'Người Phường Ta' });
    const page = await staff.get(`/lists/residents?group=${theirGroup.id}`);
    expect(words(page)).toContain('Tổ dân phố trong bộ lọc không có trong phường');
    expect(words(page)).not.toContain('Tổ dân phố số 99');
    expect(words(await staff.get(`/lists/residents?lane=${encodeURIComponent(theirs.laneKey)}`))).not.toContain(
      'Người Phường Khác',
    );
    expect(await shown(`/lists/residents?after=${stranger.id}`)).toEqual(['Người Phường Ta']);
    expect(await shown(`/lists/residents?before=${stranger.id}`)).toEqual(['Người Phường Ta']);
    expect(await shown('/lists/residents?status=any')).toEqual(['Người Phường Ta']);
    expect(await shown('/lists/households')).toEqual([]);
  });

  it('redirects its form to a short URL without empty fields', async () => {
    const sent = await staff.get(
      '/lists/residents?group=&ageFrom=75&ageTo=&need=lives_alone&columns=birth&columns=age&sort=walk',
    );
    expect(sent.status).toBe(303);
    expect(sent.headers.location).toBe(
      '/lists/residents?ageFrom=75&need=lives_alone&columns=name&columns=birth&columns=age&sort=walk',
    );
  });

  it('logs one reading per page, with the filter in words', async () => {
    await vi();
    await staff.get('/lists/residents?ageFrom=60');
    const events = await app.db.prisma.auditEvent.findMany({ where: { action: 'list.open' } });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      isChange: false,
      subjectType: 'list',
      subjectId: 'residents',
      details: { filter: 'đang ở phường (thường trú, tạm trú, lưu trú); từ 60 tuổi', rows: 1 },
    });
  });

  it('is open to officers, without the office’s buttons', async () => {
    await vi();
    const officer = await (await app.as('officer')).get('/lists/residents');
    expect(officer.status).toBe(200);
    expect(words(officer)).not.toMatch(/Tải về|Lưu danh sách này/);
  });
});

describe('the list of doors', () => {
  it('filters by facts of a household', async () => {
    const full = await createHousehold(app.db, app.ward, { address: '2 Châu Long', code: 'H1' });
    const headless = await createHousehold(app.db, app.ward, { address: '4 Châu Long' });
    const empty = await createHousehold(app.db, app.ward, { address: '6 Châu Long', occupancy: 'vacant' });
    await vi({ household: full, birthYear: 1940 });
    await vi({ household: headless, relation: 'child', birthDate: '2000-01-02' });
    await vi({ household: headless, relation: 'child', birthDate: '2001-01-02' });
    expect(empty.occupancy).toBe('vacant');
    const expected: Record<string, string[]> = {
      '': ['2 Châu Long', '4 Châu Long', '6 Châu Long'],
      'head=yes': ['2 Châu Long'],
      'head=no': ['4 Châu Long'],
      'size=none': ['6 Châu Long'],
      'size=one': ['2 Châu Long'],
      'size=some': ['4 Châu Long'],
      'size=many': [],
      'code=yes': ['2 Châu Long'],
      'code=no': ['4 Châu Long', '6 Châu Long'],
      'occupancy=vacant': ['6 Châu Long'],
      'need=aged_80': ['2 Châu Long'],
      'door=never': ['2 Châu Long', '4 Châu Long'],
      'door=vacant': ['6 Châu Long'],
      'door=paused': [],
      'used=none': ['2 Châu Long', '4 Châu Long', '6 Châu Long'],
      'used=own': [],
    };
    for (const [query, doors] of Object.entries(expected))
      expect([query, await shown(`/lists/households?${query}`)]).toEqual([query, doors]);
  });

  it('shows the people and visits of a door', async () => {
    const home = await createHousehold(app.db, app.ward, { address: '2 Châu Long' });
    await vi({ fullName: 'Trần Thị Chủ', household: home, phone: '0912345678', birthYear: 1940 });
    await createVisit(app.db, app.ward, { household: home, by: app.users.officer, outcome: 'nobody_home' });
    const $ = read(
      await staff.get(
        '/lists/households?columns=head&columns=headPhone&columns=people&columns=needs&columns=doorState&columns=lastVisit&columns=lastOutcome&columns=visits',
      ),
    );
    expect(textsOf($('.list-table tbody td'))).toEqual([
      '2 Châu Long',
      'Trần Thị Chủ',
      '0912 345 678',
      '1',
      'Từ 80 tuổi',
      'Vắng đến nay',
      '20/11/2026',
      'Vắng nhà',
      '1',
    ]);
  });

  it('is sorted by code with H2 before H12, with doors without a code last', async () => {
    for (const code of ['H12', null, 'H2', 'H100']) await createHousehold(app.db, app.ward, { code });
    const $ = read(await staff.get('/lists/households?sort=code&columns=code'));
    expect(textsOf($('.list-table tbody td:nth-child(2)'))).toEqual(['H2', 'H12', 'H100', '']);
  });
});

describe('the page of lists', () => {
  it('offers every ward its starter lists, and each of them opens', async () => {
    const $ = read(await staff.get('/lists'));
    const starters = $('#starters')
      .parent()
      .find('.view-name')
      .map((_, link) => ({ name: $(link).text(), href: $(link).attr('href')! }))
      .get();
    expect(starters.map(({ name }) => name)).toEqual([
      'Từ 75 tuổi, sống một mình',
      'Chưa có VNeID mức 2',
      'Khó đi lại, chưa có VNeID mức 2',
      'Đã gặp nhưng chưa dùng Cổng',
      'Chưa gõ cửa lần nào',
      'Hộ chưa có chủ hộ',
    ]);
    for (const { name, href } of starters) {
      const page = await staff.get(href);
      expect([page.status, read(page)('h1').text()]).toEqual([200, name]);
    }
  });
});
