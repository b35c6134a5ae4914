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

/** Unlocks with the officer's password, for all pages; false if it is not the one. */
export async function unlock(keyring: Keyring, password: string): Promise<boolean> {
  const key = await unwrapKey(keyring, password);
  if (key) await keepKey(keyring.person, key);
  return key !== null;
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
  laptop.close();
  const own = keyrings.find((keyring) => keyring.username.toLowerCase() === username);
  if (own) await unlock(own, password);
}
