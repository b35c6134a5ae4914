import { shownBlocks, spanOf } from '../../../../src/features/privacy/voices/blocks';

const MONDAYS = ['2026-10-26', '2026-11-02', '2026-11-09', '2026-11-16'];
const weeks = (...faces: number[]) => faces.map((count, index) => ({ week: MONDAYS[index]!, faces: count }));
const MONDAY = '2026-11-23';

describe('weeks are told about in blocks of five faces', () => {
  test.each([
    ['none before the first five', [4], []],
    ['a week of five is one', [5], [['2026-10-26', '2026-11-01']]],
    ['weeks wait for each other', [2, 0, 3, 4], [['2026-10-26', '2026-11-15']]],
    [
      'a sixth face a week later waits for four more',
      [5, 1, 4],
      [
        ['2026-10-26', '2026-11-01'],
        ['2026-11-02', '2026-11-15'],
      ],
    ],
  ])('%s', (_, faces, blocks) => {
    expect(shownBlocks(weeks(...faces), MONDAY).map(({ from, until }) => [from, until])).toEqual(blocks);
  });

  test('a block before the twelve weeks goes, unless it is the last', () => {
    const old = { week: '2026-06-01', faces: 9 };
    expect(shownBlocks([old], MONDAY)).toHaveLength(1);
    const [only, ...rest] = shownBlocks([old, ...weeks(6)], MONDAY);
    expect([only, rest]).toEqual([{ from: '2026-06-08', until: '2026-11-01' }, []]);
    expect(spanOf([])).toEqual({ from: '2000-01-02', until: '2000-01-01' });
  });
});
