import type { ServiceKind } from '../../../generated/prisma/enums';
import { raw, type Sql } from '../../../shared/sql';

/** The kinds of service that residents file or use on the portal. Opening an account or teaching a topic is no use. */
const PORTAL_KINDS: readonly ServiceKind[] = ['procedure', 'utility'];

export const isOfPortal = (kind: ServiceKind): boolean => PORTAL_KINDS.includes(kind);

/** The same as SQL about a row of public_service. @param service its alias. */
export const isOfPortalSql = (service: string): Sql =>
  raw(`${service}.kind IN (${PORTAL_KINDS.map((kind) => `'${kind}'`).join(', ')})`);
