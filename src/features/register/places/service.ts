import { z } from 'zod';
import type { AuditAction } from '../../../audit-vocabulary';
import type { Context } from '../../../context';
import type { Transaction } from '../../../db/database';
import { lockName, lockWhere, lockOrNotFound } from '../../../db/locks';
import { queryRows } from '../../../db/query-rows';
import { sentBefore } from '../../../shared/sent-before';
import { join, sql, type Sql } from '../../../shared/sql';
import { DONE, STALE, UNCHANGED, type Done, type Stale, type Unchanged } from '../../../shared/outcome';
import { done, transact, verb } from '../../office/audit/transact';
import { correct } from '../../office/audit/correct';
import type { Actor } from '../../../actor';
import type { EditedAlias, Move, NewAlias } from './forms';
import { keysFor, moved } from './hand-order';
import { listBlockRows, loadHandOrders, type BlockKey, type WalkBlock } from './queries';
import { endOf, itemsOf, type BlockItem } from './walk-blocks';

// ---------------------------------------------------------------- manual order

/** The item to move is not in the place any more. */
interface Gone {
  kind: 'gone';
}

/** The part of the walk that is reordered, with its name in the audit log. */
interface WalkPlace {
  of: BlockKey;
  block: WalkBlock;
}

/** Under which subject the changes of a place are logged. */
export const auditSubject = ({ wardId }: Actor, of: BlockKey) =>
  of.kind === 'ward' ? { type: 'ward', id: wardId } : { type: of.kind, id: of.key };

/** Moves a door, an alley or a street next to another one in the walk. No other item changes its place. */
export const arrangeWalk = async (context: Context, actor: Actor, place: WalkPlace, move: Move) =>
  changeOrder(context, actor, { ...place, version: move.version }, (items): OrderChange | Unchanged | Gone => {
    const order = moved(items, move.item, move.side, move.target);
    if (!order) return { kind: 'gone' };
    if (order.every((item, index) => item === items[index])) return UNCHANGED;
    const labelOf = (id: string) => items.find((one) => one.id === id)!.label;
    return {
      kind: 'change',
      keys: keysFor(order, move.item),
      action: 'lane.arrange',
      details: {
        moved: labelOf(move.item),
        [move.side === 'before' ? 'placedBefore' : 'placedAfter']: labelOf(move.target),
      },
    };
  });

/** Restores the natural order of everything directly inside a place. */
export const restoreNaturalOrder = async (context: Context, actor: Actor, place: WalkPlace, version: number) =>
  changeOrder(context, actor, { ...place, version }, (items): OrderChange | Unchanged => {
    const byHand = items.filter((item) => item.isByHand);
    if (byHand.length === 0) return UNCHANGED;
    return {
      kind: 'change',
      keys: new Map(byHand.map(({ id }) => [id, null])),
      action: 'lane.restore-order',
      details: { count: byHand.length },
    };
  });

interface OrderChange {
  kind: 'change';
  /** By id; null is the natural place. */
  keys: ReadonlyMap<string, string | null>;
  action: AuditAction;
  details: Record<string, unknown>;
}

async function changeOrder<Refusal extends Unchanged | Gone>(
  { db, now }: Context,
  actor: Actor,
  { of, block, version }: WalkPlace & { version: number },
  decide: (items: BlockItem[]) => OrderChange | Refusal,
): Promise<Done | Stale | Refusal> {
  const { wardId } = actor;
  const path = block.path.join('');
  const orders = await loadHandOrders(db, wardId);
  const change = decide(itemsOf(block.path, await listBlockRows(db, wardId, block, orders), orders));
  if (change.kind !== 'change') return change;
  return transact({ db, now }, actor, async (tx) => {
    // Serialises the changes of a ward, because an alley must not move while its street does.
    await lockName(tx, `walk of ${wardId}`);
    await tx.$executeRaw`INSERT INTO lane_order (ward_id, lane_path) VALUES (${wardId}::uuid, ${path}) ON CONFLICT DO NOTHING`;
    const { count } = await tx.laneOrder.updateMany({
      where: { wardId, lanePath: path, version },
      data: { version: { increment: 1 } },
    });
    if (count === 0 || (orders.get(path)?.version ?? 0) !== version) throw new StaleOrder();
    const moving = await doorsOf(tx, wardId, block, [...change.keys.keys()]);
    await lockWhere(tx, 'household', moving, 'NO KEY UPDATE');
    for (const [id, key] of change.keys) await putAt(tx, wardId, { id, key });
    // The database recomputes the place of each door, also of those in a block that moved.
    await tx.$executeRaw`UPDATE household SET walk_order = walk_order WHERE ${moving}`;
    return done(change.action, auditSubject(actor, of), change.details);
  }).catch((error: unknown) => {
    if (error instanceof StaleOrder) return STALE;
    throw error;
  });
}

/** Aborts the transaction. */
class StaleOrder extends Error {}

const isDoor = (id: string) => !id.endsWith(' ');

/** SQL that is true for the doors among these items of a block, and for the doors inside the others. */
async function doorsOf(tx: Transaction, wardId: string, block: WalkBlock, ids: readonly string[]): Promise<Sql> {
  const places = ids.filter(isDoor).map((id) => sql`id = ${id}::uuid`);
  for (const id of ids.filter((one) => !isDoor(one))) {
    const blocks = [...block.path, id.slice(block.path.join('').length)];
    const [at] = await queryRows(tx, 'places-block-begin', z.object({ begin: z.string() }))`
        SELECT walk_blocks_begin(${wardId}::uuid, ${blocks}::text[]) AS begin`;
    places.push(sql`walk_order >= ${at!.begin} AND walk_order < ${endOf(at!.begin)}`);
  }
  return sql`ward_id = ${wardId}::uuid AND (${join(places, ' OR ')})`;
}

/** A door stores its own place; that of a block stands in lane_order. */
async function putAt(tx: Transaction, wardId: string, { id, key: handOrder }: { id: string; key: string | null }) {
  if (isDoor(id)) await tx.household.update({ where: { id, wardId }, data: { handOrder } });
  else
    await tx.laneOrder.upsert({
      where: { wardId_lanePath: { wardId, lanePath: id } },
      create: { wardId, lanePath: id, handOrder },
      update: { handOrder },
    });
}

// ---------------------------------------------------------------- former names

/** Nothing was written: the place already has that former name. */
const KNOWN = { kind: 'known' } as const;

/** Records a former name of a place. A name that is sent twice or already recorded is stored once. */
export const noteAlias = verb(async ({ tx, actor }, form: NewAlias) => {
  const { id, ...names } = form;
  const { count } = await tx.placeAlias.createMany({
    data: { ...names, id, wardId: actor.wardId },
    skipDuplicates: true,
  });
  if (count === 0) {
    const stored = await tx.placeAlias.findFirst({ where: { id, wardId: actor.wardId } });
    return sentBefore(stored, actor, names) ? DONE : KNOWN;
  }
  return done('place-alias.note', id, names);
});

/** Corrects a former name or its note. Saving unchanged values does nothing. */
export const correctAlias = verb({ place_alias_once: KNOWN }, async ({ tx, actor }, id: string, form: EditedAlias) => {
  await lockOrNotFound(tx, 'place_alias', { id, wardId: actor.wardId });
  const before = await tx.placeAlias.findUniqueOrThrow({ where: { id } });
  return correct(before, form, async (data, changes) => {
    await tx.placeAlias.update({ where: { id }, data });
    return done('place-alias.correct', id, { name: before.name, changes });
  });
});

/** Removes a former name. */
export const removeAlias = verb(async ({ tx, actor }, id: string) => {
  const alias = await tx.placeAlias.findFirst({ where: { id, wardId: actor.wardId } });
  if (!alias) return UNCHANGED;
  await tx.placeAlias.delete({ where: { id } });
  const { kind, name, alias: told } = alias;
  return done('place-alias.remove', id, { kind, name, alias: told });
});
