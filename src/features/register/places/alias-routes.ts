import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import { pageList } from '../../../web/page-list';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { aliasConflict, aliasesModel, aliasesPage, aliasModel, aliasPage } from './alias-pages';
import { aliasForm, isSameName, newAliasForm } from './forms';
import { getAlias, listAliases, listPlaces } from './queries';
import { correctAlias, noteAlias, removeAlias } from './service';

const KNOWN_BEFORE = 'Nơi này đã có tên cũ ấy.';
const NOT_OF_REGISTER = 'Chọn phố, ngõ hay phường cũ có trong sổ.';

/** Former names of streets, alleys and wards. */
export const aliasRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  async function showAliases(req: Request, res: Response, failed?: Failed) {
    const { wardId } = currentUser(req);
    const [aliases, places] = await Promise.all([listAliases(db, wardId), listPlaces(db, wardId)]);
    renderPage(
      res,
      aliasesPage,
      aliasesModel(aliases, places, isPermitted(currentUser(req).role, 'households.manage'), failed),
      {
        title: 'Tên cũ của phố, ngõ, phường',
        hasErrors: failed !== undefined,
      },
    );
  }

  async function showAlias(req: Request, res: Response, failed?: Failed) {
    const alias = await getAlias(db, currentUser(req).wardId, idParam(req));
    const model = aliasModel(alias, failed);
    renderPage(res, aliasPage, model, { title: model.title, hasErrors: failed !== undefined });
  }

  return [
    {
      method: 'get',
      path: '/place-aliases',
      permission: 'households.read',
      list: pageList({
        title: 'Tên cũ của phố, ngõ, phường',
        isPersonal: false,
        read: async ({ actor }) => ({ rows: aliasesModel(await listAliases(db, actor.wardId), [], false).aliases }),
        columns: {
          'Tên cũ': (row) => row.alias,
          'Nay là': (row) => row.place,
          'Ghi chú': (row) => row.note,
          'Số cửa': (row) => row.doors,
        },
      }),
      handler: (req, res) => showAliases(req, res),
    },
    {
      method: 'post',
      path: '/place-aliases',
      permission: 'households.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const form = parseForm(newAliasForm, req.body);
        if (!form.ok) return showAliases(req, res, form);
        const { kind, name, alias } = form.value;
        const isOfRegister = (await listPlaces(db, actor.wardId)).some(
          (place) => place.kind === kind && place.name === name,
        );
        if (!isOfRegister) return showAliases(req, res, { values: req.body, errors: { place: NOT_OF_REGISTER } });
        const outcome = await noteAlias(context, actor, form.value);
        if (outcome.kind === 'known')
          return showAliases(req, res, { values: req.body, errors: { alias: KNOWN_BEFORE } });
        flash(req, `Đã ghi tên cũ “${alias}” của ${name}. Gõ tên cũ cũng tìm ra.`);
        res.redirect(303, '/place-aliases');
      },
    },
    {
      method: 'get',
      path: '/place-aliases/:id/edit',
      permission: 'households.manage',
      handler: (req, res) => showAlias(req, res),
    },
    {
      method: 'post',
      path: '/place-aliases/:id/edit',
      permission: 'households.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const id = idParam(req);
        const form = parseForm(aliasForm, req.body);
        if (!form.ok) return showAlias(req, res, form);
        const record = await getAlias(db, actor.wardId, id);
        if (isSameName(record.name, form.value.alias)) {
          return showAlias(req, res, {
            values: req.body,
            errors: { alias: 'Tên này trùng với tên đang dùng. Tìm kiếm vốn không kể dấu.' },
          });
        }
        const outcome = await correctAlias(context, actor, id, form.value);
        switch (outcome.kind) {
          case 'known':
            return showAlias(req, res, { values: req.body, errors: { alias: KNOWN_BEFORE } });
          case 'stale':
            throw new ConflictError(
              aliasConflict(
                await getAlias(db, actor.wardId, id),
                req.body,
                await findLastChange(db, actor.wardId, { type: 'place-alias', id }),
              ),
            );
          case 'done':
          case 'unchanged':
            flash(req, 'Đã lưu tên cũ.');
            return res.redirect(303, '/place-aliases');
        }
      },
    },
    {
      method: 'post',
      path: '/place-aliases/:id/removal',
      permission: 'households.manage',
      handler: async (req, res) => {
        const outcome = await removeAlias(context, currentUser(req), idParam(req));
        if (outcome.kind === 'done') flash(req, 'Đã bỏ tên cũ.');
        res.redirect(303, '/place-aliases');
      },
    },
  ];
};
