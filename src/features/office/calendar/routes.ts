import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { formatDate, localDateOf, type LocalDate } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { looseVersionForm } from '../../../web/form';
import { formPage, formPost, formRoutes } from '../../../web/form-route';
import { defineFeature, get, type Route } from '../../../web/route';
import { changedBy } from '../audit/conflict';
import { findLastChange } from '../audit/last-change';
import { calendarDayForm, calendarQuery, editCalendarDayForm } from './forms';
import { calendarPage, dayEditPage, removedDayConflict } from './pages';
import { getCalendarDay, listCalendarDays, listPlannedRounds } from './queries';
import { askAboutRounds, roundsNotices } from './affected-rounds-pages';
import { addCalendarDay, removeCalendarDay, updateCalendarDay } from './service';
import { CALENDAR_DAY_KINDS, CALENDAR_DAY_STATUSES } from '../../../shared/labels';

const calendarRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  const today = () => localDateOf(now());
  const permission = 'calendar.manage';

  const showYear = formPage({
    async open({ actor, req, body }) {
      const sent = calendarDayForm.safeParse(body);
      const year = sent.success ? yearOf(sent.data.date) : (calendarQuery.parse(req.query).year ?? yearOf(today()));
      const days = await listCalendarDays(db, actor.wardId, year);
      return { year, days };
    },
    page: (days, failed, { actor }) =>
      calendarPage({ ...days, today: today(), canManage: isPermitted(actor.role, permission) }, failed),
  });
  const showDay = formPage({
    async open({ actor: { wardId }, id }) {
      const day = await getCalendarDay(db, wardId, id);
      return { day, planned: (await listPlannedRounds(db.prisma, wardId, now(), [day.date])).length };
    },
    page: ({ day, planned }, failed) => dayEditPage(day, planned, failed),
    title: 'Sửa ngày trong lịch',
    changed: changedBy(db, 'calendar-day', ({ day }) => `${day.name} ${formatDate(day.date)} vừa được người khác sửa.`),
  });

  return [
    get('/calendar', 'calendar.read', showYear),
    formPost('/calendar-days', permission, {
      show: showYear,
      schema: calendarDayForm,
      save: ({ actor, isConfirmed }, form) => addCalendarDay(context, actor, form, isConfirmed),
      done: (outcome, asked, { date, name }) =>
        outcome.kind === 'unconfirmed'
          ? askAboutRounds(asked, outcome.rounds, ...ON_THIS_DAY)
          : saved(`Đã thêm ${name} vào lịch.`, date, outcome.roundsHit),
    }),
    ...formRoutes('/calendar-days/:id/edit', permission, {
      show: showDay,
      schema: editCalendarDayForm,
      save: ({ actor, id, isConfirmed }, form) => updateCalendarDay(context, actor, id, { ...form, isConfirmed }),
      async conflict(asked, form, { isRemoved }) {
        if (!isRemoved) return showDay.conflict(asked);
        const last = await findLastChange(db, asked.actor.wardId, { type: 'calendar-day', id: asked.id });
        if (!last) throw new NotFoundError('Lịch không có ngày này.');
        return removedDayConflict(form, last);
      },
      done: (outcome, asked, { date, name }) =>
        outcome.kind === 'unconfirmed'
          ? askAboutRounds(asked, outcome.rounds, ...ON_THIS_DAY)
          : saved(`Đã lưu ${name}.`, date, outcome.roundsHit),
    }),
    formPost('/calendar-days/:id/removal', permission, {
      show: (asked, res) => showDay(asked, res),
      schema: looseVersionForm,
      save: ({ actor, id, isConfirmed }, { version }) =>
        removeCalendarDay(context, actor, id, { version, isConfirmed }),
      done(outcome, asked) {
        switch (outcome.kind) {
          case 'unconfirmed':
            return askAboutRounds(asked, outcome.rounds, 'chỉ đi được vào ngày này', 'Vẫn bỏ ngày này');
          case 'stale': {
            const text =
              'Người khác vừa sửa ngày này nên chưa bỏ. Xem lại ở dưới; không cần nữa thì bấm “Bỏ ngày này”.';
            return { said: { text, kind: 'warning' }, to: `/calendar-days/${asked.id}/edit` };
          }
          case 'done':
            return saved('Đã bỏ ngày khỏi lịch.', outcome.date, outcome.roundsHit);
        }
      },
    }),
  ];
};

const yearOf = (date: LocalDate) => Number(date.slice(0, 4));

const ON_THIS_DAY = ['rơi vào ngày này', 'Vẫn lưu ngày này'] as const;

/** Leads to the year of the day. */
const saved = (text: string, date: LocalDate, roundsHit: number) => ({
  said: [text, ...roundsNotices(roundsHit)],
  to: `/calendar?year=${yearOf(date)}`,
});

export const calendarFeature = defineFeature({
  routes: calendarRoutes,
  audit: {
    actions: {
      'calendar-day.add': 'Thêm ngày vào lịch nghỉ',
      'calendar-day.update': 'Sửa ngày trong lịch nghỉ',
      'calendar-day.remove': 'Bỏ ngày khỏi lịch nghỉ',
    },
    groups: { 'calendar-day': 'Lịch nghỉ' },
    subjects: {
      'calendar-day': { label: 'Ngày nghỉ', href: null },
    },
    fields: { roundsHit: 'số buổi vướng' },
    values: { kind: CALENDAR_DAY_KINDS, status: CALENDAR_DAY_STATUSES },
  },
});
