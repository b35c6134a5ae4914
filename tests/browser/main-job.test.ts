import type { Browser, Page } from 'playwright-core';
import {
  choose,
  follow,
  heading,
  launchBrowser,
  openWindow,
  part,
  pick,
  step,
  unfold,
  type Window,
} from '../support/browser';
import { createBarrier, createService, createTopic } from '../support/factories';
import { runningApp, signIn } from '../support/running-app';
import { LIST_HEADER, workbook } from '../fixtures/lists';
import { ACCOUNTS } from '../support/two-wards';

type App = Awaited<ReturnType<typeof runningApp>>;

/** Four doors of one alley; the residents of the last one are in a separate lane. */
const LIST = [
  ['UBND PHƯỜNG BA ĐÌNH'],
  ['DANH SÁCH NHÂN KHẨU TỔ 12'],
  [],
  LIST_HEADER,
  [1, 'H1', 'PHẠM THỊ SÁU', '02/03/1945', 'Nữ', '', '0912345678', 'Chủ hộ', '2 ngõ Châu Long', 'Tổ 12'],
  [2, '', 'Phạm Thị Mai', '1974', 'Nữ', '', '', 'Con', '', ''],
  [3, 'H2', 'Đặng Văn Bình', '24/11/1960', 'Nam', '', '', 'Chủ hộ', '4 ngõ Châu Long', 'Tổ 12'],
  [4, 'H3', 'Lê Thị Hoà', '1958', 'Nữ', '', '', 'Chủ hộ', '6 ngõ Châu Long', 'Tổ 12'],
  [5, 'H4', 'Vũ Đình Nghĩa', '1971', 'Nam', '', '', 'Chủ hộ', '8 ngõ Châu Long', 'Tổ 12'],
  [6, 'H5', 'Nguyễn Thị Vi', '1966', 'Nữ', '', '', 'Chủ hộ', '48 Phạm Hồng Thái', 'Tổ 12'],
];
const EVENING = new Date('2026-11-26T12:00:00Z'); // 19:00
const NEXT_MORNING = new Date('2026-11-27T02:00:00Z');
const REASON = 'Bà Vi chỉ có con ở nhà vào sáng thứ Sáu';

let browser: Browser;
let app: App;
const windows: Window[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  app = await runningApp();
  await createService(app.db, app.ward, {
    name: 'Hỗ trợ chi phí mai táng đối với đối tượng hưởng trợ cấp hưu trí xã hội',
    groupKey: 'bao_tro_xh',
  });
  await createService(app.db, app.ward, { name: 'Trợ cấp hưu trí xã hội', groupKey: 'bao_tro_xh' });
  await createTopic(app.db, app.ward);
  await createBarrier(app.db, app.ward);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function signedIn(account: keyof typeof ACCOUNTS): Promise<Page> {
  const window = await openWindow(browser, app.address);
  windows.push(window);
  await signIn(window.page, ACCOUNTS[account]);
  return window.page;
}

const press = (page: Page, name: string | RegExp) =>
  follow(page, () => page.getByRole('main').getByRole('button', { name }).click());
const open = (page: Page, name: string | RegExp) =>
  follow(page, () => page.getByRole('link', { name }).first().click());
const main = (page: Page) => page.getByRole('main').innerText();
const rows = async (page: Page, selector: string) =>
  (await page.locator(selector).allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());

test("the ward's own list becomes the chairman's figure", async () => {
  let page: Page;
  const tell = (sentence: string, act: () => Promise<void>) => step(sentence, browser, act);

  await tell('given the administrator has imported the list of households', async () => {
    page = await signedIn('admin');
    await page.goto('/imports/new');
    await page.getByLabel('Tệp danh sách').setInputFiles({
      name: 'tổ 12.xlsx',
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: await workbook(LIST),
    });
    await press(page, 'Gửi và xem trước');
    await page.getByRole('heading', { name: 'Xem trước, chưa ghi gì' }).waitFor();
    expect(await main(page)).toContain('thêm 6 người, lập 5 hộ mới');
    expect(await app.db.prisma.resident.count()).toBe(0);
    await page.getByLabel(/[Ll]ập .*tổ/).check();
    await press(page, 'Ghi vào sổ');
    await page.getByRole('link', { name: 'Nhập nhầm? Hoàn tác lần nhập này' }).waitFor();
    expect(await app.db.prisma.resident.count()).toBe(6);
  });

  await tell('given the chairman has seen that no resident has used the portal', async () => {
    page = await signedIn('chairman');
    await page.goto('/reports');
    expect(await rows(page, '.answer-figure')).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Đội biết.* 0 trên 6 người từ 18 tuổi/)]),
    );
  });

  await tell(
    'when staff plan a weekday at 10:00, it is refused until a reason is written, which is kept and shown',
    async () => {
      page = await signedIn('staff');
      await page.goto('/rounds/new');
      await page.getByLabel(/^Ngày/).fill('2026-11-27');
      await page.getByLabel(/^Từ /).fill('10:00');
      await page.getByLabel(/^Đến /).fill('11:00');
      await choose(page, /Phố Phạm Hồng Thái/);
      await press(page, 'Xem cửa');
      await choose(page, /Nguyễn Thị Đội/);
      await choose(page, /Phạm Minh Viên/);
      expect((await press(page, 'Lập buổi')).status).toBe(422);
      expect(await page.title()).toMatch(/^Lỗi: /);
      expect(await app.db.prisma.round.count()).toBe(0);
      await page.getByLabel('Lý do ra quân ngoài khung giờ').fill(REASON);
      expect((await press(page, 'Lập buổi')).status).toBe(200);
      expect(await main(page)).toContain(REASON);
    },
  );

  await tell('and plan tonight for one alley with two officers, which needs no reason', async () => {
    await page.goto('/rounds/new');
    await page.getByLabel(/^Ngày/).fill('2026-11-26');
    await page.getByLabel(/^Từ /).fill('18:30');
    await page.getByLabel(/^Đến /).fill('20:45');
    await choose(page, /[Nn]gõ Châu Long/);
    await press(page, 'Xem cửa');
    await choose(page, /Nguyễn Thị Đội/);
    await choose(page, /Phạm Minh Viên/);
    expect(await press(page, 'Lập buổi')).toMatchObject({
      status: 200,
      path: expect.stringMatching(/^\/rounds\/[0-9a-f-]{36}$/),
    });
    expect(await main(page)).toContain('Đã lập buổi ra quân với 4 cửa');
  });

  await tell("then an officer sees tonight's doors in walking order", async () => {
    app.setNow(EVENING);
    page = await signedIn('officer');
    expect(new URL(page.url()).pathname).toBe('/today');
    await follow(page, () => page.getByRole('link', { name: /^Mở danh sách/ }).click());
    expect(new URL(page.url()).pathname).toBe('/tonight');
    expect((await rows(page, '.doors > li')).map((door) => /^\d+/.exec(door)?.[0])).toEqual(['2', '4', '6', '8']);
  });

  await tell('and logs a visit on which a resident submitted a file', async () => {
    await open(page, /2 ngõ Châu Long/);
    expect(await heading(page)).toBe('Số 2 ngõ Châu Long');
    await choose(page, 'Đã gặp');
    await choose(page, /Bà Phạm Thị Sáu/);
    await pick(page, 'Giúp ai', 'Bà Phạm Thị Sáu, 81 tuổi');
    // The script of the page turns the list into a field to search in.
    await page.locator('input[role=combobox]').first().waitFor();
    await page.getByRole('combobox', { name: 'Dịch vụ công' }).fill('tro cap huu tri');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('combobox', { name: 'Dịch vụ công' }).inputValue()).toMatch(/^Trợ cấp hưu trí xã hội/);
    await pick(page, 'Mức giúp', 'Người dân bấm máy, đội hướng dẫn');
    await pick(page, 'Kết quả', 'Đã nộp trên Cổng');
    await page.getByLabel('Mã hồ sơ', { exact: true }).fill('H26.12.3-261126-0007');
    await page.getByRole('button', { name: 'Thêm việc' }).click();
    const second = page.getByRole('group', { name: 'Việc 2' });
    await second.locator('#assists-1-residentId label.choice').nth(1).click();
    await second.getByRole('combobox', { name: 'Dịch vụ công' }).fill('hưu trí');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await pick(second, 'Mức giúp', 'Chỉ giải thích, chưa nộp gì');
    await pick(second, 'Kết quả', 'Đang chuẩn bị, chưa nộp');
    await unfold(page, 'điều đã nói');
    await choose(page, 'Mã OTP, passcode, mật khẩu');
    await unfold(page, 'VNeID');
    await pick(part(page, 'VNeID'), /Phạm Thị Sáu/, 'Mức 2');
    await unfold(page, 'hỏi Cổng');
    await page.locator('.asked:not([hidden])').first().getByText('Không nộp lần nào').click();
    await press(page, /^Lưu, sang số/);
  });

  await tell(
    'and continues to the next door, where no one is at home, and to the next, where they refuse',
    async () => {
      expect(await heading(page)).toBe('Số 4 ngõ Châu Long');
      await page
        .locator('form:not([data-new])')
        .getByRole('button', { name: /^Vắng nhà/ })
        .waitFor();
      await press(page, /^Vắng nhà/);
      expect(await heading(page)).toBe('Số 6 ngõ Châu Long');
      await choose(page, 'Chưa muốn');
      await page.getByLabel('Lý do khác').fill('sợ lừa đảo');
      await press(page, /^Lưu, sang số/);
      expect(await heading(page)).toBe('Số 8 ngõ Châu Long');
      await page.goto('/tonight');
      expect(await main(page)).toContain('Đã gặp 1, vắng 1, chưa muốn 1, còn 1 cửa');
    },
  );

  await tell('then staff see the next morning what waits: the door without a visit, newest round first', async () => {
    app.setNow(NEXT_MORNING);
    page = await signedIn('staff');
    await page.goto('/waiting');
    const waiting = await rows(page, '.work-list tbody tr');
    expect(waiting.filter((row) => row.includes('Cửa chưa ghi kết quả'))).toEqual([
      expect.stringContaining('8 ngõ Châu Long'),
    ]);
    expect(waiting.join('\n')).toContain('Phạm Thị Mai');
  });

  await tell('and the chairman reads the change, and the list behind the figure names the resident', async () => {
    page = await signedIn('chairman');
    await page.goto('/reports');
    expect(await rows(page, '.answer-figure, .month-cards .card')).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Đội biết.* 1 trên 6 người từ 18 tuổi/),
        expect.stringMatching(/^Cửa đã gặp, 12 tháng 20,0 %.* 1 trên 5 cửa$/),
        expect.stringMatching(/^Người được giúp 2\b/),
      ]),
    );
    await open(page, /Đội biết/);
    expect(await main(page)).toContain('Phạm Thị Sáu');
    expect(await main(page)).toContain('Trợ cấp hưu trí xã hội');
  });

  expect(windows.flatMap((window) => window.troubles)).toEqual([]);
});
