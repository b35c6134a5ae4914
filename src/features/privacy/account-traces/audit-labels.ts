import { defineAudit } from '../../../audit-vocabulary';

export const accountTraceAudit = defineAudit({
  actions: { 'account-trace.open': 'Tra một tài khoản đã xem, sửa của ai' },
  groups: { 'account-trace': 'Tài khoản đã xem, sửa của ai' },
});
