import type { Browser, Page } from 'playwright-core';
import { follow, launchBrowser, openWindow, type Window } from '../support/browser';
import { createHousehold, createResident, createService, createUse } from '../support/factories';
import { runningApp, signIn } from '../support/running-app';
import { ACCOUNTS } from '../support/two-wards';
import { bringAxe, problemsOf } from './page-checks';

let browser: Browser;
let app: Awaited<ReturnType<typeof runningApp>>;
let window: Window;
let page: Page;
let renewal: { id: string };

beforeAll(async () => {
  browser = await launchBrowser();
  app = await runningApp();
  await createService(app.db, app.ward, { name: 'Khai báo tạm trú' });
  renewal = await createService(app.db, app.ward, { name: 'Gia hạn tạm trú' });
  window = await openWindow(browser, app.address);
  page = window.page;
  await bringAxe(window.context);
  await signIn(page, ACCOUNTS.staff);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
  expect(window.troubles).toEqual([]);
});

const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

test('the service of a request is found by typing, and text that means several comes back as it was', async () => {
  const household = await createHousehold(app.db, app.ward);
  await page.goto(`/households/${household.id}/requests/new`);
  await page.getByLabel('Đề nghị đến từ đâu').selectOption('phone');
  const field = page.getByRole('combobox', { name: 'Dịch vụ trong danh mục, nếu rõ' });
  await field.fill('tam tru');
  const refused = await follow(page, () => page.getByRole('button', { name: 'Ghi đề nghị' }).click());
  expect(refused.status).toBe(422);
  expect(await field.inputValue()).toBe('tam tru');
  expect(await page.locator('#publicServiceId-error').innerText()).toContain('2 dịch vụ khớp “tam tru”: chọn một.');
  expect(await problemsOf(page)).toEqual([]);

  await field.fill('gia han');
  await press('Enter');
  expect(await field.inputValue()).toContain('Gia hạn tạm trú');
  await follow(page, () => page.getByRole('button', { name: 'Ghi đề nghị' }).click());
  expect(await app.db.prisma.supportRequestService.findMany()).toMatchObject([{ publicServiceId: renewal.id }]);
});

test('everyday words find a service, and the ones that the ward helped with most come first', async () => {
  await createService(app.db, app.ward, { name: 'Tạm ngừng kinh doanh', groupKey: 'ho_kinh_doanh' });
  await createService(app.db, app.ward, {
    name: 'Đăng ký biến động đất đai',
    alsoCalled: 'sổ đỏ\nsổ hồng',
    groupKey: 'dat_dai',
  });
  const household = await createHousehold(app.db, app.ward);
  const resident = await createResident(app.db, app.ward, { household });
  const field = page.getByRole('combobox', { name: 'Dịch vụ trong danh mục, nếu rõ' });
  const offered = async (text: string) => {
    await page.goto(`/households/${household.id}/requests/new`);
    await field.fill(text);
    return page.locator('.search-select-option').allInnerTexts();
  };
  expect((await offered('tam'))[0]).toContain('Tạm ngừng kinh doanh');
  await createUse(app.db, app.ward, { residentId: resident.id, serviceId: renewal.id, usedOn: '2026-11-20' });
  expect((await offered('tam'))[0]).toContain('Gia hạn tạm trú');
  for (const words of ['so hong', 'SỔ ĐỎ'])
    expect(await offered(words)).toEqual([expect.stringContaining('biến động')]);

  await page.goto(`/households/${household.id}/visits/new`);
  await page.locator('label.choice', { hasText: 'Đã gặp' }).click();
  const atDoor = page.getByRole('combobox', { name: 'Dịch vụ công' });
  await atDoor.click();
  const groups = await page.locator('.search-select-group').allInnerTexts();
  expect(groups).toEqual([...new Set(groups)]);
  await atDoor.fill('so hong');
  expect(await page.locator('.search-select-option').allInnerTexts()).toEqual([expect.stringContaining('biến động')]);
  await atDoor.fill('tam');
  expect((await page.locator('.search-select-option').allInnerTexts())[0]).toContain('Gia hạn tạm trú');
});

test('what a group session spoke of is added by typing and taken out by its box', async () => {
  await page.goto('/group-sessions');
  const field = page.getByRole('combobox', { name: 'Điều đã nói, dịch vụ đã chỉ' });
  const ticked = page.getByRole('checkbox', { checked: true });
  expect(await page.getByRole('checkbox').count()).toBe(0);
  await field.fill('tam tru');
  await press('ArrowDown', 'Enter');
  expect(await field.inputValue()).toBe('');
  // A single match is taken when the field is left.
  await field.fill('khai bao');
  await press('Tab');
  expect(await ticked.count()).toBe(2);
  await page.getByRole('checkbox', { name: 'Khai báo tạm trú' }).focus();
  await press('Space');
  expect(await ticked.count()).toBe(1);
  expect(await page.getByRole('checkbox').count()).toBe(2);

  await page.getByLabel('Nơi').fill('Nhà văn hóa tổ 3');
  await page.getByLabel('Người khác, không ghi tên').fill('12');
  await field.fill('tạm trú');
  const save = () => follow(page, () => page.getByRole('button', { name: 'Lưu, rồi ghi tên người dự' }).click());
  expect((await save()).status).toBe(422);
  expect(await field.inputValue()).toBe('tạm trú');
  expect(await ticked.count()).toBe(1);
  expect(await problemsOf(page)).toEqual([]);
  await page.getByRole('alert').getByRole('link').first().click();
  await page.locator('#services:focus').waitFor();
  await press('Backspace');
  await save();
  const sessions = await app.db.prisma.groupSession.findMany({ include: { services: true } });
  expect(sessions).toMatchObject([{ services: [{ publicServiceId: renewal.id }] }]);
});
