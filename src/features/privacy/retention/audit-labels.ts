import { defineAudit } from '../../../audit-vocabulary';

export const retentionAudit = defineAudit({
  actions: {
    'retention.preview': 'Xem trước ai sẽ bị bỏ tên',
    'retention.choose': 'Chọn giữ dữ liệu bao lâu',
    'retention.apply': 'Dọn dữ liệu quá hạn',
  },
  groups: { retention: 'Giữ dữ liệu bao lâu' },
  fields: {
    goneYears: 'người đã đi, mất, không ở đây',
    wordsYears: 'lời ghi cũ về nhà còn ở đây',
    refusedMonths: 'đề nghị đã từ chối',
    voiceMonths: 'lời nhắn, phản ánh',
    leftoverDays: 'dòng hoặc tệp danh sách đã bỏ',
    readingMonths: 'lần mở hồ sơ',
    unusedDays: 'tài khoản lâu không dùng',
  },
});
