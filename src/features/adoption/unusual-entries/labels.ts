import {
  COMPARED_LINES,
  FUNNEL_DISTANCE,
  FUNNEL_ERRORS,
  LATE_DAYS,
  LEAST,
  NIGHT_FROM,
  NIGHT_TO,
  OWN_EDIT_DAYS,
  PACE,
  ROUND_HOURS,
  SKIPPED,
  STATUS_DAYS,
  type EntryKind,
  type Rule,
} from './rules';

export const ENTRY_NAMES: Readonly<Record<EntryKind, string>> = {
  sample: 'câu trả lời mẫu hỏi',
  answer: 'câu trả lời qua điện thoại',
  check_back: 'lần hỏi lại',
  visit: 'lượt thăm',
  line: 'việc đã giúp',
  edit: 'việc sửa lại',
  request: 'đề nghị',
  count: 'số Cổng công bố',
};

export const RULE_NAMES: Readonly<Record<Rule, string>> = {
  fast: 'Ghi dồn',
  night: 'Ghi ban đêm',
  late: 'Ghi muộn',
  order: 'Gọi nhảy cóc',
  alone: '“Tự bấm” nhiều hơn cả đội',
  no_code: 'Nộp không có mã',
  no_status: 'Mã chưa thấy trên Cổng',
  raised: 'Nâng mức của người khác',
  raised_own: 'Nâng mức của mình, về sau',
  invited: 'Tự ghi nhà từ chối mời lại',
  retyped: 'Ghi đè số Cổng',
};

const call = PACE.sample!;
const visit = PACE.visit!;
const percent = FUNNEL_DISTANCE * 100;
const compared = `hơn phần ấy của những người khác trong tháng từ ${percent} điểm phần trăm và ${FUNNEL_ERRORS} sai số chuẩn; mỗi bên ít nhất ${COMPARED_LINES} việc`;

/** From where on it is asked about. */
export const THRESHOLDS: Readonly<Record<Rule, string>> = {
  fast: `một người lưu từ ${call.minute} câu trả lời trong một phút hoặc ${call.halfHour} trong nửa giờ; lượt thăm gặp người: ${visit.minute} và ${visit.halfHour}. Một phiếu gõ lại là một lần lưu; không tính lượt từ máy mang theo, cuộc gọi không gặp`,
  night: `từ ${LEAST.night} mục một đêm, ${NIGHT_FROM} đến ${NIGHT_TO}; lượt thăm ghi trong ${ROUND_HOURS} giờ sau khi đến thì không tính`,
  late: `từ ${LEAST.late} mục một ngày, mỗi mục ghi sau hơn ${LATE_DAYS} ngày`,
  order: `từ ${LEAST.order} lần một ngày, mỗi lần bỏ qua hơn ${SKIPPED} người gọi được mà chưa gọi`,
  alone: `phần “tự bấm” của một người ${compared}`,
  no_code: `phần hồ sơ đã nộp không có mã ${compared}`,
  no_status: `phần hồ sơ có mã mà sau ${STATUS_DAYS} ngày vẫn không có trạng thái nào của Cổng ${compared}`,
  raised: `từ ${LEAST.raised} việc một ngày: mức giúp, kết quả, câu trả lời nâng lên, hoặc chuyển sang người khác, ở lượt do người khác ghi`,
  raised_own: `như trên ở lượt của mình, từ ${LEAST.raised_own} việc một ngày, sau hơn ${OWN_EDIT_DAYS} ngày`,
  invited: `từ ${LEAST.invited} đề nghị một tháng, nguồn “cán bộ ghi”, của nhà đã từ chối`,
  retyped: 'mỗi lần một tháng đã có số được ghi số khác',
};
