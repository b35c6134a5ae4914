import type { LocalDate } from '../shared/dates';
import { mapPlain, type PlainEntries, type PlainValues } from '../shared/register-fields';

/** A local date as Prisma writes a DATE column: midnight UTC of that day. */
export const toDbDate = (date: LocalDate): Date => new Date(`${date}T00:00:00Z`);

/** The local date in a DATE column that Prisma read. */
export const fromDbDate = (value: Date): LocalDate => value.toISOString().slice(0, 10);

/** The plain fields of a record (shared/register-fields) as Prisma writes them. */
export const plainColumns = <Entries extends PlainEntries>(entries: Entries, values: PlainValues<Entries>) =>
  mapPlain(entries, ({ kind }, name) => {
    const value = values[name];
    return kind === 'date' && value ? toDbDate(value) : value;
  }) as { [Name in keyof Entries]: Entries[Name] extends { kind: 'date' } ? Date | null : PlainValues<Entries>[Name] };
