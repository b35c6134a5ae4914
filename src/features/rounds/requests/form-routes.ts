import type { AppContext } from '../../../context';
import type { Actor } from '../../../actor';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { searchedPhone } from '../../../shared/search-words';
import { ConflictError } from '../../../web/errors';
import { typed, type FormValues } from '../../../web/form';
import { formPage, formRoutes, type FormRequest } from '../../../web/form-route';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import {
  closedRequestConflict,
  editRequestPage,
  findPage,
  newRequestPage,
  officeConflict,
  REQUEST_CLOSED,
  requestConflict,
} from './form-pages';
import { newRequestForm, requestForm, type CorrectedRequest, type NewRequest } from '../../casework/requests/forms';
import { getRequestHome, listAskedServices, openEditedRequest } from './file-queries';
import { correctRequest, registerRequest } from '../../casework/requests/service';

/** Registering a request, and correcting one. */
export const requestFormRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const canManage = ({ role }: Actor) => isPermitted(role, 'requests.manage');

  async function readHome({ actor, id }: FormRequest) {
    const event = ['household.open', { type: 'household', id }, { for: 'request' }] as const;
    await context.accessLog.opened(actor, ...event);
    const [home, services] = await Promise.all([
      getRequestHome(db, actor.wardId, id, today()),
      listAskedServices(db, actor.wardId, today(), null),
    ]);
    return { home, services };
  }

  async function conflictWith({ actor, body }: FormRequest, id: string, form: NewRequest | CorrectedRequest) {
    const edited = await openEditedRequest(context, actor, id, 'conflict');
    const last = await findLastChange(db, actor.wardId, { type: 'request', id });
    const conflict = requestConflict(edited, { form, body }, last);
    return canManage(actor) ? conflict : officeConflict(conflict, id);
  }

  return [
    {
      method: 'get',
      path: '/requests/new',
      permission: 'requests.register',
      handler: (_req, res) => renderPage(res, findPage(), { title: 'Ghi đề nghị: tìm cửa' }),
    },
    ...formRoutes({
      path: '/households/:id/requests',
      emptyAt: '/households/:id/requests/new',
      permission: 'requests.register',
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
        if (kind === 'differs') throw new ConflictError(await conflictWith(asked, form.id, form));
        const isAccepted = canManage(asked.actor) && form.accept;
        return {
          said: isAccepted ? 'Đã ghi và nhận đề nghị.' : 'Đã ghi đề nghị. Văn phòng sẽ xem và nhận.',
          to: `/requests/${form.id}`,
        };
      },
    }),
    ...formRoutes({
      path: '/requests/:id/edit',
      permission: 'requests.manage',
      show: formPage({
        open: ({ actor, id }) => openEditedRequest(context, actor, id, 'edit'),
        page: (edited, failed) => editRequestPage(edited, today(), failed),
        title: 'Sửa đề nghị hỗ trợ',
      }),
      schema: () => requestForm(today()),
      save: ({ actor, id }, form) => correctRequest(context, actor, id, form),
      conflict: (asked, form) => conflictWith(asked, asked.id, form),
      async done({ kind }, asked, form) {
        const { id } = asked;
        const to = `/requests/${id}`;
        if (kind === 'done') return { said: 'Đã lưu đề nghị.', to };
        const conflict = await conflictWith(asked, id, form);
        if (conflict.yours.length > 0) throw new ConflictError(closedRequestConflict(conflict, id));
        return { said: { text: REQUEST_CLOSED, kind: 'warning' }, to };
      },
    }),
  ];
};
