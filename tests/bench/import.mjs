// npm run bench -- import [20000 65000]: imports lists of that many people into a demo ward, measured from outside; see
// docs/benchmarks.md.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signIn } from './browser.mjs';
import { householdList } from './import-list.mjs';
import { DEMO_PASSWORD, newSecrets, startApp } from './harness.mjs';
import { number, table } from './report.mjs';

const sizes = process.argv.slice(2).map(Number);
for (const people of sizes.length > 0 ? sizes : [20_000, 65_000]) await measureSize(people);

async function measureSize(people) {
  const secrets = newSecrets();
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'go-cua-bench-'));
  const start = () => startApp({ dataDir, secrets }, 7200);
  // Built before any connection exists, because building keeps the thread busy and connections could go stale.
  const list = await householdList(people);
  let program = await start();
  try {
    // The first start seeds, and that memory does not belong to the import.
    await program.stop();
    program = await start();
    await sleep(1_000);
    const visitor = await signIn(program.base, 'admin', DEMO_PASSWORD, '10.0.0.1');
    const idle = program.resetPeak();
    const rows = [];
    const measured = async (title, work) => {
      program.resetPeak();
      const watched = await watchPages(program, visitor, work);
      rows.push([
        title,
        number(watched.seconds, 1),
        program.peakMegabytes(),
        number(watched.slowest),
        watched.result ?? '',
      ]);
      console.log(`${people} people, ${title}: ${rows.at(-1).slice(1).join(' | ')}`);
      return watched.location;
    };
    const first = await measured('preview', () => preview(program, visitor, list));
    await decideDoubtful(program, visitor, first);
    await measured('confirm', () =>
      ask(program, visitor, first, {
        action: 'confirmation',
        fields: { leaveOutWrong: '1', skipUndecided: '1', createGroups: '1' },
      }),
    );
    const again = await measured('preview of the same list again', () => preview(program, visitor, list));
    await measured('discard that preview', () => ask(program, visitor, again, { action: 'discard', fields: {} }));
    await measured('report as .xlsx', () => download(program, visitor, first));
    await measured('revert', () =>
      ask(program, visitor, first, { action: 'reversion', fields: { reason: 'đo', confirmed: 'yes' } }),
    );
    console.log(
      [
        '',
        `### A list of ${number(people)} people`,
        '',
        `${(list.length / 2 ** 20).toFixed(1)} MB .xlsx, 13 columns, into a ward of 7,200; the idle process held ${idle} MB.`,
        '',
        table(['step', 'seconds', 'peak MB', 'slowest other page ms', ''], rows),
        '',
      ].join('\n'),
    );
    const log = readFileSync(path.join(dataDir, 'app.log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"level":50'));
    if (log.length > 0) throw new Error(`errors were logged:\n${log.join('\n')}`);
  } finally {
    await program.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Opens pages, as other people do, while the work is running. */
async function watchPages(program, { headers }, work) {
  let isRunning = true;
  let slowest = 0;
  const watching = (async () => {
    for (let turn = 0; isRunning; turn += 1) {
      const at = performance.now();
      await fetch(program.base + ['/healthz', '/households', '/imports'][turn % 3], { headers }).then((response) =>
        response.text(),
      );
      slowest = Math.max(slowest, performance.now() - at);
      await sleep(20);
    }
  })();
  const began = performance.now();
  let done;
  let seconds;
  try {
    done = await work();
    seconds = (performance.now() - began) / 1000;
  } finally {
    isRunning = false;
    await watching;
  }
  return { ...done, seconds, slowest };
}

async function preview(program, visitor, list) {
  const form = new FormData();
  form.set('_csrf', visitor.token);
  form.set('list', new Blob([list]), 'danh-sach.xlsx');
  const sent = await fetch(`${program.base}/imports`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
    headers: visitor.headers,
  });
  const location = sent.headers.get('location');
  if (!location) throw new Error(`upload answered ${sent.status}`);
  const html = await ended(program, visitor, location);
  return {
    location,
    result: [...html.matchAll(/verdict=\w+"[^>]*>([^<]+)</g)].map((match) => match[1].trim()).join(', '),
  };
}

async function ask(program, visitor, location, { action, fields }) {
  const body = new URLSearchParams({ _csrf: visitor.token, ...fields });
  const answer = await fetch(`${program.base}${location}/${action}`, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: visitor.headers,
  });
  if (answer.status !== 303)
    throw new Error(
      `${action} answered ${answer.status}: ${(await answer.text())
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .slice(0, 2000)}`,
    );
  const html = await ended(program, visitor, location);
  const result =
    /class="alert[^>]*>.*?<span>([^<]+)/s.exec(html)?.[1].trim() ?? /empty-state.*?<h2[^>]*>([^<]+)/s.exec(html)?.[1];
  if (!result) throw new Error(`after ${action} the page does not say what was done`);
  return { result };
}

/** Says of each doubtful row that it is a new person. A list is not written if a household would lose its head. */
async function decideDoubtful(program, visitor, location) {
  const page = await fetch(`${program.base}${location}?verdict=doubtful`, { headers: visitor.headers });
  const names = Array.from((await page.text()).matchAll(/name="(decisions\[r\d+\])"/g), ([, name]) => name);
  const fields = Object.fromEntries(names.map((name) => [name, 'new_person']));
  if (names.length > 0) await ask(program, visitor, location, { action: 'decisions', fields });
}

async function download(program, visitor, page) {
  const response = await fetch(`${program.base}/list-files?${new URLSearchParams({ page })}`, {
    method: 'POST',
    body: new URLSearchParams({
      _csrf: visitor.token,
      usualReason: 'other',
      reasonText: 'đo tốc độ',
      format: 'xlsx',
    }),
    headers: visitor.headers,
  });
  const file = Buffer.from(await response.arrayBuffer());
  if (process.env.KEEP_REPORT) writeFileSync(process.env.KEEP_REPORT, file);
  return { result: `${(file.length / 2 ** 20).toFixed(1)} MB` };
}

/** Waits until the work has ended, checking now and then as a user would. */
async function ended(program, { headers }, location) {
  for (;;) {
    const html = await fetch(program.base + location, { headers }).then((response) => response.text());
    if (!html.includes('data-live')) return html;
    await sleep(250);
  }
}
