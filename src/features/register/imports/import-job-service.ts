import type { BaseContext } from '../../../context';
import { isDatabaseAway } from '../../../db/database';
import type { Job } from '../../../jobs';
import { describeError } from '../../../logger';
import { CONFIRMATION } from './writing/confirm-service';
import { UnreadableListError } from './reading/listed-person';
import { findDueRun, type DueRun } from './runs/queries';
import { readList } from './runs/read-list';
import { askColumns, beginReading, failReading, pauseReading, ReadingStopped } from './runs/reading-service';
import { REVERSION } from './writing/revert-service';
import { carryOut, giveUp } from './writing/steps-service';

/** Reads, confirms and takes back lists one at a time: two big ones at once could exhaust the machine's memory. */
export const importJob: Job = {
  name: 'imports',
  everyMs: 10_000,
  async run(context, signal) {
    for (let due = await findDueRun(context.db); due; due = await findDueRun(context.db)) {
      signal.throwIfAborted();
      await advance(context, due, signal);
    }
  },
};

/** Advances one import by one stage. Leaves it unchanged when the application stops or the database is unreachable. */
async function advance(context: BaseContext, { id, status }: DueRun, signal: AbortSignal): Promise<void> {
  const operation = [CONFIRMATION, REVERSION].find((of) => of.status === status);
  try {
    if (operation) await carryOut(context, operation, id, signal);
    else await read(context, id, signal);
  } catch (error) {
    if (signal.aborted || isDatabaseAway(error)) throw error;
    context.logger.error({ importId: id, step: status, err: describeError(error) }, 'import failed');
    if (operation) await giveUp(context, operation, id);
    else
      await failReading(
        context,
        id,
        'Máy chủ gặp lỗi khi đọc tệp. Sổ chưa thay đổi gì; hãy gửi lại tệp, nếu vẫn lỗi thì báo quản trị.',
      );
  }
}

async function read(context: BaseContext, id: string, signal: AbortSignal): Promise<void> {
  const list = await beginReading(context, id);
  if (!list) return;
  try {
    await readList(context, id, list, signal);
  } catch (error) {
    if (signal.aborted) await pauseReading(context.db, id);
    if (error instanceof ReadingStopped) return;
    if (error instanceof UnreadableListError && error.question) return askColumns(context.db, id, error.question);
    if (error instanceof UnreadableListError) return failReading(context, id, error.message);
    throw error;
  }
}
