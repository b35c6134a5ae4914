import { isFilled, rowName } from '../../../../src/features/door/sheet-visits/forms';

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
