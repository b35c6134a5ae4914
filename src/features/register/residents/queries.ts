import type { Database } from '../../../db/database';
import type { ResidenceStatus } from '../../../generated/prisma/enums';
import { type LocalDate, birthOf } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { foldVietnamese, splitPersonName } from '../../../shared/vietnamese-text';
import { whyLikelySame, type PersonFacts } from './likely-same';

/** A resident's own columns, for a form. */
export async function getResident({ prisma }: Database, wardId: string, id: string) {
  const resident = await prisma.resident.findFirst({ where: { id, wardId } });
  if (!resident) throw new NotFoundError();
  return resident;
}
export type ResidentRecord = Awaited<ReturnType<typeof getResident>>;

/** A household a resident lives in or will live in: its address and current members. */
export async function getDoor({ prisma }: Database, wardId: string, householdId: string) {
  const household = await prisma.household.findFirst({
    where: { id: householdId, wardId },
    select: {
      id: true,
      addressLine: true,
      householdMemberships: {
        where: { validTo: null },
        select: { relation: true, resident: { select: { id: true, fullName: true } } },
      },
    },
  });
  if (!household) throw new NotFoundError();
  return household;
}
export type Door = Awaited<ReturnType<typeof getDoor>>;

export interface LikelySame extends PersonFacts {
  id: string;
  last4: string | null;
  status: ResidenceStatus;
  addressLine: string | null;
  reasons: string[];
}

/** Maximum number of people compared because they share the full name or phone. */
const CANDIDATES = 200;

interface KnownPeople {
  /** The resident who already has the typed national number. */
  numberHolderId: string | null;
  likelySame: LikelySame[];
}

/**
 * All residents who may be the person being entered: residents with the same national number, phone or full name, and,
 * if a birth is given, those with the same given name and birth year. `numberHashes` of the typed national number, one
 * for each active key.
 */
export async function findKnownPeople(
  { pool }: Database,
  wardId: string,
  typed: PersonFacts,
  numberHashes: readonly Uint8Array[],
): Promise<KnownPeople> {
  const keys = [foldVietnamese(typed.fullName), typed.phone].filter(Boolean);
  const { rows } = await pool.query<
    Omit<LikelySame, 'birth' | 'reasons'> & {
      holdsNumber: boolean;
      birthDate: LocalDate | null;
      birthPrecision: 'day' | 'year' | null;
    }
  >({
    name: 'residents-known-people',
    text: `WITH candidate AS (
             SELECT id FROM resident WHERE ward_id = $1 AND national_number_hash = ANY ($2::bytea[])
             UNION SELECT k.id FROM unnest($3::text[]) AS wanted, LATERAL (
               SELECT resident_id AS id FROM resident_search_key WHERE ward_id = $1 AND key = wanted LIMIT ${CANDIDATES}) AS k
             UNION SELECT id FROM (
               SELECT id, name_folded FROM resident
               WHERE ward_id = $1 AND birth_date BETWEEN make_date($4, 1, 1) AND make_date($4, 12, 31) OFFSET 0) AS born
             WHERE right(' ' || name_folded, length($5) + 1) = ' ' || $5)
           SELECT r.id, r.full_name AS "fullName", r.birth_date AS "birthDate", r.birth_precision AS "birthPrecision", r.phone,
             r.national_number_last4 AS last4, r.residence_status AS status, h.id AS "householdId", h.address_line AS "addressLine",
             coalesce(r.national_number_hash = ANY ($2::bytea[]), false) AS "holdsNumber"
           FROM (SELECT r.* FROM candidate c, LATERAL (SELECT * FROM resident WHERE id = c.id OFFSET 0) r) r
           LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
           LEFT JOIN household h ON h.id = m.household_id
           ORDER BY r.sort_name, r.id`,
    values: [
      wardId,
      numberHashes,
      keys,
      typed.birth ? Number(typed.birth.date.slice(0, 4)) : null,
      foldVietnamese(splitPersonName(typed.fullName).givenName),
    ],
  });
  const likelySame = rows.map(({ birthDate, birthPrecision, holdsNumber: _, ...row }) => {
    const known = {
      ...row,
      birth: birthOf({ birthDate, birthPrecision }),
    };
    return { ...known, reasons: whyLikelySame(known, typed) };
  });
  return {
    numberHolderId: rows.find((row) => row.holdsNumber)?.id ?? null,
    likelySame: likelySame.filter((person) => person.reasons.length > 0).slice(0, 20),
  };
}
