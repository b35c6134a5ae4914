import type { ServiceKind } from '../../../generated/prisma/enums';
import { raw, sql, type Sql } from '../../../shared/sql';

/** The kinds of service that are taught on the portal, and asked about later. */
const PORTAL_KINDS: readonly ServiceKind[] = ['procedure', 'utility'];

export const isOfPortal = (kind: ServiceKind): boolean => PORTAL_KINDS.includes(kind);

/** The same as SQL about a row of public_service. @param service its alias. */
export const isOfPortalSql = (service: string): Sql =>
  raw(`${service}.kind IN (${PORTAL_KINDS.map((kind) => `'${kind}'`).join(', ')})`);

/** The group of the catalogue with payments and lookups, which are no files. */
export const PAYMENTS = 'tien_ich_so';

/** SQL that is true for a service `s` whose submission is a file: an account that was set up is none, nor is a payment. */
export const IS_FILE = raw(`s.kind = 'procedure' AND s.group_key <> '${PAYMENTS}'`);

/**
 * SQL that is true for a row `u` of portal_use that counts as a use of the portal known to the team: a file submitted, or
 * a transaction finished. Looking up and learning are steps towards one, and an answer in a random sample speaks for the
 * ward as a share of its own, so that no figure or list reveals who said what.
 */
export const IS_KNOWN_USE = sql`u.source <> 'sample'
  AND NOT EXISTS (SELECT FROM public_service step WHERE step.id = u.public_service_id AND step.kind = 'utility')`;
