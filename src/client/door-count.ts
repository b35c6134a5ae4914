/**
 * Counts the ticked doors in a form with a counter, [data-door-count], and says by how many they exceed the maximum.
 */
export function showDoorCount(): void {
  const form = document.querySelector('[data-door-count]')?.closest('form');
  if (!form) return;
  count(form);
  form.addEventListener('change', (event) => {
    if ((event.target as HTMLInputElement).name === 'doors') count(form);
  });
  // When the user goes back to a page, the browser restores its ticks after the scripts have run.
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
