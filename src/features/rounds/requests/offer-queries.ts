import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import { AREA_CLOSURE, closuresOf } from '../../../shared/area-closures';
import { addDays, instantOf, localDateOf } from '../../../shared/dates';
import { pausesOn } from '../../../shared/pauses';
import { constant, empty, sql } from '../../../shared/sql';
import { dayKindOf, roundTimeOf } from '../../office/calendar/outreach-time';
import { dueDay, PROMISE_FACTS } from '../../casework/requests/promised-day';
import { PREFERRED_TIMES, REQUEST_IN, STANDSTILL } from '../../casework/requests/queries';
import { PREFERRED_TIME, preferredTimeWithin } from '../../casework/requests/request-labels';
import { storedReasons, STORED_REASONS } from '../doors/door-reason';
import { minuteOf } from '../planner/clock';
import type { PlannedDoor } from '../planner/offered-rounds';
import { topicOf, type DoorReason, type ReasonTopic } from '../planner/reasons';
import { slotAt } from '../planner/slots';
import { EXPECTED_TIME } from '../round/expected-time';
import { getPlanningRules } from '../round/plan-queries';

/** Days ahead within which a planned round may take a request along. */
export const DAYS_AHEAD = 7;
/** More rounds than a ward plans for a week. */
const MAX_ROUNDS = 200;
/** More requests than wait for a round at a time. */
const MAX_ASKED = 1000;

const PLACE = { laneKey: z.string(), walkOrder: z.string(), groupId: z.string().nullable() };

const ROUND = z.object({
  id: z.string(),
  code: z.string(),
  startsAt: z.date(),
  endsAt: z.date(),
  doors: z.array(EXPECTED_TIME.extend({ ...PLACE, reasons: STORED_REASONS })),
});

const ASKED = PROMISE_FACTS.extend({
  ...PLACE,
  id: z.string(),
  householdId: z.string(),
  wishes: z.array(PREFERRED_TIME),
  /** 'infinity' for a pause without end. */
  pausedUntil: z.string().nullable(),
  closures: z.array(AREA_CLOSURE),
});

/** What is known in order to offer rounds to one request, or to every accepted request that waits for a round. */
export async function readQueueFacts(db: Reads, wardId: string, requestId: string | null, now: Date) {
  const today = localDateOf(now);
  const lastDay = addDays(today, DAYS_AHEAD);
  const [rounds, asked, { policy, calendarDays }] = await Promise.all([
    queryRows(db, 'request-queue-rounds', ROUND)`SELECT r.id, r.code, r.starts_at AS "startsAt", r.ends_at AS "endsAt",
          (SELECT coalesce(jsonb_agg(jsonb_build_object('laneKey', h.lane_key, 'walkOrder', h.walk_order, 'groupId', h.residential_group_id,
              'expectedAt', d.expected_at, 'isIfTimeAllows', d.is_if_time_allows, 'reasons', d.reason) ORDER BY d.position), '[]')
           FROM round_door d JOIN household h ON h.id = d.household_id WHERE d.round_id = r.id) AS doors
        FROM round r WHERE r.ward_id = ${wardId} AND r.starts_at > ${now} AND r.starts_at < ${instantOf(addDays(lastDay, 1), '00:00')}
          AND NOT EXISTS (SELECT FROM round_closure c WHERE c.round_id = r.id)
        ORDER BY r.starts_at, r.id LIMIT ${constant(MAX_ROUNDS)}`,
    queryRows(db, 'request-queue-asked', ASKED)`
        SELECT r.id, h.id AS "householdId", h.lane_key AS "laneKey", h.walk_order AS "walkOrder", h.residential_group_id AS "groupId", r.received_on AS "receivedOn", r.promised_by AS "promisedBy", ${STANDSTILL} AS standstill,
          ${PREFERRED_TIMES} AS wishes,
          (SELECT max(coalesce(p.paused_until, 'infinity'))::text FROM ${pausesOn(today)} p WHERE p.household_id = h.id) AS "pausedUntil", ${closuresOf(today, 'infinity')} AS closures
        FROM support_request r JOIN household h ON h.id = r.household_id
        WHERE r.ward_id = ${wardId} AND ${REQUEST_IN.accepted} ${requestId === null ? empty : sql`AND r.id = ${requestId}`} AND h.occupancy <> 'vacant'
        ORDER BY r.promised_by, r.received_on, r.id LIMIT ${constant(MAX_ASKED)}`,
    getPlanningRules(db, wardId, today, lastDay),
  ]);
  const laneOf = await lanesInOrder(db, wardId, rounds.length > 0 && asked.length > 0);
  return {
    bufferMinutes: policy.bufferMinutes,
    rounds: rounds.map(({ doors, ...round }) => {
      const { date, from, to } = roundTimeOf(round);
      const kind = dayKindOf(
        date,
        calendarDays.filter((day) => day.date === date),
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
    /** By request: the doors of accepted requests that wait for a round. */
    asked: new Map(
      asked.map(({ id, laneKey, ...door }) => [
        id,
        { ...door, promisedBy: dueDay(door, today), lane: laneOf.get(laneKey) ?? -1 },
      ]),
    ),
  };
}
export type QueueFacts = Awaited<ReturnType<typeof readQueueFacts>>;

/** The place of each lane of the ward in walking order; none if no way is to be measured. */
async function lanesInOrder(db: Reads, wardId: string, isNeeded: boolean): Promise<ReadonlyMap<string, number>> {
  if (!isNeeded) return new Map();
  const lanes = await queryRows(db, 'request-queue-lanes', z.object({ key: z.string() }))`
      SELECT lane_key AS key FROM household WHERE ward_id = ${wardId} GROUP BY lane_key ORDER BY min(walk_order), lane_key`;
  return new Map(lanes.map(({ key }, index) => [key, index]));
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
