import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import { addDays, type LocalDate } from '../../../shared/dates';
import { constant, empty, sql } from '../../../shared/sql';
import { DUE_COLUMNS, DUE_ITEM, dueItems } from '../../casework/due/due-items';
import { guideTitle } from '../../office/guides/queries';
import { IS_WARD_DOOR, MET_SOMEBODY } from '../../register/households/counted-doors';

/** Days ahead, with today, and days back: two windows of equal length. */
export const WINDOW = 60;
export const DUE_PAGE = 15;

/** SQL: the first day on which the team met a resident at the door of a person of a row `due`, before it fell due. */
const REACHED_ON = sql`(SELECT min(v.visited_on) FROM household_membership home JOIN visit v ON v.household_id = home.household_id
  WHERE home.resident_id = due.resident_id AND home.valid_to IS NULL AND ${MET_SOMEBODY} AND v.visited_on BETWEEN due.from_on AND due.last_on)`;

/** SQL: what came of it. Submitted in time, settled otherwise or later, still in time, or late. */
const outcome = (
  today: LocalDate,
) => sql`CASE WHEN due.done_on <= due.until_on THEN 'done' WHEN due.is_settled THEN 'settled'
  WHEN due.until_on >= ${today}::date THEN 'open' ELSE 'late' END`;

const OUTCOME = z.enum(['done', 'settled', 'open', 'late']);
export const COUNTED = ['all', 'reached', ...OUTCOME.options] as const;
const DUE_COUNT = z.object({
  key: z.string(),
  isPast: z.boolean(),
  outcome: OUTCOME,
  all: z.number(),
  reached: z.number(),
});
export type DueCount = z.infer<typeof DUE_COUNT>;

/** What falls due in both windows, counted by rule and by what came of it. */
export const countDue = (db: Reads, wardId: string, today: LocalDate): Promise<DueCount[]> =>
  queryRows(db, 'due-counts', DUE_COUNT)`
      SELECT key, "isPast", outcome, count(*)::int AS all, count("reachedOn")::int AS reached
      FROM (SELECT due.key, due.last_on < ${today}::date AS "isPast", ${outcome(today)} AS outcome, ${REACHED_ON} AS "reachedOn"
        FROM ${dueItems({ wardId, today, from: addDays(today, -WINDOW), until: addDays(today, WINDOW - 1) })} due) found
      GROUP BY 1, 2, 3`;

const DUE_ROW = DUE_ITEM.extend({
  /** The key of the row in the list. */
  id: z.string(),
  total: z.number(),
  residentId: z.string(),
  fullName: z.string(),
  householdId: z.string().nullable(),
  addressLine: z.string().nullable(),
  serviceName: z.string(),
  reachedOn: z.string().nullable(),
  doneOn: z.string().nullable(),
  outcome: OUTCOME,
  /** Whether the team can be sent to the door. */
  isDoor: z.boolean(),
});
export type DueRow = z.infer<typeof DUE_ROW>;

/** The key of a row: its last day, person and rule. */
export const ROW_KEY = /^(\d{4}-\d{2}-\d{2})_([0-9a-f-]{36})_([a-z0-9_]+)$/;

/** One window of what falls due by some rules, the earliest first: one row more than a page, if there are more. */
export function listDue(
  db: Reads,
  wardId: string,
  { isPast, keys, after, today }: { isPast: boolean; keys: readonly string[]; after: string | null; today: LocalDate },
): Promise<DueRow[]> {
  const [, last, resident, key] = ROW_KEY.exec(after ?? '') ?? [];
  const [from, until] = isPast ? [-WINDOW, -1] : [0, WINDOW - 1];
  const span = { wardId, today, from: addDays(today, from), until: addDays(today, until) };
  return queryRows(db, 'due-list', DUE_ROW)`
      WITH listed AS (SELECT *, count(*) OVER ()::int AS total FROM ${dueItems(span)} own WHERE own.key = ANY (${keys}::text[])),
      due AS (SELECT * FROM listed ${last ? sql`WHERE (last_on, resident_id, key) > (${last}::date, ${resident}::uuid, ${key}::text)` : empty}
        ORDER BY last_on, resident_id, key LIMIT ${constant(DUE_PAGE + 1)})
      SELECT due.last_on || '_' || due.resident_id || '_' || due.key AS id, due.total, due.resident_id AS "residentId", ${DUE_COLUMNS}, person.full_name AS "fullName",
        h.id AS "householdId", h.address_line AS "addressLine", coalesce(${IS_WARD_DOOR}, false) AS "isDoor", ${guideTitle('service')} AS "serviceName",
        ${REACHED_ON}::text AS "reachedOn", due.done_on::text AS "doneOn", ${outcome(today)} AS outcome
      FROM due JOIN resident person ON person.id = due.resident_id JOIN public_service service ON service.id = due.service_id
      LEFT JOIN household_membership home ON home.resident_id = due.resident_id AND home.valid_to IS NULL
      LEFT JOIN household h ON h.id = home.household_id
      ORDER BY due.last_on, due.resident_id, due.key`;
}
