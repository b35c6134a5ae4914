import type { LocalDate } from '../../../shared/dates';
import { newIdAt } from '../../../shared/new-id';
import { join, raw, sql, type Sql } from '../../../shared/sql';
import type { CheckedAssist } from '../visit-rules/assist-rules';
import type { CheckedVisit } from '../visit-rules/visit-rules';
import { LINE_COLUMNS } from './stored-visit';

// The rows of a visit, written alike when it is saved and when it is edited.

/** SQL: the columns of a visit that its form fills in, and their values. */
export function contentOf(visit: CheckedVisit): { columns: Sql; values: Sql } {
  const content = {
    outcome: sql`${visit.outcome}::door_outcome`,
    met_somebody: sql`${visit.metSomebody}::boolean`,
    refusal_reason: sql`${visit.refusalReason}::text`,
    arrived_at: sql`${visit.arrivedAt}::timestamptz`,
    left_at: sql`${visit.leftAt}::timestamptz`,
    visited_on: sql`${visit.visitedOn}::date`,
    others_present: sql`${visit.othersPresent}::text`,
    left_at_door: sql`${visit.leftAtDoor}::left_item[]`,
    accompanied_by: sql`${visit.accompaniedBy}::visit_companion`,
    next_step: sql`${visit.nextStep}::next_step`,
    next_step_note: sql`${visit.nextStepNote}::text`,
    next_step_due: sql`${visit.nextStepDue}::date`,
    next_step_from: sql`${visit.nextStepFrom}::text`,
    next_step_to: sql`${visit.nextStepTo}::text`,
    note: sql`${visit.note}::text`,
    late_reason: sql`${visit.lateReason}::text`,
  };
  return { columns: raw(Object.keys(content).join(', ')), values: join(Object.values(content)) };
}

const ofColumns = (write: (column: string, type: string) => string) =>
  raw(LINE_COLUMNS.map(([column, type]) => write(column, type)).join(', '));
const COLUMNS = ofColumns((column) => column);
const EXCLUDED = ofColumns((column) => `${column} = excluded.${column}`);
const TYPED = ofColumns((column, type) => `${column} ${type}`);

/** SQL: the lines of a form as a table `line`. */
function linesOf(assists: readonly (CheckedAssist & { id: string })[], lastPosition: number): Sql {
  const rows = assists.map((assist, index) => ({
    id: assist.id,
    position: lastPosition + index + 1,
    ...Object.fromEntries(LINE_COLUMNS.map(([column, , field]) => [column, assist[field]])),
    how: assist.portalUse,
    step_ids: assist.stepIds,
  }));
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS line (id uuid, position integer, ${TYPED}, how portal_use_how, step_ids uuid[])`;
}

const promisesOf = ({ promises }: CheckedVisit): Sql =>
  sql`jsonb_to_recordset(${JSON.stringify(promises)}::jsonb) AS promise ("residentId" uuid, due date, note text)`;

/** What an edit knows of the visit before it. */
interface Edited {
  lastPosition: number;
  isReordered: boolean;
  arrivedOn: LocalDate | null;
}

/**
 * SQL, for a WITH that has `saved` (id, ward_id, visited_on, logged_by): who was there, what was said, and the lines with
 * their steps and uses of the portal. Rows that are there already are brought up to date.
 */
export function insertRows(
  visit: CheckedVisit,
  at: Date,
  { lastPosition, isReordered, arrivedOn }: Edited = { lastPosition: 0, isReordered: false, arrivedOn: null },
): Sql {
  const lines = visit.assists.map((assist) => ({ ...assist, id: assist.id ?? newIdAt(at) }));
  // New lines come last. If the lines are in another order than before, all take places beyond those of before.
  // A file submitted later than the visit keeps its submission date.
  return sql`
    present AS (
      INSERT INTO visit_presence (visit_id, resident_id, ward_id)
      SELECT saved.id, resident_id, ward_id FROM saved, unnest(${visit.presentIds}::uuid[]) AS resident_id
      ON CONFLICT DO NOTHING
    ), officers AS (
      INSERT INTO visit_officer (visit_id, user_id, ward_id)
      SELECT saved.id, officer_id, ward_id FROM saved, unnest(${visit.officerIds}::uuid[]) AS officer_id
      ON CONFLICT DO NOTHING
    ), topics AS (
      INSERT INTO topic_taught (visit_id, public_service_id, ward_id)
      SELECT saved.id, service_id, ward_id FROM saved, unnest(${visit.topicIds}::uuid[]) AS service_id
      ON CONFLICT DO NOTHING
    ), promises AS (
      INSERT INTO person_promise AS kept (visit_id, resident_id, ward_id, due_on, note)
      SELECT saved.id, "residentId", ward_id, due, note FROM saved, ${promisesOf(visit)}
      ON CONFLICT (ward_id, visit_id, resident_id) DO UPDATE SET due_on = excluded.due_on, note = excluded.note
    ), line AS (
      SELECT * FROM ${linesOf(lines, lastPosition)}
    ), assists AS (
      INSERT INTO assisted_procedure AS kept (id, ward_id, visit_id, position, ${COLUMNS})
      SELECT line.id, ward_id, saved.id, position, ${COLUMNS} FROM saved, line
      ON CONFLICT (id) DO UPDATE SET position = CASE WHEN ${isReordered}::boolean THEN excluded.position ELSE kept.position END, ${EXCLUDED}
      WHERE kept.visit_id = excluded.visit_id
    ), steps AS (
      INSERT INTO step_taught (assisted_procedure_id, guide_step_id, ward_id)
      SELECT line.id, step_id, ward_id FROM saved, line, unnest(line.step_ids) AS step_id
      ON CONFLICT DO NOTHING
    ), uses AS (
      INSERT INTO portal_use AS kept (id, ward_id, resident_id, public_service_id, used_on, how, source, assisted_procedure_id, recorded_by, recorded_at)
      SELECT gen_random_uuid(), ward_id, resident_id, public_service_id, visited_on, how, 'visit', line.id, logged_by, ${at}::timestamptz FROM saved, line WHERE how IS NOT NULL
      ON CONFLICT (assisted_procedure_id) DO UPDATE SET resident_id = excluded.resident_id, public_service_id = excluded.public_service_id, how = excluded.how,
        recorded_at = CASE WHEN kept.how = excluded.how THEN kept.recorded_at ELSE excluded.recorded_at END,
        used_on = CASE WHEN kept.used_on = ${arrivedOn}::date THEN excluded.used_on ELSE kept.used_on END
    )`;
}

/** SQL: deletes what an edited visit no longer says, and returns the `last` position of the lines that stay. */
export function deleteRows(visitId: string, visit: CheckedVisit): Sql {
  const saved = visit.assists.flatMap((assist) => (assist.id === null ? [] : [{ ...assist, id: assist.id }]));
  const ids = saved.map(({ id }) => id);
  return sql`
    WITH present AS (
      DELETE FROM visit_presence WHERE visit_id = ${visitId}::uuid AND resident_id <> ALL (${visit.presentIds}::uuid[])
    ), officers AS (
      DELETE FROM visit_officer WHERE visit_id = ${visitId}::uuid AND user_id <> ALL (${visit.officerIds}::uuid[])
    ), topics AS (
      DELETE FROM topic_taught WHERE visit_id = ${visitId}::uuid AND public_service_id <> ALL (${visit.topicIds}::uuid[])
    ), promises AS (
      DELETE FROM person_promise WHERE visit_id = ${visitId}::uuid AND resident_id <> ALL (${visit.promises.map(({ residentId }) => residentId)}::uuid[])
    ), assists AS (
      DELETE FROM assisted_procedure WHERE visit_id = ${visitId}::uuid AND id <> ALL (${ids}::uuid[])
    ), line AS (
      SELECT * FROM ${linesOf(saved, 0)}
    ), steps AS (
      DELETE FROM step_taught USING line WHERE assisted_procedure_id = line.id AND guide_step_id <> ALL (line.step_ids)
    ), uses AS (
      DELETE FROM portal_use USING line WHERE assisted_procedure_id = line.id AND line.how IS NULL
    )
    SELECT coalesce(max(position), 0) AS last FROM assisted_procedure WHERE visit_id = ${visitId}::uuid AND id = ANY (${ids}::uuid[])`;
}
