import { createHash } from 'node:crypto';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PaperTask } from './docx-worker';

export const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

const WORKER_FILE = join(__dirname, `docx-worker${extname(__filename)}`);
const MEMORY_MB = 128;
/** Papers of 30 to 60 kB. */
const MAX_KEPT = 8;

/** Makes Word documents in a thread, one at a time, and keeps the last ones: the same figures give the same paper. */
export function createPaperMaker(make = makeInThread): (task: PaperTask) => Promise<Uint8Array> {
  const kept = new Map<string, Promise<Uint8Array>>();
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const key = createHash('sha256').update(JSON.stringify(task)).digest('base64');
    const made = kept.get(key) ?? last.then(() => make(task));
    kept.delete(key);
    kept.set(key, made);
    if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value!);
    last = made.catch(() => kept.delete(key));
    return made;
  };
}

const makeInThread = (task: PaperTask): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(WORKER_FILE, {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
      // The thread gets no secrets from the environment; NODE_OPTIONS names the loaders the process runs with.
      env: { NODE_OPTIONS: process.env.NODE_OPTIONS },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread of a paper ended early')));
  });
