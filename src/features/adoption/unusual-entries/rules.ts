// What a supervisor would ask about: a reason to ask, not a proof, and the page says so. The numbers are this application's
// own; tests/features/adoption/unusual-entries measures how often honest wards meet them.

/** What was written. `line`: a procedure that a visit helped with; `edit`: a saved visit that was changed. */
export const ENTRY_KINDS = ['sample', 'answer', 'check_back', 'visit', 'line', 'edit', 'request', 'count'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export const RULES = [
  'fast',
  'night',
  'late',
  'order',
  'alone',
  'no_code',
  'no_status',
  'raised',
  'raised_own',
  'invited',
  'retyped',
] as const;
export type Rule = (typeof RULES)[number];

/** How many entries of one writer and day, or month, are worth asking about. */
export const LEAST: Readonly<Record<Rule, number>> = {
  fast: 1,
  night: 5,
  late: 5,
  order: 5,
  alone: 5,
  no_code: 5,
  no_status: 5,
  raised: 3,
  raised_own: 5,
  invited: 3,
  retyped: 1,
};

/** Forms of one writer saved within a minute, and within half an hour: no conversation is that short. */
export const PACE: Readonly<Partial<Record<EntryKind, { minute: number; halfHour: number }>>> = {
  sample: { minute: 6, halfHour: 30 },
  answer: { minute: 6, halfHour: 30 },
  check_back: { minute: 6, halfHour: 30 },
  visit: { minute: 4, halfHour: 20 },
};
export const NIGHT_FROM = '21:00';
export const NIGHT_TO = '07:00';
/** A visit written down at night within these hours of the visit is the end of an evening's round. */
export const ROUND_HOURS = 3;
/** Later than this many days after the day it is about, so that a sheet of Friday's round may be typed on Monday. */
export const LATE_DAYS = 3;
/** People of the draw passed over between two answers of one writer. */
export const SKIPPED = 10;
/** A line that its own writer changes so many days after writing it. */
export const OWN_EDIT_DAYS = 3;
/** Of a funnel: fewer lines, of the officer or of all others, are not compared. */
export const COMPARED_LINES = 15;
/** The share has to exceed that of the others by so many standard errors, and by so much. */
export const FUNNEL_ERRORS = 3;
export const FUNNEL_DISTANCE = 0.2;
/** How long a submitted file may be without a status of the portal. */
export const STATUS_DAYS = 21;
/** The months that are looked at, the present one included. */
export const MONTHS = 3;

/** The headline of the overview that the entries enter; none of them if the rule and kind are not listed. */
export type Headline = 'sample' | 'users' | 'portal';

const HEADLINE_OF_KIND: Readonly<Record<EntryKind, Headline | null>> = {
  sample: 'sample',
  answer: 'users',
  check_back: 'users',
  visit: 'users',
  line: 'users',
  edit: 'users',
  request: null,
  count: 'portal',
};
export const headlineOf = (kind: EntryKind): Headline | null => HEADLINE_OF_KIND[kind];

/**
 * How often a rule named what was honest, in 20 simulated wards of 2 to 6 officers in one month each; never if it is not
 * listed. tests/features/adoption/unusual-entries/honest-wards.test.ts measures it, and that the demo ward has none.
 */
export const FALSE_ALARMS: Readonly<Partial<Record<Rule, number>>> = { alone: 1, invited: 2, retyped: 3 };
export const HONEST_WARDS = 20;
export const MOST_OF_A_WARD = 1;
