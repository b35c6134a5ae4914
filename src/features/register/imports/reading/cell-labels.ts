import type { HouseholdRelation, PriorityKind } from '../../../../generated/prisma/enums';
import { RELATIONS, RESIDENCE_STATUSES, SMARTPHONES, VNEID_LEVELS } from '../../../../shared/labels';
import { memoizeByObject } from '../../../../shared/memoize-by-object';
import type { PlainEntries } from '../../../../shared/register-fields';
import { foldVietnamese, normaliseText } from '../../../../shared/vietnamese-text';

// The vocabulary of lists, folded and without punctuation, with its meanings.

/** Folded and without punctuation: 'Mức độ 2 (kích hoạt)' → 'muc do 2 kich hoat'. */
export const plain = (text: string): string =>
  foldVietnamese(text)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

function table<Value extends string>(
  labels: Record<Value, string>,
  others: Partial<Record<Value, string>>,
): ReadonlyMap<string, Value> {
  const words = new Map<string, Value>();
  for (const [value, label] of Object.entries(labels) as [Value, string][]) words.set(plain(label), value);
  for (const [value, list] of Object.entries(others) as [Value, string][])
    for (const word of list.split('|')) words.set(word, value);
  return words;
}

/** The answers of a choice of the catalogue by the words of cells. */
export const answersOf = memoizeByObject(({ answers, words = {} }: Extract<PlainEntries[string], { kind: 'choice' }>) =>
  table(answers, words),
);

/** Reads a cell that names one of these values; null for other words. */
function valueIn<Value extends string>(labels: Record<Value, string>, others: Partial<Record<Value, string>>) {
  const words = table(labels, others);
  return (text: string): Value | null => words.get(plain(text)) ?? null;
}

const RELATION_WORDS = table(RELATIONS, {
  head: 'ch|chu|chu gia dinh',
  wife: 'vo chu ho',
  husband: 'chong chu ho',
  father: 'bo|cha|bo de|cha ruot|bo ruot|bo chu ho|ba',
  mother: 'me|me ruot|me chu ho|ma',
  father_in_law: 'bo vo|bo chong|cha vo|cha chong',
  mother_in_law: 'me vo|me chong',
  adoptive_father: 'bo nuoi|cha nuoi',
  adoptive_mother: 'me nuoi',
  step_father: 'bo duong|cha duong|duong',
  step_mother: 'me ke|di ghe',
  child: 'con|con trai|con gai|con ruot|con chu ho|con ca|con thu|con ut',
  adopted_child: 'con nuoi',
  step_child: 'con rieng|con vo|con chong|con rieng cua vo|con rieng cua chong',
  son_in_law: 'con re|re',
  daughter_in_law: 'con dau|dau',
  grandfather: 'ong|ong noi|ong ngoai',
  grandmother: 'ba noi|ba ngoai',
  great_grandparent: 'cu noi|cu ngoai|cu ong|cu ba',
  grandchild: 'chau|chau noi|chau ngoai|chau noi ngoai',
  great_grandchild: 'chat noi|chat ngoai',
  sibling: 'anh|chi|em|anh trai|chi gai|em trai|em gai|anh ruot|chi ruot|em ruot|anh chi em ruot|anh chi em',
  half_sibling:
    'anh cung cha|em cung cha|em cung me|chi cung cha|anh cung me|chi cung me|anh chi em cung cha khac me|anh chi em cung me khac cha',
  sibling_in_law: 'anh re|em re|chi dau|em dau|anh vo|em vo|chi vo|anh chong|em chong|chi chong',
  nephew_or_niece: 'chau ho',
  uncle_or_aunt: 'bac|chu ruot|cau|co|di|mo|thim|bac ruot|cau ruot|co ruot|di ruot|bac chu cau co di',
  guardian: 'giam ho',
  under_guardianship: 'duoc giam ho',
  lodger: 'o nho|o thue|o tro|nguoi o tro|thue tro|nguoi o nho|nguoi o thue|nguoi o nho o thue|o nho o thue|tro',
  other: 'khac',
});

/** Words that become ambiguous when folded: 'bà' and 'ba', 'chú' and 'chủ'. */
const RELATION_EXACT: Record<string, HouseholdRelation> = {
  bà: 'grandmother',
  chú: 'uncle_or_aunt',
  chủ: 'head',
  dượng: 'step_father',
};

/** The relation named in a cell; unknown words become 'other', with the text as a note. */
export function relationOf(text: string): { relation: HouseholdRelation; note: string } {
  const known = RELATION_EXACT[normaliseText(text).toLocaleLowerCase('vi')] ?? RELATION_WORDS.get(plain(text));
  return known ? { relation: known, note: '' } : { relation: 'other', note: normaliseText(text) };
}

/** A list names people of its ward: who does not live there is met at a door. */
const { elsewhere: _, ...LISTED_STATUSES } = RESIDENCE_STATUSES;
export const residenceOf = valueIn(LISTED_STATUSES, {
  permanent: 'tt|kt1|kt2|hktt|thuong chu|co ho khau',
  temporary: 'tam chu|kt3|kt4|tam tru dai han|tam tru ngan han',
  absent: 'vang mat|di vang',
  moved_out: 'chuyen di|da chuyen|chuyen',
  deceased: 'chet|da chet|mat|tu vong|qua doi',
});

export const vneidLevelOf = valueIn(VNEID_LEVELS, {
  none: 'chua|khong|0|khong co|chua cai|chua dang ky|chua dinh danh',
  level_1: '1|muc do 1|m1|cap 1|vneid muc 1',
  level_2: '2|muc do 2|m2|cap 2|vneid muc 2|da kich hoat muc 2|muc 2 da kich hoat',
  level_2_inactive: 'muc do 2 chua kich hoat|2 chua kich hoat|chua kich hoat',
  locked: 'khoa|bi khoa|quen mat khau',
  unknown: 'khong ro|khong biet',
});

/** Whose phone a cell names; null when it only says whether there is one, or something else. */
export const smartphoneOf = valueIn(SMARTPHONES, {
  own: 'co rieng|may rieng',
  relatives: 'may nguoi nha|dung chung|dung may con|may con',
});

/** 'x', 'có', '1', '✓' mean yes; 'không', '0', '-' mean no; null for anything else. */
export function yesNoOf(text: string): boolean | null {
  const word = text.trim();
  if (/^[✓✔☑√]$/u.test(word)) return true;
  const folded = plain(word);
  if (['x', 'xx', 'co', '1', 'v', 'dung', 'true', 'yes', 'y', 'da co'].includes(folded)) return true;
  if (['', 'khong', 'k', 'ko', '0', 'sai', 'false', 'no', 'n', 'chua', 'o'].includes(folded)) return false;
  return null;
}

const PRIORITY_WORDS: readonly (readonly [PriorityKind, RegExp])[] = [
  ['near_poor', /\bcan ngheo\b/],
  ['poor', /(?<!\b(?:can|thoat) )\bngheo\b/],
  ['disabled', /khuyet tat|\bnkt\b/],
  [
    'policy_family',
    /\bco cong\b|chinh sach|thuong binh|benh binh|\bliet s[iy]\b|me viet nam anh hung|\bvnah\b|\bncc\b/,
  ],
  ['social_protection', /\bbao tro\b|\bbtxh\b|\btro cap xa hoi\b/],
];

/** The priority groups named in free text: 'Hộ cận nghèo, NKT' → near_poor, disabled; [] when there are none. */
export function priorityKindsOf(text: string): PriorityKind[] {
  const words = plain(text);
  return PRIORITY_WORDS.flatMap(([kind, pattern]) => (pattern.test(words) ? [kind] : []));
}

export const saysLivesAlone = (text: string): boolean =>
  /\bneo don\b|\b(song|o) mot minh\b|\bdon than\b/.test(plain(text));

/** Names of groups that this register computes from the birth or does not store. */
export const namesOtherGroup = (text: string): boolean =>
  /cao tuoi|\bnct\b|\btuoi\b|tre em|thoat ngheo|\bhuu tri\b/.test(plain(text));

/**
 * Words for illness in notes of ward lists, folded. Deliberately few: illness is not stored, but deafness, a walking
 * stick or a dog at the gate are things the team must know at the door. A 'bệnh binh' is a veteran, 'gần bệnh viện'
 * describes the way, and a 'liệt sĩ' is a martyr.
 */
const ILLNESS = new RegExp(
  `\\b(?:${[
    'benh(?! (?:binh|vien))',
    '(?:nam|dieu tri o|dieu tri tai) (?:benh )?vien',
    '(?:nam|bi|bai) liet',
    'liet (?:giuong|nua nguoi|hai chan|toan than)',
    'tai bien',
    'dot quy',
    'ung thu',
    'tieu duong',
    'dai thao duong',
    'huyet ap',
    'suy (?:tim|than)',
    'chay than',
    'tam than',
    'dong kinh',
    'sa sut tri tue',
    'mat tri nho',
    'lu lan',
    'parkinson',
    'alzheimer',
    'hiv',
    'om (?:dau|yeu|nang|lau)',
    'dang om',
  ].join('|')})\\b`,
);

export const mentionsIllness = (text: string): boolean => ILLNESS.test(plain(text));

/**
 * Whether a note says that a person can hardly leave the house: 'nằm liệt giường', 'đi lại khó khăn', 'ngồi xe lăn'.
 */
export const saysHardToMove = (text: string): boolean =>
  /\b(?:(?:nam|bi|bai) liet|liet (?:giuong|nua nguoi|hai chan|toan than)|nam mot cho|xe lan|(?:kho|khong) di lai|di lai (?:rat )?kho|khong di (?:lai )?duoc)\b/.test(
    plain(text),
  );
