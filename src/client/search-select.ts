import { holdsWord, holdsWords, serviceMatchText } from '../shared/service-search';
import { foldVietnamese } from '../shared/vietnamese-text';
import { forEachPart } from './added-parts';
import { element } from './element';

/** Wait after the last key: a screen reader must not interrupt at every letter. */
const PAUSE_MS = 500;

/**
 * Turns a long select into a search field: select[data-search-select="what to type"]. Any words of a choice find it,
 * with or without accents. The select stays in the form, hidden, and is what is sent. Text without a chosen option
 * stays in the field, with the number of matches, and is sent as data-text-name; data-text holds the text sent before.
 */
export function enableSearchSelects(): void {
  forEachPart<HTMLSelectElement>('select[data-search-select]', (select) => {
    const { searchSelect: placeholder = '', textName: name = '', text = '' } = select.dataset;
    select.removeAttribute('data-search-select');
    enhance(select, { placeholder, name, text });
  });
}

interface Choice {
  value: string;
  label: string;
  group: string;
  folded: string;
  /** From 1, among the services helped with most. */
  rank: number;
}

const UNRANKED = 1000;

function enhance(
  select: HTMLSelectElement,
  { placeholder, name, text }: { placeholder: string; name: string; text: string },
): void {
  const choices = choicesOf(select);
  const id = select.id;
  let telling = 0;
  let shown: Choice[] = [];
  let active = -1;

  // The field takes over the id, so that its label and the error summary lead to something visible.
  select.id = `${id}-value`;
  select.hidden = true;
  const input = element('input', {
    id,
    name,
    type: 'text',
    class: select.className,
    placeholder,
    autocomplete: 'off',
    spellcheck: 'false',
    maxlength: '500',
    role: 'combobox',
    'aria-expanded': 'false',
    'aria-controls': `${id}-list`,
    'aria-autocomplete': 'list',
    'aria-invalid': select.getAttribute('aria-invalid') ?? false,
    'aria-describedby': select.getAttribute('aria-describedby') ?? false,
  });
  const list = element('ul', { id: `${id}-list`, role: 'listbox', 'aria-label': placeholder, hidden: true });
  const box = element('div', { class: 'search-select' }, input, list);
  const status = element('p', { class: 'form-text', role: 'status' });
  select.before(box);
  box.after(status);
  showChosen();
  if (select.value === '') input.value = text;

  input.addEventListener('focus', () => input.select());
  input.addEventListener('click', () => open(select.value === '' ? input.value : ''));
  input.addEventListener('input', () => {
    open(input.value);
    clearTimeout(telling);
    telling = window.setTimeout(() => tell(input.value.trim()), PAUSE_MS);
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) open('');
      else move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter') {
      chooseByEnter(event);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      close();
      showChosen();
    }
  });
  input.addEventListener('blur', settle);
  // A script that restores earlier input fires this event.
  input.addEventListener('change', settle);
  select.addEventListener('change', () => {
    if (select.value !== '') showChosen();
  });
  // Before the list takes the focus away from the field.
  list.addEventListener('pointerdown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => {
    const option = (event.target as HTMLElement).closest<HTMLElement>('[role=option]');
    const choice = option && shown[Number(option.dataset.index)];
    if (choice) choose(choice);
  });

  /** Ends the typing: with a choice, with nothing, or with the text as typed. */
  function settle(): void {
    close();
    const text = input.value.trim();
    if (text === labelOfChosen()) return showChosen();
    const found = text === '' ? [] : find(text);
    if (found.length === 1) return choose(found[0]!);
    setValue('');
    tell(text);
  }

  /** Announces how many choices a text finds; nothing for an empty text. */
  function tell(text: string): void {
    clearTimeout(telling);
    const words = text === '' ? '' : serviceMatchText(text, find(text).length);
    if (status.textContent !== words) status.textContent = words;
  }

  /** Every choice in its order, or those that hold the words: first the whole phrase, then what is helped with most. */
  function find(text: string): Choice[] {
    const phrase = foldVietnamese(text);
    if (phrase === '') return choices;
    const apart = ({ folded }: Choice) => (holdsWord(folded, phrase) ? 0 : 1);
    const found = choices
      .filter((choice) => holdsWords(choice.folded, text))
      .sort((a, b) => apart(a) - apart(b) || a.rank - b.rank || placeIn(a, phrase) - placeIn(b, phrase));
    // The first suggestions also appear in their own groups: while searching, once is enough.
    return found.filter((choice, index) => found.findIndex((other) => other.value === choice.value) === index);
  }

  function open(text: string): void {
    shown = find(text);
    active = -1;
    list.replaceChildren(...optionsFor(shown, input.id));
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    input.removeAttribute('aria-activedescendant');
  }

  function move(step: 1 | -1): void {
    if (shown.length === 0) return;
    const options = list.querySelectorAll<HTMLElement>('[role=option]');
    options[active]?.setAttribute('aria-selected', 'false');
    active = (active + step + shown.length) % shown.length;
    const option = options[active]!;
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', option.id);
  }

  /** Only what the arrows point at, or a single match: the first of several may not be the one that was meant. */
  function chooseByEnter(event: KeyboardEvent): void {
    const text = input.value.trim();
    const isNew = text !== labelOfChosen();
    const choice = list.hidden ? undefined : (shown[active] ?? (isNew && shown.length === 1 ? shown[0] : undefined));
    if (choice || isNew) event.preventDefault();
    if (choice) return choose(choice);
    if (!isNew) return close();
    open(text);
    tell(text);
  }

  function choose(choice: Choice): void {
    setValue(choice.value);
    close();
    showChosen();
  }

  function close(): void {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function setValue(value: string): void {
    if (select.value === value) return;
    select.value = value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  }

  /** A name too long for the field stands below it as a whole. */
  function showChosen(): void {
    input.value = labelOfChosen();
    tell('');
    if (input.scrollWidth > input.clientWidth) status.textContent = input.value;
  }

  function labelOfChosen(): string {
    return choices.find((choice) => choice.value === select.value)?.label ?? '';
  }
}

/** Where the phrase begins: a service's subject comes earlier in its name than what it refers to. */
function placeIn({ folded }: Choice, phrase: string): number {
  const place = folded.indexOf(phrase);
  return place < 0 ? Number.MAX_SAFE_INTEGER : place;
}

const choicesOf = (select: HTMLSelectElement): Choice[] =>
  [...select.options]
    .filter((option) => option.value !== '')
    .map((option) => ({
      value: option.value,
      label: option.label,
      group: option.parentElement instanceof HTMLOptGroupElement ? option.parentElement.label : '',
      folded: foldVietnamese(`${option.label} ${option.dataset.names ?? ''}`),
      rank: Number(option.dataset.rank ?? UNRANKED),
    }));

function optionsFor(shown: Choice[], id: string): HTMLElement[] {
  if (shown.length === 0) return [line('search-select-none', 'Không có dịch vụ nào mang những chữ này.')];
  return shown.flatMap(({ label, group }, index) => {
    const option = element(
      'li',
      {
        class: 'search-select-option',
        id: `${id}-option-${index}`,
        role: 'option',
        'aria-selected': 'false',
        'data-index': String(index),
      },
      label,
    );
    const startsGroup = group !== '' && group !== shown[index - 1]?.group;
    return startsGroup ? [line('search-select-group', group), option] : [option];
  });
}

const line = (className: string, text: string) => element('li', { class: className, role: 'presentation' }, text);
