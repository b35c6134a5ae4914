import type { CheerioAPI } from 'cheerio';

type Selected = Parameters<CheerioAPI>[0] | ReturnType<CheerioAPI>;

const elements = ($: CheerioAPI, selected: Selected) => $(selected as string).toArray();

/** The words of each element that `selected` finds, with spaces collapsed. */
export const textsOf = ($: CheerioAPI, selected: Selected): string[] =>
  elements($, selected).map((element) => $(element).text().replace(/\s+/g, ' ').trim());

/** An attribute of each element that `selected` finds; '' where it has none. */
export const attributesOf = ($: CheerioAPI, selected: Selected, name: string): string[] =>
  elements($, selected).map((element) => $(element).attr(name) ?? '');

/** The words of the cells of each row that `rows` finds. */
export const cellsOf = ($: CheerioAPI, rows: Selected, cells = 'th, td'): string[][] =>
  elements($, rows).map((row) => textsOf($, $(row).find(cells)));
