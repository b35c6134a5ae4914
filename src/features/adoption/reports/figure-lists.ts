import { isPermitted } from '../../../permissions';
import { formatBirth, formatDate, formatDateTime, formatDayMonth, type LocalDate } from '../../../shared/dates';
import { shortGroupName } from '../../../shared/group-name';
import { DOOR_OUTCOMES, PORTAL_USE_HOW } from '../../../shared/labels';
import { NEEDS } from '../../../shared/needs';
import { formatNumber } from '../../../shared/numbers';
import { portalStatusName } from '../../../shared/portal-status';
import { ForbiddenError } from '../../../web/errors';
import { countWords } from '../../casework/requests/pages';
import { countRequests, listRequests, PAGE_SIZE, type RequestRow } from '../../casework/requests/queries';
import { REQUEST_STATES, requestState } from '../../casework/requests/request-words';
import { windowStart } from './adoption';
import { adultFilterOf, type ListFilter } from './forms';
import { defineList, type AskedList, type FigureList } from './list-pages';
import { listNeedy, type NeedyRow } from './need-queries';
import { isListedNeed } from './pages';
import {
  listAdults,
  listDoors,
  listFiles,
  listHelped,
  listVisits,
  type AdultRow,
  type DoorRow,
  type FileRow,
  type HelpedRow,
  type VisitRow,
} from './queries';

const groupCell = ({ groupName }: { groupName: string | null }) => shortGroupName(groupName ?? 'Chưa xếp tổ');

const USE_TITLES = {
  own: 'Người lớn đã dùng Cổng',
  none: 'Người lớn chưa dùng Cổng',
  done_for_only: 'Người lớn chỉ được làm thay',
  all: 'Người lớn',
} as const;

function adultsTitle({ vneid, how, use }: ListFilter): string {
  if (vneid) return 'Người lớn có VNeID mức 2';
  return how ? `Đã dùng Cổng: ${PORTAL_USE_HOW[how].toLowerCase()}` : USE_TITLES[use];
}

const adults = defineList<AdultRow>('adults', {
  title: adultsTitle,
  read: async (db, { filter, scope, where }) => {
    const page = await listAdults(db, scope, adultFilterOf(filter), filter.afterId);
    const window = `từ ${formatDate(windowStart(scope.on))} đến ${formatDate(scope.on)}`;
    return {
      ...page,
      context: `${formatNumber(page.total)} người từ ${scope.adultAge} tuổi, ${window}${where}`,
    };
  },
  columns: {
    'Họ tên': (row) => row.fullName,
    Sinh: (row) => formatBirth({ date: row.birthDate, precision: row.birthPrecision }),
    'Địa chỉ': (row) => row.addressLine,
    Tổ: groupCell,
    'Lần cuối': (row) => (row.lastUse ? formatDate(row.lastUse) : ''),
    'Dịch vụ': (row) => row.services ?? '',
  },
  record: { path: '/residents', permission: 'residents.read' },
  choices: ({ how, vneid }) => ({
    name: 'use',
    values:
      how || vneid
        ? []
        : [
            ['own', 'Đã dùng'],
            ['none', 'Chưa dùng'],
            ['done_for_only', 'Chỉ được làm thay'],
            ['all', 'Tất cả'],
          ],
  }),
  emptyText: 'Chưa có ai trong danh sách này.',
});

const DOOR_TITLES = { yes: 'Cửa đã gặp', no: 'Cửa chưa gặp' } as const;

const doors = defineList<DoorRow>('doors', {
  title: ({ reached }) => (reached ? DOOR_TITLES[reached] : 'Các cửa'),
  read: async (db, { filter, scope, where }) => {
    const reached = filter.reached && filter.reached === 'yes';
    const page = await listDoors(db, scope, { groupId: filter.group, reached }, filter.afterId);
    return { ...page, context: `${formatNumber(page.total)} cửa đang có người ở, theo thứ tự đi bộ${where}` };
  },
  columns: {
    'Địa chỉ': (row) => row.addressLine,
    'Chủ hộ': (row) => row.headName ?? 'chưa rõ chủ hộ',
    Tổ: groupCell,
    'Gặp lần đầu': (row) => (row.firstMet ? formatDate(row.firstMet) : 'chưa gặp'),
    'Lượt thăm': (row) => formatNumber(row.tries),
  },
  record: { path: '/households', permission: 'households.read' },
  choices: () => ({
    name: 'reached',
    values: [
      [null, 'Tất cả'],
      ['yes', 'Đã gặp'],
      ['no', 'Chưa gặp'],
    ],
  }),
  emptyText: 'Chưa có cửa nào trong danh sách này.',
});

const FIRST_NEED = 'lives_alone';

const needy = defineList<NeedyRow>('needy', {
  settle: (filter) => ({ ...filter, need: filter.need ?? FIRST_NEED }),
  title: ({ need }) => NEEDS[need ?? FIRST_NEED],
  read: async (db, { role, filter, scope }) => {
    const need = filter.need ?? FIRST_NEED;
    if (!isListedNeed(need, isPermitted(role, 'residents.read')))
      throw new ForbiddenError('Danh sách này chỉ dành cho người trực tiếp làm hồ sơ.');
    const page = await listNeedy(db, scope, { need, state: filter.state }, filter.afterId);
    return { ...page, context: `${formatNumber(page.total)} người đang ở phường, đến ${formatDate(scope.on)}` };
  },
  columns: {
    'Họ tên': (row) => row.fullName,
    Sinh: ({ birthDate: date, birthPrecision: precision }) =>
      date && precision ? formatBirth({ date, precision }) : 'chưa rõ',
    'Địa chỉ': (row) => row.addressLine,
    Tổ: groupCell,
    'Gặp lần cuối': (row) => (row.lastMet ? formatDate(row.lastMet) : 'chưa gặp'),
    'Số việc đã giúp': (row) => formatNumber(row.procedures),
  },
  record: { path: '/residents', permission: 'residents.read' },
  choices: () => ({
    name: 'state',
    values: [
      [null, 'Tất cả'],
      ['met', 'Đã gặp'],
      ['not_met', 'Chưa gặp'],
      ['helped', 'Đã giúp'],
    ],
  }),
  emptyText: 'Chưa có ai trong danh sách này.',
});

const helped = defineList<HelpedRow>('helped', {
  title: () => 'Người đã được đội hỗ trợ',
  read: async (db, { filter, scope }) => {
    const page = await listHelped(db, scope, filter.from, filter.afterId);
    const since = filter.from ? `từ ${formatDate(filter.from)} ` : '';
    return { ...page, context: `${formatNumber(page.total)} người khác nhau, ${since}đến ${formatDate(scope.on)}` };
  },
  columns: {
    'Họ tên': (row) => row.fullName,
    'Địa chỉ': (row) => row.addressLine ?? 'đã chuyển đi',
    Tổ: groupCell,
    'Số việc': (row) => formatNumber(row.procedures),
    'Lần cuối': (row) => formatDayMonth(row.lastHelped),
    'Dịch vụ': (row) => row.services,
  },
  record: { path: '/residents', permission: 'residents.read' },
  emptyText: 'Chưa hỗ trợ ai trong thời gian này.',
});

/** The first day of a list of one month. */
const sinceOf = ({ filter, scope }: AskedList): LocalDate => filter.from ?? `${scope.today.slice(0, 7)}-01`;
const daysOf = (asked: AskedList) => `từ ${formatDate(sinceOf(asked))} đến ${formatDate(asked.scope.on)}`;

const visits = defineList<VisitRow>('visits', {
  title: ({ reached }) => (reached === 'yes' ? 'Hộ đã gặp' : 'Lượt thăm'),
  read: async (db, asked) => {
    const { filter, scope } = asked;
    const metDoorsOnly = filter.reached === 'yes';
    const page = await listVisits(db, scope, { from: sinceOf(asked), metDoorsOnly }, filter.afterId);
    const unit = metDoorsOnly ? 'hộ khác nhau' : 'lượt';
    return { ...page, context: `${formatNumber(page.total)} ${unit}, ${daysOf(asked)}` };
  },
  columns: {
    Lúc: (row) => formatDateTime(row.arrivedAt),
    'Địa chỉ': (row) => row.addressLine,
    'Kết quả': (row) => `${DOOR_OUTCOMES[row.outcome]}${row.isLate ? ' (ghi muộn)' : ''}`,
    'Người ghi': (row) => row.officerName,
    'Số việc': (row) => formatNumber(row.procedures),
  },
  record: { path: '/visits', permission: 'visits.read' },
  emptyText: 'Chưa có lượt thăm nào trong thời gian này.',
});

/**
 * Requests from households that had refused before: where they live and how the request ended, but not what it asked
 * for.
 */
const requests = defineList<RequestRow>('requests', {
  title: () => 'Hộ từng chưa muốn, nay đề nghị',
  read: async (db, { filter, scope }) => {
    const [found, counts] = await Promise.all([
      listRequests(db, scope.wardId, { view: 'after-refusal', after: filter.afterId }, scope.today),
      countRequests(db, scope.wardId, scope.today),
    ]);
    const rows = found.slice(0, PAGE_SIZE);
    return {
      rows,
      nextAfterId: found.length > PAGE_SIZE ? rows.at(-1)!.id : null,
      context: `${countWords(counts['after-refusal'])} trong ${countWords(counts.all)} đề nghị hỗ trợ, từ trước đến nay`,
    };
  },
  columns: {
    'Địa chỉ': (row) => row.addressLine,
    Tổ: groupCell,
    'Ngày nhận': (row) => formatDate(row.receivedOn),
    'Tình trạng': ({ isAccepted, closure, round }) =>
      REQUEST_STATES[requestState({ isAccepted, closure, isOnRound: round !== null })],
  },
  record: { path: '/requests', permission: 'requests.read' },
  emptyText: 'Chưa có hộ nào như vậy.',
});

const files = defineList<FileRow>('files', {
  title: () => 'Hồ sơ đã nộp',
  read: async (db, asked) => {
    const page = await listFiles(db, asked.scope, sinceOf(asked), asked.filter.afterId);
    return { ...page, context: `${formatNumber(page.total)} hồ sơ do đội hỗ trợ, ${daysOf(asked)}` };
  },
  columns: {
    Ngày: (row) => formatDate(row.visitedOn),
    'Họ tên': (row) => row.fullName,
    'Dịch vụ': (row) => row.serviceName,
    'Mã hồ sơ': (row) => row.portalFileCode ?? 'chưa ghi mã',
    'Trạng thái trên Cổng': (row) => (row.latestStatus ? portalStatusName(row.latestStatus) : 'chưa tra'),
  },
  record: { path: '/assisted-procedures', permission: 'files.read' },
  emptyText: 'Chưa có hồ sơ nào được nộp trong thời gian này.',
});

/** Every list that a figure of the report opens. */
export const FIGURE_LISTS: readonly FigureList[] = [adults, doors, needy, helped, visits, requests, files];
