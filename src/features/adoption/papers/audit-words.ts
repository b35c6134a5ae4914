import { defineAudit } from '../../../audit-vocabulary';

export const paperAudit = defineAudit({
  actions: {
    'report-paper.take': 'Lấy báo cáo tháng ra tệp',
  },
  groups: {
    'report-paper': 'Báo cáo tháng',
  },
  subjects: {
    'report-paper': { label: 'Báo cáo tháng', href: (month) => `/reports?month=${month}` },
  },
  fields: {
    paper: 'tệp',
    state: 'số liệu',
  },
});

declare module '../../../audit-vocabulary' {
  interface AuditActions {
    paperAudit: keyof typeof paperAudit.actions;
  }
}
