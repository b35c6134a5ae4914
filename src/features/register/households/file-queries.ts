import { z } from 'zod';
import { queryTogether, type Read } from '../../../db/query-rows';
import { sql, raw } from '../../../shared/sql';
import { birthSql } from '../../../shared/birth-sql';
import { BIRTH, PROMISED_TIME, READINESS_SHAPE, plainShape } from '../../../shared/row-schemas';
import type { Reads } from '../../../db/database';
import { DoorOutcome, HouseholdRelation, NextStep, PauseKind, ResidenceStatus } from '../../../generated/prisma/enums';
import { objectsToContact } from '../../../shared/contact-objection';
import type { LocalDate } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { readinessPairs } from '../../../shared/readiness-sql';
import { HOUSEHOLD_PLAIN, selectPlain } from '../../../shared/register-fields';
import { briefingsAbout } from '../../casework/briefings/queries';
import { callsOfHousehold } from '../../casework/door-calls/queries';
import { dueLines, livesIn } from '../../casework/due/due-items';
import { promisedNote } from '../../casework/follow-ups/queries';
import { needsOfHousehold } from '../../casework/needs/queries';
import { formerMembers, historyLines, householdHistory, LINES_SHOWN } from '../events/queries';
import { DOOR_WORDS, DOOR_WORDS_OF, SECOND_TRY, secondTryOf } from '../../casework/requests/second-try';
import { closedRequestsOf, requestsOfHousehold } from '../../casework/requests/queries';
import { guideTitle } from '../../office/guides/queries';
import { guestsOf, isUnconfirmed } from '../newcomers/newcomer';
import { DOOR_FACTS } from './door-state';
import { doorFactsOn, VISITS } from './queries';

export const HOUSEHOLD_MEMBER = z.object({
  ...READINESS_SHAPE,
  id: z.string(),
  fullName: z.string(),
  relation: z.enum(HouseholdRelation),
  relationNote: z.string(),
  birth: BIRTH.nullable(),
  phone: z.string().nullable(),
  status: z.enum(ResidenceStatus),
  /** Reported from a door; the office has not confirmed it yet. */
  isUnconfirmed: z.boolean(),
  /** To visits and calls of the team. */
  objects: z.boolean(),
});
export type HouseholdMember = z.infer<typeof HOUSEHOLD_MEMBER>;

export const HOUSEHOLD_FILE = z.object({
  ...DOOR_FACTS.shape,
  ...plainShape(HOUSEHOLD_PLAIN),
  id: z.string(),
  code: z.string().nullable(),
  addressLine: z.string(),
  houseNumber: z.string(),
  room: z.string(),
  laneKey: z.string(),
  laneLabel: z.string(),
  version: z.number(),
  groupName: z.string().nullable(),
  /** Set when the home is unoccupied and the start is known. */
  unoccupied: z.object({ from: z.string(), until: z.string().nullable(), reason: z.string() }).nullable(),
  pauses: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(PauseKind),
      reason: z.string(),
      from: z.string(),
      until: z.string().nullable(),
      by: z.string(),
      liftedAt: z.string().nullable(),
      liftedBy: z.string().nullable(),
    }),
  ),
  members: z.array(HOUSEHOLD_MEMBER),
  /** Met here without living here, the latest first. */
  guests: z.array(z.object({ id: z.string(), fullName: z.string(), tie: z.string(), metOn: z.string() })),
  secondTry: SECOND_TRY.nullable(),
  visits: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      outcome: z.enum(DoorOutcome),
      officer: z.string(),
      note: z.string(),
      nextStep: z.enum(NextStep),
      nextStepNote: z.string(),
      services: z.array(z.string()),
      atDoor: DOOR_WORDS,
      ...PROMISED_TIME,
    }),
  ),
});
export type HouseholdFile = z.infer<typeof HOUSEHOLD_FILE>;

const fileOf = (wardId: string, id: string, today: LocalDate): Read<typeof HOUSEHOLD_FILE> => ({
  row: HOUSEHOLD_FILE,
  sql: sql`SELECT h.id, h.code, h.address_line AS "addressLine", h.house_number AS "houseNumber", h.room,
      h.lane_key AS "laneKey", h.lane_label AS "laneLabel",
      ${raw(selectPlain(HOUSEHOLD_PLAIN, 'h'))}, h.version, g.name AS "groupName", ${doorFactsOn(today)}, ${secondTryOf(today)} AS "secondTry",
      (SELECT json_build_object('from', e.began_on, 'until', e.expected_until, 'reason', e.reason) FROM unoccupied_period e
       WHERE e.household_id = h.id AND e.ended_on IS NULL) AS unoccupied,
      (SELECT coalesce(json_agg(json_build_object('id', p.id, 'kind', p.kind, 'reason', p.reason, 'from', p.paused_from, 'until', p.paused_until,
         'by', paused_by.display_name, 'liftedAt', p.lifted_at, 'liftedBy', lifted_by.display_name) ORDER BY p.created_at DESC), '[]')
       FROM household_pause p JOIN user_account paused_by ON paused_by.id = p.paused_by
       LEFT JOIN user_account lifted_by ON lifted_by.id = p.lifted_by WHERE p.household_id = h.id) AS pauses,
      (SELECT coalesce(json_agg(json_build_object('id', r.id, 'fullName', r.full_name, 'relation', m.relation, 'relationNote', m.relation_note,
         'birth', ${birthSql('r')}, 'phone', r.phone, 'status', r.residence_status, ${readinessPairs('now')},
         'isUnconfirmed', ${isUnconfirmed('r.id')}, 'objects', ${objectsToContact('r')})
         ORDER BY m.relation <> 'head', r.birth_date, r.sort_name), '[]')
       FROM household_membership m JOIN resident r ON r.id = m.resident_id
       LEFT JOIN readiness now ON now.resident_id = r.id AND now.is_latest
       WHERE m.household_id = h.id AND m.valid_to IS NULL) AS members,
      (SELECT coalesce(json_agg(json_build_object('id', r.id, 'fullName', r.full_name, 'tie', guest.tie, 'metOn', guest.met_on) ORDER BY guest.met_on DESC, r.sort_name), '[]')
       FROM (${guestsOf(sql`h.id`)}) guest JOIN resident r ON r.id = guest.resident_id) AS guests,
      (SELECT coalesce(json_agg(json_build_object('id', v.id, 'at', v.arrived_at, 'outcome', v.outcome, 'officer', v.display_name, 'note', v.note, 'atDoor', ${DOOR_WORDS_OF},
         'nextStep', v.next_step, 'nextStepNote', ${promisedNote('v')}, 'nextStepDue', v.next_step_due, 'nextStepFrom', v.next_step_from, 'nextStepTo', v.next_step_to,
         'services', (SELECT coalesce(json_agg(${guideTitle('s')} ORDER BY a.position), '[]') FROM assisted_procedure a
                      JOIN public_service s ON s.id = a.public_service_id WHERE a.visit_id = v.id)) ORDER BY v.arrived_at DESC), '[]')
       FROM (SELECT v.*, u.display_name FROM visit v JOIN user_account u ON u.id = v.logged_by
             WHERE v.household_id = h.id ORDER BY v.arrived_at DESC LIMIT 10) v) AS visits
    FROM household h LEFT JOIN residential_group g ON g.id = h.residential_group_id
    ${VISITS}
    WHERE h.ward_id = ${wardId} AND h.id = ${id}`,
});

/** Everything the household's page shows. @throws NotFoundError for another ward's household. */
export async function getHouseholdFile(db: Reads, wardId: string, id: string, today: LocalDate) {
  const {
    file: [file],
    needs: [needs],
    requests: [asked],
    history,
    closed,
    ...others
  } = await queryTogether(db, 'households-file', {
    file: fileOf(wardId, id, today),
    needs: needsOfHousehold(wardId, id),
    requests: requestsOfHousehold(wardId, id),
    closed: closedRequestsOf(wardId, id),
    history: householdHistory(wardId, id, { limit: LINES_SHOWN + 1 }),
    former: formerMembers(wardId, id, { limit: LINES_SHOWN + 1 }),
    briefings: briefingsAbout(wardId, { kind: 'household', id }),
    calls: callsOfHousehold(wardId, id),
    due: dueLines(wardId, today, livesIn(id)),
  });
  if (!file || !needs || !asked) throw new NotFoundError();
  return { file, needs, requests: { open: asked.requests, closed }, lines: historyLines(history), ...others };
}
