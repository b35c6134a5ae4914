import { raw } from '../../../shared/sql';
import type { Database, Transaction, Reads } from '../../../db/database';
import type { ResidenceStatus } from '../../../generated/prisma/enums';
import type { Address } from '../../../shared/address';
import type { LocalDate } from '../../../shared/dates';
import { foldVietnamese } from '../../../shared/vietnamese-text';
import { pausesOn } from '../../../shared/pauses';
import { NotFoundError } from '../../../shared/errors';
import { MET_SOMEBODY, NO_WARD_DOOR } from './counted-doors';
import type { DoorFacts } from './door-state';
import type { HouseholdFilter } from './forms';
import { ALL_FOUND, FOUND_PER_PAGE, searchStatement, searchValues } from './search-sql';
import type { SearchTerms } from './search-text';

export const HOUSEHOLD_PAGE_SIZE = 50;

export interface DoorRow extends DoorFacts {
  id: string;
  addressLine: string;
  houseNumber: string;
  room: string;
  laneKey: string;
  laneLabel: string;
  groupName: string | null;
  headName: string | null;
  memberCount: number;
  /** Former names of its street or alley that are still in use; null when none is recorded. */
  oldNames: string | null;
  total?: number;
}

/** The facts that decide the state of a door `h`, from the visits that VISITS joins to it. */
export const DOOR_FACTS = (
  today: string,
) => `h.occupancy, visits."lastOutcome", coalesce(visits."wasMet", false) AS "wasMet",
  coalesce(visits."wasHelped", false) AS "wasHelped",
  EXISTS (SELECT 1 FROM ${pausesOn(raw(today)).text} p WHERE p.household_id = h.id) AS "isPaused"`;
export const VISITS = `LEFT JOIN LATERAL (
    SELECT (array_agg(v.outcome ORDER BY v.arrived_at DESC))[1] AS "lastOutcome", bool_or(${MET_SOMEBODY}) AS "wasMet",
      bool_or(EXISTS (SELECT 1 FROM assisted_procedure a WHERE a.visit_id = v.id)) AS "wasHelped"
    FROM visit v WHERE v.household_id = h.id) visits ON true`;

/** A household `h` in list form. $1 is the ward, $2 today. */
const DOOR_COLUMNS = `h.id, h.address_line AS "addressLine", h.house_number AS "houseNumber", h.room, h.lane_key AS "laneKey",
  h.lane_label AS "laneLabel", g.name AS "groupName", members."headName", members."memberCount", ${DOOR_FACTS('$2')},
  (SELECT string_agg(a.alias, ', ' ORDER BY a.alias) FROM place_alias a WHERE a.ward_id = h.ward_id AND (
    a.kind = 'street' AND a.name_folded = fold_vietnamese(h.street) OR a.kind = 'alley' AND a.name_folded = fold_vietnamese(h.ngo))) AS "oldNames"`;
const DOOR_JOINS = `LEFT JOIN residential_group g ON g.id = h.residential_group_id
  LEFT JOIN LATERAL (
    SELECT count(*)::int AS "memberCount", (
      SELECT r.full_name FROM household_membership head JOIN resident r ON r.id = head.resident_id
      WHERE head.household_id = h.id AND head.valid_to IS NULL AND head.relation = 'head') AS "headName"
    FROM household_membership m WHERE m.household_id = h.id AND m.valid_to IS NULL) members ON true
  ${VISITS}`;

/** One page of the register in walking order, plus one row when there is another page. */
export async function listHouseholds(
  { pool }: Reads,
  wardId: string,
  filter: HouseholdFilter,
  today: LocalDate,
): Promise<DoorRow[]> {
  const conditions = ['h.ward_id = $1'];
  const values: unknown[] = [wardId, today];
  const where = (condition: (parameter: string) => string, value: unknown) => {
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  if (filter.groupId) where((group) => `h.residential_group_id = ${group}`, filter.groupId);
  if (filter.laneKey) where((lane) => `h.lane_key = ${lane}`, filter.laneKey);
  if (filter.occupancy) where((occupancy) => `h.occupancy = ${occupancy}`, filter.occupancy);
  const total = `(SELECT count(*)::int FROM household h WHERE ${conditions.join(' AND ')})`;
  if (filter.after) {
    where(
      (after) =>
        `(h.walk_order, h.id) > ((SELECT walk_order FROM household WHERE ward_id = $1 AND id = ${after}), ${after}::uuid)`,
      filter.after,
    );
  }
  const used = [
    filter.groupId && 'group',
    filter.laneKey && 'lane',
    filter.occupancy && 'occupancy',
    filter.after && 'after',
  ];
  const { rows } = await pool.query<DoorRow>({
    name: ['households-list', ...used.filter(Boolean)].join('-'),
    text: `SELECT ${DOOR_COLUMNS}, ${total} AS total
           FROM (SELECT * FROM household h WHERE ${conditions.join(' AND ')} ORDER BY h.walk_order, h.id LIMIT ${HOUSEHOLD_PAGE_SIZE + 1}) h
           ${DOOR_JOINS}
           ORDER BY h.walk_order, h.id`,
    values,
  });
  return rows;
}

export interface ListOptions {
  groups: { id: string; name: string }[];
  lanes: { key: string; label: string }[];
}

/** A longer list is useless for choosing from. */
const MAX_LANES = 300;

/**
 * The filter options of the register: the groups, and the lanes of the selected group. Without a group, all lanes of
 * the ward, unless there are too many to choose from; they are read with a loose index scan.
 */
export async function findListOptions(
  { pool }: Database,
  wardId: string,
  groupId: string | null,
): Promise<ListOptions> {
  const { rows } = await pool.query<ListOptions>({
    name: groupId ? 'households-list-options-of-group' : 'households-list-options',
    text: listOptions(groupId && '$2'),
    values: groupId ? [wardId, groupId] : [wardId],
  });
  return rows[0]!;
}

/**
 * The filter options as one row of a statement whose $1 is the ward.
 * @param group the place of the selected group among the parameters; null without one.
 */
export const listOptions = (group: string | null) => `${group ? LANES_OF_GROUP(group) : LANES_OF_WARD}
  SELECT (SELECT CASE WHEN count(*) > ${MAX_LANES} THEN '[]' ELSE coalesce(json_agg(json_build_object('key', key, 'label', label) ORDER BY key), '[]') END FROM lane) AS lanes,
    (SELECT coalesce(json_agg(json_build_object('id', id, 'name', name) ORDER BY length(code), code), '[]')
     FROM residential_group WHERE ward_id = $1 AND valid_to IS NULL) AS groups`;

const LANES_OF_GROUP = (group: string) => `WITH lane AS (
  SELECT DISTINCT lane_key AS key, lane_label AS label FROM household WHERE ward_id = $1 AND residential_group_id = ${group})`;
const LANES_OF_WARD = `WITH RECURSIVE jump AS (
    (SELECT lane_key AS key, lane_label AS label FROM household WHERE ward_id = $1 ORDER BY lane_key LIMIT 1)
    UNION ALL
    SELECT next.key, next.label FROM jump, LATERAL (
      SELECT lane_key AS key, lane_label AS label FROM household
      WHERE ward_id = $1 AND lane_key > jump.key ORDER BY lane_key LIMIT 1) next),
  lane AS (SELECT key, label FROM jump LIMIT ${MAX_LANES + 1})`;

export interface ResidentHit {
  id: string;
  fullName: string;
  birthDate: LocalDate | null;
  birthPrecision: 'day' | 'year' | null;
  phone: string | null;
  last4: string | null;
  status: ResidenceStatus;
  householdId: string | null;
  addressLine: string | null;
  groupName: string | null;
}

export interface SearchResult {
  residents: ResidentHit[];
  residentCount: number;
  doors: DoorRow[];
  doorCount: number;
}

export const SEARCH = searchStatement({ columns: DOOR_COLUMNS, joins: DOOR_JOINS });

/**
 * Finds people and doors. `hashes` are those of a complete national number, one for each active key; empty when none
 * was typed.
 */
export async function searchRegister(
  { pool }: Reads,
  wardId: string,
  { terms, hashes = [] }: { terms: SearchTerms; hashes?: readonly Uint8Array[] },
  today: LocalDate,
): Promise<SearchResult> {
  const { rows } = await pool.query<SearchResult>({
    name: 'households-search',
    text: SEARCH,
    values: searchValues(wardId, today, terms, hashes),
  });
  return rows[0]!;
}

const SEARCH_ALL = searchStatement({ columns: DOOR_COLUMNS, joins: DOOR_JOINS }, ALL_FOUND);

/** One page, from 1, of all that a search finds, up to the 500 that are counted. */
export async function searchAll(
  { pool }: Database,
  wardId: string,
  { terms, hashes = [], page }: { terms: SearchTerms; hashes?: readonly Uint8Array[]; page: number },
  today: LocalDate,
): Promise<SearchResult> {
  const { rows } = await pool.query<SearchResult>({
    name: 'households-search-all',
    text: SEARCH_ALL,
    values: [...searchValues(wardId, today, terms, hashes), (page - 1) * FOUND_PER_PAGE],
  });
  return rows[0]!;
}

/**
 * Adds the accents that other doors of the ward have to a street or alley typed without any, so that one street is not
 * spelled in two ways. A name with any accent is left as typed.
 */
export async function spellLikeNeighbours(
  prisma: Pick<Transaction, 'household'>,
  wardId: string,
  address: Address,
): Promise<Address> {
  const spell = async (field: 'street' | 'ngo') => {
    const folded = foldVietnamese(address[field]);
    const isBare = /^[a-z]/.test(folded) && folded === address[field].toLowerCase();
    if (!isBare) return address[field];
    const neighbours = await prisma.household.findMany({
      where: { wardId, householdSearchKeys: { some: { key: folded } } },
      distinct: [field],
      select: { street: true, ngo: true },
      take: 5,
    });
    const spellings = neighbours
      .map((neighbour) => neighbour[field])
      .filter((spelling) => foldVietnamese(spelling) === folded);
    return spellings.find((spelling) => spelling.toLowerCase() !== folded) ?? address[field];
  };
  const street = await spell('street');
  const ngo = await spell('ngo');
  return { ...address, street, ngo };
}

/**
 * Registered doors that may match an address, given in folded printed form: equal, or with additional parts before or
 * after it.
 */
export async function findSimilarDoors(
  { pool }: Database,
  wardId: string,
  addressFolded: string,
  today: LocalDate,
): Promise<DoorRow[]> {
  const { rows } = await pool.query<DoorRow>({
    name: 'households-doors-like',
    text: `SELECT ${DOOR_COLUMNS}
           FROM (SELECT h.* FROM (
                   SELECT DISTINCT household_id FROM (
                     SELECT household_id FROM household_search_key
                     WHERE ward_id = $1 AND key >= $3 AND key < $3 || chr(1114111) ORDER BY key LIMIT 200) AS k) AS f,
                   LATERAL (SELECT * FROM household WHERE id = f.household_id OFFSET 0) h
                 ORDER BY h.walk_order, h.id LIMIT 12) h ${DOOR_JOINS}
           ORDER BY h.walk_order, h.id`,
    values: [wardId, today, addressFolded],
  });
  return rows;
}

/** A household's own columns, for its form. */
export async function getHousehold({ prisma }: Database, wardId: string, id: string) {
  const household = await prisma.household.findFirst({ where: { id, wardId } });
  if (!household) throw new NotFoundError();
  return household;
}
export type HouseholdRecord = Awaited<ReturnType<typeof getHousehold>>;

/** The options of a household's form: today's groups (plus the household's own), and the former wards. */
export async function findHouseholdFormOptions(
  { pool }: Reads,
  wardId: string,
  ownGroupId: string | null = null,
): Promise<HouseholdFormOptions> {
  const { rows } = await pool.query<HouseholdFormOptions>({
    name: 'households-form-options',
    text: `SELECT former_wards AS "formerWards",
             (SELECT coalesce(json_agg(json_build_object('id', id, 'code', code, 'name', name)), '[]')
              FROM residential_group WHERE ward_id = $1 AND (valid_to IS NULL OR id = $2)) AS groups
           FROM ward WHERE id = $1`,
    values: [wardId, ownGroupId],
  });
  const { groups, formerWards } = rows[0]!;
  return { groups: groups.sort(byCode), formerWards };
}

export interface HouseholdFormOptions {
  groups: { id: string; code: string; name: string }[];
  formerWards: string[];
}

/** The number of households in a group, and how many of them are not ward doors. */
const GROUP_DOORS = {
  _count: { select: { households: true } },
  households: { where: NO_WARD_DOOR, select: { id: true } },
} as const;

/** The residential groups of the ward with their number of households; today's groups first. */
export async function listGroups({ prisma }: Database, wardId: string) {
  const groups = await prisma.residentialGroup.findMany({ where: { wardId }, include: GROUP_DOORS });
  return groups.sort((a, b) => Number(a.validTo !== null) - Number(b.validTo !== null) || byCode(a, b));
}
export type GroupRow = Awaited<ReturnType<typeof listGroups>>[number];

export async function getGroup({ prisma }: Database, wardId: string, id: string) {
  const group = await prisma.residentialGroup.findFirst({ where: { id, wardId }, include: GROUP_DOORS });
  if (!group) throw new NotFoundError();
  return group;
}

/** Tổ 2 before tổ 12, and tổ 12 before tổ 12A. */
function byCode(a: { code: string }, b: { code: string }): number {
  return a.code.localeCompare(b.code, 'vi', { numeric: true });
}
