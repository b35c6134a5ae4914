import { formatNumber, formatPercent } from '../../../shared/numbers';
import { ASSUMED_TRIP_MINUTES, formatCount, INDICATORS, percentOf, savedMinutes } from '../indicators/indicators';
import { linked, listHref, sentence, type Part } from '../figures/figure-labels';
import type { SpanRow } from '../figures/figure-queries';
import type { Figures } from '../figures/figures';
import { isCountChanged } from './beyond-chance';

// The month in cards: a number that opens its list, the change against the same days of the month before, six months as
// bars. A card without a value is not drawn.

export interface MonthCard {
  title: string;
  /** A number that opens its list. */
  figure: Part;
  /** '▼ 48 · −33 %'; '' where nothing can be compared. */
  change: string;
  /** Coloured only if chance hardly explains the change. */
  tone: 'up' | 'down' | '';
  words: Part[];
  bars: Bars | null;
}

/** Six months as bars: `x` and `height` of each, the last for the month of the page; `text` says the same in words. */
interface Bars {
  columns: { x: number; height: number }[];
  text: string;
}

type Shown = MonthCard | null;

/** @param overdue the requests that are overdue today; null for another day. */
export const monthCards = (figures: Figures, overdue: number | null): MonthCard[] =>
  drawn([filesCard(figures), residentsCard(figures), doorsCard(figures), waitCard(figures, overdue)]);

/** What the team's work takes and saves. */
export const effortCards = (figures: Figures): MonthCard[] =>
  drawn([doneForCard(figures), hoursCard(figures), timeCard(figures)]);

const drawn = (cards: readonly Shown[]) => cards.flatMap((card) => card ?? []);

const NO_CHANGE = { change: '', tone: '' as const };

function filesCard(figures: Figures): Shown {
  const { scope, month, files } = figures;
  return {
    title: INDICATORS.files.name,
    figure: { text: formatNumber(files.sent.value), href: listHref('files', scope.on, { from: month.now.from }) },
    ...changeOf(figures, 'files'),
    words: [],
    bars: barsOf(figures, ({ files: sent }) => sent, formatNumber),
  };
}

function residentsCard(figures: Figures): Shown {
  const { scope, month } = figures;
  return {
    title: INDICATORS.residentsHelped.name,
    figure: {
      text: formatNumber(month.activity.residents),
      href: listHref('helped', scope.on, { from: month.now.from }),
    },
    ...changeOf(figures, 'residents'),
    words: [],
    bars: barsOf(figures, ({ residents }) => residents, formatNumber),
  };
}

function doorsCard(figures: Figures): Shown {
  const { scope, month, doors } = figures;
  const { metInYear } = month.activity;
  const total = doors.denominator.value;
  if (metInYear === undefined || total === 0) return null;
  const points = (100 * (metInYear - (month.before.activity.metInYear ?? 0))) / total;
  return {
    title: INDICATORS.doorsInYear.name,
    figure: { text: formatPercent(metInYear, total), href: listHref('doors', scope.on, { reached: 'year' }) },
    change: arrowText(points, `${formatNumber(Math.abs(Math.round(10 * points) / 10))} điểm`),
    tone: '',
    words: sentence`${formatNumber(metInYear)} trên ${formatNumber(total)} cửa`,
    bars: barsOf(
      figures,
      (row) => row.metInYear ?? null,
      (met) => formatPercent(met, total),
    ),
  };
}

function waitCard(figures: Figures, overdue: number | null): Shown {
  const { scope, month } = figures;
  const { settled = 0, medianWait = null } = month.activity;
  if (medianWait === null) return null;
  const before = month.before.activity.medianWait ?? null;
  const count = {
    text: `${formatNumber(settled)} đề nghị`,
    href: listHref('requests', scope.on, { from: month.now.from }),
  };
  return {
    title: INDICATORS.requestWait.name,
    figure: { text: `${medianWait} ngày`, href: '' },
    change: before === null ? '' : arrowText(medianWait - before, `${Math.abs(medianWait - before)} ngày`),
    tone: '',
    words: sentence`một nửa của ${count}${
      overdue === null
        ? ''
        : sentence`; quá hạn ${{ text: formatNumber(overdue), href: '/reports/requests?wait=overdue' }}`
    }`,
    bars: barsOf(
      figures,
      (row) => row.medianWait ?? null,
      (days) => `${days} ngày`,
    ),
  };
}

function doneForCard(figures: Figures): Shown {
  const { scope, month, files } = figures;
  if (files.doneFor.denominator.value === 0) return null;
  const from = month.now.from;
  const share = ({ doneFor = 0, files: sent }: SpanRow) => (sent === 0 ? null : doneFor / sent);
  return {
    title: INDICATORS.doneForShare.name,
    figure: { text: percentOf(files.doneFor), href: listHref('files', scope.on, { how: 'done_for', from }) },
    ...NO_CHANGE,
    words: sentence`${formatNumber(files.doneFor.numerator.value)} trên ${formatCount(files.sent)}`,
    bars: barsOf(figures, share, (value) => formatPercent(value, 1)),
  };
}

function hoursCard({ scope, month, teamMinutes }: Figures): Shown {
  const { residents } = month.activity;
  if (!teamMinutes || residents === 0) return null;
  return {
    title: INDICATORS.teamHours.name,
    figure: { text: hoursText(teamMinutes / residents), href: `/overtime?month=${scope.on.slice(0, 7)}` },
    ...NO_CHANGE,
    words: sentence`${hoursText(teamMinutes)} của đội`,
    bars: null,
  };
}

/** Files of services without minutes of their own count with the assumed ones, which the card names. */
function timeCard({ scope, month, files, time }: Figures): Shown {
  if (files.sent.value === 0) return null;
  const listOf = (filter: Record<string, string>) => listHref('files', scope.on, { ...filter, from: month.now.from });
  const sent = linked(files.sent, listOf({}));
  const unset = { text: formatNumber(time.uncounted.value), href: listOf({ minutes: 'unset' }) };
  return {
    title: INDICATORS.timeSaved.name,
    figure: { text: hoursText(savedMinutes(time)), href: listOf({}) },
    ...NO_CHANGE,
    words:
      time.uncounted.value === 0
        ? sentence`${sent} × số phút một chuyến, phường giả định`
        : sentence`${sent}${time.counted.value === 0 ? '' : sentence`; ${unset}`} theo giả định ${String(ASSUMED_TRIP_MINUTES)} phút một chuyến: ${{ text: 'đặt lại', href: '/public-services' }}`,
    bars: null,
  };
}

const hoursText = (minutes: number) => `${formatNumber(Math.round(minutes / 6) / 10)} giờ`;

const arrowText = (difference: number, words: string): string =>
  Math.abs(difference) < 0.05 ? 'không đổi' : `${difference < 0 ? '▼' : '▲'} ${words}`;

/** The change of a count between the days that are compared: '▼ 48 · −33 %'. */
function changeOf({ month }: Figures, count: 'files' | 'residents'): Pick<MonthCard, 'change' | 'tone'> {
  const [now, before] = [month.now.activity[count], month.before.activity[count]];
  const difference = now - before;
  const percent = before === 0 ? 0 : Math.round((100 * difference) / before);
  const share = percent === 0 ? '' : ` · ${percent < 0 ? '−' : '+'}${formatNumber(Math.abs(percent))} %`;
  const tone = difference < 0 ? 'down' : 'up';
  return {
    change: arrowText(difference, `${formatNumber(Math.abs(difference))}${share}`),
    tone: isCountChanged(before, now) ? tone : '',
  };
}

const [BAR_STEP, BARS_HEIGHT] = [22, 40];

function barsOf(
  { months, bookFrom }: Figures,
  valueOf: (row: SpanRow) => number | null,
  textOf: (value: number) => string,
): Bars | null {
  const shown = (months ?? []).filter(({ to }) => to >= bookFrom);
  if (shown.length < 2) return null;
  const values = shown.map(({ activity }) => valueOf(activity));
  const most = Math.max(...values.map(Number));
  const wordsOf = (value: number | null) => (value === null ? 'không có' : textOf(value));
  return {
    columns: values.map((value, index) => ({
      x: index * BAR_STEP,
      height: most === 0 ? 0 : Math.round((BARS_HEIGHT * Number(value)) / most),
    })),
    text: shown.map(({ from }, index) => `tháng ${Number(from.slice(5, 7))}: ${wordsOf(values[index]!)}`).join('; '),
  };
}

/** The services whose files changed most between the days that are compared, the largest change first. */
const MOVED = 5;

export function movedServices({ services, month }: Figures) {
  const { now, before } = month;
  return services
    .flatMap((row) =>
      row.now === undefined || row.before === undefined ? [] : [{ ...row, now: row.now, before: row.before }],
    )
    .filter((row) => row.now !== row.before)
    .sort((one, other) => Math.abs(other.now - other.before) - Math.abs(one.now - one.before))
    .slice(0, MOVED)
    .map((row) => {
      const service = row.serviceId;
      return {
        name: row.name.replace(/ \(.*$/, ''),
        now: { text: formatNumber(row.now), href: listHref('files', now.to, { service, from: now.from }) },
        before: { text: formatNumber(row.before), href: listHref('files', before.to, { service, from: before.from }) },
        change: arrowText(row.now - row.before, formatNumber(Math.abs(row.now - row.before))),
      };
    });
}
