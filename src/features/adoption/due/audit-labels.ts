import { defineAudit } from '../../../audit-vocabulary';

export const dueAudit = defineAudit({
  actions: { 'due.open': 'Mở danh sách sắp cần Cổng' },
  groups: { due: 'Sắp cần Cổng' },
});
