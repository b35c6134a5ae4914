/*
 * The first versions of guides and scripts, all drafts that the ward reviews. They hold only what sources say: laws and
 * decisions, the national portal, police and press warnings of 2025 and 2026. Services not listed here have no guide
 * yet; the office writes it.
 */

/** A step to press and what explains it; of a topic, a paragraph to read aloud. */
type StepEntry = readonly [action: string, detail?: string];

interface GuideEntry {
  /** Key of the public service. */
  key: string;
  /** The service in the words of the resident who learns it. */
  title?: string;
  prerequisites?: readonly string[];
  /** Submitting on the portal needs VNeID level 2; so a resident who lacks it gets it first. */
  needsLevel2?: boolean;
  source: string;
  steps: readonly StepEntry[];
}

/** A resident without VNeID level 2 begins with this service. */
export const LEVEL_2_KEY = 'vneid-len-muc-2';

const PHONE_WITH_VNEID = 'Điện thoại có mạng và đã cài VNeID';
const SIGN_IN: readonly StepEntry[] = [
  ['Mở Cổng Dịch vụ công', 'dichvucong.gov.vn, trên điện thoại'],
  ['Bấm “Đăng nhập”, chọn VNeID', 'tự gõ mật khẩu, không đưa cho ai'],
];
const NOTE_THE_CODE: StepEntry = ['Chép lại mã hồ sơ', 'có mã thì xem được hồ sơ đến đâu'];
const CHOOSE_DELIVERY: StepEntry = ['Ghi địa chỉ nhận kết quả', 'ở Hà Nội, giấy về qua bưu chính'];

/** Filing one service on the national portal. @param search words that find it there. */
function filing(key: string, title: string, { search, code, prerequisites = [], source }: FilingEntry): GuideEntry {
  return {
    key,
    title,
    prerequisites: [PHONE_WITH_VNEID, ...prerequisites],
    needsLevel2: true,
    source,
    steps: [
      ...SIGN_IN,
      [`Gõ vào ô tìm: “${search}”`, `chọn dòng có mã ${code}`],
      ['Bấm “Nộp hồ sơ”, điền tờ khai', 'chụp giấy tờ khi máy hỏi'],
      CHOOSE_DELIVERY,
      NOTE_THE_CODE,
    ],
  };
}

interface FilingEntry {
  search: string;
  code: string;
  prerequisites?: readonly string[];
  source: string;
}

export const GUIDES: readonly GuideEntry[] = [
  {
    key: 'dang-nhap-cong-dvcqg',
    title: 'Đăng nhập Cổng Dịch vụ công',
    prerequisites: [PHONE_WITH_VNEID],
    needsLevel2: true,
    source: 'Nghị định 69/2024/NĐ-CP: cá nhân chỉ đăng nhập Cổng bằng VNeID',
    steps: [...SIGN_IN, ['Thấy tên mình là đã vào được', 'mã OTP thì tự nhập, không đọc cho ai']],
  },
  {
    key: 'vneid-muc-1',
    title: 'Đăng ký VNeID mức 1',
    prerequisites: [
      'Từ 14 tuổi, có thẻ căn cước còn hạn (trẻ nhỏ hơn: cha mẹ làm cho)',
      'SIM chính chủ, đang gắn trong máy',
    ],
    source: 'Nghị định 69/2024/NĐ-CP, Điều 7',
    steps: [
      ['Cài VNeID từ App Store hoặc CH Play', 'không bấm đường dẫn ai gửi'],
      ['Gõ 12 số định danh và số điện thoại', 'số điện thoại phải là SIM chính chủ'],
      ['Nhập mã OTP gửi về máy mình', 'tự nhập, không đọc cho ai'],
      ['Quét mã QR hoặc chạm thẻ căn cước', 'làm theo hình trên máy'],
      ['Quay khuôn mặt', 'chỉ quay khi tự mình mở VNeID'],
    ],
  },
  {
    key: 'vneid-len-muc-2',
    title: 'Lên VNeID mức 2',
    prerequisites: ['Từ 14 tuổi (6 đến dưới 14 tuổi: khi có nhu cầu)'],
    source: 'Nghị định 69/2024/NĐ-CP, Điều 7; cảnh báo của công an năm 2025',
    steps: [
      ['Tự đến Công an xã, phường', 'nơi nào cũng được, không ai làm thay'],
      ['Để công an lấy vân tay, chụp ảnh', 'chỉ làm gặp mặt, không qua điện thoại'],
      ['Về nhà mở VNeID để kích hoạt', 'chưa kích hoạt thì chưa dùng được'],
    ],
  },
  {
    key: 'vneid-kich-hoat-muc-2',
    title: 'Kích hoạt VNeID mức 2',
    prerequisites: ['Đã làm mức 2 ở Công an', 'SIM chính chủ, đang gắn trong máy'],
    source: 'Nghị định 69/2024/NĐ-CP và hướng dẫn trên VNeID',
    steps: [
      ['Mở VNeID, chọn kích hoạt', 'gõ số định danh và số điện thoại'],
      ['Nhập mã OTP gửi về máy mình', 'tự nhập, không đọc cho ai'],
      ['Đặt mật khẩu 8 đến 20 ký tự', 'người dạy quay đi, không nhìn'],
      ['Đặt passcode 6 số', 'nhớ trong đầu, không ghi lên máy'],
      ['Chọn 2 câu hỏi bảo mật', 'chọn câu mình không quên'],
    ],
  },
  {
    key: 'tra-cuu-ho-so',
    title: 'Xem hồ sơ đến đâu',
    prerequisites: ['Có mã hồ sơ ghi trên giấy hẹn hoặc trong tin nhắn'],
    source: 'Mười trạng thái hồ sơ của Cổng Dịch vụ công quốc gia',
    steps: [
      ...SIGN_IN,
      ['Gõ mã hồ sơ vào ô tra cứu', 'ví dụ H26.12.3-261124-0007'],
      ['Đọc dòng trạng thái', '“Đã xử lý xong” là có kết quả'],
      ['Thấy “Yêu cầu bổ sung giấy tờ” thì báo Đội', 'hồ sơ phải thêm giấy'],
      ['Thấy “… nghĩa vụ tài chính” thì tự nộp trên Cổng', 'Đội không thu tiền'],
    ],
  },
  {
    key: 'thanh-toan-truc-tuyen',
    title: 'Nộp phí trên Cổng',
    prerequisites: ['Hồ sơ đã nộp, Cổng báo số tiền'],
    source: 'Nghị quyết 77/2025/NQ-HĐND thành phố Hà Nội, từ 1/1/2026',
    steps: [
      ...SIGN_IN,
      ['Mở hồ sơ của mình, xem số tiền', 'phí, lệ phí của Hà Nội là 0 đồng'],
      ['Bấm thanh toán ngay trên Cổng', 'tự bấm; không chuyển tiền cho ai'],
    ],
  },
  filing('dang-ky-thuong-tru', 'Đăng ký thường trú', {
    search: 'đăng ký thường trú',
    code: '1.004222',
    prerequisites: ['Tờ khai CT01 theo Thông tư 116/2026/TT-BCA'],
    source: 'Cổng Dịch vụ công Bộ Công an, xem ngày 25/09/2026; Thông tư 116/2026/TT-BCA',
  }),
  filing('dang-ky-tam-tru', 'Đăng ký tạm trú', {
    search: 'đăng ký tạm trú',
    code: '1.004194',
    prerequisites: ['Tờ khai CT01 theo Thông tư 116/2026/TT-BCA'],
    source: 'Cổng Dịch vụ công Bộ Công an, xem ngày 25/09/2026; Thông tư 116/2026/TT-BCA',
  }),
  ...(
    [
      ['gia-han-tam-tru', 'Gia hạn tạm trú', 'gia hạn tạm trú', '1.002755'],
      ['tach-ho', 'Tách hộ', 'tách hộ', '1.010038'],
      ['khai-bao-tam-vang', 'Khai báo tạm vắng', 'khai báo tạm vắng', '1.003677'],
      ['thong-bao-luu-tru', 'Thông báo lưu trú', 'thông báo lưu trú', '2.001159'],
      ['xac-nhan-thong-tin-cu-tru', 'Xin xác nhận cư trú', 'xác nhận thông tin về cư trú', '1.010041'],
      ['xoa-dang-ky-thuong-tru', 'Xóa đăng ký thường trú', 'xóa đăng ký thường trú', '1.003197'],
      ['ho-chieu-pho-thong-cap-tinh', 'Làm hộ chiếu phổ thông', 'hộ chiếu phổ thông', '1.001456'],
      ['cap-phieu-ly-lich-tu-phap', 'Xin phiếu lý lịch tư pháp', 'lý lịch tư pháp', '3.000333'],
    ] as const
  ).map(([key, title, search, code]) =>
    filing(key, title, { search, code, source: 'Cổng Dịch vụ công Bộ Công an, xem ngày 25/09/2026' }),
  ),
  filing('tro-cap-huu-tri-xa-hoi', 'Nộp hồ sơ trợ cấp hưu trí xã hội', {
    search: 'hưu trí xã hội',
    code: '1.014027',
    source: 'Danh mục thủ tục cấp xã, công bố năm 2026',
  }),
  filing('huong-tro-cap-that-nghiep', 'Nộp hồ sơ trợ cấp thất nghiệp', {
    search: 'trợ cấp thất nghiệp',
    code: '1.014748',
    prerequisites: [
      'Đã nghỉ việc, chưa quá 3 tháng từ ngày hết hợp đồng',
      'Đã đóng bảo hiểm thất nghiệp ít nhất 12 tháng trong 24 tháng trước khi nghỉ',
    ],
    source: 'Luật Việc làm 2025; Nghị định 374/2025/NĐ-CP',
  }),
  {
    ...filing('lien-thong-khai-sinh-thuong-tru-bhyt-can-cuoc', 'Khai sinh cho con, làm liền một lần', {
      search: 'khai sinh',
      code: '3.000722',
      source: 'Quyết định 3582/QĐ-UBND của Hải Phòng, phụ lục',
    }),
    steps: linkedFiling('khai sinh'),
  },
  {
    ...filing('lien-thong-khai-tu-xoa-thuong-tru-mai-tang', 'Khai tử và mai táng phí, làm liền một lần', {
      search: 'khai tử',
      code: '2.002913',
      source: 'Quyết định 3582/QĐ-UBND của Hải Phòng, phụ lục',
    }),
    steps: linkedFiling('khai tử'),
  },
  ...scripts([
    [
      'lua-dao-gia-danh-can-bo-phuong',
      'Cảnh báo của Bộ Công an, 2025',
      'Dạo này có người gọi điện xưng là cán bộ phường hoặc cảnh sát khu vực, bảo bác “cập nhật VNeID sau sáp nhập”.',
      'Địa chỉ mới do Bộ Công an tự cập nhật. Không ai gọi điện bắt bác làm. Có bà trả “22.000 đồng” rồi mất 129 triệu.',
      'Ai gọi thì bác tắt máy. Cần gì bác đến thẳng Công an phường.',
    ],
    [
      'lua-dao-ung-dung-gia',
      'Cảnh báo của công an, 2025',
      'VNeID chỉ có một ứng dụng. Bác chỉ cài từ App Store hoặc CH Play.',
      'Ai gửi đường dẫn hay tệp bảo cài thì không bấm, không cài.',
      'Mức 2 chỉ làm gặp mặt ở Công an, không làm qua điện thoại.',
    ],
    [
      'lua-dao-otp-mat-khau',
      'Cảnh báo của công an, 2025',
      'Mã OTP, passcode, mật khẩu là chìa khóa nhà mình. Bác không đưa cho ai.',
      'Người xưng là công an cũng không đưa. Chúng tôi là Đội của phường, bác cũng không đưa.',
      'Hôm nay lúc bác gõ mật khẩu, chúng tôi quay đi.',
    ],
    [
      'lua-dao-nhan-qua-tro-cap',
      'Cảnh báo của Bộ Công an, 9/2025',
      'Có tin nhắn bảo bấm vào để nhận quà 100.000 đồng, nhận trợ cấp.',
      'Quà của Nhà nước đến qua VNeID hoặc qua phường. Không phải bấm đường dẫn, không phải nộp phí.',
    ],
    [
      'lua-dao-gia-danh-cong-an-toa-an',
      'Cảnh báo của công an, 2025',
      'Có người gọi xưng là công an, viện kiểm sát, tòa án, nói bác dính vào vụ án.',
      'Cơ quan nhà nước mời bằng giấy mời, không bao giờ bảo chuyển tiền.',
      'Bác tắt máy.',
    ],
    [
      'lua-dao-deepfake-nguoi-than',
      'Cảnh báo của công an, 2024',
      'Bây giờ máy làm giả được mặt người nhà trong cuộc gọi hình.',
      'Thấy con cháu gọi hình hỏi tiền, bác tắt máy rồi gọi lại vào số vẫn dùng.',
    ],
    [
      'lua-dao-doa-khoa-sim-dien-luc',
      'Cảnh báo của công an, 2025',
      'Có người gọi dọa khóa SIM, cắt điện, hoặc xưng là shipper, bảo hiểm xã hội.',
      'Bác tắt máy. Sau đó tự mình hỏi lại.',
    ],
    [
      'lua-dao-lay-sinh-trac-hoc',
      'Cảnh báo của công an, 2025',
      'Có người gọi, bảo bác quay mặt vào máy.',
      'Họ làm thế để lấy dữ liệu khuôn mặt của bác. Ai bảo thì bác cũng không đưa mặt vào máy.',
    ],
    [
      'lua-dao-lo-bam-lo-cai',
      'Cảnh báo của công an, 2025',
      'Nếu lỡ bấm đường dẫn hoặc lỡ cài ứng dụng lạ, bác đừng sợ, làm ngay ba việc.',
      'Gọi ngân hàng khóa tài khoản. Tắt nguồn điện thoại. Báo công an.',
    ],
    [
      'loi-ich-vneid-muc-2',
      'Nghị định 69/2024/NĐ-CP',
      'Có mức 2, bác đưa VNeID ra là thay cho thẻ căn cước, giấy tờ nằm trong máy, và nộp được hồ sơ trên Cổng.',
      'Bác đến Công an xã, phường nào cũng làm được, nhưng phải tự đi, không ai làm thay.',
    ],
    [
      'nop-truc-tuyen-0-dong-ha-noi',
      'Nghị quyết 77/2025/NQ-HĐND thành phố Hà Nội',
      'Từ đầu năm 2026, nộp hồ sơ qua mạng ở Hà Nội thì phí, lệ phí của thành phố là 0 đồng. Tiền bưu chính thành phố cũng lo.',
      'Ra nộp trực tiếp thì không được hỗ trợ.',
    ],
    [
      'tra-ket-qua-qua-buu-chinh-ha-noi',
      'Quy định của Hà Nội từ 1/1/2026',
      'Kết quả giấy gửi qua bưu chính về địa chỉ bác ghi, không phải ra quầy lấy. Kết quả điện tử vào tài khoản trên Cổng.',
    ],
  ]),
];

/** Filing on the interface of linked procedures. */
function linkedFiling(search: string): readonly StepEntry[] {
  return [
    ['Mở trang hồ sơ liên thông', 'lienthong.dichvucong.gov.vn, trên điện thoại'],
    ['Bấm “Đăng nhập”, chọn VNeID', 'tự gõ mật khẩu, không đưa cho ai'],
    [`Chọn nhóm thủ tục “${search}”`, 'một lần khai cho cả nhóm'],
    ['Điền tờ khai', 'chụp giấy tờ khi máy hỏi'],
    CHOOSE_DELIVERY,
    NOTE_THE_CODE,
  ];
}

function scripts(topics: readonly (readonly [key: string, source: string, ...paragraphs: string[]])[]): GuideEntry[] {
  return topics.map(([key, source, ...paragraphs]) => ({
    key,
    source,
    steps: paragraphs.map((paragraph): StepEntry => [paragraph]),
  }));
}
