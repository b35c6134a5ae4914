import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import type { BriefingRow } from './queries';

/** A briefing about a household belongs to its residents' files, so reading it is logged. */
export const logBriefing = (
  { accessLog }: AppContext,
  actor: Actor,
  { id, householdId }: BriefingRow,
  details: { for?: 'edit' } = {},
): Promise<void> =>
  accessLog.opened(
    actor,
    'briefing.open',
    { type: 'briefing', id },
    { ...(householdId && { householdId }), ...details },
  );
