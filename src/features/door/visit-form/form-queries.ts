import { z } from 'zod';
import { queryRows, queryRow, queryTogether, type Read } from '../../../db/query-rows';
import { constant, sql, raw } from '../../../shared/sql';
import { birthSql } from '../../../shared/birth-sql';
import { ADDRESSED, PROMISED_TIME, READINESS_SHAPE } from '../../../shared/row-schemas';
import type { Database } from '../../../db/database';
import {
  BenefitReceipt,
  DoorOutcome,
  HouseholdRelation,
  NextStep,
  PauseKind,
  ResidenceStatus,
  ServiceKind,
  TopicArea,
} from '../../../generated/prisma/enums';
import { objectsToContact } from '../../../shared/contact-objection';
import { localDateOf, type LocalDate } from '../../../shared/dates';
import { wardCache, type WardState } from '../../../shared/ward-cache';
import { pausesOn } from '../../../shared/pauses';
import { selectReadiness } from '../../../shared/readiness-sql';
import { mostHelped } from '../../casework/portal-use/most-helped';
import { isCheckDue, latestLessons, mayBeAsked } from '../../casework/portal-use/asking';
import { SERVICE_CHOICE as NAMED_SERVICE } from '../../casework/portal-use/use-fields';
import { LAST_HELP, lastHelpOf } from '../../casework/portal-use/help-ladder';
import { briefingsAtDoor, type BriefingRow } from '../../casework/briefings/queries';
import { DUE_ITEM, openDue } from '../../casework/due/due-items';
import { hasHeardNotice } from '../../casework/consents/queries';
import { practisedAt } from '../../casework/practice/queries';
import { promisedNote } from '../../casework/follow-ups/queries';
import { DOOR_WORDS, DOOR_WORDS_OF, SECOND_TRY, secondTryOf, type SecondTry } from '../../casework/requests/second-try';
import { requestsAtDoor, type RequestAtDoor } from '../../casework/requests/queries';
import { currentNotice, NOTICE_TO_READ, type NoticeToRead } from '../../office/privacy-notices/queries';
import { currentSituations, SITUATION, type Situation } from '../../office/situations/queries';
import { guidesWith, type GuideChoice } from './guide-queries';
import { guestsOf, isUnconfirmed } from '../../register/newcomers/newcomer';
import { guideTitle } from '../../office/guides/queries';
import type { SavedIds } from '../visit-records/stored-visit';

export const MEMBER = z.object({
  ...READINESS_SHAPE,
  id: z.string(),
  ...ADDRESSED,
  residenceStatus: z.enum(ResidenceStatus),
  /** Null for who was not a member on that day: met here before, or named on the visit. */
  relation: z.enum(HouseholdRelation).nullable(),
  /** The tie of who was met here before. */
  relationNote: z.string(),
  /** Reported from a door; the office has not confirmed it yet. */
  isUnconfirmed: z.boolean(),
  /** Whether the newest notice has not been read to this person yet. */
  isToBeNotified: z.boolean(),
  /** To visits and calls of the team. */
  objects: z.boolean(),
  /** Whether it is time to ask this person who used the portal, if an adult. */
  mayBeAsked: z.boolean(),
  /** What the team taught this person and must be asked about. */
  dueChecks: z.array(z.object({ serviceId: z.string(), serviceName: z.string(), taughtOn: z.string() })),
  /** What can be done on the portal now and tells no more than an age or a day, with its service. */
  dueItems: z.array(DUE_ITEM.extend({ serviceId: z.string() })),
  receivesBenefit: z.enum(BenefitReceipt).nullable(),
  cardIssuedOn: z.string().nullable(),
  /** With each service of the portal, before this visit. */
  lastHelp: z.array(LAST_HELP),
});
export type Member = z.infer<typeof MEMBER>;

export const SERVICE_CHOICE = NAMED_SERVICE.extend({
  kind: z.enum(ServiceKind),
  groupKey: z.string(),
  topicArea: z.enum(TopicArea).nullable(),
});
export type ServiceChoice = z.infer<typeof SERVICE_CHOICE>;

export const BARRIER_CHOICE = z.object({ id: z.string(), label: z.string() });

/** What the form offers at whatever door. Forms of new visits share these objects. */
export interface OfferedChoices {
  readonly services: readonly ServiceChoice[];
  readonly barriers: readonly z.infer<typeof BARRIER_CHOICE>[];
  /** Newest first: the current guide of each service, and the older ones whose steps are ticked. */
  readonly guides: readonly GuideChoice[];
  /** The services helped with in the ward's latest visits, most frequent first. */
  readonly frequentServiceIds: readonly string[];
  readonly adultAge: number;
  /** The newest version of the ward's notice; null if it has none. */
  readonly notice: NoticeToRead | null;
  /** The situations that may be asked. */
  readonly situations: readonly Situation[];
}

/** What the selects and cards of the form offer. */
export interface VisitChoices {
  members: Member[];
  recentTopics: z.infer<typeof RECENT_TOPIC>[];
  /** The origins of the situations that people of the household answered. */
  practised: string[];
  offered: OfferedChoices;
}

/** Of which door, day and saved visit a form is. */
interface FormAsked {
  householdId: string;
  roundId: string | null;
  day: LocalDate;
  saved: SavedIds;
  /** Who logs a new visit; null for one that is saved. */
  officerId: string | null;
  stepIds: readonly string[];
  now: Date;
}
type AtDoor = Omit<FormAsked, 'stepIds' | 'now'> & Record<'wardId' | 'today', string>;

/** Of those who do not live there. */
const GUESTS_OFFERED = constant(3);

/**
 * Members of a household on a day, the head first, then by age; followed by those whom the team met here before without
 * their living here, and by other residents named on the visit.
 */
const membersOf = ({ wardId, householdId, day, saved: { residentIds, visitId } }: AtDoor): Read<typeof MEMBER> => ({
  row: MEMBER,
  sql: sql`
    WITH on_that_day AS (
      SELECT resident_id, relation, relation_note FROM household_membership
      WHERE household_id = ${householdId} AND ward_id = ${wardId} AND valid_to IS NULL AND valid_from <= ${day}
      UNION ALL
      SELECT resident_id, relation, relation_note FROM household_membership
      WHERE household_id = ${householdId} AND ward_id = ${wardId} AND valid_to IS NOT NULL AND valid_to > ${day} AND valid_from <= ${day}
    ), expected AS (
      SELECT * FROM on_that_day
      UNION ALL
      (SELECT resident_id, NULL::household_relation, tie FROM (${guestsOf(sql`${householdId}`)}) guest
       WHERE resident_id NOT IN (SELECT resident_id FROM on_that_day) ORDER BY met_on DESC, resident_id LIMIT ${GUESTS_OFFERED})
    ), shown AS (
      SELECT * FROM expected
      UNION ALL
      SELECT DISTINCT id, NULL::household_relation, '' FROM unnest(${residentIds}::uuid[]) AS named (id) WHERE id NOT IN (SELECT resident_id FROM expected)
    )
    SELECT person.id, person.full_name AS "fullName", person.gender, ${birthSql('person')} AS birth,
      person.residence_status AS "residenceStatus", shown.relation, shown.relation_note AS "relationNote", ${isUnconfirmed('person.id')} AS "isUnconfirmed", ${selectReadiness('known')},
      person.residence_status <> 'elsewhere' AND ${mayBeAsked({ resident: raw('person.id'), day, visit: visitId })} AS "mayBeAsked",
      NOT ${hasHeardNotice('person')} AS "isToBeNotified", ${objectsToContact('person')} AS objects,
      (SELECT coalesce(json_agg(json_build_object('serviceId', taught.id, 'serviceName', ${guideTitle('taught')}, 'taughtOn', lesson.taught_on) ORDER BY lesson.taught_on, taught.name), '[]')
        FROM (${latestLessons(sql`p.resident_id = person.id AND v.visited_on <= ${day} AND v.id IS DISTINCT FROM ${visitId}::uuid`)}) lesson
        JOIN public_service taught ON taught.id = lesson.public_service_id
        WHERE ${isCheckDue({ lesson: 'lesson', day, visit: visitId })}) AS "dueChecks",
      (SELECT coalesce(json_agg(json_build_object('key', due.key, 'firstOn', due.first_on, 'lastOn', due.last_on, 'serviceId', due.service_id) ORDER BY due.last_on, due.key), '[]')
        FROM ${openDue({ wardId, today: day, who: sql`r.id = person.id` })} due WHERE NOT due.plans) AS "dueItems",
      person.receives_benefit AS "receivesBenefit", person.card_issued_on AS "cardIssuedOn",
      ${lastHelpOf(raw('p.resident_id = person.id'), { day, visit: visitId })} AS "lastHelp"
    FROM shown
    JOIN resident person ON person.id = shown.resident_id AND person.ward_id = ${wardId}
    LEFT JOIN readiness known ON known.resident_id = person.id AND known.is_latest
    WHERE person.residence_status <> 'deceased' OR person.id = ANY (${residentIds}::uuid[])
    ORDER BY shown.relation = 'head' DESC NULLS LAST, person.birth_date NULLS LAST, person.sort_name`,
});

/** What a form of a day offers at any door, and what a saved visit names besides. */
interface Offered {
  wardId: string;
  day: LocalDate;
  serviceIds: readonly string[];
  barrierIds: readonly string[];
  stepIds: readonly string[];
}

const ID = z.object({ id: z.string() });

/** More visits than a ward logs in an evening. */
const LATEST_VISITS = 100;

const RECENT_TOPIC = z.object({
  id: z.string(),
  /** Said at the door that the officer logged last that evening; doors where nothing was said are passed over. */
  isPrevious: z.boolean(),
});

/** Topics of the officer's latest visits, last said first. Ids of visits are in the order in which they were logged. */
const recentTopics = ({ wardId, day, officerId }: AtDoor): Read<typeof RECENT_TOPIC> => ({
  row: RECENT_TOPIC,
  sql: sql`
    WITH said AS (
      SELECT topic.public_service_id AS id, rank() OVER (ORDER BY v.id DESC) AS place, v.visited_on
      FROM (SELECT * FROM visit WHERE ward_id = ${wardId} ORDER BY id DESC LIMIT ${constant(LATEST_VISITS)}) v
      JOIN topic_taught topic ON topic.visit_id = v.id
      WHERE v.logged_by = ${officerId}::uuid AND v.visited_on <= ${day}
    )
    SELECT id, bool_or(place = 1 AND visited_on = ${day}) AS "isPrevious" FROM said GROUP BY id ORDER BY min(place), id`,
});

export const PAST_VISIT = z.object({
  id: z.string(),
  visitedOn: z.string(),
  outcome: z.enum(DoorOutcome),
  refusalReason: z.string(),
  note: z.string(),
  nextStep: z.enum(NextStep),
  nextStepNote: z.string(),
  ...PROMISED_TIME,
  isLate: z.boolean(),
  loggedBy: z.string(),
  atDoor: DOOR_WORDS,
});
export type PastVisit = z.infer<typeof PAST_VISIT>;

const PAUSE = z.object({ kind: z.enum(PauseKind), reason: z.string(), pausedUntil: z.string().nullable() });
type Pause = z.infer<typeof PAUSE>;

/** What the register knows about a door, to read before knocking. */
export interface DoorHistory {
  visits: PastVisit[];
  pauses: Pause[];
  /** Open, or completed by the saved visit. */
  requests: RequestAtDoor[];
  briefings: BriefingRow[];
  /** Null unless the household refused before this visit and was not met since. */
  secondTry: SecondTry | null;
}

const pastVisits = ({ wardId, householdId, saved: { visitId } }: AtDoor): Read<typeof PAST_VISIT> => ({
  row: PAST_VISIT,
  sql: sql`
    SELECT v.id, v.visited_on AS "visitedOn", v.outcome, v.refusal_reason AS "refusalReason", v.note, v.next_step AS "nextStep",
      ${promisedNote('v')} AS "nextStepNote", v.next_step_due AS "nextStepDue", v.next_step_from AS "nextStepFrom", v.next_step_to AS "nextStepTo", v.late_reason IS NOT NULL AS "isLate", u.display_name AS "loggedBy", ${DOOR_WORDS_OF} AS "atDoor"
    FROM (
      SELECT * FROM visit WHERE household_id = ${householdId} AND ward_id = ${wardId} AND id IS DISTINCT FROM ${visitId}::uuid
      ORDER BY arrived_at DESC LIMIT 4) v
    JOIN user_account u ON u.id = v.logged_by
    ORDER BY v.arrived_at DESC`,
});

const pausesOf = ({ wardId, householdId, today }: AtDoor): Read<typeof PAUSE> => ({
  row: PAUSE,
  sql: sql`
    SELECT kind, reason, paused_until AS "pausedUntil" FROM ${pausesOn(today)} x
    WHERE household_id = ${householdId} AND ward_id = ${wardId}
    ORDER BY paused_from DESC`,
});

/** Of a saved visit, as it was when the team came. */
const secondTryAt = ({ wardId, householdId, today, saved: { visitId } }: AtDoor) => ({
  row: z.object({ secondTry: SECOND_TRY.nullable() }),
  sql: sql`SELECT ${secondTryOf(today, sql`coalesce((SELECT arrived_at FROM visit WHERE id = ${visitId}::uuid AND ward_id = ${wardId}), 'infinity')`)} AS "secondTry"
    FROM household h WHERE h.id = ${householdId} AND h.ward_id = ${wardId}`,
});

const WARD = z.object({ adultAge: z.number(), notice: NOTICE_TO_READ.nullable() });

/** The same at every door of a ward. */
const keepOffered = wardCache<OfferedChoices>(64);

async function readOffered(db: Database, asked: Offered): Promise<OfferedChoices> {
  const { wardId, day } = asked;
  const guides = guidesWith(wardId, asked.stepIds);
  const [services, barriers, chosen, frequent, situations, ward] = await Promise.all([
    queryRows(db, 'visit-form-services', SERVICE_CHOICE)`
        SELECT s.id, s.kind, s.code, ${guideTitle('s')} AS name, s.name AS "officialName", s.also_called AS "alsoCalled", s.group_key AS "groupKey", s.topic_area AS "topicArea" FROM public_service s
        WHERE s.ward_id = ${wardId} AND ((NOT s.is_retired AND (s.retired_on IS NULL OR s.retired_on > ${day})) OR s.id = ANY (${asked.serviceIds}::uuid[]))
        ORDER BY s.kind, s.group_key, s.is_essential25 DESC, s.name`,
    queryRows(db, 'visit-form-barriers', BARRIER_CHOICE)`
        SELECT id, label FROM barrier
        WHERE ward_id = ${wardId} AND (retired_on IS NULL OR retired_on > ${day} OR id = ANY (${asked.barrierIds}::uuid[])) ORDER BY position, label`,
    queryRows(db, 'visit-form-guides', guides.row)`${guides.sql}`,
    queryRows(db, 'visit-form-frequent', ID)`SELECT id FROM (${mostHelped(wardId)}) helped ORDER BY rank`,
    queryRows(db, 'visit-form-situations', SITUATION)`${currentSituations(wardId)}`,
    queryRow(db, 'visit-form-ward', WARD)`
        SELECT adult_age AS "adultAge", ${currentNotice(raw('ward.id'))} AS notice FROM ward WHERE id = ${wardId}`,
  ]);
  return { services, barriers, guides: chosen, situations, frequentServiceIds: frequent.map(({ id }) => id), ...ward };
}

/** What a form of a new visit offers on a day. */
export const loadOffered = (db: Database, ward: WardState, { day, now }: { day: LocalDate; now: Date }) =>
  keepOffered(db, ward, { key: day, now }, () =>
    readOffered(db, { wardId: ward.wardId, day, serviceIds: [], barrierIds: [], stepIds: [] }),
  );

/** The choices of a form and what the register knows about its door. */
export async function loadForm(
  db: Database,
  ward: WardState,
  { stepIds, now, ...door }: FormAsked,
): Promise<{ choices: VisitChoices; history: DoorHistory }> {
  const { wardId } = ward;
  const { householdId, roundId, day, saved } = door;
  const { serviceIds, barrierIds } = saved;
  const atDoor: AtDoor = { ...door, wardId, today: localDateOf(now) };
  const named = { serviceIds, barrierIds, stepIds: [...saved.stepIds, ...stepIds] };
  const [{ members, recentTopics: topics, visits, pauses, asked, briefings, practised, again }, offered] =
    await Promise.all([
      queryTogether(db, 'visit-form', {
        members: membersOf(atDoor),
        recentTopics: recentTopics(atDoor),
        visits: pastVisits(atDoor),
        pauses: pausesOf(atDoor),
        asked: requestsAtDoor(wardId, householdId, saved.visitId),
        briefings: briefingsAtDoor(wardId, { householdId, roundId, day }),
        practised: practisedAt(wardId, householdId),
        again: secondTryAt(atDoor),
      }),
      Object.values(named).some((ids) => ids.length > 0)
        ? readOffered(db, { wardId, day, ...named })
        : loadOffered(db, ward, { day, now }),
    ]);
  return {
    choices: { members, recentTopics: topics, practised: practised.map(({ originId }) => originId), offered },
    history: { visits, pauses, briefings, requests: asked.flatMap(({ requests }) => requests), ...again[0]! },
  };
}
