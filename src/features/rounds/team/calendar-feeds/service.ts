import type { Transaction } from '../../../../db/database';
import { lockRow } from '../../../../db/locks';
import { UNCHANGED } from '../../../../shared/outcome';
import { newIdAt } from '../../../../shared/new-id';
import { done, verb } from '../../../office/audit/transact';
import type { Actor } from '../../../../actor';
import { hashOf, newToken } from './feed-token';

/** Gives the officer a new address and revokes the previous one. The token is returned once and not stored. */
export const createFeed = verb(async ({ tx, actor, now }) => {
  const token = newToken();
  await lockOwner(tx, actor);
  const at = now();
  const { count } = await endFeeds(tx, actor, at);
  const { id } = await tx.calendarFeed.create({
    data: { id: newIdAt(at), wardId: actor.wardId, userId: actor.id, tokenHash: hashOf(token), createdAt: at },
    select: { id: true },
  });
  return { ...done('calendar-feed.create', id, { replacesOld: count > 0 }), token };
});

/** Revokes the officer's address, if there is one. */
export const revokeFeed = verb(async ({ tx, actor, now }) => {
  await lockOwner(tx, actor);
  const feed = await tx.calendarFeed.findFirst({
    where: { userId: actor.id, revokedAt: null },
    select: { id: true },
  });
  if (!feed) return UNCHANGED;
  await endFeeds(tx, actor, now());
  return done('calendar-feed.revoke', feed.id);
});

/** If two addresses are requested at once, the second revokes the first. */
async function lockOwner(tx: Transaction, actor: Actor): Promise<void> {
  await lockRow(tx, 'user_account', actor, 'NO KEY UPDATE');
}

const endFeeds = (tx: Transaction, actor: Actor, at: Date): Promise<{ count: number }> =>
  tx.calendarFeed.updateMany({ where: { userId: actor.id, revokedAt: null }, data: { revokedAt: at } });
