import type { HouseholdOccupancy } from '../../../generated/prisma/enums';

interface ChangeLink {
  href: string;
  label: string;
}

/**
 * The changes that the office can record for a household now; changes that make no sense in its current state are left
 * out.
 */
export function changeLinks(
  id: string,
  { occupancy, memberCount, hasHead }: { occupancy: HouseholdOccupancy; memberCount: number; hasHead: boolean },
): ChangeLink[] {
  const link = (path: string, label: string): ChangeLink => ({ href: `/households/${id}/${path}`, label });
  return [
    { href: `/residents/new?household=${id}`, label: 'Có người chuyển đến, mới sinh' },
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
