interface TargetEntry {
  indicator: string;
  period: string;
  /** Percent. */
  value: number;
  legalBasis: string;
  note: string;
}

/** Targets of one document and period. */
const sharing = (
  shared: Pick<TargetEntry, 'period' | 'legalBasis'>,
  rows: readonly (readonly [indicator: string, value: number, note: string])[],
): TargetEntry[] => rows.map(([indicator, value, note]) => ({ ...shared, indicator, value, note }));

/**
 * Published targets with a source that can be shown; figures from memory or with contradictory sources are left out.
 */
export const TARGETS: TargetEntry[] = [
  {
    indicator: 'Tỷ lệ người trưởng thành đã dùng dịch vụ công trực tuyến',
    period: '2030',
    value: 70,
    legalBasis: 'Quyết định 1588/QĐ-TTg ngày 17/12/2024',
    note: 'Mục tiêu quốc gia.',
  },
  ...sharing({ period: 'Trước 30/7/2025', legalBasis: 'Chỉ tiêu của Hà Nội năm 2025 (chưa rõ số văn bản)' }, [
    ['Tỷ lệ hồ sơ nộp trực tuyến', 60, 'Tối thiểu, mỗi xã, phường.'],
    [
      'Tỷ lệ hồ sơ nộp trực tuyến toàn trình',
      20,
      'Tối thiểu, mỗi xã, phường; nằm trong chỉ tiêu 60 % hồ sơ trực tuyến.',
    ],
    [
      'Tỷ lệ hồ sơ nộp trực tuyến tại Trung tâm Phục vụ hành chính công thành phố',
      80,
      'Tối thiểu, của trung tâm thành phố; phường chỉ để so sánh.',
    ],
    ['Tỷ lệ hồ sơ trả kết quả đúng hạn', 100, ''],
    ['Tỷ lệ hồ sơ có kết quả điện tử', 100, ''],
  ]),
  ...sharing({ period: '2025', legalBasis: 'Mục tiêu quốc gia đến năm 2025 (chưa rõ số văn bản)' }, [
    ['Tỷ lệ thủ tục đủ điều kiện được cung cấp toàn trình', 100, 'Một nguồn, nên kiểm lại.'],
    ['Tỷ lệ hồ sơ xử lý hoàn toàn trực tuyến', 80, 'Tối thiểu. Một nguồn, nên kiểm lại.'],
  ]),
  ...sharing({ period: '2023', legalBasis: 'Kế hoạch quốc gia năm 2023 (chưa rõ số văn bản)' }, [
    ['Tỷ lệ hồ sơ nộp trực tuyến', 50, 'Tối thiểu. Chỉ tiêu cũ, để so sánh.'],
    ['Tỷ lệ người trưởng thành có định danh điện tử', 30, 'Trên mức này. Chỉ tiêu cũ, để so sánh.'],
    ['Tỷ lệ dùng điện thoại thông minh', 80, 'Trên mức này. Chỉ tiêu cũ, để so sánh.'],
    ['Tỷ lệ hộ có internet cáp quang', 85, 'Trên mức này. Chỉ tiêu cũ, để so sánh.'],
  ]),
];
