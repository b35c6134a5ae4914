import { z } from 'zod';
import type { Context } from '../../../context';
import { violatedConstraint, violatesForeignKey, type Statements } from '../../../db/database';
import { directTransaction } from '../../../db/direct-transaction';
import { lockTogether, ofWard, type RowsToLock } from '../../../db/locks';
import { queryRows } from '../../../db/query-rows';
import { localDateOf } from '../../../shared/dates';
import { newIdAt } from '../../../shared/new-id';
import { DONE, type Done } from '../../../shared/outcome';
import type { ScamChannel, ScamPattern, ScamStop } from '../../../generated/prisma/enums';
import { eachReadiness, READINESS_COLUMNS } from '../../../shared/readiness-sql';
import { join, sql, type Sql } from '../../../shared/sql';
import { insertEvent } from '../../office/audit/record';
import { logEvent } from '../../office/audit/transact';
import type { Actor } from '../../../actor';
import { insertConsents, recordConsentEvents, type NewConsent } from '../../casework/consents/service';
import { saveToldHelpers, type ToldHelper } from '../../casework/needs/told-helpers-service';
import { saveNearMissAtDoor } from '../../casework/near-misses/service';
import { saveAnswers, saveCheckBacks } from '../../casework/portal-use/ledger-service';
import { saveAnswersToSituations, type NewAnswer } from '../../casework/practice/service';
import type { RequestAnswers } from '../../casework/requests/request-state';
import {
  askedBy,
  completeRequests,
  NOTHING_COMPLETED,
  recordCompletions,
  type Completed,
} from '../../casework/requests/service';
import type { Newcomer } from '../../register/newcomers/newcomer';
import { keepReports, registerNewcomers } from '../../register/newcomers/service';
import { servicesDone } from '../visit-rules/assist-rules';
import type { CheckedConsents } from '../visit-rules/consents-at-door';
import { isNewPersonRef } from '../visit-rules/new-people';
import { observedAsJson, observedOf, type SeenReadiness } from '../visit-rules/seen-readiness';
import type { PlannedDoor } from './queries';
import { saveToldFacts, type ToldFacts } from './told-facts-service';
import type { DraftInRows } from '../visit-rules/visit-draft';
import { peopleMet, type CheckedVisit } from '../visit-rules/visit-rules';
import { contentOf, insertRows } from './visit-rows-service';

/** How many of the household's requests a visit completed, left open although it met a resident, or reopened. */
export interface RequestsTouched {
  done: number;
  left: number;
  reopened: number;
}

export interface Saved extends Done {
  id: string;
  requests: RequestsTouched;
}

/**
 * Nothing was written. `code-taken`: another file of the ward got the same code a moment earlier. `person-gone`: a
 * resident named on the form was merged into another.
 */
export interface Clash {
  kind: 'code-taken' | 'person-gone';
}
type NotRecorded = { kind: 'exists' | 'round-gone' } | Clash;

/** Where a visit took place; null outside any round. */
interface VisitPlace {
  householdId: string;
  door: Pick<PlannedDoor, 'id' | 'roundId' | 'startsAt'> | null;
}

/** What was practised at a door, and what nearly happened there. */
export interface Practised {
  /** Who answered; null if no name was given. */
  residentId: string | null;
  answers: readonly NewAnswer[];
  nearMiss: { pattern: ScamPattern; channel: ScamChannel; stoppedBy: ScamStop } | null;
}

/** What people said at a visit that is kept beside it. */
export interface Beside {
  /** About the notice. */
  consents: CheckedConsents;
  /** Who helps whom. */
  helpers: readonly ToldHelper[];
  /** About themselves, where the register does not know it yet. */
  facts: Readonly<Record<string, ToldFacts>>;
}

/** A checked visit with the key of its form, and how to find the door ('' if the form does not say). */
export interface NewVisit {
  target: VisitPlace;
  clientKey: string;
  visit: CheckedVisit;
  howToFind: string;
  requests?: RequestAnswers;
  /** When it was saved on a laptop that sent it, by the laptop's clock; absent or null for a form of the site. */
  typedAt?: Date | null;
  /** Absent where no resident could have been asked. */
  beside?: Beside;
  practised?: Practised;
}

/** Undoes the transaction: a visit of this form or of this door was saved first, or the round was cancelled or moved. */
class NotInsertedError extends Error {
  constructor(readonly kind: 'exists' | 'round-gone') {
    super(kind);
  }
}

/**
 * Records a visit with everything done on it, and how to find the door if that was unknown. `exists`: this form or this
 * door already has a visit. `round-gone`: the round was cancelled or moved to another day after `target` was read.
 */
export async function recordVisit(
  context: Context,
  actor: Actor,
  target: VisitPlace,
  form: Omit<NewVisit, 'target'>,
): Promise<Saved | NotRecorded> {
  const outcome = await recordVisits(context, actor, [{ target, ...form }]);
  return outcome.kind === 'done' ? { ...DONE, id: outcome.ids[0]!, requests: outcome.requests } : outcome;
}

/** Records several visits, all of them or none, each as recordVisit does and with its own audit event. */
export async function recordVisits(
  { db, now }: Context,
  actor: Actor,
  visits: readonly NewVisit[],
): Promise<(Done & { ids: string[]; requests: RequestsTouched }) | NotRecorded> {
  const places = visits.map(({ target }) => target);
  const ids = visits.flatMap(({ visit, beside }) => [...peopleOf(visit), ...helpersIn(beside)]);
  const beganAt = now();
  const settled = visits.map((one) => ({ ...one, ...settleNewPeople(one, beganAt) }));
  const newcomers = settled.flatMap((one) => one.newcomers);
  try {
    return await catchClash(() =>
      directTransaction(db, async (tx) => {
        const asked = await lockDoorsAndPeople(tx, actor.wardId, places, { ids, newcomers, visits: settled });
        const at = now();
        const written: Written[] = [];
        for (const one of settled) written.push(await writeVisit(tx, actor, one, { at, isAsked: asked.length > 0 }));
        for (const one of written) await recordWritten(tx, actor, one, at);
        const done = written.reduce((count, { completed }) => count + completed.closed.length, 0);
        const requests = { done, left: asked.length - done, reopened: 0 };
        return { ...DONE, ids: written.map(({ id }) => id), requests };
      }),
    );
  } catch (error) {
    if (error instanceof NotInsertedError) return { kind: error.kind };
    throw error;
  }
}

interface SettledVisit extends NewVisit {
  newcomers: (Newcomer & { id: string })[];
}

interface Written extends SettledVisit {
  id: string;
  completed: Completed;
  isWayNew: boolean;
}

/** @param isAsked whether a household of these visits has requests that they can fulfil. */
async function writeVisit(
  tx: Statements,
  actor: Actor,
  one: SettledVisit,
  { at, isAsked }: { at: Date; isAsked: boolean },
): Promise<Written> {
  const { target, clientKey, visit, newcomers, howToFind, typedAt = null, requests: answers = {} } = one;
  const { householdId } = target;
  const on = visit.visitedOn;
  const id = newIdAt(at);
  await registerNewcomers(tx, actor, { householdId, visitId: id, on, at }, newcomers);
  if (!(await insertVisit(tx, actor, target, { ...visit, id, clientKey, loggedAt: at, typedAt })))
    throw new NotInsertedError((await isRoundValid(tx, actor.wardId, target)) ? 'exists' : 'round-gone');
  await saveAsked(tx, actor, visit, { visitId: id, at });
  await saveBeside(tx, actor, one.beside, { visitId: id, visit, at });
  if (one.practised) {
    const { residentId, answers: given, nearMiss } = one.practised;
    await saveAnswersToSituations(tx, actor, given, { residentId, visitId: id, sampleStratumId: null, on, at });
    if (nearMiss) await saveNearMissAtDoor(tx, actor, nearMiss, { householdId, on, at });
  }
  const serviceIds = servicesDone(visit.assists);
  const completed =
    isAsked && visit.metSomebody
      ? await completeRequests(tx, actor, { ...visit, id, householdId, answers, serviceIds }, at)
      : NOTHING_COMPLETED;
  const isWayNew = howToFind !== '' && (await describeWayToDoor(tx, actor.wardId, { householdId, howToFind }, at));
  return { ...one, id, completed, isWayNew };
}

async function recordWritten(
  tx: Statements,
  actor: Actor,
  { id, target: { householdId }, visit, newcomers, howToFind, completed, isWayNew, beside }: Written,
  at: Date,
): Promise<void> {
  if (isWayNew) {
    await logEvent(tx, { actor, at }, 'household.describe-way', householdId, {
      changes: [{ field: 'howToFind', before: '', after: howToFind }],
    });
  }
  await recordCompletions(tx, actor, { id, householdId, completed }, at);
  await keepReports(tx, actor, { householdId, visitId: id, on: visit.visitedOn, at }, newcomers);
  if (beside) await recordConsentEvents(tx, actor, beside.consents.rows, { visitId: id, at });
}

/** SQL: whether the round of a door is still to take place on its day. */
const isStillValid = (wardId: string, { roundId, startsAt }: Pick<PlannedDoor, 'roundId' | 'startsAt'>): Sql => sql`
  EXISTS (SELECT FROM round r WHERE r.id = ${roundId}::uuid AND r.ward_id = ${wardId}::uuid AND (r.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date = ${localDateOf(startsAt)}::date
    AND NOT EXISTS (SELECT FROM round_closure c WHERE c.round_id = r.id AND c.kind = 'cancelled'))`;

async function isRoundValid(tx: Statements, wardId: string, { door }: VisitPlace): Promise<boolean> {
  if (!door) return true;
  const rows = await queryRows(tx, 'visit-round-valid', z.object({}))`SELECT WHERE ${isStillValid(wardId, door)}`;
  return rows.length > 0;
}

/**
 * Concurrent writers about the same people serialise here. So each person has exactly one latest level, and other known
 * facts carry over from the previous row. A visit without people locks only its round door, so that it does not wait
 * for a whole-sheet save. Rounds are locked until the visits are saved, so that a transaction that moves or cancels one
 * waits and then sees them.
 * @param people `visits`: new ones, which can fulfil requests of their households.
 * @returns the ids of those requests.
 */
export async function lockDoorsAndPeople(
  tx: Statements,
  wardId: string,
  places: readonly VisitPlace[],
  {
    ids,
    newcomers,
    visits = [],
  }: {
    ids: readonly string[];
    newcomers: readonly unknown[];
    visits?: readonly { target: VisitPlace; visit: CheckedVisit }[];
  },
): Promise<string[]> {
  const doors = places.flatMap(({ door }) => door ?? []);
  const isAdding = newcomers.length > 0;
  const rowsOf = (table: RowsToLock['table'], rowIds: readonly string[], strength: RowsToLock['strength']) =>
    rowIds.length > 0 ? [{ table, condition: ofWard({ ids: rowIds, wardId }), strength }] : [];
  const requests = visits.flatMap(({ target: { householdId }, visit: { metSomebody, visitedOn } }) =>
    metSomebody ? sql`(${askedBy(wardId, { householdId, visitedOn })})` : [],
  );
  const isAboutNobody = places.length === 1 && ids.length === 0 && !isAdding;
  const householdIds = places.map(({ householdId }) => householdId);
  const asked: RowsToLock[] = [
    ...rowsOf('round', [...new Set(doors.map(({ roundId }) => roundId))], 'SHARE'),
    ...rowsOf(
      'round_door',
      doors.map(({ id }) => id),
      'NO KEY UPDATE',
    ),
    // Adding people to a household keeps other transactions from changing it.
    ...(isAboutNobody ? [] : rowsOf('household', householdIds, isAdding ? 'UPDATE' : 'KEY SHARE')),
    ...rowsOf('resident', ids, 'NO KEY UPDATE'),
    ...(requests.length > 0 ? [{ table: 'support_request' as const, condition: join(requests, ' OR ') }] : []),
  ];
  if (asked.length === 0) return [];
  const locked = await lockTogether(tx, asked);
  return requests.length > 0 ? locked.at(-1)! : [];
}

/**
 * Every resident a checked visit is about: a resident with a level or an answer was present or helped. Those who are
 * new are not residents yet.
 */
export const peopleOf = (visit: CheckedVisit): string[] => [...peopleMet(visit)].filter((id) => !isNewPersonRef(id));

/** The residents of the register who help. */
export const helpersIn = (beside?: Beside): string[] =>
  (beside?.helpers ?? []).flatMap(({ residentId }) => (residentId && !isNewPersonRef(residentId) ? residentId : []));

/** Gives each new person an id, by which the whole visit then names them. */
export function settleNewPeople(form: Pick<NewVisit, 'visit' | 'beside'>, at: Date) {
  const { visit, beside } = form;
  if (visit.newPeople.length === 0) return { ...form, newcomers: [] };
  const ids = new Map(visit.newPeople.map(({ ref }) => [ref, newIdAt(at)]));
  const idOf = (id: string) => ids.get(id) ?? id;
  const withId = <Row extends { residentId: string }>(row: Row): Row => ({ ...row, residentId: idOf(row.residentId) });
  return {
    newcomers: visit.newPeople.map(({ ref, ...said }) => ({ ...said, id: idOf(ref) })),
    beside: beside && {
      ...beside,
      consents: { ...beside.consents, rows: beside.consents.rows.map(withId) },
      helpers: beside.helpers.map((told) => ({
        ...told,
        helpedId: idOf(told.helpedId),
        residentId: told.residentId && idOf(told.residentId),
      })),
    },
    visit: {
      ...visit,
      presentIds: visit.presentIds.map(idOf),
      assists: visit.assists.map(withId),
      levels: visit.levels.map(withId),
      seen: visit.seen.map(withId),
      answers: visit.answers.map(withId),
      checkBacks: visit.checkBacks.map(withId),
      promises: visit.promises.map(withId),
    },
  };
}

/** Keeps what the people were asked about the portal. @param before the saved visit, when one is edited. */
export async function saveAsked(
  tx: Statements,
  actor: Actor,
  { answers, checkBacks, visitedOn }: Pick<CheckedVisit, 'answers' | 'checkBacks' | 'visitedOn'>,
  { visitId, at, before }: { visitId: string; at: Date; before?: DraftInRows },
): Promise<void> {
  const asked = { wardId: actor.wardId, visitId, on: visitedOn, recordedBy: actor.id, at };
  if (answers.length + (before?.answers.length ?? 0) > 0) await saveAnswers(tx, asked, answers);
  if (checkBacks.length + (before?.checkBacks.length ?? 0) > 0) await saveCheckBacks(tx, asked, checkBacks);
}

/** Saves what people said beside a visit; sent twice, once. The caller has locked the people. @returns the new consents. */
export async function saveBeside(
  tx: Statements,
  actor: Actor,
  beside: Beside | undefined,
  { visitId, visit, at }: { visitId: string; visit: CheckedVisit; at: Date },
): Promise<NewConsent[]> {
  if (!beside) return [];
  const { consents, helpers, facts } = beside;
  await saveToldFacts(tx, actor, facts, at);
  await saveToldHelpers(tx, actor, helpers, { visitId, on: visit.visitedOn, at });
  const { noticeId, rows } = consents;
  return rows.length > 0 ? insertConsents(tx, actor, rows, { visitId, saidAt: visit.arrivedAt, at, noticeId }) : [];
}

/** Does not overwrite a description that was saved meanwhile: false. */
async function describeWayToDoor(
  tx: Statements,
  wardId: string,
  { householdId, howToFind }: { householdId: string; howToFind: string },
  at: Date,
): Promise<boolean> {
  const count = await tx.$executeRaw`
    UPDATE household SET how_to_find = ${howToFind}::text, version = version + 1, updated_at = ${at}::timestamptz
    WHERE id = ${householdId}::uuid AND ward_id = ${wardId}::uuid AND how_to_find = ''`;
  return count > 0;
}

/**
 * Inserts the visit, its dependent rows and its event in one statement, because an officer is waiting at a door. False if
 * this form or this door has a visit already, or the round was cancelled or moved to another day.
 */
async function insertVisit(
  tx: Statements,
  actor: Actor,
  { householdId, door }: VisitPlace,
  visit: CheckedVisit & { id: string; clientKey: string; loggedAt: Date; typedAt: Date | null },
): Promise<boolean> {
  const content = contentOf(visit);
  const { id, loggedAt: at, typedAt, lateReason } = visit;
  const roundId = door?.roundId ?? null;
  const details = { householdId, roundId, typedAt, isLate: lateReason !== null, ...countsOf(visit) };
  const event = { actor, action: 'visit.record' as const, subject: { type: 'visit', id }, at, details };
  const saved = await tx.$executeRaw`
    WITH saved AS (
      INSERT INTO visit (id, ward_id, household_id, round_id, round_door_id, client_key, logged_by, logged_at, ${content.columns})
      SELECT ${id}::uuid, ${actor.wardId}::uuid, ${householdId}::uuid, ${roundId}::uuid, ${door?.id ?? null}::uuid,
        ${visit.clientKey}::uuid, ${actor.id}::uuid, ${at}::timestamptz, ${content.values}
      WHERE ${door ? isStillValid(actor.wardId, door) : sql`true`}
      ON CONFLICT DO NOTHING
      RETURNING id, ward_id, visited_on, logged_by, logged_at
    ), ${insertRows(visit, at)}, levels AS (
      ${insertReadiness(visit, sql`SELECT id AS visit_id, ward_id, visited_on, logged_by, logged_at AS at FROM saved`)}
    ), door AS (
      UPDATE round_door SET is_open = false FROM saved WHERE round_door.id = ${door?.id ?? null}::uuid
    ), logged AS (
      ${insertEvent(event, sql`FROM saved`)}
    )
    SELECT id FROM saved`;
  return saved === 1;
}

export async function catchClash<Outcome>(save: () => Promise<Outcome>): Promise<Outcome | Clash> {
  try {
    return await save();
  } catch (error) {
    if (violatedConstraint(error)?.includes('assisted_procedure_file_code')) return { kind: 'code-taken' };
    if (violatesForeignKey(error)) return { kind: 'person-gone' };
    throw error;
  }
}

const SEEN_OR_KNOWN = eachReadiness(({ column, unknown }) => `coalesce(seen.${column}, known.${column}, ${unknown})`);

/**
 * Inserts what a visit observed of each person; everything else about them carries over. The last row of each is looked
 * up one by one: the query planner does not know that a form names few people, and a join would read the whole ward.
 * @param saved SQL of the visit: visit_id, ward_id, visited_on, logged_by, and at: when it is saved.
 */
export const insertReadiness = (visit: Pick<CheckedVisit, 'levels' | 'seen'>, saved: Sql): Sql => sql`
    INSERT INTO readiness (id, ward_id, resident_id, recorded_on, source, visit_id, ${READINESS_COLUMNS}, recorded_by, created_at, observed)
    SELECT gen_random_uuid(), saved.ward_id, seen.resident_id, saved.visited_on, 'visit', saved.visit_id, ${SEEN_OR_KNOWN},
      saved.logged_by, saved.at, seen.observed
    FROM (${saved}) AS saved, ${observedRows(observedOf(visit))}
    LEFT JOIN LATERAL (SELECT * FROM readiness last WHERE last.resident_id = seen.resident_id AND last.is_latest LIMIT 1) known ON true`;

/** SQL of a table `seen`, one row a person, null where nothing was observed. */
export const observedRows = (rows: readonly SeenReadiness[]): Sql =>
  sql`jsonb_to_recordset(${observedAsJson(rows)}::jsonb) AS seen (resident_id uuid, ${eachReadiness(({ column, type }) => `${column} ${type}`)}, observed text[])`;

/** Audit data of a visit: counts only, no content and no names. */
export const countsOf = (visit: CheckedVisit | DraftInRows) => ({
  outcome: visit.outcome,
  officers: visit.officerIds.length,
  present: visit.presentIds.length,
  newPeople: visit.newPeople.length,
  assists: visit.assists.length,
  topics: visit.topicIds.length,
  left: visit.leftAtDoor.length,
  accompaniedBy: visit.accompaniedBy,
  levels: visit.levels.length,
  seen: visit.seen.length,
  answers: visit.answers.length,
  checkBacks: visit.checkBacks.length,
  promises: visit.promises.length,
});
