import { formatDate, formatDayMonth } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { shareOf, type Share, type Unit } from '../indicators/indicators';
import {
  behindFirst,
  pathWords,
  standingOf,
  standingWords,
  targetInForce,
  targetWords,
  type Standing,
  type TargetedIndicator,
  type TargetPath,
} from '../indicators/targets';
import type { Figures } from '../figures/figures';

// How the figures stand against the ward's targets, as they were known on the day of the figures.

const TAG_KINDS = { ahead: 'ok', 'on-track': 'ok', behind: 'try', unknown: 'plain' } as const;

/** The groups against their own target, else against the ward's: behind first. */
export function groupStandings({ groups, targets = [], scope: { on } }: Figures) {
  return groups
    .map((row) => {
      const own = row.groupId ? targetInForce(targets, { indicator: 'knownUsers', groupId: row.groupId, on }) : null;
      const target = own ?? targetInForce(targets, { indicator: 'knownUsers', groupId: null, on });
      return { row, own, target, standing: standingOf(shareOf('person', row.users, row.adults), target, on) };
    })
    .sort((a, b) => behindFirst(a.standing, b.standing))
    .map(({ row, own, target, standing }) => ({
      row,
      own,
      standing,
      words: target ? standingWords(standing, 'người') : 'chưa đặt mục tiêu',
    }))
    .map(({ row, own, standing, words }) => ({
      row,
      tag: {
        kind: TAG_KINDS[standing.kind],
        text: row.adults === 0 ? 'chưa có người' : words,
      },
      // What would close the gap: 'còn 12 người đến mốc 31/12'.
      gap: gapWords(standing, 'người'),
      ownTarget: own ? `Mục tiêu riêng ${targetWords(own)}; ${pathWords(own, on)}` : '',
    }));
}

/** Whether the ward, or a group of it, had a target for known users on the day of the figures. */
export const hasGroupTarget = ({ targets = [], scope: { on } }: Figures): boolean =>
  targets.some(({ indicator, endsOn }) => indicator === 'knownUsers' && endsOn >= on);

/**
 * How a share of the ward stands: 'mục tiêu 70 % (2030; …): chậm 12 người, còn 40 người đến mốc 31/12'; '' without a target.
 * @param unit what the share counts, 'người' or 'cửa'.
 */
export function wardStanding(
  { targets = [], scope: { on } }: Pick<Figures, 'targets' | 'scope'>,
  indicator: TargetedIndicator,
  share: Share<Unit>,
  unit: string,
): string {
  const target = targetInForce(targets, { indicator, groupId: null, on });
  if (!target) return '';
  const standing = standingOf(share, target, on);
  const words = [standingWords(standing, unit), gapWords(standing, unit)].filter(Boolean).join(', ');
  return `mục tiêu ${targetWords(target)}: ${words}`;
}

function gapWords({ kind, toMark, markOn }: Standing, unit: string): string {
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
    return `Cả phường, ${wardStanding(figures, 'knownUsers', adults, 'người')}. Cách so: ${pathWords(target, scope.on)}. Dưới đường hôm ${formatDate(scope.on)} là chậm; từ đường đến mốc là đúng hướng; trên mốc là vượt.`;
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
