import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, typed, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import { pageList } from '../../../web/page-list';
import type { Route } from '../../../web/route';
import { findLastChange } from '../audit/last-change';
import { getGuidedService } from '../guides/queries';
import { barrierRoutes } from './barrier-routes';
import {
  editServiceModel,
  newServiceModel,
  replacementModel,
  replacementPage,
  serviceConflict,
  serviceFormPage,
} from './form-pages';
import { catalogueQuery, editServiceForm, replacementForm, retirementForm, serviceForm } from './forms';
import { serviceList, serviceListPage, serviceModel, servicePage } from './pages';
import { getService, listServices } from './queries';
import { createService, replaceService, retireService, updateService } from './service';

export const catalogueRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const canManage = (req: Request) => isPermitted(currentUser(req).role, 'catalogue.manage');
  const serviceOf = (req: Request) => getService(db, currentUser(req).wardId, idParam(req));

  const showService = async (req: Request, res: Response, failed?: { value: string; error: string }) => {
    const { role, wardId } = currentUser(req);
    const [service, { guides }] = await Promise.all([serviceOf(req), getGuidedService(db, wardId, idParam(req))]);
    const may = { canManage: canManage(req), mayWriteGuides: isPermitted(role, 'guides.write') };
    renderPage(res, servicePage, serviceModel({ service, guides }, may, today(), failed), {
      title: service.name,
      hasErrors: failed !== undefined,
    });
  };
  const showNewForm = (res: Response, failed?: Failed) =>
    renderPage(res, serviceFormPage, newServiceModel(failed?.values, failed?.errors), {
      title: 'Thêm dịch vụ',
      hasErrors: failed !== undefined,
    });
  const showEditForm = async (req: Request, res: Response, failed?: Failed) =>
    renderPage(res, serviceFormPage, editServiceModel(await serviceOf(req), failed), {
      title: 'Sửa dịch vụ',
      hasErrors: failed !== undefined,
    });
  const showReplacement = async (req: Request, res: Response, failed?: Failed) =>
    renderPage(res, replacementPage, replacementModel(await serviceOf(req), today(), failed), {
      title: 'Thay bằng mã mới',
      hasErrors: failed !== undefined,
    });

  return [
    {
      method: 'get',
      path: '/public-services',
      permission: 'catalogue.read',
      list: pageList({
        title: 'Danh mục dịch vụ',
        isPersonal: false,
        read: async ({ actor, query: given }) => {
          const query = catalogueQuery.parse(given);
          const services = await listServices(db, actor.wardId, query, today());
          const { sections } = serviceList(services, query, false, today());
          return { rows: sections.flatMap(({ title, services: of }) => of.map((row) => ({ title, ...row }))) };
        },
        columns: {
          Nhóm: (row) => row.title,
          Mã: (row) => row.code,
          Tên: (row) => row.name,
          'Mức độ': (row) => row.level,
          'Thuộc 25 dịch vụ thiết yếu': (row) => (row.isEssential ? 'có' : ''),
          'Ngừng dùng': (row) => row.retired,
        },
      }),
      handler: async (req, res) => {
        const query = catalogueQuery.parse(req.query);
        const services = await listServices(db, currentUser(req).wardId, query, today());
        renderPage(res, serviceListPage, serviceList(services, query, canManage(req), today()), {
          title: 'Danh mục dịch vụ',
        });
      },
    },
    {
      method: 'get',
      path: '/public-services/new',
      permission: 'catalogue.manage',
      handler: (_req, res) => showNewForm(res),
    },
    {
      method: 'post',
      path: '/public-services',
      permission: 'catalogue.manage',
      handler: async (req, res) => {
        const form = parseForm(serviceForm, req.body);
        if (!form.ok) return showNewForm(res, form);
        const outcome = await createService(context, currentUser(req), form.value);
        if (outcome.kind === 'invalid') return showNewForm(res, { values: req.body, errors: outcome.errors });
        flash(req, `Đã thêm “${form.value.name}” vào danh mục.`);
        res.redirect(303, `/public-services/${outcome.id}`);
      },
    },
    {
      method: 'get',
      path: '/public-services/:id',
      permission: 'catalogue.read',
      handler: async (req, res) => {
        await showService(req, res);
      },
    },
    {
      method: 'get',
      path: '/public-services/:id/edit',
      permission: 'catalogue.manage',
      handler: (req, res) => showEditForm(req, res),
    },
    {
      method: 'post',
      path: '/public-services/:id/edit',
      permission: 'catalogue.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(editServiceForm, req.body);
        if (!form.ok) return showEditForm(req, res, form);
        const outcome = await updateService(context, currentUser(req), id, form.value);
        switch (outcome.kind) {
          case 'invalid':
            return showEditForm(req, res, { values: req.body, errors: outcome.errors });
          case 'stale': {
            const last = await findLastChange(db, currentUser(req).wardId, { type: 'public-service', id });
            throw new ConflictError(serviceConflict(await serviceOf(req), { form: form.value, body: req.body }, last));
          }
          case 'done':
            flash(req, 'Đã lưu dịch vụ.');
            return res.redirect(303, `/public-services/${id}`);
        }
      },
    },
    {
      method: 'get',
      path: '/public-services/:id/replacement',
      permission: 'catalogue.manage',
      handler: (req, res) => showReplacement(req, res),
    },
    {
      method: 'post',
      path: '/public-services/:id/replacement',
      permission: 'catalogue.manage',
      handler: async (req, res) => {
        const form = parseForm(replacementForm, req.body);
        if (!form.ok) return showReplacement(req, res, form);
        const outcome = await replaceService(context, currentUser(req), idParam(req), form.value);
        if (outcome.kind === 'invalid') return showReplacement(req, res, { values: req.body, errors: outcome.errors });
        flash(
          req,
          outcome.kind === 'done'
            ? 'Đã thay bằng mã mới. Hãy kiểm lại mức và nguồn của mã mới.'
            : 'Dịch vụ này đã được thay từ trước.',
        );
        res.redirect(303, `/public-services/${outcome.successorId}`);
      },
    },
    {
      method: 'post',
      path: '/public-services/:id/retirement',
      permission: 'catalogue.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(retirementForm, req.body);
        if (!form.ok) {
          const failed = { value: typed(form.values, 'retiredOn'), error: form.errors.retiredOn ?? '' };
          return showService(req, res, failed);
        }
        const { kind } = await retireService(context, currentUser(req), id, form.value.retiredOn);
        flash(req, kind === 'done' ? 'Đã ghi ngày ngừng dùng.' : 'Dịch vụ này đã có ngày ngừng từ trước.');
        res.redirect(303, `/public-services/${id}`);
      },
    },
    ...barrierRoutes(context),
  ];
};
