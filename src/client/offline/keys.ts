import type { KeyMessage } from './vault';

// The service worker keeps the officer's key in memory from page to page; nothing writes it to the disk.

/** The browser puts a service worker to sleep after half a minute without an event. */
const STAY_AWAKE_MS = 15_000;
const USED_AT_MOST_EVERY_MS = 10_000;

/** Also when the page was reloaded past it (Shift and F5), which leaves the key where it was; null if there is none. */
export async function findWorker(): Promise<ServiceWorker | null> {
  if (!('serviceWorker' in navigator)) return null;
  const { controller } = navigator.serviceWorker;
  return controller ?? (await navigator.serviceWorker.getRegistration())?.active ?? null;
}

const tell = async (message: KeyMessage) => (await findWorker())?.postMessage(message);

/** Locks what this laptop holds, for all pages. */
export const forgetKey = (): Promise<void> => tell({ kind: 'forget' });

/** Hands the key over; resolves once the service worker has it. */
export async function keepKey(person: string, key: CryptoKey): Promise<void> {
  await ask({ kind: 'keep', person, key });
}

/** The officer's key; null while it is locked. The service worker forgets the key of another officer. */
export const findKey = (person: string): Promise<CryptoKey | null> => ask({ kind: 'ask', person });

/** No service worker, or one that does not answer, has no key. */
async function ask(message: KeyMessage): Promise<CryptoKey | null> {
  const worker = await findWorker();
  if (!worker) return null;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const timer = setTimeout(() => resolve(null), 2000);
    port1.onmessage = ({ data }: MessageEvent<CryptoKey | null>) => {
      clearTimeout(timer);
      resolve(data);
    };
    worker.postMessage(message, [port2]);
  });
}

/** While the page is open the key stays, until half an hour passes without a key pressed or a tap. */
export function keepAwake(): void {
  setInterval(() => void tell({ kind: 'stay' }), STAY_AWAKE_MS);
  let last = 0;
  const used = () => {
    if (Date.now() - last < USED_AT_MOST_EVERY_MS) return;
    last = Date.now();
    void tell({ kind: 'used' });
  };
  for (const event of ['keydown', 'pointerdown']) document.addEventListener(event, used, { passive: true });
  used();
}
