import type { HouseholdOccupancy } from '../../../generated/prisma/enums';
import type { ActionLink } from '../../../web/record-head';

/**
 * The changes that the office can record for a household now; changes that make no sense in its current state are left
 * out.
 */
export function changeLinks(
  id: string,
  { occupancy, memberCount, hasHead }: { occupancy: HouseholdOccupancy; memberCount: number; hasHead: boolean },
): ActionLink[] {
  const link = (path: string, label: string): ActionLink => ({ href: `/households/${id}/${path}`, label });
  return [
    ...(memberCount > 0 ? [link('split', 'Tách hộ, nhiều người cùng chuyển')] : []),
    ...(memberCount > 1 || (memberCount === 1 && !hasHead)
      ? [link('head', hasHead ? 'Đổi chủ hộ' : 'Chọn chủ hộ')]
      : []),
    ...(memberCount > 0 && occupancy === 'occupied' ? [link('absence', 'Cả hộ vắng lâu ngày')] : []),
    ...(occupancy === 'occupied'
      ? []
      : [link('reoccupation', occupancy === 'long_absent' ? 'Hộ đã về' : 'Lại có người ở')]),
    ...(occupancy === 'vacant' ? [] : [link('vacancy', 'Nhà để trống')]),
  ];
}
