import { parentPort, workerData } from 'node:worker_threads';
import { HouseholdGrouper } from './group-households';
import type { ListKind } from './check-file';
import { withDeclaration, type Declaration } from './list-facts';
import { UnreadableListError, type ListColumns, type ListedHousehold } from './listed-person';
import { normaliseRow } from './normalise-row';
import { openList } from './read-workbook';

// Runs in a thread of its own: a file from outside may cost this thread its memory, never the application's.

export interface WorkerTask {
  file: Uint8Array;
  kind: ListKind;
  today: string;
  isFirstHead: boolean;
  declaration: Declaration;
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

type Say = (message: WorkerMessage) => void;

async function readWholeList(port: NonNullable<typeof parentPort>, task: WorkerTask): Promise<void> {
  const say: Say = (message) => port.postMessage(message);
  const grouper = await gather(task, say);
  let batch: ListedHousehold[] = [];
  let size = 0;
  const send = async () => {
    if (batch.length === 0) return;
    const asked = new Promise((resolve) => { port.once('message', resolve); });
    say({ type: 'batch', households: batch });
    batch = [];
    size = 0;
    await asked;
  };
  for (const household of grouper.households()) {
    batch.push(household);
    size += household.people.length;
    if (size >= BATCH_ROWS) await send();
  }
  await send();
  say({ type: 'end' });
}

/** Apart from the sending, so that nothing of the opened file is kept while rows are compared. */
async function gather(task: WorkerTask, say: Say): Promise<HouseholdGrouper> {
  const { header, columns, rows } = await openList(Buffer.from(task.file.buffer), task.kind);
  const grouper = new HouseholdGrouper({ isFirstHead: task.isFirstHead, isOfPeople: columns.isOfPeople });
  let total = 0;
  for await (const row of rows) {
    const read = normaliseRow(row, header, task.today);
    if (!read) continue;
    grouper.add({ ...read, person: withDeclaration(read.person, task.declaration) });
    total += 1;
    if (total % PROGRESS_EVERY === 0) say({ type: 'progress', rows: total });
  }
  if (total === 0) throw new UnreadableListError('Dưới dòng tiêu đề không có ai. Kiểm tra lại tệp rồi gửi lần nữa.');
  say({ type: 'columns', columns, total });
  return grouper;
}

if (parentPort) {
  const port = parentPort;
  readWholeList(port, workerData as WorkerTask).catch((error: unknown) => {
    if (!(error instanceof UnreadableListError)) throw error;
    port.postMessage({ type: 'unreadable', message: error.message } satisfies WorkerMessage);
  }).finally(() => port.close());
}
