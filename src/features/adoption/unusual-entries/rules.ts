import type { Permission } from '../../../permissions';

// What a supervisor would ask about: a reason to ask, not a proof, and the page says so. The numbers are this application's
// own; tests/features/adoption/unusual-entries measures how often honest wards meet them.

/** The headline of the overview that an entry enters. */
export type Headline = 'sample' | 'users' | 'portal';

interface EntryName {
  name: string;
  headline: Headline | null;
  /** The page of an entry, after / or :id its id, and who may open it. */
  path: string;
  permission: Permission;
}

const telephone = { path: '/residents/', permission: 'residents.read', headline: 'users' } as const;
const visits = { path: '/visits/', permission: 'visits.read', headline: 'users' } as const;
const files = { path: '/assisted-procedures/', permission: 'files.read', headline: 'users' } as const;

/** What was written. `line`: a procedure that a visit helped with; `edit`: a saved visit that was changed. */
export const ENTRY_KINDS = {
  sample: { name: 'câu trả lời mẫu hỏi', headline: 'sample', path: '/sample-members/', permission: 'samples.manage' },
  answer: { name: 'câu trả lời qua điện thoại', ...telephone },
  check_back: { name: 'lần hỏi lại', ...telephone },
  confirmation: { ...telephone, name: 'cuộc gọi xác nhận', path: '/confirmations', permission: 'confirmations.read' },
  visit: { name: 'lượt thăm', ...visits },
  session: { name: 'buổi tập trung', headline: null, path: '/group-sessions/', permission: 'group-sessions.record' },
  line: { name: 'việc', ...files },
  edit: { name: 'việc sửa lại', ...visits },
  request: { name: 'đề nghị', headline: null, path: '/requests/', permission: 'requests.read' },
  paid: { ...telephone, name: 'lần hỏi lại', headline: null },
  helper: {
    name: 'lần ghi người giúp số',
    headline: null,
    path: '/digital-helpers/:id/edit',
    permission: 'visits.record',
  },
  count: { name: 'số Cổng', headline: 'portal', path: '/official-counts', permission: 'official-counts.read' },
} satisfies Record<string, EntryName>;
export type EntryKind = keyof typeof ENTRY_KINDS;

export const NIGHT = { from: '21:00', to: '07:00' };
export const LIMITS = {
  /** Answers of one writer saved within a minute, and within half an hour: no conversation is that short. */
  answersInMinute: 6,
  answersInHalfHour: 30,
  visitsInMinute: 4,
  visitsInHalfHour: 20,
  /** A visit written down at night within these hours of the visit is the end of an evening's round. */
  roundHours: 3,
  /** So that a sheet of Friday's round may be typed on Monday. */
  lateDays: 3,
  /** People of the draw passed over between two answers of one writer. */
  skipped: 10,
  ownEditDays: 3,
  /** How long a submitted file may be without a status of the portal. */
  statusDays: 21,
  /** People outside their own home whom a digital helper helps. */
  helpedPeople: 3,
  /** Fewer lines, of the officer or of all others, are not compared. */
  comparedLines: 15,
  /** A share has to exceed that of the others by so many standard errors, and by so much. */
  errors: 3,
  distance: 0.2,
  /** The months that are looked at, the present one included. */
  months: 3,
} as const;

interface Rule {
  /** What was done, after the number and kind of the entries. */
  what: string;
  /** How many entries of one writer and day are worth asking about. */
  least: number;
  threshold: string;
  /** A finding is of a month, not of a day. */
  isMonthly: boolean;
}

const ofDay = (what: string, least: number, threshold: string): Rule => ({ what, least, threshold, isMonthly: false });
const ofMonth = (...given: Parameters<typeof ofDay>): Rule => ({ ...ofDay(...given), isMonthly: true });

const L = LIMITS;
const others = `hơn phần ấy của những người khác trong tháng từ ${L.distance * 100} điểm phần trăm và ${L.errors} sai số chuẩn; mỗi bên ít nhất ${L.comparedLines} việc`;
const sheets =
  'Một phiếu gõ lại là một lần lưu; lượt từ máy mang theo tính lúc gõ trên máy; không tính cuộc gọi không gặp';
const fast = `từ ${L.answersInMinute} câu trả lời, buổi tập trung trong một phút hoặc ${L.answersInHalfHour} trong nửa giờ; lượt thăm gặp người: ${L.visitsInMinute} và ${L.visitsInHalfHour}; sửa lượt thành đã gặp: như câu trả lời. ${sheets}`;
const night = `từ 5 mục một đêm, ${NIGHT.from} đến ${NIGHT.to}; lượt thăm ghi trong ${L.roundHours} giờ sau khi đến thì không tính`;
const order = `từ 5 lần một ngày, mỗi lần bỏ qua hơn ${L.skipped} người gọi được mà chưa gọi`;
const noStatus = `phần hồ sơ có mã mà sau ${L.statusDays} ngày vẫn không có trạng thái nào của Cổng ${others}`;
const raised =
  'từ 3 việc một ngày: mức giúp, kết quả, câu trả lời nâng lên, hoặc chuyển sang người khác, người có mặt thêm vào, ở lượt do người khác ghi; câu trả lời mẫu hỏi đổi thành “tự bấm”, ai ghi cũng vậy';

const helpsMany = `người giúp (người ngoài sổ: số điện thoại) đang giúp hơn ${L.helpedPeople} người ngoài nhà mình; giúp cả một hộ tính là một người`;

export const RULES = {
  fast: ofDay('ghi dồn', 1, fast),
  night: ofDay('ghi ban đêm', 5, night),
  late: ofDay('ghi muộn', 5, `từ 5 mục một ngày, mỗi mục ghi sau hơn ${L.lateDays} ngày`),
  order: ofDay('nhảy cóc thứ tự gọi', 5, order),
  alone: ofMonth('ghi “tự bấm”', 5, `phần “tự bấm” ${others}`),
  no_code: ofMonth('nộp mà không có mã', 5, `phần hồ sơ đã nộp không có mã ${others}`),
  no_status: ofMonth('có mã chưa thấy trên Cổng', 5, noStatus),
  raised: ofDay('được nâng lên', 3, raised),
  raised_own: ofDay('của mình được nâng lên', 5, `như trên ở lượt của mình, từ 5 việc, sau hơn ${L.ownEditDays} ngày`),
  invited: ofMonth('tự ghi cho nhà đã từ chối', 3, 'từ 3 đề nghị một tháng, nguồn “cán bộ ghi”, của nhà đã từ chối'),
  paid: ofDay(
    'nghe người dân nói phải trả tiền (không phải lỗi của người ghi)',
    1,
    'mỗi lần hỏi lại mà người dân nói phải trả tiền cho người cùng làm; hỏi người ghi xem trả cho ai',
  ),
  helps_many: ofMonth(`đang giúp hơn ${L.helpedPeople} người ngoài nhà mình`, 1, helpsMany),
  retyped: ofDay(
    'bị ghi đè',
    1,
    `mỗi lần ghi số khác cho một tháng đã có số, câu trả lời khác cho một cuộc gọi xác nhận đã trả lời, “không gặp, không trả lời” thay câu trả lời mẫu hỏi cùng ngày, câu “phải trả tiền” bị bỏ khỏi một lượt thăm; hoặc tăng số người của buổi tập trung do người khác ghi hay ghi đã hơn ${L.ownEditDays} ngày`,
  ),
} satisfies Record<string, Rule>;
export type RuleKey = keyof typeof RULES;

/** How often a rule named what was honest in HONEST_WARDS; never if it is not listed. */
export const FALSE_ALARMS: Readonly<Partial<Record<RuleKey, number>>> = { alone: 1, retyped: 2 };
/** Simulated wards of 2 to 6 honest officers, one month each; the demo ward has no false alarm. */
export const HONEST_WARDS = 20;
export const MOST_OF_A_WARD = 1;
