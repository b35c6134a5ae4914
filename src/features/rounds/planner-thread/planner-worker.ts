import { parentPort } from 'node:worker_threads';
import { learnHours, listDoorsToCall, type LearnedHours, type ListedDoor } from './learned-hours';
import { knownWardOf, plannerInputOf, type KnownWard, type PlannerFacts } from './planner-facts';
import type { EveningAsk, PlannerOptions, WeekAsk } from '../planner/planner-input';
import type { PlannerOutput } from '../planner/planner-output';
import { planRounds } from '../planner/plan-rounds';

// Runs in its own thread: planning for a whole ward takes seconds of CPU, and no page may wait for it.

export type Question =
  | { kind: 'plan'; ask: WeekAsk | EveningAsk; options?: Partial<PlannerOptions> }
  | { kind: 'hours' }
  | { kind: 'doors-to-call' };
export interface Answers {
  plan: PlannerOutput;
  hours: LearnedHours;
  'doors-to-call': ListedDoor[];
}

export interface WorkerTask {
  id: number;
  question: Question;
  /** New facts; null to use the previous ones. */
  facts: PlannerFacts | null;
}

export interface WorkerAnswer {
  id: number;
  answer: Answers[keyof Answers];
}

let ward: KnownWard | null = null;

function answerTo(question: Question, known: KnownWard): Answers[keyof Answers] {
  if (question.kind === 'plan') return planRounds(plannerInputOf(known, question.ask, question.options));
  const input = plannerInputOf(known, { kind: 'week', from: known.today, to: known.today });
  return question.kind === 'hours' ? learnHours(input) : listDoorsToCall(input);
}

parentPort?.on('message', ({ id, question, facts }: WorkerTask) => {
  if (facts) ward = knownWardOf(facts);
  parentPort!.postMessage({ id, answer: answerTo(question, ward!) } satisfies WorkerAnswer);
});
