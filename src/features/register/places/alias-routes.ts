import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { invalid } from '../../../shared/outcome';
import { buttonRoute, formPage, formPost, formRoutes } from '../../../web/form-route';
import { countIn, pageList } from '../../../web/list-source';
import { get, type Route } from '../../../web/route';
import { changedBy } from '../../office/audit/conflict';
import { aliasesPage, aliasPage } from './alias-pages';
import { aliasForm, isSameName, newAliasForm, SAME_NAME } from './forms';
import { getAlias, listAliases, listPlaces } from './queries';
import { correctAlias, noteAlias, removeAlias } from './service';

const KNOWN_BEFORE = invalid({ alias: 'Nơi này đã có tên cũ ấy.' });

/** Former names of streets, alleys and wards. */
export const aliasRoutes = (context: AppContext): Route[] => {
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
      done: ({ kind }) => ({ said: kind === 'done' ? 'Đã bỏ tên cũ.' : [], to: '/place-aliases' }),
    }),
  ];
};
