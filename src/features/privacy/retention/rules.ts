/** What a ward chose; a part that is null is kept. No law names a figure, so the ward chooses (Luật 91/2025/QH15, Điều 3). */
export interface Retention {
  /** Years after somebody moved away or died. */
  goneYears: number | null;
  /** Months after a request from outside was declined or withdrawn. */
  refusedMonths: number | null;
  /** Days after a list was cancelled, reverted, or could not be read. */
  leftoverDays: number | null;
}

export type RetentionPart = keyof Retention;

interface PartRule {
  label: string;
  hint: string;
  /** What one is called in a report. */
  unit: string;
  max: number;
}

export const PARTS: Record<RetentionPart, PartRule> = {
  goneYears: {
    label: 'Người đã chuyển đi hoặc mất: bỏ tên sau mấy năm',
    hint: 'Tính từ ngày rời hộ cuối cùng. Số đếm vẫn còn.',
    unit: 'người',
    max: 50,
  },
  refusedMonths: {
    label: 'Lời mời từ ngoài đã từ chối hoặc người gửi rút: xóa sau mấy tháng',
    hint: 'Tính từ ngày trả lời.',
    unit: 'lời mời',
    max: 120,
  },
  leftoverDays: {
    label: 'Danh sách đã bỏ, đã hoàn tác hoặc không đọc được: xóa các dòng sau mấy ngày',
    hint: 'Danh sách đã nhập vào sổ không thuộc phần này.',
    unit: 'dòng danh sách',
    max: 3650,
  },
};

export const PART_NAMES = Object.keys(PARTS) as RetentionPart[];

/** Numbers of people, public requests and rows of lists that exceeded the period of the part. */
export type RetentionCounts = Record<RetentionPart, number>;

/** '2 người, 5 lời mời'; 'không có gì' for nothing. */
export function countWords(counts: RetentionCounts): string {
  const words = PART_NAMES.filter((part) => counts[part] > 0).map((part) => `${counts[part]} ${PARTS[part].unit}`);
  return words.join(', ') || 'không có gì';
}
