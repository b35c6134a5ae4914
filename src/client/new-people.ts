import { forEachPart } from './added-parts';

/**
 * In the visit form, the name typed for a new person ([data-new-person="new-0"]) replaces "Người mới 1" wherever the
 * form offers that person: as an option value="new-0", as its tile, and as the heading of a part [data-about="new-0"].
 */
export function nameNewPeople(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-visit-form]');
  for (const block of form?.querySelectorAll<HTMLElement>('[data-new-person]') ?? []) {
    const ref = block.dataset.newPerson!;
    const input = nameInput(block);
    const unnamed = block.querySelector('legend')?.textContent ?? '';
    const refresh = () => {
      const name = input?.value.trim() || unnamed;
      const templates = [...form!.querySelectorAll('template')].map((template) => template.content);
      for (const root of [form!, ...templates])
        for (const option of root.querySelectorAll<HTMLOptionElement>(`option[value="${ref}"]`))
          Object.assign(option, { textContent: name, hidden: !input?.value.trim() });
      for (const tile of form!.querySelectorAll<HTMLElement>(`.choice:has(input[value="${ref}"])`)) {
        tile.hidden = !input?.value.trim();
        const words = tile.querySelector('.choice-card > b');
        if (words) words.textContent = name;
      }
      for (const part of form!.querySelectorAll(`[data-about^="${ref}"]`)) {
        const heading = part.querySelector('[data-name], legend, label');
        if (heading) heading.textContent = name;
        for (const whose of part.querySelectorAll('summary > .visually-hidden')) whose.textContent = ` của ${name}`;
      }
    };
    refresh();
    // The tiles of a line that is added later.
    forEachPart(`form[data-visit-form] .choice input[value="${ref}"]`, refresh);
    input?.addEventListener('input', refresh);
    input?.addEventListener('change', refresh);
  }
}

/** The new people whose names were typed, by the refs that the form gives them ('new-0'). */
export const typedNewPeople = (form: HTMLFormElement): string[] =>
  [...form.querySelectorAll<HTMLElement>('[data-new-person]')]
    .filter((block) => nameInput(block)?.value.trim())
    .map((block) => block.dataset.newPerson!);

/** Who is present: ids of residents, and refs of new people. */
export const presentPeople = (form: HTMLFormElement): string[] => [
  ...[...form.querySelectorAll<HTMLInputElement>('[name=presence]:checked')].map(({ value }) => value),
  ...typedNewPeople(form),
];

const nameInput = (block: HTMLElement) => block.querySelector<HTMLInputElement>('input[name$="[fullName]"]');
