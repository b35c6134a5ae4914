/** A calendar day in Việt Nam, 'YYYY-MM-DD'. Plain string comparison orders it. */
export type LocalDate = string;

/** A time of day in Việt Nam, 'HH:MM', 24 hours. */
export type LocalTime = string;

/** A date of birth. Many old papers state only the year: then `date` is 1 January of it and only the year counts. */
export interface BirthDate {
  date: LocalDate;
  precision: 'day' | 'year';
}

/** The one time zone of the application: Việt Nam has kept UTC+7, without summer time, since 1975. */
const UTC_OFFSET = '+07:00';
const UTC_OFFSET_MS = 7 * 60 * 60 * 1000;

/** What clocks in Việt Nam show at an instant, as 'YYYY-MM-DDTHH:MM…'; the part after the minutes is meaningless. */
const localIsoOf = (instant: Date): string => new Date(instant.getTime() + UTC_OFFSET_MS).toISOString();

/** The day in Việt Nam on which an instant falls. Throws RangeError on an invalid Date. */
export const localDateOf = (instant: Date): LocalDate => localIsoOf(instant).slice(0, 10);

/** The time of day in Việt Nam of an instant, without seconds. Throws RangeError on an invalid Date. */
export const localTimeOf = (instant: Date): LocalTime => localIsoOf(instant).slice(11, 16);

/** The instant at which clocks in Việt Nam show this date and time. Throws RangeError if they are not real. */
export function instantOf(date: LocalDate, time: LocalTime): Date {
  const instant = new Date(`${date}T${time}:00${UTC_OFFSET}`);
  if (!isRealDate(date) || Number.isNaN(instant.getTime()))
    throw new RangeError(`Not a local date and time: ${date} ${time}`);
  return instant;
}

/** Midnight UTC of a text 'YYYY-MM-DD'; null if it is none, or names no day of the calendar ('2026-02-31'). */
function midnightOf(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const date = new Date(`${text}T00:00:00Z`);
  // The 31st of a short month becomes a day of the next.
  return date.getUTCDate() === Number(text.slice(8)) ? date : null;
}

/** Whether a text is 'YYYY-MM-DD' and names a day of the calendar ('2026-02-31' does not). */
export const isRealDate = (text: string): boolean => midnightOf(text) !== null;

/**
 * Midnight UTC of a local date: for calendar arithmetic only, never an instant. Throws RangeError on an unreal date.
 */
function calendarDay(date: LocalDate): Date {
  const midnight = midnightOf(date);
  if (!midnight) throw new RangeError(`Not a local date: ${date}`);
  return midnight;
}

/** The date `count` days later (earlier when negative). Throws RangeError on an unreal date. */
export function addDays(date: LocalDate, count: number): LocalDate {
  const day = calendarDay(date);
  day.setUTCDate(day.getUTCDate() + count);
  return day.toISOString().slice(0, 10);
}

/** Days from one date to another, negative when `to` lies before `from`. Throws RangeError on an unreal date. */
export const daysBetween = (from: LocalDate, to: LocalDate): number =>
  Math.round((calendarDay(to).getTime() - calendarDay(from).getTime()) / 86_400_000);

/** True when `date` lies more than a year after `day`: then the year is most likely mistyped. */
export const isOverAYearAfter = (date: LocalDate, day: LocalDate): boolean => date > addDays(day, 366);

/**
 * The same day `count` months later (earlier if negative), or the last day of that month if it is shorter: 31/1 + 1
 * month is 28/2. Throws RangeError on an unreal date.
 */
export function addMonths(date: LocalDate, count: number): LocalDate {
  const day = calendarDay(date);
  const dayOfMonth = day.getUTCDate();
  day.setUTCMonth(day.getUTCMonth() + count);
  if (day.getUTCDate() !== dayOfMonth) day.setUTCDate(0);
  return day.toISOString().slice(0, 10);
}

/** ISO weekday: 1 Monday to 7 Sunday. Throws RangeError on an unreal date. */
export const weekdayOf = (date: LocalDate): 1 | 2 | 3 | 4 | 5 | 6 | 7 =>
  (calendarDay(date).getUTCDay() || 7) as 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** The Monday of the date's week. Throws RangeError on an unreal date. */
export const weekStartOf = (date: LocalDate): LocalDate => addDays(date, 1 - weekdayOf(date));

/** The first day of the date's month. */
export const monthStartOf = (date: LocalDate): LocalDate => `${date.slice(0, 7)}-01`;

/** The last day of the date's month: 2026-02-05 → 2026-02-28. */
export const monthEndOf = (date: LocalDate): LocalDate => addDays(addMonths(monthStartOf(date), 1), -1);

/** The first day of the date's calendar quarter: 2026-11-26 → 2026-10-01. */
export function quarterStartOf(date: LocalDate): LocalDate {
  const firstMonth = Math.floor((Number(date.slice(5, 7)) - 1) / 3) * 3 + 1;
  return `${date.slice(0, 4)}-${String(firstMonth).padStart(2, '0')}-01`;
}

/** The years in a ward's records. Anything outside is a typing error, or a year the database cannot hold. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2199;

/** Four digits of a year, two each of a month and a day, real or not. */
interface DateParts {
  year: string;
  month: string;
  day: string;
}

const isYearOfWard = (year: string): boolean => Number(year) >= FIRST_YEAR && Number(year) <= LAST_YEAR;

/** Joins parts to a LocalDate; null if the day is not in the calendar or its year is outside a ward's records. */
function realDateOf({ year, month, day }: DateParts): LocalDate | null {
  const date = `${year}-${month}-${day}`;
  return isRealDate(date) && isYearOfWard(year) ? date : null;
}

/** Splits a typed date; null if it does not look like one, or has no four digits of a year and no day to be near. */
function datePartsOf(text: string, near?: LocalDate): DateParts | null {
  const trimmed = text.trim();
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(trimmed);
  if (iso) return { year: iso[1]!, month: iso[2]!, day: iso[3]! };
  const typed =
    /^(\d{1,2})([/. -])(\d{1,2})(?:\2(\d{4}|\d{2}))?$/.exec(trimmed) ??
    /^(\d{2})()(\d{2})(\d{4}|\d{2})?$/.exec(trimmed);
  if (!typed) return null;
  const [day, month] = [typed[1]!.padStart(2, '0'), typed[3]!.padStart(2, '0')];
  const year = typed[4]?.length === 4 ? typed[4] : near && fullYear(typed[4], { day, month }, near);
  return year ? { year, month, day } : null;
}

/** The year of a date that was typed with two of its digits, or without it: then the one nearest to a day. */
function fullYear(digits: string | undefined, { day, month }: Omit<DateParts, 'year'>, near: LocalDate): string {
  const century = near.slice(0, 2);
  if (digits) return century + digits;
  const years = [0, -1, 1].map((step) => String(Number(near.slice(0, 4)) + step));
  const distance = (year: string) => Math.abs(daysBetween(near, `${year}-${month}-${day}`));
  const real = years.filter((year) => isRealDate(`${year}-${month}-${day}`));
  return real.sort((a, b) => distance(a) - distance(b))[0] ?? years[0]!;
}

/**
 * Parses a date as people type it, day first: '24/11/2026', '24-11-2026', '24.11.2026', '24 11 2026', '24112026',
 * one-digit days and months, or ISO '2026-11-24'. null for anything else, for 31/2, and for years before 1900 or after
 * 2199 (outside every ward's records).
 * @param near allows '24/11', '2411' and '24/11/26' too: the date nearest to this day, in its century.
 */
export function parseDateText(text: string, near?: LocalDate): LocalDate | null {
  const parts = datePartsOf(text, near);
  return parts && realDateOf(parts);
}

/** What a date field shows: '2026-11-24', as links and older forms send it, is '24/11/2026'; other text is as typed. */
export const dateText = (text: string): string => (isRealDate(text) ? formatDate(text) : text);

/** Whether a text is 'HH:MM' of a day with 24 hours. */
export const isRealTime = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

/** Parses a time of day as people type it: '19:05', '1905', '19h05', '19.05', '19 giờ', '19'. null for anything else. */
export function parseTimeText(text: string): LocalTime | null {
  const [, hours = '', minutes = '00'] = /^(\d{1,2})(?:\s*(?:[:.hg]|giờ)\s*)?(\d{2})?$/i.exec(text.trim()) ?? [];
  const time = `${hours.padStart(2, '0')}:${minutes}`;
  return hours !== '' && isRealTime(time) ? time : null;
}

/**
 * Why `parseDateText` refuses a text: 'year' if it names a day in a year outside every ward's records, otherwise 'day';
 * null if it does not refuse it.
 */
export function misdated(text: string, near?: LocalDate): 'day' | 'year' | null {
  const parts = datePartsOf(text, near);
  if (parts && realDateOf(parts)) return null;
  // 2000 had a 29 February. Which day was meant by a mistyped year is unknown.
  return parts && !isYearOfWard(parts.year) && isRealDate(`2000-${parts.month}-${parts.day}`) ? 'year' : 'day';
}

/**
 * Why a readable date is not in the calendar: '31/02/1950' → 'Tháng 2 không có ngày 31.', '29/02/2025' → 'Tháng 2 năm
 * 2025 không có ngày 29.'. null if the day is real, or the text does not look like a date.
 */
export function calendarProblem(text: string, near?: LocalDate): string | null {
  const parts = datePartsOf(text, near);
  if (!parts) return null;
  const [day, month] = [Number(parts.day), Number(parts.month)];
  if (month > 12) return `Không có tháng ${month}.`;
  if (day === 0 || month === 0) return null;
  if (!isRealDate(`2000-${parts.month}-${parts.day}`)) return `Tháng ${month} không có ngày ${day}.`;
  return isRealDate(`${parts.year}-${parts.month}-${parts.day}`)
    ? null
    : `Tháng ${month} năm ${parts.year} không có ngày ${day}.`;
}

/** '2026-11' within the years of a ward → its first day; undefined for anything else. */
export const parseMonth = (text: string): LocalDate | undefined =>
  /^20\d\d-\d\d$/.test(text) && isRealDate(`${text}-01`) ? `${text}-01` : undefined;

/** A birth out of its two columns; null when it is not known. */
export const birthOf = (row: {
  birthDate: LocalDate | null;
  birthPrecision: BirthDate['precision'] | null;
}): BirthDate | null =>
  row.birthDate && row.birthPrecision ? { date: row.birthDate, precision: row.birthPrecision } : null;

/**
 * Parses a date of birth: a date as `parseDateText` takes it, or, with year precision, '1948', '03/1948', '00/00/1948',
 * '00/03/1948'. null for anything else.
 */
export function parseBirthText(text: string): BirthDate | null {
  const day = parseDateText(text);
  if (day) return { date: day, precision: 'day' };
  const yearOnly = /^(?:00?[/.-])?(?:(?:0?\d|1[0-2])[/.-])?(\d{4})$/.exec(text.trim());
  const date = yearOnly && realDateOf({ year: yearOnly[1]!, month: '01', day: '01' });
  return date ? { date, precision: 'year' } : null;
}

/**
 * Full years of age on a date; negative before birth. With year precision, the difference of the years, so the person
 * counts as having had this year's birthday. A person born on 29/2 turns a year older on 1/3 of a common year.
 */
export function ageOn(birth: BirthDate, on: LocalDate): number {
  const years = Number(on.slice(0, 4)) - Number(birth.date.slice(0, 4));
  const isBirthdayAhead = birth.precision === 'day' && on.slice(5) < birth.date.slice(5);
  return isBirthdayAhead ? years - 1 : years;
}

/** '2026-11-24' → '24/11/2026'. */
export const formatDate = (date: LocalDate): string => `${formatDayMonth(date)}/${date.slice(0, 4)}`;

/** '2026-11', or a day of that month → 'tháng 11/2026'; any other text, which a form may hold, as it is. */
export const monthName = (month: string): string =>
  /^\d{4}-\d{2}/.test(month) ? `tháng ${Number(month.slice(5, 7))}/${month.slice(0, 4)}` : month;

/** '2026-11-24' → '24/11'. */
export const formatDayMonth = (date: LocalDate): string => `${date.slice(8, 10)}/${date.slice(5, 7)}`;

/** An instant in Vietnamese local time: '19:42 24/11/2026'. */
export const formatDateTime = (instant: Date): string => `${localTimeOf(instant)} ${formatDate(localDateOf(instant))}`;

/** '24/11/1948', or '1948' when only the year is known. */
export const formatBirth = (birth: BirthDate): string =>
  birth.precision === 'year' ? birth.date.slice(0, 4) : formatDate(birth.date);

/** '78 tuổi, sinh 1948'. */
export const bornText = (birth: BirthDate | null, on: LocalDate): string =>
  birth ? `${ageOn(birth, on)} tuổi, sinh ${birth.date.slice(0, 4)}` : 'chưa rõ năm sinh';

const WEEKDAY_NAMES = ['thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy', 'Chủ nhật'] as const;

/** 'thứ Hai' to 'thứ Bảy', 'Chủ nhật'. Throws RangeError on an unreal date. */
export const weekdayName = (date: LocalDate): string => nameOfWeekday(weekdayOf(date));

/** The weekday name for a number from 1, Monday, to 7, Sunday. */
export const nameOfWeekday = (weekday: number): string => WEEKDAY_NAMES[weekday - 1]!;

export function weekdaysText(weekdays: readonly number[]): string {
  const isRun =
    weekdays.length > 2 && weekdays.every((weekday, index) => index === 0 || weekday === weekdays[index - 1]! + 1);
  return isRun
    ? `${nameOfWeekday(weekdays[0]!)} đến ${nameOfWeekday(weekdays.at(-1)!)}`
    : weekdays.map(nameOfWeekday).join(', ');
}

/** sáng before 11:30, trưa before 14:00, chiều before 17:30, else tối. */
function partOfDay(time: LocalTime): string {
  if (time < '11:30') return 'sáng';
  if (time < '14:00') return 'trưa';
  return isEvening(time) ? 'tối' : 'chiều';
}

/** Whether a time is half past five or later. */
export const isEvening = (time: LocalTime): boolean => time >= '17:30';

/**
 * A day and the part of it in which a time lies, as people say it: 'tối thứ Ba 24/11'. Throws RangeError on an unreal
 * date.
 */
export const formatPartOfDay = (date: LocalDate, time: LocalTime): string =>
  `${partOfDay(time)} ${weekdayName(date)} ${formatDayMonth(date)}`;

/** The time of a round as people say it, in Vietnamese local time: 'tối thứ Ba 24/11, 18:30–20:45'. */
export function formatRoundTime(start: Date, end: Date): string {
  const time = localTimeOf(start);
  return `${formatPartOfDay(localDateOf(start), time)}, ${time}–${localTimeOf(end)}`;
}
