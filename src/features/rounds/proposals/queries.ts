import { raw } from '../../../shared/sql';
import type { Database, Reads } from '../../../db/database';
import type { DoorOutcome, HouseholdOccupancy, PauseKind } from '../../../generated/prisma/enums';
import { instantOf, type LocalDate } from '../../../shared/dates';
import { pausesOn } from '../../../shared/pauses';
import { NotFoundError } from '../../../shared/errors';
import type { NotPlaced, ProposedRound } from '../planner/planner-output';
import { PROMISE_DUE_AFTER_DAYS } from '../../casework/follow-ups/follow-up';
import { REQUEST_IN } from '../../casework/requests/queries';
import type { RegisterNow, DoorNow } from './door-change';

/** A proposed round with the id under which it is planned. */
export interface KeptRound extends ProposedRound {
  id: string;
}

/** The stored form of what a proposal shows. */
export interface KeptOutput {
  rounds: KeptRound[];
  notPlaced: NotPlaced[];
}

export interface Proposal {
  id: string;
  from: LocalDate;
  to: LocalDate;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date;
  output: KeptOutput;
  /** Ids of rounds left unticked when others were planned. */
  setAside: string[];
}

/** A proposal of the ward; another ward's is not found. */
export async function getProposal({ pool }: Database, wardId: string, id: string): Promise<Proposal> {
  const { rows } = await pool.query<Proposal>({
    name: 'round-proposal',
    text: `SELECT p.id, p.from_date AS "from", p.to_date AS "to", u.display_name AS "createdBy", p.created_at AS "createdAt", p.expires_at AS "expiresAt", p.output, p.set_aside AS "setAside"
           FROM round_proposal p JOIN user_account u ON u.id = p.created_by WHERE p.ward_id = $1 AND p.id = $2`,
    values: [wardId, id],
  });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}

/** The ward's proposals that are still valid, the latest first. */
export async function listEarlier(
  { pool }: Database,
  wardId: string,
  now: Date,
): Promise<Pick<Proposal, 'output' | 'setAside'>[]> {
  const { rows } = await pool.query<Pick<Proposal, 'output' | 'setAside'>>({
    name: 'round-proposals-earlier',
    text: `SELECT output, set_aside AS "setAside" FROM round_proposal
           WHERE ward_id = $1 AND expires_at > $2 ORDER BY created_at DESC, id DESC LIMIT 20`,
    values: [wardId, now],
  });
  return rows;
}

export interface ProposalSummary extends Omit<Proposal, 'output' | 'setAside'> {
  rounds: number;
  planned: number;
}

/** Valid proposals, the latest first, with how many of their rounds have been planned. */
export async function listProposals(
  { pool }: Database,
  wardId: string,
  now: Date,
  limit: number,
): Promise<ProposalSummary[]> {
  const { rows } = await pool.query<ProposalSummary>({
    name: 'round-proposals',
    text: `SELECT p.id, p.from_date AS "from", p.to_date AS "to", u.display_name AS "createdBy", p.created_at AS "createdAt", p.expires_at AS "expiresAt",
             jsonb_array_length(p.output -> 'rounds') AS rounds,
             (SELECT count(*)::int FROM jsonb_array_elements(p.output -> 'rounds') proposed JOIN round r ON r.id = (proposed ->> 'id')::uuid AND r.ward_id = p.ward_id) AS planned
           FROM round_proposal p JOIN user_account u ON u.id = p.created_by
           WHERE p.ward_id = $1 AND p.expires_at > $2 ORDER BY p.created_at DESC, p.id LIMIT $3`,
    values: [wardId, now, limit],
  });
  return rows;
}

/** What became of a proposed round. */
export interface PlannedState {
  id: string;
  code: string;
  plannedBy: string;
  plannedAt: Date;
  isChanged: boolean;
  isCancelled: boolean;
  startsAt: Date;
  endsAt: Date;
  officers: { id: string; displayName: string }[];
  /** Its households, in order. */
  doorIds: string[];
}

/** The planned ones among these rounds. */
export async function listPlanned(
  { pool }: Reads,
  wardId: string,
  roundIds: readonly string[],
): Promise<PlannedState[]> {
  const { rows } = await pool.query<PlannedState>({
    name: 'round-proposal-planned',
    text: `SELECT r.id, r.code, u.display_name AS "plannedBy", r.created_at AS "plannedAt", r.version > 1 AS "isChanged", coalesce(c.kind = 'cancelled', false) AS "isCancelled",
             r.starts_at AS "startsAt", r.ends_at AS "endsAt",
             (SELECT coalesce(json_agg(json_build_object('id', m.id, 'displayName', m.display_name) ORDER BY m.display_name), '[]')
               FROM round_officer o JOIN user_account m ON m.id = o.user_id WHERE o.round_id = r.id) AS officers,
             (SELECT coalesce(json_agg(d.household_id ORDER BY d.position), '[]') FROM round_door d WHERE d.round_id = r.id) AS "doorIds"
           FROM round r JOIN user_account u ON u.id = r.created_by LEFT JOIN round_closure c ON c.round_id = r.id
           WHERE r.ward_id = $1 AND r.id = ANY ($2::uuid[])`,
    values: [wardId, roundIds],
  });
  return rows;
}

// ---------------------------------------------------------------- changes since the proposal

interface DoorNowRow extends Pick<DoorNow, 'id' | 'addressLine' | 'isAsked'> {
  occupancy: HouseholdOccupancy;
  pauseKind: PauseKind | null;
  pauseUntil: LocalDate | null;
  openCode: string | null;
  openStartsAt: Date | null;
  openEndsAt: Date | null;
  outcome: DoorOutcome | null;
  visitedOn: LocalDate | null;
  promisedFor: LocalDate | null;
}

/** The current state of the doors of proposed rounds: listDoorsNow, and what became of the missing ones. */
export async function readRegisterNow(
  db: Database,
  wardId: string,
  since: Date,
  rounds: readonly KeptRound[],
): Promise<RegisterNow> {
  return withMerged(db, wardId, rounds, await listDoorsNow(db, wardId, since, rounds));
}

/**
 * The doors of proposed rounds that are still registered. @param since when they were proposed: visits logged before are
 * no news.
 */
export async function listDoorsNow(
  { pool }: Reads,
  wardId: string,
  since: Date,
  rounds: readonly KeptRound[],
): Promise<Map<string, DoorNow>> {
  const asked = rounds.flatMap(({ id, date, doors }) => doors.map(({ doorId }) => ({ doorId, date, roundId: id })));
  const { rows } = await pool.query<DoorNowRow>({
    name: 'round-proposal-doors-now',
    text: `SELECT h.id, h.address_line AS "addressLine", h.occupancy, p.kind AS "pauseKind", p.paused_until AS "pauseUntil",
             r.code AS "openCode", r.starts_at AS "openStartsAt", r.ends_at AS "openEndsAt", v.outcome, v.visited_on AS "visitedOn",
             CASE WHEN v.next_step IN ('revisit', 'bring_papers') THEN coalesce(v.next_step_due, v.visited_on + ${PROMISE_DUE_AFTER_DAYS})
               WHEN v.outcome = 'come_back_later' THEN v.next_step_due END AS "promisedFor",
             EXISTS (SELECT FROM support_request r WHERE r.household_id = h.id AND ${REQUEST_IN.promised}) AS "isAsked"
           FROM unnest($2::uuid[], $3::date[], $4::uuid[]) AS w (door_id, on_date, round_id)
           JOIN household h ON h.id = w.door_id AND h.ward_id = $1
           LEFT JOIN LATERAL (SELECT kind, paused_until FROM ${pausesOn(raw('w.on_date')).text} x
             WHERE x.household_id = h.id
             ORDER BY paused_until DESC NULLS FIRST LIMIT 1) p ON true
           LEFT JOIN round_door d ON d.household_id = h.id AND d.is_open AND d.round_id <> w.round_id
           LEFT JOIN round r ON r.id = d.round_id
           LEFT JOIN LATERAL (SELECT * FROM visit WHERE household_id = h.id ORDER BY arrived_at DESC LIMIT 1) v ON v.logged_at >= $5`,
    values: [
      wardId,
      asked.map(({ doorId }) => doorId),
      asked.map(({ date }) => date),
      asked.map(({ roundId }) => roundId),
      since,
    ],
  });
  return new Map(rows.map((row) => [row.id, toDoorNow(row)]));
}

/** Adds what the missing doors were merged into. A door is rarely missing; only then is a statement sent. */
export async function withMerged(
  db: Database,
  wardId: string,
  rounds: readonly KeptRound[],
  doors: ReadonlyMap<string, DoorNow>,
): Promise<RegisterNow> {
  const gone = rounds.flatMap((round) => round.doors.map(({ doorId }) => doorId)).filter((id) => !doors.has(id));
  const mergedInto = gone.length > 0 ? await listMergedInto(db, wardId, gone) : new Map<string, string>();
  return { doors, mergedInto };
}

function toDoorNow({
  pauseKind,
  pauseUntil,
  openCode,
  openStartsAt,
  openEndsAt,
  outcome,
  visitedOn,
  promisedFor,
  ...door
}: DoorNowRow): DoorNow {
  return {
    ...door,
    pause: pauseKind && { kind: pauseKind, until: pauseUntil },
    openRound: openCode === null ? null : { code: openCode, startsAt: openStartsAt!, endsAt: openEndsAt! },
    visit: outcome && { outcome, visitedOn: visitedOn!, promisedFor },
  };
}

/** For households that no longer exist, the address of the one each was merged into. */
async function listMergedInto(
  { pool }: Database,
  wardId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ id: string; addressLine: string }>({
    name: 'round-proposal-merged',
    text: `SELECT m.removed_id AS id, h.address_line AS "addressLine" FROM register_merge m JOIN household h ON h.id = m.kept_id
           WHERE m.ward_id = $1 AND m.kind = 'household' AND m.removed_id = ANY ($2::uuid[]) AND m.undone_at IS NULL`,
    values: [wardId, ids],
  });
  return new Map(rows.map(({ id, addressLine }) => [id, addressLine]));
}

/** An officer of a proposed round who cannot go: on another round, given by its code, or absent at that time. */
export interface TeamProblem {
  roundId: string;
  displayName: string;
  code: string | null;
  startsAt: Date;
  endsAt: Date;
}

/** What keeps the officers of proposed rounds from going. */
export async function listTeamProblems(
  { pool }: Reads,
  wardId: string,
  rounds: readonly KeptRound[],
): Promise<TeamProblem[]> {
  const going = rounds.flatMap(({ id, date, from, to, officerIds }) =>
    officerIds.map((userId) => ({ id, userId, startsAt: instantOf(date, from), endsAt: instantOf(date, to) })),
  );
  const { rows } = await pool.query<TeamProblem>({
    name: 'round-proposal-team-troubles',
    text: `WITH going AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[]) AS g (round_id, user_id, starts_at, ends_at))
           SELECT g.round_id AS "roundId", u.display_name AS "displayName", t.code, t.starts_at AS "startsAt", t.ends_at AS "endsAt"
           FROM going g JOIN user_account u ON u.id = g.user_id AND u.ward_id = $5 JOIN LATERAL (
             SELECT r.code, r.starts_at, r.ends_at FROM round_officer o JOIN round r ON r.id = o.round_id
             WHERE o.user_id = g.user_id AND o.is_active AND o.round_id <> g.round_id AND o.starts_at < g.ends_at AND o.ends_at > g.starts_at
             UNION ALL SELECT NULL, a.starts_at, a.ends_at FROM absence a
             WHERE a.user_id = g.user_id AND tstzrange(a.starts_at, a.ends_at, '[)') && tstzrange(g.starts_at, g.ends_at, '[)')) t ON true
           ORDER BY u.display_name, t.starts_at`,
    values: [
      going.map(({ id }) => id),
      going.map(({ userId }) => userId),
      going.map(({ startsAt }) => startsAt),
      going.map(({ endsAt }) => endsAt),
      wardId,
    ],
  });
  return rows;
}
