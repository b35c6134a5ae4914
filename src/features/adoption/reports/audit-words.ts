import { defineAudit } from '../../../audit-vocabulary';

export const reportAudit = defineAudit({
  actions: {
    'report.list': 'Mở danh sách sau một con số',
    'report.take-list': 'Lấy danh sách sau một con số ra tệp',
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
