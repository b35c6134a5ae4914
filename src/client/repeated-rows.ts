/**
 * Rows that can be repeated without asking the server:
 *
 *   <div data-repeat data-repeat-next="2" data-repeat-max="20">
 *     <div data-repeat-row>… name="assists[0][result]" …</div>
 *     <template data-repeat-template><div data-repeat-row>… name="assists[__index__][result]", "Việc thứ __number__" …</div></template>
 *     <button type="submit" name="addRow" value="1" data-repeat-add>+ Thêm việc khác</button>
 *   </div>
 *
 * A row may hold a <button type="button" data-repeat-remove hidden>. Without a script the add button is sent, and the
 * server answers with one more row.
 */
export function enableRepeatedRows(): void {
  for (const group of document.querySelectorAll<HTMLElement>('[data-repeat]')) {
    group.addEventListener('click', (event) => {
      const button = (event.target as HTMLElement).closest('button');
      if (button?.hasAttribute('data-repeat-add')) {
        event.preventDefault();
        const row = addRow(group);
        // After the observers of new rows have set them up.
        queueMicrotask(() =>
          (row?.querySelector<HTMLElement>('input:not([type=hidden]), select, textarea') ?? button).focus(),
        );
      } else if (button?.hasAttribute('data-repeat-remove')) {
        removeRow(group, button);
      }
    });
    refresh(group);
  }
}

/** Adds a row to a group; null if the group has no template. */
export function addRow(group: HTMLElement): Element | null {
  const template = group.querySelector<HTMLTemplateElement>('template[data-repeat-template]');
  if (!template) return null;
  const index = Number(group.dataset.repeatNext);
  group.dataset.repeatNext = String(index + 1);
  const filled = document.createElement('template');
  filled.innerHTML = template.innerHTML
    .replaceAll('__index__', String(index))
    .replaceAll('__number__', String(index + 1));
  const row = filled.content.firstElementChild;
  if (!row) return null;
  copyOptions(row);
  template.before(row);
  refresh(group);
  return row;
}

/** Adds to each select[data-copies-options="residentId"] the options of that list in the first row: a page prints them once. */
export function copyOptions(part: ParentNode): void {
  for (const select of part.querySelectorAll<HTMLSelectElement>('select[data-copies-options]')) {
    const list = document.querySelector(`[data-repeat-row] select[name$="[${select.dataset.copiesOptions!}]"]`);
    const own = new Set([...select.options].map(({ value }) => value));
    select.append(
      ...[...(list?.cloneNode(true).childNodes ?? [])].filter(
        (child) => !(child instanceof HTMLOptionElement && own.has(child.value)),
      ),
    );
    select.value = '';
  }
}

/**
 * Adds a row before the others, and numbers all rows in the order in which they are shown, because the server reads them
 * by their numbers; null if the group has no template.
 */
export function addFirstRow(group: HTMLElement): Element | null {
  const row = addRow(group);
  if (!row) return null;
  group.querySelector('[data-repeat-row]')!.before(row);
  const rows = [...group.querySelectorAll('[data-repeat-row]')];
  // By way of numbers that no row has: two groups of radio buttons with one name would lose an answer.
  for (const [index, one] of rows.entries()) renumber(one, indexOf(one), `n${index}`);
  for (const [index, one] of rows.entries()) {
    renumber(one, `n${index}`, String(index));
    for (const title of one.querySelectorAll('[data-row-title]'))
      title.textContent = title.textContent.replace(/\d+$/, String(index + 1));
  }
  group.dataset.repeatNext = String(rows.length);
  return row;
}

const indexOf = (row: Element): string =>
  /\[(\d+)\]/.exec(row.querySelector('[name*="["]')?.getAttribute('name') ?? '')?.[1] ?? '';

/** 'assists[0][note]' and 'assists-0-note' get another number, wherever they stand. */
function renumber(row: Element, from: string, to: string): void {
  for (const part of [row, ...row.querySelectorAll('*')])
    for (const attribute of part.attributes)
      if (/^(name|id|for|list|aria-.*|data-text-name)$/.test(attribute.name))
        attribute.value = attribute.value.replaceAll(`s[${from}]`, `s[${to}]`).replaceAll(`s-${from}-`, `s-${to}-`);
}

function removeRow(group: HTMLElement, removeButton: HTMLButtonElement): void {
  removeButton.closest('[data-repeat-row]')?.remove();
  refresh(group);
  group.querySelector<HTMLElement>('[data-repeat-add]')?.focus();
}

/** Keeps the last row, and at most as many rows as the server accepts. */
function refresh(group: HTMLElement): void {
  const rows = group.querySelectorAll('[data-repeat-row]');
  for (const button of group.querySelectorAll<HTMLElement>('[data-repeat-remove]')) button.hidden = rows.length < 2;
  const addButton = group.querySelector<HTMLElement>('[data-repeat-add]');
  if (addButton) addButton.hidden = rows.length >= Number(group.dataset.repeatMax ?? 50);
}
