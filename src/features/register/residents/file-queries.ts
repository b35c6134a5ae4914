import { z } from 'zod';
import { queryTogether, type Read } from '../../../db/query-rows';
import { sql, raw, constant } from '../../../shared/sql';
import { birthSql } from '../../../shared/birth-sql';
import { BIRTH, CONTACT_WISH, plainShape } from '../../../shared/row-schemas';
import type { Reads } from '../../../db/database';
import { DoorOutcome, HouseholdRelation, ResidenceStatus } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { RESIDENT_PLAIN, selectPlain } from '../../../shared/register-fields';
import { NotFoundError } from '../../../shared/errors';
import { dueLines } from '../../casework/due/due-items';
import { consentsOfResident } from '../../casework/consents/queries';
import { needsOfResident } from '../../casework/needs/queries';
import { portalFileOf } from '../../casework/portal-use/queries';
import { historyLines, LINES_SHOWN, residentHistory } from '../events/queries';

/** What the register itself holds about a resident. */
export const RESIDENT_FILE = z.object({
  ...plainShape(RESIDENT_PLAIN),
  id: z.string(),
  fullName: z.string(),
  birth: BIRTH.nullable(),
  phone: z.string().nullable(),
  contactWish: CONTACT_WISH.nullable(),
  nationalNumberLast4: z.string().nullable(),
  residenceStatus: z.enum(ResidenceStatus),
  /** Reported from a door; the office has not confirmed it yet. */
  isUnconfirmed: z.boolean(),
  /** The doors at which the team met the person as new, with the tie: '12 phố Trúc Bạch (con của bà Vi)'. */
  metAt: z.array(z.string()),
  /** A long absence that has not ended. */
  absence: z.object({ from: z.string(), until: z.string().nullable(), reason: z.string() }).nullable(),
  /** When their data were erased; nothing more is written about them. */
  erasedAt: z.date().nullable(),
  /** The newest first. */
  memberships: z.array(
    z.object({
      householdId: z.string(),
      addressLine: z.string(),
      relation: z.enum(HouseholdRelation),
      relationNote: z.string(),
      from: z.string(),
      until: z.string().nullable(),
    }),
  ),
});
export type ResidentFile = z.infer<typeof RESIDENT_FILE>;

const RESIDENT_VISIT = z.object({
  id: z.string(),
  arrivedAt: z.date(),
  outcome: z.enum(DoorOutcome),
  addressLine: z.string(),
  officer: z.string(),
});

const VISITS_SHOWN = 20;

const fileOf = (wardId: string, id: string): Read<typeof RESIDENT_FILE> => ({
  row: RESIDENT_FILE,
  sql: sql`SELECT r.id, r.full_name AS "fullName", ${birthSql('r')} AS birth, r.phone,
      r.contact_wish AS "contactWish", r.national_number_last4 AS "nationalNumberLast4", r.residence_status AS "residenceStatus",
      ${raw(selectPlain(RESIDENT_PLAIN, 'r'))},
      EXISTS (SELECT FROM newcomer n WHERE n.resident_id = r.id AND n.is_waiting) AS "isUnconfirmed",
      (SELECT coalesce(json_agg(h.address_line || coalesce(' (' || nullif(n.tie, '') || ')', '') ORDER BY v.visited_on DESC, n.id), '[]')
       FROM newcomer n JOIN visit v ON v.id = n.visit_id JOIN household h ON h.id = v.household_id WHERE n.resident_id = r.id) AS "metAt",
      (SELECT e.erased_at FROM data_erasure e WHERE e.ward_id = r.ward_id AND e.erased_id = r.id) AS "erasedAt",
      (SELECT json_build_object('from', a.absent_from, 'until', a.expected_until, 'reason', a.reason) FROM resident_absence a
       WHERE a.resident_id = r.id AND a.ended_on IS NULL LIMIT 1) AS absence,
      (SELECT coalesce(json_agg(json_build_object('householdId', m.household_id, 'addressLine', h.address_line, 'relation', m.relation, 'relationNote', m.relation_note,
         'from', m.valid_from, 'until', m.valid_to) ORDER BY m.valid_from DESC, m.valid_to DESC), '[]')
       FROM household_membership m JOIN household h ON h.id = m.household_id WHERE m.resident_id = r.id) AS memberships
    FROM resident r WHERE r.ward_id = ${wardId} AND r.id = ${id}`,
});

const visitsOf = (wardId: string, id: string): Read<typeof RESIDENT_VISIT> => ({
  row: RESIDENT_VISIT,
  sql: sql`SELECT v.id, v.arrived_at AS "arrivedAt", v.outcome, h.address_line AS "addressLine", u.display_name AS officer
    FROM visit_presence p JOIN visit v ON v.id = p.visit_id JOIN household h ON h.id = v.household_id JOIN user_account u ON u.id = v.logged_by
    WHERE p.ward_id = ${wardId} AND p.resident_id = ${id} ORDER BY v.arrived_at DESC LIMIT ${constant(VISITS_SHOWN)}`,
});

/** Everything the resident's page shows. @throws NotFoundError for another ward's resident. */
export async function getResidentFile(db: Reads, wardId: string, id: string, today: LocalDate) {
  const {
    file: [file],
    visits,
    needs: [needs],
    consents: [consents],
    portal: [portal],
    due,
    history,
  } = await queryTogether(db, 'residents-file', {
    file: fileOf(wardId, id),
    visits: visitsOf(wardId, id),
    needs: needsOfResident(wardId, id),
    consents: consentsOfResident(wardId, id),
    portal: portalFileOf({ wardId, residentId: id, today }),
    due: dueLines(wardId, today, sql`r.id = ${id}`),
    history: residentHistory(wardId, id, { limit: LINES_SHOWN + 1 }),
  });
  if (!file || !needs || !consents || !portal) throw new NotFoundError();
  return { file, visits, needs, consents, portal, due, history: historyLines(history) };
}
export type ResidentPageFile = Awaited<ReturnType<typeof getResidentFile>>;
