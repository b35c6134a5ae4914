import type { AppContext } from '../../../../context';
import { localDateOf, parseMonth } from '../../../../shared/dates';
import { typed, type FormValues } from '../../../../web/form';
import { renderPage } from '../../../../web/page';
import { defineFeature, get, type Route } from '../../../../web/route';
import { weeksOfMonth } from './month';
import { teamCalendarPage } from './pages';
import { findMonthFacts } from './queries';

const teamCalendarRoutes = ({ db, now }: AppContext): Route[] => [
  get('/team-calendar', 'team-calendar.read', async ({ actor, query }, res) => {
    const today = localDateOf(now());
    const month = parseMonth(typed(query as FormValues, 'month')) ?? today;
    const days = weeksOfMonth(month).flat();
    const facts = await findMonthFacts(db, actor.wardId, days[0]!, days.at(-1)!);
    renderPage(res, teamCalendarPage(month, facts, today));
  }),
];

export const teamCalendarFeature = defineFeature({ routes: teamCalendarRoutes });
