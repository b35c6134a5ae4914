import type { PoolClient } from 'pg';
import { z } from 'zod';
import type { Database, Reads } from '../../../db/database';
import { queryMaybe, queryRow, queryPrepared, queryRows } from '../../../db/query-rows';
import { ListSubject } from '../../../generated/prisma/enums';
import { NotFoundError } from '../../../shared/errors';
import { constant, sql, type Sql } from '../../../shared/sql';
import type { Actor } from '../../../actor';
import { LIST_OPTIONS, listOptions } from '../households/queries';
import { HOUSEHOLD_ROW, partsOf, RESIDENT_ROW, type ListRow } from './columns';
import { homesOf } from './conditions';
import { NO_GROUP, type ListFilter } from './filters';
import type { ListSpec } from './list-spec';
import { orderOf, type Segment } from './orders';
import { can } from './policy';
import {
  countStatement,
  POSITION,
  idsOfSegments,
  idsStatement,
  positionStatement,
  rowsStatement,
  type ListScope,
  type Position,
} from './statements';

export const LIST_PAGE_SIZE = 50;
/** Above this the page says "hơn 10.000", because an exact count would read the whole ward and is not needed. */
export const MAX_COUNTED = 10_000;

// ------------------------------------------------------------ a page

/** The row after which a page begins, or before which it ends; both null for the first page. */
export interface Cursor {
  after: string | null;
  before: string | null;
  /** As the address says. */
  page: number;
}

const FILTER_PLACES = z.object({
  group: z.object({ name: z.string(), closedOn: z.string().nullable() }).nullable(),
  lane: z.string().nullable(),
});
export type FilterPlaces = z.infer<typeof FILTER_PLACES>;

const SAVED_VIEW = z.object({
  id: z.string(),
  subject: z.enum(ListSubject),
  name: z.string(),
  filter: z.unknown(),
  columns: z.array(z.string()),
  sort: z.string(),
  isShared: z.boolean(),
  createdBy: z.string(),
  makerName: z.string(),
  version: z.number(),
});
export type SavedViewRow = z.infer<typeof SAVED_VIEW>;

/** What the page of a list or of its file says about the whole list. */
const FRAME = z.object({
  /** The number of rows, counted to at most MAX_COUNTED + 1. */
  count: z.number(),
  places: FILTER_PLACES,
  adultAge: z.number(),
  /** The saved view from which the list was opened, if it has the same subject and the user may see it. */
  view: SAVED_VIEW.nullable(),
});
export type ListFrame = z.infer<typeof FRAME>;

const PAGE_OF_IDS = FRAME.extend({ ids: z.array(z.string()), options: LIST_OPTIONS });

/** A page of a list, whose rows are still to be read. */
export interface ListPage extends z.infer<typeof PAGE_OF_IDS> {
  hasPrevious: boolean;
  hasNext: boolean;
}

/**
 * One page of a list, forwards or backwards from a row. If the ward does not have that row (any more), returns the
 * first page. It also does so when less than a page precedes the row, so that the first page is always full.
 */
export async function findPage(
  db: Reads,
  actor: Actor,
  asked: ListRequest,
  { after, before }: Pick<Cursor, 'after' | 'before'>,
): Promise<ListPage> {
  const anchor = after ?? before;
  const position = anchor === null ? null : await findPosition(db, asked, anchor);
  if (position && after === null) {
    const back = await readPageIds(db, actor, asked, { from: position, isBackwards: true });
    if (back.ids.length > LIST_PAGE_SIZE)
      return { ...back, ids: back.ids.slice(0, LIST_PAGE_SIZE).reverse(), hasPrevious: true, hasNext: true };
  }
  const from = after === null ? null : position;
  const { ids, ...frame } = await readPageIds(db, actor, asked, { from, isBackwards: false });
  return {
    ...frame,
    ids: ids.slice(0, LIST_PAGE_SIZE),
    hasPrevious: from !== null,
    hasNext: ids.length > LIST_PAGE_SIZE,
  };
}

export interface ListRequest {
  scope: ListScope;
  list: ListSpec;
  viewId: string | null;
}

const findPosition = (db: Reads, { scope, list }: ListRequest, id: string): Promise<Position | null> =>
  queryMaybe(db, 'lists-position', POSITION)`${positionStatement(scope, list.sort, id)}`;

/** Ids beyond a position, nearest first, one more than a page, and what the page says about the whole list. */
async function readPageIds(
  db: Reads,
  actor: Actor,
  asked: ListRequest,
  { from, isBackwards }: { from: Position | null; isBackwards: boolean },
): Promise<z.infer<typeof PAGE_OF_IDS>> {
  const { scope, list } = asked;
  const start = from?.segment ?? 0;
  const segments = orderOf(scope.subject, list.sort)
    .segments.map((segment, index) => ({ segment, beyond: index === from?.segment ? from.keys : null }))
    .filter(
      ({ segment }, index) => (isBackwards ? index <= start : index >= start) && !isEmptyFor(list.filter, segment),
    );
  const order = { isBackwards, limit: LIST_PAGE_SIZE + 1 };
  const ids = idsOfSegments(scope, list.filter, isBackwards ? segments.reverse() : segments, order);
  const options = listOptions(scope.wardId, placesIn(list.filter).groupId);
  const [page] = await queryRows(db, 'lists-page', PAGE_OF_IDS)`
      SELECT ARRAY(${ids}) AS ids, (SELECT to_json(o) FROM (${options}) o) AS options, ${frameColumns(asked)}`;
  return framed(actor, scope.subject, page!);
}

/** What the page of a list's file says about the list. */
export async function readFrame(db: Reads, actor: Actor, asked: ListRequest): Promise<ListFrame> {
  const [frame] = await queryRows(db, 'lists-frame', FRAME)`SELECT ${frameColumns(asked)}`;
  return framed(actor, asked.scope.subject, frame!);
}

function frameColumns({ scope, list: { filter }, viewId }: ListRequest): Sql {
  const { wardId } = scope;
  return sql`(${countStatement(scope, filter, MAX_COUNTED)}) AS count,
    (SELECT to_json(p) FROM (${filterPlaces(wardId, filter)}) p) AS places,
    (SELECT adult_age FROM ward WHERE id = ${wardId}) AS "adultAge",
    (SELECT to_json(v) FROM (${savedViews(wardId)} AND v.id = ${viewId}::uuid) v) AS view`;
}

function framed<Frame extends ListFrame>(actor: Actor, subject: ListSubject, frame: Frame): Frame {
  const { view } = frame;
  return { ...frame, view: view?.subject === subject && can(actor, 'open', view) ? view : null };
}

/** A segment that cannot contain a row of the filter. */
export function isEmptyFor(filter: ListFilter, segment: Segment): boolean {
  const homes = homesOf(filter);
  return segment.isHomeless ? homes === 'in-home' : homes === 'homeless' && segment.joins.includes('home');
}

/** The rows of a page. */
export const readRows = (db: Reads, scope: ListScope, list: ListSpec, ids: readonly string[]): Promise<ListRow[]> =>
  queryPrepared<typeof RESIDENT_ROW | typeof HOUSEHOLD_ROW>(
    db,
    `lists-rows-${scope.subject}`,
    scope.subject === 'residents' ? RESIDENT_ROW : HOUSEHOLD_ROW,
  )`
      ${rowsStatement(scope, ids, partsOf(list))}`;

// ------------------------------------------------------------ the whole list

/** Rows per batch: few enough for other requests to get their turn in between. */
const BATCH_ROWS = 400;

const COUNTED = z.object({ count: z.number() });
const ID = z.object({ id: z.string() });

/**
 * Opens a list to read it completely: its count and all its rows, in batches, come from one snapshot. `close` releases the
 * connection; it must be called even when not all batches were read.
 */
export async function openWholeList({ pool }: Database, scope: ListScope, list: ListSpec) {
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
    const reads = { pool: client };
    const [counted] = await queryRows(reads, 'lists-count', COUNTED)`${countStatement(scope, list.filter, null)}`;
    return {
      rowCount: counted!.count,
      batches: untilEnd(fetchBatches(client, scope, list), close),
      close: () => close(),
    };
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
    const ids = idsStatement(scope, list.filter, segment, { beyond: null });
    await client.query(sql`DECLARE whole_list NO SCROLL CURSOR FOR ${ids}`);
    for (;;) {
      const next = sql`FETCH FORWARD ${constant(BATCH_ROWS)} FROM whole_list`;
      const rows = await queryRows(client, 'lists-next-ids', ID)`${next}`;
      if (rows.length === 0) break;
      yield await readRows(
        { pool: client },
        scope,
        list,
        rows.map(({ id }) => id),
      );
    }
    await client.query('CLOSE whole_list');
  }
}

// ------------------------------------------------------------ places in filters

/** The group and the lane in a filter; null where it has none or the ward has no such place. */
export const findFilterPlaces = async (db: Reads, wardId: string, filter: ListFilter): Promise<FilterPlaces> =>
  queryRow(db, 'lists-filter-places', FILTER_PLACES)`${filterPlaces(wardId, filter)}`;

function filterPlaces(wardId: string, filter: ListFilter): Sql {
  const { groupId, laneKey } = placesIn(filter);
  return sql`SELECT (SELECT json_build_object('name', name, 'closedOn', valid_to) FROM residential_group WHERE ward_id = ${wardId} AND id = ${groupId}::uuid) AS group,
  (SELECT lane_label FROM household WHERE ward_id = ${wardId} AND lane_key = ${laneKey} LIMIT 1) AS lane`;
}

const placesIn = ({ group: [group = NO_GROUP] = [], lane: [lane] = [] }: ListFilter) => ({
  groupId: group === NO_GROUP ? null : group,
  laneKey: lane ?? null,
});

// ------------------------------------------------------------ saved views

const savedViews = (wardId: string): Sql =>
  sql`SELECT v.id, v.subject, v.name, v.filter, v.columns, v.sort, v.shared_at IS NOT NULL AS "isShared", v.created_by AS "createdBy",
    u.display_name AS "makerName", v.version
  FROM saved_view v JOIN user_account u ON u.id = v.created_by WHERE v.ward_id = ${wardId}`;

const LIST_INDEX = z.object({ views: z.array(SAVED_VIEW), adultAge: z.number() });

/** The saved views a user may open, by name: those of the office and the user's own; and the age of adults in the ward. */
export const readListIndex = (db: Reads, { wardId, id }: Actor): Promise<z.infer<typeof LIST_INDEX>> =>
  queryRow(db, 'lists-index', LIST_INDEX)`
      SELECT adult_age AS "adultAge", (SELECT coalesce(json_agg(view), '[]')
        FROM (${savedViews(wardId)} AND (v.shared_at IS NOT NULL OR v.created_by = ${id}) ORDER BY v.name_folded, v.id) view) AS views
      FROM ward WHERE id = ${wardId}`;

/** A saved view. @throws NotFoundError for a view of another ward, and for another user's private view. */
export async function getSavedView(db: Reads, actor: Actor, id: string): Promise<SavedViewRow> {
  const [view] = await queryRows(db, 'lists-saved-view', SAVED_VIEW)`${savedViews(actor.wardId)} AND v.id = ${id}`;
  if (!view || !can(actor, 'open', view)) throw new NotFoundError();
  return view;
}
