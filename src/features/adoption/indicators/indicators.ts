import type { Need } from '../../../shared/needs';
import { formatNumber, formatPercent } from '../../../shared/numbers';

// What every figure of the adoption pages means: one definition each, used by the number, the heading of its list, the
// chart, the board and the page "Cách tính".

const UNITS = { visit: 'lượt', person: 'người', household: 'hộ', file: 'hồ sơ', session: 'buổi' } as const;
export type Unit = keyof typeof UNITS;

/** A number of things of one kind. An object, so that people and files neither add up nor compare by accident. */
export interface Count<Of extends Unit> {
  readonly unit: Of;
  readonly value: number;
}

export const countOf = <Of extends Unit>(unit: Of, value: number): Count<Of> => ({ unit, value });

export const sumOf = <Of extends Unit>(unit: Of, counts: readonly Count<NoInfer<Of>>[]): Count<Of> =>
  countOf(
    unit,
    counts.reduce((total, { value }) => total + value, 0),
  );

/** '1.004 người'. */
export const formatCount = ({ unit, value }: Count<Unit>): string => `${formatNumber(value)} ${UNITS[unit]}`;

/** A share with its numerator and denominator, which are always shown together. */
export interface Share<Of extends Unit> {
  readonly numerator: Count<Of>;
  readonly denominator: Count<Of>;
}

export const shareOf = <Of extends Unit>(unit: Of, numerator: number, denominator: number): Share<Of> => ({
  numerator: countOf(unit, numerator),
  denominator: countOf(unit, denominator),
});

/** '16,9 %'; 'chưa có' while there is nothing to divide by. */
export const percentOf = ({ numerator, denominator }: Share<Unit>): string =>
  formatPercent(numerator.value, denominator.value);

/** '1.004 trên 5.942 người từ 18 tuổi'. @param among what the denominator counts, in words. */
export const fractionText = ({ numerator, denominator }: Share<Unit>, among: string): string =>
  `${formatNumber(numerator.value)} trên ${formatNumber(denominator.value)} ${among}`;

/** What the denominator of "doors reached" counts, on every page. */
export const WARD_DOORS = 'cửa đang có người ở';

/** Minutes of a trip to the office for services for which the ward set none: an assumption, which pages name as such. */
export const ASSUMED_TRIP_MINUTES = 90;

/** The minutes that a month's files saved: what the ward set for each service, else the assumption. */
export const savedMinutes = ({ minutes, uncounted }: { minutes: number; uncounted: Count<'file'> }): number =>
  minutes + uncounted.value * ASSUMED_TRIP_MINUTES;

export interface Indicator {
  name: string;
  unit: (typeof UNITS)[Unit] | 'giờ' | 'ngày' | 'câu' | 'việc đã dạy' | 'việc đến hạn' | 'giấy';
  numerator: string;
  /** None for a plain count. */
  denominator?: string;
  window: string;
  source: string;
  limits: string;
}

const EVER = 'Từ ngày đầu của sổ đến ngày của trang';
const YEAR = '12 tháng tính đến ngày của trang';
const MONTH = 'Tháng của trang, đến ngày của trang';
const VISITS = 'Lượt thăm đội ghi';
const TODAY_REGISTER =
  'Cửa nào có người ở, ai đang ở phường, ai là người lớn đều theo sổ hôm nay, cả khi xem tháng trước.';

/** What fell due, whatever came of it. */
const DUE_PAST = {
  unit: 'việc đến hạn',
  denominator: 'Việc có ngày đến hạn trong 60 ngày trước hôm nay',
  window: '60 ngày trước hôm nay',
  source: 'Như “Sắp cần Cổng”; lượt thăm; lần dùng Cổng đội biết, không kể mẫu hỏi',
} as const;

/** Which days of the due rules no law sets. */
const OWN_DAYS =
  'Gõ Cửa đặt, luật không định: làm được từ 60 ngày trước (thẻ căn cước, trợ cấp hưu trí xã hội), 5 ngày trước (thông báo việc làm); trợ cấp hưu trí xã hội còn kịp 60 ngày sau.';

export const INDICATORS = {
  doorsReached: {
    name: 'Cửa đã gặp',
    unit: UNITS.household,
    numerator: 'Cửa đang có người ở có ít nhất một lượt thăm gặp được người',
    denominator: 'Mọi cửa đang có người ở; nhà trống, nhà cả hộ vắng lâu không tính',
    window: EVER,
    source: VISITS,
    limits: `${TODAY_REGISTER} Lượt ghi “Đã gặp” mà không ghi gặp ai thì không tính.`,
  },
  doorsInYear: {
    name: 'Cửa đã gặp, 12 tháng',
    unit: UNITS.household,
    numerator: 'Cửa đang có người ở có ít nhất một lượt thăm gặp được người trong 12 tháng',
    denominator: 'Mọi cửa đang có người ở',
    window: YEAR,
    source: VISITS,
    limits: `${TODAY_REGISTER} Mỗi cột là 12 tháng tính đến hết tháng ấy; sổ chưa đủ 12 tháng thì cột cao lên vì sổ dài ra.`,
  },
  requestWait: {
    name: 'Chờ từ lúc nhờ đến lúc gặp',
    unit: 'ngày',
    numerator:
      'Số ngày từ hôm nhận đề nghị đến lượt thăm làm xong đề nghị ấy; con số ở giữa (trung vị): một nửa số đề nghị chờ không quá chừng này',
    window: MONTH,
    source: 'Đề nghị hỗ trợ và lượt thăm làm xong đề nghị (nhờ nhiều việc thì là lượt làm xong việc sau cùng)',
    limits:
      'Tính vào tháng đội đến. Đề nghị chưa đến thì chưa tính, nhờ nhiều việc mà có việc bị từ chối hay rút thì không tính; quá hạn kể riêng, theo hôm nay.',
  },
  teamHours: {
    name: 'Giờ đội cho một người được giúp',
    unit: 'giờ',
    numerator: 'Giờ đã lập của các buổi đã xong trong tháng, cộng giờ của từng người trong đội; buổi hủy không tính',
    denominator: 'Người khác nhau được hỗ trợ trong tháng',
    window: MONTH,
    source: 'Buổi ra quân và lượt thăm',
    limits: 'Không kể giờ đi đường ngoài buổi, giờ gọi điện ở văn phòng.',
  },
  doorsHelped: {
    name: 'Cửa đã giúp',
    unit: UNITS.household,
    numerator: 'Cửa đang có người ở mà ở đó đội đã giúp ít nhất một việc',
    denominator: 'Mọi cửa đang có người ở',
    window: EVER,
    source: VISITS,
    limits: TODAY_REGISTER,
  },
  peopleHelped: {
    name: 'Người đã được đội hỗ trợ',
    unit: UNITS.person,
    numerator: 'Người khác nhau được đội giúp ít nhất một việc; giúp năm lần vẫn là một',
    window: EVER,
    source: VISITS,
    limits: 'Tính cả người nay đã chuyển đi, người không ở đây và người chưa đủ tuổi.',
  },
  residentsHelped: {
    name: 'Người được giúp',
    unit: UNITS.person,
    numerator: 'Người khác nhau được đội giúp ít nhất một việc ở lượt thăm trong tháng',
    window: MONTH,
    source: VISITS,
    limits:
      'Giúp năm lần trong tháng vẫn là một; tháng sau được giúp nữa thì tính cả ở tháng sau. Tính cả người không ở đây.',
  },
  visits: {
    name: 'Lượt thăm',
    unit: UNITS.visit,
    numerator: 'Mọi lần đội đến cửa, gặp hay không gặp ai',
    window: MONTH,
    source: VISITS,
    limits: 'Một nhà đến ba lần là ba lượt. Buổi tập trung đếm riêng.',
  },
  householdsMet: {
    name: 'Hộ đã gặp',
    unit: UNITS.household,
    numerator: 'Hộ khác nhau có ít nhất một lượt thăm gặp được người trong tháng',
    window: MONTH,
    source: VISITS,
    limits: 'Tính cả nhà nay trống hay đã chuyển đi. Khác “Cửa đã gặp”, tính từ ngày đầu của sổ.',
  },
  level2: {
    name: 'Người lớn có VNeID mức 2',
    unit: UNITS.person,
    numerator: 'Người lớn mà lần ghi gần nhất là VNeID mức 2 đã kích hoạt',
    denominator: 'Mọi người lớn đang ở phường; người không ở đây không tính',
    window: 'Lần ghi gần nhất đến ngày của trang',
    source: 'Đội xem trên máy của người dân, hoặc văn phòng ghi',
    limits: 'Chưa rõ và bị khóa kể riêng: chưa rõ không có nghĩa là chưa có, nên con số thật cao hơn.',
  },
  knownUsers: {
    name: 'Người lớn đã dùng Cổng',
    unit: UNITS.person,
    numerator:
      'Trên Tổng quan là “Đội biết”. Người lớn mà sổ biết có ít nhất một lần nộp hồ sơ hay làm xong một giao dịch trên Cổng: tự bấm máy, bấm máy có đội hướng dẫn, người nhà bấm, hoặc chưa rõ ai bấm. Mỗi người tính một lần, theo lần tốt nhất (tự bấm, có hướng dẫn, người nhà, chưa rõ) và nguồn chắc nhất của chính cách ấy (đội ghi, hỏi lại, lời kể)',
    denominator: 'Mọi người lớn đang ở phường đã rõ năm sinh',
    window: YEAR,
    source: 'Đội ghi khi đến nhà; câu trả lời; hỏi lại sau khi dạy. Câu trả lời trong mẫu hỏi không gộp vào đây',
    limits:
      'Ít nhất là chừng này: người đội chưa gặp có thể đã dùng mà sổ không biết. Đội làm thay, và các bước chưa phải là nộp (cài đặt, đăng nhập, tra cứu, học dùng mà tự bấm hay người nhà bấm), thì không tính, kể riêng. Trả lời “cùng đội” thì tính theo lượt thăm của đội. Lần dùng chỉ biết là “trong 12 tháng qua” thì tính vào ngày hỏi; chỉ biết tháng thì tính vào ngày đầu tháng. Đường theo tuần bắt đầu từ điểm đầu tiên có đủ 12 tháng kể từ ngày đầu của sổ.',
  },
  sampleShare: {
    name: 'Cả phường, theo mẫu hỏi',
    unit: UNITS.person,
    numerator: 'Người trong mẫu nói đã tự bấm máy nộp hồ sơ, mỗi tổ tính theo số người lớn của tổ lúc bốc',
    denominator: 'Người trong mẫu đã trả lời được; không nhớ, không muốn trả lời, chưa gặp thì kể riêng',
    window: '12 tháng trước ngày hỏi',
    source: 'Mẫu bốc ngẫu nhiên mỗi quý, văn phòng gọi hỏi',
    limits:
      'Đi cùng khoảng tin cậy 95 %. Dưới 30 câu trả lời thì chưa nói. Nếu người dùng Cổng dễ nghe máy hơn người không dùng thì mẫu không thấy được điều ấy. Xem tháng trước thì vẫn tính mọi câu trả lời đến hôm nay.',
  },
  confirmedUses: {
    name: 'Xác nhận qua điện thoại',
    unit: UNITS.person,
    numerator: 'Người được gọi nói lần dùng Cổng đúng như sổ ghi',
    denominator: 'Người được gọi nói đúng hay không đúng; không muốn trả lời, không gọi được kể riêng',
    window: 'Lần dùng ghi vào sổ trong tháng bốc thăm mới nhất, đến tháng của trang',
    source:
      'Hết tháng, văn phòng bốc ngẫu nhiên 5 % số lần dùng mới ghi (làm tròn lên, mỗi người một lần); người khác người ghi gọi hỏi',
    limits:
      'Đi cùng khoảng tin cậy 95 %. Không bốc người đã mất, đã đi, bảo đừng hỏi nữa hay không muốn liên hệ. Gọi ba hôm không được thì thôi. Không đúng thì con số chỉ đổi khi văn phòng sửa lượt thăm. Tính mọi câu trả lời đến hôm nay.',
  },
  portalShare: {
    name: 'Cổng công bố',
    unit: UNITS.file,
    numerator: 'Hồ sơ nộp trực tuyến',
    denominator: 'Hồ sơ tiếp nhận của tháng',
    window: 'Tháng mới nhất văn phòng đã nhập',
    source: 'Văn phòng chép từ Cổng hoặc từ thành phố, có nguồn và ngày',
    limits: 'Đếm hồ sơ, không đếm người, nên không so với “Cả phường, theo mẫu hỏi” và “Đội biết”.',
  },
  stuck: {
    name: 'Được dạy, còn vướng',
    unit: UNITS.person,
    numerator: 'Người có dịch vụ mà lần hỏi lại gặp được gần nhất bị vướng',
    denominator: 'Người được đội xem, hướng dẫn hoặc giải thích ít nhất một thủ tục hay tiện ích số',
    window: EVER,
    source: 'Lượt thăm, rồi hỏi lại khi đến nhà hoặc gọi điện',
    limits: '“Chưa hỏi lại được”: chưa lần hỏi lại nào gặp được người ấy.',
  },
  lasting: {
    name: 'Còn tự làm được',
    unit: 'việc đã dạy',
    numerator: 'Việc đã dạy (một người, một dịch vụ) mà lần hỏi lại của đợt ấy nói tự bấm máy được',
    denominator: 'Việc đã dạy có trả lời trong đợt và đã làm lại: tự làm, có người cùng làm, hay không làm được',
    window:
      'Ba đợt: 7 đến 29, 30 đến 90, 150 đến 240 ngày sau lần dạy; dạy lại việc ấy thì đợt cũ hết, đếm lại từ đầu. Từ ngày đầu của sổ đến ngày của trang',
    source: 'Hỏi lại khi đến nhà hoặc gọi điện. Đợt nửa năm chỉ hỏi người trúng lần bốc thăm của tháng',
    limits:
      'Chưa có việc phải làm, chưa hỏi, không rút trúng đều kể riêng. Không gọi được sau ba lần, bảo đừng hỏi nữa, hay hết đợt mà chưa hỏi là “không trả lời”: khoảng thứ hai cho biết con số nếu tất cả họ không làm được, và nếu tất cả đều làm được. Khoảng thứ nhất (Wilson, theo số người) coi người trả lời như những người khác. Dưới 5 thì không nói. Người đã chuyển đi hay mất mà chưa trả lời thì không tính. Một lời trả lời không phải là một lần bấm máy.',
  },
  doneForShare: {
    name: 'Đội làm thay',
    unit: UNITS.file,
    numerator: 'Hồ sơ đội cầm máy nộp thay',
    denominator: 'Hồ sơ đã nộp có đội hỗ trợ',
    window: MONTH,
    source: VISITS,
    limits: 'Cao là đội đang làm hộ, chưa phải dạy.',
  },
  files: {
    name: 'Hồ sơ đã nộp',
    unit: UNITS.file,
    numerator:
      'Hồ sơ thủ tục đã nộp trên Cổng có đội hỗ trợ, và trạng thái tra gần nhất; cài đặt tài khoản, thanh toán không phải hồ sơ',
    window: MONTH,
    source: 'Lượt thăm; trạng thái do đội tra trên Cổng',
    limits:
      'Tính vào tháng nộp, dù đội đến từ tháng trước. Chưa tra thì chưa biết. Hồ sơ cuối tháng thường chưa có kết quả.',
  },
  priorityHelped: {
    name: 'Người ưu tiên đã giúp',
    unit: UNITS.person,
    numerator: 'Người ưu tiên được đội giúp ít nhất một việc',
    denominator:
      'Người đang ở phường có ít nhất một điều: từ 60 tuổi; sống một mình; khó đi lại; cần người giúp; khuyết tật; hộ nghèo; cận nghèo; gia đình chính sách; bảo trợ xã hội. Mỗi người tính một lần',
    window: EVER,
    source: 'Sổ hộ dân và lượt thăm',
    limits: `Diện chưa ghi thì chưa tính. ${TODAY_REGISTER}`,
  },
  invited: {
    name: 'E ngại rồi tự mời',
    unit: UNITS.household,
    numerator:
      'Hộ từng chưa muốn mà từ hôm sau trở đi, trước khi đội gặp được ai trong nhà, đã gửi đề nghị đội đến và không rút lại',
    denominator: 'Hộ từng nói chưa muốn ở cửa, hoặc xin thôi gõ cửa',
    window: EVER,
    source: 'Lượt thăm, tạm dừng gõ cửa, đề nghị hỗ trợ',
    limits:
      'Số ngày ở giữa là trung vị, tính đến đề nghị ấy từ lần chưa muốn đầu tiên mà sau đó chưa gặp ai. Gặp rồi mới nhờ thì không tính là tự mời.',
  },
  secondTry: {
    name: 'Cửa mở lại sau khi chưa muốn',
    unit: UNITS.household,
    numerator: 'Hộ mà lượt thăm đầu tiên sau lần chưa muốn đầu tiên gặp được người',
    denominator: 'Hộ đã được đến lại; mỗi hộ xếp vào dòng đầu tiên đúng trong bảng, theo thứ tự của bảng',
    window: EVER,
    source: 'Lượt thăm và đề nghị hỗ trợ',
    limits:
      'Nhà tự nhờ: có đề nghị nhận từ hôm sau. Người khác của đội: không ai đã đến lần trước. Giờ khác: khung giờ khác của trang Giờ gặp người, ngày lễ tính theo thứ. Khoảng tin cậy 95 % (Wilson). Dưới 5 cửa thì không nêu. Xin thôi gõ cửa mà đội chưa đến thì không tính. Đội chọn cách đến theo từng nhà, nên chênh lệch chưa chắc do cách đến.',
  },
  calledFirst: {
    name: 'Gọi hẹn trước, gặp trong 15 ngày',
    unit: UNITS.household,
    numerator: 'Cửa mà trong 15 ngày đội gặp được người',
    denominator:
      'Cửa mà trước đó đội chỉ gặp cảnh vắng nhà, ít nhất một lần, và 15 ngày đã qua. Đã gọi: tính từ cuộc gọi đầu tiên ghi trước khi cửa mở. Không gọi: cũng cửa như thế, không gọi đến hết 15 ngày, tính từ ngày đầu tiên đội gọi một nhà khác sau lần vắng đầu',
    window: EVER,
    source: 'Cuộc gọi hẹn và lượt thăm',
    limits:
      'Gọi rồi ai nghe hay không đều tính; cuộc gọi đã rút thì không, sửa và rút có trong nhật ký. Cửa được gọi về sau thì ở cả hai dòng. Khoảng tin cậy 95 % (Wilson). Dưới 5 cửa thì không nêu. Không phải bằng chứng: đội chọn nhà để gọi, nhà không có số thì không gọi được, và nhà đã hẹn thì đội đến nhiều hơn.',
  },
  paused: {
    name: 'Hộ đang tạm dừng gõ cửa',
    unit: UNITS.household,
    numerator: 'Hộ có tạm dừng gõ cửa còn hiệu lực: chủ nhà xin thôi, nhà có tang, hoặc không gõ cửa',
    window: 'Ngày của trang',
    source: 'Tạm dừng gõ cửa ghi ở trang của hộ hoặc ở cửa',
    limits: 'Hộ tạm dừng vì hai lẽ thì tính ở cả hai, nhưng là một hộ. Tạm dừng rồi vẫn là cửa của phường.',
  },
  timeSaved: {
    name: 'Giờ dân khỏi phải đi',
    unit: 'giờ',
    numerator: 'Số hồ sơ đã nộp có đội hỗ trợ × số phút một chuyến đi làm thủ tục ấy',
    window: MONTH,
    source: `Số phút do phường đặt cho từng dịch vụ trong Danh mục dịch vụ công; dịch vụ chưa đặt thì giả định ${ASSUMED_TRIP_MINUTES} phút`,
    limits: 'Là giả định, không phải đo; trang nói rõ bao nhiêu hồ sơ tính theo giả định chung.',
  },
  topics: {
    name: 'Nội dung đã nói với dân',
    unit: UNITS.visit,
    numerator: 'Lượt thăm có nói ít nhất một nội dung tuyên truyền',
    window: MONTH,
    source: VISITS,
    limits:
      'Đã nói ở cửa, cả khi nhà chưa muốn hay hẹn lại: hộ ấy không vì thế mà là đã gặp. Một lượt nói hai nội dung thì tính ở cả hai dòng, nhưng là một lượt.',
  },
  groupSessions: {
    name: 'Buổi tập trung',
    unit: UNITS.session,
    numerator: 'Buổi nói chuyện ở nhà văn hóa, kể cả buổi không ghi tên ai',
    window: MONTH,
    source: 'Đội ghi sau buổi, kèm tên người dự và số người khác',
    limits:
      'Đếm riêng: không cộng vào lượt thăm, cửa đã gặp, người đã được đội hỗ trợ hay người được dạy. Một người dự hai buổi thì tính ở cả hai.',
  },
  voices: {
    name: 'Câu trả lời của bà con',
    unit: 'câu',
    numerator: 'Khuôn mặt bà con chọn, trên trang mở bằng mã QR hoặc trên tờ rời văn phòng chép',
    denominator: 'Hộ khác nhau gặp được người trong những tuần ấy',
    window: 'Các tuần đã hết, thứ Hai đến Chủ nhật, gộp đến khi đủ 5 câu; nhiều nhất 12 tuần, trừ khi gộp dài hơn',
    source: 'Bà con tự gửi, không tên, chỉ giữ ngày; tờ rời tính vào ngày chép',
    limits:
      'Ai có mã cũng gửi được, một người có thể gửi nhiều lần, nên tỷ lệ không phải là tỷ lệ hộ đã trả lời. Số chưa qua kiểm tra máy nêu riêng. Khuôn mặt, câu về đòi tiền và lời nhắn không giữ chung, nên không có danh sách từng câu trả lời; con số mở danh sách hộ đã gặp. Câu về đòi tiền dưới 5 trả lời thì không nêu.',
  },
  practice: {
    name: 'Chọn đúng trong tình huống lừa đảo',
    unit: 'câu',
    numerator: 'Câu trả lời chọn đúng cách xử lý',
    denominator: 'Câu trả lời cùng lúc (trước khi nói, sau khi nói, khoảng 30 và 180 ngày), cùng kiểu lừa',
    window: EVER,
    source: 'Đội hỏi ở cửa, văn phòng hỏi qua điện thoại; giữ tên chỉ khi người ấy đồng ý cho hỏi khảo sát',
    limits:
      'Một người một tình huống tính lần trả lời đầu. Không ghi tên thì chỉ tính ở dòng cả phường. Khoảng đi kèm tin cậy 95 %, coi các câu trả lời không phụ thuộc nhau. Dưới 5 câu thì không nêu. Chọn đúng là biết, chưa phải là đã làm; ai không hỏi lại được thì không có ở cột 30, 180 ngày.',
  },
  practiceSample: {
    name: 'Chọn đúng trong mẫu hỏi',
    unit: UNITS.person,
    numerator: 'Người được bốc thăm chọn đúng một tình huống mới với họ',
    denominator: 'Người được bốc thăm trả lời tình huống, mỗi tổ tính theo số người lớn của tổ',
    window: 'Mẫu hỏi mới nhất có hỏi tình huống',
    source: 'Văn phòng gọi người trong mẫu hỏi theo quý',
    limits:
      'Đã nói: trước ngày hỏi, đội đã nói về lừa đảo ở một lượt thăm, một buổi tập trung người ấy dự, hoặc đã hỏi tình huống. Hai bên vốn có thể khác nhau, nên chênh lệch không phải do đội nói. Dưới 30 người trả lời thì không nêu.',
  },
  alertReach: {
    name: 'Cửa ưu tiên đã được nhắc',
    unit: UNITS.household,
    numerator:
      'Cửa ấy có lượt thăm nói về lừa đảo (cả khi nhà chưa muốn hay hẹn lại) hoặc hỏi tình huống cùng kiểu, trong 14 ngày từ ngày nhắc',
    denominator: 'Cửa đang có người ở có ít nhất một người thuộc nhu cầu ưu tiên',
    window: '14 ngày từ ngày phường nhắc',
    source: VISITS,
    limits: `Câu trả lời không ghi tên không gắn với cửa nào, nên không tính. ${TODAY_REGISTER}`,
  },
  dueAhead: {
    name: 'Sắp cần Cổng',
    unit: 'việc đến hạn',
    numerator: 'Việc (một người, một quy tắc) có ngày đến hạn trong 60 ngày kể từ hôm nay',
    window: '60 ngày tới, kể cả hôm nay',
    source:
      'Ngày sinh, diện hộ nghèo, ngày cấp thẻ, hạn tạm trú trong sổ; hồ sơ thất nghiệp đội đã giúp; quy tắc đang áp dụng',
    limits:
      'Có thể thuộc diện, có thể cần; nơi giải quyết mới quyết định. Chỉ biết năm sinh thì đến hạn ngày 31/12. Việc không có ngày (tài khoản an sinh) không tính. Danh sách lọc “Sắp cần Cổng, nay làm được” đông hơn: kể cả việc đã qua ngày mà còn làm được, và người chỉ biết năm sinh có thể đến ngày trong năm sau.',
  },
  dueReached: {
    name: 'Gặp trước hạn',
    ...DUE_PAST,
    numerator: 'Việc mà từ ngày làm được đến ngày đến hạn, đội gặp người ở cửa người ấy đang ở',
    limits: `Gặp ai ở cửa cũng tính, không chắc là đúng người ấy. ${OWN_DAYS}`,
  },
  dueDone: {
    name: 'Nộp trên Cổng trước khi trễ',
    ...DUE_PAST,
    numerator:
      'Việc mà người ấy (khai sinh: người cùng hộ) dùng một trong các dịch vụ của quy tắc trên Cổng từ ngày làm được đến hết ngày còn kịp',
    limits: `Nộp mà đội không biết thì không tính. Việc còn kịp chưa phải là trễ, kể riêng. Đổi dịch vụ của quy tắc thì những ngày trước cũng tính lại. ${OWN_DAYS}`,
  },
  ableHouseholds: {
    name: 'Hộ có người tự làm được, hay có người giúp',
    unit: UNITS.household,
    numerator: 'Hộ có ít nhất một người tự bấm máy dùng Cổng, hoặc có người giúp số mà hai bên đã đồng ý',
    denominator: 'Mọi cửa đang có người ở',
    window: 'Tự bấm máy: 12 tháng đến hôm nay. Người giúp: hôm nay',
    source:
      'Như “Người lớn đã dùng Cổng”; người giúp số ghi ở trang của hộ hay ở cửa, có ngày hai bên đồng ý và ai nghe',
    limits:
      'Công văn 3240 nói mỗi gia đình một người thành thạo năm kỹ năng; ở đây chỉ biết việc dùng Cổng. Có người giúp chưa chắc là đã giúp. Người giúp chưa hỏi hai bên thì không tính.',
  },
  peopleHelpedBy: {
    name: 'Người có người giúp',
    unit: UNITS.person,
    numerator: 'Người có ít nhất một người giúp số đang giúp, hai bên đã đồng ý',
    denominator: 'Mọi người đang ở phường',
    window: 'Hôm nay',
    source: 'Người giúp số ghi ở trang của hộ hay ở cửa',
    limits:
      'Người giúp của cả hộ mà chưa rõ giúp ai thì không tính cho ai. Người giúp đã mất, đã rời phường thì thôi tính.',
  },
  filesByRelatives: {
    name: 'Hồ sơ người nhà, người giúp làm',
    unit: UNITS.file,
    numerator: 'Hồ sơ đã nộp có đội ở đó mà người nhà bấm máy, hoặc người giúp làm và đội chỉ xem',
    denominator: 'Hồ sơ đã nộp có đội hỗ trợ',
    window: YEAR,
    source: VISITS,
    limits: 'Người nhà tự nộp lúc không có đội thì không ở đây.',
  },
  referrals: {
    name: 'Giấy giới thiệu',
    unit: 'giấy',
    numerator:
      'Giấy giới thiệu đến từng nơi, mỗi giấy một lần, theo trả lời sau cùng; ở mỗi công văn, bao nhiêu giấy đã xong',
    window: 'Từ ngày đầu của sổ',
    source: 'Đội và văn phòng ghi, cả trả lời của nơi ấy; danh sách nêu tên người ghi sau cùng',
    limits:
      'Chưa đối chiếu với nơi ấy. Một công văn ghi luôn giấy cho ai chưa có; bỏ công văn thì giấy ấy vẫn đếm đến khi rút. Giấy đã rút không đếm; ghi, rút, lấy lại, sửa trả lời đều vào nhật ký.',
  },
  essential25: {
    name: '25 dịch vụ công thiết yếu của Đề án 06',
    unit: UNITS.person,
    numerator: 'Người lớn đã dùng từng dịch vụ; hồ sơ đội hỗ trợ nộp và có kết quả',
    window: YEAR,
    source: 'Như hai dòng “Người lớn đã dùng Cổng” và “Hồ sơ đã nộp”',
    limits: 'Lần dùng không rõ dịch vụ nào thì không nằm trong bảng.',
  },
} as const satisfies Record<string, Indicator>;

const SAID = 'Lần ghi gần nhất:';
const IN_TALK = 'Lần ghi gần nhất, câu nói chuyện cần gì; không phải chẩn đoán';
const IN_FORCE = 'Diện còn hiệu lực hôm nay, có nguồn';
const AGE = 'Tính đến hôm nay; chỉ biết năm sinh thì coi như đã qua sinh nhật';

/** Who counts as having a need. */
export const NEED_DEFINITIONS: Readonly<Record<Need, string>> = {
  lives_alone: `${SAID} sống một mình`,
  hard_to_move: `${SAID} khó đi lại`,
  needs_helper: `${SAID} cần người giúp`,
  needs_interpreter: IN_TALK,
  hard_of_hearing: IN_TALK,
  poor_sight: IN_TALK,
  cannot_read: IN_TALK,
  aged_80: AGE,
  aged_75: AGE,
  aged_60: AGE,
  disabled: IN_FORCE,
  policy_family: `${IN_FORCE}; của người hoặc của cả hộ`,
  poor: `${IN_FORCE}; của cả hộ`,
  near_poor: `${IN_FORCE}; của cả hộ`,
  social_protection: IN_FORCE,
  no_smartphone: `${SAID} không có máy; dùng máy người nhà thì không tính`,
  no_vneid_level_2: `Người lớn, và người chưa rõ năm sinh. ${SAID} chưa có, mức 1, hoặc mức 2 chưa kích hoạt; chưa rõ và bị khóa thì không tính`,
  sim_not_own: `${SAID} SIM không chính chủ`,
};
