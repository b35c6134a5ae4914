import { randomUUID } from 'node:crypto';
import { addDays, formatBirth, formatDate, type LocalDate } from '../../../shared/dates';
import { addressedName } from '../../../shared/honorific';
import { optionsOf, REFERRAL_RECIPIENTS } from '../../../shared/labels';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { formView, isId, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { answerForm, referralForm } from './forms';
import type { Referral, ReferredPerson } from './queries';

/** A referral is asked about after this many days, unless the form says otherwise. */
const ASK_AFTER_DAYS = 7;

const recipientText = ({ recipient, recipientName }: Pick<Referral, 'recipient' | 'recipientName'>): string =>
  recipientName || REFERRAL_RECIPIENTS[recipient];

/** @param visitId the visit from whose page the form was opened; '' for none. */
export function newPage(
  person: ReferredPerson,
  { visitId, today }: { visitId: string; today: LocalDate },
  failed?: Failed,
) {
  const form = formView(
    referralForm(today),
    { id: randomUUID(), visitId, answerBy: formatDate(addDays(today, ASK_AFTER_DAYS)) },
    failed,
  );
  const sentVisit = typed(form.values, 'visitId');
  return viewOf('casework/referrals/new', {
    form,
    title: `Giới thiệu: ${addressedName(person, today)}`,
    context: [person.addressLine, person.groupName].filter(Boolean).join(' · '),
    backHref: `/residents/${person.residentId}`,
    backLabel: person.fullName,
    action: `/residents/${person.residentId}/referrals`,
    // A visit that was refused is not sent again.
    visitId: isId(sentVisit) && !form.errors.visitId ? sentVisit : '',
    recipients: optionsOf({ '': 'Chọn nơi đến', ...REFERRAL_RECIPIENTS }, typed(form.values, 'recipient')),
    earlier: person.earlier.map((referral) => ({
      href: `/referrals/${referral.id}`,
      words: `${formatDate(referral.referredOn)}: ${recipientText(referral)}, ${referral.purpose} (${referral.answeredOn ? `trả lời ${formatDate(referral.answeredOn)}` : 'chờ trả lời'})`,
    })),
  });
}

export function showPage(
  referral: Referral,
  { today, canManage }: { today: LocalDate; canManage: boolean },
  failed?: Failed,
) {
  const isAnswered = referral.answeredOn !== null;
  return viewOf('casework/referrals/show', {
    title: `Giới thiệu đến ${recipientText(referral)}`,
    context: [addressedName(referral, today), referral.addressLine].filter(Boolean).join(' · '),
    residentHref: `/residents/${referral.residentId}`,
    residentName: referral.fullName,
    slipHref: `/referrals/${referral.id}/slip`,
    facts: [
      { label: 'Để làm gì', value: referral.purpose },
      { label: 'Giới thiệu', value: `${formatDate(referral.referredOn)}, ${referral.referredBy}` },
      ...(isAnswered
        ? [
            { label: 'Trả lời', value: referral.answer },
            { label: 'Ngày trả lời', value: `${formatDate(referral.answeredOn!)}, ${referral.answeredBy} ghi` },
          ]
        : [{ label: 'Hỏi lại ngày', value: formatDate(referral.answerBy) }]),
    ],
    form: formView(answerForm(today, referral.referredOn), { answeredOn: formatDate(today) }, failed),
    // '' once it has an answer, or for users who may not write one.
    answerAction: canManage && !isAnswered ? `/referrals/${referral.id}/answer` : '',
    // '' if there is nothing to take back.
    undoAction: canManage && isAnswered ? `/referrals/${referral.id}/answer/removal` : '',
  });
}

/** The slip that the resident takes along: no national number, no telephone number of theirs. */
export const slipPage = (referral: Referral) =>
  viewOf('casework/referrals/slip', {
    backHref: `/referrals/${referral.id}`,
    wardName: referral.ward.name,
    // '' if the ward's settings have none.
    wardPhone: referral.ward.phone ? formatPhoneNumber(referral.ward.phone) : '',
    recipient: recipientText(referral),
    name: addressedName(referral, referral.referredOn),
    birth: referral.birth ? formatBirth(referral.birth) : '',
    address: [referral.addressLine, referral.groupName].filter(Boolean).join(', '),
    purpose: referral.purpose,
    referredBy: referral.referredBy,
    day: formatDate(referral.referredOn),
  });
