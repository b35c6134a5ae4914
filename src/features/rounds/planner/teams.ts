import { compareStrings } from '../../../shared/compare';
import { addDays, weekStartOf, weekdayOf, type LocalDate } from '../../../shared/dates';
import { timeOf } from './clock';
import type { KnownRound, PlannerInput, PlannerOfficer, PlannerOptions } from './planner-input';
import type { NotPlaced } from './planner-output';
import { absencesOn, freeIn, isAwayIn, slotAt, type FreeTime, type Slot } from './slots';

/** A round without doors yet: its time and its team. */
export interface Outing {
  slot: Slot;
  officerIds: string[];
}

/** A slot and its value per hour, on any scale: only comparisons count. */
/** A planned round for freeIn: its officers are taken then. */
export const knownRound = ({ slot, officerIds }: Outing): KnownRound => ({
  ...{ date: slot.date, from: timeOf(slot.from), to: timeOf(slot.to), officerIds },
  ...{ openDoorIds: [], isCancelled: false },
});

export interface RatedSlot {
  slot: Slot;
  rate: number;
}

/**
 * Deducted for each further team in one slot: several teams at one time are as good as one, but a week is better
 * spread.
 */
const DEDUCTION_PER_TEAM = 0.02;
/**
 * The cost of choosing an officer, in rounds: for rounds of the same kind (evening or weekend), and for rounds with the
 * same people.
 */
const KIND_WEIGHT = 0.5;
const TOGETHER_WEIGHT = 0.4;
/** Rounds above the limit that are tolerated: in the first weeks a single round is far above the mean. */
const SHARE_SLACK = 2;

/**
 * Decides who goes out when. First a team for each time that a household waits for, then the best slots, until every
 * officer has the week's share or lacks a partner. Officers with the fewest rounds of the last weeks, in total and of
 * this kind, go first; pairs that went together less often are preferred; no officer goes far above the mean.
 * @param wanted groups of slots: one slot of each group should get a team, the first group first.
 */
export function proposeTeams(
  input: PlannerInput,
  slots: readonly RatedSlot[],
  wanted: readonly (readonly Slot[])[],
  options: PlannerOptions,
): { outings: Outing[]; notPlaced: NotPlaced[] } {
  const draft = new TeamDraft(input, options, slots[0]?.slot.date ?? input.today);
  for (const group of wanted) {
    if (
      draft.outings.some((outing) =>
        group.some((slot) => slot.date === outing.slot.date && slot.from === outing.slot.from),
      )
    )
      continue;
    const rated = slots.filter(({ slot }) => group.includes(slot));
    draft.staffBest(rated);
  }
  while (draft.staffBest(slots));
  // A fair share must not keep all officers at home: if no others can go, those who are free go.
  if (draft.outings.length === 0) {
    draft.isShareLimited = false;
    while (draft.staffBest(slots));
  }
  const outings = draft.outings.sort((a, b) => compareStrings(a.slot.date, b.slot.date) || a.slot.from - b.slot.from);
  return { outings, notPlaced: draft.idleOfficers(slots.map(({ slot }) => slot)) };
}

class TeamDraft {
  readonly outings: Outing[] = [];
  /** Whether an officer's share of rounds is limited by the team's mean. */
  isShareLimited = true;
  private readonly rounds: KnownRound[];
  private readonly counts = new Map<string, { all: number; evenings: number; weekends: number }>();
  private readonly together = new Map<string, number>();

  constructor(
    private readonly input: PlannerInput,
    private readonly options: PlannerOptions,
    firstDate: LocalDate,
  ) {
    const since = addDays(weekStartOf(firstDate), -7 * (options.weeksOfShare - 1));
    this.rounds = input.rounds.filter((round) => !round.isCancelled && round.date >= since);
    for (const { id } of input.officers) this.counts.set(id, { all: 0, evenings: 0, weekends: 0 });
    for (const round of this.rounds) this.count(round.date, round.officerIds);
  }

  /** Staffs the best slot for which there is a team; false if there is none. */
  staffBest(slots: readonly RatedSlot[]): boolean {
    let best: { outing: Outing; rate: number } | null = null;
    for (const { slot, rate } of slots) {
      const others = this.outings.filter(
        (outing) => outing.slot.date === slot.date && outing.slot.from === slot.from,
      ).length;
      const adjusted = rate * (1 - DEDUCTION_PER_TEAM * others);
      if (best && adjusted <= best.rate) continue;
      const outing = this.teamFor(slot);
      if (outing) best = { outing, rate: adjusted };
    }
    if (!best) return false;
    this.outings.push(best.outing);
    this.rounds.push(knownRound(best.outing));
    this.count(best.outing.slot.date, best.outing.officerIds);
    return true;
  }

  /** Officers without a round although there were slots, with the reason. */
  idleOfficers(slots: readonly Slot[]): NotPlaced[] {
    const busy = new Set(this.outings.flatMap(({ officerIds }) => officerIds));
    return this.input.officers
      .filter(({ id }) => slots.length > 0 && !busy.has(id))
      .map((officer) => ({ kind: 'team', id: officer.id, what: officer.name, why: this.whyIdle(officer, slots) }));
  }

  private teamFor(slot: Slot): Outing | null {
    const { teamSize } = this.input.policy;
    const free = this.input.officers
      .flatMap((officer) => {
        const time = this.mayGo(officer, slot) ? freeIn(officer, slot, this.rounds, this.options) : null;
        return time ? [{ id: officer.id, time, load: this.loadOf(officer.id, slot) }] : [];
      })
      .sort((a, b) => a.load - b.load || compareStrings(a.id, b.id));
    for (const first of free) {
      const team = [first.id];
      let common = first.time;
      while (team.length < teamSize) {
        const next = free
          .filter(({ id }) => !team.includes(id))
          .flatMap((each) => ({
            ...each,
            common: overlap(common, each.time),
            weight:
              each.load +
              TOGETHER_WEIGHT * team.reduce((sum, id) => sum + (this.together.get(pairOf(id, each.id)) ?? 0), 0),
          }))
          .filter((each) => each.common.to - each.common.from >= this.options.shortestRound)
          .sort((a, b) => a.weight - b.weight || compareStrings(a.id, b.id))[0];
        if (!next) break;
        team.push(next.id);
        common = next.common;
      }
      if (team.length === teamSize)
        return {
          slot: slotAt({ ...slot, from: common.from, to: common.to }, this.input.policy),
          officerIds: team.sort(),
        };
    }
    return null;
  }

  private mayGo({ id }: PlannerOfficer, slot: Slot): boolean {
    return this.inWeekOf(id, slot.date) < this.options.maxRoundsPerWeek && !this.isFarAboveMean(id);
  }

  private inWeekOf(id: string, date: LocalDate): number {
    const monday = weekStartOf(date);
    const sunday = addDays(monday, 6);
    return this.rounds.filter((round) => round.date >= monday && round.date <= sunday && round.officerIds.includes(id))
      .length;
  }

  private isFarAboveMean(id: string): boolean {
    if (!this.isShareLimited) return false;
    // Officers who never have time do not count towards the mean.
    const all = this.input.officers
      .filter(({ availability }) => availability.length > 0)
      .map((officer) => this.counts.get(officer.id)!);
    const mean = all.reduce((sum, count) => sum + count.all, 0) / Math.max(1, all.length);
    return this.counts.get(id)!.all + 1 > this.options.maxShare * mean + SHARE_SLACK;
  }

  private loadOf(id: string, { date }: Slot): number {
    const { all, evenings, weekends } = this.counts.get(id)!;
    return all + KIND_WEIGHT * (weekdayOf(date) > 5 ? weekends : evenings);
  }

  private count(date: LocalDate, officerIds: readonly string[]): void {
    for (const id of officerIds) {
      const count = this.counts.get(id);
      if (!count) continue;
      count.all += 1;
      if (weekdayOf(date) > 5) count.weekends += 1;
      else count.evenings += 1;
      for (const other of officerIds)
        if (id < other) this.together.set(pairOf(id, other), (this.together.get(pairOf(id, other)) ?? 0) + 1);
    }
  }

  private whyIdle(officer: PlannerOfficer, slots: readonly Slot[]): string {
    if (slots.every((slot) => isAwayIn(officer, slot, this.options))) {
      return slots.every(({ date }) => absencesOn(officer, date).some(({ hours }) => !hours))
        ? 'Nghỉ cả những ngày này'
        : 'Nghỉ vào mọi giờ được ra quân';
    }
    if (officer.availability.length === 0) return 'Chưa ghi lịch rảnh';
    const free = slots.filter((slot) => freeIn(officer, slot, this.rounds, this.options) !== null);
    if (free.length === 0) return 'Không rảnh vào giờ nào được ra quân';
    if (free.every((slot) => this.inWeekOf(officer.id, slot.date) >= this.options.maxRoundsPerWeek))
      return `Đã đủ ${this.options.maxRoundsPerWeek} buổi trong tuần`;
    return this.isFarAboveMean(officer.id)
      ? `Trong ${this.options.weeksOfShare} tuần đã đi nhiều hơn mức chung`
      : 'Không còn ai rảnh cùng giờ để đi cùng';
  }
}

const pairOf = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

const overlap = (a: FreeTime, b: FreeTime): FreeTime => ({ from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) });
