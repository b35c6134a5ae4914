import type { Actor } from '../../src/actor';
import type { AppContext } from '../../src/context';
import { carryRound, removeCarriedRound, revokeCarriedRound } from '../../src/features/door/carried-rounds/service';
import { validateRoundTime } from '../../src/features/office/calendar/outreach-time';
import { CALENDAR_DAYS } from '../../src/features/office/reference-data/entries';
import { DEFAULT_OUTREACH_POLICY } from '../../src/features/office/reference-data/outreach-policy';
import { replaceOfficer } from '../../src/features/rounds/changing/replacement-service';
import { cancelRound, closeRound, recordReturn } from '../../src/features/rounds/planning/closure-service';
import { planRound } from '../../src/features/rounds/planning/service';
import { getProposal } from '../../src/features/rounds/proposals/queries';
import { acceptRounds, proposeRounds } from '../../src/features/rounds/proposals/service';
import { recordAbsence } from '../../src/features/rounds/team/absences/service';
import { addDays, daysBetween, instantOf, weekdayOf, type LocalDate } from '../../src/shared/dates';
import { compareStrings } from '../../src/shared/compare';
import type { DemoTeam } from './demo-accounts';
import { DemoPractice } from './demo-practice';
import { DemoRandom } from './demo-random';
import type { DemoHousehold } from './demo-register';
import { DemoVisits } from './demo-visits';
import { isFree, told, type DemoRound, type DemoWorld, type Moment } from './demo-world';

const SEED = 20_260_519;
/** From the opening of the register to the first round. */
const DAYS_BEFORE_ROUNDS = 12;
/** Households of a ward that keeps four teams busy; a smaller one has fewer rounds. */
const BUSY_HOUSEHOLDS = 2000;
/** A round with fewer doors is not worth the walk. */
const MIN_DOORS = 6;
const MINUTE = 60_000;

/** The laptops taken along on the last rounds, the latest first, and what became of what they held. */
const LAPTOPS = [
  { laptopName: 'Máy số 1', end: 'held' },
  { laptopName: 'Máy số 2', end: 'removed' },
  { laptopName: 'Máy số 3', end: 'revoked' },
  { laptopName: 'Máy số 1', end: 'removed' },
] as const;

/** A team walks its own part of the ward, door after door, and returns to the doors where it promised to come back. */
interface Walk {
  team: DemoTeam;
  households: DemoHousehold[];
  position: number;
  returns: { household: DemoHousehold; due: LocalDate; isPromised: boolean }[];
}

type Slot = Pick<DemoRound, 'date' | 'from' | 'to'>;

type PlannedRound = DemoRound & { walk: Walk };

/** Several months of rounds up to yesterday, tonight's round and the next two. */
export class DemoRounds {
  /** The rounds of the past, the latest last. */
  readonly walked: PlannedRound[] = [];
  readonly tonight: PlannedRound;
  private readonly random = new DemoRandom(SEED);
  private readonly walks: Walk[];
  private readonly visits: DemoVisits;

  constructor(private readonly world: DemoWorld) {
    const { households, teams } = world;
    const part = Math.ceil(households.length / teams.length);
    const partOf = (index: number) => households.slice(index * part, (index + 1) * part);
    this.walks = teams.map((team, index) => ({ team, households: partOf(index), position: 0, returns: [] }));
    const to = weekdayOf(world.today) > 5 ? '20:30' : '20:45';
    this.tonight = this.round(this.walks[0]!, { date: world.today, from: '18:30', to }, 1);
    this.visits = new DemoVisits(world, new DemoPractice(world.wardId), (...door) => this.comeBack(...door));
  }

  /** The door is one of the next of the team in whose part it lies. */
  comeBack(household: DemoHousehold, due: LocalDate, isPromised: boolean): void {
    this.walks.find(({ households }) => households.includes(household))?.returns.push({ household, due, isPromised });
  }

  tell(): void {
    const { households, openedOn, today } = this.world;
    const daysOfRounds = daysBetween(openedOn, today) - DAYS_BEFORE_ROUNDS;
    const [first, second = first] = this.walks;
    const share = Math.max(0.15, Math.min(1, households.length / BUSY_HOUSEHOLDS) * Math.min(1, 4 / this.walks.length));
    for (let days = daysOfRounds; days >= 1; days -= 1) {
      for (const walk of this.walks)
        for (const slot of this.slotsOn(walk.team, addDays(today, -days)))
          if (this.random.chance(share * (walk === first ? 0.24 : 0.5)))
            this.walked.push(this.round(walk, slot, 1 - days / daysOfRounds));
    }
    this.walked.forEach((round, index) => this.walk(round, index));

    const reason = 'Các hộ trong danh sách đã hẹn trước và đồng ý tiếp đội vào tối nay.';
    const outOfHoursReason = isAllowed(this.tonight) ? undefined : reason;
    this.plan(this.tonight, [2, '15:00'], { size: 12, escort: ESCORTS[0], outOfHoursReason });
    this.propose(second!);
    this.upcoming(first!, 2);
    const leave = {
      startsAt: instantOf(addDays(today, 70), '00:00'),
      endsAt: instantOf(addDays(today, 73), '00:00'),
      reason: 'Nghỉ phép',
    };
    this.reportAbsence(first!.team.officers[0], leave, [1, '20:40']);
  }

  // ------------------------------------------------------------ planning

  private round(walk: Walk, slot: Slot, progress: number): PlannedRound {
    const [startsAt, endsAt] = [instantOf(slot.date, slot.from), instantOf(slot.date, slot.to)];
    const officers: DemoRound['officers'] = [...walk.team.officers];
    return { id: this.world.newId(), walk, ...slot, officers, startsAt, endsAt, doors: [], progress };
  }

  /** When the team can go out on a day, within the ward's policy and calendar. */
  private slotsOn(team: DemoTeam, date: LocalDate): Slot[] {
    return team.slots
      .filter(({ weekday }) => weekday === weekdayOf(date))
      .map(({ from, to }) => ({ date, from: from === '18:00' ? '18:30' : from, to: to === '21:00' ? '20:45' : to }))
      .filter(isAllowed);
  }

  /** @param shown what the office chose beside the doors; past rounds are planned without asking for expected times. */
  private plan(
    round: PlannedRound,
    at: Moment,
    given: { size: number; escort?: string; outOfHoursReason?: string; isPast?: boolean },
  ): void {
    const { random } = this;
    // Kept only with a round that needs one: some are an officer's fourth of the week.
    const { size, escort = '', outOfHoursReason = 'Các nhà đã hẹn từ trước, đội khác bận.', isPast = false } = given;
    const note = random.chance(0.15) ? random.pick(ROUND_NOTES) : '';
    this.world.agenda.add('plan a round', at, async (context) => {
      const chosen = this.doorsFor(round.walk, round.date, size);
      if (chosen.length === 0) return;
      const { id, date, from, to } = round;
      const officers = round.officers.map((officer) => officer.id);
      const doors = chosen.map((household) => household.id);
      const plan = { id, date, from, to, officers, escort, note, outOfHoursReason, doors, position: new Map() };
      const shown = { reasons: new Map(), times: isPast ? new Map() : null };
      await told(planRound(context, random.pick(this.world.office), plan, shown));
      round.doors = chosen;
      for (const household of round.doors) household.isOnRound = true;
    });
  }

  /** Doors with a promise that is due, and the next doors of the walk, in walking order. */
  private doorsFor(walk: Walk, date: LocalDate, count: number): DemoHousehold[] {
    const { random } = this;
    const chosen = new Set<DemoHousehold>();
    walk.returns.sort((a, b) => Number(b.isPromised) - Number(a.isPromised));
    walk.returns = walk.returns.filter(({ household, due }) => {
      if (due > date || chosen.size >= count / 2 || !isFree(household, date)) return true;
      chosen.add(household);
      return false;
    });
    for (let steps = 0; chosen.size < count && steps < walk.households.length; steps += 1) {
      const household = walk.households[walk.position]!;
      walk.position = (walk.position + 1) % walk.households.length;
      const isWanted = random.chance(household.members.some(({ person }) => person.age >= 60) ? 0.95 : 0.6);
      if (isWanted && household.visits.length === 0 && isFree(household, date)) chosen.add(household);
    }
    // In a small ward every door has been tried: start over.
    const again = walk.households.filter((household) => isFree(household, date) && !chosen.has(household));
    for (const household of random.sample(again, Math.max(0, MIN_DOORS - chosen.size))) chosen.add(household);
    return [...chosen].sort((a, b) => compareStrings(a.walkOrder, b.walkOrder));
  }

  /** The office has the coming week proposed, and plans one round of it; without one it plans by hand. */
  private propose(walk: Walk): void {
    const { wardId, today, teams, office } = this.world;
    const id = this.world.newId();
    this.world.agenda.add('propose rounds', [1, '15:10'], async (context) => {
      await told(proposeRounds(context, office[0], { id, from: addDays(today, 1), to: addDays(today, 7) }));
      const proposal = await getProposal(context.db, wardId, id);
      const isOfFirstTeam = (userId: string) => teams[0]!.officers.some((officer) => officer.id === userId);
      const round = proposal.output.rounds.find(({ officerIds }) => !officerIds.some(isOfFirstTeam));
      if (!round) return this.upcoming(walk, 1);
      await told(acceptRounds(context, office[0], proposal, [round.id]));
      // A household that split off since is known to the register alone.
      const planned = new Set(round.doors.map(({ doorId }) => doorId));
      for (const door of this.world.households) if (planned.has(door.id)) door.isOnRound = true;
    });
  }

  /** The next round of a team that the office plans by hand. */
  private upcoming(walk: Walk, fromDay: number): void {
    for (let days = fromDay; days <= 60; days += 1) {
      const [slot] = this.slotsOn(walk.team, addDays(this.world.today, days));
      if (!slot) continue;
      const round = this.round(walk, slot, 1);
      this.plan(round, [1, '15:30'], { size: 11 });
      // The later of the two needs a decision by the office: one of its officers became unavailable.
      const absence = { startsAt: round.startsAt, endsAt: round.endsAt, reason: 'Trực cơ quan đột xuất' };
      if (fromDay > 1) this.reportAbsence(walk.team.officers[1], absence, [1, '20:30']);
      return;
    }
  }

  private reportAbsence(officer: Actor, absence: { startsAt: Date; endsAt: Date; reason: string }, at: Moment): void {
    this.world.agenda.add('report an absence', at, (context) =>
      recordAbsence(context, officer, { userId: officer.id, ...absence }, true),
    );
  }

  // ------------------------------------------------------------ walking

  private walk(round: PlannedRound, index: number): void {
    const { random, world } = this;
    const { id: roundId, startsAt, endsAt } = round;
    const before = (minutes: number) => new Date(startsAt.getTime() - minutes * MINUTE);
    const after = (minutes: number) => new Date(endsAt.getTime() + minutes * MINUTE);
    const plannedAt = instantOf(addDays(round.date, -2), `1${random.int(3, 6)}:${random.int(10, 59)}`);
    const escort = index % 3 === 0 ? ESCORTS[(index / 3) % ESCORTS.length]! : '';
    this.plan(round, plannedAt, { size: random.int(9, 12), escort, isPast: true });
    const then = (name: string, at: Date, act: (context: AppContext, first: Actor) => Promise<unknown>) =>
      world.agenda.add(name, at, async (context) => round.doors.length > 0 && act(context, round.officers[0]));
    const laptop = LAPTOPS[this.walked.length - 1 - index];
    if (random.chance(0.025) && !laptop)
      return then('cancel a round', before(60), (context) => this.cancel(context, round));
    if (index % 40 === 7) this.replace(round);
    // Some recent rounds are still open, with doors that have no outcome.
    const isRecent = round.date > addDays(world.today, -16);
    const isForgotten = index === this.walked.length - 3 || (isRecent && random.chance(0.45));
    const unlogged = isForgotten ? random.int(1, 3) : 0;
    then('visit the doors of a round', startsAt, (context) => this.visits.visitDoors(context, round, unlogged));
    if (laptop) {
      const { laptopName, end } = laptop;
      const id = world.newId();
      then('carry a round on a laptop', before(20), (context, first) =>
        carryRound(context, first, { id, round, laptopName, doors: round.doors.length }),
      );
      if (end === 'removed')
        then('remove a carried round', after(40), (context, first) => removeCarriedRound(context, first, id));
      if (end === 'revoked')
        then('revoke a carried round', after(40), (context) => revokeCarriedRound(context, world.admin, id));
    }
    then('record the return of a team', after(15), (context, first) =>
      recordReturn(context, first, roundId, { isBack: 'yes' }),
    );
    // After the visits that were typed in the next morning.
    const closedAt = instantOf(addDays(round.date, 1), '08:40');
    if (unlogged === 0)
      then('close a round', closedAt, (context) => closeRound(context, random.pick(round.officers), roundId));
  }

  private async cancel(context: AppContext, { id, doors }: DemoRound): Promise<void> {
    const reason = this.random.pick(CANCEL_REASONS);
    await told(cancelRound(context, this.world.office[0], id, { reason, version: 1 }));
    for (const household of doors) household.isOnRound = false;
  }

  /** An officer falls ill the evening before, and one of another team who is free goes instead. */
  private replace(round: PlannedRound): void {
    const isBusy = (team: DemoTeam) =>
      this.walked.some(({ walk, date }) => walk.team === team && date === round.date) || round.walk.team === team;
    const free = this.world.teams.find((team) => !isBusy(team));
    if (!free) return;
    const [, out] = round.officers;
    const [substitute] = free.officers;
    const { startsAt, endsAt } = round;
    this.reportAbsence(out, { startsAt, endsAt, reason: 'Bị ốm' }, instantOf(addDays(round.date, -1), '20:10'));
    // A round of the morning has its team before it begins.
    const halfAnHourBefore = startsAt.getTime() - 30 * MINUTE;
    const replacedAt = new Date(Math.min(instantOf(round.date, '08:15').getTime(), halfAnHourBefore));
    this.world.agenda.add('replace an officer', replacedAt, async (context) => {
      if (round.doors.length === 0) return;
      const outOfHoursReason = 'Đi thay đồng nghiệp ốm, đã nhận lời.';
      const form = { out: out.id, in: substitute.id, version: 1, outOfHoursReason };
      await told(replaceOfficer(context, this.world.office[0], round.id, form));
      round.officers = [round.officers[0], substitute];
    });
  }
}

function isAllowed(slot: Slot): boolean {
  return validateRoundTime({ ...slot, policy: DEFAULT_OUTREACH_POLICY, calendarDays: CALENDAR_DAYS }).allowed;
}

const CANCEL_REASONS = ['Mưa to, đường ngập.', 'Mất điện cả khu, dời sang tuần sau.'];
/** Who shows the way. */
const ESCORTS = ['bác Lộc, tổ trưởng', 'cô Yến, hội phụ nữ', 'ông Bình, hội người cao tuổi'] as const;
const ROUND_NOTES = [
  'Tổ trưởng đi cùng nửa đầu buổi.',
  'Mang theo máy in và giấy A4.',
  'Gọi trước cho các cụ ở một mình.',
];
