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
});
export type Newcomer = z.infer<typeof NEWCOMER>;

/** How the register writes that relation until the office corrects it. */
export function householdRelationOf(relation: NewcomerRelation): {
  relation: HouseholdRelation;
  relationNote: string;
} {
  return relation === 'tenant'
    ? { relation: 'lodger', relationNote: '' }
    : { relation: 'other', relationNote: NEWCOMER_RELATIONS[relation] };
}

/** 'Lê Thị Tám, sinh 1990, người thuê, 0912 345 678'. */
export function newcomerText({
  fullName,
  birthYear,
  relation,
  phone,
}: Omit<Newcomer, 'relation'> & { relation: NewcomerRelation | null }): string {
  return [
    fullName,
    birthYear === null ? 'chưa rõ năm sinh' : `sinh ${birthYear}`,
    relation && uncapitalise(NEWCOMER_RELATIONS[relation]),
    phone && formatPhoneNumber(phone),
  ]
    .filter(Boolean)
    .join(', ');
}

/**
 * SQL that is true while the office has not confirmed a resident reported from a door. Such a person is helped and
 * counted as helped, but is no adult of the ward yet (docs/adr/0026). @param resident SQL of the resident's id.
 */
export const isUnconfirmed = (resident: string): Sql =>
  sql`EXISTS (SELECT FROM newcomer WHERE newcomer.resident_id = ${raw(resident)} AND newcomer.is_waiting)`;
