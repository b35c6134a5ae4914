import { z } from 'zod';
import { UserRole } from './generated/prisma/enums';
import { sql } from './shared/sql';

export const ACTOR_ROW = z.object({
  id: z.string(),
  wardId: z.string(),
  wardName: z.string(),
  role: z.enum(UserRole),
  username: z.string(),
  displayName: z.string(),
  mustChangePassword: z.boolean(),
  /** Opens files outside their area only with a reason: an officer of a ward that wants it so. */
  keepsToArea: z.boolean().optional(),
});

/** The signed-in user, as every policy, query and service sees them. */
export interface Actor extends Readonly<z.infer<typeof ACTOR_ROW>> {
  /** The state of the ward when the request began (change-count.ts); set with a session. See ward-cache. */
  readonly wardState?: string;
  /** Set for a request that only reads: refusing it loses no input. */
  readonly isReading?: boolean;
}

/** SQL: whether the ward `w` requires a second step of the account `u` (docs/adr/0039). */
export const REQUIRES_FACTOR = sql`(w.requires_second_factor AND u.role IN ('admin', 'staff'))`;

/** An actor's columns of `user_account u` and `ward w`. */
export const ACTOR_COLUMNS = sql`u.id, u.ward_id AS "wardId", w.name AS "wardName", u.role, u.username, u.display_name AS "displayName",
             u.must_change_password AS "mustChangePassword", (w.officers_keep_to_area AND u.role = 'officer') AS "keepsToArea"`;
