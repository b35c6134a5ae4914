import type { Reads } from '../../../../db/database';
import type { NewcomerRelation, ResidenceStatus } from '../../../../generated/prisma/enums';
import { birthOf, type LocalDate } from '../../../../shared/dates';
import { whyLikelySame } from '../../residents/likely-same';

export const NEWCOMER_PAGE_SIZE = 30;

interface KnownPerson {
  id: string;
  fullName: string;
  birthDate: LocalDate | null;
  birthPrecision: 'day' | 'year' | null;
  phone: string | null;
  householdId: string | null;
  addressLine: string | null;
  last4: string | null;
  status: ResidenceStatus;
}

/** A person reported from a door whom the office has not confirmed yet. */
export interface WaitingNewcomer {
  id: string;
  said: { fullName: string; birthYear: number | null; relation: NewcomerRelation; phone: string | null };
  reportedBy: string;
  visitId: string;
  visitedOn: LocalDate;
  person: KnownPerson;
  /** Residents who may be the same person, with the reasons. */
  likelySame: (KnownPerson & { reasons: string[] })[];
}

const KNOWN = (
  resident: string,
) => `json_build_object('id', ${resident}.id, 'fullName', ${resident}.full_name, 'birthDate', ${resident}.birth_date,
  'birthPrecision', ${resident}.birth_precision, 'phone', ${resident}.phone, 'householdId', h.id, 'addressLine', h.address_line,
  'last4', ${resident}.national_number_last4, 'status', ${resident}.residence_status)`;
const HOME = (resident: string) =>
  `LEFT JOIN household_membership m ON m.resident_id = ${resident}.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id`;

/** Maximum number of people compared with one newcomer, and of those shown. */
const CANDIDATES = 50;
const SHOWN = 5;

/**
 * Who waits to be confirmed, the oldest report first, one row more than a page when there are others; each with the
 * residents who share the full name or the phone, or the given name and the birth year.
 */
export async function listWaitingNewcomers({ pool }: Reads, wardId: string): Promise<WaitingNewcomer[]> {
  const { rows } = await pool.query<Omit<WaitingNewcomer, 'likelySame'> & { candidates: KnownPerson[] }>({
    name: 'newcomers-waiting',
    text: `SELECT n.id, json_build_object('fullName', n.full_name, 'birthYear', n.birth_year, 'relation', n.relation, 'phone', n.phone) AS said,
        u.display_name AS "reportedBy", n.visit_id AS "visitId", v.visited_on AS "visitedOn",
        (SELECT ${KNOWN('r')} FROM (SELECT r.*) r ${HOME('r')}) AS person,
        (SELECT coalesce(json_agg(${KNOWN('c')} ORDER BY c.sort_name, c.id), '[]') FROM (
          SELECT c.* FROM (
            (SELECT k.resident_id AS id FROM resident_search_key k WHERE k.ward_id = $1 AND k.key IN (r.name_folded, r.phone) LIMIT ${CANDIDATES})
            UNION (SELECT b.id FROM resident b WHERE b.ward_id = $1 AND extract(year FROM b.birth_date) = extract(year FROM r.birth_date)
              AND b.birth_date BETWEEN date_trunc('year', r.birth_date)::date AND (date_trunc('year', r.birth_date) + interval '1 year')::date - 1
              AND regexp_replace(b.name_folded, '^.* ', '') = regexp_replace(r.name_folded, '^.* ', '') LIMIT ${CANDIDATES})
          ) found JOIN resident c ON c.id = found.id AND c.id <> r.id
        ) c ${HOME('c')}) AS candidates
      FROM newcomer n
      JOIN resident r ON r.id = n.resident_id
      JOIN visit v ON v.id = n.visit_id
      JOIN user_account u ON u.id = n.reported_by
      WHERE n.ward_id = $1 AND n.is_waiting
      ORDER BY n.reported_at, n.id LIMIT ${NEWCOMER_PAGE_SIZE + 1}`,
    values: [wardId],
  });
  return rows.map(({ candidates, ...row }) => {
    const facts = (known: KnownPerson) => ({ ...known, birth: birthOf(known) });
    const likelySame = candidates.map((known) => ({
      ...known,
      reasons: whyLikelySame(facts(known), facts(row.person)),
    }));
    return { ...row, likelySame: likelySame.filter(({ reasons }) => reasons.length > 0).slice(0, SHOWN) };
  });
}
