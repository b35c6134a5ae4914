import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { currentUser } from '../../../web/current-user';
import { ConflictError, NotFoundError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type FieldErrors, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { briefingSection } from '../../casework/briefings/pages';
import { listBriefingsAbout } from '../../casework/briefings/queries';
import { aliasConflict, aliasesModel, aliasesPage, aliasModel, aliasPage } from './alias-pages';
import { aliasForm, isSameName, moveForm, naturalOrderForm, newAliasForm } from './forms';
import { domIdOf, hrefOf, moveInWords, walkConflict, walkModel, walkPage, type WalkFacts } from './pages';
import {
  getAlias,
  getBlock,
  listAliases,
  listBlockRows,
  listPlaces,
  listWaysToDoors,
  loadHandOrders,
  type BlockKey,
} from './queries';
import { arrangeWalk, correctAlias, noteAlias, removeAlias, restoreNaturalOrder } from './service';
import { itemsOf } from './walk-blocks';

const KNOWN_BEFORE = 'Nơi này đã có tên cũ ấy.';
const NOT_OF_REGISTER = 'Chọn phố, ngõ hay phường cũ có trong sổ.';

export const placesRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const canManage = (req: Request) => isPermitted(currentUser(req).role, 'households.manage');

  // ------------------------------------------------------------ the order of the walk

  async function factsOf(req: Request, of: BlockKey): Promise<WalkFacts & { path: string[] }> {
    const { wardId } = currentUser(req);
    const block = await getBlock(db, wardId, of);
    const orders = await loadHandOrders(db, wardId);
    const [rows, waysToDoors] = await Promise.all([
      listBlockRows(db, wardId, block, orders),
      of.kind === 'lane' ? listWaysToDoors(db, wardId, of.key) : new Map<string, string>(),
    ]);
    return {
      of,
      ...block,
      waysToDoors,
      items: itemsOf(block.path, rows, orders),
      version: orders.get(block.path.join(''))?.version ?? 0,
      canArrange: canManage(req),
    };
  }

  async function showWalk(req: Request, res: Response, of: BlockKey, errors: FieldErrors = {}) {
    const briefings =
      of.kind === 'lane'
        ? briefingSection(
            { kind: 'lane', id: of.key },
            await listBriefingsAbout(db, currentUser(req).wardId, { kind: 'lane', id: of.key }),
          )
        : null;
    const model = walkModel(await factsOf(req, of), errors, briefings);
    renderPage(res, walkPage, model, { title: model.title, hasErrors: Object.keys(errors).length > 0 });
  }

  async function saveMove(req: Request, res: Response, of: BlockKey) {
    const actor = currentUser(req);
    const form = parseForm(moveForm, req.body);
    if (!form.ok) return showWalk(req, res, of, form.errors);
    const before = await factsOf(req, of);
    const outcome = await arrangeWalk(context, actor, { of, block: before }, form.value);
    switch (outcome.kind) {
      case 'gone':
        return showWalk(req, res, of, { item: 'Cửa hoặc ngõ này không còn ở đây. Đây là thứ tự đang lưu.' });
      case 'stale':
        throw await conflictWith(req, of, (facts, last) => walkConflict(facts, form.value, last));
      case 'done':
        flash(req, `Đã ${moveInWords(before.items, form.value)}.`);
        break;
      case 'unchanged':
        flash(req, 'Thứ tự đã như vậy.');
    }
    res.redirect(303, `${hrefOf(of)}#${domIdOf(form.value.item)}`);
  }

  async function saveNaturalOrder(req: Request, res: Response, of: BlockKey) {
    const actor = currentUser(req);
    const form = parseForm(naturalOrderForm, req.body);
    if (!form.ok) return showWalk(req, res, of, form.errors);
    const block = await getBlock(db, actor.wardId, of);
    const outcome = await restoreNaturalOrder(context, actor, { of, block }, form.value.version);
    if (outcome.kind === 'stale')
      return showWalk(req, res, of, {
        restore: 'Người khác vừa xếp lại ở đây. Xem thứ tự của họ, rồi bấm lần nữa nếu vẫn muốn bỏ hết.',
      });
    flash(req, outcome.kind === 'done' ? 'Đã đưa mọi chỗ ở đây về thứ tự theo số nhà.' : 'Ở đây vốn theo số nhà.');
    res.redirect(303, hrefOf(of));
  }

  async function conflictWith(
    req: Request,
    of: BlockKey,
    describe: (facts: WalkFacts, last: Awaited<ReturnType<typeof findLastChange>>) => ReturnType<typeof walkConflict>,
  ) {
    const { wardId } = currentUser(req);
    const subject = of.kind === 'ward' ? { type: 'ward', id: wardId } : { type: of.kind, id: of.key };
    return new ConflictError(describe(await factsOf(req, of), await findLastChange(db, wardId, subject)));
  }

  const ward = (): BlockKey => ({ kind: 'ward' });
  const blockOf =
    (kind: 'street' | 'lane') =>
    (req: Request): BlockKey => {
      const { key } = req.params;
      if (typeof key !== 'string' || key.length > 300) throw new NotFoundError();
      return { kind, key };
    };

  const walkRoutes = (path: string, of: (req: Request) => BlockKey): Route[] => [
    { method: 'get', path, permission: 'households.read', handler: (req, res) => showWalk(req, res, of(req)) },
    {
      method: 'post',
      path: `${path}/moves`,
      permission: 'households.manage',
      handler: (req, res) => saveMove(req, res, of(req)),
    },
    {
      method: 'post',
      path: `${path}/natural-order`,
      permission: 'households.manage',
      handler: (req, res) => saveNaturalOrder(req, res, of(req)),
    },
  ];

  // ------------------------------------------------------------ former names

  async function showAliases(req: Request, res: Response, failed?: { values: FormValues; errors: FieldErrors }) {
    const { wardId } = currentUser(req);
    const [aliases, places] = await Promise.all([listAliases(db, wardId), listPlaces(db, wardId)]);
    renderPage(res, aliasesPage, aliasesModel(aliases, places, canManage(req), failed), {
      title: 'Tên cũ của phố, ngõ, phường',
      hasErrors: failed !== undefined,
    });
  }

  async function showAlias(req: Request, res: Response, failed?: { values: FormValues; errors: FieldErrors }) {
    const alias = await getAlias(db, currentUser(req).wardId, idParam(req));
    const model = aliasModel(alias, failed);
    renderPage(res, aliasPage, model, { title: model.title, hasErrors: failed !== undefined });
  }

  return [
    ...walkRoutes('/lanes', ward),
    ...walkRoutes('/streets/:key', blockOf('street')),
    ...walkRoutes('/lanes/:key', blockOf('lane')),
    {
      method: 'get',
      path: '/place-aliases',
      permission: 'households.read',
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
