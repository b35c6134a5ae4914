import { answerOf, askAgainPage } from '../../../src/web/ask-again';

const question = { title: 'Đổi?', sentences: [], changes: [], action: '/residents/1/edit', confirmLabel: 'Đúng' };

test('the typed form is kept whole, without its token and any earlier answer', () => {
  const body = {
    _csrf: 't',
    confirmed: 'edit',
    fullName: 'Nguyễn Thị Vi',
    people: [{ id: '1' }, { id: '2' }],
    keep: ['a', 'b'],
  };
  expect(askAgainPage(body, question).model.fields).toEqual([
    ['fullName', 'Nguyễn Thị Vi'],
    ['people[0][id]', '1'],
    ['people[1][id]', '2'],
    ['keep[]', 'a'],
    ['keep[]', 'b'],
  ]);
});

test.each([
  [{}, 'unasked'],
  [undefined, 'unasked'],
  [{ confirmed: 'yes' }, 'sure'],
  [{ confirmed: 'edit' }, 'edit'],
  [{ confirmed: ['yes', 'yes'] }, 'unasked'],
  [{ confirmed: 'true' }, 'unasked'],
])('the answer in %j is %s', (body, expected) => {
  expect(answerOf(body)).toBe(expected);
});
