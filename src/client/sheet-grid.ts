/** Outcomes with something to say in the details of the row. */
const WITH_DETAILS = ['met', 'come_back_later', 'refused'];

/**
 * Makes the grid of a paper sheet, form[data-sheet-grid], quick by keyboard. A letter chooses the outcome of a row and
 * goes on to its time; Enter goes on to the details that the outcome opened, then to the next row; Ctrl + Enter saves.
 */
export function enableSheetGrid(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-sheet-grid]');
  if (!form) return;
  form.addEventListener('keydown', (event) => {
    const { target } = event;
    if (event.isComposing || event.altKey || !(target instanceof HTMLElement)) return;
    const row = target.closest<HTMLElement>('[data-sheet-row]');
    if (event.key === 'Enter') goDownByEnter(form, { event, target, row });
    else if (row && target instanceof HTMLSelectElement && !event.ctrlKey && !event.metaKey)
      chooseByLetter(row, target, event);
  });
  form.addEventListener('change', ({ target }) => {
    const row = target instanceof HTMLSelectElement && target.closest<HTMLElement>('[data-sheet-row]');
    if (row && target.hasAttribute('data-outcome')) followOutcome(row, target.value);
  });
  const hint = document.querySelector<HTMLElement>('[data-keys-hint]');
  if (hint) hint.hidden = false;
}

function chooseByLetter(row: HTMLElement, select: HTMLSelectElement, event: KeyboardEvent): void {
  if (!select.hasAttribute('data-outcome')) return;
  const letter = `${event.key.toUpperCase()} · `;
  const option = [...select.options].find(({ text }) => text.startsWith(letter));
  if (!option) return;
  event.preventDefault();
  select.value = option.value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
  row.querySelector<HTMLInputElement>('input[name$="[arrivedTime]"]')?.focus();
}

/** Unfolds the details if the outcome needs them; a resident who lives alone was met. */
function followOutcome(row: HTMLElement, outcome: string): void {
  const details = row.querySelector('details');
  if (details && WITH_DETAILS.includes(outcome)) details.open = true;
  const members = row.querySelectorAll<HTMLInputElement>('input[name$="[presence]"]');
  const [only] = members;
  if (outcome === 'met' && members.length === 1 && only) only.checked = true;
}

function goDownByEnter(
  form: HTMLFormElement,
  { event, target, row }: { event: KeyboardEvent; target: HTMLElement; row: HTMLElement | null },
): void {
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.querySelector<HTMLButtonElement>('.visit-actions button')?.click();
    return;
  }
  if (!row || target.matches('summary, a, button')) return;
  event.preventDefault();
  const details = row.querySelector('details');
  const within = details?.open && !details.contains(target) ? firstIn(details) : undefined;
  (within ?? outcomeAfter(form, row) ?? form.querySelector<HTMLElement>('[name=lateReason]'))?.focus();
}

const firstIn = (details: HTMLElement): HTMLElement | undefined =>
  [...details.querySelectorAll<HTMLElement>('input, select')].find((control) => control.checkVisibility());

function outcomeAfter(form: HTMLFormElement, row: HTMLElement): HTMLElement | undefined {
  const rows = [...form.querySelectorAll<HTMLElement>('[data-sheet-row]')];
  return rows[rows.indexOf(row) + 1]?.querySelector<HTMLElement>('[data-outcome]') ?? undefined;
}
