import { addDays, formatDate, localDateOf, localTimeOf } from '../shared/dates';
import { button, element } from './element';
import { keepWithAccount } from './kept-drafts';
import type { Drafts } from './offline/laptop';
import { openAround } from './open-around';
import { addRow } from './repeated-rows';

const PREFIX = 'go-cua words';
/** Never kept, whatever the form: what signs a form or a user in, and what is stored sealed. */
const SECRET = /^_csrf$|password|nationalNumber/i;

/**
 * What a user typed into a form: every field except secrets; hidden ones too, because they identify the record and its
 * version.
 */
export interface Kept {
  /** data-keep-words of the form. */
  key: string;
  at: string;
  fields: [name: string, value: string][];
  /** Number of rows in each repeating group. */
  rows: number[];
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/**
 * Keeps what is typed into form[data-keep-words="key"] in this tab, for the signed-in user (body[data-person]), until
 * the server says that it was saved ([data-saved="key …"]). After a lost connection the form shows it again, and says
 * so in [data-put-back]. A form in a response (body[data-came-back]) is newer and stays. Signing out deletes
 * everything here, and so does a page of another user. The account keeps it too, for a closed tab and other devices.
 * @param drafts where an officer who carries a round keeps them instead: encrypted, and also when the browser ends.
 */
export async function keepWords(drafts: Drafts | null): Promise<void> {
  const { person } = document.body.dataset;
  // The sign-in page, or one without the database, has no user: that ends nothing.
  if (person === undefined) return;
  const saved = [...document.querySelectorAll<HTMLElement>('[data-saved]')].flatMap((part) =>
    part.dataset.saved!.split(' '),
  );
  forget(
    (name) =>
      !name.startsWith(`${PREFIX} ${person} `) || saved.includes(parse(sessionStorage.getItem(name))?.key ?? ''),
  );
  document.addEventListener('submit', (event) => {
    const isSigningOut = (event.target as HTMLFormElement).getAttribute('action') === '/logout';
    if (isSigningOut && !event.defaultPrevented) forget(() => true);
  });
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-keep-words]')) {
    const name = `${PREFIX} ${person} ${form.getAttribute('action')}`;
    await keep(form, { name, drafts: drafts ?? inThisTab, saved });
  }
}

/** A browser may refuse to store anything: this rejects then, and the page works without it. */
const settled = <Value>(act: () => Value) => new Promise<Value>((resolve) => resolve(act()));

const inThisTab: Drafts = {
  read: (name) => settled(() => sessionStorage.getItem(name)),
  write: (name, text) => settled(() => sessionStorage.setItem(name, text)),
  remove: (name) => settled(() => sessionStorage.removeItem(name)),
};

interface Place {
  name: string;
  drafts: Drafts;
}

async function keep(form: HTMLFormElement, { name, drafts, saved }: Place & { saved: string[] }): Promise<void> {
  // A response from the page's own address replaces it in the history: "back" would skip the form.
  form.setAttribute('action', `${form.getAttribute('action')}?sent`);
  const cameBack = document.body.hasAttribute('data-came-back');
  const atFirst = wordsOf(form);
  let before = await readNewest(name, drafts);
  if (before && saved.includes(before.key)) {
    await drafts.remove(name).catch(() => {});
    before = null;
  }
  // A visit that waits on the laptop is in the form already.
  const isOpen = !cameBack && !form.dataset.waiting;
  const forgetIt = () => {
    before = null;
    account?.later('');
    void drafts.remove(name).catch(() => {});
  };
  const store = (kept: Kept) => {
    before = kept;
    account?.later(JSON.stringify(kept));
    void drafts.write(name, JSON.stringify(kept)).catch(() => {});
  };
  const restore = (kept: Kept, instead: Kept) =>
    offerRestore(form, kept, () => {
      putBack(form, instead);
      forgetIt();
    });
  if (before && isOpen) restore(before, atFirst);
  const account =
    drafts === inThisTab && !form.dataset.waiting
      ? keepWithAccount(form, (text) => {
          const kept = parse(text);
          if (!kept || !isOpen || (before && before.at >= kept.at) || isSameInput(kept, wordsOf(form))) return null;
          return offerDraft(kept, {
            take() {
              restore(kept, wordsOf(form));
              store(kept);
            },
            drop: () => account?.later(isSameInput(wordsOf(form), atFirst) ? '' : JSON.stringify(wordsOf(form))),
          });
        })
      : null;
  const shown = cameBack ? atFirst : before;
  if (shown) account?.later(JSON.stringify(shown));

  const write = () => {
    const now = wordsOf(form);
    if (!cameBack && isSameInput(now, atFirst)) return forgetIt();
    // Restored input keeps the time at which it was typed.
    if (!before || !isSameInput(now, before)) store(now);
  };
  form.addEventListener('go-cua:kept', forgetIt);
  for (const event of ['input', 'change', 'submit']) form.addEventListener(event, write);
  form.addEventListener('submit', () => account?.stop());
  // A row that was added, or removed together with its button.
  form.addEventListener('click', (event) => {
    if ((event.target as HTMLElement).closest('button')) queueMicrotask(write);
  });
}

/** What was kept; also what was typed in this tab before the officer unlocked the round, which moves to the drafts. */
async function readNewest(name: string, drafts: Drafts): Promise<Kept | null> {
  const kept = parse(await drafts.read(name).catch(() => null));
  if (drafts === inThisTab) return kept;
  const text = withoutThrowing(() => sessionStorage.getItem(name)) ?? null;
  const here = parse(text);
  if (!here) return kept;
  const isNewer = !kept || here.at > kept.at;
  if (isNewer && !(await isDone(drafts.write(name, text!)))) return here;
  sessionStorage.removeItem(name);
  return isNewer ? here : kept;
}

const isDone = (work: Promise<unknown>) =>
  work.then(
    () => true,
    () => false,
  );

/** Restores the kept input into the form, says so, and offers to discard it for the server's version. */
function offerRestore(form: HTMLFormElement, kept: Kept, discard: () => void): void {
  putBack(form, kept);
  const place = document.querySelector<HTMLElement>('[data-put-back]');
  if (!place) return;
  const drop = button('Bỏ những gì gõ dở', 'outline-primary', () => {
    discard();
    place.replaceChildren();
    form.querySelector<HTMLElement>('input:not([type=hidden])')?.focus();
  });
  const sentence = `Đã đặt lại những gì gõ dở trên trang này lúc ${timeText(kept.at)}.`;
  place.replaceChildren(element('span', {}, sentence), drop);
}

/** Asks whether what the account keeps is to be put into the form; resolves with the answer. Null without a place to ask. */
function offerDraft({ at }: Kept, { take, drop }: { take: () => void; drop: () => void }): Promise<void> | null {
  const place = document.querySelector<HTMLElement>('[data-put-back]');
  if (!place) return null;
  return new Promise((resolve) => {
    const answer = (label: string, kind: 'primary' | 'outline-primary', act: () => void) =>
      button(label, kind, () => {
        place.replaceChildren();
        act();
        resolve();
      });
    const both = element('span', {}, answer('Lấy lại', 'primary', take), ' ', answer('Bỏ', 'outline-primary', drop));
    const sentence = `Bạn gõ dở trang này lúc ${timeText(at)}, chưa gửi. Chọn rồi hãy gõ tiếp: chưa chọn thì chữ mới chỉ giữ ở thẻ này.`;
    place.replaceChildren(element('span', {}, sentence), both);
    place.scrollIntoView({ block: 'nearest' });
  });
}

/** Fills a form with what was typed into it before. */
export function putBack(form: HTMLFormElement, kept: Kept): void {
  form.dataset.keepWords = kept.key;
  const names = new Set(kept.fields.map(([name]) => name));
  groupsOf(form).forEach((group, index) => {
    while (Number(group.dataset.repeatNext) < (kept.rows[index] ?? 0)) addRow(group);
    for (const row of group.querySelectorAll('[data-repeat-row]')) {
      if (![...row.querySelectorAll<Control>('[name]')].some((control) => names.has(control.name))) row.remove();
    }
    if (!group.querySelector('[data-repeat-row]')) addRow(group);
  });
  // After the observers of new rows have set them up.
  queueMicrotask(() => {
    fill(form, kept);
    // Again for the fields that the first filling brought, such as the steps of a service.
    fill(form, kept);
  });
}

function fill(form: HTMLFormElement, { fields }: Kept): void {
  const values = new Map<string, string[]>();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  const changed = controlsOf(form).filter((control) => {
    const given = values.get(control.name) ?? [];
    return isTickable(control) ? setTick(control, given.includes(control.value)) : setText(control, given.shift());
  });
  for (const control of changed) {
    openAround(control);
    control.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

/** Returns whether that changed anything. */
function setTick(control: HTMLInputElement, isTicked: boolean): boolean {
  const isChange = control.checked !== isTicked;
  control.checked = isTicked;
  return isChange;
}

/** Returns whether that changed anything. A field that did not exist then keeps its current value. */
function setText(control: Control, text: string | undefined): boolean {
  if (text === undefined || control.value === text) return false;
  control.value = text;
  return true;
}

export const wordsOf = (form: HTMLFormElement): Kept => ({
  key: form.dataset.keepWords!,
  at: new Date().toISOString(),
  fields: controlsOf(form)
    .filter((control) => !isTickable(control) || control.checked)
    .map((control) => [control.name, control.value]),
  rows: groupsOf(form).map((group) => Number(group.dataset.repeatNext)),
});

const controlsOf = (form: HTMLFormElement): Control[] =>
  [...form.elements].filter(
    (element): element is Control =>
      (element instanceof HTMLInputElement ||
        element instanceof HTMLSelectElement ||
        element instanceof HTMLTextAreaElement) &&
      element.name !== '' &&
      element.type !== 'file' &&
      element.type !== 'password' &&
      !SECRET.test(element.name),
  );

export const isTickable = (control: Control): control is HTMLInputElement =>
  control.type === 'checkbox' || control.type === 'radio';

const groupsOf = (form: HTMLFormElement): HTMLElement[] => [...form.querySelectorAll<HTMLElement>('[data-repeat]')];

const isSameInput = (one: Kept, other: Kept): boolean => JSON.stringify(one.fields) === JSON.stringify(other.fields);

/** '19:42', '19:42 hôm qua', with the day if it is neither. */
function timeText(at: string): string {
  const then = new Date(at);
  const [day, today] = [localDateOf(then), localDateOf(new Date())];
  const on = day === addDays(today, -1) ? ' hôm qua' : ` ngày ${formatDate(day)}`;
  return localTimeOf(then) + (day === today ? '' : on);
}

const parse = (text: string | null): Kept | null =>
  withoutThrowing(() => JSON.parse(text ?? 'null') as Kept | null) ?? null;

function forget(matches: (name: string) => boolean): void {
  withoutThrowing(() => {
    for (const name of Object.keys(sessionStorage))
      if (name.startsWith(PREFIX) && matches(name)) sessionStorage.removeItem(name);
  });
}

/** A browser may refuse to store anything: the page works without it. */
function withoutThrowing<Value>(act: () => Value): Value | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
