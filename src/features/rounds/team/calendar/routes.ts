import type { AppContext } from '../../../../context';
import { isPermitted } from '../../../../permissions';
import { daysBetween, formatDate, localDateOf, parseMonth, type LocalDate } from '../../../../shared/dates';
import { uncapitalise } from '../../../../shared/vietnamese-text';
import { undoable } from '../../../../web/flash';
import { typed, type FormValues } from '../../../../web/form';
import { buttonRoute, formPage, formPost } from '../../../../web/form-route';
import { defineFeature, get, type Route } from '../../../../web/route';
import { askAboutRounds, roundsNotices } from '../../../office/calendar/affected-rounds-pages';
import { listAreaPlaces } from '../../../office/users/queries';
import { areaClosureForm, LONG_DAYS } from './forms';
import { weeksOfMonth } from './month';
import { teamCalendarPage } from './pages';
import { findMonthFacts } from './queries';
import { closeArea, openArea } from './service';

const teamCalendarRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  const permission = 'rounds.plan';

  const showMonth = formPage({
    async open({ actor: { wardId, role }, req }) {
      const today = localDateOf(now());
      const month = parseMonth(typed(req.query as FormValues, 'month')) ?? today;
      const days = weeksOfMonth(month).flat();
      const [facts, areas] = await Promise.all([
        findMonthFacts(db, wardId, [days[0]!, today].sort()[0]!, days.at(-1)!),
        isPermitted(role, permission) ? listAreaPlaces(db, wardId) : null,
      ]);
      return { month, facts, areas, now: now() };
    },
    page: teamCalendarPage,
  });
  const monthOf = (date: LocalDate) => `/team-calendar?month=${date.slice(0, 7)}#closures`;

  return [
    get('/team-calendar', 'team-calendar.read', showMonth),
    formPost('/area-closures', permission, {
      show: showMonth,
      schema: () => areaClosureForm(now()),
      save: ({ actor, isConfirmed }, form) => closeArea(context, actor, form, isConfirmed),
      done(outcome, asked, { closedFrom, closedUntil }) {
        const to = monthOf(closedFrom);
        if (outcome.kind === 'unconfirmed') {
          const days = daysBetween(closedFrom, closedUntil) + 1;
          const first = askAboutRounds(asked, outcome.rounds, 'có cửa trong khu này', 'Vẫn đóng');
          return days > LONG_DAYS ? { ...first, ask: { ...first.ask, title: `Đóng ${days} ngày?` } } : first;
        }
        if (outcome.kind === 'unchanged') return { said: 'Khu này đã đóng từ trước.', to };
        const text = `Đã đóng ${uncapitalise(outcome.label)} đến hết ${formatDate(closedUntil)}.`;
        return {
          said: [undoable(text, `/area-closures/${outcome.id}/removal`), ...roundsNotices(outcome.roundsHit)],
          // The warning about rounds stands at the top.
          to: outcome.roundsHit > 0 ? to.replace('#closures', '') : to,
        };
      },
    }),
    buttonRoute('/area-closures/:id/removal', permission, {
      save: ({ actor, id }) => openArea(context, actor, id),
      done({ area, label, reason, closedFrom, closedUntil }) {
        const days = { closedFrom: formatDate(closedFrom), closedUntil: formatDate(closedUntil) };
        // Closes the same days again; their rounds were shown when it was first closed.
        const fields = { area, ...days, reason, confirmed: 'yes' };
        return {
          said: undoable(`Đã bỏ đóng ${uncapitalise(label)}.`, '/area-closures', fields),
          to: monthOf(closedFrom),
        };
      },
    }),
  ];
};

export const teamCalendarFeature = defineFeature({
  routes: teamCalendarRoutes,
  audit: {
    actions: { 'area-closure.add': 'Đóng một khu', 'area-closure.remove': 'Bỏ đóng một khu' },
    groups: { 'area-closure': 'Khu tạm đóng' },
    subjects: {
      'area-closure': { label: 'Khu tạm đóng', href: () => '/team-calendar#closures' },
    },
    fields: { closedArea: 'khu', closedFrom: 'từ ngày', closedUntil: 'đến hết ngày', roundsThere: 'buổi ở đó' },
  },
});
