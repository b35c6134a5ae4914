/** The groups whose services tell a health or social condition: disability, merit, poverty, unemployment, insurance. */
const TELLING_GROUPS = new Set(['bao_tro_xh', 'nguoi_co_cong', 'giam_ngheo', 'viec_lam', 'bhxh_bhyt']);

/** Whether the name of a service of this group may stand in a text that others can read. */
export const isNameable = (groupKey: string): boolean => !TELLING_GROUPS.has(groupKey);

/** Vietnamese name of each group of public services, by `groupKey`. */
export const SERVICE_GROUP_NAMES: Record<string, string> = {
  can_cuoc: 'Căn cước',
  cu_tru: 'Cư trú',
  ho_tich: 'Hộ tịch',
  lien_thong: 'Thủ tục liên thông',
  chung_thuc: 'Chứng thực',
  bao_tro_xh: 'Bảo trợ xã hội',
  nguoi_co_cong: 'Người có công',
  giam_ngheo: 'Giảm nghèo',
  bhxh_bhyt: 'Bảo hiểm xã hội, bảo hiểm y tế',
  viec_lam: 'Việc làm, thất nghiệp',
  dat_dai: 'Đất đai, nhà ở',
  thue: 'Thuế',
  ho_kinh_doanh: 'Hộ kinh doanh',
  phuong_tien: 'Xe cộ, giấy phép lái xe',
  xuat_nhap_canh: 'Xuất nhập cảnh',
  ly_lich_tu_phap: 'Lý lịch tư pháp',
  giao_duc: 'Giáo dục',
  tien_ich: 'Điện sinh hoạt',
  con_dau: 'Con dấu',
  toa_an: 'Tòa án',
  tai_khoan_so: 'Tài khoản và ứng dụng số',
  tien_ich_so: 'Tiện ích số',
  tuyen_truyen: 'Nội dung tuyên truyền',
};
