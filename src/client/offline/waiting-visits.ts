import { formatDateTime, localTimeOf } from '../../shared/dates';
import { uncapitalise } from '../../shared/vietnamese-text';
import { button, element } from '../element';
import { isOver, removeUnreadable } from './laptop';
import { askState } from './line';
import { enableUnlock, type Officer, type Opened } from './officer';
import { canGoByItself, type QueueState, type Sending, type WaitingVisit } from './queue';
import { outcomeText, queueLine, stopText, troubleText } from './queue-labels';
import { removeFromLaptop } from './sign-out';
import { updateTonight } from './tonight-list';

/** Another tab is sending: it may end, or be closed, at any time. */
const WAIT_FOR_OTHER_TAB = 5;
const DEAD_CLOCK_MS = 10 * 60_000;
/** In the session of the tab: the key of a visit that the page before kept here. */
const KEPT = 'go-cua kept';

/** On every page of an officer who carries a round: what waits here, in words, and the sending of it. */
export function showWaiting(officer: Officer): void {
  const box = element('section', { class: 'waiting', 'aria-label': 'Lượt thăm trên máy này', hidden: true });
  document.querySelector('main')?.prepend(box);
  if (officer.opened) void watch(officer, officer.opened, box);
  else void offerUnlock(officer, box);
}

// ---------------------------------------------------------------- locked

async function offerUnlock(officer: Officer, box: HTMLElement): Promise<void> {
  const { laptop, keyring } = officer;
  const isRemoved = await checkRound(officer, box);
  const waiting = await laptop.countFromIndex('visits', 'person', keyring.person);
  if (waiting === 0 && (isRemoved || location.pathname !== '/tonight')) return;
  const forgotten = button('Không ai còn nhớ mật khẩu ấy: bỏ hẳn', 'link', async () => {
    const sure = `Bỏ hẳn ${waiting} lượt chưa gửi và buổi mang theo trên máy này? Không có mật khẩu lúc mang theo thì không ai đọc được chúng; bỏ rồi thì phải ghi lại từ phiếu giấy hoặc trí nhớ.`;
    if (!confirm(sure)) return;
    await removeUnreadable(laptop, keyring.person);
    await removeFromLaptop(officer, document.querySelector<HTMLInputElement>('input[name=_csrf]')?.value || null);
    location.reload();
  });
  forgotten.hidden = true;
  const form = element(
    'form',
    { class: 'waiting-unlock' },
    element('label', { for: 'unlock-here' }, 'Mật khẩu lúc mang theo'),
    element('p', { class: 'field-error', role: 'alert', hidden: true }),
    element('input', {
      type: 'password',
      class: 'form-control',
      id: 'unlock-here',
      autocomplete: 'current-password',
      required: true,
    }),
    element('button', { class: 'btn btn-primary' }, 'Mở khóa'),
    forgotten,
  );
  enableUnlock(form, laptop, [keyring], () => (forgotten.hidden = false));
  const what = waiting > 0 ? `${waiting} lượt chưa gửi` : 'Buổi mang theo';
  box.append(element('p', {}, `${what} đang khóa trên máy này.`), form);
  box.hidden = false;
}

// ---------------------------------------------------------------- open

async function watch(officer: Officer, opened: Opened, box: HTMLElement): Promise<void> {
  const { queue } = opened;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last: Sending | null = null;

  const show = async () => {
    const state = await queue.state();
    render(box, { state, last, opened, sendNow: () => pump(true) });
    await updateTonight(officer, state);
  };
  const pump = async (isAsked = false) => {
    clearTimeout(timer);
    const sending = await (isAsked ? queue.sendNow() : queue.send());
    if (sending) last = sending;
    await show();
    const seconds = sending ? sending.retryIn : WAIT_FOR_OTHER_TAB;
    if (seconds) timer = setTimeout(() => void pump(), seconds * 1000);
  };

  opened.onChange(() => void show());
  addEventListener('online', () => void pump(true));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void pump();
  });
  await leaveSettled(queue);
  await tellKept(queue, box);
  await show();
  await pump();
  await checkRound(officer, box);
}

/** Has the next page tell that this visit was kept. */
export const announceKept = (key: string): void => sessionStorage.setItem(KEPT, key);

async function tellKept(queue: Opened['queue'], box: HTMLElement): Promise<void> {
  const key = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  const visit = (await queue.state()).visits.find((one) => one.key === key);
  if (!visit) return;
  box.before(
    element(
      'div',
      { class: 'alert alert-success', role: 'status' },
      element('span', {}, `Đã giữ trên máy, tự gửi khi có mạng: ${visit.label}, ${uncapitalise(outcomeText(visit))}.`),
      element(
        'span',
        { class: 'flash-actions' },
        element('a', { class: 'btn btn-outline-primary', href: visit.path }, 'Mở lại'),
      ),
    ),
  );
}

/** A visit whose two versions were settled, by saving one form of both or by dropping the laptop's, waits no more. */
async function leaveSettled(queue: Opened['queue']): Promise<void> {
  const leave = async (isSettled: (visit: WaitingVisit) => boolean) => {
    for (const visit of (await queue.state()).visits.filter(isSettled)) await queue.discard(visit);
  };
  const saved = (document.body.dataset.saved ?? '').split(' ');
  await leave(({ key }) => saved.includes(`${key}/settled`));
  const dropping = document.querySelector<HTMLAnchorElement>('a[data-drop-mine]');
  const mine = document.querySelector<HTMLInputElement>('input[name=settles]')?.value;
  if (!dropping || !mine) return;
  dropping.addEventListener('click', (event) => {
    event.preventDefault();
    void leave(({ key }) => key === mine).finally(() => location.assign(dropping.href));
  });
}

/** Removes a round that is over or was revoked (true), and says when this laptop's clock is wrong. */
async function checkRound(officer: Officer, box: HTMLElement): Promise<boolean> {
  const { keyring } = officer;
  const wasOver = isOver(keyring);
  if (!wasOver && location.pathname !== '/tonight') return false;
  const state = await askState(keyring.carriedRoundId);
  const token = state.kind === 'state' ? state.csrfToken : null;
  const say = (words: string, attributes = {}) => {
    box.prepend(element('p', attributes, words));
    box.hidden = false;
  };
  if (wasOver || (state.kind === 'state' && state.isRevoked)) {
    await removeFromLaptop(officer, token);
    say(wasOver ? 'Buổi mang theo đã hết hạn: máy này đã xóa.' : 'Quản trị đã thu hồi buổi mang theo: máy này đã xóa.');
    return true;
  }
  if (state.kind === 'state' && Math.abs(new Date(state.now).getTime() - Date.now()) > DEAD_CLOCK_MS) {
    const clocks = `máy ${formatDateTime(new Date())}, sổ ${formatDateTime(new Date(state.now))}`;
    say(`Đồng hồ máy này sai: ${clocks}. Sửa đồng hồ, và xem lại giờ đến của các lượt đã ghi.`, { role: 'alert' });
  }
  return false;
}

interface Shown {
  state: QueueState;
  last: Sending | null;
  opened: Opened;
  sendNow: () => Promise<void>;
}

function render(box: HTMLElement, { state, last, opened, sendNow }: Shown): void {
  const { copiedAt } = document.body.dataset;
  const { visits } = state;
  box.hidden = visits.length === 0 && !copiedAt && !last?.saved.length;
  const isListOpen = state.troubled > 0 || (box.querySelector('details')?.open ?? false);
  // A copy says already that there is no network.
  const isTold = copiedAt && last?.stoppedBy === 'unreachable';
  const stop = visits.length > 0 && last && !isTold ? stopText(last) : null;
  const copied = copiedAt ? `Không có mạng: đây là bản mang theo lúc ${localTimeOf(new Date(copiedAt))}. ` : '';
  box.replaceChildren(
    element(
      'p',
      { class: 'waiting-line' },
      element('span', { role: 'status' }, copied + queueLine(state, new Date())),
      ...(visits.length > 0 ? [' ', button('Gửi ngay', 'outline-primary', sendNow)] : []),
    ),
    ...(stop ? [element('p', {}, `${stop.what} ${stop.next}`)] : []),
    ...(last?.saved.flatMap(({ warnings }) => warnings).map((warning) => element('p', {}, warning)) ?? []),
  );
  if (visits.length === 0) return;
  const list = element('details', { open: isListOpen }, element('summary', {}, 'Xem từng lượt'));
  list.append(element('ul', {}, ...visits.map((visit) => item(visit, opened, sendNow))));
  box.append(list);
}

function item(visit: WaitingVisit, { queue }: Opened, sendNow: () => Promise<void>): HTMLLIElement {
  const { label, typedAt, path, trouble } = visit;
  const row = element('li', {}, element('b', {}, label), ` · ghi lúc ${localTimeOf(new Date(typedAt))} `);
  if (trouble) {
    const { what, next } = troubleText(trouble);
    row.append(element('span', { class: 'waiting-trouble' }, `${what} ${next}`), ' ');
    for (const message of Object.values(trouble.errors ?? {}))
      row.append(element('p', { class: 'field-error' }, message));
  }
  const again = async () => {
    await queue.release(visit.key);
    await sendNow();
  };
  const opens = wayToOpen(visit);
  if (opens)
    row.append(
      button(opens, 'outline-primary', () => sendAsForm(visit)),
      ' ',
    );
  else row.append(element('a', { class: 'btn btn-outline-primary', href: path }, 'Mở để sửa'), ' ');
  if (!canGoByItself(visit)) row.append(button('Gửi lại', 'outline-primary', again), ' ');
  if (trouble) row.append(button('Bỏ bản trên máy', 'link', () => discard(visit, queue)));
  return row;
}

/** What the button says for a visit whose own address no longer shows its form, so that the server has to; null for others. */
export function wayToOpen({ trouble }: WaitingVisit): string | null {
  if (trouble?.status === 409) return 'Mở hai bản';
  return trouble?.status === 404 ? 'Mở lại những gì đã gõ' : null;
}

async function discard(visit: WaitingVisit, queue: Opened['queue']): Promise<void> {
  const sure = `Bỏ hẳn lượt thăm ${visit.label} trên máy này? Chỉ bỏ khi sổ đã có, hoặc bạn đã ghi lại ở nơi khác.`;
  if (confirm(sure)) await queue.discard(visit);
}

/** Sends a visit as its page would, so that the server shows its page with both versions. */
export function sendAsForm({ path, fields, key }: Pick<WaitingVisit, 'path' | 'fields' | 'key'>): void {
  const token = document.querySelector<HTMLInputElement>('input[name=_csrf]')?.value ?? '';
  const form = element('form', { method: 'post', action: path, hidden: true });
  for (const [name, value] of [
    ...fields.filter(([other]) => other !== 'clientKey'),
    ['clientKey', key],
    ['_csrf', token],
  ] as const)
    form.append(element('input', { type: 'hidden', name, value }));
  document.body.append(form);
  form.submit();
}
