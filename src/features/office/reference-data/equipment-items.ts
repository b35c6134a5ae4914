/** What a new ward's teams take along, until the office changes the list. */
export const EQUIPMENT_ITEMS = [
  'Laptop',
  'Bộ phát 4G',
  'SIM 4G dự phòng, khác mạng',
  'Máy quét cầm tay',
  'Máy in cầm tay',
  'Sạc dự phòng',
  'Đầu đọc thẻ hoặc điện thoại có NFC',
  'Thẻ cán bộ',
  'Phiếu đi cửa',
  'Giấy báo đã đến, tờ rơi',
] as const;
