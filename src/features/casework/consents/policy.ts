import { z } from 'zod';
import type { Actor } from '../../../actor';
import { localDateOf } from '../../../shared/dates';

/** A record, as far as undoing it is concerned. */
export const UNDOABLE = z.object({ recordedById: z.string(), recordedAt: z.date() });
export type Undoable = z.infer<typeof UNDOABLE>;

/**
 * Whether an account may undo a record of what a resident said: its author on the same day (Hà Nội), without a reason,
 * because that is a slip; the office always, with a reason; no other account.
 */
export function undoingOf(
  { id, role }: Pick<Actor, 'id' | 'role'>,
  { recordedById, recordedAt }: Undoable,
  now: Date,
): 'at-once' | 'with-reason' | 'refused' {
  if (recordedById === id && localDateOf(recordedAt) === localDateOf(now)) return 'at-once';
  return role === 'admin' || role === 'staff' ? 'with-reason' : 'refused';
}
