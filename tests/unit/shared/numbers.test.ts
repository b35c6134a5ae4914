import { formatNumber, formatPercent } from '../../../src/shared/numbers';

test.each([
  [0, '0'],
  [1234, '1.234'],
  [1234.5, '1.234,5'],
  [1000000, '1.000.000'],
])('formatNumber writes %d as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test.each([
  [11, 23, '47,8 %'],
  [23, 23, '100,0 %'],
  [0, 23, '0,0 %'],
  [0, 0, 'chưa có'],
])('formatPercent writes %d of %d as %s', (numerator, denominator, text) => {
  expect(formatPercent(numerator, denominator)).toBe(text);
});
