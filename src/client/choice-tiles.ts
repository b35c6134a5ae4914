import { forEachPart } from './added-parts';
import { element } from './element';

/**
 * Shows a short select as large buttons: select[data-tiles]. With data-tiles="optional" the empty option is no button;
 * pressing the chosen one again empties the select. The select stays in the form, hidden, and is what is sent.
 */
export function enableChoiceTiles(): void {
  forEachPart<HTMLSelectElement>('select[data-tiles]', (select) => {
    const isOptional = select.dataset.tiles === 'optional';
    select.removeAttribute('data-tiles');
    showAsTiles(select, isOptional);
  });
}

function showAsTiles(select: HTMLSelectElement, isOptional: boolean): void {
  const { id } = select;
  const field = select.closest('.field');
  if (!field) return;
  const label = field.querySelector('label');
  const offered = [...select.options].filter((option) => !isOptional || option.value !== '');
  // The group takes over the id, so that the error summary leads to something visible.
  select.id = `${id}-value`;
  select.hidden = true;
  const tiles = element(
    'fieldset',
    { id, class: 'tiles', tabindex: '-1', 'data-keys': '' },
    element('legend', { class: 'form-label' }, label?.textContent.trim() ?? ''),
    ...field.querySelectorAll('.field-error'),
    element('div', { class: 'choices' }, ...offered.map((option) => tileFor(option, id))),
  );
  label?.remove();
  select.before(tiles);

  const inputs = [...tiles.querySelectorAll('input')];
  const describedBy = select.getAttribute('aria-describedby');
  if (describedBy) tiles.setAttribute('aria-describedby', describedBy);
  for (const input of inputs) {
    if (select.getAttribute('aria-invalid')) input.setAttribute('aria-invalid', 'true');
    input.addEventListener('click', () => {
      const isAgain = isOptional && select.value === input.value;
      select.value = isAgain ? '' : input.value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
  }
  const showChosen = () => {
    for (const input of inputs) input.checked = input.value === select.value;
  };
  // Also fired by a script that restores earlier input.
  select.addEventListener('change', showChosen);
  showChosen();
}

/** A radio button that belongs to no form, so that only the field which it fills is sent and kept. */
export const tileFor = ({ value, label }: Pick<HTMLOptionElement, 'value' | 'label'>, id: string): HTMLElement =>
  element(
    'label',
    { class: 'choice' },
    element('input', { type: 'radio', name: `${id}-tile`, value, form: '' }),
    element('span', { class: 'choice-card' }, element('b', {}, label)),
  );
