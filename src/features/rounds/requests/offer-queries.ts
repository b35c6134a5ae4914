import { raw } from '../../../shared/sql';
import { combineReads, type Read } from '../../../db/combine-reads';
import type { Database, Reads } from '../../../db/database';
import { addDays, instantOf, localDateOf, type LocalDate, type LocalTime } from '../../../shared/dates';
import { pausesOn } from '../../../shared/pauses';
import { dayKindOf, outreachPolicySchema, roundTimeOf, type CalendarFact } from '../../office/calendar/outreach-time';
import { outsideCountsOf, type OutsideCounts } from '../../casework/public-requests/queries';
import { dueDay, type PromiseFacts } from '../../casework/requests/promised-day';
import { PREFERRED_TIMES, REQUEST_IN, STANDSTILL } from '../../casework/requests/queries';
import { REQUEST_COUNTS, type RequestCounts } from './list-queries';
import { preferredTimeWithin, type PreferredTime } from '../../casework/requests/request-labels';
import { storedReasons, type StoredReasons } from '../doors/door-reason';
import { minuteOf } from '../planner/clock';
import type { AskedDoor, PlannedDoor, PlannedRound } from '../planner/offered-rounds';
import { topicOf, type DoorReason, type ReasonTopic } from '../planner/reasons';
import { slotAt } from '../planner/slots';

/** Days ahead within which a planned round may take a request along. */
export const DAYS_AHEAD = 7;
/** More rounds than a ward plans for a week. */
const MAX_ROUNDS = 200;
/** More requests than wait for a round at a time. */
const MAX_ASKED = 1000;

/** A planned round that may take requests along. */
export interface ComingRound extends PlannedRound {
  code: string;
  startsAt: Date;
  endsAt: Date;
}

/** What is known in order to offer rounds to requests. */
export interface QueueFacts {
  rounds: ComingRound[];
  /** By request: the doors of accepted requests that wait for a round. */
  asked: ReadonlyMap<string, AskedDoor>;
  bufferMinutes: number;
}

interface AskedRow extends PromiseFacts {
  id: string;
  householdId: string;
  laneKey: string;
  walkOrder: string;
  groupId: string | null;
  wishes: PreferredTime[];
  /** 'infinity' for a pause without end. */
  pausedUntil: string | null;
}

interface RoundRow {
  id: string;
  code: string;
  startsAt: Date;
  endsAt: Date;
  doors: {
    laneKey: string;
    walkOrder: string;
    groupId: string | null;
    expectedAt: LocalTime | null;
    isIfTimeAllows: boolean;
    reasons: StoredReasons;
  }[];
}

// $1 the ward, $2 today, $3 now, $4 the instant after the last day ahead, $5 the request, or null for all.
const ROUNDS: Read<RoundRow> = {
  text: `SELECT r.id, r.code, r.starts_at AS "startsAt", r.ends_at AS "endsAt",
      (SELECT coalesce(jsonb_agg(jsonb_build_object('laneKey', h.lane_key, 'walkOrder', h.walk_order, 'groupId', h.residential_group_id,
          'expectedAt', d.expected_at, 'isIfTimeAllows', d.is_if_time_allows, 'reasons', d.reason) ORDER BY d.position), '[]')
       FROM round_door d JOIN household h ON h.id = d.household_id WHERE d.round_id = r.id) AS doors
    FROM round r WHERE r.ward_id = $1 AND r.starts_at > $3 AND r.starts_at < $4 AND NOT EXISTS (SELECT FROM round_closure c WHERE c.round_id = r.id)
    ORDER BY r.starts_at, r.id LIMIT ${MAX_ROUNDS}`,
  instants: { startsAt: true, endsAt: true },
};

const ASKED: Read<AskedRow> = {
  text: `SELECT r.id, h.id AS "householdId", h.lane_key AS "laneKey", h.walk_order AS "walkOrder", h.residential_group_id AS "groupId", r.received_on AS "receivedOn", r.promised_by AS "promisedBy", ${STANDSTILL.text} AS standstill,
      ${PREFERRED_TIMES.text} AS wishes,
      (SELECT max(coalesce(p.paused_until, 'infinity'))::text FROM ${pausesOn(raw('$2')).text} p WHERE p.household_id = h.id) AS "pausedUntil"
    FROM support_request r JOIN household h ON h.id = r.household_id
    WHERE r.ward_id = $1 AND ${REQUEST_IN.accepted.text} AND ($5::uuid IS NULL OR r.id = $5) AND h.occupancy <> 'vacant'
    ORDER BY r.promised_by, r.received_on, r.id LIMIT ${MAX_ASKED}`,
  instants: {},
};

/** The lanes of the ward in walking order; none while no round is planned or no request waits. */
const LANES: Read<{ key: string }> = {
  text: `SELECT lane_key AS key FROM household WHERE ward_id = $1
      AND EXISTS (SELECT FROM round r WHERE r.ward_id = $1 AND r.starts_at > $3 AND r.starts_at < $4)
      AND EXISTS (SELECT FROM support_request r WHERE r.ward_id = $1 AND ${REQUEST_IN.open.text} AND ($5::uuid IS NULL OR r.id = $5))
    GROUP BY lane_key ORDER BY min(walk_order), lane_key`,
  instants: {},
};

const RULES: Read<{ policy: unknown; calendarDays: CalendarFact[] }> = {
  text: `SELECT w.outreach_policy AS policy, (SELECT coalesce(jsonb_agg(jsonb_build_object('date', date, 'kind', kind, 'name', name, 'status', status)), '[]')
      FROM calendar_day WHERE ward_id = w.id AND date BETWEEN $2::date AND $2::date + ${DAYS_AHEAD}) AS "calendarDays" FROM ward w WHERE w.id = $1`,
  instants: {},
};

type QueueRows = {
  rounds: RoundRow;
  asked: AskedRow;
  lanes: { key: string };
  rules: { policy: unknown; calendarDays: CalendarFact[] };
};
const QUEUE = { rounds: ROUNDS, asked: ASKED, lanes: LANES, rules: RULES };
const readQueue = combineReads<QueueRows>('request-queue', QUEUE);
const readQueueAndCounts = combineReads<QueueRows & { counts: RequestCounts; outside: OutsideCounts }>(
  'request-queue-counts',
  {
    ...QUEUE,
    counts: REQUEST_COUNTS,
    outside: { text: outsideCountsOf(raw('$1')).text, instants: {} },
  },
);

const valuesOf = (wardId: string, now: Date, requestId: string | null) => {
  const today = localDateOf(now);
  return [wardId, today, now, instantOf(addDays(today, DAYS_AHEAD + 1), '00:00'), requestId];
};

/** What is known in order to offer rounds to one request. */
export async function readQueueFacts(
  { pool }: Reads,
  wardId: string,
  requestId: string,
  now: Date,
): Promise<QueueFacts> {
  return factsOf(await readQueue(pool, valuesOf(wardId, now, requestId)), localDateOf(now));
}

/** The same for every accepted request that waits for a round, with the number of requests in each view and from outside. */
export async function readWholeQueue(
  { pool }: Database,
  wardId: string,
  now: Date,
): Promise<QueueFacts & { counts: RequestCounts; outside: OutsideCounts }> {
  const found = await readQueueAndCounts(pool, valuesOf(wardId, now, null));
  return { ...factsOf(found, localDateOf(now)), counts: found.counts[0]!, outside: found.outside[0]! };
}

function factsOf(
  { rounds, asked, lanes, rules: [rules] }: { [Part in keyof QueueRows]: QueueRows[Part][] },
  today: LocalDate,
): QueueFacts {
  const policy = outreachPolicySchema.parse(rules!.policy);
  const laneOf = new Map(lanes.map(({ key }, index) => [key, index]));
  return {
    bufferMinutes: policy.bufferMinutes,
    rounds: rounds.map(({ doors, ...round }) => {
      const { date, from, to } = roundTimeOf(round);
      const kind = dayKindOf(
        date,
        rules!.calendarDays.filter((day) => day.date === date),
      );
      return {
        ...round,
        slot: slotAt({ date, kind, from: minuteOf(from), to: minuteOf(to) }, policy),
        doors: doors.map(({ laneKey, expectedAt, reasons, ...door }) => ({
          ...door,
          lane: laneOf.get(laneKey) ?? -1,
          at: expectedAt === null ? null : minuteOf(expectedAt),
          ...agreedAt(storedReasons(reasons)),
        })),
      };
    }),
    asked: new Map(
      asked.map(({ id, laneKey, ...door }) => [
        id,
        { ...door, promisedBy: dueDay(door, today), lane: laneOf.get(laneKey) ?? -1 },
      ]),
    ),
  };
}

const EXPECTING: readonly ReasonTopic[] = ['request', 'promise', 'missed_promise', 'call'];

/** Whether a door on a round expects the team, and until when, by the reasons for which it was planned. */
function agreedAt(reasons: readonly DoorReason[]): Pick<PlannedDoor, 'isExpected' | 'until'> {
  const until = reasons.flatMap((reason) => {
    if (reason.kind === 'request') return preferredTimeWithin(reason.preferred, reason.round)?.to ?? [];
    return reason.kind === 'promised_hour' || reason.kind === 'promised_hour_today' ? (reason.to ?? []) : [];
  })[0];
  return {
    isExpected: reasons.some((reason) => EXPECTING.includes(topicOf(reason))),
    until: until === undefined ? null : minuteOf(until),
  };
}
