import { defineAudit } from '../../../audit-vocabulary';
import { ENTRY_KINDS, RULES } from './rules';

const labelsOf = <Value>(values: Readonly<Record<string, Value>>, labelOf: (value: Value) => string) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, labelOf(value)]));

export const unusualEntryAudit = defineAudit({
  actions: { 'entry-inquiry.record': 'Ghi đã hỏi người ghi' },
  groups: { 'entry-inquiry': 'Đáng hỏi lại' },
  subjects: { 'entry-inquiry': { label: 'Điều đáng hỏi lại', href: () => '/unusual-entries?state=asked' } },
  fields: { rule: 'vì', entryKind: 'ghi gì', foundOn: 'ngày', entries: 'số lượt ghi', answer: 'trả lời' },
  values: { rule: labelsOf(RULES, ({ what }) => what), entryKind: labelsOf(ENTRY_KINDS, ({ name }) => name) },
});
