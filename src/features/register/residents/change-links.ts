import type { ResidenceStatus } from '../../../generated/prisma/enums';
import type { ActionLink } from '../../../web/record-head';

/**
 * The changes that the office can record for a person now; changes that make no sense in the current state are left
 * out.
 */
export function changeLinks(
  id: string,
  { status, isInHousehold }: { status: ResidenceStatus; isInHousehold: boolean },
): ActionLink[] {
  const link = (path: string, label: string): ActionLink => ({ href: `/residents/${id}/${path}`, label });
  if (status === 'deceased') return [];
  if (!isInHousehold)
    return [
      link('membership', status === 'moved_out' ? 'Chuyển về ở phường' : 'Ghi vào một hộ'),
      ...(status === 'moved_out' ? [] : [link('departure', 'Chuyển đi khỏi phường')]),
      link('death', 'Đã mất'),
    ];
  return [
    link('membership', 'Chuyển sang hộ khác'),
    link('relation', 'Đổi quan hệ với chủ hộ'),
    status === 'absent' ? link('return', 'Đã về') : link('absence', 'Vắng lâu ngày'),
    link('departure', 'Chuyển đi khỏi phường'),
    link('death', 'Đã mất'),
  ];
}
