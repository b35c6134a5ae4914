import type { LocalDate } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { WAVES } from '../../casework/portal-use/waves';
import { listHref } from '../figures/figure-labels';
import {
  MIN_TRIED,
  pointOf,
  pointTexts,
  rowName,
  triedOf,
  WAVE_NAMES,
  type LastingRow,
  type LastingState,
} from '../figures/lasting';

// "Còn tự làm được" in full: by how the lesson went, age, service and version of the guide, in each wave.

const TABLES: readonly { by: LastingRow['by']; title: string }[] = [
  { by: 'all', title: 'Mọi việc đã dạy' },
  { by: 'level', title: 'Theo cách dạy' },
  { by: 'age', title: 'Theo tuổi' },
  { by: 'service', title: 'Theo dịch vụ' },
  { by: 'guide', title: 'Theo bản hướng dẫn' },
];

/** What is counted beside the share. */
const BESIDE: readonly (readonly [state: LastingState, words: string])[] = [
  ['silent', 'không trả lời'],
  ['not_needed', 'chưa có việc'],
  ['waiting', 'chưa hỏi'],
  ['not_drawn', 'không rút trúng'],
];

/** A table for each thing that divides the lessons, and has a row to show. */
export const lastingTables = (rows: readonly LastingRow[], on: LocalDate) =>
  TABLES.flatMap(({ by, title }) => {
    const own = rows.filter((row) => row.by === by);
    const names = [...new Set(own.map(nameOf))];
    if (names.length === 0) return [];
    return [
      {
        title,
        waves: WAVES.map(({ key }) => `Sau ${WAVE_NAMES[key]}`),
        isWhole: by === 'all',
        rows: names.map((name) => ({
          name,
          cells: WAVES.map(({ key }) =>
            cellOf(
              own.find((row) => row.wave === key && nameOf(row) === name),
              on,
            ),
          ),
        })),
      },
    ];
  });

const nameOf = (row: LastingRow) => (row.by === 'all' ? 'Tất cả' : rowName(row));

/** '' in a cell that is not shown. */
function cellOf(row: LastingRow | undefined, on: LocalDate) {
  if (!row) return { share: '', figure: { text: '', href: '' }, words: '' };
  const { wave, by, value, service, cell } = row;
  const point = pointOf(cell);
  const filter = { wave, ...(service && { service: service.id }), ...(value && { [by]: value }) };
  const beside = BESIDE.flatMap(([state, words]) => (cell[state] > 0 ? [`${words} ${formatNumber(cell[state])}`] : []));
  const texts = point && pointTexts(point);
  return {
    share: texts?.share ?? `dưới ${MIN_TRIED}`,
    figure: point
      ? {
          text: `${formatNumber(cell.alone)}/${formatNumber(triedOf(cell))}`,
          href: listHref('lasting', on, { ...filter, answer: 'alone' }),
        }
      : { text: '', href: '' },
    words: [texts?.interval, texts && cell.silent > 0 ? `kể cả người im lặng ${texts.bounds}` : '', ...beside]
      .filter(Boolean)
      .join('; '),
  };
}
