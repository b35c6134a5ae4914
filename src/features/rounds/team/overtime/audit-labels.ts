import { defineAudit } from '../../../../audit-vocabulary';

export const overtimeAudit = defineAudit({
  actions: {
    'overtime.download': 'Tải bảng giờ làm thêm',
  },
  groups: {
    overtime: 'Giờ làm thêm',
  },
  fields: {
    month: 'tháng',
  },
});
