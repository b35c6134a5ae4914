import type { Reads } from '../../../context';
import { isPermitted } from '../../../permissions';
import { daysBetween, formatBirth, formatDate, formatDateTime } from '../../../shared/dates';
import { shortGroupName } from '../../../shared/group-name';
import { DOOR_OUTCOMES, PAUSE_KINDS, PORTAL_USE_HOW, PORTAL_USE_SOURCES, VNEID_LEVELS } from '../../../shared/labels';
import { NEEDS } from '../../../shared/needs';
import { portalStatusName } from '../../../shared/portal-status';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { ForbiddenError } from '../../../shared/errors';
import { INDICATORS, WARD_DOORS } from '../indicators/indicators';
import { windowStart } from '../figures/adoption';
import type { ListFilter } from './forms';
import { sinceOf, type AskedList } from './list-frame-queries';
import { defineList, type FigureList } from './list-pages';
import { listNeedy } from './need-queries';
import { pageOf } from './paging';
import { isListedNeed } from './need-pages';
import { PAUSES, type FileOutcome } from '../figures/figure-sql';
import { CALL_SIDES } from '../figures/called-doors';
import { APPROACH_LABELS } from '../figures/second-tries';
import { AGE_LABELS, LASTING_LABELS, LEVEL_LABELS, WAVE_NAMES } from '../figures/lasting';
import { listAdults, listHelped, listLasting, listTaught, type TaughtRow } from './people-list-queries';
import {
  listCalled,
  listDoors,
  listFiles,
  listPaused,
  listOverdue,
  listRefused,
  listSettled,
  listVisits,
} from './work-list-queries';

const groupCell = ({ groupName }: { groupName: string | null }) => shortGroupName(groupName ?? 'Chưa xếp tổ');

const HOUSE_CELLS = {
  'Địa chỉ': (row: { addressLine: string }) => row.addressLine,
  'Chủ hộ': (row: { headName: string | null }) => row.headName ?? 'chưa rõ chủ hộ',
  Tổ: groupCell,
};

const USE_TITLES = {
  own: INDICATORS.knownUsers.name,
  none: 'Người lớn chưa dùng Cổng',
  done_for_only: 'Người lớn chỉ được làm thay',
  steps_only: 'Người lớn mới cài đặt, tra cứu',
  all: 'Người lớn',
} as const;

const USES = {
  own: 'Đã dùng',
  none: 'Chưa dùng',
  done_for_only: 'Chỉ được làm thay',
  steps_only: 'Mới cài đặt, tra cứu',
  all: 'Tất cả',
};

function adultsTitle({ vneid, how, source, use }: ListFilter): string {
  if (vneid === 'level_2') return INDICATORS.level2.name;
  if (vneid) return `VNeID của người lớn: ${VNEID_LEVELS[vneid].toLowerCase()}`;
  const narrowed = [how && PORTAL_USE_HOW[how], source && PORTAL_USE_SOURCES[source]].filter((words) => words !== null);
  return narrowed.length > 0
    ? `Đã dùng Cổng: ${narrowed.map((words) => uncapitalise(words)).join(', ')}`
    : USE_TITLES[use];
}

const adults = defineList('adults', {
  title: adultsTitle,
  read: listAdults,
  context: (count, { scope: { adultAge, on }, where }) =>
    `${count} người từ ${adultAge} tuổi, từ ${formatDate(windowStart(on))} đến ${formatDate(on)}${where}`,
  columns: {
    'Họ tên': (row) => row.fullName,
    Sinh: (row) => formatBirth({ date: row.birthDate, precision: row.birthPrecision }),
    'Địa chỉ': (row) => row.addressLine,
    Tổ: groupCell,
    'Lần cuối (ngày tính)': (row) => (row.lastUse ? formatDate(row.lastUse) : ''),
    'Dịch vụ': (row) => row.services ?? '',
  },
  record: { path: '/residents', permission: 'residents.read' },
  choices: ({ how, source, vneid }) => (how || source || vneid ? null : { name: 'use', labels: USES, others: '' }),
  emptyText: 'Chưa có ai trong danh sách này.',
});

const DOOR_TITLES = {
  yes: INDICATORS.doorsReached.name,
  year: INDICATORS.doorsInYear.name,
  no: 'Cửa chưa gặp',
  helped: INDICATORS.doorsHelped.name,
};

const doors = defineList('doors', {
  title: ({ reached }) => (reached ? DOOR_TITLES[reached] : 'Các cửa'),
  read: listDoors,
  context: (count, { where }) => `${count} ${WARD_DOORS}, theo thứ tự đi bộ${where}`,
  columns: {
    ...HOUSE_CELLS,
    'Gặp lần đầu': (row) => (row.firstMet ? formatDate(row.firstMet) : 'chưa gặp'),
    'Lượt thăm': (row) => row.tries,
  },
  record: { path: '/households', permission: 'households.read' },
  choices: () => ({
    name: 'reached',
    labels: { yes: 'Đã gặp', year: 'Gặp trong 12 tháng', no: 'Chưa gặp', helped: 'Đã giúp' },
  }),
  emptyText: 'Chưa có cửa nào trong danh sách này.',
});

const FIRST_NEED = 'lives_alone';

function readNeedy(db: Reads, asked: AskedList) {
  const need = asked.filter.need ?? FIRST_NEED;
  if (need !== 'priority' && !isListedNeed(need, isPermitted(asked.role, 'residents.read')))
    throw new ForbiddenError('Danh sách này chỉ dành cho người trực tiếp làm hồ sơ.');
  return listNeedy(db, asked, need);
}

const needy = defineList('needy', {
  settle: (filter) => ({ ...filter, need: filter.need ?? FIRST_NEED }),
  title: ({ need }) => (need === 'priority' ? 'Người ưu tiên' : NEEDS[need ?? FIRST_NEED]),
  read: readNeedy,
  context: (count, { scope }) => `${count} người đang ở phường, đến ${formatDate(scope.on)}`,
  columns: {
    'Họ tên': (row) => row.fullName,
    Sinh: ({ birthDate: date, birthPrecision: precision }) =>
      date && precision ? formatBirth({ date, precision }) : 'chưa rõ',
    'Địa chỉ': (row) => row.addressLine,
    Tổ: groupCell,
    'Gặp lần cuối': (row) => (row.lastMet ? formatDate(row.lastMet) : 'chưa gặp'),
    'Số việc đã giúp': (row) => row.procedures,
  },
  record: { path: '/residents', permission: 'residents.read' },
  choices: () => ({ name: 'state', labels: { met: 'Đã gặp', not_met: 'Chưa gặp', helped: 'Đã giúp' } }),
  emptyText: 'Chưa có ai trong danh sách này.',
});

const helped = defineList('helped', {
  title: () => INDICATORS.peopleHelped.name,
  read: listHelped,
  context: (count, { filter: { from }, scope }) =>
    `${count} người khác nhau, ${from ? `từ ${formatDate(from)} ` : ''}đến ${formatDate(scope.on)}`,
  columns: {
    'Họ tên': (row) => row.fullName,
    'Địa chỉ': (row) => row.addressLine ?? 'đã chuyển đi',
    Tổ: groupCell,
    'Số việc': (row) => row.procedures,
    'Lần cuối (ngày tính)': (row) => formatDate(row.lastHelped),
    'Dịch vụ': (row) => row.services,
  },
  record: { path: '/residents', permission: 'residents.read' },
  emptyText: 'Chưa hỗ trợ ai trong thời gian này.',
});

const TAUGHT_TITLES = { stuck: INDICATORS.stuck.name, unasked: 'Được dạy, chưa hỏi lại được' };

const taught = defineList('taught', {
  title: ({ result }) => (result === 'stuck' || result === 'unasked' ? TAUGHT_TITLES[result] : 'Người được dạy'),
  read: listTaught,
  context: (count, { scope, where }) => `${count} người khác nhau, đến ${formatDate(scope.on)}${where}`,
  columns: {
    'Họ tên': (row) => row.fullName,
    'Địa chỉ': (row) => row.addressLine ?? 'đã chuyển đi',
    Tổ: groupCell,
    'Được dạy từ': (row) => formatDate(row.firstOn),
    'Dịch vụ': (row) => row.services,
    'Hỏi lại': taughtState,
  },
  record: { path: '/residents', permission: 'residents.read' },
  choices: ({ barrier }) =>
    barrier ? null : { name: 'result', labels: { stuck: 'Còn vướng', unasked: 'Chưa hỏi lại được' } },
  emptyText: 'Chưa có ai trong danh sách này.',
});

function taughtState({ isStuck, isUnasked, barrier }: TaughtRow): string {
  if (isStuck) return `còn vướng: ${barrier ?? 'chưa rõ'}`;
  return isUnasked ? 'chưa hỏi lại được' : 'đã hỏi lại';
}

const FIRST_WAVE = '7';

const lasting = defineList('lasting', {
  settle: (filter) => ({ ...filter, wave: filter.wave ?? FIRST_WAVE }),
  title: ({ wave, answer }) =>
    `Sau ${WAVE_NAMES[wave ?? FIRST_WAVE]}${answer ? `: ${uncapitalise(LASTING_LABELS[answer])}` : ''}`,
  read: (db, asked) => listLasting(db, asked, asked.filter.wave ?? FIRST_WAVE),
  context(count, { filter: { guide, level, age }, scope, where }) {
    const narrowed = [level && LEVEL_LABELS[level], age && AGE_LABELS[age], guide && `bản ${guide}`].filter(Boolean);
    return `${count} việc đã dạy, đến ${formatDate(scope.on)}${where}${narrowed.map((word) => ` · ${word}`).join('')}`;
  },
  columns: {
    'Họ tên': (row) => row.fullName,
    'Địa chỉ': (row) => row.addressLine ?? 'đã chuyển đi',
    'Dịch vụ': (row) => row.serviceName,
    'Ngày dạy': (row) => formatDate(row.taughtOn),
    'Cách dạy': (row) => LEVEL_LABELS[row.level],
    'Hỏi lại': (row) => LASTING_LABELS[row.state],
  },
  record: { path: '/assisted-procedures', permission: 'files.read' },
  choices: () => ({ name: 'answer', labels: LASTING_LABELS }),
  emptyText: 'Chưa có việc nào đã dạy đến lượt hỏi.',
});

const OPENED: Readonly<Record<string, string>> = { opened: 'Gặp được người' };

const refused = defineList('refused', {
  title: ({ result, approach }) => {
    if (approach)
      return `${INDICATORS.secondTry.name}${approach === 'any' ? '' : `: ${uncapitalise(APPROACH_LABELS[approach])}`}`;
    return result === 'invited' ? INDICATORS.invited.name : 'Hộ từng chưa muốn';
  },
  read: listRefused,
  context: (count, { scope }) => `${count} hộ, đến ${formatDate(scope.on)}`,
  columns: {
    ...HOUSE_CELLS,
    'Chưa muốn lần đầu': (row) => formatDate(row.refusedOn),
    'Vì sao': (row) => row.refusalReason,
    'Tự mời': (row) =>
      row.invitedOn ? `${formatDate(row.invitedOn)}, sau ${daysBetween(row.refusedOn, row.invitedOn)} ngày` : 'chưa',
    'Đến lại lần đầu': ({ triedOn, triedOutcome, approach }) =>
      triedOn && triedOutcome && approach
        ? `${formatDate(triedOn)}, ${uncapitalise(APPROACH_LABELS[approach])}: ${uncapitalise(DOOR_OUTCOMES[triedOutcome])}`
        : 'chưa',
  },
  record: { path: '/households', permission: 'households.read' },
  choices: ({ approach }) => ({ name: 'result', labels: approach ? OPENED : { invited: 'Đã tự mời' } }),
  emptyText: 'Chưa có hộ nào như vậy.',
});

const called = defineList('called', {
  title: ({ call }) => `${INDICATORS.calledFirst.name}: ${uncapitalise(CALL_SIDES[call ?? 'yes'])}`,
  read: listCalled,
  context: (count, { scope }) => `${count} cửa, đến ${formatDate(scope.on)}`,
  columns: {
    ...HOUSE_CELLS,
    'Tính từ': (row) => formatDate(row.countedFrom),
    'Gặp được người': (row) => (row.metOn ? formatDate(row.metOn) : 'chưa, trong 15 ngày'),
  },
  record: { path: '/households', permission: 'households.read' },
  choices: () => ({ name: 'result', labels: OPENED }),
  emptyText: 'Chưa có cửa nào như vậy.',
});

const paused = defineList('paused', {
  title: ({ pause }) =>
    pause ? `${INDICATORS.paused.name}: ${uncapitalise(PAUSE_KINDS[pause])}` : INDICATORS.paused.name,
  read: listPaused,
  context: (count, { scope }) => `${count} hộ, ngày ${formatDate(scope.on)}`,
  columns: {
    ...HOUSE_CELLS,
    'Vì sao': (row) => row.kinds.map((kind) => PAUSE_KINDS[kind]).join('; '),
    'Từ ngày': (row) => formatDate(row.pausedFrom),
    'Đến hết': (row) => (row.pausedUntil ? formatDate(row.pausedUntil) : 'chưa định ngày'),
  },
  record: { path: '/households', permission: 'households.read' },
  choices: () => ({ name: 'pause', labels: Object.fromEntries(PAUSES.map((kind) => [kind, PAUSE_KINDS[kind]])) }),
  emptyText: 'Không hộ nào đang tạm dừng.',
});

const daysOf = (asked: AskedList) => `từ ${formatDate(sinceOf(asked))} đến ${formatDate(asked.scope.on)}`;

const visits = defineList('visits', {
  title: ({ reached, topic, service }) => {
    if (topic || service) return INDICATORS.topics.name;
    return reached === 'yes' ? 'Hộ đã gặp' : 'Lượt thăm';
  },
  read: listVisits,
  context: (count, asked) =>
    `${count} ${asked.filter.reached === 'yes' ? 'hộ khác nhau' : 'lượt'}, ${daysOf(asked)}${asked.where}`,
  columns: {
    Lúc: (row) => formatDateTime(row.arrivedAt),
    'Địa chỉ': (row) => row.addressLine,
    'Kết quả': (row) => `${DOOR_OUTCOMES[row.outcome]}${row.isLate ? ' (ghi muộn)' : ''}`,
    'Người ghi': (row) => row.officerName,
    'Số việc': (row) => row.procedures,
  },
  record: { path: '/visits', permission: 'visits.read' },
  emptyText: 'Chưa có lượt thăm nào trong thời gian này.',
});

export const FILE_OUTCOME_WORDS: Record<FileOutcome, string> = {
  done: 'Có kết quả',
  needs_papers: 'Phải bổ sung',
  failed: 'Không nhận, dừng, rút',
  processing: 'Đang xử lý',
  unknown: 'Chưa tra',
};

const files = defineList('files', {
  title: ({ how }) => {
    if (how === 'by_relative') return INDICATORS.filesByRelatives.name;
    return how === 'done_for' ? `Hồ sơ ${uncapitalise(INDICATORS.doneForShare.name)}` : INDICATORS.files.name;
  },
  read: listFiles,
  context: (count, asked) => `${count} hồ sơ có đội hỗ trợ, ${daysOf(asked)}${asked.where}`,
  columns: {
    'Ngày nộp': (row) => formatDate(row.submittedOn),
    'Họ tên': (row) => row.fullName,
    'Dịch vụ': (row) => row.serviceName,
    'Mã hồ sơ': (row) => row.portalFileCode ?? 'chưa ghi mã',
    'Trạng thái trên Cổng': (row) => (row.latestStatus ? portalStatusName(row.latestStatus) : 'chưa tra'),
  },
  record: { path: '/assisted-procedures', permission: 'files.read' },
  choices: () => ({ name: 'outcome', labels: FILE_OUTCOME_WORDS }),
  emptyText: 'Chưa có hồ sơ nào được nộp trong thời gian này.',
});

async function readRequests(db: Reads, asked: AskedList) {
  const { filter, scope, place } = asked;
  if (filter.wait !== 'overdue') return listSettled(db, asked);
  const rows = await listOverdue(db, scope);
  const start = rows.findIndex(({ id }) => id === place.after) + 1;
  return pageOf(rows.slice(start, start + place.size + 1), place);
}

const requests = defineList('requests', {
  title: ({ wait }) => (wait === 'overdue' ? 'Đề nghị quá hạn' : INDICATORS.requestWait.name),
  read: readRequests,
  context: (count, asked) =>
    asked.filter.wait === 'overdue'
      ? `${count} đề nghị, hôm nay ${formatDate(asked.scope.today)}`
      : `${count} đề nghị đội đã đến, ${daysOf(asked)}, chờ lâu trước`,
  columns: {
    'Địa chỉ': (row) => row.addressLine,
    Tổ: groupCell,
    'Nhờ ngày': (row) => formatDate(row.receivedOn),
    'Đội đến': (row) => (row.metOn ? formatDate(row.metOn) : 'chưa đến'),
    'Số ngày chờ': (row) => (row.metOn ? daysBetween(row.receivedOn, row.metOn) : ''),
  },
  record: { path: '/requests', permission: 'requests.read' },
  choices: () => ({ name: 'wait', labels: { overdue: 'Quá hạn hôm nay' }, others: 'Đã đến trong tháng' }),
  emptyText: 'Không có đề nghị nào.',
});

/** Every list that a figure of the report opens. */
export const FIGURE_LISTS: readonly FigureList[] = [
  adults,
  doors,
  needy,
  helped,
  taught,
  lasting,
  refused,
  called,
  paused,
  visits,
  files,
  requests,
];
