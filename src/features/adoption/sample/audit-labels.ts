import { defineAudit } from '../../../audit-vocabulary';
import { CONFIRMATION_OUTCOMES } from '../../../shared/labels';

export const sampleAudit = defineAudit({
  actions: {
    'sample.draw': 'Bốc thăm mẫu hỏi',
    'sample.open': 'Mở mẫu hỏi',
    'sample.answer': 'Ghi câu trả lời của mẫu hỏi',
    'confirmation.draw': 'Bốc thăm gọi xác nhận',
    'confirmation.open': 'Mở danh sách gọi xác nhận',
    'confirmation.call': 'Ghi cuộc gọi xác nhận',
  },
  groups: { confirmation: 'Gọi xác nhận' },
  subjects: {
    sample: { label: 'Mẫu hỏi', href: (id) => `/samples/${id}` },
    confirmation: { label: 'Bốc thăm gọi xác nhận', href: () => '/confirmations' },
    'drawn-use': { label: 'Lần dùng Cổng được bốc', href: (id) => `/drawn-uses/${id}` },
    'sample-member': { label: 'Người trong mẫu hỏi', href: (id) => `/sample-members/${id}` },
  },
  fields: {
    quarter: 'quý bắt đầu',
    seed: 'số gieo',
    size: 'số người bốc',
    population: 'số người lớn',
    answeredOn: 'ngày trả lời',
    confirmation: 'trả lời',
    uses: 'số lần dùng',
  },
  values: { confirmation: CONFIRMATION_OUTCOMES },
});
