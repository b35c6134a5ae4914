import { z } from 'zod';
import { type DataRequestEnd, DataRequestKind, type UserRole } from '../../../generated/prisma/enums';
import { isPermitted } from '../../../permissions';
import { addDays, type LocalDate } from '../../../shared/dates';
import { addWorkingDays, type IsWorkingDay } from '../../office/calendar/working-days';

interface KindRule {
  label: string;
  /** Calendar days within which the ward must do it, counted from the day after it was received. */
  days: number;
  /** Maximum number of days by which that may be extended, once. */
  extension: number;
}

/** Luật 91/2025/QH15, Điều 4, with the days of Nghị định 356/2025/NĐ-CP, Điều 5, for a ward that processes data itself. */
export const KINDS: Record<DataRequestKind, KindRule> = {
  view: { label: 'Xem dữ liệu của mình', days: 10, extension: 10 },
  provide: { label: 'Được cấp một bản', days: 10, extension: 10 },
  correct: { label: 'Sửa cho đúng', days: 10, extension: 10 },
  withdraw: { label: 'Rút lại đồng ý', days: 15, extension: 15 },
  restrict: { label: 'Hạn chế xử lý', days: 15, extension: 15 },
  object: { label: 'Phản đối xử lý', days: 15, extension: 15 },
  erase: { label: 'Xóa dữ liệu', days: 20, extension: 20 },
  // No law's: the ward's own working days, kept with each (dueDays).
  complaint: { label: 'Phản ánh về đội', days: 0, extension: 0 },
  demand: { label: 'Có người đòi tiền, mật khẩu, OTP', days: 0, extension: 0 },
};

/** About the team, not about data: officers do not read it, and the chairman answers it too. */
export const isComplaint = (kind: DataRequestKind): boolean => kind === 'complaint' || kind === 'demand';
/** Whether the role ends such a request, or opens it again: a demand may name a colleague of the office. */
export const mayEnd = (role: UserRole, kind: DataRequestKind): boolean =>
  !(kind === 'demand' && role === 'staff') &&
  isPermitted(role, isComplaint(kind) ? 'data-requests.read' : 'data-requests.manage');

export const KIND_LABELS = Object.fromEntries(
  Object.entries(KINDS).map(([kind, { label }]) => [kind, label]),
) as Record<DataRequestKind, string>;

export const ENDS: Record<DataRequestEnd, string> = {
  fulfilled: 'Đã làm',
  refused: 'Từ chối, có lý do',
  withdrawn: 'Người ấy rút lại',
};

/** Working days within which the ward confirms that it has the request and says what it will do (the same Điều 5). */
const ANSWER_WORKING_DAYS = 2;

/** What the clocks of a request rest on. */
export const CLOCK_FACTS = z.object({
  kind: z.enum(DataRequestKind),
  receivedOn: z.string(),
  answeredOn: z.string().nullable(),
  extendedByDays: z.number().nullable(),
  endedOn: z.string().nullable(),
  /** Working days of a complaint; null for the days of the law. */
  dueDays: z.number().nullable(),
});
export type ClockFacts = z.infer<typeof CLOCK_FACTS>;

interface Clocks {
  /** The last day for the answer. */
  answerBy: LocalDate;
  /** The last day for doing it. */
  dueBy: LocalDate;
  /** True if the legal day is a day off, so that `dueBy` is the working day before it. */
  isBeforeDayOff: boolean;
}

/**
 * The last days of a request. Days of the second clock are calendar days; if it would end on a day off, the ward does it
 * on the working day before: early under any reading of the law.
 */
export function clocksOf(
  { kind, receivedOn, extendedByDays, dueDays }: Omit<ClockFacts, 'answeredOn' | 'endedOn'>,
  isWorkingDay: IsWorkingDay,
): Clocks {
  if (dueDays !== null) {
    const day = addWorkingDays(receivedOn, dueDays, isWorkingDay);
    return { answerBy: day, dueBy: day, isBeforeDayOff: false };
  }
  const legal = addDays(receivedOn, KINDS[kind].days + (extendedByDays ?? 0));
  let dueBy = legal;
  while (!isWorkingDay(dueBy) && dueBy > receivedOn) dueBy = addDays(dueBy, -1);
  return {
    answerBy: addWorkingDays(receivedOn, ANSWER_WORKING_DAYS, isWorkingDay),
    dueBy,
    isBeforeDayOff: dueBy < legal,
  };
}

/** What has to be done next, by when. Null once the request has ended. */
export function nextStepOf(request: ClockFacts, { answerBy, dueBy }: Clocks) {
  if (request.endedOn !== null) return null;
  const isAnswer = request.answeredOn === null && request.dueDays === null && answerBy <= dueBy;
  return { by: isAnswer ? answerBy : dueBy, isAnswer };
}

/** Working days before a step is due within which it counts as due soon. */
const SOON_WORKING_DAYS = 2;

/** How many of these requests are overdue, and how many have a step due within two working days, today included. */
export function countUrgent(requests: readonly ClockFacts[], today: LocalDate, isWorkingDay: IsWorkingDay) {
  const soonest = addWorkingDays(today, SOON_WORKING_DAYS, isWorkingDay);
  const days = requests.flatMap((request) => nextStepOf(request, clocksOf(request, isWorkingDay))?.by ?? []);
  return {
    late: days.filter((by) => by < today).length,
    soon: days.filter((by) => by >= today && by <= soonest).length,
  };
}
