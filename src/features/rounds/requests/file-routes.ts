import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { wardCache } from '../../../shared/ward-cache';
import { invalid } from '../../../shared/outcome';
import { ConflictError } from '../../../web/errors';
import { type Notice, undoable } from '../../../web/flash';
import { buttonRoute, formPage, formPost } from '../../../web/form-route';
import { renderPage } from '../../../web/page';
import { pageList, type AskedList } from '../../../web/list-source';
import { get, type Asked, type Route } from '../../../web/route';
import { REQUEST_CLOSED } from './form-pages';
import { declineForm, partForm, readListQuery, withdrawalForm, type RequestListQuery, placementForm } from './forms';
import { readQueueFacts } from './offer-queries';
import { placeRequest, undoPlacement } from './placement-service';
import { closureConflict, requestListPage, showPage } from './pages';
import { stillInTime } from '../../casework/requests/promised-day';
import { getRequest, openConflict, openingOf } from './file-queries';
import { areLate, countOutside, countRequests, listRequests } from './list-queries';
import { acceptRequest, closeRequest, reopenRequest, type Closing } from '../../casework/requests/service';

const keepList = wardCache<ReturnType<typeof requestListPage>>(64);

const CLOSED = {
  declined: (what: string) => `Đã ghi từ chối ${what}. Báo lại cho người đề nghị.`,
  withdrawn: (what: string) => `Đã ghi là người dân rút ${what}.`,
};

const ACCEPTED = 'Đã nhận đề nghị. Cửa này được ưu tiên khi xếp buổi.';

/** The list of requests, each one's page, and what the office decides. */
export const requestFileRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  /** Readers of one role get the same list until the ward or the minute changes. */
  function listOf({ actor, query: given }: AskedList) {
    const query = readListQuery(given);
    const at = context.now();
    const key = [actor.role, query.view, query.after, query.page].join(' ');
    return keepList(db, actor, { key, now: at }, () => readList(actor, query, at));
  }

  async function readList({ wardId, role }: Actor, query: RequestListQuery, at: Date) {
    const today = localDateOf(at);
    const canPlan = isPermitted(role, 'rounds.plan');
    const [counts, outside, facts] = await Promise.all([
      countRequests(db, wardId, today),
      countOutside(db, wardId),
      canPlan ? readQueueFacts(db, wardId, null, at) : null,
    ]);
    const inTime = query.view === 'overdue' ? stillInTime(counts.stoodStill, today) : [];
    const except = inTime.map(({ id }) => id);
    const late = areLate(counts.plannedLate).map(({ id }) => id);
    const rows = await listRequests(db, wardId, query, { today, except, late });
    const canManage = isPermitted(role, 'requests.manage');
    return requestListPage(query, rows, { counts, outside, canManage, facts, today });
  }

  const showRequest = formPage({
    async open({ actor, id }) {
      const file = await getRequest(db, actor.wardId, id, today());
      await context.accessLog.opened(actor, ...openingOf(file));
      // What tells when the request can have its turn.
      const canPlan = isPermitted(actor.role, 'rounds.plan');
      const facts = canPlan ? await readQueueFacts(db, actor.wardId, id, context.now()) : null;
      return { file, facts };
    },
    page: ({ file, facts }, failed, { actor }) =>
      showPage(file, { today: today(), canManage: isPermitted(actor.role, 'requests.manage'), facts }, failed),
    title: (model) => `Đề nghị hỗ trợ, ${model.context}`,
  });

  const close = ({ actor, id }: Asked, closing: Closing) => closeRequest(context, actor, id, closing);

  /** If another user closed the request or the service in another way, the page shows both reasons. */
  async function closed(outcome: Awaited<ReturnType<typeof close>>, { actor, id }: Asked, mine: Closing) {
    if (outcome.kind === 'differs')
      throw new ConflictError(closureConflict(await openConflict(context, actor, id), mine));
    const isPart = mine.partId !== null;
    const said = CLOSED[mine.kind](isPart ? 'việc ấy; việc khác giữ nguyên' : 'đề nghị');
    return backTo(id, outcome, said, isPart ? 'Việc này đã có kết quả.' : REQUEST_CLOSED);
  }

  /** @param done what was done. @param otherwise a warning that there was nothing left to do. */
  const backTo = (id: string, { kind }: { kind: string }, done: string | Notice, otherwise: string) => ({
    said: kind === 'done' ? done : { text: otherwise, kind: 'warning' as const },
    to: `/requests/${id}`,
  });

  /** The page of a request shows whatever speaks against the round beside the offers. */
  const besideOffers = (outcome: Awaited<ReturnType<typeof placeRequest>>) =>
    outcome.kind === 'invalid' ? invalid({ placement: Object.values(outcome.errors)[0]! }) : outcome;

  return [
    {
      ...get('/requests', 'requests.read', async (asked, res) => {
        const { actor } = asked;
        const { view: list } = readListQuery(asked.query);
        const [view] = await Promise.all([
          listOf(asked),
          context.accessLog.opened(actor, 'request.list', { type: 'ward', id: actor.wardId }, { list }),
        ]);
        renderPage(res, view, { title: 'Đề nghị hỗ trợ' });
      }),
      list: pageList({
        title: 'Đề nghị hỗ trợ',
        read: async (asked) => {
          const { rows, nextHref, tabs } = (await listOf(asked)).model;
          return { rows, nextHref, about: tabs.find(({ isCurrent }) => isCurrent)?.label };
        },
        columns: {
          'Địa chỉ': (row) => row.address,
          'Ai, tổ': (row) => row.who,
          'Việc nhờ': (row) => row.subject,
          'Giờ tiện': (row) => row.wishesInFile,
          Hạn: (row) => row.dueOn,
          'Tình trạng': (row) => row.state.text,
          Buổi: (row) => row.roundOn,
          'Lần chưa muốn': (row) => row.refusal,
        },
      }),
    },
    get('/requests/:id', 'requests.read', showRequest),
    buttonRoute('/requests/:id/acceptance', 'requests.manage', {
      save: ({ actor, id }) => acceptRequest(context, actor, id),
      done: (outcome, { id }) => backTo(id, outcome, ACCEPTED, 'Đề nghị này đã được nhận, hoặc đã đóng.'),
    }),
    formPost('/requests/:id/decline', 'requests.manage', {
      show: showRequest,
      schema: declineForm,
      save: close,
      done: closed,
    }),
    formPost('/requests/:id/withdrawal', 'requests.manage', {
      show: showRequest,
      schema: withdrawalForm,
      save: close,
      done: closed,
    }),
    formPost('/requests/:id/reopening', 'requests.manage', {
      show: showRequest,
      schema: partForm,
      save: ({ actor, id }, { partId }) => reopenRequest(context, actor, id, partId),
      done: (outcome, { id }) => backTo(id, outcome, 'Đã mở lại đề nghị.', 'Đề nghị này đang mở.'),
    }),
    formPost('/requests/:id/placement', 'rounds.plan', {
      show: showRequest,
      schema: placementForm,
      save: async ({ actor, id }, { roundId }) => besideOffers(await placeRequest(context, actor, id, roundId)),
      done(outcome, { id }, { roundId }) {
        const said = undoable('Đã xếp cửa này vào buổi.', `/requests/${id}/placement/reversal`, { roundId });
        return backTo(id, outcome, said, 'Cửa này đã ở trong buổi ấy.');
      },
    }),
    formPost('/requests/:id/placement/reversal', 'rounds.plan', {
      show: showRequest,
      schema: placementForm,
      save: async ({ actor, id }, { roundId }) => besideOffers(await undoPlacement(context, actor, id, roundId)),
      done: (outcome, { id }) =>
        backTo(id, outcome, 'Đã hoàn tác: cửa này lại chờ xếp buổi.', 'Cửa này không còn ở buổi ấy.'),
    }),
  ];
};
