import { defineAudit } from '../../../audit-vocabulary';

export const authAudit = defineAudit({
  actions: {
    'auth.sign-in': 'Đăng nhập',
    'auth.sign-out': 'Đăng xuất',
    'auth.refuse': 'Đăng nhập sai mật khẩu',
    'auth.refuse-first-password': 'Đăng nhập bằng mật khẩu lần đầu đã hết hạn',
    'auth.refuse-code': 'Gõ sai mã xác minh hai bước',
    'auth.refuse-passkey': 'Khóa truy cập không khớp',
    'auth.add-factor': 'Bật ứng dụng lấy mã',
    'auth.change-factor': 'Đổi ứng dụng lấy mã sang máy khác',
    'auth.remove-factor': 'Tắt ứng dụng lấy mã của mình',
    'auth.add-passkey': 'Thêm khóa truy cập',
    'auth.remove-passkey': 'Gỡ khóa truy cập của mình',
    'auth.renew-codes': 'Lấy mã dự phòng mới',
    'auth.forbid': 'Bị từ chối vì không có quyền',
    'auth.throttle': 'Bị chặn tạm vì đăng nhập sai nhiều lần',
    'auth.change-password': 'Đổi mật khẩu của mình',
    'user.brake-reading': 'Bị chặn tạm vì đọc quá nhiều',
  },
  fields: { route: 'trang, việc', factor: 'bước hai', passkey: 'khóa' },
  groups: { auth: 'Đăng nhập' },
});
