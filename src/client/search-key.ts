/** "/" goes to the search box of the page, or else to that of the header, unless the user is typing. */
export function enableSearchKey(): void {
  const boxes = [...document.querySelectorAll<HTMLInputElement>('[data-search-key]')];
  const box = boxes.find((each) => each.closest('main')) ?? boxes[0];
  if (!box) return;
  for (const hint of document.querySelectorAll<HTMLElement>('.top-search kbd')) hint.hidden = false;
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const { target } = event;
    if (target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]')) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
