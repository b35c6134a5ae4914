import { raw } from '../../../shared/sql';
import type { Reads } from '../../../db/database';
import { combineReads, type Read } from '../../../db/combine-reads';
import type {
  BirthPrecision,
  DoorOutcome,
  Gender,
  HouseholdRelation,
  ResidenceStatus,
} from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { RESIDENT_TEXTS, selectTexts, type Texts } from '../../../shared/register-fields';
import { NotFoundError } from '../../../shared/errors';
import { RESIDENT_CONSENTS } from '../../casework/consents/queries';
import type { ContactWish } from '../../../shared/contact-wish';
import { RESIDENT_NEEDS } from '../../casework/needs/queries';
import { portalFileOf } from '../../casework/portal-use/queries';
import { historyLines, LINES_SHOWN, residentHistory, type HistoryRow } from '../events/queries';

/** What the register itself holds about a resident. */
export interface ResidentFile extends Texts<typeof RESIDENT_TEXTS> {
  id: string;
  fullName: string;
  gender: Gender | null;
  birthDate: LocalDate | null;
  birthPrecision: BirthPrecision | null;
  phone: string | null;
  contactWish: ContactWish | null;
  nationalNumberLast4: string | null;
  residenceStatus: ResidenceStatus;
  /** Reported from a door; the office has not confirmed it yet. */
  isUnconfirmed: boolean;
  /** A long absence that has not ended. */
  absence: { from: LocalDate; until: LocalDate | null; reason: string } | null;
  /** When their data were erased; nothing more is written about them. */
  erasedAt: Date | null;
  /** The newest first. */
  memberships: {
    householdId: string;
    addressLine: string;
    relation: HouseholdRelation;
    relationNote: string;
    from: LocalDate;
    until: LocalDate | null;
  }[];
}

interface ResidentVisit {
  id: string;
  arrivedAt: Date;
  outcome: DoorOutcome;
  addressLine: string;
  officer: string;
}

const VISITS_SHOWN = 20;

// $1 the ward, $2 the resident, $3 today.

const FILE: Read<ResidentFile> = {
  text: `SELECT r.id, r.full_name AS "fullName", r.gender, r.birth_date AS "birthDate", r.birth_precision AS "birthPrecision", r.phone,
      r.contact_wish AS "contactWish", r.national_number_last4 AS "nationalNumberLast4", r.residence_status AS "residenceStatus",
      ${selectTexts(RESIDENT_TEXTS, 'r')},
      EXISTS (SELECT FROM newcomer n WHERE n.resident_id = r.id AND n.is_waiting) AS "isUnconfirmed",
      (SELECT e.erased_at FROM data_erasure e WHERE e.ward_id = r.ward_id AND e.erased_id = r.id) AS "erasedAt",
      (SELECT json_build_object('from', a.absent_from, 'until', a.expected_until, 'reason', a.reason) FROM resident_absence a
       WHERE a.resident_id = r.id AND a.ended_on IS NULL LIMIT 1) AS absence,
      (SELECT coalesce(json_agg(json_build_object('householdId', m.household_id, 'addressLine', h.address_line, 'relation', m.relation, 'relationNote', m.relation_note,
         'from', m.valid_from, 'until', m.valid_to) ORDER BY m.valid_from DESC, m.valid_to DESC), '[]')
       FROM household_membership m JOIN household h ON h.id = m.household_id WHERE m.resident_id = r.id) AS memberships
    FROM resident r WHERE r.ward_id = $1 AND r.id = $2`,
  instants: { erasedAt: true },
};

const VISITS: Read<ResidentVisit> = {
  text: `SELECT v.id, v.arrived_at AS "arrivedAt", v.outcome, h.address_line AS "addressLine", u.display_name AS officer
    FROM visit_presence p JOIN visit v ON v.id = p.visit_id JOIN household h ON h.id = v.household_id JOIN user_account u ON u.id = v.logged_by
    WHERE p.ward_id = $1 AND p.resident_id = $2 ORDER BY v.arrived_at DESC LIMIT ${VISITS_SHOWN}`,
  instants: { arrivedAt: true },
};

const HISTORY: Read<HistoryRow> = {
  text: residentHistory(raw('$1'), raw('$2'), { limit: LINES_SHOWN + 1 }).sql.text,
  instants: { recordedAt: true, revertedAt: true },
};

const readAll = combineReads('residents-file', {
  file: FILE,
  visits: VISITS,
  needs: RESIDENT_NEEDS,
  consents: RESIDENT_CONSENTS,
  portal: portalFileOf('$3::date'),
  history: HISTORY,
});

/** Everything the resident's page shows, in one round trip. @throws NotFoundError for another ward's resident. */
export async function getResidentFile({ pool }: Reads, wardId: string, id: string, today: LocalDate) {
  const {
    file: [file],
    visits,
    needs: [needs],
    consents: [consents],
    portal: [portal],
    history,
  } = await readAll(pool, [wardId, id, today]);
  if (!file || !needs || !consents || !portal) throw new NotFoundError();
  return { file, visits, needs, consents, portal, history: historyLines(history) };
}
export type ResidentPageFile = Awaited<ReturnType<typeof getResidentFile>>;
