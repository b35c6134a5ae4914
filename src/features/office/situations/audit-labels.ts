import { defineAudit } from '../../../audit-vocabulary';
import { SCAM_PATTERNS } from '../../../shared/labels';

export const situationAudit = defineAudit({
  actions: { 'situation.write': 'Soạn tình huống lừa đảo' },
  groups: { situation: 'Tình huống lừa đảo' },
  subjects: { situation: { label: 'Tình huống lừa đảo', href: (id) => `/situations/${id}` } },
  fields: { pattern: 'kiểu lừa' },
  values: { pattern: SCAM_PATTERNS },
});
