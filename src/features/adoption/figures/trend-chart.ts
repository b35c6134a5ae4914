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

interface DrawnTrend {
  trend: readonly TrendPoint[];
  trendImage: string;
}

/** What the picture shows of a point: its day, and the share in per cent with one decimal. */
const shownOf = ({ until, numerator: { value: users }, denominator: { value: adults } }: TrendPoint) => ({
  day: formatDayMonth(until),
  share: adults === 0 ? 0 : Math.round((1000 * users) / adults) / 10,
});

/**
 * The weekly share as an SVG image (data URL). Inside an image, the style attributes that the page's content security
 * policy forbids are allowed. The table below the chart contains the same numbers.
 * @param earlier a picture drawn before: taken over if it shows the same, as after most visits it does.
 */
export async function renderTrend(points: readonly TrendPoint[], earlier?: DrawnTrend | null): Promise<string> {
  const shown = points.map(shownOf);
  if (earlier && JSON.stringify(earlier.trend.map(shownOf)) === JSON.stringify(shown)) return earlier.trendImage;
  // Loaded with the first report, not at start, because it is by far the largest library here.
  const echarts = await import('echarts');
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 640, height: 260 });
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: 'Be Vietnam Pro, system-ui, sans-serif' },
    grid: { left: 48, right: 72, top: 16, bottom: 32 },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      data: shown.map(({ day }) => day),
      axisLine: { lineStyle: { color: LINE } },
      axisTick: { show: false },
      axisLabel: { color: SOFT, fontSize: 13, interval: Math.ceil(points.length / LABELS) - 1 },
    },
    yAxis: {
      type: 'value',
      scale: true,
      axisLabel: { color: SOFT, fontSize: 13, formatter: (value: number) => `${String(value).replace('.', ',')} %` },
      splitLine: { lineStyle: { color: LINE } },
    },
    series: [
      {
        type: 'line',
        data: shown.map(({ share }) => share),
        symbol: 'circle',
        showSymbol: false,
        lineStyle: { color: LAKE, width: 3 },
        itemStyle: { color: LAKE },
        areaStyle: { color: LAKE, opacity: 0.08 },
        endLabel: {
          show: true,
          color: LAKE,
          fontSize: 14,
          fontWeight: 'bold',
          formatter: ({ value }: { value: unknown }) => `${String(value).replace('.', ',')} %`,
        },
      },
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `data:image/svg+xml;base64,${Buffer.from(svg, 'utf8').toString('base64')}`;
}
