import type { Pool } from 'pg';
import type { Database } from '../../db/database';
import type { Gender, HouseholdRelation, ImportStatus, ImportVerdict, ResidenceStatus } from '../../generated/prisma/enums';
import type { BirthDate } from '../../shared/dates';
import { foldVietnamese } from '../../shared/vietnamese-text';
import { NotFoundError } from '../../web/errors';
import { isId } from '../../web/form';
import type { ComparedRow, SealedText } from './compared-row';
import { addressKey, householdCodeKey } from './group-households';
import type { ListColumns, ListedHousehold, ListedPerson, ListedReadiness } from './listed-person';
import { groupCodeOf } from './normalise-row';
import { indexRegister, type RegisterExtract, type RegisterHousehold, type RegisterPerson } from './register-match';

const ROWS_A_PAGE = 50;

export interface RunCounts {
  new: number;
  changed: number;
  same: number;
  doubtful: number;
  wrong: number;
  households: number;
  newHouseholds: number;
  unknownGroups: string[];
  /** Rows really written, once confirmed. */
  written?: number;
  leftOut?: number;
}

export interface ImportRun {
  id: string;
  fileName: string;
  status: ImportStatus;
  rowsDone: number;
  rowsTotal: number;
  failure: string | null;
  columns: ListColumns | null;
  counts: RunCounts | null;
  createdAt: Date;
  createdByName: string;
  finishedAt: Date | null;
  finishedByName: string | null;
}

const runFields = {
  id: true, fileName: true, status: true, rowsDone: true, rowsTotal: true, failure: true, columns: true, counts: true, createdAt: true, finishedAt: true,
  createdByUser: { select: { displayName: true } }, finishedByUser: { select: { displayName: true } },
} as const;

interface RunRecord {
  id: string; fileName: string; status: ImportStatus; rowsDone: number; rowsTotal: number; failure: string | null; columns: unknown; counts: unknown;
  createdAt: Date; finishedAt: Date | null; createdByUser: { displayName: string }; finishedByUser: { displayName: string } | null;
}

function runFrom({ createdByUser, finishedByUser, columns, counts, ...run }: RunRecord): ImportRun {
  const isFilled = (value: unknown) => value instanceof Object && !Array.isArray(value) && Object.keys(value).length > 0;
  return {
    ...run, createdByName: createdByUser.displayName, finishedByName: finishedByUser?.displayName ?? null,
    columns: isFilled(columns) ? columns as ListColumns : null, counts: isFilled(counts) ? counts as RunCounts : null,
  };
}

/** The newest imports of a ward. */
export async function listRuns({ prisma }: Database, wardId: string, limit = 50): Promise<ImportRun[]> {
  const runs = await prisma.importRun.findMany({ where: { wardId }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: limit, select: runFields });
  return runs.map(runFrom);
}

/** An import of the ward; anything else is a 404. */
export async function getRun({ prisma }: Database, wardId: string, id: unknown): Promise<ImportRun> {
  const run = isId(id) ? await prisma.importRun.findFirst({ where: { id, wardId }, select: runFields }) : null;
  if (!run) throw new NotFoundError();
  return runFrom(run);
}

export type ShownRow = Omit<ComparedRow, 'householdId'> & { decision: string | null };

/** Rows of one verdict in the order of the file, from after a row on; `next` is where the following page starts after. */
export async function rowsPage({ pool }: Database, wardId: string, runId: string, verdict: ImportVerdict, after: number): Promise<{ rows: ShownRow[]; next: number | null }> {
  const { rows } = await pool.query<ShownRow>({
    name: 'import-rows-page',
    text: `SELECT row_number AS "rowNumber", verdict, resident_id AS "residentId", content, problems, changes, decision
           FROM import_row WHERE import_run_id = $1 AND ward_id = $2 AND verdict = $3::import_verdict AND row_number > $4
           ORDER BY row_number LIMIT $5`,
    values: [runId, wardId, verdict, after, ROWS_A_PAGE + 1],
  });
  const page = rows.slice(0, ROWS_A_PAGE);
  return { rows: page, next: rows.length > ROWS_A_PAGE ? page.at(-1)!.rowNumber : null };
}

/** All wrong rows, for the list to mend. */
export async function wrongRows({ pool }: Database, wardId: string, runId: string): Promise<ShownRow[]> {
  const { rows } = await pool.query<ShownRow>({
    name: 'import-wrong-rows',
    text: `SELECT row_number AS "rowNumber", verdict, resident_id AS "residentId", content, problems, changes, decision
           FROM import_row WHERE import_run_id = $1 AND ward_id = $2 AND verdict = 'wrong' ORDER BY row_number`,
    values: [runId, wardId],
  });
  return rows;
}

/** How many doubtful rows nobody has decided on. */
export async function countUndecided({ prisma }: Database, wardId: string, runId: string): Promise<number> {
  return prisma.importRow.count({ where: { importRunId: runId, wardId, verdict: 'doubtful', decision: null } });
}

/** Codes of the ward's residential groups, as imports compare them. */
export async function knownGroupCodes({ prisma }: Database, wardId: string): Promise<ReadonlySet<string>> {
  const groups = await prisma.residentialGroup.findMany({ where: { wardId, validTo: null }, select: { code: true } });
  return new Set(groups.flatMap(({ code }) => groupCodeOf(code) ?? []));
}

// ------------------------------------------------------------ the register, as far as a batch may touch it

const HOUSEHOLD = `
  SELECT h.id, h.version, h.code, h.address_line AS "addressLine", h.address_folded AS "addressFolded", g.code AS "groupCode", h.former_ward AS "formerWard",
         head.resident_id AS "headId", head.full_name AS "headName",
         (SELECT count(*) FROM household_membership m WHERE m.household_id = h.id AND m.valid_to IS NULL)::int AS "memberCount"
  FROM household h
  LEFT JOIN residential_group g ON g.id = h.residential_group_id
  LEFT JOIN LATERAL (
    SELECT m.resident_id, r.full_name FROM household_membership m JOIN resident r ON r.id = m.resident_id
    WHERE m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head') head ON true`;

/**
 * The residents and households that a batch of the list may mean: four queries, however many rows. Residents are found
 * by number and as members of the households found by code or address; those whose number found nobody also by name
 * and birth year, and by phone and birth year.
 */
export async function findRegisterExtract(
  { pool }: Pick<Database, 'pool'>, wardId: string, batch: readonly ListedHousehold[], sealed: ReadonlyMap<number, SealedText>,
): Promise<RegisterExtract> {
  const homes = await findHouseholdsAt(pool, wardId, batch);
  const near = await findPeopleByNumberOrHome(pool, wardId, [...sealed.values()].map(({ hash }) => hash), homes.map(({ id }) => id));
  const found = new Set(near.map(({ numberHash }) => numberHash));
  const unmet = batch.flatMap(({ people }) => people).filter((person) => !found.has(sealed.get(person.rowNumber)?.hash ?? ''));
  const namesakes = await findNamesakes(pool, wardId, unmet);
  const people = [...new Map([...near, ...namesakes].map((person) => [person.id, person])).values()];
  const known = new Set(homes.map(({ id }) => id));
  const others = [...new Set(people.flatMap(({ membership }) => (membership && !known.has(membership.householdId) ? [membership.householdId] : [])))];
  const { rows } = others.length === 0 ? { rows: [] } : await pool.query<RegisterHousehold>({
    name: 'import-households-by-id', text: `${HOUSEHOLD} WHERE h.ward_id = $1 AND h.id = ANY($2::uuid[])`, values: [wardId, others],
  });
  return indexRegister(people, [...homes, ...rows]);
}

async function findHouseholdsAt(pool: Pool, wardId: string, batch: readonly ListedHousehold[]): Promise<RegisterHousehold[]> {
  const codes = batch.flatMap(({ code }) => (code ? [householdCodeKey(code)] : []));
  const addresses = batch.map(addressKey).filter(Boolean);
  const { rows } = await pool.query<RegisterHousehold>({
    name: 'import-households-at',
    // The search keys of a household hold its whole folded address.
    text: `${HOUSEHOLD}
      WHERE h.ward_id = $1 AND h.id IN (
        SELECT household_id FROM household_search_key WHERE ward_id = $1 AND key = ANY($3::text[])
        UNION SELECT id FROM household WHERE ward_id = $1 AND code IS NOT NULL AND coalesce(nullif(ltrim(upper(code), '0'), ''), code) = ANY($2::text[]))`,
    values: [wardId, [...new Set(codes)], [...new Set(addresses)]],
  });
  return rows;
}

interface PersonRow {
  id: string; version: number; fullName: string; nameFolded: string; birthDate: string | null; birthPrecision: BirthDate['precision'] | null; gender: Gender | null;
  phone: string | null; numberHash: string | null; last4: string | null; residenceStatus: ResidenceStatus; note: string; readiness: ListedReadiness | null;
  membershipId: string | null; householdId: string | null; relation: HouseholdRelation; relationNote: string;
}

const PERSON = `
  SELECT r.id, r.version, r.full_name AS "fullName", r.name_folded AS "nameFolded", r.birth_date AS "birthDate", r.birth_precision AS "birthPrecision",
         r.gender, r.phone, translate(encode(r.national_number_hash, 'base64'), E'\\n', '') AS "numberHash", r.national_number_last4 AS last4,
         r.residence_status AS "residenceStatus", r.note,
         m.id AS "membershipId", m.household_id AS "householdId", m.relation, m.relation_note AS "relationNote",
         CASE WHEN d.id IS NOT NULL THEN jsonb_build_object('vneidLevel', d.vneid_level, 'simInOwnName', d.sim_in_own_name, 'smartphone', d.smartphone,
           'livesAlone', d.lives_alone, 'hardToMove', d.hard_to_move, 'needsHelper', d.needs_helper) END AS readiness
  FROM found JOIN resident r ON r.id = found.id
  LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
  LEFT JOIN readiness d ON d.resident_id = r.id AND d.is_latest`;

async function findPeopleByNumberOrHome(pool: Pool, wardId: string, hashes: readonly string[], homes: readonly string[]): Promise<RegisterPerson[]> {
  const { rows } = await pool.query<PersonRow>({
    name: 'import-people-near',
    text: `
      WITH found AS MATERIALIZED (
        SELECT r.id FROM resident r WHERE r.ward_id = $1 AND r.national_number_hash = ANY (SELECT decode(hash, 'base64') FROM unnest($2::text[]) AS n (hash))
        UNION SELECT m.resident_id FROM household_membership m WHERE m.ward_id = $1 AND m.household_id = ANY($3::uuid[]) AND m.valid_to IS NULL)
      ${PERSON}`,
    values: [wardId, hashes, homes],
  });
  return rows.map(personFrom);
}

async function findNamesakes(pool: Pool, wardId: string, listed: readonly ListedPerson[]): Promise<RegisterPerson[]> {
  const wanted = listed.flatMap(({ fullName, birth, phone }) => (birth ? [{ name: foldVietnamese(fullName), year: Number(birth.date.slice(0, 4)), phone }] : []));
  if (wanted.length === 0) return [];
  const { rows } = await pool.query<PersonRow>({
    name: 'import-namesakes',
    text: `
      WITH wanted AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($2::jsonb) AS w (name text, year int, phone text)),
      found AS MATERIALIZED (
        SELECT r.id FROM wanted w JOIN resident r ON r.ward_id = $1 AND r.name_folded = w.name
          WHERE r.birth_date >= make_date(w.year, 1, 1) AND r.birth_date <= make_date(w.year, 12, 31)
        UNION SELECT r.id FROM wanted w JOIN resident_search_key k ON k.ward_id = $1 AND k.key = w.phone JOIN resident r ON r.id = k.resident_id
          WHERE r.phone = w.phone AND r.birth_date >= make_date(w.year, 1, 1) AND r.birth_date <= make_date(w.year, 12, 31))
      ${PERSON}`,
    values: [wardId, JSON.stringify(wanted)],
  });
  return rows.map(personFrom);
}

function personFrom({ birthDate, birthPrecision, membershipId, householdId, relation, relationNote, ...person }: PersonRow): RegisterPerson {
  return {
    ...person,
    birth: birthDate && birthPrecision ? { date: birthDate, precision: birthPrecision } : null,
    membership: membershipId && householdId ? { id: membershipId, householdId, relation, relationNote } : null,
  };
}
