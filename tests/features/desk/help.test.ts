import { createHousehold, createResident } from '../../support/factories';
import { read, sharedApp, type TestAgent, words } from '../../support/test-app';

// The guide, where it is needed.

const app = sharedApp();

const ROLES = ['admin', 'staff', 'officer', 'chairman'] as const;

test.each(ROLES)('%s opens the guide from every page, at what it says about that page', async (role) => {
  const agent = await app.as(role);
  const guide = read(await agent.get('/help'));
  expect(guide('h1').text()).toBe('Hướng dẫn dùng Gõ Cửa');
  const links = read(await agent.get('/today'))('.top-nav a')
    .toArray()
    .map((link) => link.attribs.href!);
  for (const path of links) {
    const href = read(await agent.get(path))('.top-help').attr('href')!;
    expect([path, href]).toEqual([path, expect.stringMatching(/^\/help/)]);
    const [, anchor] = href.split('#');
    if (anchor) expect(guide(`[id="${anchor}"]`)).toHaveLength(1);
  }
});

test('a day at the desk and an evening at the doors are each a sheet of eight jobs', async () => {
  const agent = await app.as('officer');
  const guide = read(await agent.get('/help'));
  const sheets = guide('.page-head-actions a').toArray();
  expect(sheets).toHaveLength(2);
  for (const link of sheets) {
    const sheet = read(await agent.get(link.attribs.href!));
    expect(sheet('h1').text()).toBe(guide(link).text());
    expect(sheet('.guide-sheet > ol > li')).toHaveLength(8);
  }
});

/** The labels that the guide names where "?" of a page leads, and the page shows. */
async function expectTold(agent: TestAgent, path: string, labels: readonly string[]): Promise<void> {
  const page = await agent.get(path);
  expect(page.status).toBe(200);
  const [, anchor] = read(page)('.top-help').attr('href')!.split('#');
  const paragraph = read(await agent.get('/help'))(`[id="${anchor}"]`)
    .nextUntil('h2, h3')
    .text();
  for (const label of labels) {
    expect(paragraph).toContain(label);
    expect(words(page)).toContain(label);
  }
}

test.each([
  ['staff', '/rounds/new', ['Lập buổi', 'Gợi ý cửa', 'Xem cửa']],
  ['staff', '/round-proposals', ['Xếp thử']],
  ['staff', '/group-sessions', ['Ghi một buổi ở nhà văn hóa']],
  ['officer', '/availability', ['Lịch trên điện thoại']],
  ['staff', '/households', ['Hộ chưa có chủ hộ']],
  ['staff', '/lists', ['Người', 'Hộ', 'Lưu danh sách này']],
  ['staff', '/imports', ['Gửi danh sách']],
  ['staff', '/duplicates', ['Người mới']],
  ['staff', '/requests', ['Ghi đề nghị', 'Chưa nhận', 'Từng chưa muốn, nay đề nghị']],
  ['staff', '/public-requests', ['In tờ mời', 'Gửi dồn dập']],
  ['staff', '/waiting', ['Vì sao hồ sơ vướng', 'Dán trạng thái hồ sơ']],
  ['staff', '/portal-statuses/new', ['Xem trước']],
  ['staff', '/doors-to-call', ['Để lại giấy báo']],
  ['staff', '/visit-files/new', ['Nhận tệp']],
  ['chairman', '/reports', ['Báo cáo Word', 'Bảng Excel', 'Cách tính', 'Đội đến có ích không?']],
  ['chairman', '/coverage', ['In khổ A3']],
  ['admin', '/users', ['Mở tài khoản']],
  ['admin', '/ward', ['Đặt mục tiêu']],
  ['admin', '/privacy-notices', ['Soạn thông báo']],
  ['admin', '/audit', ['In tờ niêm phong', 'Xem hay ghi']],
  ['staff', '/data-requests', ['Ghi yêu cầu']],
  ['staff', '/breaches', ['Ghi sự cố']],
] as const)('what the guide tells %s of %s is on the page', async (role, path, labels) => {
  await expectTold(await app.as(role), path, labels);
});

test('what the guide tells of a household, a person and the form of a visit is on their pages', async () => {
  const household = await createHousehold(app.db, app.ward);
  const person = await createResident(app.db, app.ward, { household });
  const agent = await app.as('staff');
  for (const [path, labels] of [
    [`/households/${household.id}`, ['Việc khác', 'Ghi thay đổi', 'Tạm dừng gõ cửa', 'Ghi diện ưu tiên', 'Chưa có:']],
    [`/residents/${person.id}`, ['Ghi tình trạng VNeID', 'Hỏi dùng Cổng', 'Không liên hệ nữa', 'Ghi thay đổi']],
    [`/residents/${person.id}/edit`, ['Lập nhầm?']],
    [
      `/households/${household.id}/visits/new`,
      ['Có ai mở cửa không?', 'Người mới, người khác', 'điều đã nói, để lại', 'hỏi Cổng', 'hẹn tiếp', 'ghi chú'],
    ],
  ] as const)
    await expectTold(agent, path, labels);
});
