import { defineAudit } from '../../../audit-vocabulary';
import { ENDS, KIND_LABELS } from './clocks';

export const dataRequestAudit = defineAudit({
  actions: {
    'data-request.record': 'Ghi yêu cầu về dữ liệu',
    'data-request.answer': 'Trả lời đã nhận yêu cầu về dữ liệu',
    'data-request.extend': 'Gia hạn yêu cầu về dữ liệu',
    'data-request.end': 'Kết thúc yêu cầu về dữ liệu',
    'data-request.reopen': 'Mở lại yêu cầu về dữ liệu',
    'data-request.lift': 'Gỡ hạn chế, phản đối đã nhận',
    'data-request.list': 'Mở sổ yêu cầu về dữ liệu',
    'data-request.open': 'Mở yêu cầu về dữ liệu',
  },
  subjects: { 'data-request': { label: 'Yêu cầu về dữ liệu', href: (id) => `/data-requests/${id}` } },
  fields: { dataRequest: 'yêu cầu', extendedByDays: 'thêm ngày', endedAs: 'kết thúc' },
  values: { dataRequest: KIND_LABELS, endedAs: ENDS },
});
