import { defineAudit } from '../../../audit-vocabulary';

export const paperAudit = defineAudit({
  actions: { 'report-paper.take': 'Lấy báo cáo tháng, bảng tin' },
  subjects: {
    'report-paper': { label: 'Báo cáo tháng', href: (month) => `/reports?month=${month}` },
  },
  fields: { paper: 'tệp', figures: 'số liệu' },
  values: {
    paper: { docx: 'báo cáo Word', xlsx: 'bảng Excel', 'notice-board': 'bảng tin' },
  },
});
