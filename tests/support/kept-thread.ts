import Module, { createRequire } from 'node:module';
import threads, { parentPort, type MessagePort } from 'node:worker_threads';

/** What a kept thread is to run: a file that believes it began with a new thread. */
export interface Lease {
  file: string;
  workerData: unknown;
  port: MessagePort;
}

type Load = (request: string, parent: { filename: string }, isMain: boolean) => unknown;

const loader = Module as unknown as { _load: Load };
const load = loader._load;
const begin = createRequire(__filename);
let current: Lease | null = null;

loader._load = (request, parent, isMain) =>
  request === 'node:worker_threads' && parent.filename === current?.file
    ? { ...threads, parentPort: current.port, workerData: current.workerData }
    : load(request, parent, isMain);

parentPort!.on('message', (lease: Lease) => {
  current = lease;
  delete begin.cache[lease.file];
  begin(lease.file);
});
