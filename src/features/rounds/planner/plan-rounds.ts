import { isRealDate } from '../../../shared/dates';
import { planEvening, eveningProblem } from './plan-evening';
import { DEFAULT_OPTIONS, type PlannerInput, type PlannerOptions } from './planner-input';
import type { PlannerOutput } from './planner-output';
import { planWeek } from './plan-week';
import { datesProblem } from './slots';
import { WardDoors } from './ward-doors';

/**
 * Plans rounds: either whole rounds for some days (`ask.kind` 'week': who goes when, and to which doors), or the doors
 * of one round whose time and team are chosen ('evening'). Pure and deterministic: the same input gives the same plan,
 * with no clock, no randomness and no state. docs/planner.md explains how it decides and how to call it from elsewhere.
 *
 * Dates are 'YYYY-MM-DD' and times 'HH:MM' of Việt Nam. A question that makes no sense (an end before its start, 31/2,
 * more doors than a list may have) returns no rounds and the reason in `notPlaced`. Throws RangeError if a date inside
 * the data (a try, a birth) is not in the calendar.
 */
export function planRounds(input: PlannerInput): PlannerOutput {
  const { ask } = input;
  const options = { ...DEFAULT_OPTIONS, ...input.options };
  const problem = problemOf(ask, options);
  if (problem !== null) return refusal(problem);
  if (ask.kind === 'week' && ask.to < input.today) return refusal('Những ngày này đã qua.');
  const ward = new WardDoors(input);
  if (ask.kind === 'evening') return planEvening(ward, input, ask, options);
  return planWeek(ward, input, ask, options);
}

/** Why a question makes no sense; null if it does. */
function problemOf(ask: PlannerInput['ask'], options: PlannerOptions): string | null {
  if (ask.kind === 'week') return datesProblem(ask.from, ask.to);
  return isRealDate(ask.date) ? eveningProblem(ask, options) : datesProblem(ask.date, ask.date);
}

function refusal(why: string): PlannerOutput {
  return { rounds: [], notPlaced: [{ kind: 'ask', id: '', what: 'Kế hoạch', why }] };
}
