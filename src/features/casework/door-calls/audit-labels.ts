import { defineAudit } from '../../../audit-vocabulary';
import { CALL_OUTCOMES } from '../../../shared/labels';

export const doorCallAudit = defineAudit({
  actions: {
    'door-call.record': 'Ghi cuộc gọi hẹn',
    'door-call.correct': 'Sửa cuộc gọi hẹn',
    'door-call.withdraw': 'Rút cuộc gọi ghi nhầm',
    'door-call.open': 'Mở một cuộc gọi hẹn',
  },
  subjects: {
    'door-call': { label: 'Cuộc gọi hẹn', href: (id) => `/door-calls/${id}/edit` },
  },
  fields: { calledOn: 'ngày gọi', callOutcome: 'kết quả cuộc gọi', times: 'giờ ở nhà' },
  values: { callOutcome: CALL_OUTCOMES },
});
