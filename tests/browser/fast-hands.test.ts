import { randomUUID } from 'node:crypto';
import type { Browser, Locator, Page } from 'playwright-core';
import { createHousehold, createRequest, createResident, createTopic } from '../support/factories';
import { openDoor, THURSDAY_EVENING, type OpenDoor } from '../support/worlds/door';
import {
  choose,
  chooseOther,
  follow,
  launchBrowser,
  openWindow,
  part,
  PHONE,
  unfold,
  type Window,
} from '../support/browser';
import { runningApp, signIn } from '../support/running-app';
import { slowTest } from '../support/runs';
import { ACCOUNTS } from '../support/two-wards';
import { bringAxe, unreadableInUse } from './page-checks';

// What an officer's hands do at a door, counted.

const MOST_KEYS = 40;
const MOST_TAPS = 20;
/** Pixels. */
const MOST_SCROLLED = 2500;

let browser: Browser;
let app: Awaited<ReturnType<typeof runningApp>>;
let world: OpenDoor;
let otherTopic: { id: string };
let window: Window;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  app = await runningApp();
  app.setNow(THURSDAY_EVENING);
  world = await openDoor(app);
  otherTopic = await createTopic(app.db, app.ward, 'Giả danh công an gọi “cập nhật VNeID”');
  window = await openWindow(browser, app.address);
  page = window.page;
  await signIn(page, ACCOUNTS.officer);
  await page.goto(`/round-doors/${world.door.id}/visit`);
});
afterEach(async () => {
  await window.context.close();
  await app.close();
  expect(window.troubles).toEqual([]);
});

/** Presses keys one after the other, as fingers do: 'Control+Enter' is two. Returns how many. */
async function press(...keys: string[]): Promise<number> {
  for (const key of keys) await page.keyboard.press(key);
  return keys.flatMap((key) => key.split('+')).length;
}

/** A new page takes a second before it saves at one press. */
const settled = (where: Page) => where.locator('form[data-visit-form]:not([data-new])').waitFor();

const savedVisit = () =>
  app.db.prisma.visit.findFirstOrThrow({
    include: {
      assistedProcedures: { orderBy: { position: 'asc' } },
      visitPresences: true,
      topicsTaught: true,
      readiness: true,
    },
  });

/** Two people, two procedures, two topics, a level and a next step. */
async function expectFullVisit(): Promise<void> {
  const visit = await savedVisit();
  expect(visit).toMatchObject({ outcome: 'met', nextStep: 'phone_call', readiness: [{ residentId: world.sau.id }] });
  expect(visit.visitPresences.map(({ residentId }) => residentId).sort()).toEqual([world.sau.id, world.mai.id].sort());
  expect(visit.assistedProcedures).toMatchObject([
    { residentId: world.sau.id, publicServiceId: world.pension.id, helpLevel: 'guided', result: 'submitted' },
    { residentId: world.mai.id, publicServiceId: world.residence.id, helpLevel: 'watched', result: 'prepared' },
  ]);
  expect(visit.topicsTaught.map(({ publicServiceId }) => publicServiceId).sort()).toEqual(
    [world.topic.id, otherTopic.id].sort(),
  );
  expect(visit.readiness).toMatchObject([{ vneidLevel: 'level_2' }]);
}

test('a full visit takes at most 40 keys, and goes on to the next door', async () => {
  let keys = 0;
  // The page begins at "Có ai mở cửa không?".
  keys += await press('g', '1', '3', 'Enter');
  keys += await press('1', ...'huu', 'Enter', '2', '1', 'Enter');
  keys += await press('Space', '3', ...'tam', 'Enter', '1', '2', 'Enter');
  keys += await press('n', '1', '2');
  keys += await press('d', '5', 'i', '3');
  let saving = 0;
  const { path } = await follow(page, async () => {
    saving = await press('Control+Enter');
  });
  keys += saving;

  expect(path).toBe(`/round-doors/${world.nextDoor.id}/visit`);
  await expectFullVisit();
  expect(keys).toBeLessThanOrEqual(MOST_KEYS);
});

slowTest('Enter takes no service that was not meant, goes past none, and adds no empty line', async () => {
  const focused = () => page.evaluate(() => document.activeElement?.id);
  const service = page.locator('[name="assists[0][serviceId]"]');
  await press('g', '1', 'Enter', '1', ...'tr', 'Enter');
  // Two services match: none is taken, and the field keeps what was typed.
  expect([await service.inputValue(), await focused()]).toEqual(['', 'assists-0-serviceId']);
  await page.getByText('2 dịch vụ khớp “tr”: chọn một.').waitFor();
  await press('Escape', 'Enter', 'Enter');
  expect([await service.inputValue(), await focused()]).toEqual(['', 'assists-0-serviceId']);
  await press('ArrowDown', 'ArrowDown', 'Enter');
  expect(await service.inputValue()).not.toBe('');
  await press('2', '2', 'Enter');
  expect(await page.locator('[data-repeat-row]').count()).toBe(1);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('điều đã nói');
});

slowTest('a full visit takes at most 20 taps on a phone, and little scrolling', async () => {
  await page.setViewportSize(PHONE);
  await page.reload();
  await page.evaluate(() => {
    let [at, scrolled] = [scrollY, 0];
    addEventListener('scroll', () => {
      scrolled += Math.abs(scrollY - at);
      at = scrollY;
      document.body.dataset.scrolled = String(scrolled);
    });
  });
  let taps = 0;
  // A thumb scrolls no further than it must.
  const tap = async (what: Locator) => {
    await what.first().evaluate((target) => target.scrollIntoView({ block: 'nearest' }));
    await what.first().click();
    taps += 1;
  };
  const line = (number: number) => page.getByRole('group', { name: `Việc ${number}`, exact: true });
  const card = (words: string) => page.locator('label.choice').filter({ hasText: words });
  // A tap on who was helped opens the services.
  const help = async (number: number, words: { who: RegExp; service: string; level: string; result: string }) => {
    await tap(line(number).locator('label.choice').filter({ hasText: words.who }));
    await tap(line(number).getByRole('option', { name: words.service }));
    await tap(line(number).locator('label.choice').filter({ hasText: words.level }));
    await tap(line(number).locator('label.choice').filter({ hasText: words.result }));
  };
  await tap(card('Đã gặp'));
  await tap(page.locator('.visit-people label.choice').nth(0));
  await tap(page.locator('.visit-people label.choice').nth(2));
  await help(1, { who: /Sáu/, service: world.pension.name, level: 'đội hướng dẫn', result: 'Đã nộp trên Cổng' });
  await tap(page.getByRole('button', { name: 'Thêm việc' }));
  await help(2, { who: /Mai/, service: world.residence.name, level: 'đội chỉ xem', result: 'Đang chuẩn bị' });
  await tap(part(page, 'điều đã nói').locator('summary'));
  await tap(page.locator('.visit-topics label.choice').nth(0));
  await tap(page.locator('.visit-topics label.choice').nth(1));
  await tap(part(page, 'VNeID').locator('summary'));
  const level = page.getByRole('group', { name: 'Bà Phạm Thị Sáu' }).first();
  await tap(level.locator('label.choice').filter({ hasText: /^Mức 2\d?$/ }));
  await tap(part(page, 'hẹn tiếp').locator('summary'));
  await tap(card('Gọi điện'));
  const scrolled = Number(await page.evaluate(() => document.body.dataset.scrolled));
  const { height } = await sizeOf(page);
  await follow(page, () => tap(page.locator('.visit-actions button:last-child')));

  await expectFullVisit();
  expect(taps).toBeLessThanOrEqual(MOST_TAPS);
  expect(scrolled).toBeLessThanOrEqual(MOST_SCROLLED);
  expect(height).toBeLessThanOrEqual(5 * PHONE.height);
});

slowTest('what was said at the previous door stands first, and one tap says it again', async () => {
  await app.db.prisma.visit.create({
    data: {
      wardId: app.ward.id,
      householdId: world.nextHousehold.id,
      clientKey: randomUUID(),
      outcome: 'met',
      metSomebody: true,
      arrivedAt: THURSDAY_EVENING,
      visitedOn: new Date('2026-11-26'),
      loggedBy: app.users.officer.id,
      loggedAt: THURSDAY_EVENING,
      topicsTaught: {
        create: [world.topic, otherTopic].map(({ id }) => ({ publicServiceId: id, wardId: app.ward.id })),
      },
    },
  });
  await page.reload();
  await choose(page, 'Đã gặp');
  await page.locator('.visit-people label.choice').first().click();
  await unfold(page, 'điều đã nói');
  const ticked = page.locator('[name=topics]:checked');
  const again = page.getByRole('button', { name: /^Như cửa trước: / });
  expect(await ticked.count()).toBe(0);
  await again.click();
  expect(await ticked.count()).toBe(2);
  await again.click();
  expect(await ticked.count()).toBe(0);
  await again.click();
  await follow(page, () => page.locator('.visit-actions button').last().click());
  const visit = await app.db.prisma.visit.findFirstOrThrow({
    where: { roundDoorId: world.door.id },
    include: { topicsTaught: true },
  });
  expect(visit.topicsTaught).toHaveLength(2);
});

slowTest('a letter answers only in its own question, never while the officer types', async () => {
  const outcome = () =>
    page.locator('[name=outcome]:checked').evaluateAll((found) => found.map((one) => one.getAttribute('value')));
  // Neither does a letter with Ctrl, which belongs to the browser.
  await page.locator('#outcome').focus();
  await page.keyboard.press('Control+g');
  expect(await outcome()).toEqual([]);
  // The letter of an answer behind “Khác” unfolds it.
  await page.keyboard.press('h');
  expect(await outcome()).toEqual(['come_back_later']);
  const note = page.getByLabel('Ghi chú', { exact: true });
  await unfold(page, 'ghi chú');
  await note.fill('');
  await page.keyboard.type('vang h g t 1 n d');
  expect(await note.inputValue()).toBe('vang h g t 1 n d');
  expect(await outcome()).toEqual(['come_back_later']);
});

slowTest('a person who is alone is chosen: the only member, and the only person present', async () => {
  const { household } = await openDoorOfOne();
  await page.goto(`/households/${household.id}/visits/new`);
  await press('g');
  expect(await page.locator('[name=presence]:checked').count()).toBe(1);
  // The line stays empty until a service is chosen, so that nothing is recorded that was not chosen.
  const helped = page.locator('[name="assists[0][residentId]"]');
  expect(await helped.inputValue()).toBe('');
  await page.locator('#assists-0-serviceId').fill('hưu trí');
  await page.keyboard.press('Enter');
  expect(await helped.inputValue()).not.toBe('');
  await page.getByRole('group', { name: 'Giúp ai' }).getByRole('radio', { checked: true }).waitFor();
});

slowTest(
  'a request is proposed as done once its service needs no more work, and what the officer answers stays',
  async () => {
    await createRequest(app.db, app.ward, {
      household: world.household,
      by: app.users.staff,
      publicServiceId: world.pension.id,
    });
    await page.reload();
    const answer = () =>
      page.locator('.visit-asked input:checked').evaluateAll((found) => found.map((one) => one.getAttribute('value')));
    const service = page.locator('#assists-0-serviceId');
    const help = async (words: string) => {
      await service.fill(words);
      await page.keyboard.press('Tab');
    };
    expect(await answer()).toEqual([]);
    await choose(page, 'Đã gặp');
    expect(await answer()).toEqual(['open']);
    await help('hưu trí');
    for (const [result, proposed] of [
      ['Đang chuẩn bị, chưa nộp', 'open'],
      ['Đã nộp trên Cổng', 'done'],
      ['Vướng, chưa làm được', 'open'],
      ['Không cần nộp', 'done'],
    ] as const) {
      await choose(page, result);
      expect(await answer()).toEqual([proposed]);
    }
    await help('tạm trú');
    expect(await answer()).toEqual(['open']);
    await choose(page, 'Xong');
    await help('tạm trú');
    expect(await answer()).toEqual(['done']);
    await service.fill('');
    await page.keyboard.press('Tab');
    // Where no resident was met, nothing was done.
    await chooseOther(page, 'Không vào được');
    expect(await page.locator('.visit-asked').isVisible()).toBe(false);
  },
);

async function openDoorOfOne() {
  const household = await createHousehold(app.db, app.ward, { address: '9 Quán Thánh' });
  await createResident(app.db, app.ward, { fullName: 'Đỗ Văn Một', birthDate: '1950-01-01', household });
  return { household };
}

slowTest('in the home of many, a line of help offers those who are present, and the others when asked', async () => {
  for (const fullName of ['Lê Thị Bảy', 'Lê Văn Tám'])
    await createResident(app.db, app.ward, {
      household: world.household,
      fullName,
      birthYear: 1990,
      relation: 'child',
    });
  await page.reload();
  await choose(page, 'Đã gặp');
  await choose(page, /Phạm Thị Sáu/);
  await choose(page, /Lê Văn Tám/);
  const offered = page.getByRole('group', { name: 'Giúp ai' }).locator('label.choice:visible');
  expect((await offered.allInnerTexts()).map((words) => /Sáu|Tám/.exec(words)?.[0])).toEqual(['Sáu', 'Tám']);
  await page.getByRole('button', { name: 'Người khác trong nhà' }).click();
  expect(await offered.count()).toBe(5);
});

slowTest('on a phone the first question stands under the heading, and the way on stays in sight', async () => {
  await page.setViewportSize(PHONE);
  await page.reload();
  const isInSight = (name: string | RegExp) => expectInSight(page.getByRole('button', { name }));
  await expectInSight(page.getByText('Có ai mở cửa không?'));
  await expectInSight(page.locator('label.choice').filter({ hasText: 'Chưa muốn' }));
  const { words, controls, height } = await sizeOf(page);
  expect(words).toBeLessThanOrEqual(80);
  expect(controls).toBeLessThanOrEqual(8);
  expect(height).toBeLessThanOrEqual(PHONE.height);
  await choose(page, 'Đã gặp');
  await isInSight('Lưu');
  await isInSight('Lưu, sang số 3 ngõ Châu Long');

  // What to know is one line, and opens.
  expect(await page.getByText('Cổng xanh').isVisible()).toBe(false);
  await page.getByText(/^Cần biết: VNeID mới mức 1/).click();
  expect(await page.getByText('Cổng xanh').isVisible()).toBe(true);

  // No field that gets the focus is hidden behind the bar.
  await press('g', '1', 'Enter');
  for (let stop = 0; stop < 24; stop += 1) {
    await press('Tab');
    const isCovered = await page.evaluate(() => {
      const { activeElement: field } = document;
      const bar = document.querySelector('.visit-actions')!;
      if (!field || bar.contains(field) || !field.closest('form')) return false;
      const shown = field.closest('.choice') ?? field;
      return shown.getBoundingClientRect().bottom > bar.getBoundingClientRect().top + 1;
    });
    expect(isCovered).toBe(false);
  }

  // The reasons of a refusal come in sight, and a tap gives one.
  await page.evaluate(() => scrollTo(0, 0));
  await choose(page, 'Chưa muốn');
  await choose(page, 'Đang bận');
  await expectInSight(page.getByLabel('Lý do khác'));
  await follow(page, () => page.getByRole('button', { name: 'Lưu, sang số 3 ngõ Châu Long' }).click());
  expect(await savedVisit()).toMatchObject({ outcome: 'refused', refusalReason: 'Đang bận' });
  await page.goto('/tonight');
  await expectInSight(page.getByRole('link', { name: 'Cửa kế tiếp: số 3 ngõ Châu Long' }));
});

/** Words and controls in sight of the page's main part, and the height of the whole page. */
const sizeOf = (where: Page) =>
  where.evaluate(() => {
    const main = document.querySelector('main')!;
    const controls = [...main.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')];
    const isSeen = (control: Element) => {
      const { width, height } = control.getBoundingClientRect();
      return width > 1 && height > 1 && control.checkVisibility({ visibilityProperty: true });
    };
    return {
      words: main.innerText.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length,
      controls: controls.filter(isSeen).length,
      height: document.documentElement.scrollHeight,
    };
  });

async function expectInSight(what: Locator): Promise<void> {
  const box = await what.first().boundingBox();
  expect(box && box.y >= 0 && box.y + box.height <= PHONE.height).toBe(true);
}

slowTest.each([
  ['by its letter', true],
  ['without JavaScript', false],
])('“Vắng nhà” is one key or tap to the next door, and is undone there: %s', async (_how, javaScriptEnabled) => {
  const other = await openWindow(browser, app.address, { javaScriptEnabled });
  await signIn(other.page, ACCOUNTS.officer);
  await other.page.goto(`/round-doors/${world.door.id}/visit`);
  await settled(other.page);
  const tap = () => other.page.getByRole('button', { name: /^Vắng nhà/ }).click();
  const { path } = await follow(other.page, () => (javaScriptEnabled ? other.page.keyboard.press('v') : tap()));
  expect(path).toBe(`/round-doors/${world.nextDoor.id}/visit`);
  expect(await app.db.prisma.visit.count()).toBe(1);
  await other.page.getByText(/Giờ dễ gặp lần tới/).waitFor();

  const undone = await follow(other.page, () => other.page.getByRole('button', { name: 'Hoàn tác' }).click());
  expect(undone.path).toBe(`/round-doors/${world.door.id}/visit`);
  expect(await app.db.prisma.visit.count()).toBe(0);
  await other.context.close();
  expect(other.troubles).toEqual([]);
});

slowTest('a held V, or one pressed again at once, logs one door; several doors are undone together', async () => {
  const count = () => app.db.prisma.visit.count();
  const isAt = (door: { id: string }) => new URL(page.url()).pathname === `/round-doors/${door.id}/visit`;
  await bringAxe(window.context);
  await settled(page);
  await follow(page, () => page.keyboard.down('v'));
  await page.keyboard.down('v');
  await settled(page);
  await page.keyboard.down('v');
  await page.keyboard.up('v');
  await page.reload();
  await page.keyboard.press('v');
  await settled(page);
  expect([await count(), isAt(world.nextDoor)]).toEqual([1, true]);

  await follow(page, () => page.keyboard.press('v'));
  expect(await count()).toBe(2);
  expect(await unreadableInUse(page, ':is(.alert, .page-head-actions, .visit-onward) .btn:visible')).toEqual([]);
  await follow(page, () => page.getByRole('button', { name: 'Hoàn tác cả 2 lượt' }).click());
  expect([await count(), isAt(world.door)]).toEqual([0, true]);
});
