import { on } from 'node:events';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { UnreadableListError } from './listed-person';
import type { WorkerMessage, WorkerTask } from './import-worker';

/** A list of 30,000 people needs about 120 MB; a file that needs more than this is an attack. */
const MEMORY_MB = 256;
const MAX_DURATION_MS = 120_000;

/**
 * The worker beside this file, with the same extension: built JavaScript, or TypeScript if the process runs with a
 * loader.
 */
const WORKER_FILE = join(__dirname, `import-worker${extname(__filename)}`);

/** What the thread says of a list that can be read. */
type ListPart = Exclude<WorkerMessage, { type: 'end' | 'unreadable' }>;

/**
 * Reads a checked list in a thread with limited memory and time, part by part; the next batch is sent when the reader
 * asks for it. The thread has ended when the reading ends. @throws UnreadableListError when the list cannot be read, or
 * the reason of `signal`.
 */
export async function* readInWorker(task: WorkerTask, signal: AbortSignal): AsyncGenerator<ListPart> {
  const worker = new Worker(WORKER_FILE, {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: 8 },
    // The thread gets no secrets from the environment; NODE_OPTIONS names the loaders of the process.
    env: { NODE_OPTIONS: process.env.NODE_OPTIONS },
  });
  // What a thread that is being stopped still throws.
  worker.on('error', () => undefined);
  const clock = AbortSignal.timeout(MAX_DURATION_MS);
  const until = { signal: AbortSignal.any([signal, clock]), close: ['exit'] };
  try {
    for await (const [message] of on(worker, 'message', until) as AsyncIterable<[WorkerMessage]>) {
      if (message.type === 'end') return;
      if (message.type === 'unreadable') throw new UnreadableListError(message.message, message.question);
      yield message;
      if (message.type === 'batch') worker.postMessage('next');
    }
    throw new Error('the import worker ended early');
  } catch (error) {
    signal.throwIfAborted();
    if (clock.aborted)
      throw new UnreadableListError('Đọc tệp quá lâu nên đã dừng. Chép riêng danh sách sang sổ Excel mới rồi gửi.');
    if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY')
      throw new UnreadableListError(
        'Tệp này cần quá nhiều bộ nhớ để đọc. Chép riêng danh sách sang sổ Excel mới rồi gửi.',
      );
    throw error;
  } finally {
    await worker.terminate();
  }
}
