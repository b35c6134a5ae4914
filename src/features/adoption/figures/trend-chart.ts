import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import { formatDayMonth, type LocalDate } from '../../../shared/dates';
import type { Share } from '../indicators/indicators';

export interface TrendPoint extends Share<'person'> {
  /** Last day of the week; today for the current week. */
  until: LocalDate;
}

const LAKE = '#0e5a66';
const SOFT = '#5b6b6d';
const LINE = '#e4dfd4';
/** Maximum number of date labels below the chart. */
const LABELS = 6;

const [WIDTH, HEIGHT] = [640, 260];
/** The drawing area inside the labels. */
const [LEFT, RIGHT, TOP, BOTTOM] = [56, WIDTH - 72, 16, HEIGHT - 32];

const percent = (value: number) => `${String(value).replace('.', ',')} %`;

/**
 * The weekly share as an SVG image (data URL). The table below the chart contains the same numbers.
 * @param points at least two.
 */
export function renderTrend(points: readonly TrendPoint[]): string {
  const shares = points.map(({ numerator: { value: users }, denominator: { value: adults } }) =>
    adults === 0 ? 0 : Math.round((1000 * users) / adults) / 10,
  );
  const [lowest, highest] = [Math.min(...shares), Math.max(...shares)];
  const margin = highest - lowest < 1 ? 1 : 0; // a flat line is not drawn as a mountain
  const x = scaleLinear([0, points.length - 1], [LEFT, RIGHT]);
  const y = scaleLinear([Math.max(0, lowest - margin), Math.min(100, highest + margin)], [BOTTOM, TOP]).nice(5);
  const along = (_share: number, index: number) => x(index);
  const shareLine = line<number>(along, y);
  const shareArea = area<number>(along, BOTTOM, y);
  const interval = Math.ceil(points.length / LABELS);
  const grid = y.ticks(5).map(
    (tick) =>
      `<path d="M${LEFT} ${y(tick)}H${RIGHT}" stroke="${LINE}"/>
       <text x="${LEFT - 8}" y="${y(tick)}" dy=".35em" text-anchor="end">${percent(tick)}</text>`,
  );
  const days = points.map(({ until }, index) =>
    index % interval === 0
      ? `<text x="${x(index)}" y="${BOTTOM + 20}" text-anchor="middle">${formatDayMonth(until)}</text>`
      : '',
  );
  const last = shares.at(-1)!;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}"
      font-family="Be Vietnam Pro, system-ui, sans-serif" font-size="13" fill="${SOFT}">
    ${grid.join('')}${days.join('')}
    <path d="${shareArea(shares)}" fill="${LAKE}" fill-opacity="0.08"/>
    <path d="${shareLine(shares)}" fill="none" stroke="${LAKE}" stroke-width="3" stroke-linejoin="bevel"/>
    <text x="${RIGHT + 8}" y="${y(last)}" dy=".35em" font-size="14" font-weight="bold" fill="${LAKE}">${percent(last)}</text>
  </svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg, 'utf8').toString('base64')}`;
}
