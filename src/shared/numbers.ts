const NUMBER = new Intl.NumberFormat('vi-VN');
const ONE_DECIMAL = new Intl.NumberFormat('vi-VN', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** A number as Vietnamese pages print it, at most three decimals: 1234.5 → '1.234,5'. */
export const formatNumber = (value: number): string => NUMBER.format(value);

/**
 * A share in per cent with one decimal: (11, 23) → '47,8 %'. 'chưa có' if the denominator is 0: nothing has been
 * counted yet, which is not the same as 0 %.
 */
export const formatPercent = (numerator: number, denominator: number): string =>
  denominator === 0 ? 'chưa có' : `${ONE_DECIMAL.format((100 * numerator) / denominator)} %`;

/** The sum of one number of each item. */
export const sumOf = <Item>(items: readonly Item[], valueOf: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + valueOf(item), 0);
