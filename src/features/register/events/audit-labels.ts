import { defineAudit } from '../../../audit-vocabulary';
import { REGISTER_EVENTS } from '../../../shared/labels';

export const registerEventAudit = defineAudit({
  actions: { 'register-act.open': 'Mở một việc để hoàn tác', 'register-act.take-back': 'Hoàn tác một việc ghi nhầm' },
  groups: { 'register-act': 'Việc hoàn tác' },
  values: { kind: REGISTER_EVENTS },
});
