import { formatDateTime } from '../../shared/dates';
import { keepKey } from './keys';
import { countWaiting, keepRound, openLaptop, type Copy, type FileTicket, type Keyring, type Laptop } from './laptop';
import { askServer } from './line';
import { refusalText, tryPassword } from './officer';
import { newDataKey, unwrapKey, wrapKey } from './vault';

/** What the server gives along: see POST /carried-rounds. */
interface Carried extends FileTicket {
  id: string;
  expiresAt: string;
  nonce: string;
  username: string;
  displayName: string;
  pages: { path: string; html: string }[];
  files: string[];
}

const FILES = 'go-cua-files';
const NO_NETWORK = 'Chưa lấy được: không có mạng, hoặc máy chủ không trả lời. Thử lại khi có mạng.';
const OLD_PASSWORD =
  'Máy này còn giữ lượt chưa gửi, khóa bằng mật khẩu trước của bạn. Mở khóa bằng mật khẩu ấy và gửi hết, rồi mang lại.';

/**
 * "Mang theo tối nay": stores the evening's pages on this laptop, encrypted. Needs HTTPS or this very machine.
 * @param carried what the laptop holds of this officer already.
 */
export function offerToCarry(person: string, carried: Keyring | null): void {
  const offer = document.querySelector<HTMLElement>('[data-carry]');
  const form = offer?.querySelector<HTMLFormElement>('[data-carry-form]');
  if (!offer || !form || document.body.dataset.copiedAt) return;
  if (!isSecureContext || !('serviceWorker' in navigator)) {
    document.querySelector('[data-carry-insecure]')?.removeAttribute('hidden');
    return;
  }
  offer.hidden = false;
  const summary = document.querySelector<HTMLElement>('[data-carry-summary]')!;
  summary.hidden = false;
  if (carried) {
    summary.textContent = ', đang mang theo trên máy này';
    const until = formatDateTime(new Date(carried.expiresAt));
    offer.querySelector('h2')!.textContent =
      `Đang mang theo trên máy này (${carried.laptopName}), đến ${until}. Mang lại để lấy bản mới.`;
    form.querySelector<HTMLInputElement>('[name=laptopName]')!.value = carried.laptopName;
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const press = form.querySelector<HTMLButtonElement>('button[type=submit]')!;
    press.disabled = true;
    tell(form, 'Đang lấy các cửa của buổi này…');
    void carry(form, person)
      .catch(() => ({ currentPassword: 'Máy này không giữ được buổi: bộ nhớ đầy hoặc trình duyệt không cho.' }))
      .then((errors) => {
        press.disabled = false;
        showErrors(form, errors);
        if (Object.keys(errors).length === 0) location.reload();
      });
  });
}

/** What is wrong, by field; nothing when the round is on this laptop. */
async function carry(form: HTMLFormElement, person: string): Promise<Record<string, string>> {
  const typed = Object.fromEntries(new FormData(form)) as Record<string, string>;
  const password = typed.currentPassword ?? '';
  const laptop = await openLaptop();
  const before = await laptop.get('keyrings', person);
  const data = await dataKeyFor(laptop, person, password);
  if ('refused' in data) return { currentPassword: data.refused };
  const token = document.querySelector<HTMLInputElement>('input[name=_csrf]')?.value ?? '';
  const reply = await askServer('/carried-rounds', [...Object.entries(typed), ['_csrf', token]]);
  if (reply?.body?.kind !== 'carried') {
    const { errors, message } = (reply?.body ?? {}) as { errors?: Record<string, string>; message?: string };
    return errors ?? { currentPassword: message ?? NO_NETWORK };
  }
  const carried = reply.body as unknown as Carried;
  await startServiceWorker();
  await keepFiles(carried.files);
  const { id, expiresAt, nonce, username, displayName, fileKey, ticket } = carried;
  const wrapped = await wrapKey(data.key, password);
  const { keyId } = data;
  const laptopName = typed.laptopName ?? '';
  await keepRound(
    laptop,
    data.key,
    { ...wrapped, person, keyId, username, displayName, carriedRoundId: id, laptopName, expiresAt },
    { ticket: { fileKey, ticket }, copies: carried.pages.map((page) => copyOf(page, nonce)) },
  );
  if (before) await askServer(`/carried-rounds/${before.carriedRoundId}/removal`, [['_csrf', token]]);
  const key = await unwrapKey(wrapped, password);
  await keepKey(person, key!);
  // Asks the browser not to clear it when the disk is nearly full; it may say no.
  await navigator.storage.persist().catch(() => false);
  laptop.close();
  return {};
}

/**
 * The key of before, which open tabs hold and drafts are sealed with, or a new one; refused if visits wait that cannot be
 * opened with this password, or too many passwords were wrong.
 */
async function dataKeyFor(
  laptop: Laptop,
  person: string,
  password: string,
): Promise<{ key: CryptoKey; keyId: string } | { refused: string }> {
  const keyring = await laptop.get('keyrings', person);
  if (keyring) {
    const before = await tryPassword(laptop, [keyring], password, true);
    if ('key' in before) return { key: before.key, keyId: keyring.keyId };
    if (!before.wasTried) return { refused: refusalText(before) };
    if ((await countWaiting(laptop, person)) > 0) return { refused: OLD_PASSWORD };
  }
  return { key: await newDataKey(), keyId: crypto.randomUUID() };
}

/** Each form gets a key made here, under which the visit is sent. */
function copyOf({ path, html }: { path: string; html: string }, nonce: string): Copy {
  const given = /name="clientKey" value="([^"]+)"/.exec(html)?.[1];
  return { path, html: given ? html.replaceAll(given, crypto.randomUUID()) : html, nonce };
}

async function startServiceWorker(): Promise<void> {
  const isThere = new Promise<void>((resolve) => {
    if (navigator.serviceWorker.controller) resolve();
    navigator.serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true });
  });
  await navigator.serviceWorker.register('/service-worker.js');
  await isThere;
}

/**
 * What the pages need besides themselves, and the page that asks for the password; nothing in it is personal. Older files
 * stay until nothing is carried here any more: a colleague's pages, or those of a carrying that fails now, need them.
 */
async function keepFiles(files: readonly string[]): Promise<void> {
  const cache = await caches.open(FILES);
  await cache.addAll(files);
  // As a stranger sees it, without the officer's name.
  await cache.put('/locked', await fetch('/locked', { credentials: 'omit' }));
}

function tell(form: HTMLFormElement, words: string): void {
  form.querySelector('[data-carry-status]')!.textContent = words;
}

function showErrors(form: HTMLFormElement, errors: Record<string, string>): void {
  tell(form, '');
  for (const place of form.querySelectorAll<HTMLElement>('[data-error-of]')) {
    const message = errors[place.dataset.errorOf!] ?? '';
    place.textContent = message;
    place.hidden = message === '';
  }
  const [first] = Object.keys(errors);
  if (first) form.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
}
