import { defineAudit } from '../../../audit-vocabulary';

export const authAudit = defineAudit({
  actions: {
    'auth.sign-in': 'Đăng nhập',
    'auth.sign-out': 'Đăng xuất',
    'auth.refuse': 'Đăng nhập sai mật khẩu',
    'auth.refuse-first-password': 'Đăng nhập bằng mật khẩu lần đầu đã hết hạn',
    'auth.refuse-code': 'Gõ sai mã xác minh hai bước',
    'auth.add-factor': 'Bật xác minh hai bước',
    'auth.remove-factor': 'Tắt xác minh hai bước của mình',
    'auth.forbid': 'Bị từ chối vì không có quyền',
    'auth.throttle': 'Bị chặn tạm vì đăng nhập sai nhiều lần',
    'auth.change-password': 'Đổi mật khẩu của mình',
    'user.brake-reading': 'Bị chặn tạm vì đọc quá nhiều',
  },
  fields: {
    route: 'trang, việc',
    factor: 'bước hai',
  },
  groups: {
    auth: 'Đăng nhập',
  },
});

declare module '../../../audit-vocabulary' {
  interface AuditActions {
    authAudit: keyof typeof authAudit.actions;
  }
}
