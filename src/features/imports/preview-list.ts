import { v7 as uuidv7 } from 'uuid';
import type { AppContext } from '../../context';
import { localDateOf } from '../../shared/dates';
import type { Sealer } from '../../shared/sealer';
import type { Actor } from '../auth/actor';
import type { ListKind } from './check-file';
import { compareHousehold } from './compare-rows';
import type { SealedText } from './compared-row';
import { UnreadableListError, type ListColumns, type ListedHousehold } from './listed-person';
import { findRegisterExtract, knownGroupCodes, type RunCounts } from './queries';
import { readInWorker } from './read-in-worker';
import { failImport, finishPreview, keepRows, noteProgress } from './service';

interface ListToPreview {
  runId: string;
  file: Buffer;
  kind: ListKind;
  isFirstHead: boolean;
}

/** Files read at one time, and those that may wait: the memory of the machine is one. */
const MOST_WAITING = 3;

interface Previewer {
  isBusy(): boolean;
  /** Reads and compares a list after those before it. Resolves when it is done, whatever came of it. */
  enqueue(actor: Actor, list: ListToPreview): Promise<void>;
}

/** Reads lists one after another, so that two big ones together cannot take the memory of the machine. */
export function createPreviewer(context: AppContext): Previewer {
  let line = Promise.resolve();
  let waiting = 0;
  return {
    isBusy: () => waiting >= MOST_WAITING,
    enqueue(actor, list) {
      waiting += 1;
      line = line.then(() => previewOrFail(context, actor, list)).finally(() => { waiting -= 1; });
      return line;
    },
  };
}

async function previewOrFail(context: AppContext, actor: Actor, list: ListToPreview): Promise<void> {
  try {
    await previewList(context, actor, list);
  } catch (error) {
    const isOfList = error instanceof UnreadableListError;
    if (!isOfList) context.logger.error({ importId: list.runId, name: (error as Error).name, stack: stackOf(error) }, 'import failed');
    const reason = isOfList ? error.message : 'Máy chủ gặp lỗi khi đọc tệp. Sổ chưa thay đổi gì; hãy gửi lại tệp, nếu vẫn lỗi thì báo quản trị.';
    await failImport(context, list.runId, reason).catch(() => undefined); // without a database the next look at the import marks it
  }
}

/** Where it happened; a message could hold words of the list. */
function stackOf(error: unknown): string | undefined {
  return (error as Error).stack?.split('\n').filter((line) => line.trim().startsWith('at ')).slice(0, 10).join('\n');
}

async function previewList(context: AppContext, actor: Actor, { runId, file, kind, isFirstHead }: ListToPreview): Promise<void> {
  const { db, sealer, now } = context;
  const knownGroups = await knownGroupCodes(db, actor.wardId);
  const taken = new Map<string, number>();
  const unknownGroups = new Set<string>();
  const counts: RunCounts = { new: 0, changed: 0, same: 0, doubtful: 0, wrong: 0, households: 0, newHouseholds: 0, unknownGroups: [] };
  let columns: ListColumns | null = null;
  let done = 0;
  await readInWorker({ file, kind, today: localDateOf(now()), isFirstHead }, {
    onProgress: (rows) => noteProgress(db, runId, { total: rows }),
    async onColumns(found, total) {
      columns = found;
      await noteProgress(db, runId, { total });
    },
    async onBatch(households) {
      const sealed = sealNumbers(sealer, households);
      const register = await findRegisterExtract(db, actor.wardId, households, sealed);
      const rows = households.flatMap((household) => {
        const compared = compareHousehold(household, { sealed, register, taken, newId: uuidv7 });
        counts.households += 1;
        if (compared.some((row) => row.verdict === 'new' && row.content.writing?.household && row.content.writing.household.version === null)) counts.newHouseholds += 1;
        if (household.groupCode && !knownGroups.has(household.groupCode) && compared.some((row) => row.verdict !== 'wrong')) unknownGroups.add(household.groupCode);
        for (const row of compared) counts[row.verdict] += 1;
        return compared;
      });
      await keepRows(db, actor.wardId, runId, rows);
      done += rows.length;
      await noteProgress(db, runId, { done });
    },
  });
  counts.unknownGroups = [...unknownGroups].sort((a, b) => a.localeCompare(b, 'vi', { numeric: true }));
  await finishPreview(context, runId, columns!, counts);
}

function sealNumbers(sealer: Sealer, households: readonly ListedHousehold[]): Map<number, SealedText> {
  const sealed = new Map<number, SealedText>();
  for (const person of households.flatMap(({ people }) => people)) {
    if (person.nationalNumber === null) continue;
    const { cipher, hash, last4 } = sealer.seal(person.nationalNumber);
    sealed.set(person.rowNumber, { cipher: Buffer.from(cipher).toString('base64'), hash: Buffer.from(hash).toString('base64'), last4 });
  }
  return sealed;
}
