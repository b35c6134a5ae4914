import type { UserRole } from '../generated/prisma/enums';
import { isPermitted, type Permission } from '../permissions';

interface NavigationItem {
  label: string;
  href: string;
  permission: Permission;
  /** Only for these roles, where the permission alone would show too much. */
  roles?: readonly UserRole[];
  /** Other addresses that belong under this item. */
  alsoUnder?: readonly string[];
}

const ITEMS: readonly NavigationItem[] = [
  { label: 'Tối nay', href: '/tonight', permission: 'visits.record', roles: ['officer', 'staff'] },
  { label: 'Tổng quan', href: '/reports', permission: 'reports.read', roles: ['chairman', 'staff', 'admin'] },
  { label: 'Buổi ra quân', href: '/rounds', permission: 'rounds.read' },
  { label: 'Hộ dân', href: '/households', permission: 'households.read', alsoUnder: ['/residents', '/residential-groups'] },
  { label: 'Việc còn chờ', href: '/waiting', permission: 'files.read', roles: ['staff', 'officer'], alsoUnder: ['/assisted-procedures'] },
  { label: 'Nhập danh sách', href: '/imports', permission: 'imports.manage' },
  { label: 'Danh mục', href: '/public-services', permission: 'catalogue.read', roles: ['admin', 'staff', 'chairman'], alsoUnder: ['/barriers'] },
  { label: 'Lịch nghỉ', href: '/calendar', permission: 'calendar.read', roles: ['admin', 'staff'] },
  { label: 'Lịch rảnh', href: '/availability', permission: 'availability.own' },
  { label: 'Tài khoản', href: '/users', permission: 'users.manage' },
  { label: 'Cài đặt', href: '/ward', permission: 'ward.manage' },
  { label: 'Nhật ký', href: '/audit', permission: 'audit.read' },
];

/** The main menu of a role in the order it is shown, with the item of the page at `path` marked. */
export function navigationFor(role: UserRole, path: string): { label: string; href: string; isCurrent: boolean }[] {
  const isUnder = (href: string) => path === href || path.startsWith(`${href}/`);
  return ITEMS.filter((item) => isPermitted(role, item.permission) && (!item.roles || item.roles.includes(role)))
    .map(({ label, href, alsoUnder = [] }) => ({ label, href, isCurrent: [href, ...alsoUnder].some(isUnder) }));
}
