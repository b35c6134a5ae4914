/**
 * Makes the parts of the visit form about single people before any other script looks at them. template[data-people]
 * stands after the parts that the server printed; it holds a table: first the placeholder names ('id' for '__id__'), then
 * a line for each person, parted by tabs. Of several parts about one person, data-part tells which.
 */
export function makePersonParts(): void {
  for (const template of document.querySelectorAll<HTMLTemplateElement>('template[data-people]')) {
    const printed = [...template.parentElement!.querySelectorAll<HTMLElement>(':scope > [data-about]')];
    for (const words of peopleOf(template))
      template.before(
        printed.find(({ dataset }) => (dataset.part ?? dataset.about) === words.id) ?? partAbout(words, template),
      );
  }
}

/** The words about each person. */
export function peopleOf(template: HTMLTemplateElement | null) {
  const [names, ...people] = (template?.dataset.people ?? '').split('\n').map((line) => line.split('\t'));
  return people.map(
    (words) =>
      Object.fromEntries(words.map((word, index) => [names![index], word])) as Record<'id' | 'name' | string, string>,
  );
}

function partAbout(words: Record<string, string>, { innerHTML }: HTMLTemplateElement): DocumentFragment {
  const filled = document.createElement('template');
  filled.innerHTML = innerHTML.replace(/__([a-z]+)__/gi, (_, word: string) => escaped(words[word] ?? ''));
  return filled.content;
}

const escaped = (text: string) => new Option(text).innerHTML;
