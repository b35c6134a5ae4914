import { formatDate, formatDayMonth } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { shareOf, type Share, type Unit } from '../indicators/indicators';
import {
  behindFirst,
  pathText,
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

/** The groups against their own target, else against the ward's: behind first. */
export function groupTargetStatuses({ groups, targets = [], scope: { on } }: Figures) {
  return groups
    .map((row) => {
      const own = row.groupId ? targetInForce(targets, { indicator: 'knownUsers', groupId: row.groupId, on }) : null;
      const target = own ?? targetInForce(targets, { indicator: 'knownUsers', groupId: null, on });
      return { row, own, target, status: targetStatusOf(shareOf('person', row.users, row.adults), target, on) };
    })
    .sort((a, b) => behindFirst(a.status, b.status))
    .map(({ row, own, target, status }) => ({
      row,
      own,
      status,
      words: target ? targetStatusText(status, 'người') : 'chưa đặt mục tiêu',
    }))
    .map(({ row, own, status, words }) => ({
      row,
      tag: {
        kind: TAG_KINDS[status.kind],
        text: row.adults === 0 ? 'chưa có người' : words,
      },
      // What would close the gap: 'còn 12 người đến mốc 31/12'.
      gap: gapText(status, 'người'),
      ownTarget: own ? `Mục tiêu riêng ${targetText(own)}; ${pathText(own, on)}` : '',
    }));
}

/** Whether the ward, or a group of it, had a target for known users on the day of the figures. */
export const hasGroupTarget = ({ targets = [], scope: { on } }: Figures): boolean =>
  targets.some(({ indicator, endsOn }) => indicator === 'knownUsers' && endsOn >= on);

/**
 * How a share of the ward stands: 'mục tiêu 70 % (2030; …): chậm 12 người, còn 40 người đến mốc 31/12'; '' without a target.
 * @param unit what the share counts, 'người' or 'cửa'.
 */
export function wardTargetStatus(
  { targets = [], scope: { on } }: Pick<Figures, 'targets' | 'scope'>,
  indicator: TargetedIndicator,
  share: Share<Unit>,
  unit: string,
): string {
  const target = targetInForce(targets, { indicator, groupId: null, on });
  if (!target) return '';
  const status = targetStatusOf(share, target, on);
  const words = [targetStatusText(status, unit), gapText(status, unit)].filter(Boolean).join(', ');
  return `mục tiêu ${targetText(target)}: ${words}`;
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
  if (target)
    return `Cả phường, ${wardTargetStatus(figures, 'knownUsers', adults, 'người')}. Cách so: ${pathText(target, scope.on)}. Dưới đường hôm ${formatDate(scope.on)} là chậm; từ đường đến mốc là đúng hướng; trên mốc là vượt.`;
  return targets === undefined && targetPercent !== null
    ? `Mục tiêu lúc chốt: ${formatNumber(targetPercent)} %. Bản chốt này chưa có đường đi tới mục tiêu.`
    : 'Phường chưa đặt mục tiêu cho kỳ này; người quản trị đặt ở trang Cài đặt.';
}

/** Today's share of an indicator in per cent, with two decimals; 0 while there is nothing to divide by. */
export function percentNow(
  { adults, doors, vneid, priority, groups }: Figures,
  { indicator, groupId }: Pick<TargetPath, 'indicator' | 'groupId'>,
): number {
  const group = groups.find((row) => groupId !== null && row.groupId === groupId);
  const share = {
    knownUsers: groupId === null ? adults : shareOf('person', group?.users ?? 0, group?.adults ?? 0),
    doorsReached: doors,
    level2: vneid.level2,
    priorityHelped: priority,
  }[indicator];
  const { numerator, denominator } = share;
  return denominator.value === 0 ? 0 : Math.round((10_000 * numerator.value) / denominator.value) / 100;
}
