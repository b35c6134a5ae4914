import { createService } from '../../../support/factories';
import { formOf } from '../../../support/forms';
import { read, sharedAgent, sharedApp, words } from '../../../support/test-app';

const app = sharedApp();
const staff = sharedAgent(app, 'staff');

afterEach(async () => {
  await app.db.prisma.officialCount.deleteMany();
});

const PATH = '/official-counts';
const filled = async (given: object = {}) => ({
  ...(await formOf(staff, PATH)),
  received: '1.240',
  online: '712',
  source: 'Cổng Dịch vụ công quốc gia',
  statedOn: '05/11/2026',
  ...given,
});
const stored = () => app.db.prisma.officialCount.findMany({ orderBy: { recordedAt: 'asc' } });
const events = (action: string) => app.db.prisma.auditEvent.count({ where: { action } });
const overview = async () => words(await (await app.as('chairman')).get('/reports'));

describe('the office types in what the portal publishes for a month', () => {
  test('and the chairman reads the share of files, apart from people', async () => {
    expect(await overview()).toContain('văn phòng nhập mỗi tháng một lần');
    const before = await events('official-count.record');
    const saved = await staff.post(PATH, await filled({ whollyOnline: '' }));
    expect([saved.status, saved.headers.location]).toEqual([303, PATH]);
    expect(await stored()).toMatchObject([
      { month: new Date('2026-10-01'), publicServiceId: null, received: 1240, online: 712, whollyOnline: null },
    ]);
    expect((await events('official-count.record')) - before).toBe(1);
    expect(words(await staff.get(PATH))).toMatch(/tháng 10\/2026 Tất cả thủ tục 1\.240 712 \(57,4 %\) không rõ/);
    expect(await overview()).toMatch(
      /57,4 % .*712 trên 1\.240 hồ sơ nộp trực tuyến, tháng 10\/2026; Cổng Dịch vụ công quốc gia, 05\/11\/2026/,
    );
  });

  test('and the numbers of one service stay out of the share of all', async () => {
    const service = await createService(app.db, app.ward, { name: 'Đăng ký khai sinh' });
    const one = { publicServiceId: service.id, received: '10', online: '9', whollyOnline: '3' };
    await staff.post(PATH, await filled(one));
    expect(words(await staff.get(PATH))).toContain('Đăng ký khai sinh 10 9 (90,0 %) 3');
    expect(await overview()).toContain('văn phòng nhập mỗi tháng một lần');
  });

  test.each([
    [{ online: '1.241' }, 'online', 'Số nộp trực tuyến lớn hơn số hồ sơ nhận.'],
    [{ whollyOnline: '713' }, 'whollyOnline', 'Số toàn trình lớn hơn số nộp trực tuyến.'],
    [{ received: '-5' }, 'received', 'Nhập số hồ sơ nhận, ví dụ 1.200.'],
    [{ source: '' }, 'source', 'Ghi nguồn, ví dụ Cổng Dịch vụ công quốc gia.'],
    [{ statedOn: '30/09/2026' }, 'statedOn', 'Ngày này ở trước tháng đã chọn.'],
    [{ statedOn: '27/11/2026' }, 'statedOn', 'Ngày này chưa đến.'],
    [{ month: '2025-10-01' }, 'month', 'Chọn tháng.'],
  ])('but not %j', async (given, field, message) => {
    const before = await events('official-count.record');
    const refused = await staff.post(PATH, await filled(given));
    expect(refused.status).toBe(422);
    expect(read(refused)(`#${field}-error`).text()).toContain(message);
    expect(read(refused)('#received').val()).toBe((given as { received?: string }).received ?? '1.240');
    expect([await stored(), (await events('official-count.record')) - before]).toEqual([[], 0]);
  });

  test('and a form sent twice is one row', async () => {
    const form = await filled();
    for (let times = 0; times < 2; times += 1) await staff.post(PATH, form);
    expect(await stored()).toHaveLength(1);
    expect((await staff.post(PATH, { ...form, received: '1.300' })).status).toBe(409);
    expect(await stored()).toMatchObject([{ received: 1240 }]);
  });

  test('and a later row for the month stands, until it is withdrawn', async () => {
    await staff.post(PATH, await filled());
    app.setNow(new Date('2026-11-26T03:00:00Z'));
    await staff.post(PATH, await filled({ received: '1.300' }));
    const [first, second] = await stored();
    expect(words(await staff.get(PATH))).toContain('1.300');
    expect(words(await staff.get(PATH))).not.toMatch(/Tất cả thủ tục 1\.240/);
    expect(words(await staff.get(PATH))).toContain(
      'Trước khi ghi đè: 1.240, trực tuyến 712; Trần Văn Phòng ghi 09:00 26/11/2026',
    );

    const before = await events('official-count.withdraw');
    for (let times = 0; times < 2; times += 1) {
      const withdrawn = await staff.post(`${PATH}/${second!.id}/withdrawal`);
      expect([withdrawn.status, withdrawn.headers.location]).toEqual([303, PATH]);
    }
    expect((await events('official-count.withdraw')) - before).toBe(1);
    expect(words(await staff.get(PATH))).toMatch(/Tất cả thủ tục 1\.240 .*Đã rút: 1\.300/);
    expect((await stored()).map(({ id }) => id)).toEqual([first!.id, second!.id]);
  });

  test('but not for a service of another ward', async () => {
    const foreign = await createService(app.db, app.otherWard, { name: 'Của phường khác' });
    const refused = await staff.post(PATH, await filled({ publicServiceId: foreign.id }));
    expect(read(refused)('#publicServiceId-error').text()).toContain('Chọn một dịch vụ trong danh sách.');
    expect(await stored()).toEqual([]);
  });
});

test('the chairman reads the numbers and cannot type any in', async () => {
  await staff.post(PATH, await filled());
  const page = read(await (await app.as('chairman')).get(PATH));
  expect(page('main').text()).toContain('tháng 10/2026');
  expect(page('main form')).toHaveLength(0);
});
