import { randomUUID } from 'node:crypto';
import { addDays, formatBirth, formatDate, formatDateTime, type LocalDate } from '../../../shared/dates';
import { addressedName } from '../../../shared/honorific';
import { keysOf, optionsOf, REFERRAL_OUTCOMES, REFERRAL_RECIPIENTS, REFERRAL_STATES } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { formView, isId, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { hrefWith, pageAfter, type PagePlace } from '../../../web/pager';
import {
  answerForm,
  eveningForm,
  letterForm,
  referralForm,
  REFERRALS_A_PAGE,
  withdrawalForm,
  type ReferralFilter,
} from './forms';
import type { countReferrals, Referral, ReferralRow, ReferredPerson } from './queries';

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
      words: `${formatDate(referral.referredOn)}: ${recipientText(referral)}, ${referral.purpose} (${uncapitalise(REFERRAL_STATES[referral.state])})`,
    })),
  });
}

export function showPage(
  referral: Referral,
  { today, canManage, sent }: { today: LocalDate; canManage: boolean; sent: 'answer' | 'withdrawal' },
  failed?: Failed,
) {
  const { state } = referral;
  const isAnswered = referral.answeredOn !== null;
  const isWithdrawn = referral.withdrawnAt !== null;
  const form = formView(
    answerForm(today, referral.referredOn),
    {
      version: String(referral.version),
      outcome: referral.outcome ?? '',
      answer: referral.answer,
      answeredOn: formatDate(referral.answeredOn ?? today),
    },
    sent === 'answer' ? failed : undefined,
  );
  return viewOf('casework/referrals/show', {
    title: `Giới thiệu đến ${recipientText(referral)}`,
    context: [addressedName(referral, today), referral.addressLine].filter(Boolean).join(' · '),
    residentHref: `/residents/${referral.residentId}`,
    residentName: referral.fullName,
    actions: isWithdrawn ? [] : [{ label: 'In phiếu', href: `/referrals/${referral.id}/slip`, kind: 'plain' }],
    facts: [
      { label: 'Để làm gì', value: referral.purpose },
      { label: 'Giới thiệu', value: `${formatDate(referral.referredOn)}, ${referral.referredBy}` },
      { label: 'Kết quả', value: REFERRAL_STATES[state] },
      { label: 'Trả lời', value: referral.answer },
      {
        label: 'Ngày trả lời',
        value: isAnswered ? `${formatDate(referral.answeredOn!)}, ${referral.answeredBy} ghi` : '',
      },
      {
        label: 'Ai rút, vì sao',
        value: isWithdrawn
          ? `${referral.withdrawnBy}, ${formatDateTime(referral.withdrawnAt!)}: ${referral.withdrawnReason}`
          : '',
      },
      { label: 'Hỏi lại ngày', value: state === 'waiting' ? formatDate(referral.answerBy) : '' },
    ].filter(({ value }) => value !== ''),
    form,
    outcomes: optionsOf({ '': 'Chọn kết quả', ...REFERRAL_OUTCOMES }, typed(form.values, 'outcome')),
    answerTitle: isAnswered ? 'Sửa trả lời' : 'Nơi ấy trả lời thế nào?',
    // '' for a withdrawn referral, and for users who may not write an answer.
    answerAction: canManage && !isWithdrawn ? `/referrals/${referral.id}/answer` : '',
    // '' if there is nothing to take back.
    undoAction: canManage && isAnswered ? `/referrals/${referral.id}/answer/removal` : '',
    restoreAction: canManage && isWithdrawn ? `/referrals/${referral.id}/withdrawal/removal` : '',
    withdrawalAction: canManage && state === 'waiting' ? `/referrals/${referral.id}/withdrawal` : '',
    withdrawal: formView(withdrawalForm, {}, sent === 'withdrawal' ? failed : undefined),
    isWithdrawing: failed !== undefined && sent === 'withdrawal',
  });
}

const COUNTED = keysOf(REFERRAL_STATES).filter((state) => state !== 'withdrawn');

interface ListAsked {
  filter: ReferralFilter;
  place: PagePlace;
  today: LocalDate;
  isOffice: boolean;
  readsReports: boolean;
}

/** The counts by recipient and state, each a link to its list below: a letter may be made of it, or it is a letter's. */
export function listPage(
  rows: ReferralRow[],
  counts: Awaited<ReturnType<typeof countReferrals>>,
  { filter, place, today, isOffice, readsReports }: ListAsked,
  failed?: Failed,
) {
  const count = ({ recipient, state }: Omit<ReferralFilter, 'letter'>) => {
    const own = counts.filter(
      (one) =>
        (recipient ?? one.recipient) === one.recipient &&
        (state === null ? one.state !== 'withdrawn' : state === one.state),
    );
    return {
      count: own.reduce((sum, one) => sum + one.count, 0),
      href: hrefWith('/referrals', { recipient, state }),
      isCurrent: !filter.letter && filter.recipient === recipient && filter.state === state,
    };
  };
  const cells = (recipient: ReferralFilter['recipient']) =>
    [...COUNTED, null].map((state) => {
      const { count: number, ...link } = count({ recipient, state });
      return { ...link, number: formatNumber(number), label: state ? REFERRAL_STATES[state] : 'Tất cả' };
    });
  const withdrawn = count({ recipient: null, state: 'withdrawn' });
  const { shown, ...pager } = pageAfter(rows, {
    ...{ place, size: REFERRALS_A_PAGE, path: '/referrals', query: { ...filter } },
    total: filter.letter ? rows.length : count(filter).count,
  });
  const letter = filter.letter ? shown[0] : undefined;
  const evening = letter?.eveningOn ? formatDate(letter.eveningOn) : '';
  const form = letter
    ? formView(eveningForm(today), { seen: evening, eveningOn: evening }, failed)
    : formView(letterForm(today), {}, failed);
  const isPicking = isOffice && filter.recipient === 'police' && filter.state === 'waiting';
  const whereOf = (row: ReferralRow) => [row.addressLine, row.groupName].filter(Boolean).join(' · ');
  return viewOf('casework/referrals/index', {
    actions: [
      isOffice && {
        label: 'Xin buổi định danh lưu động',
        href: '/referrals?recipient=police&state=waiting',
        kind: 'plain',
      },
      readsReports && { label: 'Cách tính', href: '/reports/indicators#referrals', kind: 'plain' },
    ].filter((action) => action !== false),
    headings: [...COUNTED.map((state) => REFERRAL_STATES[state]), 'Tất cả'],
    counts: [
      ...keysOf(REFERRAL_RECIPIENTS)
        .filter((recipient) => counts.some((one) => one.recipient === recipient))
        .map((recipient) => ({ name: REFERRAL_RECIPIENTS[recipient], cells: cells(recipient) })),
      { name: 'Mọi nơi', cells: cells(null) },
    ],
    form,
    // Whom a letter may be made for; people who are known to walk badly are said to.
    candidates: shown
      .filter(({ letterId }) => isPicking && !letterId)
      .map((row) => ({
        ...{ value: row.id, label: row.fullName, checked: [form.values.ticked].flat().includes(row.id) },
        hint: [whereOf(row), row.purpose, row.isHardToMove && 'khó đi lại'].filter(Boolean).join(' · '),
      })),
    letter: isOffice && letter ? { ...letter, evening } : null,
    isEmpty: counts.length === 0,
    // '' if none was withdrawn.
    withdrawnHref: withdrawn.count > 0 ? withdrawn.href : '',
    withdrawnText: `${formatNumber(withdrawn.count)} giấy đã rút`,
    shownTitle: letter
      ? `Công văn xin buổi định danh lưu động ngày ${formatDate(letter.askedEvening!)}`
      : [
          filter.recipient ? REFERRAL_RECIPIENTS[filter.recipient] : 'Mọi nơi',
          filter.state ? REFERRAL_STATES[filter.state] : 'mọi kết quả',
        ].join(', '),
    rows: shown.map((row) => ({
      href: `/referrals/${row.id}`,
      name: row.fullName,
      where: whereOf(row),
      recipient: recipientText(row),
      purpose: row.purpose,
      on: formatDate(row.referredOn),
      state: REFERRAL_STATES[row.state],
      writtenBy: row.writtenBy,
      letterHref: isOffice && row.letterId ? hrefWith('/referrals', { letter: row.letterId }) : '',
    })),
    ...pager,
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
