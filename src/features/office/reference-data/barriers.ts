interface BarrierEntry {
  key: string;
  label: string;
}

/**
 * What stands between a resident and the portal. Whether and how the door was answered is an outcome, not a barrier.
 */
export const BARRIERS: BarrierEntry[] = [
  { key: 'khong_smartphone', label: 'Không có điện thoại thông minh' },
  { key: 'dung_chung_may', label: 'Dùng chung máy với con cháu' },
  { key: 'khong_vneid_muc2', label: 'Chưa có VNeID mức 2' },
  { key: 'quen_mat_khau', label: 'Quên mật khẩu' },
  { key: 'mat_otp', label: 'Không nhận được mã OTP' },
  { key: 'sim_khong_chinh_chu', label: 'SIM không chính chủ' },
  { key: 'loi_nfc_qr_khuon_mat', label: 'Lỗi khi quét mã QR, đọc thẻ (NFC) hoặc quét khuôn mặt' },
  { key: 'ngay_sinh_thieu', label: 'Giấy tờ cũ chỉ ghi năm sinh' },
  { key: 'he_thong_loi_cham', label: 'Hệ thống lỗi, chậm hoặc chưa đồng bộ dữ liệu' },
  { key: 'tep_pdf', label: 'Cổng chỉ nhận tệp PDF, cần quét giấy tờ' },
  { key: 'ho_so_trong_tra_lai', label: 'Hồ sơ bị trả lại không rõ lý do' },
  { key: 'can_ban_chung_thuc', label: 'Bị đòi bản chứng thực' },
  { key: 'can_chu_ky_so', label: 'Cần chữ ký số' },
  { key: 'so_lua_dao', label: 'Sợ bị lừa đảo' },
  { key: 'tu_choi', label: 'Không muốn được hỗ trợ' },
  { key: 'khong_co_nhu_cau', label: 'Không có nhu cầu' },
  { key: 'tu_lam_duoc', label: 'Tự làm được' },
  { key: 'khac', label: 'Khác (ghi rõ)' },
];
