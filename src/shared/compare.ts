/**
 * Orders two strings by their code units, for `sort`: the order of ids, walking keys, times 'HH:MM' and dates
 * 'YYYY-MM-DD', not that of a dictionary. Join several keys by `||`; swap the arguments for descending order.
 */
export function compareStrings(a: string, b: string): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}
