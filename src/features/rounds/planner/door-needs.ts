import { ageOn, type LocalDate } from '../../../shared/dates';
import { compareStrings } from '../../../shared/compare';
import { NEEDS, type Need } from '../../../shared/needs';
import type { DueBrief } from '../../casework/due/due-items';
import { dueReason } from '../../casework/due/due-words';
import type { PlannerDoor, PlannerResident } from './planner-input';
import type { DoorReason } from './reasons';

/** Points a need adds to a door's score. Missing VNeID level 2 is counted per adult, see `level2Points`. */
const POINTS: Partial<Record<Need, number>> = {
  lives_alone: 60,
  hard_to_move: 60,
  needs_helper: 50,
  aged_80: 5,
  aged_75: 60,
  disabled: 60,
  policy_family: 20,
  poor: 20,
  near_poor: 8,
  social_protection: 20,
  no_smartphone: 3,
};
const MAX_POINTS = 90;
/** Needs that put a household first. */
const PRIORITY: readonly Need[] = [
  'lives_alone',
  'hard_to_move',
  'needs_helper',
  'aged_75',
  'aged_80',
  'disabled',
  'policy_family',
  'poor',
  'social_protection',
];
const AGES: readonly Need[] = ['aged_60', 'aged_75', 'aged_80'];
const POINTS_WITHOUT_LEVEL_2 = 1;
const MAX_WITHOUT_LEVEL_2 = 4;

export const isInNeed = ({ residents }: Pick<PlannerDoor, 'residents'>): boolean =>
  residents.some(({ needs }) => needs.some((need) => PRIORITY.includes(need)));

/** Points for needs at a door: full points for the resident in greatest need and half for each other, up to a limit. */
export function needPoints({ residents }: Pick<PlannerDoor, 'residents'>): number {
  const points = residents.map(pointsOf).sort((a, b) => b - a);
  const [most = 0, ...others] = points;
  return Math.min(MAX_POINTS, most + others.reduce((sum, each) => sum + each, 0) / 2);
}

/** Points for adults without VNeID level 2, with their number. */
export function level2Points({ residents }: Pick<PlannerDoor, 'residents'>): { count: number; points: number } {
  const count = residents.filter(({ needs }) => needs.includes('no_vneid_level_2')).length;
  return { count, points: Math.min(MAX_WITHOUT_LEVEL_2, count * POINTS_WITHOUT_LEVEL_2) };
}

/** The resident in greatest need, '78 tuổi, sống một mình'; null without a need that can be named. */
export function needReason({ residents }: Pick<PlannerDoor, 'residents'>, on: LocalDate): DoorReason | null {
  const [most] = residents.filter((resident) => pointsOf(resident) > 0).sort((a, b) => pointsOf(b) - pointsOf(a));
  if (!most) return null;
  const needs = (Object.keys(NEEDS) as Need[]).filter(
    (need) => most.needs.includes(need) && (POINTS[need] ?? 0) > 0 && !AGES.includes(need),
  );
  const isOld = AGES.some((need) => most.needs.includes(need));
  const age = isOld && most.birth ? ageOn(most.birth, on) : null;
  return age === null && needs.length === 0 ? null : { kind: 'need', age, needs };
}

/** What is open on a day and falls due first, 'tháng sau đủ 75 tuổi'; null if nothing is. */
export function dueAt(briefs: readonly DueBrief[], on: LocalDate): DoorReason | null {
  const [first] = briefs
    .filter(([, , , from, until]) => from <= on && on <= until)
    .toSorted(([a, , lastA], [b, , lastB]) => compareStrings(lastA, lastB) || compareStrings(a, b));
  return first ? { kind: 'due', what: dueReason({ key: first[0], firstOn: first[1], lastOn: first[2] }, on) } : null;
}

const pointsOf = ({ needs }: PlannerResident): number => needs.reduce((sum, need) => sum + (POINTS[need] ?? 0), 0);
