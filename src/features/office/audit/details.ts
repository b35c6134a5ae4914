import { formatDate, formatDateTime, isRealDate } from '../../../shared/dates';
import {
  ASSIST_RESULTS, CALENDAR_DAY_KINDS, CALENDAR_DAY_STATUSES, CALL_OUTCOMES, DOOR_OUTCOMES, GENDERS, OCCUPANCIES, PAUSE_KINDS, REGISTER_EVENTS, RELATIONS, REQUEST_CHANNELS, RESIDENCE_STATUSES, SERVICE_KINDS,
  SERVICE_LEVELS, SMARTPHONES, TOPIC_AREAS, VNEID_LEVELS, YES_NO,
} from '../../../shared/labels';
import { FACT_SOURCES, NEEDS } from '../../../shared/needs';
import { isId } from '../../../web/form';
import { ROLE_LABELS } from '../../../web/page';

/** Names of details in Vietnamese; one without a name here is shown under its own. */
const NAMES: Readonly<Record<string, string>> = {
  username: 'tên đăng nhập', displayName: 'họ tên', role: 'vai trò', phone: 'điện thoại', count: 'số lượng', admin: 'quản trị',
  name: 'tên', code: 'mã', label: 'tên', position: 'thứ tự', date: 'ngày', kind: 'loại', status: 'tình trạng', source: 'nguồn', reason: 'lý do',
  retiredOn: 'ngừng từ', replacedBy: 'thay bằng', roundsHit: 'số buổi vướng', groupKey: 'nhóm', topicArea: 'mảng', ministry: 'bộ, ngành',
  decidingBody: 'nơi giải quyết', isEssential25: '25 thiết yếu', level: 'mức trực tuyến', levelDate: 'ngày xem mức', levelSource: 'nguồn của mức',
  codeConfidence: 'độ tin cậy của mã', prerequisites: 'cần có trước', taughtSteps: 'các bước', officeTripMinutes: 'phút tới trụ sở', portalUrl: 'địa chỉ trên Cổng',
  note: 'ghi chú', validFrom: 'từ ngày', validTo: 'đến ngày', leaderName: 'tổ trưởng', leaderPhone: 'điện thoại tổ trưởng',
  addressLine: 'địa chỉ', houseNumber: 'số nhà', hem: 'hẻm', ngach: 'ngách', ngo: 'ngõ', street: 'phố', building: 'tòa nhà', floor: 'tầng', room: 'phòng',
  formerWard: 'phường cũ', howToFind: 'cách tìm cửa', occupancy: 'tình trạng ở', until: 'đến ngày', on: 'ngày',
  fullName: 'họ tên', birthDate: 'ngày sinh', birthPrecision: 'biết ngày sinh đến', gender: 'giới tính', residenceStatus: 'cư trú', relation: 'quan hệ với chủ hộ',
  relationNote: 'ghi chú quan hệ', since: 'từ ngày', last4: 'số cuối định danh', nationalNumberLast4: 'số cuối định danh', recordedOn: 'ngày ghi',
  vneidLevel: 'mức VNeID', simInOwnName: 'SIM chính chủ', smartphone: 'điện thoại thông minh', livesAlone: 'sống một mình', hardToMove: 'khó đi lại', needsHelper: 'cần người giúp',
  fileName: 'tệp', rows: 'số dòng', newResidents: 'người mới', changedResidents: 'người được sửa', newHouseholds: 'hộ mới', newGroups: 'tổ mới', groupOfList: 'tổ cho hộ chưa có tổ', newFacts: 'diện ưu tiên mới', leftOut: 'dòng bỏ ra',
  removedResidents: 'người bỏ khỏi sổ', removedHouseholds: 'hộ bỏ khỏi sổ', removedGroups: 'tổ bỏ khỏi sổ', removedFacts: 'diện ưu tiên bỏ đi',
  restoredResidents: 'người trở lại như trước', restoredHouseholds: 'hộ trở lại như trước',
  verdict: 'loại dòng', startsAt: 'bắt đầu', endsAt: 'kết thúc', officers: 'người đi', doors: 'cửa', outOfHoursReason: 'lý do ngoài giờ', releasedDoors: 'cửa được trả lại', month: 'tháng', replacesOld: 'thay địa chỉ cũ', replaced: 'người thôi đi', replacement: 'người đi thay', answeredObjections: 'điều lý do ấy trả lời',
  isLate: 'ghi muộn', outcome: 'kết quả gõ cửa', present: 'người có mặt', assists: 'việc hỗ trợ', topics: 'nội dung tuyên truyền', levels: 'mức VNeID ghi lại',
  moved: 'đưa', placedBefore: 'ra trước', placedAfter: 'ra sau', alias: 'tên cũ',
  before: 'trước', after: 'sau', from: 'từ', to: 'đến', people: 'người', head: 'chủ hộ', target: 'nơi đến', isMourning: 'nhà có tang', submittedOn: 'ngày nộp', hasCode: 'có mã hồ sơ', indicator: 'chỉ số', value: 'mục tiêu', legalBasis: 'căn cứ',
  channel: 'đến từ', receivedOn: 'ngày nhận', promisedBy: 'hẹn trước ngày', wishes: 'giờ thuận tiện', calledOn: 'ngày gọi', callOutcome: 'kết quả cuộc gọi', times: 'giờ ở nhà', cameAfterRefusal: 'từng chưa muốn', isAccepted: 'đã nhận', contactName: 'người liên hệ', contactPhone: 'số gọi lại', what: 'việc cần giúp',
  keySet: 'bộ khóa', fact: 'diện', factSource: 'vì sao biết', sourceNote: 'căn cứ', lastDay: 'đến hết ngày',
  about: 'về', items: 'món', takenBy: 'người nhận', list: 'danh sách', filter: 'lọc', columns: 'cột', format: 'loại tệp', isShared: 'dùng chung', version: 'phiên bản', province: 'tỉnh, thành phố', formerWards: 'phường cũ', adultAge: 'tuổi trưởng thành', outreachPolicy: 'giờ ra quân',
};

/** Words for the values of a detail that is one of a list. */
const VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  role: ROLE_LABELS,
  kind: { street: 'phố', alley: 'ngõ', former_ward: 'phường cũ', ...PAUSE_KINDS, ...SERVICE_KINDS, ...CALENDAR_DAY_KINDS, ...RESIDENCE_STATUSES, ...REGISTER_EVENTS },
  target: { here: 'hộ riêng tại chỗ', address: 'địa chỉ khác trong phường', outside: 'ra khỏi phường' },
  status: CALENDAR_DAY_STATUSES,
  before: { ...RESIDENCE_STATUSES, ...ASSIST_RESULTS },
  topicArea: TOPIC_AREAS,
  level: SERVICE_LEVELS,
  occupancy: OCCUPANCIES,
  residenceStatus: RESIDENCE_STATUSES,
  relation: RELATIONS,
  gender: GENDERS,
  birthPrecision: { day: 'ngày', year: 'năm' },
  vneidLevel: VNEID_LEVELS,
  smartphone: SMARTPHONES,
  simInOwnName: YES_NO,
  livesAlone: YES_NO,
  hardToMove: YES_NO,
  needsHelper: YES_NO,
  outcome: DOOR_OUTCOMES,
  callOutcome: CALL_OUTCOMES,
  fact: NEEDS,
  factSource: FACT_SOURCES,
  channel: REQUEST_CHANNELS,
};

const SECRET = /password|hash|cipher|token|secret|nationalNumber(?!Last4)/i;
const EMPTY = '(trống)';

/**
 * The details of an event in one line: { username: 'vi', changes: [{ field, before, after }] } → 'tên đăng nhập: vi ·
 * họ tên: Vy → Vi'. Ids of other records say nothing to a reader and are left out; a secret would never be shown.
 */
export function describeDetails(details: Readonly<Record<string, unknown>>): string {
  return Object.entries(details).flatMap(([name, value]) => {
    if (name === 'changes' && Array.isArray(value)) return value.flatMap(describeChange);
    const text = textOf(name, value);
    return text === '' ? [] : [`${NAMES[name] ?? name}: ${text}`];
  }).join(' · ');
}

function describeChange(change: unknown): string[] {
  const { field, before, after } = change as { field?: unknown; before?: unknown; after?: unknown };
  if (typeof field !== 'string' || SECRET.test(field)) return [];
  return [`${NAMES[field] ?? field}: ${textOf(field, before) || EMPTY} → ${textOf(field, after) || EMPTY}`];
}

function textOf(name: string, value: unknown): string {
  if (value === null || value === undefined || SECRET.test(name)) return '';
  if (typeof value === 'boolean') return value ? 'có' : 'không';
  if (Array.isArray(value)) return value.length > 0 && value.every(isId) ? String(value.length) : value.map((item) => textOf(name, item)).filter((text) => text !== '').join(', ');
  if (typeof value === 'object') return describeDetails(value as Record<string, unknown>).replaceAll(' · ', ', ').replaceAll(': ', ' ');
  const text = String(value);
  if (isId(text)) return '';
  if (isRealDate(text)) return formatDate(text);
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text)) return formatDateTime(new Date(text));
  return VALUES[name]?.[text] ?? text;
}
