import { defineAudit } from '../../../audit-vocabulary';

export const auditAudit = defineAudit({
  actions: {
    'audit.begin-chain': 'Bắt đầu nhật ký của một phường',
    'audit.restore': 'Khôi phục cơ sở dữ liệu từ bản sao lưu',
    'audit.empty': 'Bỏ nội dung của các dòng nhật ký cũ',
    'audit.open-head': 'Mở tờ niêm phong để in',
  },
  groups: {
    audit: 'Nhật ký',
  },
  fields: {
    seqs: 'dòng số',
    readingsBefore: 'mọi lần mở hồ sơ trước',
  },
  subjects: { 'audit-head': { label: 'Tờ niêm phong', href: () => '/audit/head' } },
});

declare module '../../../audit-vocabulary' {
  interface AuditActions {
    auditAudit: keyof typeof auditAudit.actions;
  }
}
