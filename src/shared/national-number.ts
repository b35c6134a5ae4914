type NationalNumberResult = { ok: true; value: string; warnings: string[] } | { ok: false; message: string };

interface KnownOfHolder {
  sex?: 'male' | 'female';
  /** Four digits, e.g. 1948. */
  birthYear?: number;
  /** The current year: no number is of a later one. Not checked if absent. */
  thisYear?: number;
}

/**
 * Province codes of birth registration, Thông tư 07/2016/TT-BCA, annex. Numbers keep them after the merger of provinces
 * in 2025.
 */
export const PROVINCES_BY_CODE: ReadonlyMap<string, string> = new Map([
  ['001', 'Hà Nội'],
  ['002', 'Hà Giang'],
  ['004', 'Cao Bằng'],
  ['006', 'Bắc Kạn'],
  ['008', 'Tuyên Quang'],
  ['010', 'Lào Cai'],
  ['011', 'Điện Biên'],
  ['012', 'Lai Châu'],
  ['014', 'Sơn La'],
  ['015', 'Yên Bái'],
  ['017', 'Hòa Bình'],
  ['019', 'Thái Nguyên'],
  ['020', 'Lạng Sơn'],
  ['022', 'Quảng Ninh'],
  ['024', 'Bắc Giang'],
  ['025', 'Phú Thọ'],
  ['026', 'Vĩnh Phúc'],
  ['027', 'Bắc Ninh'],
  ['030', 'Hải Dương'],
  ['031', 'Hải Phòng'],
  ['033', 'Hưng Yên'],
  ['034', 'Thái Bình'],
  ['035', 'Hà Nam'],
  ['036', 'Nam Định'],
  ['037', 'Ninh Bình'],
  ['038', 'Thanh Hóa'],
  ['040', 'Nghệ An'],
  ['042', 'Hà Tĩnh'],
  ['044', 'Quảng Bình'],
  ['045', 'Quảng Trị'],
  ['046', 'Thừa Thiên Huế'],
  ['048', 'Đà Nẵng'],
  ['049', 'Quảng Nam'],
  ['051', 'Quảng Ngãi'],
  ['052', 'Bình Định'],
  ['054', 'Phú Yên'],
  ['056', 'Khánh Hòa'],
  ['058', 'Ninh Thuận'],
  ['060', 'Bình Thuận'],
  ['062', 'Kon Tum'],
  ['064', 'Gia Lai'],
  ['066', 'Đắk Lắk'],
  ['067', 'Đắk Nông'],
  ['068', 'Lâm Đồng'],
  ['070', 'Bình Phước'],
  ['072', 'Tây Ninh'],
  ['074', 'Bình Dương'],
  ['075', 'Đồng Nai'],
  ['077', 'Bà Rịa - Vũng Tàu'],
  ['079', 'Hồ Chí Minh'],
  ['080', 'Long An'],
  ['082', 'Tiền Giang'],
  ['083', 'Bến Tre'],
  ['084', 'Trà Vinh'],
  ['086', 'Vĩnh Long'],
  ['087', 'Đồng Tháp'],
  ['089', 'An Giang'],
  ['091', 'Kiên Giang'],
  ['092', 'Cần Thơ'],
  ['093', 'Hậu Giang'],
  ['094', 'Sóc Trăng'],
  ['095', 'Bạc Liêu'],
  ['096', 'Cà Mau'],
]);

const SCIENTIFIC_NOTATION = /^\d+(?:[.,]\d+)?E\+?\d+$/i;

/**
 * Checks a personal identification number (số định danh cá nhân, số CCCD) as typed or as found in a list cell. `value`
 * is the 12 digits of the text. Spaces, hyphens and Excel's leading apostrophe are dropped; nothing is added, because a
 * digit may be missing anywhere. Nine digits are most likely an old CMND, which is another number. Impossible numbers
 * are refused too: one digit twelve times, a century or a year of birth in the future. Disagreement with the province
 * list or with what is known of the holder only gives a warning: people born abroad carry country codes, and lists are
 * wrong more often than cards. No message repeats the number.
 * Sources: Nghị định 137/2015 Điều 13, Thông tư 07/2016/TT-BCA Điều 7.
 */
export function checkNationalNumber(text: string, holder: KnownOfHolder = {}): NationalNumberResult {
  const typed = text.replace(/[\s'’-]/g, '');
  if (typed === '') return refused('Nhập số định danh cá nhân.');
  if (SCIENTIFIC_NOTATION.test(text.trim())) {
    return refused(
      'Excel đã đổi số này sang dạng 1,23E+11 và làm mất các số cuối. Nhập lại từ bản gốc, để ô ở dạng văn bản.',
    );
  }
  if (/^\d{9}$/.test(typed)) {
    return refused('Số này có 9 chữ số, có vẻ là số CMND cũ. Số định danh cá nhân có 12 chữ số.');
  }
  if (/^\d{10,11}$/.test(typed)) {
    return refused(
      `Số này có ${typed.length} chữ số. Số định danh cá nhân có đủ 12 chữ số, kể cả số 0 ở đầu: xem lại thẻ.`,
    );
  }
  if (!/^\d{12}$/.test(typed)) return refused('Số định danh cá nhân phải có đúng 12 chữ số.');

  const impossible = whyImpossible(typed, holder);
  if (impossible) return refused(impossible);
  return { ok: true, value: typed, warnings: warningsFor(typed, holder).filter((warning) => warning !== false) };
}

/**
 * The 12 digits of a national number that Excel holds as a numeric value, which cannot begin with a zero: '1048000123'
 * → '001048000123'. null if no zero is missing, or more than the two that a province code can begin with.
 */
export const restoreLeadingZeros = (digits: string): string | null =>
  /^[1-9]\d{9,10}$/.test(digits) ? digits.padStart(12, '0') : null;

function whyImpossible(value: string, { thisYear }: KnownOfHolder): string | null {
  if (/^(\d)\1*$/.test(value)) return 'Số này chỉ là một chữ số lặp lại, không phải số định danh của ai. Xem lại thẻ.';
  const birthYear = 1900 + 100 * Math.floor(Number(value[3]) / 2) + Number(value.slice(4, 6));
  if (birthYear >= 2100) return 'Số thứ tư chỉ có ở người sinh từ năm 2100. Xem lại thẻ.';
  return thisYear !== undefined && birthYear > thisYear
    ? `Số thứ tư đến thứ sáu là của người sinh năm ${birthYear}, năm chưa đến. Xem lại thẻ.`
    : null;
}

const refused = (message: string): NationalNumberResult => ({ ok: false, message });

function warningsFor(value: string, { sex, birthYear }: KnownOfHolder): (string | false)[] {
  const provinceCode = value.slice(0, 3);
  const centurySexDigit = Number(value[3]);
  const isOtherSex = sex !== undefined && centurySexDigit % 2 !== (sex === 'male' ? 0 : 1);
  const isOtherCentury =
    birthYear !== undefined && Math.floor(centurySexDigit / 2) !== Math.floor(birthYear / 100) - 19;
  const isOtherYear = birthYear !== undefined && Number(value.slice(4, 6)) !== birthYear % 100;
  return [
    !PROVINCES_BY_CODE.has(provinceCode) &&
      `Ba số đầu (${provinceCode}) không phải mã tỉnh của Việt Nam. Chỉ đúng với người đăng ký khai sinh ở nước ngoài.`,
    isOtherSex && 'Số thứ tư không khớp giới tính.',
    isOtherCentury && 'Số thứ tư không khớp thế kỷ sinh.',
    isOtherYear && 'Số thứ năm và thứ sáu không khớp năm sinh.',
  ];
}

/** The masked form shown in lists, from the last four digits: '1234' → '•••• •••• 1234'. */
export const maskNationalNumber = (last4: string): string => `•••• •••• ${last4}`;

/** A whole number for reading aloud, three digits at a time: '001046012345' → '001 046 012 345'. */
export const spaceNationalNumber = (value: string): string => value.replace(/(\d{3})(?=\d)/g, '$1 ');

/** Twelve digits in a row on one line, however they are grouped; text copied from a page has no-break spaces. */
const IN_TEXT = /(?<!\d)\d(?:(?:[.–-]|[^\S\n])?\d){11}(?!(?:[.–-]|[^\S\n])?\d)/g;
/** The code of a file, which may end in twelve digits: 'H26-261124-0007'. */
const FILE_CODE = /\p{L}[\p{L}.]*\d[\p{L}\d.]*-\d{6}-\d{3,8}/gu;

/** What is answered to a free text that holds a national number. */
export const NOT_IN_TEXT = 'Có vẻ là số định danh: đừng ghi ở đây. Số định danh ghi ở hồ sơ người dân.';

/** Whether free text most likely contains a national number, which has its own sealed field. */
export const holdsNationalNumber = (text: string): boolean => text.replace(FILE_CODE, '').search(IN_TEXT) >= 0;

/** A text with what are most likely national numbers masked, for showing what a cell contained. */
export const maskNumbersIn = (text: string): string =>
  text.replace(IN_TEXT, (number) => `•••• ${number.replace(/\D/g, '').slice(-4)}`);
