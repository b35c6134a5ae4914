import { defineAudit } from '../../../audit-vocabulary';

export const guideAudit = defineAudit({
  actions: {
    'service-guide.write': 'Soạn các bước, lời nói',
    'service-guide.confirm': 'Xác nhận các bước, lời nói đã làm thử',
  },
  groups: { 'service-guide': 'Các bước, lời nói' },
  fields: { number: 'bản số', steps: 'số bước', isDraft: 'bản nháp' },
});
