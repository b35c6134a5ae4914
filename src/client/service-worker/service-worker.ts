import { findCopy, openLaptop } from '../offline/laptop';
import type { KeyMessage } from '../offline/vault';

// Answers for the pages of a carried round while there is no network, and keeps the officer's key in memory. It is
// registered only when an officer takes a round along, and stores nothing itself: docs/adr/0025.

const worker = self as unknown as ServiceWorkerGlobalScope;

/** With a copy at hand, a page that has not begun to arrive by then is not waited for. */
const PATIENCE_MS = 4000;
const UNLOCKED_MS = 30 * 60_000;
const FILES = /^\/(?:assets\/|(?:icons|favicon)\.svg$|visit-guides$)/;

let unlocked: { person: string; key: CryptoKey; until: number } | null = null;

worker.addEventListener('install', () => void worker.skipWaiting());
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('message', (event) => {
  const message = event.data as KeyMessage;
  const now = Date.now();
  if (unlocked && unlocked.until < now) unlocked = null;
  switch (message.kind) {
    case 'keep':
      unlocked = { person: message.person, key: message.key, until: now + UNLOCKED_MS };
      return event.ports[0]?.postMessage(null);
    case 'ask':
      if (unlocked?.person !== message.person) unlocked = null;
      return event.ports[0]?.postMessage(unlocked?.key ?? null);
    case 'used':
      if (unlocked) unlocked.until = now + UNLOCKED_MS;
      return;
    case 'forget':
      unlocked = null;
      return;
    case 'stay':
  }
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(navigate(request, pathname));
  else if (FILES.test(pathname)) event.respondWith(file(request));
});

/** The server's page; without network the copy, or the page that asks for the password. */
async function navigate(request: Request, path: string): Promise<Response> {
  const fromServer = fetch(request);
  fromServer.catch(() => {});
  const copy = await copyOf(path).catch(() => null);
  try {
    return await (copy ? Promise.race([fromServer, giveUp()]) : fromServer);
  } catch (error) {
    const instead = copy ?? (await caches.match('/locked'));
    if (instead) return instead;
    throw error;
  }
}

const giveUp = () =>
  new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no answer yet')), PATIENCE_MS));

/** The copy of a page, under the same policy as the page that the server sent last. */
async function copyOf(path: string): Promise<Response | null> {
  if (!unlocked || unlocked.until < Date.now()) return null;
  const laptop = await openLaptop();
  try {
    const copy = await findCopy(laptop, unlocked.key, unlocked.person, path);
    const policy = (await caches.match('/locked'))?.headers.get('content-security-policy');
    if (!copy || !policy) return null;
    const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
    return new Response(copy.html.replaceAll(`nonce="${copy.nonce}"`, `nonce="${nonce}"`), {
      headers: {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Security-Policy': policy.replace(/'nonce-[^']+'/, `'nonce-${nonce}'`),
        'Cache-Control': 'no-store',
      },
    });
  } finally {
    laptop.close();
  }
}

/**
 * Style sheets, scripts, fonts and the guides have another address when they change; the pictures have not. A kept script
 * is not asked for again: while a weak network does not answer, a form would stay without all that its scripts do.
 */
async function file(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (!kept) return fetch(request);
  return request.url.endsWith('.svg') ? fetch(request).catch(() => kept) : kept;
}
