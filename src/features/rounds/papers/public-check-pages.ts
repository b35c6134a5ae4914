import { formatRoundTime } from '../../../shared/dates';
import { capitalise } from '../../../shared/vietnamese-text';
import { errorSummary, type FieldErrors } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { frameOf } from '../../casework/public-requests/pages';
import type { PublicWard } from '../../casework/public-requests/queries';
import { validateCode, type CodeVerdict } from './code-answer';
import type { CodeRound } from './queries';

const DO_NOT_OPEN = 'Đừng mở cửa, đừng đưa giấy tờ, đừng đọc mã OTP.';

const VERDICTS: Readonly<Record<CodeVerdict, { verdict: string; advice: string; isTeam: boolean; isShown: boolean }>> =
  {
    'under-way': {
      verdict: 'Đúng là mã của đội',
      advice: 'Xem tên trên thẻ đeo trước ngực. Trùng một trong các tên dưới đây mới là người của đội.',
      isTeam: true,
      isShown: true,
    },
    near: {
      verdict: 'Đúng mã, sát giờ',
      advice: 'Buổi sắp bắt đầu hoặc vừa xong. Xem tên trên thẻ, rồi gọi phường hỏi cho chắc.',
      isTeam: true,
      isShown: true,
    },
    'later-today': {
      verdict: 'Chưa đến giờ',
      advice: 'Buổi này hôm nay nhưng chưa bắt đầu. Người đến lúc này chưa phải đội: gọi phường hỏi.',
      isTeam: false,
      isShown: true,
    },
    'over-today': {
      verdict: 'Đã hết giờ',
      advice: `Buổi này hôm nay đã xong. ${DO_NOT_OPEN}`,
      isTeam: false,
      isShown: true,
    },
    'other-day': {
      verdict: 'Không phải mã hôm nay',
      advice: `Mã của ngày khác: có thể ai đó nhặt được giấy cũ. ${DO_NOT_OPEN}`,
      isTeam: false,
      isShown: false,
    },
    cancelled: {
      verdict: 'Buổi đã hủy',
      advice: `Không ai được đến theo buổi này. ${DO_NOT_OPEN}`,
      isTeam: false,
      isShown: false,
    },
  };
const NO_ROUND = {
  verdict: 'Không có buổi nào mang mã này',
  advice: `Xem lại từng chữ. ${DO_NOT_OPEN}`,
  isTeam: false,
};

/** Whether the answer to a code names tonight's team, so that asking for it was no guess. */
export const isRightCode = (round: CodeRound | undefined, now: Date): boolean =>
  round !== undefined && VERDICTS[validateCode(round, now)].isShown;

export interface CheckAsked {
  typed: string;
  /** Undefined if no round has the code; null if nothing was looked up. */
  round: CodeRound | undefined | null;
  notice?: string;
  errors?: FieldErrors;
}

export const publicCheckPage = (ward: PublicWard, { typed, round, notice = '', errors = {} }: CheckAsked, now: Date) =>
  viewOf('rounds/papers/public-check', {
    ...frameOf(ward),
    typed,
    answer: round === null ? null : answerOf(round, now),
    notice,
    errors,
    summary: errorSummary(errors),
  });

function answerOf(round: CodeRound | undefined, now: Date) {
  if (!round) return { ...NO_ROUND, round: null };
  const { isShown, ...words } = VERDICTS[validateCode(round, now)];
  const shown = {
    time: capitalise(formatRoundTime(round.startsAt, round.endsAt)),
    lanes: round.lanes.length > 0 ? round.lanes : [round.area],
    team: round.officers.map(({ displayName }) => displayName),
  };
  // Nothing is said about a round of another day or a cancelled one.
  return { ...words, round: isShown ? shown : null };
}
