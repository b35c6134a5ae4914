import type { AppContext } from '../../../context';
import { formPage, formRoutes } from '../../../web/form-route';
import type { Asked, Route } from '../../../web/route';
import { findLastChange } from '../audit/last-change';
import { availabilityForm, readPattern } from './forms';
import { availabilityConflict, availabilityFields, availabilityPage } from './pages';
import { getUser, listAvailability } from './queries';
import { saveAvailability } from './service';

/** An officer's week: their own page, and the administrator's page of each officer. */
export const availabilityRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  const officerId = ({ actor, id }: Asked) => id || actor.id;

  async function weekOf(asked: Asked) {
    const { wardId, role } = asked.actor;
    const user = await getUser(db, wardId, officerId(asked));
    const windows = await listAvailability(db, wardId, user.id);
    return { user, windows, isOwn: role === 'officer' };
  }

  const weekRoutes = (path: string, permission: Route['permission']) =>
    formRoutes(path, permission, {
      show: formPage({
        open: weekOf,
        page: availabilityPage,
        title: ({ heading }) => heading,
      }),
      schema: availabilityForm,
      save: (asked, windows) =>
        saveAvailability(context, asked.actor, officerId(asked), { windows, read: readPattern(asked.body) }),
      async conflict(asked, windows) {
        const last = await findLastChange(db, asked.actor.wardId, { type: 'user', id: officerId(asked) });
        return availabilityConflict(await weekOf(asked), windows, last);
      },
      done(outcome, { req: { path: href } }, windows) {
        const actions =
          outcome.kind === 'done'
            ? [{ label: 'Hoàn tác', href, fields: availabilityFields(outcome.before, windows) }]
            : [];
        return { said: { text: 'Đã lưu lịch rảnh hằng tuần.', actions }, to: href };
      },
    });

  return [...weekRoutes('/users/:id/availability', 'users.manage'), ...weekRoutes('/availability', 'availability.own')];
};
