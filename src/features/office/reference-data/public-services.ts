import type { ServiceKind, ServiceLevel, TopicArea } from '../../../generated/prisma/enums';

/*
 * Plain data, transcribed from laws, decisions and portals as of November 2026. A ward gets its own copy when it is
 * opened and edits that copy, because national codes, levels and days off keep changing.
 *
 * `null` or an empty string means that the sources do not say. Dates are ISO calendar days in Vietnam. Texts that
 * people read are Vietnamese.
 */

/** A: government text, or several sources agree. B: one serious source. C: weak. U: unsourced. */
type Confidence = 'A' | 'B' | 'C' | 'U';

export interface PublicServiceEntry {
  /** Stable slug, unique. The national code is never a key, because it changes. */
  key: string;
  kind: ServiceKind;
  code: string | null;
  name: string;
  ministry: string;
  groupKey: string;
  /** On the list of Quyết định 06/QĐ-TTg. One item of the list may be several entries here. */
  isEssential25: boolean;
  /** full = toàn trình, partial = một phần. Only with a date and a source, because sources disagree. */
  level: ServiceLevel | null;
  levelDate: string | null;
  levelSource: string | null;
  decidingBody: string;
  note: string;
  codeConfidence: Confidence | null;
  /** The entry that replaced this one; only retired entries have one. */
  replacedByKey: string | null;
  /** First day without the service, if known; it may lie ahead. */
  retiredOn: string | null;
  /** Already out of use in November 2026. `retiredOn` may still be null if the date was not found. */
  isRetired: boolean;
  topicArea: TopicArea | null;
  /** Within how many working days the law has a file decided. */
  legalDays: number | null;
}

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
  legalDays: null,
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

type Shared = Partial<PublicServiceEntry> & Pick<PublicServiceEntry, 'kind' | 'ministry' | 'groupKey'>;
type Row = readonly [key: string, code: string | null, name: string, more?: Partial<PublicServiceEntry>];

/** Services that share some facts; what a row says besides follows its name. */
const sharing = (shared: Shared, rows: readonly Row[]): PublicServiceEntry[] =>
  rows.map(([key, code, name, more]) => ({ ...UNSPECIFIED, ...shared, key, code, name, ...more }));

export const PUBLIC_SERVICES: PublicServiceEntry[] = [
  // The 25 essential services (Quyết định 06/QĐ-TTg, Phụ lục I). Items 1 to 19 are in the order of the annex; for 20 to
  // 25 only the membership is certain, not the order.
  ...sharing({ ...ESSENTIAL, ministry: 'Bộ Công an', groupKey: 'can_cuoc', codeConfidence: 'B' }, [
    [
      'xac-nhan-so-cmnd-cap-tinh',
      '2.001178',
      'Cấp xác nhận số chứng minh nhân dân 09 số, số định danh cá nhân (cấp tỉnh)',
      {
        ...FULL,
        decidingBody: 'Công an cấp tỉnh',
        note: 'Mục 1 trong 25 dịch vụ thiết yếu, tách theo mã. Tên trong Quyết định 06: Xác nhận số chứng minh nhân dân khi đã được cấp thẻ căn cước công dân. Làm được cả trên VNeID từ tháng 10/2025.',
      },
    ],
    [
      'xac-nhan-so-cmnd-trung-uong',
      '1.000466',
      'Cấp xác nhận số chứng minh nhân dân 09 số, số định danh cá nhân (trung ương)',
      {
        ...FULL,
        decidingBody: 'Bộ Công an',
        note: 'Mục 1 trong 25 dịch vụ thiết yếu, tách theo mã. Tên trong Quyết định 06: Xác nhận số chứng minh nhân dân khi đã được cấp thẻ căn cước công dân. Làm được cả trên VNeID từ tháng 10/2025.',
      },
    ],
    [
      'doi-the-can-cuoc',
      '2.001195',
      'Đổi thẻ căn cước công dân',
      {
        ...PARTIAL,
        note: 'Mục 2 trong 25 dịch vụ thiết yếu (Cấp lại, đổi thẻ căn cước công dân), phần đổi thẻ. Mã các thủ tục căn cước đang thay đổi trong năm 2026, cần kiểm lại trên Cổng.',
      },
    ],
    [
      'cap-lai-the-can-cuoc-cap-tinh',
      '2.001194',
      'Cấp lại thẻ căn cước công dân (cấp tỉnh)',
      {
        ...FULL,
        decidingBody: 'Công an cấp tỉnh',
        note: 'Mục 2 trong 25 dịch vụ thiết yếu (Cấp lại, đổi thẻ căn cước công dân), phần cấp lại. Mã các thủ tục căn cước đang thay đổi trong năm 2026, cần kiểm lại trên Cổng.',
      },
    ],
    [
      'cap-lai-the-can-cuoc',
      '1.014064',
      'Cấp lại thẻ căn cước',
      {
        note: 'Mục 2 trong 25 dịch vụ thiết yếu (Cấp lại, đổi thẻ căn cước công dân), mã ghi trên Cổng Dịch vụ công quốc gia. Mã các thủ tục căn cước đang thay đổi trong năm 2026, cần kiểm lại trên Cổng.',
      },
    ],
  ]),
  ...sharing({ ...ESSENTIAL, ministry: 'Bộ Công an', groupKey: 'cu_tru', decidingBody: 'Công an cấp xã' }, [
    [
      'dang-ky-thuong-tru',
      '1.004222',
      'Đăng ký thường trú',
      { ...PARTIAL, codeConfidence: 'A', note: 'Tờ khai mẫu CT01 theo Thông tư 116/2026/TT-BCA.', legalDays: 7 },
    ],
    ['dang-ky-tam-tru', '1.004194', 'Đăng ký tạm trú', { ...PARTIAL, codeConfidence: 'A', legalDays: 3 }],
    ['khai-bao-tam-vang', '1.003677', 'Khai báo tạm vắng', { ...FULL, codeConfidence: 'B' }],
    [
      'thong-bao-luu-tru',
      '2.001159',
      'Thông báo lưu trú',
      {
        ...FULL,
        codeConfidence: 'B',
        decidingBody: '',
        note: 'Báo trước 23 giờ; khách đến muộn hơn thì báo trước 8 giờ sáng hôm sau.',
      },
    ],
  ]),
  ...sharing({ ...ESSENTIAL, ministry: 'Bộ Công an', groupKey: 'phuong_tien', codeConfidence: 'B' }, [
    [
      'dang-ky-xe-may-cap-xa',
      '1.010910',
      'Đăng ký, cấp biển số mô tô, xe gắn máy (cấp xã)',
      {
        ...PARTIAL,
        decidingBody: 'Công an cấp xã',
        note: 'Mục 7 trong 25 dịch vụ thiết yếu, tách theo mã. Công an cấp xã được phân cấp.',
      },
    ],
    [
      'dang-ky-xe-may-trong-nuoc',
      '1.012575',
      'Đăng ký, cấp biển số mô tô, xe gắn máy (xe sản xuất, lắp ráp trong nước)',
      { ...FULL, note: 'Mục 7 trong 25 dịch vụ thiết yếu, tách theo mã.' },
    ],
    [
      'dang-ky-xe-may-nhap-khau',
      '1.013066',
      'Đăng ký, cấp biển số mô tô, xe gắn máy (xe nhập khẩu)',
      { ...FULL, note: 'Mục 7 trong 25 dịch vụ thiết yếu, tách theo mã.' },
    ],
    [
      'dang-ky-xe-may-cap-tinh',
      '1.000377',
      'Đăng ký, cấp biển số mô tô, xe gắn máy (cấp tỉnh)',
      { decidingBody: 'Công an cấp tỉnh', note: 'Mục 7 trong 25 dịch vụ thiết yếu, tách theo mã.' },
    ],
    [
      'nop-phat-nguoi',
      'C08_XPHCDB',
      'Thu tiền nộp phạt xử lý vi phạm hành chính trong lĩnh vực giao thông đường bộ qua thiết bị ghi hình (phạt nguội)',
      { ...FULL, note: 'Mã nội bộ của Bộ Công an, không theo dạng mã quốc gia.' },
    ],
  ]),
  ...sharing(
    { ...ESSENTIAL, ministry: 'Bộ Tư pháp', groupKey: 'ho_tich', codeConfidence: 'A', decidingBody: 'UBND cấp xã' },
    [
      ['dang-ky-khai-sinh', '1.001193', 'Đăng ký khai sinh'],
      ['dang-ky-khai-tu', '1.000656', 'Đăng ký khai tử'],
      [
        'dang-ky-ket-hon',
        '1.000894',
        'Đăng ký kết hôn',
        {
          codeConfidence: 'B',
          note: 'Giúp nộp hồ sơ chưa phải là xong: hai bên phải đến ký trực tiếp (cần kiểm lại).',
        },
      ],
    ],
  ),
  ...sharing(
    {
      ...ESSENTIAL,
      ...FULL,
      ministry: 'Bộ Công an',
      groupKey: 'xuat_nhap_canh',
      codeConfidence: 'B',
      note: 'Mục 12 trong 25 dịch vụ thiết yếu, tách theo mã. Người từ 14 tuổi.',
    },
    [
      [
        'ho-chieu-pho-thong-cap-tinh',
        '1.001456',
        'Cấp, cấp lại, sửa đổi, bổ sung hộ chiếu phổ thông (cấp tỉnh)',
        { decidingBody: 'Công an cấp tỉnh' },
      ],
      [
        'ho-chieu-pho-thong-trung-uong',
        '1.001471',
        'Cấp, cấp lại, sửa đổi, bổ sung hộ chiếu phổ thông (trung ương)',
        { decidingBody: 'Bộ Công an' },
      ],
    ],
  ),
  ...sharing(
    { ...ESSENTIAL, ministry: 'Bộ Công an', groupKey: 'con_dau', note: 'Dành cho tổ chức, hộ gia đình hiếm khi cần.' },
    [
      ['lam-con-dau-moi', null, 'Thủ tục làm con dấu mới và cấp giấy chứng nhận đã đăng ký mẫu dấu'],
      [
        'lam-con-dau-thu-nho-noi-xi',
        null,
        'Thủ tục làm con dấu thu nhỏ, dấu nổi, dấu xi và cấp giấy chứng nhận đã đăng ký mẫu con dấu',
      ],
    ],
  ),
  ...sharing(
    { ...ESSENTIAL, ministry: 'Bộ Tư pháp / Bộ Công an / BHXH', groupKey: 'lien_thong', codeConfidence: 'B' },
    [
      [
        'lien-thong-khai-sinh-thuong-tru-bhyt-can-cuoc',
        '3.000722',
        'Liên thông điện tử: đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế, cấp thẻ căn cước cho trẻ em dưới 6 tuổi',
        { note: 'Mục 15 trong 25 dịch vụ thiết yếu, mã và tên mới từ năm 2026. Nộp tại lienthong.dichvucong.gov.vn.' },
      ],
      [
        'lien-thong-khai-tu-xoa-thuong-tru-mai-tang',
        '2.002913',
        'Liên thông điện tử: đăng ký khai tử, xóa đăng ký thường trú, giải quyết mai táng phí, tử tuất',
        { note: 'Mục 16 trong 25 dịch vụ thiết yếu, mã và tên mới từ năm 2026. Rất hay gặp ở hộ có người cao tuổi.' },
      ],
    ],
  ),
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
    ...ESSENTIAL,
    ...FULL,
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
  ...sharing({ ...ESSENTIAL, ministry: 'Bộ Công Thương / EVN', groupKey: 'tien_ich', decidingBody: 'EVNHANOI' }, [
    ['cap-dien-moi-ha-ap', null, 'Cấp điện mới từ lưới điện hạ áp (220/380V)'],
    [
      'thay-doi-chu-the-hop-dong-dien',
      null,
      'Thay đổi chủ thể hợp đồng mua bán điện',
      { note: 'Rất hay gặp khi người đứng tên đã mất hoặc đã chuyển đi.' },
    ],
  ]),
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
  // Named in the rows of items 19 and 25, but not listed in the annex themselves.
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
    ...PROCEDURE,
    ...PARTIAL,
    key: 'cap-giay-phep-lai-xe',
    code: '3.000346',
    name: 'Cấp giấy phép lái xe',
    ministry: 'Bộ Công an',
    groupKey: 'phuong_tien',
    codeConfidence: 'B',
    note: 'Đi cùng mục 25 trong 25 dịch vụ thiết yếu, nhưng là cấp lần đầu, không phải cấp đổi, cấp lại. Tên viết gọn, cần đối chiếu với Cổng.',
  },
  // Old codes, kept so that files submitted under them still show their names.
  ...sharing(
    {
      ...ESSENTIAL,
      ministry: 'Bộ Tư pháp / Bộ Công an / BHXH',
      groupKey: 'lien_thong',
      replacedByKey: 'lien-thong-khai-sinh-thuong-tru-bhyt-can-cuoc',
      isRetired: true,
    },
    [
      [
        'lien-thong-khai-sinh-thuong-tru-bhyt-2-000986',
        '2.000986',
        'Liên thông đăng ký khai sinh - đăng ký thường trú - cấp thẻ bảo hiểm y tế cho trẻ dưới 6 tuổi',
        { codeConfidence: 'A', note: 'Mã cũ, năm 2026 thay bằng 3.000722.' },
      ],
      [
        'lien-thong-khai-sinh-thuong-tru-bhyt-2-002621',
        '2.002621',
        'Liên thông khai sinh, thường trú, bảo hiểm y tế',
        { codeConfidence: 'B', note: 'Mã cũ, năm 2026 thay bằng 3.000722. Tên viết gọn.' },
      ],
    ],
  ),
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
  ...sharing(
    {
      ...ESSENTIAL,
      ministry: 'Bộ Tư pháp / Bộ Công an / BHXH',
      groupKey: 'lien_thong',
      codeConfidence: 'A',
      replacedByKey: 'lien-thong-khai-tu-xoa-thuong-tru-mai-tang',
      isRetired: true,
    },
    [
      [
        'lien-thong-khai-tu-xoa-thuong-tru-mai-tang-2-002622',
        '2.002622',
        'Liên thông đăng ký khai tử - xóa đăng ký thường trú - trợ cấp mai táng phí',
        { note: 'Mã cũ, năm 2026 thay bằng 2.002913.' },
      ],
      [
        'lien-thong-khai-tu-xoa-thuong-tru-mai-tang-1-011733',
        '1.011733',
        'Liên thông đăng ký khai tử - xóa đăng ký thường trú - trợ cấp mai táng phí',
        { note: 'Mã cũ hơn của 2.002622, nay là 2.002913.' },
      ],
    ],
  ),
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
  // Other procedures that a home-support team meets at ward level.
  ...sharing(
    { ...PROCEDURE, ministry: 'Bộ Tư pháp', groupKey: 'chung_thuc', codeConfidence: 'B', decidingBody: 'UBND cấp xã' },
    [
      ['chung-thuc-ban-sao', '2.000815', 'Chứng thực bản sao từ bản chính giấy tờ, văn bản'],
      [
        'chung-thuc-chu-ky',
        '2.000884',
        'Chứng thực chữ ký trong các giấy tờ, văn bản (áp dụng cả chứng thực điểm chỉ và trường hợp không thể ký, không thể điểm chỉ được)',
      ],
      ['chung-thuc-sua-doi-huy-bo-giao-dich', '2.000913', 'Chứng thực việc sửa đổi, bổ sung, hủy bỏ giao dịch'],
      ['chung-thuc-tu-choi-nhan-di-san', '2.001016', 'Chứng thực văn bản từ chối nhận di sản'],
      ['chung-thuc-thoa-thuan-phan-chia-di-san', '2.001406', 'Chứng thực văn bản thỏa thuận phân chia di sản'],
      [
        'chung-thuc-khai-nhan-di-san',
        '2.001009',
        'Chứng thực văn bản khai nhận di sản',
        { note: 'Đã bãi bỏ, chưa rõ ngày.', isRetired: true },
      ],
      ['cap-ban-sao-tu-so-goc', '2.000908', 'Cấp bản sao từ sổ gốc', { decidingBody: '' }],
    ],
  ),
  ...sharing({ ...PROCEDURE, ministry: 'Bộ Tư pháp', groupKey: 'ho_tich', decidingBody: 'UBND cấp xã' }, [
    [
      'ban-sao-trich-luc-ho-tich',
      '2.000635',
      'Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh',
      { codeConfidence: 'A' },
    ],
    ['xac-nhan-tinh-trang-hon-nhan', '1.004873', 'Cấp Giấy xác nhận tình trạng hôn nhân', { codeConfidence: 'A' }],
    [
      'thay-doi-cai-chinh-ho-tich',
      '1.004859',
      'Thay đổi, cải chính, bổ sung thông tin hộ tịch',
      { codeConfidence: 'A', note: 'Có nơi ghi thêm trong tên: xác định lại dân tộc.' },
    ],
    ['dang-ky-lai-khai-sinh', '1.004884', 'Đăng ký lại khai sinh', { codeConfidence: 'A' }],
    [
      'khai-sinh-nguoi-da-co-ho-so',
      '1.004772',
      'Đăng ký khai sinh cho người đã có hồ sơ, giấy tờ cá nhân',
      { codeConfidence: 'A' },
    ],
    [
      'khai-sinh-luu-dong',
      '1.003583',
      'Đăng ký khai sinh lưu động',
      { codeConfidence: 'B', note: 'Thủ tục lưu động chính thức: cán bộ đến tận nơi.' },
    ],
    [
      'khai-sinh-ket-hop-nhan-cha-me-con',
      '1.000689',
      'Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con',
      { codeConfidence: 'A' },
    ],
    ['nhan-cha-me-con', '1.001022', 'Đăng ký nhận cha, mẹ, con', { codeConfidence: 'C' }],
    ['dang-ky-giam-ho', '1.004837', 'Đăng ký giám hộ', { codeConfidence: 'B' }],
    ['dang-ky-lai-khai-tu', '1.005461', 'Đăng ký lại khai tử', { codeConfidence: 'B' }],
    ['dang-ky-lai-ket-hon', '1.004746', 'Đăng ký lại kết hôn', { codeConfidence: 'B' }],
  ]),
  ...sharing(
    { ...PROCEDURE, ministry: 'Bộ Y tế', groupKey: 'bao_tro_xh', codeConfidence: 'B', decidingBody: 'UBND cấp xã' },
    [
      [
        'tro-cap-huu-tri-xa-hoi',
        '1.014027',
        'Thực hiện, điều chỉnh, thôi hưởng trợ cấp hưu trí xã hội',
        { note: 'Việc người cao tuổi cần nhiều nhất.' },
      ],
      [
        'mai-tang-tro-cap-huu-tri-xa-hoi',
        '1.014028',
        'Hỗ trợ chi phí mai táng đối với đối tượng hưởng trợ cấp hưu trí xã hội',
      ],
      [
        'tro-cap-xa-hoi-hang-thang',
        '1.001776',
        'Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hàng tháng, hỗ trợ kinh phí chăm sóc, nuôi dưỡng hàng tháng',
      ],
      ['mai-tang-bao-tro-xa-hoi', '1.001731', 'Hỗ trợ chi phí mai táng cho đối tượng bảo trợ xã hội'],
      [
        'xac-dinh-muc-do-khuyet-tat',
        '1.001699',
        'Xác định, xác định lại mức độ khuyết tật và cấp Giấy xác nhận khuyết tật',
      ],
      [
        'tiep-nhan-vao-co-so-tro-giup-xa-hoi',
        '2.000286',
        'Tiếp nhận đối tượng bảo trợ xã hội có hoàn cảnh đặc biệt khó khăn vào cơ sở trợ giúp xã hội',
        { decidingBody: '' },
      ],
    ],
  ),
  ...sharing({ ...PROCEDURE, ministry: 'Bộ Nội vụ', groupKey: 'nguoi_co_cong', codeConfidence: 'B' }, [
    ['tro-cap-nguoi-co-cong-tu-tran', '1.010824', 'Hưởng trợ cấp khi người có công đang hưởng trợ cấp ưu đãi từ trần'],
    ['tro-cap-tho-cung-liet-si', '1.010803', 'Giải quyết chế độ trợ cấp thờ cúng liệt sĩ'],
    ['giay-xac-nhan-than-nhan-nguoi-co-cong', '1.010833', 'Cấp giấy xác nhận thân nhân của người có công'],
  ]),
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
  ...sharing(
    {
      ...PROCEDURE,
      ministry: 'Bộ Tài chính',
      groupKey: 'ho_kinh_doanh',
      codeConfidence: 'A',
      decidingBody: 'UBND cấp xã',
    },
    [
      ['thanh-lap-ho-kinh-doanh', '1.001612', 'Đăng ký thành lập hộ kinh doanh'],
      ['thay-doi-ho-kinh-doanh', '2.000720', 'Đăng ký thay đổi nội dung đăng ký hộ kinh doanh'],
      [
        'tam-ngung-ho-kinh-doanh',
        '1.001570',
        'Tạm ngừng kinh doanh, tiếp tục kinh doanh trước thời hạn đã thông báo của hộ kinh doanh',
        { codeConfidence: 'B' },
      ],
      ['cham-dut-ho-kinh-doanh', '1.001266', 'Chấm dứt hoạt động hộ kinh doanh'],
      [
        'cap-lai-doi-giay-ho-kinh-doanh',
        '2.000575',
        'Cấp lại/đổi Giấy chứng nhận đăng ký hộ kinh doanh',
        { codeConfidence: 'B' },
      ],
    ],
  ),
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
  ...sharing(
    { ...PROCEDURE, ministry: 'Bộ Công an', groupKey: 'cu_tru', codeConfidence: 'B', decidingBody: 'Công an cấp xã' },
    [
      ['xac-nhan-thong-tin-cu-tru', '1.010041', 'Xác nhận thông tin về cư trú', FULL],
      ['dieu-chinh-thong-tin-cu-tru', '1.010039', 'Điều chỉnh thông tin về cư trú trong Cơ sở dữ liệu về cư trú', FULL],
      ['tach-ho', '1.010038', 'Tách hộ', PARTIAL],
      ['xoa-dang-ky-thuong-tru', '1.003197', 'Xóa đăng ký thường trú', FULL],
      ['xoa-dang-ky-tam-tru', '1.010028', 'Xóa đăng ký tạm trú', FULL],
      ['gia-han-tam-tru', '1.002755', 'Gia hạn tạm trú', PARTIAL],
      [
        'khai-bao-cu-tru-chua-du-dieu-kien',
        '1.010040',
        'Khai báo thông tin về cư trú đối với người chưa đủ điều kiện đăng ký thường trú, đăng ký tạm trú',
        FULL,
      ],
    ],
  ),
  ...sharing(
    {
      ...PROCEDURE,
      ...PARTIAL,
      ministry: 'Bộ Công an',
      groupKey: 'can_cuoc',
      codeConfidence: 'B',
      note: 'Mã các thủ tục căn cước đang thay đổi trong năm 2026, cần kiểm lại trên Cổng.',
    },
    [
      [
        'the-can-cuoc-duoi-14-tuoi',
        '1.014062',
        'Cấp thẻ căn cước cho người dưới 14 tuổi thực hiện tại Công an cấp xã',
        { decidingBody: 'Công an cấp xã' },
      ],
      [
        'the-can-cuoc-tu-14-tuoi',
        '2.000200',
        'Cấp thẻ căn cước cho người từ đủ 14 tuổi trở lên (Công an cấp tỉnh)',
        { decidingBody: 'Công an cấp tỉnh' },
      ],
    ],
  ),
  {
    ...PROCEDURE,
    ...FULL,
    key: 'trinh-bao-mat-ho-chieu',
    code: '1.010386',
    name: 'Trình báo mất hộ chiếu phổ thông (thực hiện tại cấp xã)',
    ministry: 'Bộ Công an',
    groupKey: 'xuat_nhap_canh',
    codeConfidence: 'B',
    decidingBody: 'Công an cấp xã',
  },
  ...sharing(
    {
      ...PROCEDURE,
      ...PARTIAL,
      ministry: 'Bộ Công an',
      groupKey: 'phuong_tien',
      codeConfidence: 'B',
      decidingBody: 'Công an cấp xã',
    },
    [
      ['sang-ten-di-chuyen-xe', '1.010912', 'Sang tên, di chuyển xe (Công an cấp xã)'],
      ['cap-doi-dang-ky-xe-bien-so', '1.010916', 'Cấp đổi chứng nhận đăng ký xe, biển số (Công an cấp xã)'],
      ['cap-lai-dang-ky-xe-bien-so', '1.010917', 'Cấp lại chứng nhận đăng ký xe, biển số (Công an cấp xã)'],
    ],
  ),
  ...sharing({ ...PROCEDURE, ministry: 'Bộ Giáo dục và Đào tạo', groupKey: 'giao_duc', codeConfidence: 'C' }, [
    [
      'chuyen-truong-thcs',
      '2.002481',
      'Chuyển trường đối với học sinh trung học cơ sở',
      { note: 'Năm 2026 được thay một phần bằng 2.002854.' },
    ],
    [
      'chuyen-truong-va-tiep-nhan-hoc-sinh',
      '2.002854',
      'Chuyển trường và tiếp nhận học sinh',
      { note: 'Từ năm 2026, thay một phần cho 2.002481.' },
    ],
  ]),
  // Job loss, beside the benefit itself.
  ...sharing(
    {
      ...PROCEDURE,
      ministry: 'Bộ Nội vụ',
      groupKey: 'viec_lam',
      codeConfidence: 'B',
      decidingBody: 'Trung tâm Dịch vụ việc làm',
    },
    [
      [
        'thong-bao-tim-kiem-viec-lam',
        '1.014749',
        'Thông báo về việc tìm kiếm việc làm hằng tháng',
        { note: 'Người đang hưởng trợ cấp thất nghiệp làm mỗi tháng một lần. Đội cần nhắc.' },
      ],
      ['tu-van-gioi-thieu-viec-lam', '1.014746', 'Tư vấn, giới thiệu việc làm'],
    ],
  ),
  // Items of the longer lists (Quyết định 422/QĐ-TTg of 2022 and 206/QĐ-TTg of 2024), as named in a province's monthly
  // report form. The annexes were not found; the ministry is that of the group.
  ...sharing(
    {
      ...PROCEDURE,
      ministry: 'BHXH Việt Nam',
      groupKey: 'bhxh_bhyt',
      note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
    },
    [
      ['dang-ky-dong-bhxh-tu-nguyen', null, 'Đăng ký tham gia đóng bảo hiểm xã hội tự nguyện'],
      ['dang-ky-dong-cap-the-bhyt', null, 'Đăng ký đóng, cấp thẻ bảo hiểm y tế'],
      ['huong-bhxh-mot-lan', null, 'Giải quyết hưởng bảo hiểm xã hội một lần'],
      [
        'huong-om-dau-thai-san-duong-suc',
        null,
        'Giải quyết hưởng chế độ ốm đau, thai sản, trợ cấp dưỡng sức phục hồi sức khỏe',
      ],
    ],
  ),
  ...sharing(
    {
      ...PROCEDURE,
      ministry: 'Bộ Tài chính',
      groupKey: 'thue',
      note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
    },
    [
      [
        'thanh-toan-nghia-vu-dat-dai-ca-nhan',
        null,
        'Thanh toán nghĩa vụ tài chính trong thực hiện thủ tục hành chính về đất đai đối với hộ gia đình, cá nhân',
      ],
      [
        'thanh-toan-nghia-vu-dat-dai-doanh-nghiep',
        null,
        'Thanh toán nghĩa vụ tài chính về đất đai đối với doanh nghiệp',
      ],
      ['nop-thue-le-phi-truoc-ba-doanh-nghiep', null, 'Nộp thuế, lệ phí trước bạ đối với doanh nghiệp'],
      [
        'lien-thong-thanh-lap-hop-tac-xa-dang-ky-thue',
        null,
        'Liên thông các thủ tục Đăng ký thành lập hợp tác xã/liên hiệp hợp tác xã và đăng ký thuế',
      ],
      [
        'nhom-thanh-lap-ho-kinh-doanh-dang-ky-thue',
        null,
        'Nhóm thủ tục Đăng ký thành lập hộ kinh doanh và Đăng ký thuế',
      ],
    ],
  ),
  ...sharing(
    {
      ...PROCEDURE,
      ministry: 'Bộ Tư pháp',
      groupKey: 'ho_tich',
      note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
    },
    [
      [
        'nhom-tinh-trang-hon-nhan-ket-hon',
        null,
        'Nhóm thủ tục cấp Giấy xác nhận tình trạng hôn nhân và Đăng ký kết hôn',
      ],
      [
        'nhom-cai-chinh-ho-tich-cu-tru-can-cuoc',
        null,
        'Nhóm thủ tục thay đổi, cải chính, bổ sung thông tin hộ tịch - Điều chỉnh thông tin về cư trú - Cấp lại/Đổi thẻ Căn cước',
      ],
    ],
  ),
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
  ...sharing(
    {
      ...PROCEDURE,
      ministry: 'Bộ Nông nghiệp và Môi trường',
      groupKey: 'dat_dai',
      note: 'Thuộc danh sách mở rộng của Đề án 06 (Quyết định 422/QĐ-TTg hoặc 206/QĐ-TTg).',
    },
    [
      [
        'dang-ky-bien-dong-doi-ten-nguoi-su-dung-dat',
        null,
        'Đăng ký biến động đối với trường hợp đổi tên hoặc thay đổi thông tin về người sử dụng đất',
      ],
      [
        'dang-ky-bien-dong-chuyen-quyen-su-dung-dat',
        null,
        'Đăng ký biến động chuyển đổi, chuyển nhượng, cho thuê, thừa kế, tặng cho, góp vốn bằng quyền sử dụng đất',
      ],
    ],
  ),
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
  // Help that is not a procedure, but is provided and counted.
  ...sharing({ ...DIGITAL_ACCOUNT, ministry: 'Bộ Công an' }, [
    [
      'vneid-muc-1',
      null,
      'Đăng ký, kích hoạt tài khoản định danh VNeID mức 1',
      { note: 'Người dân tự làm trên ứng dụng; số điện thoại phải là SIM chính chủ.' },
    ],
    [
      'vneid-len-muc-2',
      null,
      'Hướng dẫn lên tài khoản định danh VNeID mức 2',
      { note: 'Người dân phải trực tiếp đến công an, xã phường nào cũng được; không ai làm thay.' },
    ],
    [
      'vneid-kich-hoat-muc-2',
      null,
      'Kích hoạt tài khoản định danh VNeID mức 2',
      { note: 'Người dân tự nhập mã OTP, mật khẩu và passcode; cán bộ không cầm máy, không nhìn, không ghi lại.' },
    ],
  ]),
  ...sharing({ ...DIGITAL_ACCOUNT, ministry: '' }, [
    [
      'dang-nhap-cong-dvcqg',
      null,
      'Cài đặt và đăng nhập Cổng Dịch vụ công quốc gia',
      { note: 'Đăng nhập bằng VNeID.' },
    ],
    ['cai-ihanoi', null, 'Cài ứng dụng iHanoi', { note: 'Chỉ dùng tại Hà Nội.' }],
  ]),
  { ...DIGITAL_ACCOUNT, key: 'cai-vssid', name: 'Cài ứng dụng VssID', ministry: 'BHXH Việt Nam' },
  { ...DIGITAL_ACCOUNT, key: 'cai-etax-mobile', name: 'Cài ứng dụng eTax Mobile', ministry: 'Bộ Tài chính (Thuế)' },
  { ...DIGITAL_ACCOUNT, key: 'chu-ky-so-ca-nhan', name: 'Cấp chữ ký số cá nhân miễn phí', ministry: '' },
  {
    ...DIGITAL_ACCOUNT,
    key: 'lien-ket-an-sinh-vneid',
    name: 'Liên kết tài khoản an sinh trên VNeID',
    ministry: 'Bộ Công an',
  },
  ...sharing(UTILITY, [
    ['tra-cuu-ho-so', null, 'Tra cứu trạng thái hồ sơ'],
    [
      'thanh-toan-truc-tuyen',
      null,
      'Thanh toán trực tuyến',
      { note: 'Người dân tự bấm thanh toán; Đội không bao giờ thu tiền.' },
    ],
    ['huong-dan-ky-nang-so', null, 'Hướng dẫn kỹ năng số'],
  ]),
  // Topics explained at the door; the note is the message in words an officer can say aloud.
  ...sharing(TOPIC, [
    [
      'lua-dao-gia-danh-can-bo-phuong',
      null,
      'Giả danh cán bộ phường, cảnh sát khu vực gọi điện “cập nhật VNeID sau sáp nhập”',
      {
        note: 'Địa chỉ mới do Bộ Công an tự cập nhật, không ai gọi điện bắt bác làm. Có người làm theo, trả “22.000 đồng” rồi mất 129 triệu đồng. Bác cần gì thì đến thẳng Công an phường.',
        topicArea: 'scam',
      },
    ],
    [
      'lua-dao-ung-dung-gia',
      null,
      'Ứng dụng VNeID, dịch vụ công giả (đường link, tệp .apk)',
      {
        note: 'Chỉ cài ứng dụng từ App Store hoặc CH Play, không bấm đường link, không cài tệp .apk ai gửi cho. VNeID chỉ có một ứng dụng. Định danh mức 2 chỉ làm trực tiếp, gặp mặt.',
        topicArea: 'scam',
      },
    ],
    [
      'lua-dao-otp-mat-khau',
      null,
      'Giữ kín mã OTP, passcode, mật khẩu',
      {
        note: 'Mã OTP, passcode, mật khẩu không đưa cho ai, kể cả người xưng là công an và kể cả cán bộ của Đội.',
        topicArea: 'scam',
      },
    ],
    [
      'lua-dao-nhan-qua-tro-cap',
      null,
      '“Nhận quà 100.000 đồng dịp 2/9”, nhận trợ cấp',
      {
        note: 'Quà của Nhà nước đến qua VNeID hoặc qua phường, không phải bấm đường link, không phải nộp phí.',
        topicArea: 'scam',
      },
    ],
    [
      'lua-dao-gia-danh-cong-an-toa-an',
      null,
      'Giả danh công an, viện kiểm sát, tòa án để “điều tra”',
      { note: 'Cơ quan nhà nước mời làm việc bằng giấy mời, không bao giờ bảo chuyển tiền.', topicArea: 'scam' },
    ],
    [
      'lua-dao-deepfake-nguoi-than',
      null,
      'Cuộc gọi hình giả mặt người thân (deepfake)',
      {
        note: 'Thấy người thân gọi hình hỏi tiền thì tắt máy, gọi lại vào số vẫn dùng để hỏi cho chắc.',
        topicArea: 'scam',
      },
    ],
    [
      'lua-dao-doa-khoa-sim-dien-luc',
      null,
      'Dọa khóa SIM, giả điện lực, shipper, bảo hiểm xã hội',
      { note: 'Nghe dọa thì dập máy, rồi tự kiểm tra lại.', topicArea: 'scam' },
    ],
    [
      'lua-dao-lay-sinh-trac-hoc',
      null,
      'Dẫn dụ quay mặt để lấy dữ liệu khuôn mặt',
      { note: 'Không đưa mặt vào điện thoại theo lời người lạ yêu cầu.', topicArea: 'scam' },
    ],
    [
      'lua-dao-lo-bam-lo-cai',
      null,
      'Nếu lỡ bấm đường link hoặc cài ứng dụng lạ',
      { note: 'Báo ngân hàng khóa tài khoản, tắt nguồn điện thoại, rồi báo công an.', topicArea: 'scam' },
    ],
    [
      'loi-ich-vneid-muc-2',
      null,
      'Lợi ích của định danh điện tử VNeID mức 2',
      {
        note: 'Có mức 2 thì đưa VNeID ra là thay cho thẻ căn cước, lưu được giấy tờ trong máy và nộp được hồ sơ trên Cổng Dịch vụ công quốc gia. Bác đến công an xã, phường nào cũng làm được, nhưng phải tự đi, không ai làm thay.',
        topicArea: 'e_id',
      },
    ],
    [
      'nop-truc-tuyen-0-dong-ha-noi',
      null,
      'Nộp trực tuyến 0 đồng tại Hà Nội',
      {
        note: 'Từ 1/1/2026, nộp trực tuyến ở Hà Nội thì phí, lệ phí do thành phố quy định là 0 đồng; phí, lệ phí do Bộ Tài chính quy định được hỗ trợ 100 % (trừ phí thẩm định); tiền bưu chính được hỗ trợ 100 %; chứng thư chữ ký số được hỗ trợ tối đa 100.000 đồng một người một năm. Nộp trực tiếp thì không được hỗ trợ (Nghị quyết 77/2025/NQ-HĐND).',
        topicArea: 'e_id',
      },
    ],
    [
      'dang-nhap-cong-chi-bang-vneid',
      null,
      'Đăng nhập Cổng Dịch vụ công chỉ bằng VNeID',
      {
        note: 'Tài khoản riêng của cá nhân trên Cổng đã dừng từ sau 30/6/2024, nay chỉ đăng nhập bằng VNeID (Nghị định 69/2024/NĐ-CP).',
        topicArea: 'e_id',
      },
    ],
    [
      'quyen-du-lieu-ca-nhan',
      null,
      'Quyền của người dân đối với dữ liệu cá nhân',
      {
        note: 'Bác có quyền biết dữ liệu của mình được dùng vào việc gì, đồng ý hoặc rút lại đồng ý, xem, sửa, xin cung cấp, xóa, hạn chế, phản đối, khiếu nại, khởi kiện và đòi bồi thường. Im lặng không phải là đồng ý (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, hiệu lực từ 1/1/2026).',
        topicArea: 'law',
      },
    ],
    [
      'thu-tuc-thiet-yeu-chi-nhan-truc-tuyen',
      null,
      '25 thủ tục thiết yếu chỉ nhận trực tuyến từ 1/10/2025',
      {
        note: 'Từ 1/10/2025, Trung tâm Phục vụ hành chính công cả nước không nhận hồ sơ giấy của 25 dịch vụ công thiết yếu nữa (Chỉ thị 24/CT-TTg ngày 13/9/2025).',
        topicArea: 'law',
      },
    ],
    [
      'ho-tich-khong-can-xuat-trinh-giay-to',
      null,
      'Làm hộ tịch không phải xuất trình giấy tờ tùy thân đã có trong cơ sở dữ liệu',
      {
        note: 'Dữ liệu đã có trong cơ sở dữ liệu thì không phải đưa giấy tờ ra, chỉ cần số giấy tờ hoặc số định danh (Nghị định 18/2026/NĐ-CP).',
        topicArea: 'law',
      },
    ],
    [
      'nop-ho-so-phi-dia-gioi',
      null,
      'Nộp hồ sơ ở bất kỳ điểm nào trong tỉnh, thành phố',
      {
        note: 'Bác nộp ở trung tâm phục vụ hành chính công nào trong tỉnh, thành phố cũng được (Nghị định 118/2025/NĐ-CP).',
        topicArea: 'law',
      },
    ],
    [
      'tra-ket-qua-qua-buu-chinh-ha-noi',
      null,
      'Hà Nội trả kết quả giấy qua bưu chính',
      {
        note: 'Từ 1/1/2026 tại Hà Nội, kết quả giấy gửi qua bưu chính đến địa chỉ bác ghi, không trả tại quầy; kết quả điện tử vào tài khoản trên Cổng.',
        topicArea: 'law',
      },
    ],
  ]),
];
