/**
 * What every new ward is opened with: the catalogue of public services and topics, barriers, portal
 * statuses, calendar, outreach policy, targets and help lines.
 *
 * Plain data, transcribed from the project's domain facts (November 2026): nothing here is computed,
 * and nothing is read from the clock. Wards edit their own copy afterwards, because national codes,
 * levels and days off keep changing.
 *
 * Conventions: `null` or an empty string means "the sources do not say"; dates are ISO calendar days
 * in Vietnam; texts that a person reads are Vietnamese.
 */

export type ServiceKind = 'procedure' | 'digital_account' | 'utility' | 'topic';

/** A: government text, or several sources agree. B: one serious source. C: weak. U: unsourced. */
export type Confidence = 'A' | 'B' | 'C' | 'U';

export type ServiceLevel = 'full' | 'partial';

export type TopicArea = 'scam' | 'e_id' | 'law';

export interface PublicServiceSeed {
  /** Stable slug, unique. The national code is never a key: it changes. */
  key: string;
  kind: ServiceKind;
  code: string | null;
  name: string;
  ministry: string;
  groupKey: string;
  /** On the list of Quyết định 06/QĐ-TTg. One item of the list may be several entries here. */
  isEssential25: boolean;
  /** full = toàn trình, partial = một phần. Only with a date and a source: sources disagree. */
  level: ServiceLevel | null;
  levelDate: string | null;
  levelSource: string | null;
  decidingBody: string;
  note: string;
  codeConfidence: Confidence | null;
  /** The entry that took this one's place; only retired entries have one. */
  replacedByKey: string | null;
  /** First day without the service, when it is known; it may lie ahead. */
  retiredOn: string | null;
  /** Already out of use in November 2026. `retiredOn` may still be null: the date was not found. */
  isRetired: boolean;
  topicArea: TopicArea | null;
}

/** Vietnamese label of each `groupKey`. */
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

const UNSPECIFIED = {
  code: null,
  isEssential25: false,
  level: null,
  levelDate: null,
  levelSource: null,
  decidingBody: '',
  note: '',
  codeConfidence: null,
  replacedByKey: null,
  retiredOn: null,
  isRetired: false,
  topicArea: null,
} as const;

const PROCEDURE = { ...UNSPECIFIED, kind: 'procedure' } as const;
const ESSENTIAL = { ...PROCEDURE, isEssential25: true } as const;
const DIGITAL_ACCOUNT = { ...UNSPECIFIED, kind: 'digital_account', groupKey: 'tai_khoan_so' } as const;
const UTILITY = { ...UNSPECIFIED, kind: 'utility', groupKey: 'tien_ich_so', ministry: '' } as const;
const TOPIC = { ...UNSPECIFIED, kind: 'topic', groupKey: 'tuyen_truyen', ministry: '' } as const;

const SEEN_ON_POLICE_PORTAL = {
  levelDate: '2026-09-25',
  levelSource: 'Cổng dịch vụ công Bộ Công an (dichvucong.bocongan.gov.vn)',
} as const;
const FULL = { level: 'full', ...SEEN_ON_POLICE_PORTAL } as const;
const PARTIAL = { level: 'partial', ...SEEN_ON_POLICE_PORTAL } as const;

export const PUBLIC_SERVICES: PublicServiceSeed[] = [
  // The 25 essential services (Quyết định 06/QĐ-TTg, Phụ lục I). Items 1 to 19 stand in the order of the
  // annex; of 20 to 25 only the membership is certain, not the order.
  {
    ...ESSENTIAL, ...FULL,
    key: 'xac-nhan-so-cmnd-cap-tinh',
    code: '2.001178',
    name: 'Cấp xác nhận số chứng minh nhân dân 09 số, số định danh cá nhân (cấp tỉnh)',
    ministry: 'Bộ Công an',
    groupKey: 'can_cuoc',
    codeConfidence: 'B',
    decidingBody: 'Công an cấp tỉnh',
    note: 'Mục 1 trong 25 dịch vụ thiết yếu, tách theo mã. Tên trong Quyết định 06: Xác nhận số chứng minh nhân dân khi đã được cấp thẻ căn cước công dân. Làm được cả trên VNeID từ tháng 10/2025.',
  },
  {
    ...ESSENTIAL, ...FULL,
    key: 'xac-nhan-so-cmnd-trung-uong',
    code: '1.000466',
    name: 'Cấp xác nhận số chứng minh nhân dân 09 số, số định danh cá nhân (trung ương)',
    ministry: 'Bộ Công an',
    groupKey: 'can_cuoc',
    codeConfidence: 'B',
    decidingBody: 'Bộ Công an',
    note: 'Mục 1 trong 25 dịch vụ thiết yếu, tách theo mã. Tên trong Quyết định 06: Xác nhận số chứng minh nhân dân khi đã được cấp thẻ căn cước công dân. Làm được cả trên VNeID từ tháng 10/2025.',
  },
  {
    ...ESSENTIAL, ...PARTIAL,
    key: 'doi-the-can-cuoc',
    code: '2.001195',
    name: 'Đổi thẻ căn cước công dân',
    ministry: 'Bộ Công an',
    groupKey: 'can_cuoc',
    codeConfidence: 'B',
    note: 'Mục 2 trong 25 dịch vụ thiết yếu (Cấp lại, đổi thẻ căn cước công dân), phần đổi thẻ. Mã các thủ tục căn cước đang thay đổi trong năm 2026, cần kiểm lại trên Cổng.',
  },
  {
    ...ESSENTIAL, ...FULL,
    key: 'cap-lai-the-can-cuoc-cap-tinh',
    code: '2.001194',
    name: 'Cấp lại thẻ căn cước công dân (cấp tỉnh)',
    ministry: 'Bộ Công an',
    groupKey: 'can_cuoc',
    codeConfidence: 'B',
    decidingBody: 'Công an cấp tỉnh',
    note: 'Mục 2 trong 25 dịch vụ thiết yếu (Cấp lại, đổi thẻ căn cước công dân), phần cấp lại. Mã các thủ tục căn cước đang thay đổi trong năm 2026, cần kiểm lại trên Cổng.',
  },
  {
    ...ESSENTIAL,
    key: 'cap-lai-the-can-cuoc',
    code: '1.014064',
    name: 'Cấp lại thẻ căn cước',
    ministry: 'Bộ Công an',
    groupKey: 'can_cuoc',
    codeConfidence: 'B',
    note: 'Mục 2 trong 25 dịch vụ thiết yếu (Cấp lại, đổi thẻ căn cước công dân), mã ghi trên Cổng Dịch vụ công quốc gia. Mã các thủ tục căn cước đang thay đổi trong năm 2026, cần kiểm lại trên Cổng.',
  },
  {
    ...ESSENTIAL, ...PARTIAL,
    key: 'dang-ky-thuong-tru',
    code: '1.004222',
    name: 'Đăng ký thường trú',
    ministry: 'Bộ Công an',
    groupKey: 'cu_tru',
    codeConfidence: 'A',
    decidingBody: 'Công an cấp xã',
    note: '7 ngày làm việc. Tờ khai mẫu CT01 theo Thông tư 116/2026/TT-BCA.',
  },
  {
    ...ESSENTIAL, ...PARTIAL,
    key: 'dang-ky-tam-tru',
    code: '1.004194',
    name: 'Đăng ký tạm trú',
    ministry: 'Bộ Công an',
    groupKey: 'cu_tru',
    codeConfidence: 'A',
    decidingBody: 'Công an cấp xã',
    note: '3 ngày làm việc.',
  },
  {
    ...ESSENTIAL, ...FULL,
    key: 'khai-bao-tam-vang',
    code: '1.003677',
    name: 'Khai báo tạm vắng',
    ministry: 'Bộ Công an',
    groupKey: 'cu_tru',
    codeConfidence: 'B',
    decidingBody: 'Công an cấp xã',
  },
  {
    ...ESSENTIAL, ...FULL,
    key: 'thong-bao-luu-tru',
    code: '2.001159',
    name: 'Thông báo lưu trú',
    ministry: 'Bộ Công an',
    groupKey: 'cu_tru',
    codeConfidence: 'B',
    note: 'Báo trước 23 giờ; khách đến muộn hơn thì báo trước 8 giờ sáng hôm sau.',
  },
  {
    ...ESSENTIAL, ...PARTIAL,
    key: 'dang-ky-xe-may-cap-xa',
    code: '1.010910',
    name: 'Đăng ký, cấp biển số mô tô, xe gắn máy (cấp xã)',
    ministry: 'Bộ Công an',
    groupKey: 'phuong_tien',
    codeConfidence: 'B',
    decidingBody: 'Công an cấp xã',
    note: 'Mục 7 trong 25 dịch vụ thiết yếu, tách theo mã. Công an cấp xã được phân cấp.',
  },
  {
    ...ESSENTIAL, ...FULL,
    key: 'dang-ky-xe-may-trong-nuoc',
    code: '1.012575',
    name: 'Đăng ký, cấp biển số mô tô, xe gắn máy (xe sản xuất, lắp ráp trong nước)',
    ministry: 'Bộ Công an',
    groupKey: 'phuong_tien',
    codeConfidence: 'B',
    note: 'Mục 7 trong 25 dịch vụ thiết yếu, tách theo mã.',
  },
  {
    ...ESSENTIAL, ...FULL,
    key: 'dang-ky-xe-may-nhap-khau',
    code: '1.013066',
    name: 'Đăng ký, cấp biển số mô tô, xe gắn máy (xe nhập khẩu)',
    ministry: 'Bộ Công an',
    groupKey: 'phuong_tien',
    codeConfidence: 'B',
    note: 'Mục 7 trong 25 dịch vụ thiết yếu, tách theo mã.',
  },
  {
    ...ESSENTIAL,
    key: 'dang-ky-xe-may-cap-tinh',
    code: '1.000377',
    name: 'Đăng ký, cấp biển số mô tô, xe gắn máy (cấp tỉnh)',
    ministry: 'Bộ Công an',
    groupKey: 'phuong_tien',
    codeConfidence: 'B',
    decidingBody: 'Công an cấp tỉnh',
    note: 'Mục 7 trong 25 dịch vụ thiết yếu, tách theo mã.',
  },
  {
    ...ESSENTIAL, ...FULL,
    key: 'nop-phat-nguoi',
    code: 'C08_XPHCDB',
    name: 'Thu tiền nộp phạt xử lý vi phạm hành chính trong lĩnh vực giao thông đường bộ qua thiết bị ghi hình (phạt nguội)',
    ministry: 'Bộ Công an',
    groupKey: 'phuong_tien',
    codeConfidence: 'B',
    note: 'Mã nội bộ của Bộ Công an, không theo dạng mã quốc gia.',
  },
  {
    ...ESSENTIAL,
    key: 'dang-ky-khai-sinh',
    code: '1.001193',
    name: 'Đăng ký khai sinh',
    ministry: 'Bộ Tư pháp',
    groupKey: 'ho_tich',
    codeConfidence: 'A',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...ESSENTIAL,
    key: 'dang-ky-khai-tu',
    code: '1.000656',
    name: 'Đăng ký khai tử',
    ministry: 'Bộ Tư pháp',
    groupKey: 'ho_tich',
    codeConfidence: 'A',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...ESSENTIAL,
    key: 'dang-ky-ket-hon',
    code: '1.000894',
    name: 'Đăng ký kết hôn',
    ministry: 'Bộ Tư pháp',
    groupKey: 'ho_tich',
    codeConfidence: 'B',
    decidingBody: 'UBND cấp xã',
    note: 'Giúp nộp hồ sơ chưa phải là xong: hai bên phải đến ký trực tiếp (cần kiểm lại).',
  },
  {
    ...ESSENTIAL, ...FULL,
    key: 'ho-chieu-pho-thong-cap-tinh',
    code: '1.001456',
    name: 'Cấp, cấp lại, sửa đổi, bổ sung hộ chiếu phổ thông (cấp tỉnh)',
    ministry: 'Bộ Công an',
    groupKey: 'xuat_nhap_canh',
    codeConfidence: 'B',
    decidingBody: 'Công an cấp tỉnh',
    note: 'Mục 12 trong 25 dịch vụ thiết yếu, tách theo mã. Người từ 14 tuổi.',
  },
  {
    ...ESSENTIAL, ...FULL,
    key: 'ho-chieu-pho-thong-trung-uong',
    code: '1.001471',
    name: 'Cấp, cấp lại, sửa đổi, bổ sung hộ chiếu phổ thông (trung ương)',
    ministry: 'Bộ Công an',
    groupKey: 'xuat_nhap_canh',
    codeConfidence: 'B',
    decidingBody: 'Bộ Công an',
    note: 'Mục 12 trong 25 dịch vụ thiết yếu, tách theo mã. Người từ 14 tuổi.',
  },
  {
    ...ESSENTIAL,
    key: 'lam-con-dau-moi',
    name: 'Thủ tục làm con dấu mới và cấp giấy chứng nhận đã đăng ký mẫu dấu',
    ministry: 'Bộ Công an',
    groupKey: 'con_dau',
    note: 'Dành cho tổ chức, hộ gia đình hiếm khi cần.',
  },
  {
    ...ESSENTIAL,
    key: 'lam-con-dau-thu-nho-noi-xi',
    name: 'Thủ tục làm con dấu thu nhỏ, dấu nổi, dấu xi và cấp giấy chứng nhận đã đăng ký mẫu con dấu',
    ministry: 'Bộ Công an',
    groupKey: 'con_dau',
    note: 'Dành cho tổ chức, hộ gia đình hiếm khi cần.',
  },
  {
    ...ESSENTIAL,
    key: 'lien-thong-khai-sinh-thuong-tru-bhyt-can-cuoc',
    code: '3.000722',
    name: 'Liên thông điện tử: đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế, cấp thẻ căn cước cho trẻ em dưới 6 tuổi',
    ministry: 'Bộ Tư pháp / Bộ Công an / BHXH',
    groupKey: 'lien_thong',
    codeConfidence: 'B',
    note: 'Mục 15 trong 25 dịch vụ thiết yếu, mã và tên mới từ năm 2026. Nộp tại lienthong.dichvucong.gov.vn.',
  },
  {
    ...ESSENTIAL,
    key: 'lien-thong-khai-tu-xoa-thuong-tru-mai-tang',
    code: '2.002913',
    name: 'Liên thông điện tử: đăng ký khai tử, xóa đăng ký thường trú, giải quyết mai táng phí, tử tuất',
    ministry: 'Bộ Tư pháp / Bộ Công an / BHXH',
    groupKey: 'lien_thong',
    codeConfidence: 'B',
    note: 'Mục 16 trong 25 dịch vụ thiết yếu, mã và tên mới từ năm 2026. Rất hay gặp ở hộ có người cao tuổi.',
  },
  {
    ...ESSENTIAL,
    key: 'giam-tru-muc-dong-bhyt-ho-gia-dinh',
    name: 'Tích hợp tính giảm trừ mức đóng trong gia hạn thẻ bảo hiểm y tế theo hộ gia đình',
    ministry: 'BHXH Việt Nam',
    groupKey: 'bhxh_bhyt',
    note: 'Là dịch vụ nộp tiền hơn là một thủ tục hành chính.',
  },
  {
    ...ESSENTIAL,
    key: 'dang-ky-thue-ho-gia-dinh-ca-nhan',
    name: 'Đăng ký thuế lần đầu, đăng ký thay đổi thông tin đăng ký thuế đối với người nộp thuế là hộ gia đình, cá nhân',
    ministry: 'Bộ Tài chính (Thuế)',
    groupKey: 'thue',
    note: 'Làm trên eTax Mobile.',
  },
  {
    ...ESSENTIAL,
    key: 'dang-ky-bien-dong-dat-dai',
    name: 'Đăng ký biến động về quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất',
    ministry: 'Bộ Nông nghiệp và Môi trường',
    groupKey: 'dat_dai',
    decidingBody: 'Chi nhánh Văn phòng đăng ký đất đai',
  },
  {
    ...ESSENTIAL, ...FULL,
    key: 'cap-phieu-ly-lich-tu-phap',
    code: '3.000333',
    name: 'Cấp phiếu lý lịch tư pháp',
    ministry: 'Bộ Công an',
    groupKey: 'ly_lich_tu_phap',
    codeConfidence: 'A',
    decidingBody: 'Công an cấp tỉnh',
    note: '10 đến 15 ngày. Mã ghi ở đây là của cấp tỉnh, thuộc nhóm 3.000330 đến 3.000335.',
  },
  {
    ...ESSENTIAL,
    key: 'dang-ky-thi-tot-nghiep-thpt',
    code: '1.005142',
    name: 'Đăng ký dự thi tốt nghiệp THPT quốc gia và xét tuyển đại học, cao đẳng',
    ministry: 'Bộ Giáo dục và Đào tạo',
    groupKey: 'giao_duc',
    codeConfidence: 'C',
    note: 'Theo mùa thi, khoảng tháng 5 đến tháng 8 (cần kiểm lại).',
  },
  {
    ...ESSENTIAL,
    key: 'cap-dien-moi-ha-ap',
    name: 'Cấp điện mới từ lưới điện hạ áp (220/380V)',
    ministry: 'Bộ Công Thương / EVN',
    groupKey: 'tien_ich',
    decidingBody: 'EVNHANOI',
  },
  {
    ...ESSENTIAL,
    key: 'thay-doi-chu-the-hop-dong-dien',
    name: 'Thay đổi chủ thể hợp đồng mua bán điện',
    ministry: 'Bộ Công Thương / EVN',
    groupKey: 'tien_ich',
    decidingBody: 'EVNHANOI',
    note: 'Rất hay gặp khi người đứng tên đã mất hoặc đã chuyển đi.',
  },
  {
    ...ESSENTIAL,
    key: 'huong-tro-cap-that-nghiep',
    code: '1.014748',
    name: 'Giải quyết hưởng trợ cấp thất nghiệp',
    ministry: 'Bộ Nội vụ',
    groupKey: 'viec_lam',
    codeConfidence: 'B',
    decidingBody: 'Trung tâm Dịch vụ việc làm',
    note: 'Nộp trong 3 tháng kể từ khi hết hợp đồng lao động; đã đóng bảo hiểm thất nghiệp đủ 12 tháng trong 24 tháng trước khi nghỉ; nộp trực tuyến cần VNeID mức 2 (Luật Việc làm 2025, Nghị định 374/2025/NĐ-CP). Hằng tháng phải thông báo tìm việc làm.',
  },
  {
    ...ESSENTIAL,
    key: 'cap-doi-cap-lai-giay-phep-lai-xe',
    name: 'Cấp đổi, cấp lại giấy phép lái xe',
    ministry: 'Bộ Công an',
    groupKey: 'phuong_tien',
    note: 'Cần giấy khám sức khỏe (cần kiểm lại).',
  },
  // Named in the rows of items 19 and 25, but not themselves what the annex lists.
  {
    ...PROCEDURE,
    key: 'dang-ky-dat-dai-lan-dau',
    code: '1.013978',
    name: 'Đăng ký đất đai lần đầu tại cấp xã',
    ministry: 'Bộ Nông nghiệp và Môi trường',
    groupKey: 'dat_dai',
    codeConfidence: 'B',
    note: 'Đi cùng mục 19 trong 25 dịch vụ thiết yếu, nhưng là đăng ký lần đầu, không phải biến động. Tên viết gọn, cần đối chiếu với Cổng.',
  },
  {
    ...PROCEDURE, ...PARTIAL,
    key: 'cap-giay-phep-lai-xe',
    code: '3.000346',
    name: 'Cấp giấy phép lái xe',
    ministry: 'Bộ Công an',
    groupKey: 'phuong_tien',
    codeConfidence: 'B',
    note: 'Đi cùng mục 25 trong 25 dịch vụ thiết yếu, nhưng là cấp lần đầu, không phải cấp đổi, cấp lại. Tên viết gọn, cần đối chiếu với Cổng.',
  },
  // Old codes, kept so that files submitted under them still read well.
  {
    ...ESSENTIAL,
    key: 'lien-thong-khai-sinh-thuong-tru-bhyt-2-000986',
    code: '2.000986',
    name: 'Liên thông đăng ký khai sinh - đăng ký thường trú - cấp thẻ bảo hiểm y tế cho trẻ dưới 6 tuổi',
    ministry: 'Bộ Tư pháp / Bộ Công an / BHXH',
    groupKey: 'lien_thong',
    codeConfidence: 'A',
    note: 'Mã cũ, năm 2026 thay bằng 3.000722.',
    replacedByKey: 'lien-thong-khai-sinh-thuong-tru-bhyt-can-cuoc',
    isRetired: true,
  },
  {
    ...ESSENTIAL,
    key: 'lien-thong-khai-sinh-thuong-tru-bhyt-2-002621',
    code: '2.002621',
    name: 'Liên thông khai sinh, thường trú, bảo hiểm y tế',
    ministry: 'Bộ Tư pháp / Bộ Công an / BHXH',
    groupKey: 'lien_thong',
    codeConfidence: 'B',
    note: 'Mã cũ, năm 2026 thay bằng 3.000722. Tên viết gọn.',
    replacedByKey: 'lien-thong-khai-sinh-thuong-tru-bhyt-can-cuoc',
    isRetired: true,
  },
  {
    ...PROCEDURE,
    key: 'lien-thong-khai-sinh-bhyt-2-001023',
    code: '2.001023',
    name: 'Liên thông khai sinh, bảo hiểm y tế',
    ministry: 'Bộ Tư pháp / Bộ Công an / BHXH',
    groupKey: 'lien_thong',
    codeConfidence: 'B',
    note: 'Mã cũ, năm 2026 thay bằng 3.000722. Tên viết gọn.',
    replacedByKey: 'lien-thong-khai-sinh-thuong-tru-bhyt-can-cuoc',
    isRetired: true,
  },
  {
    ...ESSENTIAL,
    key: 'lien-thong-khai-tu-xoa-thuong-tru-mai-tang-2-002622',
    code: '2.002622',
    name: 'Liên thông đăng ký khai tử - xóa đăng ký thường trú - trợ cấp mai táng phí',
    ministry: 'Bộ Tư pháp / Bộ Công an / BHXH',
    groupKey: 'lien_thong',
    codeConfidence: 'A',
    note: 'Mã cũ, năm 2026 thay bằng 2.002913.',
    replacedByKey: 'lien-thong-khai-tu-xoa-thuong-tru-mai-tang',
    isRetired: true,
  },
  {
    ...ESSENTIAL,
    key: 'lien-thong-khai-tu-xoa-thuong-tru-mai-tang-1-011733',
    code: '1.011733',
    name: 'Liên thông đăng ký khai tử - xóa đăng ký thường trú - trợ cấp mai táng phí',
    ministry: 'Bộ Tư pháp / Bộ Công an / BHXH',
    groupKey: 'lien_thong',
    codeConfidence: 'A',
    note: 'Mã cũ hơn của 2.002622, nay là 2.002913.',
    replacedByKey: 'lien-thong-khai-tu-xoa-thuong-tru-mai-tang',
    isRetired: true,
  },
  {
    ...ESSENTIAL,
    key: 'huong-tro-cap-that-nghiep-1-001978',
    code: '1.001978',
    name: 'Giải quyết hưởng trợ cấp thất nghiệp',
    ministry: 'Bộ Nội vụ',
    groupKey: 'viec_lam',
    codeConfidence: 'U',
    decidingBody: 'Trung tâm Dịch vụ việc làm',
    note: 'Mã cũ (chưa kiểm chứng), nay là 1.014748.',
    replacedByKey: 'huong-tro-cap-that-nghiep',
    isRetired: true,
  },
  // Other procedures a home-support team meets at ward level.
  {
    ...PROCEDURE,
    key: 'chung-thuc-ban-sao',
    code: '2.000815',
    name: 'Chứng thực bản sao từ bản chính giấy tờ, văn bản',
    ministry: 'Bộ Tư pháp',
    groupKey: 'chung_thuc',
    codeConfidence: 'B',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'chung-thuc-chu-ky',
    code: '2.000884',
    name: 'Chứng thực chữ ký trong các giấy tờ, văn bản (áp dụng cả chứng thực điểm chỉ và trường hợp không thể ký, không thể điểm chỉ được)',
    ministry: 'Bộ Tư pháp',
    groupKey: 'chung_thuc',
    codeConfidence: 'B',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'chung-thuc-sua-doi-huy-bo-giao-dich',
    code: '2.000913',
    name: 'Chứng thực việc sửa đổi, bổ sung, hủy bỏ giao dịch',
    ministry: 'Bộ Tư pháp',
    groupKey: 'chung_thuc',
    codeConfidence: 'B',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'chung-thuc-tu-choi-nhan-di-san',
    code: '2.001016',
    name: 'Chứng thực văn bản từ chối nhận di sản',
    ministry: 'Bộ Tư pháp',
    groupKey: 'chung_thuc',
    codeConfidence: 'B',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'chung-thuc-thoa-thuan-phan-chia-di-san',
    code: '2.001406',
    name: 'Chứng thực văn bản thỏa thuận phân chia di sản',
    ministry: 'Bộ Tư pháp',
    groupKey: 'chung_thuc',
    codeConfidence: 'B',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'chung-thuc-khai-nhan-di-san',
    code: '2.001009',
    name: 'Chứng thực văn bản khai nhận di sản',
    ministry: 'Bộ Tư pháp',
    groupKey: 'chung_thuc',
    codeConfidence: 'B',
    decidingBody: 'UBND cấp xã',
    note: 'Đã bãi bỏ, chưa rõ ngày.',
    isRetired: true,
  },
  {
    ...PROCEDURE,
    key: 'cap-ban-sao-tu-so-goc',
    code: '2.000908',
    name: 'Cấp bản sao từ sổ gốc',
    ministry: 'Bộ Tư pháp',
    groupKey: 'chung_thuc',
    codeConfidence: 'B',
  },
  {
    ...PROCEDURE,
    key: 'ban-sao-trich-luc-ho-tich',
    code: '2.000635',
    name: 'Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh',
    ministry: 'Bộ Tư pháp',
    groupKey: 'ho_tich',
    codeConfidence: 'A',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'xac-nhan-tinh-trang-hon-nhan',
    code: '1.004873',
    name: 'Cấp Giấy xác nhận tình trạng hôn nhân',
    ministry: 'Bộ Tư pháp',
    groupKey: 'ho_tich',
    codeConfidence: 'A',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'thay-doi-cai-chinh-ho-tich',
    code: '1.004859',
    name: 'Thay đổi, cải chính, bổ sung thông tin hộ tịch',
    ministry: 'Bộ Tư pháp',
    groupKey: 'ho_tich',
    codeConfidence: 'A',
    decidingBody: 'UBND cấp xã',
    note: 'Có nơi ghi thêm trong tên: xác định lại dân tộc.',
  },
  {
    ...PROCEDURE,
    key: 'dang-ky-lai-khai-sinh',
    code: '1.004884',
    name: 'Đăng ký lại khai sinh',
    ministry: 'Bộ Tư pháp',
    groupKey: 'ho_tich',
    codeConfidence: 'A',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'khai-sinh-nguoi-da-co-ho-so',
    code: '1.004772',
    name: 'Đăng ký khai sinh cho người đã có hồ sơ, giấy tờ cá nhân',
    ministry: 'Bộ Tư pháp',
    groupKey: 'ho_tich',
    codeConfidence: 'A',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'khai-sinh-luu-dong',
    code: '1.003583',
    name: 'Đăng ký khai sinh lưu động',
    ministry: 'Bộ Tư pháp',
    groupKey: 'ho_tich',
    codeConfidence: 'B',
    decidingBody: 'UBND cấp xã',
    note: 'Thủ tục lưu động chính thức: cán bộ đến tận nơi.',
  },
  {
    ...PROCEDURE,
    key: 'khai-sinh-ket-hop-nhan-cha-me-con',
    code: '1.000689',
    name: 'Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con',
    ministry: 'Bộ Tư pháp',
    groupKey: 'ho_tich',
    codeConfidence: 'A',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'nhan-cha-me-con',
    code: '1.001022',
    name: 'Đăng ký nhận cha, mẹ, con',
    ministry: 'Bộ Tư pháp',
    groupKey: 'ho_tich',
    codeConfidence: 'C',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'dang-ky-giam-ho',
    code: '1.004837',
    name: 'Đăng ký giám hộ',
    ministry: 'Bộ Tư pháp',
    groupKey: 'ho_tich',
    codeConfidence: 'B',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'dang-ky-lai-khai-tu',
    code: '1.005461',
    name: 'Đăng ký lại khai tử',
    ministry: 'Bộ Tư pháp',
    groupKey: 'ho_tich',
    codeConfidence: 'B',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'dang-ky-lai-ket-hon',
    code: '1.004746',
    name: 'Đăng ký lại kết hôn',
    ministry: 'Bộ Tư pháp',
    groupKey: 'ho_tich',
    codeConfidence: 'B',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'tro-cap-huu-tri-xa-hoi',
    code: '1.014027',
    name: 'Thực hiện, điều chỉnh, thôi hưởng trợ cấp hưu trí xã hội',
    ministry: 'Bộ Y tế',
    groupKey: 'bao_tro_xh',
    codeConfidence: 'B',
    decidingBody: 'UBND cấp xã',
    note: 'Việc người cao tuổi cần nhiều nhất.',
  },
  {
    ...PROCEDURE,
    key: 'mai-tang-tro-cap-huu-tri-xa-hoi',
    code: '1.014028',
    name: 'Hỗ trợ chi phí mai táng đối với đối tượng hưởng trợ cấp hưu trí xã hội',
    ministry: 'Bộ Y tế',
    groupKey: 'bao_tro_xh',
    codeConfidence: 'B',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'tro-cap-xa-hoi-hang-thang',
    code: '1.001776',
    name: 'Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hàng tháng, hỗ trợ kinh phí chăm sóc, nuôi dưỡng hàng tháng',
    ministry: 'Bộ Y tế',
    groupKey: 'bao_tro_xh',
    codeConfidence: 'B',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'mai-tang-bao-tro-xa-hoi',
    code: '1.001731',
    name: 'Hỗ trợ chi phí mai táng cho đối tượng bảo trợ xã hội',
    ministry: 'Bộ Y tế',
    groupKey: 'bao_tro_xh',
    codeConfidence: 'B',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'xac-dinh-muc-do-khuyet-tat',
    code: '1.001699',
    name: 'Xác định, xác định lại mức độ khuyết tật và cấp Giấy xác nhận khuyết tật',
    ministry: 'Bộ Y tế',
    groupKey: 'bao_tro_xh',
    codeConfidence: 'B',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'tiep-nhan-vao-co-so-tro-giup-xa-hoi',
    code: '2.000286',
    name: 'Tiếp nhận đối tượng bảo trợ xã hội có hoàn cảnh đặc biệt khó khăn vào cơ sở trợ giúp xã hội',
    ministry: 'Bộ Y tế',
    groupKey: 'bao_tro_xh',
    codeConfidence: 'B',
  },
  {
    ...PROCEDURE,
    key: 'tro-cap-nguoi-co-cong-tu-tran',
    code: '1.010824',
    name: 'Hưởng trợ cấp khi người có công đang hưởng trợ cấp ưu đãi từ trần',
    ministry: 'Bộ Nội vụ',
    groupKey: 'nguoi_co_cong',
    codeConfidence: 'B',
  },
  {
    ...PROCEDURE,
    key: 'tro-cap-tho-cung-liet-si',
    code: '1.010803',
    name: 'Giải quyết chế độ trợ cấp thờ cúng liệt sĩ',
    ministry: 'Bộ Nội vụ',
    groupKey: 'nguoi_co_cong',
    codeConfidence: 'B',
  },
  {
    ...PROCEDURE,
    key: 'giay-xac-nhan-than-nhan-nguoi-co-cong',
    code: '1.010833',
    name: 'Cấp giấy xác nhận thân nhân của người có công',
    ministry: 'Bộ Nội vụ',
    groupKey: 'nguoi_co_cong',
    codeConfidence: 'B',
  },
  {
    ...PROCEDURE,
    key: 'cong-nhan-ho-ngheo-can-ngheo-dinh-ky',
    code: '1.011606',
    name: 'Công nhận hộ nghèo, hộ cận nghèo; hộ thoát nghèo, hộ thoát cận nghèo định kỳ hằng năm',
    ministry: 'Bộ Nông nghiệp và Môi trường',
    groupKey: 'giam_ngheo',
    codeConfidence: 'B',
    decidingBody: 'UBND cấp xã',
    note: 'Bãi bỏ từ 01/01/2027, cùng các mã 1.011607, 1.011608 và 3.000412.',
    retiredOn: '2027-01-01',
  },
  {
    ...PROCEDURE,
    key: 'thanh-lap-ho-kinh-doanh',
    code: '1.001612',
    name: 'Đăng ký thành lập hộ kinh doanh',
    ministry: 'Bộ Tài chính',
    groupKey: 'ho_kinh_doanh',
    codeConfidence: 'A',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'thay-doi-ho-kinh-doanh',
    code: '2.000720',
    name: 'Đăng ký thay đổi nội dung đăng ký hộ kinh doanh',
    ministry: 'Bộ Tài chính',
    groupKey: 'ho_kinh_doanh',
    codeConfidence: 'A',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'tam-ngung-ho-kinh-doanh',
    code: '1.001570',
    name: 'Tạm ngừng kinh doanh, tiếp tục kinh doanh trước thời hạn đã thông báo của hộ kinh doanh',
    ministry: 'Bộ Tài chính',
    groupKey: 'ho_kinh_doanh',
    codeConfidence: 'B',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'cham-dut-ho-kinh-doanh',
    code: '1.001266',
    name: 'Chấm dứt hoạt động hộ kinh doanh',
    ministry: 'Bộ Tài chính',
    groupKey: 'ho_kinh_doanh',
    codeConfidence: 'A',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'cap-lai-doi-giay-ho-kinh-doanh',
    code: '2.000575',
    name: 'Cấp lại/đổi Giấy chứng nhận đăng ký hộ kinh doanh',
    ministry: 'Bộ Tài chính',
    groupKey: 'ho_kinh_doanh',
    codeConfidence: 'B',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'xac-nhan-dien-tich-nha-o-thue-muon',
    code: '1.013314',
    name: 'Xác nhận về điều kiện diện tích bình quân nhà ở để đăng ký thường trú vào chỗ ở do thuê, mượn, ở nhờ',
    ministry: '',
    groupKey: 'dat_dai',
    codeConfidence: 'B',
    decidingBody: 'UBND cấp xã',
  },
  {
    ...PROCEDURE, ...FULL,
    key: 'xac-nhan-thong-tin-cu-tru',
    code: '1.010041',
    name: 'Xác nhận thông tin về cư trú',
    ministry: 'Bộ Công an',
    groupKey: 'cu_tru',
    codeConfidence: 'B',
    decidingBody: 'Công an cấp xã',
  },
  {
    ...PROCEDURE, ...FULL,
    key: 'dieu-chinh-thong-tin-cu-tru',
    code: '1.010039',
    name: 'Điều chỉnh thông tin về cư trú trong Cơ sở dữ liệu về cư trú',
    ministry: 'Bộ Công an',
    groupKey: 'cu_tru',
    codeConfidence: 'B',
    decidingBody: 'Công an cấp xã',
  },
  {
    ...PROCEDURE, ...PARTIAL,
    key: 'tach-ho',
    code: '1.010038',
    name: 'Tách hộ',
    ministry: 'Bộ Công an',
    groupKey: 'cu_tru',
    codeConfidence: 'B',
    decidingBody: 'Công an cấp xã',
  },
  {
    ...PROCEDURE, ...FULL,
    key: 'xoa-dang-ky-thuong-tru',
    code: '1.003197',
    name: 'Xóa đăng ký thường trú',
    ministry: 'Bộ Công an',
    groupKey: 'cu_tru',
    codeConfidence: 'B',
    decidingBody: 'Công an cấp xã',
  },
  {
    ...PROCEDURE, ...FULL,
    key: 'xoa-dang-ky-tam-tru',
    code: '1.010028',
    name: 'Xóa đăng ký tạm trú',
    ministry: 'Bộ Công an',
    groupKey: 'cu_tru',
    codeConfidence: 'B',
    decidingBody: 'Công an cấp xã',
  },
  {
    ...PROCEDURE, ...PARTIAL,
    key: 'gia-han-tam-tru',
    code: '1.002755',
    name: 'Gia hạn tạm trú',
    ministry: 'Bộ Công an',
    groupKey: 'cu_tru',
    codeConfidence: 'B',
    decidingBody: 'Công an cấp xã',
  },
  {
    ...PROCEDURE, ...FULL,
    key: 'khai-bao-cu-tru-chua-du-dieu-kien',
    code: '1.010040',
    name: 'Khai báo thông tin về cư trú đối với người chưa đủ điều kiện đăng ký thường trú, đăng ký tạm trú',
    ministry: 'Bộ Công an',
    groupKey: 'cu_tru',
    codeConfidence: 'B',
    decidingBody: 'Công an cấp xã',
  },
  {
    ...PROCEDURE, ...PARTIAL,
    key: 'the-can-cuoc-duoi-14-tuoi',
    code: '1.014062',
    name: 'Cấp thẻ căn cước cho người dưới 14 tuổi thực hiện tại Công an cấp xã',
    ministry: 'Bộ Công an',
    groupKey: 'can_cuoc',
    codeConfidence: 'B',
    decidingBody: 'Công an cấp xã',
    note: 'Mã các thủ tục căn cước đang thay đổi trong năm 2026, cần kiểm lại trên Cổng.',
  },
  {
    ...PROCEDURE, ...PARTIAL,
    key: 'the-can-cuoc-tu-14-tuoi',
    code: '2.000200',
    name: 'Cấp thẻ căn cước cho người từ đủ 14 tuổi trở lên (Công an cấp tỉnh)',
    ministry: 'Bộ Công an',
    groupKey: 'can_cuoc',
    codeConfidence: 'B',
    decidingBody: 'Công an cấp tỉnh',
    note: 'Mã các thủ tục căn cước đang thay đổi trong năm 2026, cần kiểm lại trên Cổng.',
  },
  {
    ...PROCEDURE, ...FULL,
    key: 'trinh-bao-mat-ho-chieu',
    code: '1.010386',
    name: 'Trình báo mất hộ chiếu phổ thông (thực hiện tại cấp xã)',
    ministry: 'Bộ Công an',
    groupKey: 'xuat_nhap_canh',
    codeConfidence: 'B',
    decidingBody: 'Công an cấp xã',
  },
  {
    ...PROCEDURE, ...PARTIAL,
    key: 'sang-ten-di-chuyen-xe',
    code: '1.010912',
    name: 'Sang tên, di chuyển xe (Công an cấp xã)',
    ministry: 'Bộ Công an',
    groupKey: 'phuong_tien',
    codeConfidence: 'B',
    decidingBody: 'Công an cấp xã',
  },
  {
    ...PROCEDURE, ...PARTIAL,
    key: 'cap-doi-dang-ky-xe-bien-so',
    code: '1.010916',
    name: 'Cấp đổi chứng nhận đăng ký xe, biển số (Công an cấp xã)',
    ministry: 'Bộ Công an',
    groupKey: 'phuong_tien',
    codeConfidence: 'B',
    decidingBody: 'Công an cấp xã',
  },
  {
    ...PROCEDURE, ...PARTIAL,
    key: 'cap-lai-dang-ky-xe-bien-so',
    code: '1.010917',
    name: 'Cấp lại chứng nhận đăng ký xe, biển số (Công an cấp xã)',
    ministry: 'Bộ Công an',
    groupKey: 'phuong_tien',
    codeConfidence: 'B',
    decidingBody: 'Công an cấp xã',
  },
  {
    ...PROCEDURE,
    key: 'chuyen-truong-thcs',
    code: '2.002481',
    name: 'Chuyển trường đối với học sinh trung học cơ sở',
    ministry: 'Bộ Giáo dục và Đào tạo',
    groupKey: 'giao_duc',
    codeConfidence: 'C',
    note: 'Năm 2026 được thay một phần bằng 2.002854.',
  },
  {
    ...PROCEDURE,
    key: 'chuyen-truong-va-tiep-nhan-hoc-sinh',
    code: '2.002854',
    name: 'Chuyển trường và tiếp nhận học sinh',
    ministry: 'Bộ Giáo dục và Đào tạo',
    groupKey: 'giao_duc',
    codeConfidence: 'C',
    note: 'Từ năm 2026, thay một phần cho 2.002481.',
  },
  // Job loss, beside the benefit itself.
  {
    ...PROCEDURE,
    key: 'thong-bao-tim-kiem-viec-lam',
    code: '1.014749',
    name: 'Thông báo về việc tìm kiếm việc làm hằng tháng',
    ministry: 'Bộ Nội vụ',
    groupKey: 'viec_lam',
    codeConfidence: 'B',
    decidingBody: 'Trung tâm Dịch vụ việc làm',
    note: 'Người đang hưởng trợ cấp thất nghiệp làm mỗi tháng một lần. Đội cần nhắc.',
  },
  {
    ...PROCEDURE,
    key: 'tu-van-gioi-thieu-viec-lam',
    code: '1.014746',
    name: 'Tư vấn, giới thiệu việc làm',
    ministry: 'Bộ Nội vụ',
    groupKey: 'viec_lam',
    codeConfidence: 'B',
    decidingBody: 'Trung tâm Dịch vụ việc làm',
  },
  // Items of the longer lists (Quyết định 422/QĐ-TTg of 2022 and 206/QĐ-TTg of 2024), as named in a
  // province's monthly report form. The annexes were not found; the ministry is that of the group.
  {
    ...PROCEDURE,
    key: 'dang-ky-dong-bhxh-tu-nguyen',
    name: 'Đăng ký tham gia đóng bảo hiểm xã hội tự nguyện',
    ministry: 'BHXH Việt Nam',
    groupKey: 'bhxh_bhyt',
    note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
  },
  {
    ...PROCEDURE,
    key: 'dang-ky-dong-cap-the-bhyt',
    name: 'Đăng ký đóng, cấp thẻ bảo hiểm y tế',
    ministry: 'BHXH Việt Nam',
    groupKey: 'bhxh_bhyt',
    note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
  },
  {
    ...PROCEDURE,
    key: 'huong-bhxh-mot-lan',
    name: 'Giải quyết hưởng bảo hiểm xã hội một lần',
    ministry: 'BHXH Việt Nam',
    groupKey: 'bhxh_bhyt',
    note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
  },
  {
    ...PROCEDURE,
    key: 'huong-om-dau-thai-san-duong-suc',
    name: 'Giải quyết hưởng chế độ ốm đau, thai sản, trợ cấp dưỡng sức phục hồi sức khỏe',
    ministry: 'BHXH Việt Nam',
    groupKey: 'bhxh_bhyt',
    note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
  },
  {
    ...PROCEDURE,
    key: 'thanh-toan-nghia-vu-dat-dai-ca-nhan',
    name: 'Thanh toán nghĩa vụ tài chính trong thực hiện thủ tục hành chính về đất đai đối với hộ gia đình, cá nhân',
    ministry: 'Bộ Tài chính',
    groupKey: 'thue',
    note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
  },
  {
    ...PROCEDURE,
    key: 'thanh-toan-nghia-vu-dat-dai-doanh-nghiep',
    name: 'Thanh toán nghĩa vụ tài chính về đất đai đối với doanh nghiệp',
    ministry: 'Bộ Tài chính',
    groupKey: 'thue',
    note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
  },
  {
    ...PROCEDURE,
    key: 'nop-thue-le-phi-truoc-ba-doanh-nghiep',
    name: 'Nộp thuế, lệ phí trước bạ đối với doanh nghiệp',
    ministry: 'Bộ Tài chính',
    groupKey: 'thue',
    note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
  },
  {
    ...PROCEDURE,
    key: 'lien-thong-thanh-lap-hop-tac-xa-dang-ky-thue',
    name: 'Liên thông các thủ tục Đăng ký thành lập hợp tác xã/liên hiệp hợp tác xã và đăng ký thuế',
    ministry: 'Bộ Tài chính',
    groupKey: 'thue',
    note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
  },
  {
    ...PROCEDURE,
    key: 'nhom-thanh-lap-ho-kinh-doanh-dang-ky-thue',
    name: 'Nhóm thủ tục Đăng ký thành lập hộ kinh doanh và Đăng ký thuế',
    ministry: 'Bộ Tài chính',
    groupKey: 'thue',
    note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
  },
  {
    ...PROCEDURE,
    key: 'nhom-tinh-trang-hon-nhan-ket-hon',
    name: 'Nhóm thủ tục cấp Giấy xác nhận tình trạng hôn nhân và Đăng ký kết hôn',
    ministry: 'Bộ Tư pháp',
    groupKey: 'ho_tich',
    note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
  },
  {
    ...PROCEDURE,
    key: 'nhom-cai-chinh-ho-tich-cu-tru-can-cuoc',
    name: 'Nhóm thủ tục thay đổi, cải chính, bổ sung thông tin hộ tịch - Điều chỉnh thông tin về cư trú - Cấp lại/Đổi thẻ Căn cước',
    ministry: 'Bộ Tư pháp',
    groupKey: 'ho_tich',
    note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
  },
  {
    ...PROCEDURE,
    key: 'cong-nhan-bang-nuoc-ngoai',
    code: '1.004889',
    name: 'Công nhận bằng tốt nghiệp THCS, THPT do cơ sở giáo dục nước ngoài cấp để sử dụng tại Việt Nam',
    ministry: 'Bộ Giáo dục và Đào tạo',
    groupKey: 'giao_duc',
    codeConfidence: 'B',
    note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
  },
  {
    ...PROCEDURE,
    key: 'dang-ky-bien-dong-doi-ten-nguoi-su-dung-dat',
    name: 'Đăng ký biến động đối với trường hợp đổi tên hoặc thay đổi thông tin về người sử dụng đất',
    ministry: 'Bộ Nông nghiệp và Môi trường',
    groupKey: 'dat_dai',
    note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
  },
  {
    ...PROCEDURE,
    key: 'dang-ky-bien-dong-chuyen-quyen-su-dung-dat',
    name: 'Đăng ký biến động chuyển đổi, chuyển nhượng, cho thuê, thừa kế, tặng cho, góp vốn bằng quyền sử dụng đất',
    ministry: 'Bộ Nông nghiệp và Môi trường',
    groupKey: 'dat_dai',
    note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
  },
  {
    ...PROCEDURE,
    key: 'cac-dich-vu-cung-cap-dien-con-lai',
    name: 'Mở rộng việc kết nối, chia sẻ dữ liệu dân cư để thực hiện các dịch vụ cung cấp điện còn lại',
    ministry: 'Bộ Công Thương / EVN',
    groupKey: 'tien_ich',
    note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
  },
  {
    ...PROCEDURE,
    key: 'tham-vieng-mo-liet-si',
    name: 'Thăm viếng mộ liệt sĩ',
    ministry: 'Bộ Nội vụ',
    groupKey: 'nguoi_co_cong',
    note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
  },
  {
    ...PROCEDURE,
    key: 'nop-tam-ung-an-phi',
    name: 'Thu, nộp tạm ứng án phí, lệ phí tòa án',
    ministry: '',
    groupKey: 'toa_an',
    note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
  },
  // Help that is not a procedure, but is done and counted.
  {
    ...DIGITAL_ACCOUNT,
    key: 'vneid-muc-1',
    name: 'Đăng ký, kích hoạt tài khoản định danh VNeID mức 1',
    ministry: 'Bộ Công an',
    note: 'Người dân tự làm trên ứng dụng; số điện thoại phải là SIM chính chủ.',
  },
  {
    ...DIGITAL_ACCOUNT,
    key: 'vneid-len-muc-2',
    name: 'Hướng dẫn lên tài khoản định danh VNeID mức 2',
    ministry: 'Bộ Công an',
    note: 'Người dân phải trực tiếp đến công an, xã phường nào cũng được; không ai làm thay.',
  },
  {
    ...DIGITAL_ACCOUNT,
    key: 'vneid-kich-hoat-muc-2',
    name: 'Kích hoạt tài khoản định danh VNeID mức 2',
    ministry: 'Bộ Công an',
    note: 'Người dân tự nhập mã OTP, mật khẩu và passcode; cán bộ không cầm máy, không nhìn, không ghi lại.',
  },
  {
    ...DIGITAL_ACCOUNT,
    key: 'dang-nhap-cong-dvcqg',
    name: 'Cài đặt và đăng nhập Cổng Dịch vụ công quốc gia',
    ministry: '',
    note: 'Đăng nhập bằng VNeID.',
  },
  {
    ...DIGITAL_ACCOUNT,
    key: 'cai-ihanoi',
    name: 'Cài ứng dụng iHanoi',
    ministry: '',
    note: 'Chỉ dùng tại Hà Nội.',
  },
  {
    ...DIGITAL_ACCOUNT,
    key: 'cai-vssid',
    name: 'Cài ứng dụng VssID',
    ministry: 'BHXH Việt Nam',
  },
  {
    ...DIGITAL_ACCOUNT,
    key: 'cai-etax-mobile',
    name: 'Cài ứng dụng eTax Mobile',
    ministry: 'Bộ Tài chính (Thuế)',
  },
  {
    ...DIGITAL_ACCOUNT,
    key: 'chu-ky-so-ca-nhan',
    name: 'Cấp chữ ký số cá nhân miễn phí',
    ministry: '',
  },
  {
    ...DIGITAL_ACCOUNT,
    key: 'lien-ket-an-sinh-vneid',
    name: 'Liên kết tài khoản an sinh trên VNeID',
    ministry: 'Bộ Công an',
  },
  {
    ...UTILITY,
    key: 'tra-cuu-ho-so',
    name: 'Tra cứu trạng thái hồ sơ',
  },
  {
    ...UTILITY,
    key: 'thanh-toan-truc-tuyen',
    name: 'Thanh toán trực tuyến',
    note: 'Người dân tự bấm thanh toán; Đội không bao giờ thu tiền.',
  },
  {
    ...UTILITY,
    key: 'huong-dan-ky-nang-so',
    name: 'Hướng dẫn kỹ năng số',
  },
  // Topics taught at the door; the note is the message in words an officer can say aloud.
  {
    ...TOPIC,
    key: 'lua-dao-gia-danh-can-bo-phuong',
    name: 'Giả danh cán bộ phường, cảnh sát khu vực gọi điện “cập nhật VNeID sau sáp nhập”',
    topicArea: 'scam',
    note: 'Địa chỉ mới do Bộ Công an tự cập nhật, không ai gọi điện bắt bác làm. Có người làm theo, trả “22.000 đồng” rồi mất 129 triệu đồng. Bác cần gì thì đến thẳng Công an phường.',
  },
  {
    ...TOPIC,
    key: 'lua-dao-ung-dung-gia',
    name: 'Ứng dụng VNeID, dịch vụ công giả (đường link, tệp .apk)',
    topicArea: 'scam',
    note: 'Chỉ cài ứng dụng từ App Store hoặc CH Play, không bấm đường link, không cài tệp .apk ai gửi cho. VNeID chỉ có một ứng dụng. Định danh mức 2 chỉ làm trực tiếp, gặp mặt.',
  },
  {
    ...TOPIC,
    key: 'lua-dao-otp-mat-khau',
    name: 'Giữ kín mã OTP, passcode, mật khẩu',
    topicArea: 'scam',
    note: 'Mã OTP, passcode, mật khẩu không đưa cho ai, kể cả người xưng là công an và kể cả cán bộ của Đội.',
  },
  {
    ...TOPIC,
    key: 'lua-dao-nhan-qua-tro-cap',
    name: '“Nhận quà 100.000 đồng dịp 2/9”, nhận trợ cấp',
    topicArea: 'scam',
    note: 'Quà của Nhà nước đến qua VNeID hoặc qua phường, không phải bấm đường link, không phải nộp phí.',
  },
  {
    ...TOPIC,
    key: 'lua-dao-gia-danh-cong-an-toa-an',
    name: 'Giả danh công an, viện kiểm sát, tòa án để “điều tra”',
    topicArea: 'scam',
    note: 'Cơ quan nhà nước mời làm việc bằng giấy mời, không bao giờ bảo chuyển tiền.',
  },
  {
    ...TOPIC,
    key: 'lua-dao-deepfake-nguoi-than',
    name: 'Cuộc gọi hình giả mặt người thân (deepfake)',
    topicArea: 'scam',
    note: 'Thấy người thân gọi hình hỏi tiền thì tắt máy, gọi lại vào số vẫn dùng để hỏi cho chắc.',
  },
  {
    ...TOPIC,
    key: 'lua-dao-doa-khoa-sim-dien-luc',
    name: 'Dọa khóa SIM, giả điện lực, shipper, bảo hiểm xã hội',
    topicArea: 'scam',
    note: 'Nghe dọa thì dập máy, rồi tự kiểm tra lại.',
  },
  {
    ...TOPIC,
    key: 'lua-dao-lay-sinh-trac-hoc',
    name: 'Dẫn dụ quay mặt để lấy dữ liệu khuôn mặt',
    topicArea: 'scam',
    note: 'Không đưa mặt vào điện thoại theo lời người lạ yêu cầu.',
  },
  {
    ...TOPIC,
    key: 'lua-dao-lo-bam-lo-cai',
    name: 'Nếu lỡ bấm đường link hoặc cài ứng dụng lạ',
    topicArea: 'scam',
    note: 'Báo ngân hàng khóa tài khoản, tắt nguồn điện thoại, rồi báo công an.',
  },
  {
    ...TOPIC,
    key: 'loi-ich-vneid-muc-2',
    name: 'Lợi ích của định danh điện tử VNeID mức 2',
    topicArea: 'e_id',
    note: 'Có mức 2 thì đưa VNeID ra là thay cho thẻ căn cước, lưu được giấy tờ trong máy và nộp được hồ sơ trên Cổng Dịch vụ công quốc gia. Bác đến công an xã, phường nào cũng làm được, nhưng phải tự đi, không ai làm thay.',
  },
  {
    ...TOPIC,
    key: 'nop-truc-tuyen-0-dong-ha-noi',
    name: 'Nộp trực tuyến 0 đồng tại Hà Nội',
    topicArea: 'e_id',
    note: 'Từ 1/1/2026, nộp trực tuyến ở Hà Nội thì phí, lệ phí do thành phố quy định là 0 đồng; phí, lệ phí do Bộ Tài chính quy định được hỗ trợ 100 % (trừ phí thẩm định); tiền bưu chính được hỗ trợ 100 %; chứng thư chữ ký số được hỗ trợ tối đa 100.000 đồng một người một năm. Nộp trực tiếp thì không được hỗ trợ (Nghị quyết 77/2025/NQ-HĐND).',
  },
  {
    ...TOPIC,
    key: 'dang-nhap-cong-chi-bang-vneid',
    name: 'Đăng nhập Cổng Dịch vụ công chỉ bằng VNeID',
    topicArea: 'e_id',
    note: 'Tài khoản riêng của cá nhân trên Cổng đã dừng từ sau 30/6/2024, nay chỉ đăng nhập bằng VNeID (Nghị định 69/2024/NĐ-CP).',
  },
  {
    ...TOPIC,
    key: 'quyen-du-lieu-ca-nhan',
    name: 'Quyền của người dân đối với dữ liệu cá nhân',
    topicArea: 'law',
    note: 'Bác có quyền biết dữ liệu của mình được dùng vào việc gì, đồng ý hoặc rút lại đồng ý, xem, sửa, xin cung cấp, xóa, hạn chế, phản đối, khiếu nại, khởi kiện và đòi bồi thường. Im lặng không phải là đồng ý (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, hiệu lực từ 1/1/2026).',
  },
  {
    ...TOPIC,
    key: 'thu-tuc-thiet-yeu-chi-nhan-truc-tuyen',
    name: '25 thủ tục thiết yếu chỉ nhận trực tuyến từ 1/10/2025',
    topicArea: 'law',
    note: 'Từ 1/10/2025, Trung tâm Phục vụ hành chính công cả nước không nhận hồ sơ giấy của 25 dịch vụ công thiết yếu nữa (Chỉ thị 24/CT-TTg ngày 13/9/2025).',
  },
  {
    ...TOPIC,
    key: 'ho-tich-khong-can-xuat-trinh-giay-to',
    name: 'Làm hộ tịch không phải xuất trình giấy tờ tùy thân đã có trong cơ sở dữ liệu',
    topicArea: 'law',
    note: 'Dữ liệu đã có trong cơ sở dữ liệu thì không phải đưa giấy tờ ra, chỉ cần số giấy tờ hoặc số định danh (Nghị định 18/2026/NĐ-CP).',
  },
  {
    ...TOPIC,
    key: 'nop-ho-so-phi-dia-gioi',
    name: 'Nộp hồ sơ ở bất kỳ điểm nào trong tỉnh, thành phố',
    topicArea: 'law',
    note: 'Bác nộp ở trung tâm phục vụ hành chính công nào trong tỉnh, thành phố cũng được (Nghị định 118/2025/NĐ-CP).',
  },
  {
    ...TOPIC,
    key: 'tra-ket-qua-qua-buu-chinh-ha-noi',
    name: 'Hà Nội trả kết quả giấy qua bưu chính',
    topicArea: 'law',
    note: 'Từ 1/1/2026 tại Hà Nội, kết quả giấy gửi qua bưu chính đến địa chỉ bác ghi, không trả tại quầy; kết quả điện tử vào tài khoản trên Cổng.',
  },
];

export interface BarrierSeed {
  key: string;
  label: string;
}

/** What stands between a resident and the portal. Who opened the door is an outcome, not a barrier. */
export const BARRIERS: BarrierSeed[] = [
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

export type PortalStatusGroup =
  | 'waiting'
  | 'processing'
  | 'failed'
  | 'needs_papers'
  | 'needs_payment'
  | 'withdrawn'
  | 'done';

export interface PortalStatusSeed {
  code: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;
  /** The exact words of the national portal. */
  name: string;
  group: PortalStatusGroup;
  /** Closes the clock of the file. Status 5 only pauses it. */
  isFinal: boolean;
}

/** The ten statuses of the national portal; finer labels of provincial systems map to these. */
export const PORTAL_STATUSES: PortalStatusSeed[] = [
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

export type CalendarDayKind = 'holiday' | 'swapped_working_day' | 'no_knock';

export interface CalendarDaySeed {
  date: string;
  kind: CalendarDayKind;
  name: string;
  /** expected: no official notice was found, or (no_knock) a suggestion the ward may change. */
  status: 'official' | 'expected';
  source: string;
}

const FOLK_CALENDAR = 'Gợi ý theo âm lịch, phường sửa được';
const NEW_YEAR_2026 = 'Văn bản 12729/VPCP-KGVX ngày 25/12/2025';
const NOTICE_2026 = 'Thông báo 9441/TB-BNV ngày 16/10/2025';
const HUNG_KINGS_2026 = 'Mùng 10 tháng 3 âm lịch, tính theo âm lịch; nghỉ bù thứ Hai';
const APRIL_MAY_2026 = 'Ngày lễ hằng năm; nghỉ liền cuối tuần đến 03/05';
const CULTURE_DAY = 'Nghị quyết 28/2026/QH16, hiệu lực từ 01/07/2026';
const NOT_ANNOUNCED_2027 = 'Dự kiến, chưa thấy thông báo chính thức cho năm 2027';
const TET_2027 =
  'Dự kiến theo âm lịch, chưa thấy thông báo chính thức; có thể là 05–11/02 hoặc 04–10/02, có thể hoán đổi dài hơn';

/** One row per calendar day; a day may be both a holiday and a day without knocking. */
export const CALENDAR_DAYS: CalendarDaySeed[] = [
  // 2026: days off of civil servants, weekend days inside a break included.
  { date: '2026-01-01', kind: 'holiday', name: 'Tết Dương lịch', status: 'official', source: NEW_YEAR_2026 },
  { date: '2026-01-02', kind: 'holiday', name: 'Tết Dương lịch (nghỉ hoán đổi)', status: 'official', source: NEW_YEAR_2026 },
  { date: '2026-01-03', kind: 'holiday', name: 'Tết Dương lịch (cuối tuần)', status: 'official', source: NEW_YEAR_2026 },
  { date: '2026-01-04', kind: 'holiday', name: 'Tết Dương lịch (cuối tuần)', status: 'official', source: NEW_YEAR_2026 },
  { date: '2026-01-10', kind: 'swapped_working_day', name: 'Làm bù cho ngày 02/01', status: 'official', source: NEW_YEAR_2026 },
  { date: '2026-02-14', kind: 'holiday', name: 'Tết Bính Ngọ (cuối tuần)', status: 'official', source: NOTICE_2026 },
  { date: '2026-02-15', kind: 'holiday', name: 'Tết Bính Ngọ (cuối tuần)', status: 'official', source: NOTICE_2026 },
  { date: '2026-02-16', kind: 'holiday', name: 'Tết Bính Ngọ (29 tháng Chạp)', status: 'official', source: NOTICE_2026 },
  { date: '2026-02-17', kind: 'holiday', name: 'Tết Bính Ngọ (mùng 1)', status: 'official', source: NOTICE_2026 },
  { date: '2026-02-18', kind: 'holiday', name: 'Tết Bính Ngọ (mùng 2)', status: 'official', source: NOTICE_2026 },
  { date: '2026-02-19', kind: 'holiday', name: 'Tết Bính Ngọ (mùng 3)', status: 'official', source: NOTICE_2026 },
  { date: '2026-02-20', kind: 'holiday', name: 'Tết Bính Ngọ (mùng 4)', status: 'official', source: NOTICE_2026 },
  { date: '2026-02-21', kind: 'holiday', name: 'Tết Bính Ngọ (cuối tuần)', status: 'official', source: NOTICE_2026 },
  { date: '2026-02-22', kind: 'holiday', name: 'Tết Bính Ngọ (cuối tuần)', status: 'official', source: NOTICE_2026 },
  { date: '2026-04-26', kind: 'holiday', name: 'Giỗ Tổ Hùng Vương', status: 'official', source: HUNG_KINGS_2026 },
  { date: '2026-04-27', kind: 'holiday', name: 'Giỗ Tổ Hùng Vương (nghỉ bù)', status: 'official', source: HUNG_KINGS_2026 },
  { date: '2026-04-30', kind: 'holiday', name: 'Ngày Chiến thắng 30/4', status: 'official', source: APRIL_MAY_2026 },
  { date: '2026-05-01', kind: 'holiday', name: 'Ngày Quốc tế Lao động 1/5', status: 'official', source: APRIL_MAY_2026 },
  { date: '2026-05-02', kind: 'holiday', name: 'Nghỉ lễ 30/4 và 1/5 (cuối tuần)', status: 'official', source: APRIL_MAY_2026 },
  { date: '2026-05-03', kind: 'holiday', name: 'Nghỉ lễ 30/4 và 1/5 (cuối tuần)', status: 'official', source: APRIL_MAY_2026 },
  { date: '2026-08-22', kind: 'swapped_working_day', name: 'Làm bù cho ngày 31/08', status: 'official', source: NOTICE_2026 },
  { date: '2026-08-29', kind: 'holiday', name: 'Quốc khánh (cuối tuần)', status: 'official', source: NOTICE_2026 },
  { date: '2026-08-30', kind: 'holiday', name: 'Quốc khánh (cuối tuần)', status: 'official', source: NOTICE_2026 },
  { date: '2026-08-31', kind: 'holiday', name: 'Quốc khánh (nghỉ hoán đổi)', status: 'official', source: NOTICE_2026 },
  { date: '2026-09-01', kind: 'holiday', name: 'Quốc khánh', status: 'official', source: NOTICE_2026 },
  { date: '2026-09-02', kind: 'holiday', name: 'Quốc khánh', status: 'official', source: NOTICE_2026 },
  { date: '2026-11-24', kind: 'holiday', name: 'Ngày Văn hóa Việt Nam', status: 'official', source: CULTURE_DAY },
  // 2027: lunar dates are computed; the official notice was not found.
  { date: '2027-01-01', kind: 'holiday', name: 'Tết Dương lịch', status: 'expected', source: NOT_ANNOUNCED_2027 },
  { date: '2027-01-02', kind: 'holiday', name: 'Tết Dương lịch (cuối tuần)', status: 'expected', source: NOT_ANNOUNCED_2027 },
  { date: '2027-01-03', kind: 'holiday', name: 'Tết Dương lịch (cuối tuần)', status: 'expected', source: NOT_ANNOUNCED_2027 },
  { date: '2027-02-05', kind: 'holiday', name: 'Tết Đinh Mùi (29 tháng Chạp)', status: 'expected', source: TET_2027 },
  { date: '2027-02-06', kind: 'holiday', name: 'Tết Đinh Mùi (mùng 1)', status: 'expected', source: TET_2027 },
  { date: '2027-02-07', kind: 'holiday', name: 'Tết Đinh Mùi (mùng 2)', status: 'expected', source: TET_2027 },
  { date: '2027-02-08', kind: 'holiday', name: 'Tết Đinh Mùi (mùng 3)', status: 'expected', source: TET_2027 },
  { date: '2027-02-09', kind: 'holiday', name: 'Tết Đinh Mùi (mùng 4)', status: 'expected', source: TET_2027 },
  { date: '2027-02-10', kind: 'holiday', name: 'Tết Đinh Mùi (mùng 5)', status: 'expected', source: TET_2027 },
  { date: '2027-02-11', kind: 'holiday', name: 'Tết Đinh Mùi (mùng 6)', status: 'expected', source: TET_2027 },
  { date: '2027-04-16', kind: 'holiday', name: 'Giỗ Tổ Hùng Vương', status: 'expected', source: NOT_ANNOUNCED_2027 },
  { date: '2027-04-17', kind: 'holiday', name: 'Giỗ Tổ Hùng Vương (cuối tuần)', status: 'expected', source: NOT_ANNOUNCED_2027 },
  { date: '2027-04-18', kind: 'holiday', name: 'Giỗ Tổ Hùng Vương (cuối tuần)', status: 'expected', source: NOT_ANNOUNCED_2027 },
  { date: '2027-04-30', kind: 'holiday', name: 'Ngày Chiến thắng 30/4', status: 'expected', source: NOT_ANNOUNCED_2027 },
  { date: '2027-05-01', kind: 'holiday', name: 'Ngày Quốc tế Lao động 1/5', status: 'expected', source: NOT_ANNOUNCED_2027 },
  { date: '2027-05-02', kind: 'holiday', name: 'Nghỉ lễ 30/4 và 1/5 (cuối tuần)', status: 'expected', source: NOT_ANNOUNCED_2027 },
  { date: '2027-05-03', kind: 'holiday', name: 'Nghỉ bù ngày 1/5', status: 'expected', source: NOT_ANNOUNCED_2027 },
  { date: '2027-09-02', kind: 'holiday', name: 'Quốc khánh', status: 'expected', source: NOT_ANNOUNCED_2027 },
  { date: '2027-09-03', kind: 'holiday', name: 'Quốc khánh (ngày nghỉ thứ hai)', status: 'expected', source: NOT_ANNOUNCED_2027 },
  { date: '2027-09-04', kind: 'holiday', name: 'Quốc khánh (cuối tuần)', status: 'expected', source: NOT_ANNOUNCED_2027 },
  { date: '2027-09-05', kind: 'holiday', name: 'Quốc khánh (cuối tuần)', status: 'expected', source: NOT_ANNOUNCED_2027 },
  { date: '2027-11-24', kind: 'holiday', name: 'Ngày Văn hóa Việt Nam', status: 'expected', source: CULTURE_DAY },
  // Suggested days without knocking: 23 tháng Chạp to mùng 10, rằm tháng 7, Trung thu.
  { date: '2026-02-10', kind: 'no_knock', name: '23 tháng Chạp, ông Công ông Táo', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-11', kind: 'no_knock', name: '24 tháng Chạp', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-12', kind: 'no_knock', name: '25 tháng Chạp', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-13', kind: 'no_knock', name: '26 tháng Chạp', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-14', kind: 'no_knock', name: '27 tháng Chạp', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-15', kind: 'no_knock', name: '28 tháng Chạp', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-16', kind: 'no_knock', name: '29 tháng Chạp, giao thừa', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-17', kind: 'no_knock', name: 'Mùng 1 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-18', kind: 'no_knock', name: 'Mùng 2 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-19', kind: 'no_knock', name: 'Mùng 3 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-20', kind: 'no_knock', name: 'Mùng 4 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-21', kind: 'no_knock', name: 'Mùng 5 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-22', kind: 'no_knock', name: 'Mùng 6 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-23', kind: 'no_knock', name: 'Mùng 7 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-24', kind: 'no_knock', name: 'Mùng 8 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-25', kind: 'no_knock', name: 'Mùng 9 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-26', kind: 'no_knock', name: 'Mùng 10 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-08-27', kind: 'no_knock', name: 'Rằm tháng 7', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-09-25', kind: 'no_knock', name: 'Trung thu', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-01-30', kind: 'no_knock', name: '23 tháng Chạp, ông Công ông Táo', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-01-31', kind: 'no_knock', name: '24 tháng Chạp', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-01', kind: 'no_knock', name: '25 tháng Chạp', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-02', kind: 'no_knock', name: '26 tháng Chạp', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-03', kind: 'no_knock', name: '27 tháng Chạp', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-04', kind: 'no_knock', name: '28 tháng Chạp', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-05', kind: 'no_knock', name: '29 tháng Chạp, giao thừa', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-06', kind: 'no_knock', name: 'Mùng 1 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-07', kind: 'no_knock', name: 'Mùng 2 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-08', kind: 'no_knock', name: 'Mùng 3 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-09', kind: 'no_knock', name: 'Mùng 4 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-10', kind: 'no_knock', name: 'Mùng 5 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-11', kind: 'no_knock', name: 'Mùng 6 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-12', kind: 'no_knock', name: 'Mùng 7 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-13', kind: 'no_knock', name: 'Mùng 8 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-14', kind: 'no_knock', name: 'Mùng 9 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-15', kind: 'no_knock', name: 'Mùng 10 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-08-16', kind: 'no_knock', name: 'Rằm tháng 7', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-09-15', kind: 'no_knock', name: 'Trung thu', status: 'expected', source: FOLK_CALENDAR },
];

export interface TimeWindow {
  /** Local wall-clock time, HH:mm, Asia/Ho_Chi_Minh. */
  from: string;
  to: string;
}

export interface OutreachPolicySeed {
  windows: {
    weekday: TimeWindow[];
    saturday: TimeWindow[];
    sunday: TimeWindow[];
    holiday: TimeWindow[];
  };
  latestKnock: { weekday: string; saturday: string; sunday: string };
  lunchRest: TimeWindow;
  bufferMinutes: number;
  teamSize: number;
  notBefore: string;
  notAfter: string;
}

const WEEKEND_WINDOWS: TimeWindow[] = [
  { from: '08:00', to: '11:30' },
  { from: '14:00', to: '17:30' },
  { from: '18:00', to: '20:30' },
];

/**
 * When the team may knock, before a ward changes it. The hours are the project's own suggestion, not a
 * rule of law. The weekend's latest knock and the buffer between doors have no source: the first leaves
 * half an hour for the last door, as on weekdays.
 */
export const DEFAULT_OUTREACH_POLICY: OutreachPolicySeed = {
  windows: {
    weekday: [{ from: '18:00', to: '21:00' }],
    saturday: WEEKEND_WINDOWS,
    sunday: WEEKEND_WINDOWS,
    holiday: [],
  },
  latestKnock: { weekday: '20:30', saturday: '20:00', sunday: '20:00' },
  lunchRest: { from: '11:30', to: '14:00' },
  bufferMinutes: 10,
  teamSize: 2,
  notBefore: '07:30',
  notAfter: '21:00',
};

export interface TargetSeed {
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

/** Published targets with a source that can be shown; remembered or contradictory figures are left out. */
export const TARGETS: TargetSeed[] = [
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

export interface HelpLineSeed {
  key: string;
  name: string;
  /** A telephone number, or the name of the application to open. */
  contact: string;
  note: string;
}

/** Hà Nội's channels for questions, as published in 2025. National numbers had no source and are left out. */
export const HELP_LINES: HelpLineSeed[] = [
  {
    key: 'ha-noi-1022',
    name: 'Tổng đài Hà Nội 1022',
    contact: '024.1022',
    note: 'Nhánh 7 và 8: thủ tục hành chính. Nhánh 6: cán bộ xã, phường. Công bố năm 2025.',
  },
  {
    key: 'ha-noi-19001009',
    name: 'Tổng đài 19001009',
    contact: '19001009',
    note: 'Công bố năm 2025.',
  },
  {
    key: 'ha-noi-ihanoi',
    name: 'Ứng dụng iHanoi',
    contact: 'iHanoi',
    note: 'Công bố năm 2025.',
  },
  {
    key: 'ha-noi-zalo-viber',
    name: 'Zalo, Viber',
    contact: '0768.221.221',
    note: 'Công bố năm 2025.',
  },
];
