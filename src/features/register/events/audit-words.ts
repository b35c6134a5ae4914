import { defineAudit } from '../../../audit-vocabulary';
import { REGISTER_EVENTS } from '../../../shared/labels';

export const registerEventAudit = defineAudit({
  actions: {
    'register-act.open': 'Mở một việc để lấy lại',
    'register-act.take-back': 'Lấy lại một việc ghi nhầm',
  },
  groups: {
    'register-act': 'Việc lấy lại',
  },
  values: {
    kind: REGISTER_EVENTS,
  },
});

declare module '../../../audit-vocabulary' {
  interface AuditActions {
    registerEventAudit: keyof typeof registerEventAudit.actions;
  }
}
