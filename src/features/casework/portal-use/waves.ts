import { addDays, monthEndOf, type LocalDate } from '../../../shared/dates';

// When "can you still do it?" is asked after a lesson. Pure.

/** A span of days after a lesson, both ends included, in which its service is asked about once. */
export interface Wave {
  /** About how many days after the lesson: what pages, lists and figures call it. */
  key: '7' | '30' | '180';
  from: number;
  to: number;
  /** Only those who were drawn by lot are asked: there may be more than the office can call. */
  isDrawn: boolean;
}

/** In the order of time; no two overlap. A later lesson in the same service begins them anew. */
export const WAVES = [
  { key: '7', from: 7, to: 29, isDrawn: false },
  { key: '30', from: 30, to: 90, isDrawn: false },
  { key: '180', from: 150, to: 240, isDrawn: true },
] as const satisfies readonly Wave[];

/** A check-back says nothing about a lesson of fewer days ago. */
export const FIRST_CHECK_DAYS = WAVES[0].from;
/** The last day after a lesson on which it is asked about. */
export const LAST_CHECK_DAYS = WAVES[2].to;
export const DRAWN_WAVE = WAVES[2];

/** Maximum days of calls in vain before a wave ends. */
export const MAX_ATTEMPTS = 3;

/** The wave of a lesson on a day; null between waves, before the first and after the last. */
export const waveOn = (taughtOn: LocalDate, day: LocalDate): Wave | null =>
  WAVES.find(({ from, to }) => addDays(taughtOn, from) <= day && day <= addDays(taughtOn, to)) ?? null;

/** A resident's latest lesson in a service, and how it was asked about. */
export interface AskedLesson {
  taughtOn: LocalDate;
  /** By the draw that covers its 150th day. */
  isDrawn: boolean;
  past: readonly { on: LocalDate; outcome: string }[];
}

/**
 * The wave in which a lesson must be asked about on a day; null if it must not. A resident who was not reached is asked
 * again on another day, on three days at most. A check of a later day counts too, so that no question is asked about a
 * day that has passed. `isCheckDue` in asking.ts is the same rule in SQL; a test compares the two.
 */
export function dueWave({ taughtOn, isDrawn, past }: AskedLesson, day: LocalDate): Wave | null {
  const wave = waveOn(taughtOn, day);
  if (!wave || (wave.isDrawn && !isDrawn)) return null;
  const since = past.filter(({ on }) => on >= addDays(taughtOn, wave.from));
  const isOver =
    since.some(({ on, outcome }) => outcome !== 'not_reached' || on >= day) ||
    new Set(since.map(({ on }) => on)).size >= MAX_ATTEMPTS;
  return isOver ? null : wave;
}

/** Days, both included, on which lessons become 150 days old. */
export interface DrawnDays {
  from: LocalDate;
  until: LocalDate;
}

/**
 * Which lessons this month's draw is about: those that become 150 days old up to its end and belong to no earlier draw,
 * unless it is too late to ask about them. So every lesson belongs to one draw at most.
 * @param drawnUntil the last day of the draw before; null for the first. @returns null if the month is drawn.
 */
export function nextDraw(drawnUntil: LocalDate | null, today: LocalDate): DrawnDays | null {
  const until = monthEndOf(today);
  const oldest = addDays(today, DRAWN_WAVE.from - DRAWN_WAVE.to);
  if (drawnUntil !== null && drawnUntil >= until) return null;
  const from = drawnUntil === null ? oldest : addDays(drawnUntil, 1);
  return { from: from < oldest ? oldest : from, until };
}
