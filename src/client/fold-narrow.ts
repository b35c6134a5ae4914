/** As $narrow-screen in the styles. */
const NARROW = '(max-width: 720px)';

/** Folds each [data-fold-narrow] on a phone, so that a list begins above the fold. On a wide screen it stays open. */
export function foldOnNarrowScreens(): void {
  if (!matchMedia(NARROW).matches) return;
  for (const part of document.querySelectorAll<HTMLDetailsElement>('details[data-fold-narrow]')) part.open = false;
}
