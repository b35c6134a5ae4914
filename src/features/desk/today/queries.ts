import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryPrepared } from '../../../db/query-rows';
import { ScamPattern } from '../../../generated/prisma/enums';
import { addDays, addMonths, instantOf, type LocalDate, monthStartOf, quarterStartOf } from '../../../shared/dates';
import { livesInWard } from '../../../shared/living-here';
import { NAMED } from '../../../shared/row-schemas';
import { constant, sql, type Sql } from '../../../shared/sql';
import { CALENDAR_FACT, outreachPolicySchema } from '../../office/calendar/outreach-time';
import { patternsOf } from '../../casework/near-misses/queries';
import { dueCheckCounts } from '../../casework/portal-use/check-queries';
import { OUTSIDE_COUNTS, outsideCountsOf } from '../../casework/public-requests/queries';
import { PROMISE_FACTS, waitingNow } from '../../casework/requests/promised-day';
import { REQUEST_IN, STANDSTILL } from '../../casework/requests/queries';
import {
  areLate,
  isLeftOverdue,
  PLANNED_LATE,
  plannedLate,
  STOOD_STILL,
  stoodStill,
} from '../../rounds/requests/list-queries';
import { isApplied } from '../../office/due-rules/queries';
import { warnedOf } from '../../office/users/unused';
import { isHeadUnprinted } from '../../office/audit/queries';
import { CLOCK_FACTS } from '../../privacy/data-requests/clocks';
import { openClocks } from '../../privacy/data-requests/queries';
import { CONFIRMATIONS_DUE, confirmationsDue } from '../../adoption/sample/confirmation-queries';
import { SAMPLE_PROGRESS, sampleProgress } from '../../adoption/sample/queries';
import { BACK_WITHIN_MINUTES } from '../../rounds/planning/closure-service';
import { WAITS_FOR_COLUMNS } from '../../register/imports/runs/queries';

/** A round of today; instants in ISO 8601. */
const ROUND_ROW = z.object({
  id: z.string(),
  code: z.string(),
  startsAt: z.string(),
  endsAt: z.string(),
  area: z.string(),
  officers: z.array(z.string()),
  doors: z.number(),
  doneDoors: z.number(),
  /** On how many laptops the round is carried. */
  carried: z.number(),
  isMine: z.boolean(),
  /** Its doors without a visit are free again. */
  isClosed: z.boolean(),
});

/** How far a new ward is: what it needs before it can send a team out. */
const FIRST_RUN = z.object({ officers: z.number(), hasResidents: z.boolean(), hasWorked: z.boolean() });

const FACTS = z.object({
  /** Overdue, not accepted yet, and either of these. */
  requests: z.object({
    overdue: z.number(),
    fresh: z.number(),
    waiting: z.number(),
    stoodStill: z.array(STOOD_STILL),
    /** On a coming round after the promised day, the oldest promise first. */
    plannedLate: z.array(PLANNED_LATE),
    /** The first of those that the promise is over, and of the others that are not accepted yet. */
    late: z.array(PROMISE_FACTS.extend({ address: z.string() })),
    freshAt: z.array(z.string()),
  }),
  /** Sent from outside and not matched with a door yet. */
  outside: OUTSIDE_COUNTS,
  /** Rules of what falls due without a source, or not checked for a year. */
  staleRules: z.number(),
  newcomers: z.number(),
  /** Patterns with three near misses in two weeks of which the ward does not warn yet. */
  scamPatterns: z.array(z.enum(ScamPattern)),
  newcomerNames: z.array(z.string()),
  pairs: z.number(),
  householdPairs: z.number(),
  imports: z.number(),
  /** The office has typed in what the portal published for the last full month. */
  hasOfficialCount: z.boolean(),
  /** The last full month is closed, or the ward kept no book in it. */
  isMonthClosed: z.boolean(),
  /** Closings and reopenings of the last 12 months that the chairman has not confirmed, the earliest month first. */
  unconfirmed: z.array(z.object({ month: z.string(), isReopened: z.boolean() })),
  /** This quarter's sample; null while none is drawn. */
  sample: SAMPLE_PROGRESS.nullable(),
  /** Calls that this reader can make about uses of the last full month. */
  confirmations: CONFIRMATIONS_DUE,
  /** Officers who have not said when they are free. */
  withoutHours: z.array(NAMED),
  /** Accounts that will be closed because nobody uses them. */
  unusedAccounts: z.array(NAMED),
  /** Reasons for files outside their reader's area, given since yesterday. */
  areaReasons: z.number(),
  /** Open requests of people about their own data. */
  dataRequests: z.array(CLOCK_FACTS),
  /** When the breaches were discovered whose 72 hours still run, the earliest first. ISO. */
  breaches: z.array(z.string()),
  /** The sheet with the head of the log was not opened this month. */
  isHeadUnprinted: z.boolean(),
  rounds: z.array(ROUND_ROW),
  /** Rounds of the last day that ended at least BACK_WITHIN_MINUTES ago and whose team has not said it is back, the earliest first. */
  notBack: z.array(z.object({ id: z.string(), code: z.string(), officers: z.string() })),
  /** Rounds of two weeks that closed themselves in the last week with doors of which nothing is known, the latest first. */
  selfClosed: z.array(z.object({ id: z.string(), code: z.string(), doors: z.number() })),
  /** Check-backs to make, in the ward and near the doors where this officer goes today. */
  checks: z.object({ all: z.number(), near: z.number() }),
  firstRun: FIRST_RUN,
  policy: z.unknown(),
  /** The special days from two months before the first of this month on. */
  calendarDays: z.array(CALENDAR_FACT),
});
const MAX_COUNTED = 999;
/** More than a line names. */
const MAX_NAMED = 12;

/** SQL: how many rows there are, counted up to MAX_COUNTED. */
const counted = (rows: Sql) => sql`(SELECT count(*)::int FROM (SELECT ${rows} LIMIT ${constant(MAX_COUNTED)}) found)`;

/** What waits in the ward of a reader, in one statement. */
export async function readTodayFacts(
  db: Reads,
  { wardId, id: reader }: { wardId: string; id: string },
  { now, today }: { now: Date; today: LocalDate },
) {
  const lastMonth = addMonths(monthStartOf(today), -1);
  const [found] = await queryPrepared(db, 'today-facts', FACTS)`
      WITH today AS MATERIALIZED (
        SELECT r.id, r.code, r.starts_at, r.ends_at, r.area, EXISTS (SELECT FROM round_officer o WHERE o.round_id = r.id AND o.user_id = ${reader}) AS is_mine,
          EXISTS (SELECT FROM round_closure c WHERE c.round_id = r.id) AS is_closed
        FROM round r
        WHERE r.ward_id = ${wardId} AND r.starts_at >= ${instantOf(today, '00:00')} AND r.starts_at < ${instantOf(addDays(today, 1), '00:00')}
          AND NOT EXISTS (SELECT FROM round_closure c WHERE c.round_id = r.id AND c.kind = 'cancelled'))
      SELECT json_build_object(
          'overdue', ${counted(sql`1 FROM support_request r WHERE r.ward_id = ${wardId} AND ${isLeftOverdue(today)}`)},
          'fresh', ${counted(sql`1 FROM support_request r WHERE r.ward_id = ${wardId} AND ${REQUEST_IN.new}`)},
          'waiting', ${counted(sql`1 FROM support_request r WHERE r.ward_id = ${wardId} AND (${isLeftOverdue(today)} OR ${REQUEST_IN.new})`)},
          'stoodStill', ${stoodStill(wardId, today)}, 'plannedLate', ${plannedLate(wardId, today)},
          'late', (SELECT coalesce(json_agg(late), '[]') FROM (
            SELECT h.address_line AS address, r.received_on AS "receivedOn", r.promised_by AS "promisedBy", ${STANDSTILL} AS standstill
            FROM support_request r JOIN household h ON h.id = r.household_id WHERE r.ward_id = ${wardId} AND ${isLeftOverdue(today)}
            ORDER BY r.promised_by, r.id LIMIT ${constant(MAX_NAMED)}) late),
          'freshAt', (SELECT coalesce(json_agg(fresh.address_line), '[]') FROM (
            SELECT h.address_line FROM support_request r JOIN household h ON h.id = r.household_id
            WHERE r.ward_id = ${wardId} AND ${REQUEST_IN.new} AND (r.promised_by IS NULL OR r.promised_by >= ${today})
            ORDER BY r.received_on, r.id LIMIT ${constant(MAX_NAMED)}) fresh)) AS requests,
        (SELECT to_jsonb(found) FROM (${outsideCountsOf(wardId)}) found) AS outside,
        (SELECT coalesce(json_agg(json_build_object('id', r.id, 'code', r.code, 'officers', (SELECT string_agg(u.display_name, ', ' ORDER BY u.display_name)
            FROM round_officer o JOIN user_account u ON u.id = o.user_id WHERE o.round_id = r.id)) ORDER BY r.ends_at), '[]')
          FROM round r WHERE r.ward_id = ${wardId} AND r.starts_at > ${now}::timestamptz - interval '1 day' AND r.ends_at < ${now}::timestamptz - make_interval(mins => ${constant(BACK_WITHIN_MINUTES)})
            AND r.returned_at IS NULL AND NOT EXISTS (SELECT FROM round_closure c WHERE c.round_id = r.id AND c.kind = 'cancelled')) AS "notBack",
        (SELECT coalesce(json_agg(json_build_object('id', c.round_id, 'code', r.code, 'doors', left_out.doors) ORDER BY r.starts_at DESC), '[]')
          FROM round_closure c JOIN round r ON r.id = c.round_id
          CROSS JOIN LATERAL (SELECT count(*) AS doors FROM round_door d WHERE d.round_id = r.id AND NOT EXISTS (SELECT FROM visit v WHERE v.round_door_id = d.id)) left_out
          WHERE c.ward_id = ${wardId} AND c.closed_by IS NULL AND c.closed_at > ${now}::timestamptz - interval '7 days' AND r.ends_at > ${now}::timestamptz - interval '14 days' AND left_out.doors > 0) AS "selfClosed",
        (SELECT coalesce(json_agg(p.pattern), '[]') FROM (${patternsOf(wardId, today)}) p WHERE NOT p."isAlert") AS "scamPatterns",
        ${counted(sql`1 FROM due_rule d WHERE d.ward_id = ${wardId} AND NOT ${isApplied(today)}`)} AS "staleRules",
        ${counted(sql`1 FROM newcomer WHERE ward_id = ${wardId} AND is_waiting`)} AS newcomers,
        (SELECT coalesce(json_agg(met.full_name), '[]') FROM (
          SELECT full_name FROM newcomer WHERE ward_id = ${wardId} AND is_waiting ORDER BY reported_at, id LIMIT ${constant(MAX_NAMED)}) met) AS "newcomerNames",
        ${counted(sql`1 FROM duplicate_pair WHERE ward_id = ${wardId} AND distinct_at IS NULL`)} AS pairs,
        ${counted(sql`1 FROM duplicate_household_pair WHERE ward_id = ${wardId} AND distinct_at IS NULL`)} AS "householdPairs",
        ${counted(sql`1 FROM import_run WHERE ward_id = ${wardId} AND (status = 'previewed' OR ${WAITS_FOR_COLUMNS})`)} AS imports,
        EXISTS (SELECT FROM official_count WHERE ward_id = ${wardId} AND month = ${lastMonth} AND withdrawn_at IS NULL) AS "hasOfficialCount",
        (EXISTS (SELECT FROM month_closing WHERE ward_id = ${wardId} AND month = ${lastMonth} AND reopened_at IS NULL)
          OR NOT EXISTS (SELECT FROM visit WHERE ward_id = ${wardId} AND visited_on < ${monthStartOf(today)})) AS "isMonthClosed",
        (SELECT coalesce(json_agg(json_build_object('month', month, 'isReopened', reopened_at IS NOT NULL) ORDER BY month, revision), '[]') FROM month_closing
         WHERE ward_id = ${wardId} AND month >= ${addMonths(lastMonth, -11)} AND CASE WHEN reopened_at IS NULL THEN confirmed_at ELSE reopening_confirmed_at END IS NULL) AS unconfirmed,
        (${sampleProgress(wardId, quarterStartOf(today), today)}) AS sample,
        ${confirmationsDue(wardId, reader, lastMonth, today)} AS confirmations,
        ${openClocks(wardId)} AS "dataRequests",
        (SELECT coalesce(json_agg(discovered_at ORDER BY discovered_at), '[]') FROM data_breach WHERE ward_id = ${wardId} AND ended_as IS NULL) AS breaches,
        ${isHeadUnprinted(wardId, instantOf(monthStartOf(today), '00:00'))} AS "isHeadUnprinted",
        (SELECT coalesce(json_agg(json_build_object('id', u.id, 'name', u.display_name) ORDER BY u.display_name), '[]') FROM user_account u
         WHERE u.ward_id = ${wardId} AND u.role = 'officer' AND u.disabled_at IS NULL AND NOT EXISTS (SELECT FROM officer_availability a WHERE a.user_id = u.id)) AS "withoutHours",
        (SELECT coalesce(json_agg(json_build_object('id', u.id, 'name', u.display_name) ORDER BY u.display_name), '[]') FROM user_account u WHERE ${warnedOf(wardId, now)}) AS "unusedAccounts",
        ${counted(sql`1 FROM audit_event WHERE chain_id = ${wardId} AND NOT is_change AND at >= ${instantOf(addDays(today, -1), '00:00')} AND action = 'area.give-reason'`)} AS "areaReasons",
        (SELECT coalesce(json_agg(json_build_object('id', t.id, 'code', t.code, 'startsAt', t.starts_at, 'endsAt', t.ends_at, 'area', t.area, 'isMine', t.is_mine, 'isClosed', t.is_closed,
            'officers', (SELECT coalesce(json_agg(u.display_name ORDER BY u.display_name), '[]') FROM round_officer o JOIN user_account u ON u.id = o.user_id WHERE o.round_id = t.id),
            'doors', (SELECT count(*) FROM round_door d WHERE d.round_id = t.id),
            'doneDoors', (SELECT count(*) FROM round_door d WHERE d.round_id = t.id AND EXISTS (SELECT FROM visit v WHERE v.round_door_id = d.id)),
            'carried', (SELECT count(*) FROM carried_round c WHERE c.round_id = t.id AND c.removed_at IS NULL AND c.revoked_at IS NULL)) ORDER BY t.starts_at, t.id), '[]')
         FROM today t) AS rounds,
        ${dueCheckCounts(reader, { wardId, today })} AS checks,
        json_build_object(
          'officers', (SELECT count(*) FROM user_account WHERE ward_id = ${wardId} AND role = 'officer' AND disabled_at IS NULL),
          'hasResidents', EXISTS (SELECT FROM resident r WHERE r.ward_id = ${wardId} AND ${livesInWard('r')}),
          'hasWorked', EXISTS (SELECT FROM round WHERE ward_id = ${wardId}) OR EXISTS (SELECT FROM visit WHERE ward_id = ${wardId})) AS "firstRun",
        w.outreach_policy AS policy,
        (SELECT coalesce(json_agg(json_build_object('date', c.date, 'kind', c.kind, 'name', c.name, 'status', c.status) ORDER BY c.date, c.kind), '[]')
         FROM calendar_day c WHERE c.ward_id = ${wardId} AND c.date >= date_trunc('month', ${today}::date) - interval '2 months') AS "calendarDays"
      FROM ward w WHERE w.id = ${wardId}`;
  const { policy, rounds, requests, ...facts } = found!;
  return {
    ...facts,
    requests: { ...requests, ...waitingNow(requests, today), plannedLate: areLate(requests.plannedLate) },
    rounds: rounds.map((round) => ({ ...round, startsAt: new Date(round.startsAt), endsAt: new Date(round.endsAt) })),
    policy: outreachPolicySchema.parse(policy),
  };
}
export type TodayFacts = Awaited<ReturnType<typeof readTodayFacts>>;
export type RoundToday = TodayFacts['rounds'][number];
