import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import { addMonths, localDateOf, monthStartOf, type LocalDate } from '../../../shared/dates';
import { constant, empty, raw, sql, type Sql } from '../../../shared/sql';
import { wardCache, type WardState } from '../../../shared/ward-cache';
import { REFUSAL_BEFORE } from '../../casework/requests/after-refusal';
import { MAY_BE_CALLED } from '../sample/queries';
import {
  COMPARED_LINES,
  ENTRY_KINDS,
  FUNNEL_DISTANCE,
  FUNNEL_ERRORS,
  headlineOf,
  LATE_DAYS,
  LEAST,
  MONTHS,
  NIGHT_FROM,
  NIGHT_TO,
  OWN_EDIT_DAYS,
  PACE,
  ROUND_HOURS,
  RULES,
  SKIPPED,
  STATUS_DAYS,
  type Headline,
} from './rules';

/** One rule met by one writer on one day, in one night or in one month. */
export const FINDING_KEY = z.object({
  rule: z.enum(RULES),
  kind: z.enum(ENTRY_KINDS),
  writerId: z.string(),
  /** The day, the evening of the night, or the first day of the month. */
  on: z.string(),
});
export type FindingKey = z.infer<typeof FINDING_KEY>;

const FINDING = FINDING_KEY.extend({
  /** Its place in the list, from 1. */
  id: z.string(),
  total: z.number(),
  writerName: z.string(),
  /** Entries; lines of changed visits. */
  entries: z.number(),
  firstAt: z.date(),
  lastAt: z.date(),
  /** Of how many lines of the writer, and the share of everybody else's; null unless the rule compares. */
  outOf: z.number().nullable(),
  othersShare: z.number().nullable(),
});
export type Finding = z.infer<typeof FINDING>;

const ENTRY = z.object({
  id: z.string(),
  at: z.date(),
  /** The day that the entry is about; null if it is about none. */
  day: z.string().nullable(),
  value: z.string(),
  /** What was there before; null unless the entry replaced something. */
  before: z.string().nullable(),
  subject: z.enum(['sample-member', 'resident', 'visit', 'assisted-procedure', 'request', 'official-count']),
  subjectId: z.string(),
});
export type Entry = z.infer<typeof ENTRY>;

interface Asked {
  wardId: string;
  today: LocalDate;
}

const local = (at: string) => sql`(${raw(at)} AT TIME ZONE 'Asia/Ho_Chi_Minh')`;
const isNight = (at: string) =>
  sql`(${local(at)}::time >= ${NIGHT_FROM}::time OR ${local(at)}::time < ${NIGHT_TO}::time)`;
const byRule = raw(RULES.map((rule) => `('${rule}', ${LEAST[rule]})`).join(', '));
const byKind = raw(
  Object.entries(PACE)
    .map(([kind, { minute, halfHour }]) => `('${kind}', ${minute}, ${halfHour})`)
    .join(', '),
);

/** SQL: forms of the writer within a span before each entry, and the most that any entry of the span after it has. */
const within = (span: string) =>
  sql`count(*) FILTER (WHERE is_form) OVER (PARTITION BY kind, writer ORDER BY at RANGE BETWEEN ${raw(`'${span}'::interval`)} PRECEDING AND CURRENT ROW)`;
const mostWithin = (column: string, span: string) =>
  sql`max(${raw(column)}) OVER (PARTITION BY kind, writer ORDER BY at RANGE BETWEEN CURRENT ROW AND ${raw(`'${span}'::interval`)} FOLLOWING)`;

/**
 * SQL: what was typed, one row each. Not the answers that a visit brought along, nor calls in vain, nor doors that
 * nobody opened. A sheet of a round is one form, and the visits that a laptop carried are sent at once.
 */
const entries = (wardId: string, since: Sql) => sql`
  SELECT 'sample' AS kind, recorded_by AS writer, recorded_at AS at, answered_on AS day, answer::text AS value, 'sample-member' AS subject, sample_member_id AS subject_id,
    true AS is_form, NULL::timestamptz AS arrived_at
  FROM sample_answer WHERE ward_id = ${wardId} AND recorded_at >= ${since} AND answer <> 'not_reached'
  UNION ALL
  SELECT 'answer', recorded_by, recorded_at, asked_on, answer::text, 'resident', resident_id, true, NULL
  FROM portal_question WHERE ward_id = ${wardId} AND recorded_at >= ${since} AND visit_id IS NULL AND answer <> 'not_reached'
  UNION ALL
  SELECT 'check_back', recorded_by, recorded_at, checked_on, outcome::text, 'resident', resident_id, true, NULL
  FROM check_back WHERE ward_id = ${wardId} AND recorded_at >= ${since} AND visit_id IS NULL AND outcome <> 'not_reached'
  UNION ALL
  SELECT 'visit', v.logged_by, v.logged_at, v.visited_on, v.outcome::text, 'visit', v.id,
    (v.round_id IS NULL OR row_number() OVER (PARTITION BY v.logged_by, v.logged_at, v.round_id ORDER BY v.id) = 1)
      AND NOT EXISTS (SELECT FROM carried_round c WHERE c.round_id = v.round_id AND c.officer_id = v.logged_by), v.arrived_at
  FROM visit v WHERE v.ward_id = ${wardId} AND v.logged_at >= ${since} AND v.met_somebody`;

/**
 * SQL: answers of the sample, each with how many people of the draw who may be called, and were not yet, stand between it
 * and the answer that its writer recorded before.
 */
const jumps = (wardId: string, since: Sql) => sql`
  SELECT a.*, (SELECT count(*) FROM member m WHERE m.survey_sample_id = a.survey_sample_id AND (m.first_at IS NULL OR m.first_at > a.recorded_at)
      AND m.call_order > least(a.call_order, a.before) AND m.call_order < greatest(a.call_order, a.before)) AS skipped
  FROM (
    SELECT a.*, m.survey_sample_id, m.call_order, lag(m.call_order) OVER (PARTITION BY m.survey_sample_id, a.recorded_by ORDER BY a.recorded_at, m.call_order) AS before
    FROM sample_answer a JOIN sample_member m ON m.id = a.sample_member_id WHERE a.ward_id = ${wardId} AND a.recorded_at >= ${since}) a
  WHERE abs(a.call_order - a.before) > ${constant(SKIPPED)}`;

/** SQL: help levels that say who held the phone, from the lowest. */
const HELPED = sql`ARRAY['done_for', 'by_relative', 'guided', 'watched']`;

/**
 * SQL: the lines of edited visits whose value was raised, counted for each edit: a higher help level or a submission, a
 * better answer, or the line moved to another person or service. A line removed and typed again counts like a change.
 */
const raisedLines = (wardId: string, since: Sql) => sql`
  SELECT e.actor_id AS writer, e.at, v.id AS visit_id, v.visited_on, v.logged_by, v.logged_at, changed.raised, changed.before, changed.after
  FROM audit_event e JOIN visit v ON v.id = e.subject_id::uuid AND v.ward_id = ${wardId}
  CROSS JOIN LATERAL (
    SELECT greatest(count(*) FILTER (WHERE field = 'helpLevel' AND rank_after > rank_before), count(*) FILTER (WHERE field = 'result' AND after = 'submitted'), count(*) FILTER (WHERE field IN ('residentId', 'serviceId')))
        + count(*) FILTER (WHERE field IN ('portalAnswer', 'checkBack') AND after = 'alone') AS raised,
      string_agg(DISTINCT before, ' ') FILTER (WHERE field IN ('helpLevel', 'portalAnswer', 'checkBack')) AS before,
      string_agg(DISTINCT after, ' ') FILTER (WHERE field IN ('helpLevel', 'portalAnswer', 'checkBack')) AS after
    FROM (
      SELECT field, before, after, coalesce(array_position(${HELPED}, before), 0) AS rank_before, coalesce(array_position(${HELPED}, after), 0) AS rank_after
      FROM jsonb_to_recordset(e.details -> 'changes') AS change (field text, before text, after text)) change) changed
  WHERE e.chain_id = ${wardId} AND e.action = 'visit.edit' AND e.at >= ${since} AND jsonb_typeof(e.details -> 'changes') = 'array' AND changed.raised > 0`;

/** SQL: lines that a rule compares with everybody else's of the month, and those of them that it counts. */
const compared = (wardId: string, today: LocalDate) => sql`
  SELECT rule, helped.*, is_hit FROM (
    SELECT v.logged_by AS writer, date_trunc('month', v.visited_on)::date AS month, v.visited_on, v.logged_at, p.id, p.help_level, p.result, p.portal_file_code, s.kind AS service_kind
    FROM visit v JOIN assisted_procedure p ON p.visit_id = v.id JOIN public_service s ON s.id = p.public_service_id
    WHERE v.ward_id = ${wardId} AND v.visited_on >= ${firstDay(today)}::date AND p.help_level <> 'explained') helped
  CROSS JOIN LATERAL (
    SELECT 'alone' AS rule, help_level = 'watched' AS is_hit
    UNION ALL SELECT 'no_code', portal_file_code IS NULL WHERE result = 'submitted' AND service_kind = 'procedure'
    UNION ALL SELECT 'no_status', NOT EXISTS (SELECT FROM file_status f WHERE f.assisted_procedure_id = helped.id)
      WHERE result = 'submitted' AND portal_file_code IS NOT NULL AND visited_on <= ${today}::date - ${constant(STATUS_DAYS)}) judged`;

const firstDay = (today: LocalDate) => addMonths(monthStartOf(today), 1 - MONTHS);

/** SQL: 'WITH …, flagged AS (…), finding AS (…)': the entries that rules name, and the findings they make. */
function found({ wardId, today }: Asked): Sql {
  const since = sql`(${firstDay(today)}::date)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'`;
  return sql`WITH entry AS MATERIALIZED (${entries(wardId, since)}),
    paced AS (SELECT *, ${within('1 minute')} AS minute, ${within('30 minutes')} AS half_hour FROM entry),
    pace AS (SELECT *, ${mostWithin('minute', '1 minute')} AS most_in_minute, ${mostWithin('half_hour', '30 minutes')} AS most_in_half_hour FROM paced),
    member AS MATERIALIZED (
      SELECT m.survey_sample_id, m.call_order, (SELECT min(a.recorded_at) FROM sample_answer a WHERE a.sample_member_id = m.id) AS first_at
      FROM sample_member m WHERE m.ward_id = ${wardId} AND m.survey_sample_id IN (
        SELECT d.survey_sample_id FROM sample_answer a JOIN sample_member d ON d.id = a.sample_member_id WHERE a.ward_id = ${wardId} AND a.recorded_at >= ${since}) AND ${MAY_BE_CALLED}),
    line AS MATERIALIZED (${compared(wardId, today)}),
    tally AS (
      SELECT rule, writer, month, lines, hits, sum(lines) OVER (PARTITION BY rule, month) - lines AS other_lines, sum(hits) OVER (PARTITION BY rule, month) - hits AS other_hits
      FROM (SELECT rule, writer, month, count(*) AS lines, count(*) FILTER (WHERE is_hit) AS hits FROM line GROUP BY 1, 2, 3) counted),
    outside AS (
      SELECT t.*, (other_hits / other_lines)::float8 AS others_share FROM tally t, LATERAL (SELECT (hits + other_hits) / (lines + other_lines)) pooled (share)
      WHERE lines >= ${constant(COMPARED_LINES)} AND other_lines >= ${constant(COMPARED_LINES)}
        AND hits::numeric / lines - other_hits / other_lines >= greatest(${constant(FUNNEL_DISTANCE)}, ${constant(FUNNEL_ERRORS)} * sqrt(share * (1 - share) * (1.0 / lines + 1.0 / other_lines)))),
    edit AS (${raisedLines(wardId, since)}),
    flagged AS (
      SELECT 'fast' AS rule, kind, writer, ${local('at')}::date AS found_on, at, day, value, NULL AS before, subject, subject_id, 1 AS weight, NULL::int AS out_of, NULL::float8 AS others_share
      FROM pace JOIN (VALUES ${byKind}) AS allowed (kind, in_minute, in_half_hour) USING (kind)
      WHERE most_in_minute >= in_minute OR most_in_half_hour >= in_half_hour
      UNION ALL
      SELECT 'night', kind, writer, (${local('at')} - interval '12 hours')::date, at, day, value, NULL, subject, subject_id, 1, NULL, NULL FROM entry
      WHERE ${isNight('at')} AND (arrived_at IS NULL OR at - arrived_at > ${constant(ROUND_HOURS)} * interval '1 hour' OR ${local('arrived_at')}::time < ${NIGHT_TO}::time)
      UNION ALL
      SELECT 'late', kind, writer, ${local('at')}::date, at, day, value, NULL, subject, subject_id, 1, NULL, NULL FROM entry WHERE ${local('at')}::date - day > ${constant(LATE_DAYS)}
      UNION ALL
      SELECT 'order', 'sample', recorded_by, ${local('recorded_at')}::date, recorded_at, answered_on, answer::text, NULL, 'sample-member', sample_member_id, 1, NULL, NULL
      FROM (${jumps(wardId, since)}) jump WHERE skipped > ${constant(SKIPPED)}
      UNION ALL
      SELECT rule, 'line', writer, month, logged_at, visited_on, help_level::text, NULL, 'assisted-procedure', id, 1, lines::int, others_share FROM outside JOIN line USING (rule, writer, month) WHERE is_hit
      UNION ALL
      SELECT CASE WHEN writer = logged_by THEN 'raised_own' ELSE 'raised' END, 'edit', writer, ${local('at')}::date, at, visited_on, coalesce(after, ''), before, 'visit', visit_id, raised::int, NULL, NULL
      FROM edit WHERE writer <> logged_by OR at - logged_at > ${constant(OWN_EDIT_DAYS)} * interval '1 day'
      UNION ALL
      SELECT 'invited', 'request', created_by, date_trunc('month', ${local('created_at')})::date, created_at, received_on, '', NULL, 'request', id, 1, NULL, NULL
      FROM support_request r WHERE r.ward_id = ${wardId} AND r.created_at >= ${since} AND r.channel = 'officer' AND ${REFUSAL_BEFORE} IS NOT NULL
      UNION ALL
      SELECT 'retyped', 'count', recorded_by, ${local('recorded_at')}::date, recorded_at, month, stated, before, 'official-count', id, 1, NULL, NULL FROM (
        SELECT c.*, stated, lag(stated) OVER (PARTITION BY month, public_service_id ORDER BY recorded_at, id) AS before
        FROM official_count c, LATERAL (SELECT concat_ws('/', online, received, wholly_online)) said (stated) WHERE c.ward_id = ${wardId}) c
      WHERE recorded_at >= ${since} AND before <> stated),
    finding AS (
      SELECT rule, kind, writer, found_on, sum(weight)::int AS entries, min(at) AS first_at, max(at) AS last_at, max(out_of) AS out_of, max(others_share) AS others_share
      FROM flagged JOIN (VALUES ${byRule}) AS wanted (rule, at_least) USING (rule)
      GROUP BY rule, kind, writer, found_on, at_least HAVING sum(weight) >= at_least),
    open AS (
      SELECT f.* FROM finding f WHERE NOT EXISTS (
        SELECT FROM entry_inquiry i WHERE i.ward_id = ${wardId} AND i.found_on = f.found_on AND i.rule = f.rule AND i.entry_kind = f.kind AND i.writer_id = f.writer
          AND (i.last_entry_at >= date_trunc('milliseconds', f.last_at) OR f.out_of IS NOT NULL)))`;
}

const SHOWN = sql`f.rule, f.kind, f.writer AS "writerId", f.found_on::text AS "on", u.display_name AS "writerName", f.entries, f.first_at AS "firstAt", f.last_at AS "lastAt",
  f.out_of AS "outOf", f.others_share AS "othersShare"`;

export const PAGE_SIZE = 50;

/** What nobody asked about yet, the newest first: one more than a page, if there are more. @param after a row's id. */
export const listFindings = (db: Reads, asked: Asked, after: number): Promise<Finding[]> =>
  queryRows(db, 'unusual-entries', FINDING)`${found(asked)}
    SELECT listed.* FROM (
      SELECT row_number() OVER (ORDER BY f.found_on DESC, f.last_at DESC, f.rule, f.kind, f.writer)::text AS id, count(*) OVER ()::int AS total, ${SHOWN}
      FROM open f JOIN user_account u ON u.id = f.writer) listed
    WHERE listed.id::int > ${after} ORDER BY listed.id::int LIMIT ${constant(PAGE_SIZE + 1)}`;

/** One finding, asked about or not; null if its entries are no longer unusual. */
export async function findFinding(db: Reads, asked: Asked, key: FindingKey): Promise<Finding | null> {
  const [finding] = await queryRows(db, 'unusual-entries-one', FINDING)`${found(asked)}
    SELECT '1' AS id, 1 AS total, ${SHOWN} FROM finding f JOIN user_account u ON u.id = f.writer
    WHERE f.rule = ${key.rule} AND f.kind = ${key.kind} AND f.writer = ${key.writerId}::uuid AND f.found_on = ${key.on}::date`;
  return finding ?? null;
}

/** The entries of a finding, in the order of writing: one more than a page, if there are more. @param after an entry's id. */
export const listEntries = (db: Reads, asked: Asked, key: FindingKey, after: number): Promise<Entry[]> =>
  queryRows(db, 'unusual-entries-rows', ENTRY)`${found(asked)}
    SELECT listed.* FROM (
      SELECT row_number() OVER (ORDER BY f.at, f.subject_id)::text AS id, f.at, f.day::text AS day, f.value, f.before, f.subject, f.subject_id AS "subjectId"
      FROM flagged f WHERE f.rule = ${key.rule} AND f.kind = ${key.kind} AND f.writer = ${key.writerId}::uuid AND f.found_on = ${key.on}::date) listed
    WHERE listed.id::int > ${after} ORDER BY listed.id::int LIMIT ${constant(PAGE_SIZE + 1)}`;

const INQUIRY = FINDING_KEY.extend({
  id: z.string(),
  writerName: z.string(),
  entries: z.number(),
  answer: z.string(),
  askedByName: z.string(),
  askedAt: z.date(),
});
export type Inquiry = z.infer<typeof INQUIRY>;

/** What was asked about, the latest first: all, or of one finding. One more than a page, if there are more. */
export const listInquiries = (
  db: Reads,
  wardId: string,
  { after = null, key }: { after?: string | null; key?: FindingKey },
): Promise<Inquiry[]> =>
  queryRows(db, 'entry-inquiries', INQUIRY)`
    SELECT i.id, i.rule, i.entry_kind AS kind, i.writer_id AS "writerId", i.found_on::text AS "on", w.display_name AS "writerName", i.entries, i.answer, a.display_name AS "askedByName", i.asked_at AS "askedAt"
    FROM entry_inquiry i JOIN user_account w ON w.id = i.writer_id JOIN user_account a ON a.id = i.asked_by
    WHERE i.ward_id = ${wardId}
      ${key ? sql`AND i.rule = ${key.rule} AND i.entry_kind = ${key.kind} AND i.writer_id = ${key.writerId} AND i.found_on = ${key.on}` : empty}
      ${after === null ? empty : sql`AND (i.asked_at, i.id) < (SELECT l.asked_at, l.id FROM entry_inquiry l WHERE l.ward_id = ${wardId} AND l.id = ${after})`}
    ORDER BY i.asked_at DESC, i.id DESC LIMIT ${constant(PAGE_SIZE + 1)}`;

const OPEN_COUNT = z.object({ kind: z.enum(ENTRY_KINDS), findings: z.number() });

const keepOpen = wardCache<Readonly<Record<Headline | 'all', number>>>(64);

/** How many findings nobody asked about yet, of the entries behind each headline, and altogether. */
export const findOpenQuestions = (
  db: Reads,
  ward: WardState,
  now: Date,
): Promise<Readonly<Record<Headline | 'all', number>>> =>
  keepOpen(db, ward, { now }, async () => {
    const counts = { sample: 0, users: 0, portal: 0, all: 0 };
    const rows = await queryRows(
      db,
      'unusual-entries-open',
      OPEN_COUNT,
    )`${found({ wardId: ward.wardId, today: localDateOf(now) })}
      SELECT kind, count(*)::int AS findings FROM open GROUP BY kind`;
    for (const { kind, findings } of rows) {
      const headline = headlineOf(kind);
      if (headline) counts[headline] += findings;
      counts.all += findings;
    }
    return counts;
  });
