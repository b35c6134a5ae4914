import { z } from 'zod';
import { type Actor, ACTOR_COLUMNS, ACTOR_ROW } from '../../../actor';
import type { Reads } from '../../../db/database';
import { queryRow, queryRows } from '../../../db/query-rows';
import { constant } from '../../../shared/sql';

const CARRIED_ROUND = z.object({
  id: z.string(),
  officerName: z.string(),
  roundId: z.string(),
  roundCode: z.string(),
  laptopName: z.string(),
  carriedAt: z.date(),
  expiresAt: z.date(),
  revokedAt: z.date().nullable(),
  revokedBy: z.string().nullable(),
  /** When the laptop said that it holds nothing of it any more. */
  removedAt: z.date().nullable(),
});
export type CarriedRound = z.infer<typeof CARRIED_ROUND>;

/** Older ones are in the audit log. */
const SHOWN = 60;

/** What the ward's laptops hold or held, the newest first. */
export const listCarriedRounds = (db: Reads, wardId: string): Promise<CarriedRound[]> =>
  queryRows(db, 'carried-rounds', CARRIED_ROUND)`
      SELECT c.id, o.display_name AS "officerName", c.round_id AS "roundId", r.code AS "roundCode", c.laptop_name AS "laptopName",
             c.carried_at AS "carriedAt", c.expires_at AS "expiresAt", c.revoked_at AS "revokedAt", b.display_name AS "revokedBy", c.removed_at AS "removedAt"
           FROM carried_round c JOIN user_account o ON o.id = c.officer_id JOIN round r ON r.id = c.round_id LEFT JOIN user_account b ON b.id = c.revoked_by
           WHERE c.ward_id = ${wardId} ORDER BY c.carried_at DESC, c.id LIMIT ${constant(SHOWN)}`;

/** Whether the administrator revoked an officer's own carried round. @throws NotFoundError for another officer's. */
export async function isRevoked(db: Reads, { id, wardId }: Actor, carriedRoundId: string): Promise<boolean> {
  const carried = await queryRow(db, 'carried-round-state', z.object({ isRevoked: z.boolean() }))`
      SELECT revoked_at IS NOT NULL AS "isRevoked" FROM carried_round WHERE id = ${carriedRoundId} AND ward_id = ${wardId} AND officer_id = ${id}`;
  return carried.isRevoked;
}

/** The officer who typed what a laptop held, also when the account has been closed since. */
export const getOfficer = (db: Reads, wardId: string, carriedRoundId: string): Promise<Actor> =>
  queryRow(db, 'carried-round-officer', ACTOR_ROW)`
      SELECT ${ACTOR_COLUMNS} FROM carried_round c JOIN user_account u ON u.id = c.officer_id JOIN ward w ON w.id = u.ward_id
           WHERE c.id = ${carriedRoundId} AND c.ward_id = ${wardId}`;
