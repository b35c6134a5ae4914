import { v7 as newId } from 'uuid';
import { bornText, formatDate, monthName, type LocalDate } from '../../../shared/dates';
import { RESIDENCE_STATUSES } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import { maskPhoneNumber } from '../../../shared/phone-number';
import { formView, typed, type Failed, type FormView } from '../../../web/form';
import { viewOf } from '../../../web/page';
import type { SearchResult } from '../../register/households/queries';
import { serviceOption, serviceSearchText } from '../../office/catalogue/labels';
import { withServiceMatches } from '../../office/catalogue/service-matches';
import { editSessionForm, newSessionForm } from './forms';
import { pageAfter, type PagePlace } from '../../../web/pager';
import { SESSION_PAGE_SIZE, type SessionDetail, type SessionList, type Subject } from './queries';

const PATH = '/group-sessions';

const KINDS: readonly { legend: string; id: string; kinds: readonly Subject['kind'][] }[] = [
  { legend: 'Nội dung đã nói', id: 'services', kinds: ['topic'] },
  { legend: 'Tài khoản, tiện ích số đã chỉ cách dùng', id: 'services-digital', kinds: ['digital_account', 'utility'] },
  { legend: 'Thủ tục đã chỉ cách nộp', id: 'services-procedures', kinds: ['procedure'] },
];

/** The facts of a session, to be typed: views/door/group-sessions/facts.ejs. */
function factsOf<Name extends string>(
  form: FormView<Name>,
  given: { action: string; subjects: readonly Subject[]; chosen: readonly unknown[]; isOpen: boolean },
) {
  const { action, subjects, chosen, isOpen } = given;
  const facts = {
    action,
    id: typed(form.values, 'id'),
    version: typed(form.values, 'version'),
    subjects: KINDS.map(({ legend, id, kinds }) => ({
      legend,
      id,
      cards: subjects
        .filter(({ kind }) => kinds.includes(kind))
        .map((subject) => ({ ...serviceOption(subject, false), checked: chosen.includes(subject.id) })),
    }))
      .filter(({ cards }) => cards.length > 0)
      // For a browser without scripts, in which these are folded.
      .map((group) => ({
        ...group,
        isOpen: form.errors.services !== undefined || group.cards.some(({ checked }) => checked),
      })),
    serviceText: typed(form.values, 'serviceText'),
    isOpen,
  };
  return { form, facts };
}

const withMatches = (failed: Failed | undefined, subjects: readonly Subject[]) =>
  withServiceMatches(failed, 'services', subjects.map(serviceSearchText));

const chosenIn = ({ values: { services } }: Failed) => [services ?? []].flat();

// ------------------------------------------------------------ the list

interface Shown extends PagePlace {
  month: string | null;
  today: LocalDate;
  canRecord: boolean;
}

export function indexPage(
  { rows, sessionCount, namedCount, othersCount, subjects }: SessionList,
  { month, today, canRecord, ...place }: Shown,
  failed?: Failed,
) {
  const list = { place, size: SESSION_PAGE_SIZE, total: sessionCount, path: PATH, query: { month } };
  const { shown, ...pager } = pageAfter(rows, list);
  const counts = `${formatNumber(sessionCount)} buổi, ${formatNumber(namedCount)} lượt người có tên và ${formatNumber(othersCount)} lượt người khác`;
  return viewOf('door/group-sessions/index', {
    context: `${month ? monthName(month) : 'Từ trước đến nay'}: ${counts}. Đếm riêng, không cộng vào lượt thăm, cửa đã gặp hay người đã được hỗ trợ.`,
    rows: shown.map((row) => ({
      href: canRecord ? `${PATH}/${row.id}` : '',
      day: formatDate(row.heldOn),
      place: row.place,
      services: row.services.join('; '),
      named: formatNumber(row.namedCount),
      others: formatNumber(row.othersCount),
    })),
    ...(canRecord
      ? factsOf(
          formView(newSessionForm(today), { id: newId(), heldOn: formatDate(today) }, withMatches(failed, subjects)),
          {
            action: PATH,
            subjects,
            chosen: failed ? chosenIn(failed) : [],
            isOpen: failed !== undefined || sessionCount === 0,
          },
        )
      : { form: null, facts: null }),
    ...pager,
    /** To all sessions, from one month's; '' there. */
    allHref: month ? PATH : '',
  });
}

// ------------------------------------------------------------ one session

export const peopleFoundPart = (found: ReturnType<typeof peopleFound>) =>
  viewOf('door/group-sessions/people-found', found);

/** Whom a search found, each to be put on the session's list. */
export function peopleFound(
  { id, attendees }: SessionDetail,
  { residents, residentCount }: SearchResult,
  today: LocalDate,
) {
  const named = new Set(attendees.map((attendee) => attendee.id));
  const isMore = residentCount > residents.length;
  return {
    addAction: `${PATH}/${id}/attendees`,
    /** Announced to screen readers. */
    count:
      residents.length === 0 ? 'Không thấy ai' : `${residents.length} người${isMore ? ', còn nữa: gõ thêm họ' : ''}`,
    people: residents.map((hit) => ({
      id: hit.id,
      fullName: hit.fullName,
      facts: [bornText(hit.birth, today), hit.addressLine ?? '', hit.phone ? maskPhoneNumber(hit.phone) : '']
        .filter(Boolean)
        .join(' · '),
      statusLabel: hit.status === 'permanent' ? '' : RESIDENCE_STATUSES[hit.status],
      isOnList: named.has(hit.id),
    })),
  };
}

interface Typed {
  edit?: Failed;
  search?: { q: string; found: ReturnType<typeof peopleFound> };
  error?: string;
}

export function showPage(session: SessionDetail, today: LocalDate, { edit, search, error = '' }: Typed) {
  const { id, attendees, othersCount } = session;
  const stored = {
    version: String(session.version),
    heldOn: formatDate(session.heldOn),
    place: session.place,
    othersCount: String(othersCount),
    note: session.note,
  };
  return viewOf('door/group-sessions/show', {
    title: `Buổi tập trung ngày ${formatDate(session.heldOn)}`,
    context: `${session.place} · ${session.recordedByName} ghi`,
    note: session.note,
    subjects: subjectNames(session, session.serviceIds),
    attendees: attendees.map((attendee) => ({
      href: `/residents/${attendee.id}`,
      fullName: attendee.fullName,
      facts: [attendee.birthYear && `sinh ${attendee.birthYear}`, attendee.addressLine].filter(Boolean).join(' · '),
      removalAction: `${PATH}/${id}/attendees/${attendee.id}/removal`,
    })),
    attendeesTitle: `${formatNumber(attendees.length)} người có tên, ${formatNumber(othersCount)} người khác`,
    isWithdrawn: session.isWithdrawn,
    withdrawalAction: `${PATH}/${id}/withdrawal`,
    restorationAction: `${PATH}/${id}/restoration`,
    ...factsOf(formView(editSessionForm(today), stored, withMatches(edit, session.subjects)), {
      action: `${PATH}/${id}`,
      subjects: session.subjects,
      chosen: edit ? chosenIn(edit) : session.serviceIds,
      isOpen: edit !== undefined,
    }),
    search: {
      action: `${PATH}/${id}/people`,
      partAction: `${PATH}/${id}/people-found`,
      q: search?.q ?? '',
      error,
      found: search?.found ?? null,
    },
  });
}

const subjectNames = ({ subjects }: SessionDetail, ids: readonly string[]): string[] =>
  subjects.filter((subject) => ids.includes(subject.id)).map(({ name }) => name);
