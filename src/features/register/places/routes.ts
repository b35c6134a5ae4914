import type { Request } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { invalid } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { versionForm } from '../../../web/form';
import { formPage, formPost } from '../../../web/form-route';
import { defineFeature, get, type Asked, type Route } from '../../../web/route';
import { placeAudit } from './audit-labels';
import { findLastChange } from '../../office/audit/last-change';
import { briefingSection } from '../../casework/briefings/pages';
import { aliasRoutes } from './alias-routes';
import { moveForm } from './forms';
import { domIdOf, hrefOf, moveText, walkConflict, walkPage } from './pages';
import { getBlock, getWalk, type BlockKey } from './queries';
import { arrangeWalk, auditSubject, restoreNaturalOrder } from './service';

const placesRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  const ward = (): BlockKey => ({ kind: 'ward' });
  const blockOf =
    (kind: 'street' | 'lane') =>
    (req: Request): BlockKey => {
      const { key } = req.params;
      if (typeof key !== 'string' || key.length > 300) throw new NotFoundError();
      return { kind, key };
    };

  const walkRoutes = (path: string, blockIn: (req: Request) => BlockKey): Route[] => {
    const walkOf = ({ actor, req }: Asked) => getWalk(db, actor.wardId, blockIn(req));
    const show = formPage({
      open: walkOf,
      page(walk, failed, { actor }) {
        const lane = walk.of.kind === 'lane' ? { kind: 'lane' as const, id: walk.of.key } : null;
        const briefings = lane && briefingSection(lane, walk.briefings);
        const canManage = isPermitted(actor.role, 'households.manage');
        return walkPage(walk, { canManage, briefings }, failed?.errors);
      },
    });
    return [
      get(path, 'households.read', show),
      formPost(`${path}/moves`, 'households.manage', {
        show,
        schema: moveForm,
        async save(asked, move) {
          const block = await walkOf(asked);
          const outcome = await arrangeWalk(context, asked.actor, { of: block.of, block }, move);
          if (outcome.kind === 'gone')
            return invalid({ item: 'Cửa hoặc ngõ này không còn ở đây. Đây là thứ tự đang lưu.' });
          return {
            ...outcome,
            said: outcome.kind === 'done' ? `Đã ${moveText(block.items, move)}.` : 'Thứ tự đã như vậy.',
          };
        },
        async conflict(asked, move) {
          const last = await findLastChange(db, asked.actor.wardId, auditSubject(asked.actor, blockIn(asked.req)));
          return walkConflict(await walkOf(asked), move, last);
        },
        done: ({ said }, { req }, { item }) => ({ said, to: `${hrefOf(blockIn(req))}#${domIdOf(item)}` }),
      }),
      formPost(`${path}/natural-order`, 'households.manage', {
        show,
        schema: versionForm,
        async save({ actor, req }, { version }) {
          const of = blockIn(req);
          const block = await getBlock(db, actor.wardId, of);
          const outcome = await restoreNaturalOrder(context, actor, { of, block }, version);
          if (outcome.kind !== 'stale') return outcome;
          return invalid({
            restore: 'Người khác vừa xếp lại ở đây. Xem thứ tự của họ, rồi bấm lần nữa nếu vẫn muốn bỏ hết.',
          });
        },
        done: ({ kind }, { req }) => ({
          said: kind === 'done' ? 'Đã đưa mọi chỗ ở đây về thứ tự theo số nhà.' : 'Ở đây vốn theo số nhà.',
          to: hrefOf(blockIn(req)),
        }),
      }),
    ];
  };

  return [
    ...walkRoutes('/lanes', ward),
    ...walkRoutes('/streets/:key', blockOf('street')),
    ...walkRoutes('/lanes/:key', blockOf('lane')),
    ...aliasRoutes(context),
  ];
};

export const placesFeature = defineFeature({ routes: placesRoutes, audit: placeAudit });
