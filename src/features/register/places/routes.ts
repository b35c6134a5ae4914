import type { Request } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { invalid } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { isId, parseForm, typed, versionForm } from '../../../web/form';
import { formPage, formPost, buttonRoute, formRoutes } from '../../../web/form-route';
import { outsidePage, reasonForm } from '../../../web/middleware/keep-to-area';
import { renderPage } from '../../../web/page';
import { defineFeature, get, post, type Asked, type Route } from '../../../web/route';
import { readInterrupted, resumePage, safeReturnPath } from '../../../web/sign-in-again';
import { findLastChange } from '../../office/audit/last-change';
import { briefingSection } from '../../casework/briefings/pages';
import { moveForm, aliasForm, isSameName, newAliasForm, SAME_NAME } from './forms';
import { findFile } from './area-queries';
import { domIdOf, hrefOf, moveText, walkConflict, walkPage } from './pages';
import { getBlock, getWalk, type BlockKey, getAlias, listAliases, listPlaces } from './queries';
import { arrangeWalk, auditSubject, restoreNaturalOrder, correctAlias, noteAlias, removeAlias } from './service';
import { countIn, pageList } from '../../../web/list-source';
import { changedBy } from '../../office/audit/conflict';
import { aliasesPage, aliasPage } from './alias-pages';

const KNOWN_BEFORE = invalid({ alias: 'Nơi này đã có tên cũ ấy.' });

/** Former names of streets, alleys and wards. */
const aliasRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const permission = 'households.manage';

  const showAliases = formPage({
    open: ({ actor: { wardId } }) => Promise.all([listAliases(db, wardId), listPlaces(db, wardId)]),
    page: ([aliases, places], failed, { actor }) =>
      aliasesPage(aliases, places, isPermitted(actor.role, permission), failed),
    title: 'Tên cũ của phố, ngõ, phường',
  });

  return [
    {
      ...get('/place-aliases', 'households.read', showAliases),
      list: pageList({
        title: 'Tên cũ của phố, ngõ, phường',
        isPersonal: false,
        read: async ({ actor }) => ({
          rows: aliasesPage(await listAliases(db, actor.wardId), [], false).model.aliases,
        }),
        columns: {
          'Tên cũ': (row) => row.alias,
          'Nay là': (row) => row.place,
          'Ghi chú': (row) => row.note,
          'Số cửa': (row) => countIn(row.doors),
        },
      }),
    },
    formPost('/place-aliases', permission, {
      show: showAliases,
      schema: newAliasForm,
      async save({ actor }, form) {
        const isOfRegister = (await listPlaces(db, actor.wardId)).some(
          ({ kind, name }) => kind === form.kind && name === form.name,
        );
        if (!isOfRegister) return invalid({ place: 'Chọn phố, ngõ hay phường cũ có trong sổ.' });
        const outcome = await noteAlias(context, actor, form);
        return outcome.kind === 'known' ? KNOWN_BEFORE : outcome;
      },
      done: (_, __, { alias, name }) => ({
        said: `Đã ghi tên cũ “${alias}” của ${name}. Gõ tên cũ cũng tìm ra.`,
        to: '/place-aliases',
      }),
    }),
    ...formRoutes('/place-aliases/:id/edit', permission, {
      show: formPage({
        open: ({ actor, id }) => getAlias(db, actor.wardId, id),
        page: aliasPage,
        changed: changedBy(db, 'place-alias', ({ name }) => `Trong lúc bạn sửa, người khác đã lưu tên cũ của ${name}.`),
      }),
      schema: aliasForm,
      async save({ actor, id }, form) {
        const { name } = await getAlias(db, actor.wardId, id);
        if (isSameName(name, form.alias)) return invalid({ alias: SAME_NAME });
        const outcome = await correctAlias(context, actor, id, form);
        return outcome.kind === 'known' ? KNOWN_BEFORE : outcome;
      },
      done: { said: 'Đã lưu tên cũ.', to: '/place-aliases' },
    }),
    buttonRoute('/place-aliases/:id/removal', permission, {
      save: ({ actor, id }) => removeAlias(context, actor, id),
      done: { said: 'Đã bỏ tên cũ.', unchanged: [], to: '/place-aliases' },
    }),
  ];
};

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
        done: (_, { req }) => ({
          said: 'Đã đưa mọi chỗ ở đây về thứ tự theo số nhà.',
          unchanged: 'Ở đây vốn theo số nhà.',
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
    // By hand, because a form that was sent is offered again on a page of its own.
    post('/area-reasons', 'area-reasons.give', async ({ actor, req, body }, res) => {
      const [, place = '', id] = typed(body, 'returnTo').split(/[/?]/);
      const file = isId(id) ? await findFile(context, actor, { place, id }) : null;
      if (!file) throw new NotFoundError();
      const form = parseForm(reasonForm, body);
      if (!form.ok) return renderPage(res, outsidePage(file, body, form), { hasErrors: true });
      const { reason, returnTo, interrupted } = form.value;
      if (file.isOutside) await context.accessLog.opened(actor, 'area.give-reason', file, { reason });
      const sent = readInterrupted(context.config, req, actor, interrupted);
      if (sent) return renderPage(res, resumePage(sent, 'Đã ghi lý do'), { title: 'Gửi lại biểu mẫu' });
      res.redirect(303, safeReturnPath(returnTo));
    }),
  ];
};

export const placesFeature = defineFeature({
  routes: placesRoutes,
  audit: {
    actions: {
      'lane.arrange': 'Xếp tay thứ tự đi bộ',
      'lane.restore-order': 'Bỏ xếp tay, về thứ tự theo số nhà',
      'place-alias.note': 'Ghi tên cũ của phố, ngõ, phường',
      'place-alias.correct': 'Sửa tên cũ',
      'place-alias.remove': 'Bỏ tên cũ',
      'area.give-reason': 'Ghi lý do mở hồ sơ ngoài địa bàn',
    },
    groups: { lane: 'Thứ tự đi bộ', area: 'Hồ sơ ngoài địa bàn' },
    subjects: {
      lane: { label: 'Phố, ngõ', href: (id) => `/lanes/${encodeURIComponent(id)}` },
      street: { label: 'Phố', href: (id) => `/streets/${encodeURIComponent(id)}` },
      'place-alias': { label: 'Tên cũ', href: () => '/place-aliases' },
    },
    fields: { moved: 'đưa', placedBefore: 'ra trước', placedAfter: 'ra sau', alias: 'tên cũ' },
    values: {
      kind: { street: 'phố', alley: 'ngõ', former_ward: 'phường cũ' },
    },
  },
});
