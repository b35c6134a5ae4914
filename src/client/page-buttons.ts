const ACTIONS: Record<string, () => void> = {
  'data-go-back': () => history.back(),
  'data-reload': () => location.reload(),
  'data-print': () => print(),
};

/** Buttons that need a script are hidden in the page and shown here. */
export function enablePageButtons(): void {
  for (const [attribute, act] of Object.entries(ACTIONS)) {
    for (const button of document.querySelectorAll<HTMLButtonElement>(`button[${attribute}]`)) {
      button.hidden = false;
      button.addEventListener('click', act);
    }
  }
}
