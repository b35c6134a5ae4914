import { v7 as newId } from 'uuid';
import type { AppContext } from '../../../../context';
import type { Database } from '../../../../db/database';
import { NotFoundError } from '../../../../web/errors';
import { recordEvent } from '../../../office/audit/record';
import type { Actor } from '../../../../actor';
import { orderedPair, thousandths } from './blocks';
import { scorePair } from './queries';

type Context = Pick<AppContext, 'db' | 'now'>;

/**
 * Puts two residents side by side for a reviewer, even if no search found them. Doing it twice creates one pair;
 * returns its id.
 */
export async function pairPeople(
  { db, now }: Context,
  actor: Actor,
  ids: { oneId: string; otherId: string },
): Promise<string> {
  const [oneId, otherId] = orderedPair(ids.oneId, ids.otherId);
  const { score } = await scorePair(db, actor.wardId, oneId, otherId);
  return db.prisma.$transaction(async (tx) => {
    const { count } = await tx.duplicatePair.createMany({
      data: {
        id: newId(),
        wardId: actor.wardId,
        oneId,
        otherId,
        score: thousandths(score),
        foundAt: now(),
        pairedBy: actor.id,
      },
      skipDuplicates: true,
    });
    const pair = await tx.duplicatePair.findUniqueOrThrow({
      where: { oneId_otherId: { oneId, otherId } },
      select: { id: true },
    });
    if (count > 0)
      await recordEvent(tx, {
        actor,
        action: 'duplicate.pair',
        subject: { type: 'duplicate', id: pair.id },
        at: now(),
        details: { oneId, otherId },
      });
    return pair.id;
  });
}

type PairTable = 'duplicatePair' | 'duplicateHouseholdPair';

/** A pair of people or of households. */
interface PairKey {
  table: PairTable;
  id: string;
}

/**
 * Records that two records are two different people or households, so that they are not suggested again. Idempotent.
 */
export async function markDistinct(
  { db, now }: Context,
  actor: Actor,
  { table, id }: PairKey,
  note: string,
): Promise<void> {
  await decide(db, actor, { table, id }, async (tx, pair) => {
    const { count } = await updateOpen(tx, table, id, { distinctAt: now(), distinctBy: actor.id, distinctNote: note });
    if (count > 0)
      await recordEvent(tx, {
        actor,
        action: ACTIONS[table].distinguish,
        subject: { type: ACTIONS[table].subject, id },
        at: now(),
        details: { ...pair, note },
      });
  });
}

/** Reverts that decision: the pair awaits a decision again. */
export async function reopenPair({ db, now }: Context, actor: Actor, { table, id }: PairKey): Promise<void> {
  await decide(db, actor, { table, id }, async (tx, pair) => {
    const data = { distinctAt: null, distinctBy: null, distinctNote: '' };
    const where = { id, distinctAt: { not: null } };
    const { count } =
      table === 'duplicatePair'
        ? await tx.duplicatePair.updateMany({ where, data })
        : await tx.duplicateHouseholdPair.updateMany({ where, data });
    if (count > 0)
      await recordEvent(tx, {
        actor,
        action: ACTIONS[table].reopen,
        subject: { type: ACTIONS[table].subject, id },
        at: now(),
        details: pair,
      });
  });
}

const ACTIONS = {
  duplicatePair: { subject: 'duplicate', distinguish: 'duplicate.distinguish', reopen: 'duplicate.reopen' },
  duplicateHouseholdPair: {
    subject: 'household-duplicate',
    distinguish: 'household-duplicate.distinguish',
    reopen: 'household-duplicate.reopen',
  },
} as const satisfies Record<PairTable, object>;

type Tx = Parameters<Parameters<Database['prisma']['$transaction']>[0]>[0];

async function decide(
  db: Database,
  actor: Actor,
  { table, id }: PairKey,
  write: (tx: Tx, pair: { oneId: string; otherId: string }) => Promise<void>,
): Promise<void> {
  await db.prisma.$transaction(async (tx) => {
    const find = { where: { id, wardId: actor.wardId }, select: { oneId: true, otherId: true } };
    const pair =
      table === 'duplicatePair'
        ? await tx.duplicatePair.findFirst(find)
        : await tx.duplicateHouseholdPair.findFirst(find);
    if (!pair) throw new NotFoundError('Cặp này không còn trong danh sách.');
    await write(tx, pair);
  });
}

function updateOpen(
  tx: Tx,
  table: PairTable,
  id: string,
  data: { distinctAt: Date; distinctBy: string; distinctNote: string },
): Promise<{ count: number }> {
  const where = { id, distinctAt: null };
  return table === 'duplicatePair'
    ? tx.duplicatePair.updateMany({ where, data })
    : tx.duplicateHouseholdPair.updateMany({ where, data });
}
