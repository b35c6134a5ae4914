import type { LocalDate } from '../shared/dates';

/** A local date as Prisma writes a DATE column: midnight UTC of that day. */
export function toDbDate(date: LocalDate): Date {
  return new Date(`${date}T00:00:00Z`);
}

/** The local date in a DATE column that Prisma read. */
export function fromDbDate(value: Date): LocalDate {
  return value.toISOString().slice(0, 10);
}
