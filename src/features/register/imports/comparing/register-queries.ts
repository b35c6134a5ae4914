import { z } from 'zod';
import type { Reads, Transaction } from '../../../../db/database';
import { queryRows } from '../../../../db/query-rows';
import { birthSql } from '../../../../shared/birth-sql';
import type { LocalDate } from '../../../../shared/dates';
import { readinessPairs } from '../../../../shared/readiness-sql';
import { HOUSEHOLD_IMPORTED, RESIDENT_IMPORTED, selectPlain } from '../../../../shared/register-fields';
import { raw, sql, type Sql } from '../../../../shared/sql';
import { tiesOf } from '../../../casework/needs/queries';
import { groupCodeOf } from '../reading/list-group';
import type { ListedHousehold, ListedPerson } from '../reading/listed-person';
import {
  DECIDED_ROW,
  HELPER_PHONE,
  indexRegister,
  REGISTER_HOUSEHOLD,
  REGISTER_PERSON,
  yearOf,
  type RegisterExtract,
  type RegisterHousehold,
  type RegisterPerson,
} from './register-match';

// Reads the part of the register that a batch of a list may concern.

/** The ward's current residential groups: their names by code, in the form that imports compare. */
export async function knownGroups({ prisma }: { prisma: Pick<Transaction, 'residentialGroup'> }, wardId: string) {
  const groups = await prisma.residentialGroup.findMany({
    where: { wardId, validTo: null },
    select: { code: true, name: true },
  });
  const named = groups.flatMap(({ code, name }): [string, string][] => {
    const key = groupCodeOf(code);
    return key ? [[key, name]] : [];
  });
  return new Map(named.sort(([one], [other]) => one.localeCompare(other, 'vi', { numeric: true })));
}

/** SQL: the priority facts of an owner that hold on a day or later; none without a day. */
const factsOf = (owner: Sql, { wardId, factsOn }: Reading): Sql =>
  factsOn === null
    ? sql`'[]'::jsonb AS facts`
    : sql`(SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'kind', f.kind)), '[]') FROM priority_fact f
    WHERE f.ward_id = ${wardId} AND ${owner} AND (f.valid_to IS NULL OR f.valid_to > ${factsOn}::date)) AS facts`;

/** The households `h` of a condition. */
const readHouseholds = (of: Reading, condition: Sql): Promise<RegisterHousehold[]> =>
  queryRows(of.db, 'import-households', REGISTER_HOUSEHOLD)`
      SELECT h.id, h.version, h.code, h.lane_key AS "laneKey", h.address_line AS "addressLine", h.address_folded AS "addressFolded", g.code AS "groupCode", ${raw(selectPlain(HOUSEHOLD_IMPORTED, 'h'))},
        head.resident_id AS "headId", head.full_name AS "headName",
        (SELECT count(*) FROM household_membership m WHERE m.household_id = h.id AND m.valid_to IS NULL)::int AS "memberCount",
        ${factsOf(sql`f.household_id = h.id`, of)}
      FROM household h
      LEFT JOIN residential_group g ON g.id = h.residential_group_id
      LEFT JOIN LATERAL (
        SELECT m.resident_id, r.full_name FROM household_membership m JOIN resident r ON r.id = m.resident_id
        WHERE m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head') head ON true
      WHERE h.ward_id = ${of.wardId} AND ${condition}`;

/**
 * The residents and households that a batch of the list may concern, in a few queries whatever the number of rows.
 * Residents are found by number and as members of the households found by code or address. Rows whose number found no
 * resident are also looked up by name and birth year, and by phone and birth year. Priority facts are read only when
 * the list has any. Earlier decisions about doubtful rows are read for the residents found.
 */
export async function findRegisterExtract(
  db: Reads,
  wardId: string,
  batch: readonly ListedHousehold[],
  today: LocalDate,
): Promise<RegisterExtract> {
  const listed = batch.flatMap(({ people }) => people);
  const of = { db, wardId, factsOn: listed.some(({ facts }) => facts.kinds.length > 0) ? today : null };
  const homes = await findHouseholdsAt(of, batch);
  const hashes = listed.flatMap(({ sealed }) => sealed?.hash ?? []);
  const near = await findPeopleByNumberOrHome(of, hashes, idsOf(homes));
  const found = new Set(near.map(({ numberHash }) => numberHash));
  const namesakes = await findNamesakes(
    of,
    listed.filter(({ sealed }) => !(sealed && found.has(sealed.hash))),
  );
  const people = [...new Map([...near, ...namesakes].map((person) => [person.id, person])).values()];
  const known = new Set(idsOf(homes));
  const livedIn = people.flatMap(({ membership }) => membership?.householdId ?? []);
  const others = [...new Set(livedIn)].filter((id) => !known.has(id));
  const otherHomes = others.length === 0 ? [] : await readHouseholds(of, sql`h.id = ANY(${others}::uuid[])`);
  const households = [...homes, ...otherHomes];
  const helpers = listed.some(({ relatives }) => relatives.length > 0)
    ? await findHelpers(db, wardId, idsOf(households))
    : [];
  return indexRegister(
    people,
    households.map((household) => ({
      ...household,
      helpers: helpers.filter(({ householdId }) => householdId === household.id),
    })),
    await findDecidedRows(db, wardId, idsOf(people)),
  );
}

/** Where a part of the register is read, and from which day on priority facts are; null for none. */
interface Reading {
  db: Reads;
  wardId: string;
  factsOn: LocalDate | null;
}

const idsOf = (records: readonly { id: string }[]) => records.map(({ id }) => id);

/** Doubtful rows of confirmed imports that a reviewer decided on, the latest first. */
const findDecidedRows = (db: Reads, wardId: string, residentIds: readonly string[]) =>
  queryRows(db, 'import-decided-rows', DECIDED_ROW)`
      SELECT decided.resident_id AS "residentId", run.finished_at AS "finishedAt", words.*
      FROM import_row decided JOIN import_run run ON run.id = decided.import_run_id,
        jsonb_to_record(decided.content) AS words (name text, birth text, phone text, last4 text, address text, "householdCode" text)
      WHERE decided.ward_id = ${wardId} AND decided.resident_id = ANY(${residentIds}::uuid[]) AND decided.decision IN ('same_person', 'new_person') AND run.status = 'confirmed'
      ORDER BY run.finished_at DESC`;

/** All who help or helped the people of households, and have a number. */
const findHelpers = (db: Reads, wardId: string, householdIds: readonly string[]) =>
  queryRows(db, 'import-helper-phones', HELPER_PHONE.extend({ householdId: z.string() }))`
      SELECT h.id AS "householdId", g.helped_id AS "helpedId", coalesce(g.phone, r.phone) AS phone
      FROM household h CROSS JOIN LATERAL ${tiesOf('h')} g LEFT JOIN resident r ON r.id = g.resident_id
      WHERE h.ward_id = ${wardId} AND h.id = ANY(${householdIds}::uuid[]) AND coalesce(g.phone, r.phone) IS NOT NULL`;

function findHouseholdsAt(of: Reading, batch: readonly ListedHousehold[]): Promise<RegisterHousehold[]> {
  const keys = (key: 'codeKey' | 'addressKey') => [
    ...new Set(batch.map((household) => household[key]).filter(Boolean)),
  ];
  // One search key of a household is its whole folded address.
  return readHouseholds(
    of,
    sql`h.id IN (
        SELECT household_id FROM household_search_key WHERE ward_id = ${of.wardId} AND key = ANY(${keys('addressKey')}::text[])
        UNION SELECT id FROM household WHERE ward_id = ${of.wardId} AND code IS NOT NULL AND coalesce(nullif(ltrim(upper(code), '0'), ''), code) = ANY(${keys('codeKey')}::text[]))`,
  );
}

/** The residents whose ids `found` selects. */
const readPeople = (of: Reading, found: Sql): Promise<RegisterPerson[]> =>
  queryRows(of.db, 'import-people', REGISTER_PERSON)`WITH ${found}
      SELECT r.id, r.version, r.full_name AS "fullName", r.name_folded AS "nameFolded",
        ${birthSql('r')} AS birth,
        r.phone, translate(encode(r.national_number_hash, 'base64'), E'\\n', '') AS "numberHash", r.national_number_last4 AS last4,
        r.residence_status AS "residenceStatus", ${raw(selectPlain(RESIDENT_IMPORTED, 'r'))},
        CASE WHEN m.id IS NOT NULL THEN jsonb_build_object('id', m.id, 'householdId', m.household_id, 'relation', m.relation, 'relationNote', m.relation_note) END AS membership,
        CASE WHEN d.id IS NOT NULL THEN jsonb_build_object(${readinessPairs('d')}) END AS readiness,
        ${factsOf(sql`f.resident_id = r.id`, of)}
      FROM found JOIN resident r ON r.id = found.id
      LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
      LEFT JOIN readiness d ON d.resident_id = r.id AND d.is_latest`;

const findPeopleByNumberOrHome = (of: Reading, hashes: readonly string[], homes: readonly string[]) =>
  readPeople(
    of,
    sql`found AS MATERIALIZED (
        SELECT r.id FROM resident r WHERE r.ward_id = ${of.wardId} AND r.national_number_hash = ANY (SELECT decode(hash, 'base64') FROM unnest(${hashes}::text[]) AS n (hash))
        UNION SELECT m.resident_id FROM household_membership m WHERE m.ward_id = ${of.wardId} AND m.household_id = ANY(${homes}::uuid[]) AND m.valid_to IS NULL)`,
  );

async function findNamesakes(of: Reading, listed: readonly ListedPerson[]): Promise<RegisterPerson[]> {
  const wanted = listed.flatMap(({ nameFolded: name, birth, phone }) =>
    birth ? [{ name, year: Number(yearOf(birth)), phone }] : [],
  );
  if (wanted.length === 0) return [];
  return readPeople(
    of,
    sql`wanted AS MATERIALIZED (SELECT * FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) AS w (name text, year int, phone text)),
      found AS MATERIALIZED (
        SELECT r.id FROM wanted w JOIN resident r ON r.ward_id = ${of.wardId} AND r.name_folded = w.name
          WHERE r.birth_date >= make_date(w.year, 1, 1) AND r.birth_date <= make_date(w.year, 12, 31)
        UNION SELECT r.id FROM wanted w JOIN resident_search_key k ON k.ward_id = ${of.wardId} AND k.key = w.phone JOIN resident r ON r.id = k.resident_id
          WHERE r.phone = w.phone AND r.birth_date >= make_date(w.year, 1, 1) AND r.birth_date <= make_date(w.year, 12, 31))`,
  );
}
