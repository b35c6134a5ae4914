import type { Browser, BrowserContext, Page } from 'playwright-core';
import { follow, heading, launchBrowser, openWindow, PHONE } from '../support/browser';
import { runningApp, signIn } from '../support/running-app';
import { SoftwarePasskey } from '../support/software-passkey';
import { ACCOUNTS, PASSWORD } from '../support/two-wards';
import { bringAxe, problemsOf } from './page-checks';

let browser: Browser;
let app: Awaited<ReturnType<typeof runningApp>>;
let address: string;

beforeAll(async () => {
  browser = await launchBrowser();
  app = await runningApp();
  // Browsers offer no passkeys at an address without a name.
  address = app.address.replace('127.0.0.1', 'localhost');
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

/** In the page: the device below in place of the browser's own, which gives and takes bytes. */
const DEVICE = `
  const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0)).buffer;
  const ask = (kind) => async ({ publicKey }) => {
    const known = [...(publicKey.excludeCredentials ?? []), ...(publicKey.allowCredentials ?? [])].length;
    const answer = await askDevice(kind, btoa(String.fromCharCode(...publicKey.challenge)), known);
    if (answer.refusal) throw new DOMException('', answer.refusal);
    const { transports, ...texts } = answer.response;
    const bytes = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, bytesOf(text)]));
    return { ...answer, rawId: bytesOf(answer.rawId), response: { ...bytes, getTransports: () => transports } };
  };
  navigator.credentials.create = ask('create');
  navigator.credentials.get = ask('get');
`;

/**
 * A machine that makes one passkey. Not Chromium's virtual authenticator: the browser of the npm package dies when a page
 * asks for a passkey.
 */
async function withDevice(context: BrowserContext): Promise<{ refuse: (isRefused: boolean) => void }> {
  const key = new SoftwarePasskey();
  let isRefused = false;
  let signed = 0;
  await context.exposeFunction('askDevice', (kind: 'create' | 'get', base64: string, known: number): object => {
    const question = { challenge: Buffer.from(base64, 'base64').toString('base64url'), origin: address };
    if (isRefused) return { refusal: 'NotAllowedError' };
    if (kind === 'create' && known > 0) return { refusal: 'InvalidStateError' };
    const answer = kind === 'create' ? key.creation(question) : key.signature(question, (signed += 1));
    return JSON.parse(answer) as object;
  });
  await context.addInitScript(DEVICE);
  return {
    refuse: (given) => {
      isRefused = given;
    },
  };
}

const press = (page: Page, name: string) => follow(page, () => page.getByRole('button', { name }).click());

test('an officer adds a passkey of this machine and signs in with it, also after a cancelled prompt', async () => {
  const { page, context, troubles } = await openWindow(browser, address);
  await bringAxe(context);
  const device = await withDevice(context);
  await signIn(page, ACCOUNTS.officer);
  await page.goto('/second-factor');
  await page.getByLabel('Mật khẩu đang dùng').fill(PASSWORD);
  await press(page, 'Tiếp tục');
  await page.getByLabel('Tên khóa').fill('Máy bàn ở phường');
  expect(await problemsOf(page)).toEqual([]);
  await press(page, 'Thêm khóa truy cập');
  expect(await heading(page)).toBe('Chép mã dự phòng');
  await page.goto('/second-factor');
  await page.getByLabel('Tên khóa').fill('Lần nữa');
  await page.getByRole('button', { name: 'Thêm khóa truy cập' }).click();
  await page.getByText('Máy này đã có khóa của tài khoản này.').waitFor();
  expect(await problemsOf(page)).toEqual([]);

  await context.clearCookies();
  await page.goto('/login?returnTo=%2Fpassword');
  await page.getByLabel('Tên đăng nhập').fill(ACCOUNTS.officer);
  await page.getByLabel('Mật khẩu').fill(PASSWORD);
  await follow(page, () => page.getByRole('main').getByRole('button', { name: 'Đăng nhập' }).click());
  expect(await problemsOf(page)).toEqual([]);
  device.refuse(true);
  await page.getByRole('button', { name: 'Dùng khóa truy cập' }).click();
  await page.getByText('Chưa xác minh: hộp thoại đã đóng').waitFor();
  device.refuse(false);
  expect(await press(page, 'Dùng khóa truy cập')).toEqual({ status: 200, path: '/password' });
  expect(troubles).toEqual([]);
});

test('without JavaScript the code remains, and no button is shown', async () => {
  const { page } = await openWindow(browser, address, { javaScriptEnabled: false, viewport: PHONE });
  await page.goto('/login');
  await page.getByLabel('Tên đăng nhập').fill(ACCOUNTS.officer);
  await page.getByLabel('Mật khẩu').fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Đăng nhập' }).click();
  await page.getByText('cần JavaScript').waitFor();
  expect(await page.getByRole('button', { name: 'Dùng khóa truy cập' }).isVisible()).toBe(false);
  expect(await page.getByLabel('Mã dự phòng').isVisible()).toBe(true);
});
