import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { drawCard, filmOf, pictureOf } from '../support/drawn-cards';
import { createHousehold, createResident } from '../support/factories';
import { choose, follow, launchBrowser, LAPTOP, openWindow, PHONE, type Window } from '../support/browser';
import { runningApp, signIn } from '../support/running-app';
import { testFolder } from '../support/test-folder';
import { ACCOUNTS } from '../support/two-wards';
import { openDoor, THURSDAY_EVENING, type OpenDoor } from '../support/worlds/door';
import { bringAxe, problemsOf } from './page-checks';

// Made-up people and numbers.
const KNOWN = '001148001234|012345678|Nguyễn Thị Vi|24111948|Nữ|48 Phạm Hồng Thái, Hà Nội|01072021';
const CARDS = [
  ['003046000123||Lê Văn Ất|05031946|Nam|12 Châu Long, Ba Đình, Hà Nội|15082022', 'Lê Văn Ất', '05/03/1946', 'Nam'],
  [
    '003152000456|011223344|Đặng Thị Ngọc Ánh|1952|Nữ|Tổ 12, Trúc Bạch, Hà Nội|02012023||',
    'Đặng Thị Ngọc Ánh',
    '1952',
    'Nữ',
  ],
  [
    '003190000789||Trần Thị Ưng Quyên|29021992|Nữ|Số 7, ngách 2, ngõ 34, Hà Nội|11112024|||Trần Văn Cha|Lê Thị Mẹ',
    'Trần Thị Ưng Quyên',
    '29/02/1992',
    'Nữ',
  ],
  ['003099000321||Hoàng Đức Ỷ|00001999|Nam|Hà Nội|01012025'.normalize('NFD'), 'Hoàng Đức Ỷ', '1999', 'Nam'],
] as const;
const POSES = [
  { square: 4, noise: 40 },
  { turn: 12, lean: 0.25 },
  { turn: -30, noise: 25 },
  { square: 6, turn: 95, lean: -0.2 },
];

let browser: Browser;
/** What the camera of the browser shows, from when it is opened. */
let film: string;
let app: Awaited<ReturnType<typeof runningApp>>;
let world: OpenDoor;
let windows: Window[];
beforeAll(async () => {
  film = path.join(testFolder(), 'card.y4m');
  show(null);
  browser = await launchBrowser([`--use-file-for-fake-video-capture=${film}`]);
  app = await runningApp();
  app.setNow(THURSDAY_EVENING);
  world = await openDoor(app);
  const household = await createHousehold(app.db, app.ward, { address: '48 Phạm Hồng Thái' });
  await createResident(app.db, app.ward, {
    fullName: 'Nguyễn Thị Vi',
    birthYear: 1948,
    nationalNumber: '001148001234',
    household,
  });
  windows = [];
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
  expect(windows.flatMap(({ troubles }) => troubles)).toEqual([]);
});

async function windowOf(account: keyof typeof ACCOUNTS, viewport: typeof LAPTOP): Promise<Page> {
  const window = await openWindow(browser, app.address, { viewport });
  windows.push(window);
  await bringAxe(window.context);
  await signIn(window.page, ACCOUNTS[account]);
  return window.page;
}

const show = (...drawn: Parameters<typeof drawCard>) => fs.writeFileSync(film, filmOf(drawCard(...drawn)));
const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Quét mã thẻ căn cước' });
const scan = (page: Page) => page.getByRole('button', { name: 'Quét mã thẻ' }).press('Enter');

test('each card that is filmed is read without a wrong field, or leads to the person of the register', async () => {
  const page = await windowOf('staff', LAPTOP);
  await page.goto(`/residents/new?household=${world.household.id}`);
  const dialog = dialogOf(page);
  const read = async () => {
    await scan(page);
    await dialog.locator('[data-card-take]:visible, [data-card-known] a').first().waitFor();
    return dialog.locator('fieldset label:visible').allInnerTexts();
  };
  for (const [index, [text, name, birth, gender]] of CARDS.entries()) {
    const [number, , , , , , issued = ''] = text.split('|');
    const [, day, month, year] = /^(..)(..)(....)$/.exec(issued)!;
    show(text, POSES[index]);
    expect(await read()).toEqual([
      `Họ tên: ${name}`,
      `Ngày sinh: ${birth}`,
      `Giới tính: ${gender}`,
      `Số định danh cá nhân: ${number}`,
      `Ngày cấp thẻ căn cước: ${day}/${month}/${year}`,
    ]);
    if (index === 0) expect(await problemsOf(page, ['laptop', 'phone'])).toEqual([]);
    await page.keyboard.press('Escape');
  }
  expect(await page.locator('dialog').textContent()).not.toContain('Hoàng'); // closed, it keeps nothing

  show(KNOWN);
  expect(await read()).toEqual([]);
  expect(await dialog.innerText()).toMatch(/đã có trong sổ[^]*Nguyễn Thị Vi[^]*cùng số định danh/);
  expect(await dialog.getByRole('link').getAttribute('href')).toMatch(/^\/residents\//);
  await page.keyboard.press('Escape');

  show('https://dichvucong.gov.vn');
  await scan(page);
  await dialog.getByText('Mã này không phải mã trên thẻ căn cước').waitFor();
  expect(await dialog.locator('video').isVisible()).toBe(true); // and goes on looking
  await page.keyboard.press('Escape');
});

test('the office takes what it ticks from a picture, and the number is kept sealed', async () => {
  const page = await windowOf('staff', LAPTOP);
  await page.goto(`/residents/new?household=${world.household.id}`);
  await page.getByLabel('Ngày sinh').fill('1946');
  await scan(page);
  const dialog = dialogOf(page);
  const picture = dialog.getByLabel('Hoặc ảnh chụp thẻ');
  await picture.setInputFiles(pictureOf(drawCard(null)));
  await dialog.getByText('Không thấy mã trong ảnh').waitFor();
  await picture.setInputFiles(pictureOf(drawCard('https://dichvucong.gov.vn')));
  await dialog.getByText('Mã này không phải mã trên thẻ căn cước').waitFor();
  await picture.setInputFiles(pictureOf(drawCard(CARDS[0][0], { turn: 20, noise: 60 })));
  await dialog.getByText('Số trên thẻ chưa có trong sổ').waitFor();
  // What was typed stays unless it is ticked.
  const birth = dialog.getByLabel('Ngày sinh: 05/03/1946 (thay cho 1946)');
  expect(await birth.isChecked()).toBe(false);
  await birth.check();
  await dialog.getByLabel(/^Giới tính/).uncheck();
  await dialog.getByRole('button', { name: 'Điền vào biểu mẫu' }).press('Enter');
  const form = page.getByRole('main').locator('form.card');
  const typed = async (name: string) => form.locator(`[name="${name}"]`).inputValue();
  expect(await Promise.all(['fullName', 'birth', 'gender', 'nationalNumber', 'cardIssuedOn'].map(typed))).toEqual([
    'Lê Văn Ất',
    '05/03/1946',
    '',
    '003046000123',
    '15/08/2022',
  ]);
  await page.getByLabel('Quan hệ với chủ hộ').selectOption('other');
  await page.getByLabel('Ghi rõ quan hệ').fill('ở nhờ');
  await follow(page, () => page.getByRole('button', { name: 'Thêm người' }).click());
  expect(
    await app.db.prisma.resident.findFirst({
      where: { fullName: 'Lê Văn Ất' },
      select: { nationalNumberLast4: true, birthDate: true, cardIssuedOn: true, gender: true },
    }),
  ).toEqual({
    nationalNumberLast4: '0123',
    birthDate: new Date('1946-03-05'),
    cardIssuedOn: new Date('2022-08-15'),
    gender: null,
  });
});

test('an officer without a camera reads the name and the year of a new person at the door', async () => {
  const page = await windowOf('officer', PHONE);
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('none', 'NotFoundError'));
  });
  await page.goto(`/round-doors/${world.door.id}/visit`);
  await choose(page, 'Đã gặp');
  await page.locator('#newPeople > summary').click();
  await page.locator('[name="newPeople[0][fullName]"]').fill('Người Gõ Trước');
  await scan(page);
  const dialog = dialogOf(page);
  await dialog.getByText('Không mở được máy ảnh').waitFor();
  expect(await problemsOf(page, ['phone'])).toEqual([]);
  await dialog.getByLabel('Hoặc ảnh chụp thẻ').setInputFiles(pictureOf(drawCard(CARDS[1][0], { turn: 5 })));
  await dialog.getByText('Số trên thẻ chưa có trong sổ').waitFor();
  expect(await dialog.locator('fieldset label:visible').allInnerTexts()).toEqual([
    'Họ tên: Đặng Thị Ngọc Ánh',
    'Năm sinh: 1952',
  ]);
  await dialog.getByRole('button', { name: 'Điền vào biểu mẫu' }).click();
  expect(await page.locator('[name="newPeople[0][fullName]"]').inputValue()).toBe('Người Gõ Trước');
  expect(await page.locator('[name="newPeople[1][fullName]"]').inputValue()).toBe('Đặng Thị Ngọc Ánh');
  expect(await page.locator('[name="newPeople[1][birthYear]"]').inputValue()).toBe('1952');
  for (const row of [0, 1]) await page.locator(`[name="newPeople[${row}][relation]"]`).selectOption('tenant');
  await follow(page, () => page.getByRole('main').getByRole('button', { name: 'Lưu lượt thăm' }).click());
  expect(await app.db.prisma.newcomer.count({ where: { fullName: 'Đặng Thị Ngọc Ánh', birthYear: 1952 } })).toBe(1);
});
