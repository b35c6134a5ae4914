import { headActions, missingLine } from '../../../src/web/record-head';

const link = (label: string, href = `/${label}`) => ({ label, href });

test('the most used action is filled, the next stands beside it, the others are in the menu', () => {
  const { actions, menu } = headActions(
    [link('not permitted', ''), link('main'), link('next'), link('seldom')],
    [{ title: 'Ghi thay đổi', links: [link('move'), link('not now', '')] }],
  );
  expect(actions).toEqual([
    { ...link('main'), kind: 'primary' },
    { ...link('next'), kind: 'plain' },
  ]);
  expect(menu).toEqual([
    { title: 'Ghi thêm', links: [link('seldom')] },
    { title: 'Ghi thay đổi', links: [link('move')] },
  ]);
});

test('a menu without links has no groups', () => {
  expect(headActions([link('main')], [{ title: 'Ghi thay đổi', links: [] }]).menu).toEqual([]);
});

test('one line names what is empty', () => {
  expect(missingLine({ 'lượt thăm': false, 'đề nghị': true, 'lời dặn': false })).toBe('Chưa có: lượt thăm, lời dặn.');
  expect(missingLine({ 'đề nghị': true })).toBe('');
});
