import { defineAudit } from '../../../audit-vocabulary';
import { PORTAL_ANSWERS } from '../../../shared/labels';

export const sampleAudit = defineAudit({
  actions: {
    'sample.draw': 'Bốc thăm mẫu hỏi',
    'sample.open': 'Mở mẫu hỏi',
    'sample.answer': 'Ghi câu trả lời của mẫu hỏi',
  },
  groups: {
    sample: 'Mẫu hỏi',
  },
  subjects: {
    sample: { label: 'Mẫu hỏi', href: (id) => `/samples/${id}` },
    'sample-member': { label: 'Người trong mẫu hỏi', href: (id) => `/sample-members/${id}` },
  },
  fields: {
    quarter: 'quý bắt đầu',
    seed: 'số gieo',
    size: 'số người bốc',
    population: 'số người lớn',
    portalAnswer: 'câu trả lời',
    answeredOn: 'ngày trả lời',
  },
  values: {
    portalAnswer: PORTAL_ANSWERS,
  },
});

declare module '../../../audit-vocabulary' {
  interface AuditActions {
    sampleAudit: keyof typeof sampleAudit.actions;
  }
}
