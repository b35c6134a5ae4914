import { combineReads, type Read } from '../../../db/combine-reads';
import type { Database } from '../../../db/database';
import type {
  BirthPrecision,
  DoorOutcome,
  Gender,
  HouseholdRelation,
  NextStep,
  PauseKind,
  ResidenceStatus,
  ServiceKind,
  TopicArea,
  VneidLevel,
  YesNoUnknown,
} from '../../../generated/prisma/enums';
import type { LocalDate, LocalTime } from '../../../shared/dates';
import { pauseOn } from '../../../shared/pauses';
import { briefingsAtDoor, type BriefingRow } from '../../casework/briefings/queries';
import { HOUSEHOLD_REQUESTS } from '../../casework/requests/queries';
import type { RequestBrief } from '../../casework/requests/request-words';
import { addressedName, ageOf } from './people';
import type { VisitTarget } from './queries';
import type { NamedIds } from './stored-visit';

export interface Member {
  id: string;
  fullName: string;
  gender: Gender | null;
  birthDate: LocalDate | null;
  birthPrecision: BirthPrecision | null;
  residenceStatus: ResidenceStatus;
  /** Null for somebody named on the visit who was not a member on that day. */
  relation: HouseholdRelation | null;
  relationNote: string;
  vneidLevel: VneidLevel | null;
  livesAlone: YesNoUnknown | null;
  hardToMove: YesNoUnknown | null;
  needsHelper: YesNoUnknown | null;
}

export interface ServiceChoice {
  id: string;
  kind: ServiceKind;
  code: string | null;
  name: string;
  groupKey: string;
  topicArea: TopicArea | null;
}

interface BarrierChoice {
  id: string;
  label: string;
}

/** What the selects and cards of the form offer. */
export interface VisitChoices {
  members: Member[];
  services: ServiceChoice[];
  barriers: BarrierChoice[];
  /** The services helped with most often in the ward's latest visits, most frequent first. */
  frequentServiceIds: string[];
}

/** Members of a household on a day, the head first, then by age; followed by other residents named on the visit. */
const MEMBERS: Read<Member> = {
  text: `
    WITH on_that_day AS (
      SELECT resident_id, relation, relation_note FROM household_membership
      WHERE household_id = $2 AND ward_id = $1 AND valid_to IS NULL AND valid_from <= $3
      UNION ALL
      SELECT resident_id, relation, relation_note FROM household_membership
      WHERE household_id = $2 AND ward_id = $1 AND valid_to IS NOT NULL AND valid_to > $3 AND valid_from <= $3
    ), shown AS (
      SELECT * FROM on_that_day
      UNION ALL
      SELECT DISTINCT id, NULL::household_relation, '' FROM unnest($4::uuid[]) AS named (id) WHERE id NOT IN (SELECT resident_id FROM on_that_day)
    )
    SELECT p.id, p.full_name AS "fullName", p.gender, p.birth_date AS "birthDate", p.birth_precision AS "birthPrecision",
      p.residence_status AS "residenceStatus", s.relation, s.relation_note AS "relationNote", r.vneid_level AS "vneidLevel",
      r.lives_alone AS "livesAlone", r.hard_to_move AS "hardToMove", r.needs_helper AS "needsHelper"
    FROM shown s
    JOIN resident p ON p.id = s.resident_id AND p.ward_id = $1
    LEFT JOIN readiness r ON r.resident_id = p.id AND r.is_latest
    WHERE p.residence_status <> 'deceased' OR p.id = ANY ($4::uuid[])
    ORDER BY s.relation = 'head' DESC NULLS LAST, p.birth_date NULLS LAST, p.sort_name`,
  instants: {},
};

const SERVICES: Read<ServiceChoice> = {
  text: `
    SELECT id, kind, code, name, group_key AS "groupKey", topic_area AS "topicArea" FROM public_service
    WHERE ward_id = $1 AND ((NOT is_retired AND (retired_on IS NULL OR retired_on > $3)) OR id = ANY ($5::uuid[]))
    ORDER BY kind, group_key, is_essential25 DESC, name`,
  instants: {},
};

const BARRIERS: Read<BarrierChoice> = {
  text: `
    SELECT id, label FROM barrier
    WHERE ward_id = $1 AND (retired_on IS NULL OR retired_on > $3 OR id = ANY ($6::uuid[])) ORDER BY position, label`,
  instants: {},
};

const FREQUENT_SERVICES: Read<{ id: string }> = {
  text: `
    SELECT a.public_service_id AS id
    FROM (SELECT id FROM visit WHERE ward_id = $1 ORDER BY visited_on DESC LIMIT 300) v
    JOIN assisted_procedure a ON a.visit_id = v.id
    GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 8`,
  instants: {},
};

const readChoices = combineReads('visit-choices', {
  members: MEMBERS,
  services: SERVICES,
  barriers: BARRIERS,
  frequent: FREQUENT_SERVICES,
});

export async function loadChoices(
  { pool }: Database,
  wardId: string,
  householdId: string,
  { day, named }: { day: LocalDate; named: NamedIds },
): Promise<VisitChoices> {
  const { frequent, ...choices } = await readChoices(pool, [
    wardId,
    householdId,
    day,
    named.residentIds,
    named.serviceIds,
    named.barrierIds,
  ]);
  return { ...choices, frequentServiceIds: frequent.map(({ id }) => id) };
}

export interface PastVisit {
  id: string;
  visitedOn: LocalDate;
  outcome: DoorOutcome;
  refusalReason: string;
  note: string;
  nextStep: NextStep;
  nextStepNote: string;
  nextStepDue: LocalDate | null;
  nextStepFrom: LocalTime | null;
  nextStepTo: LocalTime | null;
  isLate: boolean;
  loggedBy: string;
}

interface Pause {
  kind: PauseKind;
  reason: string;
  pausedUntil: LocalDate | null;
}

/** What the register knows about a door, to read before knocking. */
export interface DoorHistory {
  visits: PastVisit[];
  pauses: Pause[];
  requests: RequestBrief[];
  briefings: BriefingRow[];
}

const PAST_VISITS: Read<PastVisit> = {
  text: `
    SELECT v.id, v.visited_on AS "visitedOn", v.outcome, v.refusal_reason AS "refusalReason", v.note, v.next_step AS "nextStep",
      v.next_step_note AS "nextStepNote", v.next_step_due AS "nextStepDue", v.next_step_from AS "nextStepFrom", v.next_step_to AS "nextStepTo", v.late_reason IS NOT NULL AS "isLate", u.display_name AS "loggedBy"
    FROM visit v JOIN user_account u ON u.id = v.logged_by
    WHERE v.household_id = $2 AND v.ward_id = $1 AND v.id IS DISTINCT FROM $5
    ORDER BY v.arrived_at DESC LIMIT 4`,
  instants: {},
};

const PAUSES: Read<Pause> = {
  text: `
    SELECT kind, reason, paused_until AS "pausedUntil" FROM household_pause
    WHERE household_id = $2 AND ward_id = $1 AND ${pauseOn('household_pause', '$4')}
    ORDER BY paused_from DESC`,
  instants: {},
};

const readHistory = combineReads('visit-door-history', {
  visits: PAST_VISITS,
  pauses: PAUSES,
  asked: HOUSEHOLD_REQUESTS,
  briefings: briefingsAtDoor('$3'),
});

export async function loadDoorHistory(
  { pool }: Database,
  wardId: string,
  { householdId, door }: VisitTarget,
  { today, exceptVisitId }: { today: LocalDate; exceptVisitId: string | null },
): Promise<DoorHistory> {
  const { asked, ...history } = await readHistory(pool, [
    wardId,
    householdId,
    door?.roundId ?? null,
    today,
    exceptVisitId,
  ]);
  return { ...history, requests: asked.flatMap(({ requests }) => requests) };
}

interface CheckedIds {
  memberIds: Set<string>;
  services: Map<string, ServiceKind>;
  barrierIds: Set<string>;
  names: Map<string, string>;
  takenFileCodes: Set<string>;
}

/** Which of these residents were merged, each mapped to the record that was kept. */
export async function findKeptPeople(
  { pool }: Database,
  wardId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ removedId: string; keptId: string }>({
    name: 'visits-kept-people',
    text: `WITH RECURSIVE trail AS (
             SELECT removed_id, kept_id, 1 AS steps FROM register_merge WHERE ward_id = $1 AND kind = 'resident' AND removed_id = ANY ($2::uuid[]) AND undone_at IS NULL
             UNION ALL
             SELECT t.removed_id, m.kept_id, t.steps + 1 FROM trail t JOIN register_merge m ON m.removed_id = t.kept_id AND m.ward_id = $1 AND m.undone_at IS NULL WHERE t.steps < 100)
           SELECT DISTINCT ON (removed_id) removed_id AS "removedId", kept_id AS "keptId" FROM trail ORDER BY removed_id, steps DESC`,
    values: [wardId, [...ids]],
  });
  return new Map(rows.map(({ removedId, keptId }) => [removedId, keptId]));
}

/**
 * Checks everything a form refers to in one round trip: which residents were members of the household on the day (or
 * are already on the visit), which services and barriers are in use, and which file codes other visits have.
 */
export async function checkIds(
  { pool }: Database,
  wardId: string,
  asked: {
    householdId: string;
    day: LocalDate;
    residentIds: string[];
    serviceIds: string[];
    barrierIds: string[];
    fileCodes: string[];
    clientKey: string;
    saved: NamedIds;
  },
): Promise<CheckedIds> {
  const { rows } = await pool.query<{
    members: Pick<Member, 'id' | 'fullName' | 'gender' | 'birthDate' | 'birthPrecision'>[];
    services: { id: string; kind: ServiceKind; name: string }[];
    barriers: string[];
    codes: string[];
  }>({
    name: 'visit-check',
    text: `SELECT
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'fullName', p.full_name, 'gender', p.gender, 'birthDate', p.birth_date, 'birthPrecision', p.birth_precision)), '[]')
          FROM resident p WHERE p.ward_id = $1 AND p.id = ANY ($4::uuid[]) AND (p.id = ANY ($8::uuid[]) OR EXISTS (
          SELECT FROM household_membership m WHERE m.resident_id = p.id AND m.household_id = $2 AND m.valid_from <= $3
            AND (m.valid_to IS NULL OR m.valid_to > $3)))) AS members,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'kind', kind, 'name', name)), '[]') FROM public_service
          WHERE ward_id = $1 AND id = ANY ($5::uuid[])
            AND ((NOT is_retired AND (retired_on IS NULL OR retired_on > $3)) OR id = ANY ($9::uuid[]))) AS services,
        ARRAY (SELECT id FROM barrier WHERE ward_id = $1 AND id = ANY ($6::uuid[])
          AND (retired_on IS NULL OR retired_on > $3 OR id = ANY ($10::uuid[]))) AS barriers,
        ARRAY (SELECT upper(a.portal_file_code) FROM assisted_procedure a JOIN visit v ON v.id = a.visit_id
          WHERE a.ward_id = $1 AND a.portal_file_code IS NOT NULL AND upper(a.portal_file_code) = ANY ($7::text[]) AND v.client_key <> $11) AS codes`,
    values: [
      wardId,
      asked.householdId,
      asked.day,
      asked.residentIds,
      asked.serviceIds,
      asked.barrierIds,
      asked.fileCodes,
      asked.saved.residentIds,
      asked.saved.serviceIds,
      asked.saved.barrierIds,
      asked.clientKey,
    ],
  });
  const [row] = rows;
  return {
    memberIds: new Set(row!.members.map(({ id }) => id)),
    services: new Map(row!.services.map(({ id, kind }) => [id, kind])),
    barrierIds: new Set(row!.barriers),
    names: new Map([
      ...row!.members.map(
        (member) => [member.id, addressedName(member.fullName, member.gender, ageOf(member, asked.day))] as const,
      ),
      ...row!.services.map(({ id, name }) => [id, name] as const),
    ]),
    takenFileCodes: new Set(row!.codes),
  };
}
