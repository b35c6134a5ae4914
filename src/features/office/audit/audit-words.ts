import { defineAudit } from '../../../audit-vocabulary';

export const auditAudit = defineAudit({
  actions: {
    'audit.begin-chain': 'Bắt đầu nhật ký của một phường',
    'audit.restore': 'Khôi phục cơ sở dữ liệu từ bản sao lưu',
    'audit.empty': 'Bỏ nội dung của các dòng nhật ký cũ',
  },
  groups: {
    audit: 'Nhật ký',
  },
  fields: {
    seqs: 'dòng số',
    readingsBefore: 'mọi lần mở hồ sơ trước',
  },
});

declare module '../../../audit-vocabulary' {
  interface AuditActions {
    auditAudit: keyof typeof auditAudit.actions;
  }
}
