import { defineAudit } from '../../../audit-vocabulary';

export const coverageAudit = defineAudit({
  actions: { 'coverage.open': 'Mở bảng phủ' },
  groups: { coverage: 'Bảng phủ' },
});
