import { forEachPart } from './added-parts';
import { element } from './element';
import { openAround } from './open-around';

type Answer = HTMLInputElement | HTMLButtonElement;

/** Keys of a group that names none itself: '0' for an answer without a value, then these, which open no part. */
const KEYS = '123456789acefghjklorstvwxyz';
/** A button that adds a line, and the folded parts. */
const PARTS = 'button[data-part-key], details[data-part-key] > summary';
/** Where going on by keyboard stops, in the order of the page. */
const STOPS = [
  '[data-keys]',
  '.search-select input',
  '.when-refused textarea',
  '.when-done-for input',
  '.when-blocked select',
  'input[name$="[fileCode]"]',
  PARTS,
  '#nextStepDue',
  '.visit-actions button',
].join(', ');

/**
 * Makes the visit form quick by keyboard. In a group of answers, [data-keys], each answer has a key, shown on it; the
 * keys work only while the focus is in that group, and never in a text field. A folded part has a letter that opens it
 * from everywhere else. Pressing the key of one of several exclusive answers goes on to the next question. Enter goes
 * on, but not past a service that is still to be chosen; Ctrl + Enter saves and goes to the next door. A key that is
 * held down works once.
 */
export function enableAnswerKeys(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-visit-form]');
  if (!form) return;
  forEachPart('form[data-visit-form] [data-keys]', nameKeys);
  for (const part of form.querySelectorAll<HTMLElement>(PARTS)) sign(part, partKey(part)!);
  // The part that is opened by hand begins at its first question.
  form.addEventListener('click', ({ target }) => {
    const part = (target as HTMLElement).closest('summary')?.closest<HTMLDetailsElement>('.visit-more');
    if (part && !part.open) setTimeout(() => openAlone(form, part));
  });
  form.addEventListener('keydown', (event) => {
    if (event.isComposing || event.altKey) return;
    if (isHeld(event)) return event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      if (event.key === 'Enter') saveAndGoOn(form, event);
    } else if (event.key === 'Enter') {
      goOnByEnter(form, event);
    } else {
      answerByKey(form, event);
    }
  });
  const hint = form.querySelector<HTMLElement>('[data-keys-hint]');
  if (hint) hint.hidden = false;
}

/** A key that repeats, except where it types or moves. */
function isHeld({ repeat, key, target }: KeyboardEvent): boolean {
  if (!repeat || !(target instanceof HTMLElement)) return false;
  return key === 'Enter' ? !target.matches('textarea') : key.length === 1 && !isTypedInto(target);
}

/** Writes its key on each answer of a group. */
function nameKeys(group: HTMLElement): void {
  const own = group.dataset.keys ?? '';
  let place = 0;
  for (const answer of group.querySelectorAll<Answer>('.choice input, button.choice')) {
    const isNumbered = own !== '' || answer.value !== '';
    const key = isNumbered ? (own || KEYS)[place] : '0';
    if (isNumbered) place += 1;
    if (!key || answer.dataset.key) continue;
    answer.dataset.key = key;
    sign(answer, key);
  }
}

function sign(control: HTMLElement, key: string): void {
  control.setAttribute('aria-keyshortcuts', key.toUpperCase());
  const shown = element('kbd', { 'aria-hidden': true }, key.toUpperCase());
  const card = control.matches('.choice input') ? control.nextElementSibling : control.querySelector('.choice-card');
  (card ?? control).append(shown);
}

const partKey = (part: HTMLElement) => (part.closest('summary')?.parentElement ?? part).dataset.partKey;

function answerByKey(form: HTMLFormElement, event: KeyboardEvent): void {
  const { target } = event;
  if (!(target instanceof HTMLElement) || isTypedInto(target)) return;
  const key = event.key.toLowerCase();
  const answer = target.closest('[data-keys]')?.querySelector<Answer>(`[data-key="${CSS.escape(key)}"]`);
  if (!answer) return openByKey(form, event);
  event.preventDefault();
  openAround(answer);
  answer.focus();
  answer.click();
  if (answer.type === 'radio' && answer.checkVisibility()) goTo(stopAfter(form, answer));
}

function openByKey(form: HTMLFormElement, event: KeyboardEvent): void {
  const part = [...form.querySelectorAll<HTMLElement>(PARTS)].find((one) => partKey(one) === event.key.toLowerCase());
  if (!part?.checkVisibility()) return;
  event.preventDefault();
  const details = part.closest<HTMLDetailsElement>('details.visit-more');
  if (!details) return part.click();
  openAlone(form, details);
}

/** Opens a part, folds the others in which nothing is wrong, and goes to its first question, or to what unfolds it. */
function openAlone(form: HTMLFormElement, part: HTMLDetailsElement): void {
  for (const other of form.querySelectorAll<HTMLDetailsElement>('.visit-more[open]:not(:has(.field-error))'))
    other.open = other === part;
  part.open = true;
  const stops = part.querySelectorAll<HTMLElement>('[data-keys], input, select, textarea, :scope details > summary');
  goTo([...stops].find((stop) => stop.checkVisibility()) ?? part.querySelector('summary')!);
}

function goOnByEnter(form: HTMLFormElement, event: KeyboardEvent): void {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return;
  // The search field looks for a service.
  if (event.defaultPrevented) {
    if (target.role === 'combobox' && target.getAttribute('aria-expanded') === 'false') goTo(stopAfter(form, target));
    return;
  }
  // A line is added by the space bar: Enter only goes on.
  if (target.matches('button:not([data-repeat-add]), textarea, summary, a')) return;
  event.preventDefault();
  const isGoingOn = isTypedInto(target) && (target.role !== 'combobox' || isChosen(target));
  goTo(serviceWanted(target) ?? (isGoingOn ? stopAfter(form, target) : sectionAfter(form, target)));
}

/** The service of a line, this one or any before the button, in which something was chosen or typed but no service. */
function serviceWanted(from: HTMLElement): HTMLElement | undefined {
  const own = from.closest('.assist');
  const all = from.matches('[data-repeat-add]') ? from.closest('[data-repeat]')?.querySelectorAll('.assist') : null;
  const lines = own ? [own] : [...(all ?? [])];
  const begun = lines.filter((line) =>
    [...line.querySelectorAll<HTMLInputElement | HTMLSelectElement>('select, input.form-control')].some(
      ({ value }) => value.trim() !== '',
    ),
  );
  const services = begun.flatMap((line) => line.querySelector<HTMLElement>('.search-select input') ?? []);
  return services.find((service) => !isChosen(service));
}

const isChosen = ({ id }: HTMLElement) => document.querySelector<HTMLSelectElement>(`#${id}-value`)?.value !== '';

function saveAndGoOn(form: HTMLFormElement, event: KeyboardEvent): void {
  event.preventDefault();
  const buttons = form.querySelectorAll<HTMLButtonElement>('.visit-actions button[type=submit]');
  [...buttons].at(-1)?.click();
}

const isTypedInto = (element: HTMLElement): boolean =>
  element.matches('textarea, select, input:not([type=radio], [type=checkbox])');

const stopAfter = (form: HTMLFormElement, from: HTMLElement): HTMLElement | undefined =>
  [...form.querySelectorAll<HTMLElement>(STOPS)].find(
    (stop) => isAfter(from, stop) && stop.checkVisibility() && isWanted(stop),
  );

/** The first stop of the next part of the form. */
function sectionAfter(form: HTMLFormElement, from: HTMLElement): HTMLElement | undefined {
  const sections = [...form.querySelectorAll<HTMLElement>('.visit-part, .visit-parts > *, .visit-actions')];
  return sections
    .filter((section) => isAfter(from, section) && section.checkVisibility())
    .flatMap((section) => (section.matches(STOPS) ? [section] : [...section.querySelectorAll<HTMLElement>(STOPS)]))
    .find((stop) => stop.checkVisibility());
}

function isAfter(from: HTMLElement, other: HTMLElement): boolean {
  const place = from.compareDocumentPosition(other);
  return (place & Node.DOCUMENT_POSITION_FOLLOWING) !== 0 && (place & Node.DOCUMENT_POSITION_CONTAINS) === 0;
}

/** A file has a code once it has been submitted. */
function isWanted(stop: HTMLElement): boolean {
  if (!(stop instanceof HTMLInputElement) || !stop.name.endsWith('[fileCode]')) return true;
  return stop.closest('.assist')?.querySelector<HTMLSelectElement>('select[name$="[result]"]')?.value === 'submitted';
}

function goTo(stop: HTMLElement | undefined): void {
  const inner = stop?.querySelector<HTMLElement>('input:checked') ?? stop?.querySelector<HTMLElement>('input, button');
  (inner ?? stop)?.focus();
}
