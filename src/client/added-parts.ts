/** Calls `enhance` for every element that matches, and for those that a form of the page gains later. */
export function forEachPart<Part extends HTMLElement>(selector: string, enhance: (part: Part) => void): void {
  const found = [...document.querySelectorAll<Part>(selector)];
  const forms = new Set(found.map((part) => part.closest('form')));
  found.forEach(enhance);
  for (const form of forms) {
    if (!form) continue;
    new MutationObserver((changes) => {
      for (const node of changes.flatMap((change) => [...change.addedNodes])) {
        if (!(node instanceof HTMLElement)) continue;
        if (node.matches(selector)) enhance(node as Part);
        node.querySelectorAll<Part>(selector).forEach(enhance);
      }
    }).observe(form, { childList: true, subtree: true });
  }
}
