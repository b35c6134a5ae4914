import { formatDate, type LocalDate } from './dates';

type PortalStatusGroup = 'waiting' | 'processing' | 'failed' | 'needs_papers' | 'needs_payment' | 'withdrawn' | 'done';

interface PortalStatus {
  code: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;
  /** The exact words of the national portal. */
  name: string;
  group: PortalStatusGroup;
  /** Stops the clock of the file. Status 5 only pauses it. */
  isFinal: boolean;
}

/**
 * The ten statuses of the national portal, the same in every integration with it; finer labels of provincial systems
 * map to these.
 */
export const PORTAL_STATUSES: readonly PortalStatus[] = [
  { code: 1, name: 'Mới đăng ký', group: 'waiting', isFinal: false },
  { code: 2, name: 'Được tiếp nhận', group: 'processing', isFinal: false },
  { code: 3, name: 'Không được tiếp nhận', group: 'failed', isFinal: true },
  { code: 4, name: 'Đang xử lý', group: 'processing', isFinal: false },
  { code: 5, name: 'Yêu cầu bổ sung giấy tờ', group: 'needs_papers', isFinal: false },
  { code: 6, name: 'Yêu cầu thực hiện nghĩa vụ tài chính', group: 'needs_payment', isFinal: false },
  { code: 7, name: 'Công dân yêu cầu rút hồ sơ', group: 'withdrawn', isFinal: true },
  { code: 8, name: 'Dừng xử lý', group: 'failed', isFinal: true },
  { code: 9, name: 'Đã xử lý xong', group: 'done', isFinal: true },
  { code: 10, name: 'Đã trả kết quả', group: 'done', isFinal: true },
];

/** The portal's own words for a status code 1 to 10. */
export const portalStatusName = (code: number): string =>
  PORTAL_STATUSES.find((status) => status.code === code)?.name ?? 'Trạng thái lạ';

/** The portal sent the file back: not accepted, papers asked for, stopped. Such a status names its cause. */
export const SENT_BACK: readonly number[] = [3, 5, 8];

/**
 * The statuses that may follow each one. The portal publishes the list, not its order: this is the application's own
 * reading of it. A file that was asked for papers is accepted or handled again; nothing follows a refusal, a withdrawal,
 * a stop or a result that was handed over.
 */
const FOLLOWED_BY: Readonly<Record<number, readonly number[]>> = {
  1: [2, 3, 4, 5, 6, 7, 8, 9, 10],
  2: [3, 4, 5, 6, 7, 8, 9, 10],
  3: [],
  4: [5, 6, 7, 8, 9, 10],
  5: [1, 2, 3, 4, 6, 7, 8, 9, 10],
  6: [2, 3, 4, 5, 7, 8, 9, 10],
  7: [],
  8: [],
  9: [10],
  10: [],
};

export interface DatedStatus {
  code: number;
  on: LocalDate;
}

/**
 * The recorded status that a new one contradicts, because a file does not go that way; null if it fits. A new status
 * stands after those of its day, so a status that was forgotten may be filled in.
 * @param known of the file, the newest first.
 */
export function contradictedBy(known: readonly DatedStatus[], { code, on }: DatedStatus): DatedStatus | null {
  const before = known.find((status) => status.on <= on) ?? null;
  const after = known.findLast((status) => status.on > on) ?? null;
  if (before && before.code !== code && !FOLLOWED_BY[before.code]!.includes(code)) return before;
  return after && after.code !== code && !FOLLOWED_BY[code]!.includes(after.code) ? after : null;
}

/** Why a status that contradicts a recorded one needs a reason. */
export const backwardText = ({ code, on }: DatedStatus): string =>
  `Đi lùi: đã ghi “${portalStatusName(code)}” ngày ${formatDate(on)}. Ghi vì sao.`;
