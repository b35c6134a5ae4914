import { z } from 'zod';
import type { Actor } from '../../../actor';
import type { Context } from '../../../context';
import type { Transaction } from '../../../db/database';
import { queryRow } from '../../../db/query-rows';
import { toDbDate } from '../../../db/dates';
import type { LocalDate } from '../../../shared/dates';
import { STALE, type Stale } from '../../../shared/outcome';
import { eachReadiness } from '../../../shared/readiness-sql';
import { sql } from '../../../shared/sql';
import { recordConsentEvents } from '../../casework/consents/service';
import { answered, type RequestAnswers } from '../../casework/requests/request-state';
import {
  completeRequests,
  NOTHING_COMPLETED,
  recordCompletions,
  undoCompletion,
} from '../../casework/requests/service';
import type { Change } from '../../office/audit/changes';
import { transact, done } from '../../office/audit/transact';
import { keepReports, registerNewcomers } from '../../register/newcomers/service';
import {
  catchClash,
  countsOf,
  helpersIn,
  insertReadiness,
  lockDoorsAndPeople,
  observedRows,
  peopleOf,
  saveAsked,
  saveBeside,
  settleNewPeople,
  type Beside,
  type Clash,
  type RequestsTouched,
  type Saved,
} from './service';
import { servicesDone } from '../visit-rules/assist-rules';
import { observedAsJson, observedOf, type SeenReadiness } from '../visit-rules/seen-readiness';
import {
  checkKey,
  withRows,
  type AssistDraft,
  type CheckBackDraft,
  type DraftInRows,
} from '../visit-rules/visit-draft';
import { idsIn, type StoredVisit } from './stored-visit';
import { metSomebody, type CheckedVisit } from '../visit-rules/visit-rules';
import { contentOf, deleteRows, insertRows } from './visit-rows-service';

/**
 * Saves an edited visit over version `version`; `stale` when it was saved since. Lines are matched by id, so that files
 * keep their portal statuses. The portal use ledger and what was seen of people and practised with them follow.
 */
export async function editVisit(
  { db, now }: Context,
  actor: Actor,
  stored: StoredVisit,
  {
    version,
    requests: answers = {},
    ...form
  }: { version: number; visit: CheckedVisit; requests?: RequestAnswers; beside?: Beside },
): Promise<(Saved & { unpractised: number }) | Stale | Clash> {
  const { visit, beside, newcomers } = settleNewPeople(form, now());
  const content = contentOf(visit);
  const before = withRows(stored.draft);
  return catchClash(() =>
    transact({ db, now }, actor, async (tx) => {
      const updated = await tx.$executeRaw`
      UPDATE visit SET (${content.columns}) = ROW (${content.values}), updated_by = ${actor.id}::uuid, updated_at = ${now()}::timestamptz, version = version + 1
      WHERE id = ${stored.id}::uuid AND ward_id = ${actor.wardId}::uuid AND version = ${version}`;
      if (updated === 0) return STALE;
      const ids = [...peopleOf(form.visit), ...helpersIn(form.beside), ...idsIn(stored.draft).residentIds];
      await lockDoorsAndPeople(tx, actor.wardId, [{ householdId: stored.householdId, door: null }], { ids, newcomers });
      const at = now();
      const report = { householdId: stored.householdId, visitId: stored.id, on: visit.visitedOn, at };
      await registerNewcomers(tx, actor, report, newcomers);
      await replaceRows(tx, actor, { stored, visit, at });
      await replaceReadiness(tx, actor, stored, { ...visit, at });
      await saveAsked(tx, actor, visit, { visitId: stored.id, at, before });
      const said = await saveBeside(tx, actor, beside, { visitId: stored.id, visit, at });
      const met = { visitId: stored.id, presentIds: visit.metSomebody ? visit.presentIds : [], on: visit.visitedOn };
      const unpractised = await followPractised(tx, actor, met);
      const requests = await followAnswers(tx, actor, { stored, visit, answers }, at);
      await keepReports(tx, actor, report, newcomers);
      await recordConsentEvents(tx, actor, said, { visitId: stored.id, at });
      // The new people of a saved visit are residents by now.
      const { newPeople: _none, ...counted } = countsOf(before);
      const details = {
        householdId: stored.householdId,
        version: version + 1,
        before: counted,
        after: countsOf(visit),
        ...(unpractised > 0 && { unpractised }),
        changes: changedClaims(claimsOf(before), claimsOf(visit)),
      };
      return { ...done('visit.edit', stored.id, details), id: stored.id, requests, unpractised };
    }),
  );
}

/** Takes back what a visit stated about people and requests, so that it can be deleted. The caller has locked them. */
export async function emptyVisit(tx: Transaction, actor: Actor, stored: StoredVisit, at: Date): Promise<void> {
  const { id, householdId, draft } = stored;
  const visit = { ...NOTHING, visitedOn: draft.arrivedOn! };
  await replaceReadiness(tx, actor, stored, { ...visit, at });
  await saveAsked(tx, actor, visit, { visitId: id, at, before: withRows(draft) });
  await undoCompletion(tx, actor, { id, householdId, answerIds: 'all' }, at);
  await tx.supportRequestClosure.deleteMany({ where: { visitId: id, wardId: actor.wardId } });
}

const NOTHING = { levels: [], seen: [], answers: [], checkBacks: [] };

/**
 * Completes and reopens the household's requests as the officer now says. What was not answered changes only with the
 * outcome: as on a new visit if a resident was met after all, reopened if none was.
 */
async function followAnswers(
  tx: Transaction,
  actor: Actor,
  { stored, visit, answers }: { stored: StoredVisit; visit: CheckedVisit; answers: RequestAnswers },
  at: Date,
): Promise<RequestsTouched> {
  const { id, householdId, draft } = stored;
  const { metSomebody: isMet, visitedOn, arrivedAt } = visit;
  const answerIds = isMet ? answered(answers, 'open') : 'all';
  const reopened = await undoCompletion(tx, actor, { id, householdId, answerIds }, at);
  const serviceIds = metSomebody(draft) ? [] : servicesDone(visit.assists);
  const completed = isMet
    ? await completeRequests(tx, actor, { id, householdId, visitedOn, arrivedAt, answers, serviceIds }, at)
    : NOTHING_COMPLETED;
  await recordCompletions(tx, actor, { id, householdId, completed }, at);
  return { done: completed.closed.length, left: 0, reopened };
}

/** Who was there, what was said, and what was done. */
async function replaceRows(
  tx: Transaction,
  actor: Actor,
  { stored, visit, at }: { stored: StoredVisit; visit: CheckedVisit; at: Date },
): Promise<void> {
  const kept = await queryRow(tx, 'visit-delete-rows', z.object({ last: z.number() }))`${deleteRows(stored.id, visit)}`;
  const edited = {
    lastPosition: kept.last,
    isReordered: isReordered(stored, visit),
    arrivedOn: stored.draft.arrivedOn,
  };
  await tx.$executeRaw`
    WITH saved AS (
      SELECT id, ward_id, visited_on, ${actor.id}::uuid AS logged_by FROM visit WHERE id = ${stored.id}::uuid AND ward_id = ${actor.wardId}::uuid
    ), ${insertRows(visit, at, edited)}
    SELECT id FROM saved`;
}

/** Answers to situations of a resident who is no longer said to have been there go. @returns how many. */
async function followPractised(
  tx: Transaction,
  { wardId }: Actor,
  { visitId, presentIds, on }: { visitId: string; presentIds: readonly string[]; on: LocalDate },
): Promise<number> {
  const of = { visitId, wardId };
  const { count } = await tx.situationAnswer.deleteMany({ where: { ...of, residentId: { notIn: [...presentIds] } } });
  await tx.situationAnswer.updateMany({ where: of, data: { answeredOn: toDbDate(on) } });
  return count;
}

/** Whether the lines stand in another order than before, followed by the new ones. */
function isReordered(stored: StoredVisit, { assists }: CheckedVisit): boolean {
  const ids = assists.map(({ id }) => id);
  const before = stored.assists.map(({ id }) => id).filter((id) => ids.includes(id));
  return before.some((id, index) => ids[index] !== id);
}

/**
 * Touches only rows that changed, so that a fact recorded later on the same day remains the latest. A fact that is no
 * longer observed becomes again what was known before the visit.
 */
async function replaceReadiness(
  tx: Transaction,
  actor: Actor,
  stored: StoredVisit,
  { at, ...visit }: Pick<CheckedVisit, 'levels' | 'seen' | 'visitedOn'> & { at: Date },
): Promise<void> {
  const before = observedOf(withRows(stored.draft));
  const after = observedOf(visit);
  const known = new Map(before.map((row) => [row.residentId, observedAsJson([row])]));
  const removedIds = before
    .map(({ residentId }) => residentId)
    .filter((id) => !after.some(({ residentId }) => residentId === id));
  const isMoved = visit.visitedOn !== stored.draft.arrivedOn;
  const changed = after.filter(
    (row) => known.has(row.residentId) && (isMoved || known.get(row.residentId) !== observedAsJson([row])),
  );
  await tx.readiness.deleteMany({ where: { visitId: stored.id, residentId: { in: removedIds } } });
  if (changed.length > 0) await changeReadiness(tx, stored.id, visit.visitedOn, changed);
  await markLatest(tx, [...removedIds, ...changed.map(({ residentId }) => residentId)]);
  const isAdded = ({ residentId }: { residentId: string }) => !known.has(residentId);
  const added = { levels: visit.levels.filter(isAdded), seen: visit.seen.filter(isAdded) };
  if (added.levels.length + added.seen.length === 0) return;
  const saved = sql`SELECT ${stored.id}::uuid AS visit_id, ${actor.wardId}::uuid AS ward_id,
    ${visit.visitedOn}::date AS visited_on, ${actor.id}::uuid AS logged_by, ${at}::timestamptz AS at`;
  await tx.$executeRaw(insertReadiness(added, saved));
}

async function changeReadiness(
  tx: Transaction,
  visitId: string,
  visitedOn: LocalDate,
  changed: readonly SeenReadiness[],
): Promise<void> {
  const values = eachReadiness(
    ({ column, unknown }) => `coalesce(seen.${column},
    CASE WHEN '${column}' = ANY (mine.observed) THEN coalesce(earlier.${column}, ${unknown}) ELSE mine.${column} END) AS ${column}`,
  );
  await tx.$executeRaw`
    UPDATE readiness SET ${eachReadiness(({ column }) => `${column} = now.${column}`)},
      observed = now.observed, recorded_on = ${visitedOn}::date
    FROM (
      SELECT mine.id, seen.observed, ${values}
      FROM ${observedRows(changed)} JOIN readiness mine ON mine.visit_id = ${visitId}::uuid AND mine.resident_id = seen.resident_id
      LEFT JOIN LATERAL (
        SELECT * FROM readiness other WHERE other.resident_id = mine.resident_id
          AND (other.recorded_on, other.created_at) < (mine.recorded_on, mine.created_at)
        ORDER BY other.recorded_on DESC, other.created_at DESC LIMIT 1) AS earlier ON true) AS now
    WHERE readiness.id = now.id`;
}

/** Recomputes is_latest for residents whose rows were changed or removed; the trigger handles only inserts. */
async function markLatest(tx: Transaction, residentIds: string[]): Promise<void> {
  if (residentIds.length === 0) return;
  await tx.$executeRaw`UPDATE readiness SET is_latest = false WHERE resident_id = ANY (${residentIds}::uuid[]) AND is_latest`;
  await tx.$executeRaw`
    UPDATE readiness SET is_latest = true FROM (
      SELECT DISTINCT ON (resident_id) id FROM readiness WHERE resident_id = ANY (${residentIds}::uuid[])
      ORDER BY resident_id, recorded_on DESC, created_at DESC) newest
    WHERE readiness.id = newest.id`;
}

/** Whom a line is about: said only of a line that moved to another person or service. */
const MOVED = ['residentId', 'serviceId'] as const;

/** What a visit states and the chairman's figures count: the kind of statement, the line or person it is about, its value. */
type Claim = readonly [
  field: 'outcome' | 'helpLevel' | 'result' | 'portalAnswer' | 'checkBack' | 'paid' | (typeof MOVED)[number],
  about: string,
  value: string | null,
];

/** Lines that are not saved yet are told apart by their place. */
const claimsOfLines = (
  lines: readonly (Pick<AssistDraft, 'id' | 'helpLevel' | 'result' | (typeof MOVED)[number]> | null)[],
): Claim[] =>
  lines.flatMap((line, index): Claim[] => {
    if (!line) return [];
    const about = line.id ?? `new ${index}`;
    return [
      ['helpLevel', about, line.helpLevel],
      ['result', about, line.result],
      ...MOVED.map((field): Claim => [field, about, line[field]]),
    ];
  });

const claimsOf = ({ outcome, assists, answers, checkBacks }: CheckedVisit | DraftInRows): Claim[] => [
  ['outcome', '', outcome],
  ...claimsOfLines(assists),
  ...answers.map(({ residentId, answer }): Claim => ['portalAnswer', residentId, answer]),
  ...checkBacks.flatMap((check) => claimsOfCheck(checkKey(check.residentId, check.serviceId), check)),
];

const claimsOfCheck = (key: string, { outcome, paid }: CheckBackDraft): Claim[] => [
  ['checkBack', key, outcome],
  ...(paid === null ? [] : [['paid', key, paid ? 'paid' : 'unpaid'] as Claim]),
];

/** The statements that differ: the log keeps that the visit changed, and how. */
function changedClaims(before: readonly Claim[], after: readonly Claim[]): Change[] {
  const valueIn = (claims: readonly Claim[], [field, about]: Claim) =>
    claims.find((claim) => claim[0] === field && claim[1] === about)?.[2] ?? null;
  const added = after.filter((claim) => !before.some(([field, about]) => field === claim[0] && about === claim[1]));
  return [...before, ...added]
    .map((claim) => ({ field: claim[0], before: valueIn(before, claim), after: valueIn(after, claim) }))
    .filter(({ before: was, after: is }) => was !== is)
    .filter(({ field, before: was, after: is }) => !MOVED.some((name) => name === field) || (was && is));
}
