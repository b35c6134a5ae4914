import { randomUUID } from 'node:crypto';
import type { DataRequestKind } from '../../../generated/prisma/enums';
import { compareStrings } from '../../../shared/compare';
import { daysBetween, formatDate, type LocalDate } from '../../../shared/dates';
import { optionsOf } from '../../../shared/labels';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { pageAfter, type PagePlace } from '../../../web/pager';
import type { IsWorkingDay } from '../../office/calendar/working-days';
import { clocksOf, ENDS, KIND_LABELS, KINDS, nextStepOf } from './clocks';
import { EFFECTS } from './effects';
import { dataRequestForm, endForm, endsOf, extensionForm, isOfRights } from './forms';
import {
  DATA_REQUEST_PAGE_SIZE,
  type AskingPerson,
  type DataRequest,
  type DataRequestBrief,
  type listDataRequests,
} from './queries';

type Tag = { kind: 'ok' | 'ask' | 'need' | 'plain'; text: string };

const whoAsked = ({ fullName, askedBy }: DataRequestBrief): string => fullName ?? askedBy;

/** What is next, and how urgent. */
function statusOf(request: DataRequestBrief, today: LocalDate, isWorkingDay: IsWorkingDay): Tag {
  const next = nextStepOf(request, clocksOf(request, isWorkingDay));
  if (!next) return { kind: request.endedAs === 'fulfilled' ? 'ok' : 'plain', text: ENDS[request.endedAs!] };
  const what = next.isAnswer ? 'Trả lời' : 'Làm xong';
  const late = daysBetween(next.by, today);
  if (late > 0) return { kind: 'need', text: `${what}: quá hạn ${late} ngày (${formatDate(next.by)})` };
  return { kind: 'ask', text: `${what} ${late === 0 ? 'hôm nay' : `đến ${formatDate(next.by)}`}` };
}

export function indexPage(
  { open, ended, isWorkingDay }: Awaited<ReturnType<typeof listDataRequests>>,
  { place, today, canManage }: { place: PagePlace; today: LocalDate; canManage: boolean },
) {
  const { shown, ...pager } = pageAfter(ended, { place, size: DATA_REQUEST_PAGE_SIZE, path: '/data-requests' });
  // A demand comes before all that has a day.
  const dueOf = (request: DataRequestBrief) =>
    request.kind === 'demand' ? '' : nextStepOf(request, clocksOf(request, isWorkingDay))!.by;
  const rowOf = (request: DataRequestBrief) => ({
    href: `/data-requests/${request.id}`,
    who: whoAsked(request),
    what: KIND_LABELS[request.kind],
    received: formatDate(request.receivedOn),
    status: statusOf(request, today, isWorkingDay),
  });
  return viewOf('privacy/data-requests/index', {
    actions: canManage ? [{ label: 'Ghi yêu cầu', href: '/data-requests/new', kind: 'primary' }] : [],
    lists: [
      {
        title: 'Đang làm',
        isOpen: true,
        rows: open.toSorted((a, b) => compareStrings(dueOf(a), dueOf(b))).map(rowOf),
      },
      { title: 'Đã kết thúc', isOpen: false, rows: shown.map(rowOf) },
    ].filter(({ rows }) => rows.length > 0),
    isNothingOpen: open.length === 0,
    ...pager,
  });
}

export function newPage(person: AskingPerson | null, today: LocalDate, failed?: Failed) {
  const stored = { id: randomUUID(), receivedOn: formatDate(today) };
  const form = formView(dataRequestForm(today, person !== null), stored, failed);
  return viewOf('privacy/data-requests/new', {
    form,
    title: person ? `Yêu cầu về dữ liệu: ${person.fullName}` : 'Ghi yêu cầu về dữ liệu: của ai?',
    context: person
      ? (person.addressLine ?? 'Không còn ở hộ nào của phường')
      : 'Tìm người ấy bằng ô tìm ở đầu trang, mở hồ sơ, rồi bấm “Ghi yêu cầu về dữ liệu”.',
    person: person && { name: person.fullName, href: `/residents/${person.id}` },
    action: person ? `/residents/${person.id}/data-requests` : '/data-requests',
    kinds: optionsOf({ '': 'Chọn yêu cầu', ...KIND_LABELS }, typed(form.values, 'kind')).filter(isOfRights),
  });
}

export function showPage(
  request: DataRequest,
  {
    today,
    isWorkingDay,
    canManage,
    canErase,
  }: { today: LocalDate; isWorkingDay: IsWorkingDay; canManage: boolean; canErase: boolean },
  failed?: Failed,
) {
  const clocks = clocksOf(request, isWorkingDay);
  const form = formView(endForm(request.kind), {}, failed);
  const endedAs = typed(form.values, 'endedAs');
  const { extension } = KINDS[request.kind];
  const isOpen = request.endedOn === null;
  const mayExtend = isOpen && extension > 0 && request.extendedByDays === null && today <= clocks.dueBy;
  return viewOf('privacy/data-requests/show', {
    form,
    id: request.id,
    title: `${KIND_LABELS[request.kind]}: ${whoAsked(request)}`,
    context: `Nhận ${formatDate(request.receivedOn)}, ${request.recordedBy ? `${request.recordedBy} ghi` : 'từ ngoài'}`,
    status: statusOf(request, today, isWorkingDay),
    facts: factsOf(request, clocks).filter(({ label }) => !request.dueDays || !OF_RIGHTS.has(label)),
    links: canManage && request.residentId ? linksTo(request.kind, request.residentId, canErase) : [],
    canAnswer: canManage && isOpen && request.answeredOn === null && request.dueDays === null,
    extension: canManage && mayExtend ? { max: extension, form: formView(extensionForm(extension), {}, failed) } : null,
    end:
      canManage && isOpen
        ? {
            ends: [
              { value: '', label: 'Chọn', selected: endedAs === '' },
              ...endsOf(request.kind).map((value) => ({ value, label: ENDS[value], selected: value === endedAs })),
            ],
            noteHint:
              request.kind === 'restrict' || request.dueDays
                ? 'Bắt buộc, trừ khi người ấy rút lại.'
                : 'Bắt buộc khi từ chối.',
            promise: promiseText(request),
          }
        : null,
    // The button that ends what the granted request does.
    lift: canManage && isInForce(request) ? EFFECTS[request.kind]!.lift : '',
    canReopen: canManage && !isOpen && !(request.kind === 'erase' && request.isErased),
  });
}

/** What ending the request does, or what ends it. */
function promiseText({ kind, residentId }: DataRequest): string {
  if (kind !== 'erase') return (residentId && EFFECTS[kind]?.promise) ?? '';
  return residentId
    ? 'Quản trị xóa dữ liệu xong thì yêu cầu tự kết thúc là “Đã làm”. Ở đây chỉ ghi khi không xóa.'
    : 'Phường không giữ gì về người này thì chọn “Từ chối”, ghi rõ như vậy.';
}

const isInForce = ({ granted }: DataRequest): boolean =>
  granted !== null && granted.liftedOn === null && granted.overtakenOn === null;

/** 'Đang hạn chế xử lý từ 12/11/2026'. */
function effectText({ kind, granted }: DataRequest): string {
  const { stands, lifted } = EFFECTS[kind]!;
  const { on, liftedOn, liftedBy, overtakenOn } = granted!;
  if (liftedOn) return `${lifted} ${formatDate(liftedOn)}, ${liftedBy} ghi`;
  if (overtakenOn) return `Người ấy đã cho liên hệ lại ${formatDate(overtakenOn)}`;
  return `${stands} từ ${formatDate(on)}`;
}

/** What is said of requests about data alone. */
const OF_RIGHTS = new Set(['Trong sổ', 'Trả lời đã nhận']);

/** What the page states about a request, from the first step to the last. */
const factsOf = (request: DataRequest, clocks: ReturnType<typeof clocksOf>) => [
  ...(request.fullName === null
    ? [{ label: 'Trong sổ', value: 'Không có người này' }]
    : [{ label: 'Ai yêu cầu', value: request.askedBy || 'Chính người ấy' }]),
  ...(request.what ? [{ label: 'Cụ thể', value: request.what }] : []),
  {
    label: 'Trả lời đã nhận',
    value: request.answeredOn
      ? `${formatDate(request.answeredOn)}, ${request.answeredBy}`
      : `chậm nhất ${formatDate(clocks.answerBy)} (2 ngày làm việc)`,
  },
  {
    label: 'Làm xong',
    value: `chậm nhất ${formatDate(clocks.dueBy)}${clocks.isBeforeDayOff ? ', vì ngày cuối là ngày nghỉ' : ''}${request.dueDays === null ? '' : `: ${request.dueDays} ngày làm việc, phường tự đặt`}`,
  },
  ...(request.extendedOn
    ? [
        {
          label: 'Đã gia hạn',
          value: `thêm ${request.extendedByDays} ngày, ngày ${formatDate(request.extendedOn)}, ${request.extendedBy}: ${request.extensionReason}`,
        },
      ]
    : []),
  ...(request.endedOn
    ? [
        {
          label: 'Kết thúc',
          value: [`${ENDS[request.endedAs!]}, ${formatDate(request.endedOn)}, ${request.endedBy}`, request.endNote]
            .filter(Boolean)
            .join(': '),
        },
      ]
    : []),
  ...(request.granted ? [{ label: 'Tác dụng', value: effectText(request) }] : []),
];

const linksTo = (kind: DataRequestKind, residentId: string, canErase: boolean) => [
  ...(kind === 'correct' ? [{ label: 'Sửa hồ sơ', href: `/residents/${residentId}/edit` }] : []),
  ...(kind === 'erase' && canErase
    ? [{ label: 'Xóa dữ liệu của người ấy', href: `/residents/${residentId}/erasure` }]
    : []),
  ...(kind === 'withdraw'
    ? [{ label: 'Rút lại đồng ý ở hồ sơ của người ấy', href: `/residents/${residentId}#consents` }]
    : []),
  { label: 'In toàn bộ dữ liệu của người ấy', href: `/residents/${residentId}/data-file` },
  { label: 'Mở hồ sơ', href: `/residents/${residentId}` },
];
