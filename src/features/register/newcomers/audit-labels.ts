import { defineAudit } from '../../../audit-vocabulary';

export const newcomerAudit = defineAudit({
  actions: {
    'newcomer.report': 'Ghi người mới gặp ở cửa',
    'newcomer.list': 'Mở danh sách người mới chờ xác nhận',
    'newcomer.confirm': 'Xác nhận người mới',
    'newcomer.live-elsewhere': 'Ghi người mới không ở đây',
    'newcomer.reopen': 'Hoàn tác câu trả lời về người mới',
  },
  groups: { newcomer: 'Người mới' },
});
