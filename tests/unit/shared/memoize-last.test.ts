import { memoizeLast } from '../../../src/shared/memoize-last';

it('makes again only for another text', () => {
  const made: string[] = [];
  const upper = memoizeLast((text) => {
    made.push(text);
    return text.toUpperCase();
  });
  expect([upper('a'), upper('a'), upper('b'), upper('a')]).toEqual(['A', 'A', 'B', 'A']);
  expect(made).toEqual(['a', 'b', 'a']);
});
