import { z } from 'zod';
import { formatNumber } from '../../../shared/numbers';

/** What a ward chose; a part that is null, or missing because nothing was chosen yet, is kept. No law names a figure, so the ward chooses (Luật 91/2025/QH15, Điều 3). */
export const RETENTION = z.object({
  /** Years after a resident moved away or died. */
  goneYears: z.number().nullish(),
  /** Years after a visit, the end of a request or the last change of a briefing about a home. */
  wordsYears: z.number().nullish(),
  /** Months after a request from outside was declined or withdrawn. */
  refusedMonths: z.number().nullish(),
  /** Months after a sentence about the team was sent, or a complaint answered. */
  voiceMonths: z.number().nullish(),
  /** Days after a list was cancelled, reverted, could not be read, or was left without an answer. */
  leftoverDays: z.number().nullish(),
  /** Months after a file or a list was opened. */
  readingMonths: z.number().nullish(),
  /** Days after an account was last used. */
  unusedDays: z.number().nullish(),
  /** Days after which that account is warned of; fewer. */
  warnedDays: z.number().nullish(),
});
export type Retention = z.infer<typeof RETENTION>;

export type RetentionPart = Exclude<keyof Retention, 'warnedDays'>;

interface PeriodRule {
  label: string;
  hint: string;
  min: number;
  max: number;
}

/** `unit`: what one is called in a report. */
export const PARTS: Record<RetentionPart, PeriodRule & { unit: string }> = {
  goneYears: {
    label: 'Người đã chuyển đi, không ở đây hoặc mất: bỏ tên sau mấy năm',
    hint: 'Tính từ ngày rời hộ cuối cùng; người không ở đây, từ lần gặp cuối. Số đếm vẫn còn.',
    unit: 'người',
    min: 1,
    max: 50,
  },
  wordsYears: {
    label: 'Lời ghi về nhà còn ở đây (lượt thăm, đề nghị đã xong, lời dặn): bỏ chữ sau mấy năm',
    hint: 'Lượt thăm tính từ ngày cuối còn việc, đề nghị từ ngày kết thúc, lời dặn (xóa hẳn) từ lần sửa cuối. Số đếm, mã hồ sơ và dòng nhật ký vẫn còn; nhà đang xếp buổi, còn hẹn, còn đề nghị hay yêu cầu về dữ liệu thì đợi. Ít nhất 2 năm.',
    unit: 'nhà có lời ghi cũ',
    min: 2, // follow-ups are shown for a year, lessons asked about for less, months closed within two
    max: 50,
  },
  refusedMonths: {
    label: 'Đề nghị từ ngoài đã từ chối hoặc người gửi rút: xóa sau mấy tháng',
    hint: 'Tính từ ngày trả lời.',
    unit: 'đề nghị',
    min: 1,
    max: 120,
  },
  voiceMonths: {
    label: 'Lời nhắn của bà con, phản ánh đã trả lời: xóa sau mấy tháng',
    hint: 'Lời nhắn tính từ ngày gửi, phản ánh từ ngày kết thúc.',
    unit: 'lời nhắn, phản ánh',
    min: 1,
    max: 120,
  },
  leftoverDays: {
    label: 'Danh sách đã bỏ, đã hoàn tác, không đọc được hoặc không ai chọn cột: xóa sau mấy ngày',
    hint: 'Danh sách đã nhập vào sổ không thuộc phần này.',
    unit: 'dòng hoặc tệp danh sách',
    min: 1,
    max: 3650,
  },
  readingMonths: {
    label: 'Nhật ký các lần mở hồ sơ: bỏ tên hồ sơ và nội dung sau mấy tháng',
    hint: 'Còn lại ai đã mở và lúc nào. Dòng ghi việc sửa, thêm, xóa thì giữ. Ít nhất 12 tháng.',
    unit: 'lần mở hồ sơ',
    // Nghị định 165/2025/NĐ-CP, Điều 17.10 asks for six months of processing logs at least; a whole year shows habits.
    min: 12,
    max: 120,
  },
  unusedDays: {
    label: 'Tài khoản không ai dùng: khóa sau mấy ngày',
    hint: 'Tính từ lần đăng nhập cuối, hoặc buổi cuối có tên trong đội. Quản trị mở lại được; quản trị dùng gần nhất không tự khóa.',
    unit: 'tài khoản bị khóa',
    min: 30,
    max: 365,
  },
};

/** What is chosen on the page, in its order. */
export const PERIODS: Record<keyof Retention, PeriodRule> = {
  ...PARTS,
  warnedDays: {
    label: 'Báo trước tài khoản sắp khóa: sau mấy ngày không ai dùng',
    hint: 'Hiện ở Tài khoản và Hôm nay của quản trị. Để trống thì khóa mà không báo trước.',
    min: 1,
    max: 364,
  },
};
export const PERIOD_NAMES = Object.keys(PERIODS) as (keyof Retention)[];

export const PART_NAMES = Object.keys(PARTS) as RetentionPart[];

/** Numbers of people, homes, public requests, rows (or unread files) of lists and readings that exceeded the period of the part. */
export const RETENTION_COUNTS = z.record(z.enum(PART_NAMES), z.number());
export type RetentionCounts = z.infer<typeof RETENTION_COUNTS>;
/** Of a run that is over: a part may be younger than it. */
export const PAST_COUNTS = z.partialRecord(z.enum(PART_NAMES), z.number());

/** What a run would delete or erase, and the first names: of people, homes, senders and files. */
export const RETENTION_DUE = z.object({
  counts: RETENTION_COUNTS,
  names: z.record(z.enum(PART_NAMES), z.array(z.string())),
});
export type RetentionDue = z.infer<typeof RETENTION_DUE>;

/** Maximum number of names listed for a part. */
export const NAMES_SHOWN = 500;

/** '2 người: Lê Văn Nam (1950), Trần Thị Vi (1938).', a sentence for each part of which something goes. */
export const dueSentences = ({ counts, names }: RetentionDue): string[] =>
  PART_NAMES.filter((part) => counts[part]).map((part) => {
    // Lists are named by their files and counted by their rows, one that was never read by its file.
    const rest = part === 'leftoverDays' ? 0 : counts[part] - names[part].length;
    const named = names[part].join(', ') + (names[part].length > 0 && rest > 0 ? `, và ${formatNumber(rest)} nữa` : '');
    return `${formatNumber(counts[part])} ${PARTS[part].unit}${named && `: ${named}`}.`;
  });

/** '2 người, 5 đề nghị'; 'không có gì' for nothing. */
export function retentionCountsText(counts: Partial<RetentionCounts>): string {
  const words = PART_NAMES.filter((part) => counts[part]).map((part) => `${counts[part]} ${PARTS[part].unit}`);
  return words.join(', ') || 'không có gì';
}
