import { defineAudit } from '../../../audit-vocabulary';
import { FIELD_LABELS } from './field-labels';

export const breachAudit = defineAudit({
  actions: {
    'breach.record': 'Ghi sự cố dữ liệu',
    'breach.edit': 'Sửa sự cố dữ liệu',
    'breach.notify': 'Ghi đã gửi thông báo sự cố dữ liệu',
    'breach.waive': 'Ghi sự cố dữ liệu không phải thông báo',
    'breach.reopen': 'Mở lại sự cố dữ liệu',
    'breach.list': 'Mở sổ sự cố dữ liệu',
    'breach.open': 'Mở sự cố dữ liệu',
    'breach.print': 'In nội dung thông báo sự cố dữ liệu',
  },
  subjects: { breach: { label: 'Sự cố dữ liệu', href: (id) => `/breaches/${id}` } },
  fields: { discoveredAt: 'phát hiện lúc', sentAt: 'gửi lúc', fields: 'mục' },
  values: { fields: { ...FIELD_LABELS, discoveredAt: 'Phát hiện lúc' } },
});
