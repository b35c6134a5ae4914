import { v7 as newId } from 'uuid';
import { formatBirth, formatDate, type LocalDate } from '../../../../shared/dates';
import { optionsOf, RELATIONS, RESIDENCE_STATUSES } from '../../../../shared/labels';
import { maskNationalNumber } from '../../../../shared/national-number';
import { errorSummary, typed, type Failed } from '../../../../web/form';
import type { Notice } from '../../../../web/flash';
import { definePage } from '../../../../web/page';
import type { DoorItem } from '../../households/pages';
import type { Home } from '../../events/queries';
import { STATUSES_HERE } from '../../residents/forms';
import { NOTHING_FAILED } from './forms';
import type { Person } from './queries';
import { headCards, relationsTo, relationText } from './relation-pages';
import type { Left } from './leaving-service';
import { personStamp } from './state-stamp';
import { needsNewHead } from './succession-rules';

// ------------------------------------------------------------ choosing who follows

export type ChooseHeadModel = NonNullable<ReturnType<typeof chooseHeadModel>>;
/** Asked before the form, because the form asks for relations to the new head. */
export const chooseHeadPage = definePage<ChooseHeadModel>('register/residence/moves/choose-head');

/** The error of a question that was sent without an answer. */
export function unanswered(isAsked: boolean) {
  const error = isAsked ? 'Chọn một người.' : '';
  return { error, summary: errorSummary(isAsked ? { head: error } : {}) };
}

interface ChooseHeadContent {
  title: string;
  /** Path below the person's page to which the answer is sent. */
  path: string;
  /** The answer; null while there is none. */
  newHead: string | null;
  isAsked: boolean;
  today: LocalDate;
  hidden?: { name: string; value: string }[];
}

/** Asks who succeeds the head who leaves; null when nobody needs to be asked. */
export function chooseHeadModel(
  person: Person,
  { title, path, newHead, isAsked, today, hidden = [] }: ChooseHeadContent,
) {
  const { home } = person;
  if (!home || !needsNewHead(home.members, [person.id]) || newHead !== null) return null;
  const others = home.members.filter(({ residentId }) => residentId !== person.id);
  return {
    backHref: `/residents/${person.id}`,
    backLabel: person.fullName,
    title,
    context: `${person.fullName} đang là chủ hộ ở ${home.addressLine}.`,
    action: `/residents/${person.id}/${path}`,
    hidden,
    legend: 'Ai làm chủ hộ thay?',
    cards: headCards(others, today, others.length === 1 ? others[0]!.residentId : null, 'Chưa rõ ai'),
    ...unanswered(isAsked),
  };
}

interface FormContent {
  /** Path below the person's page to which the form is sent. */
  path: string;
  stamp: string;
  newHead: string | null;
  chooseAgainHref: string;
  today: LocalDate;
}

/** The situation of the household that somebody leaves. */
function successionModel(person: Person, { newHead, chooseAgainHref, today }: FormContent, failed: Failed) {
  const { home } = person;
  const isNeeded = home !== null && needsNewHead(home.members, [person.id]);
  const stayers = home?.members.filter(({ residentId }) => residentId !== person.id) ?? [];
  const head = isNeeded ? stayers.find(({ residentId }) => residentId === newHead) : undefined;
  return {
    newHeadId: head?.residentId ?? '',
    newHeadName: head?.fullName ?? '',
    chooseAgainHref: isNeeded ? chooseAgainHref : '',
    /** Nobody succeeds the head. */
    isHeadless: isNeeded && !head,
    relations: head && stayers.length > 1 ? relationsTo(head, stayers, { home: home!, today }, failed) : null,
    /** The last member leaves, so the form asks whether the home is empty now. */
    isLast: home !== null && stayers.length === 0 && home.occupancy !== 'vacant',
    vacates: typed(failed.values, 'vacates') !== '',
  };
}

function personForm(person: Person, content: FormContent, failed: Failed) {
  return {
    fullName: person.fullName,
    backHref: `/residents/${person.id}`,
    action: `/residents/${person.id}/${content.path}`,
    actId: typed(failed.values, 'actId') || newId(),
    // A rejected form keeps the stamp of the state for which it was filled in.
    stamp: typed(failed.values, 'stamp') || content.stamp,
    note: typed(failed.values, 'note'),
    errors: failed.errors,
    summary: errorSummary(failed.errors),
    succession: successionModel(person, content, failed),
  };
}

// ------------------------------------------------------------ moving to a household

export const findDoorPage = definePage<ReturnType<typeof findDoorModel>>('register/residence/moves/find-door');

export function findDoorModel(person: Person, q: string, found: DoorItem[]) {
  const href = `/residents/${person.id}/membership`;
  return {
    fullName: person.fullName,
    backHref: `/residents/${person.id}`,
    action: href,
    currentLine: currentLine(person),
    isMovingIn: person.home === null,
    relationHref: person.home ? `/residents/${person.id}/relation` : '',
    q,
    found: found.map((door) => ({ ...door, chooseHref: `${href}?household=${door.href.split('/').at(-1)}` })),
  };
}

function currentLine(person: Person): string {
  const own = person.home?.members.find(({ residentId }) => residentId === person.id);
  return own
    ? `Đang ở ${person.home!.addressLine}, ${relationText(own)}, từ ${formatDate(own.since)}.`
    : 'Hiện không ở hộ nào của phường.';
}

export const movePage = definePage<ReturnType<typeof moveModel>>('register/residence/moves/move');

const STATUS_LABELS = Object.fromEntries(STATUSES_HERE.map((status) => [status, RESIDENCE_STATUSES[status]]));

export function moveModel(
  person: Person,
  { target, newHead, today }: { target: Home; newHead: string | null; today: LocalDate },
  failed: Failed = NOTHING_FAILED,
) {
  const { values } = failed;
  const href = `/residents/${person.id}/membership`;
  const hasHead = target.members.some(({ relation }) => relation === 'head');
  return {
    ...personForm(
      person,
      {
        path: 'membership',
        stamp: personStamp(person, target),
        newHead,
        chooseAgainHref: `${href}?household=${target.id}`,
        today,
      },
      failed,
    ),
    currentLine: currentLine(person),
    target: { id: target.id, addressLine: target.addressLine },
    isMovingIn: person.home === null,
    deathLine: person.death ? `Sổ ghi người này mất ngày ${formatDate(person.death.on)}.` : '',
    revertHref: person.death ? `/register-acts/${person.death.actId}/reversion` : '',
    relations: [
      { value: '', label: 'Chọn quan hệ…', selected: false },
      ...optionsOf(RELATIONS, typed(values, 'relation') || (hasHead ? '' : 'head')),
    ],
    relationNote: typed(values, 'relationNote'),
    since: typed(values, 'since') || formatDate(today),
    statuses: optionsOf(
      STATUS_LABELS,
      typed(values, 'residenceStatus') || (person.status in STATUS_LABELS ? person.status : 'permanent'),
    ),
    place: typed(values, 'place'),
  };
}

// ------------------------------------------------------------ another relation to the same head

export const relationPage = definePage<ReturnType<typeof relationModel>>('register/residence/moves/relation');

export function relationModel(person: Person, today: LocalDate, { values, errors }: Failed = NOTHING_FAILED) {
  const own = person.home?.members.find(({ residentId }) => residentId === person.id);
  const others = Object.fromEntries(Object.entries(RELATIONS).filter(([relation]) => relation !== 'head'));
  return {
    fullName: person.fullName,
    backHref: `/residents/${person.id}`,
    action: `/residents/${person.id}/relation`,
    currentLine: currentLine(person),
    isHead: own?.relation === 'head',
    headHref: person.home ? `/households/${person.home.id}/head` : '',
    stamp: typed(values, 'stamp') || personStamp(person),
    relations: [
      { value: '', label: 'Chọn quan hệ…', selected: false },
      ...optionsOf(others, typed(values, 'relation') || own?.relation),
    ],
    relationNote: typed(values, 'relationNote') || (own?.relationNote ?? ''),
    since: typed(values, 'since') || formatDate(today),
    errors,
    summary: errorSummary(errors),
  };
}

/** What needs attention in the household that somebody left. */
export function warningsOf({ isHeadless, isEmpty }: Left): Notice[] {
  return [
    ...(isHeadless ? ['Hộ vừa rời không còn chủ hộ. Mở hộ đó và chọn “Đổi chủ hộ” khi đã rõ.'] : []),
    ...(isEmpty ? ['Hộ vừa rời không còn ai. Nếu nhà bỏ trống, mở hộ đó và chọn “Nhà để trống”.'] : []),
  ].map((text) => ({ text, kind: 'warning' }));
}

// ------------------------------------------------------------ departure and death

export const departurePage = definePage<ReturnType<typeof departureModel>>('register/residence/moves/departure');

export function departureModel(
  person: Person,
  newHead: string | null,
  today: LocalDate,
  failed: Failed = NOTHING_FAILED,
) {
  return {
    ...personForm(
      person,
      {
        path: 'departure',
        stamp: personStamp(person),
        newHead,
        chooseAgainHref: `/residents/${person.id}/departure`,
        today,
      },
      failed,
    ),
    on: typed(failed.values, 'on') || formatDate(today),
    place: typed(failed.values, 'place'),
  };
}

export const deathPage = definePage<ReturnType<typeof deathModel>>('register/residence/moves/death');

export function deathModel(person: Person, newHead: string | null, today: LocalDate, failed: Failed = NOTHING_FAILED) {
  return {
    ...personForm(
      person,
      { path: 'death', stamp: personStamp(person), newHead, chooseAgainHref: `/residents/${person.id}/death`, today },
      failed,
    ),
    on: typed(failed.values, 'on') || formatDate(today),
    isMourning: typed(failed.values, 'isMourning') !== '',
    mourningUntil: typed(failed.values, 'mourningUntil'),
    hasHome: person.home !== null,
  };
}

/** The confirmation page before a death is recorded. */
export function deathQuestion(
  person: Person,
  form: { on: LocalDate; newHeadId: string | null; isMourning: boolean; vacates: boolean },
) {
  const { home } = person;
  const newHead = home?.members.find(({ residentId }) => residentId === form.newHeadId);
  const leavesHeadless = home !== null && needsNewHead(home.members, [person.id]) && !newHead;
  return {
    title: `Ghi ${person.fullName} đã mất?`,
    sentences: [
      [
        person.fullName,
        person.birth ? `sinh ${formatBirth(person.birth)}` : 'chưa rõ ngày sinh',
        person.last4 && `số định danh ${maskNationalNumber(person.last4)}`,
        home ? `ở ${home.addressLine}` : 'không ở hộ nào của phường',
      ]
        .filter(Boolean)
        .join(', ') + '.',
      'Người này không còn trong hộ, trong danh sách đi cửa và trong các con số. Hồ sơ, các lượt thăm và việc đã hỗ trợ vẫn được giữ.',
      ...(newHead ? [`${newHead.fullName} làm chủ hộ từ ngày đó.`] : []),
      ...(leavesHeadless ? ['Hộ sẽ chưa có chủ hộ.'] : []),
      ...(form.isMourning ? ['Cửa này được tạm dừng gõ vì nhà có tang.'] : []),
      ...(form.vacates ? ['Cửa này được ghi là nhà trống.'] : []),
    ],
    changes: [
      { label: 'Cư trú', before: RESIDENCE_STATUSES[person.status], after: RESIDENCE_STATUSES.deceased },
      { label: 'Ngày mất', before: '', after: formatDate(form.on) },
    ],
    action: `/residents/${person.id}/death`,
    confirmLabel: 'Đúng, ghi đã mất',
  };
}
