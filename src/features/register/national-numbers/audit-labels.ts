import { defineAudit } from '../../../audit-vocabulary';

export const nationalNumberAudit = defineAudit({
  actions: {
    'resident.change-number': 'Đổi hoặc xóa số định danh',
    'resident.put-number-back': 'Trả lại số định danh cũ',
    'resident.disclose-number': 'Xem cả số định danh',
    'resident.refuse-number': 'Bị chặn tạm vì xem nhiều số định danh',
    'keys.rotate': 'Đổi khóa mã hóa số định danh',
  },
  groups: { keys: 'Khóa mã hóa' },
  fields: { keySet: 'bộ khóa', last4: 'số cuối định danh', nationalNumberLast4: 'số cuối định danh' },
});
