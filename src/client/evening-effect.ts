import { enableRowMoves } from './row-moves';

/** Wait after a change, so that ticking several doors gives one answer. */
const PAUSE_MS = 250;
/** Fields that change how an evening goes; before there are doors, only the time counts. */
const COUNTS = /^(?:date|from|to|doors|locked|position\[.*\])$/;
const TIME = /^(?:date|from|to)$/;

/**
 * Shows at once how an evening goes when its doors are ticked, removed, numbered, dragged or moved with Alt and the
 * arrow keys, in a form[data-evening="address"]. The form is sent there as its own button "Tính lại giờ" would send it,
 * and the parts of the answer's page marked data-evening-part replace those here. While there is no evening yet, a new
 * time is sent to the form's data-evening-draft, which says what it means for the day and the team. An answer that
 * predates the latest ticks or input in those parts is discarded and requested again. Without an answer the page stays,
 * and the button does the same.
 */
export function showEveningEffect(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-evening]');
  const status = form?.querySelector<HTMLElement>('[data-evening-status]');
  if (!form || !status) return;
  let timer = 0;
  let pending: AbortController | null = null;
  /** An answer was discarded, because the part it would have replaced was being changed. */
  let isOutdated = false;
  showScriptParts(form);
  enableRowMoves(form, {
    row: '[data-row]',
    handle: '[data-row-handle]',
    onMoved: () => {
      number(form);
      later();
    },
  });
  form.addEventListener('input', (event) => {
    if ((timer === 0 && !pending) || !(event.target as HTMLElement).closest('[data-evening-part]')) return;
    stop();
    isOutdated = true;
  });
  form.addEventListener('change', (event) => {
    if (isOutdated || (hasEvening() ? COUNTS : TIME).test((event.target as HTMLInputElement).name)) later();
  });
  form.addEventListener('focusout', () => {
    if (isOutdated) later();
  });
  form.addEventListener('submit', stop);

  function later(): void {
    stop();
    isOutdated = false;
    timer = window.setTimeout(() => void ask(), PAUSE_MS);
  }

  function hasEvening(): boolean {
    return form!.querySelector('[data-evening-list]') !== null;
  }

  function stop(): void {
    clearTimeout(timer);
    timer = 0;
    pending?.abort();
    pending = null;
  }

  async function ask(): Promise<void> {
    timer = 0;
    const own = (pending = new AbortController());
    const evening = form!.querySelector<HTMLElement>('#evening')!;
    evening.setAttribute('aria-busy', 'true');
    try {
      const body = new URLSearchParams([...new FormData(form!)].map(([name, value]) => [name, String(value)]));
      const response = await fetch(hasEvening() ? form!.dataset.evening! : form!.dataset.eveningDraft!, {
        method: 'POST',
        body,
        signal: own.signal,
        redirect: 'manual',
      });
      // 422 is an answer too: it says what is wrong with the time.
      if (!response.ok && response.status !== 422) throw new Error(String(response.status));
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      if (pending !== own) return;
      if (!page.querySelector('form[data-evening]')) throw new Error('another page');
      replaceParts(form!, page);
      say(form!.querySelector<HTMLElement>('[data-evening-said]')?.dataset.eveningSaid ?? '');
    } catch {
      if (pending === own) say('Chưa tính lại được. Lựa chọn vẫn còn, bấm “Tính lại giờ” để thử lại.');
    } finally {
      if (pending === own) pending = null;
      form!.querySelector('#evening')?.removeAttribute('aria-busy');
    }
  }

  function say(words: string): void {
    status!.textContent = words;
  }
}

/** Replaces the changed parts, except one in which the user is typing; the focus stays where it was. */
function replaceParts(form: HTMLFormElement, page: Document): void {
  const focused = document.activeElement?.id ?? '';
  const opened = [...form.querySelectorAll<HTMLElement>('details[open]')].map(
    (details) => details.closest<HTMLElement>('[data-row]')?.id ?? '',
  );
  for (const part of form.querySelectorAll<HTMLElement>('[data-evening-part]')) {
    const fresh = page.getElementById(part.id);
    const isTypedIn =
      part.contains(document.activeElement) &&
      document.activeElement instanceof HTMLInputElement &&
      document.activeElement.type === 'text';
    if (fresh && !isTypedIn && fresh.innerHTML !== part.innerHTML) part.replaceWith(document.adoptNode(fresh));
  }
  showScriptParts(form);
  for (const id of opened) document.getElementById(id)?.querySelector('details')?.setAttribute('open', '');
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
}

function showScriptParts(form: HTMLElement): void {
  for (const part of form.querySelectorAll<HTMLElement>('[data-row-handle], [data-evening-script]'))
    part.hidden = false;
}

/** Numbers the rows in their current order. */
function number(form: HTMLElement): void {
  form.querySelectorAll<HTMLInputElement>('[data-row] .door-position').forEach((input, index) => {
    input.value = String(index + 1);
  });
}
