import { defineAudit } from '../../../audit-vocabulary';

export const auditAudit = defineAudit({
  actions: {
    'audit.begin-chain': 'Bắt đầu nhật ký của một phường',
    'audit.restore': 'Khôi phục cơ sở dữ liệu từ bản sao lưu',
  },
  groups: {
    audit: 'Nhật ký',
  },
});

declare module '../../../audit-vocabulary' {
  interface AuditActions {
    auditAudit: keyof typeof auditAudit.actions;
  }
}
