import type { Browser, Page } from 'playwright-core';
import { follow, launchBrowser, openWindow, PHONE } from '../support/browser';
import { runningApp, signIn } from '../support/running-app';
import { THURSDAY_MORNING } from '../support/test-app';
import { ACCOUNTS } from '../support/two-wards';
import { eveningRound } from '../support/worlds/rounds';
import { bringAxe, problemsOf } from './page-checks';

let browser: Browser;
let app: Awaited<ReturnType<typeof runningApp>>;

beforeAll(async () => {
  browser = await launchBrowser();
  app = await runningApp();
  await app.db.prisma.ward.update({
    where: { id: app.ward.id },
    data: { name: 'Phường Công Tằng Tôn Nữ Nguyễn Phúc Bảo Ngọc', phone: '02438290000' },
  });
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function fillIn(page: Page, phone: string): Promise<void> {
  app.setNow(THURSDAY_MORNING);
  await page.goto('/ask/00004');
  await page.getByLabel('Tên bà con hay gọi').fill('Công Tằng Tôn Nữ Nguyễn Phúc Trần Hoàng Thị Bảo Ngọc Minh Khuê');
  await page.getByLabel('Số điện thoại').fill(phone);
  await page.getByLabel('Nhà ở đâu?').fill('5A ngõ Châu Long');
  await page.getByText('Trợ cấp, hưu trí').click();
  await page.getByText('Tối trong tuần').click();
  app.setNow(new Date(THURSDAY_MORNING.getTime() + 20_000));
}
const send = (page: Page) => follow(page, () => page.getByRole('button', { name: 'Gửi đề nghị' }).click());
/** Elsewhere than over a button, whose colours are then on their way to those under a mouse. */
const soundly = async (page: Page) => {
  await page.mouse.move(0, 0);
  return problemsOf(page);
};

test('a resident with a phone asks, reads the state, withdraws and checks a code; each page is sound from 320 px on', async () => {
  const { page, context, troubles } = await openWindow(browser, app.address, { viewport: PHONE });
  await bringAxe(context);
  const problems: string[] = [];
  await fillIn(page, '12');
  problems.push(...(await soundly(page)));
  expect((await send(page)).status).toBe(422);
  problems.push(...(await soundly(page)));
  await page.getByLabel('Số điện thoại').fill('0912 000 222');
  expect((await send(page)).status).toBe(200);
  // The work was done within the nonce policy, while the form was filled in or before it was sent.
  expect(await app.db.prisma.publicRequest.findMany({ select: { isChecked: true } })).toEqual([{ isChecked: true }]);
  problems.push(...(await soundly(page)));
  const code = await page.locator('.public-code b').innerText();

  await page.getByRole('link', { name: 'Xem hoặc rút đề nghị' }).click();
  problems.push(...(await soundly(page)));
  await page.getByLabel('Mã của đề nghị').fill(code.toLowerCase());
  await page.getByLabel('Số điện thoại').fill('0912000222');
  await follow(page, () => page.getByRole('button', { name: 'Xem' }).click());
  problems.push(...(await soundly(page)));
  await follow(page, () => page.getByRole('button', { name: 'Rút đề nghị' }).click());
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Đã rút');

  await eveningRound(app, { households: [], code: 'BĐ-7K2' });
  await page.getByRole('link', { name: /Kiểm tra mã/ }).click();
  await page.getByLabel('Mã của buổi').fill('7k2');
  await follow(page, () => page.getByRole('button', { name: 'Kiểm tra' }).click());
  problems.push(...(await soundly(page)));

  app.setNow(THURSDAY_MORNING);
  await page.getByRole('link', { name: 'Đội đã đến? Nhận xét, phản ánh' }).click();
  await page.getByText('Chưa hài lòng').click();
  await page.getByText('Là phản ánh, cần phường trả lời').click();
  await page.getByLabel('Tên, số điện thoại').fill('bà Hòa');
  app.setNow(new Date(THURSDAY_MORNING.getTime() + 20_000));
  const sendVoice = () => follow(page, () => page.getByRole('button', { name: 'Gửi', exact: true }).click());
  expect((await sendVoice()).status).toBe(422);
  problems.push(...(await soundly(page)));
  await page.getByLabel('Nhờ phường tìm hiểu và trả lời').check();
  await page.getByLabel('Muốn nhắn một câu').fill('Gõ cửa lúc 21 giờ');
  expect((await sendVoice()).status).toBe(200);
  expect(await app.db.prisma.voice.findMany({ select: { said: true, isChecked: true } })).toEqual([
    { said: 'sad', isChecked: true },
  ]);
  problems.push(...(await soundly(page)));
  await context.close();
  expect([...problems, ...troubles]).toEqual([]);
});

test('an old phone without JavaScript asks as well; the office sees the mark', async () => {
  const { page, context } = await openWindow(browser, app.address, { viewport: PHONE, javaScriptEnabled: false });
  await fillIn(page, '0912 000 333');
  expect((await send(page)).status).toBe(200);
  await context.close();
  expect(await app.db.prisma.publicRequest.findFirst({ where: { senderPhone: '0912000333' } })).toMatchObject({
    isChecked: false,
    topics: ['benefits'],
    times: ['weekday_evening'],
  });
});

test('the leaflet fits on one page of A5 and of A4', async () => {
  const { page, context } = await openWindow(browser, app.address);
  await signIn(page, ACCOUNTS.staff);
  for (const [paper, height] of [
    ['A5', 210 - 18],
    ['A4', 297 - 32],
  ] as const) {
    await page.goto(`/public-requests/leaflet?paper=${paper}`);
    const pixels = await page.locator('.leaflet').evaluate((sheet) => sheet.getBoundingClientRect().height);
    expect((pixels / 96) * 25.4).toBeLessThan(height);
  }
  await context.close();
});
