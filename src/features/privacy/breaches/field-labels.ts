/** What the fields of a breach are called on pages, on paper and in the log, in the order of the sheet. */
export const FIELD_LABELS = {
  what: 'Chuyện gì đã xảy ra',
  dataKinds: 'Loại dữ liệu bị ảnh hưởng',
  peopleCount: 'Số người bị ảnh hưởng',
  consequences: 'Hậu quả đã thấy, có thể có',
  measures: 'Đã làm gì, sẽ làm gì',
  contact: 'Người liên hệ',
} as const;
