import { v7 as newId } from 'uuid';
import { formatBirth, formatDate, type LocalDate } from '../../../../shared/dates';
import { optionsOf, RELATIONS, RESIDENCE_STATUSES } from '../../../../shared/labels';
import { maskNationalNumber } from '../../../../shared/national-number';
import { formView, typed, type Failed } from '../../../../web/form';
import type { Notice } from '../../../../web/flash';
import { viewOf } from '../../../../web/page';
import type { DoorItem } from '../../households/pages';
import type { Home } from '../../events/queries';
import { STATUS_LABELS_HERE } from '../../residents/forms';
import { deathForm, departureForm, headChoiceForm, moveForm, relationForm } from './forms';
import type { Person } from './queries';
import { headCards, NOT_HEAD, relationsTo, relationInLine } from './relation-pages';
import type { Left } from './leaving-service';
import { personStamp } from './state-stamp';
import { needsNewHead } from './succession-rules';

// ------------------------------------------------------------ choosing who follows

/** The question who becomes head; with an error if it was sent without an answer. */
export const headQuestion = (isAsked: boolean) =>
  formView(headChoiceForm, {}, isAsked ? { values: {}, errors: { head: 'Chọn một người.' } } : undefined);

/** A form with which a person leaves a household. */
export interface Leaving {
  /** What the question about the new head is about. */
  title: string;
  /** Path below the person's page to which the form is sent. */
  path: string;
  /** The chosen head; null before the question. */
  newHead: string | null;
  today: LocalDate;
  /** The household that the person moves to. */
  target?: Home | undefined;
}

/**
 * Asks who succeeds the head who leaves, before the form, which asks for relations to the new head; null when there is
 * nothing to ask.
 */
export function chooseHeadPage(
  { id, fullName, home }: Person,
  { title, path, newHead, today, target }: Leaving,
  isAsked: boolean,
) {
  if (!home || !needsNewHead(home.members, [id]) || newHead !== null) return null;
  const others = home.members.filter(({ residentId }) => residentId !== id);
  return viewOf('register/residence/moves/choose-head', {
    backHref: `/residents/${id}`,
    backLabel: fullName,
    title,
    context: `${fullName} đang là chủ hộ ở ${home.addressLine}.`,
    action: `/residents/${id}/${path}`,
    hidden: target ? [{ name: 'household', value: target.id }] : [],
    legend: 'Ai làm chủ hộ thay?',
    cards: headCards(others, today, others.length === 1 ? others[0]!.residentId : null, 'Chưa rõ ai'),
    form: headQuestion(isAsked),
  });
}

/** The situation of the household that the person leaves. */
function successionModel({ id, home }: Person, { path, newHead, today, target }: Leaving, failed?: Failed) {
  const isNeeded = home !== null && needsNewHead(home.members, [id]);
  const stayers = home?.members.filter(({ residentId }) => residentId !== id) ?? [];
  const head = isNeeded ? stayers.find(({ residentId }) => residentId === newHead) : undefined;
  return {
    newHeadId: head?.residentId ?? '',
    newHeadName: head?.fullName ?? '',
    chooseAgainHref: isNeeded ? `/residents/${id}/${path}${target ? `?household=${target.id}` : ''}` : '',
    isHeadless: isNeeded && !head,
    relations: head && stayers.length > 1 ? relationsTo(head, stayers, { home: home!, today }, failed) : null,
    /** The last member leaves, so the form asks whether the home is empty now. */
    isLast: home !== null && stayers.length === 0 && home.occupancy !== 'vacant',
  };
}

const leavingModel = (person: Person, leaving: Leaving, failed?: Failed) => ({
  fullName: person.fullName,
  backHref: `/residents/${person.id}`,
  action: `/residents/${person.id}/${leaving.path}`,
  succession: successionModel(person, leaving, failed),
});

// ------------------------------------------------------------ moving to a household

export function findDoorPage(person: Person, q: string, found: DoorItem[]) {
  const href = `/residents/${person.id}/membership`;
  return viewOf('register/residence/moves/find-door', {
    fullName: person.fullName,
    backHref: `/residents/${person.id}`,
    action: href,
    currentLine: currentLine(person),
    isMovingIn: person.home === null,
    relationHref: person.home ? `/residents/${person.id}/relation` : '',
    q,
    found: found.map((door) => ({ ...door, chooseHref: `${href}?household=${door.href.split('/').at(-1)}` })),
  });
}

function currentLine(person: Person): string {
  const own = person.home?.members.find(({ residentId }) => residentId === person.id);
  return own
    ? `Đang ở ${person.home!.addressLine}, ${relationInLine(own)}, từ ${formatDate(own.since)}.`
    : 'Hiện không ở hộ nào của phường.';
}

export function movePage(person: Person, leaving: Leaving & { target: Home }, failed?: Failed) {
  const { target, today } = leaving;
  const form = formView(
    moveForm(today),
    {
      actId: newId(),
      stamp: personStamp(person, target),
      householdId: target.id,
      relation: target.members.some(({ relation }) => relation === 'head') ? '' : 'head',
      since: formatDate(today),
      residenceStatus: person.status in STATUS_LABELS_HERE ? person.status : 'permanent',
    },
    failed,
  );
  return viewOf('register/residence/moves/move', {
    ...leavingModel(person, leaving, failed),
    form,
    currentLine: currentLine(person),
    target: target.addressLine,
    isMovingIn: person.home === null,
    deathLine: person.death ? `Sổ ghi người này mất ngày ${formatDate(person.death.on)}.` : '',
    revertHref: person.death ? `/register-acts/${person.death.actId}/reversion` : '',
    relations: optionsOf({ '': 'Chọn quan hệ…', ...RELATIONS }, typed(form.values, 'relation')),
    statuses: optionsOf(STATUS_LABELS_HERE, typed(form.values, 'residenceStatus')),
  });
}

// ------------------------------------------------------------ another relation to the same head

export function relationPage(person: Person, today: LocalDate, failed?: Failed) {
  const own = person.home?.members.find(({ residentId }) => residentId === person.id);
  const form = formView(
    relationForm(today),
    {
      stamp: personStamp(person),
      relation: own?.relation ?? '',
      relationNote: own?.relationNote ?? '',
      since: formatDate(today),
    },
    failed,
  );
  return viewOf('register/residence/moves/relation', {
    form,
    fullName: person.fullName,
    backHref: `/residents/${person.id}`,
    action: `/residents/${person.id}/relation`,
    currentLine: currentLine(person),
    isHead: own?.relation === 'head',
    headHref: person.home ? `/households/${person.home.id}/head` : '',
    relations: optionsOf({ '': 'Chọn quan hệ…', ...NOT_HEAD }, typed(form.values, 'relation')),
  });
}

/** What needs attention in the household that the person left. */
export const warningsOf = (left?: Left): Notice[] =>
  [
    ...(left?.isHeadless ? ['Hộ vừa rời không còn chủ hộ. Mở hộ đó và chọn “Đổi chủ hộ” khi đã rõ.'] : []),
    ...(left?.isEmpty ? ['Hộ vừa rời không còn ai. Nếu nhà bỏ trống, mở hộ đó và chọn “Nhà để trống”.'] : []),
  ].map((text) => ({ text, kind: 'warning' }));

// ------------------------------------------------------------ departure and death

export const departurePage = (person: Person, leaving: Leaving, failed?: Failed) =>
  viewOf('register/residence/moves/departure', {
    ...leavingModel(person, leaving, failed),
    form: formView(departureForm(leaving.today), newAct(person, leaving), failed),
  });

export const deathPage = (person: Person, leaving: Leaving, failed?: Failed) =>
  viewOf('register/residence/moves/death', {
    ...leavingModel(person, leaving, failed),
    form: formView(deathForm(leaving.today), newAct(person, leaving), failed),
    hasHome: person.home !== null,
  });

const newAct = (person: Person, { today }: Leaving) => ({
  actId: newId(),
  stamp: personStamp(person),
  on: formatDate(today),
});

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
