import { defineAudit } from '../../../audit-vocabulary';

export const monthClosingAudit = defineAudit({
  actions: {
    'month-closing.close': 'Chốt tháng',
    'month-closing.reopen': 'Mở lại tháng đã chốt',
  },
  groups: { 'month-closing': 'Chốt tháng' },
  subjects: { 'month-closing': { label: 'Chốt tháng', href: () => '/month-closings' } },
  fields: { month: 'tháng', revision: 'bản', rows: 'số dòng', digest: 'mã kiểm', reason: 'lý do' },
  values: {},
});
