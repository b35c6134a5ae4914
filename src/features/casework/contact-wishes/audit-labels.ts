import { defineAudit } from '../../../audit-vocabulary';

export const contactWishAudit = defineAudit({
  actions: { 'resident.state-contact-wish': 'Ghi người dân muốn được báo thế nào' },
  fields: { contactWish: 'muốn được báo' },
});
