/** Wait after the last key: a screen reader must not interrupt at every letter. */
const PAUSE_MS = 300;

/**
 * Shows candidates from the register while a form[data-candidates="address"] is filled in. The fields named in
 * data-candidates-fields are sent there in the body, with data-candidates-token, and the answer is inserted into
 * [data-candidates-shown]. [data-candidates-status] announces the result once. Without an answer nothing is shown: the
 * form asks again when it is sent.
 */
export function showCandidatesAsTyped(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-candidates]')) watch(form);
}

function watch(form: HTMLFormElement): void {
  const shown = form.querySelector<HTMLElement>('[data-candidates-shown]');
  const status = form.querySelector<HTMLElement>('[data-candidates-status]');
  if (!shown || !status) return;
  const names = (form.dataset.candidatesFields ?? '').split(' ');
  let timer = 0;
  let pending: AbortController | null = null;
  let requested = '';

  form.addEventListener('input', (event) => {
    if (!names.includes((event.target as HTMLInputElement).name)) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), PAUSE_MS);
  });

  async function ask(): Promise<void> {
    const given = new FormData(form);
    const body = new URLSearchParams(names.map((name) => [name, String(given.get(name) ?? '')]));
    if (body.toString() === requested) return;
    requested = body.toString();
    body.set('_csrf', form.dataset.candidatesToken ?? '');
    // The answer to fewer letters is outdated and must not arrive last.
    pending?.abort();
    const own = (pending = new AbortController());
    let html = '';
    try {
      const response = await fetch(form.dataset.candidates!, {
        method: 'POST',
        body,
        signal: own.signal,
        redirect: 'manual',
      });
      if (response.ok) html = await response.text();
    } catch {
      // Offline, or aborted by a newer request.
    }
    if (pending !== own) return;
    shown!.innerHTML = html;
    const count = shown!.querySelector<HTMLElement>('[data-candidates-count]')?.dataset.candidatesCount ?? '';
    if (status!.textContent !== count) status!.textContent = count;
  }
}
