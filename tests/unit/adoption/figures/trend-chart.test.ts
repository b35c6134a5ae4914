import { countOf } from '../../../../src/features/adoption/indicators/indicators';
import { renderTrend, type TrendPoint } from '../../../../src/features/adoption/figures/trend-chart';

const point = (until: TrendPoint['until'], users: number): TrendPoint => ({
  until,
  numerator: countOf('person', users),
  denominator: countOf('person', 10_000),
});
const trend = [point('2026-11-21', 1_000), point('2026-11-27', 2_000)];

test('an earlier picture is taken over while no share moves by a tenth of a point', async () => {
  const earlier = { trend, trendImage: 'the earlier picture' };
  expect(await renderTrend([trend[0]!, point('2026-11-27', 2_004)], earlier)).toBe('the earlier picture');
  expect(await renderTrend([trend[0]!, point('2026-11-27', 2_010)], earlier)).toMatch(/^data:image\/svg/);
  expect(await renderTrend([trend[0]!, point('2026-11-28', 2_000)], earlier)).toMatch(/^data:image\/svg/);
  expect(await renderTrend(trend.slice(1), earlier)).toMatch(/^data:image\/svg/);
});
