import fs from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { LAPTOP, PHONE } from '../support/browser';

const SCREENS = {
  laptop: LAPTOP,
  /** The laptop's screen at 200 % zoom. */
  zoomed: { width: LAPTOP.width / 2, height: LAPTOP.height / 2 },
  phone: PHONE,
  /** A phone of a user who needs big letters, or the laptop at 400 % zoom. */
  narrow: { width: 320, height: 568 },
};
export type Screen = keyof typeof SCREENS;
const EVERY_SCREEN: readonly Screen[] = ['laptop', 'zoomed', 'phone', 'narrow'];
/** Buttons whose ground is that of a coloured line. */
const ON_COLOUR = ':is(.alert, .waiting, .put-back) .btn';
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
];

/** Costly rules whose findings axe itself calls moderate at most: they would not be reported. */
const RULES_OF_NO_WEIGHT = ['region', 'landmark-unique', 'page-has-heading-one', 'empty-heading', 'skip-link'];

/** In pixels, as axe takes it from WCAG 2.2, 2.5.8. */
const SMALLEST_TARGET = 24;

/** Lets `problemsOf` inspect the pages of a context, while the content security policy stays in force. */
export async function bringAxe(context: BrowserContext): Promise<void> {
  await context.addInitScript({ content: fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8') });
}

/** What keeps a user from using the current page, on screens from wide to narrow; one line each. */
export async function problemsOf(page: Page, screens = EVERY_SCREEN): Promise<string[]> {
  const problems: string[] = [];
  const name = nameOf(page);
  const { headings, filled, hasButtonsOnColour } = await page.evaluate(countParts, ON_COLOUR);
  if (headings !== 1) problems.push(`${name}: ${headings} main headings`);
  if (filled.length > 1) problems.push(`${name}: ${filled.length} filled buttons, ${filled.slice(0, 3).join(', ')}`);
  for (const screen of screens) {
    await page.setViewportSize(SCREENS[screen]);
    const found = [await page.evaluate(widestOverflow)];
    if (screen === 'laptop') found.push(...(await graveViolations(page)), ...(await unreadableWords(page)).violations);
    if (screen === 'phone') {
      const crowded = (await page.evaluate(hasCrowdedTargets, SMALLEST_TARGET)) ? ['target-size'] : [];
      found.push(await page.evaluate(headerTrouble), ...(await graveViolations(page, [...RULES_OF_SIZE, ...crowded])));
    }
    problems.push(...found.filter(Boolean).map((problem) => `${name} on the ${screen}: ${problem}`));
  }
  await page.setViewportSize(LAPTOP);
  if (hasButtonsOnColour)
    problems.push(...(await unreadableInUse(page, `${ON_COLOUR}:visible`)).map((button) => `${name}: ${button}`));
  return problems;
}

/** Runs in the page, in one go: a locator would load its own machinery into every page. */
function countParts(buttonsOnColour: string) {
  return {
    headings: document.querySelectorAll('h1').length,
    filled: [...document.querySelectorAll<HTMLElement>('main .btn-primary')]
      .filter((button) => button.checkVisibility({ visibilityProperty: true }))
      .map((button) => button.innerText),
    hasButtonsOnColour: document.querySelector(buttonsOnColour) !== null,
  };
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
    const onPhone = await unreadableWords(page);
    await page.setViewportSize(LAPTOP);
    const onLaptop = await unreadableWords(page);
    const found = [...onPhone.violations, ...onLaptop.violations, ...(await unreadableInUse(page, CONTROLS))];
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
    if (!(await unreadableWords(page, button)).areReadable)
      problems.push(`cannot be read when hovered: ${await button.innerText()}`);
    await page.mouse.move(0, 0);
    // After a key the browser shows where the focus is.
    await page.keyboard.press('Shift');
    await button.focus();
    if (!(await unreadableWords(page, button)).areReadable)
      problems.push(`cannot be read when focused: ${await button.innerText()}`);
  }
  return problems;
}

/**
 * What axe need not judge again: colours of words, with all that lies under them, that it found readable on an earlier page;
 * and words in their colours that it leaves open, such as a link off the screen.
 */
const judged = new Set<string>();

/** The words whose colours no earlier page showed, judged by axe. @param within this part of the page. */
async function unreadableWords(page: Page, within?: Locator): Promise<{ violations: string[]; areReadable: boolean }> {
  const part = (await within?.elementHandle()) ?? null;
  const { looked, violations, areReadable } = await page.evaluate(judgeColours, { part, before: [...judged] });
  for (const words of looked) judged.add(words);
  return { violations: violations.map(worded), areReadable };
}

/** Runs in the page. Axe calls words in the colour of their ground undecided: they may be hidden on purpose. */
async function judgeColours({ part, before }: { part: Element | null; before: string[] }) {
  const { axe } = globalThis as unknown as { axe: { run(context: object, options: object): Promise<AxeResults> } };
  const NOTHING = ['rgba(0, 0, 0, 0)', 'none', '1', 'static'];
  const known = new Set(before);
  const grounds = new Map<Element | null, string>([[null, '']]);
  const groundOf = (element: Element | null): string => {
    const found = grounds.get(element);
    if (found !== undefined) return found;
    const { backgroundColor, backgroundImage, opacity, position } = getComputedStyle(element!);
    const own = [backgroundColor, backgroundImage, opacity, position].filter((style, at) => style !== NOTHING[at]);
    const ground = [groundOf(element!.parentElement), ...own].join(' ');
    grounds.set(element, ground);
    return ground;
  };
  const coloursOf = (element: Element): string => {
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element);
    return `${color} ${fontSize} ${fontWeight} ${textShadow} on${groundOf(element)}`;
  };
  const openAs = (element: Element) =>
    `${coloursOf(element)} ${element.tagName} ${element.className} ${element.textContent}`;
  const top = part ?? document.body;
  const withWords = [top, ...top.querySelectorAll('*')].filter(
    (element) =>
      (element.matches('input, select, textarea') ||
        [...element.childNodes].some(({ nodeType, nodeValue }) => nodeType === Node.TEXT_NODE && nodeValue!.trim())) &&
      element.checkVisibility() &&
      !element.matches('input[type=hidden], :disabled, .visually-hidden, .visually-hidden *'),
  );
  const unknown = withWords.filter((element) => !known.has(coloursOf(element)));
  // A button in use is judged again: on its page it may have been covered.
  const fresh = part ? unknown : unknown.filter((element) => !known.has(openAs(element)));
  const { passes, violations } =
    fresh.length > 0
      ? await axe.run({ include: fresh }, { runOnly: ['color-contrast'], elementRef: true })
      : { passes: [], violations: [] };
  const nodesOf = (results: AxeResults['passes']) =>
    results.flatMap(({ nodes }) => nodes.map(({ element }) => element as unknown as Element));
  const [passed, refused] = [nodesOf(passes), nodesOf(violations)];
  const open = fresh.filter((element) => !passed.includes(element) && !refused.includes(element));
  return {
    looked: [...new Set([...passed.map(coloursOf), ...open.map(openAs)])],
    violations: violations.map(({ id, help, nodes }) => ({ id, help, tags: nodes.map(({ html }) => html) })),
    areReadable: violations.length === 0 && passed.length + withWords.length - unknown.length > 0,
  };
}

/** What axe finds on the page at its current size, beside colours. @param rules only these; all of them if omitted. */
export async function graveViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const options = rules
    ? { runOnly: [...rules] }
    : {
        rules: Object.fromEntries([...RULES_OF_NO_WEIGHT, 'color-contrast'].map((rule) => [rule, { enabled: false }])),
      };
  // In short from the page itself: what axe knows of every element is megabytes.
  const found = await page.evaluate(async (chosen) => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    const { violations } = await axe.run({ reporter: 'no-passes', ...chosen });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, help, nodes }) => ({ id, help, tags: nodes.map(({ html }) => html) }));
  }, options);
  return found.map(worded);
}

const worded = ({ id, help, tags }: { id: string; help: string; tags: string[] }) =>
  `${id}, ${help}: ${tags
    .slice(0, 3)
    .map((tag) => tag.replace(/\s+/g, ' ').slice(0, 160))
    .join(' | ')}`;

/**
 * Runs in the page: whether any control lies over the middle of another, or near a small one. Without that axe
 * finds no target too small, and takes most of its time for it.
 */
function hasCrowdedTargets(smallest: number): boolean {
  const box = ({ left, top, width, height }: DOMRect, wide: number, high: number) => {
    const [x, y] = [left + width / 2, top + height / 2];
    return { left: x - wide / 2, right: x + wide / 2, top: y - high / 2, bottom: y + high / 2 };
  };
  type Box = ReturnType<typeof box>;
  const meet = (one: Box, other: Box) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  const targets = [
    ...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [role]'),
  ]
    .filter((element) => element.checkVisibility() && !element.matches('main, form, [role=region]'))
    .map((element) => element.getBoundingClientRect())
    .filter(({ width, height }) => width > 0 && height > 0)
    .map((rect) => ({
      rect,
      isSmall: rect.width < smallest || rect.height < smallest,
      grown: box(rect, Math.max(rect.width, smallest), Math.max(rect.height, smallest)),
      middle: box(rect, smallest, smallest),
    }));
  return targets.some((target) =>
    targets.some(
      (other) =>
        other !== target && (target.isSmall ? meet(target.grown, other.grown) : meet(target.middle, other.rect)),
    ),
  );
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
