import { isFilled, rowName, timeAsTyped } from '../../../../src/features/door/sheet-visits/forms';

test.each([
  ['1905', '19:05'],
  ['905', '09:05'],
  ['19:05', '19:05'],
  ['19h05', '19:05'],
  ['19.05', '19:05'],
  ['19', '19:00'],
  ['8h', '08:00'],
  [' 19 g 30 ', '19:30'],
  ['', ''],
  ['chiều', 'chiều'],
  ['190512', '190512'],
])('the time %j is read as %j', (text, time) => {
  expect(timeAsTyped(text)).toBe(time);
});

test('a row counts as typed if anything in it is filled in and it is not left out', () => {
  const blank = {
    clientKey: 'k',
    householdId: 'h',
    address: '52 Phạm Hồng Thái',
    outcome: '',
    assists: [{ note: ' ' }],
  };
  expect(isFilled(blank)).toBe(false);
  expect(isFilled({ ...blank, assists: [{ note: 'x' }] })).toBe(true);
  expect(isFilled({ ...blank, outcome: 'met', remove: '1' })).toBe(false);
});

test('an input of a row carries its door', () => {
  expect(rowName('d', 'assists[0][result]')).toBe('doors[d][assists][0][result]');
  expect(rowName('d', 'note')).toBe('doors[d][note]');
});
