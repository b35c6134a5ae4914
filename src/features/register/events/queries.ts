import type { Database, Transaction, Reads } from '../../../db/database';
import { combineReads, type Read } from '../../../db/combine-reads';
import { Prisma } from '../../../generated/prisma/client';
import type {
  BirthPrecision,
  Gender,
  HouseholdOccupancy,
  HouseholdRelation,
  RegisterEventKind,
  ResidenceStatus,
} from '../../../generated/prisma/enums';
import { type BirthDate, type LocalDate, birthOf } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import type { LastChange } from '../../office/audit/last-change';
import type { EventPerson, EventPlace, HistoryEvent } from './event-labels';

/** Number of history lines on the page of a household or person; older lines have a page of their own. */
export const LINES_SHOWN = 6;
/** Lines on one page of a history. */
export const HISTORY_PAGE_SIZE = 40;

export interface HistoryLine extends HistoryEvent {
  id: string;
  actId: string | null;
  note: string;
  recordedBy: string;
  recordedAt: Date;
  reverted: { by: string; at: Date; reason: string } | null;
}

interface RawPerson {
  id: string;
  fullName: string;
  gender: Gender | null;
  birthDate: LocalDate | null;
  birthPrecision: BirthPrecision | null;
}
interface RawLine {
  id: string;
  actId: string | null;
  kind: RegisterEventKind;
  happenedOn: LocalDate;
  household: EventPlace | null;
  otherHousehold: EventPlace | null;
  people: RawPerson[];
  otherPerson: RawPerson | null;
  place: string;
  note: string;
  expectedUntil: LocalDate | null;
  recordedBy: string;
  recordedAt: Date;
  revertedAt: Date | null;
  revertedBy: string | null;
  revertedReason: string | null;
}

const PERSON = (
  r: string,
) => `json_build_object('id', ${r}.id, 'fullName', ${r}.full_name, 'gender', ${r}.gender, 'birthDate', ${r}.birth_date,
  'birthPrecision', ${r}.birth_precision)`;

/**
 * An act on several people of a household forms one line. $1 the ward, $2 the record, $3 the cursor line, $4 the limit.
 */
const lines = (found: string) => `WITH line AS (${found}),
  grouped AS (
    SELECT (array_agg(id ORDER BY id))[1] AS id, act_id, kind, happened_on, household_id, other_household_id, max(place) AS place, max(note) AS note,
      max(expected_until) AS expected_until, recorded_by, recorded_at, bool_or(resident_id IS NULL) AS is_whole,
      array_agg(resident_id) AS resident_ids, (array_agg(other_resident_id ORDER BY id))[1] AS other_resident_id
    FROM line GROUP BY coalesce(act_id, id), act_id, kind, happened_on, household_id, other_household_id, recorded_by, recorded_at)
  SELECT e.id, e.act_id AS "actId", e.kind, e.happened_on AS "happenedOn", e.place, e.note, e.expected_until AS "expectedUntil", e.recorded_at AS "recordedAt",
    (SELECT json_build_object('id', h.id, 'addressLine', h.address_line) FROM household h WHERE h.id = e.household_id) AS household,
    (SELECT json_build_object('id', h.id, 'addressLine', h.address_line) FROM household h WHERE h.id = e.other_household_id) AS "otherHousehold",
    CASE WHEN e.is_whole THEN '[]' ELSE (SELECT coalesce(json_agg(${PERSON('r')} ORDER BY r.birth_date, r.sort_name), '[]') FROM resident r WHERE r.id = ANY (e.resident_ids)) END AS people,
    (SELECT ${PERSON('r')} FROM resident r WHERE r.id = e.other_resident_id) AS "otherPerson",
    u.display_name AS "recordedBy", a.reverted_at AS "revertedAt", a.reverted_reason AS "revertedReason",
    (SELECT b.display_name FROM user_account b WHERE b.id = a.reverted_by) AS "revertedBy"
  FROM grouped e JOIN user_account u ON u.id = e.recorded_by LEFT JOIN register_act a ON a.id = e.act_id
  WHERE $3::uuid IS NULL OR (e.happened_on, e.recorded_at, e.id) < (SELECT happened_on, recorded_at, id FROM register_event WHERE ward_id = $1 AND id = $3)
  ORDER BY e.happened_on DESC, e.recorded_at DESC, e.id DESC LIMIT $4`;

const OF_HOUSEHOLD = lines(`SELECT * FROM register_event WHERE ward_id = $1 AND household_id = $2
  UNION ALL SELECT * FROM register_event WHERE ward_id = $1 AND other_household_id = $2 AND household_id IS DISTINCT FROM $2`);
const OF_RESIDENT = lines(`SELECT * FROM register_event WHERE ward_id = $1 AND resident_id = $2
  UNION ALL SELECT * FROM register_event WHERE ward_id = $1 AND other_resident_id = $2 AND resident_id IS DISTINCT FROM $2`);

/** The history of a household. $1 the ward, $2 the household, $3 the cursor line, $4 the limit. */
export const HOUSEHOLD_HISTORY: Read<RawLine> = {
  text: OF_HOUSEHOLD,
  instants: { recordedAt: true, revertedAt: true },
};

/** The history of a person. $1 the ward, $2 the resident, $3 the line before the first one, $4 the limit. */
export const RESIDENT_HISTORY: Read<RawLine> = {
  text: OF_RESIDENT,
  instants: { recordedAt: true, revertedAt: true },
};

export function historyLines(rows: readonly RawLine[]): HistoryLine[] {
  return rows.map(({ people, otherPerson, revertedAt, revertedBy, revertedReason, ...line }) => ({
    ...line,
    people: people.map(personOf),
    otherPerson: otherPerson && personOf(otherPerson),
    reverted: revertedAt && { at: revertedAt, by: revertedBy ?? '', reason: revertedReason ?? '' },
  }));
}

function personOf({ birthDate, birthPrecision, ...person }: RawPerson): EventPerson {
  const birth: BirthDate | null = birthOf({ birthDate, birthPrecision });
  return { ...person, birth };
}

export interface FormerMember {
  /** Id of the last membership; the cursor of the next page. */
  id: string;
  residentId: string;
  fullName: string;
  relation: HouseholdRelation;
  relationNote: string;
  from: LocalDate;
  to: LocalDate;
}

/** Former members of a household with their dates, the last to leave first. @param after the parameter of the cursor. */
export const formerMembersAfter = (after: string): Read<FormerMember> => ({
  text: `WITH stay AS (
        SELECT DISTINCT ON (m.resident_id) m.id, m.resident_id, m.relation, m.relation_note, m.valid_to,
          min(m.valid_from) OVER (PARTITION BY m.resident_id) AS since
        FROM household_membership m
        WHERE m.ward_id = $1 AND m.household_id = $2 AND m.valid_to IS NOT NULL
          AND NOT EXISTS (SELECT FROM household_membership now WHERE now.household_id = $2 AND now.resident_id = m.resident_id AND now.valid_to IS NULL)
        ORDER BY m.resident_id, m.valid_to DESC, m.valid_from DESC)
      SELECT s.id, s.resident_id AS "residentId", r.full_name AS "fullName", s.relation, s.relation_note AS "relationNote", s.since AS "from", s.valid_to AS "to"
      FROM stay s JOIN resident r ON r.id = s.resident_id
      WHERE ${after}::uuid IS NULL OR (s.valid_to, s.id) < (SELECT valid_to, id FROM household_membership WHERE ward_id = $1 AND id = ${after})
      ORDER BY s.valid_to DESC, s.id DESC LIMIT $4`,
  instants: {},
});

/** The pages of a history: its lines, and for a household the former members, each after its own cursor. */
interface HistoryPage {
  title: string;
  lines: HistoryLine[];
  former: FormerMember[];
}

type HistoryParts = { record: { title: string }; lines: RawLine; former: FormerMember };
const readHouseholdHistory = combineReads<HistoryParts>('register-events-of-household', {
  record: { text: 'SELECT address_line AS title FROM household WHERE ward_id = $1 AND id = $2', instants: {} },
  lines: HOUSEHOLD_HISTORY,
  former: formerMembersAfter('$5'),
});
const readResidentHistory = combineReads<Omit<HistoryParts, 'former'>>('register-events-of-resident', {
  record: { text: 'SELECT full_name AS title FROM resident WHERE ward_id = $1 AND id = $2', instants: {} },
  lines: RESIDENT_HISTORY,
});

/**
 * A page of the history of a household or a person, newest first, each list after its cursor or from its beginning. One
 * row more than a page is read when there is another page. @throws NotFoundError for another ward's record.
 */
export async function getHistoryPage(
  { pool }: Reads,
  wardId: string,
  { of, id }: { of: 'household' | 'resident'; id: string },
  { after, formerAfter }: { after: string | null; formerAfter: string | null },
): Promise<HistoryPage> {
  const values = [wardId, id, after, HISTORY_PAGE_SIZE + 1];
  const found =
    of === 'household'
      ? await readHouseholdHistory(pool, [...values, formerAfter])
      : { former: [], ...(await readResidentHistory(pool, values)) };
  const [record] = found.record;
  if (!record) throw new NotFoundError();
  return { title: record.title, lines: historyLines(found.lines), former: found.former };
}

/** An act as it was recorded, with the rows that it wrote. */
export interface RecordedAct {
  seq: bigint | number;
  recordedAt: Date;
  changes: unknown;
}

const readAct = combineReads<{ lines: RawLine; act: RecordedAct }>('register-events-of-act', {
  lines: {
    text: lines('SELECT * FROM register_event WHERE ward_id = $1 AND act_id = $2'),
    instants: { recordedAt: true, revertedAt: true },
  },
  act: {
    text: 'SELECT seq, recorded_at AS "recordedAt", changes FROM register_act WHERE ward_id = $1 AND id = $2',
    instants: { recordedAt: true },
  },
});

/** An act with its lines as histories show them, for the page that takes the act back. */
export async function getAct(
  { pool }: Database,
  wardId: string,
  actId: string,
): Promise<{ lines: HistoryLine[]; act: RecordedAct }> {
  const found = await readAct(pool, [wardId, actId, null, 100]);
  const [act] = found.act;
  if (!act || found.lines.length === 0) throw new NotFoundError();
  return { lines: historyLines(found.lines), act };
}

/** Who recorded the latest act on one of these households or residents, and when; null when there is none. */
export async function findLastAct(
  { pool }: Database,
  wardId: string,
  ids: readonly string[],
): Promise<LastChange | null> {
  const { rows } = await pool.query<LastChange>({
    name: 'register-events-last-act',
    text: `SELECT u.display_name AS by, a.recorded_at AS at
           FROM register_act a JOIN user_account u ON u.id = a.recorded_by
           WHERE a.ward_id = $1 AND a.id IN (
             SELECT act_id FROM register_event WHERE household_id = ANY ($2::uuid[])
             UNION SELECT act_id FROM register_event WHERE resident_id = ANY ($2::uuid[]))
           ORDER BY a.seq DESC LIMIT 1`,
    values: [wardId, ids],
  });
  return rows[0] ?? null;
}

// ------------------------------------------------------------ the state of a household for an act

export interface HomeMember {
  membershipId: string;
  residentId: string;
  fullName: string;
  gender: Gender | null;
  birth: BirthDate | null;
  status: ResidenceStatus;
  relation: HouseholdRelation;
  relationNote: string;
  /** Start of the current relation. */
  since: LocalDate;
}

export interface Home {
  id: string;
  addressLine: string;
  occupancy: HouseholdOccupancy;
  /** Start of the current unoccupied period; null when it is occupied or the start is unknown. */
  unoccupiedFrom: LocalDate | null;
  /** The head first, then by age. */
  members: HomeMember[];
}

export function headOf(home: Home): HomeMember | undefined {
  return home.members.find(({ relation }) => relation === 'head');
}

type RawMember = Omit<HomeMember, 'birth'> & { birthDate: LocalDate | null; birthPrecision: BirthPrecision | null };

export type RawHome = Omit<Home, 'members'> & { members: RawMember[] };

/** SQL: the households `h` of a condition, each with its current members. */
export const homesWhere = (condition: Prisma.Sql) => Prisma.sql`
    SELECT h.id, h.address_line AS "addressLine", h.occupancy,
      (SELECT p.began_on::text FROM unoccupied_period p WHERE p.household_id = h.id AND p.ended_on IS NULL) AS "unoccupiedFrom",
      (SELECT coalesce(json_agg(json_build_object('membershipId', m.id, 'relation', m.relation, 'relationNote', m.relation_note, 'since', m.valid_from,
         'residentId', r.id, 'fullName', r.full_name, 'gender', r.gender, 'birthDate', r.birth_date, 'birthPrecision', r.birth_precision, 'status', r.residence_status)
         ORDER BY m.relation <> 'head', r.birth_date, r.sort_name, m.id), '[]')
       FROM household_membership m JOIN resident r ON r.id = m.resident_id WHERE m.household_id = h.id AND m.valid_to IS NULL) AS members
    FROM household h WHERE ${condition}`;

export function homeOf({ members, ...home }: RawHome): Home {
  return {
    ...home,
    members: members.map(({ birthDate, birthPrecision, ...member }) => ({
      ...member,
      birth: birthOf({ birthDate, birthPrecision }),
    })),
  };
}

/** A household with its current members, as a form shows it and as an act finds it under its lock. */
export async function getHome(prisma: Pick<Transaction, '$queryRaw'>, wardId: string, id: string): Promise<Home> {
  const [home] = await prisma.$queryRaw<RawHome[]>(
    homesWhere(Prisma.sql`h.id = ${id}::uuid AND h.ward_id = ${wardId}::uuid`),
  );
  if (!home) throw new NotFoundError();
  return homeOf(home);
}
