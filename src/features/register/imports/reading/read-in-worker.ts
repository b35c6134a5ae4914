import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { UnreadableListError, type ListColumns } from './listed-person';
import type { ListBatch, WorkerMessage, WorkerTask } from './import-worker';

/** A list of 30,000 people needs about 120 MB; a file that needs more than this is an attack. */
const MEMORY_MB = 256;
const MAX_DURATION_MS = 120_000;

/**
 * The worker beside this file, with the same extension: built JavaScript, or TypeScript if the process runs with a
 * loader.
 */
const WORKER_FILE = join(__dirname, `import-worker${extname(__filename)}`);

interface ListReader {
  onProgress(rows: number): Promise<void>;
  onColumns(columns: ListColumns, total: number): Promise<void>;
  /** The next batch is sent after the promise resolves. */
  onBatch(batch: ListBatch): Promise<void>;
}

/**
 * Reads a checked list in a thread with limited memory and time, and reports each step to `reader`. Settles when the
 * thread has ended. Rejects with UnreadableListError when the list cannot be read, with the error that `reader` threw,
 * or with the reason of `signal`.
 */
export function readInWorker(task: WorkerTask, reader: ListReader, signal: AbortSignal): Promise<void> {
  const worker = new Worker(WORKER_FILE, {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: 8 },
    // The thread gets no secrets from the environment; NODE_OPTIONS names the loaders of the process.
    env: { NODE_OPTIONS: process.env.NODE_OPTIONS },
  });
  return new Promise<void>((resolve, reject) => {
    let isSettled = false;
    const settle = (finish: () => void) => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(clock);
      signal.removeEventListener('abort', onAbort);
      void worker.terminate().then(finish, finish);
    };
    const onAbort = () => settle(() => reject(signal.reason as Error));
    signal.addEventListener('abort', onAbort);
    const clock = setTimeout(
      () =>
        settle(() =>
          reject(
            new UnreadableListError('Đọc tệp quá lâu nên đã dừng. Chép riêng danh sách sang sổ Excel mới rồi gửi.'),
          ),
        ),
      MAX_DURATION_MS,
    );
    const listen = async (message: WorkerMessage): Promise<void> => {
      switch (message.type) {
        case 'progress':
          return reader.onProgress(message.rows);
        case 'columns':
          return reader.onColumns(message.columns, message.total);
        case 'batch':
          await reader.onBatch(message);
          return worker.postMessage('next');
        case 'end':
          return settle(resolve);
        case 'unreadable':
          throw new UnreadableListError(message.message, message.question);
      }
    };
    // Messages are handled in sequence: a batch starts only after the progress before it was written.
    let last = Promise.resolve();
    worker.on('message', (message: WorkerMessage) => {
      last = last.then(() => listen(message));
      last.catch((error: Error) => settle(() => reject(error)));
    });
    worker.on('error', (error: NodeJS.ErrnoException) =>
      settle(() =>
        reject(
          error.code === 'ERR_WORKER_OUT_OF_MEMORY'
            ? new UnreadableListError(
                'Tệp này cần quá nhiều bộ nhớ để đọc. Chép riêng danh sách sang sổ Excel mới rồi gửi.',
              )
            : error,
        ),
      ),
    );
    worker.on('exit', () => {
      const end = () => settle(() => reject(new Error('the import worker ended early')));
      last.then(end, end);
    });
  });
}
