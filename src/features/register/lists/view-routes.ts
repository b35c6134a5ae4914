import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { currentUser } from '../../../web/current-user';
import { ConflictError, ForbiddenError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, typed, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { changedViewForm, newViewForm, removalForm, replacedListForm, subjectQuery } from './forms';
import { listHref, readList, readQueryText, type ListSpec } from './list-spec';
import { listOfView } from './pages';
import { can } from './policy';
import { findFilterPlaces, getSavedView } from './queries';
import { changeView, removeView, replaceList, saveView } from './service';
import { editViewModel, editViewPage, newViewModel, newViewPage, viewConflict, type ViewIntent } from './view-pages';

/** Saved views: a list kept under a name, for its maker or for the whole office. */
export const viewRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  async function renderNew(req: Request, res: Response, list: ListSpec, failed?: Failed) {
    const places = await findFilterPlaces(db, currentUser(req).wardId, list.filter);
    renderPage(res, newViewPage, newViewModel(list, places, failed), {
      title: 'Lưu danh sách',
      hasErrors: failed !== undefined,
    });
  }

  const sentList = (req: Request) => readQueryText(subjectQuery.parse(req.body).subject, typed(req.body, 'query'));

  async function renderEdit(req: Request, res: Response, failed?: Failed) {
    const actor = currentUser(req);
    const view = await getSavedView(db, actor, idParam(req));
    if (!can(actor, 'change', view))
      throw new ForbiddenError(
        'Danh sách dùng chung này chỉ người lập hoặc quản trị sửa được. Hãy lưu thành danh sách của bạn.',
      );
    const places = await findFilterPlaces(db, actor.wardId, listOfView(view).list.filter);
    renderPage(res, editViewPage, editViewModel(actor, view, places, failed), {
      title: `Sửa danh sách ${view.name}`,
      hasErrors: failed !== undefined,
    });
  }

  /** The page with both versions of a saved view. */
  async function conflict(
    req: Request,
    mine: { kind: 'edit'; name: string; isShared: boolean } | { kind: 'list'; list: ListSpec } | { kind: 'removal' },
  ): Promise<ConflictError> {
    const actor = currentUser(req);
    const view = await getSavedView(db, actor, idParam(req));
    const [last, places] = await Promise.all([
      findLastChange(db, actor.wardId, { type: 'saved-view', id: view.id }),
      findFilterPlaces(db, actor.wardId, listOfView(view).list.filter),
    ]);
    const intentOf = async (): Promise<ViewIntent> => {
      if (mine.kind !== 'list') return mine;
      const placesOfMine = await findFilterPlaces(db, actor.wardId, mine.list.filter);
      return { ...mine, places: placesOfMine };
    };
    return new ConflictError(viewConflict(view, await intentOf(), last, places));
  }

  return [
    {
      method: 'get',
      path: '/saved-views/new',
      permission: 'lists.save',
      handler: async (req, res) => {
        const { list } = readList(subjectQuery.parse(req.query).subject, req.query);
        return renderNew(req, res, list);
      },
    },
    {
      method: 'post',
      path: '/saved-views',
      permission: 'lists.save',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const form = parseForm(newViewForm, req.body);
        if (!form.ok) return renderNew(req, res, sentList(req), form);
        const outcome = await saveView(context, actor, form.value);
        if (outcome.kind === 'invalid')
          return renderNew(req, res, sentList(req), { values: req.body, errors: outcome.errors });
        flash(
          req,
          form.value.isShared
            ? `Đã lưu “${form.value.name}” để cả văn phòng dùng chung.`
            : `Đã lưu “${form.value.name}” cho riêng bạn.`,
        );
        res.redirect(303, `/saved-views/${form.value.id}`);
      },
    },
    {
      // The list of a view has its own URL, which can be changed and shared.
      method: 'get',
      path: '/saved-views/:id',
      permission: 'lists.read',
      handler: async (req, res) => {
        const view = await getSavedView(db, currentUser(req), idParam(req));
        const { list, unknown } = listOfView(view);
        if (unknown.length > 0)
          flash(
            req,
            `Danh sách này dùng điều không còn chọn được (${unknown.join(', ')}); phần ấy đã được bỏ ra.`,
            'warning',
          );
        res.redirect(303, listHref(list, { view: view.id }));
      },
    },
    {
      method: 'get',
      path: '/saved-views/:id/edit',
      permission: 'lists.save',
      handler: (req, res) => renderEdit(req, res),
    },
    {
      method: 'post',
      path: '/saved-views/:id/edit',
      permission: 'lists.save',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(changedViewForm, req.body);
        if (!form.ok) return renderEdit(req, res, form);
        const outcome = await changeView(context, currentUser(req), id, form.value);
        switch (outcome.kind) {
          case 'invalid':
            return renderEdit(req, res, { values: req.body, errors: outcome.errors });
          case 'stale':
            throw await conflict(req, { kind: 'edit', ...form.value });
          case 'done':
          case 'unchanged':
            flash(req, 'Đã lưu.');
            return res.redirect(303, `/saved-views/${id}`);
        }
      },
    },
    {
      method: 'post',
      path: '/saved-views/:id/list',
      permission: 'lists.save',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(replacedListForm, req.body);
        if (!form.ok) return renderEdit(req, res, form);
        const outcome = await replaceList(context, currentUser(req), id, form.value);
        if (outcome.kind === 'stale') throw await conflict(req, { kind: 'list', list: form.value.list });
        flash(req, 'Đã lưu bộ lọc, cột và thứ tự mới.');
        res.redirect(303, `/saved-views/${id}`);
      },
    },
    {
      method: 'post',
      path: '/saved-views/:id/removal',
      permission: 'lists.save',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(removalForm, req.body);
        if (!form.ok) return renderEdit(req, res, form);
        const outcome = await removeView(context, currentUser(req), id, form.value.version);
        if (outcome.kind === 'stale') throw await conflict(req, { kind: 'removal' });
        flash(req, `Đã xóa danh sách “${outcome.name}”. Người và hộ trong sổ không thay đổi.`);
        res.redirect(303, '/lists');
      },
    },
  ];
};
