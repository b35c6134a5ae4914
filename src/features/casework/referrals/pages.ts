import { randomUUID } from 'node:crypto';
import { addDays, formatBirth, formatDate, formatDateTime, type LocalDate } from '../../../shared/dates';
import { addressedName } from '../../../shared/honorific';
import { keysOf, optionsOf, REFERRAL_OUTCOMES, REFERRAL_RECIPIENTS, REFERRAL_STATES } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
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
import type { Candidate, countReferrals, Referral, ReferralRow, ReferredPerson } from './queries';

/** A referral is asked about after this many days, unless the form says otherwise. */
const ASK_AFTER_DAYS = 7;

const whereOf = (person: Pick<Candidate, 'addressLine' | 'groupName'>) =>
  [person.addressLine, person.groupName].filter(Boolean).join(' · ');

/** 'xin ngày 10/12/2026, chưa có ngày làm'. */
const letterText = ({ askedEvening, eveningOn }: Pick<ReferralRow, 'askedEvening' | 'eveningOn'>) =>
  `xin ngày ${formatDate(askedEvening!)}, ${eveningOn ? `ngày làm ${formatDate(eveningOn)}` : 'chưa có ngày làm'}`;

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
    context: whereOf(person),
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
  const { state, letterId } = referral;
  const isAnswered = referral.answeredOn !== null;
  const isWithdrawn = referral.withdrawnAt !== null;
  // Those for whom the police come carry no slip.
  const paper = letterId
    ? { label: 'Công văn', href: hrefWith('/referrals', { letter: letterId }), kind: 'plain' }
    : { label: 'In phiếu', href: `/referrals/${referral.id}/slip`, kind: 'plain' };
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
    actions: isWithdrawn ? [] : [paper],
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
      { label: 'Buổi định danh lưu động', value: letterId ? letterText(referral) : '' },
      { label: 'Hỏi lại ngày', value: state === 'waiting' || state === 'accepted' ? formatDate(referral.askOn) : '' },
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
  may: { readNames: boolean; makeLetters: boolean; readReports: boolean };
}

/** The latest ones. */
const LETTERS_SHOWN = 24;

/** The counts by recipient and state, and by letter, each a link to its list below for those who read names. */
export function listPage(
  rows: ReferralRow[],
  counts: Awaited<ReturnType<typeof countReferrals>>,
  { filter, place, today, may }: ListAsked,
  failed?: Failed,
) {
  const count = ({ recipient, state, letter }: ReferralFilter) => {
    const own = counts.filter(
      (one) =>
        (recipient ?? one.recipient) === one.recipient &&
        (letter ?? one.letterId) === one.letterId &&
        (state === null ? one.state !== 'withdrawn' : state === one.state),
    );
    return {
      count: own.reduce((sum, one) => sum + one.count, 0),
      // '' for users who read no names.
      href: may.readNames ? hrefWith('/referrals', { recipient, state, letter }) : '',
      isCurrent: filter.letter === letter && filter.recipient === recipient && filter.state === state,
    };
  };
  const cells = (recipient: ReferralFilter['recipient']) =>
    [...COUNTED, null].map((state) => {
      const { count: number, ...link } = count({ recipient, state, letter: null });
      return { ...link, number: formatNumber(number), label: state ? REFERRAL_STATES[state] : 'Tất cả' };
    });
  const withdrawn = count({ recipient: null, state: 'withdrawn', letter: null });
  const letters = counts.filter((one, index) => one.letterId && one.letterId !== counts[index - 1]?.letterId);
  const { shown, ...pager } = pageAfter(rows, {
    ...{ place, size: REFERRALS_A_PAGE, path: '/referrals', query: { ...filter } },
    total: filter.letter ? rows.length : count(filter).count,
  });
  const letter = filter.letter ? shown[0] : undefined;
  const evening = letter?.eveningOn ? formatDate(letter.eveningOn) : '';
  return viewOf('casework/referrals/index', {
    back: may.readNames ? { href: '/waiting', label: 'Việc cần theo dõi' } : { href: '/reports', label: 'Tổng quan' },
    showsNames: may.readNames,
    actions: [
      may.makeLetters && { label: 'Xin buổi định danh lưu động', href: '/referrals/letters/new', kind: 'plain' },
      may.readReports && { label: 'Cách tính', href: '/reports/indicators#referrals', kind: 'plain' },
    ].filter((action) => action !== false),
    headings: [...COUNTED.map((state) => REFERRAL_STATES[state]), 'Tất cả'],
    counts: [
      ...keysOf(REFERRAL_RECIPIENTS)
        .filter((recipient) => counts.some((one) => one.recipient === recipient))
        .map((recipient) => ({ name: REFERRAL_RECIPIENTS[recipient], cells: cells(recipient) })),
      { name: 'Mọi nơi', cells: cells(null) },
    ],
    letters: letters.slice(0, LETTERS_SHOWN).map((one) => {
      const all = count({ recipient: null, state: null, letter: one.letterId });
      const done = count({ recipient: null, state: 'done', letter: one.letterId });
      const outcome = `${formatNumber(done.count)} trên ${formatNumber(all.count)} đã xong`;
      return { href: all.href, words: capitalise(letterText(one)), outcome };
    }),
    form: formView(eveningForm(today), { seen: evening, eveningOn: evening }, failed),
    letter: may.makeLetters && letter ? letter : null,
    canRemove: evening === '' && shown.every(({ state }) => state === 'waiting' || state === 'withdrawn'),
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
      letterHref: row.letterId && !letter ? hrefWith('/referrals', { letter: row.letterId }) : '',
    })),
    ...pager,
  });
}

/** Whom a letter may name. @param people of the list from which it is made; empty for those who wait for the police. */
export function letterPage(
  found: Candidate[],
  { people, today }: { people: readonly string[]; today: LocalDate },
  failed?: Failed,
) {
  const form = formView(letterForm(today), {}, failed);
  return viewOf('casework/referrals/new-letter', {
    form,
    action: hrefWith('/referrals/letters', { people }),
    candidates: found.slice(0, REFERRALS_A_PAGE).map((row) => ({
      ...{ value: row.residentId, label: row.fullName, checked: [form.values.ticked].flat().includes(row.residentId) },
      hint: [whereOf(row), row.purpose && `đã giới thiệu: ${row.purpose}`].filter(Boolean).join(' · '),
    })),
    isOfList: people.length > 0,
    isFull: found.length > REFERRALS_A_PAGE,
    leftOut: Math.max(0, people.length - found.length),
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
