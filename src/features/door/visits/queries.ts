import { combineReads, type Read } from '../../../db/combine-reads';
import type { Database } from '../../../db/database';
import type {
  BirthPrecision,
  Gender,
  HouseholdOccupancy,
  HouseholdRelation,
  NextStep,
  DoorOutcome,
  PauseKind,
  ResidenceStatus,
  RoundClosureKind,
  ServiceKind,
  TopicArea,
  VneidLevel,
  YesNoUnknown,
} from '../../../generated/prisma/enums';
import type { LocalDate, LocalTime } from '../../../shared/dates';
import { pauseOn } from '../../../shared/pauses';
import { NotFoundError } from '../../../web/errors';
import { briefingsAtDoor, type BriefingRow } from '../../casework/briefings/queries';
import type { CallBrief } from '../../casework/door-calls/call-words';
import { latestCallOf } from '../../casework/door-calls/queries';
import { helpersOf, type HelperRow } from '../../casework/needs/queries';
import { HOUSEHOLD_REQUESTS } from '../../casework/requests/queries';
import type { RequestBrief } from '../../casework/requests/request-words';
import { addressedName, ageOf } from './people';
import { toStoredVisit, type NamedIds, type StoredVisit, type VisitRow } from './stored-visit';

/** The planned door a visit belongs to. */
export interface PlannedDoor {
  id: string;
  roundId: string;
  roundCode: string;
  startsAt: Date;
  endsAt: Date;
  position: number;
  reason: string;
  /** Outcome of the latest call to the household before the round; null when nobody called. */
  call: CallBrief | null;
  closure: RoundClosureKind | null;
  closureReason: string | null;
  /** The visit already logged at this door. */
  visitId: string | null;
  /** The next door of the round without a visit: first those further along the walk, then the ones skipped. */
  nextDoor: { id: string; addressLine: string } | null;
}

/** Where a visit takes place: at a planned door of a round, or at a household outside any round (door is null). */
export interface VisitTarget {
  householdId: string;
  addressLine: string;
  groupName: string | null;
  howToFind: string;
  householdNote: string;
  helpers: HelperRow[];
  occupancy: HouseholdOccupancy;
  headName: string | null;
  headGender: Gender | null;
  headBirthDate: LocalDate | null;
  headBirthPrecision: BirthPrecision | null;
  door: PlannedDoor | null;
}

const HOUSEHOLD_COLUMNS = `
  h.id AS "householdId", h.address_line AS "addressLine", g.name AS "groupName", h.how_to_find AS "howToFind", h.note AS "householdNote",
  h.occupancy, head.full_name AS "headName", head.gender AS "headGender", head.birth_date AS "headBirthDate",
  head.birth_precision AS "headBirthPrecision", ${helpersOf('h')} AS helpers`;
const HOUSEHOLD_JOINS = `
  LEFT JOIN residential_group g ON g.id = h.residential_group_id
  LEFT JOIN household_membership hm ON hm.household_id = h.id AND hm.valid_to IS NULL AND hm.relation = 'head'
  LEFT JOIN resident head ON head.id = hm.resident_id`;

/** The round door with its household. @throws NotFoundError when the ward has no such door. */
export async function getDoorTarget(
  { pool }: Database,
  wardId: string,
  doorId: string,
): Promise<VisitTarget & { door: PlannedDoor }> {
  const { rows } = await pool.query<Omit<VisitTarget, 'door'> & Omit<PlannedDoor, 'id'> & { doorId: string }>({
    name: 'visit-door-target',
    text: `SELECT ${HOUSEHOLD_COLUMNS}, d.id AS "doorId", d.round_id AS "roundId", r.code AS "roundCode", r.starts_at AS "startsAt",
             r.ends_at AS "endsAt", d.position, d.reason, ${latestCallOf('h', `(r.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')`)} AS call, c.kind AS closure, c.reason AS "closureReason", v.id AS "visitId",
             (SELECT jsonb_build_object('id', n.id, 'addressLine', nh.address_line) FROM round_door n JOIN household nh ON nh.id = n.household_id
               WHERE n.round_id = d.round_id AND n.id <> d.id AND NOT EXISTS (SELECT FROM visit nv WHERE nv.round_door_id = n.id)
               ORDER BY n.position < d.position, n.position LIMIT 1) AS "nextDoor"
           FROM round_door d
           JOIN round r ON r.id = d.round_id
           JOIN household h ON h.id = d.household_id ${HOUSEHOLD_JOINS}
           LEFT JOIN round_closure c ON c.round_id = d.round_id
           LEFT JOIN visit v ON v.round_door_id = d.id
           WHERE d.id = $1 AND d.ward_id = $2`,
    values: [doorId, wardId],
  });
  const row = rows[0];
  if (!row) throw new NotFoundError('Không có cửa này trong các buổi ra quân của phường.');
  const {
    doorId: id,
    roundId,
    roundCode,
    startsAt,
    endsAt,
    position,
    reason,
    call,
    closure,
    closureReason,
    visitId,
    nextDoor,
    ...household
  } = row;
  return {
    ...household,
    door: {
      id,
      roundId,
      roundCode,
      startsAt,
      endsAt,
      position,
      reason,
      call,
      closure,
      closureReason,
      visitId,
      nextDoor,
    },
  };
}

/** A household to visit outside any round. @throws NotFoundError when the ward has no such household. */
export async function getHouseholdTarget(
  { pool }: Database,
  wardId: string,
  householdId: string,
): Promise<VisitTarget> {
  const { rows } = await pool.query<Omit<VisitTarget, 'door'>>({
    name: 'visit-household-target',
    text: `SELECT ${HOUSEHOLD_COLUMNS} FROM household h ${HOUSEHOLD_JOINS} WHERE h.id = $1 AND h.ward_id = $2`,
    values: [householdId, wardId],
  });
  if (!rows[0]) throw new NotFoundError('Không có hộ này trong sổ của phường.');
  return { ...rows[0], door: null };
}

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

/** The visit saved from the form with this key, otherwise the one at this door; null when there is neither. */
export async function findExistingVisit(
  { pool }: Database,
  wardId: string,
  { clientKey, doorId }: { clientKey: string; doorId: string | null },
): Promise<{ id: string; isSameForm: boolean } | null> {
  const { rows } = await pool.query<{ id: string; isSameForm: boolean }>({
    name: 'visit-existing',
    text: `SELECT id, client_key = $2 AS "isSameForm" FROM visit WHERE ward_id = $1 AND (client_key = $2 OR round_door_id = $3)
           ORDER BY client_key = $2 DESC LIMIT 1`,
    values: [wardId, clientKey, doorId],
  });
  return rows[0] ?? null;
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

/** A visit of the ward with everything logged on it. @throws NotFoundError when there is none. */
export async function getVisit({ pool }: Database, wardId: string, visitId: string): Promise<StoredVisit> {
  const { rows } = await pool.query<VisitRow>({
    name: 'visit-whole',
    text: `SELECT v.id, v.client_key AS "clientKey", v.version, v.household_id AS "householdId", h.address_line AS "addressLine", g.name AS "groupName",
        v.round_id AS "roundId", r.code AS "roundCode", v.round_door_id AS "roundDoorId", r.ends_at AS "roundEndsAt",
        logger.display_name AS "loggedBy", v.logged_at AS "loggedAt", updater.display_name AS "updatedBy", v.updated_at AS "updatedAt",
        v.outcome, v.refusal_reason AS "refusalReason", v.arrived_at AS "arrivedAt", v.left_at AS "leftAt", v.visited_on AS "visitedOn",
        v.others_present AS "othersPresent", v.next_step AS "nextStep", v.next_step_due AS "nextStepDue",
        v.next_step_from AS "nextStepFrom", v.next_step_to AS "nextStepTo", v.next_step_note AS "nextStepNote",
        v.note, v.late_reason AS "lateReason",
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.full_name) ORDER BY p.birth_date NULLS LAST, p.id), '[]')
          FROM visit_presence vp JOIN resident p ON p.id = vp.resident_id WHERE vp.visit_id = v.id) AS presence,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name) ORDER BY s.name), '[]')
          FROM topic_taught t JOIN public_service s ON s.id = t.public_service_id WHERE t.visit_id = v.id) AS topics,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.full_name, 'level', rd.vneid_level) ORDER BY p.birth_date NULLS LAST, p.id), '[]')
          FROM readiness rd JOIN resident p ON p.id = rd.resident_id WHERE rd.visit_id = v.id) AS levels,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'residentId', a.resident_id, 'residentName', p.full_name,
            'serviceId', a.public_service_id, 'serviceName', s.name, 'serviceCode', s.code, 'helpLevel', a.help_level,
            'doneForReason', a.done_for_reason, 'result', a.result, 'fileCode', a.portal_file_code, 'barrierId', a.barrier_id,
            'barrierLabel', b.label, 'note', a.note,
            'hasStatuses', EXISTS (SELECT FROM file_status f WHERE f.assisted_procedure_id = a.id)) ORDER BY a.position), '[]')
          FROM assisted_procedure a JOIN resident p ON p.id = a.resident_id JOIN public_service s ON s.id = a.public_service_id
            LEFT JOIN barrier b ON b.id = a.barrier_id WHERE a.visit_id = v.id) AS "assistRows"
      FROM visit v
      JOIN household h ON h.id = v.household_id
      LEFT JOIN residential_group g ON g.id = h.residential_group_id
      LEFT JOIN round r ON r.id = v.round_id
      JOIN user_account logger ON logger.id = v.logged_by
      LEFT JOIN user_account updater ON updater.id = v.updated_by
      WHERE v.id = $1 AND v.ward_id = $2`,
    values: [visitId, wardId],
  });
  if (!rows[0]) throw new NotFoundError('Không có lượt thăm này trong sổ của phường.');
  return toStoredVisit(rows[0]);
}
