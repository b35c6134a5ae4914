import { defineAudit } from '../../../audit-vocabulary';

export const coverageAudit = defineAudit({
  actions: {
    'coverage.open': 'Mở bảng phủ',
  },
  groups: {
    coverage: 'Bảng phủ',
  },
});

declare module '../../../audit-vocabulary' {
  interface AuditActions {
    coverageAudit: keyof typeof coverageAudit.actions;
  }
}
