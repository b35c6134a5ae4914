/**
 * Shows parts of a form only if they apply: data-show-when="name=value" or "name=one|other", where name is a radio,
 * checkbox or select of the same form. A hidden part keeps its input, but is no longer required. A part that styles
 * show is brought in sight by data-in-sight-when="name=value"; data-open-when also unfolds one that is folded.
 */
export function showChosenParts(): void {
  refreshChosenParts(document);
  document.addEventListener('change', (event) => {
    const { form, name, value } = event.target as HTMLInputElement;
    if (!form) return;
    refreshChosenParts(form);
    const chosen = `"${CSS.escape(name)}=${CSS.escape(value)}"`;
    const folded = form.querySelector(`[data-open-when=${chosen}]`);
    folded?.setAttribute('open', '');
    (folded ?? form.querySelector(`[data-in-sight-when=${chosen}]`))?.scrollIntoView({ block: 'nearest' });
  });
}

export function refreshChosenParts(within: ParentNode): void {
  for (const part of within.querySelectorAll<HTMLElement>('[data-show-when]')) {
    const [name = '', values = ''] = part.dataset.showWhen!.split('=');
    const form = part.closest('form');
    const chosen = form ? new FormData(form).getAll(name) : [];
    setShown(
      part,
      values.split('|').some((value) => chosen.includes(value)),
    );
  }
}

function setShown(part: HTMLElement, isShown: boolean): void {
  part.hidden = !isShown;
  for (const control of part.querySelectorAll<HTMLInputElement>('input, select, textarea')) {
    if (isShown && control.hasAttribute('data-was-required')) {
      control.required = true;
      control.removeAttribute('data-was-required');
    } else if (!isShown && control.required) {
      control.required = false;
      control.setAttribute('data-was-required', '');
    }
  }
}
