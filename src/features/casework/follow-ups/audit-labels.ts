import { defineAudit } from '../../../audit-vocabulary';
import { FOLLOW_UP_OUTCOMES } from './labels';

export const followUpAudit = defineAudit({
  actions: {
    'waiting.list': 'Mở danh sách việc cần theo dõi',
    'follow-up.end': 'Ghi xong việc cần theo dõi',
    'follow-up.undo-end': 'Hoàn tác việc đã ghi xong',
  },
  groups: { waiting: 'Danh sách việc cần theo dõi' },
  subjects: {
    'follow-up': { label: 'Việc cần theo dõi', href: null },
  },
  fields: { followUpOutcome: 'ghi là', followUps: 'các việc' },
  values: { followUpOutcome: FOLLOW_UP_OUTCOMES },
});
