import { findKey, findWorker, forgetKey, keepAwake, keepKey } from './keys';
import {
  createDrafts,
  createVisitStore,
  openLaptop,
  openTicket,
  type Drafts,
  type Keyring,
  type Laptop,
} from './laptop';
import { createLine } from './line';
import { secondsAfterWrong } from './pace';
import { createQueue, type Queue } from './queue';
import { unwrapKey } from './vault';

/** What this laptop holds of the signed-in officer, locked or open. */
export interface Officer {
  laptop: Laptop;
  keyring: Keyring;
  /** Null while it is locked. */
  opened: Opened | null;
}

/** With the officer's key at hand. */
export interface Opened {
  key: CryptoKey;
  queue: Queue;
  line: ReturnType<typeof createLine>;
  drafts: Drafts;
  /** Called after every change of what waits. */
  onChange(listener: () => void): void;
}

const LOCK_NAME = 'go-cua sending';

/** Null if this browser carries nothing of this officer. */
export async function findOfficer(person: string): Promise<Officer | null> {
  if (!(await findWorker())) return null;
  const laptop = await openLaptop();
  const keyring = await laptop.get('keyrings', person);
  if (!keyring) {
    laptop.close();
    // The service worker forgets another officer's key.
    await findKey(person);
    return null;
  }
  const key = await findKey(person);
  // Another tab may be putting a new key in its place just now.
  const fits = key !== null && (await openTicket(key, keyring).catch(() => null)) !== null;
  return { laptop, keyring, opened: fits ? openWith(laptop, keyring, key) : null };
}

function openWith(laptop: Laptop, keyring: Keyring, key: CryptoKey): Opened {
  const { person, carriedRoundId } = keyring;
  const line = createLine(carriedRoundId);
  const listeners: (() => void)[] = [];
  const queue = createQueue({
    store: createVisitStore(laptop, keyring, key),
    line,
    lock: {
      run: (work) =>
        navigator.locks.request(LOCK_NAME, { ifAvailable: true }, (lock) => (lock ? work() : Promise.resolve(null))),
    },
    now: () => new Date(),
    author: person,
    onChange: () => listeners.forEach((listener) => listener()),
  });
  keepAwake();
  return { key, queue, line, drafts: createDrafts(laptop, key, person), onChange: (one) => void listeners.push(one) };
}

/** In the laptop's counters: wrong passwords in a row, and the time of the last. */
const WRONG = 'wrong passwords';
const WRONG_AT = 'last wrong password';

/** Why a password did not open anything. */
interface Refused {
  /** False if it was not even tried, so soon after wrong ones. */
  wasTried: boolean;
  /** Seconds until one is tried again. */
  wait: number;
}

type Tried = { key: CryptoKey; keyring: Keyring } | Refused;

/**
 * Opens a key with the password of one of these officers. After wrong passwords it tries the next one later and later,
 * also when the browser was closed meanwhile. One at a time, so that each is counted.
 */
export const tryPassword = (
  laptop: Laptop,
  keyrings: readonly Keyring[],
  password: string,
  isExtractable = false,
): Promise<Tried> =>
  navigator.locks.request('go-cua password', async (): Promise<Tried> => {
    const [wrong = 0, at = 0] = [await laptop.get('counters', WRONG), await laptop.get('counters', WRONG_AT)];
    const sinceWrong = (Date.now() - at) / 1000;
    const wait = Math.ceil(secondsAfterWrong(wrong) - sinceWrong);
    // A clock that was put back ends the waiting.
    if (wait > 0 && sinceWrong >= 0) return { wasTried: false, wait };
    for (const keyring of keyrings) {
      const key = await unwrapKey(keyring, password, isExtractable);
      if (!key) continue;
      await laptop.delete('counters', WRONG);
      return { key, keyring };
    }
    await laptop.put('counters', wrong + 1, WRONG);
    await laptop.put('counters', Date.now(), WRONG_AT);
    return { wasTried: true, wait: secondsAfterWrong(wrong + 1) };
  });

/** What to tell the officer whose password was refused. */
export const refusalText = ({ wasTried, wait }: Refused): string =>
  [
    wasTried ? 'Mật khẩu chưa đúng. Đổi mật khẩu sau khi mang theo thì dùng mật khẩu trước.' : '',
    wait > 0 ? `Sai nhiều lần: chờ ${wait} giây rồi thử lại.` : '',
  ]
    .filter(Boolean)
    .join(' ');

/**
 * Has a form with a password and a .field-error unlock, for all pages, what these officers carry here.
 * @param onWrong called when a password was refused.
 */
export function enableUnlock(
  form: HTMLFormElement,
  laptop: Laptop,
  keyrings: readonly Keyring[],
  onWrong: () => void = () => {},
): void {
  const password = form.querySelector<HTMLInputElement>('input[type=password]')!;
  const error = form.querySelector<HTMLElement>('.field-error')!;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void tryPassword(laptop, keyrings, password.value).then(async (opened) => {
      if ('key' in opened) {
        await keepKey(opened.keyring.person, opened.key);
        return location.reload();
      }
      error.textContent = refusalText(opened);
      error.hidden = false;
      onWrong();
      password.select();
    });
  });
}

/** Unlocks while the officer signs in, so that the password is typed once. */
export function unlockAtSignIn(): void {
  const form = document.querySelector<HTMLFormElement>('form[action="/login"]');
  if (!form || !('serviceWorker' in navigator) || !navigator.serviceWorker.controller) return;
  form.addEventListener('submit', (event) => {
    const { username = '', password = '' } = Object.fromEntries(new FormData(form)) as Record<string, string>;
    event.preventDefault();
    void tryToUnlock(username.trim().toLowerCase(), password)
      .catch(() => {})
      .then(() => form.submit());
  });
}

async function tryToUnlock(username: string, password: string): Promise<void> {
  // An officer who signs in sees no other officer's copy, not even while the first page is slow to arrive.
  await forgetKey();
  const laptop = await openLaptop();
  const keyrings = await laptop.getAll('keyrings');
  const own = keyrings.filter((keyring) => keyring.username.toLowerCase() === username);
  const opened = own.length > 0 && (await tryPassword(laptop, own, password));
  laptop.close();
  if (opened && 'key' in opened) await keepKey(opened.keyring.person, opened.key);
}
