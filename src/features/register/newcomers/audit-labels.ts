import { defineAudit } from '../../../audit-vocabulary';

export const newcomerAudit = defineAudit({
  actions: {
    'newcomer.report': 'Ghi người mới gặp ở cửa',
    'newcomer.list': 'Mở danh sách người mới chờ xác nhận',
    'newcomer.confirm': 'Xác nhận người mới',
    'newcomer.reopen': 'Hoàn tác xác nhận người mới',
  },
  groups: {
    newcomer: 'Người mới',
  },
});
