import { readFileSync } from 'node:fs';
import path from 'node:path';
import { compileFunction } from 'node:vm';
import { transformSync } from '@swc/core';
import type { createQueue } from '../../../src/client/offline/queue';

const OFFLINE = path.join(__dirname, '../../../src/client/offline');

type Change = readonly [from: string, to: string];

/** Mistakes that the queue could make, each as changes of its source. */
export const MUTANTS: Readonly<Record<string, readonly Change[]>> = {
  'removes a visit before it is answered': [
    ['const answer = await ask(visit);', 'await store.remove(visit); const answer = await ask(visit);'],
  ],
  'removes a visit that was refused': [['await mark(visit, answer.trouble);', 'await store.remove(visit);']],
  'removes whatever revision waits': [
    ['await store.remove(visit, {', 'await store.remove((await find(visit.key)) ?? visit, {'],
  ],
  'does not count corrections': [['before.revision + 1', 'before.revision']],
  'writes a refusal over a correction': [
    [
      'await store.replace(visit, { ...visit, trouble: {',
      'await store.replace((await find(visit.key)) ?? visit, { ...visit, trouble: {',
    ],
  ],
  'says "kept" before it is': [['while (!(await tryToKeep(typed)));', 'void tryToKeep(typed).catch(() => false);']],
  'gives up when another tab was faster': [['while (!(await tryToKeep(typed)));', 'await tryToKeep(typed);']],
  'forgets when a visit was typed': [['{ ...before, path,', '{ ...before, typedAt, path,']],
  'sends what other officers typed': [
    [
      'const visits = await store.list(author).catch(() => null);',
      "const visits = (await Promise.all(['an', 'binh', 'chi', 'dung'].map((one) => store.list(one)))).flat();",
    ],
  ],
  'makes a new key for each try': [
    ['line.send(visit)', 'line.send({ ...visit, key: `${visit.key}/${now().getTime()}` })'],
    ['answer.key !== visit.key', 'false'],
  ],
  'believes an answer about another visit': [['answer.key !== visit.key', 'false']],
  'sends without the lock': [
    ['lock.run(async () => {', '(async (work: () => Promise<Sending>) => work())(async () => {'],
  ],
  'goes on after no answer': [
    ['if (!(await isOnlyThisOne(visit))) return', 'if (!(await isOnlyThisOne(visit))) continue; else return'],
  ],
  'stops at a refusal': [
    ['await mark(visit, answer.trouble);', 'await mark(visit, answer.trouble); return { saved, stoppedBy: null };'],
  ],
  'waits for ever for a visit that gets no answer': [['times >= PATIENCE || visit.trouble !== null', 'false']],
  'believes a clock that was put back': [['now() < rest.from', 'false']],
};

/** The queue with a mistake in it. */
export function mutant(name: string): typeof createQueue {
  const changes = [...MUTANTS[name]!];
  const load = (file: string, required: Record<string, unknown>): unknown => {
    let source = readFileSync(path.join(OFFLINE, file), 'utf8');
    for (const change of changes.filter(([from]) => source.split(from).length === 2)) {
      source = source.replace(change[0], () => change[1]);
      changes.splice(changes.indexOf(change), 1);
    }
    const { code } = transformSync(source, {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
      module: { type: 'commonjs' },
    });
    const exported = {};
    compileFunction(code, ['exports', 'require'])(exported, (wanted: string) => required[wanted]);
    return exported;
  };
  const queue = load('queue.ts', { './pace': load('pace.ts', {}) }) as { createQueue: typeof createQueue };
  if (changes.length > 0) throw new Error(`The queue does not hold this, or not once: ${changes[0]![0]}`);
  return queue.createQueue;
}
