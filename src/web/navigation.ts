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
  { label: 'Các buổi', href: '/rounds', permission: 'rounds.read', alsoUnder: ['/tonight', '/round-doors'] },
  { label: 'Xếp cả tuần', href: '/round-proposals', permission: 'rounds.plan' },
  { label: 'Lịch đội', href: '/team-calendar', permission: 'team-calendar.read' },
  { label: 'Báo vắng', href: '/absences', permission: 'absences.manage', roles: ['officer'] },
  { label: 'Lịch rảnh', href: '/availability', permission: 'availability.own', alsoUnder: ['/calendar-feed'] },
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
  { label: 'Bảng phủ', href: '/coverage', permission: 'coverage.read', roles: ['officer'], alsoUnder: ['/due'] },
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
  { label: 'Đề nghị từ ngoài', href: '/public-requests', permission: 'requests.manage' },
];

const FOLLOWING: readonly NavigationEntry[] = [
  {
    label: 'Việc cần theo dõi',
    href: '/waiting',
    permission: 'files.read',
    alsoUnder: ['/assisted-procedures', '/stuck-files', '/referrals'],
  },
  // Every list that is called from the top down.
  { label: 'Gọi hẹn trước', href: '/doors-to-call', permission: 'rounds.plan', alsoUnder: ['/door-calls'] },
  {
    label: 'Gọi hỏi lại',
    href: '/check-backs',
    permission: 'portal-use.record',
    alsoUnder: ['/confirmations', '/drawn-uses'],
  },
  {
    label: 'Mẫu hỏi theo quý',
    href: '/samples',
    permission: 'samples.read',
    roles: ['admin', 'staff'],
    alsoUnder: ['/sample-members'],
  },
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
    alsoUnder: ['/stuck-files', '/month-closings', '/confirmations', '/unusual-entries'],
  },
  { label: 'Bảng phủ', href: '/coverage', permission: 'coverage.read', alsoUnder: ['/due'] },
  { label: 'Mẫu hỏi theo quý', href: '/samples', permission: 'samples.read', roles: ['chairman'] },
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

/** A subject of the settings; `about` says what its pages hold. */
interface SettingsItem {
  label: string;
  about: string;
  pages: readonly NavigationEntry[];
}

/** Pages that are rarely needed: nine subjects on the page "Cài đặt", not in the menu. */
const SETTINGS: readonly SettingsItem[] = [
  {
    label: 'Tài khoản của tôi',
    about: 'Mật khẩu, xác minh hai bước',
    pages: [
      { label: 'Mật khẩu', href: '/password', permission: 'settings.read' },
      { label: 'Xác minh hai bước', href: '/second-factor', permission: 'settings.read' },
      { label: 'Giờ làm thêm', href: '/overtime', permission: 'overtime.read', roles: ['officer'] },
    ],
  },
  {
    label: 'Phường',
    about: 'Tên, điện thoại, giờ được gõ cửa, mục tiêu, bắt buộc hai bước',
    pages: [{ label: 'Phường', href: '/ward', permission: 'ward.manage' }],
  },
  {
    label: 'Tài khoản và máy',
    about: 'Mở, khóa, cấp lại mật khẩu; máy mang buổi theo',
    pages: [
      { label: 'Tài khoản', href: '/users', permission: 'users.manage' },
      { label: 'Máy mang theo', href: '/carried-rounds', permission: 'carried-rounds.manage' },
    ],
  },
  {
    label: 'Nhật ký',
    about: 'Ai đã ghi, sửa, xem gì',
    pages: [{ label: 'Nhật ký', href: '/audit', permission: 'audit.read' }],
  },
  {
    label: 'Dịch vụ công',
    about: 'Danh mục, bài hướng dẫn, rào cản',
    pages: [
      { label: 'Danh mục', href: '/public-services', permission: 'catalogue.read' },
      { label: 'Rào cản', href: '/barriers', permission: 'catalogue.read' },
      { label: 'Tình huống lừa đảo', href: '/situations', permission: 'catalogue.read' },
      { label: 'Quy tắc đến hạn', href: '/due-rules', permission: 'catalogue.read' },
    ],
  },
  {
    label: 'Dữ liệu cá nhân',
    about: 'Yêu cầu, sự cố, giữ bao lâu, thông báo, lời bà con',
    pages: [
      { label: 'Yêu cầu', href: '/data-requests', permission: 'data-requests.read' },
      { label: 'Sự cố', href: '/breaches', permission: 'breaches.read' },
      { label: 'Giữ bao lâu', href: '/retention', permission: 'data-requests.read' },
      { label: 'Thông báo', href: '/privacy-notices', permission: 'privacy-notices.read' },
      { label: 'Lời bà con', href: '/voices', permission: 'data-requests.read' },
    ],
  },
  {
    label: 'Lịch nghỉ',
    about: 'Ngày lễ, ngày làm bù, ngày không gõ cửa, ngày đầu của đội',
    pages: [
      { label: 'Lịch nghỉ', href: '/calendar', permission: 'calendar.read', alsoUnder: ['/calendar-days'] },
      { label: 'Ngày đầu của đội', href: '/first-day', permission: 'first-day.set' },
    ],
  },
  {
    label: 'Đường đi',
    about: 'Thứ tự đi bộ, tên cũ của phố, ngõ, hồ sơ mở ngoài địa bàn',
    pages: [
      { label: 'Thứ tự đi bộ', href: '/lanes', permission: 'households.read', alsoUnder: ['/streets'] },
      { label: 'Tên cũ', href: '/place-aliases', permission: 'households.read' },
      { label: 'Mở ngoài địa bàn', href: '/area-reasons', permission: 'area-reasons.read' },
    ],
  },
  {
    label: 'Đội',
    about: 'Báo vắng, suýt bị lừa, lời bà con',
    pages: [
      { label: 'Báo vắng', href: '/absences', permission: 'absences.manage', roles: ['admin', 'staff'] },
      { label: 'Giờ gặp người', href: '/answer-hours', permission: 'rounds.read' },
      { label: 'Lời dặn', href: '/briefings', permission: 'briefings.read' },
      { label: 'Suýt bị lừa', href: '/near-misses', permission: 'briefings.read' },
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
const SETTINGS_ENTRY: NavigationEntry = { label: 'Cài đặt', href: '/settings', permission: 'settings.read' };

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

/** On a page of the settings: the way back to all of them, and the other pages of its subject. */
function settingsAround(role: UserRole, path: string): NavigationLink[] {
  const around = settingsFor(role).find(({ pages }) => pages.some((page) => isUnder(page, path)));
  return around ? linksOf([SETTINGS_ENTRY, ...around.pages], path) : [];
}

const badgeText = (count: number): string => (count === 0 ? '' : formatNumber(count));

/** What a role finds on the page "Cài đặt". */
export const settingsFor = (role: UserRole) =>
  SETTINGS.map((item) => ({ ...item, pages: item.pages.filter(isShownTo(role)) })).filter(
    ({ pages }) => pages.length > 0,
  );

/** Every page of a role's menus, with what it holds. */
export function pagesFor(role: UserRole): { label: string; about: string; href: string }[] {
  const entries: (NavigationEntry & { about?: string })[] = [
    ...ITEMS.filter(isShownTo(role)).flatMap((item) => [item, ...(item.pages ?? [])]),
    SETTINGS_ENTRY,
    ...settingsFor(role).flatMap(({ label, about, pages }) =>
      pages.map((page, index) => ({
        ...page,
        label: index === 0 ? label : page.label,
        about: index === 0 ? about : label,
      })),
    ),
  ].filter(isShownTo(role));
  return [...new Map(entries.map(({ about = '', ...entry }) => [entry.href, { ...entry, about }])).values()];
}
