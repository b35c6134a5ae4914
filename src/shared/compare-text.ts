/**
 * The order of two texts by their characters' codes, for `sort`: negative when the first comes first, 0 when they are
 * the same. For dates, ids and sort keys; names people read are sorted by `localeCompare` with 'vi'.
 */
export function compareText(one: string, other: string): number {
  if (one < other) return -1;
  return one > other ? 1 : 0;
}
