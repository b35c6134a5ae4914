import { z } from 'zod';
import { queryMaybe, queryRows, queryRow, type Read } from '../../../db/query-rows';
import { sql, raw, constant, type Sql } from '../../../shared/sql';
import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import type { Reads } from '../../../db/database';
import { DoorOutcome, PauseKind } from '../../../generated/prisma/enums';
import { objectsToContact } from '../../../shared/contact-objection';
import { localDateOf, type LocalDate } from '../../../shared/dates';
import { livesThere } from '../../../shared/living-here';
import { pausesOn } from '../../../shared/pauses';
import { HELPER_ROW, helpersOf } from '../needs/queries';
import { openRequestsOf } from '../requests/queries';
import { REQUEST_BRIEF } from '../requests/request-labels';
import { CALL_BRIEF, type CallBrief } from './call-labels';
import { ROUND_OF_DOOR, type RoundOfDoor } from './round-of-door';
import { CALL_MEMBER } from './whom-to-call';

/** Calls older than this no longer tell when to come. */
export const CALLS_DAYS = 180;

const BRIEF = sql`jsonb_build_object('calledOn', c.called_on, 'outcome', c.outcome, 'times', c.times)`;

/**
 * SQL: the outcome of the latest call to a household, as JSON of a CallBrief; null without a recent call.
 * @param household the alias of the household in the statement.
 * @param on the day in question.
 */
export const latestCallOf = (household: string, on: LocalDate | Sql) => sql`(
  SELECT ${BRIEF} FROM door_call c
  WHERE c.household_id = ${raw(household)}.id AND c.withdrawn_at IS NULL AND c.called_on > ${on}::date - ${constant(CALLS_DAYS)} AND c.called_on <= ${on}::date
  ORDER BY c.called_on DESC, c.created_at DESC LIMIT 1)`;

/** The outcome of the latest call to each of these doors. */
export async function findLatestCalls(
  db: Reads,
  wardId: string,
  householdIds: readonly string[],
  today: LocalDate,
): Promise<Map<string, CallBrief>> {
  const rows = await queryRows(db, 'door-calls-latest', z.object({ id: z.string(), call: CALL_BRIEF.nullable() }))`
      SELECT h.id, ${latestCallOf('h', today)} AS call FROM household h WHERE h.ward_id = ${wardId} AND h.id = ANY (${householdIds}::uuid[])`;
  return new Map(rows.flatMap(({ id, call }) => (call ? [[id, call] as const] : [])));
}

/** The households called since an instant, whatever the outcome; withdrawn calls do not count. */
export async function listCalledSince(db: Reads, wardId: string, since: Date, today: LocalDate): Promise<Set<string>> {
  const rows = await queryRows(db, 'door-calls-since', z.object({ id: z.string() }))`
      SELECT DISTINCT household_id AS id FROM door_call WHERE ward_id = ${wardId} AND withdrawn_at IS NULL AND called_on > ${today}::date - ${constant(CALLS_DAYS)} AND created_at >= ${since}`;
  return new Set(rows.map(({ id }) => id));
}

export const CALL_ROW = z.object({
  ...CALL_BRIEF.shape,
  id: z.string(),
  householdId: z.string(),
  addressLine: z.string(),
  note: z.string(),
  caller: z.string(),
  createdAt: z.date(),
  version: z.number(),
  withdrawnAt: z.date().nullable(),
  withdrawnBy: z.string().nullable(),
  withdrawnReason: z.string(),
});
export type CallRow = z.infer<typeof CALL_ROW>;

const CALL = sql`
  SELECT c.id, c.household_id AS "householdId", h.address_line AS "addressLine", c.called_on AS "calledOn", c.outcome, c.times, c.note, u.display_name AS caller,
    c.created_at AS "createdAt", c.version, c.withdrawn_at AS "withdrawnAt", w.display_name AS "withdrawnBy", c.withdrawn_reason AS "withdrawnReason"
  FROM door_call c JOIN household h ON h.id = c.household_id JOIN user_account u ON u.id = c.called_by LEFT JOIN user_account w ON w.id = c.withdrawn_by`;

/** @throws NotFoundError if the ward has no such call. */
export const getCall = (db: Reads, wardId: string, id: string): Promise<CallRow> =>
  queryRow(db, { name: 'door-call', missing: 'Không có cuộc gọi này.' }, CALL_ROW)`
      ${CALL} WHERE c.id = ${id} AND c.ward_id = ${wardId}`;

export async function openCall({ db, accessLog }: AppContext, actor: Actor, id: string): Promise<CallRow> {
  const call = await getCall(db, actor.wardId, id);
  await accessLog.opened(
    actor,
    'door-call.open',
    { type: 'door-call', id },
    { householdId: call.householdId, for: 'edit' },
  );
  return call;
}

const SHOWN_OF_ONE = 10;

/** The latest calls to a household, including withdrawn ones. */
export const callsOfHousehold = (wardId: string, householdId: string): Read<typeof CALL_ROW> => ({
  row: CALL_ROW,
  sql: sql`${CALL} WHERE c.ward_id = ${wardId} AND c.household_id = ${householdId} ORDER BY c.called_on DESC, c.created_at DESC LIMIT ${constant(SHOWN_OF_ONE)}`,
});

/** The open round that goes to a household; null if none does. */
export const findRoundOfDoor = (db: Reads, wardId: string, householdId: string): Promise<RoundOfDoor | null> =>
  queryMaybe(db, 'door-calls-round', ROUND_OF_DOOR)`
      SELECT r.code, r.starts_at AS "startsAt", r.ends_at AS "endsAt" FROM round_door d JOIN round r ON r.id = d.round_id
      WHERE d.ward_id = ${wardId} AND d.household_id = ${householdId} AND d.is_open`;

/** SQL: the members of a household who can be called, the head first, as JSON of CallMember[]. @param household alias. */
export const callMembersOf = (household: string) => sql`(
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'fullName', p.full_name, 'gender', p.gender, 'relation', m.relation, 'phone', p.phone, 'wish', p.contact_wish,
    'birth', CASE WHEN p.birth_date IS NOT NULL THEN jsonb_build_object('date', p.birth_date, 'precision', p.birth_precision) END)
    ORDER BY m.relation <> 'head', p.birth_date, p.sort_name), '[]')
  FROM household_membership m JOIN resident p ON p.id = m.resident_id
  WHERE m.household_id = ${raw(household)}.id AND ${livesThere('m', 'p')} AND NOT ${objectsToContact('p')})`;

/** What an officer who calls a household sees about it. */
export const CALL_HOME = z.object({
  id: z.string(),
  addressLine: z.string(),
  groupName: z.string().nullable(),
  /** The members of today, the head first. */
  members: z.array(CALL_MEMBER),
  helpers: z.array(HELPER_ROW),
  requests: z.array(REQUEST_BRIEF),
  pause: z.object({ kind: z.enum(PauseKind), reason: z.string() }).nullable(),
  visits: z.array(z.object({ visitedOn: z.string(), arrivedAt: z.string(), outcome: z.enum(DoorOutcome) })),
  ward: z.object({ name: z.string(), phone: z.string().nullable(), adultAge: z.number() }),
});
export type CallHome = z.infer<typeof CALL_HOME>;

const VISITS_SHOWN = 4;

/** @throws NotFoundError if the ward has no such household. */
const getCallHome = (db: Reads, wardId: string, householdId: string, today: LocalDate): Promise<CallHome> =>
  queryRow(db, 'door-calls-home', CALL_HOME)`
      SELECT h.id, h.address_line AS "addressLine", g.name AS "groupName", ${helpersOf('h')} AS helpers, ${openRequestsOf('h')} AS requests,
        jsonb_build_object('name', w.name, 'phone', w.phone, 'adultAge', w.adult_age) AS ward,
        ${callMembersOf('h')} AS members,
        (SELECT jsonb_build_object('kind', x.kind, 'reason', x.reason) FROM ${pausesOn(today)} x WHERE x.household_id = h.id ORDER BY x.paused_from DESC LIMIT 1) AS pause,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('visitedOn', v.visited_on, 'arrivedAt', v.arrived_at, 'outcome', v.outcome) ORDER BY v.arrived_at DESC), '[]')
         FROM (SELECT * FROM visit v WHERE v.household_id = h.id ORDER BY v.arrived_at DESC LIMIT ${constant(VISITS_SHOWN)}) v) AS visits
      FROM household h JOIN ward w ON w.id = h.ward_id LEFT JOIN residential_group g ON g.id = h.residential_group_id
      WHERE h.ward_id = ${wardId} AND h.id = ${householdId}`;

/** Where a person who is called lives; null if nowhere in the ward. Logs that their file is read. @param purpose of the call. */
export async function openHomeOf(
  { db, now, accessLog }: AppContext,
  actor: Actor,
  { residentId, householdId }: { residentId: string; householdId: string | null },
  purpose: string,
): Promise<CallHome | null> {
  await accessLog.opened(actor, 'resident.open', { type: 'resident', id: residentId }, { for: purpose });
  return householdId === null ? null : getCallHome(db, actor.wardId, householdId, localDateOf(now()));
}

/** What the form of a new call shows. @throws NotFoundError if the ward has no such household. */
export async function getCallForm(db: Reads, wardId: string, householdId: string, today: LocalDate) {
  const recent = callsOfHousehold(wardId, householdId);
  const [home, calls, round] = await Promise.all([
    getCallHome(db, wardId, householdId, today),
    queryRows(db, 'door-calls-of-household', recent.row)`${recent.sql}`,
    findRoundOfDoor(db, wardId, householdId),
  ]);
  return { home, calls, round };
}
