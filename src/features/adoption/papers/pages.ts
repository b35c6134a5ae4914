import { formatDate, monthName } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { capitalise } from '../../../shared/vietnamese-text';
import { viewOf } from '../../../web/page';
import type { Figures } from '../figures/figures';
import { type PaperState, stateText } from './paper-state';
import { groupTitle } from '../figures/figure-labels';

/** 'ít nhất 120', 'dưới 5'. */
const words = (published: number) =>
  published < PUBLISHED_STEP ? `dưới ${PUBLISHED_STEP}` : `ít nhất ${formatNumber(published)}`;
/** The same in a column whose head says 'ít nhất'. */
const shortWords = (published: number) =>
  published < PUBLISHED_STEP ? `dưới ${PUBLISHED_STEP}` : formatNumber(published);

export function noticeBoardPage(figures: Figures, state: PaperState, phone: string | null) {
  const { scope, wardName } = figures;
  const { groups, users, helped, month } = noticeBoard(figures);
  const adults = `từ ${scope.adultAge} tuổi`;
  return viewOf('adoption/papers/notice-board', {
    title: wardName,
    month: capitalise(monthName(scope.on)),
    phone: phone ? formatPhoneNumber(phone) : '',
    numbers: [
      { figure: words(month.visits), label: 'lượt đội đến nhà trong tháng' },
      { figure: words(month.files), label: 'hồ sơ đội giúp nộp trong tháng' },
      { figure: words(helped), label: 'người đội đã giúp từ ngày đầu' },
      { figure: words(users), label: `người ${adults} đã dùng Cổng trong 12 tháng, mà đội biết` },
    ],
    columns: inColumns(
      groups.map((group) => ({
        name: group.name,
        doorsReached: shortWords(group.doorsReached),
        users: shortWords(group.users),
      })),
    ),
    notes: [
      `Để không ai nhận ra người nào, mọi con số được làm tròn xuống bội số của ${PUBLISHED_STEP}; dưới ${PUBLISHED_STEP} thì không nói bao nhiêu. Số của cả phường là tổng các số đã làm tròn, nên con số thật cao hơn.`,
      `Hộ đội đã gặp: từ ngày đầu của sổ đến ${formatDate(scope.on)}. Người đội chưa gặp có thể đã dùng Cổng mà đội không biết. ${stateText(state)}.`,
    ],
  });
}

/** Rows of a column that leave room for the rest of an A4 page. */
const ROWS = 22;

function inColumns<Row>(rows: readonly Row[]): Row[][] {
  const columns = Math.min(3, Math.ceil(rows.length / ROWS));
  const length = Math.ceil(rows.length / Math.max(1, columns));
  return Array.from({ length: columns }, (_, index) => rows.slice(index * length, (index + 1) * length));
}

// What may hang on a wall: counts that never show that a group has one to four people or households.

/** Counts are rounded down to a multiple of it; a count below it is printed as "dưới 5". */
export const PUBLISHED_STEP = 5;

/**
 * A count as it may be published. Rounding down keeps every part within its whole and every month within the next, so
 * the printed numbers are themselves a possible truth, in which every sum and difference is a multiple of the step. So
 * no reader can show that one of them is one to four; see docs/adr/0033.
 */
export const publishable = (count: number): number => count - (count % PUBLISHED_STEP);

interface BoardCounts {
  doorsReached: number;
  users: number;
}

/** Published counts only: none of them is exact. */
export interface NoticeBoard {
  groups: (BoardCounts & { name: string })[];
  /** The sum of the published counts of the groups. A total rounded on its own would tell about the groups. */
  users: number;
  helped: number;
  month: { visits: number; files: number };
}

export function noticeBoard({ groups, helped, month: { activity } }: Figures): NoticeBoard {
  const published = groups.map((row) => ({
    name: groupTitle(row),
    doorsReached: publishable(row.doorsReached),
    users: publishable(row.users),
  }));
  return {
    groups: published,
    users: published.reduce((sum, { users }) => sum + users, 0),
    helped: publishable(helped.value),
    month: { visits: publishable(activity.visits), files: publishable(activity.files) },
  };
}
