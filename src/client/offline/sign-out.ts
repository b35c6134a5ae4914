import { localDateOf } from '../../shared/dates';
import { button, element } from '../element';
import { forgetKey } from './keys';
import { countWaiting, openTicket, removeFiled, removeRound } from './laptop';
import { askServer } from './line';
import type { Officer } from './officer';
import type { WaitingVisit } from './queue';

/** Nothing of the officer is left here. */
let isFree = false;

/** Refuses to sign out while visits wait, until they are sent or stand in a file for the office; then removes the round. */
export function guardSignOut(officer: Officer): void {
  const form = document.querySelector<HTMLFormElement>('form[action="/logout"]');
  form?.addEventListener('submit', (event) => {
    if (isFree) return;
    event.preventDefault();
    void signOut(officer, form);
  });
}

async function signOut(officer: Officer, form: HTMLFormElement): Promise<void> {
  const { laptop, keyring, opened } = officer;
  if (document.body.dataset.copiedAt)
    return ask(['Trang này là bản mang theo. Có mạng thì tải lại trang rồi mới đăng xuất được.']);
  await opened?.queue.sendNow();
  const waiting = await countWaiting(laptop, keyring.person);
  if (waiting > 0) return refuse(officer, form, waiting);
  await removeFromLaptop(officer, tokenOf(form));
  isFree = true;
  // Other scripts forget what they hold when this form is sent.
  form.requestSubmit();
}

function refuse(officer: Officer, form: HTMLFormElement, waiting: number): void {
  const { opened } = officer;
  const why = `Còn ${waiting} lượt chưa gửi trên máy này, nên chưa đăng xuất.`;
  if (!opened) return ask([`${why} Mở khóa bằng mật khẩu của bạn để gửi, hoặc để lưu vào tệp.`]);
  ask([
    `${why} Gửi hết, hoặc lưu vào tệp mã hóa rồi chuyển cho văn phòng.`,
    button('Gửi và đăng xuất', 'primary', () => signOut(officer, form)),
    button('Lưu vào tệp', 'outline-primary', async () => {
      const { visits } = await opened.queue.state();
      await saveToFile(officer, visits);
      ask([
        `Đã đưa ${visits.length} lượt vào tệp “${fileName()}”. Xem tệp đã nằm trên máy hoặc thẻ nhớ chưa, rồi mới đăng xuất: các lượt này sẽ không còn trên máy.`,
        button('Tệp đã có, đăng xuất', 'primary', async () => {
          await removeFiled(officer.laptop, visits);
          await signOut(officer, form);
        }),
      ]);
    }),
  ]);
}

const fileName = () => `luot-chua-gui-${localDateOf(new Date())}.json`;

/** See src/features/door/carried-rounds/visit-file.ts. */
async function saveToFile({ keyring, opened }: Officer, visits: readonly WaitingVisit[]): Promise<void> {
  const { fileKey, ticket } = await openTicket(opened!.key, keyring);
  const key = await crypto.subtle.importKey('raw', bytesOf(fileKey), 'AES-GCM', false, ['encrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const content = visits.map(({ path, label, typedAt, fields, key: clientKey }) => ({
    path,
    label,
    typedAt,
    fields: [...fields.filter(([name]) => name !== 'clientKey'), ['clientKey', clientKey]],
  }));
  const text = new TextEncoder().encode(JSON.stringify(content));
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, text);
  const file = { format: 'go-cua-visits-1', ticket, iv: base64Of(iv), data: base64Of(new Uint8Array(data)) };
  const address = URL.createObjectURL(new Blob([JSON.stringify(file)], { type: 'application/json' }));
  element('a', { href: address, download: fileName() }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const base64Of = (bytes: Uint8Array) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/**
 * Removes what this laptop holds of the officer, except visits that still wait and the key to them, and tells the server.
 * @param token a form token; null without network.
 */
export async function removeFromLaptop({ laptop, keyring }: Officer, token: string | null): Promise<void> {
  const isAllGone = await removeRound(laptop, keyring.person);
  if (token) await askServer(`/carried-rounds/${keyring.carriedRoundId}/removal`, [['_csrf', token]]);
  if (!isAllGone) return;
  await forgetKey();
  if ((await laptop.count('keyrings')) > 0) return;
  for (const name of await caches.keys()) await caches.delete(name);
  await (await navigator.serviceWorker.getRegistration())?.unregister();
}

const tokenOf = (form: HTMLFormElement): string =>
  form.querySelector<HTMLInputElement>('input[name=_csrf]')?.value ?? '';

function ask(parts: (string | Node)[]): void {
  document.querySelector('[data-sign-out]')?.remove();
  const box = element('div', { class: 'alert alert-warning', role: 'alert', 'data-sign-out': true, tabindex: '-1' });
  for (const part of parts) box.append(part, ' ');
  document.querySelector('main')?.prepend(box);
  box.focus();
}
