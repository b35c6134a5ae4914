import type { Browser, Page } from 'playwright-core';
import { URI } from 'otpauth';
import { LIST_HEADER, workbook } from '../fixtures/lists';
import { follow, launchBrowser, LAPTOP, openWindow } from '../support/browser';
import { runningApp } from '../support/running-app';

// The first hour of a ward: from the set-up to the sheet of the first round, with one administrator and two officers.

const SETUP_CODE = 'ma-thiet-lap-2026';
const PASSWORD = 'một câu ngắn dễ nhớ';
const MOST_CLICKS = 25;
const LIST = [
  LIST_HEADER,
  [1, 'H1', 'PHẠM THỊ SÁU', '02/03/1945', 'Nữ', '', '0912345678', 'Chủ hộ', '2 ngõ Châu Long', 'Tổ 12'],
  [2, 'H2', 'Đặng Văn Bình', '24/11/1960', 'Nam', '', '', 'Chủ hộ', '4 ngõ Châu Long', 'Tổ 12'],
  [3, 'H3', 'Lê Thị Hoà', '1958', 'Nữ', '', '', 'Chủ hộ', '6 ngõ Châu Long', 'Tổ 12'],
];

let browser: Browser;
let app: Awaited<ReturnType<typeof runningApp>>;

beforeAll(async () => {
  browser = await launchBrowser();
  app = await runningApp({ SETUP_CODE });
  await app.db.pool.query('DELETE FROM user_account');
  await app.db.pool.query('DELETE FROM ward');
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

test('a ward is opened and its first round printed with at most 25 clicks', async () => {
  const { page, context } = await openWindow(browser, app.address, { viewport: LAPTOP });
  const clicks: string[] = [];
  const click = async (name: string, role: 'button' | 'link' = 'button', within = page.getByRole('main')) => {
    clicks.push(name);
    await within.getByRole(role, { name, exact: true }).first().click();
  };
  const go = (name: string, role: 'button' | 'link' = 'button', within = page.getByRole('main')) =>
    follow(page, () => click(name, role, within));
  const home = () => go('Hôm nay', 'link', page.getByRole('banner'));
  const oneTime = (which: Page) => which.locator('.one-time, dd').last().innerText();

  await page.goto('/');
  await page.getByLabel('Mã thiết lập').fill(SETUP_CODE);
  await page.getByLabel('Phường, xã').fill('Phường Ba Đình, Thành phố Hà Nội');
  await page.getByLabel('Họ tên của bạn').fill('Nguyễn Thu Trang');
  await page.getByLabel('Tên đăng nhập của bạn').fill('thu.trang');
  await go('Mở phường');
  const first = await oneTime(page);
  await go('Đăng nhập', 'link');
  await page.getByLabel('Tên đăng nhập').fill('thu.trang');
  await page.getByLabel('Mật khẩu').fill(first);
  await go('Đăng nhập');
  await page.getByLabel('Mật khẩu đang dùng').fill(first);
  await page.getByLabel(/^Mật khẩu mới/).fill(PASSWORD);
  await page.getByLabel('Nhập lại mật khẩu mới').fill(PASSWORD);
  await go('Đổi mật khẩu');

  // The second step stands before everything else, on one screen.
  expect(new URL(page.url()).pathname).toBe('/second-factor');
  expect(await page.evaluate<number>('document.documentElement.scrollHeight')).toBeLessThanOrEqual(LAPTOP.height);
  const uri = await page.getByRole('link', { name: 'mở ứng dụng' }).getAttribute('href');
  await page
    .getByLabel('Mã sáu số đang hiện')
    .fill(URI.parse(uri!).generate({ timestamp: app.context.now().getTime() }));
  await go('Xong');
  await go('Đã chép xong', 'link');

  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Mở phường');
  await go('Mở tài khoản', 'link');
  for (const [username, displayName] of [
    ['doi.mot', 'Nguyễn Thị Đội'],
    ['doi.hai', 'Phạm Minh Viên'],
  ] as const) {
    if (username === 'doi.hai') await go('Mở tài khoản nữa', 'link');
    await page.getByLabel('Tên đăng nhập').fill(username);
    await page.getByLabel('Họ tên').fill(displayName);
    await go('Mở tài khoản');
  }
  await home();

  await go('Nhập danh sách', 'link');
  clicks.push('Chọn tệp');
  await page.getByLabel('Tệp danh sách').setInputFiles({
    name: 'tổ 12.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: await workbook(LIST),
  });
  await go('Gửi và xem trước');
  await page.getByRole('heading', { name: 'Xem trước, chưa ghi gì' }).waitFor();
  await go('Ghi vào sổ');
  await page.getByRole('link', { name: 'Nhập nhầm? Hoàn tác lần nhập này' }).waitFor();
  await home();

  await go('Lập buổi', 'link');
  await go('Gợi ý cửa');
  for (const name of ['Nguyễn Thị Đội', 'Phạm Minh Viên']) {
    const box = page.getByRole('checkbox', { name: new RegExp(name) });
    if (await box.isChecked()) continue;
    clicks.push(name);
    await page.locator('label.choice', { has: box }).click();
  }
  await go('Lập buổi');
  await go('In giấy tờ', 'link');
  clicks.push('Phiếu đi cửa');
  await follow(page, () => page.locator('main a[href$="/sheet"]').click());
  expect(await page.getByRole('main').innerText()).toContain('2 ngõ Châu Long');
  expect(clicks.length).toBeLessThanOrEqual(MOST_CLICKS);
  await context.close();
});
