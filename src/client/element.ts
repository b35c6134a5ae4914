/** A new element with its attributes and children; attributes set to false are left out. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string | boolean> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== false) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/** A button that sends nothing: a press calls `act`. */
export function button(
  label: string,
  kind: 'primary' | 'outline-primary' | 'link',
  act: () => unknown,
): HTMLButtonElement {
  const made = element('button', { type: 'button', class: `btn btn-${kind}` }, label);
  made.addEventListener('click', () => void act());
  return made;
}
