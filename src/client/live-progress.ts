const LOOK_EVERY_MS = 1_500;

/**
 * Keeps what the page says of work that goes on up to date; when it has ended, the page is loaded anew. The buttons in
 * it stay the ones that are there, so that nobody loses the place where the keyboard is.
 */
export function showProgressLive(): void {
  const live = document.querySelector<HTMLElement>('[data-live]');
  if (live) setTimeout(() => void lookAgain(live), LOOK_EVERY_MS);
}

async function lookAgain(live: HTMLElement): Promise<void> {
  // A form of the page that is on its way must not be overtaken.
  if (document.querySelector('form[data-sending]')) return;
  const now = await readPage().catch(() => null);
  if (now) {
    const fresh = now.querySelector('[data-live]');
    if (!fresh || fresh.querySelector('h2')?.textContent !== live.querySelector('h2')?.textContent)
      return location.reload();
    live.querySelector('.progress-line')?.replaceWith(fresh.querySelector('.progress-line') ?? '');
  }
  setTimeout(() => void lookAgain(live), LOOK_EVERY_MS);
}

/** The page as it is now; null when the server does not answer, which a restart may be. */
async function readPage(): Promise<Document | null> {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  return response.ok ? new DOMParser().parseFromString(await response.text(), 'text/html') : null;
}
