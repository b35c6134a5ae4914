import { combineReads, type Read } from '../../../../db/combine-reads';
import type { Database, Reads } from '../../../../db/database';
import type { RegisterEventKind } from '../../../../generated/prisma/enums';
import { formatDateTime, type LocalDate } from '../../../../shared/dates';
import { NotFoundError } from '../../../../shared/errors';
import { findLastChange } from '../../../office/audit/last-change';
import { samePerson, type SamePerson } from '../../residents/same-person';
import type { MergeKind } from '../merging/record-queries';
import { thousandths } from './blocks';
import { factsOf, SCORED_COLUMNS, type ScoredRow } from './search-queries';

export const PAIR_PAGE_SIZE = 30;

export interface PairedPerson extends ScoredRow {
  addressLine: string | null;
  groupName: string | null;
}

export interface PairRow {
  id: string;
  score: number;
  distinctAt: Date | null;
  distinctBy: string | null;
  distinctNote: string;
  pairedBy: string | null;
  one: PairedPerson;
  other: PairedPerson;
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

const personJson = (id: string) => `(SELECT to_jsonb(person) FROM (
  SELECT ${SCORED_COLUMNS}, h.address_line AS "addressLine", g.name AS "groupName" FROM resident r
  LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
  LEFT JOIN residential_group g ON g.id = h.residential_group_id WHERE r.id = ${id}) AS person)`;

const PAIR_COLUMNS = `p.id, p.score, p.distinct_at AS "distinctAt", decided.display_name AS "distinctBy", p.distinct_note AS "distinctNote",
  paired.display_name AS "pairedBy", ${personJson('p.one_id')} AS one, ${personJson('p.other_id')} AS other`;
const PAIR_JOINS =
  'LEFT JOIN user_account decided ON decided.id = p.distinct_by LEFT JOIN user_account paired ON paired.id = p.paired_by';

function withScore(row: Omit<PairRow, 'same'>): PairRow {
  return { ...row, same: samePerson(factsOf(row.one), factsOf(row.other)) };
}

/**
 * A page of pairs, most likely first; for pairs marked as two people, the newest decision first. One row more when
 * there is another page.
 */
export async function listPairs(
  { pool }: Reads,
  wardId: string,
  { state, band, groupId, after: afterId }: PairFilter,
  sureFrom: number,
): Promise<PairRow[]> {
  const values: unknown[] = [wardId];
  const conditions = ['p.ward_id = $1', state === 'open' ? 'p.distinct_at IS NULL' : 'p.distinct_at IS NOT NULL'];
  const where = (value: unknown, condition: (parameter: string) => string) => {
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  if (band) where(thousandths(sureFrom), (from) => `p.score ${band === 'sure' ? '>=' : '<'} ${from}`);
  if (groupId) {
    where(
      groupId,
      (group) => `EXISTS (SELECT 1 FROM household_membership m JOIN household h ON h.id = m.household_id
      WHERE m.resident_id IN (p.one_id, p.other_id) AND m.valid_to IS NULL AND h.residential_group_id = ${group})`,
    );
  }
  const total = counted('duplicate_pair p', conditions.slice(1).join(' AND '));
  const order = state === 'open' ? 'score' : 'distinct_at';
  if (afterId)
    where(
      afterId,
      (after) =>
        `(p.${order}, p.id) < ((SELECT ${order} FROM duplicate_pair WHERE ward_id = $1 AND id = ${after}), ${after}::uuid)`,
    );
  const used = [state, band && 'band', groupId && 'group', afterId && 'after'].filter(Boolean);
  const { rows } = await pool.query<Omit<PairRow, 'same'>>({
    name: `duplicates-${band ?? 'all'}-${used.join('-')}`,
    text: `SELECT ${PAIR_COLUMNS}, ${total} AS total
           FROM (SELECT * FROM duplicate_pair p WHERE ${conditions.join(' AND ')} ORDER BY p.${order} DESC, p.id DESC LIMIT ${PAIR_PAGE_SIZE + 1}) AS p ${PAIR_JOINS}
           ORDER BY p.${order} DESC, p.id DESC`,
    values,
  });
  return rows.map(withScore);
}

/** Null when the pair was merged or is no longer likely. */
export async function findPair({ pool }: Database, wardId: string, id: string): Promise<PairRow | null> {
  const { rows } = await pool.query<Omit<PairRow, 'same'>>({
    name: 'duplicates-pair',
    text: `SELECT ${PAIR_COLUMNS} FROM duplicate_pair p ${PAIR_JOINS} WHERE p.ward_id = $1 AND p.id = $2`,
    values: [wardId, id],
  });
  return rows[0] ? withScore(rows[0]) : null;
}

/** How likely two residents of the ward are the same person. @throws NotFoundError when one does not exist. */
export async function scorePair(
  { pool }: Database,
  wardId: string,
  oneId: string,
  otherId: string,
): Promise<SamePerson> {
  const { rows } = await pool.query<ScoredRow>({
    name: 'duplicates-score-pair',
    text: `SELECT ${SCORED_COLUMNS} FROM resident r LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
           WHERE r.ward_id = $1 AND r.id IN ($2, $3) ORDER BY r.id`,
    values: [wardId, oneId, otherId],
  });
  if (rows.length !== 2) throw new NotFoundError();
  return samePerson(factsOf(rows[0]!), factsOf(rows[1]!));
}

/** What is shown above every list: how many pairs await a decision, and when the ward was searched. */
export interface ListHead {
  people: number;
  households: number;
  /** People reported from doors who are not confirmed yet. */
  newcomers: number;
  requestedAt: Date | null;
  beganAt: Date | null;
  finishedAt: Date | null;
  residents: number;
}

export const MAX_COUNTED = 1000;

const counted = (table: string, isOpen = 'distinct_at IS NULL') =>
  `(SELECT count(*)::int FROM (SELECT 1 FROM ${table} WHERE ward_id = $1 AND ${isOpen} LIMIT ${MAX_COUNTED + 1}) AS open)`;
const LIST_HEAD: Read<ListHead> = {
  text: `SELECT ${counted('duplicate_pair')} AS people, ${counted('duplicate_household_pair')} AS households,
      ${counted('newcomer', 'is_waiting')} AS newcomers,
      s.requested_at AS "requestedAt", s.began_at AS "beganAt", s.finished_at AS "finishedAt", coalesce(s.residents, 0) AS residents
    FROM ward w LEFT JOIN duplicate_search s ON s.ward_id = w.id WHERE w.id = $1`,
  instants: { requestedAt: true, beganAt: true, finishedAt: true },
};

/** The pairs are counted up to a thousand. */
export async function readListHead({ pool }: Database, wardId: string): Promise<ListHead> {
  const { rows } = await pool.query<ListHead>({ name: 'duplicates-list-head', text: LIST_HEAD.text, values: [wardId] });
  return rows[0]!;
}

const readHeadWithGroups = combineReads<{ head: ListHead; groups: { id: string; name: string; code: string } }>(
  'duplicates-list-head-groups',
  {
    head: LIST_HEAD,
    groups: {
      text: 'SELECT id, name, code FROM residential_group WHERE ward_id = $1 AND valid_to IS NULL',
      instants: {},
    },
  },
);

/** The same with the groups of the ward, for the filter. */
export async function readFilteredHead(
  { pool }: Database,
  wardId: string,
): Promise<{ head: ListHead; groups: { id: string; name: string }[] }> {
  const { head, groups } = await readHeadWithGroups(pool, [wardId]);
  return { head: head[0]!, groups: groups.sort((a, b) => a.code.localeCompare(b.code, 'vi', { numeric: true })) };
}

// ------------------------------------------------------------ dependents of one record

export interface Dependents {
  memberships: {
    householdId: string;
    addressLine: string;
    relation: string;
    relationNote: string;
    from: LocalDate;
    to: LocalDate | null;
  }[];
  facts: { kind: string; from: LocalDate; to: LocalDate | null }[];
  helps: { addressLine: string }[];
  events: { kind: RegisterEventKind; on: LocalDate }[];
  lastVisit: LocalDate | null;
  lastUse: LocalDate | null;
}

/** The parts of two people's records that a reviewer reads before a merge, by id; other rows are only counted. */
export async function readDependents(
  { pool }: Reads,
  residentIds: readonly [string, string],
): Promise<Map<string, Dependents>> {
  const { rows } = await pool.query<Dependents & { id: string }>({
    name: 'duplicates-dependents',
    text: `SELECT r.id,
        (SELECT coalesce(json_agg(json_build_object('householdId', h.id, 'addressLine', h.address_line, 'relation', m.relation, 'relationNote', m.relation_note, 'from', m.valid_from, 'to', m.valid_to)
           ORDER BY m.valid_to IS NOT NULL, m.valid_from DESC), '[]') FROM household_membership m JOIN household h ON h.id = m.household_id WHERE m.resident_id = r.id) AS memberships,
        (SELECT coalesce(json_agg(json_build_object('kind', f.kind, 'from', f.valid_from, 'to', f.valid_to) ORDER BY f.valid_from DESC), '[]') FROM priority_fact f WHERE f.resident_id = r.id) AS facts,
        (SELECT coalesce(json_agg(json_build_object('addressLine', h.address_line) ORDER BY h.walk_order), '[]')
           FROM digital_helper d JOIN household h ON h.id = d.household_id WHERE d.resident_id = r.id AND d.valid_to IS NULL) AS helps,
        (SELECT coalesce(json_agg(json_build_object('kind', e.kind, 'on', e.happened_on) ORDER BY e.happened_on DESC), '[]')
           FROM (SELECT * FROM register_event WHERE resident_id = r.id ORDER BY happened_on DESC LIMIT 5) AS e) AS events,
        (SELECT max(v.visited_on) FROM visit_presence p JOIN visit v ON v.id = p.visit_id WHERE p.resident_id = r.id) AS "lastVisit",
        (SELECT max(u.used_on) FROM portal_use u WHERE u.resident_id = r.id) AS "lastUse"
      FROM unnest($1::uuid[]) AS r (id)`,
    values: [residentIds],
  });
  return new Map(rows.map((row) => [row.id, row]));
}

/** Who changed either of two records last, and when. */
export async function findLastChangeOfPair(
  db: Database,
  wardId: string,
  type: MergeKind,
  ids: readonly string[],
): Promise<{ by: string; at: string } | null> {
  const changes = (await Promise.all(ids.map((id) => findLastChange(db, wardId, { type, id })))).filter(
    (change) => change !== null,
  );
  const [last] = changes.sort((a, b) => b.at.getTime() - a.at.getTime());
  return last ? { by: last.by, at: formatDateTime(last.at) } : null;
}
