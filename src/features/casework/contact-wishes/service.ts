import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { lockRow } from '../../../db/locks';
import { Prisma } from '../../../generated/prisma/client';
import { DONE, STALE, UNCHANGED, type Done, type Stale, type Unchanged } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { recordEvent } from '../../office/audit/record';
import { contactWishText, contactWishSummary, type ContactWish } from './contact-wish';
import type { StatedWish } from './forms';

/**
 * States how a resident wants to be told, or that they said nothing. The same wish again changes nothing; `stale` if
 * somebody else stated another one since the form was opened.
 */
export async function stateContactWish(
  { db, now }: Pick<AppContext, 'db' | 'now'>,
  actor: Actor,
  residentId: string,
  { wish, shown }: StatedWish,
): Promise<Done | Unchanged | Stale> {
  return db.prisma.$transaction(async (tx) => {
    await lockRow(tx, 'resident', { id: residentId, wardId: actor.wardId });
    const resident = await tx.resident.findFirst({
      where: { id: residentId, wardId: actor.wardId },
      select: { contactWish: true },
    });
    if (!resident) throw new NotFoundError();
    const before = resident.contactWish as ContactWish | null;
    if (contactWishText(before) === contactWishText(wish)) return UNCHANGED;
    if (contactWishText(before) !== shown) return STALE;
    await tx.resident.update({ where: { id: residentId }, data: { contactWish: wish ?? Prisma.DbNull } });
    await recordEvent(tx, {
      actor,
      action: 'resident.state-contact-wish',
      subject: { type: 'resident', id: residentId },
      at: now(),
      details: {
        changes: [{ field: 'contactWish', before: contactWishSummary(before), after: contactWishSummary(wish) }],
      },
    });
    return DONE;
  });
}
