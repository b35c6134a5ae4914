import { defineAudit } from '../../../audit-vocabulary';

export const wardAudit = defineAudit({
  actions: {
    'ward.open': 'Mở phường',
    'ward.open-demo': 'Lập phường mẫu với người và việc bịa',
    'ward.update': 'Sửa cài đặt của phường',
    'ward.require-factor': 'Bắt buộc xác minh hai bước',
    'ward.waive-factor': 'Thôi bắt buộc xác minh hai bước',
    'ward.set-target': 'Đặt, sửa mục tiêu của phường',
    'ward.delete-target': 'Xóa mục tiêu của phường',
    'ward.restore-target': 'Hoàn tác việc xóa mục tiêu',
  },
  groups: { ward: 'Cài đặt phường' },
  subjects: {
    ward: { label: 'Phường', href: () => '/ward' },
  },
  fields: {
    admin: 'quản trị',
    province: 'tỉnh, thành phố',
    formerWards: 'phường cũ',
    adultAge: 'tuổi trưởng thành',
    outreachPolicy: 'giờ ra quân',
    indicator: 'chỉ số',
    period: 'kỳ',
    value: 'mục tiêu',
    legalBasis: 'căn cứ',
    startOn: 'đường bắt đầu ngày',
    startValue: 'đường bắt đầu từ',
  },
});
