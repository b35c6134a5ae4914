import { isTickable, putBack, wordsOf, type Kept } from './kept-words';
import { button, element } from './element';

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
type Fields = Kept['fields'];

/**
 * In the visit form, offers to drop what does not fit the outcome as soon as another one is chosen, and to put it back
 * until the visit is saved. The parts that may not fit are [data-drop], with the outcomes that they fit
 * (data-needs-outcome) and their name. Without a script, the server offers the same when the visit is sent.
 */
export function offerToDrop(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-visit-form]');
  const question = form?.querySelector('.visit-outcome');
  if (!form || !question) return;
  const place = element('div', { role: 'status' });
  question.after(place);
  let dropped: Fields = [];
  let removals: string[] = [];

  const show = (outcome: string) => {
    const parts = unfittingParts(form, outcome);
    const isOfferedByServer = form.querySelector('.visit-drop[data-show-when]:not([hidden])') !== null;
    if (parts.length > 0 && !isOfferedByServer) place.replaceChildren(offerOf(parts, outcome));
    else if (dropped.length + removals.length > 0) place.replaceChildren(undo());
    else place.replaceChildren();
  };
  form.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement && target.name === 'outcome') show(target.value);
  });
  // The one tap would save: what does not fit is asked about first.
  form.addEventListener(
    'click',
    (event) => {
      const tap = (event.target as HTMLElement).closest<HTMLButtonElement>('button[name=oneTap]');
      if (!tap || unfittingParts(form, tap.value).length === 0) return;
      event.preventDefault();
      show(tap.value);
      place.scrollIntoView({ block: 'nearest' });
    },
    true,
  );

  function offerOf(parts: Part[], outcome: string): HTMLElement {
    const section = element(
      'section',
      { class: 'visit-drop' },
      element('h2', { class: 'visit-title' }, `Chọn “${labelOf(form!, outcome)}” thì phải bỏ những phần này`),
      element(
        'dl',
        { class: 'facts' },
        ...parts.map(({ name, words }) => element('div', {}, element('dt', {}, name), element('dd', {}, words))),
      ),
      button('Bỏ phần không còn hợp', 'primary', () => drop(parts)),
      element('p', { class: 'form-text' }, 'Không muốn bỏ thì chọn lại câu trả lời trước: tất cả còn nguyên ở dưới.'),
    );
    return section;
  }

  function drop(parts: Part[]): void {
    const controls = parts.flatMap((part) => part.controls);
    // A line that was saved before is removed by its own box.
    const removed = new Set(controls.flatMap((control) => removalOf(control) ?? []));
    const emptied = controls.filter((control) => !removalOf(control));
    const names = new Set(emptied.map(({ name }) => name));
    const ticked = new Set(emptied.filter(isTickable).map(({ name }) => name));
    const now = wordsOf(form!);
    dropped = [...dropped, ...now.fields.filter(([name]) => names.has(name))];
    const kept = now.fields.filter(([name]) => !ticked.has(name));
    refill(now, [
      ...kept.map(([name, value]): [string, string] => [name, names.has(name) ? '' : value]),
      // The answer that says nothing, where there is one.
      ...[...ticked].map((name): [string, string] => [name, '']),
      ...[...removed].map(({ name, value }): [string, string] => [name, value]),
    ]);
    removals = [...removals, ...[...removed].map(({ name }) => name)];
    place.replaceChildren(undo());
    question!.querySelector<HTMLElement>('input:checked')?.focus();
  }

  function undo(): HTMLElement {
    const words = element('span', {}, 'Đã bỏ phần không còn hợp.');
    return element('div', { class: 'put-back' }, words, button('Hoàn tác', 'outline-primary', putAllBack));
  }

  /** What was typed meanwhile stays. */
  function putAllBack(): void {
    const now = wordsOf(form!);
    const before = dropped;
    const kept = now.fields.filter(([name]) => !removals.includes(name));
    dropped = [];
    removals = [];
    const texts = new Map(before);
    refill(now, [
      ...kept.map(([name, value]): [string, string] => [name, value || (texts.get(name) ?? '')]),
      ...before,
    ]);
  }

  function refill(now: Kept, fields: Fields): void {
    putBack(form!, { ...now, fields });
    // After the form is filled.
    queueMicrotask(() => show(new FormData(form!).get('outcome') as string));
  }
}

interface Part {
  name: string;
  words: string;
  controls: Control[];
}

/** The parts with something in them that the outcome does not allow. */
const unfittingParts = (form: HTMLFormElement, outcome: string): Part[] =>
  [...form.querySelectorAll<HTMLElement>('[data-drop]')]
    .filter((part) => !part.dataset.needsOutcome!.split(' ').includes(outcome))
    .map((part) => {
      const controls = [...part.querySelectorAll<Control>('input[name], select[name], textarea[name]')].filter(
        (control) =>
          control.form === form &&
          control.closest('[data-drop]') === part &&
          control.type !== 'hidden' &&
          isFilled(control) &&
          !removalOf(control)?.checked,
      );
      return { name: part.dataset.drop!, words: controls.map(wordsFor).filter(Boolean).join(' · '), controls };
    })
    .filter(({ controls }) => controls.length > 0);

/** The box that removes the line of a control, if that line was saved before. */
const removalOf = (control: Control) =>
  control.closest('.assist')?.querySelector<HTMLInputElement>('input[name$="[remove]"]');

const isFilled = (control: Control): boolean =>
  isTickable(control) ? control.checked && control.value !== '' : control.value.trim() !== '';

/** 'Bà Phạm Thị Sáu: Mức 2'. */
function wordsFor(control: Control): string {
  // The search field of a select, which says the same.
  if (control.role === 'combobox' && chosenBeside(control)) return '';
  const about = control.closest('[data-about]')?.querySelector('[data-name], legend, label')?.textContent.trim();
  const words = control instanceof HTMLSelectElement ? control.selectedOptions[0]!.label : wordsOfInput(control);
  return [about, words].filter(Boolean).join(': ');
}

function wordsOfInput(control: HTMLInputElement | HTMLTextAreaElement): string {
  const label = isTickable(control) ? control.closest('label') : null;
  return (label?.querySelector('.choice-card > b') ?? label)?.textContent.trim() ?? control.value.trim();
}

const chosenBeside = ({ id }: Control) => document.querySelector<HTMLSelectElement>(`#${id}-value`)?.value;

function labelOf(form: HTMLFormElement, outcome: string): string {
  const answer = form.querySelector(
    `.visit-outcome :is([name=outcome], [name=oneTap])[value="${CSS.escape(outcome)}"]`,
  );
  return answer?.closest('.choice')?.querySelector('.choice-card > b')?.textContent ?? '';
}
