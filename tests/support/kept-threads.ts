import { EventEmitter } from 'node:events';
import { basename } from 'node:path';
import threads, { MessageChannel, Worker, type Transferable, type WorkerOptions } from 'node:worker_threads';
import type { Lease } from './kept-thread';

/** A thread that reads a list takes 200 ms to load what it needs, and a few to read it. */
const KEPT = 'import-worker.ts';

const free: Worker[] = [];

/** Lets the threads that read lists go on to the next list, instead of a new one for each. One that failed is not used again. */
export function keepThreads(): void {
  threads.Worker = new Proxy(Worker, {
    construct: (Thread, [file, options]: [string, WorkerOptions]) =>
      basename(file) === KEPT ? new LentThread(file, options) : new Thread(file, options),
  });
}

/** What the application sees of a kept thread: one that begins with its file, and is over when that closes its port. */
class LentThread extends EventEmitter {
  private readonly thread: Worker;
  private readonly port: threads.MessagePort;
  private isOver = false;

  constructor(file: string, { workerData, ...options }: WorkerOptions) {
    super();
    this.thread = free.pop() ?? new Worker(require.resolve('./kept-thread'), options);
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.thread.on('error', this.onError).on('exit', this.onExit).ref();
    this.thread.postMessage({ file, workerData: workerData as unknown, port: port2 } satisfies Lease, [port2]);
    port1.on('message', (message: { type: string }) => {
      this.isOver = message.type === 'end' || message.type === 'unreadable';
      this.emit('message', message);
    });
    port1.on('close', () => this.giveBack());
  }

  postMessage(message: unknown, transferred?: readonly Transferable[]): void {
    this.port.postMessage(message, transferred);
  }

  async terminate(): Promise<number> {
    if (!this.isOver) return this.thread.terminate();
    this.port.close();
    return 0;
  }

  private giveBack(): void {
    if (!this.isOver) return; // it failed, and the thread says so itself
    this.thread.off('error', this.onError).off('exit', this.onExit).unref();
    free.push(this.thread);
    this.emit('exit', 0);
  }

  private readonly onError = (error: Error) => this.emit('error', error);
  private readonly onExit = (code: number) => this.emit('exit', code);
}
