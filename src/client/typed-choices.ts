import { element } from './element';

/**
 * Turns long lists of checkboxes, [data-typed-choices="label"], into one search field (client/search-select.ts) that
 * ticks what is chosen, and the ticked boxes below it. A box unticked here stays, so that a slip is undone by one press.
 * Text without a choice is sent as serviceText; data-text holds the text sent before.
 */
export function chooseByTyping(): void {
  for (const list of document.querySelectorAll<HTMLElement>('[data-typed-choices]')) enhance(list);
}

function enhance(list: HTMLElement): void {
  const groups = [...list.querySelectorAll('fieldset')];
  for (const fold of list.querySelectorAll('details')) fold.replaceWith(...fold.querySelectorAll('fieldset'));
  const boxes = [...list.querySelectorAll<HTMLInputElement>('input[type=checkbox]')];
  const [first] = boxes;
  if (!first) return;
  // The error summary leads to the field instead of the first box, which may be hidden.
  const id = first.name;
  first.id += '-1';
  const error = list.querySelector('.field-error');
  const select = element(
    'select',
    {
      id,
      class: 'form-select',
      'data-search-select': 'Gõ tên hoặc mã dịch vụ',
      'data-text-name': 'serviceText',
      'data-text': list.dataset.text ?? '',
      'aria-invalid': error !== null,
      'aria-describedby': error?.id ?? false,
    },
    new Option(),
    ...groups.map(optionsOf),
  );
  const label = element('label', { for: id, class: 'form-label' }, list.dataset.typedChoices!);
  const field = element('div', { class: 'field' }, label, ...(error ? [error] : []), select);
  list.before(field);

  select.addEventListener('change', () => {
    const box = boxes.find(({ value }) => value === select.value);
    if (!box) return;
    select.value = '';
    box.checked = true;
    box.dispatchEvent(new Event('change', { bubbles: true }));
  });
  const showTicked = () => {
    for (const box of boxes.filter(({ checked }) => checked)) box.closest<HTMLElement>('.choice')!.hidden = false;
    for (const group of groups) group.hidden = group.querySelector('.choice:not([hidden])') === null;
  };
  for (const box of boxes) box.closest<HTMLElement>('.choice')!.hidden = true;
  list.addEventListener('change', showTicked);
  list.setAttribute('aria-live', 'polite');
  showTicked();
}

function optionsOf(group: HTMLFieldSetElement): HTMLOptGroupElement {
  const options = element('optgroup', { label: group.querySelector('legend')?.textContent ?? '' });
  for (const box of group.querySelectorAll('input')) {
    const option = new Option(box.closest('label')?.textContent ?? '', box.value);
    Object.assign(option.dataset, box.dataset);
    options.append(option);
  }
  return options;
}
