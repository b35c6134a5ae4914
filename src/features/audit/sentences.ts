/** What each action of the book is called on the audit page; the subject and the details follow it. */
export const ACTION_SENTENCES: Readonly<Record<string, string>> = {
  'auth.sign-in': 'Đăng nhập',
  'auth.sign-out': 'Đăng xuất',
  'auth.refuse': 'Đăng nhập sai mật khẩu',
  'auth.throttle': 'Bị chặn tạm vì đăng nhập sai nhiều lần',
  'auth.change-password': 'Đổi mật khẩu của mình',
  'user.create': 'Mở tài khoản',
  'user.update': 'Sửa tài khoản',
  'user.reset-password': 'Cấp lại mật khẩu',
  'user.deactivate': 'Khóa tài khoản',
  'user.reactivate': 'Mở lại tài khoản',
  'user.end-sessions': 'Đăng xuất tài khoản khỏi mọi máy',
  'user.set-availability': 'Đặt lịch rảnh hằng tuần',
  'ward.open': 'Mở phường',
  'ward.open-demo': 'Lập phường mẫu với người và việc bịa',
  'ward.update': 'Sửa cài đặt của phường',
  'ward.set-target': 'Sửa mục tiêu của phường',
  'public-service.create': 'Thêm dịch vụ vào danh mục',
  'public-service.update': 'Sửa dịch vụ trong danh mục',
  'public-service.replace': 'Thay dịch vụ bằng mã mới',
  'public-service.retire': 'Ngừng dùng dịch vụ',
  'barrier.create': 'Thêm rào cản',
  'barrier.rename': 'Đổi tên rào cản',
  'barrier.retire': 'Ngừng dùng rào cản',
  'calendar-day.add': 'Thêm ngày vào lịch nghỉ',
  'calendar-day.update': 'Sửa ngày trong lịch nghỉ',
  'calendar-day.remove': 'Bỏ ngày khỏi lịch nghỉ',
  'household.open': 'Mở hồ sơ hộ',
  'household.register': 'Lập hộ',
  'household.correct': 'Sửa hộ',
  'household.pause': 'Tạm dừng gõ cửa một hộ',
  'household.lift-pause': 'Bỏ tạm dừng gõ cửa',
  'residential-group.open': 'Thêm tổ dân phố',
  'residential-group.correct': 'Sửa tổ dân phố',
  'residential-group.close': 'Ghi tổ dân phố thôi hoạt động',
  'resident.open': 'Mở hồ sơ cư dân',
  'resident.register': 'Thêm cư dân',
  'resident.correct': 'Sửa hồ sơ cư dân',
  'resident.move': 'Chuyển hộ, đổi quan hệ',
  'resident.end-residence': 'Ghi chuyển đi hoặc đã mất',
  'resident.record-readiness': 'Ghi VNeID và điều cần biết',
  'visit.record': 'Ghi lượt thăm',
  'visit.edit': 'Sửa lượt thăm',
  'visit.open': 'Mở lượt thăm',
  'waiting.list': 'Mở danh sách việc còn chờ',
  'assisted-procedure.submit': 'Ghi hồ sơ đã nộp',
  'assisted-procedure.add-status': 'Ghi trạng thái hồ sơ trên Cổng',
};

/** First word of an action → what the filter calls it. */
export const ACTION_GROUPS: Readonly<Record<string, string>> = {
  auth: 'Đăng nhập',
  user: 'Tài khoản',
  ward: 'Cài đặt phường',
  'public-service': 'Danh mục dịch vụ',
  barrier: 'Rào cản',
  'calendar-day': 'Lịch nghỉ',
  household: 'Hộ dân',
  resident: 'Cư dân',
  visit: 'Lượt thăm',
  waiting: 'Việc còn chờ',
  'assisted-procedure': 'Hồ sơ',
};

/** Kind of record → its name, and the page that shows one. */
export const SUBJECTS: Readonly<Record<string, { label: string; href: ((id: string) => string) | null }>> = {
  user: { label: 'Tài khoản', href: (id) => `/users/${id}/edit` },
  ward: { label: 'Phường', href: () => '/ward' },
  'public-service': { label: 'Dịch vụ', href: (id) => `/public-services/${id}` },
  barrier: { label: 'Rào cản', href: () => '/barriers' },
  'calendar-day': { label: 'Ngày nghỉ', href: null },
  household: { label: 'Hộ', href: (id) => `/households/${id}` },
  resident: { label: 'Cư dân', href: (id) => `/residents/${id}` },
  visit: { label: 'Lượt thăm', href: (id) => `/visits/${id}` },
  'assisted-procedure': { label: 'Hồ sơ', href: (id) => `/assisted-procedures/${id}` },
};

/** Names of details in Vietnamese; a detail without one is shown under its own name. */
const DETAIL_LABELS: Readonly<Record<string, string>> = {
  username: 'tên đăng nhập', displayName: 'họ tên', role: 'vai trò', phone: 'điện thoại', count: 'số lượng', name: 'tên', code: 'mã',
  date: 'ngày', kind: 'loại', status: 'tình trạng', reason: 'lý do', label: 'tên', retiredOn: 'ngừng từ', replacedBy: 'thay bằng',
  fields: 'đã sửa', version: 'phiên bản',
};

const SECRET = /password|hash|cipher|token|secret|nationalNumber(?!Last4)/i;

/** { username: 'vi', changes: { displayName: { before, after } } } → 'tên đăng nhập: vi · họ tên: Vy → Vi'. Never a secret. */
export function describeDetails(details: Record<string, unknown>): string {
  return Object.entries(details).filter(([name]) => !SECRET.test(name)).flatMap(([name, value]) => {
    if (name === 'changes' && value instanceof Object) return Object.entries(value).flatMap(describeChange);
    const text = valueText(value);
    return text === '' ? [] : [`${labelOf(name)}: ${text}`];
  }).join(' · ');
}

function describeChange([field, change]: [string, unknown]): string[] {
  if (SECRET.test(field) || !(change instanceof Object)) return [];
  const { before, after } = change as { before?: unknown; after?: unknown };
  return [`${labelOf(field)}: ${valueText(before) || '(trống)'} → ${valueText(after) || '(trống)'}`];
}

function labelOf(name: string): string {
  return DETAIL_LABELS[name] ?? name;
}

function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'boolean') return value ? 'có' : 'không';
  if (Array.isArray(value)) return value.map(valueText).filter((text) => text !== '').join(', ');
  if (value instanceof Object) {
    return Object.entries(value).filter(([name]) => !SECRET.test(name)).map(([name, inner]) => `${labelOf(name)} ${valueText(inner)}`).join(', ');
  }
  return String(value);
}
