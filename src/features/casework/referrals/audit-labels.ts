import { defineAudit } from '../../../audit-vocabulary';
import { REFERRAL_OUTCOMES, REFERRAL_RECIPIENTS } from '../../../shared/labels';

export const referralAudit = defineAudit({
  actions: {
    'referral.make': 'Giới thiệu người dân đến nơi khác',
    'referral.remove': 'Bỏ giấy giới thiệu ghi nhầm',
    'referral.withdraw': 'Rút giấy giới thiệu ghi nhầm',
    'referral.restore': 'Lấy lại giấy giới thiệu đã rút',
    'referral.answer': 'Ghi trả lời giấy giới thiệu',
    'referral.correct-answer': 'Sửa trả lời giấy giới thiệu',
    'referral.remove-answer': 'Hoàn tác trả lời giấy giới thiệu',
    'referral.make-letter': 'Làm công văn xin buổi định danh lưu động',
    'referral.remove-letter': 'Bỏ công văn xin buổi định danh lưu động',
    'referral.set-evening': 'Ghi ngày của buổi định danh lưu động',
    'referral.take-letter': 'Lấy tệp công văn xin buổi định danh lưu động',
  },
  subjects: {
    referral: { label: 'Giấy giới thiệu', href: (id) => `/referrals/${id}` },
  },
  fields: {
    recipient: 'nơi đến',
    answerBy: 'hỏi lại ngày',
    answeredOn: 'ngày trả lời',
    answer: 'trả lời',
    referralOutcome: 'kết quả',
    askedEvening: 'đề nghị ngày',
    eveningOn: 'ngày của buổi',
  },
  values: { recipient: REFERRAL_RECIPIENTS, referralOutcome: REFERRAL_OUTCOMES },
});
