import type { LocalDate } from '../../../shared/dates';
import { addressedName } from '../../../shared/honorific';
import { cardsOf } from '../../../shared/labels';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { capitalise } from '../../../shared/vietnamese-text';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { helperText } from '../needs/helper-labels';
import { CONTACT_WAYS, contactWishText, type ContactWish, type ContactWay } from '../../../shared/contact-wish';
import { contactWishForm, NOT_STATED } from './forms';
import type { WishingPerson } from './queries';

export function wishPage(person: WishingPerson, today: LocalDate, failed?: Failed) {
  const form = formView(contactWishForm, valuesOf(person.wish), failed);
  const hints: Partial<Record<ContactWay, string>> = {
    paper: 'Phường in thiếp, chỉ gọi khi cần',
    helper: person.helpers.length > 0 ? capitalise(helperText(person.helpers)) : 'Hộ này chưa ghi ai',
    relative: 'Ghi tên, số ở dưới',
  };
  return viewOf('casework/contact-wishes/wish', {
    form,
    context: [addressedName(person, today), person.addressLine].filter(Boolean).join(' · '),
    backHref: `/residents/${person.id}`,
    fullName: person.fullName,
    action: `/residents/${person.id}/contact-wish`,
    shown: typed(form.values, 'shown'),
    ways: cardsOf({ [NOT_STATED]: 'Chưa nói', ...CONTACT_WAYS }, typed(form.values, 'way'), hints),
  });
}

function valuesOf(wish: ContactWish | null) {
  const relative = wish?.way === 'relative' ? { name: wish.name, phone: formatPhoneNumber(wish.phone) } : {};
  return { way: wish?.way ?? NOT_STATED, shown: contactWishText(wish), ...relative };
}
