import { defineAudit } from '../../../audit-vocabulary';

export const effectAudit = defineAudit({
  actions: { 'reach-draw.make': 'Bốc thăm thứ tự đến các tổ' },
  subjects: {
    'reach-draw': { label: 'Thứ tự đến các tổ', href: () => '/reports/effect' },
  },
  fields: { firstQuarter: 'quý bắt đầu', perQuarter: 'số tổ mỗi quý', groups: 'số tổ' },
});
