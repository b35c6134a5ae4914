import { lockOrNotFound } from '../../../db/locks';
import { Prisma } from '../../../generated/prisma/client';
import { contactWishSummary, contactWishText, type ContactWish } from '../../../shared/contact-wish';
import { STALE, UNCHANGED } from '../../../shared/outcome';
import { done, verb } from '../../office/audit/transact';
import type { StatedWish } from './forms';

/**
 * Records how a resident wants to be notified, or that they said nothing. The same wish again changes nothing; `stale`
 * if another one was recorded since the form was opened.
 */
export const stateContactWish = verb(async ({ tx, actor }, residentId: string, { wish, shown }: StatedWish) => {
  await lockOrNotFound(tx, 'resident', { id: residentId, wardId: actor.wardId });
  const resident = await tx.resident.findUniqueOrThrow({
    where: { id: residentId },
    select: { contactWish: true },
  });
  const before = resident.contactWish as ContactWish | null;
  if (contactWishText(before) === contactWishText(wish)) return UNCHANGED;
  if (contactWishText(before) !== shown) return STALE;
  await tx.resident.update({ where: { id: residentId }, data: { contactWish: wish ?? Prisma.DbNull } });
  return done('resident.state-contact-wish', residentId, {
    changes: [{ field: 'contactWish', before: contactWishSummary(before), after: contactWishSummary(wish) }],
  });
});
