import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { isRealDate, localDateOf } from '../../../shared/dates';
import { isId, typed } from '../../../web/form';
import { listRoute } from '../../../web/list-route';
import { readPlace } from '../../../web/pager';
import { defineFeature, type Route } from '../../../web/route';
import { listWardRules } from '../../office/due-rules/queries';
import { rulesFor } from '../../casework/due/due-words';
import { duePage } from './pages';
import { countDue, listDue, ROW_KEY } from './queries';

function isRowKey(text: string): boolean {
  const [, last, resident] = ROW_KEY.exec(text) ?? [];
  return last !== undefined && isRealDate(last) && isId(resident!);
}

/** What falls due for people, and what came of it. */
const dueRoutes = ({ db, now, accessLog }: AppContext): Route[] => [
  // Everybody reads the figures; names only those who may read residents.
  listRoute('/due', 'coverage.read', {
    title: 'Sắp cần Cổng',
    // Names of the whole ward: as the office's own lists.
    permission: 'lists.export',
    async page({ actor: { wardId, role }, query }) {
      const today = localDateOf(now());
      const plans = isPermitted(role, 'rounds.plan');
      const canRead = isPermitted(role, 'residents.read');
      const isPast = query.view === 'past';
      const rule = rulesFor(plans).find((key) => key === typed(query, 'rule')) ?? '';
      const place = readPlace(query, isRowKey);
      const keys = rule ? [rule] : rulesFor(plans);
      const [counts, wardRules, rows] = await Promise.all([
        countDue(db, wardId, today),
        listWardRules(db, wardId, today),
        canRead ? listDue(db, wardId, { isPast, keys, after: place.after, today }) : [],
      ]);
      return duePage(counts, rows, { wardRules, isPast, rule, place, today, plans, canRead });
    },
    opened: ({ actor }) => accessLog.opened(actor, 'due.open', { type: 'ward', id: actor.wardId }),
    rows: (model) => model,
    columns: {
      Hạn: (row) => row.on,
      'Họ và tên': (row) => row.name,
      'Địa chỉ': (row) => row.door,
      'Dịch vụ': (row) => row.what,
      'Vì sao': (row) => row.why,
      'Đội gặp': (row) => row.reached,
      'Đến nay': (row) => row.outcome,
    },
  }),
];

export const dueFeature = defineFeature({
  routes: dueRoutes,
  audit: {
    actions: { 'due.open': 'Mở danh sách sắp cần Cổng' },
    groups: { due: 'Sắp cần Cổng' },
  },
});
