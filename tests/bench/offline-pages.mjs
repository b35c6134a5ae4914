// Measures how quickly the pages of a carried round open without network; see docs/benchmarks.md.
import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { milliseconds, table } from './report.mjs';

const require = createRequire(import.meta.url);
/** Far ahead, because a service worker keeps the real time: for it, a round that was carried days ago is over. */
const EVENING = new Date('2036-11-26T12:40:00Z');
const STARTS_AT = new Date('2036-11-26T11:30:00Z');
const DOORS = 12;
const TIMES = 15;

/** Prints, for the list of the evening and the form of a door, the median and the slowest of some openings. */
export async function measureOfflinePages() {
  require('../support/typescript-loader.cjs');
  const { startTestServer, stopTestServer } = require('../support/test-server.ts');
  const { runningApp, signIn } = require('../support/running-app.ts');
  const { launchProfile } = require('../support/browser.ts');
  const { cuttableLine } = require('../support/cuttable-line.ts');
  const { createResident } = require('../support/factories.ts');
  const { testFolder } = require('../support/test-folder.ts');
  const { ACCOUNTS, PASSWORD } = require('../support/two-wards.ts');
  const { eveningRound, street } = require('../support/worlds/rounds.ts');

  await startTestServer();
  const app = await runningApp();
  app.setNow(EVENING);
  const line = await cuttableLine(app.address);
  const laptop = await launchProfile(mkdtempSync(path.join(testFolder(), 'laptop-')), line.address);
  try {
    const households = await street(app, DOORS);
    for (const household of households)
      for (const relation of ['head', 'child', 'grandchild'])
        await createResident(app.db, app.ward, { household, relation, birthYear: 1960 });
    const { roundDoors } = await eveningRound(app, { households, startsAt: STARTS_AT });
    await laptop.clock.setFixedTime(EVENING);
    const [page] = laptop.pages();
    await signIn(page, ACCOUNTS.officer);
    await page.goto('/tonight');
    await page.locator('[data-carry-summary]').click();
    await page.getByLabel('Tên máy này').fill('Máy số 2');
    await page.getByLabel('Mật khẩu của bạn').fill(PASSWORD);
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Mang theo' }).click()]);
    await line.cut();
    const rows = [];
    for (const [name, address] of [
      ['list of the evening', '/tonight'],
      ['form of a visit', `/round-doors/${roundDoors[0].id}/visit`],
    ]) {
      const taken = [];
      for (let time = 0; time < TIMES; time += 1) taken.push(await timeToOpen(page, address));
      const { length } = taken.sort((one, other) => one - other);
      rows.push([name, milliseconds(taken[Math.floor(length / 2)]), milliseconds(taken[length - 1])]);
    }
    console.log(table(['page without network', 'median ms', 'slowest ms'], rows));
  } finally {
    await laptop.close();
    await line.cut();
    await app.close();
    await stopTestServer();
  }
}

/** From asking for the page until it stands and its scripts have run, in milliseconds, as the driver of the browser sees it. */
async function timeToOpen(page, address) {
  const begin = performance.now();
  await page.goto(address);
  const taken = performance.now() - begin;
  if (!(await page.evaluate(() => document.body.dataset.copiedAt))) throw new Error(`${address} is not a copy`);
  return taken;
}
