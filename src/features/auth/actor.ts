import type { UserRole } from '../../generated/prisma/enums';

/** The signed-in person, as every policy, query and service sees them. */
export interface Actor {
  readonly id: string;
  readonly wardId: string;
  readonly wardName: string;
  readonly role: UserRole;
  readonly username: string;
  readonly displayName: string;
  readonly mustChangePassword: boolean;
  /** Set for a request that only reads: refusing it loses nobody's words. */
  readonly isReading?: boolean;
}
