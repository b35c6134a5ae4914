/**
 * Makes each [data-tick-all] tick every answer of its group; pressed when all are ticked, it unticks them. Shown by
 * showTickAll, because it needs a script.
 */
export function enableTickAll(): void {
  showTickAll(document);
  document.addEventListener('click', ({ target }) => {
    const button = (target as HTMLElement).closest('[data-tick-all]');
    const answers = [...(button?.parentElement?.querySelectorAll<HTMLInputElement>('input[type=checkbox]') ?? [])];
    const isTicked = answers.some(({ checked }) => !checked);
    for (const answer of answers.filter(({ checked }) => checked !== isTicked)) {
      answer.checked = isTicked;
      answer.dispatchEvent(new Event('change', { bubbles: true }));
    }
  });
}

export function showTickAll(within: ParentNode): void {
  for (const button of within.querySelectorAll<HTMLElement>('[data-tick-all]')) button.hidden = false;
}
