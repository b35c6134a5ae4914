import { STALE, UNCHANGED, type Stale, type Unchanged } from '../../../shared/outcome';
import { changedFields, type Change } from './changes';

/** The corrected columns, the version that the form was opened on, and what differs, where the columns do not tell. */
type Correction<Columns> = Columns & { version: number; changes?: Change[] };

/**
 * Corrects a record that the caller has locked and read as `before`: `unchanged` if it says the same already, so that a
 * form sent twice is one correction; `stale` if it was changed after the form was opened.
 * @param write saves `data`, which are the columns with the next version, and logs `changes`.
 */
export async function correct<Columns extends object, Outcome>(
  before: { version: number } & Partial<Record<keyof Columns, unknown>>,
  correction: Correction<Columns>,
  write: (
    data: Omit<Columns, 'version' | 'changes'> & { version: { increment: 1 } },
    changes: Change[],
  ) => Promise<Outcome>,
): Promise<Outcome | Unchanged | Stale> {
  const { version, changes, ...after } = correction;
  const differing = changes ?? changedFields<object>(before, after);
  if (differing.length === 0) return UNCHANGED;
  if (before.version !== version) return STALE;
  return write({ ...after, version: { increment: 1 } }, differing);
}
