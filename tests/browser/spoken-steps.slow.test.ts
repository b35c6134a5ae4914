import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { createGuide, createService } from '../support/factories';
import { follow, launchBrowser, LAPTOP, openWindow, PHONE, type Window } from '../support/browser';
import { runningApp, signIn } from '../support/running-app';
import { ACCOUNTS } from '../support/two-wards';
import { bringAxe, problemsOf } from './page-checks';

let browser: Browser;
let app: Awaited<ReturnType<typeof runningApp>>;
let window: Window;
let page: Page;
beforeAll(async () => {
  browser = await launchBrowser();
  app = await runningApp();
  window = await openWindow(browser, app.address, { viewport: LAPTOP });
  page = window.page;
  await bringAxe(window.context);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
  expect(window.troubles).toEqual([]);
});

test('an officer records a step, and a phone plays it', async () => {
  const service = await createService(app.db, app.ward);
  const guide = await createGuide(app.db, app.ward, service);
  await signIn(page, ACCOUNTS.officer);
  await page.goto(`/public-services/${service.id}`);
  await page.getByRole('link', { name: 'Ghi âm các bước' }).click();
  expect(await problemsOf(page)).toEqual([]);
  await page
    .getByRole('button', { name: /^Ghi âm/ })
    .first()
    .click();
  const stop = page.getByRole('button', { name: /^Dừng và lưu/ });
  await stop.waitFor();
  await page.waitForTimeout(1500); // what is said takes time
  const saved = await follow(page, () => stop.click());
  expect(saved.status).toBe(200);
  expect(await app.db.prisma.spokenStep.findMany()).toMatchObject([
    { words: 'Mở Cổng\ndichvucong.gov.vn', soundType: 'audio/webm', spokenBy: app.users.officer.id },
  ]);
  expect(await problemsOf(page)).toEqual([]);

  const phone = await openWindow(browser, app.address, { viewport: PHONE });
  await bringAxe(phone.context);
  await phone.page.goto(`/guides/${guide.id}`);
  const heard = await phone.page.locator('audio').evaluate(async (audio: HTMLAudioElement) => {
    audio.muted = true;
    await audio.play();
    await new Promise((resolve) => audio.addEventListener('ended', resolve, { once: true }));
    return { state: audio.readyState, seconds: audio.currentTime };
  });
  expect(heard.state).toBeGreaterThanOrEqual(2);
  expect(heard.seconds).toBeGreaterThan(1);
  const sizes = await phone.page
    .locator('.taught-page :is(p, li, b, a)')
    .evaluateAll((all) => all.map((element) => parseFloat(getComputedStyle(element).fontSize)));
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(24);
  expect(await problemsOf(phone.page)).toEqual([]);
  const paper = await phone.page.pdf({ preferCSSPageSize: true });
  expect(paper.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);

  // In a language without a code, and with a sound that arrived broken: words stand in place of the player.
  const step = {
    id: randomUUID(),
    language: 'Tiếng Thái',
    text: 'Lời Thái',
    soundType: 'audio/webm',
    sound: Buffer.alloc(2000),
  };
  await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { secondLanguage: step.language } });
  await app.db.prisma.spokenStep.updateMany({ data: step });
  await phone.page.goto(`/guides/${guide.id}?language=2`);
  expect(await phone.page.locator('.taught-list b[lang=""]').allTextContents()).toEqual(['Lời Thái']);
  expect(await problemsOf(phone.page)).toEqual([]);
  await phone.page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.play().catch(() => undefined));
  await phone.page.getByText('Chưa phát được bản ghi âm này').waitFor({ timeout: 10_000 });
  expect(await phone.page.locator('audio').count()).toBe(0);
  await phone.context.close();
  expect(phone.troubles).toEqual([]);
});
