import type { Database } from '../../db/database';
import type { LocalDate } from '../../shared/dates';
import { NotFoundError } from '../../web/errors';
import type { NotPlaced, ProposedRound } from '../rounds/planner/planner-output';

/** A proposed round with the id under which it is planned. */
export interface KeptRound extends ProposedRound { id: string }

/** What a proposal shows, as it is kept. */
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
}

/** A proposal of the ward; another ward's is not found. */
export async function getProposal({ pool }: Database, wardId: string, id: string): Promise<Proposal> {
  const { rows } = await pool.query<Proposal>({
    name: 'round-proposal',
    text: `SELECT p.id, p.from_date AS "from", p.to_date AS "to", u.display_name AS "createdBy", p.created_at AS "createdAt", p.expires_at AS "expiresAt", p.output
           FROM round_proposal p JOIN user_account u ON u.id = p.created_by WHERE p.ward_id = $1 AND p.id = $2`,
    values: [wardId, id],
  });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}

export interface ProposalSummary extends Omit<Proposal, 'output'> {
  rounds: number;
  planned: number;
}

/** Proposals that still hold, the latest first, with how many of their rounds have been planned. */
export async function listProposals({ pool }: Database, wardId: string, now: Date, limit: number): Promise<ProposalSummary[]> {
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
  /** Somebody has changed it since. */
  isChanged: boolean;
  isCancelled: boolean;
}

/** Those of these rounds that have been planned. */
export async function listPlanned({ pool }: Database, wardId: string, roundIds: readonly string[]): Promise<PlannedState[]> {
  const { rows } = await pool.query<PlannedState>({
    name: 'round-proposal-planned',
    text: `SELECT r.id, r.code, u.display_name AS "plannedBy", r.created_at AS "plannedAt", r.version > 1 AS "isChanged", coalesce(c.kind = 'cancelled', false) AS "isCancelled"
           FROM round r JOIN user_account u ON u.id = r.created_by LEFT JOIN round_closure c ON c.round_id = r.id
           WHERE r.ward_id = $1 AND r.id = ANY ($2::uuid[])`,
    values: [wardId, roundIds],
  });
  return rows;
}

/** The doors of requests and of promises made at visits, by their ids. */
export async function listCallDoors({ pool }: Database, wardId: string, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ id: string; addressLine: string }>({
    name: 'round-proposal-calls',
    text: `SELECT c.id, h.address_line AS "addressLine" FROM (
             SELECT id, household_id FROM support_request WHERE ward_id = $1 AND id = ANY ($2::uuid[])
             UNION ALL SELECT id, household_id FROM visit WHERE ward_id = $1 AND id = ANY ($2::uuid[])) c
           JOIN household h ON h.id = c.household_id`,
    values: [wardId, ids],
  });
  return new Map(rows.map(({ id, addressLine }) => [id, addressLine]));
}
