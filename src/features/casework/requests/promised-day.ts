import { z } from 'zod';
import { addDays, type LocalDate } from '../../../shared/dates';
import { addWorkingDays, SPECIAL_DAY, workingCalendar, type IsWorkingDay } from '../../office/calendar/working-days';

/** Working days within which the team comes, unless a user says otherwise. */
const PROMISE_WORKING_DAYS = 5;

export const proposedDay = (receivedOn: LocalDate, isWorkingDay: IsWorkingDay): LocalDate =>
  addWorkingDays(receivedOn, PROMISE_WORKING_DAYS, isWorkingDay);

/** Days on which a request waited for its household, with the ward's special days since it was received. */
export const STANDSTILL_FACTS = z.object({
  /** Both days included; `to` is null while the end is unknown. */
  waits: z.array(z.object({ from: z.string(), to: z.string().nullable() })),
  specialDays: z.array(SPECIAL_DAY),
});

/** What a request's promise rests on. */
export const PROMISE_FACTS = z.object({
  receivedOn: z.string(),
  /** The day that was promised to the household; null if none was. */
  promisedBy: z.string().nullable(),
  /** Null or missing if the request never waited for its household. */
  standstill: STANDSTILL_FACTS.nullable().optional(),
});
export type PromiseFacts = z.infer<typeof PROMISE_FACTS>;

/**
 * The day by which the ward must have come: the promised day, moved by each working day before it on which the request
 * waited for its household (a pause on knocking, or the door was put off to another day). Days made up for are working
 * days on which it does not wait. Null if nothing was promised.
 * @param today the last known day of a wait without end.
 */
export function dueDay({ receivedOn, promisedBy, standstill }: PromiseFacts, today: LocalDate): LocalDate | null {
  if (promisedBy === null || !standstill) return promisedBy;
  const isWorkingDay = workingCalendar(standstill.specialDays);
  const waits = (day: LocalDate) => standstill.waits.some(({ from, to }) => from <= day && day <= (to ?? today));
  let owed = 0;
  for (let day = addDays(receivedOn, 1); day <= promisedBy; day = addDays(day, 1))
    if (isWorkingDay(day) && waits(day)) owed += 1;
  return addWorkingDays(promisedBy, owed, (day) => isWorkingDay(day) && !waits(day));
}

/** Whether the ward should have come by yesterday. The only rule of it: lists, pages, counts and plans ask here. */
export function isPromiseOverdue(promise: PromiseFacts, today: LocalDate): boolean {
  const due = dueDay(promise, today);
  return due !== null && due < today;
}

/** Of requests whose promised day has passed, those that still have time because they waited for their households. */
export const stillInTime = <Promise extends PromiseFacts>(promises: readonly Promise[], today: LocalDate): Promise[] =>
  promises.filter((promise) => !isPromiseOverdue(promise, today));

/** What waits for the office: overdue requests without those that still have time, and new or overdue ones together. */
export function waitingNow(
  counted: { overdue: number; waiting: number; stoodStill: readonly (PromiseFacts & { isAccepted: boolean })[] },
  today: LocalDate,
): { overdue: number; waiting: number } {
  const inTime = counted.stoodStill.filter((promise) => !isPromiseOverdue(promise, today));
  // A new request waits for the office anyway.
  const accepted = inTime.filter(({ isAccepted }) => isAccepted);
  return {
    overdue: Math.max(0, counted.overdue - inTime.length),
    waiting: Math.max(0, counted.waiting - accepted.length),
  };
}
