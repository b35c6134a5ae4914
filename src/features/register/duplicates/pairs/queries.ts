import { z } from 'zod';
import type { Database, Reads } from '../../../../db/database';
import { queryMaybe, queryRow, queryRows } from '../../../../db/query-rows';
import { HouseholdRelation, PriorityKind, RegisterEventKind } from '../../../../generated/prisma/enums';
import { birthSql } from '../../../../shared/birth-sql';
import { BIRTH } from '../../../../shared/row-schemas';
import { constant, empty, raw, sql, type Sql } from '../../../../shared/sql';
import { formatDateTime } from '../../../../shared/dates';
import { NotFoundError } from '../../../../shared/errors';
import { findLastChanges } from '../../../office/audit/last-change';
import { samePerson, type SamePerson } from '../../residents/same-person';
import type { MergeKind } from '../merging/record-queries';
import { thousandths } from './blocks';
import { SCORED_COLUMNS, SCORED_ROW } from './search-queries';

export const PAIR_PAGE_SIZE = 30;

const PAIRED_PERSON = SCORED_ROW.extend({ addressLine: z.string().nullable(), groupName: z.string().nullable() });
export type PairedPerson = z.infer<typeof PAIRED_PERSON>;

/** Two people or two households, and who said that they are not the same. */
export const PAIR_OF_RECORDS = z.object({
  id: z.string(),
  score: z.number(),
  distinctAt: z.date().nullable(),
  distinctBy: z.string().nullable(),
  distinctNote: z.string(),
});
const PAIR = PAIR_OF_RECORDS.extend({ pairedBy: z.string().nullable(), one: PAIRED_PERSON, other: PAIRED_PERSON });
export interface PairRow extends z.infer<typeof PAIR> {
  /** In the list: how long it is, counted to MAX_COUNTED + 1. */
  total?: number;
  /** The current comparison; the stored score is that of the last search. */
  same: SamePerson;
}

export interface PairFilter {
  /** The key after which the page begins; null on the first page. */
  after: string | null;
  state: 'open' | 'distinct';
  /** Only nearly certain pairs, or only the others. */
  band: 'sure' | 'possible' | null;
  groupId: string | null;
}

const personJson = (id: string): Sql => sql`(SELECT to_jsonb(person) FROM (
  SELECT ${SCORED_COLUMNS}, h.address_line AS "addressLine", g.name AS "groupName" FROM resident r
  LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
  LEFT JOIN residential_group g ON g.id = h.residential_group_id WHERE r.id = ${raw(id)}) AS person)`;

const PAIR_COLUMNS = sql`p.id, p.score, p.distinct_at AS "distinctAt", decided.display_name AS "distinctBy", p.distinct_note AS "distinctNote",
  paired.display_name AS "pairedBy", ${personJson('p.one_id')} AS one, ${personJson('p.other_id')} AS other`;
const PAIR_JOINS = sql`LEFT JOIN user_account decided ON decided.id = p.distinct_by LEFT JOIN user_account paired ON paired.id = p.paired_by`;

const withScore = <Row extends z.infer<typeof PAIR>>(row: Row): Row & { same: SamePerson } => ({
  ...row,
  same: samePerson(row.one, row.other),
});

/**
 * A page of pairs, most likely first; for pairs marked as two people, the newest decision first. One row more when
 * there is another page.
 */
export async function listPairs(
  db: Reads,
  wardId: string,
  { state, band, groupId, after }: PairFilter,
  sureFrom: number,
): Promise<PairRow[]> {
  const matches = sql`p.distinct_at ${raw(state === 'open' ? 'IS NULL' : 'IS NOT NULL')}
    ${band ? sql`AND p.score ${raw(band === 'sure' ? '>=' : '<')} ${thousandths(sureFrom)}` : empty}
    ${
      groupId
        ? sql`AND EXISTS (SELECT 1 FROM household_membership m JOIN household h ON h.id = m.household_id
            WHERE m.resident_id IN (p.one_id, p.other_id) AND m.valid_to IS NULL AND h.residential_group_id = ${groupId})`
        : empty
    }`;
  const order = raw(state === 'open' ? 'score' : 'distinct_at');
  const comesAfter = after
    ? sql`AND (p.${order}, p.id) < ((SELECT ${order} FROM duplicate_pair WHERE ward_id = ${wardId} AND id = ${after}), ${after}::uuid)`
    : empty;
  const rows = await queryRows(db, 'duplicates-pairs', PAIR.extend({ total: z.number() }))`
      SELECT ${PAIR_COLUMNS}, ${counted(wardId, 'duplicate_pair p', matches)} AS total
      FROM (SELECT * FROM duplicate_pair p WHERE p.ward_id = ${wardId} AND ${matches} ${comesAfter}
        ORDER BY p.${order} DESC, p.id DESC LIMIT ${constant(PAIR_PAGE_SIZE + 1)}) AS p ${PAIR_JOINS}
      ORDER BY p.${order} DESC, p.id DESC`;
  return rows.map(withScore);
}

/** Null when the pair was merged or is no longer likely. */
export async function findPair(db: Reads, wardId: string, id: string): Promise<PairRow | null> {
  const pair = await queryMaybe(db, 'duplicates-pair', PAIR)`
      SELECT ${PAIR_COLUMNS} FROM duplicate_pair p ${PAIR_JOINS} WHERE p.ward_id = ${wardId} AND p.id = ${id}`;
  return pair && withScore(pair);
}

/** How likely two residents of the ward are the same person. @throws NotFoundError when one does not exist. */
export async function scorePair(db: Reads, wardId: string, oneId: string, otherId: string): Promise<SamePerson> {
  const [one, other] = await queryRows(db, 'duplicates-score-pair', SCORED_ROW)`
      SELECT ${SCORED_COLUMNS} FROM resident r LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
      WHERE r.ward_id = ${wardId} AND r.id IN (${oneId}, ${otherId}) ORDER BY r.id`;
  if (!one || !other) throw new NotFoundError();
  return samePerson(one, other);
}

/** What is shown above every list: how many pairs await a decision, and when the ward was searched. */
const LIST_HEAD = z.object({
  people: z.number(),
  households: z.number(),
  /** People reported from doors who are not confirmed yet. */
  newcomers: z.number(),
  requestedAt: z.date().nullable(),
  beganAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
  residents: z.number(),
});
export type ListHead = z.infer<typeof LIST_HEAD>;

export const MAX_COUNTED = 1000;

const counted = (wardId: string, table: string, matches: Sql): Sql =>
  sql`(SELECT count(*)::int FROM (SELECT 1 FROM ${raw(table)} WHERE ward_id = ${wardId} AND ${matches} LIMIT ${constant(MAX_COUNTED + 1)}) AS open)`;
const IS_OPEN = sql`distinct_at IS NULL`;

/** The pairs are counted up to a thousand. */
export const readListHead = (db: Reads, wardId: string): Promise<ListHead> =>
  queryRow(db, 'duplicates-list-head', LIST_HEAD)`
      SELECT ${counted(wardId, 'duplicate_pair', IS_OPEN)} AS people, ${counted(wardId, 'duplicate_household_pair', IS_OPEN)} AS households,
        ${counted(wardId, 'newcomer', sql`is_waiting`)} AS newcomers,
        s.requested_at AS "requestedAt", s.began_at AS "beganAt", s.finished_at AS "finishedAt", coalesce(s.residents, 0) AS residents
      FROM ward w LEFT JOIN duplicate_search s ON s.ward_id = w.id WHERE w.id = ${wardId}`;

/** The same with the groups of the ward, for the filter. */
export async function readFilteredHead(
  db: Reads,
  wardId: string,
): Promise<{ head: ListHead; groups: { id: string; name: string }[] }> {
  const [head, groups] = await Promise.all([
    readListHead(db, wardId),
    queryRows(db, 'duplicates-groups', z.object({ id: z.string(), name: z.string(), code: z.string() }))`
        SELECT id, name, code FROM residential_group WHERE ward_id = ${wardId} AND valid_to IS NULL`,
  ]);
  return { head, groups: groups.sort((a, b) => a.code.localeCompare(b.code, 'vi', { numeric: true })) };
}

// ------------------------------------------------------------ dependents of one record

const DEPENDENTS = z.object({
  id: z.string(),
  memberships: z.array(
    z.object({
      householdId: z.string(),
      addressLine: z.string(),
      relation: z.enum(HouseholdRelation),
      relationNote: z.string(),
      from: z.string(),
      to: z.string().nullable(),
    }),
  ),
  facts: z.array(z.object({ kind: z.enum(PriorityKind), from: z.string(), to: z.string().nullable() })),
  helps: z.array(z.object({ addressLine: z.string() })),
  events: z.array(z.object({ kind: z.enum(RegisterEventKind), on: z.string() })),
  lastVisit: z.string().nullable(),
  lastUse: z.string().nullable(),
});
export type Dependents = z.infer<typeof DEPENDENTS>;

/** The parts of two people's records that a reviewer reads before a merge, by id; other rows are only counted. */
export async function readDependents(
  db: Reads,
  residentIds: readonly [string, string],
): Promise<Map<string, Dependents>> {
  const rows = await queryRows(db, 'duplicates-dependents', DEPENDENTS)`SELECT r.id,
        (SELECT coalesce(json_agg(json_build_object('householdId', h.id, 'addressLine', h.address_line, 'relation', m.relation, 'relationNote', m.relation_note, 'from', m.valid_from, 'to', m.valid_to)
           ORDER BY m.valid_to IS NOT NULL, m.valid_from DESC), '[]') FROM household_membership m JOIN household h ON h.id = m.household_id WHERE m.resident_id = r.id) AS memberships,
        (SELECT coalesce(json_agg(json_build_object('kind', f.kind, 'from', f.valid_from, 'to', f.valid_to) ORDER BY f.valid_from DESC), '[]') FROM priority_fact f WHERE f.resident_id = r.id) AS facts,
        (SELECT coalesce(json_agg(json_build_object('addressLine', coalesce(helped.full_name, h.address_line)) ORDER BY d.valid_from, d.id), '[]')
           FROM digital_helper d LEFT JOIN resident helped ON helped.id = d.helped_id LEFT JOIN household h ON h.id = d.household_id
           WHERE d.resident_id = r.id AND d.valid_to IS NULL) AS helps,
        (SELECT coalesce(json_agg(json_build_object('kind', e.kind, 'on', e.happened_on) ORDER BY e.happened_on DESC), '[]')
           FROM (SELECT * FROM register_event WHERE resident_id = r.id ORDER BY happened_on DESC LIMIT 5) AS e) AS events,
        (SELECT max(v.visited_on) FROM visit_presence p JOIN visit v ON v.id = p.visit_id WHERE p.resident_id = r.id) AS "lastVisit",
        (SELECT max(u.used_on) FROM portal_use u WHERE u.resident_id = r.id) AS "lastUse"
      FROM unnest(${residentIds}::uuid[]) AS r (id)`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** Who changed either of two records last, and when. */
export async function findLastChangeOfPair(db: Database, wardId: string, type: MergeKind, ids: readonly string[]) {
  const [last] = await findLastChanges(db, wardId, { type, ids });
  return last ? { by: last.by, at: formatDateTime(last.at) } : null;
}

// ------------------------------------------------------------ pairs of households

const PAIRED_HOUSEHOLD = z.object({
  id: z.string(),
  addressLine: z.string(),
  code: z.string().nullable(),
  headName: z.string().nullable(),
  memberCount: z.number(),
});
const HOUSEHOLD_PAIR_ROW = PAIR_OF_RECORDS.extend({ one: PAIRED_HOUSEHOLD, other: PAIRED_HOUSEHOLD });
export type HouseholdPairRow = z.infer<typeof HOUSEHOLD_PAIR_ROW>;

const householdJson = (id: string): Sql =>
  sql`(SELECT json_build_object('id', h.id, 'addressLine', h.address_line, 'code', h.code,
  'headName', (SELECT r.full_name FROM household_membership m JOIN resident r ON r.id = m.resident_id WHERE m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head'),
  'memberCount', (SELECT count(*) FROM household_membership m WHERE m.household_id = h.id AND m.valid_to IS NULL)) FROM household h WHERE h.id = ${raw(id)})`;
const HOUSEHOLD_COLUMNS = sql`p.id, p.score, p.distinct_at AS "distinctAt", u.display_name AS "distinctBy", p.distinct_note AS "distinctNote", ${householdJson('p.one_id')} AS one, ${householdJson('p.other_id')} AS other`;

/** A page of households that may be duplicates, most likely first; one row more when there is another page. */
export const listHouseholdPairs = (db: Reads, wardId: string, after: string | null): Promise<HouseholdPairRow[]> =>
  queryRows(db, 'duplicates-households', HOUSEHOLD_PAIR_ROW)`SELECT ${HOUSEHOLD_COLUMNS}
      FROM (SELECT * FROM duplicate_household_pair p WHERE p.ward_id = ${wardId} AND p.distinct_at IS NULL
        ${after ? sql`AND (p.score, p.id) < (SELECT l.score, l.id FROM duplicate_household_pair l WHERE l.ward_id = ${wardId} AND l.id = ${after})` : empty}
        ORDER BY p.score DESC, p.id DESC LIMIT ${constant(PAIR_PAGE_SIZE + 1)}) AS p
      LEFT JOIN user_account u ON u.id = p.distinct_by ORDER BY p.score DESC, p.id DESC`;

/** Null when the pair was merged or is no longer likely. */
export const findHouseholdPair = (db: Reads, wardId: string, id: string): Promise<HouseholdPairRow | null> =>
  queryMaybe(db, 'duplicates-household-pair', HOUSEHOLD_PAIR_ROW)`
      SELECT ${HOUSEHOLD_COLUMNS} FROM duplicate_household_pair p LEFT JOIN user_account u ON u.id = p.distinct_by WHERE p.ward_id = ${wardId} AND p.id = ${id}`;

const MEMBER_LINE = z.object({
  householdId: z.string(),
  fullName: z.string(),
  relation: z.enum(HouseholdRelation),
  birth: BIRTH.nullable(),
});
export type MemberLine = z.infer<typeof MEMBER_LINE>;

export const listMembers = (db: Reads, householdIds: readonly [string, string]): Promise<MemberLine[]> =>
  queryRows(db, 'duplicates-members', MEMBER_LINE)`
      SELECT m.household_id AS "householdId", r.full_name AS "fullName", m.relation, ${birthSql('r')} AS birth
      FROM household_membership m JOIN resident r ON r.id = m.resident_id WHERE m.household_id = ANY (${householdIds}::uuid[]) AND m.valid_to IS NULL
      ORDER BY m.relation <> 'head', r.birth_date, r.sort_name`;
