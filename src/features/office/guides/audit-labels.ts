import { defineAudit } from '../../../audit-vocabulary';

export const guideAudit = defineAudit({
  actions: {
    'service-guide.write': 'Soạn các bước, lời nói',
    'service-guide.confirm': 'Xác nhận các bước, lời nói đã làm thử',
    'spoken-step.save': 'Ghi âm, dịch một bước',
    'spoken-step.remove-sound': 'Xóa bản ghi âm của một bước',
  },
  groups: { 'service-guide': 'Các bước, lời nói', 'spoken-step': 'Bản ghi âm các bước' },
  fields: {
    language: 'ngôn ngữ thứ hai',
    seconds: 'giây',
    text: 'lời',
    number: 'bản số',
    steps: 'số bước',
    isDraft: 'bản nháp',
  },
});
