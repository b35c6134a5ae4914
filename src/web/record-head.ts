// What the heads of records share: their actions in the order of use, and the one line about what is empty.

export interface ActionLink {
  href: string;
  label: string;
}

export interface MenuGroup {
  title: string;
  links: readonly ActionLink[];
}

/** Beside the menu stand the main action, filled, and the next one. @param links the most used first; '' leaves one out. */
export function headActions(links: readonly ActionLink[], others: readonly MenuGroup[]) {
  const [main, next, ...rest] = links.filter(({ href }) => href !== '');
  const groups = [{ title: 'Ghi thêm', links: rest }, ...others];
  return {
    actions: [
      ...(main ? [{ ...main, kind: 'primary' as const }] : []),
      ...(next ? [{ ...next, kind: 'plain' as const }] : []),
    ],
    menu: groups
      .map((group) => ({ ...group, links: group.links.filter(({ href }) => href !== '') }))
      .filter((group) => group.links.length > 0),
  };
}

/** 'Chưa có: đề nghị, lời dặn.' @param sections what a page would show, by name: whether it has any. '' if it has all. */
export function missingLine(sections: Readonly<Record<string, boolean>>): string {
  const missing = Object.keys(sections).filter((name) => !sections[name]);
  return missing.length > 0 ? `Chưa có: ${missing.join(', ')}.` : '';
}
