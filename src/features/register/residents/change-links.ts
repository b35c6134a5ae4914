import type { ResidenceStatus } from '../../../generated/prisma/enums';

export interface ChangeLink {
  href: string;
  label: string;
}

/** What the office can write down about a person as things stand: what makes no sense now is not offered. */
export function changeLinks(
  id: string,
  { status, isInHousehold }: { status: ResidenceStatus; isInHousehold: boolean },
): ChangeLink[] {
  const link = (path: string, label: string): ChangeLink => ({ href: `/residents/${id}/${path}`, label });
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
