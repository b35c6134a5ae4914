import { z } from 'zod';
import { raw, sql, type Sql } from '../../../shared/sql';
import { NewcomerRelation, type HouseholdRelation } from '../../../generated/prisma/enums';
import { NEWCOMER_RELATIONS } from '../../../shared/labels';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { uncapitalise } from '../../../shared/vietnamese-text';

/** What was said at a door about a person the register did not know. */
export const NEWCOMER = z.object({
  fullName: z.string(),
  birthYear: z.number().nullable(),
  relation: z.enum(NewcomerRelation),
  /** As stored: digits only. */
  phone: z.string().nullable(),
  /** What the person is to whom of the house: 'con của bà Vi'. */
  tie: z.string(),
});
export type Newcomer = z.infer<typeof NEWCOMER>;

/** How the register writes that relation, of a person who lives there, until the office corrects it. */
export const householdRelationOf = (
  relation: NewcomerRelation,
): {
  relation: HouseholdRelation;
  relationNote: string;
} =>
  relation === 'tenant'
    ? { relation: 'lodger', relationNote: '' }
    : { relation: 'other', relationNote: NEWCOMER_RELATIONS[relation] };

/** 'Lê Thị Tám, sinh 1990, người thuê, 0912 345 678'; 'Ngô Văn Hòa, sinh 1982, không ở đây, con của bà Vi'. */
export const newcomerText = ({
  fullName,
  birthYear,
  relation,
  phone,
  tie,
}: Omit<Newcomer, 'relation'> & { relation: NewcomerRelation | null }): string =>
  [
    fullName,
    birthYear === null ? 'chưa rõ năm sinh' : `sinh ${birthYear}`,
    relation && uncapitalise(NEWCOMER_RELATIONS[relation]),
    tie,
    phone && formatPhoneNumber(phone),
  ]
    .filter(Boolean)
    .join(', ');

/**
 * SQL that is true while the office has not confirmed a resident reported from a door. Such a person is helped and
 * counted as helped, but is no adult of the ward yet (docs/adr/0026). @param resident SQL of the resident's id.
 */
export const isUnconfirmed = (resident: string): Sql =>
  sql`EXISTS (SELECT FROM newcomer WHERE newcomer.resident_id = ${raw(resident)} AND newcomer.is_waiting)`;

/**
 * SQL of the people whom the team met as new at a household's door and who never lived there: resident_id, tie, met_on
 * (the latest such day). They come again, and are no members. @param household SQL of the household's id.
 */
export const guestsOf = (household: Sql): Sql => sql`
  SELECT DISTINCT ON (n.resident_id) n.resident_id, n.tie, met.visited_on AS met_on
  FROM visit met JOIN newcomer n ON n.visit_id = met.id
  JOIN resident came ON came.id = n.resident_id AND came.residence_status NOT IN ('moved_out', 'deceased')
  WHERE met.household_id = ${household} AND NOT EXISTS (
    SELECT FROM household_membership own WHERE own.resident_id = n.resident_id AND own.household_id = met.household_id AND own.valid_to IS DISTINCT FROM own.valid_from)
  ORDER BY n.resident_id, met.visited_on DESC, n.id DESC`;
