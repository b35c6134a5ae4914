import { formatRoundTime } from '../../../shared/dates';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { capitalise } from '../../../shared/vietnamese-text';
import type { HeardCode } from '../round/round-code';
import { validateCode, type CodeVerdict } from './code-answer';
import type { CodeRound } from './queries';

const VERDICTS: Readonly<Record<CodeVerdict, { verdict: string; isTeam: boolean; advice: string }>> = {
  'under-way': {
    verdict: 'Đúng: đội đang đi buổi này',
    isTeam: true,
    advice:
      'Nhờ người dân đọc tên trên thẻ của người đang đứng ngoài cửa. Trùng một trong các tên dưới đây mới là đội.',
  },
  near: {
    verdict: 'Đúng buổi, sát giờ',
    isTeam: true,
    advice: 'Buổi sắp bắt đầu hoặc vừa xong. Nhờ người dân đọc tên trên thẻ, rồi gọi đội hỏi cho chắc.',
  },
  'later-today': {
    verdict: 'Chưa đến giờ',
    isTeam: false,
    advice: 'Buổi này hôm nay nhưng chưa đến giờ. Khuyên người dân chưa mở cửa; gọi đội hỏi.',
  },
  'over-today': {
    verdict: 'Đã hết giờ',
    isTeam: false,
    advice: 'Buổi này hôm nay đã xong. Khuyên người dân không mở cửa; gọi đội hỏi.',
  },
  'other-day': {
    verdict: 'Không phải hôm nay',
    isTeam: false,
    advice:
      'Mã có thật nhưng của ngày khác: có thể ai đó nhặt được giấy cũ. Khuyên người dân không mở cửa, cần thì gọi công an phường.',
  },
  cancelled: {
    verdict: 'Buổi đã hủy',
    isTeam: false,
    advice: 'Không ai được đến theo buổi này. Khuyên người dân không mở cửa, cần thì gọi công an phường.',
  },
};

/** The answer to a check code that was read out on the telephone: its rounds, or those of today that sound like it. */
export const codeAnswers = (
  heard: HeardCode,
  found: { rounds: readonly CodeRound[]; near: readonly CodeRound[] },
  now: Date,
) => ({
  code: [heard.letters, heard.tail].filter(Boolean).join('-'),
  // Letters and digits: no name of a person or a street.
  isCodeLike: /\d/.test(heard.tail) && /[A-Z]/.test(heard.letters + heard.tail),
  answers: found.rounds.map((round) => ({
    ...VERDICTS[validateCode(round, now)],
    time: capitalise(formatRoundTime(round.startsAt, round.endsAt)),
    area: round.area,
    code: round.code,
    id: round.id,
    href: `/rounds/${round.id}`,
    officers: round.officers.map(({ displayName, phone }) => ({
      name: displayName,
      phone: phone ? formatPhoneNumber(phone) : '',
    })),
  })),
  near: found.near.map((round) => ({
    code: round.code,
    time: capitalise(formatRoundTime(round.startsAt, round.endsAt)),
  })),
});
