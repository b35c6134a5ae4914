/** A column that says whose row it is: `ward_id`, or `chain_id` in the audit log. */
const WARD = String.raw`(?:"?\w+"?\.)*"?(?:ward_id|chain_id)"?`;
const OPERAND = String.raw`(?:\$\d*|(?:"?\w+"?\.)+"?\w+"?)(?:::uuid)?`;
const FILTER = new RegExp(
  [
    String.raw`\(${WARD}\) = \(${OPERAND}\)`,
    String.raw`${WARD} (?:=|IS NOT DISTINCT FROM) ${OPERAND}`,
    String.raw`${WARD} IN \((?:NULL|\$\d*(?:,\$\d+)*)\)`,
    String.raw`(?:"?\w+"?\.)+"?id"? = ${WARD}`,
  ].join('|'),
  'g',
);
const ANY_COMPARISON = new RegExp(String.raw`${WARD}\)?\s*(?:=|<>|!=|IN\b|IS (?:NOT )?DISTINCT)`, 'g');

/** The ward conditions of a statement, in the order in which they stand in it. */
export function filtersOf(text: string): string[] {
  return text.match(FILTER) ?? [];
}

/**
 * The statement without some of its ward conditions. Its parameters keep their places and types.
 * @param isTaken says for the place of a condition in `filtersOf` whether it is taken out.
 */
export function takeOut(text: string, isTaken: (place: number) => boolean): string {
  let place = -1;
  return text.replace(FILTER, (filter) => {
    place += 1;
    return isTaken(place) ? `(${filter} OR true)` : filter;
  });
}

/** Comparisons with a ward that `filtersOf` cannot read. */
export function unreadFilters(text: string): string[] {
  return text.replaceAll(FILTER, '').match(ANY_COMPARISON) ?? [];
}

/** A condition with the words around it, by which a person finds it in the sources, however many values come before. */
export function surroundingsOf(text: string, place: number): string {
  const shape = shapeOf(text);
  const { 0: filter, index } = [...shape.matchAll(FILTER)][place]!;
  return shape.slice(Math.max(0, index - 70), index + filter.length + 30).trim();
}

/** The statement without what differs from call to call: how many values a list has, and so the numbers of all. */
export function shapeOf(text: string): string {
  return text
    .replaceAll(/\((?:NULL|\$\d+(?:,\s?\$\d+)*)\)/g, '($)')
    .replaceAll(/\$\d+/g, '$')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
