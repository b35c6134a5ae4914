import type { PoolClient } from 'pg';
import type { Database } from '../../../db/database';
import type { ListSubject } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { NotFoundError } from '../../../web/errors';
import type { Actor } from '../../../actor';
import { partsOf, type ListRow } from './columns';
import { homesOf } from './conditions';
import { NO_GROUP, type ListFilter } from './filters';
import type { ListSpec } from './list-spec';
import { orderOf, type Segment } from './orders';
import { can } from './policy';
import {
  countStatement,
  idsStatement,
  positionStatement,
  rowsStatement,
  type ListScope,
  type Position,
  type Statement,
} from './statements';

export const PAGE_SIZE = 50;
/** Above this the page says "hơn 10.000", because an exact count would read the whole ward and nobody needs it. */
export const MAX_COUNTED = 10_000;

type Client = Pick<PoolClient, 'query'>;

// ------------------------------------------------------------ a page

/** The row after which a page begins, or before which it ends; both null for the first page. */
export interface Cursor {
  after: string | null;
  before: string | null;
}

export interface ListPage {
  rows: ListRow[];
  hasPrevious: boolean;
  hasNext: boolean;
}

/**
 * One page of a list, forwards or backwards from a row. If the ward does not have that row (any more), returns the
 * first page. It also does so when less than a page precedes the row, so that the first page is always full.
 */
export async function findPage(
  db: Database,
  scope: ListScope,
  list: ListSpec,
  { after, before }: Cursor,
): Promise<ListPage> {
  const anchor = after ?? before;
  const position = anchor === null ? null : await findPosition(db, scope, list.sort, anchor);
  if (position && after === null) {
    const back = await walk(db, scope, list, { from: position, isBackwards: true });
    if (back.length > PAGE_SIZE) {
      const rows = await readRows(db.pool, scope, list, back.slice(0, PAGE_SIZE).reverse());
      return { rows, hasPrevious: true, hasNext: true };
    }
  }
  const from = after === null ? null : position;
  const ids = await walk(db, scope, list, { from, isBackwards: false });
  const rows = await readRows(db.pool, scope, list, ids.slice(0, PAGE_SIZE));
  return { rows, hasPrevious: from !== null, hasNext: ids.length > PAGE_SIZE };
}

async function findPosition(db: Database, scope: ListScope, sort: string, id: string): Promise<Position | null> {
  const rows = await ask<Position>(db.pool, positionStatement(scope, sort, id));
  return rows[0] ?? null;
}

/** Ids beyond a position, nearest first, one more than a page; reads only as many segments as needed. */
async function walk(
  { pool }: Database,
  scope: ListScope,
  { filter, sort }: ListSpec,
  { from, isBackwards }: { from: Position | null; isBackwards: boolean },
): Promise<string[]> {
  const { segments } = orderOf(scope.subject, sort);
  const step = isBackwards ? -1 : 1;
  const ids: string[] = [];
  for (
    let index = from?.segment ?? 0;
    index >= 0 && index < segments.length && ids.length <= PAGE_SIZE;
    index += step
  ) {
    if (isEmptyFor(filter, segments[index]!)) continue;
    const beyond = index === from?.segment ? from.keys : null;
    const rows = await ask<{ id: string }>(
      pool,
      idsStatement(scope, filter, segments[index]!, { beyond, isBackwards, limit: PAGE_SIZE + 1 - ids.length }),
    );
    ids.push(...rows.map(({ id }) => id));
  }
  return ids;
}

/** A segment that cannot contain a row of the filter. */
export function isEmptyFor(filter: ListFilter, segment: Segment): boolean {
  const homes = homesOf(filter);
  return segment.isHomeless ? homes === 'in-home' : homes === 'homeless' && segment.joins.includes('home');
}

async function readRows(
  client: Client,
  scope: ListScope,
  { columns }: ListSpec,
  ids: readonly string[],
): Promise<ListRow[]> {
  return ids.length === 0 ? [] : ask<ListRow>(client, rowsStatement(scope, ids, partsOf(scope.subject, columns)));
}

/** The number of rows of a list, counted to at most MAX_COUNTED + 1. */
export async function countRows({ pool }: Database, scope: ListScope, filter: ListFilter): Promise<number> {
  return (await ask<{ count: number }>(pool, countStatement(scope, filter, MAX_COUNTED)))[0]!.count;
}

async function ask<Row extends object>(client: Client, statement: Statement): Promise<Row[]> {
  return (await client.query<Row>(statement)).rows;
}

// ------------------------------------------------------------ the whole list

/** Rows per batch: few enough for other requests to get their turn in between. */
const BATCH_ROWS = 400;

interface WholeList {
  count: number;
  /** All rows in batches, as they were when the list was opened. */
  batches: AsyncGenerator<ListRow[]>;
  /** Releases the connection; must be called even when not all batches were read. */
  close(): Promise<void>;
}

/** Opens a list to read it completely: its count and all its rows come from one snapshot. */
export async function openWholeList({ pool }: Database, scope: ListScope, list: ListSpec): Promise<WholeList> {
  const client = await pool.connect();
  let isOpen = true;
  const close = async (failure?: Error) => {
    if (!isOpen) return;
    isOpen = false;
    const stillBroken =
      failure ??
      (await client.query('ROLLBACK').then(
        () => undefined,
        (error: Error) => error,
      ));
    client.release(stillBroken);
  };
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // All rows will be fetched, so a plan optimised for the first rows would be slow.
    await client.query('SET LOCAL cursor_tuple_fraction = 1');
    const [{ count } = { count: 0 }] = await ask<{ count: number }>(client, countStatement(scope, list.filter, null));
    return { count, batches: untilEnd(fetchBatches(client, scope, list), close), close: () => close() };
  } catch (error) {
    await close(error as Error);
    throw error;
  }
}

/** Releases the connection with the last row, before the reader has the complete file and can request the next one. */
async function* untilEnd(batches: AsyncGenerator<ListRow[]>, close: () => Promise<void>): AsyncGenerator<ListRow[]> {
  yield* batches;
  await close();
}

async function* fetchBatches(client: PoolClient, scope: ListScope, list: ListSpec): AsyncGenerator<ListRow[]> {
  for (const segment of orderOf(scope.subject, list.sort).segments) {
    if (isEmptyFor(list.filter, segment)) continue;
    const { text, values } = idsStatement(scope, list.filter, segment, { beyond: null });
    await client.query({ text: `DECLARE whole_list NO SCROLL CURSOR FOR ${text}`, values });
    for (;;) {
      const { rows } = await client.query<{ id: string }>(`FETCH FORWARD ${BATCH_ROWS} FROM whole_list`);
      if (rows.length === 0) break;
      yield await readRows(
        client,
        scope,
        list,
        rows.map(({ id }) => id),
      );
    }
    await client.query('CLOSE whole_list');
  }
}

// ------------------------------------------------------------ places in filters

export interface FilterPlaces {
  group: { name: string; closedOn: LocalDate | null } | null;
  lane: string | null;
}

/** The group and the lane in a filter; null where it has none or the ward has no such place. */
export async function findFilterPlaces(
  { pool }: Database,
  wardId: string,
  { group: [group] = [], lane: [lane] = [] }: ListFilter,
): Promise<FilterPlaces> {
  const { rows } = await pool.query<FilterPlaces>({
    name: 'lists-filter-places',
    text: `SELECT (SELECT json_build_object('name', name, 'closedOn', valid_to) FROM residential_group WHERE ward_id = $1 AND id = $2) AS group,
             (SELECT lane_label FROM household WHERE ward_id = $1 AND lane_key = $3 LIMIT 1) AS lane`,
    values: [wardId, group === NO_GROUP ? null : (group ?? null), lane ?? null],
  });
  return rows[0]!;
}

// ------------------------------------------------------------ saved views

const viewColumns = {
  id: true,
  subject: true,
  name: true,
  filter: true,
  columns: true,
  sort: true,
  sharedAt: true,
  createdBy: true,
  version: true,
  createdByUser: { select: { displayName: true } },
} as const;

/** The saved views a user may open, by name: those of the office and the user's own. */
export async function listSavedViews({ prisma }: Database, actor: Actor) {
  return prisma.savedView.findMany({
    where: { wardId: actor.wardId, OR: [{ sharedAt: { not: null } }, { createdBy: actor.id }] },
    select: viewColumns,
    orderBy: [{ nameFolded: 'asc' }, { id: 'asc' }],
  });
}
export type SavedViewRow = Awaited<ReturnType<typeof listSavedViews>>[number];

/** Null for a view of another ward, and for another user's private view. */
async function findSavedView({ prisma }: Database, actor: Actor, id: string): Promise<SavedViewRow | null> {
  const view = await prisma.savedView.findFirst({ where: { id, wardId: actor.wardId }, select: viewColumns });
  return view && can(actor, 'open', view) ? view : null;
}

/** The saved view from which a list was opened, if it has the same subject and the user may see it. */
export async function findViewOf(
  db: Database,
  actor: Actor,
  subject: ListSubject,
  id: string | null,
): Promise<SavedViewRow | null> {
  const view = id === null ? null : await findSavedView(db, actor, id);
  return view?.subject === subject ? view : null;
}

/** Like findSavedView. @throws NotFoundError instead of returning null. */
export async function getSavedView(db: Database, actor: Actor, id: string): Promise<SavedViewRow> {
  const view = await findSavedView(db, actor, id);
  if (!view) throw new NotFoundError();
  return view;
}
