/** After the last key: somebody who types a name is not to be talked to at every letter. */
const PAUSE_MS = 300;

/**
 * Shows, while a form[data-candidates="address"] is filled in, who or what of the register may be meant: the fields named in
 * data-candidates-fields are sent there in the body, with data-candidates-token, and the answer is put into [data-candidates-shown]. What
 * it found is said once by [data-candidates-status]. Without an answer nothing is shown: the form asks again when it is sent.
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
  let asking: AbortController | null = null;
  let askedFor = '';

  form.addEventListener('input', (event) => {
    if (!names.includes((event.target as HTMLInputElement).name)) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), PAUSE_MS);
  });

  async function ask(): Promise<void> {
    const given = new FormData(form);
    const body = new URLSearchParams(names.map((name) => [name, String(given.get(name) ?? '')]));
    if (body.toString() === askedFor) return;
    askedFor = body.toString();
    body.set('_csrf', form.dataset.candidatesToken ?? '');
    // The answer to fewer letters is not wanted any more, and must not come last.
    asking?.abort();
    const own = (asking = new AbortController());
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
      // Offline, or asked anew.
    }
    if (asking !== own) return;
    shown!.innerHTML = html;
    const count = shown!.querySelector<HTMLElement>('[data-candidates-count]')?.dataset.candidatesCount ?? '';
    if (status!.textContent !== count) status!.textContent = count;
  }
}
