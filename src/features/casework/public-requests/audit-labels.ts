import { defineAudit } from '../../../audit-vocabulary';
import { REFUSALS } from './request-choices';

export const publicRequestAudit = defineAudit({
  actions: {
    'public-request.send': 'Gửi lời mời từ ngoài',
    'public-request.withdraw': 'Người gửi rút lời mời',
    'public-request.list': 'Mở danh sách lời mời từ ngoài',
    'public-request.open': 'Mở một lời mời từ ngoài',
    'public-request.match': 'Ghép lời mời với một cửa',
    'public-request.decline': 'Từ chối lời mời từ ngoài',
    'public-request.decline-crowd': 'Từ chối các lời mời gửi dồn dập',
    'public-request.revert': 'Hoàn tác việc xử lý lời mời',
    'public-request.revert-crowd': 'Hoàn tác từ chối các lời gửi dồn dập',
  },
  groups: {
    'public-request': 'Lời mời từ ngoài',
  },
  subjects: {
    'public-request': { label: 'Lời mời từ ngoài', href: (id) => `/public-requests/${id}` },
  },
  fields: {
    isChecked: 'qua kiểm tra máy',
    refusal: 'vì sao từ chối',
    undone: 'hoàn tác việc',
  },
  values: {
    refusal: REFUSALS,
    undone: { matched: 'ghép', declined: 'từ chối' },
  },
});
