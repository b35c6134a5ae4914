import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRow, queryRows } from '../../../db/query-rows';
import { DoorOutcome } from '../../../generated/prisma/enums';
import { instantOf } from '../../../shared/dates';
import { constant, raw, sql } from '../../../shared/sql';
import type { NotPlaced, ProposedRound } from '../planner/planner-output';
import { PROMISE_DUE_AFTER_DAYS } from '../../casework/follow-ups/follow-up';
import { REQUEST_IN } from '../../casework/requests/queries';
import { DOOR_ADDRESS, DOOR_STATE, doorState, toDoorState } from '../doors/obstacle-queries';

export interface KeptRound extends ProposedRound {
  id: string;
}

/** The stored form of what a proposal shows. */
export interface KeptOutput {
  rounds: KeptRound[];
  notPlaced: NotPlaced[];
}

const PROPOSAL = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  createdBy: z.string(),
  createdAt: z.date(),
  expiresAt: z.date(),
  output: z.custom<KeptOutput>(),
  /** Ids of rounds left unticked when others were planned. */
  setAside: z.array(z.string()),
});
export type Proposal = z.infer<typeof PROPOSAL>;

const COLUMNS = sql`p.id, p.from_date AS "from", p.to_date AS "to", u.display_name AS "createdBy", p.created_at AS "createdAt", p.expires_at AS "expiresAt"`;

/** A proposal of the ward; another ward's is not found. */
export const getProposal = (db: Reads, wardId: string, id: string): Promise<Proposal> =>
  queryRow(db, 'round-proposal', PROPOSAL)`SELECT ${COLUMNS}, p.output, p.set_aside AS "setAside"
      FROM round_proposal p JOIN user_account u ON u.id = p.created_by WHERE p.ward_id = ${wardId} AND p.id = ${id}`;

/** The ward's proposals that are still valid, the latest first. */
export const listEarlier = (db: Reads, wardId: string, now: Date) =>
  queryRows(db, 'round-proposals-earlier', PROPOSAL.pick({ output: true, setAside: true }))`
      SELECT output, set_aside AS "setAside" FROM round_proposal
      WHERE ward_id = ${wardId} AND expires_at > ${now} ORDER BY created_at DESC, id DESC LIMIT 20`;

const SUMMARY = PROPOSAL.omit({ output: true, setAside: true }).extend({ rounds: z.number(), planned: z.number() });
export type ProposalSummary = z.infer<typeof SUMMARY>;

/** Valid proposals, the latest first, with how many of their rounds have been planned. */
export const listProposals = (db: Reads, wardId: string, now: Date, limit: number) =>
  queryRows(db, 'round-proposals', SUMMARY)`SELECT ${COLUMNS}, jsonb_array_length(p.output -> 'rounds') AS rounds,
        (SELECT count(*)::int FROM jsonb_array_elements(p.output -> 'rounds') proposed JOIN round r ON r.id = (proposed ->> 'id')::uuid AND r.ward_id = p.ward_id) AS planned
      FROM round_proposal p JOIN user_account u ON u.id = p.created_by
      WHERE p.ward_id = ${wardId} AND p.expires_at > ${now} ORDER BY p.created_at DESC, p.id LIMIT ${limit}`;

const PLANNED_STATE = z.object({
  id: z.string(),
  code: z.string(),
  plannedBy: z.string(),
  plannedAt: z.date(),
  isChanged: z.boolean(),
  isCancelled: z.boolean(),
  startsAt: z.date(),
  endsAt: z.date(),
  officers: z.array(z.object({ id: z.string(), displayName: z.string() })),
  /** Its households, in order. */
  doorIds: z.array(z.string()),
});
/** What became of a proposed round. */
export type PlannedState = z.infer<typeof PLANNED_STATE>;

export const listPlanned = (db: Reads, wardId: string, roundIds: readonly string[]) =>
  queryRows(db, 'round-proposal-planned', PLANNED_STATE)`
      SELECT r.id, r.code, u.display_name AS "plannedBy", r.created_at AS "plannedAt", r.version > 1 AS "isChanged", coalesce(c.kind = 'cancelled', false) AS "isCancelled",
        r.starts_at AS "startsAt", r.ends_at AS "endsAt",
        (SELECT coalesce(json_agg(json_build_object('id', m.id, 'displayName', m.display_name) ORDER BY m.display_name), '[]')
          FROM round_officer o JOIN user_account m ON m.id = o.user_id WHERE o.round_id = r.id) AS officers,
        (SELECT coalesce(json_agg(d.household_id ORDER BY d.position), '[]') FROM round_door d WHERE d.round_id = r.id) AS "doorIds"
      FROM round r JOIN user_account u ON u.id = r.created_by LEFT JOIN round_closure c ON c.round_id = r.id
      WHERE r.ward_id = ${wardId} AND r.id = ANY (${roundIds}::uuid[])`;

// ---------------------------------------------------------------- changes since the proposal

/**
 * The current state of the doors of proposed rounds, and what the missing ones were merged into. @param since when they
 * were proposed: visits logged before are no news.
 */
export async function readRegisterNow(db: Reads, wardId: string, since: Date, rounds: readonly KeptRound[]) {
  const doors = await listDoorsNow(db, wardId, since, rounds);
  const gone = rounds.flatMap((round) => round.doors.map(({ doorId }) => doorId)).filter((id) => !doors.has(id));
  // A door is rarely missing.
  const mergedInto = gone.length > 0 ? await listMergedInto(db, wardId, gone) : new Map<string, string>();
  return { doors, mergedInto };
}

const ADDRESS = z.object({ id: z.string(), addressLine: z.string() });
const DOOR_NOW = ADDRESS.extend(DOOR_STATE.shape).extend({
  visit: z
    .object({ outcome: z.enum(DoorOutcome), visitedOn: z.string(), promisedFor: z.string().nullable() })
    .nullable(),
  isAsked: z.boolean(),
});

/** The doors of proposed rounds that are still registered. */
async function listDoorsNow(db: Reads, wardId: string, since: Date, rounds: readonly KeptRound[]) {
  const asked = rounds.flatMap(({ id, date, doors }) => doors.map(({ doorId }) => ({ doorId, date, roundId: id })));
  const rows = await queryRows(db, 'round-proposal-doors-now', DOOR_NOW)`
      SELECT h.id, ${DOOR_ADDRESS} AS "addressLine", ${doorState(raw('w.on_date'), sql`AND r.id <> w.round_id`)},
        (SELECT jsonb_build_object('outcome', v.outcome, 'visitedOn', v.visited_on, 'promisedFor',
            CASE WHEN v.next_step IN ('revisit', 'bring_papers') THEN coalesce(v.next_step_due, v.visited_on + ${constant(PROMISE_DUE_AFTER_DAYS)})
              WHEN v.outcome = 'come_back_later' THEN v.next_step_due END)
          FROM (SELECT * FROM visit WHERE household_id = h.id ORDER BY arrived_at DESC LIMIT 1) v WHERE v.logged_at >= ${since}) AS visit,
        EXISTS (SELECT FROM support_request r WHERE r.household_id = h.id AND ${REQUEST_IN.promised}) AS "isAsked"
      FROM unnest(${asked.map(({ doorId }) => doorId)}::uuid[], ${asked.map(({ date }) => date)}::date[], ${asked.map(({ roundId }) => roundId)}::uuid[]) AS w (door_id, on_date, round_id)
      JOIN household h ON h.id = w.door_id AND h.ward_id = ${wardId}`;
  return new Map(rows.map((row) => [row.id, toDoorState(row)]));
}

/** For households that no longer exist, the address of the one each was merged into. */
async function listMergedInto(db: Reads, wardId: string, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await queryRows(db, 'round-proposal-merged', ADDRESS)`
      SELECT m.removed_id AS id, h.address_line AS "addressLine" FROM register_merge m JOIN household h ON h.id = m.kept_id
      WHERE m.ward_id = ${wardId} AND m.kind = 'household' AND m.removed_id = ANY (${ids}::uuid[]) AND m.undone_at IS NULL`;
  return new Map(rows.map(({ id, addressLine }) => [id, addressLine]));
}

const TEAM_PROBLEM = z.object({
  roundId: z.string(),
  displayName: z.string(),
  code: z.string().nullable(),
  startsAt: z.date(),
  endsAt: z.date(),
});
/** An officer of a proposed round who cannot go: on another round, given by its code, or absent at that time. */
export type TeamProblem = z.infer<typeof TEAM_PROBLEM>;

/** What keeps the officers of proposed rounds from going. */
export function listTeamProblems(db: Reads, wardId: string, rounds: readonly KeptRound[]): Promise<TeamProblem[]> {
  const going = rounds.flatMap(({ id, date, from, to, officerIds }) =>
    officerIds.map((userId) => ({ id, userId, startsAt: instantOf(date, from), endsAt: instantOf(date, to) })),
  );
  return queryRows(db, 'round-proposal-team-problems', TEAM_PROBLEM)`
      SELECT g.round_id AS "roundId", u.display_name AS "displayName", t.code, t.starts_at AS "startsAt", t.ends_at AS "endsAt"
      FROM unnest(${going.map(({ id }) => id)}::uuid[], ${going.map(({ userId }) => userId)}::uuid[],
        ${going.map(({ startsAt }) => startsAt)}::timestamptz[], ${going.map(({ endsAt }) => endsAt)}::timestamptz[]) AS g (round_id, user_id, starts_at, ends_at)
      JOIN user_account u ON u.id = g.user_id AND u.ward_id = ${wardId} JOIN LATERAL (
        SELECT r.code, r.starts_at, r.ends_at FROM round_officer o JOIN round r ON r.id = o.round_id
        WHERE o.user_id = g.user_id AND o.is_active AND o.round_id <> g.round_id AND o.starts_at < g.ends_at AND o.ends_at > g.starts_at
        UNION ALL SELECT NULL, a.starts_at, a.ends_at FROM absence a
        WHERE a.user_id = g.user_id AND tstzrange(a.starts_at, a.ends_at, '[)') && tstzrange(g.starts_at, g.ends_at, '[)')) t ON true
      ORDER BY u.display_name, t.starts_at`;
}
