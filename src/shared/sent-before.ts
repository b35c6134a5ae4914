import { NotFoundError, SentBeforeError } from './errors';

/**
 * Whether a form was sent before: its record, `stored`, has the id that came with the form.
 * @param columns what the form says now.
 * @throws NotFoundError for the record of another ward; SentBeforeError for one that says something else, because what
 * was typed now is not saved.
 */
export function sentBefore<Columns extends object>(
  stored: ({ wardId: string } & Partial<Record<keyof Columns, unknown>>) | null,
  { wardId }: { wardId: string },
  columns: Columns,
): boolean {
  if (!stored) return false;
  if (stored.wardId !== wardId) throw new NotFoundError();
  const names = Object.keys(columns) as (keyof Columns)[];
  const isSame = names.every((name) => JSON.stringify(stored[name] ?? null) === JSON.stringify(columns[name] ?? null));
  if (!isSame) throw new SentBeforeError();
  return true;
}
