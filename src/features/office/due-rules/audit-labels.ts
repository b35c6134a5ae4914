import { defineAudit } from '../../../audit-vocabulary';

export const dueRulesAudit = defineAudit({
  actions: { 'due-rule.check': 'Kiểm quy tắc sắp cần Cổng' },
  subjects: { 'due-rule': { label: 'Quy tắc đến hạn', href: (id) => `/due-rules/${id}/edit` } },
  fields: { services: 'dịch vụ', law: 'căn cứ', checkedOn: 'ngày kiểm' },
});
