import type { HouseholdOccupancy } from '../../../generated/prisma/enums';

interface ChangeLink {
  href: string;
  label: string;
}

/** What the office can write down about a household as things stand: what makes no sense now is not offered. */
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
