/** After this the buttons come back: the response may have been a file, which leaves the page in place. */
const GIVE_UP_AFTER_MS = 10_000;
/** A press this soon was meant for the page before. */
const SETTLED_AFTER_MS = 1000;

/** Ignores a second press while a form is being sent. (The server would also store it only once.) */
export function sendOnce(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || methodOf(form, event.submitter) !== 'post') return;
    if (form.hasAttribute('data-sending')) return event.preventDefault();
    form.setAttribute('data-sending', '');
    // The browser reads the form after this event: a button disabled now would not send its name.
    setTimeout(() => setSending(form, true));
    setTimeout(() => setSending(form, false), GIVE_UP_AFTER_MS);
  });
  // Back to a page that the browser kept in its cache.
  addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sending]')) setSending(form, false);
  });
}

/**
 * Ignores the buttons that save a visit and go on ("Vắng nhà") while their page is new: a second press of the same button
 * would log the next door. Once something is entered the page is no longer new.
 */
export function ignoreEarlyPresses(): void {
  const form = document.querySelector('form[data-visit-form]');
  if (!form) return;
  const settle = () => form.removeAttribute('data-new');
  form.setAttribute('data-new', '');
  setTimeout(settle, SETTLED_AFTER_MS);
  form.addEventListener('input', settle);
  form.addEventListener('click', (event) => {
    const isGoingOn = (event.target as Element).closest('[name=oneTap], [name=thenNext]') !== null;
    if (isGoingOn && form.hasAttribute('data-new')) event.preventDefault();
  });
}

const methodOf = (form: HTMLFormElement, submitter: HTMLElement | null): string =>
  submitter?.getAttribute('formmethod') ?? form.getAttribute('method') ?? 'get';

function setSending(form: HTMLFormElement, isSending: boolean): void {
  form.toggleAttribute('data-sending', isSending);
  for (const button of buttonsOf(form)) {
    button.disabled = isSending;
    button.classList.toggle('is-sending', isSending);
  }
}

const buttonsOf = (form: HTMLFormElement): HTMLButtonElement[] =>
  [...form.elements].filter(
    (element): element is HTMLButtonElement => element instanceof HTMLButtonElement && element.type === 'submit',
  );
