import { defineAudit } from '../../../audit-vocabulary';

export const guideAudit = defineAudit({
  actions: {
    'service-guide.write': 'Soạn các bước, lời nói',
    'service-guide.confirm': 'Xác nhận các bước, lời nói đã làm thử',
    'spoken-step.save': 'Ghi tiếng, lời dịch của một bước',
    'spoken-step.remove-sound': 'Xóa tiếng của một bước',
  },
  groups: { 'service-guide': 'Các bước, lời nói', 'spoken-step': 'Tiếng của các bước' },
  fields: {
    language: 'thứ tiếng khác',
    seconds: 'giây',
    text: 'lời',
    number: 'bản số',
    steps: 'số bước',
    isDraft: 'bản nháp',
  },
});
