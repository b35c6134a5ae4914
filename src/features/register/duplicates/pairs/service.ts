import { newIdAt } from '../../../../shared/new-id';
import type { Context } from '../../../../context';
import { NotFoundError } from '../../../../shared/errors';
import { UNCHANGED } from '../../../../shared/outcome';
import { done, transact } from '../../../office/audit/transact';
import type { Actor } from '../../../../actor';
import type { MergeKind } from '../merging/record-queries';
import { orderedPair, thousandths } from './blocks';
import { scorePair } from './queries';

/**
 * Puts two residents side by side for a reviewer, even if no search found them. Doing it twice creates one pair;
 * returns its id.
 */
export async function pairPeople(context: Context, actor: Actor, ids: { oneId: string; otherId: string }) {
  const [oneId, otherId] = orderedPair(ids.oneId, ids.otherId);
  const { score } = await scorePair(context.db, actor.wardId, oneId, otherId);
  const paired = await transact(context, actor, async (tx) => {
    const at = context.now();
    const { count } = await tx.duplicatePair.createMany({
      data: {
        id: newIdAt(at),
        wardId: actor.wardId,
        oneId,
        otherId,
        score: thousandths(score),
        foundAt: at,
        pairedBy: actor.id,
      },
      skipDuplicates: true,
    });
    const pair = await tx.duplicatePair.findUniqueOrThrow({
      where: { oneId_otherId: { oneId, otherId } },
      select: { id: true },
    });
    return { ...(count > 0 ? done('duplicate.pair', pair.id, { oneId, otherId }) : UNCHANGED), id: pair.id };
  });
  return paired.id;
}

/** A pair of people or of households. */
interface PairKey {
  kind: MergeKind;
  id: string;
}

/**
 * Records that two records are two different people or households, so that they are not suggested again. Idempotent.
 */
export async function markDistinct(context: Context, actor: Actor, pair: PairKey, note: string): Promise<void> {
  await decide(context, actor, pair, {
    verb: 'distinguish',
    from: { distinctAt: null },
    to: { distinctAt: context.now(), distinctBy: actor.id, distinctNote: note },
    details: { note },
  });
}

/** Reverts that decision: the pair awaits a decision again. Idempotent. */
export async function reopenPair(context: Context, actor: Actor, pair: PairKey): Promise<void> {
  await decide(context, actor, pair, {
    verb: 'reopen',
    from: { distinctAt: { not: null } },
    to: { distinctAt: null, distinctBy: null, distinctNote: '' },
    details: {},
  });
}

const ACTIONS = {
  resident: { distinguish: 'duplicate.distinguish', reopen: 'duplicate.reopen' },
  household: { distinguish: 'household-duplicate.distinguish', reopen: 'household-duplicate.reopen' },
} as const;

interface Decision {
  verb: 'distinguish' | 'reopen';
  from: { distinctAt: null | { not: null } };
  to: { distinctAt: Date | null; distinctBy: string | null; distinctNote: string };
  details: object;
}

async function decide(context: Context, actor: Actor, { kind, id }: PairKey, { verb, from, to, details }: Decision) {
  await transact(context, actor, async (tx) => {
    const table = (
      kind === 'resident' ? tx.duplicatePair : tx.duplicateHouseholdPair
    ) as typeof tx.duplicateHouseholdPair;
    const pair = await table.findFirst({ where: { id, wardId: actor.wardId }, select: { oneId: true, otherId: true } });
    if (!pair) throw new NotFoundError('Cặp này không còn trong danh sách.');
    const { count } = await table.updateMany({ where: { id, ...from }, data: to });
    return count > 0 ? done(ACTIONS[kind][verb], id, { ...pair, ...details }) : UNCHANGED;
  });
}
