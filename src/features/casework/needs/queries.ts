import type { Database, Reads } from '../../../db/database';
import type { Read } from '../../../db/combine-reads';
import type { Gender, HouseholdRelation } from '../../../generated/prisma/enums';
import { objectsToContact } from '../../../shared/contact-objection';
import type { BirthDate, LocalDate } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { readinessPairs } from '../../../shared/readiness-fields';
import type { StatedFact } from './fact-rules';
import type { ReadinessRow } from './readiness-history';

/** A fact as stored in the register. */
export interface FactRow extends StatedFact {
  id: string;
  /** Null if it belongs to the whole household. */
  residentId: string | null;
  recordedBy: string;
  recordedAt: string;
  endedBy: string | null;
  endedAt: string | null;
  /** '' unless it was withdrawn. */
  withdrawnReason: string;
}

/** A person with their known needs. */
export interface PersonRow {
  id: string;
  fullName: string;
  gender: Gender | null;
  birth: BirthDate | null;
  relation: HouseholdRelation;
  relationNote: string;
  /** Oldest first. */
  readiness: ReadinessRow[];
}

export interface HelperRow {
  id: string;
  /** Null for an outsider. */
  residentId: string | null;
  name: string;
  gender: Gender | null;
  phone: string | null;
  relation: HouseholdRelation | null;
  relationNote: string;
  since: LocalDate;
}

export interface HouseholdNeeds {
  adultAge: number;
  people: PersonRow[];
  facts: FactRow[];
  helpers: HelperRow[];
}

const PERSON_JSON = `json_build_object('id', r.id, 'fullName', r.full_name, 'gender', r.gender,
  'birth', CASE WHEN r.birth_date IS NOT NULL THEN json_build_object('date', r.birth_date, 'precision', r.birth_precision) END,
  'relation', coalesce(m.relation, 'other'), 'relationNote', coalesce(m.relation_note, ''),
  'readiness', (SELECT coalesce(json_agg(json_build_object('id', k.id, 'recordedOn', k.recorded_on, 'source', k.source, 'visitId', k.visit_id, 'by', u.display_name,
      ${readinessPairs('k').text}) ORDER BY k.recorded_on, k.is_latest, k.created_at), '[]')
    FROM readiness k LEFT JOIN user_account u ON u.id = k.recorded_by WHERE k.resident_id = r.id))`;

const FACT_JSON = `json_build_object('id', f.id, 'residentId', f.resident_id, 'kind', f.kind, 'validFrom', f.valid_from, 'validTo', f.valid_to,
  'source', f.source, 'sourceNote', f.source_note, 'recordedBy', recorder.display_name, 'recordedAt', f.recorded_at, 'endedBy', ender.display_name,
  'endedAt', f.ended_at, 'withdrawnReason', f.withdrawn_reason)`;
const FACT_JOINS =
  'JOIN user_account recorder ON recorder.id = f.recorded_by LEFT JOIN user_account ender ON ender.id = f.ended_by';

/**
 * SQL: the helpers of a household today as a JSON array of HelperRow, members first. A member who has left or died no
 * longer helps, even if the record was not ended.
 * @param household the alias of the household in the statement.
 */
export const helpersOf = (household: string) => `(
  SELECT coalesce(json_agg(json_build_object('id', g.id, 'residentId', g.resident_id, 'name', coalesce(helper.full_name, g.name), 'gender', helper.gender,
    'phone', CASE WHEN NOT ${objectsToContact('helper').text} THEN coalesce(g.phone, helper.phone) END, 'relation', hm.relation, 'relationNote', g.relation_note, 'since', g.valid_from)
    ORDER BY g.resident_id IS NULL, g.valid_from, g.id), '[]')
  FROM digital_helper g
  LEFT JOIN resident helper ON helper.id = g.resident_id
  LEFT JOIN household_membership hm ON hm.resident_id = g.resident_id AND hm.household_id = g.household_id AND hm.valid_to IS NULL
  WHERE g.household_id = ${household}.id AND g.valid_to IS NULL AND (g.resident_id IS NULL OR hm.id IS NOT NULL))`;

/** Needs and helpers for the household's page: $1 the ward, $2 the household. */
export const HOUSEHOLD_NEEDS: Read<HouseholdNeeds> = {
  text: `SELECT w.adult_age AS "adultAge",
        (SELECT coalesce(json_agg(${PERSON_JSON} ORDER BY m.relation <> 'head', r.birth_date, r.sort_name), '[]')
         FROM household_membership m JOIN resident r ON r.id = m.resident_id WHERE m.household_id = h.id AND m.valid_to IS NULL) AS people,
        (SELECT coalesce(json_agg(${FACT_JSON} ORDER BY f.valid_from DESC, f.recorded_at DESC), '[]')
         FROM (SELECT * FROM priority_fact WHERE household_id = h.id
               UNION ALL SELECT f.* FROM household_membership m JOIN priority_fact f ON f.resident_id = m.resident_id
                 WHERE m.household_id = h.id AND m.valid_to IS NULL) f ${FACT_JOINS}) AS facts,
        ${helpersOf('h')} AS helpers
      FROM household h JOIN ward w ON w.id = h.ward_id WHERE h.ward_id = $1 AND h.id = $2`,
  instants: {},
};

export interface ResidentNeeds {
  adultAge: number;
  person: PersonRow;
  /** Where the person lives now; null if nowhere in the ward. */
  householdId: string | null;
  addressLine: string | null;
  /** Facts of the person, and of the household they live in today. */
  facts: FactRow[];
}

/** Needs for the resident's page: $1 the ward, $2 the resident. */
export const RESIDENT_NEEDS: Read<ResidentNeeds> = {
  text: `SELECT w.adult_age AS "adultAge", m.household_id AS "householdId", h.address_line AS "addressLine", ${PERSON_JSON} AS person,
        (SELECT coalesce(json_agg(${FACT_JSON} ORDER BY f.valid_from DESC, f.recorded_at DESC), '[]')
         FROM (SELECT * FROM priority_fact WHERE resident_id = r.id UNION ALL SELECT * FROM priority_fact WHERE household_id = m.household_id) f ${FACT_JOINS}) AS facts
      FROM resident r JOIN ward w ON w.id = r.ward_id
      LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
      LEFT JOIN household h ON h.id = m.household_id
      WHERE r.ward_id = $1 AND r.id = $2`,
  instants: {},
};

/** Another ward's resident does not exist. */
export async function getResidentNeeds({ pool }: Database, wardId: string, residentId: string): Promise<ResidentNeeds> {
  const { text } = RESIDENT_NEEDS;
  const { rows } = await pool.query<ResidentNeeds>({ name: 'needs-resident', text, values: [wardId, residentId] });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}

/** A household's address and members, to choose the subject of a fact or a helper from. */
export interface Home {
  id: string;
  addressLine: string;
  members: {
    id: string;
    fullName: string;
    gender: Gender | null;
    relation: HouseholdRelation;
    relationNote: string;
  }[];
}

/** @throws NotFoundError for another ward's household. */
export async function getHome({ pool }: Reads, wardId: string, householdId: string): Promise<Home> {
  const { rows } = await pool.query<Home>({
    name: 'needs-home',
    text: `SELECT h.id, h.address_line AS "addressLine",
             (SELECT coalesce(json_agg(json_build_object('id', r.id, 'fullName', r.full_name, 'gender', r.gender,
                'relation', m.relation, 'relationNote', m.relation_note) ORDER BY m.relation, r.birth_date), '[]')
              FROM household_membership m JOIN resident r ON r.id = m.resident_id WHERE m.household_id = h.id AND m.valid_to IS NULL) AS members
           FROM household h WHERE h.ward_id = $1 AND h.id = $2`,
    values: [wardId, householdId],
  });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}

/** A fact to correct, end or withdraw, with its subject: a person, or a whole household. */
export interface FactRecord extends StatedFact {
  id: string;
  residentId: string | null;
  fullName: string | null;
  householdId: string | null;
  addressLine: string | null;
  recordedBy: string;
  recordedAt: Date;
  endedBy: string | null;
  endedAt: Date | null;
  version: number;
  /** '' unless it was withdrawn. */
  withdrawnReason: string;
}

/** Another ward's fact does not exist. */
export async function getFact({ pool }: Database, wardId: string, id: string): Promise<FactRecord> {
  const { rows } = await pool.query<FactRecord>({
    name: 'needs-fact',
    text: `SELECT f.id, f.resident_id AS "residentId", r.full_name AS "fullName", f.household_id AS "householdId", h.address_line AS "addressLine",
             f.kind, f.valid_from AS "validFrom", f.valid_to AS "validTo", f.source, f.source_note AS "sourceNote", recorder.display_name AS "recordedBy",
             f.recorded_at AS "recordedAt", ender.display_name AS "endedBy", f.ended_at AS "endedAt", f.version, f.withdrawn_reason AS "withdrawnReason"
           FROM priority_fact f ${FACT_JOINS} LEFT JOIN resident r ON r.id = f.resident_id LEFT JOIN household h ON h.id = f.household_id
           WHERE f.ward_id = $1 AND f.id = $2`,
    values: [wardId, id],
  });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}

/** A helper to correct or end. */
export interface HelperRecord {
  id: string;
  householdId: string;
  addressLine: string;
  /** Of a member of the household; null for an outsider. */
  member: { fullName: string; phone: string | null } | null;
  name: string;
  phone: string | null;
  relationNote: string;
  version: number;
}

/** Another ward's helper does not exist. */
export async function getHelper({ pool }: Database, wardId: string, id: string): Promise<HelperRecord> {
  const { rows } = await pool.query<HelperRecord>({
    name: 'needs-helper',
    text: `SELECT g.id, g.household_id AS "householdId", h.address_line AS "addressLine", g.name, g.phone, g.relation_note AS "relationNote", g.version,
             (SELECT json_build_object('fullName', r.full_name, 'phone', r.phone) FROM resident r WHERE r.id = g.resident_id) AS member
           FROM digital_helper g JOIN household h ON h.id = g.household_id WHERE g.ward_id = $1 AND g.id = $2`,
    values: [wardId, id],
  });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}
