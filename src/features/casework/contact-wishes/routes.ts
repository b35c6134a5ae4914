import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { formPage, formRoutes, type FormRequest } from '../../../web/form-route';
import { defineFeature, type Route } from '../../../web/route';
import { contactWishAudit } from './audit-labels';
import { findLastChange } from '../../office/audit/last-change';
import { logReading } from '../needs/log-reading';
import { contactWishForm } from './forms';
import { wishConflict, wishPage } from './pages';
import { getWishingPerson } from './queries';
import { stateContactWish } from './service';

/** Officers hear at the door how the resident wants to be notified, so they may record it. */
const contactWishRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  const open = async ({ actor, id }: FormRequest) => {
    const person = await getWishingPerson(db, actor.wardId, id);
    await logReading(context, actor, 'resident', id);
    return person;
  };

  return formRoutes({
    path: '/residents/:id/contact-wish',
    permission: 'visits.record',
    show: formPage({
      open,
      page: (person, failed) => wishPage(person, localDateOf(now()), failed),
      title: ({ fullName }) => `Muốn được báo thế nào: ${fullName}`,
    }),
    schema: contactWishForm,
    save: ({ actor, id }, form) => stateContactWish(context, actor, id, form),
    async conflict(asked, form) {
      const last = await findLastChange(db, asked.actor.wardId, { type: 'resident', id: asked.id });
      return wishConflict(await open(asked), form, asked.body, last);
    },
    done: (_, { id }) => ({ said: 'Đã ghi người này muốn được báo thế nào.', to: `/residents/${id}` }),
  });
};

export const contactWishesFeature = defineFeature({ routes: contactWishRoutes, audit: contactWishAudit });
