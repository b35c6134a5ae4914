import { parentPort, workerData } from 'node:worker_threads';
import { groupHouseholds, type GroupingOptions } from './group-households';
import type { ListKind } from './check-file';
import { UnreadableListError, type ListColumns, type ListedHousehold } from './listed-person';
import { normaliseRow, type NormalisedRow } from './normalise-row';
import { openList } from './read-workbook';

// Runs in a thread of its own: a file from outside may cost this thread its memory, never the application's.

export interface WorkerTask extends GroupingOptions {
  file: Uint8Array;
  kind: ListKind;
  today: string;
}

export type WorkerMessage =
  | { type: 'progress'; rows: number }
  | { type: 'columns'; columns: ListColumns; total: number }
  /** Whole households; the next batch comes after 'next'. */
  | { type: 'batch'; households: ListedHousehold[] }
  | { type: 'end' }
  | { type: 'unreadable'; message: string };

const PROGRESS_EVERY = 1_000;
const BATCH_ROWS = 200;

async function readWholeList(port: NonNullable<typeof parentPort>, task: WorkerTask): Promise<void> {
  const say = (message: WorkerMessage) => port.postMessage(message);
  const { header, columns, rows } = await openList(Buffer.from(task.file.buffer), task.kind);
  const people: NormalisedRow[] = [];
  for await (const row of rows) {
    const person = normaliseRow(row, header, task.today);
    if (!person) continue;
    people.push(person);
    if (people.length % PROGRESS_EVERY === 0) say({ type: 'progress', rows: people.length });
  }
  if (people.length === 0) throw new UnreadableListError('Dưới dòng tiêu đề không có ai. Kiểm tra lại tệp rồi gửi lần nữa.');
  say({ type: 'columns', columns, total: people.length });
  const households = groupHouseholds(people, task);
  while (households.length > 0) {
    const batch: ListedHousehold[] = [];
    for (let size = 0; households.length > 0 && size < BATCH_ROWS; size += batch.at(-1)!.people.length) batch.push(households.shift()!);
    const asked = new Promise((resolve) => { port.once('message', resolve); });
    say({ type: 'batch', households: batch });
    await asked;
  }
  say({ type: 'end' });
}

if (parentPort) {
  const port = parentPort;
  readWholeList(port, workerData as WorkerTask).catch((error: unknown) => {
    if (!(error instanceof UnreadableListError)) throw error;
    port.postMessage({ type: 'unreadable', message: error.message } satisfies WorkerMessage);
  }).finally(() => port.close());
}
