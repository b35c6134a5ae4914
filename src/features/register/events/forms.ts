import { z } from 'zod';
import { isId, requiredText } from '../../../web/form';

export const revertForm = z.object({ reason: requiredText('Ghi vì sao hoàn tác, để người sau hiểu.', 500) });

/** The cursors of a history page. */
export const readHistoryQuery = (
  given: Record<string, unknown>,
): { after: string | null; formerAfter: string | null } => ({
  after: isId(given.after) ? given.after : null,
  formerAfter: isId(given.formerAfter) ? given.formerAfter : null,
});
