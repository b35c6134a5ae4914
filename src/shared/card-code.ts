import { formatBirth, formatDate, parseBirthText, parseDateText } from './dates';
import { normalisePersonName, normaliseText } from './vietnamese-text';

/** What a citizen's card (căn cước) says of its holder, under the names and in the words of the forms about a person. */
export type CardFacts = Record<
  'nationalNumber' | 'fullName' | 'birth' | 'birthYear' | 'gender' | 'cardIssuedOn',
  string
>;

/** Of cards of 2021 to 6/2024, and of those seen since. */
const FIELD_COUNTS = [7, 9, 11];
const MAX_NAME = 120;
/** Letters and marks of Vietnamese, decomposed: bytes read in another encoding give other letters. */
const NAME = /^[A-Za-zĐđ][A-Za-zĐđ\u0300-\u0303\u0306\u0309\u031b\u0323 '’.-]*$/;
const GENDERS: Readonly<Record<string, string>> = { nam: 'male', nữ: 'female' };

/**
 * Reads the text of a card's code: 'số|CMND cũ|họ tên|ddmmyyyy|giới tính|nơi thường trú|ngày cấp', perhaps with two or
 * four more fields, some of which name parents: those, the old number and the address are not looked at. A birth of
 * which the card has the year alone is 'yyyy', or has zeros for the day and the month. null for any other text, because
 * a wrong fact is worse than one that has to be typed.
 * Sources: https://ictnews.vietnamnet.vn/cuoc-song-so/ma-qr-tren-can-cuoc-cong-dan-ghi-nhung-thong-tin-gi-282978.html,
 * https://afamily.vn/mau-the-can-cuoc-ap-dung-tu-1-7-2024062313024402.chn; how a card writes a year alone is not published.
 */
export function readCardCode(text: string): CardFacts | null {
  const fields = text.split('|');
  if (!FIELD_COUNTS.includes(fields.length)) return null;
  const read = (index: number) => normaliseText(fields[index]!);
  const [nationalNumber, name] = [read(0), read(2)];
  const birth = parseBirthText(withSlashes(read(3)));
  const gender = GENDERS[read(4).toLocaleLowerCase('vi')];
  const issuedOn = parseDateText(withSlashes(read(6)));
  const isName = name.length <= MAX_NAME && NAME.test(name.normalize('NFD'));
  if (!/^\d{12}$/.test(nationalNumber) || !isName || !birth || !gender || !issuedOn) return null;
  const [fullName, birthYear] = [normalisePersonName(name), birth.date.slice(0, 4)];
  return { nationalNumber, fullName, birth: formatBirth(birth), birthYear, gender, cardIssuedOn: formatDate(issuedOn) };
}

/** '24111948' → '24/11/1948', '1948' as it is; '' for anything that no card writes. */
function withSlashes(digits: string): string {
  const [, day, month, year] = /^(?:(\d\d)(\d\d))?(\d{4})$/.exec(digits) ?? [];
  return [day, month, year].filter(Boolean).join('/');
}
