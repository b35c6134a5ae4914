import { createGroup, createHousehold, createResident, createRound } from '../../../support/factories';
import { appForEach, attributesOf, read, textsOf, words } from '../../../support/test-app';
import { at, createClosure, eveningRound } from '../../../support/worlds/rounds';

const app = appForEach();

const roundOf = (households: { id: string }[], given: object = {}) =>
  eveningRound(app, { households, startsAt: at('18:30', 30), code: 'BĐ-7K2', ...given });

/** A round through two residential groups, one of them with a leader, and a door in none. */
async function roundThroughTwoGroups() {
  const twelve = await createGroup(app.db, app.ward, '12');
  await app.db.prisma.residentialGroup.update({
    where: { id: twelve.id },
    data: { leaderName: 'Bùi Thị Tổ', leaderPhone: '0912345678' },
  });
  const seven = await createGroup(app.db, app.ward, '7');
  const doors = [
    await createHousehold(app.db, app.ward, { address: '46 Phạm Hồng Thái', residentialGroupId: twelve.id }),
    await createHousehold(app.db, app.ward, { address: '3 ngõ Châu Long', residentialGroupId: seven.id }),
    await createHousehold(app.db, app.ward, { address: '5 ngõ Châu Long', residentialGroupId: twelve.id }),
    await createHousehold(app.db, app.ward, { address: '8 Trúc Bạch' }),
  ];
  await createResident(app.db, app.ward, { household: doors[0]!, fullName: 'Phạm Thị Sáu', phone: '0987654321' });
  return roundOf(doors);
}

describe('the papers of a round', () => {
  it('say whom to tell by when, and link to every paper', async () => {
    const round = await roundThroughTwoGroups();
    const officer = await app.as('officer');
    const page = read(await officer.get(`/rounds/${round.id}`));
    expect(page(`a[href="/rounds/${round.id}/papers"]`).text()).toBe('In giấy tờ');
    const response = await officer.get(`/rounds/${round.id}/papers`);
    const text = words(response);
    expect(text).toContain('chậm nhất thứ Sáu 27/11');
    expect(text).toContain('Bùi Thị Tổ0912 345 678');
    expect(text).toContain('1 cửa chưa xếp vào tổ nào');
    expect(text).toContain('8 tấm, 1 tờ A4, cho 4 cửa');
    expect(attributesOf(read(response)('main a.btn'), 'href')).toEqual(
      ['notices', 'sheet', 'reminders', 'cards'].map((paper) => `/rounds/${round.id}/${paper}`),
    );
  });

  it('say to phone the leader if fewer than three days are left', async () => {
    const round = await roundThroughTwoGroups();
    app.setNow(at('09:00', 28));
    expect(words(await (await app.as('staff')).get(`/rounds/${round.id}/papers`))).toContain(
      'Chỉ còn 2 ngày, chưa đủ ba ngày báo trước: gọi điện',
    );
  });

  it('say that the ward has no phone number yet, and leave a line for it', async () => {
    await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { phone: null } });
    const round = await roundThroughTwoGroups();
    const admin = await app.as('admin');
    const page = read(await admin.get(`/rounds/${round.id}/papers`));
    expect(page('.alert').text()).toContain('Cài đặt chưa có số điện thoại của phường');
    expect(page('.alert a').attr('href')).toBe('/ward');
    expect(read(await (await app.as('officer')).get(`/rounds/${round.id}/papers`))('.alert a')).toHaveLength(0);
    for (const paper of ['sheet', 'notices', 'cards', 'reminder-cards'])
      expect(read(await admin.get(`/rounds/${round.id}/${paper}`))('.blank').length).toBeGreaterThan(0);
  });

  it('remind each door with a text to copy, or with a card where a resident wants paper', async () => {
    const round = await roundThroughTwoGroups();
    await app.db.prisma.resident.updateMany({
      where: { fullName: 'Phạm Thị Sáu' },
      data: { contactWish: { way: 'paper' } },
    });
    const officer = await app.as('officer');
    const page = read(await officer.get(`/rounds/${round.id}/reminders`));
    const row = page('tbody tr').first();
    expect(row.text()).toContain('muốn nhận giấy');
    expect(row.find('textarea').text()).toContain(`mã buổi ${round.code}`);
    const cards = read(await officer.get(row.find('a[href*="reminder-cards"]').attr('href')!));
    expect(cards('.cut-cards > li')).toHaveLength(1);
    expect(cards('.cut-cards > li').text()).toContain('46 Phạm Hồng Thái');
    expect(cards('main').text()).not.toContain('Sáu');
    expect(read(await officer.get(`/rounds/${round.id}/reminder-cards`))('.cut-cards > li')).toHaveLength(4);
  });

  it('remind no resident of an evening that is over', async () => {
    const round = await roundThroughTwoGroups();
    app.setNow(new Date(round.endsAt));
    const staff = await app.as('staff');
    for (const paper of ['reminders', 'reminder-cards'])
      expect((await staff.get(`/rounds/${round.id}/${paper}`)).headers.location).toBe(`/rounds/${round.id}`);
  });

  it.each(['papers', 'notices', 'cards', 'reminders', 'reminder-cards'])(
    'are not printed for a cancelled round (%s)',
    async (paper) => {
      const round = await roundThroughTwoGroups();
      await createClosure(app, round.id, { closedAt: at('08:00') });
      const response = await (await app.as('staff')).get(`/rounds/${round.id}/${paper}`);
      expect([response.status, response.headers.location]).toEqual([303, `/rounds/${round.id}`]);
    },
  );
});

describe('the notice for a group leader', () => {
  it('is one for each group: who comes, when, through which lanes, how to verify it; no household is named', async () => {
    const round = await roundThroughTwoGroups();
    const response = await (await app.as('staff')).get(`/rounds/${round.id}/notices`);
    const page = read(response);
    const notices = textsOf(page('.notice'));
    expect(notices).toHaveLength(2);
    expect(notices[0]).toContain('Kính gửi: tổ trưởng tổ dân phố số 12, Bùi Thị Tổ');
    expect(textsOf(page('.notice').first().find('dd .notice-lane'))).toEqual([
      'Phố Phạm Hồng Thái, bên số chẵn',
      'Ngõ Châu Long',
      'Nguyễn Thị Đội',
      'Phạm Minh Viên',
    ]);
    for (const notice of notices) {
      for (const sentence of [
        'Tối thứ Hai 30/11, 18:30–20:45',
        'Nguyễn Thị Đội',
        'Phạm Minh Viên',
        'BĐ-7K2',
        '024 3715 0000',
        'không bao giờ hỏi mật khẩu, mã OTP',
        'không thu tiền',
      ])
        expect(notice).toContain(sentence);
      for (const personal of ['Phạm Thị Sáu', '0987654321', '46 Phạm', '0912']) expect(notice).not.toContain(personal);
    }
    expect(notices[1]).not.toContain('Phạm Hồng Thái');
  });
});

describe('the card that is left behind', () => {
  it("holds the day, the ward's number, the code and a blank for the time, eight to a page, and no names", async () => {
    const round = await roundThroughTwoGroups();
    const page = read(await (await app.as('officer')).get(`/rounds/${round.id}/cards`));
    expect(page('.cut-cards')).toHaveLength(2);
    expect(page('.cut-cards').first().children()).toHaveLength(8);
    // The slips of those who were met lead to no round.
    expect(page('.cut-cards').last().children()).toHaveLength(8);
    expect(page('.cut-cards').last().text()).not.toContain(round.code);
    const card = page('.cut-cards > li').first().text().replace(/\s+/g, ' ');
    for (const sentence of [
      'Chúng tôi đã đến',
      'Thứ Hai, ngày 30/11/2026, lúc',
      '024 3715 0000',
      'BĐ-7K2',
      'Muốn đội quay lại',
      'không thu tiền',
    ])
      expect(card).toContain(sentence);
    expect(page('.cut-cards > li').first().find('.blank-time')).toHaveLength(1);
    expect(page('body').text()).not.toContain('Phạm');
  });
});

describe('the papers of several rounds', () => {
  const printed = async () => {
    const events = await app.db.prisma.auditEvent.findMany({ where: { action: 'round.print' } });
    return events.map(({ subjectId, actorId }) => [subjectId, actorId]).sort();
  };
  const options = (page: ReturnType<typeof read>) =>
    page('#days option')
      .toArray()
      .map((option) => [page(option).val(), page(option).text()]);

  it('are opened for a week or a day from the list of rounds, each from a sheet of its own', async () => {
    const first = await roundThroughTwoGroups();
    const door = await createHousehold(app.db, app.ward, { address: '9 Trúc Bạch' });
    const second = await roundOf([door], { startsAt: new Date('2026-12-02T11:30:00Z'), code: 'BĐ-9ZZ' });
    const officer = await app.as('officer');
    expect(options(read(await officer.get('/rounds')))).toEqual([
      ['2026-11-30_2026-12-06', 'Tuần 30/11–06/12'],
      ['2026-11-30_2026-11-30', 'Thứ Hai 30/11'],
      ['2026-12-02_2026-12-02', 'Thứ Tư 02/12'],
    ]);
    expect(options(read(await officer.get('/rounds?view=past')))).toEqual([]);
    const page = read(await officer.get('/round-papers?days=2026-11-30_2026-12-06'));
    const papers = page('.paper')
      .toArray()
      .map((paper) => page(paper).find('h1').first().text());
    // Its door is in no group, so the second round has no notice.
    expect(papers).toEqual([
      'Thông báo BĐ-7K2',
      'Phiếu đi cửa',
      'Giấy báo đã đến BĐ-7K2',
      'Phiếu đi cửa',
      'Giấy báo đã đến BĐ-9ZZ',
    ]);
    const sheets = page('.sheet-pages').toArray();
    expect(page(sheets[0]).text()).toContain('Phạm Thị Sáu');
    expect(page(sheets[1]).find('.sheet-doors li').text()).toContain('9 Trúc Bạch');
    expect(page(sheets[1]).text()).not.toContain('Phạm Thị Sáu');
    const { id } = app.users.officer;
    expect(await printed()).toEqual(
      [
        [first.id, id],
        [second.id, id],
      ].sort(),
    );
    const day = read(await officer.get('/round-papers?days=2026-12-02_2026-12-02&what=sheets'));
    expect(day('.paper')).toHaveLength(1);
    expect(await printed()).toHaveLength(3);
  });

  it('without sheets hold no name, and are no reading of files', async () => {
    await roundThroughTwoGroups();
    const staff = await app.as('staff');
    const page = read(await staff.get('/round-papers?days=2026-11-30_2026-11-30&what=notices'));
    expect([page('.paper').length, page('.notice').length]).toEqual([1, 2]);
    expect(page('body').text()).not.toContain('Phạm Thị Sáu');
    expect(await printed()).toEqual([]);
  });

  it.each([
    '',
    'x',
    '2026-11-30',
    '2026-11-30_2026-02-31',
    '0001-01-01_9999-12-31',
    '2026-12-20_2026-12-26',
    '2026-11-30_2026-11-30&what=notices',
  ])('of days without any (%s) lead back to the list, which says so', async (days) => {
    await roundOf([await createHousehold(app.db, app.ward)]);
    const staff = await app.as('staff');
    const answer = await staff.get(`/round-papers?days=${days}`);
    expect([answer.status, answer.headers.location]).toEqual([303, '/rounds']);
    expect(words(await staff.get('/rounds'))).toContain('Những ngày ấy không có gì để in');
    expect(await printed()).toEqual([]);
  });

  it('are twelve rounds at most, none cancelled or of another ward', async () => {
    for (let index = 0; index < 13; index += 1)
      await createRound(app.db, app.ward, {
        ...{ by: app.users.staff, officers: [app.users.officer] },
        startsAt: new Date(Date.UTC(2026, 10, 30, index)),
        endsAt: new Date(Date.UTC(2026, 10, 30, index, 50)),
        households: [await createHousehold(app.db, app.ward)],
      });
    const staff = await app.as('staff');
    const address = '/round-papers?days=2026-11-30_2026-11-30&what=cards';
    expect((await staff.get(address)).status).toBe(303);
    expect(words(await staff.get('/rounds'))).toContain('Mỗi lần in nhiều nhất 12 buổi. Chọn từng ngày.');
    const [one] = await app.db.prisma.round.findMany({ orderBy: { startsAt: 'asc' } });
    const form = { reason: 'Mưa to', version: '1' };
    expect((await staff.post(`/rounds/${one!.id}/cancellation`, form)).status).toBe(303);
    expect(read(await staff.get(address))('.paper')).toHaveLength(12);
    expect((await (await app.as('staff', 'other')).get(address)).status).toBe(303);
  });
});
