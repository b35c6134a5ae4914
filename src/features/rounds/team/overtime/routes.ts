import type { AppContext } from '../../../../context';
import { isPermitted } from '../../../../permissions';
import { addMonths, localDateOf, monthStartOf, type LocalDate } from '../../../../shared/dates';
import { renderPage } from '../../../../web/page';
import { defineFeature, get, type Route } from '../../../../web/route';
import { overtimeQuery } from './forms';
import { overtimeList, overtimePage, type OwnMonth } from './pages';
import { listHoursOfMonth, readDoorWork } from './queries';

const overtimeRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  const thisMonth = () => monthStartOf(localDateOf(now()));

  return [
    {
      ...get('/overtime', 'overtime.read', async ({ actor, query }, res) => {
        const { id, role, wardId } = actor;
        const { month = thisMonth(), officer } = overtimeQuery.parse(query);
        const isOwn = role === 'officer';
        const hoursOf = (of: LocalDate) => listHoursOfMonth(db, wardId, of, { now: now(), userId: isOwn ? id : null });
        const ownMonth = async (of: LocalDate): Promise<OwnMonth> => {
          const [[hours], work] = await Promise.all([hoursOf(of), readDoorWork(db, wardId, of, id)]);
          return { month: of, hours, work };
        };
        const own = isOwn ? await Promise.all([ownMonth(month), ownMonth(addMonths(month, -1))]) : [];
        const officers = isOwn ? own.slice(0, 1).flatMap(({ hours }) => hours ?? []) : await hoursOf(month);
        renderPage(
          res,
          overtimePage({
            month,
            today: localDateOf(now()),
            isOwn,
            own,
            officers,
            shownId: isOwn ? id : officer,
            canExport: isPermitted(role, 'overtime.export'),
          }),
        );
      }),
      list: {
        permission: 'overtime.export',
        isOfferedByPage: true,
        async find({ actor, query }) {
          const { month = thisMonth(), content } = overtimeQuery.parse(query);
          const officers = await listHoursOfMonth(db, actor.wardId, month, { now: now(), userId: null });
          return overtimeList(officers, month, content);
        },
      },
    },
  ];
};

export const overtimeFeature = defineFeature({ routes: overtimeRoutes });
