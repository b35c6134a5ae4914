import fs from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { LAPTOP, PHONE } from '../support/browser';

/** The laptop's screen at 200 % zoom. */
const ZOOMED = { width: LAPTOP.width / 2, height: LAPTOP.height / 2 };
/** A phone of a user who needs big letters, or the laptop at 400 % zoom. */
const NARROW = { width: 320, height: 568 };
/** Buttons whose ground is that of a coloured line. */
const ON_COLOUR = ':is(.alert, .waiting, .put-back) .btn:visible';
/** The first of each kind. */
const CONTROLS = [
  '.top-nav a',
  '.section-nav a',
  '.btn-primary:not(.visit-actions *)', // of a bar over the page axe cannot tell
  '.btn-outline-primary',
  '.btn-outline-danger',
  '.btn-link',
  'main a:not(.btn)',
  'summary',
]
  .map((control) => `:nth-match(${control}:visible, 1)`)
  .join(', ');
/** The rules whose answer may change with the screen size, beside that of colours; others are checked on the laptop. */
const RULES_OF_SIZE = [
  'aria-hidden-focus',
  'button-name',
  'label',
  'link-in-text-block',
  'link-name',
  'scrollable-region-focusable',
  'select-name',
  'target-size',
];

/** Costly rules whose findings axe itself calls moderate at most: they would not be reported. */
const RULES_OF_NO_WEIGHT = ['region', 'landmark-unique', 'page-has-heading-one', 'empty-heading', 'skip-link'];

/** Lets `problemsOf` inspect the pages of a context, while the content security policy stays in force. */
export async function bringAxe(context: BrowserContext): Promise<void> {
  await context.addInitScript({ content: fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8') });
}

/** What keeps a user from using the current page, on screens from wide to narrow; one line each. */
export async function problemsOf(page: Page): Promise<string[]> {
  const problems: string[] = [];
  const name = nameOf(page);
  const headings = await page.locator('h1').count();
  if (headings !== 1) problems.push(`${name}: ${headings} main headings`);
  const filled = await page.locator('main .btn-primary:visible').allInnerTexts();
  if (filled.length > 1) problems.push(`${name}: ${filled.length} filled buttons, ${filled.slice(0, 3).join(', ')}`);
  for (const [device, size] of Object.entries({
    laptop: LAPTOP,
    zoomed: ZOOMED,
    phone: PHONE,
    'narrow phone': NARROW,
  })) {
    await page.setViewportSize(size);
    const wide = await page.evaluate(widestOverflow);
    if (wide) problems.push(`${name} on the ${device}: ${wide}`);
    const high = device === 'phone' && (await page.evaluate(headerTrouble));
    if (high) problems.push(`${name} on the ${device}: ${high}`);
    if (device !== 'laptop' && device !== 'phone') continue;
    const violations = await graveViolations(page, device === 'phone' ? RULES_OF_SIZE : undefined);
    problems.push(...violations.map((violation) => `${name} on the ${device}: ${violation}`));
  }
  await page.setViewportSize(LAPTOP);
  problems.push(...(await unreadableInUse(page, ON_COLOUR)).map((button) => `${name}: ${button}`));
  return problems;
}

const nameOf = (page: Page) => {
  const { pathname, search } = new URL(page.url());
  return (pathname + search).replace(/[0-9a-f-]{36}/g, ':id');
};

/**
 * What cannot be read of the current page on the laptop and on the phone, by day and in the dark, and of the first of
 * each control while it is in use.
 */
export async function unreadableColours(page: Page): Promise<string[]> {
  const problems: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(PHONE);
    const onPhone = await graveViolations(page, ['color-contrast']);
    await page.setViewportSize(LAPTOP);
    const found = [
      ...onPhone,
      ...(await graveViolations(page, ['color-contrast'])),
      ...(await unreadableInUse(page, CONTROLS)),
    ];
    problems.push(...found.map((problem) => `${nameOf(page)} in the ${colorScheme}: ${problem}`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  return problems;
}

/** Which of these buttons cannot be read while the mouse is on them, or the focus of the keyboard. */
export async function unreadableInUse(page: Page, buttons: string): Promise<string[]> {
  const problems: string[] = [];
  for (const button of await page.locator(buttons).all()) {
    await button.hover({ force: true });
    if (!(await button.evaluate(isReadable))) problems.push(`cannot be read when hovered: ${await button.innerText()}`);
    await page.mouse.move(0, 0);
    // After a key the browser shows where the focus is.
    await page.keyboard.press('Shift');
    await button.focus();
    if (!(await button.evaluate(isReadable))) problems.push(`cannot be read when focused: ${await button.innerText()}`);
  }
  return problems;
}

/** Runs in the page. Axe calls words in the colour of their ground undecided: they may be hidden on purpose. */
async function isReadable(button: Element): Promise<boolean> {
  const { axe } = globalThis as unknown as { axe: { run(node: Element, options: object): Promise<AxeResults> } };
  const { passes, violations } = await axe.run(button, { runOnly: ['color-contrast'] });
  return passes.length > 0 && violations.length === 0;
}

/** What axe finds on the page at its current size. @param rules only these; all of them if omitted. */
export function graveViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const options = rules
    ? { runOnly: [...rules] }
    : { rules: Object.fromEntries(RULES_OF_NO_WEIGHT.map((rule) => [rule, { enabled: false }])) };
  // Told in words by the page itself: what axe knows of every element is megabytes.
  return page.evaluate(async (chosen) => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    const { violations } = await axe.run({ reporter: 'no-passes', ...chosen });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, help, nodes }) =>
          `${id}, ${help}: ${nodes
            .slice(0, 3)
            .map(({ html }) => html.replace(/\s+/g, ' ').slice(0, 160))
            .join(' | ')}`,
      );
  }, options);
}

/** Runs in the page: names what makes it scroll sideways, or '' if nothing does. */
function widestOverflow(): string {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return '';
  const culprits = [...document.querySelectorAll('body *')]
    .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
    .filter((element) => ![...element.children].some((child) => child.getBoundingClientRect().right > clientWidth + 1));
  return `${scrollWidth} wide in ${clientWidth}: ${culprits
    .slice(0, 3)
    .map((element) => element.outerHTML.replace(/\s+/g, ' ').slice(0, 120))
    .join(' | ')}`;
}

/** Runs in the page: the header of a phone leaves room for the page, and shows where one is and what waits; '' if it does. */
function headerTrouble(): string {
  const { height = 0 } = document.querySelector('.top')?.getBoundingClientRect() ?? {};
  if (height > 96) return `its header is ${height} px high`;
  const hidden = [...document.querySelectorAll(':is(.top-nav, .section-nav) [aria-current], .top-count')].filter(
    (part) => {
      const { left, right } = part.getBoundingClientRect();
      return left < 0 || right > innerWidth;
    },
  );
  return hidden.map((part) => `${part.textContent} is out of sight`).join(', ');
}
