/**
 * Limits the VNeID levels on the visit form to residents present or helped: [data-level-of="<resident id>"] appears
 * once the resident is ticked or chosen, or a level is set.
 */
export function showLevelsOfMet(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-visit-form]');
  if (!form) return;
  const refresh = () => {
    const metIds = new Set(
      [
        ...form.querySelectorAll<HTMLInputElement | HTMLSelectElement>(
          '[name=presence]:checked, select[name$="[residentId]"]',
        ),
      ].map((control) => control.value),
    );
    let shownCount = 0;
    for (const part of form.querySelectorAll<HTMLElement>('[data-level-of]')) {
      part.hidden =
        !metIds.has(part.dataset.levelOf ?? '') &&
        part.querySelector('select')?.value === '' &&
        !part.querySelector('.field-error');
      if (!part.hidden) shownCount += 1;
    }
    const hint = form.querySelector<HTMLElement>('[data-no-levels]');
    if (hint) hint.hidden = shownCount > 0;
  };
  refresh();
  form.addEventListener('change', refresh);
}
