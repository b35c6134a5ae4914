import { defineAudit } from '../../../audit-vocabulary';
import { ENTRY_NAMES, RULE_NAMES } from './labels';

export const unusualEntryAudit = defineAudit({
  actions: {
    'entry-inquiry.record': 'Ghi đã hỏi người ghi',
  },
  groups: {
    'entry-inquiry': 'Đáng hỏi lại',
  },
  subjects: {
    'entry-inquiry': { label: 'Điều đáng hỏi lại', href: () => '/unusual-entries?state=asked' },
  },
  fields: {
    rule: 'vì',
    entryKind: 'ghi gì',
    foundOn: 'ngày',
    entries: 'số lượt ghi',
    answer: 'trả lời',
  },
  values: {
    rule: RULE_NAMES,
    entryKind: ENTRY_NAMES,
  },
});
