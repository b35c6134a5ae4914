import { defineAudit } from '../../../../audit-vocabulary';
import { RESIDENCE_STATUSES } from '../../../../shared/labels';

export const moveAudit = defineAudit({
  actions: {
    'household.split': 'Ghi tách hộ',
    'household.change-head': 'Đổi chủ hộ',
    'resident.move': 'Ghi chuyển hộ',
    'resident.change-relation': 'Đổi quan hệ với chủ hộ',
    'resident.end-residence': 'Ghi chuyển đi hoặc đã mất',
  },
  fields: { people: 'người', head: 'chủ hộ', target: 'nơi đến', isMourning: 'nhà có tang' },
  values: {
    kind: RESIDENCE_STATUSES,
    target: { here: 'hộ riêng tại chỗ', address: 'địa chỉ khác trong phường', outside: 'ra khỏi phường' },
    before: RESIDENCE_STATUSES,
  },
});
