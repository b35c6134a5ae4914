/**
 * The simulated ward in figures: who lives there, when a resident is at home, what happens at a door and how long it
 * takes. Written down before the planner was tuned, and not changed to suit it. A figure with a source names it; the
 * others are judgements about an old inner ward of Hà Nội, and docs/planner.md shows what happens if they are wrong.
 * Times of day are minutes after midnight.
 */
export interface WardFacts {
  doors: number;
  officers: number;
  /** Households by kind, as shares. */
  kinds: Record<HouseholdKind, number>;
  /** Multiplies the time people are out (1 as described below). */
  outFactor: number;
  attitude: { firmRefusal: number; hesitant: number; hesitantAccepts: number; asksLaterAfterRefusal: number };
  /** How often a door is opened to strangers if a resident is at home: mean over households. */
  opensMean: number;
  opensFirmness: number;
  busyAtDinner: number;
  busyOtherwise: number;
  vacant: number;
  minutes: DoorMinutes;
  walk: { metresPerMinute: number; findDoor: number };
  /**
   * The office calls a household that stays shut: reached, willing to name a time. People distrust strangers on the
   * telephone.
   */
  calling: { mostPerDoor: number; hasNumber: number; reached: number; agrees: number; hesitantAgrees: number };
  phone: {
    perThousandDoorsAWeek: number;
    afterCard: number;
    hasPreferredTime: number;
    keepsWord: number;
    promisedDays: number;
  };
  /** The chance that a round is called off on the day because of sickness or rain. */
  calledOff: number;
}

export type HouseholdKind =
  | 'three_generations'
  | 'parents_children'
  | 'grown_ups'
  | 'old_people'
  | 'tenants'
  | 'home_business'
  | 'second_home';

interface DoorMinutes {
  /** Knock, call, wait; then leave the card and record the outcome. */
  nobody: number;
  refused: number;
  comeBack: number;
  /** Visits by what is needed: share, median minutes. */
  visits: readonly { share: number; median: number }[];
  visitSpread: number;
  /** Extra minutes for a household with an old or disabled resident, and for one that asked. */
  slower: number;
  asked: number;
  /** Packing laptop and scanner, finishing notes. */
  packing: number;
}

/**
 * Population: households of 3,1 people; one in five residents over 60, one in twenty over 75, as in the ageing wards of
 * the old centre. A quarter of the doors have grandparents in the house, one in seven only old people, one in seven
 * tenants.
 * Visits: "about 10 minutes" for one thing at a home (phường Hải Vân), "about 30 minutes per case" at the city's mobile
 * desk; many doors need nothing or manage alone. At a closed door two rings and a call, then card and log.
 */
export const ORDINARY_WARD: WardFacts = {
  doors: 2200,
  officers: 8,
  kinds: {
    three_generations: 22,
    parents_children: 26,
    grown_ups: 11,
    old_people: 15,
    tenants: 14,
    home_business: 9,
    second_home: 3,
  },
  outFactor: 1,
  attitude: { firmRefusal: 0.04, hesitant: 0.1, hesitantAccepts: 0.4, asksLaterAfterRefusal: 0.3 },
  opensMean: 0.88,
  opensFirmness: 8,
  busyAtDinner: 0.12,
  busyOtherwise: 0.05,
  vacant: 0.02,
  minutes: {
    nobody: 6,
    refused: 4,
    comeBack: 3,
    visits: [
      { share: 0.45, median: 5 },
      { share: 0.4, median: 12 },
      { share: 0.15, median: 27 },
    ],
    visitSpread: 0.35,
    slower: 4,
    asked: 5,
    packing: 1.5,
  },
  walk: { metresPerMinute: 55, findDoor: 0.7 },
  calling: { mostPerDoor: 3, hasNumber: 0.67, reached: 0.55, agrees: 0.7, hesitantAgrees: 0.35 },
  phone: { perThousandDoorsAWeek: 1.5, afterCard: 0.06, hasPreferredTime: 0.7, keepsWord: 0.93, promisedDays: 7 },
  calledOff: 0.02,
};

/** The ward's time rules, which bind every way of planning alike. Minutes after midnight. */
export const RULES = {
  weekday: [{ from: 1080, to: 1260 }],
  saturday: [
    { from: 480, to: 690 },
    { from: 840, to: 1050 },
    { from: 1080, to: 1230 },
  ],
  sunday: [
    { from: 480, to: 690 },
    { from: 840, to: 1050 },
    { from: 1080, to: 1230 },
  ],
  latestKnock: { weekday: 1230, saturday: 1200, sunday: 1200 },
  lunch: { from: 690, to: 840 },
  minutesBetweenDoors: 5,
  teamSize: 2,
  /** Minutes before the end of a window after which the team does not knock. */
  lastKnockBeforeEnd: 20,
  roundsPerOfficerAndWeek: 3,
  /** Maximum minutes out at a stretch. */
  longestRound: 180,
} as const;

/** The rule of a weekday, where Monday is 1. */
export function ruleOf<Rule>(weekday: number, rules: { weekday: Rule; saturday: Rule; sunday: Rule }): Rule {
  if (weekday === 6) return rules.saturday;
  return weekday === 7 ? rules.sunday : rules.weekday;
}

/** From Monday 09/03/2026: after Tết, over the spring holidays, the summer and the autumn. */
export const FIRST_MONDAY = '2026-03-09';
export const WEEKS = 44;

/** That year's days off, a swapped working Saturday, and days on which residents do not like to be visited. */
export const DAYS: readonly { date: string; kind: 'holiday' | 'swapped_working_day' | 'no_knock'; name: string }[] = [
  { date: '2026-04-26', kind: 'holiday', name: 'Giỗ Tổ Hùng Vương' },
  { date: '2026-04-27', kind: 'holiday', name: 'Nghỉ bù Giỗ Tổ' },
  { date: '2026-04-30', kind: 'holiday', name: 'Ngày Chiến thắng' },
  { date: '2026-05-01', kind: 'holiday', name: 'Quốc tế Lao động' },
  { date: '2026-08-22', kind: 'swapped_working_day', name: 'Làm bù cho ngày 31/08' },
  { date: '2026-08-27', kind: 'no_knock', name: 'Rằm tháng Bảy' },
  { date: '2026-08-31', kind: 'holiday', name: 'Nghỉ hoán đổi' },
  { date: '2026-09-01', kind: 'holiday', name: 'Quốc khánh' },
  { date: '2026-09-02', kind: 'holiday', name: 'Quốc khánh' },
  { date: '2026-09-25', kind: 'no_knock', name: 'Trung thu' },
  { date: '2026-11-24', kind: 'holiday', name: 'Ngày Văn hóa Việt Nam' },
];

/**
 * The chance that a resident is at home and awake, for the middle household of each kind: on weekday evenings at each
 * half hour from 18:00, on free days in the morning, the afternoon and the evening. Counted from a finer model, which
 * gave each person work, shifts, evenings out and weekends away, over three wards and twenty weeks.
 */
export const AT_HOME: Record<HouseholdKind, { weekday: readonly number[]; free: readonly number[] }> = {
  three_generations: { weekday: [0.92, 0.93, 0.94, 0.94, 0.95], free: [0.68, 0.7, 0.77] },
  parents_children: { weekday: [0.52, 0.7, 0.8, 0.85, 0.87], free: [0.52, 0.53, 0.64] },
  grown_ups: { weekday: [0.42, 0.62, 0.74, 0.79, 0.81], free: [0.46, 0.48, 0.58] },
  old_people: { weekday: [0.89, 0.89, 0.89, 0.89, 0.95], free: [0.58, 0.63, 0.7] },
  tenants: { weekday: [0.32, 0.48, 0.6, 0.66, 0.68], free: [0.27, 0.27, 0.34] },
  home_business: { weekday: [0.85, 0.86, 0.87, 0.87, 0.88], free: [0.7, 0.7, 0.7] },
  second_home: { weekday: [0.05, 0.06, 0.08, 0.09, 0.09], free: [0.04, 0.04, 0.06] },
};

/** How households of one kind differ: standard deviations of their habits, in log odds, and of when they come home. */
export const HABITS = { own: 0.6, byWeekday: 0.5, homeMinutes: 45 } as const;

/** Some households are away for weeks in the year. */
export const LONG_ABSENCE = { share: 0.06, shortestDays: 14, longestDays: 50 } as const;
