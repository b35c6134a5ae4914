import type { Request, Response } from 'express';
import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { keptWhileUnchanged } from '../../../shared/kept-while-unchanged';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import { askedOf, pageList, type AskedList } from '../../../web/page-list';
import type { Route } from '../../../web/route';
import { REQUEST_CLOSED } from '../../casework/requests/form-pages';
import { declineForm, readListQuery, withdrawalForm, type RequestListQuery } from '../../casework/requests/forms';
import { placementForm } from './forms';
import { readQueueFacts, readWholeQueue, type QueueFacts } from './queries';
import { placeRequest, undoPlacement } from './service';
import { closureConflict, listModel, listPage, showModel, showPage, type ListModel } from './pages';
import { stillInTime } from '../../casework/requests/promised-day';
import { getRequest, listRequests, openConflict, openingOf, type RequestFile } from '../../casework/requests/queries';
import { acceptRequest, declineRequest, reopenRequest, withdrawRequest } from '../../casework/requests/service';

const keepList = keptWhileUnchanged<ListModel>(64);

const CLOSED = {
  declined: 'Đã ghi từ chối. Báo lại cho người đề nghị.',
  withdrawn: 'Đã ghi là người dân rút đề nghị.',
};

/** The queue of requests: the list, each one's page, and what the office decides. */
export const requestQueueRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const canManage = (req: Request) => isPermitted(currentUser(req).role, 'requests.manage');

  const canPlan = (req: Request) => isPermitted(currentUser(req).role, 'rounds.plan');

  /** Readers of one role get the same list until the ward or the minute changes. */
  function listOf({ actor, query: given }: AskedList) {
    const query = readListQuery(given);
    const at = context.now();
    const key = [actor.role, query.view, query.after].join(' ');
    return keepList(db, actor, { key, now: at }, () => readList(actor, query, at));
  }

  async function readList({ wardId, role }: Actor, query: RequestListQuery, at: Date) {
    const today = localDateOf(at);
    const { counts, outside, ...facts } = await readWholeQueue(db, wardId, at);
    const inTime = query.view === 'overdue' ? stillInTime(counts.stoodStill, today) : [];
    const except = inTime.map(({ id }) => id);
    const rows = await listRequests(db, wardId, query, { today, except });
    return listModel(query, rows, {
      counts,
      outside,
      canManage: isPermitted(role, 'requests.manage'),
      facts: isPermitted(role, 'rounds.plan') ? facts : null,
      today,
    });
  }

  /** What tells when the request can have its turn, null for readers who do not plan, with the event of the reading. */
  async function readFacts(actor: Actor, file: RequestFile, isPlanning: boolean): Promise<QueueFacts | null> {
    const event = [actor, ...openingOf(file)] as const;
    if (isPlanning)
      return readQueueFacts(await context.accessLog.reading(...event), actor.wardId, file.id, context.now());
    await context.accessLog.opened(...event);
    return null;
  }

  async function renderShow(req: Request, res: Response, failed?: Failed) {
    const actor = currentUser(req);
    const file = await getRequest(db, actor.wardId, idParam(req), today());
    const facts = await readFacts(actor, file, canPlan(req));
    const model = showModel(file, { today: today(), canManage: canManage(req), facts }, failed);
    renderPage(res, showPage, model, { title: `Đề nghị hỗ trợ, ${model.context}`, hasErrors: failed !== undefined });
  }

  /** If somebody closed the request in another way, the page shows both reasons. */
  async function answerClosure(
    req: Request,
    res: Response,
    outcome: Awaited<ReturnType<typeof declineRequest>>,
    mine: { kind: keyof typeof CLOSED; reason: string },
  ) {
    switch (outcome.kind) {
      case 'differs': {
        const file = await openConflict(context, currentUser(req), idParam(req));
        throw new ConflictError(closureConflict(file, mine));
      }
      case 'unchanged':
        return backToRequest(req, res, REQUEST_CLOSED, 'warning');
      case 'done':
        return backToRequest(req, res, CLOSED[mine.kind]);
    }
  }

  /** @param said what was done; as a warning, that there was nothing left to do. */
  function backToRequest(req: Request, res: Response, said: string, kind: 'success' | 'warning' = 'success') {
    flash(req, said, kind);
    res.redirect(303, `/requests/${idParam(req)}`);
  }

  return [
    {
      method: 'get',
      path: '/requests',
      permission: 'requests.read',
      list: pageList({
        title: 'Đề nghị hỗ trợ',
        read: async (asked) => {
          const { rows, nextHref, tabs } = await listOf(asked);
          return { rows, nextHref, about: tabs.find(({ isCurrent }) => isCurrent)?.label };
        },
        columns: {
          'Địa chỉ': (row) => row.address,
          'Ai, tổ': (row) => row.who,
          'Việc nhờ': (row) => row.subject,
          'Giờ tiện': (row) => row.wishes,
          Hẹn: (row) => row.promise,
          'Tình trạng': (row) => row.state.text,
          Buổi: (row) => row.round,
          'Lần chưa muốn': (row) => row.refusal,
        },
      }),
      handler: async (req, res) => {
        const { actor, ...asked } = askedOf(req);
        const [model] = await Promise.all([
          listOf({ actor, ...asked }),
          context.accessLog.opened(
            actor,
            'request.list',
            { type: 'ward', id: actor.wardId },
            { list: readListQuery(req.query).view },
          ),
        ]);
        renderPage(res, listPage, model, { title: 'Đề nghị hỗ trợ' });
      },
    },
    {
      method: 'get',
      path: '/requests/:id',
      permission: 'requests.read',
      handler: (req, res) => renderShow(req, res),
    },
    {
      method: 'post',
      path: '/requests/:id/acceptance',
      permission: 'requests.manage',
      handler: async (req, res) => {
        const { kind } = await acceptRequest(context, currentUser(req), idParam(req));
        if (kind === 'done') return backToRequest(req, res, 'Đã nhận đề nghị. Cửa này được ưu tiên khi xếp buổi.');
        backToRequest(req, res, 'Đề nghị này đã được nhận, hoặc đã đóng.', 'warning');
      },
    },
    {
      method: 'post',
      path: '/requests/:id/decline',
      permission: 'requests.manage',
      handler: async (req, res) => {
        const form = parseForm(declineForm, req.body);
        if (!form.ok) return renderShow(req, res, form);
        const reason = form.value.declineReason;
        const outcome = await declineRequest(context, currentUser(req), idParam(req), reason);
        await answerClosure(req, res, outcome, { kind: 'declined', reason });
      },
    },
    {
      method: 'post',
      path: '/requests/:id/withdrawal',
      permission: 'requests.manage',
      handler: async (req, res) => {
        const form = parseForm(withdrawalForm, req.body);
        if (!form.ok) return renderShow(req, res, form);
        const reason = form.value.withdrawalReason;
        const outcome = await withdrawRequest(context, currentUser(req), idParam(req), reason);
        await answerClosure(req, res, outcome, { kind: 'withdrawn', reason });
      },
    },
    {
      method: 'post',
      path: '/requests/:id/reopening',
      permission: 'requests.manage',
      handler: async (req, res) => {
        const { kind } = await reopenRequest(context, currentUser(req), idParam(req));
        if (kind === 'done') return backToRequest(req, res, 'Đã mở lại đề nghị.');
        backToRequest(req, res, 'Đề nghị này đang mở.', 'warning');
      },
    },
    {
      method: 'post',
      path: '/requests/:id/placement',
      permission: 'rounds.plan',
      handler: async (req, res) => {
        const form = parseForm(placementForm, req.body);
        if (!form.ok) return renderShow(req, res, form);
        const { roundId } = form.value;
        const outcome = await placeRequest(context, currentUser(req), idParam(req), roundId);
        switch (outcome.kind) {
          case 'invalid':
            return renderShow(req, res, { values: {}, errors: { placement: Object.values(outcome.errors)[0]! } });
          case 'unchanged':
            return backToRequest(req, res, 'Cửa này đã ở trong buổi ấy.', 'warning');
          case 'done':
            flash(req, 'Đã xếp cửa này vào buổi.', 'success', [
              {
                label: 'Hoàn tác',
                href: `/requests/${idParam(req)}/placement/reversal`,
                fields: [{ name: 'roundId', value: roundId }],
              },
            ]);
            return res.redirect(303, `/requests/${idParam(req)}`);
        }
      },
    },
    {
      method: 'post',
      path: '/requests/:id/placement/reversal',
      permission: 'rounds.plan',
      handler: async (req, res) => {
        const form = parseForm(placementForm, req.body);
        if (!form.ok) return renderShow(req, res, form);
        const outcome = await undoPlacement(context, currentUser(req), idParam(req), form.value.roundId);
        switch (outcome.kind) {
          case 'invalid':
            return renderShow(req, res, { values: {}, errors: { placement: Object.values(outcome.errors)[0]! } });
          case 'unchanged':
            return backToRequest(req, res, 'Cửa này không còn ở buổi ấy.', 'warning');
          case 'done':
            return backToRequest(req, res, 'Đã hoàn tác: cửa này lại chờ xếp buổi.');
        }
      },
    },
  ];
};
