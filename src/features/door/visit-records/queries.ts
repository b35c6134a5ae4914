import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryMaybe, queryPrepared } from '../../../db/query-rows';
import { HouseholdOccupancy, RoundClosureKind } from '../../../generated/prisma/enums';
import { birthSql } from '../../../shared/birth-sql';
import { NotFoundError } from '../../../shared/errors';
import { readinessPairs } from '../../../shared/readiness-sql';
import { ADDRESSED, NAMED } from '../../../shared/row-schemas';
import { raw, sql } from '../../../shared/sql';
import { CALL_BRIEF } from '../../casework/door-calls/call-labels';
import { latestCallOf } from '../../casework/door-calls/queries';
import { answersOf } from '../../casework/requests/queries';
import { HELPER_ROW, helpersOf } from '../../casework/needs/queries';
import { STORED_REASONS } from '../../rounds/doors/door-reason';
import { guideTitle } from '../../office/guides/queries';
import { teamOf } from '../visit-rules/officers-at-door';
import { LINE_COLUMNS, toStoredVisit, VISIT_ROW, type StoredVisit } from './stored-visit';

const PLANNED_DOOR = z.object({
  id: z.string(),
  roundId: z.string(),
  roundCode: z.string(),
  startsAt: z.date(),
  endsAt: z.date(),
  position: z.number(),
  reasons: STORED_REASONS,
  /** Outcome of the latest call to the household before the round; null without a call. */
  call: CALL_BRIEF.nullable(),
  closure: z.enum(RoundClosureKind).nullable(),
  closureReason: z.string().nullable(),
  visitId: z.string().nullable(),
  /** The next door of the round without a visit: first those further along the walk, then the ones skipped. */
  nextDoor: z.object({ id: z.string(), addressLine: z.string() }).nullable(),
});
export type PlannedDoor = z.infer<typeof PLANNED_DOOR>;

const HOUSEHOLD_TARGET = z.object({
  householdId: z.string(),
  addressLine: z.string(),
  groupName: z.string().nullable(),
  howToFind: z.string(),
  householdNote: z.string(),
  helpers: z.array(HELPER_ROW),
  occupancy: z.enum(HouseholdOccupancy),
  head: z.object(ADDRESSED).nullable(),
  /** See teamOf. */
  team: z.array(NAMED),
});

/** Where a visit takes place: at a planned door of a round, or at a household outside any round (door is null). */
export interface VisitTarget extends z.infer<typeof HOUSEHOLD_TARGET> {
  door: PlannedDoor | null;
}

const HOUSEHOLD_COLUMNS = sql`
  h.id AS "householdId", h.address_line AS "addressLine", g.name AS "groupName", h.how_to_find AS "howToFind", h.note AS "householdNote",
  h.occupancy, CASE WHEN head.id IS NOT NULL THEN json_build_object('fullName', head.full_name, 'gender', head.gender, 'birth', ${birthSql('head')}) END AS head,
  ${helpersOf('h')} AS helpers`;
const HOUSEHOLD_JOINS = sql`
  LEFT JOIN residential_group g ON g.id = h.residential_group_id
  LEFT JOIN household_membership hm ON hm.household_id = h.id AND hm.valid_to IS NULL AND hm.relation = 'head'
  LEFT JOIN resident head ON head.id = hm.resident_id`;
const ROUND_BEGIN = sql`(r.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')`;

/** The round door with its household, as one row. @throws NotFoundError when the ward has no such door. */
export async function getDoorTarget(
  db: Reads,
  wardId: string,
  doorId: string,
): Promise<VisitTarget & { door: PlannedDoor }> {
  const [row] = await queryPrepared(db, 'visit-door-target', HOUSEHOLD_TARGET.extend(PLANNED_DOOR.shape))`
      SELECT ${HOUSEHOLD_COLUMNS}, ${teamOf('d.round_id', 'd.ward_id')} AS team, d.id, d.round_id AS "roundId", r.code AS "roundCode", r.starts_at AS "startsAt",
             r.ends_at AS "endsAt", d.position, d.reason AS reasons, ${latestCallOf('h', ROUND_BEGIN)} AS call, c.kind AS closure, c.reason AS "closureReason", v.id AS "visitId",
             (SELECT jsonb_build_object('id', n.id, 'addressLine', nh.address_line) FROM round_door n JOIN household nh ON nh.id = n.household_id
               WHERE n.round_id = d.round_id AND n.id <> d.id AND NOT EXISTS (SELECT FROM visit nv WHERE nv.round_door_id = n.id)
               ORDER BY n.position < d.position, n.position LIMIT 1) AS "nextDoor"
           FROM round_door d
           JOIN round r ON r.id = d.round_id
           JOIN household h ON h.id = d.household_id ${HOUSEHOLD_JOINS}
           LEFT JOIN round_closure c ON c.round_id = d.round_id
           LEFT JOIN visit v ON v.round_door_id = d.id
           WHERE d.id = ${doorId} AND d.ward_id = ${wardId}`;
  if (!row) throw new NotFoundError('Không có cửa này trong các buổi ra quân của phường.');
  return { ...row, door: row };
}

/** A household to visit outside any round. @throws NotFoundError when the ward has no such household. */
export async function getHouseholdTarget(db: Reads, wardId: string, householdId: string): Promise<VisitTarget> {
  const [household] = await queryPrepared(db, 'visit-household-target', HOUSEHOLD_TARGET)`
      SELECT ${HOUSEHOLD_COLUMNS}, ${teamOf('NULL::uuid', 'h.ward_id')} AS team FROM household h ${HOUSEHOLD_JOINS} WHERE h.id = ${householdId} AND h.ward_id = ${wardId}`;
  if (!household) throw new NotFoundError('Không có hộ này trong sổ của phường.');
  return { ...household, door: null };
}

const EXISTING_VISIT = z.object({ id: z.string(), isSameForm: z.boolean(), isWithdrawn: z.boolean() });

/** SQL: the visits that a form or a door has, also a withdrawn one of that form. */
export const existingVisits = (
  wardId: string,
  { clientKey, doorId }: { clientKey: string; doorId: string | null },
) => sql`
  SELECT id, client_key = ${clientKey} AS "isSameForm", false AS "isWithdrawn" FROM visit WHERE ward_id = ${wardId} AND (client_key = ${clientKey} OR round_door_id = ${doorId})
  UNION ALL SELECT visit_id, true, true FROM visit_withdrawal WHERE ward_id = ${wardId} AND client_key = ${clientKey}`;

/**
 * The visit saved from the form with this key, even if it was withdrawn, otherwise the one at this door; null when there
 * is neither.
 */
export const findExistingVisit = (db: Reads, wardId: string, form: { clientKey: string; doorId: string | null }) =>
  queryMaybe(db, 'visit-existing', EXISTING_VISIT)`${existingVisits(wardId, form)} ORDER BY "isSameForm" DESC LIMIT 1`;

const LINE_PAIRS = raw(LINE_COLUMNS.map(([column, , field]) => `'${field}', a.${column}`).join(', '));

/** SQL: the time of an instant, 'HH:MI' in Hà Nội. */
const timeOf = (instant: string) => raw(`to_char(${instant} AT TIME ZONE 'Asia/Ho_Chi_Minh', 'HH24:MI')`);
/** SQL: the ids that rows of a visit `v` refer to. */
const namedBy = (column: string, ...tables: string[]) =>
  raw(tables.map((table) => `SELECT ${column} FROM ${table} WHERE visit_id = v.id`).join(' UNION '));

/** A visit of the ward with everything logged on it. @throws NotFoundError when there is none. */
export async function getVisit(db: Reads, wardId: string, visitId: string): Promise<StoredVisit> {
  const [row] = await queryPrepared(db, 'visit-whole', VISIT_ROW)`
      SELECT v.id, v.client_key AS "clientKey", v.version, v.household_id AS "householdId", h.address_line AS "addressLine", g.name AS "groupName",
        v.round_id AS "roundId", r.code AS "roundCode", v.round_door_id AS "roundDoorId", r.ends_at AS "roundEndsAt",
        logger.display_name AS "loggedBy", jsonb_build_object('id', logger.id, 'displayName', logger.display_name, 'role', logger.role) AS logger,
        ${teamOf('v.round_id', 'v.ward_id')} AS team,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'name', o.display_name) ORDER BY o.display_name, o.id), '[]')
          FROM visit_officer vo JOIN user_account o ON o.id = vo.user_id WHERE vo.visit_id = v.id) AS "officerRows", v.logged_at AS "loggedAt", updater.display_name AS "updatedBy", v.updated_by AS "updatedById", v.updated_at AS "updatedAt",
        EXISTS (SELECT FROM round_closure c WHERE c.round_id = v.round_id) AS "isRoundClosed",
        jsonb_build_object('outcome', v.outcome, 'refusalReason', v.refusal_reason, 'arrivedOn', v.visited_on, 'arrivedTime', ${timeOf('v.arrived_at')},
          'leftTime', coalesce(${timeOf('v.left_at')}, ''), 'othersPresent', v.others_present, 'leftAtDoor', v.left_at_door::text[], 'accompaniedBy', v.accompanied_by,
          'nextStep', v.next_step, 'nextStepDue', v.next_step_due, 'nextStepFrom', coalesce(v.next_step_from, ''), 'nextStepTo', coalesce(v.next_step_to, ''),
          'nextStepNote', v.next_step_note, 'note', v.note, 'lateReason', coalesce(v.late_reason, ''),
          'presentIds', (SELECT coalesce(jsonb_agg(p.id ORDER BY p.birth_date NULLS LAST, p.id), '[]') FROM visit_presence vp JOIN resident p ON p.id = vp.resident_id WHERE vp.visit_id = v.id),
          'topicIds', (SELECT coalesce(jsonb_agg(s.id ORDER BY s.name), '[]') FROM topic_taught t JOIN public_service s ON s.id = t.public_service_id WHERE t.visit_id = v.id),
          'levels', (SELECT coalesce(jsonb_object_agg(rd.resident_id, rd.vneid_level), '{}') FROM readiness rd WHERE rd.visit_id = v.id AND 'vneid_level' = ANY (rd.observed)),
          'answers', (SELECT coalesce(jsonb_object_agg(q.resident_id, jsonb_build_object('answer', q.answer, 'serviceId', q.public_service_id, 'serviceText', '', 'month', q.used_month)), '{}')
            FROM portal_question q WHERE q.visit_id = v.id),
          'promises', (SELECT coalesce(jsonb_object_agg(pp.resident_id, jsonb_build_object('due', pp.due_on, 'note', pp.note)), '{}') FROM person_promise pp WHERE pp.visit_id = v.id)) AS said,
        (SELECT coalesce(jsonb_agg(p.id ORDER BY p.birth_date NULLS LAST, p.id), '[]') FROM visit_presence vp JOIN resident p ON p.id = vp.resident_id
          WHERE vp.visit_id = v.id AND NOT EXISTS (SELECT FROM data_erasure e WHERE e.erased_id = p.id)) AS "referableIds",
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', rd.resident_id, ${readinessPairs('rd')}, 'observed', rd.observed)), '[]')
          FROM readiness rd WHERE rd.visit_id = v.id AND rd.observed <> '{vneid_level}') AS "seenRows",
        (SELECT coalesce(jsonb_agg(jsonb_build_object('residentId', c.resident_id, 'serviceId', c.public_service_id, 'taughtOn', c.taught_on, 'outcome', c.outcome, 'paid', c.paid, 'barrierId', c.barrier_id) ORDER BY c.id), '[]')
          FROM check_back c WHERE c.visit_id = v.id) AS "checkRows",
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.id, ${LINE_PAIRS},
            'steps', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', gs.id, 'position', gs.position, 'action', gs.action, 'detail', gs.detail) ORDER BY gs.position), '[]')
              FROM step_taught st JOIN guide_step gs ON gs.id = st.guide_step_id WHERE st.assisted_procedure_id = a.id),
            'hasStatuses', EXISTS (SELECT FROM file_status f WHERE f.assisted_procedure_id = a.id)) ORDER BY a.position), '[]')
          FROM assisted_procedure a WHERE a.visit_id = v.id) AS "assistRows",
        jsonb_build_object(
          'residents', (SELECT coalesce(jsonb_object_agg(p.id, p.full_name), '{}')
            FROM (${namedBy('resident_id', 'visit_presence', 'readiness', 'person_promise', 'portal_question', 'check_back', 'assisted_procedure')}) named (id) JOIN resident p ON p.id = named.id),
          'services', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', ${guideTitle('s')}, 'code', CASE WHEN s.kind <> 'topic' THEN s.code END)), '[]')
            FROM (${namedBy('public_service_id', 'topic_taught', 'portal_question', 'check_back', 'assisted_procedure')}) named (id) JOIN public_service s ON s.id = named.id),
          'barriers', (SELECT coalesce(jsonb_object_agg(b.id, b.label), '{}') FROM (${namedBy('barrier_id', 'check_back', 'assisted_procedure')}) named (id) JOIN barrier b ON b.id = named.id)) AS named,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('residentId', n.resident_id, 'fullName', n.full_name, 'birthYear', n.birth_year,
            'relation', n.relation, 'phone', n.phone, 'tie', n.tie) ORDER BY n.id), '[]') FROM newcomer n WHERE n.visit_id = v.id) AS reported, ${answersOf('v')} AS requests,
        (SELECT string_agg(coalesce(helper.full_name, g.name) || ' giúp ' || helped.full_name || CASE WHEN g.ended_word = 'neither' THEN ' (ghi nhầm)' WHEN g.agreed_visit_id = v.id THEN ', hai bên đồng ý' ELSE '' END, '; ' ORDER BY g.id) FROM digital_helper g
          JOIN resident helped ON helped.id = g.helped_id LEFT JOIN resident helper ON helper.id = g.resident_id WHERE g.told_at @> ARRAY[v.id]) AS helpers,
        EXISTS (SELECT FROM assisted_procedure a JOIN portal_use u ON u.assisted_procedure_id = a.id WHERE a.visit_id = v.id AND u.used_on <> v.visited_on)
          OR EXISTS (SELECT FROM readiness mine JOIN readiness later ON later.resident_id = mine.resident_id
            WHERE mine.visit_id = v.id AND later.created_at > mine.created_at) AS "hasLaterFacts"
      FROM visit v
      JOIN household h ON h.id = v.household_id
      LEFT JOIN residential_group g ON g.id = h.residential_group_id
      LEFT JOIN round r ON r.id = v.round_id
      JOIN user_account logger ON logger.id = v.logged_by
      LEFT JOIN user_account updater ON updater.id = v.updated_by
      WHERE v.id = ${visitId} AND v.ward_id = ${wardId}`;
  if (!row) throw new NotFoundError('Không có lượt thăm này trong sổ của phường, hoặc người ghi vừa hoàn tác.');
  return toStoredVisit(row);
}
