import type { UserRole } from '../../../generated/prisma/enums';
import { isPermitted, type Permission } from '../../../permissions';
import {
  addDays,
  addMonths,
  formatDayMonth,
  formatRoundTime,
  type LocalDate,
  localDateOf,
  localTimeOf,
  monthName,
  monthStartOf,
  weekdayName,
} from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { capitalise } from '../../../shared/vietnamese-text';
import type { MenuCounts } from '../../../web/navigation';
import { viewOf } from '../../../web/page';
import { isFollowUpOverdue } from '../../casework/follow-ups/follow-up';
import { FOLLOW_UP_KINDS } from '../../casework/follow-ups/labels';
import type { OutsideCounts } from '../../casework/public-requests/queries';
import { boundedCount } from '../../casework/requests/bounded-count';
import type { OpenFollowUp } from '../../casework/follow-ups/queries';
import { closableFrom } from '../../adoption/month-closings/closing-rules';
import type { LogAlarm } from '../../office/audit/log-status';
import { dayKindOf } from '../../office/calendar/outreach-time';
import { workingCalendar } from '../../office/calendar/working-days';
import { clockOf } from '../../privacy/breaches/clock';
import { countUrgent } from '../../privacy/data-requests/clocks';
import type { FirstRun, RoundToday, TodayFacts } from './queries';

/** What is known of a ward at a moment, for one reader. */
export interface Today {
  facts: TodayFacts;
  followUps: FollowUpCounts;
  /** Rounds that something came in the way of, the next one first; empty for readers who do not plan. */
  toReview: readonly { startsAt: Date; endsAt: Date; reviewReasons: string[] }[];
  /** Days on which rounds are planned. */
  plannedDays: ReadonlySet<LocalDate>;
  today: LocalDate;
  now: Date;
  reader: { id: string; role: UserRole };
  /** What is wrong with the audit log; null for readers who may not open it. */
  logAlarm: LogAlarm | null;
}

/** How many follow-ups are open: of the ward, or for an officer their own. */
export interface FollowUpCounts {
  due: number;
  late: number;
  /** 'Đang vướng: 4 · Đã hẹn: 3', of the late ones. */
  lateKinds: string;
  doors: number;
  /** 'Của 2 buổi', of the doors. */
  doorRounds: string;
}

/** A task before it is counted: 0 is a quiet one. */
interface Waiting {
  count: number;
  /** Its name in the quiet line. */
  name: string;
  what: string;
  which?: string;
  href: string;
  label: string;
  permission: Permission;
  isLate?: boolean;
}

export function todayPage(known: Today) {
  const { facts, today, reader } = known;
  const waiting = waitingFor(known);
  const tasks = waiting.filter(({ count }) => count > 0).map((task) => taskOf(task, reader.role));
  const quiet = waiting.filter(({ count }) => count === 0).map(({ name }) => name);
  return viewOf('desk/today/index', {
    title: `Hôm nay, ${weekdayName(today)} ${formatDayMonth(today)}`,
    context: contextText(tasks, facts.rounds),
    tasks,
    /** What has nothing waiting, in one line. */
    quiet: quiet.length > 0 ? `Không có gì chờ ở: ${quiet.join(', ')}.` : '',
    rounds: facts.rounds.map((round) => roundCard(round, reader.role)),
    tasksTitle: reader.role === 'chairman' ? 'Đang chờ ở phường' : 'Cần làm',
    roundsTitle: 'Buổi hôm nay',
    sample: sampleCard(facts, reader.role),
    /** What a new ward does first; empty once it is done. */
    firstRun: reader.role === 'admin' ? firstRunSteps(facts.firstRun) : [],
    actions: reader.role === 'chairman' ? [{ label: 'Mở Tổng quan', href: '/reports', kind: 'primary' as const }] : [],
  });
}

/** The numbers of the menu: what the reader can do now on the page of each item, as that page says it. */
export function menuCountsOf(known: Today): MenuCounts {
  const { facts, followUps, reader } = known;
  return {
    today: todayPage(known).model.tasks.filter(({ href }) => href !== '').length,
    requests: isPermitted(reader.role, 'requests.manage') ? facts.requests.waiting + facts.outside.waiting : 0,
    following: followUps.late + followUps.due,
  };
}

type Task = ReturnType<typeof taskOf>;

/** `href` is '' for a reader who may not do it. */
function taskOf({ count, what, which = '', href, label, permission, isLate = false }: Waiting, role: UserRole) {
  const mayDo = isPermitted(role, permission);
  return { count: formatNumber(count), what, which, href: mayDo ? href : '', label, isLate };
}

const waitingFor = (known: Today): Waiting[] =>
  known.reader.role === 'officer' ? forOfficer(known) : forOffice(known);

// ------------------------------------------------------------ the office, the administrator, the chairman

function forOffice(known: Today): Waiting[] {
  const { facts, toReview, today, followUps } = known;
  const unplanned = eveningsWithoutRound(known);
  return [
    ...(known.logAlarm
      ? [
          {
            ...known.logAlarm,
            count: 1,
            name: 'nhật ký',
            href: '/audit',
            label: 'Xem',
            permission: 'audit.read' as const,
            isLate: true,
          },
        ]
      : []),
    {
      count: facts.requests.overdue,
      name: 'đề nghị quá hạn',
      what: 'đề nghị quá hạn',
      which: 'Đã hứa mà chưa đến được',
      href: '/requests?view=overdue',
      label: 'Xem và xếp',
      permission: 'requests.read',
      isLate: true,
    },
    ...forRights(known),
    {
      count: facts.requests.fresh,
      name: 'đề nghị mới',
      what: 'đề nghị mới, chưa nhận',
      href: '/requests?view=new',
      label: 'Xem và nhận',
      permission: 'requests.read',
    },
    {
      count: facts.outside.waiting,
      name: 'đề nghị từ ngoài',
      what: 'đề nghị từ ngoài, chờ ghép với một cửa',
      which: crowdText(facts.outside),
      href: '/public-requests',
      label: 'Gọi và ghép',
      permission: 'requests.manage',
    },
    {
      count: toReview.length,
      name: 'buổi phải xem lại',
      what: 'buổi phải xem lại',
      which:
        toReview[0] &&
        `${capitalise(formatRoundTime(toReview[0].startsAt, toReview[0].endsAt))}: ${toReview[0].reviewReasons[0]!}`,
      href: '/rounds?view=review',
      label: 'Xem lại',
      permission: 'rounds.plan',
    },
    {
      count: unplanned.length,
      name: 'buổi tuần này',
      what: 'ngày trong bảy ngày tới chưa có buổi',
      which: fewOf(unplanned.map((day) => `${weekdayName(day)} ${formatDayMonth(day)}`)),
      href: '/round-proposals',
      label: 'Xếp cả tuần',
      permission: 'rounds.plan',
    },
    {
      count: followUps.doors,
      name: 'cửa chưa ghi kết quả',
      what: 'cửa đã qua buổi mà chưa ghi kết quả',
      which: followUps.doorRounds,
      href: '/waiting?kind=door',
      label: 'Ghi',
      permission: 'visits.record',
    },
    {
      count: followUps.late,
      name: 'việc quá hạn',
      what: 'việc cần theo dõi quá hạn',
      which: followUps.lateKinds,
      href: '/waiting?state=late',
      label: 'Theo dõi',
      permission: 'files.read',
      isLate: true,
    },
    {
      count: facts.checks.all,
      name: 'gọi hỏi lại',
      what: 'việc đã dạy, nên gọi hỏi lại',
      href: '/check-backs',
      label: 'Gọi',
      permission: 'portal-use.record',
    },
    {
      count: facts.newcomers,
      name: 'người mới gặp ở cửa',
      what: 'người mới gặp ở cửa, chờ xác nhận',
      href: '/newcomers',
      label: 'Xác nhận',
      permission: 'duplicates.manage',
    },
    {
      count: facts.pairs,
      name: 'cặp người nghi trùng',
      what: 'cặp người nghi trùng, chờ xem',
      href: '/duplicates',
      label: 'Xem',
      permission: 'duplicates.manage',
    },
    {
      count: facts.householdPairs,
      name: 'cặp hộ nghi trùng',
      what: 'cặp hộ nghi trùng, chờ xem',
      href: '/household-duplicates',
      label: 'Xem',
      permission: 'duplicates.manage',
    },
    {
      count: facts.imports,
      name: 'nhập danh sách',
      what: 'danh sách chờ xác nhận hoặc chọn cột',
      href: '/imports',
      label: 'Xem',
      permission: 'imports.manage',
    },
    {
      count: facts.things,
      name: 'đồ mang theo',
      what: 'món mang theo chưa mang về',
      href: '/hand-overs',
      label: 'Xem',
      permission: 'hand-overs.record',
    },
    {
      count: facts.withoutHours.length,
      name: 'giờ rảnh của đội',
      what: 'thành viên đội chưa ghi giờ rảnh',
      which: facts.withoutHours.map(({ name }) => name).join(', '),
      href: '/team-calendar',
      label: 'Xem',
      permission: 'team-calendar.read',
    },
    {
      count: facts.hasOfficialCount ? 0 : 1,
      name: 'số Cổng công bố',
      what: 'số Cổng công bố của tháng trước chưa nhập',
      href: '/official-counts',
      label: 'Nhập',
      permission: 'official-counts.record',
    },
    {
      count: isMonthToClose(known) ? 1 : 0,
      name: 'chốt tháng',
      what: 'tháng đã qua chưa chốt',
      which: capitalise(monthName(lastMonthOf(today))),
      href: '/month-closings',
      label: 'Xem và chốt',
      permission: 'months.close',
    },
    {
      count: facts.sample ? 0 : 1,
      name: 'mẫu hỏi của quý',
      what: 'mẫu hỏi của quý này chưa bốc',
      href: '/samples',
      label: 'Bốc mẫu',
      permission: 'samples.manage',
    },
    ...(isPermitted(known.reader.role, 'audit.read')
      ? [
          {
            count: isHeadToPrint(known) ? 1 : 0,
            name: 'tờ niêm phong',
            what: 'tờ niêm phong nhật ký của tháng này chưa in',
            which: 'In, ký, cất ngoài máy chủ',
            href: '/audit/head',
            label: 'Mở để in',
            permission: 'audit.read' as const,
          },
        ]
      : []),
  ];
}

/** What the law gives days or hours for. */
function forRights({ facts, today, now }: Today): Waiting[] {
  const { late, soon } = countUrgent(facts.dataRequests, today, workingCalendar(facts.calendarDays));
  const clocks = facts.breaches.map((discoveredAt) => clockOf(new Date(discoveredAt), now));
  return [
    {
      count: clocks.length,
      name: 'sự cố dữ liệu',
      what: 'sự cố dữ liệu, đồng hồ 72 giờ đang chạy',
      which: clocks[0] && capitalise(clocks[0].words),
      href: '/breaches',
      label: 'Xem',
      permission: 'breaches.read',
      isLate: clocks[0]?.isLate,
    },
    {
      count: late + soon,
      name: 'yêu cầu về dữ liệu',
      what: 'yêu cầu về dữ liệu quá hạn hoặc sắp đến hạn',
      which: [
        late > 0 ? `Quá hạn: ${formatNumber(late)}` : '',
        soon > 0 ? `Đến hạn trong 2 ngày làm việc: ${formatNumber(soon)}` : '',
      ]
        .filter(Boolean)
        .join(' · '),
      href: '/data-requests',
      label: 'Xem',
      permission: 'data-requests.read',
      isLate: late > 0,
    },
  ];
}

/** From the first working day of a month until the sheet is opened for printing. */
function isHeadToPrint({ facts: { isHeadUnprinted, calendarDays }, today }: Today): boolean {
  return isHeadUnprinted && today >= closableFrom(lastMonthOf(today), workingCalendar(calendarDays));
}

const lastMonthOf = (today: LocalDate) => addMonths(monthStartOf(today), -1);

/** From the first working day after the last month until it is closed. */
function isMonthToClose({ facts: { isMonthClosed, calendarDays }, today }: Today): boolean {
  return !isMonthClosed && today >= closableFrom(lastMonthOf(today), workingCalendar(calendarDays));
}

/** How many days ahead a round should be planned. */
const DAYS_AHEAD = 7;

/** The days from tomorrow on on which the ward knocks, and no round is planned. */
function eveningsWithoutRound({ facts: { policy, calendarDays }, plannedDays, today }: Today): LocalDate[] {
  return Array.from({ length: DAYS_AHEAD }, (_, index) => addDays(today, index + 1)).filter((day) => {
    const facts = calendarDays.filter(({ date }) => date === day);
    const knocks = policy.windows[dayKindOf(day, facts)].length > 0 && !facts.some(({ kind }) => kind === 'no_knock');
    return knocks && !plannedDays.has(day);
  });
}

const NAMED = 4;

/** The first few of a list, in one line. */
const fewOf = (words: readonly string[]): string =>
  words.length > NAMED ? `${words.slice(0, NAMED).join(' · ')}…` : words.join(' · ');

/** 'Chưa kể 6 đề nghị gửi dồn dập, để riêng'; '' if there are none. */
const crowdText = ({ crowded }: OutsideCounts): string =>
  crowded > 0 ? `Chưa kể ${boundedCount(crowded)} đề nghị gửi dồn dập, để riêng` : '';

/** Counts the ward's follow-ups for one reader. */
export function countFollowUps(
  followUps: readonly OpenFollowUp[],
  { reader, today }: Pick<Today, 'reader' | 'today'>,
): FollowUpCounts {
  const own = reader.role === 'officer' ? followUps.filter(({ ownerIds }) => ownerIds.includes(reader.id)) : followUps;
  const late = own.filter((found) => isFollowUpOverdue(found, today));
  const doors = own.filter(({ kind }) => kind === 'door');
  return {
    due: own.length - late.length,
    late: late.length,
    lateKinds: kindText(late),
    doors: doors.length,
    doorRounds: roundsText(doors),
  };
}

/** 'Của 2 buổi'; a door's fact is its round. */
const roundsText = (doors: readonly OpenFollowUp[]): string =>
  `Của ${formatNumber(new Set(doors.map(({ factKey }) => factKey)).size)} buổi`;

/** 'Đang vướng: 4 · Đã hẹn: 3', the most frequent first. */
function kindText(followUps: readonly OpenFollowUp[]): string {
  const counts = new Map<OpenFollowUp['kind'], number>();
  for (const { kind } of followUps) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const words = [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([kind, count]) => `${FOLLOW_UP_KINDS[kind]}: ${formatNumber(count)}`);
  return fewOf(words);
}

// ------------------------------------------------------------ an officer

function forOfficer({ facts, followUps, reader }: Today): Waiting[] {
  const mine = facts.rounds.filter(({ isMine, isClosed }) => isMine && !isClosed);
  return [
    {
      count: mine.reduce((sum, round) => sum + round.doors - round.doneDoors, 0),
      name: 'cửa tối nay',
      what: 'cửa còn phải đến hôm nay',
      which: mine.map((round) => `${timeOf(round)} · ${round.area}`).join('; '),
      href: '/tonight',
      label: 'Mở danh sách',
      permission: 'visits.record',
    },
    {
      count: followUps.doors,
      name: 'cửa chưa ghi kết quả',
      what: 'cửa của bạn đã qua buổi mà chưa ghi kết quả',
      which: followUps.doorRounds,
      href: `/waiting?kind=door&officer=${reader.id}`,
      label: 'Ghi',
      permission: 'visits.record',
    },
    {
      count: facts.checks.near,
      name: 'hỏi lại gần đây',
      what: 'việc đã dạy, nên hỏi lại gần các cửa tối nay',
      which: `Trong ${formatNumber(facts.checks.all)} việc phải hỏi lại của cả phường`,
      href: '/check-backs?near=tonight',
      label: 'Xem ai',
      permission: 'portal-use.record',
    },
    {
      count: followUps.late,
      name: 'việc quá hạn',
      what: 'việc của bạn đã quá hạn',
      which: followUps.lateKinds,
      href: `/waiting?officer=${reader.id}&state=late`,
      label: 'Theo dõi',
      permission: 'files.read',
      isLate: true,
    },
    {
      count: followUps.due,
      name: 'việc đến hạn',
      what: 'việc của bạn đang đến hạn, chưa quá',
      href: `/waiting?officer=${reader.id}&state=due`,
      label: 'Theo dõi',
      permission: 'files.read',
    },
    {
      count: facts.withoutHours.filter(({ id }) => id === reader.id).length,
      name: 'lịch rảnh',
      what: 'lịch rảnh của bạn chưa ghi',
      which: 'Chưa ghi thì không ai xếp bạn vào buổi nào',
      href: '/availability',
      label: 'Ghi',
      permission: 'availability.own',
    },
  ];
}

// ------------------------------------------------------------ beside the tasks

const timeOf = ({ startsAt, endsAt }: RoundToday): string => `${localTimeOf(startsAt)}–${localTimeOf(endsAt)}`;

function roundCard(round: RoundToday, role: UserRole) {
  const { id, code, area, doors, doneDoors, officers, carried } = round;
  return {
    href: isPermitted(role, 'visits.record') ? `/tonight?round=${id}` : `/rounds/${id}`,
    time: `${timeOf(round)} · ${code}`,
    area,
    doors: `${formatNumber(doneDoors)} trên ${formatNumber(doors)} cửa đã ghi`,
    officers: officers.join(', ') || 'chưa có ai',
    carried: carried > 0 ? 'đã mang theo máy' : '',
  };
}

function sampleCard({ sample }: TodayFacts, role: UserRole) {
  if (!sample) return null;
  const { id, drawn, heard, toCall } = sample;
  return {
    href: isPermitted(role, 'samples.manage') && toCall > 0 ? `/samples/${id}` : '',
    words: `Đã hỏi được ${formatNumber(heard)} trên ${formatNumber(drawn)} người.`,
    heard,
    drawn,
    left: toCall > 0 ? `Hôm nay còn gọi được ${formatNumber(toCall)} người.` : 'Hôm nay không còn ai phải gọi.',
  };
}

function firstRunSteps(done: FirstRun) {
  const steps = [
    { label: 'Lập các tổ dân phố', href: '/residential-groups', isDone: done.hasGroups },
    { label: 'Mở tài khoản cho đội', href: '/users', isDone: done.hasAccounts },
    { label: 'Nhập danh sách hộ dân', href: '/imports', isDone: done.hasResidents },
    { label: 'Đội ghi lịch rảnh', href: '/team-calendar', isDone: done.hasHours },
    { label: 'Lập buổi đầu tiên', href: '/rounds/new', isDone: done.hasRounds },
  ];
  return steps.every(({ isDone }) => isDone) ? [] : steps;
}

function contextText(tasks: readonly Task[], rounds: readonly RoundToday[]): string {
  const own = tasks.filter(({ href }) => href !== '').length;
  const late = tasks.filter(({ isLate }) => isLate).length;
  const what = [
    own === 0 ? 'Không có việc nào chờ bạn' : `${formatNumber(own)} việc${own < tasks.length ? ' bạn xem được' : ''}`,
    own < tasks.length && `${formatNumber(tasks.length - own)} việc văn phòng đang lo`,
    late > 0 && `${formatNumber(late)} việc đã quá hạn`,
  ]
    .filter(Boolean)
    .join(', ');
  const evening = rounds.length === 0 ? 'hôm nay không có buổi nào' : `hôm nay có ${formatNumber(rounds.length)} buổi`;
  return `${what}; ${evening}.`;
}

/** The local days of rounds. */
export const daysOf = (rounds: readonly { startsAt: Date }[]): Set<LocalDate> =>
  new Set(rounds.map(({ startsAt }) => localDateOf(startsAt)));
