import { presentPeople, typedNewPeople } from './new-people';

/**
 * Chooses a person where there is only one to choose, in sight and before anything is saved: the only member of a
 * household once a resident was met, and the only person present as the one who was helped with a service, or who answers
 * a situation.
 */
export function chooseOnlyPerson(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-visit-form]');
  form?.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement && target.name === 'outcome' && target.value === 'met') chooseMember(form);
    if (target instanceof HTMLInputElement && target.name.startsWith('practice[')) {
      const answering = form.querySelector<HTMLSelectElement>('select[name="practice[residentId]"]');
      // Once: "no name", chosen afterwards, stays.
      if (!answering || answering.dataset.left || typedNewPeople(form).length > 0) return;
      if (choosePresent(form, answering)) answering.dataset.left = 'yes';
    }
    if (target instanceof HTMLSelectElement && target.name.endsWith('[serviceId]') && target.value !== '')
      choosePresent(form, target.closest('.assist')?.querySelector('select[name$="[residentId]"]'));
  });
}

function chooseMember(form: HTMLFormElement): void {
  const [only, ...others] = form.querySelectorAll<HTMLInputElement>('[name=presence]');
  const unnamed = form.querySelector<HTMLInputElement>('[name=othersPresent]');
  if (!only || others.length > 0 || only.checked || unnamed?.value || typedNewPeople(form).length > 0) return;
  only.checked = true;
  only.dispatchEvent(new Event('change', { bubbles: true }));
}

/** Chooses the only person present in an empty select. Returns whether it did. */
function choosePresent(form: HTMLFormElement, select: HTMLSelectElement | null | undefined): boolean {
  const [only, ...others] = presentPeople(form);
  if (!select || select.value !== '' || !only || others.length > 0) return false;
  select.value = only;
  select.dispatchEvent(new Event('change', { bubbles: true }));
  return true;
}
