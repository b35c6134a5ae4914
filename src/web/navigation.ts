import type { UserRole } from '../generated/prisma/enums';
import type { Permission } from '../permissions';

interface NavigationItem {
  label: string;
  href: string;
  permission: Permission;
  /** Only for these roles, where the permission alone would show too much. */
  roles?: readonly UserRole[];
}

/** The main menu, in the order it is shown; an item appears to those who may open it. */
export const NAVIGATION: readonly NavigationItem[] = [
  { label: 'Tối nay', href: '/tonight', permission: 'visits.record', roles: ['officer', 'staff'] },
  { label: 'Tổng quan', href: '/reports', permission: 'reports.read', roles: ['chairman', 'staff', 'admin'] },
  { label: 'Buổi ra quân', href: '/rounds', permission: 'rounds.read' },
  { label: 'Hộ dân', href: '/households', permission: 'households.read' },
  { label: 'Việc còn chờ', href: '/waiting', permission: 'files.read', roles: ['staff', 'officer'] },
  { label: 'Nhập danh sách', href: '/imports', permission: 'imports.manage' },
  { label: 'Danh mục', href: '/public-services', permission: 'catalogue.read', roles: ['admin', 'staff', 'chairman'] },
  { label: 'Lịch nghỉ', href: '/calendar', permission: 'calendar.read', roles: ['admin', 'staff'] },
  { label: 'Lịch rảnh', href: '/availability', permission: 'availability.own' },
  { label: 'Tài khoản', href: '/users', permission: 'users.manage' },
  { label: 'Cài đặt', href: '/ward', permission: 'ward.manage' },
  { label: 'Nhật ký', href: '/audit', permission: 'audit.read' },
];
