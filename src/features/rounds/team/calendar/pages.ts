import {
  addMonths,
  formatDate,
  formatDayMonth,
  localDateOf,
  localTimeOf,
  monthName,
  weekdayName,
  type LocalDate,
} from '../../../../shared/dates';
import { CALENDAR_DAY_KINDS, optionsOf } from '../../../../shared/labels';
import { capitalise } from '../../../../shared/vietnamese-text';
import { formView, typed, type Failed } from '../../../../web/form';
import { viewOf } from '../../../../web/page';
import { areaClosureForm } from './forms';
import { freeOn, onDay, weeksOfMonth } from './month';
import type { MonthFacts } from './queries';
import type { Place } from '../../../office/users/queries';

interface Given {
  /** Any day of the month. */
  month: LocalDate;
  facts: MonthFacts;
  /** Null if the reader may close none. */
  areas: readonly Place[] | null;
  now: Date;
}

/**
 * A month of the team: holidays and days without knocking by name, closed areas, rounds, absences, free officers; below
 * it the closed areas, with the form to close one.
 */
export function teamCalendarPage({ month, facts, areas, now }: Given, failed?: Failed) {
  const today = localDateOf(now);
  const weeks = weeksOfMonth(month);
  const form = formView(areaClosureForm(now), {}, failed);
  return viewOf('rounds/team/calendar/index', {
    title: `Lịch của đội, ${monthName(month)}`,
    previous: monthLink(addMonths(month, -1)),
    next: monthLink(addMonths(month, 1)),
    weekdays: weeks[0]!.map((date) => capitalise(weekdayName(date))),
    weeks: weeks.map((week) => week.map((date) => dayCell(date, month, facts, today))),
    form,
    closures: facts.closures
      .filter(({ until }) => until >= today)
      .map(({ id, label, reason, from, until }) => ({
        label,
        days: from === until ? formatDate(from) : `${formatDate(from)} đến hết ${formatDate(until)}`,
        reason,
        removalAction: `/area-closures/${id}/removal`,
      })),
    canClose: areas !== null,
    actions: areas ? [{ label: 'Đóng một khu', href: '#close', kind: 'plain' }] : [],
    areas: optionsOf(
      { '': 'Chọn khu', ...Object.fromEntries((areas ?? []).map(({ kind, key, label }) => [`${kind}:${key}`, label])) },
      typed(form.values, 'area'),
    ),
  });
}

function dayCell(date: LocalDate, month: LocalDate, facts: MonthFacts, today: LocalDate) {
  const marks = [
    ...facts.days
      .filter((day) => day.date === date)
      .map((day) => `${CALENDAR_DAY_KINDS[day.kind]}: ${day.name}${day.status === 'expected' ? ' (dự kiến)' : ''}`),
    ...facts.closures
      .filter(({ from, until }) => from <= date && date <= until)
      .map(({ label, reason }) => `Đóng: ${label} (${reason})`),
  ];
  const rounds = onDay(date, facts.rounds).map(({ id, code, startsAt, endsAt, officers, closure }) => ({
    href: `/rounds/${id}`,
    code,
    time: `${localTimeOf(startsAt)}–${localTimeOf(endsAt)}`,
    officers: officers.join(', '),
    isCancelled: closure === 'cancelled',
  }));
  const absences = onDay(date, facts.absences).map(({ displayName }) => displayName);
  const onRounds = onDay(date, facts.rounds).flatMap(({ officerIds, startsAt, endsAt }) =>
    officerIds.map((userId) => ({ userId, startsAt, endsAt })),
  );
  const free = date < today ? [] : freeOn(date, facts.availability, [...facts.absences, ...onRounds]);
  return {
    number: String(Number(date.slice(8))),
    label: capitalise(`${weekdayName(date)} ${formatDayMonth(date)}`),
    isToday: date === today,
    isOutside: date.slice(0, 7) !== month.slice(0, 7),
    isEmpty: marks.length + rounds.length + absences.length + free.length === 0,
    marks,
    rounds,
    absences: [...new Set(absences)],
    free: free.map(({ displayName, from, to }) => `${displayName} ${from}–${to}`),
    freeTitle: `${new Set(free.map(({ userId }) => userId)).size} người rảnh`,
  };
}

const monthLink = (month: LocalDate): { href: string; label: string } => ({
  href: `/team-calendar?month=${month.slice(0, 7)}`,
  label: capitalise(monthName(month)),
});
