import type { LocalDate } from '../../../shared/dates';
import { typed, type FieldErrors, type FormValues } from '../../../web/form';
import { consentFields } from '../../casework/consents/fields';
import { paragraphsOf } from '../../office/privacy-notices/pages';
import type { VisitChoices } from './form-queries';
import { holdsInput, nameOn, personParts, rowsIn } from './person-parts';

/** What the form asks about the notice: nothing of people who have heard it. */
export function noticeSection(
  values: FormValues,
  { members, offered: { notice } }: VisitChoices,
  { errors, day, isShown }: { errors: FieldErrors; day: LocalDate; isShown: (id: string) => boolean },
) {
  const rows = rowsIn(values.consents);
  const nameOf = nameOn(day);
  return {
    // What was typed stays with the text that was read.
    noticeId: typed(values, 'noticeId') || (notice?.id ?? ''),
    name: notice ? `Đọc cho nghe: bản ${notice.version}` : '',
    paragraphs: notice ? paragraphsOf(notice.body) : [],
    people: personParts(
      members
        .filter(({ id, isToBeNotified }) => (notice !== null && isToBeNotified) || holdsInput(rows[id]))
        .map((member) => ({ id: member.id, name: nameOf(member) })),
      isShown,
      ({ id, name }) => ({
        residentId: id,
        name,
        isOpen: holdsInput(rows[id]),
        /** A checkbox that leaves all of it out, because a choice cannot be taken back. */
        removeName: `consents[${id}][remove]`,
        fields: consentFields(rows[id] ?? {}, errors, `consents[${id}]`),
      }),
    ),
  };
}
