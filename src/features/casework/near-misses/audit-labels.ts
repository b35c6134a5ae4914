import { defineAudit } from '../../../audit-vocabulary';
import { SCAM_CHANNELS, SCAM_PATTERNS, SCAM_STOPS } from '../../../shared/labels';

export const nearMissAudit = defineAudit({
  actions: { 'near-miss.record': 'Ghi suýt bị lừa', 'near-miss.remove': 'Bỏ lần suýt bị lừa ghi nhầm' },
  groups: { 'near-miss': 'Suýt bị lừa' },
  subjects: { 'near-miss': { label: 'Suýt bị lừa', href: () => '/near-misses' } },
  fields: { scamPattern: 'kiểu lừa', channel: 'qua', stoppedBy: 'nhờ đâu', happenedOn: 'ngày' },
  values: { scamPattern: SCAM_PATTERNS, channel: SCAM_CHANNELS, stoppedBy: SCAM_STOPS },
});
