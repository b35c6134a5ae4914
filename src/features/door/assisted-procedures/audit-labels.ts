import { defineAudit } from '../../../audit-vocabulary';
import { ASSIST_RESULTS } from '../../../shared/labels';

export const assistedProcedureAudit = defineAudit({
  actions: {
    'assisted-procedure.submit': 'Ghi hồ sơ đã nộp',
    'assisted-procedure.add-status': 'Ghi trạng thái hồ sơ trên Cổng',
    'assisted-procedure.paste-statuses': 'Dán nhiều trạng thái hồ sơ',
    'assisted-procedure.list-stuck': 'Mở danh sách hồ sơ vướng',
    'assisted-procedure.preview-statuses': 'Xem trước trạng thái dán vào',
  },
  subjects: {
    'assisted-procedure': { label: 'Hồ sơ', href: (id) => `/assisted-procedures/${id}` },
  },
  fields: { submittedOn: 'ngày nộp', hasCode: 'có mã hồ sơ', backwardReason: 'vì sao đi lùi', files: 'các hồ sơ' },
  values: { before: ASSIST_RESULTS },
});
