import { capitalise } from '../../../shared/vietnamese-text';
import { typed, type FieldErrors, type FormValues } from '../../../web/form';
import { consentFields } from '../../casework/consents/fields';
import { paragraphsOf } from '../../office/privacy-notices/pages';
import type { Member, VisitChoices } from './form-queries';
import { addressedInText, ageOf } from '../visit-rules/people';

/** What the form asks about the notice: nothing of people who have heard it. */
export function noticeSection(
  values: FormValues,
  { members, offered: { notice } }: VisitChoices,
  { errors, nameOf }: { errors: FieldErrors; nameOf: (member: Member) => string },
) {
  const rows = values.consents instanceof Object ? (values.consents as FormValues) : {};
  const rowOf = (id: string): FormValues => (rows[id] instanceof Object ? (rows[id] as FormValues) : {});
  const isTyped = (id: string) => Object.values(rowOf(id)).some((value) => value !== '');
  return {
    // What was typed stays with the text that was read.
    noticeId: typed(values, 'noticeId') || (notice?.id ?? ''),
    name: notice ? `Đọc cho nghe: bản ${notice.version}` : '',
    paragraphs: notice ? paragraphsOf(notice.body) : [],
    people: members
      .filter(({ id, isToBeNotified }) => (notice !== null && isToBeNotified) || isTyped(id))
      .map((member) => ({
        residentId: member.id,
        name: nameOf(member),
        isOpen: isTyped(member.id),
        /** A checkbox that leaves all of it out, because a choice cannot be taken back. */
        removeName: `consents[${member.id}][remove]`,
        fields: consentFields(rowOf(member.id), errors, `consents[${member.id}]`),
      })),
  };
}

/** 'Bà Phạm Thị Sáu', as the form calls a member on a day. */
export const nameOn =
  (day: string) =>
  (member: Member): string =>
    capitalise(addressedInText(member.fullName, member.gender, ageOf(member, day)));
