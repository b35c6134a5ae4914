import type { AppContext } from '../../../../context';
import { isPermitted } from '../../../../permissions';
import { localDateOf } from '../../../../shared/dates';
import { listRoute } from '../../../../web/list-route';
import type { FormValues } from '../../../../web/form';
import { formRoutes, formSteps } from '../../../../web/form-route';
import type { AskedList } from '../../../../web/list-source';
import { readPlace } from '../../../../web/pager';
import type { Asked, Route } from '../../../../web/route';
import { findPeopleConflict } from './people-conflict';
import { headForm, readNewHead } from './forms';
import { chooseNewHeadPage, headlessPage, headPage } from './head-pages';
import { listHeadlessHouseholds, openHome } from './queries';
import { changeHead } from './head-service';

/** The change of a head, and the households that have none. */
export const headRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());

  const open = (asked: Asked) => openHome(context, asked, 'moves');

  async function headlessOf({ actor, query }: AskedList) {
    const place = readPlace(query);
    const rows = await listHeadlessHouseholds(db, actor.wardId, place);
    return headlessPage(rows, place, isPermitted(actor.role, 'residents.manage'));
  }

  const showHead = formSteps(async (asked, failed) => {
    const { query } = asked.req;
    const home = await open(asked);
    const newHead = home.members.find(({ residentId }) => residentId === readNewHead(query as FormValues, failed));
    const title = 'Đổi chủ hộ';
    if (!newHead || newHead.relation === 'head') {
      const isAsked = query.asked === '1';
      return { view: chooseNewHeadPage(home, today(), isAsked), title, hasErrors: isAsked };
    }
    return { view: headPage(home, newHead, today(), failed), title };
  });

  return [
    ...formRoutes('/households/:id/head', 'residents.manage', {
      show: showHead,
      schema: () => headForm(today()),
      save: ({ actor, id }, form) => changeHead(context, actor, id, form),
      async conflict(asked) {
        const home = await open(asked);
        return findPeopleConflict(context, asked, home, { whose: `hộ ở ${home.addressLine}` });
      },
      done: (_, { id }) => ({ said: 'Đã ghi chủ hộ mới và quan hệ của từng người.', to: `/households/${id}` }),
    }),
    listRoute('/headless-households', 'households.read', {
      title: 'Hộ chưa có chủ hộ',
      page: headlessOf,
      opened: ({ actor }) =>
        context.accessLog.opened(actor, 'household.list', { type: 'ward', id: actor.wardId }, { list: 'headless' }),
      rows: ({ households, nextHref }) => ({ rows: households, nextHref }),
      columns: {
        'Địa chỉ': (row) => row.addressLine,
        Tổ: (row) => row.groupName,
        'Nhân khẩu': (row) => row.members,
      },
    }),
  ];
};
