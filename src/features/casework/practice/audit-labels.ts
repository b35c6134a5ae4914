import { defineAudit } from '../../../audit-vocabulary';

export const practiceAudit = defineAudit({
  actions: {
    'situation-answer.remove': 'Bỏ câu trả lời tình huống ghi nhầm',
    'situation-answer.list': 'Mở danh sách trả lời tình huống',
  },
  groups: { 'situation-answer': 'Trả lời tình huống' },
});
