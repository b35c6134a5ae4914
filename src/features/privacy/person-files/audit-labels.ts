import { defineAudit } from '../../../audit-vocabulary';

export const personFileAudit = defineAudit({
  actions: { 'person-file.print': 'In toàn bộ dữ liệu của một người' },
  groups: { 'person-file': 'Bản in dữ liệu của một người' },
});
