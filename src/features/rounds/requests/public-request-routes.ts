import type { Response } from 'express';
import type { AppContext } from '../../../context';
import { formatNumber } from '../../../shared/numbers';
import { searchedPhone } from '../../../shared/search-words';
import { flash, type Notice } from '../../../web/flash';
import { isId, parseForm, typed, type Failed, type FormValues } from '../../../web/form';
import { formPost } from '../../../web/form-route';
import { ownOrigin } from '../../../web/own-origin';
import { renderPage } from '../../../web/page';
import { pageList } from '../../../web/list-source';
import { get, post, type Asked, type Route } from '../../../web/route';
import { issueTicket, readTicket } from '../../casework/public-requests/form-ticket';
import {
  crowdDeclineForm,
  crowdReversalForm,
  declineForm,
  neighbourRequestForm,
  readListQuery,
  reversalForm,
} from '../../casework/public-requests/forms';
import { leafletPage, publicRequestListPage } from './public-request-pages';
import { askPage, backFrom, TRAPPED } from '../../casework/public-requests/pages';
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
  const { config, db, now } = context;

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

  async function showNew({ req, actor }: Asked, res: Response, failed?: Failed & { notice?: string }) {
    const round = roundOf(failed ? failed.values : req.query);
    const ward = await getOwnPublicWard(db, actor.wardId);
    const caller = searchedPhone(context.sealer, ward.id, typed(req.query as FormValues, 'caller'));
    const kept = failed && typed(failed.values, 'form');
    const ticket = kept && readTicket(config, ward.id, kept, now()) ? kept : issueTicket(config, ward.id, now()).text;
    renderPage(res, askPage({ ward, ticket, challenge: '', isOwn: true, round, caller }, failed), {
      title: 'Ghi đề nghị chưa rõ cửa',
      hasErrors: failed !== undefined,
    });
  }

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
    get('/public-requests/new', 'requests.register', showNew),
    // By hand: a form with an old ticket is shown again with a notice.
    post('/public-requests/new', 'requests.register', async (asked, res) => {
      const { actor, body: values } = asked;
      const form = parseForm(neighbourRequestForm, values);
      if (!form.ok) return showNew(asked, res, form);
      const ticket = readTicket(config, actor.wardId, typed(values, 'form'), now());
      if (!ticket) return showNew(asked, res, { values, errors: {}, notice: TRAPPED.old });
      await sendPublicRequest(
        context,
        {
          wardId: actor.wardId,
          sendKey: sendKeyOf(ticket.id, form.value),
          isChecked: true,
          origin: null,
          by: actor,
        },
        form.value,
      );
      flash(asked.req, 'Đã ghi đề nghị. Văn phòng sẽ ghép với cửa.');
      res.redirect(303, backFrom(roundOf(values)).href);
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
            ? {
                text: `Đã từ chối ${declined.length} đề nghị.`,
                actions: [
                  {
                    label: 'Hoàn tác',
                    href: '/public-requests/reversals',
                    fields: declined.map((id) => ({ name: 'ids', value: id })),
                  },
                ],
              }
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
            : {
                text: `Đã từ chối ${formatNumber(count)} đề nghị gửi dồn dập.`,
                actions: [
                  {
                    label: 'Hoàn tác',
                    href: '/public-requests/crowd-reversals',
                    fields: [{ name: 'crowdId', value: crowdId }],
                  },
                ],
              },
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
