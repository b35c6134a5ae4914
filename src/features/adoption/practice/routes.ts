import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { isId } from '../../../web/form';
import { listRoute } from '../../../web/list-route';
import type { AskedList } from '../../../web/list-source';
import { readPlace } from '../../../web/pager';
import { defineFeature, type Route } from '../../../web/route';
import { alertDoorsPage, answerListPage } from './pages';
import { answerFilter, listDoorsOfAlert, listSituationAnswers } from './queries';

/** The lists behind the figures about scams; the figures stand on the page of the effect. */
const practiceListRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;
  const scopeOf = ({ actor }: AskedList) => ({ wardId: actor.wardId, on: localDateOf(context.now()) });

  async function answersOf(asked: AskedList) {
    const filter = answerFilter.parse({ pattern: null, moment: null, right: null, named: null, ...asked.query });
    const place = readPlace(asked.query);
    const rows = await listSituationAnswers(db, scopeOf(asked), filter, place.after);
    return answerListPage(rows, { filter, place, mayRemove: isPermitted(asked.actor.role, 'guides.write') });
  }

  async function doorsOf(asked: AskedList) {
    const { alert, told } = asked.query;
    const place = readPlace(asked.query);
    const of = { id: isId(alert) ? alert : null, isTold: told !== 'no' };
    return alertDoorsPage(await listDoorsOfAlert(db, scopeOf(asked), of, place.after), { ...of, place });
  }

  return [
    listRoute('/reports/practice', 'reports.read', {
      title: 'Trả lời tình huống lừa đảo',
      page: answersOf,
      opened: ({ actor }) => accessLog.opened(actor, 'situation-answer.list', { type: 'ward', id: actor.wardId }),
      rows: (model) => model,
      columns: {
        'Họ tên': (row) => row.name,
        'Tình huống': (row) => row.situation,
        'Kiểu lừa': (row) => row.pattern,
        'Lúc nào': (row) => row.moment,
        Ngày: (row) => row.on,
        Chọn: (row) => row.right,
      },
    }),
    listRoute('/reports/practice/doors', 'reports.read', {
      title: 'Cửa ưu tiên của một lần nhắc',
      page: doorsOf,
      rows: (model) => model,
      columns: { 'Địa chỉ': (row) => row.address, Tổ: (row) => row.group },
    }),
  ];
};

export const practiceListsFeature = defineFeature({ routes: practiceListRoutes });
