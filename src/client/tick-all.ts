/** Makes each [data-tick-all] tick every answer of its group; pressed when all are ticked, it unticks them. */
export function enableTickAll(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-tick-all]')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      const answers = [...(button.parentElement?.querySelectorAll<HTMLInputElement>('input[type=checkbox]') ?? [])];
      const isTicked = answers.some(({ checked }) => !checked);
      for (const answer of answers.filter(({ checked }) => checked !== isTicked)) {
        answer.checked = isTicked;
        answer.dispatchEvent(new Event('change', { bubbles: true }));
      }
    });
  }
}
