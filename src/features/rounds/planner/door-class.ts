import { ageOn, type LocalDate } from '../../../shared/dates';
import type { PlannerDoor } from './planner-input';

/** Kinds of household that differ in when they open, as far as the register tells. */
export const DOOR_CLASSES = [
  'unknown',
  'old_only',
  'old_with_others',
  'children',
  'grown_ups',
  'one_grown_up',
  'temporary',
] as const;
export type DoorClass = (typeof DOOR_CLASSES)[number];

const OLD = 60;
const CHILD = 15;

/** The class of a household on a day, from the ages of its residents; 'unknown' if no age is known. */
export function doorClassOf({ residents }: Pick<PlannerDoor, 'residents'>, on: LocalDate): DoorClass {
  if (residents.length > 0 && residents.every((resident) => resident.isTemporary)) return 'temporary';
  const ages = residents.flatMap(({ birth }) => (birth ? [ageOn(birth, on)] : []));
  if (ages.length === 0) return 'unknown';
  const old = ages.filter((age) => age >= OLD).length;
  if (old === ages.length) return 'old_only';
  if (old > 0) return 'old_with_others';
  if (ages.some((age) => age < CHILD)) return 'children';
  return residents.length === 1 ? 'one_grown_up' : 'grown_ups';
}
