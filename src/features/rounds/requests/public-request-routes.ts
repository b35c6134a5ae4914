import type { Response } from 'express';
import { v7 as newId } from 'uuid';
import type { AppContext } from '../../../context';
import { formatNumber } from '../../../shared/numbers';
import { searchedPhone } from '../../../shared/search-words';
import { type Notice, undoable } from '../../../web/flash';
import { isId, typed, type Failed, type FormValues } from '../../../web/form';
import { formPage, formPost, formRoutes } from '../../../web/form-route';
import { ownOrigin } from '../../../web/own-origin';
import { renderPage } from '../../../web/page';
import { pageList } from '../../../web/list-source';
import { get, type Asked, type Route } from '../../../web/route';
import {
  crowdDeclineForm,
  crowdReversalForm,
  declineForm,
  neighbourRequestForm,
  readListQuery,
  reversalForm,
} from '../../casework/public-requests/forms';
import { leafletPage, publicRequestListPage } from './public-request-pages';
import { askPage, backFrom } from '../../casework/public-requests/pages';
import { getOwnPublicWard, listPublicRequests } from '../../casework/public-requests/queries';
import {
  declineCrowd,
  declinePublicRequests,
  revertCrowd,
  revertDeclines,
  sendKeyOf,
  sendPublicRequest,
} from '../../casework/public-requests/service';

const CROWD = '/public-requests?view=crowded';
const ALREADY_HANDLED: Notice = { text: 'Các đề nghị này đã có người xử lý.', kind: 'warning' };
const NOT_DECLINED: Notice = { text: 'Các đề nghị này không còn ở trạng thái từ chối.', kind: 'warning' };

/** The office's list of what was asked for from outside, and the leaflet that leads there. */
export const publicRequestListRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;

  async function showList({ actor }: Asked, res: Response, given: Record<string, unknown>, failed?: Failed) {
    const query = readListQuery(given);
    const [list] = await Promise.all([
      listPublicRequests(db, actor.wardId, query),
      context.accessLog.opened(actor, 'public-request.list', { type: 'ward', id: actor.wardId }, { list: query.view }),
    ]);
    renderPage(res, publicRequestListPage(query, list, now(), failed), {
      title: 'Đề nghị từ ngoài',
      hasErrors: failed !== undefined,
    });
  }

  const showCrowd = (asked: Asked, res: Response, failed?: Failed) => showList(asked, res, { view: 'crowded' }, failed);

  /** The round whose night the form was opened from; '' for none. */
  const roundOf = (given: unknown) => {
    const { round } = (given ?? {}) as FormValues;
    return isId(round) ? round : '';
  };

  return [
    {
      ...get('/public-requests', 'requests.manage', (asked, res) => showList(asked, res, asked.query)),
      list: pageList({
        title: 'Đề nghị từ ngoài',
        read: async ({ actor, query: given }) => {
          const query = readListQuery(given);
          const model = publicRequestListPage(query, await listPublicRequests(db, actor.wardId, query), now()).model;
          return { ...model, about: model.tabs.find(({ isCurrent }) => isCurrent)?.label };
        },
        columns: {
          'Địa chỉ': (row) => row.address,
          'Người gửi': (row) => row.who,
          'Việc nhờ': (row) => row.asked,
          'Giờ tiện': (row) => row.times,
          'Gửi lúc': (row) => row.received,
          'Lưu ý': (row) => row.marks.map(({ text }) => text).join('; '),
          'Kết quả': (row) => row.outcome,
        },
      }),
    },
    ...formRoutes('/public-requests/new', 'requests.register', {
      show: formPage({
        open: ({ actor }) => getOwnPublicWard(db, actor.wardId),
        page(ward, failed, { query, body }) {
          const ticket = typed(body, 'form') || newId();
          const caller = searchedPhone(context.sealer, ward.id, typed(query as FormValues, 'caller'));
          const round = roundOf(failed ? body : query);
          return askPage({ ward, ticket, challenge: '', isOwn: true, round, caller }, failed);
        },
        title: 'Ghi đề nghị chưa rõ cửa',
      }),
      schema: neighbourRequestForm,
      save({ actor, body }, form) {
        const sent = { sendKey: sendKeyOf(typed(body, 'form'), form), isChecked: true, origin: null };
        return sendPublicRequest(context, { wardId: actor.wardId, ...sent, by: actor }, form);
      },
      done: (_code, { body }) => ({
        said: 'Đã ghi đề nghị. Văn phòng sẽ ghép với cửa.',
        to: backFrom(roundOf(body)).href,
      }),
    }),
    get('/public-requests/leaflet', 'requests.manage', async ({ actor, query, req }, res) => {
      const paper = typed(query as FormValues, 'paper') === 'A4' ? 'A4' : 'A5';
      const ward = await getOwnPublicWard(db, actor.wardId);
      renderPage(res, leafletPage(ward, ownOrigin(req), paper), {
        title: 'Tờ mời đội đến nhà',
        layout: 'print',
        paper,
      });
    }),
    formPost('/public-requests/declines', 'requests.manage', {
      show: (asked, res, failed) => showList(asked, res, asked.body, failed),
      schema: declineForm,
      save: ({ actor }, form) => declinePublicRequests(context, actor, form.ids, form),
      done: ({ declined }, { body }) => ({
        said:
          declined.length > 0
            ? undoable(`Đã từ chối ${declined.length} đề nghị.`, '/public-requests/reversals', { ids: declined })
            : ALREADY_HANDLED,
        to: readListQuery(body).view === 'crowded' ? CROWD : '/public-requests',
      }),
    }),
    formPost('/public-requests/crowd-declines', 'requests.manage', {
      show: showCrowd,
      schema: crowdDeclineForm,
      save: ({ actor }, form) => declineCrowd(context, actor, form),
      done: ({ count }, _, { crowdId }) => ({
        said:
          count === 0
            ? ALREADY_HANDLED
            : undoable(`Đã từ chối ${formatNumber(count)} đề nghị gửi dồn dập.`, '/public-requests/crowd-reversals', {
                crowdId,
              }),
        to: CROWD,
      }),
    }),
    formPost('/public-requests/crowd-reversals', 'requests.manage', {
      show: showCrowd,
      schema: crowdReversalForm,
      save: ({ actor }, { crowdId }) => revertCrowd(context, actor, crowdId),
      done: ({ count }) => ({
        said: count > 0 ? `${formatNumber(count)} đề nghị lại chờ, ở “Gửi dồn dập”.` : NOT_DECLINED,
        to: CROWD,
      }),
    }),
    formPost('/public-requests/reversals', 'requests.manage', {
      show: (asked, res, failed) => showList(asked, res, {}, failed),
      schema: reversalForm,
      save: ({ actor }, { ids }) => revertDeclines(context, actor, ids),
      done: ({ count }) => ({
        said: count > 0 ? `${count} đề nghị lại chờ ghép.` : NOT_DECLINED,
        to: '/public-requests',
      }),
    }),
  ];
};
