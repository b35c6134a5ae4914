import type { Prisma } from '../../src/generated/prisma/client';
import type { PriorityKind } from '../../src/generated/prisma/enums';
import { doorReasons, type DoorFacts } from '../../src/features/rounds/doors/door-reason';
import {
  validateRoundTime,
  type CalendarFact,
  type OutreachPolicy,
} from '../../src/features/office/calendar/outreach-time';
import { roundArea } from '../../src/features/rounds/round/round-area';
import { roundCode } from '../../src/features/rounds/round/round-code';
import { compareStrings } from '../../src/shared/compare';
import { addDays, instantOf, localDateOf, weekdayOf, type LocalDate, type LocalTime } from '../../src/shared/dates';
import type { DemoStaff, DemoTeam } from './demo-accounts';
import type { DemoHousehold } from './demo-register';
import type { DemoRows } from './demo-rows';
import { VisitDraw, type VisitInput, type VisitRows } from './demo-visits';

const MONTHS_OF_ROUNDS_IN_DAYS = 152;
const ADULT_AGE = 18;
/** A round with fewer doors is not worth the walk. */
const MIN_DOORS = 6;
const DAY_MS = 86_400_000;

type OutreachRows = VisitRows &
  Pick<DemoRows, 'householdPause' | 'absence' | 'round' | 'roundClosure' | 'roundOfficer' | 'roundDoor'>;

interface OutreachInput extends VisitInput {
  wardName: string;
  households: readonly DemoHousehold[];
  staff: DemoStaff;
  calendarDays: readonly CalendarFact[];
  policy: OutreachPolicy;
  priorityKindsOn: (householdId: string, date: LocalDate) => PriorityKind[];
  now: Date;
}

interface Slot {
  date: LocalDate;
  from: LocalTime;
  to: LocalTime;
}

/** Several months of rounds up to yesterday, tonight's round and the next two. Pure: same input, same history. */
export function demoOutreach(input: OutreachInput): OutreachRows {
  return new OutreachDraw(input).draw();
}

/** A team walks its own part of the ward, door after door, and returns to the doors where it promised to come back. */
interface Walk {
  team: DemoTeam;
  households: DemoHousehold[];
  position: number;
  returns: { household: DemoHousehold; due: LocalDate; isPromised: boolean }[];
}

class OutreachDraw {
  private readonly visits: VisitDraw;
  private readonly rows: Omit<OutreachRows, keyof VisitRows> = {
    householdPause: [],
    absence: [],
    round: [],
    roundClosure: [],
    roundOfficer: [],
    roundDoor: [],
  };
  private readonly history = new Map<string, DoorFacts['visits'][number][]>();
  /** Households with a pause or on an open round: no other round may include them. */
  private readonly unavailable = new Set<string>();
  private readonly codes = new Set<string>();
  private readonly walks: Walk[];
  private readonly today: LocalDate;

  constructor(private readonly input: OutreachInput) {
    this.visits = new VisitDraw(input);
    this.today = localDateOf(input.now);
    const occupied = input.households.filter((household) => household.isOccupied);
    const { teams } = input.staff;
    const part = Math.ceil(occupied.length / teams.length);
    this.walks = teams.map((team, index) => ({
      team,
      position: 0,
      returns: [],
      households: occupied.slice(index * part, (index + 1) * part),
    }));
  }

  draw(): OutreachRows {
    this.addStandingPauses();
    for (let days = MONTHS_OF_ROUNDS_IN_DAYS; days >= 1; days -= 1) {
      const date = addDays(this.today, -days);
      const progress = 1 - days / MONTHS_OF_ROUNDS_IN_DAYS;
      for (const walk of this.walks) {
        for (const slot of this.slotsOn(walk.team, date))
          if (this.input.random.chance(this.walks[0] === walk ? 0.27 : 0.58)) this.pastRound(walk, slot, progress);
      }
    }
    this.tonight();
    this.upcoming();
    return { ...this.rows, ...this.visits.rows };
  }

  /** When the team can go out on a day, within the ward's policy and calendar. */
  private slotsOn(team: DemoTeam, date: LocalDate): Slot[] {
    return team.slots
      .filter(({ weekday }) => weekday === weekdayOf(date))
      .map(({ from, to }) => ({ date, from: from === '18:00' ? '18:30' : from, to: to === '21:00' ? '20:45' : to }))
      .filter((slot) => this.isAllowed(slot));
  }

  private isAllowed(slot: Slot): boolean {
    const { policy, calendarDays } = this.input;
    return validateRoundTime({ ...slot, policy, calendarDays }).allowed;
  }

  private pastRound(walk: Walk, slot: Slot, progress: number): void {
    const { random, wardId } = this.input;
    const doors = this.doorsFor(walk, slot.date, random.int(9, 12));
    if (doors.length === 0) return;
    const isCancelled = random.chance(0.025);
    const { round, doorIds } = this.addRound(walk.team, slot, doors, { isActive: !isCancelled });
    const closure = { roundId: round.id, wardId, closedAt: new Date(round.endsAt.getTime() + 12 * 60_000) };
    if (isCancelled) {
      this.rows.roundClosure.push({
        ...closure,
        kind: 'cancelled',
        reason: random.pick(CANCEL_REASONS),
        closedBy: this.input.staff.staffIds[0]!,
        closedAt: new Date(round.startsAt.getTime() - 3_600_000),
      });
      this.leaveDoors(doors, doorIds);
      return;
    }
    // Some recent rounds are still open, with doors that have no outcome.
    const isRecent = slot.date > addDays(this.today, -16);
    const unlogged = isRecent && random.chance(0.45) ? random.int(1, 3) : 0;
    const logged = doors.slice(0, Math.max(1, doors.length - unlogged));
    this.visits
      .visitDoors({
        round,
        officers: walk.team.officers,
        doors: logged.map((household, index) => ({ household, doorId: doorIds[index]! })),
        progress,
      })
      .forEach(({ outcome, arrivedAt, nextStep, nextStepDue, nextStepFrom, nextStepTo }, index) => {
        this.remember(
          walk,
          logged[index]!,
          {
            outcome,
            arrivedAt: arrivedAt as Date,
            nextStep: nextStep ?? 'none',
            nextStepDue: nextStepDue as LocalDate | null,
            nextStepFrom: nextStepFrom ?? null,
            nextStepTo: nextStepTo ?? null,
          },
          slot.date,
        );
      });
    this.leaveDoors(logged, doorIds);
    if (unlogged === 0)
      this.rows.roundClosure.push({
        ...closure,
        kind: 'closed',
        reason: '',
        closedBy: random.pick(walk.team.officers),
      });
  }

  /** How the visit affects later rounds: a return, or a pause when the household asked for one. */
  private remember(walk: Walk, household: DemoHousehold, visit: DoorFacts['visits'][number], date: LocalDate): void {
    const { random } = this.input;
    this.history.set(household.id, [visit, ...(this.history.get(household.id) ?? [])]);
    if (visit.outcome === 'refused' && random.chance(0.22))
      this.addPause(household, { kind: 'refusal', reason: random.pick(PAUSE_REASONS.refusal), from: date, days: 90 });
    else if (visit.outcome === 'nobody_home' || visit.outcome === 'refused')
      walk.returns.push({ household, due: addDays(date, random.int(5, 40)), isPromised: false });
    else if (visit.outcome === 'come_back_later' || visit.nextStep === 'revisit' || visit.nextStep === 'bring_papers') {
      walk.returns.push({ household, due: visit.nextStepDue ?? addDays(date, random.int(3, 14)), isPromised: true });
    }
  }

  /** Doors with a promise that is due, and the next doors of the walk, in walking order. */
  private doorsFor(walk: Walk, date: LocalDate, count: number): DemoHousehold[] {
    const { random } = this.input;
    const chosen = new Set<DemoHousehold>();
    walk.returns.sort((a, b) => Number(b.isPromised) - Number(a.isPromised));
    walk.returns = walk.returns.filter(({ household, due }) => {
      if (due > date || chosen.size >= count / 2 || this.unavailable.has(household.id)) return true;
      chosen.add(household);
      return false;
    });
    for (let steps = 0; chosen.size < count && steps < walk.households.length; steps += 1) {
      const household = walk.households[walk.position]!;
      walk.position = (walk.position + 1) % walk.households.length;
      const hasElder = household.members.some(({ person }) => person.age >= 60);
      const isSkipped =
        this.unavailable.has(household.id) || this.history.has(household.id) || !random.chance(hasElder ? 0.95 : 0.6);
      if (!isSkipped) chosen.add(household);
    }
    // In a small ward every door has been tried: start over.
    if (chosen.size < MIN_DOORS) {
      const again = walk.households.filter(
        (household) => this.history.has(household.id) && !this.unavailable.has(household.id) && !chosen.has(household),
      );
      for (const household of random.sample(again, MIN_DOORS - chosen.size)) chosen.add(household);
    }
    return [...chosen].sort((a, b) => compareStrings(a.walkOrder, b.walkOrder));
  }

  private objectionsTo(slot: Slot): string[] {
    const judgement = validateRoundTime({ ...slot, policy: this.input.policy, calendarDays: this.input.calendarDays });
    return judgement.allowed ? [] : judgement.objections.map(({ kind }) => kind);
  }

  private addRound(
    team: DemoTeam,
    { date, from, to }: Slot,
    doors: readonly DemoHousehold[],
    given: { isActive?: boolean; reason?: string | null; escort?: string } = {},
  ) {
    const { random, newId, wardId, wardName, staff } = this.input;
    const { isActive = true, reason = null, escort = this.escortOf() } = given;
    const startsAt = instantOf(date, from);
    const round = {
      id: newId(),
      startsAt,
      endsAt: instantOf(date, to),
      wardId,
      code: this.newCode(wardName),
      area: roundArea(doors.map((door) => door.laneLabel)),
      outOfHoursReason: reason,
      answeredObjections: reason === null ? [] : this.objectionsTo({ date, from, to }),
      escort,
      note: random.chance(0.15) ? random.pick(ROUND_NOTES) : '',
      createdBy: random.pick(staff.staffIds),
      createdAt: new Date(Math.min(startsAt.getTime() - random.int(3, 6) * DAY_MS, this.input.now.getTime() - DAY_MS)),
    };
    this.rows.round.push(round);
    for (const userId of team.officers)
      this.rows.roundOfficer.push({
        roundId: round.id,
        userId,
        wardId,
        startsAt: round.startsAt,
        endsAt: round.endsAt,
        isActive,
      });
    const doorIds = doors.map((household, index) => {
      const id = newId();
      const facts = {
        residents: household.members.map((member) => ({ birth: member.person.birth, ...member })),
        visits: this.history.get(household.id) ?? [],
        priority: this.input.priorityKindsOn(household.id, date),
        requests: [],
        call: null,
      };
      this.rows.roundDoor.push({
        id,
        wardId,
        roundId: round.id,
        householdId: household.id,
        position: index + 1,
        reasons: doorReasons(facts, { date, from, to }, ADULT_AGE) as unknown as Prisma.InputJsonValue,
        isOpen: true,
        placedAt: round.createdAt,
        placedBy: round.createdBy,
      });
      this.unavailable.add(household.id);
      return id;
    });
    return { round, doorIds };
  }

  /** A neighbour shows the way on every third round. */
  private escortOf(): string {
    const { length } = this.rows.round;
    return length % 3 === 0 ? ESCORTS[(length / 3) % ESCORTS.length]! : '';
  }

  private leaveDoors(doors: readonly DemoHousehold[], doorIds: readonly string[]): void {
    const left = new Set(doorIds.slice(0, doors.length));
    for (const row of this.rows.roundDoor.slice(-doorIds.length)) if (left.has(row.id!)) row.isOpen = false;
    const paused = new Set(
      this.rows.householdPause.filter((pause) => pause.liftedAt === null).map((pause) => pause.householdId),
    );
    for (const household of doors) if (!paused.has(household.id)) this.unavailable.delete(household.id);
  }

  private newCode(wardName: string): string {
    for (;;) {
      const code = roundCode(wardName, (below) => this.input.random.int(0, below - 1));
      if (!this.codes.has(code)) {
        this.codes.add(code);
        return code;
      }
    }
  }

  private tonight(): void {
    const [walk] = this.walks;
    const weekend = weekdayOf(this.today) > 5;
    const slot = { date: this.today, from: '18:30', to: weekend ? '20:30' : '20:45' };
    const doors = this.doorsFor(walk!, this.today, 12);
    this.addRound(walk!.team, slot, doors, {
      escort: ESCORTS[0],
      reason: this.isAllowed(slot) ? null : 'Các hộ trong danh sách đã hẹn trước và đồng ý tiếp đội vào tối nay.',
    });
  }

  private upcoming(): void {
    const [first, second = first] = this.walks;
    [second!, first!].forEach((walk, index) => {
      for (let days = index + 1; days <= 60; days += 1) {
        const [slot] = this.slotsOn(walk.team, addDays(this.today, days));
        if (!slot) continue;
        const { round } = this.addRound(walk.team, slot, this.doorsFor(walk, slot.date, 11));
        // The later of the two needs a decision by the office: one of its officers became unavailable.
        if (index === 1) this.addAbsence(walk.team.officers[1]!, round.startsAt, round.endsAt, 'Trực cơ quan đột xuất');
        return;
      }
    });
    const leave = addDays(this.today, 70);
    this.addAbsence(
      first!.team.officers[0]!,
      instantOf(leave, '00:00'),
      instantOf(addDays(leave, 3), '00:00'),
      'Nghỉ phép',
    );
  }

  private addAbsence(userId: string, startsAt: Date, endsAt: Date, reason: string): void {
    const { newId, wardId, now } = this.input;
    this.rows.absence.push({
      id: newId(),
      wardId,
      userId,
      startsAt,
      endsAt,
      reason,
      recordedBy: userId,
      recordedAt: new Date(now.getTime() - DAY_MS / 2),
    });
  }

  /** Doors that are paused for a while, whatever the rounds find. */
  private addStandingPauses(): void {
    const { random, households } = this.input;
    const share = (part: number) => Math.max(1, Math.round(households.length * part));
    const [mourning, quiet] = [share(0.002), share(0.003)];
    const chosen = random.sample(
      households.filter((household) => household.isOccupied),
      mourning + quiet,
    );
    for (const household of chosen.slice(0, mourning))
      this.addPause(household, {
        kind: 'mourning',
        reason: 'Nhà có tang, chờ qua 49 ngày.',
        from: addDays(this.today, -random.int(3, 25)),
        days: 49,
      });
    for (const household of chosen.slice(mourning))
      this.addPause(household, {
        kind: 'do_not_knock',
        reason: random.pick(PAUSE_REASONS.do_not_knock),
        from: addDays(this.today, -random.int(30, 140)),
        days: null,
      });
  }

  private addPause(
    household: DemoHousehold,
    {
      kind,
      reason,
      from,
      days,
    }: { kind: 'refusal' | 'mourning' | 'do_not_knock'; reason: string; from: LocalDate; days: number | null },
  ): void {
    const { random, newId, wardId, staff } = this.input;
    const until = days === null ? null : addDays(from, days);
    // Some families changed their minds and called the ward.
    const liftedOn = kind === 'refusal' && random.chance(0.3) ? addDays(from, random.int(10, 60)) : null;
    const isLifted = liftedOn !== null && liftedOn < this.today;
    this.rows.householdPause.push({
      id: newId(),
      wardId,
      householdId: household.id,
      kind,
      reason,
      pausedFrom: from,
      pausedUntil: until,
      pausedBy: random.pick(staff.staffIds),
      createdAt: instantOf(from, '21:10'),
      liftedAt: isLifted ? instantOf(liftedOn, '09:15') : null,
      liftedBy: isLifted ? staff.staffIds[0]! : null,
    });
    if (!isLifted && (until === null || until >= this.today)) this.unavailable.add(household.id);
  }
}

const CANCEL_REASONS = [
  'Mưa to, đường ngập.',
  'Một đội viên ốm, không có người thay.',
  'Mất điện cả khu, dời sang tuần sau.',
] as const;
/** Who shows the way. */
const ESCORTS = ['bác Lộc, tổ trưởng', 'cô Yến, hội phụ nữ', 'ông Bình, hội người cao tuổi'] as const;
const ROUND_NOTES = [
  'Tổ trưởng đi cùng nửa đầu buổi.',
  'Mang theo máy in và giấy A4.',
  'Mang tờ rơi phòng lừa đảo.',
  'Gọi trước cho các cụ ở một mình.',
] as const;
const PAUSE_REASONS = {
  refusal: [
    'Gia đình tự làm được, đề nghị không đến nữa.',
    'Chủ nhà không muốn người lạ vào nhà.',
    'Bận bán hàng buổi tối, sẽ tự ra phường.',
  ],
  do_not_knock: [
    'Nhà có người ốm nặng, chỉ gọi điện.',
    'Có trẻ sơ sinh, hẹn qua điện thoại trước.',
    'Chủ nhà làm ca đêm, ngủ sớm.',
  ],
} as const;
