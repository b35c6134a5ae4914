import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { logReading } from '../needs/log-reading';
import { contactWishForm } from './forms';
import { wishConflict, wishModel, wishPage } from './pages';
import { getWishingPerson } from './queries';
import { stateContactWish } from './service';

/** Officers hear at the door how somebody wants to be told, so they may state it. */
export const contactWishRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;

  async function showForm(req: Request, res: Response, failed?: Failed): Promise<void> {
    const actor = currentUser(req);
    const person = await getWishingPerson(db, actor.wardId, idParam(req));
    await logReading(context, actor, 'resident', person.id);
    renderPage(res, wishPage, wishModel(person, localDateOf(now()), failed), {
      title: `Muốn được báo thế nào: ${person.fullName}`,
      hasErrors: failed !== undefined,
    });
  }

  return [
    {
      method: 'get',
      path: '/residents/:id/contact-wish',
      permission: 'visits.record',
      handler: (req, res) => showForm(req, res),
    },
    {
      method: 'post',
      path: '/residents/:id/contact-wish',
      permission: 'visits.record',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const id = idParam(req);
        const form = parseForm(contactWishForm, req.body);
        if (!form.ok) return showForm(req, res, form);
        const outcome = await stateContactWish(context, actor, id, form.value);
        if (outcome.kind === 'stale') {
          const [person, last] = await Promise.all([
            getWishingPerson(db, actor.wardId, id),
            findLastChange(db, actor.wardId, { type: 'resident', id }),
          ]);
          await logReading(context, actor, 'resident', id);
          throw new ConflictError(wishConflict(person, form.value, req.body, last));
        }
        flash(req, 'Đã ghi người này muốn được báo thế nào.');
        res.redirect(303, `/residents/${id}`);
      },
    },
  ];
};
