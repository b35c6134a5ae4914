import { READINESS } from '../../../../shared/readiness-fields';
import {
  HOUSEHOLD_FIELDS,
  HOUSEHOLD_IMPORTED,
  mapPlain,
  plainNames,
  RESIDENT_FIELDS,
  RESIDENT_IMPORTED,
  type PlainEntries,
} from '../../../../shared/register-fields';
import { normaliseText } from '../../../../shared/vietnamese-text';
import { plain } from './cell-labels';

const { gender, ...OTHERS_OF_RESIDENT } = RESIDENT_IMPORTED;
const LABELS = mapPlain({ ...RESIDENT_IMPORTED, ...HOUSEHOLD_IMPORTED }, ({ label }) => label);

/** The meanings of columns in ward lists, with their names in the preview. */
export const FIELDS = {
  ordinal: 'Số thứ tự',
  fullName: RESIDENT_FIELDS.fullName.label,
  namePrefix: 'Họ và chữ đệm',
  givenName: 'Tên',
  householdCode: HOUSEHOLD_FIELDS.code.label,
  unit: 'Mã căn, phòng',
  address: HOUSEHOLD_FIELDS.address.label,
  houseNumber: HOUSEHOLD_FIELDS.houseNumber.label,
  hem: HOUSEHOLD_FIELDS.hem.label,
  ngach: HOUSEHOLD_FIELDS.ngach.label,
  ngo: HOUSEHOLD_FIELDS.ngo.label,
  street: HOUSEHOLD_FIELDS.street.label,
  building: HOUSEHOLD_FIELDS.building.label,
  floor: HOUSEHOLD_FIELDS.floor.label,
  group: HOUSEHOLD_FIELDS.residentialGroupId.label,
  householdSize: 'Số khẩu (chỉ so với sổ)',
  phone: 'Số điện thoại',
  relativePhone: 'Điện thoại người thân (ghi là người giúp số)',
  relativeName: 'Người thân (ghi là người giúp số)',
  relativeTie: 'Quan hệ của người thân',
  nationalNumber: 'Số định danh cá nhân (CCCD)',
  birth: RESIDENT_FIELDS.birth.label,
  birthDay: 'Ngày (sinh)',
  birthMonth: 'Tháng (sinh)',
  birthYear: 'Năm sinh',
  male: 'Nam (đánh dấu hoặc ghi năm sinh)',
  female: 'Nữ (đánh dấu hoặc ghi năm sinh)',
  relation: 'Quan hệ với chủ hộ',
  headMark: 'Chủ hộ',
  residence: 'Thường trú, tạm trú',
  permanentMark: 'Thường trú (đánh dấu)',
  temporaryMark: 'Tạm trú (đánh dấu)',
  vneid: READINESS.vneidLevel.label,
  vneidLevel1Mark: 'VNeID mức 1 (đánh dấu)',
  vneidLevel2Mark: 'VNeID mức 2 (đánh dấu)',
  sim: READINESS.simInOwnName.label,
  smartphone: READINESS.smartphone.label,
  livesAlone: READINESS.livesAlone.label,
  hardToMove: READINESS.hardToMove.label,
  needsHelper: READINESS.needsHelper.label,
  povertyKind: 'Diện hộ nghèo, cận nghèo',
  nearPoor: 'Hộ cận nghèo',
  poor: 'Hộ nghèo',
  disabled: 'Người khuyết tật',
  policyFamily: 'Người có công, gia đình chính sách',
  socialProtection: 'Đối tượng bảo trợ xã hội',
  priority: 'Đối tượng ưu tiên',
  factBasis: 'Số quyết định, giấy chứng nhận',
  factFrom: 'Được công nhận từ ngày',
  ...LABELS,
} as const;

export type Field = keyof typeof FIELDS;

/** What a reviewer can say of a column that nothing was recognised in. */
export const ASKABLE = [
  'fullName',
  'birth',
  'gender',
  'phone',
  'nationalNumber',
  'relation',
  'householdCode',
  'address',
  'houseNumber',
  'street',
  'group',
  'householdSize',
  'residence',
  'vneid',
  'povertyKind',
  'priority',
  ...plainNames(OTHERS_OF_RESIDENT),
] as const satisfies readonly Field[];
export type AskableField = (typeof ASKABLE)[number];

export type ColumnMeaning =
  | { kind: 'field'; field: Field; rank: number }
  | { kind: 'ignored'; reason: string }
  | { kind: 'unknown' };

const DERIVED = 'tính từ năm sinh, không cần nhập';
export const SENSITIVE = 'dữ liệu nhạy cảm, sổ này không lưu';
const NOT_KEPT = 'sổ này không lưu';

/** Headers that resemble a field but are none; checked first. Patterns match folded text without punctuation. */
const IGNORED: readonly (readonly [RegExp, string])[] = [
  [/\b(bon|4) so cuoi\b/, 'chỉ là bốn số cuối'],
  [/\bngay cap\b(?! (the )?(can cuoc|cccd)( cong dan)?$)|\b(noi|co quan) cap\b/, NOT_KEPT],
  [/^(ho (va )?ten|ten|cccd|dien thoai|sdt|so .*) .*\b(cha|me|bo|vo|chong|nguoi giam ho|nguoi khai)\b/, NOT_KEPT],
  [/(dinh danh|cccd|can cuoc|dien thoai|sdt|ngay sinh|nam sinh).*\bchu ho\b/, NOT_KEPT],
  [/\b(cao tuoi|nct|tre em|tuoi)\b/, DERIVED],
  // Whether a person is disabled is stored, because the team must know it; kind and degree are not.
  [/\b(dang|muc( do)?|loai|nguyen nhan|tinh trang) (khuyet )?tat\b/, SENSITIVE],
  [/dan toc|ton giao|dang vien|doan vien|\bbenh(?! binh)|suc khoe/, SENSITIVE],
  [/\b(ma|so)( so)? (ho )?(ngheo|can ngheo)\b|\b(muc|so tien|tien|he so) (tro cap|huong)\b/, NOT_KEPT],
  [/\b(so|tong so) (nhan )?khau\b(?!( (trong|cua) ho)?( nay)?$)|^nhan khau$/, NOT_KEPT],
  [/\b(bhxh|bhyt|bao hiem|email|trinh do|nghe nghiep|que quan|noi sinh|quoc tich|chu ky|ky ten)\b/, NOT_KEPT],
];

const patternsOf = (entries: PlainEntries) =>
  Object.entries(entries).map(([name, { headers = [] }]) => [name as Field, ...headers] as const);

/**
 * The first matching pattern in this order determines a header's field. For one field, an earlier pattern wins over a
 * later one.
 */
const PATTERNS: readonly (readonly [Field, ...RegExp[]])[] = [
  ['ordinal', /^(stt|s tt|tt|so tt|so thu tu|thu tu)$/],
  ['relativeTie', /^(moi )?(quan he|qh)\b.*\b(nguoi (than|nha|giup)|than nhan)\b/],
  ['relation', /^(moi )?quan he\b/, /^qh\b/],
  ['smartphone', /thong minh|smartphone/],
  ['sim', /chinh chu/],
  ['vneidLevel2Mark', /(vneid|dinh danh dien tu|dddt).*(muc|cap)( do)? 2/, /^muc( do)? 2$/],
  ['vneidLevel1Mark', /(vneid|dinh danh dien tu|dddt).*(muc|cap)( do)? 1/, /^muc( do)? 1$/],
  ['vneid', /vneid|dinh danh dien tu|\bdddt\b|^muc dinh danh/],
  ['nationalNumber', /^(?!ngay cap\b).*\b(cccd|can cuoc|dinh danh|sdd|ddcn)\b/, /\bcmnd\b/],
  [
    'fullName',
    /^ho (va )?(ten|chu dem|dem)( va ten)?( khai sinh)?( (nhan khau|cong dan|thanh vien|nguoi dan|cu dan))?$/,
    /^ho (chu dem|ten dem|dem) va ten\b/,
    /^ho (va )?ten (chu ho )?(va|cac|nhan|thanh)\b/,
    /^ten (nhan khau|cong dan|thanh vien|nguoi dan)/,
  ],
  ['headMark', /^(la |ho (va )?ten |ten )?chu ho( (ho )?(can )?ngheo)?$/],
  ['householdSize', /^(tong )?(so|s) (nhan )?khau\b/, /^(tong )?so (nguoi|thanh vien)( (trong|cua) (ho|gia dinh))?$/],
  ['householdCode', /^ma (so )?ho\b/, /^so ho( khau)?$/, /^so so ho khau/],
  // 'Căn hộ', not 'Cần hỗ trợ'.
  ['unit', /^(ma |so )?can( ho(?! tro))?\b(?! (nguoi|ho tro|giup|ngheo))/, /^(so )?phong$/],
  ['birthYear', /^nam sinh$/],
  ['birth', /^ngay( thang)?( nam)? sinh\b/, /^ngay thang nam sinh/, /^sinh ngay/, /^ngay thang sinh/],
  // A relative's number, never the person's own.
  [
    'relativePhone',
    /\b(dien thoai|sdt|so dt|dt|di dong|lien he|lien lac)\b.*\b(nguoi (than|nha|giup)|than nhan|con( (chau|trai|gai))?)\b/,
    /^so cua con\b/,
  ],
  ['relativeName', /^(ho (va )?ten |ten )?(nguoi than|nguoi nha|than nhan)\b/],
  ['phone', /^(so )?(dien thoai|dt|sdt)\b/, /\b(dien thoai|sdt|so dt|di dong)\b/, /^so lien he/],
  ['houseNumber', /^(so nha|nha so)\b/],
  ['hem', /^(so )?hem$/],
  ['ngach', /^(so )?ngach$/],
  ['ngo', /^(so )?ngo( ngach)?( hem)?$/],
  ['street', /^(ten )?(duong|pho)( pho| duong)?$/],
  ['building', /^(ten )?(toa nha|toa|chung cu|khu nha|nha tap the)\b/],
  ['floor', /^(so )?tang$/],
  ...patternsOf(HOUSEHOLD_IMPORTED),
  ['group', /^(ma |ten |so )?(to dan pho|tdp|to dp|to)( so)?$/, /to dan pho|\btdp\b/],
  ['permanentMark', /^(la )?thuong tru$/],
  ['temporaryMark', /^(la )?tam tru$/],
  ['residence', /^(thuong tru|tt) tam tru|^(tinh trang|loai|hinh thuc|dien)? ?cu tru$/],
  [
    'address',
    /^dia chi\b.*(hien|o|cu tru|lien he)/,
    /^(noi|cho) (o|cu tru)\b/,
    /^dia chi$/,
    /^dia chi\b/,
    /^(noi|ho khau).*thuong tru/,
  ],
  ['livesAlone', /neo don|(song|o) mot minh|song don than/],
  ['hardToMove', /kho di lai|di lai kho|han che di lai/],
  ['needsHelper', /can (nguoi )?(ho tro|giup)/],
  [
    'factFrom',
    /\bngay (quyet dinh|qd|cong nhan|duoc cong nhan|(bat dau )?huong)\b/,
    /\b(huong|cong nhan) tu( ngay)?\b/,
  ],
  ['factBasis', /\b(so )?(quyet dinh|qd)\b/, /\bso (giay|the) (chung nhan|xac nhan)\b/],
  ['povertyKind', /\bngheo\b.*\bcan ngheo\b|\bcan ngheo\b.*\bho ngheo\b/, /^(phan |dien |loai )+ho$/],
  ['nearPoor', /\bcan ngheo\b/],
  ['poor', /\bngheo\b/],
  ['disabled', /khuyet tat|\bnkt\b/],
  [
    'policyFamily',
    /\bco cong\b|\b(gia dinh|dien|thuoc dien) chinh sach\b|thuong binh|benh binh|liet sy|liet si\b|\bncc\b/,
  ],
  ['socialProtection', /\bbao tro\b|\bbtxh\b/],
  ['priority', /\buu tien\b/, /^(loai |thuoc |dien )*(doi tuong|d tuong|dien)( chinh sach| huong| thu huong)?$/],
  ...patternsOf(RESIDENT_IMPORTED),
];

/** Headers that become ambiguous when folded ('Nam' and 'Năm'), or that have a meaning only as a whole ('Tên'). */
const EXACT: Record<string, Field> = {
  nam: 'male',
  nữ: 'female',
  năm: 'birthYear',
  ngày: 'birthDay',
  tháng: 'birthMonth',
  tên: 'givenName',
  họ: 'namePrefix',
};
const BY_LABEL = new Map(Object.entries(LABELS).map(([name, label]) => [plain(label), name as Field]));
const NAME_PREFIX = /^ho (va )?((ten |chu )?(dem|lot)|ho)$/;

/**
 * The meaning of a column with this header. Accepts headers as wards write them: with or without accents, capitals,
 * line breaks, '(*)', remarks in brackets. A lower rank is a better match for the field.
 */
export function meaningOf(header: string): ColumnMeaning {
  const text = normaliseText(header)
    .replace(/\([^)]*\)/g, ' ')
    .replace(/[*:]/g, ' ')
    .trim();
  const words = plain(text);
  const exact = EXACT[text.toLocaleLowerCase('vi')] ?? BY_LABEL.get(words);
  if (exact) return { kind: 'field', field: exact, rank: 0 };
  if (words === '') return { kind: 'unknown' };
  for (const [pattern, reason] of IGNORED) if (pattern.test(words)) return { kind: 'ignored', reason };
  if (NAME_PREFIX.test(words)) return { kind: 'field', field: 'namePrefix', rank: 0 };
  for (const [field, ...patterns] of PATTERNS) {
    const rank = patterns.findIndex((pattern) => pattern.test(words));
    if (rank >= 0) return { kind: 'field', field, rank };
  }
  return { kind: 'unknown' };
}
