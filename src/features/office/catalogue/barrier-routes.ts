import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { buttonRoute, formPage, formPost, formRoutes } from '../../../web/form-route';
import { countIn, pageList } from '../../../web/list-source';
import { get, type Asked, type Route } from '../../../web/route';
import { changedBy } from '../audit/conflict';
import { barrierFormPage, barrierListPage } from './pages';
import { barrierForm, editBarrierForm } from './forms';
import { getBarrier, listBarriers } from './queries';
import { createBarrier, renameBarrier, retireBarrier } from './service';

export const barrierRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const permission = 'catalogue.manage';
  const today = () => localDateOf(context.now());
  const barrierOf = ({ actor, id }: Asked) => getBarrier(db, actor.wardId, id);

  const showBarriers = formPage({
    open: ({ actor }) => listBarriers(db, actor.wardId),
    page: (barriers, failed, { actor }) =>
      barrierListPage(barriers, isPermitted(actor.role, permission), today(), failed),
    title: 'Rào cản',
  });

  return [
    {
      ...get('/barriers', 'catalogue.read', showBarriers),
      list: pageList({
        title: 'Rào cản',
        isPersonal: false,
        read: async ({ actor }) => ({
          rows: barrierListPage(await listBarriers(db, actor.wardId), false, today()).model.barriers,
        }),
        columns: {
          'Rào cản': (row) => row.label,
          'Đã dùng': (row) => countIn(row.uses),
          'Ngừng dùng': (row) => row.retired,
        },
      }),
    },
    formPost('/barriers', permission, {
      show: showBarriers,
      schema: barrierForm,
      save: ({ actor }, { label }) => createBarrier(context, actor, label),
      done: (_, __, { label }) => ({ said: `Đã thêm rào cản “${label}”.`, to: '/barriers' }),
    }),
    ...formRoutes('/barriers/:id/edit', permission, {
      show: formPage({
        open: barrierOf,
        page: barrierFormPage,
        title: 'Sửa rào cản',
        changed: changedBy(db, 'barrier', ({ label }) => `Rào cản “${label}” vừa được người khác sửa.`),
      }),
      schema: editBarrierForm,
      save: ({ actor, id }, form) => renameBarrier(context, actor, id, form),
      done: { said: 'Đã lưu rào cản.', to: '/barriers' },
    }),
    buttonRoute('/barriers/:id/retirement', permission, {
      save: ({ actor, id }) => retireBarrier(context, actor, id),
      done: { said: 'Đã ngừng dùng rào cản.', unchanged: 'Rào cản này đã ngừng dùng từ trước.', to: '/barriers' },
    }),
  ];
};
