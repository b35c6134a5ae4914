import { z } from 'zod';
import type { Database, Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import { birthSql } from '../../../shared/birth-sql';
import { NotFoundError } from '../../../shared/errors';
import { constant, empty, sql } from '../../../shared/sql';
import { foldVietnamese, splitPersonName } from '../../../shared/vietnamese-text';
import { KNOWN_PERSON, type KnownPerson } from '../households/queries';
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

const CANDIDATE = KNOWN_PERSON.extend({ holdsNumber: z.boolean() });

export interface LikelySame extends KnownPerson {
  reasons: string[];
}

/** Maximum number of people compared because they share the full name or phone. */
const CANDIDATES = 200;

/**
 * All residents who may be the person being entered: residents with the same national number, phone or full name, and,
 * if a birth is given, those with the same given name and birth year.
 * @param numberHash of the typed national number.
 */
export async function findKnownPeople(db: Reads, wardId: string, typed: PersonFacts, numberHash: Uint8Array | null) {
  const keys = [foldVietnamese(typed.fullName), typed.phone].filter(Boolean);
  const hasNumber = sql`national_number_hash = ${numberHash}`;
  const givenName = foldVietnamese(splitPersonName(typed.fullName).givenName);
  const year = typed.birth?.date.slice(0, 4);
  const bornThen = sql`UNION SELECT id FROM resident
    WHERE ward_id = ${wardId} AND birth_date BETWEEN ${`${year}-01-01`}::date AND ${`${year}-12-31`}::date
      AND right(' ' || name_folded, length(${givenName}::text) + 1) = ' ' || ${givenName}`;
  const rows = await queryRows(db, 'residents-known-people', CANDIDATE)`WITH candidate AS (
        SELECT id FROM resident WHERE ward_id = ${wardId} AND ${hasNumber}
        UNION SELECT k.id FROM unnest(${keys}::text[]) AS wanted, LATERAL (
          SELECT resident_id AS id FROM resident_search_key WHERE ward_id = ${wardId} AND key = wanted LIMIT ${constant(CANDIDATES)}) AS k
        ${year ? bornThen : empty})
      SELECT r.id, r.full_name AS "fullName", ${birthSql('r')} AS birth, r.phone,
        r.national_number_last4 AS last4, r.residence_status AS status, h.id AS "householdId", h.address_line AS "addressLine",
        coalesce(${hasNumber}, false) AS "holdsNumber"
      FROM candidate JOIN resident r ON r.id = candidate.id
      LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
      LEFT JOIN household h ON h.id = m.household_id
      ORDER BY r.sort_name, r.id`;
  const likelySame = rows.map(({ holdsNumber: _, ...known }) => ({ ...known, reasons: whyLikelySame(known, typed) }));
  const holder = likelySame[rows.findIndex((row) => row.holdsNumber)];
  return {
    /** The resident who already has the typed national number. */
    numberHolder: holder ? { ...holder, reasons: ['cùng số định danh'] } : null,
    likelySame: likelySame.filter((person) => person.reasons.length > 0).slice(0, 20),
  };
}
