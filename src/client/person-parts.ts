import { copyOptions } from './repeated-rows';

/**
 * Makes the parts of the visit form about single people before any other script looks at them. template[data-people]
 * stands after the parts that the server printed; it holds a table: first the placeholders ('id' for '__id__'), then
 * a line for each person, parted by tabs. The id of one of several parts about a person begins with the person's.
 */
export function makePersonParts(): void {
  for (const template of document.querySelectorAll<HTMLTemplateElement>('template[data-people]')) {
    const printed = [...template.parentElement!.querySelectorAll<HTMLElement>(':scope > [data-about]')];
    for (const words of peopleOf(template))
      template.before(printed.find(({ dataset }) => dataset.about === words.id) ?? partAbout(words, template));
  }
}

/** The words about each person, the id first, with the name shown at "Ai có mặt?". */
export function peopleOf(template: HTMLTemplateElement | null) {
  const [names, ...people] = (template?.dataset.people ?? '').split('\n').map((line) => line.split('\t'));
  return people.map(
    (words) =>
      ({
        name: nameOf(words[0]!.split('_')[0]!),
        ...Object.fromEntries(words.map((word, index) => [names![index], word])),
      }) as Record<'id' | 'name' | string, string>,
  );
}

const nameOf = (id: string) =>
  document.querySelector(
    `[name=presence][value="${CSS.escape(id)}"] + .choice-card > b, [data-new-person="${CSS.escape(id)}"] > legend`,
  )?.textContent ?? '';

function partAbout(words: Record<string, string>, { innerHTML }: HTMLTemplateElement): DocumentFragment {
  const filled = document.createElement('template');
  filled.innerHTML = innerHTML.replace(/__([a-z]+)__/gi, (_, word: string) => escaped(words[word] ?? ''));
  copyOptions(filled.content);
  filled.content.querySelector(`[data-copies-options] [value="${CSS.escape(words.id!)}"]`)?.remove();
  return filled.content;
}

const escaped = (text: string) => new Option(text).innerHTML;
