import { z } from 'zod';
import type { Reads } from '../../../../db/database';
import { queryRows } from '../../../../db/query-rows';
import { birthSql } from '../../../../shared/birth-sql';
import { constant, raw, sql, type Sql } from '../../../../shared/sql';
import { KNOWN_PERSON } from '../../households/queries';
import { NEWCOMER } from '../../newcomers/newcomer';
import { whyLikelySame } from '../../residents/likely-same';
import type { LikelySame } from '../../residents/queries';

export const NEWCOMER_PAGE_SIZE = 30;

const WAITING_NEWCOMER = z.object({
  id: z.string(),
  said: NEWCOMER,
  reportedBy: z.string(),
  visitId: z.string(),
  visitedOn: z.string(),
  /** The door at which they were met. */
  metAt: z.string(),
  person: KNOWN_PERSON,
  candidates: z.array(KNOWN_PERSON),
});
/** A person reported from a door whom the office has not confirmed yet. */
export interface WaitingNewcomer extends Omit<z.infer<typeof WAITING_NEWCOMER>, 'candidates'> {
  /** Residents who may be the same person, with the reasons. */
  likelySame: LikelySame[];
}

/** A resident with the household `h` where they live. */
const knownPerson = (alias: string): Sql => {
  const resident = raw(alias);
  return sql`json_build_object('id', ${resident}.id, 'fullName', ${resident}.full_name, 'birth', ${birthSql(alias)}, 'phone', ${resident}.phone, 'householdId', h.id, 'addressLine', h.address_line,
  'last4', ${resident}.national_number_last4, 'status', ${resident}.residence_status)`;
};
const homeOf = (resident: string): Sql =>
  sql`LEFT JOIN household_membership m ON m.resident_id = ${raw(resident)}.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id`;

/** Maximum number of people compared with one newcomer, and of those shown. */
const CANDIDATES = constant(50);
const SHOWN = 5;

/**
 * Who waits to be confirmed, the oldest report first, one row more than a page when there are others; each with the
 * residents who share the full name or the phone, or the given name and the birth year.
 */
export async function listWaitingNewcomers(db: Reads, wardId: string): Promise<WaitingNewcomer[]> {
  const rows = await queryRows(db, 'newcomers-waiting', WAITING_NEWCOMER)`
      SELECT n.id, json_build_object('fullName', n.full_name, 'birthYear', n.birth_year, 'relation', n.relation, 'phone', n.phone, 'tie', n.tie) AS said,
        u.display_name AS "reportedBy", n.visit_id AS "visitId", v.visited_on AS "visitedOn", door.address_line AS "metAt",
        (SELECT ${knownPerson('r')} FROM (SELECT r.*) r ${homeOf('r')}) AS person,
        (SELECT coalesce(json_agg(${knownPerson('c')} ORDER BY c.sort_name, c.id), '[]') FROM (
          SELECT c.* FROM (
            (SELECT k.resident_id AS id FROM resident_search_key k WHERE k.ward_id = ${wardId} AND k.key IN (r.name_folded, r.phone) LIMIT ${CANDIDATES})
            UNION (SELECT b.id FROM resident b WHERE b.ward_id = ${wardId} AND extract(year FROM b.birth_date) = extract(year FROM r.birth_date)
              AND b.birth_date BETWEEN date_trunc('year', r.birth_date)::date AND (date_trunc('year', r.birth_date) + interval '1 year')::date - 1
              AND regexp_replace(b.name_folded, '^.* ', '') = regexp_replace(r.name_folded, '^.* ', '') LIMIT ${CANDIDATES})
          ) found JOIN resident c ON c.id = found.id AND c.id <> r.id
        ) c ${homeOf('c')}) AS candidates
      FROM newcomer n
      JOIN resident r ON r.id = n.resident_id
      JOIN visit v ON v.id = n.visit_id
      JOIN household door ON door.id = v.household_id
      JOIN user_account u ON u.id = n.reported_by
      WHERE n.ward_id = ${wardId} AND n.is_waiting
      ORDER BY n.reported_at, n.id LIMIT ${constant(NEWCOMER_PAGE_SIZE + 1)}`;
  return rows.map(({ candidates, ...row }) => {
    const likelySame = candidates.map((known) => ({ ...known, reasons: whyLikelySame(known, row.person) }));
    return { ...row, likelySame: likelySame.filter(({ reasons }) => reasons.length > 0).slice(0, SHOWN) };
  });
}
