import { v7 as newId } from 'uuid';
import type { CallOutcome } from '../../../generated/prisma/enums';
import { compareStrings } from '../../../shared/compare';
import { formatDate, formatDateTime, formatDayMonth, localTimeOf, type LocalDate } from '../../../shared/dates';
import { addressedName } from '../../../shared/honorific';
import { CALL_OUTCOMES, DOOR_OUTCOMES, PAUSE_KINDS } from '../../../shared/labels';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import type { Conflict } from '../../../web/errors';
import { errorSummary, typed, type Failed, type FieldErrors, type FormValues, type Summary } from '../../../web/form';
import { definePage } from '../../../web/page';
import { closedConflict, conflictOf, differingLines, sentFields } from '../../office/audit/conflict';
import type { LastChange } from '../../office/audit/last-change';
import { subjectWords, type PreferredTime } from '../requests/request-words';
import {
  isUsedRow,
  preferredTimeRows,
  preferredTimeValues,
  type PreferredTimeRow,
} from '../requests/preferred-time-fields';
import { callWords, outcomeWords, timesWords } from './call-words';
import { OUTCOMES, type CorrectedCall, type NewCall } from './forms';
import { newCallHref, placeFields, wayBack, type ListPlace } from './list-place';
import type { CallHome, CallRow } from './queries';
import { roundOfDoorWords, type RoundOfDoor } from './round-of-door';
import { memberWords, numbersToCall, shownNumbers, type ShownNumber } from './whom-to-call';

// ------------------------------------------------------------ the fields of a call

interface FormFields {
  outcomes: { value: string; label: string; hint: string; checked: boolean }[];
  values: { calledOn: string; note: string };
  times: PreferredTimeRow[];
  hasMoreTimes: boolean;
  errors: FieldErrors;
  summary: Summary[];
}

const HINTS: Record<CallOutcome, string> = {
  agreed: 'Ghi giờ họ ở nhà',
  declined: '',
  no_answer: 'Gọi lại hôm khác',
  wrong_number: 'Không phải nhà này',
};

function formFields(values: FormValues, errors: FieldErrors): FormFields {
  const times = preferredTimeRows('times', 'Họ ở nhà khi nào?', values, errors);
  return {
    outcomes: OUTCOMES.map((outcome) => ({
      value: outcome,
      label: CALL_OUTCOMES[outcome],
      hint: HINTS[outcome],
      checked: typed(values, 'outcome') === outcome,
    })),
    values: { calledOn: typed(values, 'calledOn'), note: typed(values, 'note') },
    times,
    hasMoreTimes: times.slice(1).some(isUsedRow),
    errors,
    summary: errorSummary(errors),
  };
}

// ------------------------------------------------------------ calling a household

interface NewModel extends FormFields {
  context: string;
  back: { href: string; label: string };
  action: string;
  /** The id of the future call, so that a form sent twice is one call, and where the form leads back to. */
  hidden: { name: string; value: string }[];
  /** The number to try first at the top. */
  numbers: ShownNumber[];
  others: string[];
  pause: string;
  /** '' if no round goes there. */
  round: string;
  past: string[];
  requests: { href: string; text: string }[];
  householdHref: string;
  ward: { name: string; phone: string };
}
export const newPage = definePage<NewModel>('casework/door-calls/new');

interface NewCallHelp {
  home: CallHome;
  calls: readonly CallRow[];
  round: RoundOfDoor | null;
  place: ListPlace | null;
  today: LocalDate;
}

export function newCallModel(
  { home, calls, round, place, today }: NewCallHelp,
  failed: Failed | null = null,
): NewModel {
  const values = failed?.values ?? { id: newId(), calledOn: formatDate(today) };
  const numbers = numbersToCall(home, home.ward.adultAge, today);
  const isOffered = ({ phone }: { phone: string | null }) => numbers.some((number) => number.phone === phone);
  return {
    ...formFields(values, failed?.errors ?? {}),
    context: [capitalise(home.addressLine), home.groupName && uncapitalise(home.groupName)].filter(Boolean).join(' · '),
    back: place
      ? { href: wayBack(home.id, place), label: 'Gọi hẹn trước' }
      : { href: `/households/${home.id}`, label: capitalise(home.addressLine) },
    action: `/households/${home.id}/door-calls`,
    hidden: [{ name: 'id', value: typed(values, 'id') }, ...placeFields(place)],
    numbers: shownNumbers(numbers),
    others: home.members
      .filter((member) => !isOffered(member))
      .map((member) => [addressedName(member, today), memberWords(member, today)].filter(Boolean).join(', ')),
    pause: home.pause ? `${uncapitalise(PAUSE_KINDS[home.pause.kind])}: ${home.pause.reason}` : '',
    round: round ? `${roundOfDoorWords(round)}.` : '',
    past: pastOf(home, calls),
    requests: home.requests.map((request) => ({ href: `/requests/${request.id}`, text: subjectWords(request) })),
    householdHref: `/households/${home.id}`,
    ward: { name: home.ward.name, phone: home.ward.phone ? formatPhoneNumber(home.ward.phone) : '' },
  };
}

/** Visits and calls, the latest first: '18:30 20/11: vắng nhà', 'Đã gọi 21/11: không nghe máy'. */
function pastOf({ visits }: CallHome, calls: readonly CallRow[]): string[] {
  return [
    ...visits.map(({ visitedOn, arrivedAt, outcome }) => ({
      on: visitedOn,
      text: `Đến ${localTimeOf(new Date(arrivedAt))} ${formatDayMonth(visitedOn)}: ${uncapitalise(DOOR_OUTCOMES[outcome])}`,
    })),
    ...calls
      .filter(({ withdrawnAt }) => withdrawnAt === null)
      .map((call) => ({ on: call.calledOn, text: [callWords(call), call.note].filter(Boolean).join('. ') })),
  ]
    .toSorted((a, b) => compareStrings(b.on, a.on))
    .map(({ text }) => text);
}

/** The message after a call is saved, with any follow-up it needs. */
export function savedWords(call: { outcome: CallOutcome; times: readonly PreferredTime[] }): string {
  const more: Partial<Record<CallOutcome, string>> = {
    wrong_number: ' Mở hộ để sửa hoặc bỏ số ấy.',
    declined: ' Nếu họ bảo đừng đến nữa, ghi tạm dừng gõ cửa ở trang của hộ.',
  };
  return `Đã ghi cuộc gọi: ${outcomeWords({ ...call, times: [...call.times] })}.${more[call.outcome] ?? ''}`;
}

// ------------------------------------------------------------ correcting a call

interface EditModel extends FormFields {
  context: string;
  back: { href: string; label: string };
  action: string;
  version: string;
  byline: string;
  /** '' unless it was withdrawn; then there is nothing left to correct. */
  withdrawn: string;
  withdrawalAction: string;
  reason: string;
}
export const editPage = definePage<EditModel>('casework/door-calls/edit');

export function editCallModel(call: CallRow, failed: Failed | null = null): EditModel {
  const isWithdrawing = failed !== null && 'reason' in failed.errors;
  const values = failed && !isWithdrawing ? failed.values : { ...callValues(call), version: String(call.version) };
  return {
    ...formFields(values, failed?.errors ?? {}),
    context: capitalise(call.addressLine),
    back: { href: wayBack(call.householdId, null), label: capitalise(call.addressLine) },
    action: `/door-calls/${call.id}/edit`,
    version: typed(values, 'version'),
    byline: bylineOf(call),
    withdrawn: withdrawnWords(call),
    withdrawalAction: `/door-calls/${call.id}/withdrawal`,
    reason: failed ? typed(failed.values, 'reason') : '',
  };
}

/** A stored call as form values. */
function callValues(call: CallRow): FormValues {
  return {
    outcome: call.outcome,
    calledOn: formatDate(call.calledOn),
    note: call.note,
    times: call.times.map(preferredTimeValues),
  };
}

/** The same call recorded or corrected in two windows: both versions, and a form that saves mine over the other. */
export function callConflict(
  call: CallRow,
  { form, body }: { form: NewCall | CorrectedCall; body: unknown },
  last: LastChange | null,
): Conflict {
  const lines = ({ calledOn, outcome, times, note }: Omit<CorrectedCall, 'version'>) => [
    { label: 'Ngày gọi', value: formatDate(calledOn) },
    { label: 'Kết quả', value: CALL_OUTCOMES[outcome] },
    { label: 'Giờ ở nhà', value: timesWords(times) },
    { label: 'Ghi chú', value: note },
  ];
  return conflictOf({
    what: 'Cuộc gọi này đã được lưu trước đó, khác với bản bạn gửi.',
    ...differingLines(lines(form), lines(call)),
    last,
    action: `/door-calls/${call.id}/edit`,
    version: call.version,
    fields: sentFields(body),
  });
}

export const CALL_WITHDRAWN = 'Cuộc gọi này đã rút, không sửa nữa.';

/** The same if the call was withdrawn in the meantime. */
export function withdrawnCallConflict(conflict: Conflict): Conflict {
  return closedConflict(conflict, {
    what: CALL_WITHDRAWN,
    theirs: [],
    closed: 'Còn cần thì ghi một cuộc gọi mới.',
  });
}

// ------------------------------------------------------------ section on the page of a household

/** The calls to a household, on its page. */
export interface CallsSection {
  calls: { words: string; note: string; byline: string; withdrawn: string; editHref: string }[];
  /** '' for users who may only read. */
  newHref: string;
}

export function callsSection(householdId: string, calls: readonly CallRow[], canRecord: boolean): CallsSection {
  return {
    calls: calls.map((call) => ({
      words: call.withdrawnAt ? '' : `${formatDate(call.calledOn)}: ${outcomeWords(call)}`,
      note: call.withdrawnAt ? '' : call.note,
      byline: bylineOf(call),
      withdrawn: withdrawnWords(call),
      editHref: canRecord && !call.withdrawnAt ? `/door-calls/${call.id}/edit` : '',
    })),
    newHref: canRecord ? newCallHref(householdId) : '',
  };
}

function bylineOf({ caller, createdAt }: CallRow): string {
  return `${caller} ghi ${formatDateTime(createdAt)}`;
}

function withdrawnWords({ withdrawnAt, withdrawnBy, withdrawnReason }: CallRow): string {
  return withdrawnAt ? `${withdrawnBy} đã rút lúc ${formatDateTime(withdrawnAt)}. Lý do: ${withdrawnReason}` : '';
}
