import { createHash } from 'node:crypto';
import { newIdAt } from '../../../shared/new-id';
import { lockName } from '../../../db/locks';
import { STALE, UNCHANGED } from '../../../shared/outcome';
import { done, verb } from '../audit/transact';
import type { WrittenNotice } from './forms';

/**
 * Saves a new version of the ward's notice; older ones stay, because people agreed to them. The same text again is no
 * new version; `stale` if one was saved since `version` was read.
 */
export const writeNotice = verb(async ({ tx, actor, now }, { version, body }: WrittenNotice) => {
  const { wardId } = actor;
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
