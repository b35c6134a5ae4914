import type { UserRole } from '../generated/prisma/enums';
import { isPermitted, type Permission } from '../permissions';

interface NavigationEntry {
  label: string;
  href: string;
  permission: Permission;
  /** Limits the entry to these roles where the permission alone would show too much. */
  roles?: readonly UserRole[];
  /** Other paths that belong to this entry. */
  alsoUnder?: readonly string[];
}

/** `pages` appear in a second row while one of them is open; the first is the item's own. */
interface NavigationItem extends NavigationEntry {
  pages?: readonly NavigationEntry[];
}

const REGISTER: readonly NavigationEntry[] = [
  {
    label: 'Tìm hộ, tìm người',
    href: '/households',
    permission: 'households.read',
    alsoUnder: ['/residents', '/priority-facts', '/digital-helpers', '/register-acts', '/headless-households'],
  },
  { label: 'Bảng phủ', href: '/coverage', permission: 'coverage.read' },
  { label: 'Danh sách', href: '/lists', permission: 'lists.read', alsoUnder: ['/saved-views'] },
  { label: 'Tổ dân phố', href: '/residential-groups', permission: 'households.read' },
  { label: 'Thứ tự đi bộ', href: '/lanes', permission: 'households.read', alsoUnder: ['/streets'] },
  { label: 'Tên cũ', href: '/place-aliases', permission: 'households.read' },
  { label: 'Nhập danh sách', href: '/imports', permission: 'imports.manage' },
  {
    label: 'Nghi trùng',
    href: '/duplicates',
    permission: 'duplicates.manage',
    alsoUnder: ['/household-duplicates', '/merges', '/newcomers'],
  },
];

const ROUNDS: readonly NavigationEntry[] = [
  { label: 'Các buổi', href: '/rounds', permission: 'rounds.read' },
  { label: 'Buổi tập trung', href: '/group-sessions', permission: 'group-sessions.read' },
  { label: 'Đồ mang theo', href: '/hand-overs', permission: 'hand-overs.record' },
  { label: 'Lời dặn', href: '/briefings', permission: 'briefings.read' },
  { label: 'Kiểm tra mã', href: '/round-codes', permission: 'round-codes.check' },
  { label: 'Xếp cả tuần', href: '/round-proposals', permission: 'rounds.plan' },
  { label: 'Gọi hẹn trước', href: '/doors-to-call', permission: 'rounds.plan', alsoUnder: ['/door-calls'] },
  { label: 'Giờ gặp người', href: '/answer-hours', permission: 'rounds.read' },
  { label: 'Lịch đội', href: '/team-calendar', permission: 'team-calendar.read' },
  { label: 'Báo vắng', href: '/absences', permission: 'absences.manage' },
  { label: 'Lịch rảnh', href: '/availability', permission: 'availability.own', alsoUnder: ['/calendar-feed'] },
  { label: 'Giờ làm thêm', href: '/overtime', permission: 'overtime.read' },
  {
    label: 'Lịch nghỉ',
    href: '/calendar',
    permission: 'calendar.read',
    roles: ['admin', 'staff', 'officer'],
    alsoUnder: ['/calendar-days'],
  },
];

const WAITING: readonly NavigationEntry[] = [
  { label: 'Việc còn chờ', href: '/waiting', permission: 'files.read', alsoUnder: ['/assisted-procedures'] },
  { label: 'Gọi hỏi lại', href: '/check-backs', permission: 'portal-use.record' },
  {
    label: 'Nhận tệp của đội',
    href: '/visit-files/new',
    permission: 'visit-files.take-in',
    alsoUnder: ['/visit-files'],
  },
];

const ACCOUNTS: readonly NavigationEntry[] = [
  { label: 'Tài khoản', href: '/users', permission: 'users.manage' },
  { label: 'Máy mang theo', href: '/carried-rounds', permission: 'carried-rounds.manage' },
];

const REPORTS: readonly NavigationEntry[] = [
  { label: 'Tổng quan', href: '/reports', permission: 'reports.read' },
  { label: 'Mẫu hỏi theo quý', href: '/samples', permission: 'samples.read', alsoUnder: ['/sample-members'] },
  { label: 'Số Cổng công bố', href: '/official-counts', permission: 'official-counts.read' },
];

const ITEMS: readonly NavigationItem[] = [
  { label: 'Tối nay', href: '/tonight', permission: 'visits.record', roles: ['officer', 'staff'] },
  {
    label: 'Tổng quan',
    href: '/reports',
    permission: 'reports.read',
    roles: ['chairman', 'staff', 'admin'],
    pages: REPORTS,
  },
  { label: 'Buổi ra quân', href: '/rounds', permission: 'rounds.read', pages: ROUNDS },
  { label: 'Đề nghị', href: '/requests', permission: 'requests.read' },
  { label: 'Hộ dân', href: '/households', permission: 'households.read', pages: REGISTER },
  { label: 'Bảng phủ', href: '/coverage', permission: 'coverage.read', roles: ['chairman'] },
  {
    label: 'Việc còn chờ',
    href: '/waiting',
    permission: 'files.read',
    roles: ['staff', 'officer'],
    alsoUnder: ['/assisted-procedures'],
    pages: WAITING,
  },
  {
    label: 'Danh mục',
    href: '/public-services',
    permission: 'catalogue.read',
    roles: ['admin', 'staff', 'chairman'],
    alsoUnder: ['/barriers'],
  },
  { label: 'Tài khoản', href: '/users', permission: 'users.manage', pages: ACCOUNTS },
  { label: 'Cài đặt', href: '/ward', permission: 'ward.manage' },
  { label: 'Nhật ký', href: '/audit', permission: 'audit.read' },
];

export interface NavigationLink {
  label: string;
  href: string;
  isCurrent: boolean;
}

interface Navigation {
  /** The main menu in display order. */
  items: NavigationLink[];
  /** The pages of the open section; empty if the section is a single page. */
  pages: NavigationLink[];
}

/** The menus of a role, with the entry of the page at `path` marked. */
export function navigationFor(role: UserRole, path: string): Navigation {
  const isUnder = ({ href, alsoUnder = [] }: NavigationEntry) =>
    [href, ...alsoUnder].some((start) => path === start || path.startsWith(`${start}/`));
  const isShown = ({ permission, roles }: NavigationEntry) =>
    isPermitted(role, permission) && (!roles || roles.includes(role));
  const linkOf = (entry: NavigationEntry, isCurrent: boolean): NavigationLink => ({
    label: entry.label,
    href: entry.href,
    isCurrent,
  });

  const items = ITEMS.filter(isShown).map((item) => ({ ...item, pages: (item.pages ?? []).filter(isShown) }));
  const open = items.find((item) => [item, ...item.pages].some(isUnder));
  return {
    items: items.map((item) => linkOf(item, item === open)),
    pages: open && open.pages.length > 1 ? open.pages.map((page) => linkOf(page, isUnder(page))) : [],
  };
}
