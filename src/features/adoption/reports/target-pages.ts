import { formatDate, formatDayMonth } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { fullWindowEnds } from '../figures/adoption';
import type { GroupRow } from '../figures/figure-queries';
import { shareOf, type Share, type Unit } from '../indicators/indicators';
import { intervalText, quarterName, wardShare } from '../sample/ward-share';
import {
  behindFirst,
  pathText,
  TARGETED,
  targetStatusOf,
  targetStatusText,
  targetInForce,
  targetText,
  type TargetStatus,
  type TargetedIndicator,
  type TargetPath,
} from '../indicators/targets';
import type { Figures } from '../figures/figures';

// How the figures stand against the ward's targets, as they were known on the day of the figures.

const TAG_KINDS = { ahead: 'ok', 'on-track': 'ok', behind: 'try', unknown: 'plain' } as const;

/** Whether the book covers the 12 months of the known users. Before that their number rises because the book grows. */
const isComparable = ({ firstUse, scope: { on } }: Pick<Figures, 'firstUse' | 'scope'>): boolean =>
  fullWindowEnds([on], firstUse).length > 0;

const BOOK_TOO_SHORT = 'chưa so được, sổ chưa đủ 12 tháng';

const sharesOf = (row: GroupRow): Record<TargetedIndicator, Share<Unit>> => ({
  knownUsers: shareOf('person', row.users, row.adults),
  doorsReached: shareOf('household', row.doorsReached, row.doors),
  level2: shareOf('person', row.level2 ?? 0, row.adults),
  priorityHelped: shareOf('person', row.priorityHelped ?? 0, row.priority ?? 0),
});

/**
 * The groups against their own target, else against the ward's; in the order in which they stand against the ward's, the
 * most behind first, and last those where no resident was met yet, which are not behind but not begun.
 */
export function groupTargetStatuses(figures: Figures) {
  const { groups, targets = [] } = figures;
  const { on } = figures.scope;
  const targetOf = (groupId: string | null) => targetInForce(targets, { indicator: 'knownUsers', groupId, on });
  const ofWard = targetOf(null);
  const isBegun = ({ doors, doorsReached }: GroupRow) => doors === 0 || doorsReached > 0;
  const against = (row: GroupRow, target: TargetPath | null) =>
    targetStatusOf(sharesOf(row).knownUsers, isComparable(figures) ? target : null, on);
  const others = (Object.keys(TARGETED) as TargetedIndicator[]).filter((indicator) => indicator !== 'knownUsers');
  const otherOwn = (row: GroupRow) =>
    others.flatMap((indicator) => {
      const target = row.groupId && targetInForce(targets, { indicator, groupId: row.groupId, on });
      if (!target) return [];
      const unit = indicator === 'doorsReached' ? 'cửa' : 'người';
      const words = targetStatusText(targetStatusOf(sharesOf(row)[indicator], target, on), unit);
      return [`${TARGETED[indicator]}, mục tiêu riêng ${targetText(target)}: ${words}`];
    });
  return groups
    .map((row) => {
      const own = row.groupId ? targetOf(row.groupId) : null;
      const target = own ?? ofWard;
      return { row, own, target, status: against(row, target), order: against(row, ofWard) };
    })
    .sort((a, b) => Number(isBegun(b.row)) - Number(isBegun(a.row)) || behindFirst(a.order, b.order))
    .map(({ row, own, target, status }) => ({
      row,
      tag: isBegun(row)
        ? { kind: TAG_KINDS[status.kind], text: groupText(row, target && targetStatusText(status, 'người')) }
        : { kind: 'plain' as const, text: 'chưa gặp cửa nào' },
      // What would close the gap: 'còn 12 người đến mốc 31/12'.
      gap: gapText(status, 'người'),
      ownTargets: [...(own ? [`Mục tiêu riêng ${targetText(own)}; ${pathText(own, on)}`] : []), ...otherOwn(row)],
    }));
}

const groupText = ({ adults }: GroupRow, words: string | null): string =>
  adults === 0 ? 'chưa có người' : (words ?? 'chưa đặt mục tiêu');

/** Whether the ward, or a group of it, had a target for known users on the day of the figures. */
export const hasGroupTarget = ({ targets = [], scope: { on } }: Figures): boolean =>
  targets.some(({ indicator, endsOn }) => indicator === 'knownUsers' && endsOn >= on);

/**
 * How a share of the ward stands: 'mục tiêu 70 % (2030; …): chậm 12 người, còn 40 người đến mốc 31/12'; '' without a target.
 * @param unit what the share counts, 'người' or 'cửa'.
 */
export function wardTargetStatus(
  figures: Pick<Figures, 'targets' | 'scope' | 'firstUse' | 'samples'>,
  indicator: TargetedIndicator,
  share: Share<Unit>,
  unit: string,
): string {
  const { on } = figures.scope;
  const target = targetInForce(figures.targets ?? [], { indicator, groupId: null, on });
  if (!target) return '';
  const bySample = indicator === 'knownUsers' ? sampleAgainst(figures, target) : '';
  const status = targetStatusOf(share, target, on);
  const byBook =
    indicator === 'knownUsers' && !isComparable(figures)
      ? !bySample && BOOK_TOO_SHORT
      : [bySample && 'theo số đội biết', targetStatusText(status, unit), gapText(status, unit)]
          .filter(Boolean)
          .join(', ');
  return `mục tiêu ${targetText(target)}: ${[bySample, byBook].filter(Boolean).join('; ')}`;
}

/** How the newest sample stands against a target of the ward; '' until it gives an interval. */
function sampleAgainst({ samples: [sample] }: Pick<Figures, 'samples'>, { value }: TargetPath): string {
  const share = sample && wardShare(sample.strata, 'online');
  if (!share) return '';
  const [low, high] = [100 * share.low, 100 * share.high];
  const notMet = high < value ? 'còn dưới mục tiêu' : 'chưa phân biệt được';
  return `theo mẫu ${quarterName(sample.quarter)}, ai bấm máy cũng tính (${intervalText(share)}) ${low >= value ? 'đã đạt' : notMet}`;
}

function gapText({ kind, toMark, markOn }: TargetStatus, unit: string): string {
  if (kind === 'unknown') return '';
  return toMark > 0
    ? `còn ${formatNumber(toMark)} ${unit} đến mốc ${formatDayMonth(markOn)}`
    : `đã đến mốc ${formatDayMonth(markOn)}`;
}

/** What the table of the groups is compared with, and how to check it. */
export function targetNote(figures: Figures): string {
  const { targets, targetPercent, adults, scope } = figures;
  const target = targetInForce(targets ?? [], { indicator: 'knownUsers', groupId: null, on: scope.on });
  const words = wardTargetStatus(figures, 'knownUsers', adults, 'người');
  if (target && !isComparable(figures)) return `Cả phường, ${words}.`;
  if (target)
    return `Cả phường, ${words}. Cách so: ${pathText(target, scope.on)}. Dưới đường hôm ${formatDate(scope.on)} là chậm; từ đường đến mốc là đúng hướng; trên mốc là vượt.`;
  return targets === undefined && targetPercent !== null
    ? `Mục tiêu lúc chốt: ${formatNumber(targetPercent)} %. Bản chốt này chưa có đường đi tới mục tiêu.`
    : 'Phường chưa đặt mục tiêu cho kỳ này; người quản trị đặt ở trang Cài đặt.';
}

/** Today's share of an indicator in per cent, of the ward or a group, with two decimals; 0 while there is nothing to divide by. */
export function percentNow(
  { adults, doors, vneid, priority, groups }: Figures,
  { indicator, groupId }: Pick<TargetPath, 'indicator' | 'groupId'>,
): number {
  const group = groups.find((row) => groupId !== null && row.groupId === groupId);
  const ofWard = { knownUsers: adults, doorsReached: doors, level2: vneid.level2, priorityHelped: priority };
  if (groupId !== null && !group) return 0;
  const share = (group ? sharesOf(group) : ofWard)[indicator];
  const { numerator, denominator } = share;
  return denominator.value === 0 ? 0 : Math.round((10_000 * numerator.value) / denominator.value) / 100;
}
