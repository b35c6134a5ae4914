import type { AppContext } from '../../../../context';
import { isRealDate, localDateOf, type LocalDate } from '../../../../shared/dates';
import { typed, type FormValues } from '../../../../web/form';
import { renderPage } from '../../../../web/page';
import { defineFeature, get, type Route } from '../../../../web/route';
import { weeksOfMonth } from './month';
import { teamCalendarPage } from './pages';
import { findMonthFacts } from './queries';

const teamCalendarRoutes = ({ db, now }: AppContext): Route[] => [
  get('/team-calendar', 'team-calendar.read', async ({ actor, query }, res) => {
    const today = localDateOf(now());
    const month = askedMonth(typed(query as FormValues, 'month')) ?? today;
    const days = weeksOfMonth(month).flat();
    const facts = await findMonthFacts(db, actor.wardId, days[0]!, days.at(-1)!);
    renderPage(res, teamCalendarPage(month, facts, today));
  }),
];

/** ?month=2026-11 within the years a ward plans; null for anything else. */
function askedMonth(text: string): LocalDate | null {
  return /^20\d\d-\d\d$/.test(text) && isRealDate(`${text}-01`) ? `${text}-01` : null;
}

export const teamCalendarFeature = defineFeature({ routes: teamCalendarRoutes });
