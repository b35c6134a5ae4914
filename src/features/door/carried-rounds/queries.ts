import { type Actor, ACTOR_COLUMNS } from '../../../actor';
import type { Database } from '../../../db/database';
import { NotFoundError } from '../../../shared/errors';

export interface CarriedRound {
  id: string;
  officerName: string;
  roundId: string;
  roundCode: string;
  laptopName: string;
  carriedAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  revokedBy: string | null;
  /** When the laptop said that it holds nothing of it any more. */
  removedAt: Date | null;
}

/** Older ones are in the audit log. */
const SHOWN = 60;

/** What the ward's laptops hold or held, the newest first. */
export async function listCarriedRounds({ pool }: Database, wardId: string): Promise<CarriedRound[]> {
  const { rows } = await pool.query<CarriedRound>({
    name: 'carried-rounds',
    text: `SELECT c.id, o.display_name AS "officerName", c.round_id AS "roundId", r.code AS "roundCode", c.laptop_name AS "laptopName",
             c.carried_at AS "carriedAt", c.expires_at AS "expiresAt", c.revoked_at AS "revokedAt", b.display_name AS "revokedBy", c.removed_at AS "removedAt"
           FROM carried_round c JOIN user_account o ON o.id = c.officer_id JOIN round r ON r.id = c.round_id LEFT JOIN user_account b ON b.id = c.revoked_by
           WHERE c.ward_id = $1 ORDER BY c.carried_at DESC, c.id LIMIT $2`,
    values: [wardId, SHOWN],
  });
  return rows;
}

/** Whether the administrator revoked an officer's own carried round. @throws NotFoundError for another officer's. */
export async function isRevoked({ pool }: Database, { id, wardId }: Actor, carriedRoundId: string): Promise<boolean> {
  const { rows } = await pool.query<{ isRevoked: boolean }>({
    name: 'carried-round-state',
    text: `SELECT revoked_at IS NOT NULL AS "isRevoked" FROM carried_round WHERE id = $1 AND ward_id = $2 AND officer_id = $3`,
    values: [carriedRoundId, wardId, id],
  });
  if (!rows[0]) throw new NotFoundError();
  return rows[0].isRevoked;
}

/** The officer who typed what a laptop held, also when the account has been closed since. */
export async function getOfficer({ pool }: Database, wardId: string, carriedRoundId: string): Promise<Actor> {
  const { rows } = await pool.query<Actor>({
    name: 'carried-round-officer',
    text: `SELECT ${ACTOR_COLUMNS.text} FROM carried_round c JOIN user_account u ON u.id = c.officer_id JOIN ward w ON w.id = u.ward_id
           WHERE c.id = $1 AND c.ward_id = $2`,
    values: [carriedRoundId, wardId],
  });
  if (!rows[0]) throw new NotFoundError();
  return rows[0];
}
