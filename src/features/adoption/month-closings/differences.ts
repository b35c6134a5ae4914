import { formatNumber } from '../../../shared/numbers';
import { INDICATORS } from '../indicators/indicators';
import type { Figures } from '../figures/figures';

/** A figure that two revisions of a month give differently. */
export interface Difference {
  name: string;
  before: string;
  after: string;
  /** '+3', '−1'. */
  change: string;
}

type Compared = Omit<Figures, 'trendImage' | 'readAt'>;

/** The numbers by which two revisions are compared, with the names that the overview gives them. */
const COMPARED: readonly (readonly [name: string, read: (figures: Compared) => number])[] = [
  [INDICATORS.knownUsers.name, ({ adults }) => adults.numerator.value],
  ['Người lớn đang ở phường', ({ adults }) => adults.denominator.value],
  ['Chỉ được đội làm thay', ({ doneForOnly }) => doneForOnly.value],
  ['Mới cài đặt, tra cứu', ({ stepsOnly }) => stepsOnly?.value ?? 0],
  [INDICATORS.doorsReached.name, ({ doors }) => doors.numerator.value],
  ['Cửa đang có người ở', ({ doors }) => doors.denominator.value],
  [INDICATORS.doorsHelped.name, ({ doorsHelped }) => doorsHelped.value],
  [INDICATORS.peopleHelped.name, ({ helped }) => helped.value],
  [INDICATORS.level2.name, ({ vneid }) => vneid.level2.numerator.value],
  [INDICATORS.confirmed.name, ({ confirmed }) => confirmed.numerator.value],
  ['Người được dạy', ({ taught, confirmed }) => (taught?.all ?? confirmed.denominator).value],
  ['Được dạy, còn vướng', ({ stuck }) => stuck.value],
  [INDICATORS.priorityHelped.name, ({ priority }) => priority.numerator.value],
  ['Hộ từng chưa muốn', ({ invited }) => invited.denominator.value],
  [INDICATORS.invited.name, ({ invited }) => invited.numerator.value],
  [INDICATORS.paused.name, ({ paused }) => paused.all.value],
  ['Lượt thăm trong tháng', ({ month }) => month.activity.visits],
  ['Hộ đã gặp trong tháng', ({ month }) => month.activity.households],
  ['Người được hỗ trợ trong tháng', ({ month }) => month.activity.residents],
  [`${INDICATORS.files.name} trong tháng`, ({ files }) => files.sent.value],
  ['Hồ sơ trong tháng đã có kết quả', ({ files }) => files.outcomes.done.value],
  [`${INDICATORS.topics.name} trong tháng`, ({ topics }) => topics.visits.value],
  [`${INDICATORS.groupSessions.name} trong tháng`, ({ groupSessions }) => groupSessions.sessions.value],
  ['Lượt người dự buổi tập trung', ({ groupSessions: { named, others } }) => named + others],
  ['Hồ sơ của phường trong tháng, Cổng công bố', (figures) => publishedOf(figures)?.received ?? 0],
  ['Hồ sơ nộp trực tuyến trong tháng, Cổng công bố', (figures) => publishedOf(figures)?.online ?? 0],
];

/** What the portal published of the month itself; the newest may be of an earlier one. */
const publishedOf = ({ officialCounts, scope: { on } }: Compared) =>
  officialCounts.find(({ month }) => month.slice(0, 7) === on.slice(0, 7));

export function differencesBetween(before: Compared, after: Compared): Difference[] {
  return COMPARED.flatMap(([name, read]) => {
    const [was, is] = [read(before), read(after)];
    if (was === is) return [];
    const change = `${is < was ? '−' : '+'}${formatNumber(Math.abs(is - was))}`;
    return [{ name, before: formatNumber(was), after: formatNumber(is), change }];
  });
}
