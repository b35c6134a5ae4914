interface TargetEntry {
  indicator: string;
  period: string;
  /** Percent. */
  value: number;
  legalBasis: string;
  note: string;
}

const HANOI_JULY_2025 = {
  period: 'Trước 30/7/2025',
  legalBasis: 'Chỉ tiêu của Hà Nội năm 2025 (chưa rõ số văn bản)',
} as const;

const NATIONAL_PLAN_2023 = {
  period: '2023',
  legalBasis: 'Kế hoạch quốc gia năm 2023 (chưa rõ số văn bản)',
} as const;

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
  {
    ...HANOI_JULY_2025,
    indicator: 'Tỷ lệ hồ sơ nộp trực tuyến',
    value: 60,
    note: 'Tối thiểu, mỗi xã, phường.',
  },
  {
    ...HANOI_JULY_2025,
    indicator: 'Tỷ lệ hồ sơ nộp trực tuyến toàn trình',
    value: 20,
    note: 'Tối thiểu, mỗi xã, phường; nằm trong chỉ tiêu 60 % hồ sơ trực tuyến.',
  },
  {
    ...HANOI_JULY_2025,
    indicator: 'Tỷ lệ hồ sơ nộp trực tuyến tại Trung tâm Phục vụ hành chính công thành phố',
    value: 80,
    note: 'Tối thiểu, của trung tâm thành phố; phường chỉ để so sánh.',
  },
  {
    ...HANOI_JULY_2025,
    indicator: 'Tỷ lệ hồ sơ trả kết quả đúng hạn',
    value: 100,
    note: '',
  },
  {
    ...HANOI_JULY_2025,
    indicator: 'Tỷ lệ hồ sơ có kết quả điện tử',
    value: 100,
    note: '',
  },
  {
    indicator: 'Tỷ lệ thủ tục đủ điều kiện được cung cấp toàn trình',
    period: '2025',
    value: 100,
    legalBasis: 'Mục tiêu quốc gia đến năm 2025 (chưa rõ số văn bản)',
    note: 'Một nguồn, nên kiểm lại.',
  },
  {
    indicator: 'Tỷ lệ hồ sơ xử lý hoàn toàn trực tuyến',
    period: '2025',
    value: 80,
    legalBasis: 'Mục tiêu quốc gia đến năm 2025 (chưa rõ số văn bản)',
    note: 'Tối thiểu. Một nguồn, nên kiểm lại.',
  },
  {
    ...NATIONAL_PLAN_2023,
    indicator: 'Tỷ lệ hồ sơ nộp trực tuyến',
    value: 50,
    note: 'Tối thiểu. Chỉ tiêu cũ, để so sánh.',
  },
  {
    ...NATIONAL_PLAN_2023,
    indicator: 'Tỷ lệ người trưởng thành có định danh điện tử',
    value: 30,
    note: 'Trên mức này. Chỉ tiêu cũ, để so sánh.',
  },
  {
    ...NATIONAL_PLAN_2023,
    indicator: 'Tỷ lệ dùng điện thoại thông minh',
    value: 80,
    note: 'Trên mức này. Chỉ tiêu cũ, để so sánh.',
  },
  {
    ...NATIONAL_PLAN_2023,
    indicator: 'Tỷ lệ hộ có internet cáp quang',
    value: 85,
    note: 'Trên mức này. Chỉ tiêu cũ, để so sánh.',
  },
];
