import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { formPage, formPost, formRoutes } from '../../../web/form-route';
import { countIn, pageList } from '../../../web/list-source';
import { get, type Route } from '../../../web/route';
import { changedBy } from '../../office/audit/conflict';
import { groupClosureForm, groupForm, newGroupForm } from './forms';
import { groupPage, groupsPage } from './group-pages';
import { getGroup, listGroups } from './queries';
import { closeResidentialGroup, correctResidentialGroup, openResidentialGroup } from './service';

export const groupRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const showGroups = formPage({
    open: ({ actor }) => listGroups(db, actor.wardId),
    page: (groups, failed, { actor }) => groupsPage(groups, isPermitted(actor.role, 'households.manage'), failed),
    title: 'Tổ dân phố',
  });

  const showGroup = formPage({
    open: ({ actor, id }) => getGroup(db, actor.wardId, id),
    page: groupPage,
    changed: changedBy(db, 'residential-group', ({ name }) => `Trong lúc bạn sửa, người khác đã lưu ${name}.`),
  });

  return [
    {
      ...get('/residential-groups', 'households.read', showGroups),
      list: pageList({
        title: 'Tổ dân phố',
        read: async ({ actor }) => ({ rows: groupsPage(await listGroups(db, actor.wardId), false).model.groups }),
        columns: {
          Tổ: (row) => row.name,
          Mã: (row) => row.code,
          'Tổ trưởng': (row) => row.leader,
          'Số hộ': (row) => countIn(row.households),
          'Thời gian': (row) => row.time,
        },
      }),
    },
    formPost('/residential-groups', 'households.manage', {
      show: showGroups,
      schema: newGroupForm,
      save: ({ actor }, form) => openResidentialGroup(context, actor, form),
      done: (_, __, { name }) => ({ said: `Đã thêm ${name}.`, to: '/residential-groups' }),
    }),
    ...formRoutes('/residential-groups/:id/edit', 'households.manage', {
      show: showGroup,
      schema: groupForm,
      save: ({ actor, id }, form) => correctResidentialGroup(context, actor, id, form),
      done: { said: 'Đã lưu tổ dân phố.', to: '/residential-groups' },
    }),
    formPost('/residential-groups/:id/closure', 'households.manage', {
      show: showGroup,
      schema: groupClosureForm,
      save: ({ actor, id }, { validTo }) => closeResidentialGroup(context, actor, id, validTo),
      done: {
        said: 'Đã ghi tổ thôi hoạt động. Các hộ còn thuộc tổ này cần được chuyển sang tổ mới.',
        to: '/residential-groups',
      },
    }),
  ];
};
