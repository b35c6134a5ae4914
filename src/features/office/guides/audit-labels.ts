import { defineAudit } from '../../../audit-vocabulary';

export const guideAudit = defineAudit({
  actions: { 'service-guide.write': 'Soạn các bước, lời nói' },
  groups: { 'service-guide': 'Các bước, lời nói' },
  fields: { number: 'bản số', steps: 'số bước', isDraft: 'bản nháp' },
});
