import type { ListSubject } from '../../../generated/prisma/enums';
import { readList } from './list-spec';

/** The lists every ward starts with. They have no owner and cannot be changed, only saved under another name. */
export function starterViews(adultAge: number) {
  const view = (name: string, subject: ListSubject, given: Readonly<Record<string, unknown>>) => ({
    name,
    list: readList(subject, given).list,
  });
  return [
    view('Từ 75 tuổi, sống một mình', 'residents', {
      ageFrom: '75',
      need: 'lives_alone',
      columns: ['name', 'age', 'phone', 'address', 'group', 'needs', 'lastVisit'],
      sort: 'walk',
    }),
    view('Chưa có VNeID mức 2', 'residents', {
      need: 'no_vneid_level_2',
      columns: ['name', 'age', 'phone', 'address', 'group', 'vneid', 'needs'],
      sort: 'walk',
    }),
    // People who cannot go to the police for level 2, as far as the register knows.
    view('Khó đi lại, chưa có VNeID mức 2', 'residents', {
      need: ['hard_to_move', 'no_vneid_level_2'],
      columns: ['name', 'age', 'phone', 'address', 'group', 'vneid', 'lastVisit'],
      sort: 'walk',
    }),
    view('Đã gặp nhưng chưa dùng Cổng', 'residents', {
      ageFrom: String(adultAge),
      met: 'yes',
      used: 'none',
      columns: ['name', 'age', 'phone', 'address', 'vneid', 'lastVisit', 'lastHelped'],
      sort: 'walk',
    }),
    view('Chưa gõ cửa lần nào', 'households', {
      door: 'never',
      columns: ['address', 'head', 'people', 'group', 'howToFind'],
    }),
    view('Hộ chưa có chủ hộ', 'households', { head: 'no', columns: ['address', 'code', 'people', 'group', 'note'] }),
  ];
}
