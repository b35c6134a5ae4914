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
import { readQueueFacts, type QueueFacts } from './offer-queries';
import { placeRequest, undoPlacement } from './placement-service';
import { closureConflict, requestListPage, showPage } from './pages';
import { stillInTime } from '../../casework/requests/promised-day';
import { getRequest, openConflict, openingOf, type RequestFile } from './file-queries';
import { countOutside, countRequests, listRequests } from './list-queries';
import { acceptRequest, closeRequest, reopenRequest, type Closing } from '../../casework/requests/service';

const keepList = wardCache<ReturnType<typeof requestListPage>>(64);

const CLOSED = {
  declined: (what: string) => `Đã ghi từ chối ${what}. Báo lại cho người đề nghị.`,
  withdrawn: (what: string) => `Đã ghi là người dân rút ${what}.`,
};

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
    const rows = await listRequests(db, wardId, query, { today, except });
    return requestListPage(query, rows, {
      counts,
      outside,
      canManage: isPermitted(role, 'requests.manage'),
      facts,
      today,
    });
  }

  /** What tells when the request can have its turn, null for readers who do not plan, with the event of the reading. */
  async function readFacts(actor: Actor, file: RequestFile): Promise<QueueFacts | null> {
    const event = [actor, ...openingOf(file)] as const;
    await context.accessLog.opened(...event);
    if (!isPermitted(actor.role, 'rounds.plan')) return null;
    return readQueueFacts(db, actor.wardId, file.id, context.now());
  }

  const showRequest = formPage({
    async open({ actor, id }) {
      const file = await getRequest(db, actor.wardId, id, today());
      const facts = await readFacts(actor, file);
      return { file, facts };
    },
    page: ({ file, facts }, failed, { actor }) =>
      showPage(file, { today: today(), canManage: isPermitted(actor.role, 'requests.manage'), facts }, failed),
    title: (model) => `Đề nghị hỗ trợ, ${model.context}`,
  });

  const close = ({ actor, id }: Asked, closing: Closing) => closeRequest(context, actor, id, closing);

  /** If another user closed the request or the service in another way, the page shows both reasons. */
  async function closed({ kind }: Awaited<ReturnType<typeof close>>, { actor, id }: Asked, mine: Closing) {
    if (kind === 'differs') throw new ConflictError(closureConflict(await openConflict(context, actor, id), mine));
    const isPart = mine.partId !== null;
    if (kind === 'done') return backTo(id, CLOSED[mine.kind](isPart ? 'việc ấy; việc khác giữ nguyên' : 'đề nghị'));
    return backTo(id, isPart ? 'Việc này đã có kết quả.' : REQUEST_CLOSED, 'warning');
  }

  /** @param text what was done; as a warning, that there was nothing left to do. */
  const backTo = (id: string, text: string, kind: Notice['kind'] = 'success') => ({
    said: { text, kind },
    to: `/requests/${id}`,
  });

  /** The page of a request shows whatever speaks against the round beside the offers. */
  const besideOffers = (outcome: Awaited<ReturnType<typeof placeRequest>>) =>
    outcome.kind === 'invalid' ? invalid({ placement: Object.values(outcome.errors)[0]! }) : outcome;

  return [
    {
      ...get('/requests', 'requests.read', async (asked, res) => {
        const { actor } = asked;
        const [view] = await Promise.all([
          listOf(asked),
          context.accessLog.opened(
            actor,
            'request.list',
            { type: 'ward', id: actor.wardId },
            { list: readListQuery(asked.query).view },
          ),
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
      done: ({ kind }, { id }) =>
        kind === 'done'
          ? backTo(id, 'Đã nhận đề nghị. Cửa này được ưu tiên khi xếp buổi.')
          : backTo(id, 'Đề nghị này đã được nhận, hoặc đã đóng.', 'warning'),
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
      done: ({ kind }, { id }) =>
        kind === 'done' ? backTo(id, 'Đã mở lại đề nghị.') : backTo(id, 'Đề nghị này đang mở.', 'warning'),
    }),
    formPost('/requests/:id/placement', 'rounds.plan', {
      show: showRequest,
      schema: placementForm,
      save: async ({ actor, id }, { roundId }) => besideOffers(await placeRequest(context, actor, id, roundId)),
      done({ kind }, { id }, { roundId }) {
        if (kind === 'unchanged') return backTo(id, 'Cửa này đã ở trong buổi ấy.', 'warning');
        const said = undoable('Đã xếp cửa này vào buổi.', `/requests/${id}/placement/reversal`, { roundId });
        return { said, to: `/requests/${id}` };
      },
    }),
    formPost('/requests/:id/placement/reversal', 'rounds.plan', {
      show: showRequest,
      schema: placementForm,
      save: async ({ actor, id }, { roundId }) => besideOffers(await undoPlacement(context, actor, id, roundId)),
      done: ({ kind }, { id }) =>
        kind === 'done'
          ? backTo(id, 'Đã hoàn tác: cửa này lại chờ xếp buổi.')
          : backTo(id, 'Cửa này không còn ở buổi ấy.', 'warning'),
    }),
  ];
};
