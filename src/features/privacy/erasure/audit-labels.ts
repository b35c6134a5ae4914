import { defineAudit } from '../../../audit-vocabulary';

export const erasureAudit = defineAudit({
  actions: {
    'resident.erase': 'Xóa dữ liệu của một người',
    'resident.erase-again': 'Xóa lại sau khi khôi phục bản sao lưu',
  },
});
