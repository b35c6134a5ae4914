import type { FactSource, PriorityKind } from '../generated/prisma/enums';
import { ageOn, type BirthDate, type LocalDate } from './dates';
import { COMMUNICATION_NEEDS, type ReadinessFacts } from './readiness-fields';
import { uncapitalise } from './vietnamese-text';

/** Age from which a citizen has a VNeID account of their own; younger ones get one on request (Nghị định 69/2024/NĐ-CP, Điều 7). */
export const VNEID_AGE = 14;

// Who the team should reach first. Every need is computed from dated facts: birth, the latest readiness row, the
// priority facts with their source. The SQL function resident_needs() holds the same rules; a test compares the two.

/** Needs in display order, the weightiest first. */
export const NEEDS = {
  lives_alone: 'Sống một mình',
  hard_to_move: 'Khó đi lại',
  needs_helper: 'Cần người giúp',
  needs_interpreter: COMMUNICATION_NEEDS.language,
  hard_of_hearing: COMMUNICATION_NEEDS.hearing,
  poor_sight: COMMUNICATION_NEEDS.sight,
  cannot_read: COMMUNICATION_NEEDS.reading,
  aged_80: 'Từ 80 tuổi',
  aged_75: 'Từ 75 tuổi',
  aged_60: 'Từ 60 tuổi',
  disabled: 'Người khuyết tật',
  policy_family: 'Gia đình chính sách, người có công',
  poor: 'Hộ nghèo',
  near_poor: 'Hộ cận nghèo',
  social_protection: 'Đối tượng bảo trợ xã hội',
  no_smartphone: 'Không có điện thoại thông minh',
  no_vneid_level_2: 'Chưa có VNeID mức 2',
  sim_not_own: 'SIM không chính chủ',
} as const satisfies Record<string, string>;

export type Need = keyof typeof NEEDS;

export const FACT_SOURCES: Record<FactSource, string> = {
  decision: 'Quyết định, giấy chứng nhận',
  list: 'Danh sách của phường',
  visit: 'Đội thấy khi đến nhà',
  office: 'Người dân, cán bộ báo',
};

/** Facts of the whole household; the others belong to one person, and a policy fact may belong to either. */
export const HOUSEHOLD_FACTS = ['policy_family', 'poor', 'near_poor'] as const satisfies readonly PriorityKind[];
export const RESIDENT_FACTS = [
  'disabled',
  'social_protection',
  'policy_family',
] as const satisfies readonly PriorityKind[];

/** What the register knows about one person, for `needsOf`. */
export interface NeedFacts {
  birth: BirthDate | null;
  /** The latest readiness row; null if there is none. */
  readiness: ReadinessFacts | null;
  /** Facts of the person and of the household. */
  priorityFacts: readonly { kind: PriorityKind; validFrom: LocalDate; validTo: LocalDate | null }[];
}

const OLD_AGES = [80, 75, 60] as const;

/** The needs that follow from a person's answers. */
export const NEEDS_OF_READINESS = {
  lives_alone: ({ livesAlone }) => livesAlone === 'yes',
  hard_to_move: ({ hardToMove }) => hardToMove === 'yes',
  needs_helper: ({ needsHelper }) => needsHelper === 'yes',
  needs_interpreter: ({ communication }) => communication.includes('language'),
  hard_of_hearing: ({ communication }) => communication.includes('hearing'),
  poor_sight: ({ communication }) => communication.includes('sight'),
  cannot_read: ({ communication }) => communication.includes('reading'),
  no_smartphone: ({ smartphone }) => smartphone === 'none',
  no_vneid_level_2: ({ vneidLevel }) =>
    vneidLevel === 'none' || vneidLevel === 'level_1' || vneidLevel === 'level_2_inactive',
  sim_not_own: ({ simInOwnName }) => simInOwnName === 'no',
} as const satisfies Partial<Record<Need, (facts: ReadinessFacts) => boolean>>;

/** The needs that pages show beside a person's name at the door. */
export const PERSONAL_NEEDS = [
  'lives_alone',
  'hard_to_move',
  'needs_helper',
  'needs_interpreter',
  'hard_of_hearing',
  'poor_sight',
  'cannot_read',
] as const satisfies readonly Need[];
export type PersonalNeed = (typeof PERSONAL_NEEDS)[number];

export const personalNeeds = (facts: ReadinessFacts): PersonalNeed[] =>
  PERSONAL_NEEDS.filter((need) => NEEDS_OF_READINESS[need](facts));

/** ['sống một mình', 'khó đi lại'] */
export const personalNeedLabels = (facts: ReadinessFacts): string[] =>
  personalNeeds(facts).map((need) => uncapitalise(NEEDS[need]));

/**
 * The needs of a person on a day, weightiest first; a person aged 82 is in all three age groups. Unknown is not a need.
 * A fact holds from `validFrom` until the day before `validTo`.
 * @param adultAge the ward's adult age: below it VNeID level 2 is not a need.
 */
export function needsOf({ birth, readiness, priorityFacts }: NeedFacts, on: LocalDate, adultAge: number): Need[] {
  const age = birth && ageOn(birth, on);
  const found = new Set<Need>(
    OLD_AGES.filter((old) => age !== null && age >= old).map((old) => `aged_${old}` as const),
  );
  for (const [need, holds] of Object.entries(NEEDS_OF_READINESS) as [Need, (facts: ReadinessFacts) => boolean][]) {
    if (readiness && holds(readiness)) found.add(need);
  }
  if (age !== null && age < adultAge) found.delete('no_vneid_level_2');
  for (const { kind, validFrom, validTo } of priorityFacts) {
    if (validFrom <= on && (validTo === null || validTo > on)) found.add(kind);
  }
  return (Object.keys(NEEDS) as Need[]).filter((need) => found.has(need));
}
