import { defineAudit } from '../../../audit-vocabulary';
import { ROLE_LABELS } from '../../../web/page';

export const userAudit = defineAudit({
  actions: {
    'user.create': 'Mở tài khoản',
    'user.update': 'Sửa tài khoản',
    'user.reset-factor': 'Bỏ xác minh hai bước của người mất máy',
    'user.rescue': 'Người vận hành máy chủ mở lại tài khoản',
    'user.reset-password': 'Cấp lại mật khẩu',
    'user.deactivate': 'Khóa tài khoản',
    'user.reactivate': 'Mở lại tài khoản',
    'user.end-sessions': 'Đăng xuất tài khoản khỏi mọi máy',
    'user.set-availability': 'Đặt lịch rảnh hằng tuần',
  },
  subjects: {
    user: { label: 'Tài khoản', href: (id) => `/users/${id}/edit` },
  },
  fields: {
    username: 'tên đăng nhập',
    displayName: 'họ tên',
    role: 'vai trò',
    area: 'địa bàn',
    sounds: 'bản ghi âm đã xóa',
  },
  values: { role: ROLE_LABELS },
});
