import { defineAudit } from '../../../audit-vocabulary';

export const officialCountAudit = defineAudit({
  actions: { 'official-count.record': 'Ghi số Cổng công bố', 'official-count.withdraw': 'Rút số Cổng ghi nhầm' },
  subjects: {
    'official-count': { label: 'Số Cổng công bố', href: () => '/official-counts' },
  },
  fields: {
    month: 'tháng',
    received: 'hồ sơ nhận',
    online: 'nộp trực tuyến',
    whollyOnline: 'trực tuyến toàn trình',
    statedOn: 'ngày công bố',
  },
  values: {},
});
