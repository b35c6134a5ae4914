import type * as db from '../generated/prisma/enums';

// The Vietnamese words for every enum in the database, in the order of the forms. docs/glossary.md explains them.

export const DOOR_OUTCOMES: Record<db.DoorOutcome, string> = {
  met: 'Đã gặp',
  nobody_home: 'Vắng nhà',
  come_back_later: 'Hẹn lại',
  refused: 'Chưa muốn',
  cannot_reach: 'Không vào được',
  moved_or_vacant: 'Đã chuyển đi, nhà trống',
};

export const CALL_OUTCOMES: Record<db.CallOutcome, string> = {
  agreed: 'Hẹn được giờ',
  declined: 'Chưa muốn tiếp',
  no_answer: 'Không nghe máy hoặc chưa hẹn được',
  wrong_number: 'Sai số',
};

export const PORTAL_ANSWERS: Record<db.PortalAnswer, string> = {
  alone: 'Có, tự bấm máy',
  with_family: 'Có, người nhà bấm máy',
  with_team: 'Có, cùng đội của phường',
  not_used: 'Không nộp lần nào',
  does_not_know: 'Không nhớ, không rõ',
  declined: 'Không muốn trả lời',
  not_reached: 'Chưa gặp được',
};

export const HELP_LEVELS: Record<db.HelpLevel, string> = {
  watched: 'Người dân tự bấm máy, đội chỉ xem',
  guided: 'Người dân bấm máy, đội hướng dẫn',
  by_relative: 'Người nhà bấm máy',
  handed_over: 'Người giúp làm, đội chỉ xem (bàn giao)',
  done_for: 'Đội làm thay',
  explained: 'Chỉ giải thích, chưa nộp gì',
};

/** Why the officer gave more or less help than the ladder of help says (casework/portal-use/help-ladder.ts). */
export const LEVEL_REASONS: Record<db.LevelReason, string> = {
  forgot: 'Quên các bước',
  portal_changed: 'Cổng đổi màn hình',
  in_a_hurry: 'Đang vội',
  own_wish: 'Người ấy muốn thế',
  surer: 'Đã thạo hơn',
};

export const ASSIST_RESULTS: Record<db.AssistResult, string> = {
  submitted: 'Đã nộp trên Cổng',
  prepared: 'Đang chuẩn bị, chưa nộp',
  blocked: 'Vướng, chưa làm được',
  not_needed: 'Không cần nộp',
};

/** What people at a door say most often when they do not want the team; the officer may write another reason. */
export const REFUSAL_REASONS = [
  'Sợ lừa đảo',
  'Đang bận',
  'Con cháu làm hộ rồi',
  'Không có nhu cầu',
  'Không muốn đưa điện thoại',
  'Tự ra phường làm',
];

export const LEFT_ITEMS: Record<db.LeftItem, string> = { card: 'Giấy báo đã đến', leaflet: 'Tờ rơi' };
export const leftText = (items: readonly db.LeftItem[]): string => items.map((item) => LEFT_ITEMS[item]).join(', ');

export const COMPANIONS: Record<db.VisitCompanion, string> = {
  group_leader: 'Tổ trưởng',
  neighbour: 'Hàng xóm',
  youth_union: 'Đoàn thanh niên',
};

export const NEXT_STEPS: Record<db.NextStep, string> = {
  none: 'Không hẹn gì thêm',
  revisit: 'Quay lại nhà',
  phone_call: 'Gọi điện',
  bring_papers: 'Mang giấy tờ, biểu mẫu',
  police_for_vneid: 'Công an phường làm VNeID',
  other: 'Việc khác',
};

export const VNEID_LEVELS: Record<db.VneidLevel, string> = {
  unknown: 'Chưa rõ',
  none: 'Chưa có',
  level_1: 'Mức 1',
  level_2_inactive: 'Mức 2, chưa kích hoạt',
  level_2: 'Mức 2',
  locked: 'Bị khóa, quên mật khẩu',
};

export const YES_NO: Record<db.YesNoUnknown, string> = { unknown: 'Chưa rõ', yes: 'Có', no: 'Không' };

export const SMARTPHONES: Record<db.SmartphoneAccess, string> = {
  unknown: 'Chưa rõ',
  own: 'Có máy riêng',
  relatives: 'Dùng máy người nhà',
  none: 'Không có',
};

export const NEWCOMER_RELATIONS: Record<db.NewcomerRelation, string> = {
  tenant: 'Người thuê',
  relative: 'Người thân',
  guest: 'Khách',
  elsewhere: 'Không ở đây',
};

export const GENDERS: Record<db.Gender, string> = { female: 'Nữ', male: 'Nam' };

export const RECEIVES_BENEFIT: Record<db.BenefitReceipt, string> = {
  yes: 'Có',
  no: 'Không',
  lower: 'Có, dưới mức trợ cấp hưu trí xã hội',
};

export const RESIDENCE_STATUSES: Record<db.ResidenceStatus, string> = {
  permanent: 'Thường trú',
  temporary: 'Tạm trú',
  staying: 'Lưu trú',
  absent: 'Tạm vắng',
  moved_out: 'Đã chuyển đi',
  deceased: 'Đã mất',
  elsewhere: 'Không ở đây',
};

export const OCCUPANCIES: Record<db.HouseholdOccupancy, string> = {
  occupied: 'Đang ở',
  long_absent: 'Vắng lâu ngày',
  vacant: 'Nhà trống',
};

export const REGISTER_EVENTS: Record<db.RegisterEventKind, string> = {
  moved_in: 'Chuyển đến',
  born: 'Mới sinh',
  moved_out: 'Chuyển đi khỏi phường',
  moved_within: 'Chuyển hộ trong phường',
  split: 'Tách hộ',
  died: 'Mất',
  head_changed: 'Đổi chủ hộ',
  absence_began: 'Vắng lâu ngày',
  absence_ended: 'Đã về',
  vacated: 'Nhà để trống',
  reoccupied: 'Lại có người ở',
  merged: 'Gộp trùng',
  merge_undone: 'Hoàn tác gộp',
  removed: 'Bỏ hồ sơ lập nhầm',
};

export const PAUSE_KINDS: Record<db.PauseKind, string> = {
  refusal: 'Chủ nhà xin thôi',
  mourning: 'Nhà có tang',
  do_not_knock: 'Không gõ cửa',
};

export const PORTAL_USE_HOW: Record<db.PortalUseHow, string> = {
  alone: 'Tự bấm máy',
  with_help: 'Bấm máy, có đội hướng dẫn',
  by_relative: 'Người nhà, người giúp bấm máy',
  done_for: 'Đội làm thay',
  unknown: 'Chưa rõ ai bấm máy',
};

export const PORTAL_USE_SOURCES: Record<db.PortalUseSource, string> = {
  visit: 'Đội ghi khi đến nhà',
  told: 'Lời kể',
  check_back: 'Hỏi lại sau khi dạy',
  sample: 'Mẫu hỏi ngẫu nhiên',
};

export const CHECK_BACK_OUTCOMES: Record<db.CheckBackOutcome, string> = {
  alone: 'Tự làm lại được',
  with_somebody: 'Làm lại được, có người cùng làm',
  stuck: 'Không làm được, bị vướng',
  not_needed: 'Chưa có việc phải làm',
  not_reached: 'Chưa gặp được',
  declined: 'Bảo đừng hỏi nữa',
};

/** Who did it with a resident who did it again with help. */
export const CHECK_BACK_HELPERS: Record<db.CheckBackHelper, string> = {
  family: 'Người nhà',
  acquaintance: 'Hàng xóm, người quen',
  officer: 'Cán bộ, đội',
};

/** Whether a resident had to pay who did it with them, as the log keeps it. */
export const PAID_CLAIMS = { paid: 'Phải trả tiền', unpaid: 'Không phải trả tiền' };

/** What a digital helper helps with. */
export const HELPER_PURPOSES: Record<db.HelperPurpose, string> = {
  portal: 'Cổng Dịch vụ công',
  vneid: 'VNeID',
  payment: 'Thanh toán',
};

/** Whose word ended the help. */
export const HELPER_SIDES: Record<db.HelperSide, string> = {
  helped: 'Người được giúp',
  helper: 'Người giúp',
  neither: 'Không ai: ghi nhầm',
};

export const SCAM_PATTERNS: Record<db.ScamPattern, string> = {
  impostor: 'Giả danh cán bộ, công an',
  fake_app: 'Ứng dụng dịch vụ công giả',
  land_papers: '“Làm sạch dữ liệu” nhà đất',
  sim: 'Dọa khóa SIM, xác thực hộ',
  gift: 'Quà, trợ cấp giả',
  loved_one: 'Giả người thân gặp nạn',
};

export const SITUATION_MOMENTS: Record<db.SituationMoment, string> = {
  before: 'Trước khi nói',
  after: 'Sau khi nói',
  check_30: 'Khoảng 30 ngày',
  check_180: 'Khoảng 180 ngày',
  sample: 'Trong mẫu hỏi',
};

export const SCAM_CHANNELS: Record<db.ScamChannel, string> = {
  call: 'Gọi điện',
  message: 'Tin nhắn SMS',
  social: 'Zalo, Facebook',
  at_door: 'Đến tận nhà',
};

export const SCAM_STOPS: Record<db.ScamStop, string> = {
  own_doubt: 'Tự thấy nghi',
  remembered: 'Nhớ lời đội dặn',
  family: 'Người nhà can',
  asked_ward: 'Hỏi phường, công an',
  bank: 'Ngân hàng chặn',
};

export const CONFIRMATION_OUTCOMES: Record<db.ConfirmationOutcome, string> = {
  as_recorded: 'Đúng như sổ ghi',
  did_not_happen: 'Không đúng: không có lần ấy',
  other_person: 'Không đúng: người khác bấm máy',
  other_service: 'Không đúng: việc khác',
  declined: 'Không muốn trả lời',
  not_reached: 'Không gọi được',
};

/** How far a resident has come with a service of the portal: features/casework/portal-use/states.ts. */
export const PORTAL_STATES = {
  never: 'Chưa làm lần nào',
  explained: 'Đã được giải thích',
  helped: 'Đã được giúp làm',
  alone_once: 'Đã tự làm được',
  alone_confirmed: 'Tự làm được, đã xác nhận',
} as const;

export type PortalState = keyof typeof PORTAL_STATES;

export const REQUEST_CHANNELS: Record<db.RequestChannel, string> = {
  phone: 'Gọi điện',
  counter: 'Đến trụ sở',
  group_leader: 'Qua tổ trưởng',
  officer: 'Nói với đội',
  public_form: 'Trang mời đội',
};

export const CONSENT_GIVERS: Record<db.ConsentGiver, string> = {
  self: 'Chính người ấy',
  representative: 'Người đại diện',
};

export const CONSENT_CHANNELS: Record<db.ConsentChannel, string> = {
  spoken: 'Bằng lời nói',
  signed: 'Ký trên giấy',
  fingerprint: 'Điểm chỉ',
  telephone: 'Qua điện thoại',
};

export const REFERRAL_RECIPIENTS: Record<db.ReferralRecipient, string> = {
  police: 'Công an',
  insurance: 'Bảo hiểm xã hội',
  land: 'Văn phòng đăng ký đất đai',
  employment: 'Trung tâm Dịch vụ việc làm',
  other: 'Nơi khác',
};

export const REFERRAL_OUTCOMES: Record<db.ReferralOutcome, string> = {
  accepted: 'Đã nhận',
  done: 'Đã xong',
  refused: 'Từ chối',
  none: 'Không trả lời',
};

/** An answer from before outcomes were asked for is only words: `unknown`. A withdrawn referral counts nowhere. */
export const REFERRAL_STATES = {
  waiting: 'Chờ trả lời',
  ...REFERRAL_OUTCOMES,
  unknown: 'Có trả lời, chưa rõ kết quả',
  withdrawn: 'Đã rút',
};

/** Thông tư 55/2021/TT-BCA, Điều 6 (amended 66/2023); the list of Thông tư 116/2026 is not yet checked. */
export const RELATIONS: Record<db.HouseholdRelation, string> = {
  head: 'Chủ hộ',
  wife: 'Vợ',
  husband: 'Chồng',
  father: 'Cha đẻ',
  mother: 'Mẹ đẻ',
  father_in_law: 'Cha vợ/chồng',
  mother_in_law: 'Mẹ vợ/chồng',
  adoptive_father: 'Cha nuôi',
  adoptive_mother: 'Mẹ nuôi',
  step_father: 'Cha dượng',
  step_mother: 'Mẹ kế',
  child: 'Con đẻ',
  adopted_child: 'Con nuôi',
  step_child: 'Con riêng của vợ/chồng',
  son_in_law: 'Con rể',
  daughter_in_law: 'Con dâu',
  grandfather: 'Ông',
  grandmother: 'Bà',
  great_grandparent: 'Cụ',
  grandchild: 'Cháu nội, cháu ngoại',
  great_grandchild: 'Chắt',
  sibling: 'Anh, chị, em ruột',
  half_sibling: 'Anh, chị, em cùng cha khác mẹ, cùng mẹ khác cha',
  sibling_in_law: 'Anh, em rể; chị, em dâu',
  nephew_or_niece: 'Cháu ruột',
  uncle_or_aunt: 'Bác, chú, cậu, cô, dì',
  guardian: 'Người giám hộ',
  under_guardianship: 'Người được giám hộ',
  lodger: 'Ở nhờ, ở thuê',
  other: 'Khác',
};

export const SERVICE_KINDS: Record<db.ServiceKind, string> = {
  procedure: 'Thủ tục hành chính',
  digital_account: 'Tài khoản và ứng dụng số',
  utility: 'Tiện ích số',
  topic: 'Nội dung tuyên truyền',
};

export const TOPIC_AREAS: Record<db.TopicArea, string> = {
  scam: 'Phòng chống lừa đảo',
  e_id: 'Định danh điện tử',
  law: 'Pháp luật',
};

export const SERVICE_LEVELS: Record<db.ServiceLevel, string> = { full: 'Toàn trình', partial: 'Một phần' };

export const CALENDAR_DAY_KINDS: Record<db.CalendarDayKind, string> = {
  holiday: 'Ngày nghỉ',
  swapped_working_day: 'Ngày làm bù',
  no_knock: 'Ngày kiêng gõ cửa',
};

export const CALENDAR_DAY_STATUSES: Record<db.CalendarDayStatus, string> = {
  official: 'Chính thức',
  expected: 'Dự kiến',
};

/** The values of a labels table or of an enum, for a schema. */
export const keysOf = <Key extends string>(labels: Readonly<Record<Key, unknown>>) =>
  Object.keys(labels) as [Key, ...Key[]];

/** The [value, label] pairs of a labels table, as options of a select or of choice cards. */
export const optionsOf = (
  labels: Record<string, string>,
  selected: string | null | undefined,
): { value: string; label: string; selected: boolean }[] =>
  Object.entries(labels).map(([value, label]) => ({ value, label, selected: value === selected }));

/** The pairs of a labels table as choice cards. @param chosen one value or several. @param hints by value. */
export function cardsOf(labels: Record<string, string>, chosen: unknown, hints: Partial<Record<string, string>> = {}) {
  const ticked = [chosen].flat();
  return Object.entries(labels).map(([value, label]) => ({
    value,
    label,
    hint: hints[value] ?? '',
    checked: ticked.includes(value),
  }));
}
