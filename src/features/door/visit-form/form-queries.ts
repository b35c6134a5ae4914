import { raw } from '../../../shared/sql';
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
} from '../../../generated/prisma/enums';
import { objectsToContact } from '../../../shared/contact-objection';
import { localDateOf, type LocalDate, type LocalTime } from '../../../shared/dates';
import { wardCache, type WardState } from '../../../shared/ward-cache';
import { pausesOn } from '../../../shared/pauses';
import { type ReadinessFacts, selectReadiness } from '../../../shared/readiness-fields';
import { isCheckDue, latestLessons, mayBeAsked } from '../../casework/portal-use/asking';
import { briefingsAtDoor, type BriefingRow } from '../../casework/briefings/queries';
import { hasHeardNotice } from '../../casework/consents/queries';
import { REQUESTS_AT_DOOR, type RequestAtDoor } from '../../casework/requests/queries';
import { currentNotice, type NoticeToRead } from '../../office/privacy-notices/queries';
import { guidesWith, type GuideChoice } from './guide-queries';
import { isUnconfirmed } from '../../register/newcomers/newcomer';
import { everydayName } from '../../office/guides/queries';
import type { SavedIds } from '../visit-records/stored-visit';

export interface Member extends ReadinessFacts {
  id: string;
  fullName: string;
  gender: Gender | null;
  birthDate: LocalDate | null;
  birthPrecision: BirthPrecision | null;
  residenceStatus: ResidenceStatus;
  /** Null for a resident named on the visit who was not a member on that day. */
  relation: HouseholdRelation | null;
  relationNote: string;
  /** Reported from a door; the office has not confirmed it yet. */
  isUnconfirmed: boolean;
  /** Whether the newest notice has not been read to this person yet. */
  isToBeNotified: boolean;
  /** To visits and calls of the team. */
  objects: boolean;
  /** Whether it is time to ask this person who used the portal, if an adult. */
  mayBeAsked: boolean;
  /** What the team taught this person and must be asked about. */
  dueChecks: DueCheck[];
}

interface DueCheck {
  serviceId: string;
  serviceName: string;
  taughtOn: LocalDate;
}

export interface ServiceChoice {
  id: string;
  kind: ServiceKind;
  code: string | null;
  name: string;
  officialName: string;
  groupKey: string;
  topicArea: TopicArea | null;
}

interface BarrierChoice {
  id: string;
  label: string;
}

/** What the form offers at whatever door. Forms of new visits share these objects. */
export interface OfferedChoices {
  readonly services: readonly ServiceChoice[];
  readonly barriers: readonly BarrierChoice[];
  /** Newest first: the current guide of each service, and the older ones whose steps are ticked. */
  readonly guides: readonly GuideChoice[];
  /** The services helped with most often in the ward's latest visits, most frequent first. */
  readonly frequentServiceIds: readonly string[];
  readonly adultAge: number;
  /** The newest version of the ward's notice; null if it has none. */
  readonly notice: NoticeToRead | null;
}

/** What the selects and cards of the form offer. */
export interface VisitChoices {
  members: Member[];
  /** Taught at the door that this officer logged last that evening. */
  previousTopicIds: string[];
  offered: OfferedChoices;
}

// $1 the ward, $2 the household, $3 the day of the visit, $4 and $5 the people of a saved one and the visit itself, $6 the
// officer, $7 today, $8 the round.

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
    SELECT person.id, person.full_name AS "fullName", person.gender, person.birth_date AS "birthDate", person.birth_precision AS "birthPrecision",
      person.residence_status AS "residenceStatus", shown.relation, shown.relation_note AS "relationNote", ${isUnconfirmed('person.id').text} AS "isUnconfirmed", ${selectReadiness('known').text},
      ${mayBeAsked({ resident: 'person.id', day: '$3', visit: '$5::uuid' })} AS "mayBeAsked",
      NOT ${hasHeardNotice('person')} AS "isToBeNotified", ${objectsToContact('person').text} AS objects,
      (SELECT coalesce(json_agg(json_build_object('serviceId', taught.id, 'serviceName', ${everydayName('taught').text}, 'taughtOn', lesson.taught_on) ORDER BY lesson.taught_on, taught.name), '[]')
        FROM (${latestLessons('p.resident_id = person.id AND v.visited_on <= $3 AND v.id IS DISTINCT FROM $5')}) lesson
        JOIN public_service taught ON taught.id = lesson.public_service_id
        WHERE ${isCheckDue({ lesson: 'lesson', day: '$3', visit: '$5' })}) AS "dueChecks"
    FROM shown
    JOIN resident person ON person.id = shown.resident_id AND person.ward_id = $1
    LEFT JOIN readiness known ON known.resident_id = person.id AND known.is_latest
    WHERE person.residence_status <> 'deceased' OR person.id = ANY ($4::uuid[])
    ORDER BY shown.relation = 'head' DESC NULLS LAST, person.birth_date NULLS LAST, person.sort_name`,
  instants: {},
};

/** What a form offers for a door, as SQL: a day, and arrays of the ids that a saved visit names besides. */
interface Offered {
  day: string;
  services: string;
  barriers: string;
  steps: string;
}

const servicesOn = ({ day, services }: Offered): Read<ServiceChoice> => ({
  text: `
    SELECT s.id, s.kind, s.code, ${everydayName('s').text} AS name, s.name AS "officialName", s.group_key AS "groupKey", s.topic_area AS "topicArea" FROM public_service s
    WHERE s.ward_id = $1 AND ((NOT s.is_retired AND (s.retired_on IS NULL OR s.retired_on > ${day})) OR s.id = ANY (${services}::uuid[]))
    ORDER BY s.kind, s.group_key, s.is_essential25 DESC, s.name`,
  instants: {},
});

const barriersOn = ({ day, barriers }: Offered): Read<BarrierChoice> => ({
  text: `
    SELECT id, label FROM barrier
    WHERE ward_id = $1 AND (retired_on IS NULL OR retired_on > ${day} OR id = ANY (${barriers}::uuid[])) ORDER BY position, label`,
  instants: {},
});

const FREQUENT_SERVICES: Read<{ id: string }> = {
  text: `
    SELECT a.public_service_id AS id
    FROM (SELECT id FROM visit WHERE ward_id = $1 ORDER BY visited_on DESC LIMIT 300) v
    JOIN assisted_procedure a ON a.visit_id = v.id
    GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 8`,
  instants: {},
};

/** Doors where nothing was said are passed over. */
const PREVIOUS_TOPICS: Read<{ id: string }> = {
  text: `
    SELECT public_service_id AS id FROM topic_taught WHERE visit_id = (
      SELECT v.id FROM visit v WHERE v.ward_id = $1 AND v.visited_on = $3 AND v.logged_by = $6::uuid
        AND EXISTS (SELECT FROM topic_taught said WHERE said.visit_id = v.id)
      ORDER BY v.logged_at DESC LIMIT 1)`,
  instants: {},
};

const WARD: Read<{ adultAge: number; notice: NoticeToRead | null }> = {
  text: `SELECT adult_age AS "adultAge", ${currentNotice(raw('ward.id')).text} AS notice FROM ward WHERE id = $1`,
  instants: {},
};

const offering = (asked: Offered) => ({
  services: servicesOn(asked),
  barriers: barriersOn(asked),
  guides: guidesWith(asked.steps),
  frequent: FREQUENT_SERVICES,
  ward: WARD,
});

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
  /** Open, or completed by the saved visit. */
  requests: RequestAtDoor[];
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
    SELECT kind, reason, paused_until AS "pausedUntil" FROM ${pausesOn(raw('$7')).text} x
    WHERE household_id = $2 AND ward_id = $1
    ORDER BY paused_from DESC`,
  instants: {},
};

const AT_DOOR = {
  members: MEMBERS,
  previousTopics: PREVIOUS_TOPICS,
  visits: PAST_VISITS,
  pauses: PAUSES,
  asked: REQUESTS_AT_DOOR,
  briefings: briefingsAtDoor('$8::uuid'),
};
const readAtDoor = combineReads('visit-form-at-door', AT_DOOR);
const readOffered = combineReads(
  'visit-form-offered',
  offering({ day: '$2', services: '$3', barriers: '$4', steps: '$5' }),
);

/** The same at every door of a ward. */
const keepOffered = wardCache<OfferedChoices>(64);

const offeredOf = ({ services, barriers, guides, frequent, ward }: Awaited<ReturnType<typeof readOffered>>) => ({
  services,
  barriers,
  guides,
  frequentServiceIds: frequent.map(({ id }) => id),
  ...ward[0]!,
});

interface FormAsked {
  day: LocalDate;
  saved: SavedIds;
  stepIds: readonly string[];
  /** Who logs a new visit; null for one that is saved. */
  officerId: string | null;
  now: Date;
}

/** The choices of a form and what the register knows about its door. */
export async function loadForm(
  db: Database,
  ward: WardState,
  { householdId, roundId }: { householdId: string; roundId: string | null },
  { day, saved, stepIds, officerId, now }: FormAsked,
): Promise<{ choices: VisitChoices; history: DoorHistory }> {
  const { wardId } = ward;
  const atDoor = [wardId, householdId, day, saved.residentIds, saved.visitId, officerId, localDateOf(now), roundId];
  const named = [saved.serviceIds, saved.barrierIds, [...saved.stepIds, ...stepIds]];
  const read = async () => offeredOf(await readOffered(db.pool, [wardId, day, ...named]));
  const [found, offered] = await Promise.all([
    readAtDoor(db.pool, atDoor),
    named.some((ids) => ids.length > 0) ? read() : keepOffered(db, ward, { key: day, now }, read),
  ]);
  return formOf(found, offered);
}

const formOf = (
  { members, previousTopics, visits, pauses, briefings, asked }: Awaited<ReturnType<typeof readAtDoor>>,
  offered: OfferedChoices,
) => ({
  choices: { members, previousTopicIds: previousTopics.map(({ id }) => id), offered },
  history: { visits, pauses, briefings, requests: asked.flatMap((row) => row.requests) },
});
