import { presentPeople } from './new-people';

/**
 * Limits what the visit form asks about single people to residents present or helped: in [data-met-people], a part
 * [data-about="<resident id>"], or "<resident id>_<what>", appears once the resident is ticked or chosen, a new person is
 * named, or something was put in it. While none has appeared, [data-nobody-met] says what to do.
 */
export function showMetPeople(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-visit-form]');
  if (!form) return;
  const refresh = () => {
    const helped = form.querySelectorAll<HTMLSelectElement>('select[name$="[residentId]"]');
    const metIds = new Set([...[...helped].map(({ value }) => value), ...presentPeople(form)]);
    for (const section of form.querySelectorAll<HTMLElement>('[data-met-people]')) {
      const parts = [...section.querySelectorAll<HTMLElement>('[data-about]')];
      for (const part of parts) part.hidden = !metIds.has(part.dataset.about!.split('_')[0]!) && !hasInput(part);
      const hint = section.querySelector<HTMLElement>('[data-nobody-met]');
      if (hint) hint.hidden = parts.some((part) => !part.hidden);
    }
  };
  refresh();
  form.addEventListener('change', refresh);
}

function hasInput(part: HTMLElement): boolean {
  const controls = part.querySelectorAll<HTMLInputElement | HTMLSelectElement>(
    'select, input:not([type=radio], [type=checkbox]), :checked',
  );
  return part.querySelector('.field-error') !== null || [...controls].some((control) => control.value !== '');
}
