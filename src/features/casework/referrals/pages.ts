import { addDays, formatBirth, formatDate, type LocalDate } from '../../../shared/dates';
import { addressedName } from '../../../shared/honorific';
import { optionsOf, REFERRAL_RECIPIENTS } from '../../../shared/labels';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { errorSummary, typed, type Failed, type FieldErrors, type Option, type Summary } from '../../../web/form';
import { definePage } from '../../../web/page';
import type { Referral, ReferredPerson } from './queries';

/** A referral is asked about after this many days, unless somebody says otherwise. */
const ASK_AFTER_DAYS = 7;

const recipientWords = ({ recipient, recipientName }: Pick<Referral, 'recipient' | 'recipientName'>): string =>
  recipientName || REFERRAL_RECIPIENTS[recipient];

interface NewModel {
  title: string;
  context: string;
  backHref: string;
  backLabel: string;
  action: string;
  id: string;
  visitId: string;
  recipients: Option[];
  values: { recipientName: string; purpose: string; answerBy: string };
  errors: FieldErrors;
  summary: Summary[];
  earlier: { href: string; words: string }[];
}

export const newPage = definePage<NewModel>('casework/referrals/new');

/** @param id of the referral to be, so that a form sent twice is one. */
export function newModel(
  person: ReferredPerson,
  { id, visitId, today }: { id: string; visitId: string; today: LocalDate },
  failed?: Failed,
): NewModel {
  const values = failed?.values ?? { answerBy: formatDate(addDays(today, ASK_AFTER_DAYS)) };
  const errors = failed?.errors ?? {};
  return {
    title: `Giới thiệu: ${addressedName(person, today)}`,
    context: [person.addressLine, person.groupName].filter(Boolean).join(' · '),
    backHref: `/residents/${person.residentId}`,
    backLabel: person.fullName,
    action: `/residents/${person.residentId}/referrals`,
    id,
    visitId,
    recipients: [
      { value: '', label: 'Chọn nơi đến', selected: typed(values, 'recipient') === '' },
      ...optionsOf(REFERRAL_RECIPIENTS, typed(values, 'recipient')),
    ],
    values: {
      recipientName: typed(values, 'recipientName'),
      purpose: typed(values, 'purpose'),
      answerBy: typed(values, 'answerBy'),
    },
    errors,
    summary: errorSummary(errors),
    earlier: person.earlier.map((referral) => ({
      href: `/referrals/${referral.id}`,
      words: `${formatDate(referral.referredOn)}: ${recipientWords(referral)}, ${referral.purpose} (${referral.answeredOn ? `trả lời ${formatDate(referral.answeredOn)}` : 'chờ trả lời'})`,
    })),
  };
}

interface ShowModel {
  title: string;
  context: string;
  residentHref: string;
  residentName: string;
  slipHref: string;
  facts: { label: string; value: string }[];
  /** Null once it has an answer, or for those who may not write one. */
  answer: { action: string; answer: string; answeredOn: string } | null;
  /** '' if there is nothing to take back. */
  undoAction: string;
  errors: FieldErrors;
  summary: Summary[];
}

export const showPage = definePage<ShowModel>('casework/referrals/show');

export function showModel(
  referral: Referral,
  { today, canManage }: { today: LocalDate; canManage: boolean },
  failed?: Failed,
): ShowModel {
  const values = failed?.values ?? { answeredOn: formatDate(today) };
  const errors = failed?.errors ?? {};
  const isAnswered = referral.answeredOn !== null;
  return {
    title: `Giới thiệu đến ${recipientWords(referral)}`,
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
    answer:
      canManage && !isAnswered
        ? {
            action: `/referrals/${referral.id}/answer`,
            answer: typed(values, 'answer'),
            answeredOn: typed(values, 'answeredOn'),
          }
        : null,
    undoAction: canManage && isAnswered ? `/referrals/${referral.id}/answer/removal` : '',
    errors,
    summary: errorSummary(errors),
  };
}

interface SlipModel {
  backHref: string;
  wardName: string;
  /** '' if the ward's settings have none. */
  wardPhone: string;
  recipient: string;
  name: string;
  birth: string;
  address: string;
  purpose: string;
  referredBy: string;
  day: string;
}

export const slipPage = definePage<SlipModel>('casework/referrals/slip');

/** The slip that the resident takes along: no national number, no telephone number of theirs. */
export function slipModel(referral: Referral): SlipModel {
  return {
    backHref: `/referrals/${referral.id}`,
    wardName: referral.ward.name,
    wardPhone: referral.ward.phone ? formatPhoneNumber(referral.ward.phone) : '',
    recipient: recipientWords(referral),
    name: addressedName(referral, referral.referredOn),
    birth: referral.birth ? formatBirth(referral.birth) : '',
    address: [referral.addressLine, referral.groupName].filter(Boolean).join(', '),
    purpose: referral.purpose,
    referredBy: referral.referredBy,
    day: formatDate(referral.referredOn),
  };
}
