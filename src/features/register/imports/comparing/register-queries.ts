import type { Pool } from 'pg';
import type { Database, Transaction } from '../../../../db/database';
import type { HouseholdRelation, PriorityKind } from '../../../../generated/prisma/enums';
import { localDateOf, type BirthDate, type LocalDate, birthOf } from '../../../../shared/dates';
import { foldVietnamese } from '../../../../shared/vietnamese-text';
import type { SealedText } from './compared-row';
import type { DecidedRow, RowText } from './decided-rows';
import { addressKey, householdCodeKey } from '../reading/group-households';
import { groupCodeOf } from '../reading/list-group';
import type { ListedHousehold, ListedPerson } from '../reading/listed-person';
import {
  indexRegister,
  type KnownFact,
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

const HOUSEHOLD = `
  SELECT h.id, h.version, h.code, h.lane_key AS "laneKey", h.address_line AS "addressLine", h.address_folded AS "addressFolded", g.code AS "groupCode", h.former_ward AS "formerWard",
         head.resident_id AS "headId", head.full_name AS "headName",
         (SELECT count(*) FROM household_membership m WHERE m.household_id = h.id AND m.valid_to IS NULL)::int AS "memberCount"
  FROM household h
  LEFT JOIN residential_group g ON g.id = h.residential_group_id
  LEFT JOIN LATERAL (
    SELECT m.resident_id, r.full_name FROM household_membership m JOIN resident r ON r.id = m.resident_id
    WHERE m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head') head ON true`;

type HouseholdRow = Omit<RegisterHousehold, 'facts' | 'helperPhones'>;

/**
 * The residents and households that a batch of the list may concern, in six queries whatever the number of rows.
 * Residents are found by number and as members of the households found by code or address. Rows whose number found
 * nobody are also looked up by name and birth year, and by phone and birth year. Priority facts are read only when the
 * list has any. Earlier decisions about doubtful rows are read for the residents found.
 */
export async function findRegisterExtract(
  { pool }: Pick<Database, 'pool'>,
  wardId: string,
  { households: batch, sealed }: { households: readonly ListedHousehold[]; sealed: ReadonlyMap<number, SealedText> },
  today: LocalDate,
): Promise<RegisterExtract> {
  const listed = batch.flatMap(({ people }) => people);
  const homes = await findHouseholdsAt(pool, wardId, batch);
  const hashes = [...sealed.values()].flatMap((number) => number.hashes);
  const near = await findPeopleByNumberOrHome(pool, wardId, hashes, idsOf(homes));
  const found = new Set(near.map(({ numberHash }) => numberHash));
  const unmet = listed.filter((person) => !sealed.get(person.rowNumber)?.hashes.some((hash) => found.has(hash)));
  const namesakes = await findNamesakes(pool, wardId, unmet);
  const people = [...new Map([...near, ...namesakes].map((person) => [person.id, person])).values()];
  const known = new Set(idsOf(homes));
  const livedIn = people.flatMap(({ membership }) => membership?.householdId ?? []);
  const others = [...new Set(livedIn)].filter((id) => !known.has(id));
  const { rows } =
    others.length === 0
      ? { rows: [] }
      : await pool.query<HouseholdRow>({
          name: 'import-households-by-id',
          text: `${HOUSEHOLD} WHERE h.ward_id = $1 AND h.id = ANY($2::uuid[])`,
          values: [wardId, others],
        });
  const households = [...homes, ...rows];
  const helperPhones = listed.some(({ relatives }) => relatives)
    ? await findHelperPhones(pool, wardId, idsOf(households))
    : new Map<string, string[]>();
  const facts = listed.some((person) => person.facts.kinds.length > 0)
    ? await findFacts(pool, wardId, idsOf([...people, ...households]), today)
    : new Map<string, KnownFact[]>();
  const withFacts = <Known extends { id: string }>(of: Known) => ({ ...of, facts: facts.get(of.id) ?? [] });
  return indexRegister(
    people.map(withFacts),
    households.map((household) => ({ ...withFacts(household), helperPhones: helperPhones.get(household.id) ?? [] })),
    await findDecidedRows(pool, wardId, idsOf(people)),
  );
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

/** The numbers of everybody who helps or helped a household, by household. */
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

/** Priority facts that hold on a day or later, by owner. */
async function findFacts(
  pool: Pool,
  wardId: string,
  ids: readonly string[],
  today: LocalDate,
): Promise<Map<string, KnownFact[]>> {
  const { rows } = await pool.query<{ of: string; id: string; kind: PriorityKind }>({
    name: 'import-facts',
    text: `
      WITH asked AS MATERIALIZED (SELECT unnest($2::uuid[]) AS id)
      SELECT asked.id AS of, f.id, f.kind FROM asked, LATERAL (
        SELECT id, kind, valid_to FROM priority_fact WHERE household_id = asked.id AND ward_id = $1
        UNION ALL SELECT id, kind, valid_to FROM priority_fact WHERE resident_id = asked.id AND ward_id = $1) AS f
      WHERE f.valid_to IS NULL OR f.valid_to > $3::date`,
    values: [wardId, ids, today],
  });
  const facts = new Map<string, KnownFact[]>();
  for (const { of, ...fact } of rows) facts.set(of, [...(facts.get(of) ?? []), fact]);
  return facts;
}

async function findHouseholdsAt(
  pool: Pool,
  wardId: string,
  batch: readonly ListedHousehold[],
): Promise<HouseholdRow[]> {
  const codes = batch.flatMap(({ code }) => (code ? [householdCodeKey(code)] : []));
  const addresses = batch.map(addressKey).filter(Boolean);
  const { rows } = await pool.query<HouseholdRow>({
    name: 'import-households-at',
    // One search key of a household is its whole folded address.
    text: `${HOUSEHOLD}
      WHERE h.ward_id = $1 AND h.id IN (
        SELECT household_id FROM household_search_key WHERE ward_id = $1 AND key = ANY($3::text[])
        UNION SELECT id FROM household WHERE ward_id = $1 AND code IS NOT NULL AND coalesce(nullif(ltrim(upper(code), '0'), ''), code) = ANY($2::text[]))`,
    values: [wardId, [...new Set(codes)], [...new Set(addresses)]],
  });
  return rows;
}

type Person = Omit<RegisterPerson, 'facts'>;

interface PersonRow extends Omit<Person, 'birth' | 'membership'> {
  birthDate: string | null;
  birthPrecision: BirthDate['precision'] | null;
  membershipId: string | null;
  householdId: string | null;
  relation: HouseholdRelation;
  relationNote: string;
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

async function findPeopleByNumberOrHome(
  pool: Pool,
  wardId: string,
  hashes: readonly string[],
  homes: readonly string[],
): Promise<Person[]> {
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

async function findNamesakes(pool: Pool, wardId: string, listed: readonly ListedPerson[]): Promise<Person[]> {
  const wanted = listed.flatMap(({ fullName, birth, phone }) =>
    birth ? [{ name: foldVietnamese(fullName), year: Number(birth.date.slice(0, 4)), phone }] : [],
  );
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

function personFrom({
  birthDate,
  birthPrecision,
  membershipId,
  householdId,
  relation,
  relationNote,
  ...person
}: PersonRow): Person {
  return {
    ...person,
    birth: birthOf({ birthDate, birthPrecision }),
    membership: membershipId && householdId ? { id: membershipId, householdId, relation, relationNote } : null,
  };
}
