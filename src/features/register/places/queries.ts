import { z } from 'zod';
import type { Database, Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import { PlaceKind } from '../../../generated/prisma/enums';
import { raw, sql } from '../../../shared/sql';
import type { Address } from '../../../shared/address';
import { foldVietnamese } from '../../../shared/vietnamese-text';
import { walkPath } from '../../../shared/walk-order';
import { NotFoundError } from '../../../shared/errors';
import { listBriefingsAbout, type BriefingRow } from '../../casework/briefings/queries';
import { oldNameIn, type KnownAlias } from './official-place';
import { beginOf, endOf, itemsOf, placeKeyOf, type BlockItem, type HandOrders, type WalkRow } from './walk-blocks';

// ---------------------------------------------------------------- the walk of the ward

/** A street with everything on it (its key is its name in the walk), a lane of doors, or the whole ward. */
export type BlockKey = { kind: 'ward' } | { kind: 'street'; key: string } | { kind: 'lane'; key: string };

export interface WalkBlock {
  /** From the ward down; [] is the ward itself. */
  path: string[];
  /** A door in the block, to name the block; null for the ward. */
  sample: Address | null;
}

const ADDRESS_ROW = z.object({
  id: z.string(),
  houseNumber: z.string(),
  hem: z.string(),
  ngach: z.string(),
  ngo: z.string(),
  street: z.string(),
  building: z.string(),
  floor: z.string(),
  room: z.string(),
  laneKey: z.string(),
  walkOrder: z.string(),
  doors: z.number(),
});
type AddressRow = z.infer<typeof ADDRESS_ROW>;

/** Of a household `h`. */
const ADDRESS = sql`h.id, h.house_number AS "houseNumber", h.hem, h.ngach, h.ngo, h.street, h.building, h.floor, h.room,
  h.lane_key AS "laneKey", h.walk_order AS "walkOrder"`;

/** The block with that key. @throws NotFoundError when it contains no door of the ward. */
export const getBlock = async (db: Reads, wardId: string, of: BlockKey): Promise<WalkBlock> =>
  blockIn(of.kind === 'ward' ? [] : await listNamingRows(db, wardId, of), of);

/** Rows that name a block: a door of a lane, every lane for anything bigger. */
const listNamingRows = (db: Reads, wardId: string, of: BlockKey): Promise<AddressRow[]> =>
  of.kind === 'lane' ? readSample(db, wardId, of.key) : listLaneRows(db, wardId);

function blockIn(rows: readonly AddressRow[], of: BlockKey): WalkBlock {
  if (of.kind === 'ward') return { path: [], sample: null };
  const sample = rows
    .map(toWalkRow)
    .find(({ address, laneKey }) => (of.kind === 'lane' ? laneKey === of.key : placeKeyOf(address) === of.key));
  if (!sample) throw new NotFoundError();
  const { blocks } = walkPath(sample.address);
  return { path: of.kind === 'lane' ? blocks : blocks.slice(0, 1), sample: sample.address };
}

const readSample = (db: Reads, wardId: string, laneKey: string): Promise<AddressRow[]> =>
  queryRows(db, 'places-lane-sample', ADDRESS_ROW)`
      SELECT ${ADDRESS}, 1 AS doors FROM household h WHERE h.ward_id = ${wardId} AND h.lane_key = ${laneKey} ORDER BY h.walk_order LIMIT 1`;

/** The manual order of the ward: few rows, because only moved items have one. */
export async function loadHandOrders(db: Reads, wardId: string): Promise<HandOrders> {
  const rows = await queryRows(
    db,
    'places-hand-orders',
    z.object({ lanePath: z.string(), handOrder: z.string().nullable(), version: z.number() }),
  )`
      SELECT lane_path AS "lanePath", hand_order AS "handOrder", version FROM lane_order WHERE ward_id = ${wardId}`;
  return new Map(rows.map(({ lanePath, ...order }) => [lanePath, order]));
}

/** Everything in a block, in walking order: the doors of a lane, or the lanes of a street or the ward. */
export async function listBlockRows(db: Reads, wardId: string, { path }: WalkBlock, orders: HandOrders) {
  if (path.length < 2) return lanesIn(await listLaneRows(db, wardId), path);
  const begin = beginOf(path, orders);
  const rows = await queryRows(db, 'places-block-doors', ADDRESS_ROW)`SELECT ${ADDRESS}, 1 AS doors FROM household h
      WHERE h.ward_id = ${wardId} AND h.walk_order >= ${begin} AND h.walk_order < ${endOf(begin)} ORDER BY h.walk_order, h.id`;
  return rows.map(toWalkRow);
}

/** The lanes of a street or of the whole ward among all lanes. */
function lanesIn(rows: readonly AddressRow[], path: readonly string[]): WalkRow[] {
  const lanes = rows.map(toWalkRow);
  return path.length === 0 ? lanes : lanes.filter(({ address }) => walkPath(address).blocks[0] === path[0]);
}

/** Every lane of the ward, with its first door and its number of doors. */
const listLaneRows = (db: Reads, wardId: string): Promise<AddressRow[]> =>
  queryRows(db, 'places-lanes', ADDRESS_ROW)`SELECT ${ADDRESS}, lane.doors
      FROM (SELECT lane_key, min(walk_order) AS first, count(*)::int AS doors FROM household WHERE ward_id = ${wardId} GROUP BY lane_key) lane,
        LATERAL (SELECT * FROM household x WHERE x.ward_id = ${wardId} AND x.lane_key = lane.lane_key AND x.walk_order = lane.first ORDER BY x.id LIMIT 1) h
      ORDER BY h.walk_order, h.id`;

const toWalkRow = ({ id, laneKey, walkOrder, doors, ...address }: AddressRow): WalkRow => ({
  id,
  address,
  laneKey,
  walkOrder,
  doors,
});

export interface Walk extends WalkBlock {
  of: BlockKey;
  items: BlockItem[];
  /** By household id; empty unless the block is a lane. */
  waysToDoors: ReadonlyMap<string, string>;
  /** About a lane, including withdrawn ones; empty for other blocks. */
  briefings: BriefingRow[];
  version: number;
}

/** A block with everything in it. @throws NotFoundError when it contains no door of the ward. */
export async function getWalk(db: Reads, wardId: string, of: BlockKey): Promise<Walk> {
  const [naming, orders, waysToDoors, briefings] = await Promise.all([
    listNamingRows(db, wardId, of),
    loadHandOrders(db, wardId),
    of.kind === 'lane' ? listWaysToDoors(db, wardId, of.key) : new Map<string, string>(),
    of.kind === 'lane' ? listBriefingsAbout(db, wardId, { kind: 'lane', id: of.key }) : [],
  ]);
  const block = blockIn(naming, of);
  const rows = of.kind === 'lane' ? await listBlockRows(db, wardId, block, orders) : lanesIn(naming, block.path);
  return {
    of,
    ...block,
    items: itemsOf(block.path, rows, orders),
    waysToDoors,
    briefings,
    version: orders.get(block.path.join(''))?.version ?? 0,
  };
}

async function listWaysToDoors(db: Reads, wardId: string, laneKey: string): Promise<Map<string, string>> {
  const rows = await queryRows(db, 'places-ways-to-doors', z.object({ id: z.string(), howToFind: z.string() }))`
      SELECT id, how_to_find AS "howToFind" FROM household WHERE ward_id = ${wardId} AND lane_key = ${laneKey} AND how_to_find <> ''`;
  return new Map(rows.map(({ id, howToFind }) => [id, howToFind]));
}

// ---------------------------------------------------------------- former names

const ALIAS_ROW = z.object({
  id: z.string(),
  kind: z.enum(PlaceKind),
  name: z.string(),
  alias: z.string(),
  note: z.string(),
  version: z.number(),
  /** Number of doors at the place with that name. */
  doors: z.number(),
});
export type AliasRow = z.infer<typeof ALIAS_ROW>;

/** The former names of the ward's places, with the number of doors at each. */
export const listAliases = (db: Reads, wardId: string): Promise<AliasRow[]> =>
  queryRows(db, 'places-aliases', ALIAS_ROW)`
      SELECT a.id, a.kind, a.name, a.alias, a.note, a.version, coalesce(d.doors, 0)::int AS doors
      FROM place_alias a
      LEFT JOIN (
        SELECT kind, folded, sum(doors) AS doors
        FROM (SELECT street, ngo, former_ward, count(*) AS doors FROM household WHERE ward_id = ${wardId} GROUP BY 1, 2, 3) h,
          LATERAL (VALUES ('street'::place_kind, fold_vietnamese(h.street)), ('alley', fold_vietnamese(h.ngo)), ('former_ward', fold_vietnamese(h.former_ward))) AS place (kind, folded)
        GROUP BY kind, folded) d ON d.kind = a.kind AND d.folded = a.name_folded
      WHERE a.ward_id = ${wardId} ORDER BY a.kind, a.name COLLATE "vi-VN-x-icu", a.alias COLLATE "vi-VN-x-icu"`;

export async function getAlias({ prisma }: Database, wardId: string, id: string) {
  const alias = await prisma.placeAlias.findFirst({
    where: { id, wardId },
    select: { id: true, kind: true, name: true, alias: true, note: true, version: true },
  });
  if (!alias) throw new NotFoundError();
  return alias;
}
export type AliasRecord = Awaited<ReturnType<typeof getAlias>>;

/** Only the former names, to recognise them in an address. */
const listKnownAliases = (db: Reads, wardId: string): Promise<KnownAlias[]> =>
  queryRows(db, 'places-known-aliases', ALIAS_ROW.pick({ kind: true, name: true, alias: true }))`
      SELECT kind, name, alias FROM place_alias WHERE ward_id = ${wardId}`;

const REGISTERED_PLACE = z.object({ kind: z.enum(PlaceKind), name: z.string() });

/** The registered places that can have a former name, each in the spelling of most of its doors. */
export async function listPlaces(db: Reads, wardId: string): Promise<z.infer<typeof REGISTERED_PLACE>[]> {
  const [places, formerWards] = await Promise.all([
    queryRows(db, 'places-of-register', REGISTERED_PLACE)`
        SELECT kind, name FROM (SELECT kind, (array_agg(name ORDER BY doors DESC))[1] AS name
        FROM (SELECT street, ngo, former_ward, count(*) AS doors FROM household WHERE ward_id = ${wardId} GROUP BY 1, 2, 3) h,
          LATERAL (VALUES ('street'::place_kind, h.street), ('alley', CASE WHEN h.ngo ~ '[0-9]' THEN '' ELSE h.ngo END), ('former_ward', h.former_ward)) AS place (kind, name)
        WHERE name <> ''
        GROUP BY kind, fold_vietnamese(name)) spelled
        ORDER BY kind, name COLLATE "vi-VN-x-icu"`,
    queryRows(db, 'places-former-wards', REGISTERED_PLACE)`
        SELECT 'former_ward' AS kind, unnest(former_wards) AS name FROM ward WHERE id = ${wardId}`,
  ]);
  const known = new Set(places.filter(({ kind }) => kind === 'former_ward').map(({ name }) => name));
  return [...places, ...formerWards.filter(({ name }) => !known.has(name))];
}

/** Whether a door of the ward is on a street, or in an alley, with that folded name. */
async function hasPlace(db: Reads, wardId: string, kind: 'street' | 'alley', folded: string): Promise<boolean> {
  const doors = await queryRows(db, 'places-has-place', z.object({ id: z.string() }))`
      SELECT h.id FROM household_search_key k JOIN household h ON h.id = k.household_id
      WHERE k.ward_id = ${wardId} AND k.key = ${folded} AND fold_vietnamese(h.${raw(kind === 'street' ? 'street' : 'ngo')}) = ${folded} LIMIT 1`;
  return doors.length > 0;
}

/**
 * The former name of a street or alley in an address; null when there is none. `isSure` is false when several places
 * had that name, or when registered doors are at a place that has it today.
 */
export async function findOldName(db: Reads, wardId: string, address: Address) {
  const old = oldNameIn(address, await listKnownAliases(db, wardId));
  if (!old) return null;
  return {
    ...old,
    isSure: old.official.length === 1 && !(await hasPlace(db, wardId, old.kind, foldVietnamese(old.typed))),
  };
}
