/**
 * Makes the parts of the visit form about single people before any other script looks at them. template[data-people]
 * stands after the parts that the server printed; its JSON names everyone whom such a part may be about, in order, with
 * the words for '__id__', '__name__' and the like. Of several parts about one person, data-part tells which.
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
export const peopleOf = (template: HTMLTemplateElement | null) =>
  JSON.parse(template?.dataset.people ?? '[]') as ({ id: string; name: string } & Record<string, string>)[];

function partAbout(words: Record<string, string>, { innerHTML }: HTMLTemplateElement): DocumentFragment {
  const filled = document.createElement('template');
  filled.innerHTML = innerHTML.replace(/__([a-z]+)__/gi, (_, word: string) => escaped(words[word] ?? ''));
  return filled.content;
}

const escaped = (text: string) => new Option(text).innerHTML;
