import { createHash } from 'node:crypto';
import { newIdAt } from '../../../shared/new-id';
import type { Actor } from '../../../actor';
import type { Context } from '../../../context';
import { lockName } from '../../../db/locks';
import { STALE, UNCHANGED, type Done, type Stale, type Unchanged } from '../../../shared/outcome';
import { done, transact } from '../audit/transact';
import type { WrittenNotice } from './forms';

/**
 * Saves a new version of the ward's notice; older ones stay, because people agreed to them. The same text again is no
 * new version; `stale` if one was saved since `version` was read.
 */
export async function writeNotice(
  { db, now }: Context,
  actor: Actor,
  { version, body }: WrittenNotice,
): Promise<Done | Unchanged | Stale> {
  const { wardId } = actor;
  return transact({ db, now }, actor, async (tx) => {
    await lockName(tx, `privacy-notice ${wardId}`);
    const latest = await tx.privacyNotice.findFirst({
      where: { wardId },
      orderBy: { version: 'desc' },
      select: { version: true, body: true },
    });
    if (latest?.body === body) return UNCHANGED;
    if ((latest?.version ?? 0) !== version) return STALE;
    const at = now();
    const notice = await tx.privacyNotice.create({
      data: {
        id: newIdAt(at),
        wardId,
        version: version + 1,
        body,
        hash: createHash('sha256').update(body).digest('hex'),
        writtenBy: actor.id,
        writtenAt: at,
      },
      select: { id: true, version: true, hash: true },
    });
    return done('privacy-notice.write', notice.id, { number: notice.version, hash: notice.hash });
  });
}
