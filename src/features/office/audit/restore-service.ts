import type { Context } from '../../../context';
import { logEvent } from './transact';

/**
 * Records in the log of every ward that the database was restored, because what was written after the backup is gone.
 * @param madeAt when the backup was made, ISO.
 */
export async function recordRestore({ db, now }: Context, madeAt: string): Promise<void> {
  await db.prisma.$transaction(async (tx) => {
    for (const { id: wardId } of await tx.ward.findMany({ select: { id: true } })) {
      const subject = { type: 'ward', id: wardId };
      await logEvent(tx, { actor: null, wardId, at: now() }, 'audit.restore', subject, { before: madeAt });
    }
  });
}
