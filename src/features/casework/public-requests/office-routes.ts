import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { formatNumber } from '../../../shared/numbers';
import { searchedPhone } from '../../../shared/search-words';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { isId, parseForm, typed, type Failed, type FormValues } from '../../../web/form';
import { ownOrigin } from '../../../web/own-origin';
import { renderPage } from '../../../web/page';
import { pageList } from '../../../web/page-list';
import type { Route } from '../../../web/route';
import { issueTicket, readTicket } from './form-ticket';
import {
  crowdDeclineForm,
  crowdReversalForm,
  declineForm,
  neighbourRequestForm,
  readListQuery,
  reversalForm,
} from './forms';
import { leafletModel, leafletPage, listModel, listPage } from './office-pages';
import { askModel, askPage, backFrom, TRAPPED } from './pages';
import { getOwnPublicWard, listPublicRequests } from './queries';
import {
  declineCrowd,
  declinePublicRequests,
  revertCrowd,
  revertDeclines,
  sendKeyOf,
  sendPublicRequest,
} from './service';

/** The office's list of what was asked for from outside, and the leaflet that leads there. */
export const publicRequestOfficeRoutes = (context: AppContext): Route[] => {
  const { config, db, now } = context;

  async function showList(req: Request, res: Response, given: Record<string, unknown>, failed?: Failed) {
    const actor = currentUser(req);
    const query = readListQuery(given);
    const [list] = await Promise.all([
      listPublicRequests(db, actor.wardId, query),
      context.accessLog.opened(actor, 'public-request.list', { type: 'ward', id: actor.wardId }, { list: query.view }),
    ]);
    renderPage(res, listPage, listModel(query, list, now(), failed), {
      title: 'Lời mời từ ngoài',
      hasErrors: failed !== undefined,
    });
  }

  /** The round whose night the form was opened from; '' for none. */
  const roundOf = (given: unknown) => {
    const { round } = (given ?? {}) as FormValues;
    return isId(round) ? round : '';
  };

  async function showNew(req: Request, res: Response, failed?: Failed & { notice?: string }) {
    const round = roundOf(failed ? failed.values : req.query);
    const ward = await getOwnPublicWard(db, currentUser(req).wardId);
    const caller = searchedPhone(context.sealer, ward.id, typed(req.query as FormValues, 'caller'));
    const kept = failed && typed(failed.values, 'form');
    const ticket = kept && readTicket(config, ward.id, kept, now()) ? kept : issueTicket(config, ward.id, now()).text;
    renderPage(res, askPage, askModel({ ward, ticket, challenge: '', isOwn: true, round, caller }, failed), {
      title: 'Ghi lời mời chưa rõ cửa',
      hasErrors: failed !== undefined,
    });
  }

  return [
    {
      method: 'get',
      path: '/public-requests',
      permission: 'requests.manage',
      list: pageList({
        title: 'Lời mời từ ngoài',
        read: async ({ actor, query: given }) => {
          const query = readListQuery(given);
          const model = listModel(query, await listPublicRequests(db, actor.wardId, query), now());
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
      handler: (req, res) => showList(req, res, req.query),
    },
    {
      method: 'get',
      path: '/public-requests/new',
      permission: 'requests.register',
      handler: (req, res) => showNew(req, res),
    },
    {
      method: 'post',
      path: '/public-requests/new',
      permission: 'requests.register',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const values = (req.body ?? {}) as FormValues;
        const form = parseForm(neighbourRequestForm, values);
        if (!form.ok) return showNew(req, res, form);
        const ticket = readTicket(config, actor.wardId, typed(values, 'form'), now());
        if (!ticket) return showNew(req, res, { values, errors: {}, notice: TRAPPED.old });
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
        flash(req, 'Đã ghi lời mời. Văn phòng sẽ ghép với cửa.');
        res.redirect(303, backFrom(roundOf(values)).href);
      },
    },
    {
      method: 'get',
      path: '/public-requests/leaflet',
      permission: 'requests.manage',
      handler: async (req, res) => {
        const paper = typed(req.query as FormValues, 'paper') === 'A4' ? 'A4' : 'A5';
        const ward = await getOwnPublicWard(db, currentUser(req).wardId);
        renderPage(res, leafletPage, leafletModel(ward, ownOrigin(req), paper), {
          title: 'Tờ mời đội đến nhà',
          layout: 'print',
          paper,
        });
      },
    },
    {
      method: 'post',
      path: '/public-requests/declines',
      permission: 'requests.manage',
      handler: async (req, res) => {
        const form = parseForm(declineForm, req.body);
        if (!form.ok) return showList(req, res, (req.body ?? {}) as FormValues, form);
        const declined = await declinePublicRequests(context, currentUser(req), form.value.ids, form.value);
        flash(
          req,
          declined.length > 0 ? `Đã từ chối ${declined.length} lời mời.` : 'Các lời mời này đã có người xử lý.',
          declined.length > 0 ? 'success' : 'warning',
          declined.length > 0
            ? [
                {
                  label: 'Hoàn tác',
                  href: '/public-requests/reversals',
                  fields: declined.map((id) => ({ name: 'ids', value: id })),
                },
              ]
            : [],
        );
        const { view } = readListQuery((req.body ?? {}) as FormValues);
        res.redirect(303, view === 'crowded' ? '/public-requests?view=crowded' : '/public-requests');
      },
    },
    {
      method: 'post',
      path: '/public-requests/crowd-declines',
      permission: 'requests.manage',
      handler: async (req, res) => {
        const form = parseForm(crowdDeclineForm, req.body);
        if (!form.ok) return showList(req, res, { view: 'crowded' }, form);
        const count = await declineCrowd(context, currentUser(req), form.value);
        if (count === 0) flash(req, 'Các lời mời này đã có người xử lý.', 'warning');
        else
          flash(req, `Đã từ chối ${formatNumber(count)} lời mời gửi dồn dập.`, 'success', [
            {
              label: 'Hoàn tác',
              href: '/public-requests/crowd-reversals',
              fields: [{ name: 'crowdId', value: form.value.crowdId }],
            },
          ]);
        res.redirect(303, '/public-requests?view=crowded');
      },
    },
    {
      method: 'post',
      path: '/public-requests/crowd-reversals',
      permission: 'requests.manage',
      handler: async (req, res) => {
        const form = parseForm(crowdReversalForm, req.body);
        if (!form.ok) return showList(req, res, { view: 'crowded' }, form);
        const count = await revertCrowd(context, currentUser(req), form.value.crowdId);
        flash(
          req,
          count > 0
            ? `${formatNumber(count)} lời mời lại chờ, ở “Gửi dồn dập”.`
            : 'Các lời mời này không còn ở trạng thái từ chối.',
          count > 0 ? 'success' : 'warning',
        );
        res.redirect(303, '/public-requests?view=crowded');
      },
    },
    {
      method: 'post',
      path: '/public-requests/reversals',
      permission: 'requests.manage',
      handler: async (req, res) => {
        const form = parseForm(reversalForm, req.body);
        if (!form.ok) return showList(req, res, {}, form);
        const count = await revertDeclines(context, currentUser(req), form.value.ids);
        flash(
          req,
          count > 0 ? `${count} lời mời lại chờ ghép.` : 'Các lời mời này không còn ở trạng thái từ chối.',
          count > 0 ? 'success' : 'warning',
        );
        res.redirect(303, '/public-requests');
      },
    },
  ];
};
