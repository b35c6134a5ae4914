import { load } from 'cheerio';
import { countOf } from '../../../../src/features/adoption/indicators/indicators';
import { renderTrend, type TrendPoint } from '../../../../src/features/adoption/figures/trend-chart';

const trendOf = (...users: number[]) =>
  users.map((count, week): TrendPoint => {
    const until = `2026-${String(Math.floor(week / 4) + 1).padStart(2, '0')}-0${(week % 4) + 1}`;
    return {
      until: until as TrendPoint['until'],
      numerator: countOf('person', count),
      denominator: countOf('person', 1_000),
    };
  });

/** The labels of the picture in the order drawn: shares upwards, days, the last share; and the line through the points. */
function drawn(trend: TrendPoint[]) {
  const [, data] = /^data:image\/svg\+xml;base64,(.+)$/.exec(renderTrend(trend))!;
  const $ = load(Buffer.from(data!, 'base64').toString(), { xml: true });
  const line = $('path[stroke-width]').attr('d')!;
  return {
    labels: $('text')
      .toArray()
      .map((text) => $(text).text()),
    points: line.slice(1).split('L'),
  };
}

test('the picture has a scale of round shares, the days, and the last share', () => {
  const { labels, points } = drawn(trendOf(100, 125, 178));
  expect(labels).toEqual(['10 %', '12 %', '14 %', '16 %', '18 %', '01/01', '02/01', '03/01', '17,8 %']);
  expect(points).toEqual(['56,228', '312,161.75', '568,21.3']);
});

test('a year of weeks has at most six days below it', () => {
  const { labels, points } = drawn(trendOf(...Array.from({ length: 46 }, (_, week) => 100 + week)));
  expect(points).toHaveLength(46);
  expect(labels.filter((label) => /^\d\d\/\d\d$/.test(label))).toHaveLength(6);
});

test.each([
  [
    'a share that moves by less than a point looks almost flat',
    [123, 124],
    ['11 %', '11,5 %', '12 %', '12,5 %', '13 %', '13,5 %'],
  ],
  ['a scale does not go below nothing', [0, 0], ['0 %', '0,2 %', '0,4 %', '0,6 %', '0,8 %', '1 %']],
  ['a scale does not go above all', [1_000, 1_000], ['99 %', '99,2 %', '99,4 %', '99,6 %', '99,8 %', '100 %']],
])('%s', (_title, users, scale) => {
  expect(drawn(trendOf(...users)).labels.slice(0, -3)).toEqual(scale);
});
