import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { formPage, formRoutes } from '../../../web/form-route';
import { defineFeature, type Route } from '../../../web/route';
import { logReading } from '../needs/log-reading';
import { contactWishForm } from './forms';
import { wishPage } from './pages';
import { getWishingPerson } from './queries';
import { stateContactWish } from './service';
import { changedBy } from '../../office/audit/conflict';

/** Officers hear at the door how the resident wants to be notified, so they may record it. */
const contactWishRoutes = (context: AppContext): Route[] => {
  const { db, now } = context;
  return formRoutes('/residents/:id/contact-wish', 'visits.record', {
    show: formPage({
      async open({ actor, id }) {
        const person = await getWishingPerson(db, actor.wardId, id);
        await logReading(context, actor, 'resident', id);
        return person;
      },
      page: (person, failed) => wishPage(person, localDateOf(now()), failed),
      title: ({ fullName }) => `Muốn được báo thế nào: ${fullName}`,
      changed: changedBy(
        db,
        'resident',
        ({ fullName }) => `Trong lúc bạn ghi, người khác đã ghi ${fullName} muốn được báo thế nào.`,
      ),
    }),
    schema: contactWishForm,
    save: ({ actor, id }, form) => stateContactWish(context, actor, id, form),
    done: (_, { id }) => ({ said: 'Đã ghi người này muốn được báo thế nào.', to: `/residents/${id}` }),
  });
};

export const contactWishesFeature = defineFeature({
  routes: contactWishRoutes,
  audit: {
    actions: { 'resident.state-contact-wish': 'Ghi người dân muốn được báo thế nào' },
    fields: { contactWish: 'muốn được báo' },
  },
});
