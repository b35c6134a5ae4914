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
export function portalStatusName(code: number): string {
  return PORTAL_STATUSES.find((status) => status.code === code)?.name ?? 'Trạng thái lạ';
}
