import { STALE, UNCHANGED, type Stale, type Unchanged } from '../../../shared/outcome';
import { changedFields, type Change } from './changes';

/**
 * Corrects a record that the caller has locked and read as `before`: `unchanged` if it says the same already, so that a
 * form sent twice is one correction; `stale` if it was changed after the form was opened on `version`.
 * @param form the corrected columns, besides `version`.
 * @param write saves `data`, which are the columns with the next version, and logs `changes`.
 * @param changes the fields that differ, where the columns do not tell.
 */
export async function correct<Row extends object, Outcome>(
  before: Partial<Omit<Row, 'version'>> & { version: number },
  form: Row & { version: number },
  write: (data: Omit<Row, 'version'> & { version: { increment: 1 } }, changes: Change[]) => Promise<Outcome>,
  changes?: Change[],
): Promise<Outcome | Unchanged | Stale> {
  const { version, ...after } = form;
  const differing = changes ?? changedFields<object>(before, after);
  if (differing.length === 0) return UNCHANGED;
  if (before.version !== version) return STALE;
  return write({ ...after, version: { increment: 1 } }, differing);
}
