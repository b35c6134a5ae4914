import type { Database } from '../../../db/database';
import { addDays, addMonths, instantOf, type LocalDate, monthStartOf, quarterStartOf } from '../../../shared/dates';
import { livesInWard } from '../../../shared/living-here';
import { raw } from '../../../shared/sql';
import { outreachPolicySchema, type CalendarFact, type OutreachPolicy } from '../../office/calendar/outreach-time';
import { dueCheckCounts } from '../../casework/portal-use/check-queries';
import { outsideCountsOf, type OutsideCounts } from '../../casework/public-requests/queries';
import { waitingNow } from '../../casework/requests/promised-day';
import { REQUEST_IN } from '../../casework/requests/queries';
import { isOverdue, stoodStill, type StoodStill } from '../../rounds/requests/list-queries';
import { isHeadUnprinted } from '../../office/audit/queries';
import type { ClockFacts } from '../../privacy/data-requests/clocks';
import { openClocks } from '../../privacy/data-requests/queries';
import { sampleProgress, type SampleProgress } from '../../adoption/sample/queries';
import { isMissing } from '../../rounds/hand-overs/queries';
import { WAITS_FOR_COLUMNS } from '../../register/imports/runs/queries';

/** A round of today. */
export interface RoundToday {
  id: string;
  code: string;
  startsAt: Date;
  endsAt: Date;
  area: string;
  officers: string[];
  doors: number;
  doneDoors: number;
  /** On how many laptops the round is carried. */
  carried: number;
  isMine: boolean;
  /** Its doors without a visit are free again. */
  isClosed: boolean;
}

/** What a ward has to be given before it can send a team out. */
export interface FirstRun {
  hasGroups: boolean;
  hasAccounts: boolean;
  hasResidents: boolean;
  hasHours: boolean;
  hasRounds: boolean;
}

/** What waits in a ward, in numbers. */
export interface TodayFacts {
  /** Overdue, not accepted yet, and either of these. */
  requests: { overdue: number; fresh: number; waiting: number };
  /** Sent from outside and not matched with a door yet. */
  outside: OutsideCounts;
  newcomers: number;
  pairs: number;
  householdPairs: number;
  imports: number;
  things: number;
  /** The office has typed in what the portal published for the last full month. */
  hasOfficialCount: boolean;
  /** The last full month is closed, or the ward kept no book in it. */
  isMonthClosed: boolean;
  /** This quarter's sample; null while none is drawn. */
  sample: SampleProgress | null;
  /** Officers who have not said when they are free. */
  withoutHours: { id: string; name: string }[];
  /** Open requests of people about their own data. */
  dataRequests: ClockFacts[];
  /** When the breaches were discovered whose 72 hours still run, the earliest first. ISO. */
  breaches: string[];
  /** The sheet with the head of the log was not opened this month. */
  isHeadUnprinted: boolean;
  rounds: RoundToday[];
  /** Check-backs to make, in the ward and near the doors where this officer goes today. */
  checks: { all: number; near: number };
  firstRun: FirstRun;
  policy: OutreachPolicy;
  /** The special days from two months before the first of this month on. */
  calendarDays: CalendarFact[];
}

const MAX_COUNTED = 999;

/** SQL: how many rows there are, counted up to MAX_COUNTED. */
const counted = (rows: string) => `(SELECT count(*)::int FROM (SELECT ${rows} LIMIT ${MAX_COUNTED}) found)`;

// $1 the ward, $2 today, $3 and $4 the instants between which today lies, $5 the reader, $6 the last full month, $7 now,
// $8 the first day of the quarter, $9 the instant at which this month begins.
const FACTS = `
  WITH today AS MATERIALIZED (
    SELECT r.id, r.code, r.starts_at, r.ends_at, r.area, EXISTS (SELECT FROM round_officer o WHERE o.round_id = r.id AND o.user_id = $5) AS is_mine,
      EXISTS (SELECT FROM round_closure c WHERE c.round_id = r.id) AS is_closed
    FROM round r
    WHERE r.ward_id = $1 AND r.starts_at >= $3 AND r.starts_at < $4
      AND NOT EXISTS (SELECT FROM round_closure c WHERE c.round_id = r.id AND c.kind = 'cancelled'))
  SELECT json_build_object(
      'overdue', ${counted(`1 FROM support_request r WHERE r.ward_id = $1 AND ${isOverdue(raw('$2')).text}`)},
      'fresh', ${counted(`1 FROM support_request r WHERE r.ward_id = $1 AND ${REQUEST_IN.new.text}`)},
      'waiting', ${counted(`1 FROM support_request r WHERE r.ward_id = $1 AND (${isOverdue(raw('$2')).text} OR ${REQUEST_IN.new.text})`)},
      'stoodStill', ${stoodStill(raw('$1'), raw('$2')).text}) AS requests,
    (SELECT to_jsonb(found) FROM (${outsideCountsOf(raw('$1')).text}) found) AS outside,
    ${counted('1 FROM newcomer WHERE ward_id = $1 AND is_waiting')} AS newcomers,
    ${counted('1 FROM duplicate_pair WHERE ward_id = $1 AND distinct_at IS NULL')} AS pairs,
    ${counted('1 FROM duplicate_household_pair WHERE ward_id = $1 AND distinct_at IS NULL')} AS "householdPairs",
    ${counted(`1 FROM import_run WHERE ward_id = $1 AND (status = 'previewed' OR ${WAITS_FOR_COLUMNS.text})`)} AS imports,
    ${counted(`1 FROM hand_over x JOIN round r ON r.id = x.round_id WHERE x.ward_id = $1 AND ${isMissing('x', 'r', raw('$7')).text}`)} AS things,
    EXISTS (SELECT FROM official_count WHERE ward_id = $1 AND month = $6 AND withdrawn_at IS NULL) AS "hasOfficialCount",
    (EXISTS (SELECT FROM month_closing WHERE ward_id = $1 AND month = $6 AND reopened_at IS NULL)
      OR NOT EXISTS (SELECT FROM visit WHERE ward_id = $1 AND visited_on < ($6::date + interval '1 month')::date)) AS "isMonthClosed",
    (${sampleProgress(raw('$1'), raw('$8'), raw('$2')).text}) AS sample,
    ${openClocks(raw('$1')).text} AS "dataRequests",
    (SELECT coalesce(json_agg(discovered_at ORDER BY discovered_at), '[]') FROM data_breach WHERE ward_id = $1 AND ended_as IS NULL) AS breaches,
    ${isHeadUnprinted(raw('$1'), raw('$9::timestamptz')).text} AS "isHeadUnprinted",
    (SELECT coalesce(json_agg(json_build_object('id', u.id, 'name', u.display_name) ORDER BY u.display_name), '[]') FROM user_account u
     WHERE u.ward_id = $1 AND u.role = 'officer' AND u.disabled_at IS NULL AND NOT EXISTS (SELECT FROM officer_availability a WHERE a.user_id = u.id)) AS "withoutHours",
    (SELECT coalesce(json_agg(json_build_object('id', t.id, 'code', t.code, 'startsAt', t.starts_at, 'endsAt', t.ends_at, 'area', t.area, 'isMine', t.is_mine, 'isClosed', t.is_closed,
        'officers', (SELECT coalesce(json_agg(u.display_name ORDER BY u.display_name), '[]') FROM round_officer o JOIN user_account u ON u.id = o.user_id WHERE o.round_id = t.id),
        'doors', (SELECT count(*) FROM round_door d WHERE d.round_id = t.id),
        'doneDoors', (SELECT count(*) FROM round_door d WHERE d.round_id = t.id AND EXISTS (SELECT FROM visit v WHERE v.round_door_id = d.id)),
        'carried', (SELECT count(*) FROM carried_round c WHERE c.round_id = t.id AND c.removed_at IS NULL AND c.revoked_at IS NULL)) ORDER BY t.starts_at, t.id), '[]')
     FROM today t) AS rounds,
    ${dueCheckCounts(raw('$5'), { wardId: raw('$1'), today: raw('$2') }).text} AS checks,
    json_build_object(
      'hasGroups', EXISTS (SELECT FROM residential_group WHERE ward_id = $1),
      'hasAccounts', EXISTS (SELECT FROM user_account WHERE ward_id = $1 AND role = 'officer' AND disabled_at IS NULL),
      'hasResidents', EXISTS (SELECT FROM resident r WHERE r.ward_id = $1 AND ${livesInWard('r').text}),
      'hasHours', EXISTS (SELECT FROM officer_availability a JOIN user_account u ON u.id = a.user_id WHERE u.ward_id = $1),
      'hasRounds', EXISTS (SELECT FROM round WHERE ward_id = $1)) AS "firstRun",
    w.outreach_policy AS policy,
    (SELECT coalesce(json_agg(json_build_object('date', c.date, 'kind', c.kind, 'name', c.name, 'status', c.status) ORDER BY c.date, c.kind), '[]')
     FROM calendar_day c WHERE c.ward_id = $1 AND c.date >= date_trunc('month', $2::date) - interval '2 months') AS "calendarDays"
  FROM ward w WHERE w.id = $1`;

/** What waits in the ward of a reader, in one statement. */
export async function readTodayFacts(
  { pool }: Pick<Database, 'pool'>,
  { wardId, id }: { wardId: string; id: string },
  { now, today }: { now: Date; today: LocalDate },
): Promise<TodayFacts> {
  const lastMonth = addMonths(monthStartOf(today), -1);
  type Row = Omit<TodayFacts, 'policy' | 'requests'> & {
    policy: unknown;
    requests: TodayFacts['requests'] & { stoodStill: StoodStill[] };
  };
  const { rows } = await pool.query<Row>({
    name: 'today-facts',
    text: FACTS,
    values: [
      wardId,
      today,
      instantOf(today, '00:00'),
      instantOf(addDays(today, 1), '00:00'),
      id,
      lastMonth,
      now,
      quarterStartOf(today),
      instantOf(monthStartOf(today), '00:00'),
    ],
  });
  const { policy, rounds, requests, ...facts } = rows[0]!;
  return {
    ...facts,
    requests: { fresh: requests.fresh, ...waitingNow(requests, today) },
    rounds: rounds.map((round) => ({
      ...round,
      startsAt: new Date(round.startsAt),
      endsAt: new Date(round.endsAt),
    })),
    policy: outreachPolicySchema.parse(policy),
  };
}
