import { randomInt } from 'node:crypto';
import type { Actor } from '../../../actor';
import type { Context } from '../../../context';
import { toDbDate } from '../../../db/dates';
import { lockWhere } from '../../../db/locks';
import { addMonths, formatDate, localDateOf, monthStartOf } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { newIdAt } from '../../../shared/new-id';
import { invalid, UNCHANGED, type Done, type Unchanged } from '../../../shared/outcome';
import { sql } from '../../../shared/sql';
import { done, transact, verb } from '../../office/audit/transact';
import { OBSTACLE_TEXTS, OWN_ROW } from './departure-labels';
import { drawUses, findCallable } from './confirmation-queries';
import type { ConfirmationForm } from './forms';
import { LARGEST_SEED } from './service';

/**
 * Draws the uses of the last full month that are confirmed by telephone. A month is drawn once: a second draw changes
 * nothing. `empty`: nothing entered the book in that month.
 */
export async function drawConfirmations(
  { db, now }: Context,
  actor: Actor,
  seed = randomInt(LARGEST_SEED),
): Promise<Done | Unchanged | { kind: 'empty' }> {
  const { wardId } = actor;
  const at = now();
  const today = localDateOf(at);
  const month = addMonths(monthStartOf(today), -1);
  const { adultAge } = await db.prisma.ward.findUniqueOrThrow({ where: { id: wardId }, select: { adultAge: true } });
  const uses = await drawUses(db, { wardId, month, today, adultAge, seed });
  if (!uses[0]) return { kind: 'empty' };
  const { population } = uses[0];
  const id = newIdAt(at);
  return transact({ db, now }, actor, async (tx) => {
    const { count } = await tx.confirmationDraw.createMany({
      data: [{ id, wardId, month: toDbDate(month), seed, population, drawnBy: actor.id, drawnAt: at }],
      skipDuplicates: true,
    });
    if (count === 0) return UNCHANGED;
    await tx.drawnUse.createMany({
      data: uses.map(({ population: _of, usedOn, ...use }, index) => ({
        id: newIdAt(at),
        wardId,
        confirmationDrawId: id,
        callOrder: index + 1,
        usedOn: toDbDate(usedOn),
        ...use,
      })),
    });
    return done('confirmation.draw', id, { month, seed, size: uses.length, uses: population });
  });
}

/**
 * Records one call about a drawn use. Earlier calls are kept; the newest answer is valid. The same form sent twice is one
 * call. Refused for the account that wrote the use or edited its
 * visit last, about people who may not be called any more, and for a call in vain on the day of an answer. The figure does not change.
 */
export const recordConfirmation = verb(
  async ({ tx, actor, now }, drawnUseId: string, { id, outcome, calledOn }: ConfirmationForm) => {
    const at = now();
    const { wardId } = actor;
    // The resident, because a merge moves what was drawn of them.
    const drawn = sql`id = (SELECT resident_id FROM drawn_use WHERE id = ${drawnUseId}::uuid AND ward_id = ${wardId}::uuid)`;
    const [residentId] = await lockWhere(tx, 'resident', drawn, 'NO KEY UPDATE');
    if (!residentId) throw new NotFoundError();
    const use = await findCallable(tx, { wardId, id: drawnUseId, reader: actor.id });
    if (use.isOwn) return invalid({ outcome: OWN_ROW });
    const call = { wardId, drawnUseId, calledOn: toDbDate(calledOn), outcome };
    if (await tx.confirmationCall.findFirst({ where: { id, ...call }, select: { id: true } })) return UNCHANGED;
    if (use.obstacle) return invalid({ outcome: OBSTACLE_TEXTS[use.obstacle] });
    const answered = { drawnUseId, calledOn: call.calledOn, outcome: { not: 'not_reached' as const } };
    if (outcome === 'not_reached' && (await tx.confirmationCall.count({ where: answered })) > 0)
      return invalid({
        outcome: `Ngày ${formatDate(calledOn)} người này đã nghe máy: chọn câu trả lời, hoặc xem lại ngày gọi.`,
      });
    const recorded = { recordedBy: actor.id, recordedAt: at };
    const first = await tx.confirmationCall.createMany({ data: [{ id, ...call, ...recorded }], skipDuplicates: true });
    if (first.count === 0) await tx.confirmationCall.create({ data: { id: newIdAt(at), ...call, ...recorded } });
    return done(
      'confirmation.call',
      { type: 'drawn-use', id: drawnUseId },
      {
        residentId,
        confirmation: outcome,
        calledOn,
        ...(use.outcome && { changes: [{ field: 'confirmation', before: use.outcome, after: outcome }] }),
      },
    );
  },
);
