let isLeaving = false;

/** Lets the user leave, because what was typed is safe. */
export function leaveFreely(): void {
  isLeaving = true;
}

/** Asks before the user leaves a page with unsaved input. Forms that want this carry data-warn-unsaved. */
export function warnUnsaved(): void {
  const forms = [...document.querySelectorAll<HTMLFormElement>('form[data-warn-unsaved]')];
  if (forms.length === 0) return;

  const atFirst = new Map(forms.map((form) => [form, wordsOf(form)]));
  // A form that came back from the server holds input that was never saved.
  const cameBack = document.body.hasAttribute('data-came-back');
  let isSending = false;
  document.addEventListener('submit', (event) => {
    if (!event.defaultPrevented) isSending = true;
  });
  addEventListener('pageshow', () => {
    isSending = false;
  });
  addEventListener('beforeunload', (event) => {
    if (!isSending && !isLeaving && (cameBack || forms.some((form) => wordsOf(form) !== atFirst.get(form))))
      event.preventDefault();
  });
}

const wordsOf = (form: HTMLFormElement): string =>
  JSON.stringify(
    [...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value : value.name]),
  );
