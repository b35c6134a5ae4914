import { typedNewPeople } from './new-people';

/**
 * Chooses a person where there is only one to choose, in sight and before anything is saved: the only member of a
 * household once a resident was met, and the only person present as the one who was helped with a service, or who answers
 * a situation.
 */
export function chooseOnlyPerson(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-visit-form]');
  if (!form) return;
  form.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement && target.name === 'outcome' && target.value === 'met') chooseMember(form);
    if (target instanceof HTMLInputElement && target.name.startsWith('practice[')) chooseAnswering(form);
    if (target instanceof HTMLSelectElement && target.name.endsWith('[serviceId]') && target.value !== '')
      chooseHelped(form, target);
  });
}

function chooseMember(form: HTMLFormElement): void {
  const members = [...form.querySelectorAll<HTMLInputElement>('[name=presence]')];
  const others = form.querySelector<HTMLInputElement>('[name=othersPresent]');
  const [only] = members;
  if (members.length !== 1 || !only || only.checked || others?.value || typedNewPeople(form).length > 0) return;
  only.checked = true;
  only.dispatchEvent(new Event('change', { bubbles: true }));
}

function chooseAnswering(form: HTMLFormElement): void {
  const select = form.querySelector<HTMLSelectElement>('select[name="practice[residentId]"]');
  const present = [...form.querySelectorAll<HTMLInputElement>('[name=presence]:checked')];
  const [only] = present;
  if (!select || select.value !== '' || select.dataset.left || present.length !== 1 || typedNewPeople(form).length > 0)
    return;
  // Once: "no name", chosen afterwards, stays.
  select.dataset.left = 'yes';
  select.value = only!.value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
}

function chooseHelped(form: HTMLFormElement, service: HTMLSelectElement): void {
  const ticked = [...form.querySelectorAll<HTMLInputElement>('[name=presence]:checked')];
  const present = [...ticked.map(({ value }) => value), ...typedNewPeople(form)];
  const helped = service.closest('.assist')?.querySelector<HTMLSelectElement>('select[name$="[residentId]"]');
  const [only] = present;
  if (present.length !== 1 || !only || !helped || helped.value !== '') return;
  helped.value = only;
  helped.dispatchEvent(new Event('change', { bubbles: true }));
}
