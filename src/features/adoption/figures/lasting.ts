import { groupBy } from '../../../shared/group-by';
import { formatNumber } from '../../../shared/numbers';
import { shareOfAsked, type Estimate } from '../../../shared/share-interval';
import type { Wave } from '../../casework/portal-use/waves';

// "Còn tự làm được": whether residents can still do what they were taught, after 7 and 30 days and about half a year. What is
// counted is a lesson: one resident and one service. Pure.

/** Answers that count in the share, the one that it counts first. */
export const TRIED = ['alone', 'with_somebody', 'stuck'] as const;
/** These, and the one that stands outside of the share. */
export const ANSWERED = [...TRIED, 'not_needed'] as const;
/** These, and why there is no answer: none came, it is not asked yet, the lot left it out. */
export const LASTING_STATES = [...ANSWERED, 'silent', 'waiting', 'not_drawn'] as const;
export type LastingState = (typeof LASTING_STATES)[number];

export const LEVELS = ['watched', 'guided', 'explained'] as const;
export type LessonLevel = (typeof LEVELS)[number];

/** Ages on the day of the figures. */
export const AGES = [
  { key: 'under40', below: 40 },
  { key: 'under60', below: 60 },
  { key: 'from60', below: null },
  { key: 'unknown', below: null },
] as const;
export type LessonAge = (typeof AGES)[number]['key'];

/** Lessons of one cell by state; `people`: how many different residents are behind those in the share. */
export type LastingCell = Record<LastingState | 'people', number>;

/** One cell: all lessons of a wave, or those of a part of them. */
export interface LastingRow {
  wave: Wave['key'];
  by: 'all' | 'service' | 'guide' | 'level' | 'age';
  /** Of `by`: a number of a version, a level, an age; '' for all and for a service. */
  value: string;
  service: { id: string; name: string } | null;
  cell: LastingCell;
}

/** Fewer lessons would tell what single people answered. */
export const MIN_TRIED = 5;

export const triedOf = (cell: LastingCell): number => TRIED.reduce((sum, state) => sum + cell[state], 0);

export interface LastingPoint {
  /** Of those who answered and had tried; the interval rests on the number of people, since one may stand for several lessons. */
  asked: Estimate;
  /** If all who gave no answer could not do it alone any more, and if all could: shares between 0 and 1. */
  bounds: { low: number; high: number };
}

/** @returns null for fewer lessons than are shown. */
export function pointOf(cell: LastingCell): LastingPoint | null {
  const tried = triedOf(cell);
  const asked = shareOfAsked(cell.alone, tried, cell.people);
  if (tried < MIN_TRIED || !asked) return null;
  const all = tried + cell.silent;
  return { asked, bounds: { low: cell.alone / all, high: (cell.alone + cell.silent) / all } };
}

/**
 * The cells that may be shown: of at least five, and no single smaller one that their sum would give back: then the smallest of
 * the others is left out too. A wave as a whole always stays, because its page says that it is too small.
 * @param cells by '7', '7|service=<id>', '7|service=<id>|guide=2', '7|level=guided', '7|age=from60'.
 * @param services those that may be named, by id.
 */
export function lastingRows(
  cells: Readonly<Record<string, LastingCell>>,
  services: readonly { id: string; name: string }[],
): LastingRow[] {
  const nameOf = new Map(services.map(({ id, name }) => [id, name]));
  const rows = Object.entries(cells).map(([key, cell]): LastingRow => {
    const [wave, ...parts] = key.split('|') as [Wave['key'], ...string[]];
    const given = new Map(parts.map((part) => part.split('=') as [LastingRow['by'], string]));
    const [by = 'all', value = ''] = [...given].at(-1) ?? [];
    const id = given.get('service');
    return {
      wave,
      by,
      value: by === 'service' ? '' : value,
      service: id ? { id, name: nameOf.get(id) ?? '' } : null,
      cell,
    };
  });
  const families = groupBy(rows, ({ wave, by, service }) => `${wave} ${by} ${by === 'guide' ? service?.id : ''}`);
  return [...families.values()].flatMap(shownOf).sort((a, b) => Number(a.wave) - Number(b.wave) || compareRows(a, b));
}

function shownOf(family: readonly LastingRow[]): readonly LastingRow[] {
  if (family[0]!.by === 'all') return family;
  const shown = family
    .filter(({ cell }) => triedOf(cell) >= MIN_TRIED)
    .sort((a, b) => triedOf(b.cell) - triedOf(a.cell));
  const hidden = family.filter(({ cell }) => triedOf(cell) > 0 && triedOf(cell) < MIN_TRIED);
  return hidden.length === 1 ? shown.slice(0, -1) : shown;
}

const ORDER: readonly string[] = [...LEVELS, ...AGES.map(({ key }) => key)];

const compareRows = (a: LastingRow, b: LastingRow): number =>
  triedOf(b.cell) - triedOf(a.cell) ||
  (a.service?.name ?? '').localeCompare(b.service?.name ?? '') ||
  ORDER.indexOf(a.value) - ORDER.indexOf(b.value) ||
  a.value.localeCompare(b.value);

// ------------------------------------------------------------ in words

export const WAVE_NAMES: Record<Wave['key'], string> = { '7': '7 ngày', '30': '30 ngày', '180': 'nửa năm' };

export const LASTING_LABELS: Record<LastingState | 'tried', string> = {
  tried: 'Đã hỏi, đã làm lại',
  alone: 'Tự làm được',
  with_somebody: 'Có người cùng làm',
  stuck: 'Không làm được',
  not_needed: 'Chưa có việc phải làm',
  silent: 'Không trả lời',
  waiting: 'Chưa hỏi',
  not_drawn: 'Không rút trúng',
};

export const LEVEL_LABELS: Record<LessonLevel, string> = {
  watched: 'Tự làm, đội xem',
  guided: 'Đội hướng dẫn từng bước',
  explained: 'Chỉ nghe giải thích',
};

export const AGE_LABELS: Record<LessonAge, string> = {
  under40: 'Dưới 40 tuổi',
  under60: '40 đến 59 tuổi',
  from60: 'Từ 60 tuổi',
  unknown: 'Chưa rõ tuổi',
};

/** What divides the rows, in words: 'Đội hướng dẫn từng bước', 'Đăng ký tạm trú, bản 2'. */
export function rowName({ by, value, service }: LastingRow): string {
  const names: Record<string, string> = { ...LEVEL_LABELS, ...AGE_LABELS };
  if (by === 'guide') return `${service?.name ?? ''}, ${value === '0' ? 'không đánh dấu bước' : `bản ${value}`}`;
  return by === 'service' ? (service?.name ?? '') : (names[value] ?? '');
}

/** The cells of all lessons, in the order of the waves. */
export const wholeRows = (rows: readonly LastingRow[] = []): LastingRow[] => rows.filter(({ by }) => by === 'all');

const whole = (share: number) => formatNumber(Math.round(100 * share));

/** '41 %', 'khoảng 30–52 %', 'từ 25 đến 70 %'. */
export const pointTexts = ({ asked, bounds }: LastingPoint) => ({
  share: `${whole(asked.share)} %`,
  interval: `khoảng ${whole(asked.low)}–${whole(asked.high)} %`,
  bounds: `${formatNumber(Math.floor(100 * bounds.low))}–${formatNumber(Math.ceil(100 * bounds.high))} %`,
});

/** 'Còn tự làm được: 62 % sau 7 ngày, 55 % sau 30 ngày, 41 % sau nửa năm (khoảng 30–52 %).'; '' before there is anything to say. */
export function lastingSentence(rows: readonly LastingRow[] = []): string {
  const known = wholeRows(rows).flatMap(({ wave, cell }) => {
    const point = pointOf(cell);
    return point ? [{ wave, ...pointTexts(point) }] : [];
  });
  const last = known.at(-1);
  if (!last) return '';
  const shares = known.map(({ share, wave }) => `${share} sau ${WAVE_NAMES[wave]}`);
  return `Còn tự làm được: ${shares.join(', ')} (${last.interval}).`;
}
