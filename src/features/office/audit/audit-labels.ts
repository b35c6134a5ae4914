import { defineAudit } from '../../../audit-vocabulary';

export const auditAudit = defineAudit({
  actions: {
    'audit.begin-chain': 'Bắt đầu nhật ký của một phường',
    'audit.restore': 'Khôi phục cơ sở dữ liệu từ bản sao lưu',
    'audit.empty': 'Bỏ nội dung của các dòng nhật ký cũ',
    'audit.open-head': 'Mở tờ niêm phong để in',
  },
  groups: { audit: 'Nhật ký' },
  fields: { seqs: 'dòng số', readingsBefore: 'mọi lần mở hồ sơ trước', for: 'để' },
  // What a personal file was opened for; the pages of several rooms open one.
  values: {
    for: {
      briefing: 'ghi lời dặn',
      card: 'in thẻ các bước',
      cards: 'in thẻ nhắc',
      'check-back': 'hỏi lại',
      confirmation: 'gọi xác nhận',
      conflict: 'xem hai bản',
      consent: 'ghi điều đã đồng ý',
      'data-request': 'ghi yêu cầu về dữ liệu',
      'door-call': 'gọi hẹn',
      'doors-to-call': 'tìm nhà để gọi',
      edit: 'sửa',
      erasure: 'xóa dữ liệu',
      history: 'xem lịch sử',
      merge: 'gộp',
      moves: 'ghi chuyển đi, chuyển đến',
      'national-number': 'sửa số định danh',
      needs: 'ghi nhu cầu',
      occupancy: 'ghi vắng, về',
      'portal-answer': 'ghi câu trả lời về Cổng',
      referral: 'giới thiệu đi nơi khác',
      reminders: 'nhắc hẹn',
      request: 'nhận đề nghị',
      round: 'lập buổi',
      sample: 'hỏi mẫu',
      sheet: 'gõ lại phiếu',
      visit: 'ghi lượt thăm',
    },
  },
  subjects: { 'audit-head': { label: 'Tờ niêm phong', href: () => '/audit/head' } },
});
