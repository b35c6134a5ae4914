import type { PoolClient } from 'pg';
import type { Database, Reads } from '../../../db/database';
import type { ListSubject } from '../../../generated/prisma/enums';
import { raw } from '../../../shared/sql';
import type { LocalDate } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import type { Actor } from '../../../actor';
import { listOptions, type ListOptions } from '../households/queries';
import { partsOf, type ListRow } from './columns';
import { homesOf, Parameters } from './conditions';
import { NO_GROUP, type ListFilter } from './filters';
import type { ListSpec } from './list-spec';
import { orderOf, type Segment } from './orders';
import { can } from './policy';
import {
  countStatement,
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

/** What the page of a list or of its file says about the whole list. */
export interface ListFrame {
  /** The number of rows, counted to at most MAX_COUNTED + 1. */
  count: number;
  places: FilterPlaces;
  adultAge: number;
  /** The saved view from which the list was opened, if it has the same subject and the user may see it. */
  view: SavedViewRow | null;
}

/** A page of a list, whose rows are still to be read. */
export interface ListPage extends ListFrame {
  ids: string[];
  hasPrevious: boolean;
  hasNext: boolean;
  options: ListOptions;
}

/**
 * One page of a list, forwards or backwards from a row. If the ward does not have that row (any more), returns the
 * first page. It also does so when less than a page precedes the row, so that the first page is always full.
 */
export async function findPage(
  db: Database,
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

async function findPosition({ pool }: Database, { scope, list }: ListRequest, id: string): Promise<Position | null> {
  const { rows } = await pool.query<Position>(positionStatement(scope, list.sort, id));
  return rows[0] ?? null;
}

/** Ids beyond a position, nearest first, one more than a page, and what the page says about the whole list. */
async function readPageIds(
  { pool }: Database,
  actor: Actor,
  asked: ListRequest,
  { from, isBackwards }: { from: Position | null; isBackwards: boolean },
): Promise<Omit<ListPage, 'hasPrevious' | 'hasNext'>> {
  const { scope, list } = asked;
  const start = from?.segment ?? 0;
  const segments = orderOf(scope.subject, list.sort)
    .segments.map((segment, index) => ({ segment, beyond: index === from?.segment ? from.keys : null }))
    .filter(
      ({ segment }, index) => (isBackwards ? index <= start : index >= start) && !isEmptyFor(list.filter, segment),
    );
  const parameters = new Parameters(scope.wardId);
  const order = { isBackwards, limit: LIST_PAGE_SIZE + 1, parameters };
  const ids = idsOfSegments(scope, list.filter, isBackwards ? segments.reverse() : segments, order);
  const [group] = placesIn(list.filter);
  const options = listOptions(raw('$1'), group && raw(parameters.add(group, 'uuid'))).text;
  const { rows } = await pool.query<Omit<ListPage, 'hasPrevious' | 'hasNext'>>({
    text: `SELECT ARRAY(${ids}) AS ids, (SELECT to_json(o) FROM (${options}) o) AS options, ${frameColumns(asked, parameters)}`,
    values: parameters.values,
  });
  return framed(actor, scope.subject, rows[0]!);
}

/** What the page of a list's file says about the list. */
export async function readFrame({ pool }: Database, actor: Actor, asked: ListRequest): Promise<ListFrame> {
  const parameters = new Parameters(asked.scope.wardId);
  const { rows } = await pool.query<ListFrame>({
    text: `SELECT ${frameColumns(asked, parameters)}`,
    values: parameters.values,
  });
  return framed(actor, asked.scope.subject, rows[0]!);
}

function frameColumns({ scope, list: { filter }, viewId }: ListRequest, parameters: Parameters): string {
  const [group, lane] = placesIn(filter);
  return `(${countStatement(scope, filter, MAX_COUNTED, parameters).text}) AS count,
    (SELECT to_json(p) FROM (${filterPlaces(parameters.add(group, 'uuid'), parameters.add(lane, 'text'))}) p) AS places,
    (SELECT adult_age FROM ward WHERE id = $1) AS "adultAge",
    (SELECT to_json(v) FROM (${SAVED_VIEWS} AND v.id = ${parameters.add(viewId, 'uuid')}) v) AS view`;
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
export async function readRows(
  { pool }: Reads,
  scope: ListScope,
  { columns }: ListSpec,
  ids: readonly string[],
): Promise<ListRow[]> {
  return (await pool.query<ListRow>(rowsStatement(scope, ids, partsOf(scope.subject, columns)))).rows;
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
    const { rows } = await client.query<{ count: number }>(countStatement(scope, list.filter, null));
    return { count: rows[0]!.count, batches: untilEnd(fetchBatches(client, scope, list), close), close: () => close() };
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

export interface FilterPlaces {
  group: { name: string; closedOn: LocalDate | null } | null;
  lane: string | null;
}

/** The group and the lane in a filter; null where it has none or the ward has no such place. */
export async function findFilterPlaces({ pool }: Database, wardId: string, filter: ListFilter): Promise<FilterPlaces> {
  const { rows } = await pool.query<FilterPlaces>({
    name: 'lists-filter-places',
    text: filterPlaces('$2', '$3'),
    values: [wardId, ...placesIn(filter)],
  });
  return rows[0]!;
}

const filterPlaces = (
  group: string,
  lane: string,
) => `SELECT (SELECT json_build_object('name', name, 'closedOn', valid_to) FROM residential_group WHERE ward_id = $1 AND id = ${group}) AS group,
  (SELECT lane_label FROM household WHERE ward_id = $1 AND lane_key = ${lane} LIMIT 1) AS lane`;

function placesIn({ group: [group = NO_GROUP] = [], lane: [lane] = [] }: ListFilter) {
  return [group === NO_GROUP ? null : group, lane ?? null] as const;
}

// ------------------------------------------------------------ saved views

export interface SavedViewRow {
  id: string;
  subject: ListSubject;
  name: string;
  filter: unknown;
  columns: string[];
  sort: string;
  isShared: boolean;
  createdBy: string;
  makerName: string;
  version: number;
}

/** $1 is the ward. */
const SAVED_VIEWS = `SELECT v.id, v.subject, v.name, v.filter, v.columns, v.sort, v.shared_at IS NOT NULL AS "isShared", v.created_by AS "createdBy",
    u.display_name AS "makerName", v.version
  FROM saved_view v JOIN user_account u ON u.id = v.created_by WHERE v.ward_id = $1`;

/** The saved views a user may open, by name: those of the office and the user's own; and the age of adults in the ward. */
export async function readListIndex(
  { pool }: Database,
  actor: Actor,
): Promise<{ views: SavedViewRow[]; adultAge: number }> {
  const { rows } = await pool.query<{ views: SavedViewRow[]; adultAge: number }>({
    name: 'lists-index',
    text: `SELECT adult_age AS "adultAge", (SELECT coalesce(json_agg(view), '[]')
             FROM (${SAVED_VIEWS} AND (v.shared_at IS NOT NULL OR v.created_by = $2) ORDER BY v.name_folded, v.id) view) AS views
           FROM ward WHERE id = $1`,
    values: [actor.wardId, actor.id],
  });
  return rows[0]!;
}

/** A saved view. @throws NotFoundError for a view of another ward, and for another user's private view. */
export async function getSavedView({ pool }: Database, actor: Actor, id: string): Promise<SavedViewRow> {
  const { rows } = await pool.query<SavedViewRow>({
    name: 'lists-saved-view',
    text: `${SAVED_VIEWS} AND v.id = $2`,
    values: [actor.wardId, id],
  });
  const [view] = rows;
  if (!view || !can(actor, 'open', view)) throw new NotFoundError();
  return view;
}
