/**
 * Shows a part of a form, data-show-when="name=value", only while that answer is chosen. A part that styles show is
 * brought in sight by data-in-sight-when="name=value"; data-open-when also unfolds one that is folded.
 */
export function showChosenParts(): void {
  refresh();
  document.addEventListener('change', (event) => {
    const { form, name, value } = event.target as HTMLInputElement;
    if (!form) return;
    refresh();
    const chosen = `"${CSS.escape(name)}=${CSS.escape(value)}"`;
    const folded = form.querySelector(`[data-open-when=${chosen}]`);
    folded?.setAttribute('open', '');
    (folded ?? form.querySelector(`[data-in-sight-when=${chosen}]`))?.scrollIntoView({ block: 'nearest' });
  });
}

function refresh(): void {
  for (const part of document.querySelectorAll<HTMLElement>('form [data-show-when]')) {
    const [name = '', value] = part.dataset.showWhen!.split('=');
    part.hidden = new FormData(part.closest('form')!).get(name) !== value;
  }
}
