import type { AppContext } from '../../../../context';
import { localDateOf } from '../../../../shared/dates';
import { buttonRoute } from '../../../../web/form-route';
import { listRoute } from '../../../../web/list-route';
import { defineFeature, type Route } from '../../../../web/route';
import { readListHead } from '../pairs/queries';
import { newcomersPage } from './pages';
import { listWaitingNewcomers } from './queries';
import { confirmNewcomer, recordLivesElsewhere, reopenNewcomer } from '../../newcomers/service';

const permission = 'duplicates.manage';

/** What the office answered, with the way to the record and back. */
const answered = (done: string, { kind, residentId }: { kind: string; residentId: string }, id: string) => ({
  said: {
    text: kind === 'done' ? done : 'Người này đã có câu trả lời trước đó.',
    actions: [
      { label: 'Mở hồ sơ', href: `/residents/${residentId}`, fields: null },
      { label: 'Hoàn tác', href: `/newcomers/${id}/confirmation/removal`, fields: [] },
    ],
  },
  to: '/newcomers',
});

/**
 * The office confirms who was reported from a door, merges them with a resident the register already has, or answers that
 * they do not live there.
 */
const newcomerRoutes = (context: AppContext): Route[] => [
  listRoute('/newcomers', permission, {
    title: 'Người mới chờ xác nhận',
    async page({ actor: { wardId } }) {
      const [rows, head] = await Promise.all([
        listWaitingNewcomers(context.db, wardId),
        readListHead(context.db, wardId),
      ]);
      return newcomersPage(rows, head, localDateOf(context.now()));
    },
    opened: ({ actor }) => context.accessLog.opened(actor, 'newcomer.list', { type: 'ward', id: actor.wardId }),
    rows: ({ newcomers, more }) => ({ rows: newcomers, about: more }),
    columns: {
      'Họ tên': (row) => row.fullName,
      'Lời kể ở cửa': (row) => row.said,
      'Ở đâu': (row) => row.place,
      'Ai ghi': (row) => row.reported,
      'Có thể là': ({ matches }) => matches.map(({ fullName, facts }) => `${fullName}, ${facts}`).join('; '),
    },
  }),
  buttonRoute('/newcomers/:id/confirmation', permission, {
    save: ({ actor, id }) => confirmNewcomer(context, actor, id),
    done: (outcome, { id }) =>
      answered('Đã xác nhận người mới. Xem lại tình trạng cư trú và quan hệ với chủ hộ ở hồ sơ.', outcome, id),
  }),
  buttonRoute('/newcomers/:id/residence-elsewhere', permission, {
    save: ({ actor, id }) => recordLivesElsewhere(context, actor, id),
    done: (outcome, { id }) =>
      outcome.kind === 'blocked'
        ? { said: { text: `Không ghi được: ${outcome.blockers.join('; ')}.`, kind: 'danger' }, to: '/newcomers' }
        : answered('Đã ghi không ở đây: vẫn tính là người đã giúp, không là người của hộ.', outcome, id),
  }),
  buttonRoute('/newcomers/:id/confirmation/removal', permission, {
    save: ({ actor, id }) => reopenNewcomer(context, actor, id),
    done: { said: 'Người này lại chờ xác nhận. Nếu nhà đã ghi là có người ở, sửa ở lịch sử của hộ.', to: '/newcomers' },
  }),
];

export const newcomersFeature = defineFeature({
  routes: newcomerRoutes,
  audit: {
    actions: {
      'newcomer.report': 'Ghi người mới gặp ở cửa',
      'newcomer.list': 'Mở danh sách người mới chờ xác nhận',
      'newcomer.confirm': 'Xác nhận người mới',
      'newcomer.live-elsewhere': 'Ghi người mới không ở đây',
      'newcomer.reopen': 'Hoàn tác câu trả lời về người mới',
    },
    groups: { newcomer: 'Người mới' },
  },
});
