import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { listRoute } from '../../../web/list-route';
import { chosenIn, type AskedList } from '../../../web/list-source';
import { defineFeature, type Route } from '../../../web/route';
import { periodOf, tracePage, traceQuery } from './pages';
import { readTraces } from './queries';

/** Whose data an account read or changed in a period. */
const accountTraceRoutes = ({ db, now, accessLog, auditLabels }: AppContext): Route[] => {
  async function tracesOf({ actor, query }: AskedList) {
    const asked = traceQuery(query, localDateOf(now()));
    const { account: accountId, after: afterId, from, to } = asked;
    const traces = await readTraces(db, actor.wardId, { accountId, afterId, ...periodOf(asked) });
    if (accountId !== null && traces.accounts.some(({ id }) => id === accountId))
      await accessLog.opened(actor, 'account-trace.open', { type: 'user', id: accountId }, { from, to });
    return tracePage(auditLabels, traces, asked);
  }

  return [
    listRoute('/account-traces', 'account-traces.read', {
      title: 'Tài khoản đã xem, sửa của ai',
      page: tracesOf,
      rows: (model) => ({ ...model, about: chosenIn(model.accounts, `từ ${model.from} đến hết ${model.to}`) }),
      columns: {
        'Họ tên': (row) => row.name,
        'Địa chỉ': (row) => row.address,
        'Đã làm gì': (row) => row.how,
        'Lần cuối': (row) => row.last,
      },
    }),
  ];
};

export const accountTracesFeature = defineFeature({
  routes: accountTraceRoutes,
  audit: {
    actions: { 'account-trace.open': 'Tra một tài khoản đã xem, sửa của ai' },
    groups: { 'account-trace': 'Tài khoản đã xem, sửa của ai' },
  },
});
