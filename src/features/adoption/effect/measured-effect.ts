import { addMonths, type LocalDate, quarterStartOf } from '../../../shared/dates';
import { sumOf } from '../../../shared/numbers';
import type { SampleCellRow } from '../sample/queries';
import { compare, type GroupSeries, prepare } from './comparison';
import { measureAverage, measureBySince, type Measured, studyOf } from './intervals';
import { canCompare, hasThreeQuarters } from './turns';

// Whether the effect of the visits may be measured, and what was measured. Pure. Refuses rather than warns wherever the
// comparison could be explained by something other than the visits.

/** What a quarter's sample says of a group. */
type SampleCell = Omit<SampleCellRow, 'groupId'>;

export interface StudiedGroup {
  name: string;
  priority: number;
  /** The first day of its quarter in the draw. */
  turn: LocalDate;
  /** The day by which the team had been at a tenth of its doors. */
  reachedOn: LocalDate | null;
  samples: readonly SampleCell[];
}

export interface StudiedDraw {
  seed: number;
  groups: readonly StudiedGroup[];
}

/** Shares of those drawn who answered, in the quarters compared. */
export interface AnswerRates {
  reached: number;
  waiting: number;
}

/** Why nothing is measured. */
export type Refusal =
  | { kind: 'no_draw' }
  /** Nothing is shown before the last turn: looking again and again would find something by chance. */
  | { kind: 'too_early'; from: LocalDate }
  | { kind: 'no_sample' }
  | { kind: 'too_few' }
  | { kind: 'order'; strayed: string[]; groups: number }
  | { kind: 'at_visits'; atVisit: number; answered: number }
  | { kind: 'rates'; rates: AnswerRates };

/** A draw and samples that may be compared, and what has to be said with the result. */
interface Fit {
  kind: 'fit';
  groups: GroupSeries[];
  rates: AnswerRates;
  /** Answers in the quarters compared. */
  answers: { reached: number; waiting: number };
  strayed: string[];
  atVisit: number;
  /** Whether there is a sample from before the first turn. */
  hasStart: boolean;
}

export interface MeasuredEffect extends Omit<Fit, 'kind' | 'groups'> {
  kind: 'measured';
  average: Measured;
  bySince: (Measured & { quartersSince: number })[];
}

/** Groups reached outside their quarter: up to this part the draw still decides the order. */
const STRAYED = 0.2;
/** Answers given on the day of a visit: up to this part they may be coincidence. */
const AT_VISIT = 0.05;
/** Between reached and waiting groups, how far the shares of those who answered may differ. */
const RATES_APART = 0.15;
const LEAST_ANSWERS = 30;
/** Quarters before the first turn that are looked at. */
const QUARTERS_BEFORE = 4;

/** What the draw and the samples show on a day; `examine` says when they show nothing. */
export function measureEffect(draw: StudiedDraw | null, today: LocalDate): Refusal | MeasuredEffect {
  const found = examine(draw, today);
  if (found.kind !== 'fit') return found;
  const { groups, ...facts } = found;
  const study = studyOf(groups, randomFrom(draw!.seed));
  const average = study && measureAverage(study);
  if (!average || !Number.isFinite(average.interval.high - average.interval.low)) return { kind: 'too_few' };
  return { ...facts, kind: 'measured', average, bySince: measureBySince(study) };
}

/** Answers cached: each takes up to half a second of a large ward's processor. */
const KEPT = 20;

/** `measureEffect` that remembers its newest answers. */
export function createEffectMeasure(): typeof measureEffect {
  const kept = new Map<string, Refusal | MeasuredEffect>();
  return (draw, today) => {
    const facts = JSON.stringify([draw, today]);
    const found = kept.get(facts) ?? measureEffect(draw, today);
    kept.delete(facts);
    kept.set(facts, found);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
    return found;
  };
}

/** Looks for what would explain a difference without any effect of the visits. */
export function examine(draw: StudiedDraw | null, today: LocalDate): Refusal | Fit {
  if (!draw) return { kind: 'no_draw' };
  const { groups } = draw;
  const turns = groups.map(({ turn }) => turn).sort();
  const [first, last] = [turns[0]!, turns.at(-1)!];
  if (quarterStartOf(today) < last) return { kind: 'too_early', from: last };
  if (!canCompare(groups.map(({ priority, turn }) => ({ priority, quarter: turn })))) return { kind: 'too_few' };

  const strayed = groups.filter(isStrayed(today)).map(({ name }) => name);
  if (strayed.length > STRAYED * groups.length) return { kind: 'order', strayed, groups: groups.length };

  const quarters = quartersBetween(addMonths(first, -3 * QUARTERS_BEFORE), last);
  const compared = groups.filter(({ priority }) =>
    hasThreeQuarters(groups.filter((other) => other.priority === priority).map(({ turn }) => turn)),
  );
  const series = (yes: 'alone' | 'answered', answered: 'answered' | 'drawn'): GroupSeries[] =>
    compared.map(({ priority, turn, samples }) => ({
      stratum: priority,
      turn: quarters.filter((quarter) => quarter < turn).length,
      cells: quarters.map((quarter) => {
        const cell = samples.find((sample) => sample.quarter === quarter);
        return { answered: cell?.[answered] ?? 0, yes: cell?.[yes] ?? 0 };
      }),
    }));
  const [outcome, interviewed] = [series('alone', 'answered'), series('answered', 'drawn')];
  const sides = sidesOf(outcome);
  if (sides.reached.answered + sides.waiting.answered === 0) return { kind: 'no_sample' };
  if (Math.min(sides.reached.answered, sides.waiting.answered) < LEAST_ANSWERS) return { kind: 'too_few' };

  const cells = groups.flatMap(({ samples }) => samples.filter(({ quarter }) => quarters.includes(quarter)));
  const [atVisit, answered] = [sumOf(cells, (cell) => cell.atVisit), sumOf(cells, (cell) => cell.answered)];
  if (atVisit > AT_VISIT * answered) return { kind: 'at_visits', atVisit, answered };

  const { reached, waiting } = sidesOf(interviewed);
  const rates = { reached: reached.yes / reached.answered, waiting: waiting.yes / waiting.answered };
  const prepared = prepare(interviewed);
  const differs = Math.abs(compare(prepared, prepared.turns, prepared.values).average.difference);
  if (differs > RATES_APART) return { kind: 'rates', rates };

  return {
    kind: 'fit',
    groups: outcome,
    rates,
    answers: { reached: sides.reached.answered, waiting: sides.waiting.answered },
    strayed,
    atVisit,
    hasStart: cells.some(({ quarter }) => quarter < first),
  };
}

/** Whether a group was reached before its quarter, or not within it. */
export const isStrayed =
  (today: LocalDate) =>
  ({ turn, reachedOn }: Pick<StudiedGroup, 'turn' | 'reachedOn'>): boolean => {
    const next = addMonths(turn, 3);
    return reachedOn === null ? next <= today : reachedOn < turn || reachedOn >= next;
  };

/** The first days of the quarters from `first` to the one before `end`. */
export function quartersBetween(first: LocalDate, end: LocalDate): LocalDate[] {
  const quarters: LocalDate[] = [];
  for (let quarter = first; quarter < end; quarter = addMonths(quarter, 3)) quarters.push(quarter);
  return quarters;
}

/** The answers of reached and of waiting groups, in quarters and strata in which there are both. */
function sidesOf(groups: readonly GroupSeries[]) {
  const sides = { reached: { answered: 0, yes: 0 }, waiting: { answered: 0, yes: 0 } };
  for (const stratum of new Set(groups.map((group) => group.stratum))) {
    const members = groups.filter((group) => group.stratum === stratum);
    for (let quarter = 0; quarter < (members[0]?.cells.length ?? 0); quarter += 1) {
      const cellsOf = (isIn: (turn: number) => boolean) =>
        members.filter(({ turn }) => isIn(turn)).map(({ cells }) => cells[quarter]!);
      const reached = cellsOf((turn) => turn < quarter);
      const waiting = cellsOf((turn) => turn > quarter);
      if (sumOf(reached, ({ answered }) => answered) === 0 || sumOf(waiting, ({ answered }) => answered) === 0)
        continue;
      for (const [side, cells] of [
        [sides.reached, reached],
        [sides.waiting, waiting],
      ] as const) {
        side.answered += sumOf(cells, ({ answered }) => answered);
        side.yes += sumOf(cells, ({ yes }) => yes);
      }
    }
  }
  return sides;
}

/** Numbers in [0, 1) from a seed (Mulberry32): the same seed gives the same numbers. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
