import { z } from 'zod';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { type Notice, undoable } from '../../../web/flash';
import { typed, type FormValues } from '../../../web/form';
import { buttonRoute, formPage, formPost } from '../../../web/form-route';
import { get, post, type Route } from '../../../web/route';
import { declineForm, matchForm } from '../../casework/public-requests/forms';
import {
  declinePublicRequests,
  matchPublicRequest,
  revertDeclines,
  undoMatch,
} from '../../casework/public-requests/service';
import { matchPage } from './matching-pages';
import { findDoorsAt, getMatchedRequest } from './matching-queries';

const HANDLED: Notice = { text: 'Đề nghị này đã có người xử lý.', kind: 'warning' };

/** The office finds the door that a request from outside is about. */
export const requestMatchingRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const permission = 'requests.manage';

  const show = formPage({
    async open({ actor, id, body }) {
      const today = localDateOf(context.now());
      await context.accessLog.opened(actor, 'public-request.open', { type: 'public-request', id });
      const request = await getMatchedRequest(db, actor.wardId, id, today);
      const address = typed(body, 'address').slice(0, 300) || request.addressText;
      const atAddress = await findDoorsAt(db, actor.wardId, address, today);
      return { request, address, atAddress };
    },
    page: matchPage,
  });

  return [
    get('/public-requests/:id', permission, show),
    // Looks for doors under another address; a form, because an address of a person belongs in no URL.
    post('/public-requests/:id/doors', permission, show),
    formPost('/public-requests/:id/match', permission, {
      show,
      schema: matchForm,
      save: ({ actor, id }, form) => matchPublicRequest(context, actor, id, form),
      done: (outcome, { id }, { accept }) =>
        outcome.kind === 'unchanged'
          ? { said: HANDLED, to: `/public-requests/${id}` }
          : {
              said: undoable(
                accept ? 'Đã ghép với cửa và nhận đề nghị.' : 'Đã ghép với cửa.',
                `/public-requests/${id}/reversal`,
              ),
              to: `/requests/${outcome.requestId}`,
            },
    }),
    formPost('/public-requests/:id/decline', permission, {
      show,
      schema: ({ id }) => z.preprocess((body) => ({ ...(body as FormValues), ids: id }), declineForm),
      save: ({ actor, id }, form) => declinePublicRequests(context, actor, [id], form),
      done: ({ declined }, { id }) => ({
        said: declined.length === 0 ? HANDLED : 'Đã từ chối đề nghị. Bấm “Hoàn tác” nếu nhầm.',
        to: `/public-requests/${id}`,
      }),
    }),
    buttonRoute('/public-requests/:id/reversal', permission, {
      async save({ actor, id }): Promise<Notice> {
        const undone = await undoMatch(context, actor, id);
        if (undone.kind === 'blocked') return { text: undone.blockers.join(' '), kind: 'warning' };
        const { count } = undone.kind === 'done' ? { count: 1 } : await revertDeclines(context, actor, [id]);
        return count === 0
          ? { text: 'Đề nghị này đang chờ ghép, hoặc người gửi đã rút.', kind: 'warning' }
          : { text: 'Đã hoàn tác: đề nghị lại chờ ghép.' };
      },
      done: (said, { id }) => ({ said, to: `/public-requests/${id}` }),
    }),
  ];
};
