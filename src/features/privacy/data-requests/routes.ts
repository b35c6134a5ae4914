import type { AppContext } from '../../../context';
import { isPermitted, type Permission } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { listRoute } from '../../../web/list-route';
import { buttonRoute, formPage, formPost, formRoutes } from '../../../web/form-route';
import type { AskedList } from '../../../web/list-source';
import { readPlace } from '../../../web/pager';
import { defineFeature, get, type Asked, type Route } from '../../../web/route';
import { KINDS, mayEnd, ENDS, KIND_LABELS } from './clocks';
import { dataRequestForm, endForm, extensionForm } from './forms';
import { indexPage, newPage, showPage } from './pages';
import { getAskingPerson, getDataRequest, listDataRequests } from './queries';
import {
  answerDataRequest,
  endDataRequest,
  extendDataRequest,
  liftDataRequest,
  recordDataRequest,
  reopenDataRequest,
} from './service';

/** What people ask of the ward about their own data, and by when it must be done. */
const dataRequestRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;
  const today = () => localDateOf(now());
  const permission = 'data-requests.manage';

  /** The routes that record a request: of a resident, or of a person whom the register does not know. */
  const recordRoutes = (path: string) =>
    formRoutes(path, permission, {
      emptyAt: `${path}/new`,
      show: formPage({
        async open({ actor, id }) {
          if (id === '') return null;
          const person = await getAskingPerson(db, actor.wardId, id);
          await accessLog.opened(actor, 'resident.open', { type: 'resident', id: person.id }, { for: 'data-request' });
          return person;
        },
        page: (person, failed) => newPage(person, today(), failed),
      }),
      schema: ({ id }) => dataRequestForm(today(), id !== ''),
      save: ({ actor, id }, form) => recordDataRequest(context, actor, id || null, form),
      done: (_, _asked, { id }) => ({
        said: 'Đã ghi yêu cầu.',
        unchanged: 'Yêu cầu này đã ghi trước đó.',
        to: `/data-requests/${id}`,
      }),
    });

  const read = ({ actor, id }: Asked) => getDataRequest(db, actor.wardId, id);

  const show = formPage({
    async open(asked) {
      const found = await read(asked);
      await accessLog.opened(asked.actor, 'data-request.open', { type: 'data-request', id: asked.id });
      return found;
    },
    page: ({ request, isWorkingDay }, failed, { actor }) =>
      showPage(
        request,
        {
          today: today(),
          isWorkingDay,
          canManage: mayEnd(actor.role, request.kind),
          canErase: isPermitted(actor.role, 'residents.erase'),
        },
        failed,
      ),
  });

  /** Leads back to the request, and says so if it was in that state before. */
  const saved = ({ id }: Asked, said: string) => ({
    said,
    unchanged: { text: 'Đã có người ghi tiếp trước đó, như dưới đây.', kind: 'warning' as const },
    to: `/data-requests/${id}`,
  });

  const button = (path: string, save: typeof answerDataRequest, said: string, needed: Permission = permission) =>
    buttonRoute(`/data-requests/:id/${path}`, needed, {
      async save(asked) {
        await read(asked);
        return save(context, asked.actor, asked.id);
      },
      done: (_, asked) => saved(asked, said),
    });

  async function readIndex({ actor, query }: AskedList) {
    const place = readPlace(query);
    const lists = await listDataRequests(db, actor.wardId, place);
    return indexPage(lists, { place, today: today(), canManage: isPermitted(actor.role, permission) });
  }

  return [
    listRoute('/data-requests', 'data-requests.read', {
      title: 'Yêu cầu về dữ liệu',
      page: readIndex,
      opened: ({ actor }) => accessLog.opened(actor, 'data-request.list', { type: 'ward', id: actor.wardId }),
      rows({ lists, nextHref }, { query }) {
        // Those that are open stand on every page.
        const shown = readPlace(query).after ? lists.filter(({ isOpen }) => !isOpen) : lists;
        return { rows: shown.flatMap(({ rows }) => rows), nextHref };
      },
      columns: {
        'Người yêu cầu': (row) => row.who,
        'Yêu cầu': (row) => row.what,
        'Nhận ngày': (row) => row.received,
        'Đến đâu': (row) => row.status.text,
      },
    }),
    ...recordRoutes('/data-requests'),
    ...recordRoutes('/residents/:id/data-requests'),
    get('/data-requests/:id', 'data-requests.read', show),
    button('answer', answerDataRequest, 'Đã ghi là đã trả lời.'),
    formPost('/data-requests/:id/extension', permission, {
      show,
      schema: async (asked) => extensionForm(KINDS[(await read(asked)).request.kind].extension),
      save: ({ actor, id }, form) => extendDataRequest(context, actor, id, form),
      done: (_, asked) => saved(asked, 'Đã gia hạn. Báo người yêu cầu lý do và ngày mới.'),
    }),
    formPost('/data-requests/:id/end', 'data-requests.read', {
      show,
      schema: async (asked) => endForm((await read(asked)).request.kind),
      save: ({ actor, id }, form) => endDataRequest(context, actor, id, form),
      done: (_, asked) => saved(asked, 'Đã ghi kết thúc.'),
    }),
    button('end/removal', reopenDataRequest, 'Đã mở lại.', 'data-requests.read'),
    button('effect/removal', liftDataRequest, 'Đã gỡ. Điều người ấy nói trước đó lại có giá trị.'),
  ];
};

export const dataRequestsFeature = defineFeature({
  routes: dataRequestRoutes,
  audit: {
    actions: {
      'data-request.record': 'Ghi yêu cầu về dữ liệu',
      'data-request.answer': 'Trả lời đã nhận yêu cầu về dữ liệu',
      'data-request.extend': 'Gia hạn yêu cầu về dữ liệu',
      'data-request.end': 'Kết thúc yêu cầu về dữ liệu',
      'data-request.reopen': 'Mở lại yêu cầu về dữ liệu',
      'data-request.lift': 'Gỡ hạn chế, phản đối đã nhận',
      'data-request.list': 'Mở sổ yêu cầu về dữ liệu',
      'data-request.open': 'Mở yêu cầu về dữ liệu',
    },
    subjects: { 'data-request': { label: 'Yêu cầu về dữ liệu', href: (id) => `/data-requests/${id}` } },
    fields: { dataRequest: 'yêu cầu', extendedByDays: 'thêm ngày', endedAs: 'kết thúc' },
    values: { dataRequest: KIND_LABELS, endedAs: ENDS },
  },
});
