import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import { keysOf } from '../../../shared/labels';
import { addMonths, localDateOf, monthStartOf, type LocalDate } from '../../../shared/dates';
import { constant, join, raw, sql, type Sql } from '../../../shared/sql';
import { wardCache, type WardState } from '../../../shared/ward-cache';
import { TIE_HOLDS } from '../../casework/needs/queries';
import { REFUSAL_BEFORE } from '../../casework/requests/after-refusal';
import { IS_FILE } from '../../office/catalogue/portal-kinds';
import { MAY_BE_CALLED } from '../sample/queries';
import { ENTRY_KINDS, LIMITS, NIGHT, RULES } from './rules';

/** One rule met by one writer on one day, in one night or in one month. */
export const FINDING_KEY = z.object({
  rule: z.enum(keysOf(RULES)),
  kind: z.enum(keysOf(ENTRY_KINDS)),
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
  /** Of how many lines of the writer, and the share of the other writers'; null unless the rule compares. */
  outOf: z.number().nullable(),
  othersShare: z.number().nullable(),
  /** When a supervisor asked the writer about it, the first first; perhaps before its latest entries. */
  inquiries: z.array(z.object({ answer: z.string(), by: z.string(), at: z.string() })),
});
export type Finding = z.infer<typeof FINDING>;
export type Inquiry = Finding['inquiries'][number];

const ENTRY = z.object({
  id: z.string(),
  at: z.date(),
  /** The day that the entry is about; null if it is about none. */
  day: z.string().nullable(),
  value: z.string(),
  /** What was there before; null unless the entry replaced something. */
  before: z.string().nullable(),
  /** The record that the path of its kind shows. */
  subjectId: z.string(),
});
export type Entry = z.infer<typeof ENTRY>;

interface Asked {
  wardId: string;
  today: LocalDate;
}

const local = (at: string) => sql`(${raw(at)} AT TIME ZONE 'Asia/Ho_Chi_Minh')`;
const isNight = (at: string) =>
  sql`(${local(at)}::time >= ${NIGHT.from}::time OR ${local(at)}::time < ${NIGHT.to}::time)`;
const wanted = join(keysOf(RULES).map((rule) => sql`(${raw(`'${rule}'`)}, ${constant(RULES[rule].least)})`));

/** SQL: forms of the writer within a span before each entry, and the most that any entry of the span after it has. */
const within = (span: string) =>
  sql`count(*) FILTER (WHERE is_form) OVER (PARTITION BY kind, writer ORDER BY typed_at RANGE BETWEEN ${raw(`'${span}'::interval`)} PRECEDING AND CURRENT ROW)`;
const mostWithin = (column: string, span: string) =>
  sql`max(${raw(column)}) OVER (PARTITION BY kind, writer ORDER BY typed_at RANGE BETWEEN CURRENT ROW AND ${raw(`'${span}'::interval`)} FOLLOWING)`;

/**
 * SQL: what was typed, one row each. Not the answers that a visit brought along, nor calls in vain, nor doors that
 * stayed shut, unless an edit opened them. A sheet of a round is one form. Visits that a carried round sent were typed when
 * the laptop says, which its events hold since December 2026; of earlier ones this is not known.
 */
const entries = (wardId: string, since: Sql) => sql`
  SELECT 'sample' AS kind, recorded_by AS writer, recorded_at AS at, answered_on AS day, answer::text AS value, sample_member_id AS subject_id,
    true AS is_form, NULL::timestamptz AS arrived_at, recorded_at AS typed_at
  FROM sample_answer WHERE ward_id = ${wardId} AND recorded_at >= ${since} AND answer <> 'not_reached'
  UNION ALL
  SELECT 'answer', recorded_by, recorded_at, asked_on, answer::text, resident_id, true, NULL, recorded_at
  FROM portal_question WHERE ward_id = ${wardId} AND recorded_at >= ${since} AND visit_id IS NULL AND answer <> 'not_reached'
  UNION ALL
  SELECT 'check_back', recorded_by, recorded_at, checked_on, outcome::text, resident_id, true, NULL, recorded_at
  FROM check_back WHERE ward_id = ${wardId} AND recorded_at >= ${since} AND visit_id IS NULL AND outcome <> 'not_reached'
  UNION ALL
  SELECT 'confirmation', recorded_by, recorded_at, called_on, outcome::text, drawn_use_id, true, NULL, recorded_at
  FROM confirmation_call WHERE ward_id = ${wardId} AND recorded_at >= ${since} AND outcome <> 'not_reached'
  UNION ALL
  SELECT 'visit', v.logged_by, v.logged_at, v.visited_on, v.outcome::text, v.id,
    (v.round_id IS NULL OR row_number() OVER (PARTITION BY v.logged_by, v.logged_at, v.round_id ORDER BY v.id) = 1)
      AND sent.is_known IS NOT false, v.arrived_at, coalesce(sent.typed_at, v.logged_at)
  FROM visit v LEFT JOIN LATERAL (
    SELECT coalesce(e.details ? 'typedAt', false) AS is_known, least((e.details ->> 'typedAt')::timestamptz, v.logged_at) AS typed_at
    FROM carried_round c LEFT JOIN audit_event e ON e.chain_id = v.ward_id AND e.subject_type = 'visit' AND e.subject_id = v.id::text AND e.action = 'visit.record'
    WHERE c.round_id = v.round_id AND c.officer_id = v.logged_by LIMIT 1) sent ON true
  WHERE v.ward_id = ${wardId} AND v.logged_at >= ${since} AND v.met_somebody
  UNION ALL
  SELECT 'session', recorded_by, recorded_at, held_on, others_count::text, id, true, NULL, recorded_at
  FROM group_session WHERE ward_id = ${wardId} AND recorded_at >= ${since} AND withdrawn_at IS NULL
  UNION ALL
  SELECT 'edit', e.actor_id, e.at, v.visited_on, v.outcome::text, v.id, true, NULL, e.at
  FROM audit_event e JOIN visit v ON v.id = e.subject_id::uuid
  WHERE e.chain_id = ${wardId} AND e.action = 'visit.edit' AND e.at >= ${since} AND e.details -> 'changes' @> '[{"field": "outcome", "after": "met"}]'`;

/** SQL: the people of the samples that were answered, who may be called, and when they were called first. */
const CALLABLE = sql`
  SELECT m.survey_sample_id, m.call_order, (SELECT min(a.recorded_at) FROM sample_answer a WHERE a.sample_member_id = m.id) AS first_at
  FROM sample_member m WHERE m.survey_sample_id IN (SELECT d.survey_sample_id FROM answered JOIN sample_member d ON d.id = answered.subject_id) AND ${MAY_BE_CALLED}`;

/**
 * SQL: answers of the sample, each with how many people of the draw who may be called, and were not yet, stand between it
 * and the answer that its writer recorded before.
 */
const JUMPS = sql`
  SELECT a.*, (SELECT count(*) FROM callable c WHERE c.survey_sample_id = a.survey_sample_id AND (c.first_at IS NULL OR c.first_at > a.at)
      AND c.call_order > least(a.call_order, a.last_order) AND c.call_order < greatest(a.call_order, a.last_order)) AS skipped
  FROM (
    SELECT answered.*, m.survey_sample_id, m.call_order, lag(m.call_order) OVER (PARTITION BY m.survey_sample_id, writer ORDER BY at, m.call_order) AS last_order
    FROM answered JOIN sample_member m ON m.id = answered.subject_id) a
  WHERE abs(a.call_order - a.last_order) > ${constant(LIMITS.skipped)}`;

/**
 * SQL: the ties that hold to people outside the helper's own household, once for each of them (a whole home is one), and how
 * many the helper has: the same resident, or the same number outside the register.
 */
const tiesToOthers = (wardId: string) => sql`
  SELECT *, count(*) OVER (PARTITION BY helper) AS people FROM (
    SELECT DISTINCT ON (helper, coalesce(helped_id, home)) g.*, coalesce(who.full_name, g.name) AS shown FROM (
      SELECT t.*, coalesce(t.resident_id::text, t.phone, t.id::text) AS helper, coalesce(t.household_id, m.household_id) AS home
      FROM digital_helper t LEFT JOIN household_membership m ON m.resident_id = t.helped_id AND m.valid_to IS NULL WHERE t.ward_id = ${wardId}) g
    LEFT JOIN resident who ON who.id = g.resident_id
    LEFT JOIN household_membership own ON own.resident_id = g.resident_id AND own.valid_to IS NULL
    WHERE ${TIE_HOLDS} AND home IS NOT NULL AND own.household_id IS DISTINCT FROM home
    ORDER BY helper, coalesce(helped_id, home), g.recorded_at, g.id) other`;

/** SQL: help levels that say who held the phone, from the lowest. */
const HELPED = sql`ARRAY['done_for', 'by_relative', 'handed_over', 'guided', 'watched']`;

/**
 * SQL: the lines of edited visits whose value was raised, counted for each edit: a higher help level or a submission, a
 * better answer, or the line moved to another person or service, or people added to those present. A line removed and
 * typed again counts like a change.
 */
const raisedLines = (wardId: string, since: Sql) => sql`
  SELECT e.actor_id AS writer, e.at, v.id AS visit_id, v.visited_on, v.logged_by, v.logged_at, changed.raised, changed.before, changed.after
  FROM audit_event e JOIN visit v ON v.id = e.subject_id::uuid
  CROSS JOIN LATERAL (
    SELECT greatest(count(*) FILTER (WHERE field = 'helpLevel' AND rank_after > rank_before), count(*) FILTER (WHERE field = 'result' AND after = 'submitted'), count(*) FILTER (WHERE field IN ('residentId', 'serviceId')))
        + count(*) FILTER (WHERE field IN ('portalAnswer', 'checkBack') AND after = 'alone')
        + greatest((e.details #>> '{after,present}')::int - (e.details #>> '{before,present}')::int, 0) AS raised,
      string_agg(DISTINCT before, ' ') FILTER (WHERE field IN ('helpLevel', 'portalAnswer', 'checkBack')) AS before,
      string_agg(DISTINCT after, ' ') FILTER (WHERE field IN ('helpLevel', 'portalAnswer', 'checkBack')) AS after
    FROM (
      SELECT field, before, after, coalesce(array_position(${HELPED}, before), 0) AS rank_before, coalesce(array_position(${HELPED}, after), 0) AS rank_after
      FROM jsonb_to_recordset(e.details -> 'changes') AS change (field text, before text, after text)) change) changed
  WHERE e.chain_id = ${wardId} AND e.action = 'visit.edit' AND e.at >= ${since} AND jsonb_typeof(e.details -> 'changes') = 'array' AND changed.raised > 0`;

/** SQL: lines that a rule compares with the other writers' of the month, and those of them that it counts. */
const compared = (wardId: string, today: LocalDate) => sql`
  SELECT rule, helped.*, is_hit FROM (
    SELECT v.logged_by AS writer, date_trunc('month', v.visited_on)::date AS month, v.visited_on, v.logged_at, p.id, p.help_level, p.result, p.portal_file_code, (${IS_FILE}) AS is_file
    FROM visit v JOIN assisted_procedure p ON p.visit_id = v.id JOIN public_service s ON s.id = p.public_service_id
    WHERE v.ward_id = ${wardId} AND v.visited_on >= ${firstDay(today)}::date AND p.help_level <> 'explained') helped
  CROSS JOIN LATERAL (
    SELECT 'alone' AS rule, help_level = 'watched' AS is_hit
    UNION ALL SELECT 'no_code', portal_file_code IS NULL WHERE result = 'submitted' AND is_file
    UNION ALL SELECT 'no_status', NOT EXISTS (SELECT FROM file_status f WHERE f.assisted_procedure_id = helped.id)
      WHERE result = 'submitted' AND portal_file_code IS NOT NULL AND visited_on <= ${today}::date - ${constant(LIMITS.statusDays)}) judged`;

const firstDay = (today: LocalDate) => addMonths(monthStartOf(today), 1 - LIMITS.months);

/**
 * SQL: 'WITH …, flagged AS (…), finding AS (…)': the entries that rules name, and the findings they make. One that was asked
 * about is open again with a later entry; a share of a month, which every day adds to, with as many as make a finding.
 */
function found({ wardId, today }: Asked): Sql {
  const since = sql`(${firstDay(today)}::date)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'`;
  return sql`WITH entry AS MATERIALIZED (${entries(wardId, since)}),
    paced AS (SELECT *, ${within('1 minute')} AS minute, ${within('30 minutes')} AS half_hour FROM entry),
    pace AS (SELECT *, ${mostWithin('minute', '1 minute')} AS most_in_minute, ${mostWithin('half_hour', '30 minutes')} AS most_in_half_hour FROM paced),
    answered AS (SELECT *, lag(value) OVER (PARTITION BY subject_id ORDER BY at) AS before FROM entry WHERE kind = 'sample'),
    callable AS MATERIALIZED (${CALLABLE}),
    line AS MATERIALIZED (${compared(wardId, today)}),
    tally AS (
      SELECT rule, writer, month, lines, hits, sum(lines) OVER (PARTITION BY rule, month) - lines AS other_lines, sum(hits) OVER (PARTITION BY rule, month) - hits AS other_hits
      FROM (SELECT rule, writer, month, count(*) AS lines, count(*) FILTER (WHERE is_hit) AS hits FROM line GROUP BY 1, 2, 3) counted),
    outside AS (
      SELECT t.*, (other_hits / other_lines)::float8 AS others_share FROM tally t, LATERAL (SELECT (hits + other_hits) / (lines + other_lines)) pooled (share)
      WHERE lines >= ${constant(LIMITS.comparedLines)} AND other_lines >= ${constant(LIMITS.comparedLines)}
        AND hits::numeric / lines - other_hits / other_lines >= greatest(${constant(LIMITS.distance)}, ${constant(LIMITS.errors)} * sqrt(share * (1 - share) * (1.0 / lines + 1.0 / other_lines)))),
    edit AS (${raisedLines(wardId, since)}),
    flagged AS (
      SELECT 'fast' AS rule, kind, writer, ${local('at')}::date AS found_on, at, day, value, NULL AS before, subject_id, 1 AS weight, NULL::int AS out_of, NULL::float8 AS others_share
      FROM pace WHERE CASE WHEN kind = 'visit' THEN most_in_minute >= ${constant(LIMITS.visitsInMinute)} OR most_in_half_hour >= ${constant(LIMITS.visitsInHalfHour)}
        ELSE most_in_minute >= ${constant(LIMITS.answersInMinute)} OR most_in_half_hour >= ${constant(LIMITS.answersInHalfHour)} END
      UNION ALL
      SELECT 'night', kind, writer, (${local('at')} - interval '12 hours')::date, at, day, value, NULL, subject_id, 1, NULL, NULL FROM entry
      WHERE ${isNight('at')} AND (arrived_at IS NULL OR at - arrived_at > ${constant(LIMITS.roundHours)} * interval '1 hour' OR ${local('arrived_at')}::time < ${NIGHT.to}::time)
      UNION ALL
      SELECT 'late', kind, writer, ${local('at')}::date, at, day, value, NULL, subject_id, 1, NULL, NULL FROM entry WHERE ${local('at')}::date - day > ${constant(LIMITS.lateDays)}
      UNION ALL
      SELECT 'order', kind, writer, ${local('at')}::date, at, day, value, NULL, subject_id, 1, NULL, NULL FROM (${JUMPS}) jump WHERE skipped > ${constant(LIMITS.skipped)}
      UNION ALL
      SELECT rule, 'line', writer, month, logged_at, visited_on, help_level::text, NULL, id, 1, lines::int, others_share FROM outside JOIN line USING (rule, writer, month) WHERE is_hit
      UNION ALL
      SELECT CASE WHEN writer = logged_by THEN 'raised_own' ELSE 'raised' END, 'edit', writer, ${local('at')}::date, at, visited_on, coalesce(after, ''), before, visit_id, raised::int, NULL, NULL
      FROM edit WHERE writer <> logged_by OR at - logged_at > ${constant(LIMITS.ownEditDays)} * interval '1 day'
      UNION ALL
      SELECT 'raised', kind, writer, ${local('at')}::date, at, day, value, before, subject_id, 1, NULL, NULL FROM answered WHERE value = 'alone' AND before <> 'alone'
      UNION ALL
      SELECT 'invited', 'request', created_by, date_trunc('month', ${local('created_at')})::date, created_at, received_on, '', NULL, id, 1, NULL, NULL
      FROM support_request r WHERE r.ward_id = ${wardId} AND r.created_at >= ${since} AND r.channel = 'officer' AND ${REFUSAL_BEFORE} IS NOT NULL
      UNION ALL
      SELECT 'paid', 'paid', recorded_by, ${local('recorded_at')}::date, recorded_at, checked_on, coalesce(helper::text, outcome::text), NULL, resident_id, 1, NULL, NULL
      FROM check_back WHERE ward_id = ${wardId} AND recorded_at >= ${since} AND paid
      UNION ALL
      SELECT 'helps_many', 'helper', recorded_by, date_trunc('month', ${local('recorded_at')})::date, recorded_at, valid_from, shown, NULL, id, 1, NULL, NULL
      FROM (${tiesToOthers(wardId)}) tie WHERE people > ${constant(LIMITS.helpedPeople)} AND recorded_at >= ${since}
      UNION ALL
      SELECT 'retyped', 'count', recorded_by, ${local('recorded_at')}::date, recorded_at, month, stated, before, id, 1, NULL, NULL FROM (
        SELECT c.*, stated, lag(stated) OVER (PARTITION BY month, public_service_id ORDER BY recorded_at, id) AS before
        FROM official_count c, LATERAL (SELECT concat_ws('/', online, received, wholly_online)) said (stated) WHERE c.ward_id = ${wardId}) c
      WHERE recorded_at >= ${since} AND before <> stated
      UNION ALL
      SELECT 'retyped', 'confirmation', recorded_by, ${local('recorded_at')}::date, recorded_at, called_on, outcome::text, before::text, drawn_use_id, 1, NULL, NULL FROM (
        SELECT c.*, lag(outcome) OVER (PARTITION BY drawn_use_id ORDER BY recorded_at, id) AS before FROM confirmation_call c WHERE c.ward_id = ${wardId}) c
      WHERE recorded_at >= ${since} AND before <> 'not_reached' AND before <> outcome
      UNION ALL
      SELECT 'retyped', 'sample', recorded_by, ${local('recorded_at')}::date, recorded_at, answered_on, answer::text, before::text, sample_member_id, 1, NULL, NULL FROM (
        SELECT a.*, lag(answer) OVER (PARTITION BY sample_member_id, answered_on ORDER BY recorded_at, id) AS before FROM sample_answer a WHERE a.ward_id = ${wardId}) a
      WHERE recorded_at >= ${since} AND before NOT IN ('declined', 'not_reached') AND answer IN ('declined', 'not_reached')
      UNION ALL
      SELECT 'retyped', 'visit', e.actor_id, ${local('e.at')}::date, e.at, v.visited_on, coalesce(change.after, ''), change.before, v.id, 1, NULL, NULL
      FROM visit v JOIN audit_event e ON e.chain_id = v.ward_id AND e.subject_type = 'visit' AND e.subject_id = v.id::text
      CROSS JOIN LATERAL jsonb_to_recordset(e.details -> 'changes') AS change (field text, before text, after text)
      WHERE v.ward_id = ${wardId} AND e.action = 'visit.edit' AND e.at >= ${since} AND change.field = 'paid' AND change.before = 'paid'
      UNION ALL
      SELECT 'retyped', 'session', e.actor_id, ${local('e.at')}::date, e.at, s.held_on, change.after, change.before, s.id, 1, NULL, NULL
      FROM group_session s JOIN audit_event e ON e.chain_id = s.ward_id AND e.subject_type = 'group-session' AND e.subject_id = s.id::text
      CROSS JOIN LATERAL jsonb_to_recordset(e.details -> 'changes') AS change (field text, before text, after text)
      WHERE s.ward_id = ${wardId} AND e.action = 'group-session.edit' AND e.at >= ${since} AND change.field = 'othersCount' AND change.after::int > change.before::int
        AND (e.actor_id <> s.recorded_by OR e.at - s.recorded_at > ${constant(LIMITS.ownEditDays)} * interval '1 day')),
    met AS (
      SELECT rule, kind, writer, found_on, sum(weight)::int AS entries, min(at) AS first_at, max(at) AS last_at, max(out_of) AS out_of, max(others_share) AS others_share, at_least
      FROM flagged JOIN (VALUES ${wanted}) AS wanted (rule, at_least) USING (rule)
      GROUP BY rule, kind, writer, found_on, at_least HAVING sum(weight) >= at_least),
    finding AS (
      SELECT met.*, coalesce(asked.inquiries, '[]') AS inquiries, coalesce(asked.last_entry_at >= date_trunc('milliseconds', met.last_at) OR (met.out_of IS NOT NULL AND met.entries < asked.entries + met.at_least), false) AS is_asked
      FROM met LEFT JOIN LATERAL (
        SELECT max(i.last_entry_at) AS last_entry_at, (array_agg(i.entries ORDER BY i.last_entry_at DESC, i.asked_at DESC))[1] AS entries,
          json_agg(json_build_object('answer', i.answer, 'by', u.display_name, 'at', i.asked_at) ORDER BY i.asked_at, i.id) AS inquiries FROM entry_inquiry i JOIN user_account u ON u.id = i.asked_by
        WHERE i.ward_id = ${wardId} AND i.found_on = met.found_on AND i.rule = met.rule AND i.entry_kind = met.kind AND i.writer_id = met.writer) asked ON true)`;
}

/** SQL: the rows of a finding, of the columns rule, kind, writer and found_on. */
const ofKey = ({ rule, kind, writerId, on }: FindingKey) =>
  sql`f.rule = ${rule} AND f.kind = ${kind} AND f.writer = ${writerId}::uuid AND f.found_on = ${on}::date`;

export const ENTRIES_A_PAGE = 50;

/**
 * Findings that were asked about, or those that were not, the newest first; or the one with a key. One more than a page, if
 * there are more. @param after the id of a finding of the same list.
 */
export const listFindings = (
  db: Reads,
  asked: Asked,
  { isAsked, after, key }: { isAsked?: boolean; after?: number; key?: FindingKey },
): Promise<Finding[]> =>
  queryRows(db, 'unusual-entries', FINDING)`${found(asked)}
    SELECT * FROM (
      SELECT row_number() OVER (ORDER BY f.found_on DESC, f.last_at DESC, f.rule, f.kind, f.writer)::text AS id, count(*) OVER ()::int AS total,
        f.rule, f.kind, f.writer AS "writerId", f.found_on::text AS "on", u.display_name AS "writerName", f.entries, f.first_at AS "firstAt", f.last_at AS "lastAt",
        f.out_of AS "outOf", f.others_share AS "othersShare", f.inquiries
      FROM finding f JOIN user_account u ON u.id = f.writer WHERE ${key ? ofKey(key) : sql`f.is_asked = ${isAsked ?? false}`}) listed
    WHERE listed.id::int > ${after ?? 0} ORDER BY listed.id::int LIMIT ${constant(ENTRIES_A_PAGE + 1)}`;

/** The entries of a finding, in the order of writing: one more than a page, if there are more. @param after an entry's id. */
export const listEntries = (db: Reads, asked: Asked, key: FindingKey, after: number): Promise<Entry[]> =>
  queryRows(db, 'unusual-entries-rows', ENTRY)`${found(asked)}
    SELECT * FROM (
      SELECT row_number() OVER (ORDER BY f.at, f.subject_id)::text AS id, f.at, f.day::text AS day, f.value, f.before, f.subject_id AS "subjectId"
      FROM flagged f WHERE ${ofKey(key)}) listed
    WHERE listed.id::int > ${after} ORDER BY listed.id::int LIMIT ${constant(ENTRIES_A_PAGE + 1)}`;

const OPEN_COUNT = z.object({ kind: FINDING_KEY.shape.kind, month: z.string(), findings: z.number() });

const keepOpen = wardCache<z.infer<typeof OPEN_COUNT>[]>(64);

/**
 * How many findings were not asked about yet, of the entries behind each headline, and altogether.
 * @param month only those found in it: '2026-11'.
 */
export async function findOpenQuestions(db: Reads, ward: WardState, now: Date, month?: string) {
  const rows = await keepOpen(db, ward, { now }, () => {
    const asked = { wardId: ward.wardId, today: localDateOf(now) };
    return queryRows(db, 'unusual-entries-open', OPEN_COUNT)`${found(asked)}
      SELECT kind, left(found_on::text, 7) AS month, count(*)::int AS findings FROM finding WHERE NOT is_asked GROUP BY 1, 2`;
  });
  const counts = { sample: 0, users: 0, portal: 0, all: 0 };
  for (const { kind, findings } of rows.filter((row) => month === undefined || row.month === month)) {
    const { headline } = ENTRY_KINDS[kind];
    if (headline) counts[headline] += findings;
    counts.all += findings;
  }
  return counts;
}
