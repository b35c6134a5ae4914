import { defineAudit } from '../../../audit-vocabulary';

export const accountTraceAudit = defineAudit({
  actions: { 'account-trace.open': 'Xem một tài khoản đã chạm vào ai' },
  groups: { 'account-trace': 'Tài khoản đã chạm vào ai' },
});

declare module '../../../audit-vocabulary' {
  interface AuditActions {
    accountTraceAudit: keyof typeof accountTraceAudit.actions;
  }
}
