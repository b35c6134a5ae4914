import type { AppContext } from '../../../context';
import type { Actor } from '../../../actor';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { searchedPhone } from '../../../shared/search-words';
import { ConflictError } from '../../../web/errors';
import { typed, type FormValues } from '../../../web/form';
import { formPage, formRoutes } from '../../../web/form-route';
import { renderPage } from '../../../web/page';
import { get, type Asked, type Route } from '../../../web/route';
import { editRequestPage, findPage, newRequestPage, officeConflict, REQUEST_CLOSED } from './form-pages';
import { newRequestForm, requestForm } from '../../casework/requests/forms';
import { isOpenState, requestStatus } from '../../casework/requests/request-state';
import { getRequestHome, listAskedServices, openEditedRequest } from './file-queries';
import { correctRequest, registerRequest } from '../../casework/requests/service';
import { changedBy } from '../../office/audit/conflict';
import { formSent } from '../../office/drafts/sent-routes';

/** Registering a request, and correcting one. */
export const requestFormRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const canManage = ({ role }: Actor) => isPermitted(role, 'requests.manage');

  async function readHome({ actor, id }: Asked) {
    const event = ['household.open', { type: 'household', id }, { for: 'request' }] as const;
    await context.accessLog.opened(actor, ...event);
    const [home, services] = await Promise.all([
      getRequestHome(db, actor.wardId, id, today()),
      listAskedServices(db, actor.wardId, today(), []),
    ]);
    return { home, services };
  }

  const showEdit = formPage({
    open: ({ actor, id }) => openEditedRequest(context, actor, id),
    page: (edited, failed) => editRequestPage(edited, today(), failed),
    title: 'Sửa đề nghị hỗ trợ',
    changed: changedBy(db, 'request', ({ file: { id, events } }) =>
      isOpenState(requestStatus(events).state)
        ? 'Đề nghị này đã được lưu trước đó, khác với bản bạn gửi.'
        : {
            what: 'Đề nghị này vừa được đóng, không sửa được nữa.',
            closed: REQUEST_CLOSED,
            resumeHref: `/requests/${id}`,
          },
    ),
  });

  return [
    get('/requests/new', 'requests.register', (_asked, res) =>
      renderPage(res, findPage(), { title: 'Ghi đề nghị: tìm cửa' }),
    ),
    ...formRoutes('/households/:id/requests', 'requests.register', {
      emptyAt: '/households/:id/requests/new',
      show: formPage({
        open: readHome,
        page(help, failed, { actor, req }) {
          const query = req.query as FormValues;
          const residentId = typed(query, 'resident');
          const callerPhone = searchedPhone(context.sealer, actor.wardId, typed(query, 'caller'));
          const canAccept = canManage(actor);
          return newRequestPage({ ...help, today: today(), canManage: canAccept, residentId, callerPhone }, failed);
        },
        title: 'Ghi đề nghị hỗ trợ',
      }),
      schema: () => newRequestForm(today()),
      save: ({ actor, id }, form) => registerRequest(context, actor, id, form),
      async done({ kind }, asked, form) {
        if (kind === 'differs') {
          const conflict = await showEdit.conflict({ ...asked, id: form.id }, `/requests/${form.id}/edit`);
          throw new ConflictError(canManage(asked.actor) ? conflict : officeConflict(conflict, form.id));
        }
        await formSent(context, asked.req);
        const isAccepted = canManage(asked.actor) && form.accept;
        return {
          said: isAccepted ? 'Đã ghi và nhận đề nghị.' : 'Đã ghi đề nghị. Văn phòng sẽ xem và nhận.',
          to: `/requests/${form.id}`,
        };
      },
    }),
    ...formRoutes('/requests/:id/edit', 'requests.manage', {
      show: showEdit,
      schema: () => requestForm(today()),
      save: ({ actor, id }, form) => correctRequest(context, actor, id, form),
      async done({ kind }, asked) {
        const { id } = asked;
        const to = `/requests/${id}`;
        if (kind === 'done') {
          await formSent(context, asked.req);
          return { said: 'Đã lưu đề nghị.', to };
        }
        const conflict = await showEdit.conflict(asked);
        if (conflict.yours.length > 0) throw new ConflictError(conflict);
        return { said: { text: REQUEST_CLOSED, kind: 'warning' }, to };
      },
    }),
  ];
};
