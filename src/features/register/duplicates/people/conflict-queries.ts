import type { Database } from '../../../../db/database';
import { formatDateTime } from '../../../../shared/dates';
import { findLastChange } from '../../../office/audit/last-change';

/** Who changed either of two records last, and when. */
export async function findLastChangeOfPair(
  db: Database,
  wardId: string,
  type: 'resident' | 'household',
  ids: readonly string[],
): Promise<{ by: string; at: string } | null> {
  const changes = (await Promise.all(ids.map((id) => findLastChange(db, wardId, { type, id })))).filter(
    (change) => change !== null,
  );
  const [last] = changes.sort((a, b) => b.at.getTime() - a.at.getTime());
  return last ? { by: last.by, at: formatDateTime(last.at) } : null;
}
