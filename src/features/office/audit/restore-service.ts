import type { Context } from '../../../context';
import { recordEvent } from './record';

/**
 * Records in the log of every ward that the database was restored, because what was written after the backup is gone.
 * @param madeAt when the backup was made, ISO.
 */
export async function recordRestore({ db, now }: Context, madeAt: string): Promise<void> {
  await db.prisma.$transaction(async (tx) => {
    for (const { id: wardId } of await tx.ward.findMany({ select: { id: true } })) {
      await recordEvent(tx, {
        actor: null,
        wardId,
        action: 'audit.restore',
        subject: { type: 'ward', id: wardId },
        at: now(),
        details: { before: madeAt },
      });
    }
  });
}
