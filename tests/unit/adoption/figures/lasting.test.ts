import { DemoRandom } from '../../../../prisma/seed/demo-random';
import {
  lastingRows,
  lastingSentence,
  LASTING_STATES,
  MIN_TRIED,
  pointOf,
  triedOf,
  type LastingCell,
} from '../../../../src/features/adoption/figures/lasting';
import { runs } from '../../../support/runs';

const NONE = Object.fromEntries([...LASTING_STATES, 'people'].map((state) => [state, 0])) as LastingCell;
const cellOf = (given: Partial<LastingCell>): LastingCell => {
  const cell = { ...NONE, ...given };
  return { ...cell, people: given.people ?? triedOf(cell) };
};

test('a point is the share of those who answered, with its interval, and the bounds of those who did not', () => {
  const point = pointOf(cellOf({ alone: 12, with_somebody: 4, stuck: 4, not_needed: 9, silent: 10, waiting: 3 }))!;
  expect(point.asked.share).toBeCloseTo(0.6);
  expect([point.asked.low, point.asked.high].map((share) => Math.round(100 * share))).toEqual([37, 79]);
  expect(point.bounds).toEqual({ low: 12 / 30, high: 22 / 30 });
});

test('the interval rests on people: answers of one person about several services are no more people', () => {
  const widthOf = (people: number) => {
    const { low, high } = pointOf(cellOf({ alone: 20, stuck: 20, people }))!.asked;
    return high - low;
  };
  expect(widthOf(20)).toBeGreaterThan(1.3 * widthOf(40));
});

test('fewer than five are not shown, nor the one part that the others would give back', () => {
  expect(pointOf(cellOf({ alone: MIN_TRIED - 1 }))).toBeNull();
  const cells = {
    '7': cellOf({ alone: 24 }),
    '7|level=watched': cellOf({ alone: 12 }),
    '7|level=guided': cellOf({ alone: 8 }),
    '7|level=explained': cellOf({ alone: 4 }),
    '7|service=a': cellOf({ alone: 18 }),
    '7|service=b': cellOf({ alone: 3 }),
    '7|service=c': cellOf({ alone: 3 }),
    '30': cellOf({ alone: 2 }),
  };
  const shown = lastingRows(cells, [{ id: 'a', name: 'Đăng ký tạm trú' }]).map(
    ({ wave, by, value, service }) => `${wave} ${by} ${value}${service?.name ?? ''}`,
  );
  expect(shown).toEqual(['7 all ', '7 service Đăng ký tạm trú', '7 level watched', '30 all ']);
});

test('the sentence names the waves that are known, and nothing before', () => {
  expect(lastingSentence(lastingRows({ '7': cellOf({ alone: 4 }) }, []))).toBe('');
  const rows = lastingRows({ '7': cellOf({ alone: 30, stuck: 10 }), '180': cellOf({ alone: 10, stuck: 10 }) }, []);
  expect(lastingSentence(rows)).toBe('Còn tự làm được: 75 % sau 7 ngày, 50 % sau nửa năm (khoảng 29–71 %).');
});

/** Shares that are silent when those who cannot any more are silent twice as often: 40 % of all. */
const SILENCE = { able: 0.31, unable: 0.61 };

/** Wards whose residents forget: 70 % still can after half a year; four in ten do not answer. */
function simulate({ isSilenceByChance }: { isSilenceByChance: boolean }, wards: number, seed: number) {
  const random = new DemoRandom(seed);
  const found = { inBounds: 0, inInterval: 0, wards: 0 };
  for (let ward = 0; ward < wards; ward += 1) {
    const cell = { ...NONE };
    let able = 0;
    for (let person = 0; person < 120; person += 1) {
      const can = random.chance(0.7);
      able += can ? 1 : 0;
      const silence = can ? SILENCE.able : SILENCE.unable;
      const answer = can ? 'alone' : 'stuck';
      cell[random.chance(isSilenceByChance ? 0.4 : silence) ? 'silent' : answer] += 1;
    }
    const { asked, bounds } = pointOf({ ...cell, people: triedOf(cell) })!;
    found.wards += 1;
    // The truth of the bounds is of these residents, the one of the interval of all who are like them.
    found.inBounds += bounds.low <= able / 120 && able / 120 <= bounds.high ? 1 : 0;
    found.inInterval += asked.low <= 0.7 && 0.7 <= asked.high ? 1 : 0;
  }
  return found;
}

test('the bounds hold the truth in every ward, whoever is silent', () => {
  for (const isSilenceByChance of [true, false]) {
    const { inBounds, wards } = simulate({ isSilenceByChance }, runs(500), 35);
    expect(inBounds).toBe(wards);
  }
});

test('the interval holds the truth in 94 of 100 wards when silence is by chance, and in fewer when it is not', () => {
  const share = ({ inInterval, wards }: ReturnType<typeof simulate>) => inInterval / wards;
  expect(share(simulate({ isSilenceByChance: true }, 3000, 35))).toBeGreaterThanOrEqual(0.94);
  expect(share(simulate({ isSilenceByChance: false }, 3000, 35))).toBeLessThan(0.9);
});
