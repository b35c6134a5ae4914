import { v7 as newId } from 'uuid';
import type { CallOutcome } from '../../../generated/prisma/enums';
import { compareStrings } from '../../../shared/compare';
import { formatDate, formatDateTime, formatDayMonth, localTimeOf, type LocalDate } from '../../../shared/dates';
import { addressedName } from '../../../shared/honorific';
import { CALL_OUTCOMES, cardsOf, DOOR_OUTCOMES, PAUSE_KINDS } from '../../../shared/labels';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import { errorSummary, formView, typed, type Failed, type FormView } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { subjectText, type PreferredTime } from '../requests/request-labels';
import { isUsedRow, preferredTimeRows, preferredTimeValues } from '../requests/preferred-time-fields';
import { callText, outcomeText } from './call-labels';
import { callForm, newCallForm, withdrawalForm } from './forms';
import { newCallHref, placeFields, wayBack, type ListPlace } from './list-place';
import type { CallHome, CallRow } from './queries';
import { roundOfDoorText, type RoundOfDoor } from './round-of-door';
import { memberText, numbersToCall, shownNumbers } from './whom-to-call';

// ------------------------------------------------------------ the fields of a call

const HINTS: Partial<Record<CallOutcome, string>> = {
  agreed: 'Ghi giờ họ ở nhà',
  no_answer: 'Gọi lại hôm khác',
  wrong_number: 'Không phải nhà này',
};

function callFields<Name extends string>(form: FormView<Name>) {
  const rows = preferredTimeRows('times', 'Họ ở nhà khi nào?', form.values, form.errors);
  return {
    form,
    outcomes: cardsOf(CALL_OUTCOMES, typed(form.values, 'outcome'), HINTS),
    timesError: form.errors.times ?? '',
    times: rows,
    hasMoreTimes: rows.slice(1).some(isUsedRow),
  };
}

// ------------------------------------------------------------ calling a household

interface NewCallHelp {
  home: CallHome;
  calls: readonly CallRow[];
  round: RoundOfDoor | null;
  place: ListPlace | null;
  today: LocalDate;
}

export function newPage({ home, calls, round, place, today }: NewCallHelp, failed?: Failed) {
  const form = formView(newCallForm(today), { id: newId(), calledOn: formatDate(today) }, failed);
  const numbers = numbersToCall(home, home.ward.adultAge, today);
  const isOffered = ({ phone }: { phone: string | null }) => numbers.some((number) => number.phone === phone);
  return viewOf('casework/door-calls/new', {
    ...callFields(form),
    addressLine: home.addressLine,
    context: [capitalise(home.addressLine), home.groupName && uncapitalise(home.groupName)].filter(Boolean).join(' · '),
    back: place
      ? { href: wayBack(home.id, place), label: 'Gọi hẹn trước' }
      : { href: `/households/${home.id}`, label: capitalise(home.addressLine) },
    action: `/households/${home.id}/door-calls`,
    // The id of the future call, so that a form sent twice is one call, and where the form leads back to.
    hidden: [{ name: 'id', value: typed(form.values, 'id') }, ...placeFields(place)],
    numbers: shownNumbers(numbers),
    others: home.members
      .filter((member) => !isOffered(member))
      .map((member) => [addressedName(member, today), memberText(member, today)].filter(Boolean).join(', ')),
    pause: home.pause ? `${uncapitalise(PAUSE_KINDS[home.pause.kind])}: ${home.pause.reason}` : '',
    round: round ? `${roundOfDoorText(round)}.` : '',
    past: pastOf(home, calls),
    requests: home.requests.map((request) => ({ href: `/requests/${request.id}`, text: subjectText(request) })),
    householdHref: `/households/${home.id}`,
    ward: { name: home.ward.name, phone: home.ward.phone ? formatPhoneNumber(home.ward.phone) : '' },
  });
}

/** Visits and calls, the latest first: '18:30 20/11: vắng nhà', 'Đã gọi 21/11: không nghe máy'. */
const pastOf = ({ visits }: CallHome, calls: readonly CallRow[]): string[] =>
  [
    ...visits.map(({ visitedOn, arrivedAt, outcome }) => ({
      on: visitedOn,
      text: `Đến ${localTimeOf(new Date(arrivedAt))} ${formatDayMonth(visitedOn)}: ${uncapitalise(DOOR_OUTCOMES[outcome])}`,
    })),
    ...calls
      .filter(({ withdrawnAt }) => withdrawnAt === null)
      .map((call) => ({ on: call.calledOn, text: [callText(call), call.note].filter(Boolean).join('. ') })),
  ]
    .toSorted((a, b) => compareStrings(b.on, a.on))
    .map(({ text }) => text);

/** The message after a call is saved, with any follow-up it needs. */
export function savedText(call: { outcome: CallOutcome; times: readonly PreferredTime[] }): string {
  const more: Partial<Record<CallOutcome, string>> = {
    wrong_number: ' Mở hộ để sửa hoặc bỏ số ấy.',
    declined: ' Nếu họ bảo đừng đến nữa, ghi tạm dừng gõ cửa ở trang của hộ.',
  };
  return `Đã ghi cuộc gọi: ${outcomeText({ ...call, times: [...call.times] })}.${more[call.outcome] ?? ''}`;
}

// ------------------------------------------------------------ correcting a call

/** @param opened the form that failed. */
export function editPage(call: CallRow, today: LocalDate, opened: 'edit' | 'withdraw', failed?: Failed) {
  const failedOf = (form: typeof opened) => (form === opened ? failed : undefined);
  const form = formView(callForm(today), { ...callValues(call), version: String(call.version) }, failedOf('edit'));
  return viewOf('casework/door-calls/edit', {
    ...callFields(form),
    summary: errorSummary(failed?.errors ?? {}),
    context: capitalise(call.addressLine),
    back: { href: wayBack(call.householdId, null), label: capitalise(call.addressLine) },
    action: `/door-calls/${call.id}/edit`,
    version: typed(form.values, 'version'),
    byline: bylineOf(call),
    // '' unless it was withdrawn; then there is nothing left to correct, and only what was typed is shown.
    withdrawn: withdrawnText(call),
    isOpen: call.withdrawnAt === null || failedOf('edit') !== undefined,
    canWithdraw: call.withdrawnAt === null,
    withdrawalAction: `/door-calls/${call.id}/withdrawal`,
    isWithdrawing: failedOf('withdraw') !== undefined,
    withdrawal: formView(withdrawalForm, {}, failedOf('withdraw')),
  });
}

const callValues = (call: CallRow) => ({
  outcome: call.outcome,
  calledOn: formatDate(call.calledOn),
  note: call.note,
  times: call.times.map(preferredTimeValues),
});

export const CALL_WITHDRAWN = 'Cuộc gọi này đã rút, không sửa nữa.';

// ------------------------------------------------------------ section on the page of a household

export type CallsSection = ReturnType<typeof callsSection>;

export const callsSection = (householdId: string, calls: readonly CallRow[], canRecord: boolean) => ({
  calls: calls.map((call) => ({
    words: call.withdrawnAt ? '' : `${formatDate(call.calledOn)}: ${outcomeText(call)}`,
    note: call.withdrawnAt ? '' : call.note,
    byline: bylineOf(call),
    withdrawn: withdrawnText(call),
    editHref: canRecord && !call.withdrawnAt ? `/door-calls/${call.id}/edit` : '',
  })),
  // '' for users who may only read.
  newHref: canRecord ? newCallHref(householdId) : '',
});

const bylineOf = ({ caller, createdAt }: CallRow): string => `${caller} ghi ${formatDateTime(createdAt)}`;

const withdrawnText = ({ withdrawnAt, withdrawnBy, withdrawnReason }: CallRow): string =>
  withdrawnAt ? `${withdrawnBy} đã rút lúc ${formatDateTime(withdrawnAt)}. Lý do: ${withdrawnReason}` : '';
