/**
 * A residential group's name for tables and rows, where "dân phố số" would only be repeated: 'Tổ dân phố số 03' → 'Tổ
 * 3', 'Tổ dân phố 12a' → 'Tổ 12A'. A group with another kind of name keeps it. Headings and papers use the full name.
 */
export function shortGroupName(name: string): string {
  const number = /^tổ dân phố\s+(?:số\s+)?0*(\d+\p{L}?)$/iu.exec(name.trim());
  return number ? `Tổ ${number[1]!.toLocaleUpperCase('vi')}` : name;
}
