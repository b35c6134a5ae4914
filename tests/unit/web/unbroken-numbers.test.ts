import { unbrokenNumbers } from '../../../src/web/unbroken-numbers';

/** The text with a bar at each place where a line no longer breaks. */
const bars = (html: string) => unbrokenNumbers(html).replace(/[\u2060\u00a0]/g, '|');

test.each([
  ['<b>18:30–20:45</b>', '<b>18:30–|20:45</b>'],
  ['tối thứ Ba 24/11, buổi BĐ-E24.', 'tối thứ Ba 24/11, buổi BĐ-|E24.'],
  ['<p>gọi 0912 345 678, 024 3734 5678</p>', '<p>gọi 0912|345|678, 024|3734|5678</p>'],
])('a number is read in one piece: %s', (html, expected) => {
  expect(bars(html)).toBe(expected);
});

test.each([
  '<input value="18:30–20:45"><textarea>18:30–20:45, 0912 345 678</textarea>',
  '<a href="/rounds/BĐ-E24" title="18:30–20:45">hai – ba</a>',
  '<script>const span = "18:30–20:45";</script>',
  'Hà Nội – Huế, 12 345 678',
])('what is typed and what is no number stays as it is: %s', (html) => {
  expect(unbrokenNumbers(html)).toBe(html);
});
