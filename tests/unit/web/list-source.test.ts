import { optionsOf } from '../../../src/shared/labels';
import { chosenIn, countIn } from '../../../src/web/list-source';

test('the file of a list says in words what its filter leaves', () => {
  const groups = { '': 'Cả phường', a: 'Tổ 1', b: 'Tổ 2' };
  expect(chosenIn(optionsOf(groups, 'b'), '', 'đến hết 30/11/2026')).toBe('Tổ 2. đến hết 30/11/2026');
  expect(chosenIn(optionsOf(groups, ''), '')).toBe('');
});

test.each([
  ['1.234 hộ', 1234],
  ['0', 0],
  ['chưa có', ''],
  ['', ''],
])('the count %j of a page is %j in a file', (text, count) => {
  expect(countIn(text)).toBe(count);
});
