import { type Address, laneOf } from '../../../shared/address';
import { formatNumber } from '../../../shared/numbers';
import { uncapitalise } from '../../../shared/vietnamese-text';
import type { Conflict } from '../../../web/errors';
import { errorSummary, type FieldErrors } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { conflictOf } from '../../office/audit/conflict';
import type { LastChange } from '../../office/audit/last-change';
import type { BriefingSection } from '../../casework/briefings/pages';
import type { Move } from './forms';
import type { BlockKey, Walk } from './queries';
import { placeKeyOf, placeLabel, type BlockItem } from './walk-blocks';

export function walkPage(
  { of, sample, items, waysToDoors, version }: Walk,
  { canManage, briefings }: { canManage: boolean; briefings: BriefingSection | null },
  errors: FieldErrors = {},
) {
  const here = hrefOf(of);
  return viewOf('register/places/walk', {
    title: titleOf(of, sample),
    context: contextOf(of, items),
    back: backFrom(of, sample),
    links:
      of.kind === 'lane'
        ? [
            { label: 'Xem hộ ở đây', href: `/households?lane=${encodeURIComponent(of.key)}`, kind: 'plain' as const },
            ...(briefings ? [{ label: 'Ghi lời dặn', href: briefings.newHref, kind: 'plain' as const }] : []),
          ]
        : [],
    items: items.map((item, index) => ({
      id: item.id,
      domId: domIdOf(item.id),
      /** An alley that branches off between the doors of a lane. */
      isMouth: item.isBlock && of.kind === 'lane',
      label: item.label,
      note: item.isBlock ? countOf(item) : '',
      howToFind: waysToDoors.get(item.id) ?? '',
      isByHand: item.isByHand,
      href: hrefOfItem(of, item),
      lanes:
        of.kind === 'ward'
          ? []
          : item.lanes
              .filter((lane) => !lane.isOwn)
              .map((lane) => ({
                label: lane.label,
                href: hrefOf({ kind: 'lane', key: lane.key }),
                note: doorsOf(lane.doors),
              })),
      /** Form values of the buttons; '' at the ends. */
      up: index === 0 ? '' : `${item.id}>before>${items[index - 1]!.id}`,
      down: index === items.length - 1 ? '' : `${item.id}>after>${items[index + 1]!.id}`,
    })),
    version: String(version),
    briefings,
    moveAction: `${here}/moves`,
    restoreAction: items.some((item) => item.isByHand) ? `${here}/natural-order` : '',
    canArrange: canManage && items.length > 1,
    choices: items.map((item) => ({ value: item.id, label: item.label, selected: false })),
    errors,
    summary: errorSummary(errors),
  });
}

export const hrefOf = (of: BlockKey): string =>
  of.kind === 'ward' ? '/lanes' : `/${of.kind === 'street' ? 'streets' : 'lanes'}/${encodeURIComponent(of.key)}`;

export const domIdOf = (itemId: string): string => `at-${itemId.replaceAll(' ', '_')}`;

function hrefOfItem(of: BlockKey, item: BlockItem): string {
  if (!item.isBlock) return `/households/${item.id}`;
  if (of.kind === 'ward') return hrefOf({ kind: 'street', key: item.natural.trimEnd() });
  return hrefOf({ kind: 'lane', key: (item.lanes.find((lane) => lane.isOwn) ?? item.lanes[0])!.key });
}

function titleOf(of: BlockKey, sample: Address | null): string {
  if (!sample) return 'Thứ tự đi bộ của phường';
  return of.kind === 'street' ? placeLabel(sample) : laneOf(sample).label;
}

function contextOf(of: BlockKey, items: readonly BlockItem[]): string {
  const doors = doorsOf(items.reduce((sum, item) => sum + item.doors, 0));
  if (of.kind === 'ward')
    return `${formatNumber(items.length)} phố, ${doors}, kể cả nhà trống. Các buổi, phiếu đi cửa và danh sách theo thứ tự này.`;
  return of.kind === 'street'
    ? `${doors}: hết bên chẵn rồi quay lại theo bên lẻ, đến đầu ngõ nào vào ngõ ấy.`
    : `${doors}, theo thứ tự đi bộ.`;
}

function backFrom(of: BlockKey, sample: Address | null): { href: string; label: string } {
  if (!sample) return { href: '/households', label: 'Hộ dân' };
  if (of.kind === 'street') return { href: '/lanes', label: 'Thứ tự đi bộ của phường' };
  return { href: hrefOf({ kind: 'street', key: placeKeyOf(sample) }), label: placeLabel(sample) };
}

const countOf = ({ lanes, doors }: BlockItem): string =>
  lanes.length > 1 ? `${formatNumber(lanes.length)} đoạn đường · ${doorsOf(doors)}` : doorsOf(doors);

const doorsOf = (count: number): string => `${formatNumber(count)} cửa`;

/** 'Đưa 48A Phạm Hồng Thái ra sau 46 Phạm Hồng Thái' */
export function moveText(items: readonly BlockItem[], { item, side, target }: Pick<Move, 'item' | 'side' | 'target'>) {
  const labelOf = (id: string) => items.find((one) => one.id === id)?.label ?? 'một chỗ không còn ở đây';
  return `đưa ${uncapitalise(labelOf(item))} ra ${side === 'before' ? 'trước' : 'sau'} ${uncapitalise(labelOf(target))}`;
}

/** Both versions: the requested move, and the order that the other user saved. */
export function walkConflict({ of, sample, items, version }: Walk, move: Move, last: LastChange | null): Conflict {
  const conflict = conflictOf({
    what: `Trong lúc bạn xếp, người khác đã đổi thứ tự của ${uncapitalise(titleOf(of, sample))}.`,
    yours: [{ label: 'Bạn muốn', value: moveText(items, move) }],
    theirs: [{ label: 'Thứ tự đang lưu', value: items.map((item) => item.label).join(' → ') }],
    last,
    resumeHref: hrefOf(of),
    action: `${hrefOf(of)}/moves`,
    version,
    fields: [
      { name: 'item', value: move.item },
      { name: 'side', value: move.side },
      { name: 'target', value: move.target },
    ],
  });
  // A move is a single click, so there is no form to reopen.
  return { ...conflict, keepAction: { ...conflict.keepAction!, reopens: false } };
}
