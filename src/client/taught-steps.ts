import { level2Gap } from '../shared/vneid-gap';
import { peopleOf } from './person-parts';
import { addFirstRow } from './repeated-rows';
import { showTickAll } from './tick-all';

/**
 * Puts the steps of the chosen service into its line of the visit form, from template[data-guides], and says what to do
 * first for a resident without VNeID level 2. Without a script the server does so whenever it answers with the form.
 */
export function showTaughtSteps(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-visit-form]');
  const guides = form?.querySelector<HTMLTemplateElement>('template[data-guides]');
  if (!form || !guides) return;
  const nextHelps = new Map(
    guides.dataset.nextHelps!.split('\n').flatMap((line) => {
      const [words, level, ...keys] = line.split('\t');
      return keys.map((key) => [key, { words, level }] as const);
    }),
  );
  const people = peopleOf(form.querySelector('template[data-known-levels]'));

  form.addEventListener('change', (event) => {
    const control = event.target as HTMLSelectElement;
    const row = control.closest<HTMLElement>('[data-repeat-row]');
    if (!/\[(serviceId|residentId|helpLevel)\]$|^levels\[/.test(control.name)) return;
    onceReleased(() => {
      if (row && control.name.endsWith('[serviceId]')) showSteps(row, control);
      if (row) sayNextHelp(row);
      for (const one of rows()) sayWhatIsFirst(one);
    });
  });
  form.addEventListener('click', (event) => {
    const button = (event.target as HTMLElement).closest<HTMLButtonElement>('[data-add-first]');
    const group = button?.closest<HTMLElement>('[data-repeat]');
    const row = group && addFirstRow(group);
    if (!button || !row) return;
    event.preventDefault();
    const [residentId = '', serviceId = ''] = button.value.split('_');
    // After the observer of new rows has set up its search field.
    queueMicrotask(() => {
      choose(row, 'residentId', residentId);
      choose(row, 'serviceId', serviceId);
      row.querySelector<HTMLElement>('select[name$="[helpLevel]"]')?.focus();
    });
  });

  function rows(): HTMLElement[] {
    return [...form!.querySelectorAll<HTMLElement>('[data-repeat-row]')];
  }

  function showSteps(row: HTMLElement, service: HTMLSelectElement): void {
    const place = row.querySelector<HTMLElement>('[data-taught-steps]');
    const index = /\[(\d+)\]/.exec(service.name)?.[1];
    if (!place || index === undefined) return;
    const guideOf = (id: string) => guides!.content.querySelector(`[data-guide="${CSS.escape(id)}"]`);
    const guide = service.value === '' ? null : (guideOf(service.value) ?? guideOf(''));
    place.innerHTML = guide?.innerHTML.replaceAll('__index__', index) ?? '';
    showTickAll(place);
  }

  /** Says how much help to give now; another level opens the place to say why. */
  function sayNextHelp(row: HTMLElement): void {
    const next = nextHelps.get(`${valueIn(row, 'residentId')}_${valueIn(row, 'serviceId')}`);
    const level = valueIn(row, 'helpLevel');
    const place = row.querySelector<HTMLElement>('[data-next-help]')!;
    place.hidden = !next;
    place.textContent = next?.words ?? '';
    if (next && level && level !== next.level) row.querySelector('[data-level-why]')!.setAttribute('open', '');
  }

  function sayWhatIsFirst(row: HTMLElement): void {
    const part = row.querySelector<HTMLElement>('[data-first-task]');
    if (!part) return;
    const residentId = valueIn(row, 'residentId');
    const person = people.find(({ id }) => id === residentId);
    const seen = form!.querySelector<HTMLSelectElement>(`select[name="levels[${CSS.escape(residentId)}]"]`)?.value;
    const gap = person ? level2Gap(seen || person.level!) : null;
    part.hidden = gap === null;
    part.querySelector('[data-first-task-words]')!.textContent = person && gap ? `${person.name} ${gap.words}.` : '';
    const button = part.querySelector<HTMLButtonElement>('[data-add-first]')!;
    const serviceId = part.dataset.firstTask!;
    button.value = `${residentId}_${serviceId}`;
    button.hidden = !gap?.isFirstTask || rows().some((other) => isAbout(other, residentId, serviceId));
  }
}

/**
 * Acts now, or after a press that is under way: leaving a field by pressing "Lưu" changes it, and steps that appeared at
 * that moment would push the button away from under the finger.
 */
function onceReleased(act: () => void): void {
  if (!isPressed) return act();
  document.addEventListener('pointerup', () => setTimeout(act), { once: true });
}

let isPressed = false;
for (const [event, pressed] of [
  ['pointerdown', true],
  ['pointerup', false],
  ['pointercancel', false],
] as const)
  document.addEventListener(event, () => (isPressed = pressed), true);

const valueIn = (row: Element, part: string): string =>
  row.querySelector<HTMLSelectElement>(`select[name$="[${part}]"]`)?.value ?? '';

const isAbout = (row: HTMLElement, residentId: string, serviceId: string): boolean =>
  valueIn(row, 'residentId') === residentId && valueIn(row, 'serviceId') === serviceId;

function choose(row: Element, part: string, value: string): void {
  const select = row.querySelector<HTMLSelectElement>(`select[name$="[${part}]"]`);
  if (!select) return;
  select.value = value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
}
