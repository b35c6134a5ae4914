import type { UserRole } from './generated/prisma/enums';

/** The signed-in user, as every policy, query and service sees them. */
export interface Actor {
  readonly id: string;
  readonly wardId: string;
  readonly wardName: string;
  readonly role: UserRole;
  readonly username: string;
  readonly displayName: string;
  readonly mustChangePassword: boolean;
  /** The state of the ward when the request began (change-count.ts); set with a session. See ward-cache. */
  readonly wardState?: string;
  /** Set for a request that only reads: refusing it loses no input. */
  readonly isReading?: boolean;
}

/** SQL: whether the ward `w` requires a second step of the account `u` (docs/adr/0039). */
export const REQUIRES_FACTOR = "(w.requires_second_factor AND u.role IN ('admin', 'staff'))";

/** An actor's columns of `user_account u` and `ward w`. */
export const ACTOR_COLUMNS = `u.id, u.ward_id AS "wardId", w.name AS "wardName", u.role, u.username, u.display_name AS "displayName",
             u.must_change_password AS "mustChangePassword"`;
