import type { Context } from '../../../../context';
import type { Job } from '../../../../jobs';
import { addDays, localDateOf } from '../../../../shared/dates';
import { logEvent } from '../../../office/audit/transact';
import { UNDO_DAYS } from './undo-plan';

export const forgetMergesJob: Job = {
  name: 'forget-merges',
  everyMs: 60 * 60_000,
  async run(context, signal) {
    while (!signal.aborted && (await destroyOldSnapshots(context)) > 0);
  },
};

/**
 * Destroys the snapshots of merges that were undone or can no longer be undone: data of a removed record is kept only
 * as long as undoing needs it.
 */
async function destroyOldSnapshots({ db, now }: Context): Promise<number> {
  const firstKept = new Date(`${addDays(localDateOf(now()), -UNDO_DAYS)}T00:00:00+07:00`);
  return db.prisma.$transaction(async (tx) => {
    const due = await tx.registerMerge.findMany({
      where: { snapshotCipher: { not: null }, OR: [{ mergedAt: { lt: firstKept } }, { undoneAt: { not: null } }] },
      select: { id: true },
      take: 1000,
    });
    if (due.length === 0) return 0;
    const ids = due.map(({ id }) => id);
    await tx.registerMerge.updateMany({ where: { id: { in: ids } }, data: { snapshotCipher: null } });
    await tx.registerMergeNumber.deleteMany({ where: { mergeId: { in: ids } } });
    await logEvent(tx, { actor: null, at: now() }, 'merge.forget', { type: 'merge', id: null }, { count: ids.length });
    return ids.length;
  });
}
