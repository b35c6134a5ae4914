import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { ListSubject } from '../../../generated/prisma/enums';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { XLSX_TYPE, xlsxFile } from '../../../shared/xlsx-file';
import { currentUser } from '../../../web/current-user';
import { ConflictError, ForbiddenError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { createExportBrake } from '../../office/auth/brakes';
import { findLastChange } from '../../office/audit/last-change';
import { findListOptions } from '../households/queries';
import { getWard } from '../../office/wards/queries';
import { cellBatches, columnLabels, exportModel, exportPage, fileNameOf, fileOf } from './export-pages';
import { csvFile } from './csv-file';
import {
  changedViewForm,
  exportForm,
  listPlace,
  newViewForm,
  removalForm,
  replacedListForm,
  subjectQuery,
} from './forms';
import { NO_GROUP } from './filters';
import { listHref, readList, readQueryText, type ListSpec } from './list-spec';
import {
  editViewModel,
  editViewPage,
  filterSentence,
  indexModel,
  indexPage,
  isFormQuery,
  listModel,
  listOfView,
  listPage,
  newViewModel,
  newViewPage,
  titleOf,
  viewConflict,
  type ViewIntent,
} from './pages';
import { can } from './policy';
import {
  countRows,
  findFilterPlaces,
  findPage,
  findSavedView,
  getSavedView,
  listSavedViews,
  openWholeList,
} from './queries';
import { changeView, recordExport, removeView, replaceList, saveView } from './service';
import type { ListScope } from './statements';

/** Three times the number of people in the largest ward. */
const MAX_EXPORTED = 200_000;
/** An export holds a database connection for as long as the reader's download takes. */
const MAX_CONCURRENT_EXPORTS = 2;
const MAX_EXPORT_MS = 180_000;

const TYPES = { xlsx: XLSX_TYPE, csv: 'text/csv; charset=utf-8' } as const;

export const listRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const countExport = createExportBrake(context);
  let exportsRunning = 0;
  const today = () => localDateOf(context.now());
  const may = (req: Request) => ({
    save: isPermitted(currentUser(req).role, 'lists.save'),
    export: isPermitted(currentUser(req).role, 'lists.export'),
  });
  const scopeOf = (req: Request, subject: ListSubject): ListScope => ({
    subject,
    wardId: currentUser(req).wardId,
    today: today(),
  });

  /** The saved view from which a list was opened, if it has the same subject and the reader may see it. */
  async function viewOf(req: Request, subject: ListSubject, id: string | null) {
    const view = id === null ? null : await findSavedView(db, currentUser(req), id);
    return view?.subject === subject ? view : null;
  }

  async function renderList(req: Request, res: Response, subject: ListSubject) {
    const actor = currentUser(req);
    const { list } = readList(subject, req.query);
    const { after, before, view: viewId } = listPlace.parse(req.query);
    // A form sends every field; redirect to a URL with only the selected values, to be bookmarked and shared.
    if (isFormQuery(subject, req.query)) return res.redirect(303, listHref(list, viewId ? { view: viewId } : {}));

    const scope = scopeOf(req, subject);
    const cursor = { after, before };
    const [group = null] = list.filter.group ?? [];
    const [page, count, places, options, ward, view] = await Promise.all([
      findPage(db, scope, list, cursor),
      countRows(db, scope, list.filter),
      findFilterPlaces(db, actor.wardId, list.filter),
      findListOptions(db, actor.wardId, group === NO_GROUP ? null : group),
      getWard(db, actor.wardId),
      viewOf(req, subject, viewId),
    ]);
    await context.accessLog.opened(
      actor,
      'list.open',
      { type: 'list', id: subject },
      { filter: filterSentence(list, places), rows: page.rows.length },
    );
    const model = listModel(
      actor,
      { list, cursor, page, count, places, options, view, today: scope.today, adultAge: ward.adultAge },
      may(req),
    );
    renderPage(res, listPage, model, { title: model.title });
  }

  async function renderExport(
    req: Request,
    res: Response,
    { list, viewId }: { list: ListSpec; viewId: string | null },
    failed?: { values: FormValues; errors: FieldErrors },
  ) {
    const { wardId } = currentUser(req);
    const [count, places, ward, view] = await Promise.all([
      countRows(db, scopeOf(req, list.subject), list.filter),
      findFilterPlaces(db, wardId, list.filter),
      getWard(db, wardId),
      viewOf(req, list.subject, viewId),
    ]);
    renderPage(
      res,
      exportPage,
      exportModel(list, { title: titleOf(list, view, ward.adultAge), count, places, viewId: view?.id ?? '' }, failed),
      {
        title: 'Tải danh sách',
        hasErrors: failed !== undefined,
      },
    );
  }

  async function sendFile(req: Request, res: Response, subject: ListSubject) {
    const actor = currentUser(req);
    const list = readQueryText(subject, typed(req.body, 'query'));
    const { view: viewId } = listPlace.parse(req.body);
    const form = parseForm(exportForm, req.body);
    if (!form.ok) return renderExport(req, res, { list, viewId }, form);
    const refuse = (message: string) =>
      renderExport(req, res, { list, viewId }, { values: req.body as FormValues, errors: { format: message } });
    if (exportsRunning >= MAX_CONCURRENT_EXPORTS)
      return refuse('Máy chủ đang làm mấy tệp khác. Đợi một phút rồi bấm lại.');
    exportsRunning += 1;
    try {
      await countExport(actor.id);
      const scope = scopeOf(req, subject);
      const whole = await openWholeList(db, scope, list);
      try {
        if (whole.count === 0) return await refuse('Danh sách này không có dòng nào để tải. Bỏ bớt điều kiện lọc.');
        if (whole.count > MAX_EXPORTED)
          return await refuse(
            `Danh sách dài hơn ${MAX_EXPORTED.toLocaleString('vi-VN')} dòng. Lọc theo tổ rồi tải từng phần.`,
          );
        const [places, ward, view] = await Promise.all([
          findFilterPlaces(db, actor.wardId, list.filter),
          getWard(db, actor.wardId),
          viewOf(req, subject, viewId),
        ]);
        const title = titleOf(list, view, ward.adultAge);
        await recordExport(context, actor, {
          list,
          title,
          filter: filterSentence(list, places),
          columns: columnLabels(list),
          rows: whole.count,
          form: form.value,
        });

        const { format } = form.value;
        const file = fileOf(actor, list, { title, places, count: whole.count, form: form.value, now: context.now() });
        const batches = cellBatches(list, whole.batches, scope.today);
        res.attachment(fileNameOf(list, format, context.now())).type(TYPES[format]);
        await pipeline(format === 'xlsx' ? xlsxFile(file, batches) : csvFile(file, batches), res, {
          signal: AbortSignal.timeout(MAX_EXPORT_MS),
        });
      } finally {
        await whole.close();
      }
    } catch (error) {
      // Cancelling a download is not an error; the audit log already records that the file was requested.
      if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    } finally {
      exportsRunning -= 1;
    }
  }

  async function renderEdit(req: Request, res: Response, failed?: { values: FormValues; errors: FieldErrors }) {
    const actor = currentUser(req);
    const view = await getSavedView(db, actor, idParam(req));
    if (!can(actor, 'change', view))
      throw new ForbiddenError(
        'Danh sách dùng chung này chỉ người lập hoặc quản trị sửa được. Hãy lưu thành danh sách của bạn.',
      );
    const places = await findFilterPlaces(db, actor.wardId, listOfView(view).list.filter);
    const again = failed && {
      typed: {
        name: typed(failed.values, 'name'),
        isShared: typed(failed.values, 'isShared') !== '',
        version: typed(failed.values, 'version'),
      },
      errors: failed.errors,
    };
    renderPage(res, editViewPage, editViewModel(actor, view, places, again), {
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
    const intent: ViewIntent =
      mine.kind === 'list' ? { ...mine, places: await findFilterPlaces(db, actor.wardId, mine.list.filter) } : mine;
    return new ConflictError(viewConflict(view, places, intent, last));
  }

  const listPages = Object.values(ListSubject).flatMap((subject): Route[] => [
    {
      method: 'get',
      path: `/lists/${subject}`,
      permission: 'lists.read',
      handler: (req, res) => renderList(req, res, subject),
    },
    {
      method: 'get',
      path: `/lists/${subject}/export`,
      permission: 'lists.export',
      handler: (req, res) =>
        renderExport(req, res, { list: readList(subject, req.query).list, viewId: listPlace.parse(req.query).view }),
    },
    {
      method: 'post',
      path: `/lists/${subject}/export`,
      permission: 'lists.export',
      handler: (req, res) => sendFile(req, res, subject),
    },
  ]);

  return [
    {
      method: 'get',
      path: '/lists',
      permission: 'lists.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const [views, ward] = await Promise.all([listSavedViews(db, actor), getWard(db, actor.wardId)]);
        renderPage(res, indexPage, indexModel(actor, views, ward.adultAge, may(req).save), { title: 'Danh sách' });
      },
    },
    ...listPages,
    {
      method: 'get',
      path: '/saved-views/new',
      permission: 'lists.save',
      handler: async (req, res) => {
        const { list } = readList(subjectQuery.parse(req.query).subject, req.query);
        renderPage(
          res,
          newViewPage,
          newViewModel(list, await findFilterPlaces(db, currentUser(req).wardId, list.filter)),
          { title: 'Lưu danh sách' },
        );
      },
    },
    {
      method: 'post',
      path: '/saved-views',
      permission: 'lists.save',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const form = parseForm(newViewForm, req.body);
        const show = async (errors: FieldErrors) => {
          const list = readQueryText(subjectQuery.parse(req.body).subject, typed(req.body, 'query'));
          const values = {
            id: typed(req.body, 'id'),
            name: typed(req.body, 'name'),
            isShared: typed(req.body, 'isShared') !== '',
          };
          renderPage(
            res,
            newViewPage,
            newViewModel(list, await findFilterPlaces(db, actor.wardId, list.filter), values, errors),
            { title: 'Lưu danh sách', hasErrors: true },
          );
        };
        if (!form.ok) return show(form.errors);
        const outcome = await saveView(context, actor, form.value);
        if (outcome.kind === 'invalid') return show(outcome.errors);
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
