/** Brings the reader of a failed form to what is wrong with it. */
export function focusErrorSummary(): void {
  document.querySelector<HTMLElement>('[data-error-summary]')?.focus();
}
