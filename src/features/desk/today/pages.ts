import type { UserRole } from '../../../generated/prisma/enums';
import { isPermitted, type Permission } from '../../../permissions';
import {
  addDays,
  addMonths,
  daysBetween,
  formatDate,
  formatDayMonth,
  formatPartOfDay,
  type LocalDate,
  localDateOf,
  localTimeOf,
  monthName,
  monthStartOf,
  weekdayName,
} from '../../../shared/dates';
import { SCAM_PATTERNS } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import { capitalise } from '../../../shared/vietnamese-text';
import type { MenuCounts } from '../../../web/navigation';
import { hrefWith } from '../../../web/pager';
import { viewOf } from '../../../web/page';
import { isFollowUpOverdue } from '../../casework/follow-ups/follow-up';
import { FOLLOW_UP_KINDS } from '../../casework/follow-ups/labels';
import type { OutsideCounts } from '../../casework/public-requests/queries';
import { boundedCount } from '../../casework/requests/bounded-count';
import { dueDay } from '../../casework/requests/promised-day';
import type { OpenFollowUp } from '../../casework/follow-ups/queries';
import { closableFrom } from '../../adoption/month-closings/closing-rules';
import type { LogAlarm } from '../../office/audit/log-status';
import { dayKindOf } from '../../office/calendar/outreach-time';
import { workingCalendar } from '../../office/calendar/working-days';
import { clockOf } from '../../privacy/breaches/clock';
import { countUrgent } from '../../privacy/data-requests/clocks';
import type { RoundToday, TodayFacts } from './queries';

/** What is known of a ward at a moment, for one reader. */
export interface Today {
  facts: TodayFacts;
  followUps: ReturnType<typeof countFollowUps>;
  /** Unusual entries that were not asked about yet; 0 for readers who do not ask. */
  questions: number;
  /** Rounds that something came in the way of, the next one first; empty for readers who do not plan. */
  toReview: readonly { startsAt: Date; endsAt: Date; reviewReasons: string[] }[];
  plannedDays: ReadonlySet<LocalDate>;
  today: LocalDate;
  now: Date;
  reader: { id: string; role: UserRole };
  /** What is wrong with the audit log; null for readers who may not open it. */
  logAlarm: LogAlarm | null;
}

/** A task before it is counted: 0 is a quiet one. */
interface Waiting {
  count: number;
  what: string;
  /** Its name in the quiet line, if it is another. */
  name?: string;
  which?: string;
  href: string;
  /** Of its button; 'Xem' unless given. */
  label?: string;
  permission: Permission;
  /** False for a reader who is not even told that nothing waits. */
  isFor?: boolean;
  /** Late and urgent things come first; what can wait for a quiet hour comes last. */
  isLate?: boolean;
  canWait?: boolean;
}

export function todayPage(known: Today) {
  const { facts, today, reader } = known;
  const waiting = waitingFor(known).filter(({ isFor = true }) => isFor);
  const tasks = waiting.filter(({ count }) => count > 0).map((task) => taskOf(task, reader.role));
  const actions = reader.role === 'chairman' ? [{ label: 'Mở Tổng quan', href: '/reports', kind: 'primary' }] : [];
  const quiet = waiting.filter(({ count }) => count === 0).map(({ what, name = what }) => name);
  return viewOf('desk/today/index', {
    title: `Hôm nay, ${weekdayName(today)} ${formatDayMonth(today)}`,
    context: contextText(tasks, facts.rounds),
    tasks,
    groups: [
      { title: 'Quá hạn, gấp', folds: false, tasks: tasks.filter(({ isLate }) => isLate) },
      { title: 'Hôm nay', folds: false, tasks: tasks.filter(({ isLate, canWait }) => !isLate && !canWait) },
      { title: 'Khi rảnh', folds: true, tasks: tasks.filter(({ isLate, canWait }) => !isLate && canWait) },
    ].filter((group) => group.tasks.length > 0),
    /** The one whose button is filled. */
    main: actions.length > 0 ? null : mainOf(tasks),
    /** What has nothing waiting, in one line. */
    quiet: quiet.length > 0 ? `Không có: ${quiet.join(', ')}.` : '',
    rounds: facts.rounds.map((round) => roundCard(round, reader.role)),
    sample: sampleCard(facts, reader.role),
    actions,
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

/** The first thing that the reader can do, of those to do first. */
const mainOf = (tasks: readonly Task[]) =>
  tasks
    .filter(({ href }) => href !== '')
    .sort(
      (one, other) => Number(other.isLate) - Number(one.isLate) || Number(one.canWait) - Number(other.canWait),
    )[0] ?? null;

/** `href` is '' for a reader who may not do it. */
function taskOf(
  { count, what, which = '', href, label = 'Xem', permission, isLate = false, canWait = false }: Waiting,
  role: UserRole,
) {
  const mayDo = isPermitted(role, permission);
  return { count: formatNumber(count), what, which, href: mayDo ? href : '', label, isLate, canWait };
}

function waitingFor(known: Today): Waiting[] {
  if (known.reader.role === 'officer') return forOfficer(known);
  return known.reader.role === 'chairman' ? forChairman(known) : forOffice(known);
}

// ------------------------------------------------------------ the chairman

/** What he confirms, answers for or asks about; how the office's work lags, the overview says. */
const forChairman = (known: Today): Waiting[] => [...forRights(known), toConfirm(known), toAskAbout(known)];

const toAskAbout = ({ questions }: Today): Waiting => ({
  count: questions,
  what: 'điều đáng hỏi lại',
  which: 'Ghi dồn, ghi đêm, sửa về sau, phải trả tiền, một người giúp nhiều người',
  href: '/unusual-entries',
  label: 'Xem và hỏi',
  permission: 'unusual-entries.ask',
  canWait: true,
});

// ------------------------------------------------------------ the office and the administrator

function forOffice(known: Today): Waiting[] {
  const { facts, toReview, today, followUps } = known;
  const unplanned = eveningsWithoutRound(known);
  return [
    {
      what: 'nhật ký',
      ...known.logAlarm,
      count: 1,
      isFor: known.logAlarm !== null,
      name: 'nhật ký',
      href: '/audit',
      permission: 'audit.read',
      isLate: true,
    },
    {
      count: facts.notBack.length,
      what: 'đội hết giờ mà chưa báo đã về',
      which: facts.notBack.map(({ code, officers }) => `${code}: ${officers}`).join(' · '),
      href: `/rounds/${facts.notBack[0]?.id ?? ''}`,
      label: 'Gọi và ghi',
      permission: 'rounds.plan',
      isLate: true,
    },
    {
      count: facts.selfClosed.length,
      name: 'buổi sổ tự đóng',
      what: 'buổi quá hai ngày làm việc chưa ghi đủ, sổ đã tự đóng',
      which: facts.selfClosed.map(({ code, doors }) => `${code}: ${doors} cửa chưa ghi`).join(' · '),
      href: facts.selfClosed.length === 1 ? `/rounds/${facts.selfClosed[0]!.id}` : '/rounds?view=past',
      label: 'Xem hoặc mở lại',
      permission: 'rounds.plan',
    },
    {
      count: facts.requests.overdue,
      what: 'đề nghị quá hạn, chưa có buổi',
      which: lateText(known),
      href: '/requests?view=overdue',
      label: 'Xem và xếp',
      permission: 'requests.read',
      isLate: true,
    },
    {
      count: facts.requests.plannedLate.length,
      what: 'đề nghị xếp sau hạn',
      which: 'Báo lại cho các nhà ấy',
      href: '/requests?view=planned-late',
      label: 'Xem',
      permission: 'requests.read',
    },
    ...forRights(known),
    {
      count: facts.requests.waiting - facts.requests.overdue,
      what: 'đề nghị chưa nhận',
      which: freshText(known),
      href: '/requests?view=new',
      label: 'Xem và nhận',
      permission: 'requests.read',
    },
    {
      count: facts.outside.waiting,
      what: 'đề nghị từ ngoài',
      which: crowdText(facts.outside) || 'Gọi lại hỏi là nhà nào, rồi ghép',
      href: '/public-requests',
      label: 'Gọi và ghép',
      permission: 'requests.manage',
    },
    {
      count: toReview.length,
      what: 'buổi phải xem lại',
      which: toReview[0] && reviewText(toReview[0]),
      href: '/rounds?view=review',
      label: 'Xem lại',
      permission: 'rounds.plan',
    },
    {
      count: unplanned.length,
      what: 'ngày tới chưa có buổi',
      which: unplanned.map((day) => `${weekdayName(day)} ${formatDayMonth(day)}`.replaceAll(' ', '\u00a0')).join(' · '),
      href: hrefWith('/round-proposals', { from: unplanned[0], to: unplanned.at(-1) }),
      label: 'Xếp cả tuần',
      permission: 'rounds.plan',
    },
    {
      count: followUps.late,
      what: 'việc cần theo dõi quá hạn',
      which: lateWork(followUps),
      href: '/waiting?state=late',
      label: 'Theo dõi',
      permission: 'files.read',
      isLate: true,
    },
    {
      count: facts.checks.all,
      name: 'gọi hỏi lại',
      what: 'người đã học, nên hỏi lại',
      which: 'Hỏi còn tự làm được không',
      href: '/check-backs',
      label: 'Gọi',
      permission: 'portal-use.record',
      canWait: true,
    },
    {
      count: facts.scamPatterns.length,
      name: 'kiểu lừa lặp lại',
      what: 'kiểu lừa gặp ba lần trong hai tuần',
      which: facts.scamPatterns.map((pattern) => SCAM_PATTERNS[pattern]).join(' · '),
      href: '/near-misses',
      label: 'Xem và nhắc',
      permission: 'guides.write',
    },
    {
      count: facts.staleRules,
      name: 'quy tắc phải kiểm',
      what: 'quy tắc sắp cần Cổng không áp dụng',
      which: 'Không có nguồn, hoặc quá một năm chưa kiểm',
      href: '/due-rules',
      label: 'Kiểm lại',
      permission: 'guides.write',
      canWait: true,
    },
    {
      count: facts.newcomers,
      what: 'người mới gặp ở cửa',
      which: fewOf(facts.newcomerNames, facts.newcomers, 'người'),
      href: '/newcomers',
      label: 'Xác nhận',
      permission: 'duplicates.manage',
    },
    {
      count: facts.pairs,
      what: 'cặp người nghi trùng',
      which: 'Một người ghi hai lần thì gộp',
      href: '/duplicates',
      permission: 'duplicates.manage',
      canWait: true,
    },
    {
      count: facts.householdPairs,
      what: 'cặp hộ nghi trùng',
      which: 'Một cửa ghi hai lần thì gộp',
      href: '/household-duplicates',
      permission: 'duplicates.manage',
      canWait: true,
    },
    {
      count: facts.imports,
      what: 'danh sách chờ xác nhận',
      which: 'Chưa vào sổ cho đến khi xác nhận',
      href: '/imports',
      permission: 'imports.manage',
    },
    {
      count: facts.withoutHours.length,
      what: 'thành viên đội chưa ghi giờ rảnh',
      which: fewOf(namesOf(facts.withoutHours), facts.withoutHours.length, 'người'),
      href: '/team-calendar',
      permission: 'team-calendar.read',
      canWait: true,
    },
    {
      count: facts.unusedAccounts.length,
      isFor: isPermitted(known.reader.role, 'users.manage'),
      what: 'tài khoản lâu không dùng, sắp tự khóa',
      which: fewOf(namesOf(facts.unusedAccounts), facts.unusedAccounts.length, 'người'),
      href: '/users',
      permission: 'users.manage',
      canWait: true,
    },
    {
      count: facts.areaReasons,
      isFor: facts.areaReasons > 0,
      what: 'lần ghi lý do mở ngoài địa bàn',
      which: 'Từ hôm qua',
      href: hrefWith('/area-reasons', { from: formatDate(addDays(known.today, -1)) }),
      permission: 'area-reasons.read',
      canWait: true,
    },
    toAskAbout(known),
    {
      count: facts.hasOfficialCount ? 0 : 1,
      what: 'số Cổng công bố chưa nhập',
      which: capitalise(monthName(lastMonthOf(today))),
      href: '/official-counts',
      label: 'Nhập',
      permission: 'official-counts.record',
      canWait: true,
    },
    {
      count: !facts.isMonthClosed && isMonthOver(known) ? 1 : 0,
      what: 'tháng chưa chốt',
      which: capitalise(monthName(lastMonthOf(today))),
      href: '/month-closings',
      label: 'Xem và chốt',
      permission: 'months.close',
    },
    {
      count: facts.sample ? 0 : 1,
      what: 'mẫu hỏi của quý này chưa bốc',
      which: 'Hỏi vài trăm người, biết cả phường',
      href: '/samples',
      label: 'Bốc mẫu',
      permission: 'samples.manage',
      canWait: true,
    },
    confirmationsTask(known),
    {
      // The sheet waits from the first working day of a month until it is opened for printing.
      count: facts.isHeadUnprinted && isMonthOver(known) ? 1 : 0,
      isFor: isPermitted(known.reader.role, 'audit.read'),
      name: 'tờ niêm phong',
      what: 'tờ niêm phong nhật ký của tháng này chưa in',
      which: 'In, ký, cất ngoài máy chủ',
      href: '/audit/head',
      label: 'Mở để in',
      permission: 'audit.read',
      canWait: true,
    },
  ];
}

/** Closings and reopenings that wait for the chairman's word. */
function toConfirm({ facts: { unconfirmed } }: Today): Waiting {
  const [first] = unconfirmed;
  return {
    count: unconfirmed.length,
    what: 'lần chốt hay mở lại tháng, chờ xác nhận',
    which: unconfirmed
      .map(({ month, isReopened }) => `${capitalise(monthName(month))}${isReopened ? ' (mở lại)' : ''}`)
      .join(' · '),
    href: first ? `/month-closings?month=${first.month.slice(0, 7)}` : '/month-closings',
    label: 'Xem và xác nhận',
    permission: 'months.confirm',
  };
}

/** The calls about uses of the last month; before them, their draw. */
function confirmationsTask({ facts: { confirmations }, today }: Today): Waiting {
  const { isDrawn, hasUses, toCall } = confirmations;
  const month = monthName(lastMonthOf(today));
  return {
    count: isDrawn ? toCall : Number(hasUses),
    name: 'gọi xác nhận',
    what: isDrawn ? `cuộc gọi xác nhận của ${month}` : `lần bốc thăm gọi xác nhận của ${month}`,
    which: 'Hỏi người dân xem sổ ghi có đúng không',
    href: '/confirmations',
    label: isDrawn ? 'Gọi' : 'Bốc thăm',
    permission: isDrawn ? 'portal-use.record' : 'samples.manage',
    canWait: true,
  };
}

/** 'Tối thứ Năm 03/12: Phạm Anh Tuấn báo vắng …', of the next round. */
const reviewText = ({ startsAt, reviewReasons }: Today['toReview'][number]): string =>
  `${capitalise(formatPartOfDay(localDateOf(startsAt), localTimeOf(startsAt)))}: ${reviewReasons[0]!}`;

/** '123 Trần Vũ (2 ngày) · 7 ngách 13/10 Hòe Nhai (1 ngày)', of the overdue requests. */
const lateText = ({ facts: { requests }, today }: Today): string =>
  fewOf(
    requests.late.flatMap((request) => {
      const due = dueDay(request, today)!;
      return due < today ? [`${request.address} (${formatNumber(daysBetween(due, today))}\u00a0ngày)`] : [];
    }),
    requests.overdue,
    'nhà',
  );

/** Where the new requests are from; those that are overdue too are counted among these. */
function freshText({ facts: { requests } }: Today): string {
  const others = requests.waiting - requests.overdue;
  return [
    fewOf(requests.freshAt, others, 'nhà'),
    requests.fresh > others && `thêm ${formatNumber(requests.fresh - others)} đã quá hạn, kể ở trên`,
  ]
    .filter(Boolean)
    .join('; ');
}

/** What the law gives days or hours for. */
function forRights({ facts, today, now }: Today): Waiting[] {
  const others = facts.dataRequests.filter(({ kind }) => kind !== 'demand');
  const demands = facts.dataRequests.length - others.length;
  const { late, soon } = countUrgent(others, today, workingCalendar(facts.calendarDays));
  const clocks = facts.breaches.map((discoveredAt) => clockOf(new Date(discoveredAt), now));
  return [
    {
      count: clocks.length,
      name: 'sự cố dữ liệu',
      what: 'sự cố dữ liệu, đồng hồ 72 giờ đang chạy',
      which: clocks[0] && capitalise(clocks[0].words),
      href: '/breaches',
      permission: 'breaches.read',
      isLate: clocks[0]?.isLate,
    },
    {
      count: demands,
      isFor: demands > 0,
      what: 'phản ánh có người đòi tiền, mật khẩu, OTP',
      href: '/data-requests',
      permission: 'data-requests.read',
      isLate: true,
    },
    {
      count: late + soon,
      what: 'yêu cầu về dữ liệu, phản ánh',
      which: [
        late > 0 ? `Quá hạn: ${formatNumber(late)}` : '',
        soon > 0 ? `Đến hạn trong 2 ngày làm việc: ${formatNumber(soon)}` : '',
      ]
        .filter(Boolean)
        .join(' · '),
      href: '/data-requests',
      permission: 'data-requests.read',
      isLate: late > 0,
    },
  ];
}

const lastMonthOf = (today: LocalDate) => addMonths(monthStartOf(today), -1);

/** From the first working day after the last month on. */
const isMonthOver = ({ facts: { calendarDays }, today }: Today): boolean =>
  today >= closableFrom(lastMonthOf(today), workingCalendar(calendarDays));

/** How many days ahead a round should be planned. */
const DAYS_AHEAD = 7;

/** The days from tomorrow on on which the ward knocks, and no round is planned. */
const eveningsWithoutRound = ({ facts: { policy, calendarDays }, plannedDays, today }: Today): LocalDate[] =>
  Array.from({ length: DAYS_AHEAD }, (_, index) => addDays(today, index + 1)).filter((day) => {
    const facts = calendarDays.filter(({ date }) => date === day);
    const knocks = policy.windows[dayKindOf(day, facts)].length > 0 && !facts.some(({ kind }) => kind === 'no_knock');
    return knocks && !plannedDays.has(day);
  });

const namesOf = (people: readonly { name: string }[]) => people.map(({ name }) => name);

const NAMED = 3;

/** 'A · B · C và 2 nhà khác': the first few of a list. */
const fewOf = (words: readonly string[], count: number, unit: string): string => {
  const shown = words.slice(0, NAMED);
  const others = count - shown.length;
  return shown.join(' · ') + (others > 0 && shown.length > 0 ? ` và ${formatNumber(others)} ${unit} khác` : '');
};

/** 'Chưa kể 6 đề nghị gửi dồn dập, để riêng'; '' if there are none. */
const crowdText = ({ crowded }: OutsideCounts): string =>
  crowded > 0 ? `Chưa kể ${boundedCount(crowded)} đề nghị gửi dồn dập, để riêng` : '';

/** How many follow-ups are open, of the ward or for an officer their own, with their kinds in words. */
export function countFollowUps(followUps: readonly OpenFollowUp[], { reader, today }: Pick<Today, 'reader' | 'today'>) {
  const own = reader.role === 'officer' ? followUps.filter(({ ownerIds }) => ownerIds.includes(reader.id)) : followUps;
  const late = own.filter((found) => isFollowUpOverdue(found, today));
  const due = own.filter((found) => !isFollowUpOverdue(found, today));
  return {
    due: due.length,
    late: late.length,
    lateKinds: kindText(late),
    dueKinds: kindText(due),
    /** Days since the last day of the latest. */
    daysLate: Math.max(0, ...late.map(({ until }) => daysBetween(until, today))),
  };
}

/** 'Đang vướng: 4 · Đã hẹn: 3', the most frequent first. */
function kindText(followUps: readonly OpenFollowUp[]): string {
  const counts = new Map<OpenFollowUp['kind'], number>();
  for (const { kind } of followUps) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([kind, count]) => `${FOLLOW_UP_KINDS[kind]}: ${formatNumber(count)}`)
    .join(' · ');
}

const lateWork = ({ lateKinds, daysLate }: Today['followUps']) =>
  `${lateKinds}; quá lâu nhất ${formatNumber(daysLate)}\u00a0ngày`;

// ------------------------------------------------------------ an officer

function forOfficer({ facts, followUps, reader, now }: Today): Waiting[] {
  // When a round is over, its doors are due for being logged.
  const mine = facts.rounds.filter(({ isMine, isClosed, endsAt }) => isMine && !isClosed && endsAt > now);
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
      count: facts.checks.near,
      name: 'hỏi lại gần đây',
      what: 'người đã học, nên hỏi lại gần các cửa tối nay',
      which: `Trong ${formatNumber(facts.checks.all)} người phải hỏi lại của cả phường`,
      href: '/check-backs?near=tonight',
      label: 'Xem ai',
      permission: 'portal-use.record',
    },
    {
      count: followUps.late,
      what: 'việc của bạn quá hạn',
      which: lateWork(followUps),
      href: `/waiting?officer=${reader.id}&state=late`,
      label: 'Theo dõi',
      permission: 'files.read',
      isLate: true,
    },
    {
      count: followUps.due,
      what: 'việc của bạn đến hạn',
      which: followUps.dueKinds,
      href: `/waiting?officer=${reader.id}&state=due`,
      label: 'Theo dõi',
      permission: 'files.read',
    },
    {
      count: facts.withoutHours.filter(({ id }) => id === reader.id).length,
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

function contextText(tasks: readonly Task[], rounds: readonly RoundToday[]): string {
  const own = tasks.filter(({ href }) => href !== '').length;
  const late = tasks.filter(({ isLate }) => isLate).length;
  const what = [
    own === 0 ? 'Không có việc nào chờ bạn' : `${formatNumber(own)} việc${own < tasks.length ? ' bạn xem được' : ''}`,
    own < tasks.length && `${formatNumber(tasks.length - own)} việc văn phòng đang lo`,
    late > 0 && `${formatNumber(late)} việc quá hạn, gấp`,
  ]
    .filter(Boolean)
    .join(', ');
  const evening = rounds.length === 0 ? 'hôm nay không có buổi nào' : `hôm nay có ${formatNumber(rounds.length)} buổi`;
  return `${what}; ${evening}.`;
}

export const daysOf = (rounds: readonly { startsAt: Date }[]): Set<LocalDate> =>
  new Set(rounds.map(({ startsAt }) => localDateOf(startsAt)));
