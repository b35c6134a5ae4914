import fc from 'fast-check';
import { editDistance } from '../../../src/shared/edit-distance';

describe('the distance of two texts', () => {
  it.each([
    ['vi', 'vi', 0],
    ['trang', 'trag', 1],
    ['minh', 'mihn', 1],
    ['12031950', '12031959', 1],
    ['lan', 'loan', 1],
    ['', 'a', 1],
    ['huong', 'hoang', 2],
    ['an', 'binh', 3],
  ])('%s and %s: %i edits', (one, other, slips) => {
    expect(editDistance(one, other, 3)).toBe(slips);
  });

  it('is counted no further than asked', () => {
    expect(editDistance('nguyen', 'tran', 1)).toBe(2);
    expect(editDistance('a', 'bcdef', 2)).toBe(3);
  });

  it('is the same in both directions, and zero for equal texts', () => {
    const word = fc.stringMatching(/^[a-e]{0,6}$/);
    fc.assert(
      fc.property(word, word, (one, other) => {
        expect(editDistance(one, other, 4)).toBe(editDistance(other, one, 4));
        expect(editDistance(one, other, 4) === 0).toBe(one === other);
      }),
    );
  });
});
