import type { AppContext } from '../../../context';
import { NotFoundError } from '../../../shared/errors';
import { isId } from '../../../web/form';
import { getDoorTarget, getHouseholdTarget, type VisitTarget } from '../visit-records/queries';

const ADDRESSES = [/^\/round-doors\/([^/]+)\/visit$/, /^\/households\/([^/]+)\/visits\/new$/];

/** Whether an address is that of the form of a new visit, whatever the ward has. */
export const isVisitAddress = (address: string): boolean =>
  ADDRESSES.some((pattern) => isId(pattern.exec(address)?.[1]));

/** Where the form of a new visit is sent. */
export const addressOf = ({ door, householdId }: Pick<VisitTarget, 'door' | 'householdId'>): string =>
  door ? `/round-doors/${door.id}/visit` : `/households/${householdId}/visits/new`;

/** The target whose form is sent to an address. @throws NotFoundError when the ward has none. */
export async function getTargetAt(
  { db }: Pick<AppContext, 'db'>,
  wardId: string,
  address: string,
): Promise<VisitTarget> {
  const [doorId, householdId] = ADDRESSES.map((pattern) => pattern.exec(address)?.[1]);
  if (isId(doorId)) return getDoorTarget(db, wardId, doorId);
  if (isId(householdId)) return getHouseholdTarget(db, wardId, householdId);
  throw new NotFoundError();
}
