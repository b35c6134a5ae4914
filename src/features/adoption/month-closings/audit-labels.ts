import { defineAudit } from '../../../audit-vocabulary';

export const monthClosingAudit = defineAudit({
  actions: {
    'month-closing.close': 'Chốt tháng',
    'month-closing.reopen': 'Mở lại tháng đã chốt',
    'month-closing.confirm': 'Xác nhận việc chốt hay mở lại tháng',
  },
  subjects: { 'month-closing': { label: 'Chốt tháng', href: () => '/month-closings' } },
  fields: { month: 'tháng', revision: 'bản', rows: 'số dòng', digest: 'mã kiểm', reason: 'lý do', act: 'việc' },
  values: { act: { closing: 'chốt', reopening: 'mở lại' } },
});
