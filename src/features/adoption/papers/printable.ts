import { withoutControls } from '../../../shared/vietnamese-text';

/**
 * The same value with texts that a document can hold: rows of earlier days may hold control characters, which no XML can
 * represent and Word refuses to open.
 */
export function printable<Value>(value: Value): Value {
  if (typeof value === 'string') return withoutControls(value) as Value;
  if (Array.isArray(value)) return value.map((item: unknown) => printable(item)) as Value;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, printable(item as unknown)])) as Value;
}
