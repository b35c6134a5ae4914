/**
 * Makes the parts of the visit form about single people before any other script looks at them. template[data-people]
 * stands after the parts that the server printed; its JSON names everyone whom such a part may be about, in order, with
 * the words for '__id__', '__name__' and the like.
 */
export function makePersonParts(): void {
  for (const template of document.querySelectorAll<HTMLTemplateElement>('template[data-people]')) {
    const people = JSON.parse(template.dataset.people!) as ({ id: string } & Record<string, string>)[];
    const printed = [...template.parentElement!.querySelectorAll<HTMLElement>(':scope > [data-about]')];
    for (const words of people)
      template.before(printed.find(({ dataset }) => dataset.about === words.id) ?? partAbout(words, template));
  }
}

function partAbout(words: Record<string, string>, { innerHTML }: HTMLTemplateElement): DocumentFragment {
  const filled = document.createElement('template');
  filled.innerHTML = innerHTML.replace(/__([a-z]+)__/gi, (_, word: string) => escaped(words[word] ?? ''));
  return filled.content;
}

const escaped = (text: string) => new Option(text).innerHTML;
