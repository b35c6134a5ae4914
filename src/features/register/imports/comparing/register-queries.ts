import type { Pool } from 'pg';
import type { Database, Transaction } from '../../../../db/database';
import { localDateOf, type LocalDate } from '../../../../shared/dates';
import { readinessPairs } from '../../../../shared/readiness-fields';
import type { RowText } from './compared-row';
import { groupCodeOf } from '../reading/list-group';
import type { ListedHousehold, ListedPerson } from '../reading/listed-person';
import {
  indexRegister,
  yearOf,
  type DecidedRow,
  type RegisterExtract,
  type RegisterHousehold,
  type RegisterPerson,
} from './register-match';

// Reads the part of the register that a batch of a list may concern.

/** The ward's current residential groups: their names by code, in the form that imports compare. */
export async function knownGroups(
  { prisma }: { prisma: Pick<Transaction, 'residentialGroup'> },
  wardId: string,
): Promise<ReadonlyMap<string, string>> {
  const groups = await prisma.residentialGroup.findMany({
    where: { wardId, validTo: null },
    select: { code: true, name: true },
  });
  return groupsByCode(groups);
}

export function groupsByCode(groups: readonly { code: string; name: string }[]): ReadonlyMap<string, string> {
  const named = groups.flatMap(({ code, name }): [string, string][] => {
    const key = groupCodeOf(code);
    return key ? [[key, name]] : [];
  });
  return new Map(named.sort(([one], [other]) => one.localeCompare(other, 'vi', { numeric: true })));
}

/** SQL: the priority facts of an owner that hold on day $2 or later; none are read if it is null. */
const factsOf = (owner: string) => `CASE WHEN $2::date IS NULL THEN '[]' ELSE (
    SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'kind', f.kind)), '[]') FROM priority_fact f
    WHERE f.ward_id = $1 AND f.${owner} AND (f.valid_to IS NULL OR f.valid_to > $2::date)) END AS facts`;

const HOUSEHOLD = `
  SELECT h.id, h.version, h.code, h.lane_key AS "laneKey", h.address_line AS "addressLine", h.address_folded AS "addressFolded", g.code AS "groupCode", h.former_ward AS "formerWard",
         head.resident_id AS "headId", head.full_name AS "headName",
         (SELECT count(*) FROM household_membership m WHERE m.household_id = h.id AND m.valid_to IS NULL)::int AS "memberCount",
         ${factsOf('household_id = h.id')}
  FROM household h
  LEFT JOIN residential_group g ON g.id = h.residential_group_id
  LEFT JOIN LATERAL (
    SELECT m.resident_id, r.full_name FROM household_membership m JOIN resident r ON r.id = m.resident_id
    WHERE m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head') head ON true`;

/**
 * The residents and households that a batch of the list may concern, in a few queries whatever the number of rows.
 * Residents are found by number and as members of the households found by code or address. Rows whose number found no
 * resident are also looked up by name and birth year, and by phone and birth year. Priority facts are read only when
 * the list has any. Earlier decisions about doubtful rows are read for the residents found.
 */
export async function findRegisterExtract(
  { pool }: Pick<Database, 'pool'>,
  wardId: string,
  batch: readonly ListedHousehold[],
  today: LocalDate,
): Promise<RegisterExtract> {
  const listed = batch.flatMap(({ people }) => people);
  const of = { pool, wardId, factsOn: listed.some(({ facts }) => facts.kinds.length > 0) ? today : null };
  const homes = await findHouseholdsAt(of, batch);
  const hashes = listed.flatMap(({ sealed }) => sealed?.hashes ?? []);
  const near = await findPeopleByNumberOrHome(of, hashes, idsOf(homes));
  const found = new Set(near.map(({ numberHash }) => numberHash));
  const namesakes = await findNamesakes(
    of,
    listed.filter(({ sealed }) => !sealed?.hashes.some((hash) => found.has(hash))),
  );
  const people = [...new Map([...near, ...namesakes].map((person) => [person.id, person])).values()];
  const known = new Set(idsOf(homes));
  const livedIn = people.flatMap(({ membership }) => membership?.householdId ?? []);
  const others = [...new Set(livedIn)].filter((id) => !known.has(id));
  const households = [...homes, ...(await findHouseholds(of, others))];
  const helperPhones = listed.some(({ relatives }) => relatives.length > 0)
    ? await findHelperPhones(pool, wardId, idsOf(households))
    : new Map<string, string[]>();
  return indexRegister(
    people,
    households.map((household) => ({ ...household, helperPhones: helperPhones.get(household.id) ?? [] })),
    await findDecidedRows(pool, wardId, idsOf(people)),
  );
}

/** Where a part of the register is read, and from which day on priority facts are; null for none. */
interface Reading {
  pool: Pool;
  wardId: string;
  factsOn: LocalDate | null;
}

const idsOf = (records: readonly { id: string }[]) => records.map(({ id }) => id);

/** Doubtful rows of confirmed imports that a reviewer decided on, the latest first. */
async function findDecidedRows(pool: Pool, wardId: string, residentIds: readonly string[]): Promise<DecidedRow[]> {
  const { rows } = await pool.query<RowText & { residentId: string; finishedAt: Date }>({
    name: 'import-decided-rows',
    text: `
      SELECT decided.resident_id AS "residentId", run.finished_at AS "finishedAt", words.*
      FROM import_row decided JOIN import_run run ON run.id = decided.import_run_id,
        jsonb_to_record(decided.content) AS words (name text, birth text, phone text, last4 text, address text, "householdCode" text)
      WHERE decided.ward_id = $1 AND decided.resident_id = ANY($2::uuid[]) AND decided.decision IN ('same_person', 'new_person') AND run.status = 'confirmed'
      ORDER BY run.finished_at DESC`,
    values: [wardId, residentIds],
  });
  return rows.map(({ residentId, finishedAt, ...words }) => ({ words, residentId, on: localDateOf(finishedAt) }));
}

/** The numbers of all who help or helped a household, by household. */
async function findHelperPhones(
  pool: Pool,
  wardId: string,
  householdIds: readonly string[],
): Promise<Map<string, string[]>> {
  const { rows } = await pool.query<{ householdId: string; phones: string[] }>({
    name: 'import-helper-phones',
    text: `
      SELECT g.household_id AS "householdId", array_remove(array_agg(coalesce(g.phone, r.phone)), NULL) AS phones
      FROM digital_helper g LEFT JOIN resident r ON r.id = g.resident_id WHERE g.ward_id = $1 AND g.household_id = ANY($2::uuid[]) GROUP BY 1`,
    values: [wardId, householdIds],
  });
  return new Map(rows.map(({ householdId, phones }) => [householdId, phones]));
}

async function findHouseholdsAt(of: Reading, batch: readonly ListedHousehold[]): Promise<RegisterHousehold[]> {
  const keys = (key: 'codeKey' | 'addressKey') => [
    ...new Set(batch.map((household) => household[key]).filter(Boolean)),
  ];
  const { rows } = await of.pool.query<RegisterHousehold>({
    name: 'import-households-at',
    // One search key of a household is its whole folded address.
    text: `${HOUSEHOLD}
      WHERE h.ward_id = $1 AND h.id IN (
        SELECT household_id FROM household_search_key WHERE ward_id = $1 AND key = ANY($4::text[])
        UNION SELECT id FROM household WHERE ward_id = $1 AND code IS NOT NULL AND coalesce(nullif(ltrim(upper(code), '0'), ''), code) = ANY($3::text[]))`,
    values: [of.wardId, of.factsOn, keys('codeKey'), keys('addressKey')],
  });
  return rows;
}

async function findHouseholds(of: Reading, ids: readonly string[]): Promise<RegisterHousehold[]> {
  if (ids.length === 0) return [];
  const { rows } = await of.pool.query<RegisterHousehold>({
    name: 'import-households-by-id',
    text: `${HOUSEHOLD} WHERE h.ward_id = $1 AND h.id = ANY($3::uuid[])`,
    values: [of.wardId, of.factsOn, ids],
  });
  return rows;
}

const PERSON = `
  SELECT r.id, r.version, r.full_name AS "fullName", r.name_folded AS "nameFolded",
         CASE WHEN r.birth_date IS NOT NULL THEN jsonb_build_object('date', r.birth_date, 'precision', r.birth_precision) END AS birth,
         r.gender, r.phone, translate(encode(r.national_number_hash, 'base64'), E'\\n', '') AS "numberHash", r.national_number_last4 AS last4,
         r.residence_status AS "residenceStatus", r.note,
         CASE WHEN m.id IS NOT NULL THEN jsonb_build_object('id', m.id, 'householdId', m.household_id, 'relation', m.relation, 'relationNote', m.relation_note) END AS membership,
         CASE WHEN d.id IS NOT NULL THEN jsonb_build_object(${readinessPairs('d').text}) END AS readiness,
         ${factsOf('resident_id = r.id')}
  FROM found JOIN resident r ON r.id = found.id
  LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
  LEFT JOIN readiness d ON d.resident_id = r.id AND d.is_latest`;

async function findPeopleByNumberOrHome(
  { pool, wardId, factsOn }: Reading,
  hashes: readonly string[],
  homes: readonly string[],
): Promise<RegisterPerson[]> {
  const { rows } = await pool.query<RegisterPerson>({
    name: 'import-people-near',
    text: `
      WITH found AS MATERIALIZED (
        SELECT r.id FROM resident r WHERE r.ward_id = $1 AND r.national_number_hash = ANY (SELECT decode(hash, 'base64') FROM unnest($3::text[]) AS n (hash))
        UNION SELECT m.resident_id FROM household_membership m WHERE m.ward_id = $1 AND m.household_id = ANY($4::uuid[]) AND m.valid_to IS NULL)
      ${PERSON}`,
    values: [wardId, factsOn, hashes, homes],
  });
  return rows;
}

async function findNamesakes(
  { pool, wardId, factsOn }: Reading,
  listed: readonly ListedPerson[],
): Promise<RegisterPerson[]> {
  const wanted = listed.flatMap(({ nameFolded: name, birth, phone }) =>
    birth ? [{ name, year: Number(yearOf(birth)), phone }] : [],
  );
  if (wanted.length === 0) return [];
  const { rows } = await pool.query<RegisterPerson>({
    name: 'import-namesakes',
    text: `
      WITH wanted AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($3::jsonb) AS w (name text, year int, phone text)),
      found AS MATERIALIZED (
        SELECT r.id FROM wanted w JOIN resident r ON r.ward_id = $1 AND r.name_folded = w.name
          WHERE r.birth_date >= make_date(w.year, 1, 1) AND r.birth_date <= make_date(w.year, 12, 31)
        UNION SELECT r.id FROM wanted w JOIN resident_search_key k ON k.ward_id = $1 AND k.key = w.phone JOIN resident r ON r.id = k.resident_id
          WHERE r.phone = w.phone AND r.birth_date >= make_date(w.year, 1, 1) AND r.birth_date <= make_date(w.year, 12, 31))
      ${PERSON}`,
    values: [wardId, factsOn, JSON.stringify(wanted)],
  });
  return rows;
}
