import type { RequestChannel } from '../../src/generated/prisma/enums';
import { addDays, instantOf, localDateOf, localTimeOf, weekdayOf, type LocalDate } from '../../src/shared/dates';
import type { DemoStaff } from './demo-accounts';
import { demoPhone } from './demo-people';
import { DemoRandom, demoIds } from './demo-random';
import type { DemoHousehold, DemoMember } from './demo-register';
import type { DemoRows } from './demo-rows';

/** A separate seed, so that requests change nothing else in the demo ward. */
const SEED = 20_260_518;
/** Share of meetings at a door that a resident had requested, and the maximum number of requests in a ward. */
const SHARE_REQUESTED = 0.03;
const MAX_DONE = 44;
const MAX_OPEN = 26;

type RequestRows = Pick<DemoRows, 'supportRequest' | 'supportRequestWish' | 'supportRequestClosure'>;
type Visit = DemoRows['visit'][number];
type PreferredTime = { onDate: LocalDate | null; weekdays: number[]; fromTime: string; toTime: string };

interface RequestsInput {
  wardId: string;
  households: readonly DemoHousehold[];
  rows: Pick<DemoRows, 'visit' | 'visitPresence' | 'householdPause' | 'householdMembership' | 'round' | 'roundDoor'>;
  staff: DemoStaff;
  serviceIds: ReadonlyMap<string, string>;
  now: Date;
  openedAt: Date;
}

/**
 * Requests for a visit: several months of requests completed by a visit, a few declined or withdrawn, and those open
 * today, some of them for tonight's doors. Pure: same input, same requests.
 */
export function demoRequests(input: RequestsInput): RequestRows {
  const draw = new RequestsDraw(input);
  draw.done();
  draw.tonight();
  draw.open();
  draw.closed();
  return draw.rows;
}

interface Asked {
  household: DemoHousehold;
  residentId: string | null;
  receivedOn: LocalDate;
  promisedBy: LocalDate | null;
  isAccepted?: boolean;
  wishes?: PreferredTime[];
}

class RequestsDraw {
  readonly rows: RequestRows = { supportRequest: [], supportRequestWish: [], supportRequestClosure: [] };
  private readonly random = new DemoRandom(SEED);
  private readonly newId: () => string;
  private readonly today: LocalDate;
  private readonly byId: ReadonlyMap<string, DemoHousehold>;
  /** Oldest first. */
  private readonly visits = new Map<string, Visit[]>();
  private readonly paused = new Set<string>();
  private readonly askedToBeLeft = new Map<string, LocalDate>();
  private readonly members = new Map<string, Set<string>>();
  private readonly used = new Set<string>();

  constructor(private readonly input: RequestsInput) {
    this.newId = demoIds(this.random, input.openedAt);
    this.today = localDateOf(input.now);
    this.byId = new Map(input.households.map((household) => [household.id, household]));
    const inOrder = input.rows.visit.toSorted(
      (a, b) => (a.arrivedAt as Date).getTime() - (b.arrivedAt as Date).getTime(),
    );
    for (const visit of inOrder)
      this.visits.set(visit.householdId, [...(this.visits.get(visit.householdId) ?? []), visit]);
    for (const { householdId, kind, pausedFrom } of input.rows.householdPause) {
      this.paused.add(householdId);
      if (kind === 'refusal') this.askedToBeLeft.set(householdId, pausedFrom as LocalDate);
    }
    for (const { householdId, residentId, validTo } of input.rows.householdMembership) {
      if (validTo === null) this.members.set(householdId, (this.members.get(householdId) ?? new Set()).add(residentId));
    }
  }

  /**
   * Requested a few days before the team met a resident. Households that had refused before come first, because they
   * make the better example.
   */
  done(): void {
    const { random } = this;
    const present = new Map(this.input.rows.visitPresence.map(({ visitId, residentId }) => [visitId, residentId]));
    const met = this.input.rows.visit.filter(
      (visit) =>
        visit.outcome === 'met' &&
        this.byId.has(visit.householdId) &&
        this.members.get(visit.householdId)?.has(present.get(visit.id!)!),
    );
    const wanted = Math.min(MAX_DONE, Math.max(3, Math.round(met.length * SHARE_REQUESTED)));
    const [after, others] = [
      met.filter((visit) => this.refusedBefore(visit.householdId, visit.visitedOn as LocalDate)),
      met,
    ];
    for (const visit of [...random.sample(after, Math.ceil(wanted / 4)), ...random.shuffled(others)]) {
      if (this.rows.supportRequest.length >= wanted) break;
      const receivedOn = addDays(visit.visitedOn as LocalDate, -random.int(1, 8));
      const hasMetBetween = this.visits
        .get(visit.householdId)!
        .some(
          (other) =>
            other !== visit &&
            other.outcome === 'met' &&
            (other.visitedOn as LocalDate) >= receivedOn &&
            (other.visitedOn as LocalDate) <= (visit.visitedOn as LocalDate),
        );
      if (this.used.has(visit.householdId) || hasMetBetween || receivedOn < localDateOf(this.input.openedAt)) continue;
      const id = this.ask({
        household: this.byId.get(visit.householdId)!,
        residentId: present.get(visit.id!)!,
        receivedOn,
        promisedBy: addDays(receivedOn, random.int(7, 10)),
        wishes: this.wishes(),
      });
      this.close(id, {
        kind: 'done',
        reason: '',
        visitId: visit.id!,
        closedBy: visit.loggedBy,
        closedAt: visit.loggedAt as Date,
      });
    }
  }

  /** Some of tonight's doors are on the list because of a request, two of them with a preferred hour. */
  tonight(): void {
    const round = this.input.rows.round.find(({ startsAt }) => localDateOf(startsAt as Date) === this.today);
    if (!round) return;
    const doors = this.input.rows.roundDoor
      .filter(({ roundId }) => roundId === round.id)
      .flatMap(({ householdId }) => this.byId.get(householdId) ?? []);
    const hour = localTimeOf(new Date((round.startsAt as Date).getTime() + 30 * 60_000));
    const later = localTimeOf(new Date((round.startsAt as Date).getTime() + 90 * 60_000));
    for (const [index, household] of doors
      .filter((door) => this.isFree(door))
      .slice(1, 4)
      .entries()) {
      const wish = {
        onDate: index === 0 ? this.today : null,
        weekdays: index === 0 ? [] : [weekdayOf(this.today)],
        fromTime: hour,
        toTime: later,
      };
      this.ask({
        household,
        residentId: this.someone(household),
        receivedOn: addDays(this.today, -3),
        promisedBy: addDays(this.today, 2),
        wishes: index < 2 ? [wish] : [],
      });
    }
  }

  private promisedDay(isOverdue: boolean): LocalDate {
    return addDays(this.today, isOverdue ? -this.random.int(1, 2) : this.random.int(1, 7));
  }

  /**
   * Open today: preferred times in the coming week, a few promises that were not kept, and a few requests not yet
   * accepted.
   */
  open(): void {
    const { random } = this;
    const free = this.input.households.filter((household) => this.isFree(household));
    const wanted = Math.min(MAX_OPEN, Math.max(3, Math.round(free.length * 0.012)));
    const refused = free.filter(({ id }) => this.refusedBefore(id, this.today));
    for (const [index, household] of [
      ...new Set([...random.sample(refused, Math.ceil(wanted / 4)), ...random.sample(free, wanted)]),
    ]
      .slice(0, wanted)
      .entries()) {
      const isOverdue = index % 9 === 4;
      const lastMet = this.visits.get(household.id)?.findLast(({ outcome }) => outcome === 'met')?.visitedOn as
        LocalDate | undefined;
      const asked = addDays(this.today, -(isOverdue ? random.int(9, 12) : random.int(0, 6)));
      const receivedOn = lastMet !== undefined && asked <= lastMet ? addDays(lastMet, 1) : asked;
      const promisedBy = index % 7 === 6 ? null : this.promisedDay(isOverdue);
      if (receivedOn > this.today || (promisedBy !== null && promisedBy < receivedOn)) continue;
      this.ask({
        household,
        residentId: this.someone(household),
        receivedOn,
        promisedBy,
        isAccepted: index % 8 !== 7,
        wishes: this.wishes(),
      });
    }
  }

  closed(): void {
    const { random } = this;
    const free = this.input.households.filter((household) => this.isFree(household));
    for (const [index, household] of random
      .sample(free, Math.min(8, Math.max(2, Math.round(free.length * 0.004))))
      .entries()) {
      const receivedOn = addDays(this.today, -random.int(20, 100));
      const isDeclined = index % 3 === 0;
      const id = this.ask({
        household,
        residentId: this.someone(household),
        receivedOn,
        promisedBy: isDeclined ? null : addDays(receivedOn, 7),
        isAccepted: !isDeclined,
        wishes: this.wishes(),
      });
      this.close(id, {
        kind: isDeclined ? 'declined' : 'withdrawn',
        reason: random.pick(isDeclined ? DECLINES : WITHDRAWALS),
        visitId: null,
        closedBy: random.pick(this.input.staff.staffIds),
        closedAt: instantOf(addDays(receivedOn, 2), '09:20'),
      });
    }
  }

  private ask({ household, residentId, receivedOn, promisedBy, isAccepted = true, wishes = [] }: Asked): string {
    const { random, input } = this;
    const id = this.newId();
    const isWeekend = weekdayOf(receivedOn) > 5;
    const channel: RequestChannel =
      isWeekend || !isAccepted
        ? 'officer'
        : random.weighted([
            ['phone', 6],
            ['counter', 3],
            ['group_leader', 2],
            ['officer', 1],
          ] as const);
    const writer =
      channel === 'officer' ? random.pick(input.staff.teams).officers[0] : random.pick(input.staff.staffIds);
    const [what, serviceKey] = random.pick(
      household.members.some(({ person }) => person.age >= 60) ? [...ASKED, ...ASKED_BY_OLD] : ASKED,
    );
    const createdAt = instantOf(
      receivedOn,
      `${channel === 'officer' ? '20' : random.pick(['08', '09', '10', '14', '15'])}:${String(random.int(10, 59))}`,
    );
    const written = createdAt > input.now ? new Date(input.now.getTime() - 20 * 60_000) : createdAt;
    const relative = random.chance(0.3);
    this.used.add(household.id);
    this.rows.supportRequest.push({
      id,
      wardId: input.wardId,
      householdId: household.id,
      residentId,
      channel,
      contactName: relative ? random.pick(CALLERS) : '',
      contactPhone: relative || random.chance(0.6) ? demoPhone(random) : null,
      publicServiceId: serviceKey ? (input.serviceIds.get(serviceKey) ?? null) : null,
      what,
      receivedOn,
      promisedBy,
      createdBy: writer,
      createdAt: written,
      acceptedBy: isAccepted ? random.pick(input.staff.staffIds) : null,
      acceptedAt: isAccepted ? written : null,
    });
    wishes.forEach((wish, index) =>
      this.rows.supportRequestWish.push({ supportRequestId: id, position: index + 1, wardId: input.wardId, ...wish }),
    );
    return id;
  }

  private close(
    supportRequestId: string,
    closure: Pick<DemoRows['supportRequestClosure'][number], 'kind' | 'reason' | 'visitId' | 'closedBy' | 'closedAt'>,
  ): void {
    this.rows.supportRequestClosure.push({ id: this.newId(), wardId: this.input.wardId, supportRequestId, ...closure });
  }

  private refusedBefore(householdId: string, on: LocalDate): boolean {
    const hasPaused = (this.askedToBeLeft.get(householdId) ?? '9999-12-31') <= on;
    return (
      hasPaused ||
      (this.visits
        .get(householdId)
        ?.some(({ outcome, visitedOn }) => outcome === 'refused' && (visitedOn as LocalDate) <= on) ??
        false)
    );
  }

  private isFree({ id, isOccupied, isMourning }: DemoHousehold): boolean {
    return (
      isOccupied && !isMourning && !this.used.has(id) && !this.paused.has(id) && (this.members.get(id)?.size ?? 0) > 0
    );
  }

  /** The oldest member, or no one in particular. */
  private someone({ id, members }: DemoHousehold): string | null {
    const living: DemoMember[] = members.filter((member) => this.members.get(id)?.has(member.id));
    const oldest = living.toSorted((a, b) => b.person.age - a.person.age)[0];
    return oldest && this.random.chance(0.75) ? oldest.id : null;
  }

  private wishes(): PreferredTime[] {
    return this.random.weighted<PreferredTime[]>([
      [[], 3],
      [[{ onDate: null, weekdays: [6, 7], fromTime: '08:30', toTime: '11:00' }], 3],
      [[{ onDate: null, weekdays: [1, 2, 3, 4, 5], fromTime: '19:00', toTime: '20:30' }], 3],
      [[{ onDate: null, weekdays: [], fromTime: '19:00', toTime: '20:00' }], 2],
      [[{ onDate: null, weekdays: [7], fromTime: '00:00', toTime: '23:59' }], 1],
      [
        [
          { onDate: null, weekdays: [6], fromTime: '15:00', toTime: '17:00' },
          { onDate: null, weekdays: [2, 4], fromTime: '19:00', toTime: '20:30' },
        ],
        2,
      ],
    ]);
  }
}

const ASKED: readonly (readonly [what: string, serviceKey: string | null])[] = [
  ['Làm tạm trú cho người thuê nhà', 'dang-ky-tam-tru'],
  ['Khai sinh cho cháu mới sinh, chưa biết nộp ở đâu trên Cổng', 'dang-ky-khai-sinh'],
  ['Gia hạn bảo hiểm y tế hộ gia đình', 'giam-tru-muc-dong-bhyt-ho-gia-dinh'],
  ['Tách hộ cho con trai', 'tach-ho'],
  ['Xác nhận tình trạng hôn nhân', 'xac-nhan-tinh-trang-hon-nhan'],
  ['Quên mật khẩu, không vào được Cổng', null],
  ['Xin trích lục khai sinh', 'ban-sao-trich-luc-ho-tich'],
  ['Hỏi cách nộp phạt trên mạng', 'nop-phat-nguoi'],
  ['Đăng ký lại giấy khai sinh bị mất', 'dang-ky-lai-khai-sinh'],
  ['Mở hàng ăn ở nhà, nhờ chỉ cách đăng ký hộ kinh doanh', 'thanh-lap-ho-kinh-doanh'],
  ['Đổi thẻ căn cước sắp hết hạn', 'doi-the-can-cuoc'],
  ['Sửa sai ngày sinh trên giấy khai sinh', 'thay-doi-cai-chinh-ho-tich'],
  ['Khai báo tạm vắng đi làm xa', 'khai-bao-tam-vang'],
  ['Điện thoại mới, nhờ cài lại VNeID', 'vneid-kich-hoat-muc-2'],
];
const ASKED_BY_OLD: readonly (readonly [what: string, serviceKey: string | null])[] = [
  ['Cài VNeID, mắt kém không tự bấm được', 'vneid-kich-hoat-muc-2'],
  ['Trợ cấp hưu trí xã hội, nghe loa phường nói', 'tro-cap-huu-tri-xa-hoi'],
  ['Nhận trợ cấp qua tài khoản', 'lien-ket-an-sinh-vneid'],
  ['Có người gọi xưng công an bảo cài phần mềm, nhờ đội xem giúp máy', null],
  ['Trợ cấp hằng tháng, chân đau không lên phường được', 'tro-cap-xa-hoi-hang-thang'],
  ['Cài VssID để xem thẻ bảo hiểm', 'cai-vssid'],
];
const CALLERS = ['con gái', 'con trai', 'cháu nội', 'chị hàng xóm', 'bác tổ trưởng', 'con dâu'];
const DECLINES = ['Nhà ở phường khác, đã cho số phường bên ấy', 'Việc của ngân hàng, đã chỉ nơi hỏi'];
const WITHDRAWALS = ['Con cháu đã làm giúp', 'Đã tự lên phường làm xong', ''];
