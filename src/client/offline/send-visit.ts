import { formatDate, localDateOf, localTimeOf } from '../../shared/dates';
import { uncapitalise } from '../../shared/vietnamese-text';
import { putBack, type Kept } from '../kept-words';
import { openAround } from '../open-around';
import { leaveFreely } from '../unsaved-words';
import { button, element } from '../element';
import { findCopy, listCopies } from './laptop';
import { answerOf, askServer } from './line';
import type { Officer, Opened } from './officer';
import type { WaitingVisit } from './queue';
import { NOT_KEPT, troubleText } from './queue-labels';
import { announceKept, sendAsForm, wayToOpen } from './waiting-visits';

type Fields = [name: string, value: string][];

/** Buttons that do not save: without a script for them the server answers with one more line. */
const ASKS_FOR_MORE = new Set(['addRow', 'addFirst']);
/** The way goes on after so long, whatever became of the sending; sooner where a copy shows that there is no network. */
const PATIENCE_MS = { page: 4000, copy: 1000 };

/**
 * Sends the form of a new visit by script. With a carried round at hand the visit is kept on the laptop, goes from there,
 * and the way goes on; otherwise the page stays when it cannot be sent.
 */
export async function sendVisits(officer: Officer | null): Promise<void> {
  const form = document.querySelector<HTMLFormElement>('form[data-visit-form]');
  // A saved visit is edited with the server at hand.
  if (!form || form.elements.namedItem('version')) return;
  const path = form.getAttribute('action')!;
  const opened = officer?.opened ?? null;
  if (opened) await showWaitingVisit(form, path, opened);
  if (document.body.dataset.copiedAt && !form.dataset.waiting) setArrival(form);
  if (document.body.dataset.copiedAt && opened) await nameNextDoor(form, path, officer!);
  let isSending = false;
  form.addEventListener('submit', (event) => {
    const submitter = event.submitter as HTMLButtonElement | null;
    if (submitter && ASKS_FOR_MORE.has(submitter.name)) return;
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    const fields = fieldsOf(form, submitter);
    const sending = opened
      ? sendFromLaptop(form, { path, fields, officer: officer!, opened })
      : sendFromPage(form, path, fields);
    void sending.finally(() => {
      isSending = false;
    });
  });
}

function fieldsOf(form: HTMLFormElement, submitter: HTMLElement | null): Fields {
  const typed = new FormData(form, submitter?.getAttribute('name') ? submitter : null);
  // The one tap answers the first question: a visit that waits has to show that when it is opened again.
  if (typed.has('oneTap')) typed.set('outcome', typed.get('oneTap')!);
  return [...typed].flatMap(([name, value]): Fields =>
    name === '_csrf' || typeof value !== 'string' ? [] : [[name, value]],
  );
}

const valueOf = (form: HTMLFormElement, name: string) =>
  form.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value ?? '';

// ---------------------------------------------------------------- without a carried round

async function sendFromPage(form: HTMLFormElement, path: string, fields: Fields): Promise<void> {
  tell('Đang gửi…');
  const reply = await askServer('/visits', [
    ...fields,
    ['author', document.body.dataset.person ?? ''],
    ['path', path],
    ['announce', '1'],
    ['_csrf', valueOf(form, '_csrf')],
  ]);
  const answer = answerOf(reply);
  switch (answer.kind) {
    case 'saved':
      return goTo(String(reply!.body!.href));
    case 'unreachable':
      return tell('Chưa gửi được, còn nguyên trên trang này. Đừng đóng thẻ; có mạng thì bấm Lưu lại.', true);
    case 'slow-down':
      return tell(
        `Máy chủ bảo đợi ${answer.seconds} giây. Lượt thăm còn nguyên trên trang này; bấm Lưu lại sau.`,
        true,
      );
    case 'sign-in':
    case 'refused':
      // The server's own page says best what is wrong, and keeps every word.
      leaveFreely();
      sendAsForm({ path: `${path}?sent`, fields, key: valueOf(form, 'clientKey') });
  }
}

// ---------------------------------------------------------------- with a carried round

interface FromLaptop {
  path: string;
  fields: Fields;
  officer: Officer;
  opened: Opened;
}

async function sendFromLaptop(form: HTMLFormElement, { path, fields, officer, opened }: FromLaptop): Promise<void> {
  const said = new Map(fields);
  if (!said.get('outcome')) return tell('Chưa có câu trả lời: có ai mở cửa không?', true);
  const key = valueOf(form, 'clientKey');
  const label = document.querySelector('h1')?.textContent?.trim() ?? '';
  try {
    await opened.queue.save({ key, path, label, fields });
  } catch {
    tell(`${NOT_KEPT.what} ${NOT_KEPT.next}`, true);
    return sendFromPage(form, path, fields);
  }
  form.dispatchEvent(new CustomEvent('go-cua:kept'));
  leaveFreely();
  tell('Đã giữ trên máy này, đang gửi…');
  opened.line.announce(key);
  const patience = document.body.dataset.copiedAt ? PATIENCE_MS.copy : PATIENCE_MS.page;
  await Promise.race([sendPatiently(opened), pause(patience)]);
  const href = opened.line.hrefOf(key);
  if (href) return goTo(href);
  const { visits } = await opened.queue.state();
  const visit = visits.find((one) => one.key === key);
  if (visit?.trouble) return showTrouble(form, visit);
  if (visit) announceKept(key);
  const next = said.has('thenNext') || said.has('oneTap') ? await nextDoor(officer, path) : null;
  goTo(next ?? '/tonight');
}

/** Another tab may be sending just now: it sends this visit too, or leaves it to this one. */
async function sendPatiently({ queue }: Opened): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    if (await queue.sendNow()) return;
    await pause(500);
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The next door of the carried round without a visit, first those further along the walk; null if there is none. */
async function nextDoor({ laptop, keyring, opened }: Officer, path: string): Promise<string | null> {
  const copies = (await listCopies(laptop, keyring.person)).filter((copy) => copy.startsWith('/round-doors/'));
  const waiting = new Set((await opened!.queue.state()).visits.map((visit) => visit.path));
  const here = copies.indexOf(path);
  const ahead = here < 0 ? [] : [...copies.slice(here + 1), ...copies.slice(0, here)];
  return ahead.find((copy) => !waiting.has(copy)) ?? null;
}

/** The door that the copy's button names may have been logged on this laptop since. */
async function nameNextDoor(form: HTMLFormElement, path: string, officer: Officer): Promise<void> {
  const button = form.querySelector('[name=thenNext]');
  if (!button) return;
  const next = await nextDoor(officer, path);
  const copy = next && (await findCopy(officer.laptop, officer.opened!.key, officer.keyring.person, next));
  const title = copy && new DOMParser().parseFromString(copy.html, 'text/html').querySelector('h1')?.textContent;
  button.textContent = title ? `Lưu, sang ${uncapitalise(title.trim())}` : 'Lưu, về Tối nay';
}

/** A visit that waits for this door stands in its form, under its own key, with what the server said against it. */
async function showWaitingVisit(form: HTMLFormElement, path: string, { queue }: Opened): Promise<void> {
  const { visits } = await queue.state();
  const visit = visits.find((one) => one.path === path);
  if (!visit) return;
  form.dataset.waiting = 'true';
  const kept: Kept = { key: form.dataset.keepWords ?? '', at: visit.typedAt, fields: visit.fields, rows: [] };
  putBack(form, { ...kept, rows: rowsIn(form, visit.fields) });
  form.querySelector<HTMLInputElement>('[name=clientKey]')!.value = visit.key;
  if (visit.trouble) return showTrouble(form, visit);
  tell(
    `Lượt thăm này đang đợi gửi trên máy, ghi lúc ${localTimeOf(new Date(visit.typedAt))}. Sửa được; bấm Lưu để giữ bản sửa.`,
  );
}

/** How many rows each repeating group needs for these fields. */
const rowsIn = (form: HTMLFormElement, fields: Fields): number[] =>
  [...form.querySelectorAll<HTMLElement>('[data-repeat]')].map((group) => {
    const template = group.querySelector<HTMLTemplateElement>('template[data-repeat-template]');
    const name = template?.content.querySelector('[name]')?.getAttribute('name') ?? '';
    const start = name.split('__index__')[0]!;
    const indexes = fields.flatMap(([field]) =>
      start && field.startsWith(start) ? [parseInt(field.slice(start.length), 10)] : [],
    );
    return Math.max(-1, ...indexes) + 1;
  });

/** What the server said against a visit, above the form and beside its fields. */
function showTrouble(form: HTMLFormElement, visit: WaitingVisit): void {
  const { what, next } = troubleText(visit.trouble!);
  const { errors = {} } = visit.trouble!;
  for (const old of form.querySelectorAll('[data-from-server]')) old.remove();
  const links = Object.entries(errors).map(([name, message]) => {
    const field = form.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`);
    if (!field) return element('li', {}, message);
    const place = field.closest('.field') ?? field;
    place.prepend(element('p', { class: 'field-error', 'data-from-server': true }, message));
    openAround(field);
    return element('li', {}, element('a', { href: `#${field.id}` }, message));
  });
  const opens = wayToOpen(visit);
  const ways = opens ? [button(opens, 'primary', () => sendAsForm(visit))] : [];
  tell(`${what} ${next}`, true, [...(links.length > 0 ? [element('ul', {}, ...links)] : []), ...ways]);
}

// ---------------------------------------------------------------- the page

/** A copy was made before the visit: the officer arrives now. */
function setArrival(form: HTMLFormElement): void {
  const now = new Date();
  const time = localTimeOf(now);
  const day = form.querySelector<HTMLInputElement>('[name=arrivedOn]')!;
  day.value = formatDate(localDateOf(now));
  day.dispatchEvent(new Event('change', { bubbles: true }));
  form.querySelector<HTMLInputElement>('[name=arrivedTime]')!.value = time;
  const summary = form.querySelector('[data-times-summary]');
  if (summary) summary.textContent = `đến lúc ${time}`;
}

function goTo(href: string): void {
  leaveFreely();
  location.assign(href);
}

/** Says what became of the form, above it. */
function tell(words: string, isAlert = false, more: Node[] = []): void {
  document.querySelector('[data-sending-status]')?.remove();
  const box = element(
    'div',
    {
      class: isAlert ? 'alert alert-warning' : 'alert',
      role: isAlert ? 'alert' : 'status',
      'data-sending-status': true,
      tabindex: '-1',
    },
    element('p', {}, words),
  );
  if (more.length > 0) box.append(element('div', { class: 'waiting-ways' }, ...more));
  document.querySelector('form[data-visit-form]')?.before(box);
  if (isAlert) box.focus();
}
