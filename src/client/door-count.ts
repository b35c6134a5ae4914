/** Counts the doors ticked in a form that shows their number, [data-door-count], and says how many are too many. */
export function showDoorCount(): void {
  const form = document.querySelector('[data-door-count]')?.closest('form');
  if (!form) return;
  count(form);
  form.addEventListener('change', (event) => {
    if ((event.target as HTMLInputElement).name === 'doors') count(form);
  });
  // The browser puts the ticks of a page that is gone back to after its scripts have run.
  addEventListener('pageshow', () => count(form));
}

function count(form: HTMLFormElement): void {
  const line = form.querySelector<HTMLElement>('[data-door-count]');
  if (!line) return;
  const chosen = form.querySelectorAll('input[name=doors]:checked:not(:disabled)').length;
  const over = chosen - Number(line.dataset.most);
  line.querySelector('[data-door-count-chosen]')!.textContent = String(chosen);
  line.querySelector('[data-door-count-excess]')!.textContent = String(Math.max(0, over));
  line.querySelector<HTMLElement>('[data-door-count-over]')!.hidden = over <= 0;
  line.classList.toggle('field-error', over > 0);
}
