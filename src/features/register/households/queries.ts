import { z } from 'zod';
import type { Database, Transaction, Reads } from '../../../db/database';
import { queryPrepared, queryRows } from '../../../db/query-rows';
import { ResidenceStatus } from '../../../generated/prisma/enums';
import { BIRTH } from '../../../shared/row-schemas';
import { constant, empty, sql, type Sql } from '../../../shared/sql';
import type { Address } from '../../../shared/address';
import type { LocalDate } from '../../../shared/dates';
import { foldVietnamese } from '../../../shared/vietnamese-text';
import { pausesOn } from '../../../shared/pauses';
import { NotFoundError } from '../../../shared/errors';
import { MET_SOMEBODY, NO_WARD_DOOR } from './counted-doors';
import { DOOR_FACTS } from './door-state';
import type { HouseholdFilter } from './forms';
import { searchStatement } from './search-sql';
import type { SearchTerms } from './search-text';

export const HOUSEHOLD_PAGE_SIZE = 50;

const DOOR_ROW = DOOR_FACTS.extend({
  id: z.string(),
  addressLine: z.string(),
  houseNumber: z.string(),
  room: z.string(),
  laneKey: z.string(),
  laneLabel: z.string(),
  groupName: z.string().nullable(),
  headName: z.string().nullable(),
  memberCount: z.number(),
  /** Former names of its street or alley that are still in use; null when none is recorded. */
  oldNames: z.string().nullable(),
});
export type DoorRow = z.infer<typeof DOOR_ROW>;

/** The facts that decide the state of a door `h` (door-state.ts), from the visits that VISITS joins to it. */
export const doorFactsOn = (today: LocalDate): Sql =>
  sql`h.occupancy, visits."lastOutcome", coalesce(visits."wasMet", false) AS "wasMet",
  coalesce(visits."wasHelped", false) AS "wasHelped",
  EXISTS (SELECT 1 FROM ${pausesOn(today)} p WHERE p.household_id = h.id) AS "isPaused"`;
export const VISITS = sql`LEFT JOIN LATERAL (
    SELECT (array_agg(v.outcome ORDER BY v.arrived_at DESC))[1] AS "lastOutcome", bool_or(${MET_SOMEBODY}) AS "wasMet",
      bool_or(EXISTS (SELECT 1 FROM assisted_procedure a WHERE a.visit_id = v.id)) AS "wasHelped"
    FROM visit v WHERE v.household_id = h.id) visits ON true`;

/** A household `h` in list form. */
const doorColumns = (today: LocalDate): Sql =>
  sql`h.id, h.address_line AS "addressLine", h.house_number AS "houseNumber", h.room, h.lane_key AS "laneKey",
  h.lane_label AS "laneLabel", g.name AS "groupName", members."headName", members."memberCount", ${doorFactsOn(today)},
  (SELECT string_agg(a.alias, ', ' ORDER BY a.alias) FROM place_alias a WHERE a.ward_id = h.ward_id AND (
    a.kind = 'street' AND a.name_folded = fold_vietnamese(h.street) OR a.kind = 'alley' AND a.name_folded = fold_vietnamese(h.ngo))) AS "oldNames"`;
const DOOR_JOINS = sql`LEFT JOIN residential_group g ON g.id = h.residential_group_id
  LEFT JOIN LATERAL (
    SELECT count(*)::int AS "memberCount", (
      SELECT r.full_name FROM household_membership head JOIN resident r ON r.id = head.resident_id
      WHERE head.household_id = h.id AND head.valid_to IS NULL AND head.relation = 'head') AS "headName"
    FROM household_membership m WHERE m.household_id = h.id AND m.valid_to IS NULL) members ON true
  ${VISITS}`;

/** One page of the register in walking order, plus one row when there is another page. */
export function listHouseholds(db: Reads, wardId: string, filter: HouseholdFilter, today: LocalDate) {
  const { groupId, laneKey, occupancy, after } = filter;
  const matches = sql`h.ward_id = ${wardId} ${groupId ? sql`AND h.residential_group_id = ${groupId}` : empty}
    ${laneKey ? sql`AND h.lane_key = ${laneKey}` : empty} ${occupancy ? sql`AND h.occupancy = ${occupancy}` : empty}`;
  const comesAfter = after
    ? sql`AND (h.walk_order, h.id) > ((SELECT walk_order FROM household WHERE ward_id = ${wardId} AND id = ${after}), ${after}::uuid)`
    : empty;
  return queryPrepared(db, 'households-list', DOOR_ROW.extend({ total: z.number() }))`
      SELECT ${doorColumns(today)}, (SELECT count(*)::int FROM household h WHERE ${matches}) AS total
      FROM (SELECT * FROM household h WHERE ${matches} ${comesAfter} ORDER BY h.walk_order, h.id LIMIT ${constant(HOUSEHOLD_PAGE_SIZE + 1)}) h
      ${DOOR_JOINS}
      ORDER BY h.walk_order, h.id`;
}

export const LIST_OPTIONS = z.object({
  groups: z.array(z.object({ id: z.string(), name: z.string() })),
  lanes: z.array(z.object({ key: z.string(), label: z.string() })),
});
export type ListOptions = z.infer<typeof LIST_OPTIONS>;

/** A longer list is useless for choosing from. */
const MAX_LANES = 300;

export async function findListOptions(db: Reads, wardId: string, groupId: string | null): Promise<ListOptions> {
  const [options] = await queryPrepared(db, 'households-list-options', LIST_OPTIONS)`${listOptions(wardId, groupId)}`;
  return options!;
}

/**
 * SQL: the filter options of the register, as one row: the groups, and the lanes of the selected group. Without a group,
 * all lanes of the ward, unless there are too many to choose from; they are read with a loose index scan.
 */
export const listOptions = (wardId: string, groupId: string | null): Sql => sql`
  ${groupId ? lanesOfGroup(wardId, groupId) : lanesOfWard(wardId)}
  SELECT (SELECT CASE WHEN count(*) > ${constant(MAX_LANES)} THEN '[]' ELSE coalesce(json_agg(json_build_object('key', key, 'label', label) ORDER BY key), '[]') END FROM lane) AS lanes,
    (SELECT coalesce(json_agg(json_build_object('id', id, 'name', name) ORDER BY length(code), code), '[]')
     FROM residential_group WHERE ward_id = ${wardId} AND valid_to IS NULL) AS groups`;

const lanesOfGroup = (wardId: string, groupId: string) => sql`WITH lane AS (
  SELECT DISTINCT lane_key AS key, lane_label AS label FROM household WHERE ward_id = ${wardId} AND residential_group_id = ${groupId})`;
const lanesOfWard = (wardId: string) => sql`WITH RECURSIVE jump AS (
    (SELECT lane_key AS key, lane_label AS label FROM household WHERE ward_id = ${wardId} ORDER BY lane_key LIMIT 1)
    UNION ALL
    SELECT next.key, next.label FROM jump, LATERAL (
      SELECT lane_key AS key, lane_label AS label FROM household
      WHERE ward_id = ${wardId} AND lane_key > jump.key ORDER BY lane_key LIMIT 1) next),
  lane AS (SELECT key, label FROM jump LIMIT ${constant(MAX_LANES + 1)})`;

/** By what a resident is told from others. */
export const KNOWN_PERSON = z.object({
  id: z.string(),
  fullName: z.string(),
  birth: BIRTH.nullable(),
  phone: z.string().nullable(),
  last4: z.string().nullable(),
  status: z.enum(ResidenceStatus),
  householdId: z.string().nullable(),
  addressLine: z.string().nullable(),
});
export type KnownPerson = z.infer<typeof KNOWN_PERSON>;
const RESIDENT_HIT = KNOWN_PERSON.extend({ groupName: z.string().nullable() });
export type ResidentHit = z.infer<typeof RESIDENT_HIT>;

export const SEARCH_RESULT = z.object({
  residents: z.array(RESIDENT_HIT),
  residentCount: z.number(),
  doors: z.array(DOOR_ROW),
  doorCount: z.number(),
});
export type SearchResult = z.infer<typeof SEARCH_RESULT>;

/**
 * SQL that finds people and doors. `hash` is that of a complete national number; null when none was typed.
 * @param page from 1, of all that the search finds, up to the 500 that are counted; null for the first answer, which is
 * shorter.
 */
export const registerSearch = (
  wardId: string,
  { terms, hash = null, page = null }: { terms: SearchTerms; hash?: Uint8Array | null; page?: number | null },
  today: LocalDate,
): Sql => searchStatement({ columns: doorColumns(today), joins: DOOR_JOINS }, wardId, { terms, hash, page });

export async function searchRegister(db: Reads, ...search: Parameters<typeof registerSearch>): Promise<SearchResult> {
  const [found] = await queryPrepared(db, 'households-search', SEARCH_RESULT)`${registerSearch(...search)}`;
  return found!;
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
export const findSimilarDoors = (db: Reads, wardId: string, addressFolded: string, today: LocalDate) =>
  queryPrepared(db, 'households-doors-like', DOOR_ROW)`SELECT ${doorColumns(today)}
      FROM (SELECT h.* FROM (
              SELECT DISTINCT household_id FROM (
                SELECT household_id FROM household_search_key
                WHERE ward_id = ${wardId} AND key >= ${addressFolded} AND key < ${addressFolded} || chr(1114111) ORDER BY key LIMIT 200) AS k) AS f,
              LATERAL (SELECT * FROM household WHERE id = f.household_id OFFSET 0) h
            ORDER BY h.walk_order, h.id LIMIT 12) h ${DOOR_JOINS}
      ORDER BY h.walk_order, h.id`;

/** A household's own columns, for its form. */
export async function getHousehold({ prisma }: Database, wardId: string, id: string) {
  const household = await prisma.household.findFirst({ where: { id, wardId } });
  if (!household) throw new NotFoundError();
  return household;
}
export type HouseholdRecord = Awaited<ReturnType<typeof getHousehold>>;

/** The options of a household's form: today's groups (plus the household's own), and the former wards. */
export async function findHouseholdFormOptions(db: Reads, wardId: string, ownGroupId: string | null = null) {
  const [options] = await queryRows(db, 'households-form-options', FORM_OPTIONS)`SELECT former_wards AS "formerWards",
        (SELECT coalesce(json_agg(json_build_object('id', id, 'code', code, 'name', name)), '[]')
         FROM residential_group WHERE ward_id = ${wardId} AND (valid_to IS NULL OR id = ${ownGroupId}::uuid)) AS groups
      FROM ward WHERE id = ${wardId}`;
  const { groups, formerWards } = options!;
  return { groups: groups.sort(byCode), formerWards };
}

const FORM_OPTIONS = z.object({
  groups: z.array(z.object({ id: z.string(), code: z.string(), name: z.string() })),
  formerWards: z.array(z.string()),
});
export type HouseholdFormOptions = z.infer<typeof FORM_OPTIONS>;

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
const byCode = (a: { code: string }, b: { code: string }): number =>
  a.code.localeCompare(b.code, 'vi', { numeric: true });
