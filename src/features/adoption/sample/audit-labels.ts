import { defineAudit } from '../../../audit-vocabulary';

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
    answeredOn: 'ngày trả lời',
  },
});
