import { v7 as newId } from 'uuid';
import { formatDate, type LocalDate } from '../../../../shared/dates';
import { cardsOf, OCCUPANCIES, optionsOf } from '../../../../shared/labels';
import { uncapitalise } from '../../../../shared/vietnamese-text';
import { formView, typed, type Failed } from '../../../../web/form';
import { viewOf } from '../../../../web/page';
import type { Person } from '../moves/queries';
import { memberHint } from '../moves/relation-pages';
import { homesStamp, personStamp } from '../moves/state-stamp';
import type { Home } from '../../events/queries';
import { STATUS_LABELS_HERE } from '../../residents/forms';
import { absenceForm, householdReturnForm, returnForm, vacancyForm } from './forms';

interface Act {
  title: string;
  /** Path below the page of the person or household to which the form is sent. */
  path: string;
  /** Why the act makes no sense now; takes the place of a form that was not refused. */
  obstacle: string;
}

/** The page of an act about a person or a household, around its form. */
function actPage(about: Person | Home, { title, path, obstacle }: Act, failed?: Failed) {
  const place = 'status' in about ? about.home?.addressLine : about.addressLine;
  const name = 'status' in about ? about.fullName : '';
  const backHref = 'status' in about ? `/residents/${about.id}` : `/households/${about.id}`;
  return {
    title,
    context: [name, place].filter(Boolean).join(' · '),
    backHref,
    backLabel: name || place!,
    action: `${backHref}/${path}`,
    obstacle,
    isShown: obstacle === '' || failed !== undefined,
  };
}

const newAct = (about: Person | Home) => ({
  actId: newId(),
  stamp: 'status' in about ? personStamp(about) : homesStamp(about),
});

// ------------------------------------------------------------ absence

export function personAbsencePage(person: Person, today: LocalDate, failed?: Failed) {
  const { home, status } = person;
  const absent = status === 'absent' ? 'Sổ đang ghi người này vắng rồi. Khi về, dùng “Đã về”.' : '';
  const obstacle = home ? absent : 'Người này hiện không ở hộ nào của phường.';
  return viewOf('register/residence/occupancy/absence', {
    ...actPage(person, { title: 'Vắng lâu ngày', path: 'absence', obstacle }, failed),
    form: formView(absenceForm(today), { ...newAct(person), from: formatDate(today) }, failed),
    whoLine: '',
  });
}

export function householdAbsencePage(home: Home, today: LocalDate, failed?: Failed) {
  const { members } = home;
  return viewOf('register/residence/occupancy/absence', {
    ...actPage(
      home,
      { title: 'Cả hộ vắng lâu ngày', path: 'absence', obstacle: householdAbsenceObstacle(home) },
      failed,
    ),
    form: formView(absenceForm(today), { ...newAct(home), from: formatDate(today) }, failed),
    whoLine: `${members.length} người: ${members.map(({ fullName }) => fullName).join(', ')}.`,
  });
}

function householdAbsenceObstacle({ members, occupancy }: Home): string {
  if (members.length === 0) return 'Hộ này không có ai trong sổ. Nếu nhà trống, dùng “Nhà để trống”.';
  return occupancy === 'occupied' ? '' : `Sổ đang ghi: ${uncapitalise(OCCUPANCIES[occupancy])}.`;
}

export function returnPage(person: Person, today: LocalDate, failed?: Failed) {
  const obstacle = person.status === 'absent' ? '' : 'Sổ không ghi người này đang vắng.';
  const page = actPage(person, { title: 'Đã về', path: 'return', obstacle }, failed);
  const residenceStatus = person.absence?.statusBefore ?? 'permanent';
  const form = formView(returnForm(today), { ...newAct(person), on: formatDate(today), residenceStatus }, failed);
  return viewOf('register/residence/occupancy/return', {
    ...page,
    form,
    context: [page.context, person.absence && `vắng từ ${formatDate(person.absence.from)}`].filter(Boolean).join(' · '),
    statuses: optionsOf(STATUS_LABELS_HERE, typed(form.values, 'residenceStatus')),
  });
}

// ------------------------------------------------------------ unoccupied homes

export function vacancyPage(home: Home, today: LocalDate, failed?: Failed) {
  const { members } = home;
  const form = formView(vacancyForm(today), { ...newAct(home), from: formatDate(today) }, failed);
  const obstacle =
    home.occupancy === 'vacant' ? 'Sổ đang ghi nhà này trống rồi. Khi có người ở, dùng “Lại có người ở”.' : '';
  return viewOf('register/residence/occupancy/vacancy', {
    ...actPage(home, { title: 'Nhà để trống', path: 'vacancy', obstacle }, failed),
    form,
    people:
      members.length === 0
        ? []
        : cardsOf(
            { moved_out: 'Đã chuyển khỏi phường', absent: 'Vẫn thuộc hộ này, chỉ không ở đây' },
            typed(form.values, 'people'),
            { moved_out: members.map(({ fullName }) => fullName).join(', '), absent: 'ghi là tạm vắng' },
          ),
  });
}

export function reoccupationPage(home: Home, today: LocalDate, failed?: Failed) {
  const { occupancy, unoccupiedFrom, members, addressLine } = home;
  const title = occupancy === 'long_absent' ? 'Hộ đã về' : 'Lại có người ở';
  const obstacle = occupancy === 'occupied' ? 'Sổ đang ghi cửa này có người ở.' : '';
  const chosen = failed && [failed.values.returning].flat();
  return viewOf('register/residence/occupancy/reoccupation', {
    ...actPage(home, { title, path: 'reoccupation', obstacle }, failed),
    form: formView(householdReturnForm(today), { ...newAct(home), on: formatDate(today) }, failed),
    context: `${addressLine} · ${uncapitalise(OCCUPANCIES[occupancy])}${unoccupiedFrom ? ` từ ${formatDate(unoccupiedFrom)}` : ''}`,
    returning: members
      .filter(({ status }) => status === 'absent')
      .map((member) => ({
        value: member.residentId,
        label: member.fullName,
        hint: memberHint(member, today),
        checked: chosen?.includes(member.residentId) ?? occupancy === 'long_absent',
      })),
  });
}
