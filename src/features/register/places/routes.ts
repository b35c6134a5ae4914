import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { currentUser } from '../../../web/current-user';
import { ConflictError, NotFoundError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type FieldErrors } from '../../../web/form';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { briefingSection } from '../../casework/briefings/pages';
import { aliasRoutes } from './alias-routes';
import { moveForm, naturalOrderForm } from './forms';
import { domIdOf, hrefOf, moveInWords, walkConflict, walkModel, walkPage } from './pages';
import { getBlock, getWalk, type BlockKey } from './queries';
import { arrangeWalk, auditSubject, restoreNaturalOrder } from './service';

export const placesRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  async function showWalk(req: Request, res: Response, of: BlockKey, errors: FieldErrors = {}) {
    const { wardId, role } = currentUser(req);
    const walk = await getWalk(db, wardId, of);
    const lane = of.kind === 'lane' ? { kind: 'lane' as const, id: of.key } : null;
    const briefings = lane && briefingSection(lane, walk.briefings);
    const model = walkModel(walk, { canManage: isPermitted(role, 'households.manage'), briefings }, errors);
    renderPage(res, walkPage, model, { title: model.title, hasErrors: Object.keys(errors).length > 0 });
  }

  async function saveMove(req: Request, res: Response, of: BlockKey) {
    const actor = currentUser(req);
    const form = parseForm(moveForm, req.body);
    if (!form.ok) return showWalk(req, res, of, form.errors);
    const before = await getWalk(db, actor.wardId, of);
    const outcome = await arrangeWalk(context, actor, { of, block: before }, form.value);
    switch (outcome.kind) {
      case 'gone':
        return showWalk(req, res, of, { item: 'Cửa hoặc ngõ này không còn ở đây. Đây là thứ tự đang lưu.' });
      case 'stale': {
        const last = await findLastChange(db, actor.wardId, auditSubject(actor, of));
        throw new ConflictError(walkConflict(await getWalk(db, actor.wardId, of), form.value, last));
      }
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

  return [
    ...walkRoutes('/lanes', ward),
    ...walkRoutes('/streets/:key', blockOf('street')),
    ...walkRoutes('/lanes/:key', blockOf('lane')),
    ...aliasRoutes(context),
  ];
};
