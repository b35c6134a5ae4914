import { parentPort, workerData } from 'node:worker_threads';
import { HouseholdGrouper } from './group-households';
import type { ListKind } from './check-file';
import type { AnsweredQuestion, ColumnQuestion, FoundHeader } from './find-header';
import {
  type Declaration,
  type ListColumns,
  type ListedHousehold,
  UnreadableListError,
  withDeclaration,
} from './listed-person';
import { groupOfHeading, groupsNamedIn, type NamedGroup } from './list-group';
import { normaliseRow } from './normalise-row';
import { passedOverKind, wordsOf, type PassedOverKind, type PassedOverRow } from './passed-over';
import type { RawRow } from './raw-row';
import { openList } from './read-workbook';
import { statedTotal, wholeTotals } from './stated-totals';

// Runs in its own thread: an untrusted file may exhaust the memory of this thread, but not of the application.

export interface WorkerTask {
  /** Descriptor of the open file; the threads of a process share it. */
  fd: number;
  kind: ListKind;
  today: string;
  isFirstHead: boolean;
  declaration: Declaration;
  answered?: AnsweredQuestion | undefined;
}

/** A part of the list; the next one is sent after 'next'. */
export interface ListBatch {
  /** Complete households. */
  households: ListedHousehold[];
  passedOver: PassedOverRow[];
}

export type WorkerMessage =
  | { type: 'progress'; rows: number }
  | { type: 'columns'; columns: ListColumns; total: number }
  | ({ type: 'batch' } & ListBatch)
  | { type: 'end' }
  | { type: 'unreadable'; message: string; question: ColumnQuestion | undefined };

const PROGRESS_EVERY = 1_000;
const BATCH_ROWS = 200;
/** Maximum number of residential groups recorded for one list; a ward's list names fewer. */
const MAX_NOTED = 100;

type Say = (message: WorkerMessage) => void;

async function readWholeList(port: NonNullable<typeof parentPort>, task: WorkerTask): Promise<void> {
  const say: Say = (message) => port.postMessage(message);
  const { grouper, passedOver } = await gather(task, say);
  const send = async (batch: ListBatch) => {
    const asked = new Promise((resolve) => {
      port.once('message', resolve);
    });
    say({ type: 'batch', ...batch });
    await asked;
  };
  for (let at = 0; at < passedOver.length; at += BATCH_ROWS)
    await send({ households: [], passedOver: passedOver.slice(at, at + BATCH_ROWS) });
  let households: ListedHousehold[] = [];
  let size = 0;
  for (const household of grouper.households()) {
    households.push(household);
    size += household.people.length;
    if (size < BATCH_ROWS) continue;
    await send({ households, passedOver: [] });
    households = [];
    size = 0;
  }
  if (households.length > 0) await send({ households, passedOver: [] });
  say({ type: 'end' });
}

/** A separate function, so that the opened file can be freed while rows are compared. */
async function gather(task: WorkerTask, say: Say): Promise<{ grouper: HouseholdGrouper; passedOver: PassedOverRow[] }> {
  const { header, columns, rows } = await openList(task.fd, task.kind, task.answered);
  const grouper = new HouseholdGrouper({ isFirstHead: task.isFirstHead, isOfPeople: columns.isOfPeople });
  const passedOver: PassedOverRow[] = [];
  let total = 0;
  let section: string | null = null;
  let isSigned = false;
  for await (const row of rows) {
    total += 1;
    if (total % PROGRESS_EVERY === 0) say({ type: 'progress', rows: total });
    const kind = passedOverKind(row, header, isSigned);
    isSigned ||= kind === 'signature';
    if (kind) passedOver.push(passOver(row, header, { columns, kind }));
    else {
      const { person, place } = normaliseRow(row, header, task.today);
      place.groupCode ??= section;
      grouper.add({ person: withDeclaration(person, task.declaration), place });
    }
    if (kind === 'section') section = row.cells.map(({ text }) => groupOfHeading(text)).find((code) => code !== null)!;
  }
  if (total === passedOver.length)
    throw new UnreadableListError('Dưới dòng tiêu đề không có ai. Kiểm tra lại tệp rồi gửi lần nữa.');
  columns.totals = wholeTotals(columns.totals, columns.headerRow);
  say({ type: 'columns', columns, total });
  return { grouper, passedOver };
}

/** Records a row that is not a person, and what it states about the whole list. */
function passOver(
  row: RawRow,
  header: FoundHeader,
  { columns: { groups, totals }, kind: found }: { columns: ListColumns; kind: PassedOverKind },
): PassedOverRow {
  const words = wordsOf(row);
  const total = found === 'section' ? null : statedTotal(row, header);
  const kind = total ? 'total' : found;
  if (total) totals.push(total);
  if ((kind === 'no_person' || kind === 'signature') && groups.length < MAX_NOTED)
    groups.push(
      ...groupsNamedIn(words).map((group): NamedGroup => ({ ...group, place: 'row', rowNumber: row.number })),
    );
  return { rowNumber: row.number, kind, words };
}

if (parentPort) {
  const port = parentPort;
  readWholeList(port, workerData as WorkerTask)
    .catch((error: unknown) => {
      if (!(error instanceof UnreadableListError)) throw error;
      const { message, question } = error;
      port.postMessage({ type: 'unreadable', message, question } satisfies WorkerMessage);
    })
    .finally(() => port.close());
}
