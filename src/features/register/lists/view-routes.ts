import type { AppContext } from '../../../context';
import { ForbiddenError } from '../../../shared/errors';
import { flash } from '../../../web/flash';
import { typed, versionForm } from '../../../web/form';
import { formPage, formPost, formRoutes } from '../../../web/form-route';
import { get, type Asked, type Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { changedViewForm, newViewForm, replacedListForm, subjectQuery } from './forms';
import { listHref, readList, readQueryText } from './list-spec';
import { listOfView } from './pages';
import { can } from './policy';
import { findFilterPlaces, getSavedView } from './queries';
import { changeView, removeView, replaceList, saveView } from './service';
import { editViewPage, newViewPage, viewConflict, type ViewIntent } from './view-pages';

/** Saved views: a list kept under a name, for its maker or for the whole office. */
export const viewRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  const permission = 'lists.save';

  const showEdit = formPage({
    async open({ actor, id }) {
      const view = await getSavedView(db, actor, id);
      if (!can(actor, 'change', view))
        throw new ForbiddenError(
          'Danh sách dùng chung này chỉ người lập hoặc quản trị sửa được. Hãy lưu thành danh sách của bạn.',
        );
      const places = await findFilterPlaces(db, actor.wardId, listOfView(view).list.filter);
      return { view, places };
    },
    page: ({ view, places }, failed, { actor }) => editViewPage(actor, view, places, failed),
    title: ({ savedName }) => `Sửa danh sách ${savedName}`,
  });

  async function conflict({ actor, id }: Asked, mine: ViewIntent) {
    const view = await getSavedView(db, actor, id);
    const [last, places] = await Promise.all([
      findLastChange(db, actor.wardId, { type: 'saved-view', id }),
      findFilterPlaces(db, actor.wardId, listOfView(view).list.filter),
    ]);
    return viewConflict(view, mine, last, places);
  }

  return [
    ...formRoutes('/saved-views', permission, {
      emptyAt: '/saved-views/new',
      show: formPage({
        async open({ req, actor, body }) {
          const list =
            req.method === 'POST'
              ? readQueryText(subjectQuery.parse(body).subject, typed(body, 'query'))
              : readList(subjectQuery.parse(req.query).subject, req.query).list;
          const places = await findFilterPlaces(db, actor.wardId, list.filter);
          return { list, places };
        },
        page: ({ list, places }, failed) => newViewPage(list, places, failed),
        title: 'Lưu danh sách',
      }),
      schema: newViewForm,
      save: ({ actor }, form) => saveView(context, actor, form),
      done: (_, __, { id, name, isShared }) => ({
        said: isShared ? `Đã lưu “${name}” để cả văn phòng dùng chung.` : `Đã lưu “${name}” cho riêng bạn.`,
        to: `/saved-views/${id}`,
      }),
    }),
    // The list of a view has its own URL, which can be changed and shared.
    get('/saved-views/:id', 'lists.read', async ({ req, actor, id }, res) => {
      const { list, unknown } = listOfView(await getSavedView(db, actor, id));
      const dropped = `Danh sách này dùng điều không còn chọn được (${unknown.join(', ')}); phần ấy đã được bỏ ra.`;
      if (unknown.length > 0) flash(req, dropped, 'warning');
      res.redirect(303, listHref(list, { view: id }));
    }),
    ...formRoutes('/saved-views/:id/edit', permission, {
      show: showEdit,
      schema: changedViewForm,
      save: ({ actor, id }, form) => changeView(context, actor, id, form),
      conflict: (asked, form) => conflict(asked, { kind: 'edit', ...form }),
      done: (_, { id }) => ({ said: 'Đã lưu.', to: `/saved-views/${id}` }),
    }),
    formPost('/saved-views/:id/list', permission, {
      show: showEdit,
      schema: replacedListForm,
      save: ({ actor, id }, form) => replaceList(context, actor, id, form),
      async conflict(asked, { list }) {
        const places = await findFilterPlaces(db, asked.actor.wardId, list.filter);
        return conflict(asked, { kind: 'list', list, places });
      },
      done: (_, { id }) => ({ said: 'Đã lưu bộ lọc, cột và thứ tự mới.', to: `/saved-views/${id}` }),
    }),
    formPost('/saved-views/:id/removal', permission, {
      show: showEdit,
      schema: versionForm,
      save: ({ actor, id }, { version }) => removeView(context, actor, id, version),
      conflict: (asked) => conflict(asked, { kind: 'removal' }),
      done: ({ name }) => ({ said: `Đã xóa danh sách “${name}”. Người và hộ trong sổ không thay đổi.`, to: '/lists' }),
    }),
  ];
};
