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
  },
  values: { recipient: REFERRAL_RECIPIENTS, referralOutcome: REFERRAL_OUTCOMES },
});
