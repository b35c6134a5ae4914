import type { UserRole } from '../generated/prisma/enums';
import { isPermitted, type Permission } from '../permissions';
import { formatNumber } from '../shared/numbers';

interface NavigationEntry {
  label: string;
  href: string;
  permission: Permission;
  /** Limits the entry to these roles where the permission alone would show too much. */
  roles?: readonly UserRole[];
  /** Other paths that belong to this entry. */
  alsoUnder?: readonly string[];
}

/** How many things the reader can do now on the page of an item of the menu: the number that the page itself begins with. */
export interface MenuCounts {
  today: number;
  requests: number;
  following: number;
}

/** `pages` appear in a second row while one of them is open; the first is the item's own. */
interface NavigationItem extends NavigationEntry {
  pages?: readonly NavigationEntry[];
  count?: keyof MenuCounts;
}

const ROUNDS: readonly NavigationEntry[] = [
  {
    label: 'Các buổi',
    href: '/rounds',
    permission: 'rounds.read',
    alsoUnder: ['/tonight', '/round-doors'],
  },
  { label: 'Xếp cả tuần', href: '/round-proposals', permission: 'rounds.plan' },
  { label: 'Gọi hẹn trước', href: '/doors-to-call', permission: 'rounds.plan', alsoUnder: ['/door-calls'] },
  { label: 'Lịch đội', href: '/team-calendar', permission: 'team-calendar.read' },
  { label: 'Báo vắng', href: '/absences', permission: 'absences.manage', roles: ['officer'] },
  {
    label: 'Lịch rảnh',
    href: '/availability',
    permission: 'availability.own',
    alsoUnder: ['/calendar-feed'],
  },
  { label: 'Buổi tập trung', href: '/group-sessions', permission: 'group-sessions.read' },
];

const REGISTER: readonly NavigationEntry[] = [
  {
    label: 'Tìm hộ, tìm người',
    href: '/households',
    permission: 'households.read',
    alsoUnder: ['/residents', '/priority-facts', '/digital-helpers', '/register-acts', '/headless-households'],
  },
  { label: 'Danh sách', href: '/lists', permission: 'lists.read', alsoUnder: ['/saved-views'] },
  { label: 'Bảng phủ', href: '/coverage', permission: 'coverage.read', roles: ['officer'] },
  { label: 'Tổ dân phố', href: '/residential-groups', permission: 'households.read' },
  { label: 'Nhập danh sách', href: '/imports', permission: 'imports.manage' },
  {
    label: 'Nghi trùng',
    href: '/duplicates',
    permission: 'duplicates.manage',
    alsoUnder: ['/household-duplicates', '/merges', '/newcomers'],
  },
];

const REQUESTS: readonly NavigationEntry[] = [
  { label: 'Các đề nghị', href: '/requests', permission: 'requests.read' },
  { label: 'Lời mời từ ngoài', href: '/public-requests', permission: 'requests.manage' },
];

const FOLLOWING: readonly NavigationEntry[] = [
  {
    label: 'Việc còn chờ',
    href: '/waiting',
    permission: 'files.read',
    alsoUnder: ['/assisted-procedures', '/stuck-files'],
  },
  { label: 'Gọi hỏi lại', href: '/check-backs', permission: 'portal-use.record' },
  {
    label: 'Nhận tệp của đội',
    href: '/visit-files/new',
    permission: 'visit-files.take-in',
    alsoUnder: ['/visit-files'],
  },
];

const REPORTS: readonly NavigationEntry[] = [
  {
    label: 'Tổng quan',
    href: '/reports',
    permission: 'reports.read',
    alsoUnder: ['/stuck-files', '/month-closings'],
  },
  { label: 'Bảng phủ', href: '/coverage', permission: 'coverage.read' },
  { label: 'Mẫu hỏi theo quý', href: '/samples', permission: 'samples.read', alsoUnder: ['/sample-members'] },
  { label: 'Số Cổng công bố', href: '/official-counts', permission: 'official-counts.read' },
  { label: 'Giờ làm thêm', href: '/overtime', permission: 'overtime.read' },
];

/** At most six for a role, each with at most five pages. */
const ITEMS: readonly NavigationItem[] = [
  { label: 'Hôm nay', href: '/today', permission: 'today.read', count: 'today' },
  {
    label: 'Tối nay',
    href: '/tonight',
    permission: 'visits.record',
    roles: ['officer'],
    alsoUnder: ['/round-doors'],
  },
  { label: 'Buổi ra quân', href: '/rounds', permission: 'rounds.read', pages: ROUNDS },
  { label: 'Hộ dân', href: '/households', permission: 'households.read', pages: REGISTER },
  { label: 'Đề nghị', href: '/requests', permission: 'requests.read', pages: REQUESTS, count: 'requests' },
  { label: 'Theo dõi', href: '/waiting', permission: 'files.read', pages: FOLLOWING, count: 'following' },
  { label: 'Tổng quan', href: '/reports', permission: 'reports.read', pages: REPORTS },
];

/** What is touched once in a while: on the page "Cài đặt", not in the menu. */
const SETTINGS: readonly { label: string; entries: readonly NavigationEntry[] }[] = [
  {
    label: 'Của tôi',
    entries: [
      { label: 'Đổi mật khẩu', href: '/password', permission: 'settings.read' },
      { label: 'Xác minh hai bước', href: '/second-factor', permission: 'settings.read' },
      { label: 'Lịch trên điện thoại', href: '/calendar-feed', permission: 'calendar-feed.own' },
      { label: 'Giờ làm thêm', href: '/overtime', permission: 'overtime.read', roles: ['officer'] },
    ],
  },
  {
    label: 'Phường',
    entries: [
      { label: 'Cài đặt của phường', href: '/ward', permission: 'ward.manage' },
      { label: 'Thông báo về dữ liệu cá nhân', href: '/privacy-notices', permission: 'privacy-notices.read' },
      { label: 'Tài khoản', href: '/users', permission: 'users.manage' },
      { label: 'Máy mang theo', href: '/carried-rounds', permission: 'carried-rounds.manage' },
      { label: 'Nhật ký', href: '/audit', permission: 'audit.read' },
      { label: 'Đọc khác thường', href: '/unusual-readings', permission: 'audit.read' },
      {
        label: 'Danh mục dịch vụ công',
        href: '/public-services',
        permission: 'catalogue.read',
        alsoUnder: ['/barriers'],
      },
    ],
  },
  {
    label: 'Dữ liệu cá nhân',
    entries: [
      { label: 'Yêu cầu về dữ liệu', href: '/data-requests', permission: 'data-requests.read' },
      { label: 'Giữ dữ liệu bao lâu', href: '/retention', permission: 'data-requests.read' },
      { label: 'Sự cố dữ liệu', href: '/breaches', permission: 'breaches.read' },
      { label: 'Tài khoản đã xem, sửa của ai', href: '/account-traces', permission: 'account-traces.read' },
    ],
  },
  {
    label: 'Giờ giấc và đường đi',
    entries: [
      { label: 'Lịch nghỉ', href: '/calendar', permission: 'calendar.read', alsoUnder: ['/calendar-days'] },
      { label: 'Báo vắng của đội', href: '/absences', permission: 'absences.manage', roles: ['admin', 'staff'] },
      { label: 'Giờ gặp người', href: '/answer-hours', permission: 'rounds.read' },
      { label: 'Thứ tự đi bộ', href: '/lanes', permission: 'households.read', alsoUnder: ['/streets'] },
      { label: 'Tên cũ của phố, ngõ', href: '/place-aliases', permission: 'households.read' },
    ],
  },
  {
    label: 'Của các buổi',
    entries: [
      { label: 'Đồ mang theo', href: '/hand-overs', permission: 'hand-overs.record', alsoUnder: ['/equipment-items'] },
      { label: 'Lời dặn', href: '/briefings', permission: 'briefings.read' },
      { label: 'Kiểm tra mã buổi', href: '/round-codes', permission: 'round-codes.check' },
    ],
  },
];

export interface NavigationLink {
  label: string;
  href: string;
  isCurrent: boolean;
}

interface MenuItem extends NavigationLink {
  /** How many things wait there; '' for none. */
  count: string;
}

export interface Navigation {
  /** The main menu in display order. */
  items: MenuItem[];
  /** The pages of the open section; empty if the section is a single page. */
  pages: NavigationLink[];
}

const NOTHING_WAITS: MenuCounts = { today: 0, requests: 0, following: 0 };
const SETTINGS_LINK = { label: 'Cài đặt', href: '/settings' };

const isUnder = ({ href, alsoUnder = [] }: NavigationEntry, path: string) =>
  [href, ...alsoUnder].some((start) => path === start || path.startsWith(`${start}/`));
const isShownTo =
  (role: UserRole) =>
  ({ permission, roles }: NavigationEntry) =>
    isPermitted(role, permission) && (!roles || roles.includes(role));

/** The menus of a role, with the entry of the page at `path` marked. */
export function navigationFor(role: UserRole, path: string, counts: MenuCounts = NOTHING_WAITS): Navigation {
  const isShown = isShownTo(role);
  const items = ITEMS.filter(isShown).map((item) => ({ ...item, pages: (item.pages ?? []).filter(isShown) }));
  const open = items.find((item) => [item, ...item.pages].some((entry) => isUnder(entry, path)));
  return {
    items: items.map((item) => ({
      label: item.label,
      href: item.href,
      isCurrent: item === open,
      count: item.count ? badgeText(counts[item.count]) : '',
    })),
    pages: open ? linksOf(open.pages, path) : settingsAround(role, path),
  };
}

const linksOf = (pages: readonly NavigationEntry[], path: string): NavigationLink[] =>
  pages.length > 1 ? pages.map((page) => ({ label: page.label, href: page.href, isCurrent: isUnder(page, path) })) : [];

/** On a page of the settings: the way back to all of them. */
function settingsAround(role: UserRole, path: string): NavigationLink[] {
  const here = settingsFor(role)
    .flatMap(({ entries }) => entries)
    .find((entry) => isUnder(entry, path));
  return here
    ? [
        { ...SETTINGS_LINK, isCurrent: false },
        { label: here.label, href: here.href, isCurrent: true },
      ]
    : [];
}

const badgeText = (count: number): string => (count === 0 ? '' : formatNumber(count));

/** What a role finds on the page "Cài đặt", in groups. */
export function settingsFor(role: UserRole): { label: string; entries: readonly NavigationEntry[] }[] {
  return SETTINGS.map(({ label, entries }) => ({ label, entries: entries.filter(isShownTo(role)) })).filter(
    ({ entries }) => entries.length > 0,
  );
}
