const LOOK_EVERY_MS = 1_500;

/**
 * Keeps the page's progress of background work up to date, and reloads the page when the work has ended. Existing
 * buttons are kept, so that the keyboard focus is not lost.
 */
export function showProgressLive(): void {
  const live = document.querySelector<HTMLElement>('[data-live]');
  if (live) setTimeout(() => void lookAgain(live), LOOK_EVERY_MS);
}

async function lookAgain(live: HTMLElement): Promise<void> {
  // A reload must not overtake a form that is being sent.
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

/** The current page; null if the server does not answer, or with an error that is no progress: it may be a restart. */
async function readPage(): Promise<Document | null> {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  return response.ok || page.querySelector('[data-live]') ? page : null;
}
