const COPIED_MS = 3000;

/**
 * Each [data-copy] copies the text of the box before it. Where the browser offers no clipboard (a ward's own http
 * address), the text is selected, ready for Ctrl+C.
 */
export function enableCopyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    const box = button.parentElement?.querySelector('textarea');
    if (!box) continue;
    const label = button.textContent;
    button.hidden = false;
    button.setAttribute('aria-live', 'polite');
    button.addEventListener('click', () => {
      box.select();
      void copy(box.value).then((isCopied) => {
        button.textContent = isCopied ? 'Đã chép' : 'Bấm Ctrl+C';
        setTimeout(() => (button.textContent = label), COPIED_MS);
      });
    });
  }
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
