import { raw } from '../../../shared/sql';
import type { Reads } from '../../../db/database';
import { combineReads, type Read } from '../../../db/combine-reads';
import type {
  DoorOutcome,
  HouseholdRelation,
  NextStep,
  PauseKind,
  ResidenceStatus,
} from '../../../generated/prisma/enums';
import { objectsToContact } from '../../../shared/contact-objection';
import type { LocalDate } from '../../../shared/dates';
import type { PromisedTime } from '../../../shared/promise-labels';
import { NotFoundError } from '../../../shared/errors';
import { type ReadinessFacts, readinessPairs } from '../../../shared/readiness-fields';
import { HOUSEHOLD_TEXTS, selectTexts, type Texts } from '../../../shared/register-fields';
import { HOUSEHOLD_BRIEFINGS } from '../../casework/briefings/queries';
import { HOUSEHOLD_CALLS } from '../../casework/door-calls/queries';
import { HOUSEHOLD_NEEDS } from '../../casework/needs/queries';
import {
  formerMembers,
  historyLines,
  householdHistory,
  LINES_SHOWN,
  type HistoryRow,
  type FormerMember,
} from '../events/queries';
import { CLOSED_REQUESTS, HOUSEHOLD_REQUESTS } from '../../casework/requests/queries';
import { everydayName } from '../../office/guides/queries';
import { isUnconfirmed } from '../newcomers/newcomer';
import type { DoorFacts } from './door-state';
import { doorFactsOn, VISITS } from './queries';

export interface HouseholdFile extends DoorFacts, Texts<typeof HOUSEHOLD_TEXTS> {
  id: string;
  code: string | null;
  addressLine: string;
  houseNumber: string;
  room: string;
  laneKey: string;
  laneLabel: string;
  version: number;
  groupName: string | null;
  /** Set when the home is unoccupied and the start is known. */
  unoccupied: { from: LocalDate; until: LocalDate | null; reason: string } | null;
  pauses: {
    id: string;
    kind: PauseKind;
    reason: string;
    from: LocalDate;
    until: LocalDate | null;
    by: string;
    liftedAt: string | null;
    liftedBy: string | null;
  }[];
  members: HouseholdMember[];
  visits: ({
    id: string;
    at: string;
    outcome: DoorOutcome;
    officer: string;
    note: string;
    nextStep: NextStep;
    nextStepNote: string;
    services: string[];
  } & PromisedTime)[];
}

export interface HouseholdMember extends ReadinessFacts {
  id: string;
  fullName: string;
  relation: HouseholdRelation;
  relationNote: string;
  birthDate: LocalDate | null;
  birthPrecision: 'day' | 'year' | null;
  phone: string | null;
  status: ResidenceStatus;
  /** Reported from a door; the office has not confirmed it yet. */
  isUnconfirmed: boolean;
  /** To visits and calls of the team. */
  objects: boolean;
}

/** $1 the ward, $2 the household, $3 today. */
const FILE: Read<HouseholdFile> = {
  text: `SELECT h.id, h.code, h.address_line AS "addressLine", h.house_number AS "houseNumber", h.room,
      h.lane_key AS "laneKey", h.lane_label AS "laneLabel",
      ${selectTexts(HOUSEHOLD_TEXTS, 'h')}, h.version, g.name AS "groupName", ${doorFactsOn(raw('$3')).text},
      (SELECT json_build_object('from', e.began_on, 'until', e.expected_until, 'reason', e.reason) FROM unoccupied_period e
       WHERE e.household_id = h.id AND e.ended_on IS NULL) AS unoccupied,
      (SELECT coalesce(json_agg(json_build_object('id', p.id, 'kind', p.kind, 'reason', p.reason, 'from', p.paused_from, 'until', p.paused_until,
         'by', paused_by.display_name, 'liftedAt', p.lifted_at, 'liftedBy', lifted_by.display_name) ORDER BY p.created_at DESC), '[]')
       FROM household_pause p JOIN user_account paused_by ON paused_by.id = p.paused_by
       LEFT JOIN user_account lifted_by ON lifted_by.id = p.lifted_by WHERE p.household_id = h.id) AS pauses,
      (SELECT coalesce(json_agg(json_build_object('id', r.id, 'fullName', r.full_name, 'relation', m.relation, 'relationNote', m.relation_note,
         'birthDate', r.birth_date, 'birthPrecision', r.birth_precision, 'phone', r.phone, 'status', r.residence_status, ${readinessPairs('now').text},
         'isUnconfirmed', ${isUnconfirmed('r.id').text}, 'objects', ${objectsToContact('r').text})
         ORDER BY m.relation <> 'head', r.birth_date, r.sort_name), '[]')
       FROM household_membership m JOIN resident r ON r.id = m.resident_id
       LEFT JOIN readiness now ON now.resident_id = r.id AND now.is_latest
       WHERE m.household_id = h.id AND m.valid_to IS NULL) AS members,
      (SELECT coalesce(json_agg(json_build_object('id', v.id, 'at', v.arrived_at, 'outcome', v.outcome, 'officer', v.display_name, 'note', v.note,
         'nextStep', v.next_step, 'nextStepNote', v.next_step_note, 'nextStepDue', v.next_step_due, 'nextStepFrom', v.next_step_from, 'nextStepTo', v.next_step_to,
         'services', (SELECT coalesce(json_agg(${everydayName('s').text} ORDER BY a.position), '[]') FROM assisted_procedure a
                      JOIN public_service s ON s.id = a.public_service_id WHERE a.visit_id = v.id)) ORDER BY v.arrived_at DESC), '[]')
       FROM (SELECT v.*, u.display_name FROM visit v JOIN user_account u ON u.id = v.logged_by
             WHERE v.household_id = h.id ORDER BY v.arrived_at DESC LIMIT 10) v) AS visits
    FROM household h LEFT JOIN residential_group g ON g.id = h.residential_group_id
    ${VISITS.text}
    WHERE h.ward_id = $1 AND h.id = $2`,
  instants: {},
};

const HISTORY: Read<HistoryRow> = {
  text: householdHistory(raw('$1'), raw('$2'), { limit: LINES_SHOWN + 1 }).sql.text,
  instants: { recordedAt: true, revertedAt: true },
};
const FORMER: Read<FormerMember> = {
  text: formerMembers(raw('$1'), raw('$2'), { limit: LINES_SHOWN + 1 }).sql.text,
  instants: {},
};

const readAll = combineReads('households-file', {
  file: FILE,
  needs: HOUSEHOLD_NEEDS,
  requests: HOUSEHOLD_REQUESTS,
  closed: CLOSED_REQUESTS,
  history: HISTORY,
  former: FORMER,
  briefings: HOUSEHOLD_BRIEFINGS,
  calls: HOUSEHOLD_CALLS,
});

/** Everything the household's page shows, in one round trip. @throws NotFoundError for another ward's household. */
export async function getHouseholdFile({ pool }: Reads, wardId: string, id: string, today: LocalDate) {
  const {
    file: [file],
    needs: [needs],
    requests: [asked],
    closed,
    history,
    former,
    briefings,
    calls,
  } = await readAll(pool, [wardId, id, today]);
  if (!file || !needs || !asked) throw new NotFoundError();
  return {
    file,
    needs,
    requests: { open: asked.requests, closed },
    lines: historyLines(history),
    former,
    briefings,
    calls,
  };
}
