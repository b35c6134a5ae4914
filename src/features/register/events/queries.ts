import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryMaybe, queryRow, queryRows, type Read, type RowReader } from '../../../db/query-rows';
import {
  HouseholdOccupancy,
  HouseholdRelation,
  RegisterEventKind,
  ResidenceStatus,
} from '../../../generated/prisma/enums';
import { birthSql } from '../../../shared/birth-sql';
import { ADDRESSED } from '../../../shared/row-schemas';
import { constant, empty, raw, sql, type Sql } from '../../../shared/sql';
import { NotFoundError } from '../../../shared/errors';
import type { LastChange } from '../../office/audit/last-change';

/** Number of history lines on the page of a household or person; older lines have a page of their own. */
export const LINES_SHOWN = 6;
export const HISTORY_PAGE_SIZE = 40;

const PERSON = z.object({ id: z.string(), ...ADDRESSED });
const PLACE = z.object({ id: z.string(), addressLine: z.string() });
const LINE = z.object({
  id: z.string(),
  actId: z.string().nullable(),
  kind: z.enum(RegisterEventKind),
  happenedOn: z.string(),
  /** Where it happened: for a move the new household, for a split the old one. */
  household: PLACE.nullable(),
  otherHousehold: PLACE.nullable(),
  /**
   * The people concerned; for a change of head the new head. Empty when the event concerns the door or the whole
   * household.
   */
  people: z.array(PERSON),
  /** For a change of head the former head, for a merge the record that was merged into this one. */
  otherPerson: PERSON.nullable(),
  /** A place outside the ward. */
  place: z.string(),
  note: z.string(),
  expectedUntil: z.string().nullable(),
  recordedBy: z.string(),
  recordedAt: z.date(),
  revertedAt: z.date().nullable(),
  revertedBy: z.string().nullable(),
  revertedReason: z.string().nullable(),
});

export type HistoryRow = z.infer<typeof LINE>;

const personJson = (alias: string): Sql => {
  const r = raw(alias);
  return sql`json_build_object('id', ${r}.id, 'fullName', ${r}.full_name, 'gender', ${r}.gender, 'birth', ${birthSql(alias)})`;
};

/** Which part of a list to read: at most so many lines, after one of them or from the beginning. */
interface Part {
  after?: string | null;
  limit: number;
}

/** The lines of `register_event` that `found` selects. An act on several people of a household forms one line. */
const linesOf = (wardId: string, found: Sql, { after = null, limit }: Part): Read<typeof LINE> => ({
  row: LINE,
  sql: sql`WITH line AS (${found}),
  grouped AS (
    SELECT (array_agg(id ORDER BY id))[1] AS id, act_id, kind, happened_on, household_id, other_household_id, max(place) AS place, max(note) AS note,
      max(expected_until) AS expected_until, recorded_by, recorded_at, bool_or(resident_id IS NULL) AS is_whole,
      array_agg(resident_id) AS resident_ids, (array_agg(other_resident_id ORDER BY id))[1] AS other_resident_id
    FROM line GROUP BY coalesce(act_id, id), act_id, kind, happened_on, household_id, other_household_id, recorded_by, recorded_at)
  SELECT e.id, e.act_id AS "actId", e.kind, e.happened_on AS "happenedOn", e.place, e.note, e.expected_until AS "expectedUntil", e.recorded_at AS "recordedAt",
    (SELECT json_build_object('id', h.id, 'addressLine', h.address_line) FROM household h WHERE h.id = e.household_id) AS household,
    (SELECT json_build_object('id', h.id, 'addressLine', h.address_line) FROM household h WHERE h.id = e.other_household_id) AS "otherHousehold",
    CASE WHEN e.is_whole THEN '[]' ELSE (SELECT coalesce(json_agg(${personJson('r')} ORDER BY r.birth_date, r.sort_name), '[]') FROM resident r WHERE r.id = ANY (e.resident_ids)) END AS people,
    (SELECT ${personJson('r')} FROM resident r WHERE r.id = e.other_resident_id) AS "otherPerson",
    u.display_name AS "recordedBy", a.reverted_at AS "revertedAt", a.reverted_reason AS "revertedReason",
    (SELECT b.display_name FROM user_account b WHERE b.id = a.reverted_by) AS "revertedBy"
  FROM grouped e JOIN user_account u ON u.id = e.recorded_by LEFT JOIN register_act a ON a.id = e.act_id
  ${after ? sql`WHERE (e.happened_on, e.recorded_at, e.id) < (SELECT happened_on, recorded_at, id FROM register_event WHERE ward_id = ${wardId} AND id = ${after})` : empty}
  ORDER BY e.happened_on DESC, e.recorded_at DESC, e.id DESC LIMIT ${constant(limit)}`,
});

/** The history of a household, newest first. */
export const householdHistory = (wardId: string, id: string, part: Part) =>
  linesOf(
    wardId,
    sql`SELECT * FROM register_event WHERE ward_id = ${wardId} AND household_id = ${id}
      UNION ALL SELECT * FROM register_event WHERE ward_id = ${wardId} AND other_household_id = ${id} AND household_id IS DISTINCT FROM ${id}`,
    part,
  );

/** The history of a resident, newest first. */
export const residentHistory = (wardId: string, id: string, part: Part) =>
  linesOf(
    wardId,
    sql`SELECT * FROM register_event WHERE ward_id = ${wardId} AND resident_id = ${id}
      UNION ALL SELECT * FROM register_event WHERE ward_id = ${wardId} AND other_resident_id = ${id} AND resident_id IS DISTINCT FROM ${id}`,
    part,
  );

export const historyLines = (rows: readonly HistoryRow[]) =>
  rows.map(({ revertedAt, revertedBy, revertedReason, ...line }) => ({
    ...line,
    reverted: revertedAt && { at: revertedAt, by: revertedBy ?? '', reason: revertedReason ?? '' },
  }));
export type HistoryLine = ReturnType<typeof historyLines>[number];

const FORMER_MEMBER = z.object({
  /** Id of the last membership; the cursor of the next page. */
  id: z.string(),
  residentId: z.string(),
  fullName: z.string(),
  relation: z.enum(HouseholdRelation),
  relationNote: z.string(),
  from: z.string(),
  to: z.string(),
});
export type FormerMember = z.infer<typeof FORMER_MEMBER>;

/** Former members of a household with their dates, the last to leave first. */
export const formerMembers = (
  wardId: string,
  id: string,
  { after = null, limit }: Part,
): Read<typeof FORMER_MEMBER> => ({
  row: FORMER_MEMBER,
  sql: sql`WITH stay AS (
        SELECT DISTINCT ON (m.resident_id) m.id, m.resident_id, m.relation, m.relation_note, m.valid_to,
          min(m.valid_from) OVER (PARTITION BY m.resident_id) AS since
        FROM household_membership m
        WHERE m.ward_id = ${wardId} AND m.household_id = ${id} AND m.valid_to IS NOT NULL
          AND NOT EXISTS (SELECT FROM household_membership now WHERE now.household_id = ${id} AND now.resident_id = m.resident_id AND now.valid_to IS NULL)
        ORDER BY m.resident_id, m.valid_to DESC, m.valid_from DESC)
      SELECT s.id, s.resident_id AS "residentId", r.full_name AS "fullName", s.relation, s.relation_note AS "relationNote", s.since AS "from", s.valid_to AS "to"
      FROM stay s JOIN resident r ON r.id = s.resident_id
      ${after ? sql`WHERE (s.valid_to, s.id) < (SELECT valid_to, id FROM household_membership WHERE ward_id = ${wardId} AND id = ${after})` : empty}
      ORDER BY s.valid_to DESC, s.id DESC LIMIT ${constant(limit)}`,
});

/**
 * A page of the history of a household or a person, newest first, each list after its cursor or from its beginning. One
 * row more than a page is read when there is another page; former members of a household only. @throws NotFoundError for another ward's record.
 */
export async function getHistoryPage(
  db: Reads,
  wardId: string,
  { of, id }: { of: 'household' | 'resident'; id: string },
  { after, formerAfter }: { after: string | null; formerAfter: string | null },
) {
  const limit = HISTORY_PAGE_SIZE + 1;
  const history = (of === 'household' ? householdHistory : residentHistory)(wardId, id, { after, limit });
  const stays = formerMembers(wardId, id, { after: formerAfter, limit });
  const [[record], lines, former] = await Promise.all([
    queryRows(db, 'register-events-record', z.object({ title: z.string() }))`
        SELECT ${raw(of === 'household' ? 'address_line' : 'full_name')} AS title FROM ${raw(of)} WHERE ward_id = ${wardId} AND id = ${id}`,
    queryRows(db, 'register-events-lines', history.row)`${history.sql}`,
    of === 'household' ? queryRows(db, 'register-events-former-members', stays.row)`${stays.sql}` : [],
  ]);
  if (!record) throw new NotFoundError();
  return { title: record.title, lines: historyLines(lines), former };
}

const ACT = z.object({ seq: z.number(), recordedAt: z.date(), changes: z.unknown() });
export interface RecordedAct extends Omit<z.infer<typeof ACT>, 'seq'> {
  seq: bigint | number;
}

/** An act with its lines as histories show them, for the page that takes the act back. */
export async function getAct(db: Reads, wardId: string, actId: string) {
  const read = linesOf(wardId, sql`SELECT * FROM register_event WHERE ward_id = ${wardId} AND act_id = ${actId}`, {
    limit: 100,
  });
  const [lines, [act]] = await Promise.all([
    queryRows(db, 'register-events-of-act', read.row)`${read.sql}`,
    queryRows(db, 'register-events-act', ACT)`
        SELECT seq, recorded_at AS "recordedAt", changes FROM register_act WHERE ward_id = ${wardId} AND id = ${actId}`,
  ]);
  if (!act || lines.length === 0) throw new NotFoundError();
  return { lines: historyLines(lines), act };
}

/** Who recorded the latest act on one of these households or residents, and when; null when there is none. */
export const findLastAct = (db: Reads, wardId: string, ids: readonly string[]): Promise<LastChange | null> =>
  queryMaybe(db, 'register-events-last-act', z.object({ by: z.string(), at: z.date() }))`
      SELECT u.display_name AS by, a.recorded_at AS at
      FROM register_act a JOIN user_account u ON u.id = a.recorded_by
      WHERE a.ward_id = ${wardId} AND a.id IN (
        SELECT act_id FROM register_event WHERE household_id = ANY (${ids}::uuid[])
        UNION SELECT act_id FROM register_event WHERE resident_id = ANY (${ids}::uuid[]))
      ORDER BY a.seq DESC LIMIT 1`;

// ------------------------------------------------------------ the state of a household for an act

const MEMBER = z.object({
  membershipId: z.string(),
  residentId: z.string(),
  ...ADDRESSED,
  status: z.enum(ResidenceStatus),
  relation: z.enum(HouseholdRelation),
  relationNote: z.string(),
  /** Start of the current relation. */
  since: z.string(),
});
export const HOME = z.object({
  id: z.string(),
  addressLine: z.string(),
  occupancy: z.enum(HouseholdOccupancy),
  /** Start of the current unoccupied period; null when it is occupied or the start is unknown. */
  unoccupiedFrom: z.string().nullable(),
  /** The head first, then by age. */
  members: z.array(MEMBER),
});

export type HomeMember = z.infer<typeof MEMBER>;
export type Home = z.infer<typeof HOME>;

export const headOf = (home: Home): HomeMember | undefined => home.members.find(({ relation }) => relation === 'head');

/** SQL: the households `h` of a condition, each with its current members. */
export const homesWhere = (condition: Sql) => sql`
    SELECT h.id, h.address_line AS "addressLine", h.occupancy,
      (SELECT p.began_on::text FROM unoccupied_period p WHERE p.household_id = h.id AND p.ended_on IS NULL) AS "unoccupiedFrom",
      (SELECT coalesce(json_agg(json_build_object('membershipId', m.id, 'relation', m.relation, 'relationNote', m.relation_note, 'since', m.valid_from,
         'residentId', r.id, 'fullName', r.full_name, 'gender', r.gender, 'birth', ${birthSql('r')}, 'status', r.residence_status)
         ORDER BY m.relation <> 'head', r.birth_date, r.sort_name, m.id), '[]')
       FROM household_membership m JOIN resident r ON r.id = m.resident_id WHERE m.household_id = h.id AND m.valid_to IS NULL) AS members
    FROM household h WHERE ${condition}`;

/** A household with its current members, as a form shows it and as an act finds it under its lock. */
export const getHome = (db: RowReader, wardId: string, id: string): Promise<Home> =>
  queryRow(db, 'home', HOME)`${homesWhere(sql`h.id = ${id}::uuid AND h.ward_id = ${wardId}::uuid`)}`;
