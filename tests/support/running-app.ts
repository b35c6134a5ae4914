import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { UserRole } from '../../src/generated/prisma/enums';
import type { Page } from 'playwright-core';
import { follow } from './browser';
import { demoApp, testApp, type BareApp, type TestApp } from './test-app';
import { PASSWORD } from './two-wards';

interface Listening {
  /** Where a browser finds it. */
  address: string;
}

/** The application of `testApp`, on its own port. */
export async function runningApp(...given: Parameters<typeof testApp>): Promise<TestApp & Listening> {
  return listen(await testApp(...given));
}

/**
 * The application on a small demo ward of invented people, with months of rounds behind it, on this Thursday morning.
 */
export async function runningDemoWard(): Promise<BareApp & Listening> {
  return listen(await demoApp());
}

async function listen<App extends BareApp>(app: App): Promise<App & Listening> {
  const server = app.app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ...app,
    address: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await app.close();
    },
  };
}

/** Demo ward accounts by role. */
export const DEMO_ACCOUNTS: Record<UserRole, string> = {
  admin: 'admin',
  staff: 'vanphong',
  officer: 'doivien1',
  chairman: 'chutich',
};

/** Signs in through the form, as a person does. */
export async function signIn(page: Page, username: string, password: string = PASSWORD): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('Tên đăng nhập').fill(username);
  await page.getByLabel('Mật khẩu').fill(password);
  const { status, path } = await follow(page, () =>
    page.getByRole('main').getByRole('button', { name: 'Đăng nhập' }).click(),
  );
  if (path === '/login') throw new Error(`sign-in of ${username} answered ${status}`);
}
