import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { buttonRoute, formPage, formRoutes } from '../../../web/form-route';
import type { Asked, Route } from '../../../web/route';
import { changedBy } from '../../office/audit/conflict';
import { helperForm, newHelperForm } from './forms';
import { logReading } from './log-reading';
import { helperPage, newHelperPage } from './pages';
import { getHelper, getHome } from './queries';
import { correctHelper, endHelper, recordHelper } from './service';

/** Officers learn at the door who helps, so they may record it. */
export const helperRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const permission = 'visits.record';

  const showHelper = formPage({
    async open({ actor, id }) {
      const helper = await getHelper(db, actor.wardId, id);
      await logReading(context, actor, 'household', helper.householdId);
      return helper;
    },
    page: helperPage,
    title: ({ title }) => `Người giúp số: ${title}`,
    changed: changedBy(db, 'digital-helper', 'Trong lúc bạn sửa, người khác đã lưu người giúp số này.'),
  });

  async function saved({ actor, id }: Asked, said: string) {
    const { householdId } = await getHelper(db, actor.wardId, id);
    return { said, to: `/households/${householdId}` };
  }

  return [
    ...formRoutes('/households/:id/digital-helpers', permission, {
      emptyAt: '/households/:id/digital-helpers/new',
      show: formPage({
        open: async ({ actor, id }) => {
          await logReading(context, actor, 'household', id);
          return getHome(db, actor.wardId, id);
        },
        page: (home, failed) => newHelperPage(home, today(), failed),
        title: 'Thêm người giúp số',
      }),
      schema: () => newHelperForm(today()),
      save: ({ actor, id }, form) => recordHelper(context, actor, id, form),
      done: (_, { id }) => ({ said: 'Đã ghi người giúp số.', to: `/households/${id}` }),
    }),
    ...formRoutes('/digital-helpers/:id/edit', permission, {
      show: showHelper,
      schema: helperForm,
      save: ({ actor, id }, form) => correctHelper(context, actor, id, form),
      done: (_, asked) => saved(asked, 'Đã sửa người giúp số.'),
    }),
    buttonRoute('/digital-helpers/:id/ending', permission, {
      save: ({ actor, id }) => endHelper(context, actor, id),
      done: (_, asked) => saved(asked, 'Người này thôi giúp hộ. Lịch sử vẫn giữ.'),
    }),
  ];
};
