import { defineAudit } from '../../../audit-vocabulary';

export const reportAudit = defineAudit({
  actions: {
    'report.list': 'Mở danh sách sau một con số',
  },
  groups: {
    report: 'Báo cáo',
  },
  subjects: {
    report: { label: 'Báo cáo', href: null },
  },
});

declare module '../../../audit-vocabulary' {
  interface AuditActions {
    reportAudit: keyof typeof reportAudit.actions;
  }
}
