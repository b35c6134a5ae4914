import { defineAudit } from '../../../audit-vocabulary';
import { REFUSALS } from './request-choices';

export const publicRequestAudit = defineAudit({
  actions: {
    'public-request.send': 'Gửi đề nghị từ ngoài',
    'public-request.withdraw': 'Người gửi rút đề nghị',
    'public-request.list': 'Mở danh sách đề nghị từ ngoài',
    'public-request.open': 'Mở một đề nghị từ ngoài',
    'public-request.match': 'Ghép đề nghị với một cửa',
    'public-request.decline': 'Từ chối đề nghị từ ngoài',
    'public-request.decline-crowd': 'Từ chối các đề nghị gửi dồn dập',
    'public-request.revert': 'Hoàn tác việc xử lý đề nghị',
    'public-request.revert-crowd': 'Hoàn tác từ chối các đề nghị gửi dồn dập',
  },
  subjects: {
    'public-request': { label: 'Đề nghị từ ngoài', href: (id) => `/public-requests/${id}` },
  },
  fields: { isChecked: 'qua kiểm tra máy', refusal: 'vì sao từ chối', undone: 'hoàn tác việc' },
  values: {
    refusal: REFUSALS,
    undone: { matched: 'ghép', declined: 'từ chối' },
  },
});
