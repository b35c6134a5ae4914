import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { addReferenceSituations } from '../../src/features/office/situations/service';
import { VNEID_LEVELS } from '../../src/shared/labels';
import { drawCard, pictureOf } from '../support/drawn-cards';
import { createResident } from '../support/factories';
import { choose, chooseOther, follow, launchProfile, part, pick, unfold, writeNote } from '../support/browser';
import { cuttableLine, type CuttableLine } from '../support/cuttable-line';
import { formOf } from '../support/forms';
import { runningApp, signIn } from '../support/running-app';
import { eventually } from '../support/patience';
import { testFolder } from '../support/test-folder';
import { slowTest } from '../support/runs';
import { ACCOUNTS, PASSWORD } from '../support/two-wards';
import { eveningRound, street } from '../support/worlds/rounds';

// An officer in a stairwell: a round taken along, visits without network, and everything that may go wrong on the way.

/** Far ahead, because a service worker keeps the real time: for it, a round that was carried days ago is over. */
const EVENING = new Date('2036-11-26T12:40:00Z');
const DOORS = 10;
/** Made up. */
const CARD = '003190000789||Trần Thị Ưng Quyên|29021992|Nữ|Hà Nội|11112024|||Trần Văn Cha|Lê Thị Mẹ';

let app: Awaited<ReturnType<typeof runningApp>>;
let line: CuttableLine;
let profile: string;
let laptop: BrowserContext;
let page: Page;
let doors: { id: string; householdId: string }[];

beforeEach(async () => {
  app = await runningApp();
  app.setNow(EVENING);
  line = await cuttableLine(app.address);
  const households = await street(app, DOORS);
  for (const [index, household] of households.entries())
    await createResident(app.db, app.ward, { household, fullName: nameAt(index), birthYear: 1945 });
  const round = await eveningRound(app, { households, startsAt: new Date('2036-11-26T11:30:00Z') });
  doors = round.roundDoors;
  profile = fs.mkdtempSync(path.join(testFolder(), 'laptop-'));
  await openBrowser();
});
afterEach(async () => {
  await laptop.close();
  await line.cut();
  await app.close();
});

const nameAt = (index: number) => `Nguyễn Thị Bất Khuất ${'ABCDEFGHIJ'[index]}`;

async function openBrowser(): Promise<void> {
  laptop = await launchProfile(profile, line.address);
  laptop.setDefaultTimeout(30_000);
  await laptop.clock.setFixedTime(EVENING);
  page = laptop.pages()[0]!;
}

/** Ends the browser as a dead battery does. */
async function killBrowser(): Promise<void> {
  const ended = new Promise((resolve) => laptop.once('close', resolve));
  spawnSync('pkill', ['-9', '-f', profile]);
  await ended;
}

async function takeAlong(): Promise<void> {
  await signIn(page, ACCOUNTS.officer);
  await carryTonight();
}

async function carryTonight(): Promise<void> {
  await page.goto('/tonight');
  await page.locator('[data-carry-summary]').click();
  await page.getByLabel('Tên máy này').fill('Máy số 2');
  await page.getByLabel('Mật khẩu của bạn').fill(PASSWORD);
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Mang theo' }).click()]);
}

async function unlock(): Promise<void> {
  await page.getByLabel(/Mật khẩu (của|lúc)/).fill(PASSWORD);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
}

/** A killed browser may have lost the session, too. */
async function signInAgain(): Promise<void> {
  await page.goto('/tonight');
  if (new URL(page.url()).pathname === '/login') await signIn(page, ACCOUNTS.officer);
}

const openDoor = (index: number) => page.goto(`/round-doors/${doors[index]!.id}/visit`);
/** The page after the form says so. */
const kept = () => page.getByRole('status').getByText('Đã giữ trên máy, tự gửi khi có mạng').waitFor();
const waiting = () => page.locator('.waiting');

/** The woman who lives there alone opened: the form chooses her by itself. */
async function fillIn(index: number): Promise<void> {
  await openDoor(index);
  await choose(page, 'Đã gặp');
  await writeNote(page, `ghi chú ${index}`);
}
const save = () => page.getByRole('main').getByRole('button', { name: 'Lưu lượt thăm' }).click();

const saved = () =>
  app.db.prisma.visit.findMany({
    orderBy: { arrivedAt: 'asc' },
    select: { note: true, arrivedAt: true, loggedBy: true, roundDoorId: true },
  });

const savedSoon = (isEnough: (count: number) => boolean) =>
  eventually(
    async () => isEnough(await app.db.prisma.visit.count()),
    () => 'the visits were never saved',
  );

test('ten visits without network survive a killed browser and a lost answer, and each is saved once', async () => {
  await app.db.prisma.$transaction((tx) => addReferenceSituations(tx, EVENING));
  await takeAlong();
  await line.cut();

  // The list and the forms open from the laptop.
  await page.goto('/tonight');
  await waiting().getByText('bản mang theo lúc').waitFor();
  for (let index = 0; index < DOORS - 1; index += 1) {
    await laptop.clock.setFixedTime(new Date(EVENING.getTime() + index * 60_000));
    await fillIn(index);
    if (index === 4) {
      await unfold(page, 'tình huống lừa đảo');
      for (const [moment, answer] of [
        ['before', '1'],
        ['after', '3'],
      ])
        await page.locator(`input[name="practice[${moment}]"][value="${answer}"]`).check();
    }
    if (index === 5) {
      // Whose number it is, only the server could say.
      await page.locator('#newPeople > summary').click();
      await page.getByRole('button', { name: 'Quét mã thẻ' }).click();
      await page.getByLabel('Hoặc ảnh chụp thẻ').setInputFiles(pictureOf(drawCard(CARD)));
      await page.getByText('Chưa tra được số này trong sổ').waitFor();
      await page.getByRole('button', { name: 'Điền vào biểu mẫu' }).click();
      await page.locator('[name="newPeople[0][relation]"]').selectOption('tenant');
    }
    if (index === 6) {
      await unfold(page, 'VNeID');
      const helper = part(page, 'VNeID').locator('[data-helper]:visible');
      await helper.locator('summary').click();
      await helper.getByLabel('Ai giúp khi đội không đến').selectOption('Người ở ngoài hộ');
      await helper.getByLabel('Họ tên').fill('Lê Văn Nam');
      await helper.getByLabel('Điện thoại').fill('0534 111 222');
      await helper.getByText('Cả hai đã đồng ý').click();
    }
    await save();
    await kept();
  }
  expect(await waiting().innerText()).toContain(`${DOORS - 1} lượt chưa gửi`);

  // The tenth is only typed when the battery dies.
  await laptop.clock.setFixedTime(new Date(EVENING.getTime() + (DOORS - 1) * 60_000));
  await fillIn(DOORS - 1);
  await unfold(page, 'VNeID');
  await pick(part(page, 'VNeID'), new RegExp(nameAt(DOORS - 1)), VNEID_LEVELS.level_2);
  await page.waitForTimeout(300);
  await killBrowser();
  await openBrowser();
  await page.goto('/tonight');
  await unlock();
  await openDoor(DOORS - 1);
  await page.getByText('Đã đặt lại những gì gõ dở').waitFor();
  await save();
  await kept();

  // The network is back. While the laptop sends, answers stop coming through, and then the line breaks.
  const later = new Date(EVENING.getTime() + 20 * 60_000);
  app.setNow(later);
  await laptop.clock.setFixedTime(later);
  await line.mend();
  await signInAgain();
  await savedSoon((count) => count > 1);
  line.deafen();
  // Long enough for another try, whose answer is lost as well.
  await page.waitForTimeout(6000);
  await line.cut();
  await line.mend();
  const other = await laptop.newPage();
  await Promise.all([page.goto('/tonight'), other.goto('/tonight')]);
  await savedSoon((count) => count === DOORS);
  await other.locator('.waiting').getByText('Đã gửi hết').waitFor({ state: 'attached' });

  const visits = await saved();
  expect(visits.map(({ note }) => note)).toEqual(Array.from({ length: DOORS }, (_, index) => `ghi chú ${index}`));
  expect(visits[3]!.arrivedAt).toEqual(new Date(EVENING.getTime() + 3 * 60_000));
  expect(new Set(visits.map(({ loggedBy }) => loggedBy))).toEqual(new Set([app.users.officer.id]));
  expect(await app.db.prisma.readiness.findMany({ select: { vneidLevel: true } })).toEqual([{ vneidLevel: 'level_2' }]);
  expect(await app.db.prisma.newcomer.findMany({ select: { fullName: true, birthYear: true } })).toEqual([
    { fullName: 'Trần Thị Ưng Quyên', birthYear: 1992 },
  ]);
  expect(await app.db.prisma.digitalHelper.findMany()).toMatchObject([
    { name: 'Lê Văn Nam', phone: '0534111222', agreedHeardBy: app.users.officer.id },
  ]);
  // Without a consent to surveys, nothing leads to the woman who answered.
  const answers = await app.db.prisma.situationAnswer.findMany({ orderBy: { moment: 'asc' } });
  expect(answers.map(({ moment, answer, residentId }) => [moment, answer, residentId])).toEqual([
    ['before', 1, null],
    ['after', 3, null],
  ]);
});

slowTest(
  'without network the way goes on, and the list counts, points on and tells the time from what waits',
  async () => {
    await takeAlong();
    await line.cut();
    const press = async (name: RegExp) => {
      await page.locator('form[data-visit-form]:not([data-new])').waitFor();
      await follow(page, () => page.getByRole('button', { name }).click());
      await kept();
      return new URL(page.url()).pathname;
    };
    const pathOf = (index: number) => `/round-doors/${doors[index]!.id}/visit`;
    await openDoor(1);
    expect(await press(/^Vắng nhà/)).toBe(pathOf(2));
    await fillIn(0);
    expect(await press(/^Lưu, sang số 6 Hàng Than/)).toBe(pathOf(2));
    await chooseOther(page, 'Không vào được');
    await writeNote(page, 'cổng khóa');
    expect(await press(/^Lưu, sang số 8 Hàng Than/)).toBe(pathOf(3));

    await page.goto('/tonight');
    const progress = page.locator('.progress-line');
    await progress.getByText('Đã ghi 3 cửa, còn 7 cửa').waitFor();
    expect(await progress.innerText()).toContain('Dự kiến xong 20:50');
    expect(await progress.locator('progress').evaluate((bar: HTMLProgressElement) => bar.value)).toBe(3);
    const rows = page.locator('.doors > li');
    expect(await rows.nth(1).innerText()).toContain('Vắng nhà 19:40, chưa gửi');
    expect(await page.locator('.doors-next').allInnerTexts()).toEqual([expect.stringContaining(nameAt(3))]);
    expect(await page.locator('.next-door a').getAttribute('href')).toContain(pathOf(3));

    // A form without an answer is not kept.
    await openDoor(3);
    expect(await page.getByRole('button', { name: /^Lưu/ }).count()).toBe(0);
    await page.locator('form[data-visit-form]:not([data-new])').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText('Chưa có câu trả lời').waitFor();
    await line.mend();
    await page.goto('/tonight');
    await savedSoon((count) => count === 3);
    await progress.getByText('còn 7 cửa').waitFor();
  },
);

slowTest.each([
  ['by dropping the laptop’s version', /Bỏ bản của tôi/],
  ['by saving one form of both', /Mở bản đã lưu và thêm lời của tôi/],
])('a visit that another officer logged first leaves the laptop once it is settled: %s', async (_how, way) => {
  await takeAlong();
  await line.cut();
  await fillIn(0);
  await save();
  await kept();
  const officer2 = await app.as('officer2');
  await officer2.post(`/round-doors/${doors[0]!.id}/visit`, {
    ...(await formOf(officer2, `/round-doors/${doors[0]!.id}/visit`)),
    outcome: 'nobody_home',
  });
  await line.mend();
  await page.goto('/tonight');
  await follow(page, () => waiting().getByRole('button', { name: 'Mở hai bản' }).click());
  await waiting().getByText('1 lượt cần bạn xem').waitFor();
  await follow(page, () => page.getByRole('main').locator('a, button').filter({ hasText: way }).click());
  if (way.source.startsWith('Mở')) {
    await waiting().getByText('1 lượt cần bạn xem').waitFor();
    await follow(page, () => page.getByRole('button', { name: 'Lưu thay đổi' }).click());
    expect(await saved()).toMatchObject([{ note: 'ghi chú 0' }]);
  }
  await page.goto('/tonight');
  await page.locator('.progress-line').getByText('còn 9 cửa').waitFor();
  expect(await page.locator('main').innerText()).not.toContain('cần bạn xem');
  expect(await app.db.prisma.visit.count()).toBe(1);
});

slowTest('after signing out nothing of the round is left in the browser’s folder', async () => {
  const secrets = [...(await fillHomes()), 'Hoàng Văn Khách'];
  expect(secrets.length).toBeGreaterThan(45);
  await takeAlong();
  await line.cut();
  await fillIn(0);
  await page.getByText('Người mới, người khác').click();
  await page.getByLabel('Người khác').fill('Hoàng Văn Khách');
  await save();
  await kept();
  await line.mend();
  await page.goto('/tonight');
  await savedSoon((count) => count === 1);
  await waiting().getByText('Đã gửi hết').waitFor();
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await page.waitForURL('/');
  const removed = await app.db.prisma.carriedRound.findFirstOrThrow();
  expect(removed.removedAt).not.toBeNull();
  await laptop.close();

  // The search finds what is there.
  expect(secretsIn(profile, [...secrets, '/tonight'])).toEqual(['/tonight']);
  await openBrowser();
});

slowTest('signing out is refused while a visit waits, until it stands in a file that the office takes in', async () => {
  await takeAlong();
  await line.cut();
  await fillIn(0);
  await save();
  await kept();
  await line.mend();
  // The server has lost the door meanwhile: the visit cannot go by itself.
  await app.db.prisma.roundDoor.delete({ where: { id: doors[0]!.id } });
  await page.goto('/tonight');
  await waiting().getByText('không còn trong sổ').waitFor();

  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  const refusal = page.locator('[data-sign-out]');
  await refusal.getByText('Còn 1 lượt chưa gửi').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    refusal.getByRole('button', { name: 'Lưu vào tệp' }).click(),
  ]);
  const file = path.join(profile, 'tệp.json');
  await download.saveAs(file);
  expect(fs.readFileSync(file, 'utf8')).not.toContain('ghi chú');
  await refusal.getByRole('button', { name: 'Tệp đã có, đăng xuất' }).click();
  await page.waitForURL('/');

  await signIn(page, ACCOUNTS.staff);
  await page.goto('/visit-files/new');
  await page.getByLabel('Tệp lượt thăm').setInputFiles(file);
  await page.getByRole('button', { name: 'Nhận tệp' }).click();
  await page.getByText('Chưa ghi được (1)').waitFor();
});

slowTest('another officer on the same laptop neither sees nor sends what waits there', async () => {
  await takeAlong();
  await line.cut();
  await fillIn(0);
  await save();
  await kept();
  // The session ends by itself, and a colleague signs in.
  await app.db.pool.query('DELETE FROM user_session');
  await line.mend();
  await signIn(page, ACCOUNTS.officer2);
  await page.goto('/tonight');
  expect(await page.locator('main').innerText()).not.toContain('chưa gửi');
  await openDoor(0);
  expect(await page.getByLabel('Ghi chú', { exact: true }).inputValue()).toBe('');
  expect(await app.db.prisma.visit.count()).toBe(0);
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await page.waitForURL('/');

  // Its author comes back: signing in unlocks, and it goes.
  await signIn(page, ACCOUNTS.officer);
  await page.goto('/tonight');
  await savedSoon((count) => count === 1);
  expect(await saved()).toMatchObject([{ loggedBy: app.users.officer.id, note: 'ghi chú 0' }]);
});

slowTest(
  'a visit whose door was taken off the round meanwhile opens with every word, and goes to its household',
  async () => {
    await takeAlong();
    await line.cut();
    await fillIn(0);
    await save();
    await kept();
    await app.db.prisma.roundDoor.delete({ where: { id: doors[0]!.id } });
    await line.mend();
    await page.goto('/tonight');
    await Promise.all([
      page.waitForEvent('load'),
      waiting().getByRole('button', { name: 'Mở lại những gì đã gõ' }).click(),
    ]);
    expect(await page.getByLabel('Ghi chú', { exact: true }).inputValue()).toBe('ghi chú 0');
    await Promise.all([page.waitForEvent('load'), save()]);
    expect(await saved()).toMatchObject([{ note: 'ghi chú 0', roundDoorId: null }]);
    await page.goto('/tonight');
    expect(await page.locator('main').innerText()).not.toContain('chưa gửi');
  },
);

slowTest('words typed while the round was locked are there after unlocking', async () => {
  await takeAlong();
  await page.evaluate(() => navigator.serviceWorker.controller!.postMessage({ kind: 'forget' }));
  await openDoor(0);
  await choose(page, 'Chưa muốn');
  await writeNote(page, 'gõ lúc khóa');
  await page.goto('/tonight');
  await page.getByLabel('Mật khẩu lúc mang theo').fill(PASSWORD);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  await openDoor(0);
  await page.getByText('Đã đặt lại những gì gõ dở').waitFor();
  expect(await page.getByLabel('Ghi chú', { exact: true }).inputValue()).toBe('gõ lúc khóa');
});

slowTest('a locked laptop tries wrong passwords later and later, and names the former one', async () => {
  await takeAlong();
  await page.evaluate(() => navigator.serviceWorker.controller!.postMessage({ kind: 'forget' }));
  await line.cut();
  await page.goto('/tonight');
  const attempt = async (password: string, said: RegExp) => {
    await page.getByLabel(/^Mật khẩu lúc mang theo/).fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: said }).waitFor();
  };
  for (const said of [/mật khẩu trước\.$/, /mật khẩu trước\.$/, /mật khẩu trước\. Sai nhiều lần: chờ 5 giây/])
    await attempt(`đoán ${said.source.length}`, said);
  await page.reload();
  await attempt(PASSWORD, /^Sai nhiều lần: chờ 5 giây/);
  await laptop.clock.setFixedTime(new Date(EVENING.getTime() + 6000));
  await unlock();
  await waiting().getByText('bản mang theo lúc').waitFor();
});

slowTest(
  'a round that is carried again stands once in the list of laptops; one that is over is removed when the program is opened',
  async () => {
    await takeAlong();
    await carryTonight();
    const held = await app.db.prisma.carriedRound.findMany({ orderBy: { carriedAt: 'asc' } });
    expect(held.map(({ removedAt }) => removedAt !== null).sort()).toEqual([false, true]);

    await app.db.pool.query('DELETE FROM user_session');
    await laptop.clock.setFixedTime(new Date(EVENING.getTime() + 3 * 86_400_000));
    await page.goto('/login');
    const left = () =>
      page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            indexedDB.open('go-cua').onsuccess = (event) => {
              const db = (event.target as IDBOpenDBRequest).result;
              db.transaction('pages').objectStore('pages').count().onsuccess = (count) => {
                db.close();
                resolve((count.target as IDBRequest<number>).result);
              };
            };
          }),
      );
    await eventually(
      async () => (await left()) === 0,
      () => 'the pages of a round that is over are still there',
    );
  },
);

slowTest('what is typed in one tab is not lost when another tab signs out', async () => {
  await takeAlong();
  await fillIn(0);
  const other = await laptop.newPage();
  await other.goto('/tonight');
  await Promise.all([
    other.waitForURL((url) => url.pathname === '/'),
    other.getByRole('button', { name: 'Đăng xuất' }).click(),
  ]);
  await Promise.all([page.waitForEvent('load'), save()]);
  expect(await page.locator('main').innerText()).toContain('Những gì bạn vừa gõ được giữ lại');
  await page.getByLabel('Tên đăng nhập').fill(ACCOUNTS.officer);
  await page.getByLabel('Mật khẩu').fill(PASSWORD);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Gửi lại' }).click()]);
  expect(await saved()).toMatchObject([{ loggedBy: app.users.officer.id, note: 'ghi chú 0' }]);
});

/** Relatives at every door but the first, and a helper with the telephone. Names and numbers as typed. */
async function fillHomes(): Promise<string[]> {
  const secrets: string[] = [];
  for (const [index, { householdId }] of doors.entries()) {
    const [relative, second, name, phone] = ['Con', 'Cháu', 'Giúp']
      .map((who) => `Lê Văn Tuyệt Mật ${who} ${index}`)
      .concat(`091234567${index}`);
    await app.db.prisma.digitalHelper.create({
      data: {
        wardId: app.ward.id,
        householdId,
        name: name!,
        phone: phone!,
        validFrom: new Date('2026-11-01'),
        recordedBy: app.users.staff.id,
        recordedAt: EVENING,
      },
    });
    secrets.push(nameAt(index), name!, phone!);
    if (index === 0) continue;
    for (const fullName of [relative!, second!]) {
      await createResident(app.db, app.ward, {
        household: { id: householdId },
        fullName,
        birthYear: 1990,
        relation: 'child',
      });
      secrets.push(fullName);
    }
  }
  return secrets;
}

/** Which of these texts stand in a file of the folder, in UTF-8 or UTF-16, as browsers write them. */
function secretsIn(folder: string, secrets: readonly string[]): string[] {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const contents = files.map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name)));
  return secrets.filter((secret) =>
    contents.some(
      (content) => content.includes(Buffer.from(secret, 'utf8')) || content.includes(Buffer.from(secret, 'utf16le')),
    ),
  );
}
