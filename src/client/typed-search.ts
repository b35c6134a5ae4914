/** Wait after the last key: earlier results would be thrown away. */
const PAUSE_MS = 140;

/**
 * Shows results while the user types, in the form[data-typed-search="address that answers with the results alone"] of the
 * page, or else of the header, if the page has room for them: the answer goes into [data-search-results],
 * [data-search-status] reads its count aloud, and [data-while-not-searching] is hidden. The words are sent in the body,
 * never in a URL. Arrow keys walk through the results, Escape starts again. Without an answer, the form itself still works.
 */
export function enableTypedSearch(): void {
  const forms = [...document.querySelectorAll<HTMLFormElement>('form[data-typed-search]')];
  const form = forms.find((each) => each.closest('main')) ?? forms[0];
  const input = form?.querySelector<HTMLInputElement>('input[type=search]');
  const results = document.querySelector<HTMLElement>('[data-search-results]');
  const status = document.querySelector<HTMLElement>('[data-search-status]');
  if (!form || !input || !results || !status) return;
  const address = form.dataset.typedSearch!;
  const idleContent = document.querySelectorAll<HTMLElement>('[data-while-not-searching]');
  let timer = 0;
  let pending: AbortController | null = null;
  let shownFor = input.value.trim();

  input.addEventListener('input', () => {
    clearTimeout(timer);
    if (input.value.trim() === '') return clear();
    timer = window.setTimeout(() => void ask(), PAUSE_MS);
  });
  form.addEventListener('submit', stop);
  addEventListener('online', () => {
    if (input.value.trim() !== '') void ask();
  });
  form.addEventListener('keydown', (event) => walk(event));
  results.addEventListener('keydown', (event) => walk(event));
  // A user who comes back from a result finds the results again, and no words appear in the URL.
  results.addEventListener('click', (event) => {
    const found = results.querySelector<HTMLElement>('[data-found-at]')?.dataset.foundAt;
    if (found && (event.target as HTMLElement).closest('a')) history.replaceState(null, '', found);
  });

  async function ask(): Promise<void> {
    const words = input!.value.trim();
    if (words === shownFor) return;
    // The answer to fewer letters is outdated and must not arrive last.
    stop();
    const own = (pending = new AbortController());
    results!.setAttribute('aria-busy', 'true');
    try {
      const body = new URLSearchParams([...new FormData(form!)].map(([name, value]) => [name, String(value)]));
      const response = await fetch(address, { method: 'POST', body, signal: own.signal, redirect: 'manual' });
      const text = await response.text();
      if (pending !== own) return;
      if (response.ok) show(words, text);
      else fail(errorMessageOf(response));
    } catch {
      if (pending === own) fail('Máy đang mất mạng.');
    }
  }

  function show(words: string, html: string): void {
    pending = null;
    shownFor = words;
    results!.innerHTML = html;
    results!.removeAttribute('aria-busy');
    status!.textContent = results!.querySelector<HTMLElement>('[data-found]')?.dataset.found ?? '';
    setIdleContent(true);
  }

  function fail(errorMessage: string): void {
    pending = null;
    shownFor = '';
    results!.replaceChildren();
    results!.removeAttribute('aria-busy');
    status!.textContent = `${errorMessage} Chữ đã gõ vẫn còn, bấm Enter để thử lại.`;
    setIdleContent(false);
  }

  function clear(): void {
    stop();
    shownFor = '';
    results!.replaceChildren();
    status!.textContent = '';
    setIdleContent(false);
  }

  function stop(): void {
    clearTimeout(timer);
    pending?.abort();
    pending = null;
    results!.removeAttribute('aria-busy');
  }

  function setIdleContent(isSearching: boolean): void {
    for (const part of idleContent) part.hidden = isSearching;
  }

  function walk(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      input!.value = '';
      input!.focus();
      return clear();
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const stops = [input!, ...results!.querySelectorAll<HTMLElement>('li strong > a, li [data-choose]')];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)];
    if (at === -1 || !next) return;
    event.preventDefault();
    // A pending answer would replace the results that the user is walking through.
    stop();
    next.focus();
  }
}

function errorMessageOf({ status, type }: Response): string {
  if (status === 503) return 'Đang mất kết nối với cơ sở dữ liệu.';
  if (status === 429) return 'Nhiều lần quá trong thời gian ngắn, đợi một lát.';
  if (status === 401 || status === 403 || type === 'opaqueredirect') return 'Phiên làm việc đã hết.';
  return 'Máy chủ chưa trả lời được.';
}
