import { raw } from '../../../shared/sql';
import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import type { Database, Reads } from '../../../db/database';
import { combineReads, type Read } from '../../../db/combine-reads';
import type { DoorOutcome, PauseKind } from '../../../generated/prisma/enums';
import { objectsToContact } from '../../../shared/contact-objection';
import type { LocalDate } from '../../../shared/dates';
import { livesThere } from '../../../shared/living-here';
import { pausesOn } from '../../../shared/pauses';
import { NotFoundError } from '../../../shared/errors';
import { helpersOf, type HelperRow } from '../needs/queries';
import { openRequestsOf } from '../requests/queries';
import type { RequestBrief } from '../requests/request-labels';
import type { CallBrief } from './call-labels';
import type { RoundOfDoor } from './round-of-door';
import type { CallMember } from './whom-to-call';

/** Calls older than this no longer tell when to come. */
export const CALLS_DAYS = 180;

const BRIEF = `jsonb_build_object('calledOn', c.called_on, 'outcome', c.outcome, 'times', c.times)`;

/**
 * SQL: the outcome of the latest call to a household, as JSON of a CallBrief; null without a recent call.
 * @param household the alias of the household in the statement.
 * @param on the parameter with the day in question: '$2'.
 */
export const latestCallOf = (household: string, on: string) => `(
  SELECT ${BRIEF} FROM door_call c
  WHERE c.household_id = ${household}.id AND c.withdrawn_at IS NULL AND c.called_on > ${on}::date - ${CALLS_DAYS} AND c.called_on <= ${on}::date
  ORDER BY c.called_on DESC, c.created_at DESC LIMIT 1)`;

/** The outcome of the latest call to each of these doors. */
export async function findLatestCalls(
  { pool }: Reads,
  wardId: string,
  householdIds: readonly string[],
  today: LocalDate,
): Promise<Map<string, CallBrief>> {
  const { rows } = await pool.query<{ id: string; call: CallBrief | null }>({
    name: 'door-calls-latest',
    text: `SELECT h.id, ${latestCallOf('h', '$3')} AS call FROM household h WHERE h.ward_id = $1 AND h.id = ANY ($2::uuid[])`,
    values: [wardId, householdIds, today],
  });
  return new Map(rows.flatMap(({ id, call }) => (call ? [[id, call] as const] : [])));
}

/** The households called since an instant, whatever the outcome; withdrawn calls do not count. */
export async function listCalledSince(
  { pool }: Database,
  wardId: string,
  since: Date,
  today: LocalDate,
): Promise<Set<string>> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'door-calls-since',
    text: `SELECT DISTINCT household_id AS id FROM door_call WHERE ward_id = $1 AND withdrawn_at IS NULL AND called_on > $2::date - ${CALLS_DAYS} AND created_at >= $3`,
    values: [wardId, today, since],
  });
  return new Set(rows.map(({ id }) => id));
}

export interface CallRow extends CallBrief {
  id: string;
  householdId: string;
  addressLine: string;
  note: string;
  caller: string;
  createdAt: Date;
  version: number;
  withdrawnAt: Date | null;
  withdrawnBy: string | null;
  withdrawnReason: string;
}

const CALL = `
  SELECT c.id, c.household_id AS "householdId", h.address_line AS "addressLine", c.called_on AS "calledOn", c.outcome, c.times, c.note, u.display_name AS caller,
    c.created_at AS "createdAt", c.version, c.withdrawn_at AS "withdrawnAt", w.display_name AS "withdrawnBy", c.withdrawn_reason AS "withdrawnReason"
  FROM door_call c JOIN household h ON h.id = c.household_id JOIN user_account u ON u.id = c.called_by LEFT JOIN user_account w ON w.id = c.withdrawn_by`;

/** @throws NotFoundError if the ward has no such call. */
export async function getCall({ pool }: Database, wardId: string, id: string): Promise<CallRow> {
  const { rows } = await pool.query<CallRow>({
    name: 'door-call',
    text: `${CALL} WHERE c.id = $1 AND c.ward_id = $2`,
    values: [id, wardId],
  });
  if (!rows[0]) throw new NotFoundError('Không có cuộc gọi này.');
  return rows[0];
}

/** A call for a page. Every page that shows one is logged as a reading. */
export async function openCall(
  { db, accessLog }: AppContext,
  actor: Actor,
  id: string,
  purpose: 'edit' | 'conflict',
): Promise<CallRow> {
  const call = await getCall(db, actor.wardId, id);
  await accessLog.opened(
    actor,
    'door-call.open',
    { type: 'door-call', id },
    { householdId: call.householdId, for: purpose },
  );
  return call;
}

const SHOWN_OF_ONE = 10;

/** The latest calls to a household, including withdrawn ones: $1 the ward, $2 the household. */
export const HOUSEHOLD_CALLS: Read<CallRow> = {
  text: `${CALL} WHERE c.ward_id = $1 AND c.household_id = $2 ORDER BY c.called_on DESC, c.created_at DESC LIMIT ${SHOWN_OF_ONE}`,
  instants: { createdAt: true, withdrawnAt: true },
};

const ROUND_OF_DOOR: Read<RoundOfDoor> = {
  text: `SELECT r.code, r.starts_at AS "startsAt", r.ends_at AS "endsAt" FROM round_door d JOIN round r ON r.id = d.round_id
    WHERE d.ward_id = $1 AND d.household_id = $2 AND d.is_open`,
  instants: { startsAt: true, endsAt: true },
};

/** The open round that goes to a household; null if none does. */
export async function findRoundOfDoor(
  { pool }: Database,
  wardId: string,
  householdId: string,
): Promise<RoundOfDoor | null> {
  const { rows } = await pool.query<RoundOfDoor>({
    name: 'door-calls-round',
    text: ROUND_OF_DOOR.text,
    values: [wardId, householdId],
  });
  return rows[0] ?? null;
}

/** SQL: the members of a household who can be called, the head first, as JSON of CallMember[]. @param household alias. */
export const callMembersOf = (household: string) => `(
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'fullName', p.full_name, 'gender', p.gender, 'relation', m.relation, 'phone', p.phone, 'wish', p.contact_wish,
    'birth', CASE WHEN p.birth_date IS NOT NULL THEN jsonb_build_object('date', p.birth_date, 'precision', p.birth_precision) END)
    ORDER BY m.relation <> 'head', p.birth_date, p.sort_name), '[]')
  FROM household_membership m JOIN resident p ON p.id = m.resident_id
  WHERE m.household_id = ${household}.id AND ${livesThere('m', 'p').text} AND NOT ${objectsToContact('p').text})`;

/** What an officer who calls a household sees about it. */
export interface CallHome {
  id: string;
  addressLine: string;
  groupName: string | null;
  /** The members of today, the head first. */
  members: CallMember[];
  helpers: HelperRow[];
  requests: RequestBrief[];
  pause: { kind: PauseKind; reason: string } | null;
  visits: { visitedOn: LocalDate; arrivedAt: string; outcome: DoorOutcome }[];
  ward: { name: string; phone: string | null; adultAge: number };
}

const VISITS_SHOWN = 4;

/** $1 the ward, $2 the household, $3 today. */
const CALL_HOME: Read<CallHome> = {
  text: `SELECT h.id, h.address_line AS "addressLine", g.name AS "groupName", ${helpersOf('h')} AS helpers, ${openRequestsOf('h')} AS requests,
        jsonb_build_object('name', w.name, 'phone', w.phone, 'adultAge', w.adult_age) AS ward,
        ${callMembersOf('h')} AS members,
        (SELECT jsonb_build_object('kind', x.kind, 'reason', x.reason) FROM ${pausesOn(raw('$3')).text} x WHERE x.household_id = h.id ORDER BY x.paused_from DESC LIMIT 1) AS pause,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('visitedOn', v.visited_on, 'arrivedAt', v.arrived_at, 'outcome', v.outcome) ORDER BY v.arrived_at DESC), '[]')
         FROM (SELECT * FROM visit v WHERE v.household_id = h.id ORDER BY v.arrived_at DESC LIMIT ${VISITS_SHOWN}) v) AS visits
      FROM household h JOIN ward w ON w.id = h.ward_id LEFT JOIN residential_group g ON g.id = h.residential_group_id
      WHERE h.ward_id = $1 AND h.id = $2`,
  instants: {},
};

/** @throws NotFoundError if the ward has no such household. */
export async function getCallHome(
  { pool }: Reads,
  wardId: string,
  householdId: string,
  today: LocalDate,
): Promise<CallHome> {
  const { rows } = await pool.query<CallHome>({
    name: 'door-calls-home',
    text: CALL_HOME.text,
    values: [wardId, householdId, today],
  });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}

const readCallForm = combineReads<{ home: CallHome; calls: CallRow; round: RoundOfDoor }>('door-calls-form', {
  home: CALL_HOME,
  calls: HOUSEHOLD_CALLS,
  round: ROUND_OF_DOOR,
});

/** What the form of a new call shows. @throws NotFoundError if the ward has no such household. */
export async function getCallForm(
  { pool }: Reads,
  wardId: string,
  householdId: string,
  today: LocalDate,
): Promise<{ home: CallHome; calls: CallRow[]; round: RoundOfDoor | null }> {
  const { home, calls, round } = await readCallForm(pool, [wardId, householdId, today]);
  if (!home[0]) throw new NotFoundError();
  return { home: home[0], calls, round: round[0] ?? null };
}
