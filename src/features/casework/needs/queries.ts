import { z } from 'zod';
import { queryRow, queryRows, type Read, type RowReader } from '../../../db/query-rows';
import { sql, raw, type Sql } from '../../../shared/sql';
import { ADDRESSED } from '../../../shared/row-schemas';
import type { Reads } from '../../../db/database';
import { Gender, HelperPurpose, HouseholdRelation } from '../../../generated/prisma/enums';
import { livesThere } from '../../../shared/living-here';
import { guideTitle } from '../../office/guides/queries';
import { isUnrestricted, objectsToContact } from '../../../shared/contact-objection';
import { readinessPairs } from '../../../shared/readiness-sql';
import { STATED_FACT } from './fact-rules';
import { READINESS_ROW } from './readiness-history';

/** A fact as stored in the register. */
export const FACT_ROW = z.object({
  ...STATED_FACT.shape,
  id: z.string(),
  /** Null if it belongs to the whole household. */
  residentId: z.string().nullable(),
  recordedBy: z.string(),
  recordedOn: z.string(),
  /** Who set its end, and when. */
  endedBy: z.string().nullable(),
  endedOn: z.string().nullable(),
  /** '' unless it was withdrawn. */
  withdrawnReason: z.string(),
});
export type FactRow = z.infer<typeof FACT_ROW>;

/** A person with their known needs. */
export const PERSON_ROW = z.object({
  id: z.string(),
  ...ADDRESSED,
  relation: z.enum(HouseholdRelation),
  relationNote: z.string(),
  /** Oldest first. */
  readiness: z.array(READINESS_ROW),
});
export type PersonRow = z.infer<typeof PERSON_ROW>;

export const HELPER_ROW = z.object({
  id: z.string(),
  /** Null for an outsider. */
  residentId: z.string().nullable(),
  name: z.string(),
  gender: z.enum(Gender).nullable(),
  phone: z.string().nullable(),
  /** To the head; null if whoever is helped is another member: what the two are to each other is not known. */
  relation: z.enum(HouseholdRelation).nullable(),
  relationNote: z.string(),
  since: z.string(),
  /** Whom they help; null if that is not known of a helper of the household. */
  helpedId: z.string().nullable(),
  helpedName: z.string().nullable(),
  /** Empty is not known. */
  purposes: z.array(z.enum(HelperPurpose)),
  /** The day on which both said yes; null if they were not asked. */
  agreedOn: z.string().nullable(),
  /** The services that the team handed over to whoever helps this person; null for none, and before both agreed. */
  handedOver: z.string().nullable(),
});
export type HelperRow = z.infer<typeof HELPER_ROW>;

export const HOUSEHOLD_NEEDS = z.object({
  adultAge: z.number(),
  people: z.array(PERSON_ROW),
  facts: z.array(FACT_ROW),
  helpers: z.array(HELPER_ROW),
});
export type HouseholdNeeds = z.infer<typeof HOUSEHOLD_NEEDS>;

const PERSON_JSON = sql`json_build_object('id', r.id, 'fullName', r.full_name, 'gender', r.gender,
  'birth', CASE WHEN r.birth_date IS NOT NULL THEN json_build_object('date', r.birth_date, 'precision', r.birth_precision) END,
  'relation', coalesce(m.relation, 'other'), 'relationNote', coalesce(m.relation_note, ''),
  'readiness', (SELECT coalesce(json_agg(json_build_object('id', k.id, 'recordedOn', k.recorded_on, 'source', k.source, 'visitId', k.visit_id, 'by', u.display_name,
      ${readinessPairs('k')}) ORDER BY k.recorded_on, k.is_latest, k.created_at, k.id), '[]')
    FROM readiness k LEFT JOIN user_account u ON u.id = k.recorded_by WHERE k.resident_id = r.id))`;

const localDay = (at: string) => sql`(${raw(at)} AT TIME ZONE 'Asia/Ho_Chi_Minh')::date`;
const FACT_JSON = sql`json_build_object('id', f.id, 'residentId', f.resident_id, 'kind', f.kind, 'validFrom', f.valid_from, 'validTo', f.valid_to,
  'source', f.source, 'sourceNote', f.source_note, 'recordedBy', recorder.display_name, 'recordedOn', ${localDay('f.recorded_at')}, 'endedBy', ender.display_name,
  'endedOn', ${localDay('f.ended_at')}, 'withdrawnReason', f.withdrawn_reason)`;
const FACT_JOINS = sql`JOIN user_account recorder ON recorder.id = f.recorded_by LEFT JOIN user_account ender ON ender.id = f.ended_by`;

/**
 * SQL that is true for a tie `g` that holds: not ended, and its helper still lives in the ward (that of a whole household:
 * in the household) if they are a resident, or is one who lives elsewhere.
 */
export const TIE_HOLDS = sql`(g.valid_to IS NULL AND (g.resident_id IS NULL OR EXISTS (SELECT FROM resident apart
  WHERE apart.id = g.resident_id AND apart.residence_status = 'elsewhere') OR EXISTS (SELECT FROM household_membership lives
  WHERE lives.resident_id = g.resident_id AND lives.valid_to IS NULL AND lives.household_id = coalesce(g.household_id, lives.household_id))))`;

/** SQL that is true if a resident has a helper to whom both agreed. @param id SQL of the resident's id. */
export const hasHelper = (id: string) =>
  sql`EXISTS (SELECT FROM digital_helper g WHERE g.helped_id = ${raw(id)} AND g.agreed_on IS NOT NULL AND ${TIE_HOLDS})`;

/** SQL: the ties to a household as a whole and to each of its people, ended ones too. @param household its alias. */
export const tiesOf = (
  household: string,
) => sql`(SELECT whole.* FROM digital_helper whole WHERE whole.household_id = ${raw(household)}.id
  UNION ALL SELECT own.* FROM household_membership m JOIN digital_helper own ON own.helped_id = m.resident_id
  WHERE m.household_id = ${raw(household)}.id AND m.valid_to IS NULL)`;

const helpersAmong = (ties: Sql) => sql`(
  SELECT coalesce(json_agg(json_build_object('id', g.id, 'residentId', g.resident_id, 'name', coalesce(helper.full_name, g.name), 'gender', helper.gender,
    'phone', CASE WHEN NOT ${objectsToContact('helper')} THEN coalesce(g.phone, helper.phone) END, 'relation', CASE WHEN coalesce(at.relation = 'head', true) THEN together.relation END, 'relationNote', g.relation_note, 'since', g.valid_from,
    'purposes', g.purposes, 'agreedOn', g.agreed_on, 'helpedId', g.helped_id, 'helpedName', helped.full_name, 'handedOver', CASE WHEN g.agreed_on IS NOT NULL THEN (
      SELECT string_agg(DISTINCT ${guideTitle('s')}, '; ') FROM assisted_procedure a JOIN public_service s ON s.id = a.public_service_id
      WHERE a.resident_id = g.helped_id AND a.help_level = 'handed_over' AND a.result IN ('submitted', 'not_needed')) END)
    ORDER BY g.resident_id IS NULL, g.valid_from, g.id), '[]')
  FROM ${ties} g
  LEFT JOIN resident helper ON helper.id = g.resident_id
  LEFT JOIN resident helped ON helped.id = g.helped_id
  LEFT JOIN household_membership at ON at.resident_id = g.helped_id AND at.valid_to IS NULL
  LEFT JOIN household_membership together ON together.resident_id = g.resident_id AND together.household_id = coalesce(g.household_id, at.household_id) AND together.valid_to IS NULL
  WHERE ${TIE_HOLDS})`;

/**
 * SQL: who helps a household or one of its people today, as a JSON array of HelperRow, residents first. A helper who has
 * left or died no longer helps, even if the record was not ended.
 * @param household the alias of the household in the statement.
 */
export const helpersOf = (household: string) => helpersAmong(tiesOf(household));

export const needsOfHousehold = (wardId: string, householdId: string): Read<typeof HOUSEHOLD_NEEDS> => ({
  row: HOUSEHOLD_NEEDS,
  sql: sql`SELECT w.adult_age AS "adultAge",
        (SELECT coalesce(json_agg(${PERSON_JSON} ORDER BY m.relation <> 'head', r.birth_date, r.sort_name), '[]')
         FROM household_membership m JOIN resident r ON r.id = m.resident_id WHERE m.household_id = h.id AND m.valid_to IS NULL) AS people,
        (SELECT coalesce(json_agg(${FACT_JSON} ORDER BY f.valid_from DESC, f.recorded_at DESC), '[]')
         FROM (SELECT * FROM priority_fact WHERE household_id = h.id
               UNION ALL SELECT f.* FROM household_membership m JOIN priority_fact f ON f.resident_id = m.resident_id
                 WHERE m.household_id = h.id AND m.valid_to IS NULL) f ${FACT_JOINS}) AS facts,
        ${helpersOf('h')} AS helpers
      FROM household h JOIN ward w ON w.id = h.ward_id WHERE h.ward_id = ${wardId} AND h.id = ${householdId}`,
});

export const RESIDENT_NEEDS = z.object({
  adultAge: z.number(),
  person: PERSON_ROW,
  /** Where the person lives now; null if nowhere in the ward. */
  householdId: z.string().nullable(),
  addressLine: z.string().nullable(),
  /** Facts of the person, and of the household they live in today. */
  facts: z.array(FACT_ROW),
  helpers: z.array(HELPER_ROW),
  /** The ties in which the person is the helper. */
  helping: z.array(HELPER_ROW),
});
export type ResidentNeeds = z.infer<typeof RESIDENT_NEEDS>;

export const needsOfResident = (wardId: string, residentId: string): Read<typeof RESIDENT_NEEDS> => ({
  row: RESIDENT_NEEDS,
  sql: sql`SELECT w.adult_age AS "adultAge", m.household_id AS "householdId", h.address_line AS "addressLine", ${PERSON_JSON} AS person,
        (SELECT coalesce(json_agg(${FACT_JSON} ORDER BY f.valid_from DESC, f.recorded_at DESC), '[]')
         FROM (SELECT * FROM priority_fact WHERE resident_id = r.id UNION ALL SELECT * FROM priority_fact WHERE household_id = m.household_id) f ${FACT_JOINS}) AS facts,
        ${helpersAmong(sql`(SELECT * FROM digital_helper WHERE helped_id = r.id)`)} AS helpers,
        ${helpersAmong(sql`(SELECT * FROM digital_helper WHERE resident_id = r.id)`)} AS helping
      FROM resident r JOIN ward w ON w.id = r.ward_id
      LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
      LEFT JOIN household h ON h.id = m.household_id
      WHERE r.ward_id = ${wardId} AND r.id = ${residentId}`,
});

/** Another ward's resident does not exist. */
export async function getResidentNeeds(db: Reads, wardId: string, residentId: string): Promise<ResidentNeeds> {
  const needs = needsOfResident(wardId, residentId);
  return queryRow(db, 'needs-resident', needs.row)`${needs.sql}`;
}

/** A household's address and members, to choose the subject of a fact or a helper from. */
export const HOME = z.object({
  id: z.string(),
  addressLine: z.string(),
  members: z.array(PERSON_ROW.omit({ birth: true, readiness: true })),
});
export type Home = z.infer<typeof HOME>;

/** @throws NotFoundError for another ward's household. */
export const getHome = (db: Reads, wardId: string, householdId: string): Promise<Home> =>
  queryRow(db, 'needs-home', HOME)`SELECT h.id, h.address_line AS "addressLine",
             (SELECT coalesce(json_agg(json_build_object('id', r.id, 'fullName', r.full_name, 'gender', r.gender,
                'relation', m.relation, 'relationNote', m.relation_note) ORDER BY m.relation, r.birth_date), '[]')
              FROM household_membership m JOIN resident r ON r.id = m.resident_id WHERE m.household_id = h.id AND m.valid_to IS NULL) AS members
           FROM household h WHERE h.ward_id = ${wardId} AND h.id = ${householdId}`;

const KNOWN_HELPER = z.object({ id: z.string(), fullName: z.string(), addressLine: z.string() });
export type KnownHelper = z.infer<typeof KNOWN_HELPER>;

/** Residents who may be the person of this name or number: the first eight by name. */
export const listKnownHelpers = (
  db: RowReader,
  wardId: string,
  { name, phone }: { name: string; phone: string | null },
): Promise<KnownHelper[]> =>
  queryRows(db, 'needs-known-helpers', KNOWN_HELPER)`
      SELECT r.id, r.full_name AS "fullName", coalesce(h.address_line, 'không ở đây') AS "addressLine"
      FROM resident r LEFT JOIN household_membership m ON m.resident_id = r.id AND ${livesThere('m', 'r')} LEFT JOIN household h ON h.id = m.household_id
      WHERE r.ward_id = ${wardId}::uuid AND (h.id IS NOT NULL OR r.residence_status = 'elsewhere') AND ${isUnrestricted('r', wardId)}
        AND (r.name_folded = fold_vietnamese(${name}::text) OR r.phone = ${phone}::text) ORDER BY r.sort_name, r.id LIMIT 8`;

/** A fact to correct, end or withdraw, with its subject: a person, or a whole household. */
export const FACT_RECORD = FACT_ROW.extend({
  fullName: z.string().nullable(),
  householdId: z.string().nullable(),
  addressLine: z.string().nullable(),
  version: z.number(),
});
export type FactRecord = z.infer<typeof FACT_RECORD>;

/** Another ward's fact does not exist. */
export const getFact = (db: Reads, wardId: string, id: string): Promise<FactRecord> =>
  queryRow(db, 'needs-fact', FACT_RECORD)`
      SELECT f.id, f.resident_id AS "residentId", r.full_name AS "fullName", f.household_id AS "householdId", h.address_line AS "addressLine",
             f.kind, f.valid_from AS "validFrom", f.valid_to AS "validTo", f.source, f.source_note AS "sourceNote", recorder.display_name AS "recordedBy",
             ${localDay('f.recorded_at')} AS "recordedOn", ender.display_name AS "endedBy", ${localDay('f.ended_at')} AS "endedOn", f.version, f.withdrawn_reason AS "withdrawnReason"
           FROM priority_fact f ${FACT_JOINS} LEFT JOIN resident r ON r.id = f.resident_id LEFT JOIN household h ON h.id = f.household_id
           WHERE f.ward_id = ${wardId} AND f.id = ${id}`;

/** A helper to correct or end. */
export const HELPER_RECORD = HELPER_ROW.omit({
  residentId: true,
  gender: true,
  relation: true,
  since: true,
  handedOver: true,
}).extend({
  /** Of the household, or of the person helped; null if they live nowhere in the ward. */
  householdId: z.string().nullable(),
  addressLine: z.string().nullable(),
  /** Who heard that both said yes. */
  heardBy: z.string().nullable(),
  validTo: z.string().nullable(),
  /** Of a resident; null for an outsider. */
  member: z.object({ fullName: z.string(), phone: z.string().nullable() }).nullable(),
  version: z.number(),
});
export type HelperRecord = z.infer<typeof HELPER_RECORD>;

/** Another ward's helper does not exist. */
export const getHelper = (db: Reads, wardId: string, id: string): Promise<HelperRecord> =>
  queryRow(db, 'needs-helper', HELPER_RECORD)`
      SELECT g.id, h.id AS "householdId", h.address_line AS "addressLine", g.name, g.phone, g.relation_note AS "relationNote", g.version,
             g.helped_id AS "helpedId", helped.full_name AS "helpedName", g.purposes::text[] AS purposes, g.agreed_on AS "agreedOn", u.display_name AS "heardBy", g.valid_to AS "validTo",
             (SELECT json_build_object('fullName', r.full_name, 'phone', r.phone) FROM resident r WHERE r.id = g.resident_id) AS member
           FROM digital_helper g LEFT JOIN resident helped ON helped.id = g.helped_id LEFT JOIN user_account u ON u.id = g.agreed_heard_by
           LEFT JOIN household_membership m ON m.resident_id = g.helped_id AND m.valid_to IS NULL
           LEFT JOIN household h ON h.id = coalesce(g.household_id, m.household_id) WHERE g.ward_id = ${wardId} AND g.id = ${id}`;
