import type { CalendarDayKind } from '../../../generated/prisma/enums';
import { formatDate, formatDayMonth, weekdayName, type LocalDate } from '../../../shared/dates';
import { CALENDAR_DAY_KINDS, CALENDAR_DAY_STATUSES, optionsOf } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import type { Conflict } from '../../../web/errors';
import { formView, typed, type Failed, type FormView } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { conflictOf, sentFields } from '../audit/conflict';
import type { LastChange } from '../audit/last-change';
import { calendarDayForm, editCalendarDayForm, type EditedCalendarDay } from './forms';
import type { CalendarDayRecord } from './queries';

const KIND_TAGS: Record<CalendarDayKind, string> = { holiday: 'ok', swapped_working_day: 'ask', no_knock: 'need' };

interface YearOfDays {
  days: CalendarDayRecord[];
  year: number;
  today: LocalDate;
  canManage: boolean;
}

export function calendarPage({ days, year, today, canManage }: YearOfDays, failed?: Failed) {
  const months = [...new Set(days.map((day) => day.date.slice(5, 7)))];
  const expected = days.filter((day) => day.status === 'expected').length;
  return viewOf('office/calendar/index', {
    title: `Lịch nghỉ năm ${year}`,
    context:
      days.length === 0
        ? 'Chưa có ngày nào. Khi có thông báo nghỉ lễ của năm, hãy thêm vào đây trước khi lập buổi ra quân.'
        : `${formatNumber(days.length)} ngày, trong đó ${formatNumber(expected)} ngày mới là dự kiến. Buổi ra quân tránh ngày nghỉ, ngày kiêng gõ cửa và coi ngày làm bù như ngày thường.`,
    canManage,
    years: [year - 1, year, year + 1].map((other) => ({
      label: String(other),
      href: `/calendar?year=${other}`,
      isCurrent: other === year,
    })),
    months: months.map((month) => ({
      title: `Tháng ${Number(month)}`,
      id: `thang-${Number(month)}`,
      days: days
        .filter((day) => day.date.slice(5, 7) === month)
        .map((day) => ({
          date: formatDayMonth(day.date),
          weekday: weekdayName(day.date),
          name: day.name,
          kind: CALENDAR_DAY_KINDS[day.kind],
          kindTag: KIND_TAGS[day.kind],
          status: CALENDAR_DAY_STATUSES[day.status],
          isExpected: day.status === 'expected',
          source: day.source,
          // Whether status and source both appear on the second line.
          hasBoth: day.status === 'official' && day.source !== '',
          isToday: day.date === today,
          editHref: `/calendar-days/${day.id}/edit`,
        })),
    })),
    ...dayForm('/calendar-days', formView(calendarDayForm, { status: 'official' }, failed)),
  });
}

export function dayEditPage(day: CalendarDayRecord, plannedRounds: number, failed?: Failed) {
  const stored = {
    date: formatDate(day.date),
    kind: day.kind,
    name: day.name,
    status: day.status,
    source: day.source,
    version: String(day.version),
  };
  return viewOf('office/calendar/edit', {
    title: `${day.name}, ${formatDate(day.date)}`,
    warning: plannedRounds === 0 ? '' : `Có ${formatNumber(plannedRounds)} buổi ra quân đã lập vào ngày này.`,
    backHref: `/calendar?year=${day.date.slice(0, 4)}`,
    removalAction: `/calendar-days/${day.id}/removal`,
    storedVersion: stored.version,
    ...dayForm(`/calendar-days/${day.id}/edit`, formView(editCalendarDayForm, stored, failed)),
  });
}

const dayForm = <Name extends string>(action: string, form: FormView<Name>) => ({
  form,
  action,
  version: typed(form.values, 'version'),
  kinds: optionsOf({ '': 'Chọn loại', ...CALENDAR_DAY_KINDS }, typed(form.values, 'kind')),
  statuses: optionsOf(CALENDAR_DAY_STATUSES, typed(form.values, 'status')),
});

/** The page for a user who corrects a day that was removed in the meantime. */
export const removedDayConflict = (form: EditedCalendarDay, last: LastChange): Conflict =>
  conflictOf({
    what: 'Ngày này vừa được người khác bỏ khỏi lịch, không sửa được nữa.',
    yours: [
      { label: 'Ngày', value: formatDate(form.date) },
      { label: 'Loại', value: CALENDAR_DAY_KINDS[form.kind] },
      { label: 'Tên', value: form.name },
      { label: 'Tình trạng', value: CALENDAR_DAY_STATUSES[form.status] },
      { label: 'Nguồn', value: form.source },
    ],
    theirs: [{ label: 'Tình trạng', value: 'Đã bỏ khỏi lịch' }],
    last,
    action: '/calendar-days',
    resumeHref: `/calendar?year=${form.date.slice(0, 4)}`,
    fields: sentFields(form),
    keepLabel: 'Thêm lại với bản của tôi',
  });
